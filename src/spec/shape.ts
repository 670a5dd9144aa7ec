import { listed } from "./listed.ts";
import type { z } from "zod";
import { diagnostic, quoted, type Diagnostic, type Fix, type Place } from "./diagnostics.ts";
import { languages } from "../contract/languages.ts";
import { codes, type Code, type FormCode } from "./messages.ts";
import { nearest } from "./nearest.ts";
import { readForm } from "./schema/words.ts";
import { keysAt, takesKey, withDefaults } from "./schema/walk.ts";
import {
  keyPlace,
  nodeAt,
  valuePlace,
  withKey,
  withValue,
  type Path,
  type YamlFile,
  type YamlNode,
} from "./yamlFile.ts";

/** What is left of a value after everything wrong was cut out: any part of it may be missing. */
export type Intact<Value> = Value extends readonly (infer Item)[]
  ? readonly (Intact<Item> | undefined)[]
  : Value extends object
    ? { readonly [Key in keyof Value]?: Intact<Value[Key]> | undefined }
    : Value;

export interface Shaped<Value> {
  /** The file, read with what was misspelt beyond doubt as it was meant: one mistake hides no other. */
  readonly yaml: YamlFile;
  readonly intact: Intact<Value>;
  /** The whole, with defaults, where nothing was wrong. */
  readonly whole: Value | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

type Issue = z.core.$ZodIssue;

/** Holds a file against its schema. Everything wrong is reported; everything else stays, for the checks that follow. */
export function shape<Schema extends z.ZodType>(written: YamlFile, schema: Schema): Shaped<z.output<Schema>> {
  const { yaml, issues, diagnostics } = corrected(written, schema);
  const value = valueOf(yaml);
  const intact = withDefaults(schema, without(value, issues.flatMap(damage))) as Intact<z.output<Schema>>;
  const whole = issues.length === 0 && diagnostics.length === 0 ? schema.parse(value) : undefined;
  return {
    yaml,
    intact,
    whole,
    diagnostics: [...diagnostics, ...issues.flatMap((issue) => report(issue, yaml, schema))],
  };
}

/** An empty file, or one of comments only, lacks its keys; it isn't of a wrong type. */
const valueOf = ({ root }: YamlFile): unknown => (root.value === null ? {} : root.value);

/** Deeper misspelling than this hides what is inside of it. */
const mostRounds = 10;
/** Each copies the way to it; a file with more was written by a program, and one fix of that corrects them all. */
const mostCorrections = 500;

interface Corrected {
  readonly yaml: YamlFile;
  /** What is wrong with it still. */
  readonly issues: readonly Issue[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Reports the keys and words whose meaning is sure although they are misspelt, and reads on as if they were right. */
function corrected(written: YamlFile, schema: z.ZodType): Corrected {
  const issuesOf = (file: YamlFile): readonly Issue[] =>
    allIssues(schema, valueOf(file)).map((issue) => specific(issue, file));
  let yaml = written;
  let issues = issuesOf(yaml);
  const diagnostics: Diagnostic[] = [];
  for (let round = 0; round < mostRounds; round += 1) {
    const before = diagnostics.length;
    for (const { one, apply } of issues.flatMap((issue) => corrections(issue, yaml, schema))) {
      if (diagnostics.length >= mostCorrections) break;
      diagnostics.push(one);
      yaml = apply(yaml);
    }
    if (diagnostics.length === before) break;
    issues = issuesOf(yaml);
  }
  return { yaml, issues, diagnostics };
}

interface Correction {
  readonly one: Diagnostic;
  readonly apply: (yaml: YamlFile) => YamlFile;
}

function corrections(issue: Issue, yaml: YamlFile, schema: z.ZodType): readonly Correction[] {
  const path = pathOf(issue);
  const sure = (
    one: Diagnostic,
    apply: (yaml: YamlFile, meant: string) => YamlFile,
  ): readonly Correction[] => {
    const meant = one.fix?.edits[0]?.text;
    return meant === undefined ? [] : [{ one, apply: (file) => apply(file, meant) }];
  };
  if (issue.code === "unrecognized_keys") {
    const keys = issue.keys.flatMap((key) =>
      sure(unknownKey(yaml, schema, path, key), (file, meant) => withKey(file, [...path, key], meant)),
    );
    // Two keys that mean the same: the first is it, the second is looked at again next to it.
    const meant = keys.map(({ one }) => one.fix?.edits[0]?.text);
    return keys.filter((_, index) => meant.indexOf(meant[index]) === index);
  }
  const node = issue.code === "invalid_value" ? nodeAt(yaml, path) : undefined;
  if (issue.code !== "invalid_value" || !node) return [];
  return sure(
    badChoice(valuePlace(yaml, path), node, choiceName(path), issue.values.map(String)),
    (file, meant) => withValue(file, path, meant),
  );
}

/**
 * All issues of a value. zod doesn't look behind a key that it refuses, so such keys are replaced by ones it takes
 * until nothing more is found.
 */
function allIssues(schema: z.ZodType, value: unknown): readonly Issue[] {
  const first = schema.safeParse(value).error?.issues ?? [];
  const stands = new Set<string>();
  const renames = first.flatMap(({ code, path }, index) => {
    const key = path.at(-1);
    if (code !== "invalid_key" || key === undefined) return [];
    const candidates = [`refused-key-${index}`, ...languages].filter((each) => !stands.has(each));
    const stand = standIn(schema, path.slice(0, -1), value, candidates);
    if (stand === undefined) return [];
    stands.add(stand);
    return [{ path, key, stand }];
  });
  if (renames.length === 0) return first;
  const renamed = renames.reduce((whole, { path, stand }) => renameKey(whole, path, stand), value);
  const behind = allIssues(schema, renamed).flatMap((issue): readonly Issue[] => {
    const rename = renames.find(({ path, stand }) =>
      path.every((step, depth) => issue.path[depth] === (depth === path.length - 1 ? stand : step)),
    );
    return rename ? [{ ...issue, path: issue.path.with(rename.path.length - 1, rename.key) }] : [];
  });
  return [...first, ...behind];
}

/** The first of some keys that the mapping at a path takes and doesn't have: an id, or where keys are languages, a language. */
function standIn(
  schema: z.ZodType,
  parent: readonly PropertyKey[],
  value: unknown,
  candidates: readonly string[],
): string | undefined {
  const taken = parent.reduce((inner: unknown, step) => (inner as Record<PropertyKey, unknown>)[step], value);
  return candidates.find((key) => !Object.hasOwn(taken as object, key) && takesKey(schema, parent, key));
}

function renameKey(value: unknown, path: readonly PropertyKey[], name: string): unknown {
  const [step, ...rest] = path;
  if (Array.isArray(value)) {
    return value.map((item: unknown, index) => (index === step ? renameKey(item, rest, name) : item));
  }
  return Object.fromEntries(
    Object.entries(value as Record<string, unknown>).map(([key, child]) =>
      key !== step ? [key, child] : rest.length === 0 ? [name, child] : [key, renameKey(child, rest, name)],
    ),
  );
}

/** Of a choice, what is wrong with the alternative that was meant. */
function specific(issue: Issue, yaml: YamlFile): Issue {
  if (issue.code !== "invalid_union") return issue;
  const node = nodeAt(yaml, pathOf(issue));
  const meant = issue.errors.find(
    (errors) =>
      errors.length > 0 && !errors.some((error) => error.path.length === 0 && error.code === "invalid_type"),
  );
  const inner = node && meant?.[0];
  return inner ? specific({ ...inner, path: [...issue.path, ...inner.path] }, yaml) : issue;
}

const pathOf = (issue: Issue): Path =>
  issue.path.map((step) => (typeof step === "number" ? step : String(step)));

/** Paths whose values can't be used. */
function damage(issue: Issue): readonly Path[] {
  const path = pathOf(issue);
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => [...path, key]);
  return issue.code === "invalid_key" ? [] : [path];
}

function without(value: unknown, paths: readonly Path[]): unknown {
  if (paths.some((path) => path.length === 0)) return {};
  const inside = (step: string | number): readonly Path[] =>
    paths.filter(([first, ...rest]) => first === step && rest.length > 0).map(([, ...rest]) => rest);
  const gone = (step: string | number): boolean =>
    paths.some((path) => path.length === 1 && path[0] === step);
  if (paths.length === 0) return value;
  if (Array.isArray(value)) {
    return value.map((item: unknown, index) => (gone(index) ? undefined : without(item, inside(index))));
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, child]) =>
      gone(key) ? [] : [[key, without(child, inside(key))] as const],
    ),
  );
}

function report(issue: Issue, yaml: YamlFile, schema: z.ZodType): readonly Diagnostic[] {
  const path = pathOf(issue);
  const node = path.length === 0 ? yaml.root : nodeAt(yaml, path);
  const what = nameOf(path);
  if (!node) {
    const parent = path.slice(0, -1);
    return missing(yaml, keysAt(schema, parent), parent, String(path.at(-1)));
  }
  const place = valuePlace(yaml, path);
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => unknownKey(yaml, schema, path, key));
    case "invalid_key": {
      const reason = issue.issues.map(({ message }) => readForm(message)).find((form) => form !== undefined);
      return [
        formDiagnostic(reason, keyPlace(yaml, path), String(path.at(-1))) ??
          emptyOr(keyPlace(yaml, path), `A key in ${nameOf(path.slice(0, -1))}`),
      ];
    }
    case "invalid_value":
      return [badChoice(place, node, choiceName(path), issue.values.map(String))];
    case "invalid_union": {
      const expected = issue.errors.flatMap((errors) =>
        errors.flatMap((error) =>
          error.code === "invalid_type" && error.path.length === 0 ? [error.expected] : [],
        ),
      );
      return [wrongType(place, node, what, expected)];
    }
    case "invalid_type":
      return [wrongType(place, node, what, [issue.expected])];
    case "too_small":
    case "too_big": {
      const form = readForm(issue.message);
      if (issue.origin === "array" || issue.message === "empty-list")
        return [diagnostic("empty-list", place, { what })];
      if (form) return [formDiagnostic(form, place, node.value) ?? emptyOr(place, what)];
      return [diagnostic("out-of-range", place, { what, value: quoted(node.value), range: rangeOf(issue) })];
    }
    case "custom":
    case "invalid_element":
    case "invalid_format":
    case "not_multiple_of":
      break;
  }
  return [formDiagnostic(readForm(issue.message), place, node.value) ?? emptyOr(place, what)];
}

/** Keys that a mapping at a path must have and lacks, by the schema of that mapping. */
export const missingKeys = (
  yaml: YamlFile,
  schema: z.ZodType,
  parent: Path,
  keys: readonly string[],
): readonly Diagnostic[] =>
  keys
    .filter((key) => nodeAt(yaml, [...parent, key]) === undefined)
    .flatMap((key) => missing(yaml, keysAt(schema, []), parent, key));

function missing(yaml: YamlFile, known: readonly string[], parent: Path, key: string): readonly Diagnostic[] {
  // Of a file that the parser stumbled over, a missing key may stand right there.
  if (yaml.broken) return [];
  // It stands there under another name, and that has been reported.
  const others = [...(nodeAt(yaml, parent)?.entries?.keys() ?? [])].filter((other) => !known.includes(other));
  if (others.some((other) => nearest(other, [key]))) return [];
  return [
    diagnostic("missing-key", keyPlace(yaml, parent), {
      key: quoted(key),
      where: nameOf(parent, "The file"),
    }),
  ];
}

const emptyOr = (place: Place, what: string): Diagnostic => diagnostic("empty-text", place, { what });

function formDiagnostic(
  form: ReturnType<typeof readForm>,
  place: Place,
  value: unknown,
): Diagnostic | undefined {
  if (!form || !(codes as readonly string[]).includes(form.code)) return undefined;
  return diagnostic(form.code as FormCode & Code, place, { value: quoted(value), expected: form.expected });
}

function rangeOf(issue: Issue & { readonly code: "too_small" | "too_big" }): string {
  const bound = issue.code === "too_small" ? issue.minimum : issue.maximum;
  const words = issue.code === "too_small" ? ["above", "at least"] : ["below", "at most"];
  return `${issue.inclusive === false ? words[0] : words[1]} ${String(bound)}`;
}

function unknownKey(yaml: YamlFile, schema: z.ZodType, path: Path, key: string): Diagnostic {
  const place = keyPlace(yaml, [...path, key]);
  const known = keysAt(schema, path);
  const taken = nodeAt(yaml, path)?.entries;
  const guess = nearest(
    key,
    known.filter((candidate) => !taken?.has(candidate)),
  );
  return diagnostic(
    "unknown-key",
    place,
    { key: quoted(key), where: nameOf(path, "the file") },
    {
      meant: guess?.word,
      fix: guess?.sure ? replace(place, guess.word) : undefined,
      notes:
        guess || known.length === 0 || known.length > 20
          ? []
          : [{ message: `its keys are ${known.join(", ")}`, place: undefined }],
    },
  );
}

/** What one chooses at a path: a `severity`; under an authored key (`states.Open`) or in a list, what the whole is of. */
function choiceName(path: Path): string {
  const last = String(path.at(-1));
  const whole = String(path.at(-2));
  return typeof path.at(-1) === "number" || whole === "states" ? whole.replace(/s$/, "") : last;
}

/** A word of a closed list that isn't in it. */
export function badChoice(
  place: Place,
  node: YamlNode,
  what: string,
  choices: readonly string[],
): Diagnostic {
  const guess = typeof node.value === "string" ? nearest(node.value, choices) : undefined;
  const words = { value: quoted(node.value), what: what.replaceAll("_", " "), choices: listed(choices) };
  return diagnostic("bad-choice", place, words, {
    meant: guess?.word,
    fix: guess?.sure ? replace(place, guess.word) : undefined,
  });
}

export const replace = (place: Place, text: string): Fix => ({
  title: `Replace it with ${text}`,
  edits: [{ place, text }],
});

const typeNames: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "keys with values",
  record: "keys with values",
};

function wrongType(place: Place, node: YamlNode, what: string, expected: readonly string[]): Diagnostic {
  const names = [...new Set(expected.map((type) => typeNames[type] ?? type))];
  // A number or true where text is meant is text without its quotes: kept as it is written, 1.10 included.
  const quotes =
    expected.includes("string") && node.plain && node.value !== null
      ? { title: "Put it in quotes", edits: [{ place, text: `"${node.plain}"` }] }
      : undefined;
  return diagnostic(
    "wrong-type",
    place,
    { what, found: found(node), expected: listed(names) },
    { fix: quotes },
  );
}

function found(node: YamlNode): string {
  if (node.items) return "a list";
  if (node.entries) return "keys with values";
  if (node.value === null) return "empty";
  if (typeof node.value === "number") return Number.isInteger(node.value) ? "a number" : "a fraction";
  return typeof node.value === "boolean" ? String(node.value) : "text";
}

/** `sources.play-store.map`, `rules[3]`: how messages name a place in a file. */
export function nameOf(path: Path, top = "The file"): string {
  if (path.length === 0) return top;
  return path
    .map((step, index) => (typeof step === "number" ? `[${step + 1}]` : `${index > 0 ? "." : ""}${step}`))
    .join("");
}

import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Document,
  parseDocument,
  visit,
  YAMLParseError,
  type Alias,
  type Node,
  type Range,
} from "yaml";
import { diagnostic, quoted, type Diagnostic, type Place } from "./diagnostics.ts";

/** A node of a YAML file: its plain value, and where everything in it was written. */
export interface YamlNode {
  /** Offsets in the file's text: [start, end). */
  readonly start: number;
  readonly end: number;
  readonly value: unknown;
  /** Of a mapping: its entries, by key, first come first kept. */
  readonly entries: ReadonlyMap<string, YamlEntry> | undefined;
  /** Of a sequence: its items. */
  readonly items: readonly YamlNode[] | undefined;
  /** Of a scalar without quotes: what is written. */
  readonly plain: string | undefined;
}

export interface YamlEntry {
  readonly start: number;
  readonly end: number;
  readonly node: YamlNode;
}

export type Path = readonly (string | number)[];

export interface YamlFile {
  /** Path relative to the project, with forward slashes. */
  readonly file: string;
  readonly text: string;
  readonly root: YamlNode;
  /** Whether the parser stumbled, so that something that seems to be missing may only have been lost. */
  readonly broken: boolean;
  readonly lineStarts: readonly number[];
}

/** Levels of nesting, aliases unfolded: ten times what any part of a project has, and few enough for every recursion. */
const mostLevels = 100;
/** Nodes that aliases repeat: enough for any real file, too few for aliases of aliases that unfold to a billion. */
const mostRepeated = 100_000;
/** After so many, the rest are echoes of the first. */
const mostSyntaxErrors = 20;

export function parseYaml(
  file: string,
  text: string,
): { readonly yaml: YamlFile; readonly diagnostics: readonly Diagnostic[] } {
  const document = documentOf(text);
  const lineStarts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  const diagnostics: Diagnostic[] = [];
  const place = (start: number, end: number): Place => placeIn({ file, text, lineStarts }, start, end);

  const exhausted = document.errors.find(({ code }) => code === "RESOURCE_EXHAUSTION");
  const syntax = exhausted
    ? [exhausted]
    : [...document.errors, ...document.warnings].slice(0, mostSyntaxErrors);
  for (const { code, message, pos } of syntax) {
    const problem =
      code === "MULTIPLE_DOCS"
        ? "The file contains several documents: only one is read."
        : code === "RESOURCE_EXHAUSTION"
          ? nestedTooDeeply
          : `${message.split("\n")[0]?.replace(/\.?$/, "") ?? ""}.`;
    const [start, end] = code === "MULTIPLE_DOCS" ? [pos[0], pos[0] + 3] : pos;
    diagnostics.push(diagnostic("yaml-syntax", place(start, end), { problem }));
  }

  const replacement = text.indexOf("\uFFFD");
  if (replacement >= 0) diagnostics.push(diagnostic("not-utf8", place(replacement, replacement + 1), {}));

  const targets = aliasTargets(document);
  let aliasDepth = 0;
  let repeated = 0;
  const said = new Set(exhausted ? [nestedTooDeeply] : []);
  const sayOnce = (problem: string, at: Place): void => {
    if (!said.has(problem)) diagnostics.push(diagnostic("yaml-syntax", at, { problem }));
    said.add(problem);
  };
  const open = new Set<unknown>();
  const read = (node: unknown, at: number): YamlNode => {
    if (aliasDepth > 0) repeated += 1;
    if (isAlias(node)) return readAlias(node);
    const [start, end] = rangeOf(node) ?? [at, at];
    if (open.size >= mostLevels && (isSeq(node) || isMap(node))) {
      sayOnce(nestedTooDeeply, place(start, end));
      return { ...nothing, start, end };
    }
    const bare = { start, end, entries: undefined, items: undefined, plain: undefined };
    if (isSeq(node)) {
      open.add(node);
      const items = node.items.map((item) => read(item, start));
      open.delete(node);
      return { ...bare, items, value: items.map(({ value }) => value) };
    }
    if (isMap(node)) {
      open.add(node);
      const entries = new Map<string, YamlEntry>();
      const value: Record<string, unknown> = {};
      for (const pair of node.items) {
        const [keyStart, keyEnd] = rangeOf(pair.key) ?? [start, start];
        const key = isScalar(pair.key) ? keyText(pair.key.value, pair.key.source) : undefined;
        const written = place(keyStart, keyEnd);
        if (key === undefined) {
          diagnostics.push(diagnostic("yaml-syntax", written, { problem: "A key must be text." }));
          continue;
        }
        if (key === "__proto__") {
          diagnostics.push(diagnostic("reserved-key", written, { key: quoted(key) }));
          continue;
        }
        const first = entries.get(key);
        if (first) {
          const notes = [{ message: "first written here", place: place(first.start, first.end) }];
          diagnostics.push(diagnostic("duplicate-key", written, { key: quoted(key) }, { notes }));
          continue;
        }
        const child = read(pair.value, keyEnd);
        entries.set(key, { start: keyStart, end: keyEnd, node: child });
        value[key] = child.value;
      }
      open.delete(node);
      return { ...bare, entries, value };
    }
    if (isScalar(node)) {
      const plain = node.type === "PLAIN" ? node.source : undefined;
      const value = typeof node.value === "bigint" ? Number(node.value) : node.value;
      if (typeof value === "string" && !value.isWellFormed()) {
        diagnostics.push(diagnostic("broken-unicode", place(start, end), {}));
      }
      return { ...bare, value, plain };
    }
    return { ...bare, value: null };
  };
  const readAlias = (alias: Alias): YamlNode => {
    const [start, end] = rangeOf(alias) ?? [0, 0];
    const target = targets.get(alias);
    const problem = !target
      ? "The alias refers to no earlier anchor."
      : open.has(target)
        ? "The alias is inside the value that it refers to."
        : repeated > mostRepeated
          ? tooManyValues
          : undefined;
    if (problem !== undefined) {
      if (problem === tooManyValues) sayOnce(problem, place(start, end));
      else diagnostics.push(diagnostic("yaml-syntax", place(start, end), { problem }));
      return { ...nothing, start, end };
    }
    aliasDepth += 1;
    const node = read(target, start);
    aliasDepth -= 1;
    return { ...node, start, end, plain: undefined };
  };

  const root = read(document.contents, 0);
  return { yaml: { file, text, root, broken: document.errors.length > 0, lineStarts }, diagnostics };
}

const nestedTooDeeply = "Nested too deeply.";
const tooManyValues = "The aliases expand to too many values.";
const nothing = { value: null, entries: undefined, items: undefined, plain: undefined };

/** A document that is empty, with the error that says so, where the parser's own recursion has no end. */
function documentOf(text: string): Document {
  try {
    return parseDocument(text, {
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: "error",
      version: "1.2",
      schema: "core",
    });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const empty = new Document(null);
    empty.errors.push(new YAMLParseError([0, 0], "RESOURCE_EXHAUSTION", nestedTooDeeply));
    return empty;
  }
}

/** What each alias refers to: the last node before it with the anchor, found in one walk over the file. */
function aliasTargets(document: Document): ReadonlyMap<Alias, Node> {
  const anchors = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  visit(document, {
    Node: (_, node) => {
      if (isAlias(node)) {
        const target = anchors.get(node.source);
        if (target) targets.set(node, target);
      } else if (node.anchor !== undefined) anchors.set(node.anchor, node);
    },
  });
  return targets;
}

const rangeOf = (node: unknown): Range | undefined =>
  (node as { readonly range?: Range | null } | null | undefined)?.range ?? undefined;

/** `404:` and `true:` are keys too, and mean what is written. */
const keyText = (value: unknown, source: string | undefined): string | undefined =>
  typeof value === "string" ? value : value === null && !source ? undefined : (source ?? String(value));

type Lines = Pick<YamlFile, "file" | "text" | "lineStarts">;

export function placeIn({ file, text, lineStarts }: Lines, start: number, end: number): Place {
  const position = (offset: number): Place["span"]["start"] => {
    const within = Math.max(0, Math.min(offset, text.length));
    let low = 0;
    let high = lineStarts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((lineStarts[middle] ?? 0) <= within) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, col: within - (lineStarts[low] ?? 0) + 1, offset: within };
  };
  return { file, span: { start: position(start), end: position(Math.max(start, end)) } };
}

/** The node at a path, or undefined where the path leads nowhere. */
export function nodeAt(yaml: YamlFile, path: Path): YamlNode | undefined {
  let node: YamlNode | undefined = yaml.root;
  for (const step of path) {
    node = typeof step === "number" ? node?.items?.[step] : node?.entries?.get(step)?.node;
  }
  return node;
}

/** Where the key stands that a path ends with; where it ends in a list, the item; at the top, the file's start. */
export function keyPlace(yaml: YamlFile, path: Path): Place {
  const last = path.at(-1);
  if (last === undefined) return placeIn(yaml, 0, 0);
  const parent = nodeAt(yaml, path.slice(0, -1));
  const written = typeof last === "number" ? parent?.items?.[last] : parent?.entries?.get(last);
  return written ? placeIn(yaml, written.start, written.end) : keyPlace(yaml, path.slice(0, -1));
}

/** Where the value at a path stands; where nothing is written, its key; where there is none, its parent's. */
export function valuePlace(yaml: YamlFile, path: Path): Place {
  const node = nodeAt(yaml, path);
  return node && node.end > node.start ? placeIn(yaml, node.start, node.end) : keyPlace(yaml, path);
}

/**
 * Where a piece of a text value stands. Only a value that is written as it reads has such a place (no escapes before
 * the piece, no folded lines); otherwise undefined.
 */
export function piecePlace(yaml: YamlFile, path: Path, piece: string, occurrence = 0): Place | undefined {
  const node = nodeAt(yaml, path);
  if (!node || piece === "") return undefined;
  const written = yaml.text.slice(node.start, node.end);
  let at = -1;
  for (let found = 0; found <= occurrence; found += 1) {
    at = written.indexOf(piece, at + 1);
    if (at < 0) return undefined;
  }
  return placeIn(yaml, node.start + at, node.start + at + piece.length);
}

/** The same file, read as if the key at the end of a path were another one. It keeps its place. */
export function withKey(yaml: YamlFile, path: Path, key: string): YamlFile {
  const last = path.at(-1);
  const root = changed(yaml.root, path.slice(0, -1), (parent) =>
    mapping(
      parent,
      [...(parent.entries ?? [])].map(([name, entry]) => [name === last ? key : name, entry]),
    ),
  );
  return { ...yaml, root };
}

/** The same file, read as if the scalar at a path had another value. It keeps its place. */
export const withValue = (yaml: YamlFile, path: Path, value: string): YamlFile => ({
  ...yaml,
  root: changed(yaml.root, path, (node) => ({ ...node, value })),
});

function changed(node: YamlNode, path: Path, change: (node: YamlNode) => YamlNode): YamlNode {
  const [step, ...rest] = path;
  if (step === undefined) return change(node);
  if (node.items) {
    const items = node.items.map((item, index) => (index === step ? changed(item, rest, change) : item));
    return { ...node, items, value: items.map(({ value }) => value) };
  }
  return mapping(
    node,
    [...(node.entries ?? [])].map(([name, entry]) => [
      name,
      name === step ? { ...entry, node: changed(entry.node, rest, change) } : entry,
    ]),
  );
}

const mapping = (node: YamlNode, entries: readonly (readonly [string, YamlEntry])[]): YamlNode => ({
  ...node,
  entries: new Map(entries),
  value: Object.fromEntries(entries.map(([name, entry]) => [name, entry.node.value])),
});

import { Document, isPair, isScalar, Scalar, visit } from "yaml";
import { visible } from "./visible.ts";

/** What a generated YAML file may hold. `undefined` and empty lists and maps are left out. */
export type YamlValue = string | number | boolean | undefined | readonly YamlValue[] | YamlMap;
export interface YamlMap {
  readonly [key: string]: YamlValue;
}

/** Comments of one key, without their hash signs: each a line of text of the product, never of a customer. */
export interface YamlComment {
  /** Lines above the key. */
  readonly above?: readonly string[];
  /** Behind the value. */
  readonly behind?: string;
}

/**
 * Canonical YAML: keys in the order given, no nulls, no empty strings, lists or maps (the direct engine reports them as
 * changes for ever), no anchors, no folded lines, LF. A string stands plain only where no reader of YAML 1.1 or 1.2 can
 * take it for something else, or as a block of lines; every other one is double-quoted by the `yaml` package. `comments`
 * belong to keys by their path, such as `categories.sync-stops.kind`.
 */
export function canonicalYaml(
  value: YamlMap,
  header: readonly string[] = [],
  comments: ReadonlyMap<string, YamlComment> = new Map(),
): string {
  const document = new Document(pruned(value) ?? {}, { aliasDuplicateObjects: false });
  visit(document, {
    Scalar(_key, node) {
      if (typeof node.value !== "string" || readsAsItself(node.value)) return;
      node.type = isPlainLines(node.value) ? Scalar.BLOCK_LITERAL : Scalar.QUOTE_DOUBLE;
    },
  });
  annotate(document, comments);
  const comment = header.map((line) => `# ${line}\n`).join("");
  // whatever is not plain ASCII stands in double quotes, where an escape is allowed
  return (
    comment +
    visible(document.toString({ lineWidth: 0, doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER }))
  );
}

function annotate(document: Document, comments: ReadonlyMap<string, YamlComment>): void {
  if (comments.size === 0) return;
  visit(document, {
    Pair(_key, pair, ancestors) {
      const keys = [...ancestors.filter(isPair), pair].map((one) =>
        isScalar(one.key) ? String(one.key.value) : "",
      );
      const comment = comments.get(keys.join("."));
      if (comment === undefined) return;
      const lines = [...(comment.above ?? []), comment.behind ?? ""];
      if (!lines.every((line) => /^[ -~]*$/.test(line)))
        throw new TypeError("yaml: a comment is one line of ASCII");
      if (comment.above && isScalar(pair.key))
        pair.key.commentBefore = comment.above.map((line) => ` ${line}`).join("\n");
      if (comment.behind !== undefined && isScalar(pair.value)) pair.value.comment = ` ${comment.behind}`;
    },
  });
}

/** Several lines of printable ASCII, such as a statement: a block keeps them as they are, and readable. */
function isPlainLines(text: string): boolean {
  const lines = text.split("\n");
  const [first = "", last = ""] = [lines[0], lines.at(-1)];
  const isPlain = (line: string): boolean => /^[ -~]*$/.test(line) && !line.endsWith(" ");
  return lines.length > 1 && first !== "" && !first.startsWith(" ") && last !== "" && lines.every(isPlain);
}

/** Words that some version of YAML reads as a boolean or null. */
const reserved = new Set(["true", "false", "yes", "no", "on", "off", "null", "y", "n"]);

function readsAsItself(text: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_./-]*( [A-Za-z0-9_./-]+)*$/.test(text) && !reserved.has(text.toLowerCase());
}

function pruned(value: YamlValue): YamlValue {
  if (value === undefined || typeof value === "boolean") return value;
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value)) throw new TypeError(`yaml: ${value} is not a safe integer`);
    return value;
  }
  if (typeof value === "string") {
    if (value === "") throw new TypeError("yaml: an empty string has no place in a generated file");
    return value;
  }
  if (isList(value)) {
    const items = value.map(pruned).filter((item) => item !== undefined);
    return items.length > 0 ? items : undefined;
  }
  const entries = Object.entries(value)
    .map(([key, inner]) => [key, pruned(inner)] as const)
    .filter(([, inner]) => inner !== undefined);
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

function isList(value: YamlValue): value is readonly YamlValue[] {
  return Array.isArray(value);
}

import type { FieldMapping } from "../spec/project.ts";
import type { RecordPath } from "../spec/reading/recordPath.ts";

/** The text that a record has for a field, as it is written there; undefined where it has none, or no key fills the field. */
export function writtenText(record: unknown, mapping: FieldMapping | undefined): string | undefined {
  if (mapping === undefined || mapping.kind === "constant" || mapping.kind === "hash") return undefined;
  const value = mapping.kind === "key" ? keyIn(record, mapping.key) : valueAt(record, mapping.path);
  if (typeof value === "string") return value.trim() === "" ? undefined : value.trim();
  return typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
}

/** What fills a field, as the spec writes it: `created`, `comments[first:userComment].text`, `hash of id, text`. */
export function mappingText(mapping: FieldMapping): string {
  if (mapping.kind === "key") return mapping.key;
  if (mapping.kind === "path") return pathWords(mapping.path);
  return mapping.kind === "hash"
    ? `hash of ${mapping.keys.join(", ")}`
    : `always ${JSON.stringify(mapping.value)}`;
}

/** A path as the spec writes it. */
export const pathWords = (path: RecordPath): string =>
  path
    .map((step, index) => {
      const name = step.slice(1).replaceAll(/[.[\]\\]/g, String.raw`\$&`);
      if (step.startsWith(".")) return `${index === 0 ? "" : "."}${name}`;
      if (step.startsWith("[")) return name === "-1" ? "[last]" : `[${name}]`;
      return `[${step.startsWith("?") ? "first" : "last"}:${name}]`;
    })
    .join("");

/** What a path leads to in parsed JSON; undefined where it leads nowhere. */
export function valueAt(record: unknown, path: RecordPath): unknown {
  let value = record;
  for (const step of path) {
    const name = step.slice(1);
    if (step.startsWith(".")) value = keyIn(value, name);
    else if (!Array.isArray(value)) return undefined;
    else if (step.startsWith("[")) value = value.at(Number(name));
    else {
      const holds = (element: unknown): boolean => (keyIn(element, name) ?? null) !== null;
      value = step.startsWith("?") ? value.find(holds) : value.findLast(holds);
    }
  }
  return value;
}

const keyIn = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null && !Array.isArray(value) && Object.hasOwn(value, key)
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined;

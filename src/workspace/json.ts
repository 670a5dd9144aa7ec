/** JSON as Databricks sends and takes it: 64-bit integers survive the way in (as text) and out (as bigint). */

/**
 * Parses JSON; an integer that a number can't hold (job and run ids exceed 2^53) becomes the text of its digits.
 * Throws a SyntaxError, whose message quotes the text: not to be shown.
 */
export function parseJson(text: string): unknown {
  return JSON.parse(text, exact) as unknown;
}

/** `context.source` is the text that a primitive was read from: V8 has it since 11.4, so Node since 21. */
function exact(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
  const source = context?.source;
  return source !== undefined && /^-?[0-9]+$/.test(source) ? source : value;
}

/** Values that a body may hold; a bigint is written as the number that it is. */
export type JsonInput =
  | string
  | number
  | boolean
  | bigint
  | null
  | undefined
  | readonly JsonInput[]
  | { readonly [key: string]: JsonInput };

export function jsonText(value: JsonInput): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === "bigint" ? rawJson(item.toString()) : item,
  );
}

/** Same age as `context.source`; TypeScript's library doesn't know it yet. */
const rawJson = (JSON as unknown as { readonly rawJSON: (text: string) => unknown }).rawJSON;

/** JSON with 64-bit integers on both sides: beyond 2^53 they are bigint here and digits on the wire, as Databricks sends them. */
export type Json =
  | string
  | number
  | boolean
  | bigint
  | null
  | undefined
  | readonly Json[]
  | { readonly [key: string]: Json };

export interface JsonObject {
  readonly [key: string]: Json;
}

export function parse(source: string): Json {
  return JSON.parse(source, (_key, value: Json, context?: { readonly source?: string }) => {
    if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
    const digits = context?.source;
    return digits !== undefined && /^-?\d+$/.test(digits) ? BigInt(digits) : value;
  }) as Json;
}

export function stringify(value: Json): string {
  const { rawJSON } = JSON as unknown as { readonly rawJSON: (digits: string) => unknown };
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === "bigint" ? rawJSON(item.toString()) : item,
  );
}

export function object(value: Json): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

export function array(value: Json): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

export function text(value: Json): string {
  return typeof value === "string" || typeof value === "number" || typeof value === "bigint"
    ? String(value)
    : "";
}

import { visible } from "./visible.ts";

/**
 * The JSON that every command prints, ended by a newline. An integer that a double holds exactly is a number, and any
 * other integer is a string of all its digits: `jq` and `JSON.parse` read both without losing one. NaN and infinities,
 * which JSON lacks, are strings. Control and invisible characters are escaped.
 */
export function jsonOutput(value: unknown, { indent = 2 }: { readonly indent?: number } = {}): string {
  return `${visible(JSON.stringify(value, exact, indent))}\n`;
}

function exact(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : String(value);
  }
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
}

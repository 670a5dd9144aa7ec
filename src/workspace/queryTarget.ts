import { parseJson } from "./json.ts";
import type { SqlColumn, SqlResult } from "./workspace.ts";

/** Rows of a result with values as a local query gives them: numbers, booleans, lists; decimals and times as text. */
export function plainRows({ columns, rows }: SqlResult): readonly Readonly<Record<string, unknown>>[] {
  const names = uniqueNames(columns);
  return rows.map((row) =>
    Object.fromEntries(
      columns.map(({ type }, index) => [
        names[index] ?? "",
        plainValue(row[index] ?? null, type.toUpperCase()),
      ]),
    ),
  );
}

function plainValue(text: string | null, type: string): unknown {
  if (text === null) return null;
  if (/^(?:TINYINT|SMALLINT|INT|INTEGER|BIGINT|LONG)$/.test(type)) return BigInt(text);
  if (type === "DOUBLE" || type === "FLOAT") return Number.isFinite(Number(text)) ? Number(text) : text;
  if (type === "BOOLEAN") return text === "true";
  if (type.startsWith("TIMESTAMP")) return plainTime(text);
  if (/^(?:ARRAY|MAP|STRUCT)\b/.test(type)) return parsed(text);
  return text;
}

/** `2026-03-31T12:00:00.500Z` as `2026-03-31 12:00:00.5`. */
function plainTime(text: string): string {
  const [, day, time, fraction] = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.](\d+))?Z?$/.exec(text) ?? [];
  if (day === undefined || time === undefined) return text;
  const rest = (fraction ?? "").replace(/0+$/, "");
  return `${day} ${time}${rest === "" ? "" : `.${rest}`}`;
}

function parsed(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return text;
  }
}

/** Two columns of one name would hide each other. */
function uniqueNames(columns: readonly SqlColumn[]): readonly string[] {
  const taken = new Set<string>();
  return columns.map(({ name }) => {
    let unique = name;
    for (let count = 1; taken.has(unique); count += 1) unique = `${name}:${count}`;
    taken.add(unique);
    return unique;
  });
}

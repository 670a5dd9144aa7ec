import { neutralLine } from "../../spec/print/neutral.ts";
import type { Problem, TextRow } from "../outcome.ts";

/** A problem in one line. */
export function sentence(problem: Problem): string {
  if (problem.kind === "rows") {
    const parts = [
      ...part(problem.missing.length, "missing"),
      ...part(problem.changed.length, "different"),
      ...part(problem.surplus.length, "too many"),
    ];
    return `${problem.table}: ${parts.join(", ")}`;
  }
  if (problem.kind === "lacks") return `${problem.table}: ${problem.found.length} that should not be there`;
  if (problem.kind === "count")
    return `${problem.table}: ${problem.found} rows, expected ${problem.expected}`;
  if (problem.kind === "checks")
    return `checks: ${[...problem.missing.map((id) => `${id} does not fail`), ...problem.surplus.map((id) => `${id} fails`)].join(", ")}`;
  return `stopped at ${problem.at}: ${neutralLine(problem.message.split("\n")[0] ?? "")}`;
}

const part = (count: number, what: string): readonly string[] => (count === 0 ? [] : [`${count} ${what}`]);

/** The rows of a problem, a line each: `-` expected and not there, `+` there and not expected, `~` there with other values. */
export function rowLines(problem: Problem): readonly string[] {
  if (problem.kind === "lacks") return shown("+", problem.found);
  if (problem.kind !== "rows") return [];
  return [
    ...shown("-", problem.missing),
    ...problem.changed.flatMap(({ expected, found, columns }) => [
      `~ ${rowText(without(expected, columns))}`,
      ...columns.map(
        (column) =>
          `    ${column}: expected ${valueText(expected[column] ?? null)}, found ${valueText(found[column] ?? null)}`,
      ),
    ]),
    ...shown("+", problem.surplus),
  ];
}

/** After so many the rest is counted: a test of a thousand rows fails as readably as one of three. */
const mostShown = 10;

function shown(sign: string, rows: readonly TextRow[]): readonly string[] {
  const more = rows.length - mostShown;
  return [
    ...rows.slice(0, mostShown).map((row) => `${sign} ${rowText(row)}`),
    ...(more > 0 ? [`${sign} and ${more} more`] : []),
  ];
}

const without = (row: TextRow, columns: readonly string[]): TextRow =>
  Object.fromEntries(Object.entries(row).filter(([column]) => !columns.includes(column)));

const rowText = (row: TextRow): string =>
  `{ ${Object.entries(row)
    .map(([column, value]) => `${column}: ${valueText(value)}`)
    .join(", ")} }`;

/** Text that YAML would read as itself stands bare; anything else is quoted. */
const valueText = (value: string | null): string =>
  value === null
    ? "null"
    : /^[\p{L}\p{N}][\p{L}\p{N}_.:/@-]*( [\p{L}\p{N}_./@-]+)*$/u.test(value)
      ? value
      : neutralLine(JSON.stringify(value));

import type { TableName } from "../../sql/sql.ts";
import type { Catalogue } from "../../contract/catalogue.ts";
import { columnsOf, namesOf, tableIn, type Tables } from "../../contract/table.ts";
import type { Column } from "../../contract/column.ts";
import { stageNames } from "../../contract/vocabulary.ts";
import type { Authored, SpecCheck } from "../authored.ts";
import { diagnostic, quoted, type Diagnostic } from "../diagnostics.ts";
import { nearest } from "../nearest.ts";
import { keyPlace, valuePlace, type Path } from "../yamlFile.ts";
import { unknownReference } from "./references.ts";

type TestsPart = Authored["tests"][number];
type IntactTest = NonNullable<NonNullable<TestsPart["intact"]["tests"]>[number]>;
type IntactRows = NonNullable<IntactTest["rows"]>;

/** Tests of tables and columns that there are not, with values that a column can't hold, and tests that test nothing. */
export const pipelineTestCheck: SpecCheck = (authored) =>
  authored.tests.flatMap((part) => {
    const tests = part.intact.tests ?? [];
    return tests.flatMap((test, index) =>
      test === undefined ? [] : [...repeated(part, tests, index), ...checkTest(authored, part, test, index)],
    );
  });

function repeated(
  { yaml }: TestsPart,
  tests: readonly (IntactTest | undefined)[],
  index: number,
): readonly Diagnostic[] {
  const name = tests[index]?.name;
  const first = tests.findIndex((other) => other?.name === name);
  if (name === undefined || first === index) return [];
  const note = { message: "the other one", place: valuePlace(yaml, ["tests", first, "name"]) };
  return [
    diagnostic(
      "repeated-test",
      valuePlace(yaml, ["tests", index, "name"]),
      { name: quoted(name) },
      { notes: [note] },
    ),
  ];
}

function checkTest(
  authored: Authored,
  part: TestsPart,
  test: IntactTest,
  index: number,
): readonly Diagnostic[] {
  const path = ["tests", index];
  const stages = [test.stages ?? []].flat().filter((stage) => stage !== undefined);
  const positions = stages.map((stage) => stageNames.indexOf(stage));
  const found: Diagnostic[] = [];
  if (positions.some((position, place) => place > 0 && !follows(positions[place - 1] ?? 0, position)))
    found.push(
      diagnostic("stage-order", valuePlace(part.yaml, [...path, "stages"]), { order: stageNames.join(", ") }),
    );
  const asserted = [test.expect, test.contains, test.lacks, test.count].some(
    (tables) => Object.keys(tables ?? {}).length > 0,
  );
  if (!asserted && test.failing_checks === undefined && test.name !== undefined)
    found.push(
      diagnostic("idle-test", valuePlace(part.yaml, [...path, "name"]), { name: quoted(test.name) }),
    );
  for (const source of Object.keys(test.records ?? {})) {
    const place = keyPlace(part.yaml, [...path, "records", source]);
    found.push(...unknownReference(authored, "source", source, place));
  }
  if (Object.keys(test.records ?? {}).length > 0 && stages.length > 0 && !stages.includes("ingest"))
    found.push(diagnostic("idle-records", keyPlace(part.yaml, [...path, "records"]), {}));
  found.push(...checkRows(authored.catalogue, part, [...path, "rows"], test.rows ?? {}, true));
  for (const key of ["expect", "contains", "lacks"] as const)
    found.push(...checkRows(authored.catalogue, part, [...path, key], test[key] ?? {}, false));
  for (const name of Object.keys(test.count ?? {}))
    found.push(...unknownTable(authored.catalogue, part, [...path, "count"], name, false));
  return found;
}

/** Stages that do nothing in a test without rows for them: a list may leave them out. */
const idleStages: ReadonlySet<string> = new Set(["decide"]);

/** Whether a stage comes after another, with no stage between them but those that may be left out. */
const follows = (before: number, position: number): boolean =>
  position > before && stageNames.slice(before + 1, position).every((name) => idleStages.has(name));

/** Tables whose rows a test may give: what the spec, or the run itself, fills is not among them. */
const isGiven = (tables: Tables, name: TableName): boolean =>
  !["seed", "ledger"].includes(tableIn(tables, name).kind);

function unknownTable(
  { tables, views }: Catalogue,
  part: TestsPart,
  path: Path,
  name: string,
  given: boolean,
): readonly Diagnostic[] {
  const tableNames = namesOf(tables);
  const place = keyPlace(part.yaml, [...path, name]);
  const known = given
    ? tableNames.filter((table) => isGiven(tables, table))
    : [...tableNames, ...Object.keys(views)];
  if ((known as readonly string[]).includes(name)) return [];
  if ((tableNames as readonly string[]).includes(name))
    return [diagnostic("filled-table", place, { table: quoted(name) })];
  return [diagnostic("unknown-table", place, { table: quoted(name) }, { meant: nearest(name, known)?.word })];
}

function checkRows(
  catalogue: Catalogue,
  part: TestsPart,
  path: Path,
  rowsByTable: IntactRows,
  given: boolean,
): readonly Diagnostic[] {
  const { tables, views } = catalogue;
  return Object.entries(rowsByTable).flatMap(([name, rows]) => {
    const unknown = unknownTable(catalogue, part, path, name, given);
    if (unknown.length > 0) return unknown;
    const view = views[name as `serving.${string}`];
    const columns: Readonly<Record<string, Column | undefined>> =
      view === undefined
        ? columnsOf(tableIn(tables, name as TableName))
        : Object.fromEntries(Object.keys(view.columns).map((column) => [column, undefined]));
    const key = given ? tableIn(tables, name as TableName).key : [];
    return (rows ?? []).flatMap((row, index) => {
      const place: Path = [...path, name, index];
      if (row === undefined) return [];
      return [
        ...Object.entries(row).flatMap(([column, value]) =>
          Object.hasOwn(columns, column)
            ? badValue(part, [...place, column], columns[column], value)
            : [
                diagnostic(
                  "unknown-column",
                  keyPlace(part.yaml, [...place, column]),
                  { table: name, column: quoted(column) },
                  { meant: nearest(column, Object.keys(columns))?.word },
                ),
              ],
        ),
        ...key
          .filter((column) => !Object.hasOwn(row, column))
          .map((column) =>
            diagnostic("missing-key-column", valuePlace(part.yaml, place), { table: name, column }),
          ),
      ];
    });
  });
}

const integer = /^[+-]?\d{1,18}$/;
const decimal = /^[+-]?\d+([.]\d+)?$/;
const date = /^\d{4}-\d\d-\d\d$/;
const timestamp = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d([.]\d{1,6})?)?Z?)?$/;

function badValue(
  part: TestsPart,
  path: Path,
  column: Column | undefined,
  value: unknown,
): readonly Diagnostic[] {
  if (column === undefined || value === undefined) return [];
  const expected = expectedOf(column, value);
  return expected === undefined
    ? []
    : [
        diagnostic("bad-test-value", valuePlace(part.yaml, path), {
          column: String(path.at(-1)),
          value: quoted(value),
          expected,
        }),
      ];
}

/** What the column takes, where the value isn't one. */
function expectedOf({ type, nullable, values }: Column, value: unknown): string | undefined {
  if (value === null) return nullable ? undefined : "a value, since it is never null";
  const text = typeof value === "number" || typeof value === "string" ? String(value) : undefined;
  // what is left over is decimal(p,s)
  switch (type) {
    case "string":
      if (typeof value !== "string") return "a text";
      return values === undefined || values.includes(value) ? undefined : `one of ${values.join(", ")}`;
    case "boolean":
      return typeof value === "boolean" ? undefined : "true or false";
    case "int":
    case "bigint":
      return text !== undefined && integer.test(text) ? undefined : "a whole number";
    case "date":
      return text !== undefined && date.test(text) && isDay(text) ? undefined : "a date such as 2026-05-01";
    case "timestamp":
      return text !== undefined && timestamp.test(text) && isDay(text.slice(0, 10))
        ? undefined
        : "a moment such as 2026-05-01T12:00:00Z";
    case "array<string>":
      return Array.isArray(value) ? undefined : "a list of texts";
    case "double":
    default:
      return text !== undefined && decimal.test(text) ? undefined : "a number";
  }
}

const isDay = (text: string): boolean =>
  new Date(`${text}T00:00:00Z`).toString() !== "Invalid Date" &&
  new Date(`${text}T00:00:00Z`).toISOString().startsWith(text);

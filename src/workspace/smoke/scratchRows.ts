import type { Column } from "../../contract/column.ts";
import type { ColumnType } from "../../sql/columnType.ts";
import type { Plan } from "../../plan/plan.ts";
import type { TableName } from "../../sql/sql.ts";
import { columnsOf, tableIn } from "../../contract/table.ts";
import { quotedText } from "../../governance/quoting.ts";

/** As the briefest test that still has a first, a middle and a last: ten of everything. */
const rowsOfTable = 10;
const asOf = "2026-01-31";

/**
 * `INSERT` of ten made-up rows, where the table has none yet. Columns of one name hold the same values in every table, so that
 * joins find each other; those that seed tables define hold the project's own ids. No row comes from any source.
 */
export function scratchRows(plan: Plan, table: TableName, engine: "databricks" | "duckdb"): string {
  const columns = Object.entries<Column>(columnsOf(tableIn(plan.tables, table)));
  const rows = rowsFor(plan, table, columns);
  const names = columns.map(([name]) => name).join(", ");
  const values = rows.map(
    (row) =>
      `(${columns.map(([name, column]) => literal(row[name] ?? null, column.type, engine)).join(", ")})`,
  );
  const target = `${plan.schemaPrefix}_${table}`;
  return `INSERT INTO ${target} (${names})
SELECT * FROM (VALUES
  ${values.join(",\n  ")}
) AS made_up(${names})
WHERE NOT EXISTS (SELECT 1 FROM ${target})`;
}

type Value = string | number | boolean | null | readonly string[];
type Row = Readonly<Record<string, Value>>;

function rowsFor(
  plan: Plan,
  table: TableName,
  columns: readonly (readonly [string, Column])[],
): readonly Row[] {
  const pools = seedPools(plan);
  const row = (index: number, own: Row = {}): Row => ({
    ...Object.fromEntries(columns.map(([name, column]) => [name, made(name, column, index, pools)])),
    ...own,
  });
  const stages = [...plan.stages, ...plan.maintenance];
  if (table === "curated.pipeline_run")
    return [row(0, { job: "loop", status: "running", finished_at: null })];
  if (table === "curated.stage_run") {
    return stages.map(({ name, position }) =>
      row(0, { stage: name, stage_position: position, window_low: 0, window_high: 1, status: "running" }),
    );
  }
  if (table === "curated.writer_lease") {
    return [row(0, { lease_id: 1, holder: "smoke", lease_seconds: 3600, expires_at: "2000-01-01 00:00:00" })];
  }
  if (table === "curated.setting") return [row(0)];
  return Array.from({ length: rowsOfTable }, (_, index) => row(index));
}

/** Values that the project's own ids give, by the column that is the key of a seed table. */
function seedPools(plan: Plan): ReadonlyMap<string, readonly string[]> {
  const pools = new Map<string, readonly string[]>();
  for (const { table, rows } of plan.seeds) {
    const [key, ...more] = tableIn(plan.tables, table).key;
    if (key === undefined || more.length > 0 || pools.has(key)) continue;
    const values = rows.flatMap((row) => idOf(row[key])).slice(0, rowsOfTable);
    if (values.length > 0) pools.set(key, values);
  }
  return pools;
}

/** No authored text enters SQL; an id is no more than a word. */
const idOf = (value: unknown): readonly string[] =>
  typeof value === "string" && /^[a-z][a-z0-9_.:-]*$/.test(value) ? [value] : [];

const texts: Readonly<Record<string, (index: number) => string>> = {
  payload: (index) =>
    `{"id":"r${index}","text":"Sync stopped after the update","rating":"${1 + (index % 5)}"}`,
  code_version: () => "smoke",
  taxonomy_version: () => "smoke",
  locale: (index) => ["en-GB", "de-DE"][index % 2] ?? "en-GB",
  language: (index) => ["en", "de"][index % 2] ?? "en",
  platform: (index) => ["ios", "android"][index % 2] ?? "ios",
  version: (index) => `5.${index}.0`,
  product_version: (index) => `5.${index}.0`,
  fix_version: (index) => `5.${index}.1`,
  given_value: (index) => String(index),
  given_exposure: (index) => String(100 + index),
  given_at: (index) => `2026-01-${10 + (index % 10)}T08:0${index % 10}:00`,
  text: (index) => `Sync stopped after the update number ${index}`,
  masked_text: (index) => `Sync stopped after the update number ${index}`,
};

function made(
  name: string,
  column: Column,
  index: number,
  pools: ReadonlyMap<string, readonly string[]>,
): Value {
  const closed = column.values ?? pools.get(name);
  if (column.type === "string" && closed !== undefined) return closed[index % closed.length] ?? null;
  if (name === "run_id") return 1;
  const { type } = column;
  if (type === "string") return texts[name]?.(index) ?? `${name}_${index}`;
  // a path is a JSON list of steps
  if (name === "record_paths") return ['[".text"]'];
  if (type === "array<string>") return ["sync", `word_${index}`];
  if (type === "boolean") return index % 2 === 0;
  if (type === "date") return `2026-01-${String(1 + index).padStart(2, "0")}`;
  if (type === "timestamp") {
    return name === "as_of" ? `${asOf} 00:00:00` : `2026-01-${String(1 + index).padStart(2, "0")} 12:00:00`;
  }
  return index + 1;
}

function literal(value: Value, type: ColumnType, engine: "databricks" | "duckdb"): string {
  const written =
    engine === "databricks"
      ? type.toUpperCase()
      : type === "array<string>"
        ? "VARCHAR[]"
        : type.toUpperCase();
  if (value === null) return `CAST(NULL AS ${written})`;
  if (typeof value === "boolean") return value ? "TRUE" : "FALSE";
  if (typeof value === "number") return `CAST(${value} AS ${written})`;
  if (typeof value === "string")
    return type === "string" ? quotedText(value) : `CAST('${value}' AS ${written})`;
  const items = value.map(quotedText).join(", ");
  return engine === "databricks" ? `array(${items})` : `[${items}]`;
}

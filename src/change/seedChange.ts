import type { SeedTable, SeedValue } from "../contract/seed.ts";
import type { TableName } from "../sql/sql.ts";
import { tableIn, type TableContract, type Tables } from "../contract/table.ts";
import type { Plan } from "../plan/plan.ts";

/** Rows of one seed table: values as text, in the form of `seedText`. */
export type SeedTextRow = Readonly<Record<string, string | null>>;

export interface SeedChanges {
  /** Rows that someone wrote. */
  readonly authored: readonly SeedChange[];
  /** Rows that are computed from them, and only counted: an edit moves thousands of weights. */
  readonly derived: readonly DerivedChange[];
}

export interface DerivedChange {
  readonly table: TableName;
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
}

/** What an edit does to one seed table. Rows are named by what a person calls them: their id, or the rule as written. */
export interface SeedChange {
  readonly table: TableName;
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly ChangedRow[];
}

export interface ChangedRow {
  readonly id: string;
  readonly fields: readonly ChangedField[];
}

export interface ChangedField {
  readonly name: string;
  readonly from: string | null;
  readonly to: string | null;
}

/** Trained or fixed: none of their rows is a decision of its own. */
const derivedTables: ReadonlySet<TableName> = new Set([
  "curated.classifier_weight",
  "curated.classifier_category",
  "curated.classifier_calibration",
  "curated.sentiment_word",
  "curated.noise_word",
  "curated.language_weight",
  "curated.stance_cue",
  "curated.stance_weight",
  "curated.stance_calibration",
]);

/** Columns that follow from others: they would say everything twice. */
const impliedColumns: ReadonlySet<string> = new Set([
  "code_version",
  "taxonomy_version",
  "checks_version",
  "quarantine_version",
  "identity_version",
  "severity_points",
  "feature",
  "rule_position",
]);

/** The rows of a seed table as text, as a place that holds them would give them. */
export function seedTexts(tables: Tables, seed: SeedTable): readonly SeedTextRow[] {
  const columns = Object.keys(tableIn(tables, seed.table).columns);
  return seed.rows.map((row) =>
    Object.fromEntries(columns.map((name) => [name, seedText(row[name] ?? null)])),
  );
}

export function seedText(value: SeedValue): string | null {
  if (value === null) return null;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/**
 * What changes from one set of seed rows to another, tables without a difference left out. A table that was not there
 * before counts as empty.
 */
export function seedChanges(
  before: ReadonlyMap<TableName, readonly SeedTextRow[]>,
  { seeds, tables }: Pick<Plan, "seeds" | "tables">,
): SeedChanges {
  const all = seeds
    .map((seed) => seedChange(tables, seed, before.get(seed.table) ?? []))
    .filter(({ added, removed, changed }) => added.length + removed.length + changed.length > 0)
    .toSorted((left, right) => (left.table < right.table ? -1 : 1));
  return {
    authored: all.filter(({ table }) => !derivedTables.has(table)),
    derived: all
      .filter(({ table }) => derivedTables.has(table))
      .map(({ table, added, removed, changed }) => ({
        table,
        added: added.length,
        removed: removed.length,
        changed: changed.length,
      })),
  };
}

function seedChange(tables: Tables, seed: SeedTable, before: readonly SeedTextRow[]): SeedChange {
  const { table } = seed;
  const { key } = tableIn(tables, table);
  const old = byId(table, key, before);
  const current = byId(table, key, seedTexts(tables, seed));
  const shared = [...current].filter(([id]) => old.has(id));
  return {
    table,
    added: [...current.keys()].filter((id) => !old.has(id)),
    removed: [...old.keys()].filter((id) => !current.has(id)),
    changed: shared.flatMap(([id, row]) => {
      const fields = changedFields(old.get(id) ?? {}, row);
      return fields.length > 0 ? [{ id, fields }] : [];
    }),
  };
}

/** Two rows of one name (a rule that is written twice) are distinguished by a count. */
function byId(
  table: TableName,
  key: TableContract["key"],
  rows: readonly SeedTextRow[],
): ReadonlyMap<string, SeedTextRow> {
  const named = new Map<string, SeedTextRow>();
  for (const row of rows) {
    const id = nameOf(table, key, row);
    let unique = id;
    for (let count = 2; named.has(unique); count += 1) unique = `${id} (${count})`;
    named.set(unique, row);
  }
  return named;
}

/** A rule's place isn't a name: one that is put in front would rename all others. */
function nameOf(table: TableName, key: TableContract["key"], row: SeedTextRow): string {
  if (table === "curated.owner_rule") return (row["rule_text"] ?? "").replaceAll(/\s+/g, " ").trim();
  return key.map((column) => row[column] ?? "").join(" ");
}

function changedFields(before: SeedTextRow, after: SeedTextRow): readonly ChangedField[] {
  return Object.keys(after).flatMap((name) => {
    const from = before[name] ?? null;
    const to = after[name] ?? null;
    return from === to || impliedColumns.has(name) ? [] : [{ name, from, to }];
  });
}

import {
  addColumn,
  changedByCast,
  changeType,
  addKey,
  clusterTable,
  dropKey,
  commentColumn,
  commentTable,
  copyCast,
  dropColumn,
  dropNotNull,
  enableFeature,
  engineType,
  fillNulls,
  foreignName,
  renameColumn,
  setNotNull,
} from "../plan/alter.ts";
import type { TableName } from "../sql/sql.ts";
import { createTable } from "../plan/ddl.ts";
import type { Dialect } from "../sql/dialect.ts";
import { constant, identifier, sql, table, trustedText, type Sql } from "../sql/sql.ts";
import type { ContractColumn } from "./tableContracts.ts";
import { conversionOf, effectOf, subjectOf, type Compared, type TableChange } from "./tableChange.ts";

/**
 * From differences to statements, pure. Every statement commits by itself and leaves tables from which the rest of the
 * way is found again by comparing: an upgrade that was killed is resumed by the next one, without a note of where it
 * was.
 */
export interface UpgradeStep {
  /** Unique within an upgrade. */
  readonly id: string;
  /** What it changes: `curated.issue.title`, or a table. */
  readonly subject: string;
  readonly table: string;
  /** What it does, for a person. */
  readonly title: string;
  /**
   * - `shape`: names, types, nullability, comments, clustering.
   * - `fill`: values of rows that are there; running it again changes nothing.
   * - `guard`: raises where a value would change, before anything is done.
   * - `drop`: what is in it goes. Only what someone named.
   */
  readonly kind: "shape" | "fill" | "guard" | "drop";
  readonly effect: "additive" | "reshaping" | "destructive";
  readonly sql: Sql;
  /** Of `fill`: a SELECT of how many rows it changes; a column that isn't there yet is null in all of them. */
  readonly counted?: Sql;
}

export interface UpgradeContext extends Compared {
  /** Surplus columns and tables that someone named: `curated.issue.old_column`. */
  readonly drops?: readonly string[];
}

/** The statements that make tables as the contract says, in their order. The set-up makes tables that are missing. */
export function upgradeSteps(
  changes: readonly TableChange[],
  dialect: Dialect,
  context: UpgradeContext,
): readonly UpgradeStep[] {
  const steps = changes.flatMap((change) => stepsOf(change, dialect, context));
  // a guard that raises does so before the first change, and nothing goes before all that stays is in its place
  const order = (kind: UpgradeStep["kind"]): number => (kind === "guard" ? 0 : kind === "drop" ? 2 : 1);
  return [0, 1, 2].flatMap((place) => steps.filter(({ kind }) => order(kind) === place));
}

/** The problems of tables that hold rows: a column without a backfill is none where there is nothing to fill. */
export async function problemsWithRows(
  changes: readonly TableChange[],
  dialect: Dialect,
  { hasRows, ...compared }: Compared & { readonly hasRows: (table: string) => Promise<boolean> },
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const change of changes) {
    const problems = upgradeProblems([change], dialect, compared);
    if (problems.length > 0 && (await hasRows(change.table))) found.push(...problems);
  }
  return found;
}

/** Why changes have no way to the contract: each a sentence that says what to do. Empty where all have one. */
export function upgradeProblems(
  changes: readonly TableChange[],
  dialect: Dialect,
  { contracts, history }: Compared,
): readonly string[] {
  return changes.flatMap((change): readonly string[] => {
    const subject = subjectOf(change);
    const contract = contracts[change.table];
    const column = "column" in change ? contract?.columns[change.column] : undefined;
    if (change.kind === "add_column" || change.kind === "require_column") {
      const filled = history.backfills[change.table]?.[change.column] !== undefined;
      const required = change.kind === "require_column" || !change.nullable;
      if (required && !filled)
        return [
          `${subject} must not be null, and existing rows have no value: declare one in src/change/tableHistory.ts, or make it optional.`,
        ];
      if (!required && filled)
        return [
          `${subject} may be null, so an upgrade that was stopped could not tell rows without a value from rows to be filled: take its backfill out of src/change/tableHistory.ts, or make it required.`,
        ];
      return filled && column?.guarded === true && dialect.has.readers
        ? [`${subject} would be filled before it has a mask: make it optional, and let its stage fill it.`]
        : [];
    }
    if (change.kind === "change_type") {
      if (change.way === "widen" || !dialect.has.tableFeatures) return [];
      if (column?.guarded === true)
        return [
          `${subject} can't become ${change.to} in place, and its replacement would have no mask: add a column with a new name instead.`,
        ];
      if (contract?.clusterBy?.includes(change.column) === true)
        return [
          `${subject} can't become ${change.to} while its table is clustered by it: add a column with a new name instead.`,
        ];
      return contract?.key.includes(change.column) === true
        ? [
            `${subject} can't become ${change.to} while it is the key of its table: add a column with a new name instead.`,
          ]
        : [];
    }
    return [];
  });
}

/** Surplus columns and tables: what `--confirm-drop` may name. */
export function droppable(changes: readonly TableChange[]): readonly string[] {
  return changes.flatMap((change) =>
    change.kind === "surplus_column" || change.kind === "surplus_table" ? [subjectOf(change)] : [],
  );
}

// every kind has its case, which the compiler holds
// oxlint-disable-next-line typescript/consistent-return
function stepsOf(change: TableChange, dialect: Dialect, context: UpgradeContext): readonly UpgradeStep[] {
  const of = table(change.table as TableName);
  const subject = subjectOf(change);
  const contract = context.contracts[change.table];
  const column: ContractColumn | undefined =
    "column" in change ? contract?.columns[change.column] : undefined;
  const step = (
    kind: UpgradeStep["kind"],
    id: string,
    title: string,
    text: Sql,
    counted?: Sql,
  ): UpgradeStep => ({
    id: `upgrade.${subject}.${id}`,
    subject,
    table: change.table,
    title,
    kind,
    effect: kind === "drop" ? "destructive" : effectOf(change),
    sql: text,
    ...(counted === undefined ? {} : { counted }),
  });
  const feature = (name: "columnMapping" | "typeWidening"): readonly UpgradeStep[] =>
    dialect.has.tableFeatures
      ? [
          step(
            "shape",
            name,
            `allow ${name === "columnMapping" ? "columns to be renamed and dropped" : "types to be widened"}: the table protocol is raised permanently`,
            enableFeature(of, name),
          ),
        ]
      : [];
  const required = (name: string): readonly UpgradeStep[] => {
    const value = context.history.backfills[change.table]?.[name];
    return [
      ...(value === undefined
        ? []
        : [
            step(
              "fill",
              "fill",
              "fill it in existing rows",
              fillNulls(of, name, value(dialect)),
              change.kind === "add_column"
                ? sql`SELECT count(*) AS filled FROM ${of}`
                : sql`SELECT count(*) AS filled FROM ${of} WHERE ${identifier(name)} IS NULL`,
            ),
          ]),
      step("shape", "require", "make it required", setNotNull(of, name)),
    ];
  };
  switch (change.kind) {
    case "add_table":
      return [];
    case "replace_table":
      return createTable(change.table as TableName, dialect, "CREATE OR REPLACE TABLE").map((text, index) =>
        step("shape", `replace.${index}`, "replaced: nothing in it is kept between runs", text),
      );
    case "add_column": {
      if (column === undefined) return [];
      const add = addColumn(of, change.column, { type: column.type, meaning: column.comment, dialect });
      return [
        step("shape", "add", `add it as ${change.type}`, add),
        // which Delta takes in the same statement
        ...(dialect.has.tableClauses
          ? []
          : [
              step(
                "shape",
                "comment",
                "set its comment",
                commentColumn(of, change.column, column.comment, dialect),
              ),
            ]),
        ...(change.nullable ? [] : required(change.column)),
      ];
    }
    case "rename_column":
      return [
        ...feature("columnMapping"),
        step(
          "shape",
          "rename",
          `rename ${change.from} to it, with its data`,
          renameColumn(of, change.from, change.column, dialect),
        ),
      ];
    case "change_type":
      return column === undefined ? [] : typeSteps(change, { of, column, dialect, step, feature });
    case "require_column":
      return required(change.column);
    case "relax_column":
      return [step("shape", "relax", "make it optional", dropNotNull(of, change.column, dialect))];
    case "surplus_column":
      if (context.drops?.includes(subject) === true)
        return [
          ...feature("columnMapping").map((mapping) => ({ ...mapping, kind: "drop" as const })),
          step("drop", "drop", "drop it with its data", dropColumn(of, change.column, dialect)),
        ];
      return change.required
        ? [
            step(
              "shape",
              "relax",
              "no longer in the contract: keep it, null in new rows",
              dropNotNull(of, change.column, dialect),
            ),
          ]
        : [];
    case "surplus_table":
      return context.drops?.includes(subject) === true
        ? [
            step(
              "drop",
              "drop",
              "drop it with its data",
              sql`DROP TABLE IF EXISTS ${foreignTable(change.table, dialect)}`,
            ),
          ]
        : [];
    case "comment_table":
      return [step("shape", "comment", "set its comment", commentTable(of, contract?.comment ?? ""))];
    case "comment_column":
      return [
        step(
          "shape",
          "comment",
          "set its comment",
          commentColumn(of, change.column, column?.comment ?? "", dialect),
        ),
      ];
    case "cluster_table":
      return dialect.has.tableClauses
        ? [
            step(
              "shape",
              "cluster",
              change.columns.length === 0
                ? "remove its clustering"
                : `cluster it by ${change.columns.join(", ")}`,
              clusterTable(of, change.columns),
            ),
          ]
        : [];
    case "declare_key":
      return dialect.has.tableClauses
        ? [
            step("shape", "drop_key", "drop the key that it declares", dropKey(of)),
            step(
              "shape",
              "key",
              `declare its key ${change.columns.join(", ")}`,
              addKey(of, change.table as TableName),
            ),
          ]
        : [];
  }
}

/** A table that is not ours any more, in its schema: the name in quotes, the schema's prefix added when it is rendered. */
function foreignTable(name: string, dialect: Dialect): Sql {
  const [schema = "", ...rest] = name.split(".");
  const quoted = foreignName(rest.join("."), dialect)
    .chunks.map((chunk) => (chunk.kind === "text" ? chunk.text : ""))
    .join("");
  return table(`${schema}.${quoted}` as TableName);
}

function typeSteps(
  change: TableChange & { readonly kind: "change_type" },
  {
    of,
    column,
    dialect,
    step,
    feature,
  }: {
    readonly of: Sql;
    readonly column: ContractColumn;
    readonly dialect: Dialect;
    readonly step: (
      kind: UpgradeStep["kind"],
      id: string,
      title: string,
      text: Sql,
      counted?: Sql,
    ) => UpgradeStep;
    readonly feature: (name: "columnMapping" | "typeWidening") => readonly UpgradeStep[];
  },
): readonly UpgradeStep[] {
  const name = change.column;
  const widen = change.way === "widen";
  const title = `${change.from} becomes ${change.to}${widen ? ", which holds every value" : ""}`;
  const to = dialect.type(column.type);
  // asked before anything is renamed
  const changed = changedByCast(of, foreignName(change.there, dialect), {
    from: engineType(change.from),
    to,
  });
  const guard = step(
    "guard",
    "guard",
    `no value changes when ${change.from} becomes ${change.to}`,
    sql`SELECT ${dialect.assertTrue(sql`count(*) = 0`, lossMessage(change))} AS nothing_is_lost ${changed}`,
  );
  if (!dialect.has.tableFeatures)
    return [
      ...(widen ? [] : [guard]),
      step(
        "fill",
        "type",
        title,
        changeType(of, name, column.type, dialect),
        sql`SELECT count(*) AS filled FROM ${of}`,
      ),
    ];
  if (widen)
    return [
      ...feature("typeWidening"),
      step("shape", "type", title, changeType(of, name, column.type, dialect)),
    ];
  const converted = conversionOf(name);
  return [
    guard,
    ...(change.begun
      ? []
      : [
          step(
            "shape",
            "add",
            `add ${converted} as ${change.to}`,
            addColumn(of, converted, { type: column.type, meaning: column.comment, dialect }),
          ),
        ]),
    step(
      "fill",
      "convert",
      title,
      copyCast(of, name, converted, to),
      sql`SELECT count(*) AS filled FROM ${of} WHERE ${identifier(name)} IS NOT NULL`,
    ),
    ...(column.nullable ? [] : [step("shape", "require", "it must not be null", setNotNull(of, converted))]),
    ...feature("columnMapping"),
    step(
      "shape",
      "leave",
      `${change.from} goes, its values are in ${converted}`,
      dropColumn(of, name, dialect),
    ),
    step("shape", "rename", `${converted} takes its name`, renameColumn(of, converted, name, dialect)),
  ];
}

/** What the guard says when it raises. It holds names of ours alone. */
function lossMessage({ table: name, column }: TableChange & { readonly kind: "change_type" }): Sql {
  identifier(column);
  constant(name);
  return trustedText(
    `'A value of ${name}.${column} would change with its type: fix it first, or keep the type'`,
  );
}

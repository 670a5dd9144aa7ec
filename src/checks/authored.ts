import type { Check } from "../contract/check.ts";
import type { SeedRow, SeedTable } from "../contract/seed.ts";
import type { StageName } from "../contract/vocabulary.ts";
import { columnsOf, hasProvenance, tableIn, type TableContract, type Tables } from "../contract/table.ts";
import { stageNames } from "../contract/vocabulary.ts";
import type { FailingOrigins, Origin } from "../contract/lineage.ts";
import { newTo, newToOrigins } from "../contract/window.ts";
import type { DataCheck } from "../contract/dataCheck.ts";
import { rowKinds } from "../contract/dataCheck.ts";
import type { Dialect } from "../sql/dialect.ts";
import { constant, identifier, join, sql, table, type Sql, type TableName } from "../sql/sql.ts";
import { brokenOrigins, failingRows, type RowPromise } from "./failing.ts";
import { tableFailure, tableFailureOrigins } from "./wholeTable.ts";

/** What `check_result` and `failing_checks` call an authored check. */
export const checkId = ({ id }: Pick<DataCheck, "id">): string => `authored.${id}`;

export const isAuthored = (check: string): boolean => check.startsWith("authored.");

/**
 * The authored checks of a stage. One belongs to the stage that owns its table, or where it refers to a table that a
 * later stage writes, to that one: before, the rows it refers to are not there yet.
 */
export function authoredChecks(
  stage: StageName,
  checks: readonly DataCheck[],
  tables: Tables,
): readonly Check[] {
  return checks
    .filter((check) => stageOf(check, tables) === stage)
    .map((check) => checkOf(stage, check, tableIn(tables, check.table)));
}

export function stageOf({ table: name, promise }: DataCheck, tables: Tables): StageName {
  const referred =
    promise.kind === "references" ? promise.columns.map(({ to }) => tableIn(tables, to).owner) : [];
  const places = [tableIn(tables, name).owner, ...referred].map((owner) =>
    stageNames.findIndex((stage) => stage === owner),
  );
  const stage = stageNames[Math.max(...places)];
  if (stage === undefined) throw new TypeError(`checks: no stage writes ${name}`);
  return stage;
}

function checkOf(stage: StageName, check: DataCheck, contract: TableContract): Check {
  const { promise } = check;
  const id = checkId(check);
  return {
    id,
    stage,
    table: check.table,
    title: check.title ?? id,
    severity: check.severity,
    ...(isOfTable(promise) ? { observes: true } : named(contract) ? { key: contract.key } : {}),
    failing: (dialect) => {
      if (isOfTable(promise)) return tableFailure(promise, table(check.table), limitsOf(id), dialect);
      return check.severity === "quarantine"
        ? setAside(stage, id)
        : rowsBreaking(stage, check, contract, dialect);
    },
    origins: originsOf(check, contract),
  };
}

/**
 * Ids that say nothing of anyone: hashes of a source's record, and what is named after one. An erasure takes them too.
 */
const sampled: ReadonlySet<string> = new Set(["event_id", "issue_id", "fix_position"]);
const named = ({ key }: TableContract): boolean => key.every((column) => sampled.has(column));

function originsOf(check: DataCheck, contract: TableContract): FailingOrigins {
  const { promise } = check;
  if (isOfTable(promise)) return tableFailureOrigins(promise, check.table, checkRule);
  const isAside = check.severity === "quarantine";
  const from = isAside ? setAsideTable : check.table;
  return {
    tables: [from],
    key: named(contract) ? contract.key.map((column) => `${from}.${column}`) : [],
    observed: [],
    rows: isAside
      ? [...newToOrigins(setAsideTable), `${setAsideTable}.reasons`]
      : breakingOrigins(check, contract),
  };
}

/** What the step has set aside that judges the rows: they are no longer in the table. */
const setAside = (stage: StageName, id: string): Sql =>
  sql`SELECT aside.event_id FROM ${table(setAsideTable)} AS aside WHERE (${newTo(stage, sql`aside.run_id`)}) AND array_contains(aside.reasons, ${constant(id)})`;

/**
 * The keys of the rows that break a check of rows, whatever its severity. Of a table that keeps history, rows of the
 * stage's window alone: the runs that wrote the others looked at them.
 * @throws TypeError for a check of a whole table, which a project can't have with severity quarantine.
 */
export function rowsBreaking(
  stage: StageName,
  check: DataCheck,
  contract: TableContract,
  dialect: Dialect,
): Sql {
  const { promise } = check;
  if (isOfTable(promise)) throw new TypeError(`checks: ${check.id} is about a whole table, not about rows`);
  const { key } = contract;
  const columns = join(Object.keys(columnsOf(contract)).map((column) => sql`written.${identifier(column)}`));
  const from = hasProvenance(contract)
    ? sql`(SELECT ${columns} FROM ${table(check.table)} AS written WHERE ${newTo(stage, sql`written.run_id`)})`
    : table(check.table);
  const queries = rowPromises(promise).map((rowPromise, part) =>
    failingRows(rowPromise, { from, key }, valuesOf(checkId(check), part), dialect),
  );
  // a row that breaks the promise in two columns is one row
  return join(
    queries,
    sql`
UNION
`,
  );
}

/** What decides which rows `rowsBreaking` gives. */
export function breakingOrigins(check: DataCheck, contract: TableContract): readonly Origin[] {
  const { promise } = check;
  if (isOfTable(promise)) throw new TypeError(`checks: ${check.id} is about a whole table, not about rows`);
  return [
    ...(hasProvenance(contract) ? newToOrigins(check.table) : []),
    ...rowPromises(promise).flatMap((rowPromise) =>
      brokenOrigins(rowPromise, check.table, { written: checkValue, by: ["check_id", "part"] }),
    ),
  ];
}

type OfTable = Extract<
  DataCheck["promise"],
  { readonly kind: "unique" | "fresh" | "volume" | "distribution" }
>;
type PerRow = Exclude<DataCheck["promise"], OfTable>;

/** Whether a promise is one about a whole table, else each row keeps or breaks it by itself. */
const isOfTable = (promise: DataCheck["promise"]): promise is OfTable => !rowKinds.includes(promise.kind);

/** In the order of the parts of their values. */
function rowPromises(promise: PerRow): readonly RowPromise[] {
  switch (promise.kind) {
    case "rule":
    case "not_null":
      return [promise];
    case "accepted":
      return promise.columns.map(({ column }) => ({ kind: "accepted", column }));
    case "references":
      break;
  }
  return promise.columns.map(({ column, to, key }) => ({ kind: "references", column, to: table(to), key }));
}

const checkValue: TableName = "curated.check_value";
const checkRule: TableName = "curated.check_rule";
const setAsideTable: TableName = "curated.set_aside_event";

const valuesOf = (id: string, part: number): Sql =>
  sql`SELECT position, value FROM ${table(checkValue)} WHERE check_id = ${constant(id)} AND part = ${part}`;

const limitsOf = (id: string): Sql =>
  sql`SELECT at_most_hours, at_least_percent, at_most_percent, of_last_days, psi_millionths FROM ${table(checkRule)} WHERE check_id = ${constant(id)}`;

/** What the author of the checks wrote, as rows: titles, limits and values never enter SQL. */
export function checkSeeds(checks: readonly DataCheck[]): readonly SeedTable[] {
  return [
    { table: "curated.check_rule", rows: checks.map(ruleRow) },
    { table: "curated.check_value", rows: checks.flatMap(valueRows) },
  ];
}

function ruleRow(check: DataCheck): SeedRow {
  const { promise, title, severity } = check;
  const ofDays = promise.kind === "volume" || promise.kind === "distribution";
  return {
    check_id: checkId(check),
    title: title ?? null,
    kind: promise.kind,
    checked_table: check.table,
    severity,
    at_most_hours: promise.kind === "fresh" ? promise.hours : null,
    at_least_percent: promise.kind === "volume" ? (promise.atLeastPercent ?? null) : null,
    at_most_percent: promise.kind === "volume" ? (promise.atMostPercent ?? null) : null,
    of_last_days: ofDays ? promise.days : null,
    psi_millionths: promise.kind === "distribution" ? promise.psiMillionths : null,
  };
}

function valueRows(check: DataCheck): readonly SeedRow[] {
  const { promise } = check;
  const parts =
    promise.kind === "rule"
      ? [promise.rule.literals]
      : promise.kind === "accepted"
        ? promise.columns.map(({ values }) => values)
        : [];
  return parts.flatMap((values, part) =>
    values.map((value, position) => ({ check_id: checkId(check), part, position, value })),
  );
}

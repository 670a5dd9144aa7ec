import { alertQueries } from "../../databricks/alerts.ts";
import { askModelFile } from "../../databricks/model.ts";
import { requestErasure } from "../../ledger/erasureRequest.ts";
import { assertionStatements } from "../../governance/assertionStatements.ts";
import { functionStatements } from "../../governance/functions.ts";
import { grantStatements } from "../../governance/grantStatements.ts";
import { maskStatements } from "../../governance/maskStatements.ts";
import { quotedName } from "../../governance/quoting.ts";
import * as ledger from "../../ledger/ledger.ts";
import { acquireLease, assertLease, releaseLease, renewLease } from "../../ledger/lease.ts";
import { viewIn, viewNamesOf } from "../../contract/view.ts";
import { namesOf } from "../../contract/table.ts";
import { stepSql, type Plan, type PlannedStage } from "../../plan/plan.ts";
import type { TableName } from "../../sql/sql.ts";
import { databricks } from "../../sql/databricks.ts";
import { createTable, createView } from "../../plan/ddl.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { render, tablesIn, type Sql } from "../../sql/sql.ts";
import { createFunction } from "../../sql/functions/sqlFunction.ts";
import { sqlFunctions } from "../../sql/functions/sqlFunctions.ts";
import { coveringSet } from "./cover.ts";
import { recording, textFeatures } from "./features.ts";
import { scratchRows } from "./scratchRows.ts";
import type { ScratchProject } from "./scratchProject.ts";

/** Every kind of statement that fixloop generates or sends. */
export const statementKinds = [
  "create_table",
  "create_function",
  "create_view",
  "insert",
  "set_mask",
  "set_row_filter",
  "script",
  "grant",
  "revoke",
  "merge_upsert",
  "merge_sync",
  "merge_amend",
  "merge_append",
  "merge",
  "update",
  "delete",
  "reorg",
  "vacuum",
  "assertion",
  "alert",
  "read_view",
  "ask_model",
] as const;
export type StatementKind = (typeof statementKinds)[number];

export interface SmokeStatement {
  /** Of ours, whatever the project is: `cluster.detection`, `governance.masks.3`. */
  readonly id: string;
  readonly kind: StatementKind;
  readonly text: string;
  readonly features: ReadonlySet<string>;
  /** Names of its parameters. */
  readonly parameters: readonly ("run" | "as_of" | "customer_id")[];
  /** Tables that it mentions. */
  readonly tables: readonly TableName[];
}

/** In the order in which they run. The job comes after `setup`; what is in a list may run at the same time only in `tables`. */
export interface SmokeStatements {
  readonly tables: readonly SmokeStatement[];
  readonly setup: readonly SmokeStatement[];
  readonly rows: readonly SmokeStatement[];
  readonly governance: readonly SmokeStatement[];
  readonly steps: readonly SmokeStatement[];
  readonly readers: readonly SmokeStatement[];
  /** Features that some statement of the plan has. */
  readonly features: ReadonlySet<string>;
  /** How many statements the plan has that were chosen from. */
  readonly candidates: number;
}

/**
 * One of every kind of statement, chosen from what the plan holds. All tables, functions and views are made, since the rest needs
 * them; of steps, ledger, retention and alerts the few that together use every dialect method, SQL function, clause and
 * cast that any of them uses.
 */
export function smokeStatements(
  { plan, target }: ScratchProject,
  options: {
    /** The endpoint that the target's model has now; undefined where none can be asked. */
    readonly endpoint: string | undefined;
  },
): SmokeStatements {
  const prefix = plan.schemaPrefix;
  const tableNames = namesOf(plan.tables);
  const tables = tableNames.map((name) =>
    generated("create_table", `setup.${name}`, prefix, (dialect) => only(createTable(name, dialect))),
  );
  const functions = [
    ...sqlFunctions.map((made) =>
      generated("create_function", `setup.function.${made.name}`, prefix, (dialect) =>
        only(createFunction(made, dialect)),
      ),
    ),
    ...functionStatements(plan, target).map((text, index) =>
      written("create_function", `governance.functions.${index + 1}`, text),
    ),
  ];
  const asking = options.endpoint === undefined ? [] : askModel(options.endpoint, prefix, plan, target);
  const views = viewNamesOf(plan.views);
  const serving = views.map((name) =>
    generated("create_view", `setup.${name}`, prefix, (dialect) =>
      only(createView(name, viewIn(plan.views, name), dialect)),
    ),
  );
  const governance = governanceOf(plan, target);
  const readers = [
    ...views.map((name) => written("read_view", `read.${name}`, `SELECT * FROM ${prefix}_${name} LIMIT 10`)),
    ...assertionStatements(plan, target).map((text, index) =>
      written("assertion", `governance.assertions.${index + 1}`, text),
    ),
  ];
  const candidates = [...planStatements(plan), ...alerts(plan)];
  const given = [...tables, ...functions, ...serving, ...governance, ...readers];
  const steps = coveringSet(candidates, new Set(given.flatMap(({ features }) => [...features])));
  const needed = new Set<TableName>([...steps, ...serving].flatMap((statement) => [...statement.tables]));
  return {
    tables,
    setup: [...functions, ...asking, ...serving],
    rows: tableNames
      .filter((name) => needed.has(name))
      .map((name) => written("insert", `rows.${name}`, scratchRows(plan, name, "databricks"))),
    governance,
    // what notebooks send: the one that lands files empties its table, and the one that purges looks after it
    steps: [
      ...steps,
      written("delete", "land.delete", `DELETE FROM ${prefix}_raw.landing`),
      written("reorg", "purge.reorg", `REORG TABLE ${prefix}_raw.landing APPLY (PURGE)`),
      written("vacuum", "purge.vacuum", `VACUUM ${prefix}_raw.landing`),
    ],
    readers,
    features: new Set([...given, ...candidates].flatMap(({ features }) => [...features])),
    candidates: candidates.length,
  };
}

/** What the jobs run, in their order, with the ledger's first and last statements around it. */
function planStatements(plan: Plan): readonly SmokeStatement[] {
  const prefix = plan.schemaPrefix;
  const run = (kind: StatementKind, id: string, build: (dialect: Dialect) => Sql): SmokeStatement =>
    generated(kind, id, prefix, build);
  return [
    run("merge", "lease.acquire", acquireLease),
    run("assertion", "lease.is_ours", assertLease),
    run("merge", "ledger.open_run", (dialect) => ledger.openRun(dialect, "loop")),
    run("merge", "erasure.request", requestErasure),
    ...[...plan.stages, ...plan.maintenance].flatMap((stage) => stageStatementsOf(plan, stage, run)),
    run("update", "ledger.finish_run", ledger.finishRun),
    run("update", "lease.release", releaseLease),
  ];
}

function stageStatementsOf(
  { tables }: Plan,
  stage: PlannedStage,
  run: (kind: StatementKind, id: string, build: (dialect: Dialect) => Sql) => SmokeStatement,
): readonly SmokeStatement[] {
  return [
    run("update", `${stage.name}.lease_renew`, renewLease),
    run("merge", `${stage.name}.begin`, (dialect) => ledger.beginStage(stage, stage.position, dialect)),
    ...stage.steps.flatMap((step): readonly SmokeStatement[] => {
      if (step.kind === "effect") return [];
      const kind =
        step.kind === "sql" ? (`merge_${step.mode}` as const) : kindOf(render(stepSql(step, databricks), ""));
      return [run(kind, step.id, (dialect) => stepSql(step, dialect))];
    }),
    ...(stage.name === "ingest" ? [run("merge", "ingest.as_of", ledger.setAsOf)] : []),
    ...(stage.checks.length > 0
      ? [
          run("merge", `${stage.name}.checks`, (dialect) =>
            ledger.recordChecks(stage.name, stage.checks, dialect),
          ),
        ]
      : []),
    run("merge", `${stage.name}.end`, (dialect) => ledger.endStage(stage, tables, dialect)),
  ];
}

function kindOf(text: string): StatementKind {
  const [, verb = ""] = /^\s*([A-Z]+)/.exec(text) ?? [];
  const kind = verb.toLowerCase();
  const known = statementKinds.find((candidate) => candidate === kind);
  if (known === undefined) throw new TypeError(`smoke: no kind for statements that begin with ${verb}`);
  return known;
}

function alerts(plan: Plan): readonly SmokeStatement[] {
  return Object.keys(alertQueries(plan, databricks)).map((key) =>
    generated("alert", `alert.${key}`, plan.schemaPrefix, (dialect) => {
      const query = alertQueries(plan, dialect)[key];
      if (query === undefined) throw new TypeError(`smoke: no alert ${key}`);
      return query;
    }),
  );
}

/**
 * A mask and a filter of every function, every script, and one grant on a table and on a view. Scripts stop after a
 * few rows: what each row does is the same.
 */
function governanceOf(plan: Plan, target: ScratchProject["target"]): readonly SmokeStatement[] {
  const masks = maskStatements(plan).map((text, index) =>
    written(kindOfGovernance(text), `governance.masks.${index + 1}`, shortened(text)),
  );
  // as the pipeline, the user who runs the test holds SELECT on whole schemas, and would need no grant on a single table
  const grants = grantStatements(plan, { ...target, runAs: undefined }).map((text, index) =>
    written(kindOfGovernance(text), `governance.grants.${index + 1}`, shortened(text)),
  );
  const firstGrants = firstOf(grants, ({ kind, text }) =>
    kind === "grant" ? text.replace(/ ON (TABLE|VIEW) .*$/s, " $1") : undefined,
  );
  return [
    ...firstOf(masks, ({ kind, text }) =>
      kind === "set_mask" || kind === "set_row_filter"
        ? text.replace(/^.* SET (?:MASK|ROW FILTER) (\S+).*$/s, "$1")
        : undefined,
    ),
    ...firstGrants,
    ...firstGrants
      .filter(({ kind }) => kind === "grant")
      .slice(0, 1)
      .map(({ text }) => {
        const on = / ON (?:TABLE|VIEW) \S+/.exec(text)?.[0] ?? "";
        return written(
          "revoke",
          "governance.revoke",
          `REVOKE SELECT${on} FROM ${quotedName(target.runAs ?? "")}`,
        );
      }),
  ];
}

/** The first statement of each group; those of no group all stay. */
function firstOf(
  statements: readonly SmokeStatement[],
  group: (statement: SmokeStatement) => string | undefined,
): readonly SmokeStatement[] {
  const seen = new Set<string>();
  return statements.filter((statement) => {
    const key = group(statement);
    if (key === undefined) return true;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function kindOfGovernance(text: string): StatementKind {
  const code = text.replaceAll(/^--.*\n/gm, "");
  if (code.startsWith("GRANT")) return "grant";
  if (code.startsWith("MERGE")) return "merge";
  if (code.startsWith("BEGIN")) return "script";
  if (code.includes(" SET MASK ")) return "set_mask";
  if (code.includes(" SET ROW FILTER ")) return "set_row_filter";
  throw new TypeError("smoke: a statement of governance is of no known kind");
}

const rowsOfScript = 3;

const shortened = (text: string): string => text.replace(/\n {2}DO\n/, `\n    LIMIT ${rowsOfScript}\n  DO\n`);

function askModel(
  endpoint: string,
  prefix: string,
  plan: Plan,
  target: ScratchProject["target"],
): readonly SmokeStatement[] {
  const file = askModelFile(plan, target);
  const text = file
    .slice(file.indexOf("CREATE OR REPLACE"))
    .trim()
    .replace(/;$/, "")
    // the CLI knows the name of a development endpoint; by now so do we
    .replace(/ai_query\((?:'[^']*'|\{\{\w+\}\})/, `ai_query('${endpoint}'`);
  return [
    written("create_function", "governance.ask_model", text),
    written(
      "ask_model",
      "model.ask",
      `SELECT typeof(answer.response) AS response_type, answer.error IS NULL AS answered FROM (SELECT ${prefix}_curated.ask_model('Answer with the one word ok.') AS answer) AS asked`,
    ),
  ];
}

function generated(
  kind: StatementKind,
  id: string,
  prefix: string,
  build: (dialect: Dialect) => Sql,
): SmokeStatement {
  const { dialect, used } = recording(databricks);
  const statement = build(dialect);
  const text = render(statement, prefix);
  return {
    ...written(kind, id, text),
    features: new Set([
      `kind ${kind}`,
      ...textFeatures(text),
      ...[...used].map((method) => `dialect ${method}`),
    ]),
    tables: tablesIn(statement).filter((name): name is TableName => !name.startsWith("serving.")),
  };
}

function written(kind: StatementKind, id: string, text: string): SmokeStatement {
  return {
    id,
    kind,
    text,
    features: new Set([`kind ${kind}`, ...textFeatures(text)]),
    parameters: (["run", "as_of", "customer_id"] as const).filter((name) =>
      new RegExp(`(?<![:\\w]):${name}\\b`).test(text),
    ),
    tables: [],
  };
}

function only(statements: readonly Sql[]): Sql {
  const [first, ...more] = statements;
  if (first === undefined || more.length > 0) throw new TypeError("smoke: one statement was expected");
  return first;
}

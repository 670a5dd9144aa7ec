import { checksHeld, runHasEnded, nobodyElseHoldsLease, runIsOpen } from "../ledger/runAssertions.ts";
import { requestErasure } from "../ledger/erasureRequest.ts";
import { governanceFiles } from "../governance/governanceFiles.ts";
import { isAuthored } from "../checks/authored.ts";
import type { StatementOrigins } from "../contract/lineage.ts";
import type { Catalogue } from "../contract/catalogue.ts";
import { viewNamesOf, type ViewName } from "../contract/view.ts";
import * as ledger from "../ledger/ledger.ts";
import { acquireLease, assertLease, releaseLease, renewLease } from "../ledger/lease.ts";
import {
  setupStatements,
  stageStatements,
  type PlannedSql,
  type PlannedStage,
  type Statement,
} from "../plan/plan.ts";
import { jobNames } from "../contract/vocabulary.ts";
import type { Governed } from "../governance/governed.ts";
import { databricks } from "../sql/databricks.ts";
import type { Dialect } from "../sql/dialect.ts";
import { render, sql, type Sql } from "../sql/sql.ts";
import { appendDeployment } from "../ledger/deploymentRecord.ts";
import { recordSteps } from "../ledger/stepRuns.ts";
import { assertSetup, recordSetup, setupHasEnded, withdrawSetup } from "../ledger/setupInForce.ts";
import { noteVersion } from "../ledger/tableVersion.ts";

/** One statement as an engine gets it. */
export interface StatementText {
  readonly id: string;
  readonly text: string;
  readonly dialect: Dialect["name"];
  /** Prefix of the schemas in the text, without its underscore. */
  readonly schemaPrefix: string;
}

/** The same for all projects, so that a text is read once in a process, whatever the prefix of a project. */
const schemaPrefix = "fixloop";

/** What of a plan its statements follow from. */
export type PlannedStages = Pick<PlannedSql, "stages" | "maintenance" | keyof Catalogue>;

/**
 * Every statement that is the same for every target: set-up, steps, checks, ledger, lease, and what commands write.
 * In the order of the set-up and of the jobs.
 */
export function pipelineStatements(plan: PlannedStages, dialect: Dialect): readonly StatementText[] {
  const statement = (id: string, text: Sql): StatementText => ({
    id,
    text: render(text, schemaPrefix),
    dialect: dialect.name,
    schemaPrefix,
  });
  const everyStage = [...plan.stages, ...plan.maintenance];
  return [
    ...setupStatements(dialect).map(({ id, sql: text }) => statement(id, text)),
    ...jobNames.map((job) => statement(`ledger.open_${job}`, ledger.openRun(dialect, job))),
    ...everyStage.flatMap((stage) => [
      ...stageStatements(stage, dialect)
        .filter((each): each is Statement => !("kind" in each))
        .map(({ id, sql: text }) => statement(id, text)),
      statement(`${stage.name}.steps`, recordSteps(stage.name, timesByTheClock(dialect))),
    ]),
    statement("ledger.finish_run", ledger.finishRun(dialect)),
    statement("erase.request", requestErasure(dialect)),
    ...(dialect.has.jobs ? workspaceStatements(plan, statement) : []),
  ];
}

/** Stands for the times as an engine takes them: the parser knows no variable of a session. */
const timesByTheClock = (dialect: Dialect): Sql =>
  sql`SELECT 'step' AS step, 1 AS step_position, ${dialect.clock()} AS started_at, ${dialect.clock()} AS finished_at`;

/** Every statement of the built-in stages, the same for all projects, whatever they add: of the workspace, then the queries of views. */
export function builtInStatements(builtIn: PlannedStages): readonly StatementText[] {
  return [...pipelineStatements(builtIn, databricks), ...viewQueries(builtIn)];
}

/** The queries that explaining a number of a view asks for, each once. */
export const viewQueries = (catalogue: Catalogue): readonly StatementText[] =>
  viewNamesOf(catalogue.views).flatMap((view) => viewStatement(catalogue, view) ?? []);

/** The stages of a plan without what its project adds to them: without authored checks. */
export function withoutAdditions(plan: PlannedStages): PlannedStages {
  const builtIn = (stage: PlannedStage): PlannedStage => ({
    ...stage,
    steps: stage.steps.map((step) =>
      step.kind === "sql" && step.judging !== undefined ? { ...step, ...step.judging([]) } : step,
    ),
    checks: stage.checks.filter(({ id }) => !isAuthored(id)),
  });
  return { ...plan, stages: plan.stages.map(builtIn), maintenance: plan.maintenance.map(builtIn) };
}

/** What the checks of a project add to the lineage of statements, by the statement's id. */
export function additions(plan: PlannedStages): ReadonlyMap<string, StatementOrigins> {
  return new Map(
    [...plan.stages, ...plan.maintenance].flatMap(
      (stage): readonly (readonly [string, StatementOrigins])[] => [
        ...stage.steps.flatMap((step) =>
          step.kind === "sql" && step.added !== undefined ? [[step.id, step.added] as const] : [],
        ),
        [`${stage.name}.checks`, ledger.recordedOrigins(stage.checks)],
      ],
    ),
  );
}

/**
 * The query whose rows a view shows, undefined where there is no such view: of a published one what the last stage
 * evaluates, of any other that of the view itself.
 */
export function viewStatement({ views }: Catalogue, name: string): StatementText | undefined {
  const view = views[name as ViewName];
  if (view?.shows === "finished")
    return {
      id: `query.${name}`,
      text: render(view.query(databricks), schemaPrefix),
      dialect: "databricks",
      schemaPrefix,
    };
  const made = setupStatements(databricks).find(({ id }) => id === `setup.${name}`);
  if (made === undefined || view === undefined) return undefined;
  return { id: made.id, text: render(made.sql, schemaPrefix), dialect: "databricks", schemaPrefix };
}

/** DuckDB lets one process into a file: there is no lease, and nothing is deployed. */
function workspaceStatements(
  plan: PlannedStages,
  statement: (id: string, text: Sql) => StatementText,
): readonly StatementText[] {
  const everyStage = [...plan.stages, ...plan.maintenance];
  return [
    statement("lease.acquire", acquireLease(databricks)),
    statement("lease.renew", renewLease(databricks)),
    statement("lease.is_ours", assertLease(databricks)),
    statement("lease.is_free", nobodyElseHoldsLease(databricks)),
    statement("lease.release", releaseLease(databricks)),
    ...jobNames.map((job) => statement(`ledger.${job}_is_open`, runIsOpen(job, databricks))),
    ...everyStage.map((stage) =>
      statement(`ledger.${stage.name}_checks_held`, checksHeld(stage.name, databricks)),
    ),
    ...jobNames.map((job) =>
      statement(
        `ledger.finish_${job}`,
        ledger.finishWholeRun(
          job,
          everyStage.filter((stage) => stage.job === job).map(({ name }) => name),
          databricks,
        ),
      ),
    ),
    ...jobNames.map((job) => statement(`ledger.${job}_has_ended`, runHasEnded(job, databricks))),
    statement("setup.withdraw", withdrawSetup()),
    statement("setup.record", recordSetup(databricks)),
    statement("setup.is_in_force", assertSetup(databricks)),
    statement("setup.has_ended", setupHasEnded(databricks)),
    statement("deploy.record", appendDeployment),
    statement("deploy.table_version", noteVersion),
  ];
}

/** The statements that name the groups of a target. */
export function governanceStatements(plan: Governed): readonly StatementText[] {
  return governanceFiles(plan).flatMap(({ target, step, statements }) =>
    statements.map((text, index) => ({
      id: `governance.${target}.${step}.${index + 1}`,
      text,
      dialect: "databricks" as const,
      schemaPrefix: plan.schemaPrefix,
    })),
  );
}

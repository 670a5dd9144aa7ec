import { createHash } from "node:crypto";
import { authoredChecks, checkSeeds } from "../checks/authored.ts";
import { contractChecks } from "../checks/contractChecks.ts";
import type { Check } from "../contract/check.ts";
import type { Purge } from "../contract/purge.ts";
import { purge } from "../stages/retention/purge.ts";
import type { SeedTable } from "../contract/seed.ts";
import type { Effect } from "../contract/effect.ts";
import { writesOf, type StatementStep, type Step, type SqlStep } from "../contract/step.ts";
import type { StageName } from "../contract/vocabulary.ts";
import type { Catalogue } from "../contract/catalogue.ts";
import { viewIn, type ViewName } from "../contract/view.ts";
import { servingQuery } from "../stages/measure/published.ts";
import type { Stage } from "../stages/stage.ts";
import { maintenance as allMaintenance, stages as allStages } from "../stages/catalogue.ts";
import { settings } from "./settings.ts";
import { views } from "../stages/views.ts";
import { jobNames, type JobName } from "../contract/vocabulary.ts";
import { packageVersion } from "./packageVersion.ts";
import type { TableName } from "../sql/sql.ts";
import { contractOf, tableNames, tables } from "../stages/tables.ts";
import * as ledger from "../ledger/ledger.ts";
import type { DataCheck } from "../contract/dataCheck.ts";
import type { Governed } from "../governance/governed.ts";
import { alertsOf, type Alert } from "../reading/alerts.ts";
import type { Classifier } from "../classifier/classifier.ts";
import { catalogue } from "../stages/catalogue.ts";
import type {
  Budgets,
  JobTimes,
  Product,
  Project,
  Promotion,
  Slas,
  Source,
  WrittenPrices,
} from "../spec/project.ts";
import { databricks } from "../sql/databricks.ts";
import type { Dialect } from "../sql/dialect.ts";
import { refuseMisplacedCalls } from "../sql/functions/misplacedCalls.ts";
import { createFunction } from "../sql/functions/sqlFunction.ts";
import { identityFunctions } from "../sql/functions/identityKeys.ts";
import { sqlFunctions } from "../sql/functions/sqlFunctions.ts";
import { mergeStatement } from "./merge.ts";
import { createTable, createView } from "./ddl.ts";
import { render, tablesIn, type RelationName, type Sql } from "../sql/sql.ts";

/** The pipeline as data: what runs, in which order, on which tables. The same for both engines. */
export interface Plan extends Governed {
  /** Name of the project, and of its bundle. */
  readonly name: string;
  /** Of the bundle, in Databricks' own records. */
  readonly uuid: string;
  readonly products: readonly Product[];
  readonly currency: string;
  /** What is landed, and under which contract. */
  readonly sources: readonly Source[];
  /** When the jobs run. */
  readonly jobs: JobTimes;
  readonly slas: Slas;
  readonly budgets: Budgets;
  readonly prices: WrittenPrices;
  /** Who may sign promotions. */
  readonly promotion: Promotion;
  /** Hash of every prompt with its version: changes exactly when the instruction for a model does. */
  readonly promptVersion: string;
  /** What people are notified of. */
  readonly alerts: readonly Alert[];
  /** How what has left the tables leaves the files. */
  readonly purge: Purge;
  /** The loop, in its order. */
  readonly stages: readonly PlannedStage[];
  /** Stages that aren't part of the loop: each is a job of its own, with the stage's name. */
  readonly maintenance: readonly PlannedStage[];
  readonly seeds: readonly SeedTable[];
  /** Package version and a hash of all built-in SQL: changes exactly when a statement does. A check decides no row. */
  readonly codeVersion: string;
  /** Hash of the seeds: changes exactly when something authored reaches a table, other than what only checks compare with. */
  readonly taxonomyVersion: string;
  /** Hash of the authored checks: seeds are loaded again when it changes, and nothing is processed again. */
  readonly checksVersion: string;
}

export interface PlannedStage extends Stage {
  /** Place in the loop, from 1; maintenance comes after it. */
  readonly position: number;
  /** The job whose run it belongs to. */
  readonly job: JobName;
}

/** What the SQL alone decides of a plan, without the seeds, for which a classifier is trained. */
export type PlannedSql = Omit<Plan, "seeds" | "taxonomyVersion" | "checksVersion">;

/** The stages of a project with the version of their SQL. Pure, and quick. */
export function plannedSql(project: Project): PlannedSql {
  const builtIn = builtInStages();
  const withAuthored = (stage: PlannedStage): PlannedStage =>
    Object.freeze({
      ...stage,
      steps: stage.steps.map((step) => judging(step, project.checks)),
      checks: [...stage.checks, ...authoredChecks(stage.name, project.checks, tables)],
    });
  return {
    ...catalogue,
    name: project.name,
    uuid: project.uuid,
    schemaPrefix: project.schemaPrefix,
    products: project.products,
    currency: project.currency,
    sources: project.sources,
    roles: project.roles,
    targets: project.targets,
    retention: project.retention,
    jobs: project.jobs,
    slas: project.slas,
    budgets: project.budgets,
    prices: project.prices,
    promotion: project.promotion,
    promptVersion: promptVersion(project),
    alerts: alertsOf(project),
    purge,
    stages: builtIn.stages.map(withAuthored),
    maintenance: builtIn.maintenance.map(withAuthored),
    codeVersion: `${packageVersion}+${hash(allSql([...builtIn.stages, ...builtIn.maintenance])).slice(0, 12)}`,
  };
}

/** The stages as they are without what a project adds, with their tables and views. */
export function builtInStages(): Pick<PlannedSql, "stages" | "maintenance" | keyof Catalogue> {
  const stages = allStages.map((stage, index) => planned(stage, index + 1, "loop"));
  const maintenance = allMaintenance.map((stage, index) =>
    planned(stage, stages.length + index + 1, maintenanceJob(stage)),
  );
  return { ...catalogue, stages, maintenance };
}

/** A step that sets rows aside, by the checks of a project. */
function judging(step: Step, checks: readonly DataCheck[]): Step {
  return step.kind === "sql" && step.judging !== undefined ? { ...step, ...step.judging(checks) } : step;
}

/**
 * Compiles a project to its plan, with the classifier that was trained on its taxonomy and labels. Pure: no clock, no
 * files, no randomness.
 */
export function buildPlan(project: Project, classifier: Classifier): Plan {
  const sqlOfProject = plannedSql(project);
  const { stages, maintenance, codeVersion } = sqlOfProject;
  const seeds = [...stages, ...maintenance].flatMap((stage) => stage.seeds(project, classifier));
  const taxonomyVersion = hash([
    ...seeds.map(seedText),
    seedText({ table: "curated.setting", rows: [settings(project)] }),
  ]).slice(0, 12);
  const written = checkSeeds(project.checks);
  const checksVersion = hash([JSON.stringify(project.checks), ...written.map(seedText)]).slice(0, 12);
  const setting: SeedTable = {
    table: "curated.setting",
    rows: [
      {
        ...settings(project),
        code_version: codeVersion,
        taxonomy_version: taxonomyVersion,
        checks_version: checksVersion,
        quarantine_version: quarantineVersion(project.checks),
        identity_version: identityVersion(stages, seeds),
      },
    ],
  };
  return Object.freeze({
    ...sqlOfProject,
    seeds: [...seeds, ...written, setting],
    taxonomyVersion,
    checksVersion,
  });
}

/** Of what decides whether a row is set aside: a title doesn't, nor a check of another severity. */
const quarantineVersion = (checks: readonly DataCheck[]): string =>
  hash(
    checks
      .filter(({ severity }) => severity === "quarantine")
      .map(({ id, table, promise }) => JSON.stringify({ id, table, promise })),
  ).slice(0, 12);

/** Of what decides who is one identity, and which identities are compared how: rows of another version are worked out again. */
function identityVersion(stages: readonly PlannedStage[], seeds: readonly SeedTable[]): string {
  const steps = stages
    .flatMap((stage) => stage.steps)
    .filter(({ id }) => id === "normalize.customer_record" || id === "normalize.customer_link");
  return hash([
    ...steps.map((step) => (step.kind === "sql" ? render(step.query(databricks), "") : "")),
    ...identityFunctions.map((made) => JSON.stringify(createFunction(made, databricks))),
    ...seeds.filter(({ table }) => table === "curated.identity_policy").map(seedText),
  ]).slice(0, 12);
}

function planned(stage: Stage, position: number, job: JobName): PlannedStage {
  const checks: readonly Check[] = [
    ...stage.writes.flatMap((name) => contractChecks(stage.name, name, contractOf(name))),
    ...stage.checks,
  ];
  return Object.freeze({ ...stage, checks, position, job });
}

function maintenanceJob({ name }: Stage): JobName {
  const job = jobNames.find((candidate) => candidate === name);
  if (job === undefined) throw new TypeError(`plan: there is no job for the stage ${name}`);
  return job;
}

/** The stages that a job runs, in their order. */
export function stagesOf(plan: Pick<Plan, "stages" | "maintenance">, job: JobName): readonly PlannedStage[] {
  return [...plan.stages, ...plan.maintenance].filter((stage) => stage.job === job);
}

/** The statements of an erasure, in their order. Each acts on every pending request; without one it does nothing. */
export function erasureSteps(plan: Pick<Plan, "stages" | "maintenance">): readonly StatementStep[] {
  return [...plan.stages, ...plan.maintenance]
    .flatMap(({ steps }) => steps)
    .filter((step): step is StatementStep => step.kind === "statement" && step.erasure !== undefined);
}

/** One statement of a run with what it is for. */
export interface Statement {
  readonly id: string;
  readonly stage: StageName | "setup" | "ledger";
  readonly title: string;
  readonly sql: Sql;
}

/** Loads the seed tables: the last work of the set-up but views and grants. */
export const seedEffect: Effect = {
  kind: "effect",
  effect: "seed",
  id: "setup.seeds",
  stage: "setup",
  title: "Replace the seed tables with the rows of taxonomy/ and pipeline.yaml",
  why: "Authored text reaches the engines as rows, never as SQL. Seeds with the hash of the last set-up are not loaded again.",
  reads: [],
  writes: [...tableNames.filter((name) => contractOf(name).kind === "seed"), "curated.loaded_seed"],
  idempotencyKey: "table, hash of its rows",
  batchSize: "all",
  cost: "nothing",
  hosts: [],
  secrets: [],
  afterKill:
    "Locally nothing, since one transaction replaces all tables. In a workspace, replaced tables hold the new rows and others the old ones. No job starts on them, because no set-up is current; the next set-up loads the rest.",
};

/** Tables, shared functions, then views, in an order in which each finds what it needs. */
export function setupStatements(dialect: Dialect): readonly Statement[] {
  return [
    ...tableNames.flatMap((name) =>
      createTable(name, dialect).map((statement) => ({
        id: `setup.${name}`,
        stage: "setup" as const,
        title: `Table ${name}`,
        sql: statement,
      })),
    ),
    ...sqlFunctions.flatMap((made) =>
      createFunction(made, dialect).map((statement) => ({
        id: `setup.function.${made.name}`,
        stage: "setup" as const,
        title: `Function ${made.name}`,
        sql: statement,
      })),
    ),
    ...Object.entries(views).flatMap(([name, contract]) =>
      createView(name as `serving.${string}`, contract, dialect).map((statement) => ({
        id: `setup.${name}`,
        stage: "setup" as const,
        title: `View ${name}`,
        sql: statement,
      })),
    ),
  ];
}

/** The text of a step. */
export function stepSql(step: SqlStep | StatementStep, dialect: Dialect): Sql {
  const known = stepTexts.get(step)?.get(dialect);
  if (known !== undefined) return known;
  const text = step.kind === "sql" ? mergeStatement(step, dialect) : step.statement(dialect);
  if (!dialect.has.callsAnywhere) refuseMisplacedCalls(text, step.id);
  stepTexts.set(step, new Map([...(stepTexts.get(step) ?? []), [dialect, text]]));
  return text;
}

/** A compilation asks for each text about six times, and for the text of a built-in step whatever the project is. */
const stepTexts = new WeakMap<SqlStep | StatementStep, ReadonlyMap<Dialect, Sql>>();

/** Tables that a step reads: of a statement, all that it mentions beyond its target. */
export function stepReads(step: Step, dialect: Dialect): readonly RelationName[] {
  if (step.kind === "effect") return step.reads;
  if (step.kind === "sql") return tablesIn(step.query(dialect));
  const chunks = step.statement(dialect).chunks;
  const mentioned = chunks.flatMap((chunk) => (chunk.kind === "table" ? [chunk.table] : []));
  return [...new Set(mentioned.toSpliced(mentioned.indexOf(step.writes), 1))];
}

/** Tables that a view reads. */
export function viewReads(
  { views: all }: Catalogue,
  name: ViewName,
  dialect: Dialect,
): readonly RelationName[] {
  return tablesIn(servingQuery(name, viewIn(all, name), dialect));
}

/** What a stage does: window, steps, checks, end. An effect is run by the engine's runner of its kind. */
export function stageStatements(stage: PlannedStage, dialect: Dialect): readonly (Statement | Effect)[] {
  const statement = (id: string, title: string, text: Sql): Statement => ({
    id,
    stage: stage.name,
    title,
    sql: text,
  });
  return [
    statement(
      `${stage.name}.begin`,
      `Window of ${stage.name}`,
      ledger.beginStage(stage, stage.position, dialect),
    ),
    ...stage.steps.flatMap((step): readonly (Statement | Effect)[] => {
      if (step.kind === "effect") return [step];
      return [statement(step.id, step.title, stepSql(step, dialect))];
    }),
    ...(stage.name === "ingest"
      ? [statement("ingest.as_of", "Reference time of the run", ledger.setAsOf(dialect))]
      : []),
    ...(stage.checks.length > 0
      ? [
          statement(
            `${stage.name}.checks`,
            `Checks of ${stage.name}`,
            ledger.recordChecks(stage.name, stage.checks, dialect),
          ),
        ]
      : []),
    statement(`${stage.name}.end`, `End of ${stage.name}`, ledger.endStage(stage, tables, dialect)),
  ];
}

/** The place in its stage of everything that `curated.step_run` has a time of: of all but the window and the end. */
export function timedSteps(stage: PlannedStage, dialect: Dialect): ReadonlyMap<string, number> {
  return new Map(
    stageStatements(stage, dialect)
      .slice(1, -1)
      .map(({ id }, index) => [id, index + 1]),
  );
}

/** Which tables each table is made from, by the steps that write it. */
export function lineage(stages: readonly Stage[]): ReadonlyMap<TableName, readonly Step[]> {
  const writers = new Map<TableName, Step[]>();
  for (const stage of stages) {
    for (const step of stage.steps)
      for (const name of writesOf(step)) writers.set(name, [...(writers.get(name) ?? []), step]);
  }
  return writers;
}

function allSql(stages: readonly PlannedStage[]): readonly string[] {
  const text = (statement: { readonly id: string; readonly sql?: Sql }): string =>
    statement.sql ? render(statement.sql, "x") : statement.id;
  return [
    ...setupStatements(databricks).map(text),
    ...stages.flatMap((stage) => stageStatements(stage, databricks).map(text)),
  ];
}

function seedText(seed: SeedTable): string {
  return JSON.stringify([seed.table, seed.rows], (_key, value: unknown) =>
    typeof value === "bigint" ? String(value) : value,
  );
}

function hash(parts: readonly string[]): string {
  const digest = createHash("sha256");
  for (const part of parts) digest.update(part).update("\0");
  return digest.digest("hex");
}

function promptVersion({ taxonomy: { prompts } }: Project): string {
  const texts = prompts.map(({ id, version, body }) => JSON.stringify([id, version, body]));
  return createHash("sha256").update(texts.toSorted().join("\n")).digest("hex").slice(0, 12);
}

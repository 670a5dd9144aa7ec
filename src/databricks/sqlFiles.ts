import type { Effect } from "../contract/effect.ts";
import type { StatementTask, Step } from "../contract/step.ts";
import type { StageName } from "../contract/vocabulary.ts";
import { acquireLease, assertLease, releaseLease, renewLease } from "../ledger/lease.ts";
import {
  setupStatements,
  stagesOf,
  stageStatements,
  timedSteps,
  type Plan,
  type PlannedStage,
  type Statement,
} from "../plan/plan.ts";
import { rowsRead } from "../plan/rowsRead.ts";
import * as ledger from "../ledger/ledger.ts";
import { jobNames, type JobName } from "../contract/vocabulary.ts";
import { databricks } from "../sql/databricks.ts";
import { render, tablesIn, targetOf, type RelationName, type Sql } from "../sql/sql.ts";
import { checksHeld, runHasEnded, nobodyElseHoldsLease, runIsOpen } from "../ledger/runAssertions.ts";
import { recordSteps } from "../ledger/stepRuns.ts";
import { assertSetup, recordSetup, setupHasEnded, withdrawSetup } from "../ledger/setupInForce.ts";
import { wrapped } from "../sql/wrapped.ts";
import { sqlComment } from "./sqlComment.ts";
import { measuredInSession, noteEnd, startTimes } from "./stepTimes.ts";

/** One generated SQL file: what one task of a job runs. */
export interface SqlFile {
  readonly path: string;
  readonly text: string;
  readonly taskKey: string;
  readonly title: string;
  readonly reads: readonly RelationName[];
  readonly writes: readonly RelationName[];
  /** Whether running it again after a failure can help: an assertion that did not hold will not hold in a minute. */
  readonly retry: boolean;
}

/** An effect: a notebook of its kind runs it. */
export interface EffectTask {
  readonly taskKey: string;
  readonly effect: Effect;
  readonly title: string;
  readonly writes: readonly RelationName[];
}

export interface StageFiles {
  readonly stage: StageName;
  readonly job: JobName;
  /** What the job runs, one after the other: a file for the stage, and a notebook for each effect. */
  readonly tasks: readonly (SqlFile | EffectTask)[];
  /** The steps, a file each: the same statements for reading, and for tests that run one alone. */
  readonly steps: readonly SqlFile[];
}

export interface PlanFiles {
  readonly tables: SqlFile;
  readonly functions: SqlFile;
  readonly views: SqlFile;
  /** What the set-up and every job that writes do around their work. */
  readonly run: RunFiles;
  /** The loop, then what looks after it. */
  readonly stages: readonly StageFiles[];
}

export interface RunFiles {
  /** Of the set-up, which must come through before there is a lease. */
  readonly acquireForSetup: SqlFile;
  readonly acquire: SqlFile;
  readonly open: Readonly<Record<JobName, SqlFile>>;
  readonly close: Readonly<Record<JobName, SqlFile>>;
  /** Of a task that takes the lease for itself. */
  readonly release: SqlFile;
  readonly setupInForce: SqlFile;
  readonly closeSetup: SqlFile;
}

/** Lays the statements of a plan out as files. Pure; the text is the same for every taxonomy. */
export function sqlFiles(plan: Plan): PlanFiles {
  const prefix = plan.schemaPrefix;
  const setup = setupStatements(databricks);
  const isView = ({ sql: text }: Statement): boolean =>
    render(text, prefix).startsWith("CREATE OR REPLACE VIEW");
  const isFunction = ({ sql: text }: Statement): boolean =>
    render(text, prefix).startsWith("CREATE OR REPLACE FUNCTION");
  return {
    tables: sqlFile(prefix, {
      path: "00-setup/01-tables.sql",
      taskKey: "tables",
      title: "Every table of the contract, empty where it is new",
      why: "Tables come first, because functions, masks, grants and statements need them.",
      statements: setup.filter((statement) => !isView(statement) && !isFunction(statement)),
    }),
    functions: sqlFile(prefix, {
      path: "00-setup/02-functions.sql",
      taskKey: "functions",
      title: "Functions that several statements call",
      why: "Each expression that several statements use is defined once: fold_text, version_key, mask_numbers and others.",
      statements: setup.filter(isFunction),
    }),
    views: sqlFile(prefix, {
      path: "00-setup/03-views.sql",
      taskKey: "views",
      title: "The views that people read",
      why: "They contain no logic of their own and are replaced at every set-up.",
      statements: setup.filter(isView),
    }),
    run: runFiles(plan),
    stages: [...plan.stages, ...plan.maintenance].map((stage) => stageFiles(plan, stage)),
  };
}

/** All files, in the order in which jobs run them; of a stage first the file of its task, then its steps. */
export function everySqlFile(files: PlanFiles): readonly SqlFile[] {
  const { run: runs } = files;
  return [
    files.tables,
    files.functions,
    files.views,
    runs.acquireForSetup,
    runs.setupInForce,
    runs.acquire,
    ...jobNames.map((job) => runs.open[job]),
    ...files.stages.flatMap(({ tasks, steps }) => [...tasks.filter((task) => "text" in task), ...steps]),
    ...jobNames.map((job) => runs.close[job]),
    runs.release,
    runs.closeSetup,
  ];
}

const leaseIsOurs = ledgerStatement("lease.is_ours", "This job holds the lease", assertLease(databricks));

function runFiles(plan: Plan): RunFiles {
  const prefix = plan.schemaPrefix;
  const acquire = ledgerStatement("lease.acquire", "Take or renew the lease", acquireLease(databricks));
  const release = ledgerStatement("lease.release", "Release the lease", releaseLease(databricks));
  const each = (file: (job: JobName) => SqlFile): Readonly<Record<JobName, SqlFile>> =>
    Object.fromEntries(jobNames.map((job) => [job, file(job)])) as Record<JobName, SqlFile>;
  return {
    acquireForSetup: sqlFile(prefix, {
      path: "run/acquire-for-setup.sql",
      taskKey: "lease",
      title: "Take the lease for the set-up",
      why: "Statements compare rows with the seeds: if seeds changed during a job, one half of it would use the old taxonomy and the other half the new one. Before the first set-up there is neither a lease nor a job to wait for.",
      statements: [
        acquire,
        ledgerStatement("lease.is_free", "No other job holds the lease", nobodyElseHoldsLease(databricks)),
        ledgerStatement("setup.withdraw", "No set-up is current while this one runs", withdrawSetup()),
      ],
    }),
    acquire: sqlFile(prefix, {
      path: "run/acquire.sql",
      taskKey: "lease",
      title: "Take the lease",
      why: "Jobs share their tables, so only one writes at a time. The notebook of the task tries again until the lease is free.",
      statements: [acquire, leaseIsOurs],
    }),
    open: each((job) =>
      sqlFile(prefix, {
        path: `run/open-${job}.sql`,
        taskKey: "lease",
        title: `Open a run of the ${job}, or resume the stopped one`,
        why: "A job only runs on the set-up of its own deployment. The job parameter as_of is the reference time of the run. Empty means the newest feedback.",
        statements: [
          ledgerStatement(
            "setup.is_in_force",
            "The current set-up is that of this deployment",
            assertSetup(databricks),
          ),
          ledgerStatement("ledger.open_run", "Open the run", ledger.openRun(databricks, job)),
          ...windowBeforeEffect(plan, job),
        ],
      }),
    ),
    close: each((job) =>
      sqlFile(prefix, {
        path: `run/close-${job}.sql`,
        taskKey: "close",
        title: "Finish the run and release the lease",
        why: "It also runs after a failure, so that the next job need not wait until the lease expires. A run is finished only if every stage is. Otherwise the last statement fails, since a job has failed if its last task has.",
        statements: [
          ledgerStatement(
            "ledger.finish_run",
            "Finish the run if every stage has finished",
            ledger.finishWholeRun(
              job,
              stagesOf(plan, job).map(({ name }) => name),
              databricks,
            ),
          ),
          release,
          ledgerStatement(
            "ledger.run_has_ended",
            "The run that this job opened has finished",
            runHasEnded(job, databricks),
          ),
        ],
        retry: false,
      }),
    ),
    release: sqlFile(prefix, {
      path: "run/release.sql",
      taskKey: "release",
      title: "Gives the lease back",
      why: "A task that runs after its job has ended its run takes the lease for itself, and gives it back whatever happened.",
      statements: [release],
    }),
    setupInForce: sqlFile(prefix, {
      path: "run/setup-in-force.sql",
      taskKey: "in_force",
      title: "Record the current set-up",
      why: "Before it writes anything, every job compares it with the set-up that it was deployed with.",
      statements: [
        ledgerStatement("setup.record", "This set-up is the current one", recordSetup(databricks)),
      ],
    }),
    closeSetup: sqlFile(prefix, {
      path: "run/close-setup.sql",
      taskKey: "close",
      title: "Release the lease, and fail if the set-up did not finish",
      why: "It also runs after a failure. A job has failed if its last task has: a task that only releases the lease would make it a success.",
      statements: [
        release,
        ledgerStatement("setup.has_ended", "This run of the set-up has finished", setupHasEnded(databricks)),
      ],
      retry: false,
    }),
  };
}

/** The window of a job's first stage where an effect comes before its statements: what lands belongs to an open run. */
function windowBeforeEffect(plan: Plan, job: JobName): readonly Statement[] {
  const [first] = stagesOf(plan, job);
  return first?.steps[0]?.kind === "effect" ? [beginOf(first)] : [];
}

function beginOf(stage: PlannedStage): Statement {
  const [begin] = stageStatements(stage, databricks);
  if (begin === undefined || "kind" in begin)
    throw new TypeError(`bundle: ${stage.name} does not begin with its window`);
  return begin;
}

function stageFiles(plan: Plan, stage: PlannedStage): StageFiles {
  const prefix = plan.schemaPrefix;
  const folder = `${numbered(stage.position)}-${stage.name}`;
  const begin = beginOf(stage);
  const rest = stageStatements(stage, databricks).slice(1);
  const opened = windowBeforeEffect(plan, stage.job).some(({ id }) => id === begin.id);
  const groups = inGroups(stage, rest);
  const steps = groups.flatMap((group, index) => stepFile(prefix, folder, index, group) ?? []);
  const effects = groups.flatMap(({ step }): readonly EffectTask[] =>
    step.kind === "effect"
      ? [{ taskKey: taskKeyOf(step.id), effect: step, title: step.title, writes: step.writes }]
      : [],
  );
  if (effects.length > 0 && groups.findIndex(({ step }) => step.kind !== "effect") < effects.length - 1)
    throw new TypeError(`bundle: the effects of ${stage.name} come before its statements`);
  const closing = rest.filter(
    (statement): statement is Statement =>
      !("kind" in statement) && !stage.steps.some(({ id }) => id === statement.id),
  );
  const positions = timedSteps(stage, databricks);
  const ended = ({ id }: Statement): Statement =>
    ledgerStatement(`${id}.ended`, `${id} has ended`, noteEnd(id, positions.get(id) ?? 0));
  const task = sqlFile(prefix, {
    path: `${folder}/00-stage.sql`,
    taskKey: stage.name,
    title: `The stage ${stage.name}: ${lowerFirst(stage.title)}`,
    why: "One task runs the whole stage, because each task of a job costs seconds of scheduling. Every statement is safe to run again, so a retry starts at the first one. The window is written before the first step, so that a resumed run reads the same rows. No step may run without the lease and an open run: a step that deletes rows that it no longer finds would delete everything.",
    statements: [
      ledgerStatement("lease.renew", "Renew the lease", renewLease(databricks)),
      leaseIsOurs,
      ledgerStatement("ledger.run_is_open", "A run of this job is open", runIsOpen(stage.job, databricks)),
      ...(opened ? [] : [begin]),
      ledgerStatement(`${stage.name}.times`, `Times of the steps of ${stage.name}`, startTimes),
      ...groups.flatMap(({ step, statements }, index) =>
        statements.flatMap((statement, position): readonly NotedStatement[] => [
          position === 0
            ? { ...statement, title: `${numbered(index + 1)} ${step.id}: ${step.title}`, why: step.why }
            : statement,
          ended(statement),
        ]),
      ),
      ...closing.slice(0, -1).flatMap((statement) => [statement, ended(statement)]),
      ledgerStatement(
        `${stage.name}.steps`,
        `When each step of ${stage.name} ran`,
        recordSteps(stage.name, measuredInSession),
      ),
      ...closing.slice(-1),
      ledgerStatement(
        "ledger.checks_held",
        "No check of severity error found rows",
        checksHeld(stage.name, databricks),
      ),
      leaseIsOurs,
    ],
  });
  return {
    stage: stage.name,
    job: stage.job,
    // an effect that comes first is a task before the file of the stage
    tasks: [...effects, task],
    steps,
  };
}

const lowerFirst = (text: string): string => `${text.slice(0, 1).toLowerCase()}${text.slice(1)}`;

const taskKeyOf = (id: string): string => id.replaceAll(/[^a-z0-9]+/g, "_");

/** What stands together in a file of steps: an effect, one step, or statements that share a file. */
interface StepGroup {
  readonly step: Step;
  readonly statements: readonly Statement[];
}

function inGroups(stage: PlannedStage, statements: readonly (Statement | Effect)[]): readonly StepGroup[] {
  const groups: StepGroup[] = [];
  for (const statement of statements) {
    const step = stage.steps.find(({ id }) => id === statement.id);
    if (step === undefined) continue;
    const last = groups.at(-1);
    const text = "kind" in statement ? [] : [statement];
    if (last !== undefined && taskOf(step) !== undefined && taskOf(last.step) === taskOf(step))
      groups[groups.length - 1] = { step: last.step, statements: [...last.statements, ...text] };
    else groups.push({ step, statements: text });
  }
  return groups;
}

const taskOf = (step: Step): StatementTask | undefined => (step.kind === "statement" ? step.task : undefined);

function stepFile(
  prefix: string,
  folder: string,
  index: number,
  { step, statements }: StepGroup,
): SqlFile | undefined {
  if (step.kind === "effect") return undefined;
  const task = taskOf(step);
  if (step.kind === "statement" && task !== undefined)
    return sqlFile(prefix, {
      path: `${folder}/${numbered(index + 1)}-${task.id.replaceAll("_", "-")}.sql`,
      taskKey: `${step.stage}_${task.id}`,
      title: task.title,
      why: task.why,
      rows: rowsRead(step, databricks),
      statements,
    });
  const name = step.id.replace(/^[a-z]+[.]/, "").replaceAll(/[^a-z0-9]+/g, "-");
  return sqlFile(prefix, {
    path: `${folder}/${numbered(index + 1)}-${name}.sql`,
    taskKey: taskKeyOf(step.id),
    title: step.title,
    why: step.why,
    rows: rowsRead(step, databricks),
    writes: [step.writes],
    mode: step.mode,
    statements,
  });
}

function ledgerStatement(id: string, title: string, text: Sql): Statement {
  return { id, stage: "ledger", title, sql: text };
}

/** A statement of a file of several, with what a reader should know of it. */
interface NotedStatement extends Statement {
  readonly why?: string;
}

interface FileContent {
  readonly path: string;
  readonly taskKey: string;
  readonly title: string;
  readonly why: string;
  readonly statements: readonly NotedStatement[];
  readonly rows?: string;
  readonly writes?: readonly RelationName[];
  readonly mode?: string;
  readonly retry?: boolean;
}

function sqlFile(prefix: string, content: FileContent): SqlFile {
  const mentioned = [...new Set(content.statements.flatMap((statement) => tablesIn(statement.sql)))];
  const writes = content.writes ?? written(content.statements);
  const reads = mentioned.filter((name) => !writes.includes(name) || readsItself(content, name));
  const header = [
    ...sqlComment("", content.title),
    ...(reads.length > 0 ? sqlComment("Reads:  ", reads.join(", ")) : []),
    ...(writes.length > 0
      ? sqlComment(
          "Writes: ",
          `${writes.join(", ")}${content.mode === undefined ? "" : ` (${content.mode})`}`,
        )
      : []),
    ...(content.rows === undefined ? [] : sqlComment("Rows:   ", content.rows)),
    ...sqlComment("Why:    ", content.why),
    "-- Generated by fixloop compile. Edit taxonomy/ or pipeline.yaml, never this file.",
  ];
  // a parameter of the job as the official default-sql template writes it: filled in as a quoted text
  const jobParameter = (name: string): string => `{{${name}}}`;
  const many = content.statements.length > 1;
  const body = content.statements.map((statement) => {
    const text = wrapped(render(statement.sql, prefix, jobParameter));
    if (/;[ \t]*$/m.test(text)) throw new TypeError(`bundle: a line of ${statement.id} ends in a semicolon`);
    const notes = [
      ...sqlComment("", statement.title),
      ...(statement.why === undefined ? [] : sqlComment("Why: ", statement.why)),
    ];
    return [...(many ? notes : []), `${text};`].join("\n");
  });
  return {
    path: `bundle/sql/${content.path}`,
    text: [...header, "USE CATALOG `{{catalog}}`;", "", body.join("\n\n"), ""].join("\n"),
    taskKey: content.taskKey,
    title: content.title,
    reads,
    writes,
    retry: content.retry ?? true,
  };
}

/** The target of each statement. */
function written(statements: readonly Statement[]): readonly RelationName[] {
  return [
    ...new Set(
      statements.flatMap((statement) => {
        const target = targetOf(statement.sql);
        return target === undefined ? [] : [target];
      }),
    ),
  ];
}

/** A table that the statement mentions beyond its target. */
function readsItself({ statements }: FileContent, name: RelationName): boolean {
  return statements.some(
    (statement) =>
      statement.sql.chunks.filter((chunk) => chunk.kind === "table" && chunk.table === name).length > 1,
  );
}

function numbered(position: number): string {
  return String(position).padStart(2, "0");
}

import type { Effect } from "../contract/effect.ts";
import type { StatementTask, Step, StepWindow } from "../contract/step.ts";
import type { StageName } from "../contract/vocabulary.ts";
import { acquireLease, assertLease, releaseLease, renewLease } from "../ledger/lease.ts";
import {
  setupStatements,
  stageStatements,
  type Plan,
  type PlannedStage,
  type Statement,
} from "../plan/plan.ts";
import * as ledger from "../ledger/ledger.ts";
import { jobNames, type JobName } from "../contract/vocabulary.ts";
import { databricks } from "../sql/databricks.ts";
import { render, tablesIn, type RelationName, type Sql } from "../sql/sql.ts";
import { checksHeld, noRunIsOpen, nobodyElseHoldsLease, runIsOpen } from "../ledger/runAssertions.ts";

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
  readonly begin: SqlFile;
  /** In the order of the plan; the job derives from reads and writes what may run side by side. */
  readonly steps: readonly (SqlFile | EffectTask)[];
  readonly finish: SqlFile;
}

export interface PlanFiles {
  readonly tables: SqlFile;
  readonly views: SqlFile;
  /** What every job that writes does around its work. */
  readonly run: RunFiles;
  /** The loop, then what looks after it. */
  readonly stages: readonly StageFiles[];
}

export interface RunFiles {
  /** Of the set-up, which must come through before there is a lease. */
  readonly acquireForSetup: SqlFile;
  readonly acquire: SqlFile;
  readonly open: Readonly<Record<JobName, SqlFile>>;
  readonly finish: SqlFile;
  readonly release: SqlFile;
  /** Ends the job as failed where the run is not finished, whatever ran after the failure. */
  readonly finished: SqlFile;
}

const windows: Readonly<Record<StepWindow, string>> = {
  new: "only rows of the runs in the window of the stage (curated.stage_run)",
  touched: "every row of the keys or days that the window of the stage touched",
  all: "all rows, since what it reads is small",
  recent: "rows of the months or days before the moment of the run",
  due: "rows past the age that the spec names, or that an erasure names",
};

/** Lays the statements of a plan out as files, a task each. Pure; the text is the same for every taxonomy. */
export function sqlFiles(plan: Plan): PlanFiles {
  const prefix = plan.schemaPrefix;
  const setup = setupStatements(databricks);
  const isView = ({ sql: text }: Statement): boolean =>
    render(text, prefix).startsWith("CREATE OR REPLACE VIEW");
  return {
    tables: sqlFile(prefix, {
      path: "00-setup/01-tables.sql",
      taskKey: "tables",
      title: "Every table of the contract, empty where it is new",
      why: "Tables come first, so that functions, masks, grants and statements find them.",
      statements: setup.filter((statement) => !isView(statement)),
    }),
    views: sqlFile(prefix, {
      path: "00-setup/02-views.sql",
      taskKey: "views",
      title: "The views that people read",
      why: "They hold no logic of their own and are replaced at every set-up.",
      statements: setup.filter(isView),
    }),
    run: runFiles(prefix),
    stages: [...plan.stages, ...plan.maintenance].map((stage) => stageFiles(stage, prefix)),
  };
}

/** All files, in the order in which jobs run them. */
export function everySqlFile(files: PlanFiles): readonly SqlFile[] {
  const { run: runs } = files;
  return [
    files.tables,
    files.views,
    runs.acquireForSetup,
    runs.acquire,
    ...jobNames.map((job) => runs.open[job]),
    ...files.stages.flatMap(({ begin, steps, finish }) => [
      begin,
      ...steps.filter((step) => "text" in step),
      finish,
    ]),
    runs.finish,
    runs.release,
    runs.finished,
  ];
}

const leaseIsOurs = ledgerStatement("lease.is_ours", "This job holds the lease", assertLease(databricks));

function runFiles(prefix: string): RunFiles {
  const acquire = ledgerStatement("lease.acquire", "Take the lease, or keep it", acquireLease(databricks));
  const open = (job: JobName): SqlFile =>
    sqlFile(prefix, {
      path: `run/open-${job}.sql`,
      taskKey: "open_run",
      title: `Opens a run of the ${job}, or takes up the one that was killed`,
      why: "The job parameter as_of is the moment that the run speaks of. Empty means the newest feedback.",
      statements: [ledgerStatement("ledger.open_run", "Open the run", ledger.openRun(databricks, job))],
    });
  return {
    acquireForSetup: sqlFile(prefix, {
      path: "run/acquire-for-setup.sql",
      taskKey: "acquire_lease",
      title: "Waits until no other job writes, and takes the lease",
      why: "Seeds that change under a running job would decide one half of it by one taxonomy and the other half by another. Before the first set-up there is neither a lease nor anybody to wait for.",
      statements: [
        acquire,
        ledgerStatement("lease.is_free", "Nobody else holds the lease", nobodyElseHoldsLease(databricks)),
      ],
    }),
    acquire: sqlFile(prefix, {
      path: "run/acquire.sql",
      taskKey: "acquire_lease",
      title: "Waits until no other job writes, and takes the lease",
      why: "Jobs share their tables: where another one holds the lease this task fails and is run again, until that job has ended.",
      statements: [acquire, leaseIsOurs],
    }),
    open: { loop: open("loop"), audit: open("audit"), retention: open("retention") },
    finish: sqlFile(prefix, {
      path: "run/finish.sql",
      taskKey: "finish_run",
      title: "Marks the run finished",
      why: "Readers of the serving views see a run of the loop from now on.",
      // whoever has lost the lease would finish the run of another job
      statements: [
        leaseIsOurs,
        ledgerStatement("ledger.finish_run", "Finish the run", ledger.finishRun(databricks)),
      ],
    }),
    release: sqlFile(prefix, {
      path: "run/release.sql",
      taskKey: "release_lease",
      title: "Gives the lease back",
      why: "It runs after a failure too, so that the next job need not wait until the lease expires.",
      statements: [ledgerStatement("lease.release", "Release the lease", releaseLease(databricks))],
    }),
    finished: sqlFile(prefix, {
      path: "run/finished.sql",
      taskKey: "run_is_finished",
      title: "The run is finished",
      why: "A job counts as failed where its last tasks did: without this one, giving the lease back would make a success of it.",
      statements: [ledgerStatement("ledger.run_is_finished", "No run is open", noRunIsOpen(databricks))],
      retry: false,
    }),
  };
}

function stageFiles(stage: PlannedStage, prefix: string): StageFiles {
  const folder = `${numbered(stage.position)}-${stage.name}`;
  const [begin, ...rest] = stageStatements(stage, databricks);
  if (begin === undefined || "kind" in begin)
    throw new TypeError(`bundle: ${stage.name} does not begin with its window`);
  const steps = new Map(stage.steps.map((step) => [step.id, step]));
  const isStep = ({ id }: { readonly id: string }): boolean => steps.has(id);
  const closing = rest.filter(
    (statement): statement is Statement => !("kind" in statement) && !isStep(statement),
  );

  return {
    stage: stage.name,
    job: stage.job,
    begin: sqlFile(prefix, {
      path: `${folder}/00-begin.sql`,
      taskKey: `${stage.name}_begin`,
      title: `Writes the window of ${stage.name} into the ledger`,
      why: "The window is written before the first statement, so that a killed run does the same again. Without the lease and an open run nothing may go on: a step that deletes what it no longer finds would delete everything.",
      statements: [
        ledgerStatement("lease.renew", "Keep the lease for as long again", renewLease(databricks)),
        leaseIsOurs,
        ledgerStatement("ledger.run_is_open", "A run of this job is open", runIsOpen(stage.job, databricks)),
        begin,
      ],
      retry: false,
    }),
    steps: inTasks(stage, rest.filter(isStep)).map((task, index) => stepFile(prefix, folder, index, task)),
    finish: sqlFile(prefix, {
      path: `${folder}/99-finish.sql`,
      taskKey: `${stage.name}_finish`,
      title: `Checks what ${stage.name} wrote and ends it`,
      why: "Every check is recorded before the last statement stops the job where one of severity error did not hold.",
      statements: [
        ...closing,
        ledgerStatement(
          "ledger.checks_held",
          "No check of severity error found rows",
          checksHeld(stage.name, databricks),
        ),
      ],
      retry: false,
    }),
  };
}

/** What one task runs: the land step, one step, or statements that share a task. */
interface StepTask {
  readonly step: Step;
  readonly statements: readonly Statement[];
}

function inTasks(stage: PlannedStage, statements: readonly (Statement | Effect)[]): readonly StepTask[] {
  const tasks: StepTask[] = [];
  for (const statement of statements) {
    const step = stage.steps.find(({ id }) => id === statement.id);
    if (step === undefined) throw new TypeError(`bundle: no step ${statement.id}`);
    const last = tasks.at(-1);
    const text = "kind" in statement ? [] : [statement];
    if (last !== undefined && taskOf(step) !== undefined && taskOf(last.step) === taskOf(step))
      tasks[tasks.length - 1] = { step: last.step, statements: [...last.statements, ...text] };
    else tasks.push({ step, statements: text });
  }
  return tasks;
}

const taskOf = (step: Step): StatementTask | undefined => (step.kind === "statement" ? step.task : undefined);

function stepFile(
  prefix: string,
  folder: string,
  index: number,
  { step, statements }: StepTask,
): SqlFile | EffectTask {
  const taskKey = step.id.replaceAll(/[^a-z0-9]+/g, "_");
  if (step.kind === "effect") return { taskKey, effect: step, title: step.title, writes: step.writes };
  const task = taskOf(step);
  if (step.kind === "statement" && task !== undefined)
    return sqlFile(prefix, {
      path: `${folder}/${numbered(index + 1)}-${task.id.replaceAll("_", "-")}.sql`,
      taskKey: `${step.stage}_${task.id}`,
      title: task.title,
      why: task.why,
      rows: windows[step.window],
      statements,
    });
  const name = step.id.replace(/^[a-z]+[.]/, "").replaceAll(/[^a-z0-9]+/g, "-");
  return sqlFile(prefix, {
    path: `${folder}/${numbered(index + 1)}-${name}.sql`,
    taskKey,
    title: step.title,
    why: step.why,
    rows: windows[step.window],
    writes: [step.writes],
    mode: step.mode,
    statements,
  });
}

function ledgerStatement(id: string, title: string, text: Sql): Statement {
  return { id, stage: "ledger", title, sql: text };
}

interface FileContent {
  readonly path: string;
  readonly taskKey: string;
  readonly title: string;
  readonly why: string;
  readonly statements: readonly Statement[];
  readonly rows?: string;
  readonly writes?: readonly RelationName[];
  readonly mode?: string;
  readonly retry?: boolean;
}

function sqlFile(prefix: string, content: FileContent): SqlFile {
  const mentioned = [...new Set(content.statements.flatMap((statement) => tablesIn(statement.sql)))];
  const writes = content.writes ?? written(content.statements, prefix);
  const reads = mentioned.filter((name) => !writes.includes(name) || readsItself(content, name));
  const header = [
    ...comment("", content.title),
    ...(reads.length > 0 ? comment("Reads:  ", reads.join(", ")) : []),
    ...(writes.length > 0
      ? comment("Writes: ", `${writes.join(", ")}${content.mode === undefined ? "" : ` (${content.mode})`}`)
      : []),
    ...(content.rows === undefined ? [] : comment("Rows:   ", content.rows)),
    ...comment("Why:    ", content.why),
    "-- Generated by fixloop compile. Edit taxonomy/ or pipeline.yaml, never this file.",
  ];
  const many = content.statements.length > 1;
  const body = content.statements.map((statement) => {
    const text = render(statement.sql, prefix);
    if (/;[ \t]*$/m.test(text)) throw new TypeError(`bundle: a line of ${statement.id} ends in a semicolon`);
    return [...(many ? comment("", statement.title) : []), `${text};`].join("\n");
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

/** The target of each statement, by its first words. */
function written(statements: readonly Statement[], prefix: string): readonly RelationName[] {
  return [
    ...new Set(
      statements.flatMap((statement) => {
        const [first] = tablesIn(statement.sql);
        const writes = /^(MERGE INTO|UPDATE|CREATE|REORG TABLE|VACUUM)/.test(render(statement.sql, prefix));
        return writes && first !== undefined ? [first] : [];
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

/** Lines of a comment. Quotes and semicolons are kept out: tools that split files at them do not all know comments. */
function comment(label: string, text: string): readonly string[] {
  if (/\$\{|\{\{/.test(text)) throw new TypeError(`bundle: ${JSON.stringify(text)} holds a placeholder`);
  const words = text
    .replaceAll(/['"`]/g, "’")
    .replaceAll(";", ",")
    .split(/\s+/)
    .filter((word) => word !== "");
  const lines: string[] = [];
  let line = `-- ${label}`;
  let empty = true;
  for (const word of words) {
    if (!empty && line.length + 1 + word.length > 110) {
      lines.push(line);
      line = `-- ${" ".repeat(label.length)}`;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, line];
}

function numbered(position: number): string {
  return String(position).padStart(2, "0");
}

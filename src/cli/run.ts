import { jsonOutput } from "../emit/jsonOutput.ts";
import path from "node:path";
import { Listr } from "listr2";
import { Database } from "../local/database.ts";
import { DatabaseFault } from "../local/databaseFault.ts";
import { setTimeout } from "node:timers/promises";
import { refuseNewerFile } from "../local/newerVersion.ts";
import { databasePath, ensureFolderOf, writeSnapshot } from "../local/files.ts";
import { journalPath } from "../local/journal.ts";
import { LandError } from "../local/land.ts";
import { databaseQueryRunner } from "../local/databaseQueryRunner.ts";
import { holdings, retentionSummary } from "../local/holdings.ts";
import { jobSummary, type JobSummary, type RetentionSummary } from "../reading/jobSummary.ts";
import {
  CheckFailed,
  finishLocalRun,
  hasFinishedLoop,
  hasOpenRun,
  openLocalRun,
  runLocalStage,
  type RunOptions,
} from "../local/run.ts";
import { rewriteFile } from "../local/rewriteFile.ts";
import { runSummary } from "../reading/summary.ts";
import { UpgradeRefused, type LocalUpgrade } from "../local/upgrade.ts";
import type { Project } from "../spec/project.ts";
import type { StageName } from "../contract/vocabulary.ts";
import { stagesOf, type Plan, type PlannedStage } from "../plan/plan.ts";
import { jobNames, type JobName } from "../contract/vocabulary.ts";
import { readStoppedRun, reportData } from "../reading/reportData.ts";
import { renderReport, renderStoppedReport } from "../report/report.ts";
import {
  textOption,
  UserError,
  type CommandHandler,
  type CommandContext,
  type CommandInput,
  type ExitCode,
} from "./command.ts";
import type { Refusal } from "../profile/refusal.ts";
import { localRefusals } from "./localRefusals.ts";
import { refusalLines } from "./refusalText.ts";
import { confirmedDrops } from "./confirmDrop.ts";
import { requireDatabaseFile } from "./requireDatabaseFile.ts";
import { chosenDatabase } from "./localRun.ts";
import { outputFile, type OutputFile } from "./outputFile.ts";
import { jobSummaryText } from "./jobSummaryText.ts";
import { loadPlan } from "./projectFolder.ts";
import { summaryText } from "./runSummaryText.ts";

/**
 * `fixloop run`: the whole loop on DuckDB, then the summary, the snapshot for readers and, where asked for, the report;
 * or another job on what the loop left.
 */
export const run: CommandHandler = async (context, input) => {
  const job = jobOption(input);
  const loaded = await loadPlan(context, input);
  if (loaded === undefined) return 1;
  if (textOption(input, "target") !== undefined) {
    // what talks to a workspace is loaded for those who do
    const { runOnTarget } = await import("./runOnTarget.ts");
    return runOnTarget(context, input, loaded, asOfOption(textOption(input, "asOf")));
  }
  const { folder, project, plan } = loaded;
  const report = reportOption(context, input);
  const databaseFile = databasePath(folder, project.name, chosenDatabase(context, input));
  requireDatabaseFile(context, databaseFile);
  ensureFolderOf(databaseFile);
  const upgraded: LocalUpgrade[] = [];
  const database = await openToWrite(databaseFile);
  try {
    const options: RunOptions = {
      plan,
      folder,
      database,
      journal: journalPath(databaseFile),
      asOf: asOfOption(textOption(input, "asOf")),
      verifyFiles: input.options["verifyFiles"] === true,
      now: context.now,
      drops: confirmedDrops(input),
      onUpgrade: (upgrade) => upgraded.push(upgrade),
    };
    const last = textOption(input, "stage") as StageName | undefined;
    if (job !== "loop") return await runMaintenance(context, options, { job, databaseFile, input });
    const failed = await runStages(context, options, { job, last });
    if (failed) {
      if (report !== undefined) await writeReport(context, report, { ...options, project, isStopped: true });
      return failed;
    }
    if (last !== undefined && last !== plan.stages.at(-1)?.name) {
      context.stderr.write(`Stopped after ${last}; the run stays open, and the next one resumes there.\n`);
      return 0;
    }
    await finishLocalRun(options);
    const runner = databaseQueryRunner(database, plan.schemaPrefix);
    const summary = await runSummary(runner);
    await writeSnapshot(database, databaseFile);
    const refusals = await localRefusals(runner, project.sources);
    context.stdout.write(
      textOption(input, "format") === "json"
        ? jsonOutput({ ...summary, refusals })
        : `${summaryText(summary, context.stdout.columns ?? 110)}${thinnedText(refusals)}`,
    );
    if (report !== undefined) {
      await writeReport(context, report, { ...options, project, isStopped: false });
    }
    return 0;
  } catch (error) {
    if (!(error instanceof UpgradeRefused)) throw error;
    throw new UserError(
      `The tables of ${path.relative(context.cwd, databaseFile)} can't be brought to this version; nothing was changed.\n${error.reasons.map((reason) => `  ${reason}`).join("\n")}`,
      "`fixloop plan` shows every difference. Choose another file with --db.",
    );
  } finally {
    database.close();
    for (const upgrade of upgraded) context.stderr.write(upgradeText(upgrade, context.cwd));
  }
};

interface Reported extends RunOptions {
  readonly project: Project;
  /** A check stopped the run: the report says which, and what an earlier run found. */
  readonly isStopped: boolean;
}

async function writeReport(context: CommandContext, report: OutputFile, reported: Reported): Promise<void> {
  const { database, plan, project, isStopped } = reported;
  const runner = databaseQueryRunner(database, plan.schemaPrefix);
  const title = project.products.map((product) => product.title).join(", ");
  const { sources, taxonomy } = project;
  const refusals = await localRefusals(runner, sources);
  const titles = new Map(plan.stages.flatMap(({ checks }) => checks.map((check) => [check.id, check.title])));
  const stopped = isStopped ? await readStoppedRun(runner, titles) : undefined;
  report.write(
    stopped !== undefined && !(await hasFinishedLoop(reported))
      ? renderStoppedReport(title, stopped, refusals)
      : renderReport(
          await reportData(runner, title, {
            sources,
            taxonomy,
            refusals,
            ...(stopped === undefined ? {} : { stopped }),
          }),
        ),
  );
  context.stderr.write(`\nReport: ${path.relative(context.cwd, report.path)}\n`);
}

/** Readers hold the file for a moment: who writes waits for them, and not for another run. */
async function openToWrite(file: string): Promise<Database> {
  for (let attempt = 1; ; attempt++) {
    try {
      await refuseNewerFile(file);
      return await Database.open(file);
    } catch (error) {
      if (!(error instanceof DatabaseFault) || error.kind !== "locked" || attempt === lockAttempts)
        throw error;
      await setTimeout(lockPause);
    }
  }
}
const lockAttempts = 10;
/** Milliseconds. */
const lockPause = 200;

/** Said at the end, below the progress: what was done to tables of an older version, and the way back. */
function upgradeText({ changes, statements, kept }: LocalUpgrade, cwd: string): string {
  const count = changes.filter(({ kind }) => kind !== "add_table").length;
  const done =
    statements === 0
      ? "An older version of fixloop wrote this database; its tables are as this version has them.\n"
      : `Upgraded the tables of an older version: ${count} ${count === 1 ? "difference" : "differences"}, ${statements} ${statements === 1 ? "statement" : "statements"}.\n`;
  return kept === undefined
    ? done
    : `${done}A copy of the database from before the upgrade is in ${path.relative(cwd, kept)}: the older version opens it with --db.\n`;
}

/** `--stage` and `--report` are the loop's alone. */
function jobOption(input: CommandInput): JobName {
  const isSetup = textOption(input, "job") === "setup";
  if (isSetup && textOption(input, "target") === undefined)
    throw new UserError("A local run needs no set-up job.", "Remove --job setup, or name a target with -t.");
  const job = jobNames.find((name) => name === textOption(input, "job")) ?? "loop";
  for (const option of ["stage", "report"] as const) {
    if (job !== "loop" && textOption(input, option) !== undefined)
      throw new UserError(
        `--${option} is an option of the loop and can't be used with --job ${job}.`,
        `Remove --${option} or --job.`,
      );
  }
  return job;
}

/** The file of the report, looked at before the run starts. */
function reportOption({ cwd }: CommandContext, input: CommandInput): OutputFile | undefined {
  const named = textOption(input, "report");
  return named === undefined ? undefined : outputFile({ cwd, option: "--report", named, extension: ".html" });
}

interface Wanted {
  readonly job: JobName;
  /** The stage to stop after; undefined for none. */
  readonly last: StageName | undefined;
}

interface Maintenance {
  readonly job: Exclude<JobName, "loop">;
  readonly databaseFile: string;
  readonly input: CommandInput;
}

/** Runs a job on what the loop left, and says what it found or took away. */
async function runMaintenance(
  context: CommandContext,
  options: RunOptions,
  { job, databaseFile, input }: Maintenance,
): Promise<ExitCode> {
  const { database, plan } = options;
  if (!(await hasFinishedLoop(options)))
    throw new UserError(
      `${job} needs a finished run of the loop, and there is none.`,
      "Run the loop first: `fixloop run`.",
    );
  // what a stopped run deleted before is not known: its file is rewritten in any case
  let isChanged = await hasOpenRun(options, job);
  // a database of an older version gets its new tables before they are counted
  await openLocalRun(options, job);
  const runner = databaseQueryRunner(database, plan.schemaPrefix);
  const before = await holdings(runner, plan);
  const failed = await runStages(
    context,
    { ...options, onChange: (id) => (isChanged ||= removes(id, plan)) },
    {
      job,
      last: undefined,
    },
  );
  if (failed) return failed;
  const retention = job === "retention" ? retentionSummary(before, await holdings(runner, plan)) : undefined;
  if (isChanged && job === "retention") {
    // the run ends in the copy: until that is in its place, the next run does the same again
    await rewriteFile(database, databaseFile, (copy) => finishLocalRun({ ...options, database: copy }));
    const rewritten = await Database.open(databaseFile);
    try {
      return await showJob(context, { database: rewritten, plan, job, retention, databaseFile, input });
    } finally {
      rewritten.close();
    }
  }
  await finishLocalRun(options);
  return showJob(context, { database, plan, job, retention, databaseFile, input });
}

/** Whether a statement of the retention takes rows or values out of a table. */
const removes = (id: string, plan: Plan): boolean =>
  stagesOf(plan, "retention").some(({ steps }) =>
    steps.some((step) => step.id === id && step.kind === "statement" && step.mode !== "record"),
  );

interface FinishedJob extends Maintenance {
  readonly database: Database;
  readonly plan: Plan;
  readonly retention: RetentionSummary | undefined;
}

async function showJob(
  context: CommandContext,
  { database, plan, job, retention, databaseFile, input }: FinishedJob,
): Promise<ExitCode> {
  const found: JobSummary = {
    ...(await jobSummary(databaseQueryRunner(database, plan.schemaPrefix), job)),
    ...(retention === undefined ? {} : { retention }),
  };
  await writeSnapshot(database, databaseFile);
  context.stdout.write(textOption(input, "format") === "json" ? jsonOutput(found) : jobSummaryText(found));
  return 0;
}

/** Runs the stages with progress: a live list on a terminal, one line per stage elsewhere. */
async function runStages(
  context: CommandContext,
  options: RunOptions,
  { job, last }: Wanted,
): Promise<ExitCode | undefined> {
  const ofJob = stagesOf(options.plan, job);
  const end = last === undefined ? ofJob.length : ofJob.findIndex(({ name }) => name === last) + 1;
  const wanted = ofJob.slice(0, end);
  try {
    if (context.stderr.isTTY === true && context.env["CI"] === undefined)
      await liveProgress(options, job, wanted);
    else await plainProgress(context, options, job, wanted);
    return undefined;
  } catch (error) {
    if (error instanceof CheckFailed) {
      const titles = new Map(ofJob.flatMap(({ checks }) => checks.map(({ id, title }) => [id, title])));
      context.stderr.write(`\nerror: the run stopped after ${error.stage}: a check failed\n`);
      for (const { id, failingRows } of error.checks) {
        context.stderr.write(`  ${id}: ${titles.get(id) ?? ""} ${failingRows} rows break it.\n`);
      }
      if (error.stage === "ingest") context.stderr.write(await refusalsText(options));
      context.stderr.write(
        "  help: fix the source or the spec and run again; the run resumes where it stopped. `fixloop query --unfinished` shows the rows.\n",
      );
      return 1;
    }
    if (error instanceof LandError)
      throw new UserError(
        error.message,
        "Fix the files, or `files:` of the source in pipeline.yaml, and run again; the run resumes where it stopped.",
      );
    throw error;
  }
}

/** What ingest set aside, explained where it is read. */
async function refusalsText({ database, plan }: RunOptions): Promise<string> {
  const refusals = await localRefusals(databaseQueryRunner(database, plan.schemaPrefix), plan.sources);
  return refusals
    .slice(0, explainedRefusals)
    .map(
      (refusal) =>
        `\n${refusalLines(refusal)
          .map((line) => `  ${line}\n`)
          .join("")}`,
    )
    .join("");
}
/** Of a finished run: what a source lost much of. The rest is explained by `fixloop status` and the report. */
function thinnedText(refusals: readonly Refusal[]): string {
  const thinned = refusals.filter(({ records, ofRecords }) => thinnedFrom * records >= ofRecords);
  const rest = refusals.length - Math.min(thinned.length, explainedRefusals);
  return [
    ...thinned.slice(0, explainedRefusals).flatMap((refusal) => ["", ...refusalLines(refusal)]),
    ...(rest > 0 ? ["", "`fixloop status` explains everything that was set aside."] : []),
  ]
    .map((line) => `${line}\n`)
    .join("");
}
/** One record in so many is much. */
const thinnedFrom = 20;

/** Groups of records that are explained at once; `fixloop status` lists all. */
const explainedRefusals = 5;

async function liveProgress(
  options: RunOptions,
  job: JobName,
  wanted: readonly PlannedStage[],
): Promise<void> {
  const tasks = new Listr(
    [
      { title: "set-up: tables, views, seeds", task: () => openLocalRun(options, job) },
      ...wanted.map((stage) => ({
        title: `${stage.name}: ${stage.title}`,
        task: async (_context: unknown, task: { output: string }): Promise<void> =>
          runLocalStage({ ...options, onStatement: (id) => (task.output = id) }, stage),
      })),
    ],
    {
      rendererOptions: {
        timer: { condition: true, field: (duration: number) => `${(duration / 1000).toFixed(1)} s` },
      },
    },
  );
  await tasks.run();
}

async function plainProgress(
  context: CommandContext,
  options: RunOptions,
  job: JobName,
  wanted: readonly PlannedStage[],
): Promise<void> {
  const timed = async (name: string, work: () => Promise<void>): Promise<void> => {
    const started = context.now().getTime();
    await work();
    context.stderr.write(
      `${name.padEnd(10)} ${((context.now().getTime() - started) / 1000).toFixed(1).padStart(6)} s\n`,
    );
  };
  await timed("set-up", () => openLocalRun(options, job));
  for (const stage of wanted) await timed(stage.name, () => runLocalStage(options, stage));
}

function asOfOption(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const time = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z?)?$/.test(text)
    ? Date.parse(withZone(text))
    : Number.NaN;
  if (Number.isNaN(time)) {
    throw new UserError(
      `--as-of ${text} isn't a valid time.`,
      "Write it as 2026-03-31 or 2026-03-31T12:00:00Z (UTC).",
    );
  }
  return new Date(time).toISOString();
}

function withZone(text: string): string {
  if (text.length === 10) return `${text}T00:00:00Z`;
  return `${text.replace(" ", "T").replace(/Z$/, "")}Z`;
}

import { sourcesAreRead } from "../stages/ingest/checks.ts";
import { noProduct, products, sourceCoverage, waitingItems } from "./productQueries.ts";
import { readFirst, readRows } from "./query.ts";
import type { QueryRunner } from "./queryRunner.ts";
import { failedChecksOf, newestRunOf, stageHealth, stepTimes, versionsInForce } from "./runQueries.ts";

/** How the newest run of the loop went, from the tables: the same questions for a local run and a target. */
export interface Health {
  /** Null before the first run. */
  readonly run: RunHealth | null;
  readonly versions: { readonly codeVersion: string; readonly taxonomyVersion: string } | null;
  readonly stages: readonly StageHealth[];
  /** Of the newest run of the loop, the slowest first; null where nobody asked for them. */
  readonly steps: readonly StepTime[] | null;
  readonly failedChecks: readonly FailedCheck[];
  readonly staleSources: readonly StaleSource[];
  /** Over all products. */
  readonly issues: IssueCounts;
  /** None before the first finished run. */
  readonly products: readonly ProductHealth[];
}

export interface RunHealth {
  readonly runId: string;
  /** running, waiting or finished. */
  readonly status: string;
  readonly asOf: string | null;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
}

export interface StageHealth {
  readonly stage: string;
  readonly status: string;
  readonly runId: string;
  readonly seconds: number | null;
  readonly rowsIn: number | null;
  readonly rowsOut: number | null;
  readonly checksFailed: number;
}

export interface StepTime {
  readonly step: string;
  readonly stage: string;
  readonly milliseconds: number;
  readonly startedAt: string;
  readonly finishedAt: string;
}

export interface FailedCheck {
  readonly check: string;
  readonly stage: string;
  readonly severity: string;
  readonly failingRows: number;
  /** Of an authored check what its author wrote; null of a built-in one. */
  readonly title: string | null;
  /** Of a check of a whole table what it found. */
  readonly observed: string | null;
}

export interface StaleSource {
  readonly source: string;
  readonly newestAt: string | null;
  readonly ageHours: number | null;
  readonly freshHours: number | null;
}

export interface ProductHealth extends IssueCounts {
  readonly product: string;
  readonly title: string;
}

export interface IssueCounts {
  /** Issues with events that are neither resolved nor declined. */
  readonly open: number;
  /** Of those, with a complaint rate that stepped up. */
  readonly detected: number;
  readonly waitingForReview: number;
}

export interface HealthOptions {
  /** Whether the steps are read too. */
  readonly steps: boolean;
}

/** Reads the ledger and the serving views. Throws what the runner throws, also where the tables are not there yet. */
export async function health(runner: QueryRunner, options: HealthOptions): Promise<Health> {
  const run = await readFirst(runner, newestRunOf("loop"));
  const versions = await readFirst(runner, versionsInForce);
  const stages = await readRows(runner, stageHealth);
  const steps = options.steps ? await readRows(runner, stepTimes) : null;
  const checks = await readRows(runner, failedChecksOf("loop"));
  const sources = await readRows(runner, sourceCoverage);
  const waiting = await readRows(runner, waitingItems);
  const waitingFor = (product: string): number =>
    Number(waiting.filter((item) => item.product === product).reduce((sum, { items }) => sum + items, 0n));
  const ofProducts = (await readRows(runner, products)).map(
    ({ product, title, open_issues, detected_issues }) => ({
      product,
      title,
      open: open_issues,
      detected: detected_issues,
      waitingForReview: waitingFor(product),
    }),
  );
  const total = (count: (of: IssueCounts) => number): number =>
    ofProducts.reduce((sum, product) => sum + count(product), 0);
  return {
    run:
      run === undefined
        ? null
        : {
            runId: String(run.run_id),
            status: run.status,
            asOf: run.as_of,
            startedAt: run.started_at,
            finishedAt: run.finished_at,
          },
    versions:
      versions === undefined
        ? null
        : { codeVersion: versions.code_version, taxonomyVersion: versions.taxonomy_version },
    stages: stages.map((row) => ({
      stage: row.stage,
      status: row.status,
      runId: String(row.run_id),
      seconds: row.duration_seconds,
      rowsIn: row.rows_in,
      rowsOut: row.rows_out,
      checksFailed: row.checks_failed ?? 0,
    })),
    steps:
      steps?.map(({ step, stage, milliseconds, started_at, finished_at }) => ({
        step,
        stage,
        milliseconds,
        startedAt: started_at,
        finishedAt: finished_at,
      })) ?? null,
    failedChecks: checks.map((row) => ({
      check: row.check_id,
      stage: row.stage,
      severity: row.severity,
      failingRows: Number(row.failing_rows),
      title: row.title,
      observed: row.observed,
    })),
    staleSources: sources
      .filter(({ is_stale }) => is_stale)
      .map((row) => ({
        source: row.source,
        newestAt: row.newest_at,
        ageHours: row.freshness_hours,
        freshHours: row.fresh_hours,
      })),
    issues: {
      open: total(({ open }) => open),
      detected: total(({ detected }) => detected),
      waitingForReview: total(({ waitingForReview }) => waitingForReview) + waitingFor(noProduct),
    },
    products: ofProducts,
  };
}

export interface ConcernOptions {
  /** A run is under way: an unfinished newest run then needs no attention. */
  readonly isUnderWay?: boolean;
}

/** What needs a person: each a sentence. Empty where all is well. Pure. */
export function concerns(
  { run, stages, failedChecks, staleSources }: Health,
  { isUnderWay = false }: ConcernOptions = {},
): readonly string[] {
  const failed = stages.filter(({ status }) => status === "failed");
  const isStopped = run !== null && run.status !== "finished" && !isUnderWay && failed.length === 0;
  return [
    ...failed.map(({ stage, runId }) => `The stage ${stage} failed in run ${runId}.`),
    ...(isStopped ? [stoppedRun(run, stages)] : []),
    ...failedChecks
      .filter(({ severity }) => severity === "error")
      .map(({ check, failingRows }) => `The check ${check} failed: ${rowsWords(failingRows)}.`),
    ...failedChecks
      .filter(({ check }) => check === sourcesAreRead)
      .map(({ observed, failingRows }) => `Not all files were read: ${observed ?? rowsWords(failingRows)}.`),
    ...staleSources.map(
      ({ source, ageHours, freshHours }) =>
        `The source ${source} is stale: its newest record is ${ageHours ?? "?"} h old; the spec allows ${freshHours ?? "?"} h.`,
    ),
  ];
}

function stoppedRun({ runId }: RunHealth, stages: readonly StageHealth[]): string {
  const begun = stages.filter((stage) => stage.runId === runId && stage.status === "running");
  const ended = stages.filter((stage) => stage.runId === runId && stage.status === "finished");
  const where =
    begun.length > 0
      ? ` in the stage ${begun[0]?.stage}`
      : ended.length > 0
        ? ` after the stage ${ended.at(-1)?.stage}`
        : "";
  return `Run ${runId} stopped${where} and has not finished: the next run goes on with it.`;
}

export const rowsWords = (count: number): string => `${count} ${count === 1 ? "row" : "rows"}`;

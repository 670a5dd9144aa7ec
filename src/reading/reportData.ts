import type { Refusal } from "../profile/refusal.ts";
import type { Source, Taxonomy } from "../spec/project.ts";
import { productFeedback, type ProductFeedback } from "./productFeedback.ts";
import { weeksBetween } from "./weeks.ts";
import * as ask from "./productQueries.ts";
import { readFirst, readRows } from "./query.ts";
import type { QueryRunner } from "./queryRunner.ts";
import { quoteOf, type Quote } from "./quote.ts";
import { failedCheckRow, type FailedCheckRow } from "./failedCheckRow.ts";
import {
  failedChecksOf,
  failedChecksOfFinishedLoop,
  finishedLoop,
  readFinishedStages,
  type StageOfRun,
} from "./runQueries.ts";

/** What the spec says now, and what only the place of a run can read; without it the report gives no edits to paste. */
export interface ReportContext {
  readonly sources: readonly Source[];
  readonly taxonomy: Taxonomy;
  readonly refusals: readonly Refusal[];
  /** The newest run where it has not finished: figures are of the run before it. */
  readonly stopped?: StoppedRun;
}

/** A run that a check stopped. */
export interface StoppedRun {
  readonly runId: bigint;
  readonly stage: string;
  /** The checks of severity error that did not hold. */
  readonly checks: readonly FailedCheckRow[];
}

/** Everything the report shows, as values: what was read from the tables, once, after the run. */
export interface ReportData {
  readonly title: string;
  readonly asOf: string;
  readonly runId: bigint;
  readonly codeVersion: string;
  readonly taxonomyVersion: string;
  /** In their order; each has its own issues, charts and numbers. */
  readonly products: readonly ProductReport[];
  /** Pairs of identities, which belong to no product. */
  readonly waitingIdentities: readonly Waiting[];
  /** Of all products, and of sources that the spec no longer has. */
  readonly quarantine: readonly SetAside[];
  readonly sources: readonly ReportSource[];
  readonly stages: readonly StageOfRun[];
  readonly failedChecks: readonly FailedCheckRow[];
  /** Why records were set aside, the most frequent first. */
  readonly refusals: readonly Refusal[];
  readonly stopped: StoppedRun | undefined;
}

export interface ProductReport extends ProductFeedback {
  readonly product: string;
  readonly title: string;
  readonly totals: Totals;
  readonly issues: readonly ReportIssue[];
  readonly waiting: readonly Waiting[];
  /** By the product of their sources. */
  readonly quarantine: readonly SetAside[];
  /** One row per window of days, with the columns of the view. */
  readonly scorecard: readonly Readonly<Record<string, unknown>>[];
  /** Mondays from the first feedback of the product to its newest. */
  readonly weeks: readonly string[];
}

export interface Waiting {
  readonly reason: string;
  readonly items: bigint;
}

export interface SetAside {
  /** Undefined for a source that the spec no longer has. */
  readonly product: string | undefined;
  readonly source: string;
  readonly reason: string;
  readonly records: bigint;
}

export interface ReportSource {
  readonly product: string;
  readonly source: string;
  readonly kind: string;
  readonly records: bigint;
  readonly newest: string | null;
}

export interface Totals {
  readonly feedback: bigint;
  readonly customers: bigint;
  readonly categorised: bigint;
  readonly masked: bigint;
  /** Days for which active users are known. */
  readonly usageDays: bigint;
}

export interface ReportIssue {
  readonly id: string;
  readonly title: string;
  readonly area: string;
  readonly category: string;
  readonly kind: string;
  readonly severity: string;
  readonly origin: string;
  /** Praise, a question or a request that no rule gives to an owner. */
  readonly isTopic: boolean;
  readonly scopeVersion: string | null;
  readonly onset: string;
  readonly detected: string;
  readonly events: bigint;
  readonly customers: bigint;
  readonly revenueAtRisk: string;
  readonly priority: bigint;
  readonly state: string;
  readonly owner: string;
  readonly ownerReason: string;
  readonly releaseBlocker: boolean;
  readonly fixes: readonly ReportFix[];
  readonly quotes: readonly Quote[];
  /** Members a week, aligned with `ProductReport.weeks`. */
  readonly weekly: readonly number[];
  /** All accepted complaints of the category in this product a week, aligned likewise. */
  readonly categoryWeekly: readonly number[];
  readonly versions: readonly VersionRate[];
  readonly signals: readonly Signal[];
}

export interface ReportFix {
  readonly position: number;
  readonly version: string | null;
  readonly released: string;
  readonly ticket: string;
  readonly verdict: string | null;
  readonly decided: string | null;
  readonly reason: string | null;
  readonly observed: bigint | null;
  /** Complaints. */
  readonly expected: number | null;
  /** Rate after to rate before. */
  readonly ratio: number | null;
  readonly recurrence: string | null;
}

export interface VersionRate {
  readonly version: string;
  readonly complaints: number;
  /** Complaints per 10,000 active users and day; null where no usage is known. */
  readonly rate: number | null;
}

export interface Signal {
  readonly metric: string;
  readonly area: string;
  /** Ratio of its rate in scope to the reference, with its 95 % interval. */
  readonly effect: number;
  readonly low: number;
  readonly high: number;
  /** Share of the explainable pattern, 0 to 1. */
  readonly explained: number;
  /** Value per exposure of the week (a mean for gauges); null in weeks without any. */
  readonly weekly: readonly (number | null)[];
}

/**
 * Reads the report's values. Every list has a total order, so the same tables give the same report.
 * @throws Error where no run of the loop has finished.
 */
export async function reportData(
  runner: QueryRunner,
  title: string,
  context: ReportContext = nothingKnown,
): Promise<ReportData> {
  const run = await readFirst(runner, finishedLoop);
  if (run === undefined) throw new Error("report: no run of the loop has finished");
  const quarantine = (await readRows(runner, ask.setAsideReasons)).map(({ product, ...row }) => ({
    ...row,
    product: product ?? undefined,
  }));
  const waiting = Map.groupBy(await readRows(runner, ask.waitingItems), ({ product }) => product);
  const scorecard = Map.groupBy(await readRows(runner, ask.scorecard), ({ product }) => product);
  const sources = await readRows(runner, ask.sourceCoverage);
  return {
    title,
    asOf: minute(run.as_of),
    runId: run.run_id,
    codeVersion: run.code_version,
    taxonomyVersion: run.taxonomy_version,
    products: await productReports(runner, context, (product) => ({
      waiting: waiting.get(product) ?? [],
      scorecard: scorecard.get(product) ?? [],
      quarantine: quarantine.filter((row) => row.product === product),
    })),
    waitingIdentities: waiting.get(ask.noProduct) ?? [],
    quarantine,
    sources: sources
      .flatMap(({ source, kind, product, feedback, newest_at }) =>
        feedback === null
          ? []
          : [
              {
                product,
                source,
                kind,
                records: feedback,
                newest: newest_at === null ? null : minute(newest_at),
              },
            ],
      )
      .toSorted((one, other) => Number(other.records - one.records) || (one.source < other.source ? -1 : 1)),
    stages: await readFinishedStages(runner),
    failedChecks: (await readRows(runner, failedChecksOfFinishedLoop)).map(failedCheckRow),
    refusals: context.refusals,
    stopped: context.stopped,
  };
}

const nothingKnown: ReportContext = {
  sources: [],
  taxonomy: { areas: [], categories: [], owners: [], macros: [], prompts: [] },
  refusals: [],
};

interface OfProduct {
  readonly waiting: readonly Waiting[];
  readonly scorecard: ProductReport["scorecard"];
  readonly quarantine: readonly SetAside[];
}

/** The newest run of the loop as one that a check stopped; `titles` are those of checks that only the plan names. */
export async function readStoppedRun(
  runner: QueryRunner,
  titles: ReadonlyMap<string, string>,
): Promise<StoppedRun | undefined> {
  const failed = (await readRows(runner, failedChecksOf("loop"))).filter(
    ({ severity }) => severity === "error",
  );
  const [first] = failed;
  if (first === undefined) return undefined;
  return {
    runId: first.run_id,
    stage: first.stage,
    checks: failed
      .map(failedCheckRow)
      .map((row) => ({ ...row, title: row.title ?? titles.get(row.check) ?? null })),
  };
}

async function productReports(
  runner: QueryRunner,
  context: ReportContext,
  ofProduct: (product: string) => OfProduct,
): Promise<readonly ProductReport[]> {
  const issuesOf = await issuesByProduct(runner);
  const rows = await readRows(runner, ask.products);
  const feedback = await productFeedback(runner, rows, context);
  return rows.map((row): ProductReport => {
    const { waiting, scorecard, quarantine } = ofProduct(row.product);
    const weeks = weeksBetween(row.first_feedback_date, row.last_feedback_date);
    return {
      product: row.product,
      title: row.title,
      totals: {
        feedback: row.feedback,
        customers: row.customers,
        categorised: row.categorised,
        masked: row.masked_spans,
        usageDays: row.usage_days,
      },
      ...feedback.get(row.product)!,
      weeks,
      issues: issuesOf(row.product, weeks),
      waiting,
      quarantine,
      scorecard,
    };
  });
}

type IssuesOf = (product: string, weeks: readonly string[]) => readonly ReportIssue[];

async function issuesByProduct(runner: QueryRunner): Promise<IssuesOf> {
  const byProduct = Map.groupBy(await readRows(runner, ask.issues), ({ product }) => product);
  const fixes = byIssue(await readRows(runner, ask.issueFixes));
  const quotes = byIssue(await readRows(runner, ask.issueQuotes));
  const weekly = byIssue(await readRows(runner, ask.issueWeeks));
  const signals = byIssue(await readRows(runner, ask.issueSignals));
  const versions = Map.groupBy(await readRows(runner, ask.categoryVersions), ({ product, category }) =>
    keyOf(product, category),
  );
  const levels = Map.groupBy(await readRows(runner, ask.signalWeeks), ({ product, metric, area }) =>
    keyOf(product, metric, area),
  );
  return (product, weeks) =>
    (byProduct.get(product) ?? []).map((row): ReportIssue => {
      const counted = new Map((weekly.get(row.issue_id) ?? []).map((week) => [week.week_date, week]));
      return {
        id: row.issue_id,
        title: row.title,
        area: row.area,
        category: row.category,
        kind: row.kind,
        severity: row.severity,
        origin: row.origin,
        isTopic: row.is_topic,
        scopeVersion: row.scope_version,
        onset: row.onset_date,
        detected: day(row.detected_at),
        events: row.events,
        customers: row.customers,
        revenueAtRisk: row.revenue_at_risk,
        priority: row.priority,
        state: row.state,
        owner: row.owner,
        ownerReason: row.owner_reason,
        releaseBlocker: row.blocks_release,
        fixes: (fixes.get(row.issue_id) ?? []).map((fix) => ({
          position: fix.fix_position,
          version: fix.fix_version,
          released: day(fix.released_at),
          ticket: fix.ticket_key,
          verdict: fix.verdict,
          decided: fix.decided_date,
          reason: fix.reason,
          observed: fix.observed,
          expected: fix.expected,
          ratio: fix.rate_ratio,
          recurrence: fix.recurrence_date,
        })),
        quotes: (quotes.get(row.issue_id) ?? []).map(quoteOf),
        weekly: weeks.map((week) => counted.get(week)?.events ?? 0),
        categoryWeekly: weeks.map((week) => counted.get(week)?.category_events ?? 0),
        versions: (versions.get(keyOf(product, row.category)) ?? []).map(
          ({ version, complaints, complaints_per_10000 }) => ({
            version,
            complaints,
            rate: complaints_per_10000,
          }),
        ),
        signals: (signals.get(row.issue_id) ?? []).map((signal) => {
          const measured = new Map(
            (levels.get(keyOf(product, signal.metric, signal.area)) ?? []).map(({ week_date, level }) => [
              week_date,
              level,
            ]),
          );
          return {
            metric: signal.metric,
            area: signal.area,
            effect: signal.effect,
            low: signal.effect_low,
            high: signal.effect_high,
            explained: signal.explained_percent / 100,
            weekly: weeks.map((week) => measured.get(week) ?? null),
          };
        }),
      };
    });
}

function byIssue<T extends { readonly issue_id: string }>(
  rows: readonly T[],
): ReadonlyMap<string, readonly T[]> {
  return Map.groupBy(rows, ({ issue_id }) => issue_id);
}

const keyOf = (...parts: readonly string[]): string => JSON.stringify(parts);

const day = (moment: string): string => moment.slice(0, 10);
const minute = (moment: string): string => moment.slice(0, 16);

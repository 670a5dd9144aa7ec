import { readFigures, type FeedbackFigures } from "./categoryReading.ts";
import { evidenceOf } from "./evidence.ts";
import { inconclusive, type Inconclusive } from "./inconclusive.ts";
import { stepsInBrief } from "./nextSteps.ts";
import * as ask from "./productQueries.ts";
import { readFirst, readRows } from "./query.ts";
import type { QueryRunner } from "./queryRunner.ts";
import { failedCheckRow, type FailedCheckRow } from "./failedCheckRow.ts";
import { failedChecksOf, newestRunOf, readFinishedStages } from "./runQueries.ts";

/** What a person wants to know after a run, as values. Sums are over all products; `products` has each. */
export interface RunSummary {
  readonly runId: bigint;
  readonly asOf: string;
  readonly feedback: bigint;
  readonly categorised: bigint;
  readonly products: readonly ProductSummary[];
  readonly issues: readonly SummaryIssue[];
  readonly standing: Standing;
  /** What customers write about; products without feedback are not in it. */
  readonly topics: readonly SummaryTopics[];
  readonly waiting: readonly Waiting[];
  /** Records that could not be used, and events that checks of severity quarantine keep out, by reason. */
  readonly quarantine: readonly {
    readonly source: string;
    readonly reason: string;
    readonly records: bigint;
  }[];
  readonly warnings: readonly FailedCheckRow[];
  readonly stages: readonly {
    readonly stage: string;
    readonly rowsIn: bigint;
    readonly rowsOut: bigint;
    readonly milliseconds: bigint;
  }[];
}

export interface ProductSummary {
  readonly product: string;
  readonly title: string;
  readonly feedback: bigint;
  readonly categorised: bigint;
  readonly standing: Standing;
  readonly waiting: readonly Waiting[];
}

/** What a person reads first where nothing but texts is known. */
export interface SummaryTopics {
  readonly product: string;
  readonly title: string;
  readonly feedback: FeedbackFigures;
  readonly inconclusive: readonly Inconclusive[];
  /** Short: what would make the next run say more. */
  readonly nextSteps: readonly string[];
}

interface Standing {
  readonly issues: bigint;
  readonly events: bigint;
}

interface Waiting {
  readonly reason: string;
  readonly items: bigint;
}

export interface SummaryIssue {
  readonly id: string;
  readonly product: string;
  readonly title: string;
  readonly area: string;
  readonly kind: string;
  readonly severity: string;
  readonly scopeVersion: string | null;
  readonly onset: string;
  readonly customers: bigint;
  readonly owner: string;
  readonly state: string;
  readonly verdict: string | null;
  readonly fix: string | null;
}

export async function runSummary(runner: QueryRunner): Promise<RunSummary> {
  const run = await readFirst(runner, newestRunOf("loop"));
  if (run === undefined) throw new Error("summary: the database holds no run");
  const issues = await readRows(runner, ask.issues);
  const standing = issues.filter(({ origin, is_topic }) => origin === "standing" && !is_topic);
  const waiting = await readRows(runner, ask.waitingItems);
  const rows = await readRows(runner, ask.products);
  const figures = await readFigures(runner);
  const products = rows.map(({ product, title, feedback, categorised }): ProductSummary => ({
    product,
    title,
    feedback,
    categorised,
    standing: sumOf(standing.filter((issue) => issue.product === product)),
    waiting: byReason(waiting.filter((item) => item.product === product)),
  }));
  return {
    runId: run.run_id,
    asOf: run.as_of?.slice(0, 16) ?? "",
    feedback: products.reduce((sum, { feedback }) => sum + feedback, 0n),
    categorised: products.reduce((sum, { categorised }) => sum + categorised, 0n),
    products,
    standing: sumOf(standing),
    topics: rows.flatMap((row) => {
      const own = figures.get(row.product);
      const evidence = evidenceOf(row);
      return own === undefined
        ? []
        : [
            {
              product: row.product,
              title: row.title,
              feedback: own,
              inconclusive: inconclusive(evidence, own),
              nextSteps: stepsInBrief(evidence, own),
            },
          ];
    }),
    issues: issues
      .filter(({ origin, is_topic }) => origin !== "standing" && !is_topic)
      .map((issue) => ({
        id: issue.issue_id,
        product: issue.product,
        title: issue.title,
        area: issue.area_id,
        kind: issue.kind,
        severity: issue.severity,
        scopeVersion: issue.scope_version,
        onset: issue.onset_date,
        customers: issue.customers,
        owner: issue.owner_id,
        state: issue.state,
        verdict: issue.verdict,
        fix: issue.fix_version ?? issue.newest_fix_at?.slice(0, 10) ?? null,
      })),
    waiting: byReason(waiting),
    quarantine: (await readRows(runner, ask.setAsideReasons))
      .map(({ source, reason, records }) => ({ source, reason, records }))
      .toSorted((one, other) =>
        one.source === other.source
          ? one.reason < other.reason
            ? -1
            : 1
          : one.source < other.source
            ? -1
            : 1,
      ),
    warnings: (await readRows(runner, failedChecksOf("loop"))).map(failedCheckRow),
    stages: (await readFinishedStages(runner)).map(({ stage, rowsIn, rowsOut, milliseconds }) => ({
      stage,
      rowsIn,
      rowsOut,
      milliseconds: BigInt(milliseconds),
    })),
  };
}

function sumOf(issues: readonly { readonly events: bigint }[]): Standing {
  return { issues: BigInt(issues.length), events: issues.reduce((sum, { events }) => sum + events, 0n) };
}

/** Most first. */
function byReason(items: readonly Waiting[]): readonly Waiting[] {
  return [...Map.groupBy(items, ({ reason }) => reason)]
    .map(([reason, of]) => ({ reason, items: of.reduce((sum, item) => sum + item.items, 0n) }))
    .toSorted((one, other) => Number(other.items - one.items) || (one.reason < other.reason ? -1 : 1));
}

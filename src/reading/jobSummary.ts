import type { JobName } from "../contract/vocabulary.ts";
import { auditedItems, uncoveredTerms } from "./auditQueries.ts";
import { failedCheckRow, type FailedCheckRow } from "./failedCheckRow.ts";
import { readFirst, readRows } from "./query.ts";
import type { QueryRunner } from "./queryRunner.ts";
import { failedChecksOf, newestRunOf } from "./runQueries.ts";

/** What a person wants to know after a job other than the loop, as values. */
export interface JobSummary {
  readonly job: JobName;
  readonly runId: bigint;
  readonly asOf: string;
  readonly warnings: readonly FailedCheckRow[];
  readonly audit?: AuditSummary;
  readonly retention?: RetentionSummary;
}

export interface RetentionSummary {
  /** Tables that rows have left, by age or erasure. */
  readonly tables: readonly { readonly table: string; readonly rows: bigint }[];
  readonly erasures: bigint;
}

export interface AuditSummary {
  /** First day of the audited month; null where nothing was found to audit. */
  readonly month: string | null;
  readonly measures: readonly {
    readonly product: string;
    readonly measure: string;
    readonly events: bigint;
    readonly referenceEvents: bigint;
    readonly indexMillionths: bigint;
    readonly level: string;
    readonly flagged: boolean;
    /** The items that carry a flagged index, largest first. */
    readonly items: readonly string[];
  }[];
  readonly terms: readonly {
    readonly product: string;
    readonly language: string;
    readonly term: string;
    readonly customers: bigint;
    readonly coveredCustomers: bigint;
  }[];
}

export async function jobSummary(runner: QueryRunner, job: Exclude<JobName, "loop">): Promise<JobSummary> {
  const run = await readFirst(runner, newestRunOf(job));
  if (run === undefined) throw new Error(`summary: the database holds no run of ${job}`);
  return {
    job,
    runId: run.run_id,
    asOf: run.as_of?.slice(0, 16) ?? "",
    warnings: (await readRows(runner, failedChecksOf(job))).map(failedCheckRow),
    ...(job === "audit" ? { audit: await auditSummary(runner) } : {}),
  };
}

async function auditSummary(runner: QueryRunner): Promise<AuditSummary> {
  const found = await readRows(runner, auditedItems);
  return {
    month: found[0]?.audited_month ?? null,
    measures: found
      .filter(({ item }) => item === "*")
      .map((whole) => ({
        product: whole.product,
        measure: whole.measure,
        events: whole.events,
        referenceEvents: whole.reference_events,
        indexMillionths: whole.stability_millionths,
        level: whole.level,
        flagged: whole.flagged,
        items: found
          .filter(
            ({ product, measure, item }) =>
              product === whole.product && measure === whole.measure && item !== "*",
          )
          .map(({ item }) => item),
      })),
    terms: (await readRows(runner, uncoveredTerms)).map(({ covered_customers, ...term }) => ({
      ...term,
      coveredCustomers: covered_customers,
    })),
  };
}

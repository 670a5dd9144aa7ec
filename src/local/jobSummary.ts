import type { Database } from "./database.ts";
import type { FailedCheckRow } from "../reading/summary.ts";
import { stagesOf, type Plan } from "../plan/plan.ts";
import type { TableName } from "../sql/sql.ts";
import { contractOf } from "../stages/tables.ts";
import type { JobName } from "../contract/vocabulary.ts";

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

/** What a retention is measured by: rows of the tables that it may empty, and requests that wait. */
export interface Holdings {
  readonly rows: ReadonlyMap<TableName, bigint>;
  readonly pending: bigint;
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

const termsShown = 10;

/** Counted before a retention and after it: the difference is what it did. */
export async function holdings(database: Database, plan: Plan): Promise<Holdings> {
  const rows = new Map<TableName, bigint>();
  for (const name of stagesOf(plan, "retention").flatMap(({ alters = [] }) => alters)) {
    // the books of erasures say how the work goes, and hold nothing that ages
    if (contractOf(name).kind === "ledger" && name.startsWith("raw.")) continue;
    const [found] = await database.rows<{ rows: bigint }>(
      `SELECT count(*) AS rows FROM ${plan.schemaPrefix}_${name}`,
    );
    rows.set(name, found?.rows ?? 0n);
  }
  const [requests] = await database.rows<{ pending: bigint }>(
    `SELECT count(*) AS pending FROM ${plan.schemaPrefix}_raw.erasure_request WHERE status = 'pending'`,
  );
  return { rows, pending: requests?.pending ?? 0n };
}

export function retentionSummary(before: Holdings, after: Holdings): RetentionSummary {
  return {
    tables: [...before.rows]
      .map(([table, rows]) => ({ table, rows: rows - (after.rows.get(table) ?? 0n) }))
      .filter(({ rows }) => rows > 0n),
    erasures: before.pending - after.pending,
  };
}

export async function jobSummary(
  database: Database,
  schemaPrefix: string,
  job: Exclude<JobName, "loop">,
): Promise<JobSummary> {
  const p = schemaPrefix;
  const [head] = await database.rows<{ runId: bigint; asOf: string }>(
    `SELECT run_id AS "runId", strftime(as_of, '%Y-%m-%d %H:%M') AS "asOf"
FROM ${p}_curated.pipeline_run WHERE job = $job ORDER BY run_id DESC LIMIT 1`,
    { job },
  );
  if (!head) throw new Error(`summary: the database holds no run of ${job}`);
  return {
    job,
    ...head,
    warnings: await database.rows(
      `SELECT check_id AS "check", severity, failing_rows AS rows, title, observed FROM ${p}_curated.check_result
WHERE failing_rows > 0 AND run_id = (SELECT max(run_id) FROM ${p}_curated.pipeline_run WHERE job = $job) ORDER BY check_id`,
      { job },
    ),
    ...(job === "audit" ? { audit: await auditSummary(database, p) } : {}),
  };
}

async function auditSummary(database: Database, p: string): Promise<AuditSummary> {
  const [newest] = await database.rows<{ month: string | null }>(
    `SELECT strftime(max(audited_month), '%Y-%m-%d') AS month FROM ${p}_curated.drift`,
  );
  return {
    month: newest?.month ?? null,
    measures: await database.rows(`WITH newest AS (
  SELECT * FROM ${p}_curated.drift QUALIFY audited_month = max(audited_month) OVER ()
)
SELECT whole.product, whole.measure, whole.events, whole.reference_events AS "referenceEvents",
  whole.stability_millionths AS "indexMillionths", whole.level, whole.flagged,
  coalesce((
    SELECT list(part.item ORDER BY part.stability_millionths DESC, part.item) FROM newest AS part
    WHERE part.product = whole.product AND part.measure = whole.measure AND part.item <> '*' AND part.flagged
  ), []) AS items
FROM newest AS whole
WHERE whole.item = '*'
ORDER BY whole.product, whole.stability_millionths DESC, whole.measure`),
    terms: await database.rows(
      `SELECT product, language, term, customers, covered_customers AS "coveredCustomers"
FROM ${p}_curated.long_tail WHERE tail_rank <= ${termsShown} ORDER BY product, tail_rank`,
    ),
  };
}

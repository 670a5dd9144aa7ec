import type { Plan } from "../plan/plan.ts";
import type { YamlMap } from "../emit/yaml.ts";
import { reportedAsOf } from "../ledger/reportedRun.ts";
import type { Target } from "../spec/project.ts";
import { alertHours } from "../spec/resolveJobs.ts";
import { databricks } from "../sql/databricks.ts";
import type { Dialect } from "../sql/dialect.ts";
import { render, sql, table, type RelationName, type Sql } from "../sql/sql.ts";
import { bundleText } from "./bundleText.ts";
import { readersOf } from "./dashboards/index.ts";
import { jobKeys } from "./jobs.ts";
import { pauseStatus, principal, resourceName } from "./names.ts";
import { viewers } from "./permissions.ts";
import { ownWarehouseId } from "./warehouse.ts";

/** What an alert finds is a row a problem; it triggers where there are any, and the rows say what they are. */
interface Alert {
  readonly key: string;
  readonly title: string;
  /** For whoever gets the message: what it means, and where to look. */
  readonly meaning: string;
  readonly reads: readonly RelationName[];
  readonly query: (plan: Plan, dialect: Dialect) => Sql;
}

const runs = table("curated.pipeline_run");

const alerts: readonly Alert[] = [
  {
    key: "stalled_pipeline",
    title: "pipeline stalled",
    meaning:
      "The loop has not finished for too long, or a run is still open long after it should have ended. Look at the job of the loop: is it paused, queued, failing?",
    reads: ["curated.pipeline_run"],
    query: stalled,
  },
  {
    key: "failed_check",
    title: "check failed",
    meaning:
      "A check of severity error found rows in the newest run, which stopped there, or one of severity quarantine set rows aside, which went on. The rows name the check and its table; what is set aside, and why, is in curated.set_aside_event.",
    reads: ["curated.check_result", "curated.pipeline_run"],
    query: () => sql`SELECT check_id AS problem, severity, title, stage, checked_table, failing_rows, observed
FROM ${table("curated.check_result")}
WHERE severity IN ('error', 'quarantine')
  AND failing_rows > 0
  AND run_id IN (SELECT max(run_id) FROM ${runs} GROUP BY job)
ORDER BY check_id`,
  },
  {
    key: "stale_source",
    title: "source stale",
    meaning:
      "A source has brought nothing new for longer than its contract allows. Look at who delivers it: verdicts that rest on it wait.",
    reads: ["serving.source_coverage"],
    query: () => sql`SELECT source AS problem, newest_at, freshness_hours, fresh_hours
FROM ${table("serving.source_coverage")}
WHERE is_stale
ORDER BY source`,
  },
  {
    key: "issue_spike",
    title: "complaints stepped up",
    meaning:
      "Complaints of a category stepped up with a release or on a day, strongly enough to page. Their owner and the evidence are in the issue overview.",
    reads: ["curated.detection", "curated.pipeline_run"],
    query: (
      _project,
      dialect,
    ) => sql`SELECT category AS problem, product, origin, version, onset_date, alarm_date, observed
FROM ${table("curated.detection")}
WHERE level = 'page'
  AND alarm_date > ${dialect.addDays(sql`CAST(${reportedAsOf} AS DATE)`, sql`-2`)}
ORDER BY alarm_date DESC, category, detection_id`,
  },
];

/** Nothing finished for as long as the spec allows, or a run that is open after twice the time that one may take. */
function stalled({ jobs, slas }: Plan, dialect: Dialect): Sql {
  const before = (minutes: number): Sql => dialect.addSeconds(dialect.clock(), sql`${-60 * minutes}`);
  const open = sql`SELECT 'run is open' AS problem, job, run_id, started_at AS since
FROM ${runs}
WHERE status <> 'finished' AND started_at < ${before(2 * slas.runMinutes)}`;
  if (jobs.stalledAfterMinutes === undefined) return open;
  return sql`${open}
UNION ALL
SELECT 'nothing has finished' AS problem, job, max(run_id) AS run_id, max(finished_at) AS since
FROM ${runs}
WHERE job = 'loop' AND status = 'finished'
GROUP BY job
HAVING max(finished_at) < ${before(jobs.stalledAfterMinutes)}`;
}

/** The statements of the alerts on our own tables, by key, as an engine reads them. */
export function alertQueries(plan: Plan, dialect: Dialect): Readonly<Record<string, Sql>> {
  return Object.fromEntries(alerts.map(({ key, query }) => [key, query(plan, dialect)]));
}

const costKey = "cost_over_budget";

/** Where bills stand, and how an engine writes what differs: only a workspace has them. */
export interface Bills {
  readonly usage: string;
  readonly prices: string;
  readonly price: string;
}
const workspaceBills: Bills = {
  usage: "system.billing.usage",
  prices: "system.billing.list_prices",
  price: "list_price.pricing.effective_list.default",
};

/**
 * Dollars at list prices, in thirty days, of what is certainly ours: the jobs by their ids, and the warehouse where it is
 * the target's own. What SQL tasks cost on a shared warehouse is on nobody's bill alone.
 */
export function costQuery(
  { jobIds, warehouseId }: { readonly jobIds: readonly string[]; readonly warehouseId: string | undefined },
  bills: Bills = workspaceBills,
): string {
  const ofJobs = `usage.usage_metadata.job_id IN (${jobIds.map((id) => `'${id}'`).join(", ")})`;
  const ours =
    warehouseId === undefined
      ? ofJobs
      : `(${ofJobs} OR usage.usage_metadata.warehouse_id = '${warehouseId}')`;
  return `SELECT coalesce(sum(usage.usage_quantity * ${bills.price}), 0) AS dollars
FROM ${bills.usage} AS usage
JOIN ${bills.prices} AS list_price
  ON list_price.sku_name = usage.sku_name
  AND list_price.cloud = usage.cloud
  AND list_price.usage_unit = usage.usage_unit
  AND list_price.currency_code = 'USD'
  AND list_price.price_start_time <= usage.usage_start_time
  AND (list_price.price_end_time IS NULL OR list_price.price_end_time > usage.usage_start_time)
WHERE usage.usage_date > current_date() - INTERVAL 30 DAYS
  AND ${ours}`;
}

const jobIds = jobKeys.map((key) => `\${resources.jobs.${key}.id}`);

/** All at one minute, so that they share what waking the warehouse costs. */
const lookingTimes = ({ slas }: Plan): string => `0 50 0/${alertHours(slas.triageHours)} * * ?`;

const daily = "0 50 6 * * ?";
const dayOfSeconds = 86_400;

/** `bundle/resources/alerts.yml`: what is the same in every target. Names of catalogs and ids are filled in by the CLI. */
export function alertResources(plan: Plan): YamlMap {
  const budget = plan.budgets.databricksDollarsPerMonth;
  return {
    alerts: {
      ...Object.fromEntries(
        alerts.map(({ key, title, meaning, query }) => [
          key,
          alert(plan, {
            title,
            meaning,
            query: render(query(plan, databricks), `\`\${var.catalog}\`.${plan.schemaPrefix}`),
            cron: lookingTimes(plan),
            source: { name: "problem", aggregation: "COUNT" },
            above: 0,
          }),
        ]),
      ),
      [costKey]:
        budget === undefined
          ? undefined
          : alert(plan, {
              title: "cost over budget",
              meaning:
                "Jobs and warehouse cost more in the last thirty days, at list prices, than budget.databricks_per_month. Reading bills takes SELECT on system.billing.usage and list_prices.",
              query: costQuery({ jobIds, warehouseId: undefined }),
              cron: daily,
              source: { name: "dollars", aggregation: "MAX" },
              above: budget,
            }),
    },
  };
}

interface AlertContent {
  readonly title: string;
  readonly meaning: string;
  readonly query: string;
  readonly cron: string;
  readonly source: { readonly name: string; readonly aggregation: "COUNT" | "MAX" };
  readonly above: number;
}

function alert(plan: Plan, content: AlertContent): YamlMap {
  return {
    display_name: resourceName(plan, content.title),
    custom_summary: resourceName(plan, content.title),
    custom_description: content.meaning,
    warehouse_id: "${var.warehouse_id}",
    query_text: content.query,
    evaluation: {
      source: content.source,
      comparison_operator: "GREATER_THAN",
      threshold: { value: { double_value: content.above } },
      empty_result_state: "OK",
      notification: { notify_on_ok: true, retrigger_seconds: dayOfSeconds },
    },
    schedule: { quartz_cron_schedule: content.cron, timezone_id: "UTC" },
  };
}

/** Who hears of it, as whom it reads, and whether it rests. */
export function alertsOfTarget(plan: Plan, target: Target): YamlMap {
  const subscriptions = [
    ...target.notify.map((address) => ({ user_email: bundleText(address) })),
    ...target.webhooks.map((id) => ({ destination_id: bundleText(id) })),
  ];
  const common = (reads: readonly RelationName[]): YamlMap => ({
    run_as: target.runAs === undefined ? undefined : principal(target.runAs),
    evaluation: { notification: { subscriptions } },
    schedule: { pause_status: pauseStatus(target) },
    permissions: viewers(plan, target, readersOf(reads), "CAN_READ"),
  });
  const ownWarehouse = target.warehouseId === undefined;
  return {
    alerts: {
      ...Object.fromEntries(alerts.map(({ key, reads }) => [key, common(reads)])),
      [costKey]:
        plan.budgets.databricksDollarsPerMonth === undefined
          ? undefined
          : {
              ...common(["curated.pipeline_run"]),
              query_text: ownWarehouse ? costQuery({ jobIds, warehouseId: ownWarehouseId }) : undefined,
            },
    },
  };
}

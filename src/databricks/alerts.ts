import type { Plan } from "../plan/plan.ts";
import type { YamlMap } from "../emit/yaml.ts";
import type { Target } from "../spec/project.ts";
import { alertHours } from "../spec/resolveJobs.ts";
import { databricks } from "../sql/databricks.ts";
import type { Dialect } from "../sql/dialect.ts";
import { render, type RelationName, type Sql } from "../sql/sql.ts";
import { bundleText } from "./bundleText.ts";
import { readersOf } from "./dashboards/index.ts";
import { jobKeys } from "./jobs.ts";
import { pauseStatus, principal, resourceName } from "./names.ts";
import { viewers } from "./permissions.ts";
import { ownWarehouseId } from "./warehouse.ts";

/** The statements of the alerts on our own tables, by key, as an engine reads them. */
export function alertQueries(plan: Pick<Plan, "alerts">, dialect: Dialect): Readonly<Record<string, Sql>> {
  return Object.fromEntries(plan.alerts.map(({ key, query }) => [key, query(dialect)]));
}

const costKey = "cost_over_budget";

/** Where bills and statements are recorded, and how an engine writes what differs: only a workspace has them. */
export interface Bills {
  readonly usage: string;
  readonly prices: string;
  readonly price: string;
  readonly statements: string;
}
const workspaceBills: Bills = {
  usage: "system.billing.usage",
  prices: "system.billing.list_prices",
  price: "list_price.pricing.effective_list.default",
  statements: "system.query.history",
};

/** A warehouse of the target's own is paid whole; of a shared one, what our statements used of each day. */
export interface BilledWarehouse {
  readonly id: string;
  readonly shared: boolean;
}

/**
 * Dollars at list prices, in thirty days: the jobs by their ids, and the warehouse. A bill of a warehouse names no
 * statement, so each day of a shared one is split by the time that statements executed, idle time included. What alerts
 * and people ask there is not counted.
 * https://docs.databricks.com/aws/en/admin/system-tables/query-history
 */
export function costQuery(
  { jobIds, warehouse }: { readonly jobIds: readonly string[]; readonly warehouse: BilledWarehouse },
  bills: Bills = workspaceBills,
): string {
  const ids = jobIds.map((id) => `'${id}'`).join(", ");
  const shares = `WITH daily_share AS (
  SELECT
    CAST(start_time AS DATE) AS usage_date,
    sum(CASE WHEN query_source.job_info.job_id IN (${ids}) THEN execution_duration_ms ELSE 0 END)
      / nullif(sum(execution_duration_ms), 0) AS share
  FROM ${bills.statements}
  WHERE compute.warehouse_id = '${warehouse.id}'
    AND start_time >= current_date() - INTERVAL 30 DAYS
  GROUP BY ALL
)
`;
  const ofShared = `CASE WHEN usage.usage_metadata.warehouse_id = '${warehouse.id}' THEN coalesce(daily_share.share, 0) ELSE 1 END`;
  return `${warehouse.shared ? shares : ""}SELECT
  coalesce(sum(usage.usage_quantity * ${bills.price}${warehouse.shared ? `\n    * ${ofShared}` : ""}), 0) AS dollars
FROM ${bills.usage} AS usage
JOIN ${bills.prices} AS list_price
  ON list_price.sku_name = usage.sku_name
  AND list_price.cloud = usage.cloud
  AND list_price.usage_unit = usage.usage_unit
  AND list_price.currency_code = 'USD'
  AND list_price.price_start_time <= usage.usage_start_time
  AND (list_price.price_end_time IS NULL OR list_price.price_end_time > usage.usage_start_time)
${warehouse.shared ? "LEFT JOIN daily_share ON daily_share.usage_date = usage.usage_date\n" : ""}WHERE usage.usage_date > current_date() - INTERVAL 30 DAYS
  AND (
    usage.usage_metadata.job_id IN (${ids})
    OR usage.usage_metadata.warehouse_id = '${warehouse.id}'
  )`;
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
        plan.alerts.map(({ key, title, meaning, query }) => [
          key,
          alert(plan, {
            title,
            meaning,
            query: render(query(databricks), `\`\${var.catalog}\`.${plan.schemaPrefix}`),
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
                "Jobs and warehouse cost more in the last thirty days, at list prices, than budget.databricks_per_month. A shared warehouse counts each day with the share of its execution time that statements of the jobs took; dashboards, alerts and queries of people are not counted. Reading bills needs SELECT on system.billing.usage and list_prices, and for a shared warehouse on system.query.history.",
              query: costQuery({ jobIds, warehouse: { id: "${var.warehouse_id}", shared: true } }),
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
    permissions: viewers(plan, target, readersOf(plan, reads), "CAN_READ"),
  });
  const ownWarehouse = target.warehouse === undefined;
  return {
    alerts: {
      ...Object.fromEntries(plan.alerts.map(({ key, reads }) => [key, common(reads)])),
      [costKey]:
        plan.budgets.databricksDollarsPerMonth === undefined
          ? undefined
          : {
              ...common(["curated.pipeline_run"]),
              query_text: ownWarehouse
                ? costQuery({ jobIds, warehouse: { id: ownWarehouseId, shared: false } })
                : undefined,
            },
    },
  };
}

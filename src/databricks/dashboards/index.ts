import type { Plan } from "../../plan/plan.ts";
import type { YamlMap } from "../../emit/yaml.ts";
import type { ReaderRole } from "../../contract/readerRole.ts";
import { views } from "../../stages/views.ts";
import type { TableName } from "../../sql/sql.ts";
import { contractOf } from "../../stages/tables.ts";
import type { Target } from "../../spec/project.ts";
import { databricks } from "../../sql/databricks.ts";
import type { RelationName } from "../../sql/sql.ts";
import { resourceName } from "../names.ts";
import { viewers } from "../permissions.ts";
import { pipelineHealth, pipelineHealthReads, pipelineHealthTitle } from "./pipelineHealth.ts";

/** Every dashboard: its file lies in `bundle/dashboards/`. */
const dashboards = [
  {
    key: "pipeline_health",
    file: "pipeline-health.lvdash.json",
    title: pipelineHealthTitle,
    reads: pipelineHealthReads,
    content: pipelineHealth,
  },
] as const;

/** Roles that may read every one of the relations. */
export function readersOf(relations: readonly RelationName[]): readonly ReaderRole[] {
  const [first = [], ...others] = relations.map((name) =>
    name.startsWith("serving.")
      ? (views[name as `serving.${string}`]?.readers ?? [])
      : contractOf(name as TableName).readers,
  );
  return first.filter((role) => others.every((readers) => readers.includes(role)));
}

/** Roles that look at some dashboard. */
export const dashboardReaders: readonly ReaderRole[] = [
  ...new Set(dashboards.flatMap(({ reads }) => readersOf(reads))),
];

export function dashboardFiles(plan: Plan): ReadonlyMap<string, string> {
  return new Map(
    dashboards.map(({ file, content }) => [
      `bundle/dashboards/${file}`,
      content(plan.schemaPrefix, databricks),
    ]),
  );
}

/**
 * `bundle/resources/dashboards.yml`. Files of dashboards get no variables: the catalog is given here. Credentials of
 * whoever deployed are not embedded, so everybody sees what they may read, masks included.
 */
export function dashboardResources(plan: Plan): YamlMap {
  return {
    dashboards: Object.fromEntries(
      dashboards.map(({ key, file, title }) => [
        key,
        {
          display_name: resourceName(plan, title),
          file_path: `../dashboards/${file}`,
          warehouse_id: "${var.warehouse_id}",
          dataset_catalog: "${var.catalog}",
          dataset_schema: `${plan.schemaPrefix}_serving`,
          embed_credentials: false,
        },
      ]),
    ),
  };
}

export function dashboardsOfTarget(plan: Plan, target: Target): YamlMap {
  return {
    dashboards: Object.fromEntries(
      dashboards.map(({ key, reads }) => [
        key,
        { permissions: viewers(plan, target, readersOf(reads), "CAN_READ") },
      ]),
    ),
  };
}

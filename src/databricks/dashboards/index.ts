import type { Plan } from "../../plan/plan.ts";
import type { YamlMap } from "../../emit/yaml.ts";
import type { ReaderRole } from "../../contract/readerRole.ts";
import type { Catalogue } from "../../contract/catalogue.ts";
import { relationIn } from "../../contract/catalogue.ts";
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
export function readersOf(catalogue: Catalogue, relations: readonly RelationName[]): readonly ReaderRole[] {
  const [first = [], ...others] = relations.map((name) => relationIn(catalogue, name).readers);
  return first.filter((role) => others.every((readers) => readers.includes(role)));
}

/** Roles that look at some dashboard. */
export const dashboardReaders = (catalogue: Catalogue): readonly ReaderRole[] => [
  ...new Set(dashboards.flatMap(({ reads }) => readersOf(catalogue, reads))),
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
 * the user who deployed are not embedded, so everyone sees what they may read, masks included.
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
        { permissions: viewers(plan, target, readersOf(plan, reads), "CAN_READ") },
      ]),
    ),
  };
}

import type { Plan } from "../plan/plan.ts";
import type { YamlMap } from "../emit/yaml.ts";
import { defaultWarehouse } from "../spec/defaults.ts";
import type { Target } from "../spec/project.ts";
import { dashboardReaders } from "./dashboards/index.ts";
import { resourceName } from "./names.ts";
import { viewers } from "./permissions.ts";

/** Key of the warehouse that a target without one of its own gets. */
export const ownWarehouseId = "${resources.sql_warehouses.pipeline.id}";

/**
 * A target that names no warehouse gets one: the smallest, serverless, stopped after a minute. Users of the dashboards
 * may use it, since they run with the rights of the one who looks.
 */
export function warehouseOfTarget(plan: Plan, target: Target): YamlMap | undefined {
  if (target.warehouse !== undefined) return undefined;
  return {
    pipeline: {
      name: resourceName(plan, "pipeline"),
      cluster_size: defaultWarehouse.size,
      warehouse_type: "PRO",
      enable_serverless_compute: true,
      auto_stop_mins: defaultWarehouse.autoStopMinutes,
      max_num_clusters: 1,
      permissions: viewers(plan, target, dashboardReaders(plan), "CAN_USE"),
    },
  };
}

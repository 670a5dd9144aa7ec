import { z } from "zod";
import { unlessMissing } from "../errors.ts";
import { segment, type Wire } from "../request.ts";
import type { Warehouse, Warehouses } from "../workspace.ts";
import { ask, list, pages } from "./answer.ts";

const path = "/api/2.0/sql/warehouses";

export function warehouses(wire: Wire): Warehouses {
  return {
    get: (warehouseId, call) =>
      unlessMissing(ask(wire, { method: "GET", path: `${path}/${segment(warehouseId)}` }, warehouse, call)),
    list: (call) =>
      pages(async (token) => {
        const answer = await ask(
          wire,
          { method: "GET", path, query: { page_token: token } },
          z.object({ warehouses: list(warehouse), next_page_token: z.string().optional() }),
          call,
        );
        return { items: answer.warehouses, next: answer.next_page_token };
      }),
    start: async (warehouseId, call) => {
      // starting what starts or runs changes nothing
      const request = {
        method: "POST",
        path: `${path}/${segment(warehouseId)}/start`,
        repeatable: true,
      } as const;
      await ask(wire, request, z.unknown(), call);
    },
  };
}

const states: Readonly<Record<string, Warehouse["state"]>> = {
  STARTING: "starting",
  RUNNING: "running",
  STOPPING: "stopping",
  STOPPED: "stopped",
  DELETING: "deleting",
  DELETED: "deleted",
};

const types: Readonly<Record<string, Warehouse["type"]>> = { PRO: "pro", CLASSIC: "classic" };

const warehouse = z
  .object({
    id: z.string(),
    name: z.string().optional(),
    state: z.string().optional(),
    enable_serverless_compute: z.boolean().optional(),
    warehouse_type: z.string().optional(),
    cluster_size: z.string().optional(),
  })
  .transform((answer): Warehouse => ({
    id: answer.id,
    name: answer.name ?? answer.id,
    state: states[answer.state ?? ""] ?? "unknown",
    serverless: answer.enable_serverless_compute ?? false,
    type: types[answer.warehouse_type ?? ""] ?? "unknown",
    size: answer.cluster_size ?? "",
  }));

import { object, text, type Json, type JsonObject } from "../json.ts";
import { Refusal, type Router } from "../router.ts";
import { nextUuid } from "./ids.ts";

/** SQL warehouses. One is there from the start: `default`, a serverless one that runs. */
export class Warehouses {
  readonly warehouses = new Map<string, JsonObject>();

  constructor(router: Router) {
    this.add("default", { name: "Serverless Starter Warehouse" });
    const at = "/api/2.0/sql/warehouses";
    router.on(`GET ${at}`, () => ({ body: { warehouses: [...this.warehouses.values()] } }));
    router.on(`POST ${at}`, (request) => {
      const id = nextUuid().replaceAll("-", "").slice(-16);
      this.add(id, object(request.body));
      return { body: { id } };
    });
    router.on(`GET ${at}/{id}`, (request) => ({ body: this.#warehouse(request.params["id"]) }));
    router.on(`POST ${at}/{id}/edit`, (request) => {
      const there = this.#warehouse(request.params["id"]);
      this.warehouses.set(text(there["id"]), { ...there, ...object(request.body), id: there["id"] });
      return {};
    });
    router.on(`POST ${at}/{id}/start`, (request) => this.#set(request.params["id"], { state: "RUNNING" }));
    router.on(`POST ${at}/{id}/stop`, (request) => this.#set(request.params["id"], { state: "STOPPED" }));
    router.on(`DELETE ${at}/{id}`, (request) => {
      this.warehouses.delete(text(this.#warehouse(request.params["id"])["id"]));
      return {};
    });
    // the CLI looks up warehouses by name here
    router.on("GET /api/2.0/preview/sql/data_sources", () => ({
      body: [...this.warehouses.keys()].map((id): Json => ({ id, name: id, warehouse_id: id })),
    }));
  }

  add(id: string, settings: JsonObject): void {
    this.warehouses.set(id, {
      name: id,
      state: "RUNNING",
      warehouse_type: "PRO",
      enable_serverless_compute: true,
      cluster_size: "2X-Small",
      auto_stop_mins: 10,
      min_num_clusters: 1,
      max_num_clusters: 1,
      enable_photon: true,
      spot_instance_policy: "COST_OPTIMIZED",
      num_clusters: 1,
      ...settings,
      id,
    });
  }

  #set(id: string | undefined, change: JsonObject): { readonly body: Json } {
    const there = this.#warehouse(id);
    this.warehouses.set(text(there["id"]), { ...there, ...change });
    return { body: {} };
  }

  #warehouse(id: string | undefined): JsonObject {
    const warehouse = this.warehouses.get(id ?? "");
    if (warehouse === undefined) {
      throw new Refusal(404, "RESOURCE_DOES_NOT_EXIST", `SQL warehouse ${id} does not exist.`);
    }
    return warehouse;
  }
}

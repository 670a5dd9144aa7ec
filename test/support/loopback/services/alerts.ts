import { object, type JsonObject } from "../json.ts";
import { Refusal, type Router } from "../router.ts";
import { nextUuid } from "./ids.ts";

/** Alerts, second version: a deleted one stays, as DELETED. */
export function alerts(router: Router, created: (address: string) => void): void {
  const all = new Map<string, JsonObject>();
  const at = "/api/2.0/alerts";
  const get = (id: string | undefined): JsonObject => {
    const alert = all.get(id ?? "");
    if (alert === undefined) throw new Refusal(404, "RESOURCE_DOES_NOT_EXIST", `Alert ${id} does not exist`);
    return alert;
  };
  router.on(`GET ${at}`, () => ({ body: { alerts: [...all.values()] } }));
  router.on(`POST ${at}`, (request) => {
    const alert = { ...object(request.body), id: nextUuid(), lifecycle_state: "ACTIVE" };
    all.set(alert.id, alert);
    created(`GET ${at}/${alert.id}`);
    return { body: alert };
  });
  router.on(`GET ${at}/{id}`, (request) => ({ body: get(request.params["id"]) }));
  router.on(`PATCH ${at}/{id}`, (request) => {
    const alert = { ...get(request.params["id"]), ...object(request.body), id: request.params["id"] ?? "" };
    all.set(alert.id, alert);
    return { body: alert };
  });
  router.on(`DELETE ${at}/{id}`, (request) => {
    all.set(request.params["id"] ?? "", { ...get(request.params["id"]), lifecycle_state: "DELETED" });
    return {};
  });
}

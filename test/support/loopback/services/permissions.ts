import { array, object, text, type Json, type JsonObject } from "../json.ts";
import { Refusal, type LoopbackRequest, type Router } from "../router.ts";

/** Access lists of whatever has one, by kind and id. Jobs and pipelines have exactly one owner. */
export function permissions(router: Router): void {
  const lists = new Map<string, readonly JsonObject[]>();
  const key = (request: LoopbackRequest): string =>
    `/${[request.params["prefix"], request.params["type"], request.params["id"]].filter(Boolean).join("/")}`;
  const answer = (objectId: string): Json => ({
    object_id: objectId,
    object_type: objectId.split("/").at(-2)?.replace(/s$/, ""),
    access_control_list: lists.get(objectId) ?? [],
  });
  for (const path of ["{type}/{id}", "{prefix}/{type}/{id}"]) {
    const at = `/api/2.0/permissions/${path}`;
    router.on(`GET ${at}`, (request) => ({ body: answer(key(request)) }));
    router.on(`PUT ${at}`, (request) => {
      const entries = array(object(request.body)["access_control_list"]).map(entry);
      const owners = entries
        .flatMap((item) => array(item["all_permissions"]).map(object))
        .filter((held) => held["permission_level"] === "IS_OWNER").length;
      const kind = request.params["type"] ?? "";
      if ((kind === "jobs" || kind === "pipelines") && owners !== 1) {
        throw new Refusal(
          400,
          "INVALID_PARAMETER_VALUE",
          `The ${kind.slice(0, -1)} must have exactly one owner.`,
        );
      }
      lists.set(key(request), kind === "jobs" ? [...entries, admins] : entries);
      return { body: answer(key(request)) };
    });
    router.on(`PATCH ${at}`, (request) => {
      const changed = array(object(request.body)["access_control_list"]).map(entry);
      const kept = (lists.get(key(request)) ?? []).filter(
        (item) => !changed.some((other) => principal(other) === principal(item)),
      );
      lists.set(key(request), [...kept, ...changed]);
      return { body: answer(key(request)) };
    });
  }
}

const admins: JsonObject = {
  group_name: "admins",
  all_permissions: [{ permission_level: "CAN_MANAGE", inherited: true, inherited_from_object: ["/jobs/"] }],
};

function entry(value: Json): JsonObject {
  const { permission_level: level, ...who } = object(value);
  return {
    ...who,
    display_name: who["user_name"] ?? who["service_principal_name"],
    all_permissions: [{ permission_level: level, inherited: false }],
  };
}

function principal(item: JsonObject): string {
  return [item["user_name"], item["group_name"], item["service_principal_name"]].map(text).join("|");
}

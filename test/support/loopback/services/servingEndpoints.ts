import { array, object, text, type Json, type JsonObject } from "../json.ts";
import { Refusal, type Router } from "../router.ts";
import { nextUuid } from "./ids.ts";

/** Serving endpoints: ready as soon as they are made. */
export class ServingEndpoints {
  readonly endpoints = new Map<string, JsonObject>();

  constructor(router: Router) {
    const at = "/api/2.0/serving-endpoints";
    router.on(`GET ${at}`, () => ({ body: { endpoints: [...this.endpoints.values()] } }));
    router.on(`POST ${at}`, (request) => {
      const body = object(request.body);
      const name = text(body["name"]);
      if (this.endpoints.has(name)) {
        throw new Refusal(409, "RESOURCE_ALREADY_EXISTS", `Endpoint with name '${name}' already exists.`);
      }
      this.add(name, body);
      return { body: this.endpoints.get(name) };
    });
    router.on(`GET ${at}/{name}`, (request) => ({ body: this.#endpoint(request.params["name"]) }));
    router.on(`DELETE ${at}/{name}`, (request) => {
      this.endpoints.delete(text(this.#endpoint(request.params["name"])["name"]));
      return {};
    });
    router.on(`PUT ${at}/{name}/config`, (request) =>
      this.#change(request.params["name"], { config: configOf(object(request.body)) }),
    );
    router.on(`PUT ${at}/{name}/ai-gateway`, (request) =>
      this.#change(request.params["name"], { ai_gateway: request.body }),
    );
    router.on(`PATCH ${at}/{name}/tags`, (request) => {
      const { add_tags, delete_tags } = object(request.body);
      const removed = new Set(array(delete_tags).map(text));
      const added = array(add_tags).map(object);
      const kept = array(this.#endpoint(request.params["name"])["tags"])
        .map(object)
        .filter(
          (tag) => !removed.has(text(tag["key"])) && !added.some((other) => other["key"] === tag["key"]),
        );
      return this.#change(request.params["name"], { tags: [...kept, ...added] });
    });
    router.on(`PATCH ${at}/{name}/notifications`, (request) =>
      this.#change(request.params["name"], object(request.body)),
    );
  }

  /** Declares an endpoint that is there before anybody deploys, or makes one from a request. */
  add(name: string, body: JsonObject): void {
    const config = configOf(object(body["config"]));
    const [first] = array(config["served_entities"]).map(object);
    this.endpoints.set(name, {
      task: object(first?.["external_model"])["task"],
      permission_level: "CAN_MANAGE",
      ...body,
      name,
      id: nextUuid().replaceAll("-", ""),
      config,
      state: { ready: "READY", config_update: "NOT_UPDATING" },
      creation_timestamp: 1,
      last_updated_timestamp: 1,
    });
  }

  #change(name: string | undefined, change: JsonObject): { readonly body: Json } {
    const changed = { ...this.#endpoint(name), ...change };
    this.endpoints.set(name ?? "", changed);
    return { body: changed };
  }

  #endpoint(name: string | undefined): JsonObject {
    const endpoint = this.endpoints.get(name ?? "");
    if (endpoint === undefined) {
      throw new Refusal(404, "RESOURCE_DOES_NOT_EXIST", `Endpoint with name '${name}' does not exist.`);
    }
    return endpoint;
  }
}

/** What comes back: names of entities and traffic where they were left out, and no key in plain text. */
function configOf(config: JsonObject): JsonObject {
  const entities = array(config["served_entities"]).map((value) => withoutPlainKeys(object(value)));
  const named = entities.map((entity, index) => ({ name: `entity-${index + 1}`, ...entity }));
  return {
    ...config,
    served_entities: named,
    traffic_config: config["traffic_config"] ?? {
      routes: named.map((entity) => ({
        served_model_name: entity.name,
        served_entity_name: entity.name,
        traffic_percentage: named.length === 1 ? 100 : 0,
      })),
    },
  };
}

function withoutPlainKeys(value: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !key.endsWith("_plaintext"))
      .map(([key, item]) => [
        key,
        typeof item === "object" && item !== null && !Array.isArray(item)
          ? withoutPlainKeys(object(item))
          : item,
      ]),
  );
}

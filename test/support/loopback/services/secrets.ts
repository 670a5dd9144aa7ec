import { object, text, type Json } from "../json.ts";
import { Refusal, type Router } from "../router.ts";

/** Secret scopes: names of keys and access lists. A value that is put is forgotten. */
export class Secrets {
  readonly scopes = new Map<string, { readonly keys: Set<string>; readonly acls: Map<string, string> }>();

  constructor(router: Router, owner: () => string) {
    router.on("POST /api/2.0/secrets/scopes/create", (request) => {
      const scope = text(object(request.body)["scope"]);
      if (this.scopes.has(scope)) {
        throw new Refusal(400, "RESOURCE_ALREADY_EXISTS", `Scope ${scope} already exists!`);
      }
      this.scopes.set(scope, { keys: new Set(), acls: new Map([[owner(), "MANAGE"]]) });
      return {};
    });
    router.on("GET /api/2.0/secrets/scopes/list", () => ({
      body: { scopes: [...this.scopes.keys()].map((name): Json => ({ name, backend_type: "DATABRICKS" })) },
    }));
    router.on("POST /api/2.0/secrets/scopes/delete", (request) => {
      const scope = text(object(request.body)["scope"]);
      this.#scope(scope);
      this.scopes.delete(scope);
      return {};
    });
    router.on("POST /api/2.0/secrets/put", (request) => {
      const { scope, key } = object(request.body);
      this.#scope(text(scope)).keys.add(text(key));
      return {};
    });
    router.on("GET /api/2.0/secrets/list", (request) => ({
      body: {
        secrets: [...this.#scope(request.query.get("scope")).keys].map((key): Json => ({
          key,
          last_updated_timestamp: 1,
        })),
      },
    }));
    router.on("GET /api/2.0/secrets/acls/list", (request) => ({
      body: {
        items: [...this.#scope(request.query.get("scope")).acls].map(([principal, permission]): Json => ({
          principal,
          permission,
        })),
      },
    }));
    router.on("GET /api/2.0/secrets/acls/get", (request) => {
      const principal = request.query.get("principal") ?? "";
      const permission = this.#scope(request.query.get("scope")).acls.get(principal);
      if (permission === undefined)
        throw new Refusal(404, "RESOURCE_DOES_NOT_EXIST", `no ACL for ${principal}`);
      return { body: { principal, permission } };
    });
    router.on("POST /api/2.0/secrets/acls/put", (request) => {
      const { scope, principal, permission } = object(request.body);
      this.#scope(text(scope)).acls.set(text(principal), text(permission));
      return {};
    });
    router.on("POST /api/2.0/secrets/acls/delete", (request) => {
      const { scope, principal } = object(request.body);
      this.#scope(text(scope)).acls.delete(text(principal));
      return {};
    });
  }

  #scope(name: string | null): { readonly keys: Set<string>; readonly acls: Map<string, string> } {
    const scope = this.scopes.get(name ?? "");
    if (scope === undefined)
      throw new Refusal(404, "RESOURCE_DOES_NOT_EXIST", `Scope ${name} does not exist!`);
    return scope;
  }
}

import { object, text, type Json, type JsonObject } from "../json.ts";
import { Refusal, type Router } from "../router.ts";
import { nextId, nextUuid } from "./ids.ts";

export interface Me {
  readonly id: string;
  readonly userName: string;
  readonly displayName?: string;
  readonly groups?: readonly string[];
}

export interface Identities {
  me: Me;
  /** Declares a group; `local` is one of this workspace only, which Unity Catalog doesn't know. */
  readonly addGroup: (name: string, options?: { readonly local?: boolean }) => void;
  /** Declares a service principal and gives its application id. */
  readonly addServicePrincipal: (displayName: string, applicationId?: string) => string;
  readonly addUser: (userName: string) => void;
  /** Whether Unity Catalog would grant to it. */
  readonly knows: (principal: string) => boolean;
}

/** SCIM of a workspace: who is signed in, and lists of groups, service principals and users with `attribute eq "value"`. */
export function identities(router: Router): Identities {
  const resources: Record<"Groups" | "ServicePrincipals" | "Users", JsonObject[]> = {
    Groups: [],
    ServicePrincipals: [],
    Users: [],
  };
  const store: Identities = {
    me: { id: "1000012345", userName: "tester@example.com", displayName: "Tester", groups: ["users"] },
    addGroup: (name, options = {}) => {
      resources.Groups.push({
        id: text(nextId()),
        displayName: name,
        meta: { resourceType: options.local === true ? "WorkspaceGroup" : "Group" },
      });
    },
    addServicePrincipal: (displayName, applicationId = nextUuid()) => {
      resources.ServicePrincipals.push({ id: text(nextId()), displayName, applicationId, active: true });
      return applicationId;
    },
    addUser: (userName) => {
      resources.Users.push({ id: text(nextId()), userName, displayName: userName, active: true });
    },
    knows: (principal) =>
      principal === store.me.userName ||
      principal === "account users" ||
      resources.Groups.some(
        (group) => group["displayName"] === principal && object(group["meta"])["resourceType"] === "Group",
      ) ||
      resources.ServicePrincipals.some((item) => item["applicationId"] === principal) ||
      resources.Users.some((user) => user["userName"] === principal),
  };

  router.on("GET /api/2.0/preview/scim/v2/Me", () => ({
    headers: { "x-databricks-org-id": "900800700600" },
    body: {
      id: store.me.id,
      userName: store.me.userName,
      displayName: store.me.displayName,
      active: true,
      groups: (store.me.groups ?? []).map((display): Json => ({ display, value: "1", type: "direct" })),
    },
  }));
  for (const collection of ["Groups", "ServicePrincipals", "Users"] as const) {
    router.on(`GET /api/2.0/preview/scim/v2/${collection}`, (request) => {
      const found = resources[collection].filter(filter(request.query.get("filter")));
      return {
        body: { totalResults: found.length, startIndex: 1, itemsPerPage: found.length, Resources: found },
      };
    });
    router.on(`GET /api/2.0/preview/scim/v2/${collection}/{id}`, (request) => {
      const found = resources[collection].find((item) => item["id"] === request.params["id"]);
      if (found === undefined) throw new Refusal(404, "RESOURCE_DOES_NOT_EXIST", `${collection} not found`);
      return { body: found };
    });
    router.on(`POST /api/2.0/preview/scim/v2/${collection}`, (request) => {
      const created = { ...object(request.body), id: text(nextId()) };
      resources[collection].push(created);
      return { status: 201, body: created };
    });
  }
  return store;
}

function filter(asked: string | null): (resource: JsonObject) => boolean {
  if (asked === null) return () => true;
  const [, attribute, quoted] = /^(\w+) eq ("(?:[^"\\]|\\.)*")$/.exec(asked) ?? [];
  if (attribute === undefined || quoted === undefined) {
    throw new Refusal(400, "INVALID_PARAMETER_VALUE", `not a filter of this loopback: ${asked}`);
  }
  const wanted = String(JSON.parse(quoted)).toLowerCase();
  return (resource) => text(resource[attribute]).toLowerCase() === wanted;
}

import { z } from "zod";
import type { Wire } from "../request.ts";
import type { Call, Principal, Principals } from "../workspace.ts";
import { ask, id, list } from "./answer.ts";

/**
 * SCIM of the workspace (https://docs.databricks.com/api/workspace/groupsv2/list). It shows the groups and principals of the
 * account that are assigned to the workspace; one that is not assigned isn't found here.
 */
export function principals(wire: Wire): Principals {
  const first = async (
    collection: string,
    kind: Principal["kind"],
    filter: readonly [attribute: string, value: string],
    call: Call | undefined,
  ): Promise<Principal | undefined> => {
    const answer = await ask(
      wire,
      {
        method: "GET",
        path: `/api/2.0/preview/scim/v2/${collection}`,
        query: { filter: equals(...filter), startIndex: 1, count: 100 },
      },
      z.object({ Resources: list(resource) }),
      call,
    );
    const found = answer.Resources.map((item) => principal(kind, item));
    // the service compares without case
    return found.find((item) => item.name === filter[1] || item.displayName === filter[1]) ?? found[0];
  };
  return {
    group: (name, call) => first("Groups", "group", ["displayName", name], call),
    servicePrincipal: async (name, call) =>
      (await first("ServicePrincipals", "service_principal", ["applicationId", name], call)) ??
      (await first("ServicePrincipals", "service_principal", ["displayName", name], call)),
    user: (name, call) => first("Users", "user", ["userName", name], call),
  };
}

/** A SCIM filter (RFC 7644, 3.4.2.2): its value is a JSON string. */
function equals(attribute: string, value: string): string {
  return `${attribute} eq ${JSON.stringify(value)}`;
}

const resource = z.object({
  id,
  displayName: z.string().optional(),
  applicationId: z.string().optional(),
  userName: z.string().optional(),
  active: z.boolean().optional(),
  meta: z.object({ resourceType: z.string().optional() }).optional(),
});

function principal(kind: Principal["kind"], answer: z.output<typeof resource>): Principal {
  const names = { group: answer.displayName, service_principal: answer.applicationId, user: answer.userName };
  const name = names[kind] ?? answer.displayName ?? "";
  return {
    kind,
    id: answer.id,
    name,
    displayName: answer.displayName ?? name,
    scope: kind === "group" ? groupScope(answer.meta?.resourceType) : "account",
    active: answer.active ?? true,
  };
}

function groupScope(resourceType: string | undefined): Principal["scope"] {
  if (resourceType === undefined) return "unknown";
  return resourceType === "WorkspaceGroup" ? "workspace" : "account";
}

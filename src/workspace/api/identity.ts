import { z } from "zod";
import type { Wire } from "../request.ts";
import type { Identity, Workspace } from "../workspace.ts";
import { ask, byName, id, list } from "./answer.ts";

const me = z.object({
  id,
  userName: z.string(),
  displayName: z.string().optional(),
  groups: list(z.object({ display: z.string().optional() })),
});

const applicationId = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function identity(wire: Wire): Workspace["identity"] {
  return async (call): Promise<Identity> => {
    const answer = await ask(wire, { method: "GET", path: "/api/2.0/preview/scim/v2/Me" }, me, call);
    return {
      id: answer.id,
      name: answer.userName,
      displayName: answer.displayName ?? answer.userName,
      // the answer has no field for it; a service principal's user name is its application id
      kind: applicationId.test(answer.userName) ? "service_principal" : "user",
      groups: answer.groups.flatMap((group) => group.display ?? []).toSorted(byName),
    };
  };
}

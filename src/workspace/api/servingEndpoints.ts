import { z } from "zod";
import { unlessMissing } from "../errors.ts";
import { segment, type Wire } from "../request.ts";
import type { EndpointPermission, ServingEndpoint, ServingEndpoints } from "../workspace.ts";
import { ask, list } from "./answer.ts";

export function servingEndpoints(wire: Wire): ServingEndpoints {
  return {
    get: (name, call) =>
      unlessMissing(
        ask(wire, { method: "GET", path: `/api/2.0/serving-endpoints/${segment(name)}` }, endpoint, call),
      ),
    permissions: async (endpointId, call) => {
      const answer = await ask(
        wire,
        { method: "GET", path: `/api/2.0/permissions/serving-endpoints/${segment(endpointId)}` },
        z.object({ access_control_list: list(accessEntry) }),
        call,
      );
      return answer.access_control_list.flat();
    },
  };
}

const endpoint = z
  .object({
    name: z.string(),
    id: z.string().optional(),
    task: z.string().optional(),
    permission_level: z.string().optional(),
    state: z.object({ ready: z.string().optional() }).optional(),
    config: z
      .object({
        served_entities: list(
          z.object({ external_model: z.unknown().optional(), foundation_model: z.unknown().optional() }),
        ),
      })
      .optional(),
  })
  .transform((answer): ServingEndpoint => ({
    name: answer.name,
    id: answer.id,
    ready: answer.state?.ready === "READY",
    task: answer.task,
    kind: kindOf(answer.config?.served_entities ?? []),
    permission: levels.find((level) => level === answer.permission_level),
  }));

const levels = ["CAN_MANAGE", "CAN_QUERY", "CAN_VIEW"] as const;

function kindOf(
  entities: readonly { readonly external_model?: unknown; readonly foundation_model?: unknown }[],
): ServingEndpoint["kind"] {
  if (entities.some((entity) => entity.external_model !== undefined)) return "external_model";
  if (entities.some((entity) => entity.foundation_model !== undefined)) return "foundation_model";
  return "custom";
}

const accessEntry = z
  .object({
    user_name: z.string().optional(),
    group_name: z.string().optional(),
    service_principal_name: z.string().optional(),
    all_permissions: list(
      z.object({ permission_level: z.string().optional(), inherited: z.boolean().optional() }),
    ),
  })
  .transform((answer): readonly EndpointPermission[] => {
    const [principal, kind] =
      answer.group_name !== undefined
        ? [answer.group_name, "group" as const]
        : answer.service_principal_name !== undefined
          ? [answer.service_principal_name, "service_principal" as const]
          : [answer.user_name ?? "", "user" as const];
    return answer.all_permissions.map((held) => ({
      principal,
      kind,
      level: held.permission_level ?? "",
      inherited: held.inherited ?? false,
    }));
  });

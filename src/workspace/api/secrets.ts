import { z } from "zod";
import { unlessMissing } from "../errors.ts";
import type { Wire } from "../request.ts";
import type { Secrets } from "../workspace.ts";
import { ask, byName, list } from "./answer.ts";

const scopesAnswer = z.object({ scopes: list(z.object({ name: z.string() })) });
const keysAnswer = z.object({ secrets: list(z.object({ key: z.string() })) });

export function secrets(wire: Wire): Secrets {
  return {
    scopes: async (call) => {
      const answer = await ask(
        wire,
        { method: "GET", path: "/api/2.0/secrets/scopes/list" },
        scopesAnswer,
        call,
      );
      return answer.scopes.map((scope) => scope.name).toSorted(byName);
    },
    keys: async (scope, call) => {
      const request = { method: "GET", path: "/api/2.0/secrets/list", query: { scope } } as const;
      const answer = await unlessMissing(ask(wire, request, keysAnswer, call));
      return answer?.secrets.map((secret) => secret.key).toSorted(byName);
    },
  };
}

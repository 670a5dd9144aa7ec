import { z } from "zod";
import { ask, list, pages } from "../api/answer.ts";
import { send, type Wire } from "../request.ts";
import type { Call } from "../workspace.ts";

/** What the doctor alone asks of a workspace. */
export interface Surroundings {
  /** The workspace's clock, to the second; undefined where its answers carry no date. */
  readonly clock: (call: Call) => Promise<Date | undefined>;
  /** When the personal access tokens of who is signed in expire; undefined for one that never does. */
  readonly tokenExpiries: (call: Call) => Promise<readonly (Date | undefined)[]>;
  /** Ids of the notification destinations. */
  readonly destinations: (call: Call) => Promise<readonly string[]>;
}

export function surroundings(wire: Wire): Surroundings {
  return {
    clock: async (call) => {
      const answer = await send(wire, { method: "GET", path: "/api/2.0/preview/scim/v2/Me" }, call);
      const date = Date.parse(answer.headers.get("date") ?? "");
      return Number.isNaN(date) ? undefined : new Date(date);
    },
    tokenExpiries: async (call) => {
      const answer = await ask(wire, { method: "GET", path: "/api/2.0/token/list" }, tokensAnswer, call);
      return answer.token_infos.map(({ expiry_time: expiry }) =>
        expiry === undefined || expiry < 0 ? undefined : new Date(expiry),
      );
    },
    destinations: (call) =>
      pages(async (token) => {
        const answer = await ask(
          wire,
          { method: "GET", path: "/api/2.0/notification-destinations", query: { page_token: token } },
          destinationsAnswer,
          call,
        );
        return { items: answer.results.flatMap(({ id }) => id ?? []), next: answer.next_page_token };
      }),
  };
}

/** Milliseconds since 1970, -1 for never (https://docs.databricks.com/api/workspace/tokens/list). */
const tokensAnswer = z.object({ token_infos: list(z.object({ expiry_time: z.number().optional() })) });

const destinationsAnswer = z.object({
  results: list(z.object({ id: z.string().optional() })),
  next_page_token: z.string().optional(),
});

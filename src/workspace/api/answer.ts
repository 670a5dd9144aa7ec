import { z } from "zod";
import { requestJson, unexpected, type Wire, type WireRequest } from "../request.ts";
import type { Call } from "../workspace.ts";

/** Sends a request and reads its answer by a schema; one that doesn't fit is an error that names the first field. */
export async function ask<Schema extends z.ZodType>(
  wire: Wire,
  request: WireRequest,
  schema: Schema,
  call: Call | undefined,
): Promise<z.output<Schema>> {
  const answer = schema.safeParse(await requestJson(wire, request, call));
  if (answer.success) return answer.data;
  const [issue] = answer.error.issues;
  throw unexpected(
    request,
    `the answer doesn't fit: ${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}`,
  );
}

/** All items of a list that comes in pages: each answer gives its items and the token of the next page, if there is one. */
export async function pages<Item>(
  page: (
    token: string | undefined,
  ) => Promise<{ readonly items: readonly Item[]; readonly next: string | undefined }>,
): Promise<readonly Item[]> {
  const all: Item[] = [];
  let token: string | undefined;
  do {
    const { items, next } = await page(token);
    all.push(...items);
    // an empty token is none, and one that repeats itself would never end
    token = next === "" || next === token ? undefined : next;
  } while (token !== undefined);
  return all;
}

/** Ids come as numbers, as text where json.ts kept their digits, or as text by themselves. */
export const id = z.union([z.string(), z.number()]).transform(String);

/** Milliseconds since 1970; 0 is how Databricks says "not yet". */
export const moment = z
  .union([z.number(), z.string().regex(/^\d+$/).transform(Number)])
  .optional()
  .transform((value) => (value === undefined || value === 0 ? undefined : new Date(value)));

/** A list that is left out when it is empty. */
export function list<Item extends z.ZodType>(item: Item) {
  return z
    .array(item)
    .nullish()
    .transform((items): readonly z.output<Item>[] => items ?? []);
}

/** An id as the number that services of jobs take. */
export function integerId(text: string): bigint {
  if (!/^[0-9]{1,19}$/.test(text)) throw new RangeError(`not an id of Databricks: ${JSON.stringify(text)}`);
  return BigInt(text);
}

export const byName = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

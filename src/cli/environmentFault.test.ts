import { expect, test } from "vitest";
import { Database } from "../local/database.ts";
import { environmentFault } from "./environmentFault.ts";

async function failureOf(work: () => Promise<unknown>): Promise<unknown> {
  try {
    await work();
  } catch (error) {
    return error;
  }
  throw new Error("nothing went wrong");
}

test("more than the memory that DuckDB may use is one sentence with what to do", async () => {
  const database = await Database.open(":memory:");
  await database.run("SET memory_limit = '20MB'");
  await database.run("SET temp_directory = ''");
  const error = await failureOf(() => database.rows("SELECT list(range) AS l FROM range(5000000)"));
  database.close();
  const fault = await environmentFault(error, "/");
  expect(fault?.message).toBe("DuckDB ran out of memory while working on the database in memory.");
  expect(fault?.help).toContain("Close other programs, or use a machine with more memory");
});

test("a mistake in our own code stays one: a wrong type, an unknown option, a broken statement", async () => {
  const database = await Database.open(":memory:");
  for (const work of [
    () => Promise.reject(new TypeError("x is undefined")),
    () => Promise.reject(Object.assign(new Error("bad option"), { code: "ERR_INVALID_ARG_VALUE" })),
    () => database.run("SELECT nothing"),
  ])
    expect(await environmentFault(await failureOf(work), "/")).toBeUndefined();
  database.close();
});

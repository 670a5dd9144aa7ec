import { expect, test } from "vitest";
import { Database } from "../../src/local/database.ts";

test("a database of a test works in one thread", async () => {
  const database = await Database.open(":memory:");
  expect(await database.rows("SELECT current_setting('threads') AS threads")).toEqual([{ threads: 1n }]);
  database.close();
});

import { expect, test } from "vitest";
import { Database } from "../../src/local/database.ts";

const long = ` -- ${"long enough to keep its plan ".repeat(20)}`;

test("a kept plan reads what the tables hold now, and how they are made now", async () => {
  const database = await Database.open(":memory:");
  await database.run("CREATE TABLE given (number INT); CREATE TABLE counted (found BIGINT)");
  await database.run("INSERT INTO given SELECT range FROM range(3)");
  const counts = async (): Promise<readonly unknown[]> => {
    await database.run(`INSERT INTO counted SELECT count(*) FROM given WHERE number > 5${long}`);
    return (await database.rows("SELECT found FROM counted ORDER BY rowid")).map(({ found }) => found);
  };
  await counts();
  expect(await counts()).toEqual([0n, 0n]);
  await database.run("INSERT INTO given VALUES (10)");
  expect(await counts()).toEqual([0n, 0n, 1n]);
  await database.run("BEGIN TRANSACTION; DELETE FROM given");
  expect(await counts()).toEqual([0n, 0n, 1n, 0n]);
  await database.run("ROLLBACK");
  await database.run("ALTER TABLE given ALTER number TYPE VARCHAR");
  await database.run("ALTER TABLE given ALTER number TYPE BIGINT");
  await database.run("INSERT INTO given VALUES (3000000000)");
  expect(await counts()).toEqual([0n, 0n, 1n, 2n]);
  database.close();
});

test("a statement that fails fails again, and runs once it can", async () => {
  const database = await Database.open(":memory:");
  const text = `INSERT INTO later SELECT 1${long}`;
  for (const _ of [1, 2, 3]) await expect(database.run(text)).rejects.toThrow("later");
  await database.run("CREATE TABLE later (number INT)");
  await database.run(text);
  await database.run(text);
  expect(await database.rows("SELECT count(*) AS rows FROM later")).toEqual([{ rows: 2n }]);
  database.close();
});

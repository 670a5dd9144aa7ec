import { afterEach, beforeEach, expect, test } from "vitest";
import { ClusterDatabase } from "../../../test/support/clusterDatabase.ts";

let database: ClusterDatabase;
beforeEach(async () => {
  database = await ClusterDatabase.open(10);
});
afterEach(() => database.close());

const counts = async (): Promise<readonly Record<string, unknown>[]> =>
  database.rows(`SELECT category, channel, version, platform, CAST(event_date AS VARCHAR) AS event_date, events, voters
FROM fixloop_curated.daily_count ORDER BY ALL`);

const cell = { category: "crash", channel: "reviews", version: "-", platform: "-", event_date: "2025-01-02" };

test("a customer who complains three times on a day has one vote, and another one the next day", async () => {
  await database.feedback([
    { id: "a", day: 1, category: "crash", customer: "ann" },
    { id: "b", day: 1, category: "crash", customer: "ann" },
    { id: "c", day: 1, category: "crash", customer: "ann" },
    { id: "d", day: 2, category: "crash", customer: "ann" },
  ]);
  await database.run();
  expect(await counts()).toEqual([
    { ...cell, events: 3n, voters: 1n },
    { ...cell, event_date: "2025-01-03", events: 1n, voters: 1n },
  ]);
});

test("two identities of one customer have one vote between them", async () => {
  await database.stage.insert("curated.customer", [
    { customer_record_id: "ann-mail", customer_id: "ann" },
    { customer_record_id: "ann-store", customer_id: "ann" },
  ]);
  await database.feedback([
    { id: "a", day: 1, category: "crash", customer: "ann-mail" },
    { id: "b", day: 1, category: "crash", customer: "ann-store" },
  ]);
  await database.run();
  expect(await counts()).toEqual([{ ...cell, events: 2n, voters: 1n }]);
});

test("a hundred people who paste one long text are one vote; the one among them who adds words has another", async () => {
  await database.feedback([
    ...Array.from({ length: 100 }, (_, index) => ({
      id: `p${index}`,
      day: 1,
      category: "crash",
      text: "crashes all the time and nobody at this company cares",
    })),
    { id: "q", day: 1, category: "crash", customer: "p7", text: "crashes when i open a note" },
  ]);
  await database.run();
  expect(await counts()).toEqual([{ ...cell, events: 101n, voters: 2n }]);
});

test.each([
  ["App crashes", 30],
  ["does not work any more", 30],
  ["it has been down since this morning", 30],
  ["", 30],
  ["the app has crashed five times today and support is silent", 1],
  ["i am leaving this app because of the new owner boycott them", 1],
])("thirty people who write %j on one day have %i votes", async (text, votes) => {
  await database.feedback(
    Array.from({ length: 30 }, (_, index) => ({ id: `p${index}`, day: 1, category: "crash", text })),
  );
  await database.run();
  expect(await counts()).toEqual([{ ...cell, events: 30n, voters: BigInt(votes) }]);
});

test("one person who writes two words three times has one vote", async () => {
  await database.feedback(
    Array.from({ length: 3 }, (_, index) => ({
      id: `p${index}`,
      day: 1,
      category: "crash",
      customer: "ann",
      text: "App crashes",
    })),
  );
  await database.run();
  expect(await counts()).toEqual([{ ...cell, events: 3n, voters: 1n }]);
});

test("the vote lies where the first of them lies, so that votes of cells add up", async () => {
  await database.feedback([
    { id: "a", day: 1, category: "crash", customer: "ann", version: "5.1", platform: "ios" },
    { id: "b", day: 1, category: "crash", customer: "ann", channel: "tickets" },
  ]);
  await database.run();
  expect(await counts()).toEqual([
    { ...cell, version: "5.1", platform: "ios", events: 1n, voters: 1n },
    { ...cell, channel: "tickets", events: 1n, voters: 0n },
  ]);
});

test("a suggestion that was not accepted counts as feedback without a category", async () => {
  await database.feedback([
    { id: "a", day: 1, category: "crash", accepted: false },
    { id: "b", day: 1, category: null },
  ]);
  await database.run();
  expect(await counts()).toEqual([{ ...cell, category: "-", events: 2n, voters: 2n }]);
});

test("an event that got another label leaves no row behind in its old cell", async () => {
  await database.feedback([{ id: "a", day: 1, category: "crash" }]);
  await database.run();
  await database.stage.database.run("UPDATE fixloop_curated.point SET category = 'sync-stops', run_id = 2");
  await database.runAsOf(11);
  expect(await counts()).toEqual([{ ...cell, category: "sync-stops", events: 1n, voters: 1n }]);
});

test("only days of which something is new are counted again", async () => {
  await database.feedback([
    { id: "a", day: 1, category: "crash" },
    { id: "b", day: 2, category: "crash" },
  ]);
  await database.run();
  // nothing that a run wrote: the day of `a` is left alone, that of `b` has another event
  await database.stage.database.run("UPDATE fixloop_curated.point SET category = 'sync-stops'");
  await database.feedback([{ id: "c", day: 2, category: "crash" }]);
  await database.stage.database.run("UPDATE fixloop_curated.statement SET run_id = 2 WHERE event_id = 'c'");
  await database.runAsOf(11);
  expect(await counts()).toEqual([
    { ...cell, events: 1n, voters: 1n },
    { ...cell, event_date: "2025-01-03", events: 1n, voters: 1n },
    { ...cell, category: "sync-stops", event_date: "2025-01-03", events: 1n, voters: 1n },
  ]);
});

test("of a day on which only an identity has another customer, its category alone is counted again", async () => {
  await database.stage.insert("curated.customer", [
    { customer_record_id: "ann-mail", customer_id: "ann-mail", run_id: 1 },
    { customer_record_id: "ann-store", customer_id: "ann-store", run_id: 1 },
    { customer_record_id: "bob", customer_id: "bob", run_id: 1 },
  ]);
  await database.feedback([
    { id: "a", day: 1, category: "crash", customer: "ann-mail" },
    { id: "b", day: 1, category: "crash", customer: "ann-store" },
    { id: "c", day: 1, category: "sync-stops", customer: "bob" },
  ]);
  await database.run();
  // nothing that a run wrote: the platform of `c` is seen when its category is counted again
  await database.stage.database.run(
    "UPDATE fixloop_curated.statement SET platform = 'ios' WHERE event_id = 'c'",
  );
  await database.stage.database.run(
    "UPDATE fixloop_curated.customer SET customer_id = 'ann-mail', run_id = 2, customer_run_id = 2 WHERE customer_record_id = 'ann-store'",
  );
  // an account moves no vote
  await database.stage.database.run("UPDATE fixloop_curated.customer SET account_id = 'a1', run_id = 2");
  await database.runAsOf(11);
  expect(await counts()).toEqual([
    { ...cell, events: 2n, voters: 1n },
    { ...cell, category: "sync-stops", events: 1n, voters: 1n },
  ]);
});

test("a day that an erasure took an event from is counted again, one that an event moved from as well", async () => {
  await database.feedback([
    { id: "a", day: 1, category: "crash" },
    { id: "b", day: 1, category: "crash" },
    { id: "c", day: 2, category: "crash" },
  ]);
  await database.run();
  await database.stage.database.run("DELETE FROM fixloop_curated.statement WHERE event_id = 'a'");
  await database.stage.database.run(
    "UPDATE fixloop_curated.statement SET event_date = DATE '2025-01-05', run_id = 2 WHERE event_id = 'c'",
  );
  await database.runAsOf(11);
  expect(await counts()).toEqual([
    { ...cell, events: 1n, voters: 1n },
    { ...cell, event_date: "2025-01-05", events: 1n, voters: 1n },
  ]);
});

test("days whose feedback is past its retention stay as they were counted, also where all is done again", async () => {
  await database.feedback([
    { id: "a", day: 1, category: "crash" },
    { id: "b", day: 1, category: "crash" },
    { id: "c", day: 9, category: "crash" },
  ]);
  await database.run();
  await database.stage.database.run("UPDATE fixloop_curated.setting SET retention_curated_days = 5");
  await database.stage.database.run("DELETE FROM fixloop_curated.statement WHERE event_id = 'a'");
  await database.stage.database
    .run(`INSERT INTO fixloop_curated.pipeline_run (run_id, job, as_of, status, code_version, taxonomy_version, started_at)
VALUES (0, 'retention', TIMESTAMP '2025-01-10 12:00:00', 'finished', 'x', 'x', TIMESTAMP '2025-01-10 12:00:00')`);
  await database.stage.database.run("UPDATE fixloop_curated.setting SET code_version = 'other'");
  await database.runAsOf(11);
  expect(await counts()).toEqual([
    { ...cell, events: 2n, voters: 2n },
    { ...cell, event_date: "2025-01-10", events: 1n, voters: 1n },
  ]);
});

test("counts of feedback that comes in four runs, late, edited, relabelled and erased, are those of all at once", async () => {
  const arrive = async (run: number, rows: Parameters<ClusterDatabase["feedback"]>[0]): Promise<void> => {
    await database.feedback(rows);
    for (const name of ["statement", "point"])
      await database.stage.database.run(
        `UPDATE fixloop_curated.${name} SET run_id = ${run} WHERE event_id IN (${rows.map(({ id }) => `'${id}'`).join(", ")})`,
      );
  };
  await arrive(1, [
    { id: "a", day: 1, category: "crash", customer: "ann" },
    { id: "b", day: 1, category: "crash", customer: "bob", text: "it crashes" },
    { id: "c", day: 3, category: "crash", customer: "ann" },
    { id: "d", day: 3, category: "sync-stops", customer: "dan" },
  ]);
  await database.run();
  // late: an earlier word of a customer, and the text of another one
  await arrive(2, [
    { id: "0", day: 1, category: "crash", customer: "ann", version: "5.1" },
    { id: "1", day: 1, category: "crash", customer: "eve", text: "it crashes", version: "5.2" },
  ]);
  await database.runAsOf(11);
  // relabelled, and edited to name its version
  await database.stage.database.run(
    "UPDATE fixloop_curated.point SET category = 'sync-stops', run_id = 3 WHERE event_id = 'c'",
  );
  await database.stage.database.run(
    "UPDATE fixloop_curated.statement SET product_version = '5.1', version_key = NULL, run_id = 3 WHERE event_id = 'd'",
  );
  await database.runAsOf(12);
  await database.stage.database.run("DELETE FROM fixloop_curated.statement WHERE event_id = 'b'");
  await arrive(4, [{ id: "f", day: 4, category: null }]);
  await database.runAsOf(13);
  const inFour = await counts();

  database.close();
  database = await ClusterDatabase.open(13);
  await database.feedback([
    { id: "f", day: 4, category: null },
    { id: "1", day: 1, category: "crash", customer: "eve", text: "it crashes", version: "5.2" },
    { id: "0", day: 1, category: "crash", customer: "ann", version: "5.1" },
    { id: "a", day: 1, category: "crash", customer: "ann" },
    { id: "c", day: 3, category: "sync-stops", customer: "ann" },
    { id: "d", day: 3, category: "sync-stops", customer: "dan", version: "5.1" },
  ]);
  await database.run();
  expect(await counts()).toEqual(inFour);
  expect(inFour.length).toBe(6);
});

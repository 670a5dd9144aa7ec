import { afterAll, beforeAll, expect, test } from "vitest";
import type { TableName } from "../../src/sql/sql.ts";
import { Random } from "../../src/samples/random.ts";
import { historyRuns, KillHistory, type Chain } from "../support/killHistory.ts";
import { testSeed } from "../support/seed.ts";

let history: KillHistory;
const seed = testSeed();

beforeAll(async () => {
  history = await KillHistory.prepare(7);
}, 240_000);
afterAll(() => history.dispose());

function told({ run, killed }: Chain): string {
  return killed
    .map(
      ({ place, manner, delay }) =>
        `${run}: ${manner}${manner === "inside" ? ` (${delay} ms)` : ""} ${place}`,
    )
    .join("\n");
}

test("a loop killed ten times at places drawn anew by every commit, and started again, ends as one that was not", async () => {
  const random = Random.of(seed.value, "kills");
  const wanted = { first: 3, second: 4, changed: 3 };
  // each with a process of its own, on a copy of its own
  const chains = await Promise.all(
    Object.entries(wanted).map(([run, count]) => history.chain(run, history.draw(run, count, random))),
  );
  console.info(`${seed.words}\n${chains.map(told).join("\n")}`);
  expect(chains.flatMap(({ faults }) => faults)).toEqual([]);
  // a run that a kill let finish is not there for the next one: rare, and made good here
  let killed = chains.reduce((sum, chain) => sum + chain.killed.length, 0);
  while (killed < 10) {
    const chain = await history.chain("second", history.draw("second", 1, random));
    expect(chain.faults).toEqual([]);
    killed += chain.killed.length;
  }
}, 240_000);

test.each(["audit", "retention"])(
  "%s killed between and in its statements and started again ends as one that was not",
  async (job) => {
    const random = Random.of(seed.value, job);
    // a kill may come when the run has ended, which ends its chain
    let killed = 0;
    while (killed < 2) {
      const chain = await history.chain(job, history.draw(job, 3, random));
      console.info(`${seed.words}\n${told(chain)}`);
      expect(chain.faults).toEqual([]);
      killed += chain.killed.length;
    }
  },
  120_000,
);

test("what kills are compared on says something: every run changes tables, and the retention leaves no payload", () => {
  const rows = (run: string, table: TableName): number => history.tableAfter(run, table).rows;
  expect(rows("first", "raw.feedback_payload")).toBeGreaterThan(0);
  expect(rows("second", "raw.feedback_payload")).toBeGreaterThan(rows("first", "raw.feedback_payload"));
  for (const table of [
    "curated.issue",
    "curated.fix",
    "curated.validation",
    "curated.outbox",
    "curated.customer_link",
    "curated.set_aside_event",
  ] as const)
    expect(rows("second", table), table).toBeGreaterThan(0);
  expect(history.tableAfter("changed", "curated.enrichment").line).not.toBe(
    history.tableAfter("second", "curated.enrichment").line,
  );
  expect(rows("audit", "curated.drift")).toBeGreaterThan(0);
  expect(rows("retention", "raw.feedback_payload")).toBe(0);
  expect(rows("retention", "curated.erasure_receipt")).toBeGreaterThan(0);
});

test("places to kill are those of the set-up, the landing in the middle of a file, the stages, the checkpoint, the snapshot and the report", () => {
  const names = historyRuns.flatMap(({ name }) => history.places(name).map((place) => place.name));
  for (const begin of [
    "CREATE TABLE IF NOT EXISTS fixloop_curated.issue",
    "INSERT INTO fixloop_raw.landing ",
    "INSERT INTO fixloop_raw.landing_file",
    "MERGE INTO fixloop_curated.feedback_event ",
    "UPDATE fixloop_curated.pipeline_run SET status = 'finished'",
    "write a file",
    "CHECKPOINT",
    "copy a file",
    "rename a file",
  ])
    expect(
      names.some((name) => name.startsWith(begin)),
      begin,
    ).toBe(true);
});

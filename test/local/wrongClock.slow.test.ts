import { planOf } from "../support/planOf.ts";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Database } from "../../src/local/database.ts";
import { databaseQueryRunner } from "../../src/local/databaseQueryRunner.ts";
import { runLocal } from "../../src/local/run.ts";
import { reportData, type ReportData } from "../../src/reading/reportData.ts";
import { generateWorld } from "../../src/samples/world.ts";
import { projectIn, referenceFolder } from "../support/referenceProject.ts";

// One review and one day of usage are dated 2199 by a wrong clock: everything else is as it is without them.
interface Outcome {
  readonly report: ReportData;
  readonly asOf: unknown;
  readonly sizes: readonly unknown[];
  readonly exposure: readonly unknown[];
  readonly drafts: readonly unknown[];
}
const folders: string[] = [];
let right: Outcome;
let wrong: Outcome;

async function outcome(more: Readonly<Record<string, string>>): Promise<Outcome> {
  const folder = referenceFolder("clock");
  folders.push(folder);
  mkdirSync(path.join(folder, "samples"));
  for (const [name, text] of generateWorld({ seed: 11, scale: 0.2, days: 45 }).files)
    writeFileSync(path.join(folder, "samples", name), text + (more[name] ?? ""));
  const spec = path.join(folder, "pipeline.yaml");
  writeFileSync(
    spec,
    readFileSync(spec, "utf8").replace("samples/active-users.parquet", "samples/active-users.csv"),
  );
  const project = projectIn(folder);
  const database = await Database.open(":memory:");
  try {
    const now = (): Date => new Date("2027-01-01T00:00:00Z");
    await runLocal({ plan: planOf(project), database, folder, asOf: undefined, now });
    const read = (query: string): Promise<readonly unknown[]> => database.rows(query);
    return {
      report: await reportData(databaseQueryRunner(database, "fixloop"), "Kite Notes"),
      asOf: (await read("SELECT as_of FROM fixloop_curated.pipeline_run"))[0],
      sizes: await read("SELECT issue_id, last_event_at FROM fixloop_curated.issue ORDER BY issue_id"),
      exposure: await read("SELECT * EXCLUDE (run_id) FROM fixloop_curated.exposure_daily ORDER BY ALL"),
      drafts: await read("SELECT event_id FROM fixloop_curated.reply_draft ORDER BY event_id"),
    };
  } finally {
    database.close();
  }
}

beforeAll(async () => {
  const review = {
    review_id: "from-2199",
    author: "Somebody",
    rating: 1,
    title: "",
    body: "It does not sync any more since the update",
    app_version: "4.7.0",
    created_at: "2199-01-05T08:00:00Z",
    delivered_at: "2199-01-05T09:00:00Z",
  };
  const [usageHeader = "", usageRow = ""] = (
    generateWorld({ seed: 11, scale: 0.2, days: 45 }).files.get("active-users.csv") ?? ""
  ).split("\n");
  const day = usageHeader.split(",").indexOf("date");
  right = await outcome({});
  wrong = await outcome({
    "play-store-2026-01.jsonl": `${JSON.stringify(review)}\n`,
    "active-users.csv": `${usageRow
      .split(",")
      .map((value, index) => (index === day ? "2199-01-05" : value))
      .join(",")}\n`,
  });
});
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

test("the record is there", () => {
  expect(wrong.report.products[0]?.totals.feedback).toBe(
    (right.report.products[0]?.totals.feedback ?? 0n) + 1n,
  );
});

test("the run speaks of the same moment, its report of the same weeks and newest records", () => {
  expect(wrong.asOf).toEqual(right.asOf);
  expect(right.report.products[0]?.weeks.length).toBeGreaterThan(5);
  expect(wrong.report.products[0]?.weeks).toEqual(right.report.products[0]?.weeks);
  const newest = ({ report }: Outcome): readonly unknown[] =>
    report.sources.map(({ source, newest: at }) => [source, at]);
  expect(newest(wrong)).toEqual(newest(right));
});

test("exposure of the days that there were is the same", () => {
  expect(right.exposure.length).toBeGreaterThan(100);
  expect(wrong.exposure).toEqual(right.exposure);
});

test("issues were last heard of when they were, and the record gets no draft", () => {
  expect(right.sizes.length).toBeGreaterThan(0);
  const heard = ({ sizes }: Outcome): readonly unknown[] =>
    sizes.map((size) => (size as { readonly last_event_at: unknown }).last_event_at);
  expect(heard(wrong)).toEqual(heard(right));
  expect(wrong.drafts).toEqual(right.drafts);
});

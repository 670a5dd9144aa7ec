import { cpSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Database } from "../../src/local/database.ts";
import { runLocal } from "../../src/local/run.ts";
import { planOf } from "../support/planOf.ts";
import { projectIn, referenceFolder } from "../support/referenceProject.ts";

// Customers whose complaint was fixed often edit it into praise. What they had complained of was said all the same.

const category = "sync-stops-after-update";
const fixDay = "2026-03-09";
const folders: string[] = [];
let asDelivered: World;
let withEdits: World;

interface World {
  readonly before: readonly Record<string, unknown>[];
  readonly verdict: readonly Record<string, unknown>[];
  readonly edited: number;
  readonly membersOfEdits: readonly Record<string, unknown>[];
}

interface Review {
  readonly id: string;
  readonly date: string;
}

/** The samples, with so many complaint reviews of the days before the fix edited to five stars after it. */
async function world(edits: number): Promise<World> {
  const folder = referenceFolder("edited-to-praise");
  folders.push(folder);
  const samples = path.join(folder, "samples");
  cpSync(path.resolve(import.meta.dirname, "..", "..", "samples"), samples, { recursive: true });
  const complaints = new Set(
    readFileSync(path.join(samples, "truth-items.csv"), "utf8")
      .split("\n")
      .map((line) => line.split(","))
      .filter(([source, , , about]) => source === "app-store" && about === category)
      .map(([, id]) => id ?? ""),
  );
  const edited = readdirSync(samples)
    .filter((file) => /^app-store-.*jsonl$/.test(file))
    .flatMap((file) => readFileSync(path.join(samples, file), "utf8").trim().split("\n"))
    .map((line): Review => JSON.parse(line) as Review)
    .filter(({ id, date }) => complaints.has(id) && date >= "2026-02-02" && date < fixDay)
    .filter(({ id }, index, all) => all.findIndex((one) => one.id === id) === index)
    .slice(0, edits);
  writeFileSync(
    path.join(samples, "app-store-edited.jsonl"),
    edited
      .map((review, index) => {
        const day = `2026-03-${String(12 + (index % 15)).padStart(2, "0")}`;
        return JSON.stringify({
          ...review,
          stars: 5,
          title: "",
          review: "great app, love it",
          version: "4.9.1",
          date: `${day}T10:00:00Z`,
          fetched_at: `${day}T12:00:00Z`,
        });
      })
      .join("\n"),
  );
  const database = await Database.open(path.join(folder, "world.duckdb"));
  await runLocal({
    plan: planOf(projectIn(folder)),
    database,
    folder,
    asOf: undefined,
    now: () => new Date("2026-08-01T00:00:00Z"),
  });
  const rows = (text: string): Promise<readonly Record<string, unknown>[]> => database.rows(text);
  const ids = edited.map(({ id }) => `'${id}'`).join(", ");
  const result = {
    before: await rows(`SELECT CAST(event_date AS VARCHAR) AS day, version, CAST(sum(voters) AS INT) AS votes
      FROM fixloop_curated.daily_count
      WHERE category = '${category}' AND channel = 'reviews' AND event_date < DATE '${fixDay}' GROUP BY ALL ORDER BY ALL`),
    verdict: await rows(`SELECT validation.verdict, CAST(validation.decided_date AS VARCHAR) AS decided
      FROM fixloop_curated.validation AS validation
      JOIN fixloop_curated.fix AS fix ON fix.issue_id = validation.issue_id AND fix.fix_position = validation.fix_position
      JOIN fixloop_curated.issue AS issue ON issue.issue_id = fix.issue_id
      WHERE issue.category = '${category}' AND fix.fix_version = '4.9.1'`),
    edited: edited.length,
    membersOfEdits: await rows(`SELECT statement.revision, count(*) AS members
      FROM fixloop_curated.issue_member AS member
      JOIN fixloop_curated.issue AS issue ON issue.issue_id = member.issue_id
      JOIN fixloop_curated.statement AS statement ON statement.statement_id = member.statement_id
      WHERE issue.category = '${category}' AND statement.source_record_id IN (${ids === "" ? "''" : ids})
      GROUP BY statement.revision ORDER BY 1`),
  };
  database.close();
  return result;
}

beforeAll(async () => {
  asDelivered = await world(0);
  withEdits = await world(88);
}, 600_000);
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

test("complaints that are edited to praise after the fix keep their day, their version and their vote", () => {
  expect(withEdits.edited).toBeGreaterThan(40);
  expect(withEdits.before).toEqual(asDelivered.before);
  expect(withEdits.membersOfEdits.map(({ revision }) => revision)).toEqual([1]);
});

test("the fix is found to hold, and not later", () => {
  expect(asDelivered.verdict.map(({ verdict }) => verdict)).toEqual(["fixed"]);
  expect(withEdits.verdict.map(({ verdict }) => verdict)).toEqual(["fixed"]);
  expect(String(withEdits.verdict[0]?.["decided"]) <= String(asDelivered.verdict[0]?.["decided"])).toBe(true);
});

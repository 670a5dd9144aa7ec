import { planOf } from "../../test/support/planOf.ts";
import { rmSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Database } from "../local/database.ts";
import { runLocal } from "../local/run.ts";
import { writeWorld } from "../samples/world.ts";
import type { TableName } from "../sql/sql.ts";
import { columnsOf } from "../stages/tables.ts";
import { projectIn, referenceFolder } from "../../test/support/referenceProject.ts";

/** What is kept for good: it must outlive the feedback that it was counted from. */
const kept: readonly TableName[] = [
  "curated.daily_count",
  "curated.issue",
  "curated.issue_ticket",
  "curated.fix",
  "curated.validation",
];
let folder: string;
let database: Database;

beforeAll(() => {
  folder = referenceFolder("closed");
});
afterAll(() => {
  database.close();
  rmSync(folder, { recursive: true, force: true });
});

async function rowsOf(name: TableName): Promise<ReadonlySet<string>> {
  // reach and priority of an issue follow the feedback that is there
  const followed = new Set(["events", "customers", "revenue_at_risk", "last_event_at", "priority"]);
  const columns = Object.keys(columnsOf(name)).filter(
    (column) =>
      !["run_id", "code_version", "taxonomy_version"].includes(column) &&
      !(name === "curated.issue" && followed.has(column)),
  );
  const rows = await database.rows<{ line: string }>(
    `SELECT CAST(to_json(kept) AS VARCHAR) AS line FROM (SELECT ${columns.join(", ")} FROM fixloop_${name}) AS kept`,
  );
  return new Set(rows.map(({ line }) => line));
}

test("counts, links, fixes and verdicts stay when their feedback is past its retention, whatever is done again", async () => {
  await writeWorld(path.join(folder, "samples"), { seed: 5, scale: 0.4, days: 300 });
  const project = projectIn(folder);
  const shortLived = { ...project, retention: { ...project.retention, rawDays: 90, curatedDays: 90 } };
  const plan = planOf(shortLived);
  database = await Database.open(":memory:");
  const options = { project: shortLived, plan, database, folder, asOf: undefined, now: () => new Date() };
  await runLocal(options);
  const before = new Map<TableName, ReadonlySet<string>>();
  for (const name of kept) before.set(name, await rowsOf(name));
  expect(before.get("curated.fix")?.size).toBeGreaterThan(0);

  await runLocal(options, "retention");
  // an event that was edited later stays for as long as the edit does
  const [left] = await database.rows<{ old: bigint }>(
    "SELECT count(*) AS old FROM fixloop_curated.feedback_event WHERE received_at < (SELECT max(received_at) - to_days(100) FROM fixloop_curated.feedback_event)",
  );
  expect(left?.old).toBeLessThan(10n);
  // a change of the code does every stage again
  const changed = { ...plan, codeVersion: "other" };
  await runLocal({ ...options, plan: changed });
  for (const name of kept) {
    const after = await rowsOf(name);
    expect(
      [...(before.get(name) ?? [])].filter((row) => !after.has(row)),
      name,
    ).toEqual([]);
    expect(
      [...after].filter((row) => !before.get(name)?.has(row)),
      name,
    ).toEqual([]);
  }
}, 120_000);

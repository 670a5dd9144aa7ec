import { planOf } from "../support/planOf.ts";
import { catalogue } from "../../src/stages/catalogue.ts";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { requestErasure } from "../../src/ledger/erasureRequest.ts";
import { Database } from "../../src/local/database.ts";
import { runLocal } from "../../src/local/run.ts";
import { type Plan } from "../../src/plan/plan.ts";
import { writeWorld } from "../../src/samples/world.ts";
import { loadProject, readProjectFiles } from "../../src/spec/load.ts";
import type { Project } from "../../src/spec/project.ts";
import { duckdb } from "../../src/sql/duckdb.ts";
import { render } from "../../src/sql/sql.ts";
import { differencesBetween } from "../support/splitWorld.ts";
import { referenceFolder } from "../support/referenceProject.ts";

// A project runs, its taxonomy and rules change, it runs again: as if it had been the changed one all along.
interface Version {
  readonly project: Project;
  readonly plan: Plan;
}
let folder: string;
let before: Version;
let after: Version;
let grown: Database;
let fresh: Database;
let erased: string;
let raisedBefore: ReadonlyMap<string, string>;

function load(): Version {
  const { project } = loadProject(readProjectFiles(folder), catalogue);
  if (project === undefined) throw new Error("the project has errors");
  return { project, plan: planOf(project) };
}

function edit(file: string, from: string | RegExp, to: string): void {
  const text = readFileSync(path.join(folder, file), "utf8");
  const changed = text.replace(from, to);
  expect(changed, file).not.toBe(text);
  writeFileSync(path.join(folder, file), changed);
}

const run = (
  database: Database,
  { plan }: Version,
  job: "loop" | "retention" = "loop",
  asOf?: string,
): Promise<void> =>
  runLocal({ plan, database, folder, asOf, now: () => new Date("2026-01-01T00:00:00Z") }, job);

async function reviewItems(database: Database): Promise<ReadonlyMap<string, string>> {
  const rows = await database.rows<{ id: string; raised: string }>(
    "SELECT review_item_id AS id, raised_at AS raised FROM fixloop_curated.review_item",
  );
  return new Map(rows.map(({ id, raised }) => [id, raised]));
}

beforeAll(async () => {
  folder = referenceFolder("reprocess");
  await writeWorld(path.join(folder, "samples"), { seed: 11, scale: 0.2, days: 45 });
  before = load();
  edit("pipeline.yaml", "min_confidence: 0.78", "min_confidence: 0.7");
  edit("pipeline.yaml", "- area:sync                                team-sync", "- area:sync team-editor");
  edit("pipeline.yaml", "identity: { merge_above: 6,", "identity: { merge_above: 9,");
  edit("taxonomy/sync.yaml", "severity: high", "severity: low");
  after = load();
  expect(after.plan.taxonomyVersion).not.toBe(before.plan.taxonomyVersion);

  grown = await Database.open(":memory:");
  await run(grown, before, "loop", "2026-02-10");
  const [somebody] = await grown.rows<{ customer_id: string }>(
    "SELECT customer_id FROM fixloop_curated.customer GROUP BY customer_id ORDER BY count(*) DESC, customer_id LIMIT 1",
  );
  erased = somebody?.customer_id ?? "";
  await grown.run(render(requestErasure(duckdb), "fixloop"), {
    customer_id: erased,
    now: "2026-01-01T00:00:00Z",
  });
  await run(grown, before, "retention");
  raisedBefore = await reviewItems(grown);
  await run(grown, after);

  fresh = await Database.open(":memory:");
  await run(fresh, after);
}, 240_000);
afterAll(() => {
  grown.close();
  fresh.close();
  rmSync(folder, { recursive: true, force: true });
});

test("after a change of taxonomy, rules and thresholds everything that depends on them is as in a project that began with them", async () => {
  // the erased customer was there for the fresh one only
  const { project, plan } = after;
  await fresh.run(render(requestErasure(duckdb), "fixloop"), {
    customer_id: erased,
    now: "2026-01-01T00:00:00Z",
  });
  await run(fresh, { project, plan }, "retention");
  await run(fresh, { project, plan });
  const { faults, counted } = await differencesBetween(grown, fresh, "fixloop");
  console.info(
    `by what was raised before: ${[...counted].map(([table, rows]) => `${table} ${rows}`).join(", ")}`,
  );
  expect(faults).toEqual([]);
});

test("a change of the spec is seen in what depends on it, and leaves what was received alone", async () => {
  const low = await grown.rows<{ rows: bigint }>(
    "SELECT count(*) AS rows FROM fixloop_curated.enrichment WHERE accepted AND confidence_bp BETWEEN 7000 AND 7799",
  );
  expect(low[0]?.rows).toBeGreaterThan(0n);
  const versions = await grown.rows(
    "SELECT DISTINCT taxonomy_version FROM fixloop_raw.feedback_payload WHERE run_id = 1",
  );
  expect(versions).toEqual([{ taxonomy_version: before.plan.taxonomyVersion }]);
});

test("whom an erasure took does not come back with a change, and what waited for a person waits since when it did", async () => {
  expect(
    await grown.rows(
      "SELECT * FROM fixloop_curated.customer WHERE customer_id = $erased OR customer_record_id = $erased",
      {
        erased,
      },
    ),
  ).toEqual([]);
  const now = await reviewItems(grown);
  const kept = [...raisedBefore].filter(([id]) => now.has(id));
  expect(kept.length).toBeGreaterThan(10);
  expect(kept.filter(([id, raised]) => now.get(id) !== raised)).toEqual([]);
  const receipts = await grown.rows("SELECT count(*) > 0 AS kept FROM fixloop_curated.erasure_receipt");
  expect(receipts).toEqual([{ kept: true }]);
});

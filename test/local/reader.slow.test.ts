import { planOf } from "../support/planOf.ts";
import { rmSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Database } from "../../src/local/database.ts";
import { landFiles } from "../../src/local/land.ts";
import { finishLocalRun, openLocalRun, runLocal, type RunOptions } from "../../src/local/run.ts";
import type { FinishedView } from "../../src/contract/view.ts";
import { publishedTable } from "../../src/stages/measure/published.ts";
import { finishedViews } from "../../src/stages/measure/views.ts";
import { stagesOf, stageStatements, type Plan } from "../../src/plan/plan.ts";
import { writeWorld } from "../../src/samples/world.ts";
import type { Project } from "../../src/spec/project.ts";
import { duckdb } from "../../src/sql/duckdb.ts";
import { render } from "../../src/sql/sql.ts";
import { projectIn, referenceFolder } from "../support/referenceProject.ts";

/**
 * Somebody who reads the serving views again and again while the loop runs. Every statement commits by itself, so
 * between two of them is every state that a reader can meet.
 */
const names = Object.keys(finishedViews) as readonly (keyof typeof finishedViews)[];
type Seen = Readonly<Record<string, readonly string[]>>;
let folder: string;
let project: Project;
let plan: Plan;
let database: Database;

beforeAll(async () => {
  folder = referenceFolder("reader");
  await writeWorld(path.join(folder, "samples"), { seed: 11, scale: 0.12, days: 120 });
  project = projectIn(folder);
  plan = planOf(project);
  database = await Database.open(":memory:");
}, 60_000);
afterAll(() => {
  database.close();
  rmSync(folder, { recursive: true, force: true });
});

function optionsAt(asOf: string | undefined): RunOptions {
  return { plan, database, folder, asOf, now: () => new Date("2026-01-01T00:00:00Z") };
}

/** The rows of a query a view, as text in an order of their own: one statement for all of them, since it is asked often. */
async function everyView(query: (name: keyof typeof finishedViews) => string): Promise<Seen> {
  const parts = names.map(
    (name) =>
      `SELECT '${name}' AS name, list(CAST(to_json(seen) AS VARCHAR) ORDER BY CAST(to_json(seen) AS VARCHAR)) AS lines FROM (${query(name)}) AS seen`,
  );
  const rows = await database.rows<{ name: string; lines: readonly string[] | null }>(
    parts.join(" UNION ALL "),
  );
  return Object.fromEntries(rows.map(({ name, lines }) => [name, lines ?? []]));
}

const read = (): Promise<Seen> => everyView((name) => `SELECT * FROM fixloop_serving.${name}`);

/** What the views' own queries give, straight from the curated tables. */
const computed = (): Promise<Seen> =>
  everyView((name) => {
    const view: FinishedView = finishedViews[name];
    const columns = Object.keys(view.columns).map((column) => {
      const expression = view.atReading?.[column]?.(duckdb);
      return expression === undefined ? column : `${render(expression, "fixloop")} AS ${column}`;
    });
    return `SELECT ${columns.join(", ")} FROM (${render(view.query(duckdb), "fixloop")}) AS now`;
  });

/**
 * Runs the loop up to its last statement, or stops before the statement of the given id. Reads after each statement, or
 * after those of the last stage alone, which publish.
 */
async function runAndRead(
  options: RunOptions,
  expected: Seen,
  { stopBefore, onlyAfter }: { readonly stopBefore?: string; readonly onlyAfter?: "measure" } = {},
): Promise<number> {
  let reads = 0;
  const look = async (after: string): Promise<void> => {
    reads += 1;
    const seen = await read();
    for (const name of names)
      if (String(seen[name]) !== String(expected[name]))
        expect(seen[name], `${name} after ${after}`).toEqual(expected[name]);
  };
  await openLocalRun(options);
  await look("the run was opened");
  for (const stage of stagesOf(plan, "loop"))
    for (const statement of stageStatements(stage, duckdb)) {
      if (statement.id === stopBefore) return reads;
      if ("kind" in statement) await landFiles(options);
      else
        await database.run(render(statement.sql, plan.schemaPrefix), {
          now: options.now().toISOString(),
          as_of: options.asOf ?? "",
        });
      if (onlyAfter === undefined || onlyAfter === stage.name) await look(statement.id);
    }
  return reads;
}

/** What the small world of this test never has: a signal of an issue. */
const empty: readonly string[] = ["issue_signals", "signal_weeks"];
const nothing: Seen = Object.fromEntries(names.map((name) => [name, []]));
const later = "2026-05-01T00:00:00Z";
let first: Seen;
let second: Seen;

test("nobody sees anything of the first run until it has finished, then all of it", async () => {
  const options = optionsAt("2026-04-05T00:00:00Z");
  await runAndRead(options, nothing, { onlyAfter: "measure" });
  await finishLocalRun(options);
  first = await read();
  expect(first).toEqual(await computed());
  expect(names.filter((name) => first[name]?.length === 0)).toEqual(empty);
}, 120_000);

test("between any two statements of a run a reader sees the run before it, also when it was stopped, another job ran and it was taken up at a later moment", async () => {
  // in the middle of publishing: half of the views' tables hold rows of this run
  await runAndRead(optionsAt("2026-04-20T00:00:00Z"), first, {
    stopBefore: `measure.${names[5]}`,
    onlyAfter: "measure",
  });
  expect(
    await database.rows(
      `SELECT outbox_id FROM fixloop_${publishedTable("support_queue")} WHERE shown_from = 2`,
    ),
  ).not.toEqual([]);
  await runLocal(optionsAt(undefined), "audit");
  expect(await read()).toEqual(first);

  const options = optionsAt(later);
  const reads = await runAndRead(options, first);
  expect(reads).toBeGreaterThan(60);
  await finishLocalRun(options);
  second = await read();
  expect(second).toEqual(await computed());
  expect(names.filter((name) => JSON.stringify(first[name]) === JSON.stringify(second[name]))).toEqual([
    // the one fix was there before
    "feedback_to_fix_times",
    "feedback_to_fix_medians",
    "issue_signals",
    "signal_weeks",
    // nothing that comes later is pasted by many
    "campaigns",
  ]);
}, 240_000);

test("a run that finds nothing new publishes nothing, and what readers no longer see leaves", async () => {
  const left = (): Promise<Seen> =>
    everyView((name) => `SELECT * FROM fixloop_${publishedTable(name)} WHERE shown_until IS NOT NULL`);
  expect(Object.values(await left()).flat().length).toBeGreaterThan(0);
  await runLocal(optionsAt(later));
  expect(await read()).toEqual(second);
  expect(await left()).toEqual(nothing);
  expect(
    await database.rows(
      "SELECT rows_out FROM fixloop_curated.stage_run WHERE stage = 'measure' ORDER BY run_id DESC LIMIT 1",
    ),
  ).toEqual([{ rows_out: 0n }]);
}, 120_000);

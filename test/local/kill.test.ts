import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Database } from "../../src/local/database.ts";
import { requestErasure } from "../../src/governance/erasure.ts";
import { stages } from "../../src/pipeline/stages.ts";
import type { JobName } from "../../src/pipeline/vocabulary.ts";
import { writeWorld } from "../../src/samples/world.ts";
import { loadProject, readProjectFiles } from "../../src/spec/load.ts";
import { duckdb } from "../../src/sql/duckdb.ts";
import { render } from "../../src/sql/sql.ts";
import { differences, dumpTables } from "../support/tableDump.ts";

const root = path.resolve(import.meta.dirname, "..", "..");
let folder: string;
let uninterrupted: ReadonlyMap<string, readonly string[]>;
let statements: number;

interface Killed {
  readonly signal: NodeJS.Signals | null;
  readonly printed: string;
}

interface Job {
  readonly name: JobName;
  readonly asOf?: string;
}

/** Runs a job in a process of its own; at the given statement that process is gone. 0 lets it finish. */
function run(file: string, statement: number, delay = 0, { name, asOf }: Job = { name: "loop" }): Killed {
  const result = spawnSync(
    process.execPath,
    [
      path.join(root, "test", "local", "killedRun.ts"),
      folder,
      path.join(folder, file),
      String(statement),
      String(delay),
      name,
      ...(asOf === undefined ? [] : [asOf]),
    ],
    { encoding: "utf8" },
  );
  if (result.status !== 0 && result.signal !== "SIGKILL") throw new Error(result.stderr);
  return { signal: result.signal, printed: result.stdout.trim() };
}

async function tablesOf(file: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const database = await Database.open(path.join(folder, file));
  const dump = await dumpTables(database, "fixloop", { provenance: true });
  database.close();
  return dump;
}

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "fixloop-kill-"));
  for (const part of ["pipeline.yaml", "taxonomy", "evals"])
    cpSync(path.join(root, part), path.join(folder, part), { recursive: true });
  await writeWorld(path.join(folder, "samples"), { seed: 11, scale: 0.2, days: 70 });
  const finished = run("whole.duckdb", 0);
  statements = Number(/finished after (\d+) statements/.exec(finished.printed)?.[1]);
  uninterrupted = await tablesOf("whole.duckdb");
}, 240_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("a run that is killed inside every stage and started again ends in the tables of one that was not", async () => {
  const perStage = 2;
  const boundaries = await stageStatementNumbers();
  const hit: string[] = [];
  for (const [index, stage] of stages.entries()) {
    const numbers = boundaries.get(stage.name) ?? [];
    for (let pick = 0; pick < perStage; pick++) {
      // a statement drawn from the stage, killed before it (odd draws) or shortly after it has begun (even ones)
      const statement = numbers[(index * 7 + pick * 3 + 1) % numbers.length] ?? 0;
      const file = `killed-${stage.name}-${pick}.duckdb`;
      const killed = run(file, statement, pick * 2);
      expect(killed.signal, stage.name).toBe("SIGKILL");
      hit.push(killed.printed);
      run(file, 0);
      expect(differences(uninterrupted, await tablesOf(file)), `killed at ${killed.printed}`).toEqual([]);
    }
  }
  console.info(`killed at: ${hit.join(", ")}`);
  expect(new Set(hit.map((id) => id.split(".")[0])).size).toBeGreaterThanOrEqual(stages.length - 1);
}, 600_000);

test.each<Job>([
  { name: "audit" },
  // so late that every payload is past its retention
  { name: "retention", asOf: "2028-01-01T00:00:00Z" },
])(
  "$name killed between its statements and started again ends as one that was not",
  async (job) => {
    const start = async (file: string): Promise<string> => {
      cpSync(path.join(folder, "whole.duckdb"), path.join(folder, file));
      const database = await Database.open(path.join(folder, file));
      const [somebody] = await database.rows<{ customer_id: string }>(
        "SELECT customer_id FROM fixloop_curated.customer GROUP BY customer_id ORDER BY count(*) DESC, customer_id LIMIT 1",
      );
      await database.run(render(requestErasure(duckdb), "fixloop"), {
        customer_id: somebody?.customer_id ?? "",
        now: "2026-01-01T00:00:00Z",
      });
      database.close();
      return file;
    };
    const whole = await start(`${job.name}.duckdb`);
    run(whole, 0, 0, job);
    const expected = await booksAndTables(whole);
    const ids = await statementsOf(job.name);
    // the first and the last, and two in between: of a retention they find and delete
    const places = new Set([0, 0.35, 0.7, 1].map((part) => Math.round(part * (ids.length - 1))));
    for (const place of places) {
      const file = await start(`killed-${job.name}-${place}.duckdb`);
      // the database is set up: the ledger's opening is the first statement
      const killed = run(file, place + 2, place % 2, job);
      expect(killed).toEqual({ signal: "SIGKILL", printed: ids[place] });
      run(file, 0, 0, job);
      expect(differences(expected, await booksAndTables(file)), `killed at ${killed.printed}`).toEqual([]);
    }
    if (job.name === "audit") expect(expected.get("curated.drift")?.length).toBeGreaterThan(0);
    else {
      expect(expected.get("raw.feedback_payload")).toEqual([]);
      expect(expected.get("receipts")?.length).toBeGreaterThan(0);
    }
  },
  300_000,
);

/** Also what the books of erasures say, which count as ledger. */
async function booksAndTables(file: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const database = await Database.open(path.join(folder, file));
  const books = await Promise.all(
    ["curated.erasure_receipt", "raw.erasure_request", "raw.erasure_scope", "raw.erased_record"].map(
      async (name) =>
        [
          name === "curated.erasure_receipt" ? "receipts" : name,
          (
            await database.rows<{ line: string }>(
              `SELECT CAST(to_json(kept) AS VARCHAR) AS line FROM fixloop_${name} AS kept ORDER BY line`,
            )
          ).map(({ line }) => line),
        ] as const,
    ),
  );
  database.close();
  return new Map([...(await tablesOf(file)), ...books]);
}

async function statementsOf(job: JobName): Promise<readonly string[]> {
  const { buildPlan, stagesOf, stageStatements } = await import("../../src/pipeline/plan.ts");
  const { project } = loadProject(readProjectFiles(folder));
  if (project === undefined) throw new Error("the project has errors");
  return stagesOf(buildPlan(project), job).flatMap((stage) =>
    stageStatements(stage, duckdb).map(({ id }) => id),
  );
}

/** Which statement numbers belong to which stage, from a run that tells. */
async function stageStatementNumbers(): Promise<ReadonlyMap<string, readonly number[]>> {
  const { buildPlan, setupStatements, stageStatements } = await import("../../src/pipeline/plan.ts");
  const { project } = loadProject(readProjectFiles(folder));
  if (project === undefined) throw new Error("the project has errors");
  // set-up, seeds and the ledger's opening come before the first stage
  let next = setupStatements(duckdb).length + 2;
  const numbers = new Map<string, number[]>();
  for (const stage of buildPlan(project).stages) {
    numbers.set(
      stage.name,
      stageStatements(stage, duckdb).map(() => ++next),
    );
  }
  expect(next + 1).toBe(statements);
  return numbers;
}

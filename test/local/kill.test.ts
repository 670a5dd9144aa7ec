import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Database } from "../../src/local/database.ts";
import { stages } from "../../src/pipeline/stages.ts";
import { writeWorld } from "../../src/samples/world.ts";
import { differences, dumpTables } from "../support/tableDump.ts";

const root = path.resolve(import.meta.dirname, "..", "..");
let folder: string;
let uninterrupted: ReadonlyMap<string, readonly string[]>;
let statements: number;

interface Killed {
  readonly signal: NodeJS.Signals | null;
  readonly printed: string;
}

/** Runs the loop in a process of its own; at the given statement that process is gone. 0 lets it finish. */
function run(file: string, statement: number, delay = 0): Killed {
  const result = spawnSync(
    process.execPath,
    [
      path.join(root, "test", "local", "killedRun.ts"),
      folder,
      path.join(folder, file),
      String(statement),
      String(delay),
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

/** Which statement numbers belong to which stage, from a run that tells. */
async function stageStatementNumbers(): Promise<ReadonlyMap<string, readonly number[]>> {
  const { buildPlan, setupStatements, stageStatements } = await import("../../src/pipeline/plan.ts");
  const { loadProject, readProjectFiles } = await import("../../src/spec/load.ts");
  const { duckdb } = await import("../../src/sql/duckdb.ts");
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

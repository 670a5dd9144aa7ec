import path from "node:path";
import { Database } from "../../src/local/database.ts";
import { runLocal } from "../../src/local/run.ts";
import { primeClassifierCache, saveClassifierCache } from "../../src/model/cacheFolder.ts";
import { buildPlan } from "../../src/pipeline/plan.ts";
import { jobNames } from "../../src/pipeline/vocabulary.ts";
import { loadProject, readProjectFiles } from "../../src/spec/load.ts";

// A process of its own for kill.test.ts: runs a job and is gone, without a goodbye, just before or in the middle
// of the statement whose number it was given. Prints the id of that statement.
const [folder = "", file = "", position = "0", delay = "0", name = "loop", asOf] = process.argv.slice(2);
const job = jobNames.find((known) => known === name);
if (job === undefined) throw new Error(`there is no job ${name}`);
const { project } = loadProject(readProjectFiles(folder));
if (project === undefined) throw new Error("the project has errors");
// trained once, by the first of these processes
await primeClassifierCache(path.join(folder, ".fixloop", "cache"));
const plan = buildPlan(project);
await saveClassifierCache(path.join(folder, ".fixloop", "cache"));
const database = await Database.open(file);
let statements = 0;
await runLocal(
  {
    project,
    plan,
    database,
    folder,
    asOf,
    now: () => new Date("2026-01-01T00:00:00Z"),
    onStatement: (id) => {
      statements += 1;
      if (statements !== Number(position)) return;
      process.stdout.write(`${id}\n`);
      if (delay === "0") process.kill(process.pid, "SIGKILL");
      else setTimeout(() => process.kill(process.pid, "SIGKILL"), Number(delay));
    },
  },
  job,
);
database.close();
process.stdout.write(`finished after ${statements} statements\n`);

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, cpSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Database } from "../src/local/database.ts";
import { finishLocalRun, openLocalRun, runLocalStage, type RunOptions } from "../src/local/run.ts";
import { buildPlan } from "../src/pipeline/plan.ts";
import { writeWorld } from "../src/samples/world.ts";
import { loadProject, readProjectFiles } from "../src/spec/load.ts";

/**
 * The whole loop on DuckDB at growing sizes: rows a second per stage, and the peak memory of the process.
 *
 *   node bench/loop.ts [SCALE ...]        scale 1 is about 5,000 events; by default 2 and 20
 *
 * Each size runs in a process of its own, so that peak memory is that size's.
 */
const root = path.resolve(import.meta.dirname, "..");
const [word, ...rest] = process.argv.slice(2);

if (word === "--one") await one(Number(rest[0]));
else {
  for (const scale of word === undefined ? [2, 20] : [word, ...rest].map(Number)) {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [import.meta.filename, "--one", String(scale)],
      { encoding: "utf8" },
    );
    process.stdout.write(status === 0 ? stdout : stderr);
  }
}

async function one(scale: number): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "fixloop-bench-"));
  try {
    for (const part of ["pipeline.yaml", "taxonomy", "evals"])
      cpSync(path.join(root, part), path.join(folder, part), { recursive: true });
    await writeWorld(path.join(folder, "samples"), { seed: 5, scale });
    const { project } = loadProject(readProjectFiles(folder));
    if (project === undefined) throw new Error("the reference project has errors");
    const planned = performance.now();
    const plan = buildPlan(project);
    const planMilliseconds = performance.now() - planned;
    const file = path.join(folder, "bench.duckdb");
    const database = await Database.open(file);
    const options: RunOptions = { project, plan, database, folder, asOf: undefined, now: () => new Date() };
    const started = performance.now();
    await openLocalRun(options);
    const setup = performance.now() - started;
    const stages: { readonly stage: string; readonly milliseconds: number }[] = [];
    for (const stage of plan.stages) {
      const begun = performance.now();
      await runLocalStage(options, stage);
      stages.push({ stage: stage.name, milliseconds: performance.now() - begun });
    }
    await finishLocalRun(options);
    const total = performance.now() - started;
    const [counted] = await database.rows<{ events: bigint; points: bigint }>(
      "SELECT (SELECT count(*) FROM fixloop_curated.feedback_event) AS events, (SELECT count(*) FROM fixloop_raw.telemetry_point) AS points",
    );
    const events = Number(counted?.events);
    const line = (name: string, milliseconds: number): string =>
      `  ${name.padEnd(10)} ${(milliseconds / 1000).toFixed(2).padStart(8)} s ${Math.round(
        (events * 1000) / milliseconds,
      )
        .toLocaleString("en-GB")
        .padStart(10)} events/s\n`;
    process.stdout.write(
      `scale ${scale}: ${events.toLocaleString("en-GB")} events, ${Number(counted?.points).toLocaleString("en-GB")} telemetry points; plan ${Math.round(planMilliseconds)} ms, set-up ${Math.round(setup)} ms\n` +
        stages.map(({ stage, milliseconds }) => line(stage, milliseconds)).join("") +
        line("whole run", total) +
        `  peak memory ${Math.round(process.resourceUsage().maxRSS / 1024).toLocaleString("en-GB")} MiB, database ${Math.round(statSync(file).size / 1048576)} MiB\n`,
    );
    database.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

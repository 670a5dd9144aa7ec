import { spawnSync } from "node:child_process";
import { copyFileSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Database } from "../src/local/database.ts";
import { finishLocalRun, openLocalRun, runLocal, runLocalStage, type RunOptions } from "../src/local/run.ts";
import { buildPlan } from "../src/pipeline/plan.ts";
import { writeWorld } from "../src/samples/world.ts";
import { loadProject, readProjectFiles } from "../src/spec/load.ts";
import { StatementProfile, type StatementCost } from "./statementProfile.ts";

/**
 * Does the cost of a run follow what is new? The same 10,000 events, of the ten days after it, are added to histories of
 * growing length on DuckDB: processor time and rows scanned of every stage, as ratios to the shortest history.
 *
 *   node bench/incremental.ts [EVENTS ...]        by default 10000 and 100000
 *
 * Each history runs in a process of its own. Rows scanned are those that DuckDB read from tables, after what its filters
 * let it leave out.
 */
const root = path.resolve(import.meta.dirname, "..");
/** What a world of scale 1 has, over its 200 days. */
const eventsOfScale = 5130;
const days = 200;
/** About 10,000 events in ten days, by nobody and under no id that a history has: none of them is an edit. */
const addition = { seed: 77, scale: 18, days: 10, start: "2026-07-24", numbersFrom: 5_000_000 };
const [word, ...rest] = process.argv.slice(2);

interface StageCost {
  readonly stage: string;
  readonly seconds: number;
  readonly scanned: number;
}

interface Measured {
  readonly history: number;
  readonly added: number;
  readonly stages: readonly StageCost[];
  readonly statements: readonly StatementCost[];
}

if (word === "--one") await one(Number(rest[0]));
else {
  const sizes = word === undefined ? [10_000, 100_000] : [word, ...rest].map(Number);
  const measured = sizes.map((size) => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [import.meta.filename, "--one", String(size)],
      { encoding: "utf8", maxBuffer: 1 << 28 },
    );
    if (status !== 0) throw new Error(stderr);
    return JSON.parse(stdout) as Measured;
  });
  print(measured);
}

async function one(events: number): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "fixloop-bench-"));
  try {
    for (const part of ["taxonomy", "evals"])
      cpSync(path.join(root, part), path.join(folder, part), { recursive: true });
    // a source takes further files beside its first
    writeFileSync(
      path.join(folder, "pipeline.yaml"),
      readFileSync(path.join(root, "pipeline.yaml"), "utf8").replaceAll(
        /files: samples\/([a-z-]+?)(-\*)?\.(jsonl|csv|parquet)/g,
        "files: samples/$1*.$3",
      ),
    );
    const samples = path.join(folder, "samples");
    await writeWorld(samples, { seed: 5, scale: events / eventsOfScale, days });
    const { project } = loadProject(readProjectFiles(folder));
    if (project === undefined) throw new Error("the reference project has errors");
    const plan = buildPlan(project);
    const database = await Database.open(path.join(folder, "bench.duckdb"));
    const options: RunOptions = { project, plan, database, folder, asOf: undefined, now: () => new Date() };
    await runLocal(options);
    const before = await eventsIn(database);

    const more = path.join(folder, "more");
    await writeWorld(more, addition);
    keepAccountsOfWriters(more);
    for (const name of readdirSync(more))
      if (!/^(truth|releases|articles)/.test(name))
        copyFileSync(path.join(more, name), path.join(samples, name.replace(/(\.\w+)$/, "-more$1")));
    const profile = await StatementProfile.start(database, path.join(folder, "profile.json"));
    const profiled: RunOptions = { ...options, onStatement: profile.begin };
    await openLocalRun(profiled);
    const stages: StageCost[] = [];
    for (const stage of plan.stages) {
      const first = profile.costs.length;
      const cpu = process.cpuUsage();
      await runLocalStage(profiled, stage);
      profile.end();
      const { user, system } = process.cpuUsage(cpu);
      stages.push({
        stage: stage.name,
        seconds: (user + system) / 1e6,
        scanned: profile.costs.slice(first).reduce((sum, { scanned }) => sum + scanned, 0),
      });
    }
    await finishLocalRun(profiled);
    profile.end();
    const added = (await eventsIn(database)) - before;
    database.close();
    const measured: Measured = { history: before, added, stages, statements: profile.costs };
    process.stdout.write(JSON.stringify(measured));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A world has accounts of all of its people, most of whom write nothing in ten days: only those of writers are new. */
function keepAccountsOfWriters(folder: string): void {
  const lines = (name: string): readonly string[] =>
    readFileSync(path.join(folder, name), "utf8").trimEnd().split("\n");
  const [header = "", ...items] = lines("truth-items.csv");
  const person = header.split(",").indexOf("person");
  const writers = new Set(items.map((item) => `A${500_000 + Number(item.split(",")[person])}`));
  const [accountHeader, ...accounts] = lines("accounts.csv");
  const kept = accounts.filter((account) => writers.has(account.split(",", 1)[0] ?? ""));
  writeFileSync(path.join(folder, "accounts.csv"), [accountHeader, ...kept, ""].join("\n"));
}

async function eventsIn(database: Database): Promise<number> {
  const [found] = await database.rows<{ events: bigint }>(
    "SELECT count(*) AS events FROM fixloop_curated.feedback_event",
  );
  return Number(found?.events);
}

function print(measured: readonly Measured[]): void {
  const [shortest] = measured;
  if (shortest === undefined) return;
  for (const { history, added, stages, statements } of measured) {
    process.stdout.write(`${grouped(added)} events added to ${grouped(history)}\n`);
    for (const [index, { stage, seconds, scanned }] of stages.entries()) {
      const base = shortest.stages[index];
      process.stdout.write(
        `  ${stage.padEnd(10)} ${seconds.toFixed(2).padStart(7)} s processor ${ratio(seconds, base?.seconds)}  ${grouped(scanned).padStart(12)} rows scanned ${ratio(scanned, base?.scanned)}\n`,
      );
    }
    const total = (of: readonly StageCost[], key: "seconds" | "scanned"): number =>
      of.reduce((sum, stage) => sum + stage[key], 0);
    process.stdout.write(
      `  ${"whole run".padEnd(10)} ${total(stages, "seconds").toFixed(2).padStart(7)} s processor ${ratio(total(stages, "seconds"), total(shortest.stages, "seconds"))}  ${grouped(total(stages, "scanned")).padStart(12)} rows scanned ${ratio(total(stages, "scanned"), total(shortest.stages, "scanned"))}\n`,
    );
    if (history === shortest.history) continue;
    const grown = statements
      .map((cost) => ({
        ...cost,
        more: cost.milliseconds - (shortest.statements.find(({ id }) => id === cost.id)?.milliseconds ?? 0),
      }))
      .toSorted((left, right) => right.more - left.more)
      .slice(0, 10);
    process.stdout.write("  what grew most\n");
    for (const { id, milliseconds, more, scanned } of grown)
      process.stdout.write(
        `  ${id.padEnd(34)} ${(milliseconds / 1000).toFixed(2).padStart(7)} s, ${(more / 1000).toFixed(2)} s more  ${grouped(scanned)} rows scanned\n`,
      );
  }
}

const ratio = (value: number, base: number | undefined): string =>
  base === undefined || base === 0 ? "     " : `×${(value / base).toFixed(1)}`.padStart(6);

function grouped(value: number): string {
  return value.toLocaleString("en-GB");
}

import { planOf } from "../test/support/planOf.ts";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Database } from "../src/local/database.ts";
import { finishLocalRun, openLocalRun, runLocal, runLocalStage, type RunOptions } from "../src/local/run.ts";
import { addEvents, writeHistory } from "./growingHistory.ts";
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
    const project = await writeHistory(folder, events);
    const plan = planOf(project);
    const database = await Database.open(path.join(folder, "bench.duckdb"));
    const options: RunOptions = { plan, database, folder, asOf: undefined, now: () => new Date() };
    await runLocal(options);
    const before = await eventsIn(database);

    await addEvents(folder);
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

function ratio(value: number, base: number | undefined): string {
  return base === undefined || base === 0 ? "     " : `×${(value / base).toFixed(1)}`.padStart(6);
}

function grouped(value: number): string {
  return value.toLocaleString("en-GB");
}

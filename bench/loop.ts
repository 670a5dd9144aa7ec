import { planOf } from "../test/support/planOf.ts";
import { catalogue } from "../src/stages/catalogue.ts";
import { spawnSync } from "node:child_process";
import { appendFileSync, mkdtempSync, rmSync, cpSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Database } from "../src/local/database.ts";
import { finishLocalRun, openLocalRun, runLocalStage, type RunOptions } from "../src/local/run.ts";
import { writeWorld } from "../src/samples/world.ts";
import { loadProject, readProjectFiles } from "../src/spec/load.ts";
import { StatementProfile, type StatementCost } from "./statementProfile.ts";

/**
 * The whole loop on DuckDB at growing sizes: time and processor time per stage, rows a second, the slowest statements,
 * and the peak memory of the run.
 *
 *   node bench/loop.ts [--no-profile] [--points=N] [--until=STAGE] [--peer=PYTHON] [SCALE ...]
 *
 * Scale 1 is about 5,000 events; by default 2 and 20; 195 is a million. `--points` adds so many rows to the telemetry of
 * the world. `--until` stops after a stage. `--peer` runs `bench/peer.py` on the same files with that interpreter, and
 * prints how the whole run compares.
 *
 * The world of each size is made by one process and run by another, so that peak memory is the run's alone. Where other
 * work shares the machine, processor time is the figure to compare: it hardly grows with the load, waiting does.
 */
const root = path.resolve(import.meta.dirname, "..");
const slowest = 15;
const [word, ...rest] = process.argv.slice(2);
const option = (name: string): string | undefined =>
  process.argv.find((given) => given.startsWith(`--${name}=`))?.slice(name.length + 3);

if (word === "--world") await makeWorld(rest[0] ?? "", Number(rest[1]));
else if (word === "--run") await runWorld(rest[0] ?? "", Number(rest[1]), !rest.includes("--no-profile"));
else {
  const words = process.argv.slice(2);
  const options = words.filter((given) => given.startsWith("--"));
  const scales = words.filter((given) => !given.startsWith("--")).map(Number);
  for (const scale of scales.length === 0 ? [2, 20] : scales) measure(scale, options);
}

function measure(scale: number, options: readonly string[]): void {
  const folder = mkdtempSync(path.join(tmpdir(), "fixloop-bench-"));
  const peer = option("peer");
  const node = (...words: readonly string[]): readonly string[] => [
    process.execPath,
    import.meta.filename,
    ...words,
    folder,
    String(scale),
    ...options,
  ];
  try {
    for (const [program = "", ...words] of [
      node("--world"),
      node("--run"),
      ...(peer === undefined ? [] : [[peer, path.join(root, "bench", "peer.py"), folder]]),
    ]) {
      const { status, stdout, stderr } = spawnSync(program, words, { encoding: "utf8" });
      process.stdout.write(stdout);
      if (status === 0) continue;
      process.stderr.write(stderr);
      process.exitCode = 1;
      return;
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function makeWorld(folder: string, scale: number): Promise<void> {
  for (const part of ["pipeline.yaml", "taxonomy", "evals"])
    cpSync(path.join(root, part), path.join(folder, part), { recursive: true });
  await writeWorld(path.join(folder, "samples"), { seed: 5, scale });
  addPoints(path.join(folder, "samples", "telemetry.csv"), Number(option("points") ?? 0));
}

/** Points of areas that the world has none of, a day and region each. */
function addPoints(file: string, count: number): void {
  const lines = Array.from({ length: count }, (_, index) => {
    const day = new Date(Date.UTC(2026, 0, 5 + (index % 90))).toISOString().slice(0, 10);
    return `${day},4.6.0,android,EU,area-${Math.floor(index / 90)},load_errors,count,${index % 250},${1_000 + (index % 9_000)}\n`;
  });
  appendFileSync(file, lines.join(""));
}

async function runWorld(folder: string, scale: number, profiled: boolean): Promise<void> {
  const { project } = loadProject(readProjectFiles(folder), catalogue);
  if (project === undefined) throw new Error("the reference project has errors");
  const plan = planOf(project);
  const file = path.join(folder, "bench.duckdb");
  const database = await Database.open(file);
  const profile = profiled
    ? await StatementProfile.start(database, path.join(folder, "profile.json"))
    : undefined;
  const options: RunOptions = {
    plan,
    database,
    folder,
    asOf: undefined,
    now: () => new Date(),
    onStatement: (id) => profile?.begin(id),
  };
  const whole = stopwatch();
  await openLocalRun(options);
  const times: (readonly [string, Time])[] = [["set-up", whole()]];
  for (const stage of plan.stages) {
    const time = stopwatch();
    await runLocalStage(options, stage);
    times.push([stage.name, time()]);
    if (stage.name === option("until")) break;
  }
  if (option("until") === undefined) await finishLocalRun(options);
  profile?.end();
  times.push(["whole run", whole()]);
  const peak = Math.round(process.resourceUsage().maxRSS / 1024);
  const [counted] = await database.rows<{ events: bigint; points: bigint }>(
    "SELECT (SELECT count(*) FROM fixloop_raw.feedback_payload) AS events, (SELECT count(*) FROM fixloop_raw.telemetry_point) AS points",
  );
  const events = Number(counted?.events);
  database.close();
  // what the peer compares itself with
  writeFileSync(
    path.join(folder, "loop.json"),
    JSON.stringify({ ...times.at(-1)?.[1], peakMebibytes: peak }),
  );
  process.stdout.write(
    `scale ${scale}: ${grouped(events)} events, ${grouped(Number(counted?.points))} telemetry points\n` +
      times.map(([name, time]) => stageLine(name, time, events)).join("") +
      `  peak memory ${grouped(peak)} MiB, database ${grouped(Math.round(statSync(file).size / 1048576))} MiB\n` +
      (profile === undefined ? "" : slowestStatements(profile.costs)),
  );
}

/** Seconds on the clock, and of all cores together. */
interface Time {
  readonly wall: number;
  readonly processor: number;
}

function stopwatch(): () => Time {
  const begun = performance.now();
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return { wall: (performance.now() - begun) / 1000, processor: (user + system) / 1e6 };
  };
}

function grouped(value: number): string {
  return value.toLocaleString("en-GB");
}

function stageLine(name: string, { wall, processor }: Time, events: number): string {
  const rate = grouped(Math.round(events / wall));
  return `  ${name.padEnd(10)} ${wall.toFixed(2).padStart(8)} s ${processor.toFixed(2).padStart(8)} s processor ${rate.padStart(10)} events/s\n`;
}

function slowestStatements(costs: readonly StatementCost[]): string {
  const lines = costs
    .toSorted((one, other) => other.processorMilliseconds - one.processorMilliseconds)
    .slice(0, slowest)
    .map(
      ({ id, milliseconds, processorMilliseconds, rows, scanned }) =>
        `  ${id.padEnd(32)} ${(milliseconds / 1000).toFixed(2).padStart(8)} s ${(processorMilliseconds / 1000).toFixed(2).padStart(8)} s processor ${grouped(rows).padStart(11)} rows ${grouped(scanned).padStart(12)} scanned\n`,
    );
  return `  slowest statements\n${lines.join("")}`;
}

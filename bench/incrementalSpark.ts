import { planOf } from "../test/support/planOf.ts";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { readRuntimeFiles } from "../src/cli/runtimeFiles.ts";
import { bundleRoots, emitBundle } from "../src/databricks/emitBundle.ts";
import { writeFiles } from "../src/emit/files.ts";
import { prepareEngines } from "../test/engines/environment.ts";
import { runJob } from "../test/engines/job.ts";
import { makeSchemas } from "../test/engines/loop.ts";
import { Spark } from "../test/engines/spark.ts";
import { StandIns } from "../test/engines/standIns.ts";
import { Tally } from "../test/engines/tally.ts";
import { addEvents, writeHistory } from "./growingHistory.ts";

/**
 * What `incremental.ts` asks of DuckDB, of Spark with Delta: the same events are added to histories of growing length, by
 * the jobs of the emitted bundle. Processor time and rows read from files of every stage, those of Delta's log among them, as ratios to the
 * shortest history.
 *
 *   node bench/incrementalSpark.ts [EVENTS ...]        by default 10000 and 200000
 *
 * Each history has a Spark of its own, whose JVM the history has warmed up.
 */
interface StageCost {
  readonly stage: string;
  readonly seconds: number;
  readonly read: number;
}

interface Measured {
  readonly history: number;
  readonly added: number;
  readonly stages: readonly StageCost[];
}

const sizes = process.argv.slice(2).map(Number);
const say = (line: string): void => void process.stderr.write(`${line}\n`);
const { python } = await prepareEngines(say);
const measured: Measured[] = [];
for (const size of sizes.length === 0 ? [10_000, 200_000] : sizes) measured.push(await measure(size));
print(measured);

async function measure(events: number): Promise<Measured> {
  const folder = await mkdtemp(path.join(tmpdir(), "fixloop-bench-"));
  const bundle = path.join(folder, "emitted");
  const tally = new Tally(say);
  // the default forgets the stages of a loop before it is over
  const remembered = { "spark.ui.retainedStages": "1000000", "spark.ui.retainedJobs": "1000000" };
  const spark = await Spark.start(python, { ...remembered, "spark.driver.memory": "8g" });
  try {
    const project = await writeHistory(folder, events);
    const files = emitBundle(planOf(project), readRuntimeFiles());
    await mkdir(bundle);
    await writeFiles({ folder: bundle, files, owned: bundleRoots });
    const standIns = new StandIns({ folder, bundle });
    await makeSchemas(spark, bundle, standIns);
    const target = project.targets[0]?.id ?? "";
    const counted = async (): Promise<number> => {
      const { rows } = await spark.sql(`SELECT count(*) FROM ${project.schemaPrefix}_curated.feedback_event`);
      return Number(rows[0]?.[0]);
    };
    const job = { spark, bundle, target, standIns, tally };
    const parameters = (run: string): Readonly<Record<string, string>> => ({
      catalog: "spark_catalog",
      run,
      as_of: "",
    });
    await runJob({ ...job, parameters: parameters("history") }, "loop");
    const history = await counted();
    say(`${events} events: the history is there`);

    await addEvents(folder);
    const stages: StageCost[] = [];
    let stage = "";
    let before = await spark.used();
    const ends = async (): Promise<void> => {
      const now = await spark.used();
      if (stage !== "")
        stages.push({
          stage,
          seconds: now.seconds - before.seconds,
          read: now.rowsRead - before.rowsRead,
        });
      before = now;
    };
    await runJob(
      {
        ...job,
        parameters: parameters("addition"),
        onTask: async (place) => {
          const next = /^\d\d-(.+)$/.exec(place)?.[1] ?? "";
          if (next === stage) return;
          await ends();
          stage = next;
        },
      },
      "loop",
    );
    await ends();
    if (tally.failed > 0) throw new Error(tally.summary());
    return {
      history,
      added: (await counted()) - history,
      stages: stages.filter(({ stage: each }) => each !== "setup"),
    };
  } finally {
    await spark.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function print(all: readonly Measured[]): void {
  const [shortest] = all;
  for (const { history, added, stages } of all) {
    process.stdout.write(
      `${added.toLocaleString("en-GB")} events added to ${history.toLocaleString("en-GB")}\n`,
    );
    const total = sumOf(stages);
    const base = shortest && sumOf(shortest.stages);
    for (const cost of [...stages, total]) {
      const of = cost === total ? base : shortest?.stages.find(({ stage }) => stage === cost.stage);
      process.stdout.write(
        `  ${cost.stage.padEnd(10)} ${cost.seconds.toFixed(1).padStart(7)} s processor ${ratio(cost.seconds, of?.seconds)}  ${cost.read.toLocaleString("en-GB").padStart(12)} rows read ${ratio(cost.read, of?.read)}\n`,
      );
    }
  }
}

function sumOf(stages: readonly StageCost[]): StageCost {
  return {
    stage: "whole run",
    seconds: stages.reduce((sum, { seconds }) => sum + seconds, 0),
    read: stages.reduce((sum, { read }) => sum + read, 0),
  };
}

function ratio(value: number, base: number | undefined): string {
  return base === undefined || base === 0 ? "     " : `×${(value / base).toFixed(2)}`.padStart(6);
}

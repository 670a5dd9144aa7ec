import path from "node:path";
import type { Check } from "../contract/check.ts";
import type { PlannedStage, Plan } from "../plan/plan.ts";
import type { Source } from "../spec/project.ts";
import { duckdb } from "../sql/duckdb.ts";
import { render } from "../sql/sql.ts";
import type { Database } from "./database.ts";
import { landRecords, landsPoints, startInto, type StartOfFile } from "./landRecords.ts";
import { memoryDatabase } from "./memoryDatabase.ts";
import { openLocalRun, runLocalStage, CheckFailed, type RunOptions } from "./run.ts";
import { filesOf } from "./sourceFiles.ts";
import { UnreadableFile } from "./unreadableFile.ts";

/**
 * The first stages of the loop on some sources, in memory: what they would land, set aside and say, by the statements of
 * the loop itself. Nothing is written to a disk.
 */
export interface Trial {
  readonly plan: Plan;
  readonly database: Database;
  readonly sources: readonly TriedSource[];
}

export interface TriedSource {
  readonly source: Source;
  /** Globs that match no file. */
  readonly unmatched: readonly string[];
  readonly files: readonly TriedFile[];
}

export interface TriedFile {
  /** Relative to the folder of the project. */
  readonly file: string;
  readonly records: number;
  /** Records from its start that were tried. */
  readonly tried: number;
  /** Why it can't be read; undefined where it can. Such a file lands nothing. */
  readonly problem: string | undefined;
}

export interface TrialOptions {
  readonly plan: Plan;
  /** The folder that the globs of the sources start from. */
  readonly folder: string;
  readonly sources: readonly Source[];
  readonly now: () => Date;
  /** Records of a source that are tried; by default `mostTried`. */
  readonly most?: number;
}

/** Records of a source that are tried: 20,000 take some seconds. Usage is read whole, since versions are compared with it. */
const mostTried = 20_000;
/** Each file of many gives at least so many. */
const fewestOfFile = 200;

const lastStep = "normalize.leave_out_set_aside";

/** Opens the files of the sources and runs ingest, and normalize up to the masked feedback, on them. */
export async function trySources({
  plan: whole,
  folder,
  sources,
  now,
  most = mostTried,
}: TrialOptions): Promise<Trial> {
  const plan = planOf(whole, sources);
  const database = await memoryDatabase(plan);
  try {
    const options: RunOptions = { plan, database, folder, asOf: undefined, now };
    await openLocalRun(options);
    const tried: TriedSource[] = [];
    for (const source of sources) tried.push(await land(options, source, most));
    for (const stage of trialStages(plan)) await runToItsEnd(options, stage);
    return { plan, database, sources: tried };
  } catch (error) {
    database.close();
    throw error;
  }
}

/** The plan with some of its sources: those that aren't tried would count as stale. */
function planOf(plan: Plan, sources: readonly Source[]): Plan {
  const ids = new Set(sources.map(({ id }) => id));
  return {
    ...plan,
    sources,
    seeds: plan.seeds.map((seed) =>
      seed.table === "curated.source" || seed.table === "curated.source_field"
        ? { ...seed, rows: seed.rows.filter(({ source }) => typeof source === "string" && ids.has(source)) }
        : seed,
    ),
  };
}

/** Ingest without its reader of files, and what normalize does to a record alone. */
function trialStages({ stages }: Plan): readonly PlannedStage[] {
  return stages.flatMap((stage) => {
    if (stage.name === "ingest")
      return [{ ...stage, steps: stage.steps.filter(({ kind }) => kind !== "effect") }];
    if (stage.name !== "normalize") return [];
    const end = stage.steps.findIndex(({ id }) => id === lastStep) + 1;
    return [{ ...stage, steps: stage.steps.slice(0, end), checks: [] }];
  });
}

/** A check that stops the loop is what a trial is there to show. */
async function runToItsEnd(options: RunOptions, stage: PlannedStage): Promise<void> {
  try {
    await runLocalStage(options, stage);
  } catch (error) {
    if (!(error instanceof CheckFailed)) throw error;
  }
}

async function land(options: RunOptions, source: Source, mostOfSource: number): Promise<TriedSource> {
  const { files, unmatched } = await filesOf(source, options.folder);
  const most = Math.max(fewestOfFile, Math.ceil(mostOfSource / Math.max(1, files.length)));
  const tried: TriedFile[] = [];
  for (const file of files) tried.push(await landFile(options, { source, file, most }));
  return { source, unmatched, files: tried };
}

async function landFile(
  { database, folder, plan }: RunOptions,
  { source, file, most }: { readonly source: Source; readonly file: string; readonly most: number },
): Promise<TriedFile> {
  const raw = `${plan.schemaPrefix}_raw`;
  const place = { source: source.id, file };
  try {
    return await database.transaction(async () => {
      const sourceFile = { source, file, path: path.resolve(folder, file), reader: "trial" };
      const { records, kept }: StartOfFile =
        source.kind === "usage" && landsPoints(source)
          ? await whole(landRecords(database, plan.schemaPrefix, sourceFile, undefined))
          : await startInto(database, `${raw}.landing`, sourceFile, most);
      await database.run(
        `INSERT INTO ${raw}.landing_file (source, file, content_hash, reader, records)
VALUES ($source, $file, 'trial', 'trial', $kept)`,
        { ...place, kept },
      );
      return { file, records: Number(records), tried: Number(kept), problem: undefined };
    });
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    return { file, records: 0, tried: 0, problem: error.message };
  }
}

const whole = async (landed: Promise<bigint>): Promise<StartOfFile> => {
  const records = await landed;
  return { records, kept: records };
};

/** The rows of a source that break a check. */
export function failingRows(
  { database, plan }: Trial,
  check: Check,
  source: string,
): Promise<readonly { readonly observed?: string }[]> {
  const failing = render(check.failing(duckdb), plan.schemaPrefix);
  return database.rows(`SELECT * FROM (${failing}) AS failing WHERE source = $source`, { source });
}

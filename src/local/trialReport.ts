import { profileRecords, type FieldProfile, type SourceRecord } from "../profile/fieldProfile.ts";
import { fieldWords } from "../profile/fieldWords.ts";
import { explainRefusal, type Refusal } from "../profile/refusal.ts";
import { refusedRecords } from "../reading/refusedRecords.ts";
import type { Source } from "../spec/project.ts";
import type { RecordPath } from "../spec/reading/recordPath.ts";
import { databaseQueryRunner } from "./databaseQueryRunner.ts";
import { doubtsOf } from "./trialDoubts.ts";
import { mappedRows, type MappedRow } from "./mappedRows.ts";
import { failingRows, type Trial, type TriedFile, type TriedSource } from "./trial.ts";

/** What a trial has shown of a source. Personal data is masked as the loop masks it. */
export interface SourceReport {
  readonly source: string;
  readonly kind: string;
  readonly unmatched: readonly string[];
  readonly files: readonly (Omit<TriedFile, "problem"> & { readonly problem: string | null })[];
  /** Records that were tried, of all records of its files. */
  readonly records: { readonly tried: number; readonly of: number };
  /** At most ten, spread over the files. */
  readonly rows: readonly MappedRow[];
  /** Fields of the records, in the order in which they are first seen. */
  readonly fields: readonly ReportedField[];
  /** Of feedback: language → pieces, most first; `und` where nothing tells it. */
  readonly languages: readonly { readonly language: string; readonly pieces: number }[];
  /** Times in UTC; null where no record has one. */
  readonly dates: { readonly first: string; readonly last: string } | null;
  /** Ids that records share: a redelivery or an edit of the same record. */
  readonly repeatedIds: number;
  readonly refused: readonly Refusal[];
  /** Feedback that checks of severity quarantine set aside. */
  readonly setAside: readonly { readonly check: string; readonly pieces: number }[];
  /** Checks of the source's contract that don't hold; those that stop the loop have severity `error`. */
  readonly contract: readonly { readonly check: string; readonly severity: string; readonly title: string }[];
  /** What else a person should look at, one sentence each. */
  readonly doubts: readonly string[];
}

export interface ReportedField {
  readonly path: string;
  /** Fields of the mapping that it fills. */
  readonly fills: readonly string[];
  /** Records of those profiled in which something is written. */
  readonly filled: number;
  readonly of: number;
  readonly distinct: number;
  readonly looksLike: string;
}

/** Whether something of the source would not come through: 1 is the exit code. */
export const needsWork = ({ unmatched, files, refused, setAside, contract }: SourceReport): boolean =>
  unmatched.length > 0 ||
  files.some(({ problem }) => problem !== null) ||
  refused.length > 0 ||
  setAside.length > 0 ||
  contract.some(({ severity }) => severity === "error");

/** Records whose fields are profiled, spread evenly over those that were tried. */
const profiled = 5_000;

/** Reports on the sources of a trial, or on the named one of them. */
export async function trialReports(trial: Trial, name?: string): Promise<readonly SourceReport[]> {
  const { database, plan } = trial;
  const runner = databaseQueryRunner(database, plan.schemaPrefix);
  const refused = await refusedRecords(runner);
  const reports: SourceReport[] = [];
  for (const tried of trial.sources) {
    const { source } = tried;
    if (name !== undefined && source.id !== name) continue;
    reports.push(
      await reportOf(
        trial,
        tried,
        refused.filter((one) => one.source === source.id).map((one) => explainRefusal(one, source)),
      ),
    );
  }
  return reports;
}

async function reportOf(
  trial: Trial,
  { source, unmatched, files }: TriedSource,
  refused: readonly Refusal[],
): Promise<SourceReport> {
  const of = files.reduce((sum, file) => sum + file.records, 0);
  const triedRecords = files.reduce((sum, { tried }) => sum + tried, 0);
  const records = await sampleOf(trial, source);
  const profile = profileRecords(records);
  return {
    source: source.id,
    kind: source.kind,
    unmatched,
    files: files.map(({ problem, ...file }) => ({ ...file, problem: problem ?? null })),
    records: { tried: triedRecords, of },
    rows: await mappedRows(trial, source),
    fields: profile.fields.map((field) => fieldOf(field, source, profile.records)),
    languages: await languagesOf(trial, source),
    ...(await placesOf(trial, source)),
    refused,
    setAside: await setAsideOf(trial, source),
    contract: await brokenContract(trial, source, triedRecords === of),
    doubts: await doubtsOf(trial, source, records),
  };
}

function fieldOf(profile: FieldProfile, source: Source, of: number): ReportedField {
  const { path, steps, filled, distinct } = profile;
  const fills = Object.entries(source.map).flatMap(([field, mapping]) => {
    const ways =
      mapping.kind === "hash"
        ? mapping.keys.map((key) => [`.${key}`])
        : mapping.kind === "key"
          ? [[`.${mapping.key}`]]
          : mapping.kind === "path"
            ? [mapping.path]
            : [];
    return ways.some((way) => placeOf(way) === placeOf(steps)) ? [field] : [];
  });
  return { path, fills, filled, of, distinct, looksLike: fieldWords(profile) };
}

/** A path without which element of a list is meant: fields are profiled by one of them. */
const placeOf = (path: RecordPath): string =>
  JSON.stringify(path.map((step) => (step.startsWith(".") ? step : "[")));

/** Records as parsed JSON, spread evenly; those that aren't objects are left out. */
async function sampleOf({ database, plan }: Trial, source: Source): Promise<readonly SourceRecord[]> {
  const rows = await database.rows<{ payload: string }>(
    `WITH ranked AS (
  SELECT payload, row_number() OVER (ORDER BY file, record_position) - 1 AS place, count(*) OVER () AS records
  FROM ${plan.schemaPrefix}_raw.landing
  WHERE source = $source AND fault IS NULL
)
SELECT payload FROM ranked
WHERE place % greatest(1, CAST(ceil(records / ${profiled}) AS BIGINT)) = 0
ORDER BY place`,
    { source: source.id },
  );
  return rows.flatMap(({ payload }) => {
    try {
      const parsed: unknown = JSON.parse(payload);
      return isRecord(parsed) ? [parsed] : [];
    } catch {
      return [];
    }
  });
}

const isRecord = (value: unknown): value is SourceRecord =>
  typeof value === "object" && value !== null && !Array.isArray(value);

async function languagesOf({ database, plan }: Trial, { id }: Source): Promise<SourceReport["languages"]> {
  const rows = await database.rows<{ language: string; pieces: bigint }>(
    `SELECT language, count(*) AS pieces FROM ${plan.schemaPrefix}_curated.feedback_event
WHERE source = $source GROUP BY language ORDER BY pieces DESC, language`,
    { source: id },
  );
  return rows.map(({ language, pieces }) => ({ language, pieces: Number(pieces) }));
}

async function placesOf(
  { database, plan }: Trial,
  { id }: Source,
): Promise<Pick<SourceReport, "dates" | "repeatedIds">> {
  const [row] = await database.rows<{ first: string | null; last: string | null; repeated: bigint }>(
    `SELECT min(happened_at) AS first, max(happened_at) AS last,
  count(given_id) - count(DISTINCT given_id) AS repeated
FROM ${plan.schemaPrefix}_raw.landing_record
WHERE source = $source AND outcome <> 'rejected'`,
    { source: id },
  );
  const { first = null, last = null, repeated = 0n } = row ?? {};
  return {
    dates: first === null || last === null ? null : { first, last },
    repeatedIds: Number(repeated),
  };
}

async function setAsideOf({ database, plan }: Trial, { id }: Source): Promise<SourceReport["setAside"]> {
  const rows = await database.rows<{ check: string; pieces: bigint }>(
    `SELECT reason AS check, count(*) AS pieces
FROM (SELECT unnest(reasons) AS reason FROM ${plan.schemaPrefix}_curated.set_aside_event WHERE source = $source)
GROUP BY reason ORDER BY pieces DESC, reason`,
    { source: id },
  );
  return rows.map(({ check, pieces }) => ({ check, pieces: Number(pieces) }));
}

/** What the contract of one source promises; the records themselves are judged elsewhere. */
const contractChecks = ["ingest.sources_are_fresh", "ingest.volume_is_plausible", "ingest.schema_is_known"];
/** The one that some of the records are enough for. */
const ofAnyRecords = ["ingest.schema_is_known"];

async function brokenContract(
  trial: Trial,
  { id }: Source,
  isWhole: boolean,
): Promise<SourceReport["contract"]> {
  const asked = isWhole ? contractChecks : ofAnyRecords;
  const checks = trial.plan.stages
    .flatMap((stage) => stage.checks)
    .filter((check) => asked.includes(check.id));
  const broken: { check: string; severity: string; title: string }[] = [];
  for (const check of checks)
    if ((await failingRows(trial, check, id)).length > 0)
      broken.push({ check: check.id, severity: check.severity, title: check.title });
  return broken;
}

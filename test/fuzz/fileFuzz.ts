import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { quarantineReasons, sourceEncodings } from "../../src/contract/vocabulary.ts";
import { separatorOf } from "../../src/local/csv.ts";
import { landsPoints } from "../../src/local/landRecords.ts";
import { linesOf } from "../../src/local/textLines.ts";
import { Random } from "../../src/samples/random.ts";
import type { Project, Source } from "../../src/spec/project.ts";
import { smallProject } from "../support/project.ts";
import { StageDatabase } from "../support/stageDatabase.ts";
import { mutated } from "./draws.ts";
import { unpacked, fileMutations } from "./fileMutations.ts";
import { fileSeeds, type FileSeeds } from "./fileSeeds.ts";

/** A mutated file and the source that reads it alone. */
export interface FileCase {
  readonly number: number;
  readonly source: Source;
  readonly content: Buffer;
  /** The file that it was, and what happened to it. */
  readonly history: string;
}

let seeds: FileSeeds | undefined;

/** The case of a number: the same for the same seed, whichever others are drawn. */
export function fileCase(seed: string, number: number): FileCase {
  seeds ??= fileSeeds();
  const random = Random.of("mutated file", seed, number);
  const { name, source, content } = random.pick(random.chance(0.6) ? seeds.own : seeds.corpus);
  const { value, names } = mutated(content, fileMutations, {
    times: random.weighted([
      [0, 1],
      [1, 10],
      [2, 6],
      [3, 3],
      [6, 1],
    ]),
    random,
  });
  const declared = random.chance(0.1) ? otherReading(source, random) : source;
  const id = `case-${number}`;
  return {
    number,
    source: { ...declared, id, files: [fileName(id)] },
    content: value,
    history: [name, ...names, ...(declared === source ? [] : ["read otherwise"])].join("; "),
  };
}

/** Read as something that it isn't: what a spec says of a file is a guess too. */
function otherReading(source: Source, random: Random): Source {
  const orNone = <Value>(values: readonly Value[]): Value | undefined =>
    random.chance(0.2) ? undefined : random.pick(values);
  return random.pick<() => Source>([
    () => ({ ...source, encoding: orNone(sourceEncodings) }),
    () => ({ ...source, delimiter: orNone([",", ";", "\t", "|"]) }),
    () => ({ ...source, format: random.pick(["csv", "json", "jsonl", "parquet"]) }),
    () => ({ ...source, repeatedColumns: !source.repeatedColumns }),
    () => ({ ...source, records: orNone(["data", "data.items", "a.b.c"]) }),
  ])();
}

export const fileName = (id: string): string => `${id}.in`;
export const projectOf = (cases: readonly FileCase[]): Project =>
  smallProject({
    products: [
      { id: "notes", title: "Notes" },
      { id: "pad", title: "Pad" },
    ],
    sources: cases.map(({ source }) => source),
  });

/** What is wrong with how a case was landed. */
export interface Finding {
  readonly number: number;
  readonly problem: string;
}

export interface Landed {
  readonly findings: readonly Finding[];
  readonly unreadable: number;
  readonly landed: number;
  readonly waiting: number;
  readonly rejected: number;
  readonly points: number;
}

/**
 * Lands the cases as sources of one run, lets ingest judge them, and holds each against what must be true of any file: it
 * is read whole, or a finding with a reason says why not; every record has landed, waits, or is set aside for a reason
 * from the list; and no text has a replacement character that its file hasn't. Whatever throws is a bug, of the case with
 * which it throws again.
 */
export async function landCases(cases: readonly FileCase[]): Promise<Landed> {
  try {
    return await landTogether(cases);
  } catch (error) {
    const problem = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const [{ number } = { number: -1 }, ...others] = cases;
    const nothing = { unreadable: 0, landed: 0, waiting: 0, rejected: 0, points: 0 };
    if (others.length === 0) return { ...nothing, findings: [{ number, problem }] };
    const middle = cases.length >> 1;
    const one = await landCases(cases.slice(0, middle));
    const other = await landCases(cases.slice(middle));
    const findings = [...one.findings, ...other.findings];
    return {
      findings: findings.length === 0 ? [{ number: -1, problem }] : findings,
      unreadable: one.unreadable + other.unreadable,
      landed: one.landed + other.landed,
      waiting: one.waiting + other.waiting,
      rejected: one.rejected + other.rejected,
      points: one.points + other.points,
    };
  }
}

async function landTogether(cases: readonly FileCase[]): Promise<Landed> {
  const folder = mkdtempSync(path.join(tmpdir(), "fixloop-fuzz-"));
  let db: StageDatabase | undefined;
  try {
    for (const { source, content } of cases) writeFileSync(path.join(folder, fileName(source.id)), content);
    db = await StageDatabase.open(projectOf(cases), { ownTransactions: true });
    await db.land(folder);
    await db.stage("ingest");
    const landed = await judged(db, cases);
    return { ...landed, findings: [...landed.findings, ...(await lostText(db, cases, folder))] };
  } finally {
    db?.close();
    rmSync(folder, { recursive: true });
  }
}

/**
 * Every letter and digit of a text file is in one of its records, whatever its quotes and delimiters mean: a count that knows
 * nothing of how records are found. Of points only the mapped fields are kept, and of a document only the array.
 */
async function lostText(
  db: StageDatabase,
  cases: readonly FileCase[],
  folder: string,
): Promise<readonly Finding[]> {
  const payloads = Map.groupBy(
    await db.rows<{ source: string; payload: string; fault: string | null }>(
      "SELECT source, payload, fault FROM fixloop_raw.landing JOIN fixloop_raw.landing_file USING (source, file)",
    ),
    ({ source }) => source,
  );
  const findings: Finding[] = [];
  for (const { number, source } of cases) {
    const records = payloads.get(source.id);
    if (records === undefined || source.format === "parquet" || source.records !== undefined) continue;
    if (landsPoints(source) || records.some(({ fault }) => fault?.startsWith("too_large") === true)) continue;
    const given = letters(await dataOf(path.join(folder, fileName(source.id)), source));
    const kept = records.reduce((sum, { payload, fault }) => {
      const isObject = source.format === "csv" && fault === null;
      return sum + letters(isObject ? Object.values(JSON.parse(payload) as object).join(" ") : payload);
    }, 0);
    if (kept !== given)
      findings.push({ number, problem: `of ${given} letters and digits ${kept} are in its records` });
  }
  return findings;
}

const letters = (text: string): number => text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;

/** The text of a file without the header of CSV, and the line before it that names the delimiter. */
async function dataOf(file: string, source: Source): Promise<string> {
  const lines: string[] = [];
  for await (const batch of linesOf(file, source)) if ("lines" in batch) lines.push(...batch.lines);
  if (source.format !== "csv") return lines.join("\n");
  const written = lines.filter((line) => line.trim() !== "");
  return written.slice(separatorOf(written[0] ?? "") === undefined ? 1 : 2).join("\n");
}

async function judged(db: StageDatabase, cases: readonly FileCase[]): Promise<Landed> {
  const numbers = new Map(cases.map(({ number, source }) => [source.id, number]));
  const problemsOf = (
    rows: readonly { readonly source: string; readonly problem: string }[],
  ): readonly Finding[] =>
    rows.map(({ source, problem }) => ({ number: numbers.get(source) ?? -1, problem }));
  const found = await db.rows<Readonly<FoundSource> & Record<string, unknown>>(
    `SELECT landing_source.source, files_found, files_read, problem, records, payload_rows, points, rejected, waiting, landed
FROM fixloop_raw.landing_source
LEFT JOIN fixloop_raw.landing_file USING (source)
LEFT JOIN (SELECT source, count(*) AS payload_rows FROM fixloop_raw.landing GROUP BY source) USING (source)
LEFT JOIN (SELECT source, count(*) AS points FROM fixloop_raw.landing_point GROUP BY source) USING (source)
LEFT JOIN (
  SELECT source, count_if(outcome = 'rejected') AS rejected, count_if(outcome = 'waiting') AS waiting, count_if(outcome = 'landed') AS landed
  FROM fixloop_raw.landing_record GROUP BY source
) USING (source)`,
  );
  const bySource = new Map(found.map((row) => [row.source, row]));
  const sum = (count: (row: FoundSource) => bigint | null): number =>
    Number(found.reduce((total, row) => total + (count(row) ?? 0n), 0n));
  return {
    findings: [
      ...cases.flatMap(({ number, source }) =>
        problemsOfSource(source, bySource.get(source.id)).map((problem) => ({ number, problem })),
      ),
      ...problemsOf(await db.rows(ofRecords)),
      ...replacedCharacters(await db.rows<{ source: string }>(withReplacement), cases),
      ...(await db.rows<{ check_id: string }>(brokenChecks)).map(({ check_id }) => ({
        number: -1,
        problem: `${check_id} doesn't hold`,
      })),
    ],
    unreadable: found.filter(({ files_read }) => files_read === 0n).length,
    landed: sum(({ landed }) => landed),
    waiting: sum(({ waiting }) => waiting),
    rejected: sum(({ rejected }) => rejected),
    points: sum(({ points }) => points),
  };
}

interface FoundSource {
  readonly source: string;
  readonly files_found: bigint;
  readonly files_read: bigint;
  readonly problem: string | null;
  readonly records: bigint | null;
  readonly payload_rows: bigint | null;
  readonly points: bigint | null;
  readonly rejected: bigint | null;
  readonly waiting: bigint | null;
  readonly landed: bigint | null;
}

function problemsOfSource({ id }: Source, row: FoundSource | undefined): readonly string[] {
  if (row === undefined || row.files_found !== 1n) return ["its file wasn't found"];
  const { problem, records, payload_rows, points, rejected, waiting, landed } = row;
  if (row.files_read === 0n) {
    const hasReason = problem?.startsWith(`"${fileName(id)}" can't be read: `) === true;
    return [
      ...(hasReason ? [] : [`not read, and says ${problem}`]),
      ...(records === null && payload_rows === null && points === null
        ? []
        : ["not read, and some of it landed"]),
    ];
  }
  const isEmpty = problem === `"${fileName(id)}" holds no record`;
  const used = (landed ?? 0n) + (waiting ?? 0n) + (rejected ?? 0n);
  return [
    ...(isEmpty === (records === 0n) && (isEmpty || problem === null)
      ? []
      : [`${records} records, and says ${problem}`]),
    ...((payload_rows ?? 0n) + (points ?? 0n) === records
      ? []
      : [`${records} records, ${payload_rows} rows and ${points} points`]),
    ...(used === (payload_rows ?? 0n)
      ? []
      : [`${payload_rows} rows, of which ${landed} landed, ${waiting} wait, ${rejected} were set aside`]),
  ];
}

/** Records whose source says that they are gone, of which nothing is kept. */
const withdrawn = `SELECT source, given_id FROM fixloop_raw.landing_record
WHERE outcome = 'rejected' AND reason IN ('deleted', 'redacted') AND given_id IS NOT NULL`;

/** What breaks the contract of the tables, whatever the file. */
const ofRecords = `
SELECT source, concat('record ', record_position, ' is set aside as ', coalesce(reason, 'nothing')) AS problem
FROM fixloop_raw.landing_record
WHERE outcome = 'rejected' AND coalesce(reason NOT IN (${quarantineReasons.map((reason) => `'${reason}'`).join(", ")}), TRUE)
UNION ALL
SELECT source, concat('record ', record_position, ' is ', outcome, ' and has the reason ', reason)
FROM fixloop_raw.landing_record
WHERE outcome <> 'rejected' AND reason IS NOT NULL
UNION ALL
SELECT landing.source, concat('a payload set aside ', count(DISTINCT landing.payload), ' times, in quarantine ', any_value(kept.payloads))
FROM fixloop_raw.landing_record AS landing_record
JOIN fixloop_raw.landing AS landing USING (source, file, record_position)
LEFT JOIN (
  SELECT source, count(*) AS payloads
  FROM fixloop_curated.quarantine JOIN fixloop_raw.rejected_payload USING (quarantine_id)
  GROUP BY source
) AS kept ON kept.source = landing.source
WHERE landing_record.outcome = 'rejected'
  AND NOT coalesce((landing_record.source, landing_record.given_id) IN (${withdrawn}), FALSE)
GROUP BY landing.source
HAVING count(DISTINCT landing.payload) <> coalesce(any_value(kept.payloads), 0)
UNION ALL
SELECT landed.source, concat(landed.contents, ' different contents landed, ', coalesce(kept.contents, 0), ' were kept')
FROM (
  SELECT source, count(DISTINCT (given_id, payload_hash)) AS contents
  FROM fixloop_raw.landing_record
  WHERE outcome = 'landed' AND payload_hash IS NOT NULL
    AND (source, given_id) NOT IN (${withdrawn})
  GROUP BY source
) AS landed
LEFT JOIN (
  SELECT source, count(*) AS contents FROM fixloop_raw.feedback_payload WHERE mark IS NULL GROUP BY source
) AS kept USING (source)
WHERE landed.contents <> coalesce(kept.contents, 0)
UNION ALL
SELECT source, concat(source_record_id, ' was withdrawn, and is kept')
FROM fixloop_raw.feedback_payload
WHERE mark IS NULL AND (source, source_record_id) IN (${withdrawn})`;

const brokenChecks = `SELECT check_id FROM fixloop_curated.check_result
WHERE failing_rows > 0 AND check_id IN ('ingest.nothing_is_lost', 'ingest.files_are_whole')`;

const withReplacement = `SELECT DISTINCT source FROM (
  SELECT source, concat(payload, fault) AS text FROM fixloop_raw.landing
  UNION ALL
  SELECT source, CAST(to_json(landing_point) AS VARCHAR) FROM fixloop_raw.landing_point
  UNION ALL
  SELECT source, CAST(to_json(landing_record) AS VARCHAR) FROM fixloop_raw.landing_record
  UNION ALL
  SELECT source, problem FROM fixloop_raw.landing_source
)
WHERE contains(text, chr(65533))`;

/** U+FFFD in UTF-8 and in both orders of UTF-16, and as an escape of JSON. */
const replacement = [
  Buffer.from("\uFFFD"),
  Buffer.of(0xff, 0xfd),
  Buffer.of(0xfd, 0xff),
  ...["\\ufffd", "\\uFFFD"].flatMap((escape) => [Buffer.from(escape), Buffer.from(escape, "utf16le")]),
];

const replacedCharacters = (
  rows: readonly { readonly source: string }[],
  cases: readonly FileCase[],
): readonly Finding[] =>
  rows.flatMap(({ source: id }) => {
    const found = cases.find(({ source }) => source.id === id);
    if (found === undefined) return [];
    const bytes = unpacked(found.content);
    return replacement.some((each) => bytes.includes(each))
      ? []
      : [{ number: found.number, problem: "a replacement character that its file hasn't" }];
  });

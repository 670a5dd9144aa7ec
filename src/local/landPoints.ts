import { metricKinds } from "../contract/vocabulary.ts";
import type { LandedSource } from "../spec/project.ts";
import {
  notPlain,
  plainNumberPattern,
  plainTimePattern,
  pointColumns,
  pointFields,
  pointMapping,
  zonePattern,
  type PointMapping,
} from "../spec/plainPoint.ts";
import { csvBatches, csvRecord, type CsvHeader } from "./csv.ts";
import type { Database } from "./database.ts";
import { faultsOf, payloadOf, type LandedRecord } from "./landedRecord.ts";
import {
  asOfFile,
  parquetColumns,
  parquetQuery,
  pathParameter,
  quoted,
  type ParquetColumn,
} from "./parquet.ts";
import type { PlainCsv } from "./plainCsv.ts";
import { fieldSeparator, plainFields, type FieldKeys } from "./plainRecord.ts";
import { readBatches, type SourceFile } from "./sourceRecords.ts";
import { linesOf } from "./textLines.ts";
import { unreadable } from "./unreadableFile.ts";

/** Records of a file, some of which may be plain points. */
interface Batch {
  /** Fields of each record, joined; "" where it has to go through `raw.landing`. */
  readonly fields: readonly string[];
  readonly delimiter: string;
  /** Keys in the order of the fields. */
  readonly keys: readonly string[];
  /** The record as `raw.landing` holds it. */
  readonly record: (index: number) => LandedRecord;
}

const special = new RegExp(notPlain);
const specialOfLines = new RegExp(
  notPlain.replace(String.raw`\u0000-\u001F`, String.raw`\u0000-\u0009\u000B-\u001F`),
);
const specialOfTabbedLines = new RegExp(
  notPlain.replace(String.raw`\u0000-\u001F`, String.raw`\u0000-\u0008\u000B-\u001F`),
);

/**
 * Lands a text file of points: plain ones into `raw.landing_point`, all others into `raw.landing`. DuckDB splits and
 * judges the fields of a batch in one statement, while the next batch is read.
 */
export async function landTextPoints(database: Database, prefix: string, file: SourceFile): Promise<bigint> {
  let records = 0n;
  let inserted: Promise<void> = Promise.resolve();
  try {
    for await (const batch of pointBatches(file)) {
      await inserted;
      inserted = insertBatch(database, prefix, file, records, batch);
      // awaited below or with the next batch; until then a failure is no one's unhandled one
      inserted.catch(() => undefined);
      records += BigInt(batch.fields.length);
    }
  } finally {
    await inserted;
  }
  return records;
}

async function* pointBatches(file: SourceFile): AsyncGenerator<Batch> {
  const { path, source } = file;
  const mapping = pointMapping(source);
  const { requiredKeys: required } = source.contract;
  const ofJson: FieldKeys = {
    keys: pointFields.flatMap((field) => {
      const mapped = mapping[field];
      return mapped?.kind === "key" ? [{ field, key: mapped.key }] : [];
    }),
    required,
  };
  const keys = ofJson.keys.map(({ key }) => key);
  const ofRecords = (records: readonly LandedRecord[]): Batch => ({
    fields: records.map((record) => (typeof record === "string" ? plainFields(record, ofJson) : "")),
    delimiter: fieldSeparator,
    keys,
    record: (index) => records[index] ?? "",
  });
  if (source.format !== "csv") {
    for await (const records of readBatches(file)) yield ofRecords(records);
    return;
  }
  const isPlain = (lines: readonly string[], { columns, delimiter, hasUnnamed }: CsvHeader): boolean =>
    !hasUnnamed &&
    required.every((key) => columns.includes(key)) &&
    !columns.some((name) => special.test(name)) &&
    !(delimiter === "\t" ? specialOfTabbedLines : specialOfLines).test(lines.join("\n"));
  for await (const batch of csvBatches(linesOf(path, source), source, isPlain)) {
    if ("records" in batch) {
      yield ofRecords(batch.records);
      continue;
    }
    const { header, lines } = batch;
    yield {
      fields: lines,
      delimiter: header.delimiter,
      keys: header.columns,
      record: (index) => csvRecord(header, lines[index] ?? ""),
    };
  }
}

async function insertBatch(
  database: Database,
  prefix: string,
  file: SourceFile,
  before: bigint,
  batch: Batch,
): Promise<void> {
  const { fields, delimiter, keys, record } = batch;
  if (fields.length === 0) return;
  const place = { source: file.source.id, file: file.file, before };
  const mapping = pointMapping(file.source);
  const columns = fieldColumns(mapping, (key) => {
    const index = keys.indexOf(key);
    return index === -1 ? undefined : `nullif(trim(BOTH ' ' FROM fields[${index + 1}]), '')`;
  });
  const inserted = await insertPlain(
    database,
    `SELECT record_position, ${columns}
  FROM (
    SELECT $before + generate_subscripts(records, 1) AS record_position, string_split(unnest(records), $delimiter) AS fields
    FROM (SELECT string_split($text, chr(10)) AS records)
  )
  WHERE len(fields) = ${keys.length}
    OR (len(fields) > ${keys.length} AND array_to_string(fields[${keys.length + 1}:], '') = '')`,
    { prefix, source: file.source, parameters: { ...place, delimiter, text: fields.join("\n") } },
  );
  if (inserted === BigInt(fields.length)) return;
  const others = await otherPositions(database, prefix, file, before, BigInt(fields.length));
  await insertOthers(
    database,
    prefix,
    file,
    others.map((position) => ({ position, record: record(Number(position - before) - 1) })),
  );
}

/** Places of a file, so many after `before`, whose records aren't in `raw.landing_point`. */
async function otherPositions(
  database: Database,
  prefix: string,
  { source, file }: SourceFile,
  before: bigint,
  count: bigint,
): Promise<readonly bigint[]> {
  const others = await database.rows<{ record_position: bigint }>(
    `SELECT position AS record_position
FROM range(CAST($before + 1 AS BIGINT), CAST($before + $count + 1 AS BIGINT)) AS every_position(position)
ANTI JOIN (
  SELECT record_position FROM ${prefix}_raw.landing_point
  WHERE source = $source AND file = $file AND record_position > $before
) AS plain ON plain.record_position = every_position.position
ORDER BY position`,
    { source: source.id, file, before, count },
  );
  return others.map(({ record_position }) => record_position);
}

/** Records that aren't plain, where SQL judges them. */
async function insertOthers(
  database: Database,
  prefix: string,
  { source, file }: SourceFile,
  others: readonly { readonly position: bigint; readonly record: LandedRecord }[],
): Promise<void> {
  await database.run(
    `INSERT INTO ${prefix}_raw.landing (source, kind, file, record_position, payload, fault)
SELECT $source, $kind, $file, CAST(unnest(positions) AS BIGINT), unnest(records), nullif(unnest(faults), '')
FROM (
  SELECT
    string_split($positions, ',') AS positions,
    string_split($text, chr(10)) AS records,
    string_split($faults, chr(10)) AS faults
)`,
    {
      source: source.id,
      kind: source.kind,
      file,
      positions: others.map(({ position }) => position).join(","),
      text: others.map(({ record }) => payloadOf(record)).join("\n"),
      faults: faultsOf(others.map(({ record }) => record)),
    },
  );
}

/** So many records of a file may need judging while DuckDB reads the file: they are held in memory. */
const mostOthers = 100_000n;

/**
 * Lands a CSV file of points whose bytes are plain: DuckDB reads it whole, which takes half the processor time of
 * `landTextPoints`. False, and nothing landed, where too many of its records need judging.
 */
export async function landPlainCsv(
  database: Database,
  prefix: string,
  file: SourceFile,
  { header, records, hasOuterSpaces }: PlainCsv,
): Promise<boolean> {
  const { source } = file;
  const { columns, delimiter } = header;
  if (!source.contract.requiredKeys.every((key) => columns.includes(key))) return false;
  const place = { source: source.id, file: file.file };
  const names = columns.map((_, index) => `field_${index + 1}`);
  const path = pathParameter(file.path);
  const rows = `read_csv($path, auto_detect = false, header = false, skip = 1, delim = '${delimiter}', quote = '', escape = '',
    new_line = '\\n', compression = 'none', hive_partitioning = false, columns = {${names.map((name) => `${name}: 'VARCHAR'`).join(", ")}})`;
  const given = fieldColumns(pointMapping(source), (key) => {
    const name = names[columns.indexOf(key)];
    // an empty field is null already
    return name !== undefined && hasOuterSpaces ? `nullif(trim(BOTH ' ' FROM ${name}), '')` : name;
  });
  const inserted = await asOfFile(
    insertPlain(database, `SELECT row_number() OVER () AS record_position, ${given} FROM ${rows}`, {
      prefix,
      source,
      parameters: { ...place, ...path },
    }),
    unreadable.notOpened,
  );
  if (inserted === records) return true;
  if (records - inserted > mostOthers) {
    await database.run(
      `DELETE FROM ${prefix}_raw.landing_point WHERE source = $source AND file = $file`,
      place,
    );
    return false;
  }
  const positions = await otherPositions(database, prefix, file, 0n, records);
  const others = await asOfFile(
    database.rows<{ position: bigint; line: string }>(
      `SELECT record_position AS position, concat_ws('${delimiter}', ${names.map((name) => `coalesce(${name}, '')`).join(", ")}) AS line
FROM (SELECT row_number() OVER () AS record_position, * FROM ${rows})
WHERE record_position IN (SELECT CAST(unnest(string_split($positions, ',')) AS BIGINT))
ORDER BY record_position`,
      { ...path, positions: positions.join(",") },
    ),
    unreadable.notOpened,
  );
  await insertOthers(
    database,
    prefix,
    file,
    others.map(({ position, line }) => ({
      position,
      record: csvRecord(header, line),
    })),
  );
  return true;
}

/** Lands a Parquet file of points: DuckDB reads the columns that are mapped, and every row whole that isn't plain. */
export async function landParquetPoints(
  database: Database,
  prefix: string,
  file: SourceFile,
): Promise<bigint> {
  const { source } = file;
  const place = { source: source.id, file: file.file };
  const query = await parquetQuery(database, file.path);
  const described = await parquetColumns(database, file.path);
  const [counted] = await asOfFile(
    database.rows<{ records: bigint }>(
      "SELECT count(*) AS records FROM read_parquet($path)",
      query.parameters,
    ),
  );
  const records = counted?.records ?? 0n;
  const texts = plainTexts(source, described);
  const inserted =
    texts === undefined
      ? 0n
      : await asOfFile(
          insertPlain(
            database,
            `SELECT file_row_number + 1 AS record_position, ${texts.columns}
  FROM read_parquet($path, file_row_number = true)
  WHERE NOT regexp_matches(concat(${["''", ...texts.judged].join(", ")}), ${literal(notPlain.replaceAll(/\\u([0-9A-F]{4})/g, String.raw`\x{$1}`))})`,
            {
              prefix,
              source,
              parameters: { ...place, ...query.parameters },
            },
          ),
        );
  if (inserted === records) return records;
  await asOfFile(
    database.run(
      `INSERT INTO ${prefix}_raw.landing (source, kind, file, record_position, payload)
SELECT $source, $kind, $file, record_position, payload
FROM (SELECT row_number() OVER () AS record_position, record.payload FROM (${query.text}) AS record) AS every_record
ANTI JOIN (
  SELECT record_position FROM ${prefix}_raw.landing_point WHERE source = $source AND file = $file
) AS plain USING (record_position)`,
      { ...place, kind: source.kind, ...query.parameters },
    ),
  );
  return records;
}

const integerTypes = /^U?(?:TINY|SMALL|BIG)?INT(?:EGER)?$/;

/** Undefined where a column has a type whose JSON isn't plain: then every row goes through `raw.landing`. */
function plainTexts(
  source: LandedSource,
  columns: readonly ParquetColumn[],
): { readonly columns: string; readonly judged: readonly string[] } | undefined {
  const names = new Set(columns.map(({ name }) => name));
  if (!source.contract.requiredKeys.every((key) => names.has(key))) return undefined;
  const texts = new Map<string, { readonly text: string; readonly is: "text" | "number" | "time" }>();
  for (const { name, type } of columns) {
    const column = quoted(name);
    if (type === "VARCHAR") texts.set(name, { text: column, is: "text" });
    else if (type === "DATE" || type === "TIMESTAMP" || type === "TIMESTAMP WITH TIME ZONE")
      texts.set(name, { text: `CAST(${column} AS VARCHAR)`, is: "time" });
    else if (integerTypes.test(type)) texts.set(name, { text: `CAST(${column} AS VARCHAR)`, is: "number" });
    // as in JSON: the same digits
    else if (type === "DOUBLE")
      texts.set(name, {
        text: `CASE WHEN isfinite(${column}) THEN CAST(to_json(${column}) AS VARCHAR) END`,
        is: "number",
      });
    else if (type !== "BOOLEAN") return undefined;
  }
  const mapping = pointMapping(source);
  for (const field of pointFields) {
    const mapped = mapping[field];
    if (mapped?.kind !== "key" || !names.has(mapped.key)) continue;
    const is = texts.get(mapped.key)?.is;
    const isNumber = field === "value" || field === "exposure";
    if (!(is === "text" || (isNumber && is === "number") || (field === "at" && is === "time")))
      return undefined;
  }
  return {
    columns: fieldColumns(mapping, (key) => {
      const found = texts.get(key);
      return found === undefined ? undefined : `nullif(trim(BOTH ' ' FROM ${found.text}), '')`;
    }),
    judged: [...texts.values()].flatMap(({ text, is }) => (is === "text" ? [text] : [])),
  };
}

/** Whether the constants of a source are plain: one that isn't takes all its records through `raw.landing`. */
export const hasPlainConstants = (source: LandedSource): boolean =>
  Object.values(pointMapping(source)).every(
    (mapped) => mapped?.kind !== "constant" || (mapped.value !== "" && !special.test(mapped.value)),
  );

/** Every field as a column; `ofKey` is undefined where the file has no such key. */
function fieldColumns(mapping: PointMapping, ofKey: (key: string) => string | undefined): string {
  return pointFields
    .map((field) => {
      const mapped = mapping[field];
      const text = mapped?.kind === "constant" ? `$constant_${field}` : mapped && ofKey(mapped.key);
      return `${text ?? "CAST(NULL AS VARCHAR)"} AS given_${field}`;
    })
    .join(", ");
}

/**
 * A pattern of ours as text of the statement: DuckDB compiles it once, where it compiles a bound one for every row (200,000
 * points took 0.53 s of processor time that way, and 0.22 s so).
 */
const literal = (pattern: string): string => `'${pattern.replaceAll("'", "''")}'`;

interface PlainInsert {
  readonly prefix: string;
  readonly source: LandedSource;
  readonly parameters: Readonly<Record<string, string | bigint>>;
}

/** Inserts the rows of a query, `record_position` and the fields, that are plain, and gives their number. */
async function insertPlain(
  database: Database,
  query: string,
  { prefix, source, parameters }: PlainInsert,
): Promise<bigint> {
  const constants = Object.entries(pointMapping(source)).flatMap(([field, mapped]) =>
    mapped?.kind === "constant" ? [[`constant_${field}`, mapped.value] as const] : [],
  );
  const [{ Count: inserted } = { Count: 0n }] = await database.rows<{ Count: bigint }>(
    `INSERT INTO ${prefix}_raw.landing_point (source, file, record_position, ${pointColumns.join(", ")})
SELECT $source, $file, record_position,
  CASE WHEN length(given_at) <= 19 THEN given_at ELSE regexp_replace(given_at, ${literal(zonePattern)}, '') END,
  ${pointColumns.slice(1).join(", ")}
FROM (
  ${query}
)
WHERE regexp_matches(given_at, ${literal(plainTimePattern)})
  AND regexp_matches(given_value, ${literal(plainNumberPattern)})
  AND (given_exposure IS NULL OR regexp_matches(given_exposure, ${literal(plainNumberPattern)}))${
    source.kind === "telemetry"
      ? `\n  AND given_metric IS NOT NULL AND given_metric_kind IN (${metricKinds.map(literal).join(", ")})`
      : ""
  }`,
    { ...parameters, ...Object.fromEntries(constants) },
  );
  return inserted;
}

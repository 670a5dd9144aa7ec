import { profileRecords, type SourceRecord } from "../profile/fieldProfile.ts";
import { ratingScale } from "../profile/ratingScale.ts";
import { writtenText } from "../profile/writtenValue.ts";
import type { Source } from "../spec/project.ts";
import { isFeedbackKind } from "../spec/sourceFields.ts";
import { versionKey } from "../sql/functions/versionKey.ts";
import { render, sql, table } from "../sql/sql.ts";
import { failingRows, type Trial } from "./trial.ts";

/** Fields that say who or what a record is about: one value for many of them identifies nothing. */
const identifying = ["user", "email", "author", "name"] as const;
/** Records, and share of those with a value, from which one value is taken for a placeholder or a shared account. */
const fewestShared = 10;
const leastShared = 0.05;
/** Share of records without a value from which a mapped field counts as empty. */
const mostlyEmpty = 0.95;
/** Versions that a sentence names. */
const namedVersions = 5;

/** What no rule of the loop refuses, and a person should look at: one sentence each, without a value of a customer. */
export async function doubtsOf(
  trial: Trial,
  source: Source,
  records: readonly SourceRecord[],
): Promise<readonly string[]> {
  return [
    ...(await sharedIds(trial, source)),
    ...(await future(trial, source)),
    ...emptyFields(source, records),
    ...placeholders(source, records),
    ...(isFeedbackKind(source.kind)
      ? [...lostRatings(source, records), ...(await unknownVersions(trial, source))]
      : []),
  ];
}

async function sharedIds(trial: Trial, { id }: Source): Promise<readonly string[]> {
  const checks = trial.plan.stages
    .flatMap(({ checks: all }) => all)
    .filter((check) => check.id === "ingest.ids_are_unique");
  const found: string[] = [];
  for (const check of checks)
    for (const { observed } of await failingRows(trial, check, id))
      // of several sources the check names all
      found.push(
        ...(observed ?? "")
          .split(", ")
          .flatMap((one) => (one.startsWith(`${id}: `) ? [one.slice(id.length + 2)] : [])),
      );
  return [...new Set(found)];
}

async function future({ database, plan }: Trial, { id }: Source): Promise<readonly string[]> {
  const [row] = await database.rows<{ records: bigint; last: string | null }>(
    `SELECT count(*) AS records, max(happened_at) AS last
FROM ${plan.schemaPrefix}_raw.landing_record AS record
CROSS JOIN (SELECT max(started_at) AS started_at FROM ${plan.schemaPrefix}_curated.pipeline_run) AS run
WHERE record.source = $source AND record.outcome <> 'rejected' AND record.happened_at > run.started_at`,
    { source: id },
  );
  const records = Number(row?.records ?? 0n);
  return records === 0
    ? []
    : [
        `${counted(records, "record lies", "records lie")} in the future, the last at ${row?.last}: the form of the time may be another`,
      ];
}

const filledShare = (values: readonly string[], records: readonly SourceRecord[]): number =>
  records.length === 0 ? 1 : values.length / records.length;

function valuesOf(source: Source, field: string, records: readonly SourceRecord[]): readonly string[] {
  return records.flatMap((record) => writtenText(record, source.map[field]) ?? []);
}

function emptyFields(source: Source, records: readonly SourceRecord[]): readonly string[] {
  return Object.entries(source.map).flatMap(([field, { kind }]) => {
    if (kind === "constant" || kind === "hash" || field === "text" || field === "subject") return [];
    const empty = 1 - filledShare(valuesOf(source, field, records), records);
    return empty < mostlyEmpty ? [] : [`${field} is empty in ${percent(empty)} of the records`];
  });
}

function placeholders(source: Source, records: readonly SourceRecord[]): readonly string[] {
  return identifying.flatMap((field) => {
    const values = valuesOf(source, field, records);
    const [profile] = profileRecords(values.map((value) => ({ value }))).fields;
    const most = profile?.most?.records ?? 0;
    return most < fewestShared || most < leastShared * values.length
      ? []
      : [
          `${field}: one value is in ${most} of ${values.length} records, such as a placeholder or a shared account, which identifies no one`,
        ];
  });
}

/** Without a declared scale, what isn't 1 to 5 is none. */
function lostRatings(source: Source, records: readonly SourceRecord[]): readonly string[] {
  const mapping = source.map["rating"];
  if (
    mapping === undefined ||
    (mapping.kind !== "key" && mapping.kind !== "path") ||
    mapping.reading !== undefined
  )
    return [];
  const values = valuesOf(source, "rating", records);
  const lost = values.filter(
    (value) => !/^\+?\d+(?:\.\d+)?$/.test(value) || Number(value) < 1 || Number(value) > 5,
  );
  const scale = ratingScale(values);
  if (lost.length === 0) return [];
  const isOther = scale !== undefined && (scale.form !== "number" || scale.high > 5);
  return [
    `rating: ${lost.length} of ${values.length} values aren't a number from 1 to 5 and are lost${isOther ? `; they look like a scale of ${scale.low}-${scale.high}: declare it with scale` : ""}`,
  ];
}

/** Versions that customers name and usage doesn't: their complaints have no users to be compared with. */
async function unknownVersions({ database, plan }: Trial, { id }: Source): Promise<readonly string[]> {
  const rows = await database.rows<{ version: string; pieces: bigint; known: bigint }>(
    render(
      sql`WITH used AS (
  SELECT DISTINCT product, ${versionKey(sql`version`)} AS version_key
  FROM ${table("raw.telemetry_point")}
  WHERE metric = 'active_users' AND version IS NOT NULL
)
SELECT event.product_version AS version, count(*) AS pieces, (SELECT count(*) FROM used) AS known
FROM ${table("curated.feedback_event")} AS event
LEFT JOIN used ON used.product = event.product AND used.version_key = event.version_key
WHERE event.source = $source AND event.product_version IS NOT NULL AND used.version_key IS NULL
GROUP BY event.product_version
ORDER BY pieces DESC, version`,
      plan.schemaPrefix,
    ),
    { source: id },
  );
  const [first] = rows;
  if (first === undefined || first.known === 0n) return [];
  const pieces = rows.reduce((sum, row) => sum + Number(row.pieces), 0);
  const named = rows.slice(0, namedVersions).map(({ version }) => version);
  const more = rows.length - named.length;
  return [
    `${counted(pieces, "record names a version", "records name versions")} that usage doesn't have: ${named.join(", ")}${more > 0 ? ` and ${more} more` : ""}`,
  ];
}

const counted = (number: number, one: string, several: string): string =>
  `${number} ${number === 1 ? one : several}`;
const percent = (share: number): string => `${Math.floor(share * 100)} %`;

import { jsonFields } from "../../sql/functions/jsonFields.ts";
import { asOf } from "../../contract/window.ts";
import {
  contextKinds,
  feedbackKinds,
  metricKinds,
  pointKinds,
  recordKinds,
  recordMarks,
  sourceKinds,
  type SourceKind,
} from "../../contract/vocabulary.ts";
import { isFeedbackKind, isPointKind, sourceFields } from "../../spec/sourceFields.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { type Sql, constant, constants, identifier, join, sql, table } from "../../sql/sql.ts";
import { declaredRating } from "../../sql/functions/declaredRating.ts";
import { declaredTime, zonedTime } from "../../sql/functions/declaredTime.ts";
import { givenAmount, givenNumber, givenTime } from "../../sql/functions/givenValue.ts";
import { isSeen, spoken } from "./ownWords.ts";
import { mappedText, recordFields, sourceMapping, timeFields, type TimeField } from "./relations.ts";

/** Fields whose text later steps read as it is; those of feedback stay in the payload until they are masked. */
export const givenFields = [
  "id",
  "user",
  "name",
  "email",
  "locale",
  "version",
  "platform",
  "region",
  "area",
  "metric",
  "metric_kind",
  "release_kind",
  "segment",
  "title",
  "body",
  "language",
  "status",
  "resolution",
  "fix_version",
  "feedback",
  "duplicate_of",
] as const;

/** Every field of every kind that ingest itself looks at. */
const readFields = [
  ...givenFields,
  "key",
  "summary",
  "notes",
  "text",
  "subject",
  "at",
  "created",
  "received",
  "resolved",
  "value",
  "exposure",
  "revenue",
  "revenue_cents",
  "rating",
  "product",
  ...recordMarks,
] as const;

const feedback = sql`typed.kind IN ${constants(feedbackKinds)}`;
const isKind = (...kinds: readonly SourceKind[]): Sql => sql`typed.kind IN ${constants(kinds)}`;

/** Kinds for which a field is required. */
function kindsRequiring(field: string): readonly SourceKind[] {
  return sourceKinds.filter((kind) => sourceFields[kind][field]?.required === true);
}

/**
 * Parses every landed record once, judges it, and leaves the text of its fields to the steps that type them. The
 * first reason in the order below is the one that is kept.
 */
export function landingRecord(dialect: Dialect): Sql {
  const given = (field: string): Sql => identifier(`given_${field}`);
  const fault = (reason: string, field: string): Sql => constant(`${reason}:${field}`);
  const outOfRange = (time: Sql): Sql =>
    sql`${time} < TIMESTAMP '1970-01-01 00:00:00' OR ${time} >= TIMESTAMP '2200-01-01 00:00:00'`;
  const missingFields = (["version", "metric", "title", "body", "status"] as const).map((field) => {
    // feedback requires its text, which has a reason of its own
    const kinds = kindsRequiring(field).filter((kind) => contextKinds.some((context) => context === kind));
    return sql`WHEN ${isKind(...kinds)} AND typed.${given(field)} IS NULL THEN ${fault("missing_field", field)}`;
  });

  return sql`WITH ${join(
    fieldGroups.map(({ name, kinds }) => mappedGroup(dialect, name, kinds)),
    sql`,
`,
  )},
given AS (
  ${join(
    fieldGroups.map(({ name }) => sql`SELECT * FROM ${identifier(`given_${name}`)}`),
    sql`
  UNION ALL
  `,
  )}
),
typed AS (
  SELECT
    given.*,
    ${givenTime(sql`coalesce(given.given_at, given.given_created)`)} AS happened_at,
    ${givenTime(sql`given.given_received`)} AS delivered_at,
    ${givenTime(sql`given.given_resolved`)} AS resolved_at,
    ${givenNumber(sql`given.given_value`)} AS value,
    ${givenNumber(sql`given.given_exposure`)} AS exposure,
    coalesce(
      ${givenAmount(sql`given.given_revenue`)},
      CAST(round(${givenAmount(sql`given.given_revenue_cents`)} * 0.01, 2) AS DECIMAL(18, 2))
    ) AS revenue_month,
    CASE
      WHEN ${dialect.arraySize(sql`given.required_keys`)} > 0
      THEN ${dialect.arrayJoin(dialect.missingKeys(sql`given.record`, sql`given.required_keys`), " ")}
      ELSE ''
    END AS missing_keys
  FROM given
),
judged AS (
  SELECT
    typed.*,
    coalesce(typed.delivered_at, typed.happened_at) AS received_at,
    CASE
      WHEN typed.reader_fault IS NOT NULL THEN typed.reader_fault
      WHEN typed.record IS NULL THEN 'not_json'
      WHEN typed.mark IS NOT NULL THEN typed.mark
      WHEN ${isKind(...kindsRequiring("id"))} AND typed.given_id IS NULL THEN ${fault("missing_id", "id")}
      WHEN ${isKind(...kindsRequiring("key"))} AND typed.given_key IS NULL THEN ${fault("missing_id", "key")}
      WHEN ${isKind(...kindsRequiring("at"), "tracker")} AND typed.given_at IS NULL AND typed.given_created IS NULL THEN ${fault("missing_time", "at")}
      WHEN coalesce(typed.given_at, typed.given_created) IS NOT NULL AND typed.happened_at IS NULL THEN ${fault("bad_time", "at")}
      WHEN typed.given_received IS NOT NULL AND typed.delivered_at IS NULL THEN ${fault("bad_time", "received")}
      WHEN typed.given_resolved IS NOT NULL AND typed.resolved_at IS NULL THEN ${fault("bad_time", "resolved")}
      WHEN ${outOfRange(sql`typed.happened_at`)} THEN ${fault("time_out_of_range", "at")}
      WHEN ${outOfRange(sql`typed.delivered_at`)} THEN ${fault("time_out_of_range", "received")}
      WHEN ${outOfRange(sql`typed.resolved_at`)} THEN ${fault("time_out_of_range", "resolved")}
      WHEN ${feedback} AND NOT typed.shows_text THEN ${fault("missing_text", "text")}
      WHEN ${feedback} AND NOT typed.holds_own_words THEN ${fault("no_own_words", "text")}
      WHEN typed.given_rating = ${constant(unreadable)} THEN ${fault("bad_rating", "rating")}
      WHEN ${isKind(...kindsRequiring("value"))} AND typed.value IS NULL THEN ${fault("bad_number", "value")}
      WHEN typed.given_exposure IS NOT NULL AND typed.exposure IS NULL THEN ${fault("bad_number", "exposure")}
      WHEN typed.given_revenue IS NOT NULL AND typed.revenue_month IS NULL THEN ${fault("bad_number", "revenue")}
      WHEN typed.given_revenue_cents IS NOT NULL AND typed.revenue_month IS NULL THEN ${fault("bad_number", "revenue_cents")}
      ${join(
        missingFields,
        sql`
      `,
      )}
      WHEN ${isKind("telemetry")} AND coalesce(typed.given_metric_kind, '') NOT IN ${constants(metricKinds)} THEN ${fault("missing_field", "metric_kind")}
      WHEN typed.missing_keys <> '' THEN concat('missing_field:', typed.missing_keys)
    END AS fault
  FROM typed
),
moment AS (
  SELECT ${asOf} AS as_of
)
SELECT
  judged.source,
  judged.kind,
  coalesce(judged.given_product, judged.source_product, '-') AS product,
  judged.file,
  judged.record_position,
  CASE
    WHEN judged.known_fault IS NOT NULL THEN 'rejected'
    WHEN judged.received_at > judged.as_of OR judged.happened_at > judged.as_of THEN 'waiting'
    ELSE 'landed'
  END AS outcome,
  coalesce(judged.known_fault IS NOT NULL OR NOT greatest(judged.happened_at, judged.received_at, judged.resolved_at) > judged.as_of, TRUE) AS complete,
  -- also while it waits a record that withdraws another is not taken for one of those
  coalesce(nullif(${dialect.regexExtract(sql`judged.known_fault`, "^([a-z_]+)", 1)}, ''), judged.mark) AS reason,
  nullif(${dialect.regexExtract(sql`judged.known_fault`, "^[a-z_]+:(.*)$", 1)}, '') AS field,
  judged.happened_at,
  judged.received_at,
  judged.resolved_at,
  judged.value,
  judged.exposure,
  judged.revenue_month,
  CASE WHEN judged.payload_is_feedback THEN ${dialect.sha256(dialect.arrayJoin(dialect.mapKeys(sql`judged.record`), "|"))} END AS schema_fingerprint,
  CASE
    WHEN judged.payload_is_feedback
    THEN ${dialect.sha256(sql`CASE WHEN judged.delivery_text IS NULL THEN judged.payload ELSE replace(judged.payload, judged.delivery_text, '""') END`)}
  END AS payload_hash,
  coalesce(judged.given_id, judged.given_key) AS given_id,
  ${join(
    givenFields.slice(1).map((field) => sql`${givenText(field)} AS ${given(field)}`),
    sql`,
  `,
  )}
FROM (
  SELECT
    judged.*,
    judged.kind IN ${constants(feedbackKinds)} AS payload_is_feedback,
    moment.as_of,
    -- a record that is withdrawn later than the reference time of the run waits like any other
    CASE WHEN judged.mark IS NOT NULL AND judged.received_at > moment.as_of THEN NULL ELSE judged.fault END AS known_fault
  FROM judged
  CROSS JOIN moment
) AS judged
UNION ALL
-- of a record that an attempt of this run before has erased, only this is left
SELECT
  ${join(
    columns.map((column) => sql`known.${identifier(column)}`),
    sql`,
  `,
  )}
FROM ${table("raw.landing_record")} AS known
JOIN ${table("raw.landing_file")} AS landing_file
  ON landing_file.source = known.source AND landing_file.file = known.file AND landing_file.records >= known.record_position
LEFT JOIN ${table("raw.landing")} AS landing
  ON landing.source = known.source AND landing.file = known.file AND landing.record_position = known.record_position
WHERE known.outcome = 'erased' AND landing.source IS NULL`;
}

/** In the order of the query. */
const columns = [
  "source",
  "kind",
  "product",
  "file",
  "record_position",
  "outcome",
  "complete",
  "reason",
  "field",
  "happened_at",
  "received_at",
  "resolved_at",
  "value",
  "exposure",
  "revenue_month",
  "schema_fingerprint",
  "payload_hash",
  ...givenFields.map((field) => `given_${field}`),
];

/**
 * Kinds are mapped in groups: a join that carried the keys of every field to every record took most of the time, and
 * telemetry, which has the most records, has few fields.
 */
const fieldGroups: readonly { readonly name: string; readonly kinds: readonly SourceKind[] }[] = [
  { name: "feedback", kinds: feedbackKinds },
  { name: "metric", kinds: pointKinds },
  { name: "context", kinds: recordKinds },
];

/** Fields of feedback that ingest itself needs; the others stay in the payload until they are masked. */
const judgedFeedbackFields: ReadonlySet<string> = new Set([
  "id",
  "at",
  "received",
  "text",
  "subject",
  "rating",
  "product",
]);

/** What each group carries beside the fields. */
const recordColumns = [
  "source",
  "kind",
  "file",
  "record_position",
  "payload",
  "reader_fault",
  "record",
  "source_product",
  "required_keys",
] as const;

/** CTEs of one group: its records, parsed, with every field of `readFields`, null where its kinds have none. */
function mappedGroup(dialect: Dialect, name: string, kinds: readonly SourceKind[]): Sql {
  const isFeedbackGroup = kinds.every((kind) => isFeedbackKind(kind));
  const hasMarks = !kinds.some((kind) => isPointKind(kind));
  const isMapped = (field: string): boolean =>
    isMark(field)
      ? hasMarks
      : kinds.some((kind) => sourceFields[kind][field] !== undefined) &&
        (!isFeedbackGroup || judgedFeedbackFields.has(field));
  const mapping = identifier(`${name}_mapping`);
  const record = identifier(`${name}_record`);
  const located = identifier(`${name}_located`);
  const text = identifier(`${name}_text`);
  const written = identifier(`${name}_written`);
  const given = identifier(`given_${name}`);
  const times = timeFields.filter(isMapped);
  return sql`${mapping} AS (
  ${sourceMapping(readFields.filter(isMapped))}
),
${record} AS (
  SELECT
    landing.source, landing.kind, landing.file, landing.record_position, landing.payload,
    landing.fault AS reader_fault,
    ${jsonFields(sql`landing.payload`)} AS record
  FROM ${table("raw.landing")} AS landing
  WHERE landing.kind IN (${join(kinds.map(constant))})
),
${located} AS (
  SELECT
    ${record}.*,
    source.required_keys,
    source.local_offsets,
    ${recordFields(dialect, record)} AS fields
  FROM ${record}
  LEFT JOIN ${table("curated.source")} AS source ON source.source = ${record}.source
),
${text} AS (
  SELECT
    parsed.source, parsed.kind, parsed.file, parsed.record_position, parsed.payload, parsed.record,
    parsed.reader_fault,
    source_mapping.source_product,
    parsed.required_keys,
    parsed.local_offsets,
    ${hasMarks ? sql`${join(recordMarks.map((mark) => sql`source_mapping.${identifier(`${mark}_values`)}`))},` : sql``}
    ${isMapped("rating") ? sql`source_mapping.rating_format, source_mapping.rating_low, source_mapping.rating_high,` : sql``}
    ${join(times.flatMap((field) => formatColumns(field).map((column) => sql`source_mapping.${column}`)))},
    ${join(
      readFields.map((field) =>
        isMapped(field)
          ? sql`${mappedText(dialect, field)} AS ${identifier(`given_${field}`)}`
          : sql`CAST(NULL AS ${dialect.type("string")}) AS ${identifier(`given_${field}`)}`,
      ),
      sql`,
    `,
    )}
  FROM ${located} AS parsed
  LEFT JOIN ${mapping} AS source_mapping ON source_mapping.source = parsed.source
),
${written} AS (
  SELECT
    ${text}.*,
    ${join(times.map((field) => sql`${writtenTime(field)} AS ${identifier(`written_${field}`)}`))}
  FROM ${text}
),
${isFeedbackGroup ? sql`${spoken(dialect, `${name}_written`)},` : sql``}
${given} AS (
  SELECT
    ${join(recordColumns.map(identifier))},
    ${hasMarks ? markOfRecord : sql`CAST(NULL AS ${dialect.type("string")})`} AS mark,
    ${
      isMapped("received")
        ? sql`CASE WHEN received_format IS NULL THEN concat('"', given_received, '"') ELSE given_received END`
        : sql`CAST(NULL AS ${dialect.type("string")})`
    } AS delivery_text,
    ${isFeedbackGroup ? isSeen(dialect, sql`concat(coalesce(aligned_text, given_text, ''), coalesce(given_subject, ''))`) : sql`CAST(NULL AS BOOLEAN)`} AS shows_text,
    ${isFeedbackGroup ? isSeen(dialect, sql`concat(coalesce(own_text, ''), coalesce(own_subject, ''))`) : sql`CAST(NULL AS BOOLEAN)`} AS holds_own_words,
    ${join(
      readFields.map((field) => {
        if (field === "rating" && isMapped(field)) return sql`${readRating} AS given_rating`;
        return isTimeField(field) && isMapped(field)
          ? sql`${readTime(dialect, field)} AS ${identifier(`given_${field}`)}`
          : identifier(`given_${field}`);
      }),
      sql`,
    `,
    )}
  FROM ${isFeedbackGroup ? sql`spoken` : written}
)`;
}

const isMark = (field: string): boolean => recordMarks.some((mark) => mark === field);

/** What its source marks a record as; null where it doesn't. */
const markOfRecord = sql`CASE
      ${join(
        recordMarks.map(
          (mark) =>
            sql`WHEN array_contains(${identifier(`${mark}_values`)}, ${identifier(`given_${mark}`)}) THEN ${constant(mark)}`,
        ),
        sql`
      `,
      )}
    END`;

/** Stands for a text that hasn't the form which its source declares. */
const unreadable = "unreadable";

/** A rating of a declared scale; it is judged here and read where feedback is typed. */
const readRating = sql`CASE
      WHEN rating_format IS NOT NULL AND given_rating IS NOT NULL
      THEN coalesce(${declaredRating(sql`given_rating`, sql`rating_format`, sql`rating_low`, sql`rating_high`)}, ${constant(unreadable)})
    END`;

const isTimeField = (field: string): field is TimeField => timeFields.some((time) => time === field);

const formatColumns = (field: TimeField): readonly Sql[] =>
  ["format", "pattern", "parts"].map((part) => identifier(`${field}_${part}`));

/** A time as ISO 8601; null where no form is declared, and where it hasn't the one that is. */
function writtenTime(field: TimeField): Sql {
  const [format = sql``, pattern = sql``, parts = sql``] = formatColumns(field);
  return sql`CASE WHEN ${format} IS NOT NULL THEN ${declaredTime(identifier(`given_${field}`), { format, pattern, parts })} END`;
}

/** A time with its offset. One that hasn't the declared form stays a text, which is no time. */
function readTime(dialect: Dialect, field: TimeField): Sql {
  const given = identifier(`given_${field}`);
  const written = identifier(`written_${field}`);
  return sql`CASE
      WHEN ${identifier(`${field}_format`)} IS NULL THEN ${given}
      WHEN ${written} IS NOT NULL THEN ${zonedTime(dialect, written, sql`local_offsets`)}
      WHEN ${given} IS NOT NULL THEN ${constant(unreadable)}
    END`;
}

/** Two kinds call the same thing by two names: a title or summary, a body or notes. */
function givenText(field: (typeof givenFields)[number]): Sql {
  if (field === "title") return sql`coalesce(judged.given_title, judged.given_summary)`;
  if (field === "body") return sql`coalesce(judged.given_body, judged.given_notes)`;
  return sql`judged.${identifier(`given_${field}`)}`;
}

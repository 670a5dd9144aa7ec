import { shownId, shownValue } from "../profile/refusal.ts";
import { mappingText, writtenText } from "../profile/writtenValue.ts";
import type { Source } from "../spec/project.ts";
import { isFeedbackKind, sourceFields } from "../spec/sourceFields.ts";
import type { Trial } from "./trial.ts";

/** One record as the mapping reads it, with what is written in it. */
export interface MappedRow {
  readonly file: string;
  readonly position: number;
  readonly fields: readonly MappedField[];
}

export interface MappedField {
  readonly field: string;
  /** What fills it: a key, a path, a hash or a constant. */
  readonly from: string;
  /** What is written there; texts and personal values by their length, null where nothing is. */
  readonly written: string | null;
  /** What the loop makes of it, texts masked; null for nothing, and for personal values, which are kept apart. */
  readonly value: string | null;
}

const shownRows = 10;

/** Columns of curated.feedback_event that hold a field of feedback. Personal fields are in none. */
const feedbackColumns: Readonly<Record<string, string>> = {
  id: "source_record_id",
  at: "occurred_at",
  received: "received_at",
  text: "masked_text",
  subject: "masked_subject",
  rating: "rating",
  version: "product_version",
  platform: "platform",
  locale: "locale",
  region: "locale",
  language: "language",
  parent: "parent_record_id",
  priority: "priority",
  status: "status",
  product: "product",
};

/** Columns of raw.landing_record whose name isn't `given_` and the field. */
const recordColumns: Readonly<Record<string, string>> = {
  key: "given_id",
  at: "happened_at",
  created: "happened_at",
  received: "received_at",
  resolved: "resolved_at",
  value: "value",
  exposure: "exposure",
  revenue: "revenue_month",
  revenue_cents: "revenue_month",
  product: "product",
};

/** At most ten records that came through, spread evenly over the files. */
export async function mappedRows(trial: Trial, source: Source): Promise<readonly MappedRow[]> {
  const rows = await trial.database.rows<Readonly<Record<string, unknown>>>(
    `WITH came_through AS (
  ${isFeedbackKind(source.kind) ? feedbackQuery(trial) : recordQuery(trial, source)}
),
ranked AS (
  SELECT came_through.*,
    row_number() OVER (ORDER BY trial_file, trial_position) - 1 AS trial_place,
    count(*) OVER () AS trial_records
  FROM came_through
)
SELECT * FROM ranked
WHERE trial_place % greatest(1, CAST(ceil(trial_records / ${shownRows}) AS BIGINT)) = 0
ORDER BY trial_place`,
    { source: source.id },
  );
  return rows.map((row) => ({
    file: String(row["trial_file"]),
    position: Number(row["trial_position"]),
    fields: fieldsOf(source, row),
  }));
}

/** Events of one revision: of others the record that is shown may not be the newest. */
const feedbackQuery = ({ plan: { schemaPrefix } }: Trial): string => `SELECT event.*,
    payload.file AS trial_file, payload.record_position AS trial_position, payload.payload AS trial_payload
  FROM ${schemaPrefix}_curated.feedback_event AS event
  JOIN ${schemaPrefix}_raw.feedback_payload AS payload ON payload.event_id = event.event_id
  WHERE event.source = $source AND event.revisions = 1`;

/** Points that need no judging are landed apart, without their record. */
const recordQuery = ({ plan: { schemaPrefix } }: Trial, { kind }: Source): string => `SELECT record.*,
    record.file AS trial_file, record.record_position AS trial_position, landing.payload AS trial_payload
  FROM ${schemaPrefix}_raw.landing_record AS record
  JOIN ${schemaPrefix}_raw.landing AS landing
    ON landing.source = record.source AND landing.file = record.file AND landing.record_position = record.record_position
  WHERE record.source = $source AND record.outcome <> 'rejected'${
    kind === "usage"
      ? `
  UNION ALL BY NAME
  SELECT point.given_version, point.given_platform, point.given_region,
    CAST(point.given_at AS TIMESTAMP) AS happened_at, CAST(point.given_value AS DECIMAL(18, 4)) AS value,
    point.file AS trial_file, point.record_position AS trial_position
  FROM ${schemaPrefix}_raw.landing_point AS point
  WHERE point.source = $source`
      : ""
  }`;

function fieldsOf(source: Source, row: Readonly<Record<string, unknown>>): readonly MappedField[] {
  const payload = row["trial_payload"];
  const record: unknown = typeof payload === "string" ? parsed(payload) : undefined;
  const isFeedback = isFeedbackKind(source.kind);
  return Object.entries(source.map).map(([field, mapping]) => {
    const isPersonal = sourceFields[source.kind][field]?.personal === true;
    const column = isFeedback ? feedbackColumns[field] : (recordColumns[field] ?? `given_${field}`);
    const value = column === undefined || isPersonal ? "" : textOf(row[column]);
    const isId = field === "id" || field === "key" || field === "parent";
    const written = writtenText(record, mapping) ?? "";
    return {
      field,
      from: mappingText(mapping),
      written: isId ? shownId(written) : shownValue(source.kind, field, written),
      value: value === "" ? null : isId ? shownId(value) : value,
    };
  });
}

/** A column as text; lists and objects are in none of them. */
const textOf = (value: unknown): string =>
  typeof value === "string"
    ? value
    : typeof value === "number" || typeof value === "bigint"
      ? String(value)
      : "";

function parsed(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return undefined;
  }
}

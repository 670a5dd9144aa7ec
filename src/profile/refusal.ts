import type { SourceKind } from "../contract/vocabulary.ts";
import { nearest } from "../spec/nearest.ts";
import type { Source } from "../spec/project.ts";
import { sourceFields } from "../spec/sourceFields.ts";
import { ratingScale } from "./ratingScale.ts";
import { timeForm } from "./timeForm.ts";
import { mappingText, writtenText } from "./writtenValue.ts";

/** Records of a source that were set aside for one reason in one field, as they were found. */
export interface Refused {
  readonly source: string;
  readonly reason: string;
  readonly field: string | null;
  readonly records: number;
  readonly ofRecords: number;
  readonly first: readonly {
    readonly file: string;
    readonly position: number;
    readonly payload: string | null;
  }[];
}

/** Why records were set aside, for a person who has to correct it. Holds no text of a customer. */
export interface Refusal {
  readonly source: string;
  readonly reason: string;
  readonly field: string | null;
  /** Key of the records that fills the field; null where the mapping has none, or the whole record is at fault. */
  readonly key: string | null;
  readonly records: number;
  readonly ofRecords: number;
  /** At most three. */
  readonly samples: readonly RefusalSample[];
  /** What probably helps, as a sentence; null where nothing is likely. */
  readonly cure: string | null;
  /** What to write into pipeline.yaml below the source; null where that is no cure. */
  readonly edit: string | null;
}

export interface RefusalSample {
  readonly file: string;
  readonly position: number;
  /** Id of the record where it has one. */
  readonly id: string | null;
  /** The value at fault: times, numbers and words of fixed lists as they are, anything else by its length. */
  readonly value: string | null;
}

const shown = 3;
const widest = 40;

/** @param source undefined where the spec no longer has it */
export function explainRefusal(refused: Refused, source: Source | undefined): Refusal {
  const { field, first } = refused;
  const records = first.map(({ payload }) => parsed(payload));
  const key = field === null ? null : mappedKey(source, field);
  const values =
    field === null
      ? []
      : records.map((record) => valueOf(source, field, record)).filter((value) => value !== "");
  const idField = mappedKey(source, "id") === null ? "key" : "id";
  return {
    source: refused.source,
    reason: refused.reason,
    field,
    key,
    records: refused.records,
    ofRecords: refused.ofRecords,
    samples: first.slice(0, shown).map(({ file, position }, index) => ({
      file,
      position,
      id: shownId(valueOf(source, idField, records[index])),
      value: field === null ? null : shownValue(source?.kind, field, valueOf(source, field, records[index])),
    })),
    ...cureOf(refused, { source, key, values, records }),
  };
}

interface Found {
  readonly source: Source | undefined;
  readonly key: string | null;
  readonly values: readonly string[];
  readonly records: readonly unknown[];
}

type Cure = Pick<Refusal, "cure" | "edit">;
const nothing: Cure = { cure: null, edit: null };

function cureOf({ reason, field, first }: Refused, found: Found): Cure {
  if (reason === "not_json")
    return notJson(
      first.map(({ payload }) => payload ?? ""),
      found.source,
    );
  const unread = curesOfReader[reason];
  if (unread !== undefined) return { cure: unread, edit: null };
  if (field === null) return nothing;
  const { key, values, records } = found;
  const keys = new Set(records.flatMap((record) => (isRecord(record) ? Object.keys(record) : [])));
  if (key !== null && values.length === 0)
    return found.source?.map[field]?.kind === "path"
      ? { cure: `The path ${quoted(key)} leads to no value in these records.`, edit: null }
      : emptyColumn(field, key, keys);
  if (reason === "bad_time") return badTime(field, key, found);
  if (reason === "bad_number") return badNumber(field, values);
  if (reason === "bad_rating") return badRating(field, key, found);
  return nothing;
}

/** What is set aside before fields are looked at. */
const curesOfReader: Readonly<Record<string, string | undefined>> = {
  deleted: "The source marks them as deleted: there is nothing to correct.",
  redacted: "The source marks them as emptied of their text: there is nothing to correct.",
  too_large:
    "A line is longer than 16 MiB: the file lacks line ends, or is one JSON document (format: json).",
  ragged_row:
    "A field may hold the delimiter without quotes around it, or the delimiter is another one: declare it with delimiter.",
  bad_quotes: "A quote within a quoted field must be written twice, and the field must end with a quote.",
};

function emptyColumn(field: string, key: string, keys: ReadonlySet<string>): Cure {
  if (keys.has(key)) return { cure: `The column ${quoted(key)} is empty in these records.`, edit: null };
  const meant = nearest(key, keys);
  if (meant === undefined)
    return {
      cure: `These records have no ${quoted(key)}; they have ${listed([...keys])}.`,
      edit: null,
    };
  return {
    cure: `These records have no ${quoted(key)}; they have ${quoted(meant.word)}.`,
    edit: `map:\n  ${field}: ${quoted(meant.word)}`,
  };
}

function badTime(
  field: string,
  key: string | null,
  { values, source }: Pick<Found, "values" | "source">,
): Cure {
  const mapping = source?.map[field];
  const declared = mapping !== undefined && "reading" in mapping ? mapping.reading?.format : undefined;
  const way = mapping?.kind === "path" ? "path" : "from";
  const isDeclared = declared !== undefined && declared !== "iso";
  const form = timeForm(values);
  if (form === undefined || key === null)
    return { cure: "Its values have no form that is known: look at the samples.", edit: null };
  if (form.format === "iso")
    return isDeclared
      ? {
          cure: "Its values look like ISO 8601, and another form is declared.",
          edit: `map:\n  ${field}: { ${way}: ${quoted(key)} }`,
        }
      : {
          cure: "Its values are written as ISO 8601, but name a day or an hour that the calendar doesn't have.",
          edit: null,
        };
  const other =
    form.orElse === undefined ? "" : ` It may as well be ${quoted(form.orElse)}: no value tells them apart.`;
  const zone = form.hasZone ? "" : "\nzone: Europe/Berlin";
  return {
    cure: `Its values look like ${quoted(form.format)}.${other}${form.hasZone ? "" : " They name no zone: write the one that they are of; without it they count as UTC."}`,
    edit: `map:\n  ${field}: { ${way}: ${quoted(key)}, format: ${quoted(form.format)} }${zone}`,
  };
}

function badRating(
  field: string,
  key: string | null,
  { values, source }: Pick<Found, "values" | "source">,
): Cure {
  const way = source?.map[field]?.kind === "path" ? "path" : "from";
  const scale = ratingScale(values);
  if (scale === undefined || key === null)
    return { cure: "Its values aren't on the declared scale: look at the samples.", edit: null };
  const ends = `${scale.low}-${scale.high}`;
  return {
    cure: `Its values look like a scale of ${ends}.`,
    edit: `map:\n  ${field}: { ${way}: ${quoted(key)}, scale: ${ends} }`,
  };
}

function badNumber(field: string, values: readonly string[]): Cure {
  const commas = values.filter((value) => /^-?\d{1,3}(?:[.' ]\d{3})*,\d+$/.test(value.trim())).length;
  if (commas > values.length / 2)
    return {
      cure: `Its values write a comma for the decimal point: export ${quoted(field)} with a point.`,
      edit: null,
    };
  const units = values.filter((value) => /^-?[\d.,]+\s*\D+$|^\D+\s*-?[\d.,]+$/.test(value.trim())).length;
  if (units > values.length / 2)
    return {
      cure: "Its values hold a unit or a sign beside the number: export the number alone.",
      edit: null,
    };
  return nothing;
}

function notJson(lines: readonly string[], source: Source | undefined): Cure {
  const start = lines.find((line) => line.trim() !== "")?.trim() ?? "";
  if (/^[[\]{},]+$|^"[^"]*"\s*:/.test(start))
    return {
      cure: "The file looks like one JSON document over several lines, not like a record a line.",
      edit: "format: json",
    };
  if (/^<(?:!doctype|html|\?xml)/i.test(start))
    return {
      cure: "The file holds a web page or XML: the export answered with an error page, or has another form.",
      edit: null,
    };
  if (source?.format === "jsonl" && /[,;\t]/.test(start) && !start.startsWith("{"))
    return { cure: "The lines look like a table with a header.", edit: "format: csv" };
  return {
    cure: "These lines are no JSON: the file may be cut off, or two exports may stand in one.",
    edit: null,
  };
}

/** The key or the path that fills a field. */
function mappedKey(source: Source | undefined, field: string): string | null {
  const mapping = source?.map[field];
  return mapping?.kind === "key" || mapping?.kind === "path" ? mappingText(mapping) : null;
}

const valueOf = (source: Source | undefined, field: string, record: unknown): string =>
  writtenText(record, source?.map[field]) ?? "";

function parsed(payload: string | null): unknown {
  try {
    return payload === null ? undefined : (JSON.parse(payload) as unknown);
  } catch {
    return undefined;
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Fields beside times and numbers whose values name no person and hold no text of one. */
const openFields: ReadonlySet<string> = new Set([
  "rating",
  "version",
  "platform",
  "language",
  "metric_kind",
  "release_kind",
  "status",
  "priority",
]);

/**
 * A value as it may be shown: times, numbers and words of fixed lists as they are, anything else by its length; null for
 * none.
 */
export function shownValue(kind: SourceKind | undefined, field: string, value: string): string | null {
  if (value === "") return null;
  const type = kind === undefined ? undefined : sourceFields[kind][field]?.type;
  const isOpen = openFields.has(field) || (type !== undefined && type !== "text");
  return isOpen && !/@/.test(value) ? clipped(value) : `${[...value].length} characters`;
}

/** An id that is an address names a person. */
export const shownId = (id: string): string | null => (id === "" || id.includes("@") ? null : clipped(id));

const clipped = (text: string): string => {
  const characters = [...text.replaceAll(/\s+/g, " ")];
  return characters.length <= widest ? characters.join("") : `${characters.slice(0, widest - 1).join("")}…`;
};

const quoted = (text: string): string => JSON.stringify(text);
const listed = (keys: readonly string[]): string =>
  keys.length === 0 ? "no keys at all" : keys.slice(0, 8).map(quoted).join(", ");

import type { SourceEncoding } from "../contract/vocabulary.ts";
import type { FeedbackKind } from "../contract/vocabulary.ts";
import type { RecordPath } from "../spec/reading/recordPath.ts";
import type { ReadableSource } from "../spec/seenSource.ts";
import { profileRecords, type SourceProfile, type SourceRecord } from "./fieldProfile.ts";
import { valueAt } from "./writtenValue.ts";
import { proposedMapping, type ProposedField } from "./proposedMapping.ts";

/** Files of one shape: read in one way, with the same fields. */
export interface FilesOfOneShape {
  /** A name that says what they hold, such as that of the first file. */
  readonly name: string;
  /** Relative to the folder of the project, with forward slashes. */
  readonly files: readonly string[];
  readonly format: ReadableSource["format"];
  readonly encoding:
    | { readonly encoding: SourceEncoding; readonly other: SourceEncoding | undefined }
    | undefined;
  readonly delimiter: string | undefined;
  readonly repeatedColumns: boolean;
  readonly records: string | undefined;
  /** Records to be profiled. */
  readonly start: readonly SourceRecord[];
  /** When the newest of the files was last changed. */
  readonly modified: Date;
}

/** A source as its files suggest it; what a person has to look at is said in words. */
export interface ProposedSource extends FilesOfOneShape {
  readonly kind: FeedbackKind;
  /** The preset that maps the fields, where a person named one: `fields` are then those that the files have otherwise. */
  readonly preset: string | undefined;
  readonly fields: readonly ProposedField[];
  /** Keys whose values are the id, where no field is; undefined where one is. */
  readonly idKeys: readonly string[] | undefined;
  /** A field that looks like an id, and how many of its values stand for different records at one time. */
  readonly sharedId: { readonly path: string; readonly values: number } | undefined;
  /** Of the records that were profiled, those that have the values of another under these keys, and count as one with it. */
  readonly sameId: number;
  /** The day that stands for the time of every record, as YYYY-MM-DD, where no field is a time. */
  readonly constantDay: string | undefined;
  readonly profiled: number;
  /** Keys that all records profiled have, of those that are mapped. */
  readonly alwaysFilled: readonly string[];
}

/** The keys of an id: more say nothing more to a person. */
const mostIdKeys = 6;

/** The day on which the newest of the files was changed: nothing in them was written later. */
export const lastChanged = ({ modified }: FilesOfOneShape): string => modified.toISOString().slice(0, 10);

/** Undefined where no field holds texts: then the files hold no feedback. */
export function proposedSource(files: FilesOfOneShape): ProposedSource | undefined {
  const profile = profileRecords(files.start);
  const { fields } = proposedMapping(profile);
  const found = (name: string): ProposedField | undefined => fields.find(({ field }) => field === name);
  if (found("text") === undefined) return undefined;
  const idField = found("id");
  const shared = idField === undefined ? 0 : sharedIds(files.start, profile, idField);
  const id = idField !== undefined && shared === 0 ? undefined : idKeysOf(files.start, profile, fields);
  return {
    ...files,
    kind: kindOf(files.name, fields, profile),
    preset: undefined,
    fields: id === undefined ? fields : fields.filter(({ field }) => field !== "id"),
    idKeys: id?.keys,
    sharedId: idField === undefined || shared === 0 ? undefined : { path: idField.path, values: shared },
    sameId: id === undefined ? 0 : files.start.length - id.distinct,
    constantDay: found("at") !== undefined ? undefined : lastChanged(files),
    profiled: files.start.length,
    alwaysFilled: alwaysFilled(profile, fields),
  };
}

/** By what only tickets, mails and surveys have; a text with a rating is a review, and so is one with nothing else. */
function kindOf(
  name: string,
  fields: readonly ProposedField[],
  { fields: columns }: SourceProfile,
): FeedbackKind {
  const words = `${name} ${columns.map(({ path }) => path).join(" ")}`.toLowerCase();
  const has = (field: string): boolean => fields.some((each) => each.field === field);
  if (/ticket|issue|\bbug|helpdesk|help-desk|support/.test(words) || (has("status") && has("subject")))
    return "tickets";
  if (/survey|\bnps\b|csat|respon/.test(words)) return "survey";
  return /inbox|e-?mails?\b.*\.(?:csv|jsonl?)|mailbox/.test(words) && has("subject") ? "email" : "reviews";
}

/**
 * Values of an id that stand for different records of which no time tells that one is an edit of the other: one of them
 * would be lost.
 */
function sharedIds(records: readonly SourceRecord[], { fields }: SourceProfile, id: ProposedField): number {
  const times = fields.filter(({ time }) => time !== undefined);
  const seen = new Map<string, Set<string>>();
  for (const record of records) {
    const key = JSON.stringify([id, ...times].map(({ steps }) => valueAt(record, steps) ?? null));
    seen.set(key, (seen.get(key) ?? new Set()).add(JSON.stringify(record)));
  }
  return [...seen.values()].filter(({ size }) => size > 1).length;
}

/** What a person would call a record by: tried first where two keys tell as many records apart. */
const telling = ["id", "text", "at", "author", "user", "email", "subject", "version", "rating"];
/** Share of the records that a key of no field has to tell apart from others. */
const leastGain = 0.005;

/** Few keys whose values tell the records apart: the text, then each time the one that adds most. */
function idKeysOf(
  records: readonly SourceRecord[],
  { fields: columns }: SourceProfile,
  mapped: readonly ProposedField[],
): { readonly keys: readonly string[]; readonly distinct: number } {
  const keyOf = (steps: RecordPath): string => (steps[0] ?? "").slice(1);
  const named = telling.flatMap((field) => {
    const found = mapped.find((each) => each.field === field);
    return found === undefined ? [] : [keyOf(found.steps)];
  });
  const candidates = [...new Set([...named, ...columns.map(({ steps }) => keyOf(steps))])];
  const distinctBy = (keys: readonly string[]): number =>
    new Set(records.map((record) => JSON.stringify(keys.map((key) => record[key] ?? null)))).size;
  const keys = candidates.slice(0, 1);
  let distinct = distinctBy(keys);
  while (distinct < records.length && keys.length < mostIdKeys) {
    const [best] = candidates
      .filter((key) => !keys.includes(key))
      .map((key, place) => ({ key, place, distinct: distinctBy([...keys, key]) }))
      .toSorted((one, other) => other.distinct - one.distinct || one.place - other.place);
    const least = named.includes(best?.key ?? "") ? 1 : Math.max(1, leastGain * records.length);
    if (best === undefined || best.distinct - distinct < least) break;
    keys.push(best.key);
    distinct = best.distinct;
  }
  return { keys, distinct };
}

function alwaysFilled(
  { records, fields }: SourceProfile,
  mapped: readonly ProposedField[],
): readonly string[] {
  const filled = new Map(fields.map((field) => [JSON.stringify(field.steps), field.filled]));
  return mapped.flatMap(({ steps }) =>
    steps.length === 1 && filled.get(JSON.stringify(steps)) === records ? [(steps[0] ?? "").slice(1)] : [],
  );
}

import type { RecordPath } from "../spec/reading/recordPath.ts";
import { ratingScale, type RatingScale } from "./ratingScale.ts";
import { timeForm, type TimeForm } from "./timeForm.ts";

/** One record of a source as parsed JSON. */
export type SourceRecord = Readonly<Record<string, unknown>>;

/** What the values of one field of a source's records are like. Counts are of records. */
export interface FieldProfile {
  /** Key of the field; a nested one as `comments[0].text`. */
  readonly path: string;
  /** The same as steps, which tell a point of a key from one between keys. */
  readonly steps: RecordPath;
  /** In which something stands: neither null nor a text of blanks. */
  readonly filled: number;
  readonly distinct: number;
  /** The value that most records share, and how many do: where that is not one value of many, it is a placeholder. */
  readonly most: { readonly value: string; readonly records: number } | undefined;
  readonly time: TimeForm | undefined;
  readonly rating: RatingScale | undefined;
  /** Median number of words. */
  readonly words: number;
  /** Shares of the filled values, from 0 to 1. */
  readonly versions: number;
  readonly emails: number;
  readonly locales: number;
  /** Up to three values, as they stand. They may be personal: whoever shows them masks them. */
  readonly samples: readonly string[];
}

export interface SourceProfile {
  readonly records: number;
  /** In the order in which they are first seen. */
  readonly fields: readonly FieldProfile[];
}

/** Steps that nested fields are followed. */
const deepest = 12;
/** Elements of a list that are looked at. */
const elementsLooked = 20;
const sampled = 3;

/** Profiles every field of the records, nested ones included. Time and memory grow with the number of values. */
export function profileRecords(records: readonly SourceRecord[]): SourceProfile {
  const columns = new Map<string, Column>();
  for (const record of records) collect(record, [], columns);
  return { records: records.length, fields: [...columns.values()].map(profileOf) };
}

interface Column {
  readonly steps: RecordPath;
  readonly values: string[];
}

function collect(value: unknown, steps: RecordPath, columns: Map<string, Column>): void {
  if (typeof value === "object" && value !== null && steps.length <= deepest - 2) {
    if (Array.isArray(value)) {
      collectList(value.slice(0, elementsLooked), steps, columns);
      return;
    }
    for (const [key, inner] of Object.entries(value)) collect(inner, [...steps, `.${key}`], columns);
    return;
  }
  const path = JSON.stringify(steps);
  const column = columns.get(path) ?? { steps, values: [] };
  columns.set(path, column);
  const text = textOf(value);
  if (text.trim() !== "") column.values.push(text);
}

/** Of a list of objects each key counts by the first object that has it, of any other its first element. */
function collectList(list: readonly unknown[], steps: RecordPath, columns: Map<string, Column>): void {
  const objects = list.filter(isObject);
  if (objects.length === 0) {
    for (const element of list.slice(0, 1)) collect(element, [...steps, "[0"], columns);
    return;
  }
  for (const key of new Set(objects.flatMap((object) => Object.keys(object)))) {
    const first = objects.find((object) => (object[key] ?? null) !== null);
    collect(first?.[key], [...steps, `?${key}`, `.${key}`], columns);
  }
}

const isObject = (value: unknown): value is SourceRecord =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Steps as a person reads them. */
const pathOf = (steps: RecordPath): string =>
  steps
    .map((step) => (step.startsWith(".") ? step : "[0]"))
    .join("")
    .replace(/^\./, "");

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean" || typeof value === "bigint")
    return String(value);
  return value === null || value === undefined ? "" : JSON.stringify(value);
}

const version = /^v?\d{1,4}(?:\.\d{1,6}){1,3}(?:[-+ (].*)?$/i;
const email = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const locale = /^[a-z]{2,3}(?:[-_](?:[a-z]{4}|[a-z]{2}|\d{3}))?$/i;
const timeName =
  /time|date|day|created|updated|modified|submitted|posted|received|(?:^|[_.\s])(?:at|on|ts)$|[a-z](?:At|On)$/i;

function profileOf({ steps, values }: Column): FieldProfile {
  const path = pathOf(steps);
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const [most] = [...counts].toSorted(([, one], [, other]) => other - one);
  const share = (test: RegExp): number =>
    values.length === 0 ? 0 : values.filter((value) => test.test(value.trim())).length / values.length;
  return {
    path,
    steps,
    filled: values.length,
    distinct: counts.size,
    most: most === undefined ? undefined : { value: most[0], records: most[1] },
    time: timeForm(values, timeName.test(path)),
    rating: ratingScale(values),
    words: median(values.map((value) => value.trim().split(/\s+/).length)),
    versions: share(version),
    emails: share(email),
    locales: share(locale),
    samples: [...counts.keys()].slice(0, sampled),
  };
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

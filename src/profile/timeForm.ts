/**
 * The form in which a column writes its times, seen from values alone: what a mapping has to declare where the values are
 * not ISO 8601. Nothing is converted here.
 */
export interface TimeForm {
  /** `iso`, `epoch`, `epoch-ms`, `excel`, `rfc-2822`, or a pattern of the letters y M d H h m s a. */
  readonly format: string;
  /** Whether the values say their zone; those of `epoch` and `epoch-ms` are UTC. */
  readonly hasZone: boolean;
  /** Share of the values, from 0 to 1, that have the form. */
  readonly share: number;
  /** Another form that fits as many values, such as 03/04/2025 with day and month the other way round. */
  readonly orElse?: string;
}

interface Candidate {
  readonly format: string;
  readonly hasZone: boolean;
  readonly fits: (value: string) => boolean;
}

const pieces: Readonly<Record<string, string>> = {
  yyyy: "(?:19|20)\\d\\d",
  yy: "\\d\\d",
  MMM: "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)",
  MM: "(?:0[1-9]|1[0-2])",
  M: "(?:0?[1-9]|1[0-2])",
  dd: "(?:0[1-9]|[12]\\d|3[01])",
  d: "(?:0?[1-9]|[12]\\d|3[01])",
  HH: "(?:[01]\\d|2[0-3])",
  H: "(?:[01]?\\d|2[0-3])",
  h: "(?:0?[1-9]|1[0-2])",
  mm: "[0-5]\\d",
  ss: "[0-5]\\d",
  a: "(?:[AaPp]\\.?[Mm]\\.?)",
};

/** Longer letters first: `MM` is not two `M`. */
const letters = new RegExp(Object.keys(pieces).join("|"), "g");

function pattern(format: string): Candidate {
  let last = 0;
  let source = "";
  for (const match of format.matchAll(letters)) {
    source += escaped(format.slice(last, match.index)) + (pieces[match[0]] ?? "");
    last = match.index + match[0].length;
  }
  const whole = new RegExp(`^${source}${escaped(format.slice(last))}$`, "i");
  return { format, hasZone: false, fits: (value) => whole.test(value) };
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`);

/** Dates, each alone and with the times below. Of forms that fit the same values the first is named. */
const dates: readonly string[] = [
  "dd.MM.yyyy",
  "d.M.yyyy",
  "dd.MM.yy",
  "dd/MM/yyyy",
  "MM/dd/yyyy",
  "d/M/yyyy",
  "M/d/yyyy",
  "dd/MM/yy",
  "MM/dd/yy",
  "M/d/yy",
  "d/M/yy",
  "dd/MMM/yy",
  "dd/MMM/yyyy",
  "d MMM yyyy",
  "dd-MMM-yyyy",
  "dd-MMM-yy",
  "MMM d, yyyy",
  "dd-MM-yyyy",
  "MM-dd-yyyy",
  "yyyy/MM/dd",
  "yyyy.MM.dd",
];
const times: readonly string[] = [
  "",
  " HH:mm",
  " HH:mm:ss",
  " H:mm",
  " H:mm:ss",
  " h:mm a",
  " h:mm:ss a",
  ", HH:mm",
  ", HH:mm:ss",
];

const number = /^\d+(?:\.\d+)?$/;
const between =
  (low: number, high: number) =>
  (value: string): boolean =>
    number.test(value) && Number(value) >= low && Number(value) < high;
const iso =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?:[T ](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:[.,]\d{1,9})?)?(Z|[+-]\d\d(?::?\d\d)?)?)?$/;
const rfc2822 =
  /^(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d(?::\d\d)? (?:[+-]\d{4}|UT|GMT|[ECMP][SD]T|Z)$/i;

const candidates: readonly Candidate[] = [
  { format: "iso", hasZone: true, fits: (value) => iso.exec(value)?.[1] !== undefined },
  { format: "iso", hasZone: false, fits: (value) => iso.test(value) },
  { format: "rfc-2822", hasZone: true, fits: (value) => rfc2822.test(value) },
  // seconds from 2001 to 2096, and the same in milliseconds: shorter numbers are numbers
  { format: "epoch", hasZone: true, fits: between(1e9, 4e9) },
  { format: "epoch-ms", hasZone: true, fits: between(1e12, 4e12) },
  ...dates.flatMap((date) => times.map((time) => pattern(`${date}${time}`))),
  // days since 1899-12-30, for the years from 1982 to 2119
  { format: "excel", hasZone: false, fits: between(30_000, 80_000) },
];

/** From this share on a form is that of the column; the rest is what the source got wrong. */
const leastShare = 0.8;

/**
 * The form that most values have; undefined where no form has four in five of them, and where there are none. Numbers that could
 * be Excel's days could be anything: they count only under a name that says so.
 *
 * @param values texts as they stand in the records, without empty ones
 * @param isNamedTime whether the name of the column speaks of a time
 */
export function timeForm(values: readonly string[], isNamedTime = true): TimeForm | undefined {
  if (values.length === 0) return undefined;
  const trimmed = values.map((value) => value.trim());
  const ranked = candidates
    .filter(({ format }) => isNamedTime || !["excel", "epoch", "epoch-ms"].includes(format))
    .map((candidate, place) => ({
      ...candidate,
      place,
      share: trimmed.filter(candidate.fits).length / trimmed.length,
    }))
    .filter(({ share }) => share >= leastShare)
    .toSorted((one, other) => other.share - one.share || one.place - other.place);
  const [best] = ranked;
  if (best === undefined) return undefined;
  const swapped = ranked.find(
    ({ format, share }) =>
      share === best.share && isDayFirst(format) !== isDayFirst(best.format) && /[dM]\/|[dM]-/.test(format),
  );
  return {
    format: best.format,
    hasZone: best.hasZone,
    share: best.share,
    ...(swapped === undefined || !/[dM][/-][dM]/.test(best.format) ? {} : { orElse: swapped.format }),
  };
}

const isDayFirst = (format: string): boolean => format.indexOf("d") < format.indexOf("M");

/**
 * Times as Databricks takes them: Quartz cron expressions, and time zones by their name in the IANA database.
 * Quartz reads six or seven fields, seconds first; of day of month and day of week exactly one is `?`.
 */
const months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

interface Field {
  readonly least: number;
  readonly most: number;
  /** Words that stand for numbers, the first for the least. */
  readonly words?: readonly string[];
  /** What else the field takes besides *, lists, ranges and steps. */
  readonly special?: RegExp;
}

const fields: readonly Field[] = [
  { least: 0, most: 59 },
  { least: 0, most: 59 },
  { least: 0, most: 23 },
  { least: 1, most: 31, special: /^(L|LW|L-([1-9]|[12]\d|30)|([1-9]|[12]\d|3[01])W)$/ },
  { least: 1, most: 12, words: months },
  { least: 1, most: 7, words: days, special: /^(L|([1-7]|SUN|MON|TUE|WED|THU|FRI|SAT)(L|#[1-5]))$/ },
  { least: 1970, most: 2099 },
];

/** Whether Quartz would take the expression. */
export function isQuartz(text: string): boolean {
  const parts = text.trim().toUpperCase().split(/\s+/);
  if (parts.length !== 6 && parts.length !== 7) return false;
  const [dayOfMonth, dayOfWeek] = [parts[3], parts[5]];
  if ((dayOfMonth === "?") === (dayOfWeek === "?")) return false;
  return parts.every(
    (part, index) => part === "?" || part.split(",").every((item) => takes(fields[index], item)),
  );
}

/** How often an expression comes up in a year of 365 days that begins on a Thursday, as 2026 does. Its year is left out. */
export function runsPerYear(text: string): number {
  const [second, minute, hour, dayOfMonth = "", month, dayOfWeek = ""] = text
    .trim()
    .toUpperCase()
    .split(/\s+/);
  const values = (index: number, part = "*"): ReadonlySet<number> => valuesOf(fields[index], part);
  const times = values(0, second).size * values(1, minute).size * values(2, hour).size;
  const inMonths = values(4, month);
  let dates = 0;
  for (let day = 0; day < 365; day += 1) {
    const date = new Date(Date.UTC(2026, 0, 1 + day));
    if (!inMonths.has(date.getUTCMonth() + 1)) continue;
    const byWeek = dayOfMonth === "?";
    const [index, part, value] = byWeek
      ? [5, dayOfWeek, date.getUTCDay() + 1]
      : [3, dayOfMonth, date.getUTCDate()];
    // what is counted from the end of a month, or as the first Monday of it, comes once a month
    const oncePerMonth = part.split(",").filter((item) => fields[index]?.special?.test(item)).length;
    if (values(index, part).has(value)) dates += 1;
    if (date.getUTCDate() === 1) dates += oncePerMonth;
  }
  return times * dates;
}

function valuesOf(field: Field | undefined, part: string): ReadonlySet<number> {
  const found = new Set<number>();
  if (field === undefined) return found;
  for (const item of part.split(",").filter((one) => field.special?.test(one) !== true)) {
    const [range = "*", step] = item.split("/");
    const [first = "*", last] = range.split("-");
    const from = first === "*" || first === "?" ? field.least : numberOf(field, first);
    const to =
      first === "*" || first === "?" || (last === undefined && step !== undefined) ? field.most : from;
    const until = last === undefined ? to : numberOf(field, last);
    for (let value = from; value <= until; value += Number(step ?? 1)) found.add(value);
  }
  return found;
}

function takes(field: Field | undefined, item: string): boolean {
  if (!field) return false;
  if (field.special?.test(item)) return true;
  const [range = "", step, ...rest] = item.split("/");
  if (rest.length > 0) return false;
  if (step !== undefined && (!/^\d{1,4}$/.test(step) || Number(step) < 1 || Number(step) > field.most))
    return false;
  if (range === "*") return true;
  const ends = range.split("-").map((end) => numberOf(field, end));
  return ends.length <= 2 && ends.every((end) => end >= field.least && end <= field.most);
}

function numberOf({ least, words }: Field, text: string): number {
  const word = words?.indexOf(text) ?? -1;
  if (word >= 0) return word + least;
  return /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
}

/** Whether a time zone of that name is known. Offsets such as +02:00 are none: they know no summer time. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

/** A written form of times, compiled: both engines match `pattern` and compose `parts`, where `$1` is its first group. */
export interface TimePattern {
  /** A regular expression in what RE2 and Java share. */
  readonly pattern: string;
  /** `year-month-dayThour:minute:second.fraction|am or pm|offset`, each a group or a constant; see `composed_time`. */
  readonly parts: string;
}

type Part = "year" | "month" | "day" | "hour" | "minute" | "second" | "fraction" | "half" | "offset";

interface Letters {
  readonly part?: Part;
  readonly expression: string;
}

/** Offsets that have a name which means one thing: those of RFC 2822, and central European time. */
const zoneNames = "UTC|UT|GMT|Z|EST|EDT|CST|CDT|MST|MDT|PST|PDT|CET|CEST";
const space = String.raw`[ \x{A0}\x{202F}]`;
const monthName = String.raw`[\p{L}]{3,10}[.]?`;
const offset = "Z|[+-][0-9]{2}:?[0-9]{2}";

/** Letters of a pattern, as Unicode (LDML) and java.time write them. */
const letters: Readonly<Record<string, Letters>> = {
  yyyy: { part: "year", expression: "[0-9]{4}" },
  yy: { part: "year", expression: "[0-9]{2}" },
  MMMM: { part: "month", expression: monthName },
  MMM: { part: "month", expression: monthName },
  MM: { part: "month", expression: "0[1-9]|1[0-2]" },
  M: { part: "month", expression: "0?[1-9]|1[0-2]" },
  dd: { part: "day", expression: "0[1-9]|[12][0-9]|3[01]" },
  d: { part: "day", expression: "0?[1-9]|[12][0-9]|3[01]" },
  HH: { part: "hour", expression: "[01][0-9]|2[0-3]" },
  H: { part: "hour", expression: "[01]?[0-9]|2[0-3]" },
  hh: { part: "hour", expression: "0[1-9]|1[0-2]" },
  h: { part: "hour", expression: "0?[1-9]|1[0-2]" },
  mm: { part: "minute", expression: "[0-5][0-9]" },
  ss: { part: "second", expression: "[0-5][0-9]" },
  a: { part: "half", expression: "[AaPp][.]?[Mm][.]?" },
  XXX: { part: "offset", expression: offset },
  z: { part: "offset", expression: zoneNames },
  EEEE: { expression: String.raw`[\p{L}]{2,12}[.]?` },
  EEE: { expression: String.raw`[\p{L}]{2,12}[.]?` },
};

/** The letters that a pattern may hold, for messages. */
export const timeLetters: readonly string[] = [...Object.keys(letters), "S"];

/** Compiles `dd.MM.yyyy HH:mm`, or says what is wrong with it. */
export function compileTimePattern(written: string): TimePattern | { readonly problem: string } {
  const tokens = written.match(/'(?:[^']|'')*'|([A-Za-z])\1*|[^A-Za-z']|'/gu) ?? [];
  const expressions: string[] = [];
  const groups = new Map<Part, string>();
  let group = 0;
  for (const token of tokens) {
    if (token === "'") return { problem: "a closing apostrophe" };
    if (!/^[A-Za-z]/.test(token)) {
      expressions.push(literal(token));
      continue;
    }
    const known = /^S{1,9}$/.test(token)
      ? { part: "fraction" as const, expression: `[0-9]{${token.length}}` }
      : letters[token];
    if (known === undefined)
      return { problem: `the letters ${timeLetters.join(" ")}, or '${token}' in apostrophes` };
    const { part, expression } = known;
    if (part === undefined) {
      expressions.push(expression);
      continue;
    }
    if (groups.has(part)) return { problem: `one ${part} in it` };
    group += 1;
    groups.set(part, `$${group}`);
    expressions.push(`(${expression})`);
  }
  const has = (token: string): boolean => tokens.some((other) => other === token);
  if (!groups.has("year") || !groups.has("month") || !groups.has("day"))
    return { problem: "a year, a month and a day in it" };
  if (has("a") !== (has("h") || has("hh"))) return { problem: "h together with a, or H without it" };
  if (groups.has("minute") && !groups.has("hour")) return { problem: "an hour with its minutes" };
  const at = (part: Part, otherwise: string): string => groups.get(part) ?? otherwise;
  return {
    pattern: `^${expressions.join("")}$`,
    parts: `${at("year", "")}-${at("month", "")}-${at("day", "")}T${at("hour", "00")}:${at("minute", "00")}:${at("second", "00")}.${at("fraction", "")}|${at("half", "")}|${at("offset", "")}`,
  };
}

/** A space stands for the narrow ones too that programs write before AM and PM. */
function literal(token: string): string {
  const text = token.length > 1 ? token.slice(1, -1).replaceAll("''", "'") || "'" : token;
  return [...text]
    .map((character) => {
      if (character === " ") return space;
      if (character === ".") return "[.]";
      return /[\p{L}\p{N}/:,_-]/u.test(character) ? character : `\\x{${hexadecimal(character)}}`;
    })
    .join("");
}

const hexadecimal = (character: string): string => (character.codePointAt(0) ?? 0).toString(16).toUpperCase();

/** `Tue, 31 Jan 2025 14:05:00 +0200`, as mail and feeds write it; weekday and seconds may be left out. */
export const rfc2822: TimePattern = {
  pattern: String.raw`^(?:[A-Za-z]{3}, ?)?([0-9]{1,2}) ([A-Za-z]{3}) ([0-9]{4}) ([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9]))? ([+-][0-9]{4}|${zoneNames})(?: *[(][^)]*[)])?$`,
  parts: "$3-$2-$1T$4:$5:$6.||$7",
};

import type { Dialect } from "../dialect.ts";
import { sql, type Sql } from "../sql.ts";
import { writtenTimeFunction } from "./givenValue.ts";
import { call, type SqlFunction } from "./sqlFunction.ts";

/** Months as English, German and French write and abbreviate them, by their first letters. */
const months = [
  "[jJ][aA]",
  "[fF](?:[eE]|é|É)",
  "[mM](?:[aA]|ä|Ä)?[rR]",
  "[aA](?:[pP]|[vV])",
  "[mM][aA][yYiI]",
  "[jJ][uU](?:[nN]|[iI][nN])",
  "[jJ][uU](?:[lL]|[iI][lL])",
  "[aA](?:[uU][gG]|[oO])",
  "[sS][eE]",
  "[oO][ckCK]",
  "[nN][oO]",
  "[dD](?:[eE]|é|É)",
];
const two = (value: number): string => String(value).padStart(2, "0");
/** Named offsets, as RFC 2822 and central Europe mean them, in hours. */
const namedOffsets = {
  EST: -5,
  EDT: -4,
  CST: -6,
  CDT: -5,
  MST: -7,
  MDT: -6,
  PST: -8,
  PDT: -7,
  CET: 1,
  CEST: 2,
};

export const composedTimeFunction: SqlFunction = {
  name: "composed_time",
  parameters: [{ name: "text", type: "string" }],
  returns: "string",
  comment:
    "From year-month-dayThour:minute:second.fraction|am or pm|offset, each as written, to ISO 8601. Null stays null.",
  why: "Parts of a declared form come as they stand in the record: 1 for 01, 25 for 2025, Sep for 09, 2 pm for 14.",
  body: (dialect) =>
    dialect.regexReplaceEach(sql`text`, [
      { pattern: "^([0-9]{2})-", replacement: "20$1-" },
      // once for all of them: DuckDB takes a millisecond to compile what knows the letters of all scripts
      { pattern: `^([0-9]{4}-(?:${months.join("|")}))[\\p{L}.]*-`, replacement: "$1-" },
      ...months.map((name, index) => ({
        pattern: `^([0-9]{4})-${name}-`,
        replacement: `$1-${two(index + 1)}-`,
      })),
      { pattern: "^([0-9]{4})-([0-9])-", replacement: "$1-0$2-" },
      { pattern: "^([0-9]{4}-[0-9]{2})-([0-9])T", replacement: "$1-0$2T" },
      { pattern: "T([0-9]):", replacement: "T0$1:" },
      { pattern: "T12(:[^|]*[|])[aA][^|]*[|]", replacement: "T00$1|" },
      ...Array.from({ length: 11 }, (_, index) => ({
        pattern: `T${two(index + 1)}(:[^|]*[|])[pP][^|]*[|]`,
        replacement: `T${two(index + 13)}$1|`,
      })),
      { pattern: ":[.]", replacement: ":00." },
      { pattern: "([.][0-9]{6})[0-9]+", replacement: "$1" },
      { pattern: "[.]?[|][^|]*[|]", replacement: "" },
      { pattern: "([+-][0-9]{2})([0-9]{2})$", replacement: "$1:$2" },
      { pattern: "(?:UTC|UT|GMT)$", replacement: "Z" },
      ...Object.entries(namedOffsets).map(([name, hours]) => ({
        pattern: `([0-9])${name}$`,
        replacement: `$1${hours < 0 ? "-" : "+"}${two(Math.abs(hours))}:00`,
      })),
    ]),
};

/** Seconds since 1970 of the last moment of 9999, the last year of four digits. */
const endOfTime = 253_402_300_799;

export const declaredTimeFunction: SqlFunction = {
  name: "declared_time",
  parameters: [
    { name: "text", type: "string" },
    { name: "format", type: "string" },
    { name: "pattern", type: "string" },
    { name: "parts", type: "string" },
  ],
  returns: "string",
  comment:
    "A time in the form that its source declares, as ISO 8601, without an offset where it names none. Null for a text in another form.",
  why: "Each export writes times its own way, and a form that was guessed could take a day for a month.",
  body: (dialect) => {
    const written = (milliseconds: Sql): Sql =>
      sql`CAST(${dialect.fromEpochMilliseconds(sql`CAST(${milliseconds} AS ${dialect.type("bigint")})`)} AS ${dialect.type("string")})`;
    const number = (scale: number): Sql => dialect.tryDecimal(sql`text`, 28, scale);
    return sql`CASE
  WHEN format = 'pattern' THEN ${call(composedTimeFunction, dialect.rearranged(sql`text`, sql`pattern`, sql`parts`))}
  WHEN format = 'iso' THEN ${call(writtenTimeFunction, sql`text`)}
  WHEN format = 'epoch' THEN CASE WHEN ${number(3)} BETWEEN 0 AND ${endOfTime} THEN concat(${written(sql`round(${number(3)} * 1000, 0)`)}, 'Z') END
  WHEN format = 'epoch-ms' THEN CASE WHEN ${number(0)} BETWEEN 0 AND ${endOfTime * 1000} THEN concat(${written(number(0))}, 'Z') END
  WHEN format = 'excel' THEN CASE WHEN ${number(9)} BETWEEN 25569 AND 2958465 THEN ${written(sql`round((${number(9)} - 25569) * 86400, 0) * 1000`)} END
END`;
  },
};

export interface TimeReading {
  readonly format: Sql;
  readonly pattern: Sql;
  readonly parts: Sql;
}

/** Text in the form that a source declares to ISO 8601, null where it hasn't that form. */
export const declaredTime = (text: Sql, { format, pattern, parts }: TimeReading): Sql =>
  call(declaredTimeFunction, text, format, pattern, parts);

/**
 * ISO 8601, with the offset that is in force at that time where it names none. Offsets are an array in the order of time,
 * each after the local time from which it holds: `2025-03-30T03:00:00+02:00`. A local time that comes twice is the first of
 * the two, one that never comes is read at the offset before it. Of a column alone: the text is named several times. No
 * function of its own: Spark refuses one whose parameter is named in a lambda.
 */
export function zonedTime(dialect: Dialect, text: Sql, offsets: Sql): Sql {
  const midnight = sql`CASE WHEN length(${text}) = 10 THEN 'T00:00:00' ELSE '' END`;
  // the tilde sorts after every offset
  const local = sql`concat(substring(${text}, 1, 10), 'T', substring(concat(${text}, ${midnight}), 12, 8), '~')`;
  const offset = sql`substring(${dialect.lastUpTo(offsets, local)}, 20, 6)`;
  return sql`CASE
        WHEN ${dialect.regexMatches(text, "^[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9]{2}:[0-9]{2}:[0-9]{2}(?:[.][0-9]+)?)?$")}
        THEN concat(${text}, ${midnight}, coalesce(${offset}, ''))
        ELSE ${text}
      END`;
}

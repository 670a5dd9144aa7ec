import type { Dialect } from "../dialect.ts";
import { decimalPattern, timestampPattern } from "../patterns.ts";
import { sql, type Sql } from "../sql.ts";
import { call, type SqlFunction } from "./sqlFunction.ts";

/**
 * `text` where it has the form that a cast takes, else what it is corrected to. Nearly every text has it; DuckDB works out
 * what a statement says twice once for every row, so the correction stands in one place alone and is done only where needed.
 */
function corrected(dialect: Dialect, form: string, correction: Sql): Sql {
  return sql`CASE
  WHEN ${dialect.regexMatches(sql`text`, form)} THEN text
  ELSE ${correction}
END`;
}

export const writtenTimeFunction: SqlFunction = {
  name: "written_time",
  parameters: [{ name: "text", type: "string" }],
  returns: "string",
  comment: "A time as ISO 8601 writes it: with seconds, at most microseconds, and the whole offset.",
  why: "Sources leave out seconds, write offsets such as +00 or +0000, name the zone too, or give more digits than microseconds.",
  body: (dialect) =>
    corrected(
      dialect,
      timestampPattern,
      dialect.regexReplaceEach(sql`text`, [
        // java.time adds the name of the zone to the offset
        { pattern: "(Z|[+-][0-9]{2}:?[0-9]{2})\\[[A-Za-z][A-Za-z0-9_/+-]*\\]$", replacement: "$1" },
        {
          pattern: "^([0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2})(Z|[+-][0-9]{2}:?[0-9]{2})?$",
          replacement: "$1:00$2",
        },
        { pattern: "(:[0-9]{2}[.][0-9]{6})[0-9]+", replacement: "$1" },
        { pattern: "(:[0-9]{2}(?:[.][0-9]+)?[+-][0-9]{2})$", replacement: "$1:00" },
        { pattern: "(:[0-9]{2}(?:[.][0-9]+)?[+-][0-9]{2})([0-9]{2})$", replacement: "$1:$2" },
      ]),
    ),
};

export const givenTimeFunction: SqlFunction = {
  name: "given_time",
  parameters: [{ name: "text", type: "string" }],
  returns: "timestamp",
  comment: "Text to a timestamp (UTC), in the forms of ISO 8601 that sources use. Null where it is none.",
  why: "Casts of the engines accept different texts, so only what one pattern accepts is cast.",
  body: (dialect) => dialect.tryTimestamp(call(writtenTimeFunction, sql`text`)),
};

/**
 * Text to a timestamp. In addition to what `tryTimestamp` takes: times without seconds, offsets such as `+00` (DuckDB
 * and PostgreSQL) and `+0000` (app stores), fractions finer than microseconds.
 */
export const givenTime = (text: Sql): Sql => call(givenTimeFunction, text);

export const writtenDecimalFunction: SqlFunction = {
  name: "written_decimal",
  parameters: [{ name: "text", type: "string" }],
  returns: "string",
  comment: "A decimal with no more places than a cast takes.",
  why: "A float that Python prints may have more decimals. They are cut.",
  body: (dialect) =>
    corrected(
      dialect,
      decimalPattern,
      dialect.regexReplace(sql`text`, "^([+-]?[0-9]+[.][0-9]{17})[0-9]+$", "$1"),
    ),
};

/** The scale belongs to the type that a function returns, so there is one for each. */
const givenDecimalFunction = (name: string, scale: 2 | 4): SqlFunction => ({
  name,
  parameters: [{ name: "text", type: "string" }],
  returns: `decimal(18,${scale})`,
  comment: `Text to a decimal of ${scale} places. Null where it is none.`,
  why: "Casts of the engines accept different texts, so only what one pattern accepts is cast.",
  body: (dialect) => dialect.tryDecimal(call(writtenDecimalFunction, sql`text`), 18, scale),
});

export const givenNumberFunction = givenDecimalFunction("given_number", 4);
export const givenAmountFunction = givenDecimalFunction("given_amount", 2);

/** Text to DECIMAL(18, 4). What Python prints of a float may have more decimals than `tryDecimal` takes: cut. */
export const givenNumber = (text: Sql): Sql => call(givenNumberFunction, text);

/** The same to DECIMAL(18, 2). */
export const givenAmount = (text: Sql): Sql => call(givenAmountFunction, text);

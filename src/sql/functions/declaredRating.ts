import { sql, type Sql } from "../sql.ts";
import { call, type SqlFunction } from "./sqlFunction.ts";

const number = "[0-9]{1,3}(?:[.,][0-9]{1,4})?";
/** A number, with words before or after it: `4,0`, `5 stars`, `NPS 9`. */
const alone = `^[^0-9+-]*(${number})[^0-9.,%/+-]*$`;
const fraction = `^(${number}) ?(?:/|of|out of|von|sur|de) ?([0-9]{1,3})$`;

export const declaredRatingFunction: SqlFunction = {
  name: "declared_rating",
  parameters: [
    { name: "text", type: "string" },
    { name: "format", type: "string" },
    { name: "low", type: "int" },
    { name: "high", type: "int" },
  ],
  returns: "string",
  comment:
    "A rating on the scale that its source declares, as a number from 1 to 5. Null for a text that is none, and outside of the scale.",
  why: "Scales differ by source. A scale is spread evenly over 1 to 5; promoters of an NPS are 5, passives 3, detractors 1.",
  body: (dialect) => {
    const decimal = (text: Sql): Sql => dialect.tryDecimal(sql`replace(${text}, ',', '.')`, 18, 4);
    const value = sql`coalesce(
      ${decimal(dialect.regexExtract(sql`text`, alone, 1))},
      CASE WHEN ${dialect.tryBigint(dialect.regexExtract(sql`text`, fraction, 2))} = high THEN ${decimal(dialect.regexExtract(sql`text`, fraction, 1))} END,
      CASE WHEN ${dialect.regexMatches(sql`text`, "^[★☆⭐\\x{FE0F}]+$")} THEN length(${dialect.regexReplace(sql`text`, "[☆\\x{FE0F}]", "")}) END
    )`;
    const spread = dialect.quantise(sql`1 + 4 * ${dialect.divide(sql`${value} - low`, sql`high - low`)}`, 2);
    return sql`CASE
  WHEN ${value} BETWEEN low AND high
  THEN CASE
    WHEN format = 'scale' THEN CAST(${spread} AS ${dialect.type("string")})
    WHEN ${value} >= 9 THEN '5'
    WHEN ${value} >= 7 THEN '3'
    ELSE '1'
  END
END`;
  },
};

/** The rating in a text, from columns of its mapping. */
export const declaredRating = (text: Sql, format: Sql, low: Sql, high: Sql): Sql =>
  call(declaredRatingFunction, text, format, low, high);

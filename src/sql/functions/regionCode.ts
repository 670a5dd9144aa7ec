import type { Dialect } from "../dialect.ts";
import { constant, join, sql, type Sql } from "../sql.ts";
import { foldText } from "./foldText.ts";
import regionNames from "./regionNames.json" with { type: "json" };
import { call, type SqlFunction } from "./sqlFunction.ts";

/** `.deu:de.germany:de…`: ISO 3166-1 alpha-3 and the English names of CLDR, in words of letters joined by hyphens. */
function list(): Sql {
  const text = Object.entries(regionNames)
    .flatMap(([region, names]) => names.map((name) => `${name}:${region}.`))
    .join("");
  const lines = text.match(/.{1,90}[.]/g) ?? [];
  return sql`concat(
  '.',
  ${join(
    lines.map(constant),
    sql`,
  `,
  )}
)`;
}

const words = (dialect: Dialect): Sql =>
  dialect.regexReplaceEach(foldText(sql`text`), [
    { pattern: "[^a-z0-9]+", replacement: "-" },
    { pattern: "^-|-$", replacement: "" },
  ]);

export const namedRegionFunction: SqlFunction = {
  name: "named_region",
  parameters: [{ name: "text", type: "string" }],
  returns: "string",
  comment:
    "Region (ISO 3166-1 alpha-2) of a code of three letters or an English name; null for any other text.",
  why: "App Store Connect writes DEU, helpdesks write Germany or UK. What follows the name in the list is its region.",
  body: (dialect) =>
    sql`upper(nullif(substring(split_part(${list()}, concat('.', ${words(dialect)}, ':'), 2), 1, 2), ''))`,
};

export const regionCodeFunction: SqlFunction = {
  name: "region_code",
  parameters: [{ name: "text", type: "string" }],
  returns: "string",
  comment:
    "Region of a code or a name as a source writes it: DEU, de, Germany and UK are DE, DE, DE and GB. Null where it is none.",
  why: "Regions are compared across sources. Numbers of three digits are areas of UN M49, such as 419 for Latin America.",
  body: (dialect) => sql`coalesce(
  ${call(namedRegionFunction, sql`text`)},
  CASE WHEN ${dialect.regexMatches(sql`text`, "^(?:[A-Za-z]{2}|[0-9]{3})$")} THEN upper(text) END
)`,
};

/** The region that a code or a name means. */
export const regionCode = (text: Sql): Sql => call(regionCodeFunction, text);

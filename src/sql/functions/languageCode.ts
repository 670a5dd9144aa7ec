import { constant, join, sql, type Sql } from "../sql.ts";
import { call, type SqlFunction } from "./sqlFunction.ts";

/**
 * Other codes of languages that are told from texts, as CLDR's `languageAlias` has them: withdrawn ones, ISO 639-2 and
 * 639-3. Norwegian has one code here, since its texts are told as one language.
 */
const aliases = [
  "iw:he in:id mo:ro nb:no nn:no eng:en deu:de ger:de fra:fr fre:fr spa:es por:pt ita:it nld:nl",
  "dut:nl pol:pl tur:tr jpn:ja ind:id swe:sv dan:da nor:no nob:no nno:no fin:fi ces:cs cze:cs",
  "slk:sk slo:sk hun:hu ron:ro rum:ro vie:vi cat:ca rus:ru ukr:uk bul:bg kor:ko zho:zh chi:zh",
  "cmn:zh ell:el gre:el heb:he ara:ar arb:ar fas:fa per:fa urd:ur hin:hi tha:th ben:bn",
]
  .join(" ")
  .split(" ")
  .map((pair) => pair.split(":"));

export const languageCodeFunction: SqlFunction = {
  name: "language_code",
  parameters: [{ name: "text", type: "string" }],
  returns: "string",
  comment:
    "Language (ISO 639-1) of a code of a language or a locale as a source writes it; null where it is none.",
  why: "Sources write withdrawn codes (iw for he) and codes of three letters. Three letters that are no language of the list stay unread.",
  body: (dialect) => {
    const branches = aliases.map(
      ([alias = "", language = ""]) => sql`WHEN ${constant(alias)} THEN ${constant(language)}`,
    );
    return sql`CASE lower(${dialect.regexExtract(sql`text`, "^([A-Za-z]{2,3})(?:[-_].*)?$", 1)})
  ${join(
    branches,
    sql`
  `,
  )}
  ELSE nullif(lower(${dialect.regexExtract(sql`text`, "^([A-Za-z]{2})(?:[-_].*)?$", 1)}), '')
END`;
  },
};

/** The language that a code names. */
export const languageCode = (text: Sql): Sql => call(languageCodeFunction, text);

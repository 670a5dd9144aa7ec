import type { Dialect } from "../../dialect.ts";
import { sql, type Sql } from "../../sql.ts";

/** Letters and digits of an account number by its country (ISO 13616 registry). */
const ibanLengths: Readonly<Record<number, string>> = {
  15: "NO",
  16: "BE",
  18: "DK|FI|FO|GL|NL|SD|FK",
  19: "MK|SI",
  20: "AT|BA|EE|KZ|LT|LU|XK|MN",
  21: "CH|CR|HR|LI|LV",
  22: "BG|BH|DE|GB|GE|IE|ME|RS|VA",
  23: "AE|GI|IL|IQ|OM|TL|SO",
  24: "AD|CZ|ES|MD|PK|RO|SA|SE|SK|TN|VG",
  25: "LY|PT|ST",
  26: "IS|TR",
  27: "BI|DJ|FR|GR|IT|MC|MR|SM",
  28: "AL|AZ|BY|CY|DO|GT|HU|LB|PL|SV|NI",
  29: "BR|EG|PS|QA|UA",
  30: "JO|KW|MU|YE",
  31: "MT|SC",
  32: "LC",
  33: "RU",
};

/** What may be an IBAN: a country, two digits, and as many letters and digits as that country's have, spaced in any way. */
export const ibanCandidate = `(?:^|[^A-Za-z0-9])(?:${Object.entries(ibanLengths)
  .map(
    ([length, countries]) =>
      `(?:(?:${countries})[ .-]{0,2}|(?i:${countries}))[0-9] ?[0-9](?:[ ./_-]{0,2}[0-9A-Za-z]){${Number(length) - 4}}`,
  )
  .join("|")})[0-9A-Za-z]?`;

/** Where an IBAN may be: a country and check digits, and digits after them. */
export const ibanGuard = "(?i:[A-Z]{2}[ .-]{0,2}[0-9][ ]?[0-9](?:[ ./_-]{0,2}[0-9A-Z]){4})";

/** Whether ISO 7064 mod 97-10 holds: letters as 10 to 35, the first four characters last, remainder 1. */
export function isIban(dialect: Dialect, written: Sql): Sql {
  const bare = dialect.regexReplace(sql`upper(${written})`, "[^0-9A-Z]", "");
  const turned = sql`concat(substring(${bare}, 5), substring(${bare}, 1, 4))`;
  const text = dialect.type("string");
  const remainder = dialect.reduceArray(
    dialect.regexExtractAll(turned, "[0-9A-Z]"),
    sql`CAST('0' AS ${text})`,
    (before, element) =>
      sql`CAST(mod(CAST(concat(${before}, CAST(position(${element} IN '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ') - 1 AS ${text})) AS BIGINT), 97) AS ${text})`,
  );
  return sql`length(${dialect.regexReplace(bare, "[^0-9]", "")}) > 7 AND ${remainder} = '1'`;
}

/** Whether a candidate is in capitals and has so many digits that only a slip in its check digits explains it. */
export const isNearlyIban = (dialect: Dialect, written: Sql): Sql =>
  sql`${dialect.regexMatches(written, "^[^a-z]*$")} AND length(${dialect.regexReplace(written, "[^0-9]", "")}) > 13`;

const separated = (separator: string, from: number, to: number): string =>
  `(?:${separator}[0-9]){${from},${to}}`;
const scheme = "(?:3[04-9]|4[0-9]|5[0-9]|6[0-9]|2[2-7])";

/**
 * What may be a card: 13 to 19 digits that begin as a scheme's do, in one run or in the groups that are printed on cards,
 * then 15 to 19 digits with any sign between them.
 */
export const cardCandidates: readonly string[] = [
  "3[47][0-9]{2}[ ./_-]{0,3}[0-9]{6}[ ./_-]{0,3}[0-9]{5}|3(?:0[0-5]|[689][0-9])[0-9][ ./_-]{0,3}[0-9]{6}[ ./_-]{0,3}[0-9]{4}|(?:[456][0-9]{3}|35[0-9]{2}|2(?:2[2-9]|[3-6][0-9]|7[0-2])[0-9])(?:[ ./_-]{0,3}[0-9]{4}){2}[ ./_-]{0,3}[0-9]{4}(?:[ ./_-]?[0-9]{1,3})?",
  `${scheme}[0-9]{11,17}`,
  "[3-6](?:[ .-][0-9]){14,15}",
  `${scheme}(?:${separated("[ -]{0,3}", 13, 17)}|${separated("[.]{0,1}", 13, 17)}|${separated("[/]{0,1}", 13, 17)}|${separated("[_]{0,1}", 13, 17)}|${separated("[*,:]{0,1}", 13, 17)})`,
];

/** Where a card number may be: that many digits with signs between them. */
export const cardGuard = "[0-9](?:[ ./_*,:-]{0,3}[0-9]){12}";

/** Whether the Luhn sum (ISO/IEC 7812-1) of the digits is a multiple of 10: pairs from the right, the left of each doubled. */
export function isCard(dialect: Dialect, written: Sql): Sql {
  const digits = dialect.regexReplace(written, "[^0-9]", "");
  const even = sql`CASE WHEN mod(length(${digits}), 2) = 1 THEN concat('0', ${digits}) ELSE ${digits} END`;
  const sum = dialect.sumArray(dialect.regexExtractAll(even, "[0-9][0-9]"), (pair) => {
    const left = sql`CAST(substring(${pair}, 1, 1) AS ${dialect.type("int")})`;
    const right = sql`CAST(substring(${pair}, 2, 1) AS ${dialect.type("int")})`;
    return sql`2 * ${left} - CASE WHEN ${left} > 4 THEN 9 ELSE 0 END + ${right}`;
  });
  return sql`mod(${sum}, 10) = 0`;
}

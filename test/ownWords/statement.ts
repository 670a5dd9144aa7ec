import type { Dialect } from "../../src/sql/dialect.ts";
import { sql, type Sql } from "../../src/sql/sql.ts";
import { ownPiecesOf, spoken } from "../../src/stages/ingest/ownWords.ts";
import { ownWordsCases } from "./corpus.ts";

/** The whole corpus in one statement, each text a parameter: own words and their places, in the order of the cases. */
export function ownWordsStatement(dialect: Dialect): Sql {
  const text = dialect.type("string");
  const rows = ownWordsCases
    .map(
      (_, index) =>
        sql`SELECT ${index} AS position, CAST(${dialect.parameter(`a${index}`)} AS ${text}) AS given_text, CAST(NULL AS ${text}) AS given_subject`,
    )
    .reduce((left, right) => sql`${left} UNION ALL ${right}`);
  return sql`WITH corpus AS (
  ${rows}
),
${spoken(dialect, "corpus")}
SELECT coalesce(own_text, '') AS own, ${ownPiecesOf} AS pieces FROM spoken ORDER BY position`;
}

export const ownWordsParameters = (): Readonly<Record<string, string>> =>
  Object.fromEntries(ownWordsCases.map(({ text }, index) => [`a${index}`, text]));

const flat = (text: string): string => text.replaceAll(/[\s\u00a0]+/gu, "");

/** What a case gets wrong: its own words, or places that lead to others; undefined where all is right. */
export function ownWordsFault(index: number, own: unknown, pieces: unknown): string | undefined {
  const expected = ownWordsCases[index];
  if (expected === undefined) return `no case ${index}`;
  if (own !== expected.own) return `${JSON.stringify(expected.text)} gives ${JSON.stringify(own)}`;
  if (typeof pieces !== "string") return own === expected.text ? undefined : `no places: ${expected.text}`;
  const characters = [...expected.text];
  const found = pieces
    .split(" ")
    .filter((piece) => piece !== "")
    .map((piece) => {
      const [start = 0, length = 0] = piece.split(":").map(Number);
      return characters.slice(start - 1, start - 1 + length).join("");
    });
  // a character that a reference stands for has no place of its own
  return flat(found.join("")) === flat(expected.own) || /&#?[A-Za-z0-9]+;/.test(expected.text)
    ? undefined
    : `${JSON.stringify(expected.text)} leads to ${JSON.stringify(found)}`;
}

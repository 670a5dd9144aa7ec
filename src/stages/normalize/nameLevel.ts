import type { Dialect } from "../../sql/dialect.ts";
import { identifier, join, sql, type Sql } from "../../sql/sql.ts";
import { lastWord, sortedName } from "./blocks.ts";

/** What of a name is compared. */
const nameColumns = ["name_key", "sorted_name", "first_word", "last_word"] as const;

/** Columns of a name key for `nameLevel`: its sorted words, its first and its last word, empty if it has one only. */
export function namePieces(dialect: Dialect, nameKey: Sql): Sql {
  return sql`${sortedName(dialect, nameKey)} AS sorted_name,
    ${dialect.regexExtract(nameKey, "^([^ ]+)", 1)} AS first_word,
    ${lastWord(dialect, nameKey)} AS last_word`;
}

/** A name key as it is compared: two letters that stand for one with a diaeresis are one, Bergstroem is Bergström. */
export const comparedName = (nameKey: Sql): Sql =>
  sql`replace(replace(replace(${nameKey}, 'ae', 'a'), 'oe', 'o'), 'ue', 'u')`;

/** The columns of two rows as `left_…` and `right_…`. */
export const bothSides = (left: string, right: string, columns: readonly string[] = nameColumns): Sql =>
  join(
    columns.map(
      (column) =>
        sql`${identifier(left)}.${identifier(column)} AS left_${identifier(column)}, ${identifier(right)}.${identifier(column)} AS right_${identifier(column)}`,
    ),
    sql`,
    `,
  );

/**
 * CTEs from the relation `pairs`, with the names of both sides, to `gives`: how they compare, as `name_level`, a level of
 * `nameWeights`. Words are compared by edits where both are ASCII, since DuckDB counts bytes, and only if the names
 * aren't the same.
 */
export function nameLevel(
  dialect: Dialect,
  { pairs, gives }: { readonly pairs: string; readonly gives: string },
): Sql {
  const ways = [
    ["first", sql`left_first_word`, sql`right_first_word`],
    ["last", sql`left_last_word`, sql`right_last_word`],
    ["turned", sql`left_first_word`, sql`right_last_word`],
    ["back", sql`left_last_word`, sql`right_first_word`],
  ] as const;
  const cte = (step: string): Sql => identifier(`${pairs}_${step}`);
  const letters = (way: string): Sql => identifier(`${way}_letters`);
  const edits = (way: string): Sql => identifier(`${way}_edits`);
  const ending = (word: Sql): Sql => sql`substring(${word}, length(${word}), 1)`;
  const stem = (word: Sql): Sql => dialect.regexReplace(word, "[aeo]$", "");
  return sql`${cte("measured")} AS (
  SELECT
    ${identifier(pairs)}.*,
    ${join(
      ways.map(
        ([way, one, other]) => sql`least(length(${one}), length(${other})) AS ${letters(way)},
    CASE
      WHEN left_sorted_name = right_sorted_name OR ${one} = '' OR ${other} = '' THEN 9
      WHEN ${one} = ${other} THEN 0
      WHEN abs(length(${one}) - length(${other})) > 2 OR NOT ${dialect.regexMatches(sql`concat(${one}, ${other})`, "^[!-~]+$")} THEN 9
      ELSE ${dialect.levenshtein(one, other)}
    END AS ${edits(way)}`,
      ),
      sql`,
    `,
    )}
  FROM ${identifier(pairs)}
),
${cte("likened")} AS (
  -- a first name is the same with one letter more, fewer or other, but not another one: Paul and Paula, Nina and Tina, Lena and Lina
  SELECT
    ${cte("measured")}.*,
    ${join(
      ways.map(([way, one, other]) =>
        way === "last"
          ? sql`last_edits = 0 OR (last_letters >= 4 AND last_edits = 1) OR (last_letters >= 7 AND last_edits = 2) AS last_agree`
          : sql`${edits(way)} = 0 OR (
      ${letters(way)} >= 4 AND ${stem(one)} <> ${stem(other)} AND (
        (${edits(way)} = 1 AND length(${one}) <> length(${other}) AND (${letters(way)} >= 6 OR substring(${one}, 1, 1) = substring(${other}, 1, 1)))
        OR (
          ${edits(way)} <= 2 AND ${letters(way)} >= 6 AND length(${one}) = length(${other})
          AND substring(${one}, 1, 1) = substring(${other}, 1, 1) AND ${ending(one)} = ${ending(other)}
        )
      )
    ) AS ${identifier(`${way}_agree`)}`,
      ),
      sql`,
    `,
    )},
    ${join(
      ways.map(
        ([way, one, other]) => sql`${letters(way)} > 0 AND ${one} <> ${other}
      AND (${letters(way)} = 1 OR (${letters(way)} >= 3 AND abs(length(${one}) - length(${other})) >= 2))
      AND substring(${one}, 1, CAST(${letters(way)} AS ${dialect.type("int")})) = substring(${other}, 1, CAST(${letters(way)} AS ${dialect.type("int")})) AS ${identifier(`${way}_short`)}`,
      ),
      sql`,
    `,
    )}
  FROM ${cte("measured")}
),
${identifier(gives)} AS (
  SELECT
    ${cte("likened")}.*,
    CASE
      WHEN left_name_key IS NULL OR right_name_key IS NULL THEN 'missing'
      WHEN left_sorted_name = right_sorted_name AND left_last_word <> '' THEN 'same'
      WHEN left_sorted_name = right_sorted_name THEN 'same_word'
      WHEN left_last_word = '' OR right_last_word = '' THEN
        CASE
          WHEN first_agree OR turned_agree OR back_agree THEN 'part'
          ELSE 'different_word'
        END
      WHEN (first_agree AND last_agree) OR (turned_agree AND back_agree) THEN 'near'
      WHEN (last_agree AND first_short) OR (first_agree AND last_short) THEN 'initial'
      WHEN (turned_agree AND back_short) OR (back_agree AND turned_short) THEN 'initial'
      WHEN first_agree AND last_edits <= 2 AND last_letters >= 3 THEN 'alike'
      WHEN (last_agree OR (last_edits <= 2 AND last_letters >= 4))
        AND ((first_edits <= 2 AND first_letters >= 4) OR (first_edits = 1 AND first_letters >= 2)) THEN 'alike_first'
      WHEN first_agree OR last_agree OR turned_agree OR back_agree THEN 'one_name'
      ELSE 'different'
    END AS name_level
  FROM ${cte("likened")}
)`;
}

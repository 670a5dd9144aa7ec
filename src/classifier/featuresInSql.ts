import { stemLength } from "./tokens.ts";
import type { Dialect } from "../sql/dialect.ts";
import { sql, type Sql } from "../sql/sql.ts";

/** `featuresOf` of `src/classifier/tokens.ts` in SQL: the distinct words, pairs of adjacent words and stems of an array of words. */
export function featuresOfWords(dialect: Dialect, words: Sql): Sql {
  return dialect.distinctElements(
    dialect.concatArrays([words, dialect.bigrams(words), dialect.prefixes(words, stemLength)]),
  );
}

/** The words of an array between single spaces, with one at each end: a phrase is looked for with its spaces. */
export function spacedWords(dialect: Dialect, words: Sql): Sql {
  return sql`concat(' ', ${dialect.arrayJoin(words, " ")}, ' ')`;
}

import { lettersWithRuns, runLengths } from "./tokens.ts";
import type { Dialect } from "../sql/dialect.ts";
import { sql, type Sql } from "../sql/sql.ts";

/** `unitsOf` of `src/classifier/tokens.ts` in SQL: the distinct words and pairs of adjacent words of an array of words. */
export function unitsOfWords(dialect: Dialect, words: Sql): Sql {
  return dialect.distinctElements(dialect.concatArrays([words, dialect.bigrams(words)]));
}

/** The runs of letters among `subwordsOf` of `src/classifier/tokens.ts` in SQL, each once, still without their tilde. */
export function runsOfWord(dialect: Dialect, word: Sql): Sql {
  const marked = sql`concat('^', substring(${word}, 1, ${lettersWithRuns}), '$')`;
  return dialect.distinctElements(
    dialect.concatArrays(runLengths.map((length) => dialect.adjacent(marked, length))),
  );
}

/** The words of an array between single spaces, with one at each end: a phrase is looked for with its spaces. */
export function spacedWords(dialect: Dialect, words: Sql): Sql {
  return sql`concat(' ', ${dialect.arrayJoin(words, " ")}, ' ')`;
}

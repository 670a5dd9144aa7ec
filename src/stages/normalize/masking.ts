import type { Dialect } from "../../sql/dialect.ts";
import { identifier, join, sql, type Sql } from "../../sql/sql.ts";

/** Every placeholder that a rule leaves behind. */
export const placeholderPattern =
  "\\[(?:secret|email|handle|mac|ip|iban|id|card|number|phone|name|url:[^\\] ]*)\\]";

/** Separates subject and text while both are masked in one pass; no text holds it then. */
export const partEnd = sql`chr(31)`;

// Characters of private use, which are taken out of texts first: one stands at both ends of every word while names are
// looked for, the other for a name that isn't there.
const wordMark = "\ue000";

const nameTokens = [1, 2, 3, 4].map((position) => ({
  column: identifier(`name_token_${position}`),
  wordPattern: `^${"[^ ]+ ".repeat(position - 1)}([^ ]+)`,
}));

/**
 * Columns `name_token_1` to `name_token_4`, from the words of an author's name: what to look for in the marked text.
 * Capitalised words of three letters or more count as whole words, as a signature leaves them; names in Han or kana of
 * two characters or more count wherever they stand.
 */
export function nameTokenColumns(dialect: Dialect, authorWords: Sql): Sql {
  return join(
    nameTokens.map(({ column, wordPattern }) => {
      const word = dialect.regexExtract(authorWords, wordPattern, 1);
      return sql`CASE
      WHEN ${dialect.regexMatches(word, "^\\p{Lu}[\\p{L}]{2,}$")} THEN concat('\ue000', ${word}, '\ue000')
      WHEN ${dialect.regexMatches(word, "^[\\x{3040}-\\x{30FF}\\x{3400}-\\x{9FFF}]{2,}$")} THEN ${word}
      ELSE '\ue001'
    END AS ${column}`;
    }),
    sql`,
    `,
  );
}

/**
 * The author's own name masked. A pattern made of a name would be text from outside inside a regular expression, so
 * the words of the text are marked and compared with the tokens instead.
 */
export function maskNames(dialect: Dialect, text: Sql): Sql {
  const isThere = join(
    nameTokens.map(({ column }) => sql`contains(${text}, replace(${column}, '\ue000', ''))`),
    sql` OR `,
  );
  const marked = dialect.regexReplace(text, "([\\p{L}\\p{N}]+)", `${wordMark}$1${wordMark}`);
  const masked = nameTokens.reduce(
    (before, { column }) => sql`replace(${before}, ${column}, '[name]')`,
    marked,
  );
  return sql`CASE WHEN ${isThere} THEN replace(${masked}, '\ue000', '') ELSE ${text} END`;
}

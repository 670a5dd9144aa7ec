import type { Dialect } from "../../sql/dialect.ts";
import { foldedName } from "../../sql/functions/masking/foldedName.ts";
import { ordinaryWord } from "../../sql/functions/masking/ordinaryWords.ts";
import { maskNamesInContext, maskSteps, unifyCharacters } from "../../sql/functions/maskPersonalData.ts";
import { identifier, join, sql, type Sql } from "../../sql/sql.ts";

/** Every placeholder that a rule leaves behind. */
export const placeholderPattern =
  "\\[(?:secret|email|handle|mac|ip|iban|id|card|number|phone|name|address|url:[^\\] ]*)\\]";

/** Separates subject and text while both are masked in one pass; no text holds it then. */
export const partEnd = sql`chr(31)`;

/**
 * Characters that the masking uses as marks, and NUL, which no reader of a text expects: taken out of texts first. Of the
 * four for private use one stands at both ends of every word while names are looked for, the next at those of a word that
 * may be a name, and the third keeps what only looks like personal data.
 */
export const marks = "[\\x00\\x1F\\x{E000}-\\x{E003}]";

const word = "[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N}]*";
const unspaced = "[\\x{3040}-\\x{30FF}\\x{3400}-\\x{9FFF}\\x{AC00}-\\x{D7A3}]";

/** The words of an author's name, with one space between them; what stands behind an @ is no name. */
export function authorWords(dialect: Dialect, author: Sql): Sql {
  return sql`trim(BOTH ' ' FROM ${dialect.regexReplace(author, "(?:@[^ ]*|[^\\p{L}\\p{M}\\p{N}])+", " ")})`;
}

const unspacedName = `^${unspaced}{2,}$`;

/** The forms of an author's words, null for more than six, which are no name; of a name in Han of four characters its halves, too. */
function authorForm(dialect: Dialect): Sql {
  const form = foldedName(sql`author_words`);
  const han = "[\\x{3400}-\\x{9FFF}]";
  return sql`CASE
      WHEN author_words = '' OR ${dialect.regexMatches(sql`author_words`, "^(?:[^ ]+ ){6}")} THEN NULL
      WHEN ${dialect.regexMatches(sql`author_words`, han)}
        THEN ${dialect.regexReplace(form, `^(${han}{2})(${han}{2})$`, "$1$2 $1 $2")}
      ELSE ${form}
    END`;
}

/**
 * The forms with a space before and after each, and those of words in one: first and last, and both with an initial for
 * the other (`jane roe` gives `janeroe`, `roejane`, `jroe`, `roej`, `janer`), a letter and what follows it (`o brien`).
 */
function authorKeys(dialect: Dialect): Sql {
  const joined = dialect.regexReplace(
    sql`author_form`,
    "^([^ ])([^ ]*)( .*)? ([^ ])([^ ]*)$",
    "$1$2$3 $4$5 $1$2$4$5 $4$5$1$2 $1$4$5 $4$5$1 $1$2$4",
  );
  const prefixed = dialect.regexReplace(joined, "(^| )([^ ]) ([^ ]+)", "$1$2 $3 $2$3");
  return sql`concat(' ', ${prefixed}, ' ')`;
}

/** The two parts of an element of `name_words`. */
const writtenOf = (pair: Sql): Sql => sql`substring(${pair}, 1, position(' ' IN ${pair}) - 1)`;
const formOf = (pair: Sql): Sql => sql`substring(${pair}, position(' ' IN ${pair}) + 1)`;

/** Whether a word of the text is one of the author's: as it is, without the `s` of a genitive, without digits at its end. */
function isAuthors(dialect: Dialect, pair: Sql): Sql {
  const form = formOf(pair);
  const shorter = dialect.regexReplace(form, "([^ ]{3})(?:s|[0-9]+)$", "$1");
  return sql`position(' ' IN ${pair}) > 2
    AND (contains(author_keys, concat(' ', ${form}, ' ')) OR contains(author_keys, concat(' ', ${shorter}, ' ')))`;
}

/**
 * The text with the author's own name masked, and with marks at its ordinary words; null without any. A pattern made of a name would be text from outside inside a regular expression, so the
 * words of the text are marked and replaced one by one.
 */
function markedNames(dialect: Dialect): Sql {
  const marked = dialect.regexReplace(sql`masked`, `(${word})`, "\ue000$1\ue000");
  const replaced = dialect.reduceArray(sql`name_words`, marked, (before, pair) => {
    const written = writtenOf(pair);
    return sql`replace(
      ${before},
      concat('\ue000', ${written}, '\ue000'),
      CASE
        WHEN length(${written}) < 3 OR ${dialect.regexMatches(formOf(pair), ordinaryWord)}
          THEN concat('\ue001', ${written}, '\ue001')
        ELSE '[name]'
      END
    )`;
  });
  return sql`CASE
      WHEN ${dialect.arraySize(sql`name_words`)} > 0 THEN replace(${replaced}, '\ue000', '')
    END`;
}

/** Names in scripts without spaces, wherever they stand. */
function maskedUnspacedNames(dialect: Dialect): Sql {
  const names = dialect.filterArray(dialect.words(sql`author_keys`), (key) =>
    dialect.regexMatches(key, unspacedName),
  );
  return sql`CASE
      WHEN ${dialect.regexMatches(sql`author_keys`, `${unspaced}{2}`)}
        THEN ${dialect.reduceArray(names, sql`masked`, (before, key) => sql`replace(${before}, ${key}, '[name]')`)}
      ELSE masked
    END`;
}

/**
 * CTEs that mask: from `written`, which has the columns `kept`, `author_words` and `written`, to `masked`, which has
 * `kept`, `written` and `masked`. What isn't masked stands in `masked` as it was written; only where something is masked,
 * characters that stand for others are unified.
 */
export function maskedText(dialect: Dialect, kept: Sql): Sql {
  const steps = [{ name: "unified", masked: unifyCharacters }, ...maskSteps];
  const source = (index: number): { readonly name: string; readonly column: Sql } => {
    const before = steps[index - 1];
    return before === undefined
      ? { name: "written", column: sql`written` }
      : { name: before.name, column: index === 1 ? sql`unified` : sql`masked` };
  };
  const ctes = steps.map(({ name, masked }, index) => {
    const { name: from, column } = source(index);
    const columns =
      index === 0
        ? sql`${authorForm(dialect)} AS author_form, written, ${masked(column)} AS unified`
        : sql`author_form, written, unified, ${masked(column)} AS masked`;
    return sql`${identifier(name)} AS (
  SELECT
    ${kept},
    ${columns}
  FROM ${identifier(from)}
)`;
  });
  const last = identifier(steps.at(-1)?.name ?? "unified");
  const found = dialect.filterArray(
    dialect.words(sql`author_form`),
    (key) => sql`length(${key}) > 1 AND contains(text_form, ${key})`,
  );
  return sql`${join(
    ctes,
    sql`,
`,
  )},
with_forms AS (
  SELECT
    ${kept}, author_form, written, unified, masked,
    CASE WHEN author_form IS NOT NULL THEN ${foldedName(sql`masked`)} END AS text_form
  FROM ${last}
),
with_keys AS (
  SELECT
    ${kept}, written, unified, masked,
    CASE WHEN ${dialect.arraySize(found)} > 0 THEN ${authorKeys(dialect)} END AS author_keys
  FROM with_forms
),
with_words AS (
  SELECT
    ${kept}, written, unified, masked, author_keys,
    CASE
      WHEN author_keys IS NOT NULL
        THEN ${dialect.arrayJoin(dialect.distinctElements(dialect.regexExtractAll(sql`masked`, word)), " ")}
    END AS text_words
  FROM with_keys
),
with_word_forms AS (
  -- folded as one text, since no function may be called for an element of a list
  SELECT
    ${kept}, written, unified, masked, author_keys,
    ${dialect.words(sql`text_words`)} AS text_words,
    ${dialect.words(foldedName(sql`text_words`))} AS word_forms
  FROM with_words
),
with_name_words AS (
  SELECT
    ${kept}, written, unified, masked, author_keys,
    ${dialect.filterArray(dialect.sideBySide(sql`text_words`, sql`word_forms`), (pair) => isAuthors(dialect, pair))} AS name_words
  FROM with_word_forms
),
with_marked_names AS (
  SELECT
    ${kept}, written, unified, masked, author_keys,
    ${markedNames(dialect)} AS marked_names
  FROM with_name_words
),
without_names AS (
  SELECT
    ${kept}, written, unified, author_keys,
    CASE WHEN marked_names IS NULL THEN masked ELSE ${maskNamesInContext(sql`marked_names`)} END AS masked
  FROM with_marked_names
),
without_unspaced_names AS (
  SELECT
    ${kept}, written, unified,
    ${maskedUnspacedNames(dialect)} AS masked
  FROM without_names
),
masked AS (
  SELECT ${kept}, written, CASE WHEN masked = unified THEN written ELSE masked END AS masked
  FROM without_unspaced_names
)`;
}

import type { Dialect } from "../../sql/dialect.ts";
import type { Sql } from "../../sql/sql.ts";

/** A sign that no text has, put where a sentence ends. */
const endOfSentence = "␞";

/**
 * Sentences of a text, each a verbatim piece of it; a long one is cut between words so that none has more than 200
 * characters. A full stop ends a sentence only before a blank, since `5.10.0` is one word.
 */
export function passages(dialect: Dialect, text: Sql): Sql {
  const ended = dialect.regexReplace(
    dialect.regexReplace(text, "([.!?]+)[ \\t]+", `$1${endOfSentence}`),
    "([。！？]+)",
    `$1${endOfSentence}`,
  );
  return dialect.regexExtractAll(ended, `[^${endOfSentence}\\n\\r]{1,180}[^${endOfSentence}\\n\\r ]{0,20}`);
}

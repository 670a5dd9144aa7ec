import { sql, type Sql } from "../sql.ts";
import { foldText } from "./foldText.ts";
import { call, type SqlFunction } from "./sqlFunction.ts";

/** Scripts written without spaces: every character becomes a word, and pairs of adjacent words make up for the rest. */
const unspaced = "([\\x{3040}-\\x{30FF}\\x{31F0}-\\x{31FF}\\x{3400}-\\x{4DBF}\\x{4E00}-\\x{9FFF}])";

export const foldedWordsFunction: SqlFunction = {
  name: "folded_words",
  parameters: [{ name: "text", type: "string" }],
  returns: "string",
  comment:
    "The words of a text, folded, with one space between them. Japanese and Chinese characters are words of their own.",
  why: "The classifier is trained on words that are cut in the same way. Only splitting characters can leave two spaces.",
  body: (dialect) => {
    const letters = dialect.regexReplace(foldText(sql`text`), "[^\\p{L}\\p{N}]+", " ");
    const split = dialect.regexReplace(letters, unspaced, " $1 ");
    return sql`trim(BOTH ' ' FROM CASE
  WHEN ${dialect.regexMatches(letters, unspaced)} THEN ${dialect.regexReplace(split, " +", " ")}
  ELSE ${letters}
END)`;
  },
};

/** Text as words: folded, anything but letters and digits as one space. The twin of `tokenise` in src/classifier/tokens.ts. */
export const foldedWords = (text: Sql): Sql => call(foldedWordsFunction, text);

import { sql, type Sql } from "../sql.ts";
import { call, type SqlFunction } from "./sqlFunction.ts";

/** Characters that are looked at: enough to tell a language, whatever the length of the text. */
const textLimit = 400;
const letterLimit = 100;

/** What is no word of its writer: links, addresses, handles, and placeholders that a source has masked before us. */
const notWords = [
  "\\S*(?:@|://|www[.])\\S*",
  "\\[(?:secret|email|handle|mac|ip|iban|id|card|number|phone|name|url:[^\\] ]*)\\]",
];

/** Latin and Cyrillic letters of the languages that the letter model knows. */
const letters = "a-z\\x{DF}-\\x{F6}\\x{F8}-\\x{24F}\\x{430}-\\x{45F}\\x{490}\\x{491}\\x{1EA0}-\\x{1EF9}";

export const languageLettersFunction: SqlFunction = {
  name: "language_letters",
  parameters: [{ name: "text", type: "string" }],
  returns: "string",
  comment:
    "The first words of a text in small Latin and Cyrillic letters with their accents, one space between them: what its language is told from.",
  why: "Accents tell languages apart, so they stay. The engines differ on the small letter of the Turkish capital I with a dot, which is therefore replaced first.",
  body: (dialect) => {
    const start = sql`substring(text, 1, ${textLimit})`;
    const words = dialect.regexReplaceEach(
      start,
      notWords.map((pattern) => ({ pattern, replacement: " " })),
    );
    const mayHold = dialect.regexMatches(start, "[@\\[]|://|www[.]");
    const small = sql`lower(replace(CASE WHEN ${mayHold} THEN ${words} ELSE ${start} END, 'İ', 'i'))`;
    const spaced = sql`trim(BOTH ' ' FROM ${dialect.regexReplace(small, `[^${letters}]+`, " ")})`;
    return sql`trim(BOTH ' ' FROM substring(${spaced}, 1, ${letterLimit}))`;
  },
};

/** The letters of a text that tell its language. The twin of `lettersOf` in bench/language/letters.ts. */
export const languageLetters = (text: Sql): Sql => call(languageLettersFunction, text);

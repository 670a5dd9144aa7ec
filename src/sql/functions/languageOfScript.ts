import type { Dialect } from "../dialect.ts";
import { constant, join, sql, type Sql } from "../sql.ts";
import { call, type SqlFunction } from "./sqlFunction.ts";

const textLimit = 400;

/**
 * Scripts that one language, or nearly one, is written in, and letters that one language alone has in its script; the
 * first that occurs counts. Kana before Han, since Japanese uses both; Persian and Urdu before Arabic.
 */
const scripts: readonly { readonly characters: string; readonly language: string }[] = [
  { characters: "\\x{3041}-\\x{30FA}\\x{31F0}-\\x{31FF}\\x{FF66}-\\x{FF9D}", language: "ja" },
  { characters: "\\x{AC00}-\\x{D7AF}\\x{1100}-\\x{11FF}\\x{3131}-\\x{318E}", language: "ko" },
  { characters: "\\x{0370}-\\x{03FF}", language: "el" },
  { characters: "\\x{0590}-\\x{05FF}", language: "he" },
  { characters: "\\x{0679}\\x{0688}\\x{0691}\\x{06BA}\\x{06D2}", language: "ur" },
  { characters: "\\x{067E}\\x{0686}\\x{0698}\\x{06A9}\\x{06AF}\\x{06CC}", language: "fa" },
  { characters: "\\x{0600}-\\x{06FF}", language: "ar" },
  { characters: "\\x{0900}-\\x{097F}", language: "hi" },
  { characters: "\\x{0980}-\\x{09FF}", language: "bn" },
  { characters: "\\x{0A00}-\\x{0A7F}", language: "pa" },
  { characters: "\\x{0A80}-\\x{0AFF}", language: "gu" },
  { characters: "\\x{0B80}-\\x{0BFF}", language: "ta" },
  { characters: "\\x{0C00}-\\x{0C7F}", language: "te" },
  { characters: "\\x{0C80}-\\x{0CFF}", language: "kn" },
  { characters: "\\x{0D00}-\\x{0D7F}", language: "ml" },
  { characters: "\\x{0D80}-\\x{0DFF}", language: "si" },
  { characters: "\\x{0E00}-\\x{0E7F}", language: "th" },
  { characters: "\\x{0E80}-\\x{0EFF}", language: "lo" },
  { characters: "\\x{1000}-\\x{109F}", language: "my" },
  { characters: "\\x{10A0}-\\x{10FF}", language: "ka" },
  { characters: "\\x{0530}-\\x{058F}", language: "hy" },
  { characters: "\\x{1200}-\\x{137F}", language: "am" },
  { characters: "\\x{1780}-\\x{17FF}", language: "km" },
];

const han = "\\x{3400}-\\x{4DBF}\\x{4E00}-\\x{9FFF}";
/** Characters that Japanese hardly writes, or not in this form. */
const chinese = "的了我是们們这這没沒吗嗎呢吧啊很还還给給";
/** Han characters without kana from which a text is Chinese: Japanese without kana is a heading of a few. */
const surelyChinese = 6;

/** All of them, and a few scripts between. */
const every =
  "\\x{370}-\\x{3FF}\\x{530}-\\x{1CFF}\\x{3041}-\\x{30FA}\\x{3105}-\\x{9FFF}\\x{AC00}-\\x{D7AF}\\x{FF66}-\\x{FF9D}";

export const languageOfScriptFunction: SqlFunction = {
  name: "language_of_script",
  parameters: [{ name: "text", type: "string" }],
  returns: "string",
  comment:
    "Language (ISO 639-1) of a text by its script. Null for Latin and Cyrillic, and for a few Chinese characters that Japanese has as well.",
  why: "A script of one language tells it, unless the text is mostly Latin letters: a letter of these scripts stands for about two of those.",
  body: (dialect) => {
    const text = sql`substring(text, 1, ${textLimit})`;
    const count = (characters: string): Sql =>
      dialect.arraySize(dialect.regexExtractAll(text, `[${characters}]`));
    const byScript = scripts.map(
      ({ characters, language }) => sql`WHEN ${has(dialect, text, characters)} THEN ${constant(language)}`,
    );
    return sql`CASE
  WHEN text IS NULL OR NOT ${has(dialect, text, every)} THEN NULL
  WHEN 2 * ${count(every)} < ${count("A-Za-z\\x{C0}-\\x{24F}\\x{400}-\\x{52F}")} THEN NULL
  ${join(
    byScript,
    sql`
  `,
  )}
  WHEN ${has(dialect, text, chinese)} OR ${count(han)} >= ${surelyChinese} THEN 'zh'
END`;
  },
};

const has = (dialect: Dialect, text: Sql, characters: string): Sql =>
  sql`(${dialect.regexMatches(text, `[${characters}]`)})`;

/** Language of a text that a script of its own tells. */
export const languageOfScript = (text: Sql): Sql => call(languageOfScriptFunction, text);

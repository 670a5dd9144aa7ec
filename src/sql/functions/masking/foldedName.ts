import { sql, type Sql } from "../../sql.ts";
import { foldText } from "../foldText.ts";
import { call, type SqlFunction } from "../sqlFunction.ts";

/** Vietnamese letters with two marks, which the table of `fold_text` lacks, and the letters below them. */
const vietnameseLetters = ((): { readonly from: string; readonly to: string } => {
  const from = Array.from({ length: 0x1efa - 0x1ea0 }, (_, index) => String.fromCodePoint(0x1ea0 + index));
  return {
    from: from.join(""),
    to: from.map((letter) => letter.normalize("NFD").charAt(0).toLowerCase()).join(""),
  };
})();

export const foldedNameFunction: SqlFunction = {
  name: "folded_name",
  parameters: [{ name: "text", type: "string" }],
  returns: "string",
  comment:
    "Text in the form in which names are compared: small letters without accents, and one spelling for ö and oe, ß and ss, ø and o.",
  why: "An author's name and the words of a text are spelled in several ways. Words stay words: no space comes or goes.",
  body: (dialect) => {
    const text = sql`text`;
    const folded = foldText(text);
    const bare = dialect.regexReplace(folded, "\\p{M}+", "");
    const latin = sql`translate(${bare}, 'øłđæœı', 'oldaoi')`;
    const vietnamese = sql`translate(
      ${latin},
      ${dialect.regex(vietnameseLetters.from)},
      ${dialect.regex(vietnameseLetters.to)}
    )`;
    const form = sql`CASE
    WHEN NOT ${dialect.regexMatches(text, "[^\\x00-\\x7F]")} THEN lower(${text})
    WHEN ${dialect.regexMatches(text, "[\\x{1EA0}-\\x{1EF9}]")} THEN ${vietnamese}
    WHEN ${dialect.regexMatches(text, "[øØłŁđĐæÆœŒıİ]|\\p{M}")} THEN ${latin}
    ELSE ${folded}
  END`;
    return sql`replace(replace(replace(${form}, 'ae', 'a'), 'oe', 'o'), 'ue', 'u')`;
  },
};

/** Text as names are compared. The twin of `folded` in ordinaryWords.ts, for any letter. */
export const foldedName = (text: Sql): Sql => call(foldedNameFunction, text);

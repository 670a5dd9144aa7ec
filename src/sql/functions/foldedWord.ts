import { sql, type Sql } from "../sql.ts";
import { foldText } from "./foldText.ts";
import { call, type SqlFunction } from "./sqlFunction.ts";

export const foldedWordFunction: SqlFunction = {
  name: "folded_word",
  parameters: [{ name: "word", type: "string" }],
  returns: "string",
  comment:
    "A word of a closed list, such as a platform, folded and without spaces around it. Null where empty.",
  why: "Sources spell such words in several ways. Most are folded already, which is cheap to see.",
  body: (dialect) => sql`CASE
  WHEN ${dialect.regexMatches(sql`word`, "^[a-z0-9_.-]+$")} THEN word
  ELSE nullif(trim(BOTH ' ' FROM ${foldText(sql`word`)}), '')
END`,
};

/** A word of a closed list as sources spell it (`iOS`, ` Android `), folded. */
export const foldedWord = (word: Sql): Sql => call(foldedWordFunction, word);

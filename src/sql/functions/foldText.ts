import { sql, type Sql } from "../sql.ts";
import { call, type SqlFunction } from "./sqlFunction.ts";

export const foldTextFunction: SqlFunction = {
  name: "fold_text",
  parameters: [{ name: "text", type: "string" }],
  returns: "string",
  comment:
    "Text in lower case without accents, for Latin, Greek and Cyrillic. Other scripts stay as they are.",
  why: "lower() differs between engines on a few letters, so one table of characters serves both.",
  body: (dialect) => dialect.foldText(sql`text`),
};

/** Lower case without accents: what two spellings of a word have in common. */
export const foldText = (text: Sql): Sql => call(foldTextFunction, text);

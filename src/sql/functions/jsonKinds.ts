import { sql, type Sql } from "../sql.ts";
import { call, type SqlFunction } from "./sqlFunction.ts";

export const jsonKindsFunction: SqlFunction = {
  name: "json_kinds",
  parameters: [{ name: "json", type: "string" }],
  returns: "map<string,string>",
  comment:
    "What the values of a JSON object are, by key: text, number, boolean, null, list or object. Null where a key is there twice.",
  why: "json_fields gives every value as text, and a number that becomes a text is a change of the source.",
  body: (dialect) => dialect.jsonKinds(sql`json`),
};

/** The kinds of the values of a text that `jsonFields` takes. */
export const jsonKinds = (json: Sql): Sql => call(jsonKindsFunction, json);

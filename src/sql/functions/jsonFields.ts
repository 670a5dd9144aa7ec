import { sql, type Sql } from "../sql.ts";
import { call, type SqlFunction } from "./sqlFunction.ts";

export const jsonFieldsFunction: SqlFunction = {
  name: "json_fields",
  parameters: [{ name: "json", type: "string" }],
  returns: "map<string,string>",
  comment:
    "The fields of a JSON object as text, nested values as JSON. Null where the text is no JSON object.",
  why: "The parsers of the engines are lenient in different ways, so what only one of them takes is refused.",
  body: (dialect) => dialect.jsonMap(sql`json`),
};

/** A JSON object as a map of text to text; null where it isn't one. */
export const jsonFields = (json: Sql): Sql => call(jsonFieldsFunction, json);

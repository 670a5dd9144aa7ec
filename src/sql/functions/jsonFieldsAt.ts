import { sql, type Sql } from "../sql.ts";
import { call, type SqlFunction } from "./sqlFunction.ts";

export const jsonFieldsAtFunction: SqlFunction = {
  name: "json_fields_at",
  parameters: [
    { name: "json", type: "string" },
    { name: "paths", type: "array<string>" },
  ],
  returns: "map<string,string>",
  comment:
    "What a JSON object holds at each of some paths, by the path. A path is a JSON list of steps: .key, [index, ?key (the first element with the key), !key (the last one).",
  why: "Exports nest what belongs to a record. The paths are data, so the engines walk them the same way.",
  body: (dialect) => dialect.jsonFieldsAt(sql`json`, sql`paths`),
};

/** A map of every path to the text that it leads to, null where it leads nowhere. */
export const jsonFieldsAt = (json: Sql, paths: Sql): Sql => call(jsonFieldsAtFunction, json, paths);

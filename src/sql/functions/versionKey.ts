import { sql, type Sql } from "../sql.ts";
import { call, type SqlFunction } from "./sqlFunction.ts";

export const versionKeyFunction: SqlFunction = {
  name: "version_key",
  parameters: [{ name: "version", type: "string" }],
  returns: "string",
  comment:
    "A key that sorts versions by their numbers: 5.10.0 after 5.9.0. Letters keep their place as text.",
  why: "Versions are text, and text sorts 5.10 before 5.9.",
  body: (dialect) => dialect.versionKey(sql`version`),
};

/** A key that sorts dotted version numbers as numbers. */
export const versionKey = (version: Sql): Sql => call(versionKeyFunction, version);

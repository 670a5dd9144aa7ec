import { sql, type Sql } from "../sql.ts";
import { call, type SqlFunction } from "./sqlFunction.ts";

const preRelease = "^([0-9]+(?:[.][0-9]+)*)[.]([0-9]{1,9})-(.+)$";

export const versionKeyFunction: SqlFunction = {
  name: "version_key",
  parameters: [{ name: "version", type: "string" }],
  returns: "string",
  comment:
    "A key that sorts versions by their numbers: 5.10.0 after 5.9.0, and 5.10.0-beta.2 between them. Letters keep their place as text.",
  why: "Versions are text, and text sorts 5.10 before 5.9. The last number of a pre-release counts as one less, and a tilde is above all that follows it.",
  body: (dialect) => {
    const part = (group: number): Sql => dialect.regexExtract(sql`version`, preRelease, group);
    const before = sql`CAST(${dialect.tryBigint(part(2))} - 1 AS ${dialect.type("string")})`;
    return sql`CASE
  WHEN ${dialect.regexMatches(sql`version`, preRelease)}
  THEN concat(${dialect.versionKey(part(1))}, '.', lpad(${before}, 9, '0'), '~', ${dialect.versionKey(part(3))})
  ELSE ${dialect.versionKey(sql`version`)}
END`;
  },
};

/** A key that sorts versions as `given_version` writes them; pre-releases come before their release. */
export const versionKey = (version: Sql): Sql => call(versionKeyFunction, version);

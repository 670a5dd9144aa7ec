import { sql, type Sql } from "../sql.ts";
import { call, type SqlFunction } from "./sqlFunction.ts";

export const givenVersionFunction: SqlFunction = {
  name: "given_version",
  parameters: [{ name: "text", type: "string" }],
  returns: "string",
  comment: "A version as all sources should write it: v5.8.0, Version 5.8.0 and 5.8.0 (1234) are 5.8.0.",
  why: "Versions are joined across sources. Most are bare numbers already, which is cheap to see.",
  body: (dialect) => {
    const bare = dialect.regexReplace(sql`text`, "^(?i:version|ver[.]?|v)[ ]?([0-9])", "$1");
    const withoutBuild = dialect.regexReplace(bare, "[ ]*[(][^)]*[)]$", "");
    return sql`CASE
  WHEN ${dialect.regexMatches(sql`text`, "^[0-9][0-9.]*$")} THEN text
  ELSE ${withoutBuild}
END`;
  },
};

/** A version as all sources shall write it. */
export const givenVersion = (text: Sql): Sql => call(givenVersionFunction, text);

import type { Dialect } from "../dialect.ts";
import { sql, type Sql } from "../sql.ts";

/** A version as all sources shall write it: `v5.8.0`, `Version 5.8.0` and `5.8.0 (1234)` are 5.8.0. */
export function givenVersion(dialect: Dialect, text: Sql): Sql {
  const bare = dialect.regexReplace(text, "^(?i:version|ver[.]?|v)[ ]?([0-9])", "$1");
  const withoutBuild = dialect.regexReplace(bare, "[ ]*[(][^)]*[)]$", "");
  return sql`CASE WHEN ${dialect.regexMatches(text, "^[0-9][0-9.]*$")} THEN ${text} ELSE ${withoutBuild} END`;
}

import type { Dialect } from "../dialect.ts";
import { sql, type Sql } from "../sql.ts";

/** A word of a closed list as sources spell it (`iOS`, ` Android `), folded; most are folded already, which is cheap to see. */
export function foldedWord(dialect: Dialect, word: Sql): Sql {
  return sql`CASE WHEN ${dialect.regexMatches(word, "^[a-z0-9_.-]+$")} THEN ${word} ELSE nullif(trim(BOTH ' ' FROM ${dialect.foldText(word)}), '') END`;
}

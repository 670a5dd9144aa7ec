import { stemLength } from "../../classifier/tokens.ts";
import { sql, type Sql } from "../../sql/sql.ts";

/** Words of tickets and issues are compared by their first letters: crash and crashes are one. */
export const stem = (word: Sql): Sql => sql`substring(${word}, 1, ${stemLength})`;

import { stemLength } from "../../classifier/tokens.ts";
import { sql, type Sql } from "../../sql/sql.ts";

/** Words are compared by their first letters, as the classifier does: crash and crashes are one. */
export const stem = (word: Sql): Sql => sql`substring(${word}, 1, ${stemLength})`;

/** The feature that the classifier keeps for a longer word; for a short one the word itself, which it knows anyway. */
export const stemFeature = (word: Sql): Sql =>
  sql`CASE WHEN length(${word}) > ${stemLength} THEN concat(${stem(word)}, '*') ELSE ${word} END`;

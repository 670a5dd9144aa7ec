import type { Dialect } from "../../sql/dialect.ts";
import { hashKey } from "../../sql/hash.ts";
import { sql, type Sql } from "../../sql/sql.ts";
import { foldedWords } from "../../sql/functions/foldedWords.ts";

/** Names that shops and help desks give to people without one. They link nobody. */
const anonymousNames =
  "^(a google user|google user|an app store user|app store user|apple user|user|anonymous|anonymous user|anonym|anonyme|anonymer nutzer|anonimo|usuario anonimo|usuario|utilisateur|nutzer|benutzer|kunde|customer|client|cliente|guest|gast|invitado|invite|convidado|unknown|unbekannt|inconnu|desconocido|none|null|test|admin|support)$";

/**
 * E-mail as a key: folded, what stands after `+` in the local part away; for Gmail, which ignores them, the dots too.
 * Other providers deliver dotted and undotted addresses to different people.
 */
export function emailKey(dialect: Dialect, email: Sql): Sql {
  const pattern = "^[^@ ]+@[^@ ]+[.][^@ ]+$";
  const folded = sql`trim(BOTH ' ' FROM ${dialect.foldText(email)})`;
  const withoutTag = dialect.regexReplace(folded, "^([^@+]+)[+][^@]*@", "$1@");
  const local = dialect.regexExtract(withoutTag, "^([^@]+)@", 1);
  return sql`CASE
    WHEN ${dialect.regexMatches(folded, "^[^@ ]+@(gmail|googlemail)[.]com$")} THEN concat(replace(${local}, '.', ''), '@gmail.com')
    WHEN ${dialect.regexMatches(folded, pattern)} THEN ${withoutTag}
  END`;
}

/** Name as a key: `Last, First` turned, folded words in order. Null for names that stand for nobody. */
export function nameKey(dialect: Dialect, name: Sql): Sql {
  const turned = dialect.regexReplace(name, "^[ ]*([^,]+),[ ]*([^,]+)$", "$2 $1");
  const words = foldedWords(dialect, turned);
  return sql`CASE WHEN NOT ${dialect.regexMatches(words, anonymousNames)} THEN nullif(${words}, '') END`;
}

/**
 * The identity behind a record: user id, e-mail and name together, as far as they are given. A name alone counts
 * within its source only; a record that gives none of them is somebody of its own.
 */
export function customerRecordId(
  dialect: Dialect,
  given: {
    readonly user: Sql;
    readonly emailKey: Sql;
    readonly nameKey: Sql;
    readonly source: Sql;
    readonly record: Sql;
  },
): Sql {
  const scope = sql`CASE
      WHEN ${given.user} IS NOT NULL OR ${given.emailKey} IS NOT NULL THEN '-'
      WHEN ${given.nameKey} IS NOT NULL THEN ${given.source}
      ELSE ${given.record}
    END`;
  return hashKey(dialect, [given.user, given.emailKey, given.nameKey, scope]);
}

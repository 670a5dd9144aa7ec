import { sql, type Sql } from "../sql.ts";
import { foldedWords } from "./foldedWords.ts";
import { foldText } from "./foldText.ts";
import { call, type SqlFunction } from "./sqlFunction.ts";

/** Names that shops and help desks give to people without one. They link no one. */
const anonymousNames =
  "^(a google user|google user|an app store user|app store user|apple user|user|anonymous|anonymous user|anonym|anonyme|anonymer nutzer|anonimo|usuario anonimo|usuario|utilisateur|nutzer|benutzer|kunde|customer|client|cliente|guest|gast|invitado|invite|convidado|unknown|unbekannt|inconnu|desconocido|none|null|test|admin|support)$";

export const emailKeyFunction: SqlFunction = {
  name: "email_key",
  parameters: [{ name: "email", type: "string" }],
  returns: "string",
  comment:
    "An e-mail address as a key: folded, without what stands after + and, for Gmail, without dots. Null where it is none.",
  why: "Gmail ignores dots. Other providers deliver dotted and undotted addresses to different people.",
  body: (dialect) => {
    const folded = sql`trim(BOTH ' ' FROM ${foldText(sql`email`)})`;
    const withoutTag = dialect.regexReplace(folded, "^([^@+]+)[+][^@]*@", "$1@");
    const local = dialect.regexExtract(withoutTag, "^([^@]+)@", 1);
    return sql`CASE
  WHEN ${dialect.regexMatches(folded, "^[^@ ]+@(gmail|googlemail)[.]com$")} THEN concat(replace(${local}, '.', ''), '@gmail.com')
  WHEN ${dialect.regexMatches(folded, "^[^@ ]+@[^@ ]+[.][^@ ]+$")} THEN ${withoutTag}
END`;
  },
};

/** E-mail as a key. */
export const emailKey = (email: Sql): Sql => call(emailKeyFunction, email);

export const nameKeyFunction: SqlFunction = {
  name: "name_key",
  parameters: [{ name: "name", type: "string" }],
  returns: "string",
  comment: "A name as a key: folded words, Last, First turned. Null for names such as A Google user.",
  why: "Shops and help desks name people without a name. Such a name must link nobody.",
  body: (dialect) => {
    const words = foldedWords(dialect.regexReplace(sql`name`, "^[ ]*([^,]+),[ ]*([^,]+)$", "$2 $1"));
    return sql`CASE
  WHEN NOT ${dialect.regexMatches(words, anonymousNames)} THEN nullif(${words}, '')
END`;
  },
};

/** Name as a key: `Last, First` turned, folded words in order. Null for names that stand for no one. */
export const nameKey = (name: Sql): Sql => call(nameKeyFunction, name);

import type { Dialect } from "../dialect.ts";
import { sql, type Sql } from "../sql.ts";
import { foldedWords } from "./foldedWords.ts";
import { foldText } from "./foldText.ts";
import { call, type SqlFunction } from "./sqlFunction.ts";

/** What an address holds on either side of its @: no space, no bracket, nothing that separates addresses. */
const addressPart = "[^\\s<>()\\[\\],;:\\x22?@]+";

export const bareAddressFunction: SqlFunction = {
  name: "bare_address",
  parameters: [{ name: "text", type: "string" }],
  returns: "string",
  comment:
    "The first e-mail address of a folded text: of a From header the one in angle brackets, without mailto:, comments and quotes. Null without one.",
  why: "Help desks export the header From as it stands, links hold mailto:, and forms are filled in by hand.",
  body: (dialect) => {
    const withoutComments = dialect.regexReplace(sql`text`, "[(][^()]*[)]", " ");
    const bracketed = dialect.regexExtract(
      sql`text`,
      `<\\s*(?:mailto:)?\\s*(${addressPart}@${addressPart})[^<>]*>`,
      1,
    );
    const bare = dialect.regexExtract(withoutComments, `(${addressPart}@${addressPart})`, 1);
    const trimmed = (address: Sql): Sql => dialect.regexReplace(address, "^[\\x27.]+|[\\x27.]+$", "");
    return sql`CASE
  WHEN ${dialect.regexMatches(sql`text`, "^[a-z0-9_.+-]+@[a-z0-9.-]*[a-z0-9]$")} THEN text
  WHEN contains(text, '<') AND ${bracketed} <> '' THEN ${trimmed(bracketed)}
  WHEN contains(text, '@') THEN nullif(${trimmed(bare)}, '')
END`;
  },
};

/** The first address of a text that `foldedAddress` gives; null without one. */
export const bareAddress = (text: Sql): Sql => call(bareAddressFunction, text);

/** A text that may hold an address, folded, without percent encoding. */
export const foldedAddress = (text: Sql): Sql =>
  sql`replace(replace(replace(trim(BOTH ' ' FROM ${foldText(text)}), '%40', '@'), '%2b', '+'), '%2e', '.')`;

export const addressKeyFunction: SqlFunction = {
  name: "address_key",
  parameters: [{ name: "address", type: "string" }],
  returns: "string",
  comment:
    "A folded e-mail address without what stands after + and, for Gmail, without dots. Null where it is none.",
  why: "Gmail ignores dots. Other providers deliver dotted and undotted addresses to different people.",
  body: (dialect) => {
    const withoutTag = dialect.regexReplace(sql`address`, "^([^@+]+)[+][^@]*@", "$1@");
    const local = dialect.regexExtract(withoutTag, "^([^@]+)@", 1);
    return sql`CASE
  WHEN ${dialect.regexMatches(sql`address`, "^[^@ ]+@(gmail|googlemail)[.]com$")} THEN concat(replace(${local}, '.', ''), '@gmail.com')
  WHEN ${dialect.regexMatches(sql`address`, "^[^@ ]+@[^@ ]+[.][^@ ]+$")} THEN ${withoutTag}
END`;
  },
};

/** The key of a bare address. */
export const addressKey = (address: Sql): Sql => call(addressKeyFunction, address);

export const emailKeyFunction: SqlFunction = {
  name: "email_key",
  parameters: [{ name: "email", type: "string" }],
  returns: "string",
  comment:
    "An e-mail address as a key: folded, without what stands after + and, for Gmail, without dots; out of a From header too. Null where it is none.",
  why: "What a person types to find a customer. Statements over many rows take the steps one by one, which engines plan faster.",
  body: () => addressKey(bareAddress(foldedAddress(sql`email`))),
};

/** E-mail as a key. */
export const emailKey = (email: Sql): Sql => call(emailKeyFunction, email);

export const writtenNameFunction: SqlFunction = {
  name: "written_name",
  parameters: [{ name: "text", type: "string" }],
  returns: "string",
  comment:
    "The name in a text that may be a From header: without the address, quotes and what stands in brackets. Null for an address alone.",
  why: "Help desks put the header From, or the address alone, where a name belongs. An address is no name.",
  body: (dialect) => {
    const header = dialect.regexExtract(sql`text`, "^([^<]*)<", 1);
    const sender = dialect.regexReplace(header, "\\s+via\\s.*$|[(][^()]*[)]", "");
    const comment = dialect.regexExtract(sql`text`, "[(]([^()@]+)[)]", 1);
    const withoutComment = dialect.regexReplace(sql`text`, "[(][^()]*[)]", " ");
    const named = sql`CASE
    WHEN contains(text, '<') THEN ${sender}
    WHEN contains(text, '@') THEN ${comment}
    WHEN contains(text, '(') AND ${dialect.regexMatches(withoutComment, "[\\p{L}\\p{N}]")} THEN ${withoutComment}
    ELSE text
  END`;
    return sql`CASE
  WHEN ${dialect.regexMatches(sql`text`, "[@<(\\x22\\x27]")}
  THEN CASE WHEN NOT contains(${named}, '@') THEN nullif(${dialect.regexReplace(named, "^[\\s\\x22\\x27]+|[\\s\\x22\\x27]+$", "")}, '') END
  ELSE text
END`;
  },
};

/** The name in an author, or in a From header; null for an address alone. */
export const writtenName = (text: Sql): Sql => call(writtenNameFunction, text);

export const nameKeyFunction: SqlFunction = {
  name: "name_key",
  parameters: [{ name: "name", type: "string" }],
  returns: "string",
  comment: "A name as a key: folded words, Last, First turned. Null for what holds no letter and no digit.",
  why: "One person is Green, Jon in the help desk and Jon Green in the shop.",
  body: (dialect) =>
    sql`nullif(${foldedWords(dialect.regexReplace(sql`name`, "^[ ]*([^,]+),[ ]*([^,]+)$", "$2 $1"))}, '')`,
};

/** Name as a key: `Last, First` turned, folded words in order. */
export const nameKey = (name: Sql): Sql => call(nameKeyFunction, name);

/** In the order in which the set-up makes them. */
export const identityFunctions: readonly SqlFunction[] = [
  bareAddressFunction,
  addressKeyFunction,
  emailKeyFunction,
  writtenNameFunction,
  nameKeyFunction,
];

/** The part of an address before the @; empty without one. */
export const emailLocal = (dialect: Dialect, emailKeyColumn: Sql): Sql =>
  dialect.regexExtract(emailKeyColumn, "^([^@]+)@", 1);

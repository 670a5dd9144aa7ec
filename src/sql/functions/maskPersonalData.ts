import type { Dialect } from "../dialect.ts";
import { sql, type Sql } from "../sql.ts";
import { call, type SqlFunction } from "./sqlFunction.ts";

/** One kind of personal data: what it looks like, and what replaces it. */
interface MaskingRule {
  readonly pattern: string;
  readonly replacement: string;
}

// What stands before a match is captured and put back, since there is no look-behind; behind it nothing is consumed, so
// that of two matches side by side both are found. Only Latin letters count as the inside of a word: Japanese and
// Chinese put no space before an address or a number.
const start = "(^|[^A-Za-z0-9_])";
const startOfNumber = "(^|[^A-Za-z0-9_.,-]|[^0-9][.,-])";
const latin = "A-Za-z0-9À-ɏ";
const largeOctet = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9])";
const octet = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
const group = "[0-9A-Fa-f]{1,4}";

/** Keys and passwords. */
const secrets: readonly MaskingRule[] = [
  {
    pattern: `${start}eyJ[A-Za-z0-9_-]{8,}[.][A-Za-z0-9_-]+(?:[.][A-Za-z0-9_-]*)?`,
    replacement: "$1[secret]",
  },
  {
    pattern: `${start}(?:sk|pk|rk|ghp|gho|ghs|glpat|xox[abprs]|AKIA|ASIA|AIza|dapi|hf|npm)[_-]?[A-Za-z0-9_-]{16,}`,
    replacement: "$1[secret]",
  },
  { pattern: "((?i:bearer)[ ]+)[A-Za-z0-9._~+/-]{12,}=*", replacement: "$1[secret]" },
  {
    pattern:
      "((?i:password|passwort|passwd|passphrase|kennwort|contraseña|senha|mot de passe)[ ]*[:=][ ]*)[^ \\n\\x1f]{4,}",
    replacement: "$1[secret]",
  },
  {
    // without a colon only what holds a digit: a password that is wrong isn't a password
    pattern:
      "((?i:password|passwort|passwd|passphrase|kennwort|contraseña|senha|mot de passe) (?i:is|ist|lautet|es|é|est) )[^ \\n\\x1f]*[0-9][^ \\n\\x1f]*",
    replacement: "$1[secret]",
  },
];

/** Links, e-mail addresses, handles. */
const addresses: readonly MaskingRule[] = [
  // of a link only the host stays: paths and queries carry ids and tokens, the part before an @ carries passwords
  {
    pattern: `(^|[^A-Za-z0-9_/@])((?i:www)[.][\\p{L}\\p{N}.-]+[\\p{L}\\p{N}])(?:[/?#][^ \\n\\x1f\\x22<>]*)?`,
    replacement: "$1[url:$2]",
  },
  {
    pattern:
      "(?i:(?:https?|ftp)://)(?:[^ /?#@\\n\\x1f]*@)?([\\p{L}\\p{N}.-]+)(?::[0-9]+)?(?:[/?#][^ \\n\\x1f\\x22<>]*)?",
    replacement: "[url:$1]",
  },
  {
    pattern: `(?i:mailto:)?[${latin}._%+-]+ ?(?:@|\\(at\\)|\\[at\\]) ?[${latin}-]+(?:[.][${latin}-]+)+`,
    replacement: "[email]",
  },
  {
    pattern: "(^|[^\\p{L}\\p{N}_.@])@[A-Za-z0-9_][A-Za-z0-9_.]{0,28}[A-Za-z0-9_]",
    replacement: "$1[handle]",
  },
];

/** Addresses of devices and networks. With those below, everything made of digits: each would tear apart what the ones before it have taken. */
const devices: readonly MaskingRule[] = [
  { pattern: `${start}(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}`, replacement: "$1[mac]" },
  {
    pattern: `(^|[^0-9A-Za-z:])(?:(?:${group}:){7}${group}|(?:${group}:){1,6}(?::${group}){1,6}|(?:${group}:){1,7}:)`,
    replacement: "$1[ip]",
  },
  {
    // versions have four parts, too: an address has a part of 100 or more (all but 2 in 100) or begins with 10
    pattern: `(^|[^A-Za-z0-9_.,/-])(?:(?:10|${largeOctet})(?:[.]${octet}){3}|${octet}[.]${largeOctet}(?:[.]${octet}){2}|${octet}[.]${octet}[.]${largeOctet}[.]${octet}|(?:${octet}[.]){3}${largeOctet})`,
    replacement: "$1[ip]",
  },
];

/** Bank accounts and national ids. */
const ids: readonly MaskingRule[] = [
  {
    // two letters, check digits from 02 to 98, groups of four; mod 97 is left out: what fails it is a typo of one
    pattern: `${start}[A-Z]{2}(?:0[2-9]|[1-8][0-9]|9[0-8])(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,3})?`,
    replacement: "$1[iban]",
  },
  // national ids: US, Brazil, Spain, United Kingdom, France, Italy
  { pattern: `${startOfNumber}[0-9]{3}-[0-9]{2}-[0-9]{4}`, replacement: "$1[id]" },
  { pattern: `${startOfNumber}[0-9]{3}[.][0-9]{3}[.][0-9]{3}-[0-9]{2}`, replacement: "$1[id]" },
  { pattern: `${start}[0-9]{8}-?[A-HJ-NP-TV-Z]`, replacement: "$1[id]" },
  { pattern: `${start}[A-CEGHJ-PR-TW-Z]{2} ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-D]`, replacement: "$1[id]" },
  {
    pattern: `${startOfNumber}[12] ?[0-9]{2} ?(?:0[1-9]|1[0-2]) ?[0-9]{2} ?[0-9]{3} ?[0-9]{3} ?[0-9]{2}`,
    replacement: "$1[id]",
  },
  { pattern: `${start}[A-Z]{6}[0-9]{2}[A-EHLMPRST][0-9]{2}[A-Z][0-9]{3}[A-Z]`, replacement: "$1[id]" },
];

/** Cards, and numbers as long as one. */
const cards: readonly MaskingRule[] = [
  // cards by the prefixes of the schemes, in groups or in one run
  {
    pattern: `${startOfNumber}(?:3[47][0-9]{2}[ -]?[0-9]{6}[ -]?[0-9]{5}|3(?:0[0-5]|[689][0-9])[0-9][ -]?[0-9]{6}[ -]?[0-9]{4}|(?:[456][0-9]{3}|35[0-9]{2}|2(?:2[2-9]|[3-6][0-9]|7[0-2])[0-9])(?:[ -]?[0-9]{4}){2}[ -]?[0-9]{1,7}(?:[ -][0-9]{3})?)`,
    replacement: "$1[card]",
  },
  { pattern: `(^|[^0-9.,])[0-9]{12,19}`, replacement: "$1[number]" },
];

/** Phone numbers. */
const phones: readonly MaskingRule[] = [
  // phones: international, then national forms with a mark that dates and amounts don't have
  {
    pattern: `${start}(?:[+]|00)[1-9](?:[ ./()-]{0,3}[0-9]){6,14}(?: ?(?i:x|ext[.]?) ?[0-9]{1,6})?`,
    replacement: "$1[phone]",
  },
  {
    pattern: `${startOfNumber}(?:1[ .-]?)?(?:\\([0-9]{3}\\)[ .-]?|[0-9]{3}[ .-])[0-9]{3}[ .-]?[0-9]{4}(?:[ ]?(?i:x|ext[.]?)[ ]?[0-9]{1,6})?`,
    replacement: "$1[phone]",
  },
  {
    pattern: `${startOfNumber}(?:0[1-9](?: [0-9]{2}){4}|0[1-9](?:[.][0-9]{2}){4}|0[1-9](?:-[0-9]{2}){4}|\\(?0[1-9][0-9]{1,4}\\)?[ /-][0-9]{3,4}[ -]?[0-9]{2,5}(?:[ -]?[0-9]{2,4})?|0[0-9]{1,2}-[0-9]{3,4}-[0-9]{4}|0[0-9]{3}-[0-9]{2}-[0-9]{4})`,
    replacement: "$1[phone]",
  },
  {
    pattern: `${startOfNumber}(?:\\([0-9]{2,5}\\) ?[0-9]{2,4}(?:[ .-]?[0-9]{2,4}){1,3}|0[1-9][0-9]{2}(?:[ .-][0-9]{2}){3}|[1-9][0-9](?:-[0-9]{2}){3})`,
    replacement: "$1[phone]",
  },
  {
    pattern: `${startOfNumber}(?:[679][0-9]{2}(?: [0-9]{3}){2}|[679][0-9]{2}(?: [0-9]{2}){3}|\\([1-9][0-9]\\) ?9?[0-9]{4}-[0-9]{4}|[1-9][0-9] 9[0-9]{4}-[0-9]{4})`,
    replacement: "$1[phone]",
  },
];

/** Numbers of orders, accounts, customers and tickets. */
const references: readonly MaskingRule[] = [
  // a number that a word before it calls an order, an account, a customer or a ticket
  {
    pattern: `${start}((?i:order|bestell(?:ung|nummer)|auftrag(?:snummer)?|pedido|commande|invoice|rechnung(?:snummer)?|factura|facture|fatura|account|konto(?:nummer)?|cuenta|compte|conta|customer|kunden(?:nummer|nr)?|cliente?|client|booking|buchung|reserva|ticket|case|iban|ref(?:erence|erenz)?)(?: ?(?i:id|no|nr|num|number|nummer|número|numero|numéro)[.]?)? ?[:#=]? ?#?)[A-Z]{0,4}-?[0-9][0-9A-Z-]{3,}`,
    replacement: "$1$2[number]",
  },
  { pattern: `${startOfNumber}[0-9]{9,11}`, replacement: "$1[number]" },
];

/** Rules that a text goes through, by a function of their own: the parameter is named once, so that such calls nest. */
function maskFunction(name: string, comment: string, rules: readonly MaskingRule[]): SqlFunction {
  return {
    name,
    parameters: [{ name: "text", type: "string" }],
    returns: "string",
    comment,
    why: "Patterns of one kind stand together, in the order in which they would otherwise tear each other apart.",
    body: (dialect) => dialect.regexReplaceEach(sql`text`, rules),
  };
}

const devicesFunction = maskFunction(
  "mask_devices",
  "Text with addresses of devices and networks masked.",
  devices,
);
const idsFunction = maskFunction("mask_ids", "Text with bank accounts and national ids masked.", ids);
const cardsFunction = maskFunction(
  "mask_cards",
  "Text with card numbers and other long numbers masked.",
  cards,
);
const phonesFunction = maskFunction("mask_phones", "Text with phone numbers masked.", phones);
const referencesFunction = maskFunction(
  "mask_references",
  "Text with numbers of orders, accounts, customers and tickets masked.",
  references,
);

/** Masks what its guard finds: most texts hold no digit and no `@`, and skip all rules. */
function guardedFunction(
  name: string,
  comment: string,
  guard: string,
  masked: (dialect: Dialect, text: Sql) => Sql,
): SqlFunction {
  return {
    name,
    parameters: [{ name: "text", type: "string" }],
    returns: "string",
    comment,
    why: "Every rule can only match where the first pattern does. Most texts hold none and skip all rules.",
    body: (dialect) => sql`CASE
  WHEN ${dialect.regexMatches(sql`text`, guard)} THEN
    ${masked(dialect, sql`text`)}
  ELSE text
END`,
  };
}

const secretsFunction = guardedFunction(
  "mask_secrets",
  "Text with keys and passwords masked.",
  "(?i)[a-z0-9_-]{16}|passw|passphrase|kennwort|contrase|senha|mot de passe|bearer",
  (dialect, text) => dialect.regexReplaceEach(text, secrets),
);

const addressesFunction = guardedFunction(
  "mask_addresses",
  "Text with links, e-mail addresses and handles masked. Of a link the host stays.",
  "@|://|(?i:www[.])|\\(at\\)|\\[at\\]",
  (dialect, text) => dialect.regexReplaceEach(text, addresses),
);

const numbersFunction = guardedFunction(
  "mask_numbers",
  "Text with everything personal that is made of digits masked.",
  // anything that the rules match needs four digits, or the colons of an address
  "[0-9](?:[^0-9\\n]{0,3}[0-9]){3}|[0-9A-Fa-f]:[0-9A-Fa-f:]",
  (_dialect, text) =>
    [devicesFunction, idsFunction, cardsFunction, phonesFunction, referencesFunction].reduce(
      (masked, each) => call(each, masked),
      text,
    ),
);

/** In the order in which they are made: each calls only those before it. */
export const maskFunctions: readonly SqlFunction[] = [
  devicesFunction,
  idsFunction,
  cardsFunction,
  phonesFunction,
  referencesFunction,
  secretsFunction,
  addressesFunction,
  numbersFunction,
];

/**
 * Steps that take personal data out of a text, in this order. Each names its text three times, so it is given a column: a
 * function that did all three would have a macro repeat the first of them 27 times.
 */
export const maskSecrets = (text: Sql): Sql => call(secretsFunction, text);
export const maskAddresses = (text: Sql): Sql => call(addressesFunction, text);
export const maskNumbers = (text: Sql): Sql => call(numbersFunction, text);

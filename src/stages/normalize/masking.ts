import type { Dialect } from "../../sql/dialect.ts";
import { identifier, join, sql, type Sql } from "../../sql/sql.ts";

/** One kind of personal data: what it looks like, and what stands there afterwards. */
interface MaskingRule {
  readonly pattern: string;
  readonly replacement: string;
}

/** Rules that can only match where the guard does: most texts hold no digit and no `@`, and skip them all. */
interface MaskingPass {
  readonly guard: string;
  readonly rules: readonly MaskingRule[];
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
const secrets: MaskingPass = {
  guard: "(?i)[a-z0-9_-]{16}|passw|passphrase|kennwort|contrase|senha|mot de passe|bearer",
  rules: [
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
      // without a colon only what holds a digit: a password that is wrong is no password
      pattern:
        "((?i:password|passwort|passwd|passphrase|kennwort|contraseña|senha|mot de passe) (?i:is|ist|lautet|es|é|est) )[^ \\n\\x1f]*[0-9][^ \\n\\x1f]*",
      replacement: "$1[secret]",
    },
  ],
};

/** Links, e-mail addresses, handles. */
const addresses: MaskingPass = {
  guard: "@|://|(?i:www[.])|\\(at\\)|\\[at\\]",
  rules: [
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
  ],
};

/** Everything made of digits. Rules stand in the order in which they would otherwise tear each other apart. */
const numbers: MaskingPass = {
  // anything below needs four digits, or the colons of an address
  guard: "[0-9](?:[^0-9\\n]{0,3}[0-9]){3}|[0-9A-Fa-f]:[0-9A-Fa-f:]",
  rules: [
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
    // cards by the prefixes of the schemes, in groups or in one run
    {
      pattern: `${startOfNumber}(?:3[47][0-9]{2}[ -]?[0-9]{6}[ -]?[0-9]{5}|3(?:0[0-5]|[689][0-9])[0-9][ -]?[0-9]{6}[ -]?[0-9]{4}|(?:[456][0-9]{3}|35[0-9]{2}|2(?:2[2-9]|[3-6][0-9]|7[0-2])[0-9])(?:[ -]?[0-9]{4}){2}[ -]?[0-9]{1,7}(?:[ -][0-9]{3})?)`,
      replacement: "$1[card]",
    },
    { pattern: `(^|[^0-9.,])[0-9]{12,19}`, replacement: "$1[number]" },
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
    // a number that a word before it calls an order, an account, a customer or a ticket
    {
      pattern: `${start}((?i:order|bestell(?:ung|nummer)|auftrag(?:snummer)?|pedido|commande|invoice|rechnung(?:snummer)?|factura|facture|fatura|account|konto(?:nummer)?|cuenta|compte|conta|customer|kunden(?:nummer|nr)?|cliente?|client|booking|buchung|reserva|ticket|case|iban|ref(?:erence|erenz)?)(?: ?(?i:id|no|nr|num|number|nummer|número|numero|numéro)[.]?)? ?[:#=]? ?#?)[A-Z]{0,4}-?[0-9][0-9A-Z-]{3,}`,
      replacement: "$1$2[number]",
    },
    { pattern: `${startOfNumber}[0-9]{9,11}`, replacement: "$1[number]" },
  ],
};

/** Every placeholder that a rule leaves behind. */
export const placeholderPattern =
  "\\[(?:secret|email|handle|mac|ip|iban|id|card|number|phone|name|url:[^\\] ]*)\\]";

/** Separates subject and text while both are masked in one pass; no text holds it then. */
export const partEnd = sql`chr(31)`;

const masking =
  ({ guard, rules }: MaskingPass) =>
  (dialect: Dialect, text: Sql): Sql =>
    sql`CASE WHEN ${dialect.regexMatches(text, guard)} THEN ${rules.reduce(
      (masked, { pattern, replacement }) => dialect.regexReplace(masked, pattern, replacement),
      text,
    )} ELSE ${text} END`;

export const maskSecrets = masking(secrets);
export const maskAddresses = masking(addresses);
export const maskNumbers = masking(numbers);

// Characters of private use, which are taken out of texts first: one stands at both ends of every word while names are
// looked for, the other for a name that isn't there.
const wordMark = "\ue000";

const nameTokens = [1, 2, 3, 4].map((position) => ({
  column: identifier(`name_token_${position}`),
  wordPattern: `^${"[^ ]+ ".repeat(position - 1)}([^ ]+)`,
}));

/**
 * Columns `name_token_1` to `name_token_4`, from the words of an author's name: what to look for in the marked text.
 * Capitalised words of three letters or more count as whole words, as a signature leaves them; names in Han or kana of
 * two characters or more count wherever they stand.
 */
export function nameTokenColumns(dialect: Dialect, authorWords: Sql): Sql {
  return join(
    nameTokens.map(({ column, wordPattern }) => {
      const word = dialect.regexExtract(authorWords, wordPattern, 1);
      return sql`CASE
      WHEN ${dialect.regexMatches(word, "^\\p{Lu}[\\p{L}]{2,}$")} THEN concat('\ue000', ${word}, '\ue000')
      WHEN ${dialect.regexMatches(word, "^[\\x{3040}-\\x{30FF}\\x{3400}-\\x{9FFF}]{2,}$")} THEN ${word}
      ELSE '\ue001'
    END AS ${column}`;
    }),
    sql`,
    `,
  );
}

/**
 * The author's own name masked. A pattern made of a name would be text from outside inside a regular expression, so
 * the words of the text are marked and compared with the tokens instead.
 */
export function maskNames(dialect: Dialect, text: Sql): Sql {
  const isThere = join(
    nameTokens.map(({ column }) => sql`contains(${text}, replace(${column}, '\ue000', ''))`),
    sql` OR `,
  );
  const marked = dialect.regexReplace(text, "([\\p{L}\\p{N}]+)", `${wordMark}$1${wordMark}`);
  const masked = nameTokens.reduce(
    (before, { column }) => sql`replace(${before}, ${column}, '[name]')`,
    marked,
  );
  return sql`CASE WHEN ${isThere} THEN replace(${masked}, '\ue000', '') ELSE ${text} END`;
}

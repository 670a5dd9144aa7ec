import { seededRandom } from "../../src/proposals/random.ts";
import { plantedWords } from "./plantedWords.ts";

/** A text with one personal value in it, and what stands around the value. */
export interface PlantedValue {
  readonly type: "card" | "iban" | "email" | "id" | "ip" | "order" | "phone" | "name";
  readonly language: string;
  readonly spelling: string;
  readonly before: string;
  readonly value: string;
  readonly after: string;
  readonly author: string | undefined;
}

type Spell = (value: string) => string;

const separators =
  (to: string): Spell =>
  (value) =>
    value.replace(/[ -]/g, to);
const between =
  (mark: string): Spell =>
  (value) =>
    [...value].join(mark);
const shifted =
  (zero: number): Spell =>
  (value) =>
    value.replace(/[0-9]/g, (digit) => String.fromCodePoint(zero + Number(digit)));
const fullWidth: Spell = (value) =>
  value.replace(/[!-~]/g, (character) => String.fromCodePoint(character.codePointAt(0)! + 0xfee0));
const every3 =
  (mark: string): Spell =>
  (value) =>
    value.replace(/([0-9A-Za-z]{3})(?=[0-9A-Za-z])/g, `$1${mark}`);

/** Forty ways in which the same value is written. */
export const spellings: Readonly<Record<string, Spell>> = {
  plain: (value) => value,
  "no-break space": separators("\u00a0"),
  "narrow no-break space": separators("\u202f"),
  "thin space": separators("\u2009"),
  "figure space": separators("\u2007"),
  "en space": separators("\u2002"),
  "ideographic space": separators("\u3000"),
  "no separators": separators(""),
  "full-width digits": shifted(0xff10),
  "full width": fullWidth,
  "Arabic-Indic digits": shifted(0x660),
  "Persian digits": shifted(0x6f0),
  "Devanagari digits": shifted(0x966),
  "mathematical bold digits": shifted(0x1d7ce),
  "mathematical monospace digits": shifted(0x1d7f6),
  "zero-width space": between("\u200b"),
  "zero-width non-joiner": every3("\u200c"),
  "zero-width joiner": every3("\u200d"),
  "word joiner": every3("\u2060"),
  "byte order mark": every3("\ufeff"),
  "soft hyphen": every3("\u00ad"),
  "left-to-right mark": (value) => `\u200e${value}\u200e`,
  "right-to-left override": (value) => `\u202d${value}\u202c`,
  isolates: (value) => `\u2066${value}\u2069`,
  "lower case": (value) => value.toLowerCase(),
  "upper case": (value) => value.toUpperCase(),
  quoted: (value) => `"${value}"`,
  guillemets: (value) => `«${value}»`,
  parenthesised: (value) => `(${value})`,
  brackets: (value) => `<${value}>`,
  asterisks: (value) => `*${value}*`,
  "comma behind": (value) => `${value},`,
  "full stop behind": (value) => `${value}.`,
  "question mark behind": (value) => `${value}?`,
  "no-break space before": (value) => `\u00a0${value}`,
  "two spaces before": (value) => ` ${value}`,
  "line break behind": (value) => `${value}\n`,
  "semicolon behind": (value) => `${value};`,
  "figure dash": (value) => value.replaceAll("-", "\u2012"),
  "en dash": (value) => value.replaceAll("-", "\u2013"),
  "no-break hyphen": (value) => value.replaceAll("-", "\u2011"),
  "minus sign": (value) => value.replaceAll("-", "\u2212"),
};

/** Spellings that leave a name, which has letters only, or an address with its signs, what it is. */
const wordless = /digits|separators/;

const ibans = [
  "DE89 3704 0044 0532 0130 00",
  "GB82 WEST 1234 5698 7654 32",
  "FR14 2004 1010 0505 0001 3M02 606",
  "NL91 ABNA 0417 1643 00",
  "ES91 2100 0418 4502 0005 1332",
  "IT60 X054 2811 1010 0000 0123 456",
  "PL61 1090 1014 0000 0712 1981 2874",
  "NO93 8601 1117 947",
  "BE68 5390 0754 7034",
  "TR33 0006 1005 1978 6457 8413 26",
  "UA21 3223 1300 0002 6007 2335 6600 1",
  "MT84 MALT 0110 0001 2345 MTLC AST0 01S",
];
const cardPrefixes = ["4", "51", "55", "2221", "34", "37", "6011", "3530", "6304"];
const ids = [
  "536-90-4399",
  "529.982.247-25",
  "12345678Z",
  "AB 12 34 56 C",
  "1 85 05 75 116 001 22",
  "RSSMRA85T10A562S",
];
const names: readonly (readonly [string, string])[] = [
  ["Jane Roe", "Jane"],
  ["Jörg Groß", "Joerg Gross"],
  ["José Álvarez", "Jose"],
  ["Łukasz Wójcik", "lukasz"],
  ["Søren Kjær", "Soren"],
  ["Anne-Marie Dupont", "Dupont"],
  ["Çağla Yıldırım", "cagla yildirim"],
  ["Olena Kovalenko", "KOVALENKO"],
  ["Иван Петров", "петров"],
  ["Δήμητρα Παπαδοπούλου", "Δημητρα"],
  ["Nguyễn Thanh", "Nguyen"],
  ["Björk Guðmundsdóttir", "Bjork"],
  ["田中太郎", "田中太郎"],
  ["김민수", "김민수"],
  ["王小明", "王小明"],
  ["Mikołaj Żak", "mikolaj.zak"],
  ["Priya Raman", "priya_raman"],
  ["Tomáš Novák", "NOVAK, TOMAS"],
  ["Ines Ferreira", "Ines's"],
  ["Oliver Walker", "o. walker"],
];

/** A card number of a scheme with its Luhn digit, in groups of four. */
function card(random: () => number): string {
  const prefix = pick(cardPrefixes, random);
  const length = prefix.startsWith("3") && prefix !== "3530" ? 15 : 16;
  const body = [...prefix];
  while (body.length < length - 1) body.push(digit(random));
  const sum = body.reduce((total, character, index) => {
    const doubled = (length - 1 - index) % 2 === 1 ? Number(character) * 2 : Number(character);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  const digits = `${body.join("")}${(10 - (sum % 10)) % 10}`;
  return length === 15
    ? digits.replace(/^(.{4})(.{6})(.{5})$/, "$1 $2 $3")
    : digits.replace(/(.{4})(?=.)/g, random() < 0.5 ? "$1 " : "$1-");
}

const digit = (random: () => number): string => String(Math.floor(random() * 10));
const pick = <T>(values: readonly T[], random: () => number): T => {
  const value = values[Math.floor(random() * values.length)];
  if (value === undefined) throw new Error("nothing to pick from");
  return value;
};
const filled = (form: string, random: () => number): string => form.replace(/#/g, () => digit(random));

function emailOf(random: () => number): string {
  return pick(
    [
      "jane.roe@mail.example.org",
      "j-roe+shop@example.co.uk",
      "JROE77@EXAMPLE.COM",
      "jürgen@müller.example",
      "jane (at) example (dot) org",
      "jane[at]example[dot]com",
      "jane at example dot com",
      "jane @ example.org",
      "jane_roe(at)example.org",
    ],
    random,
  );
}

function ipOf(random: () => number): string {
  return pick(
    [
      "192.168.10.2#",
      "203.0.113.1#",
      "10.0.12.#",
      "2001:db8::8a2e:370:733#",
      "fe80:0:0:0:1:2:3:#",
      "172.16.254.1",
    ],
    random,
  ).replace(/#/g, () => String(1 + Math.floor(random() * 9)));
}

function orderOf(random: () => number): string {
  return filled(
    pick(
      [
        "4821####",
        "4#####",
        "48213####1",
        "ORD-2025-2#####",
        "A-48#####",
        "4711-08##",
        "94001118992231974284##",
      ],
      random,
    ),
    random,
  );
}

/** Every type, in every language and spelling, drawn by a seed. */
export function plantedValues(seed: number): readonly PlantedValue[] {
  const random = seededRandom(seed);
  const planted: PlantedValue[] = [];
  for (const [language, words] of Object.entries(plantedWords)) {
    for (const [spelling, spell] of Object.entries(spellings)) {
      const [before, after] = pick(words.around, random);
      const gap = /[\u3040-\u30ff\u3400-\u9fff]$/.test(before) ? "" : " ";
      const put = (type: PlantedValue["type"], lead: string, value: string, author?: string): void => {
        planted.push({
          type,
          language,
          spelling,
          before: `${before}${lead}`,
          // a space in the place of a hyphen or dot of an address is another address
          value:
            type === "email" && spelling.endsWith("space") && spelling !== "zero-width space"
              ? value
              : spell(value),
          after,
          author,
        });
      };
      put("card", "", card(random));
      put("iban", "", pick(ibans, random));
      if (!/no separators/.test(spelling)) put("email", "", emailOf(random));
      put("id", "", pick(ids, random));
      if (!/dash|hyphen|minus/.test(spelling)) put("ip", "", ipOf(random));
      put("order", `${pick(words.order, random)} `, orderOf(random));
      put("phone", "", filled(pick(words.phones, random), random));
      put(
        "phone",
        `${pick(words.phone, random)}${gap}`,
        filled(pick(["467 33##", "9472 79##", "12 34 56 ##", "47113##"], random), random),
      );
      if (!wordless.test(spelling)) {
        const [author, written] = pick(names, random);
        put("name", "", written, author);
      }
    }
  }
  return planted;
}

import type { PersonalKind } from "../personalData.ts";
import type { Random } from "../random.ts";

export interface Spelling {
  readonly name: string;
  readonly written: string;
}

/** Spaces and dashes that look like the plain ones. */
const separators: Readonly<Record<string, string>> = {
  no_break_space: "\u00a0",
  narrow_space: "\u202f",
  thin_space: "\u2009",
  wide_space: "\u3000",
  en_dash: "\u2013",
  figure_dash: "\u2012",
  no_break_hyphen: "\u2011",
  minus: "\u2212",
};

/** A value as people and their devices spell it: other spaces, dashes, widths, invisible characters, other case. */
export function respell(random: Random, kind: PersonalKind, value: string): Spelling {
  const ways = waysOf[kind];
  const [name, write] = random.pick(ways);
  return { name, written: write(value, random) };
}

type Write = (value: string, random: Random) => string;

/** Groups of four where a long number has none, so that there is something to separate. */
const grouped = (value: string): string =>
  /^[A-Z0-9]{12,}$/.test(value) ? value.replace(/(.{4})(?=.)/g, "$1 ") : value;

const separated: readonly (readonly [string, Write])[] = Object.entries(separators).map(
  ([name, separator]) => [name, (value: string) => grouped(value).replace(/[ -]/g, separator)] as const,
);

const fullWidth: readonly [string, Write] = [
  "full_width",
  (value) => value.replace(/[0-9A-Z]/g, (sign) => String.fromCodePoint(sign.charCodeAt(0) + 0xfee0)),
];

const hidden = (name: string, sign: string): readonly [string, Write] => [
  name,
  (value, random) => {
    const at = random.integer(2, Math.max(2, value.length - 3));
    return value.slice(0, at) + sign + value.slice(at);
  },
];
const zeroWidth = hidden("zero_width_space", "\u200b");
const softHyphen = hidden("soft_hyphen", "\u00ad");

const names: readonly (readonly [string, Write])[] = [
  ["upper_case", (value) => value.toUpperCase()],
  ["lower_case", (value) => value.toLowerCase()],
  ["no_accents", (value) => value.normalize("NFD").replace(/[\u0300-\u036f]/g, "")],
  ["decomposed", (value) => value.normalize("NFD")],
  ["no_break_space", (value) => value.replaceAll(" ", "\u00a0")],
];

const waysOf: Readonly<Record<PersonalKind, readonly (readonly [string, Write])[]>> = {
  card: [...separated, fullWidth, zeroWidth, softHyphen],
  iban: [...separated.slice(0, 4), fullWidth, zeroWidth, ["lower_case", (value) => value.toLowerCase()]],
  phone: [...separated, fullWidth, zeroWidth, ["dots", (value) => value.replace(/[ -]/g, ".")]],
  order: [fullWidth, zeroWidth, ["en_dash", (value) => value.replaceAll("-", "\u2013")]],
  ip: [fullWidth, zeroWidth, ["wide_dots", (value) => value.replaceAll(".", "\uff0e")]],
  email: [
    ["at_and_dot", (value) => value.replace("@", " (at) ").replace(/\.(\w+)$/, " (dot) $1")],
    ["wide_at", (value) => value.replace("@", "\uff20")],
    ["spaces", (value) => value.replace("@", " @ ")],
    zeroWidth,
    ["upper_case", (value) => value.toUpperCase()],
  ],
  name: names,
  address: [names[4] ?? fullWidth],
  link: [["upper_case_scheme", (value) => value.replace("https", "HTTPS")]],
};

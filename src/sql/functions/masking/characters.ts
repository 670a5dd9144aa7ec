import type { ReplacementRule } from "../../dialect.ts";

const dashes =
  "\\x{2010}-\\x{2015}\\x{2212}\\x{2043}\\x{207B}\\x{2796}\\x{2E3A}\\x{2E3B}\\x{30FC}\\x{FE58}\\x{FE63}\\x{FF0D}";
const dots =
  "\\x{B7}\\x{2022}\\x{2024}\\x{2027}\\x{2219}\\x{22C5}\\x{3002}\\x{30FB}\\x{FE52}\\x{FF0E}\\x{FF61}";
const colons = "\\x{2D0}\\x{2236}\\x{5C3}\\x{A789}\\x{FE13}\\x{FE55}\\x{FF1A}";
const slashes = "\\x{2044}\\x{2215}\\x{29F8}\\x{FF0F}";
const ats = "\\x{FE6B}\\x{FF20}";
const spaces = "\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{202F}\\x{205F}\\x{3000}";
/** Invisible, and of no use between letters: soft hyphens, marks of direction, zero-width spaces. */
const invisible =
  "\\x{AD}\\x{34F}\\x{61C}\\x{180E}\\x{200B}\\x{200E}\\x{200F}\\x{202A}-\\x{202E}\\x{2060}-\\x{2069}\\x{FEFF}";
/** They join emoji and shape Indic and Persian letters, so they are taken out behind characters that need neither. */
const joiners = "\\x{200C}\\x{200D}";
const unjoined = "\\x20-\\x7E\\x{A0}-\\x{52F}\\x{1E00}-\\x{1FFF}\\x{3040}-\\x{9FFF}\\x{AC00}-\\x{D7A3}";

/** Digits and letters that stand for others: full width, Arabic-Indic, Persian, Devanagari. One for one. */
const variants: readonly (readonly [number, string])[] = [
  [0xff10, "0123456789"],
  [0xff21, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"],
  [0xff41, "abcdefghijklmnopqrstuvwxyz"],
  [0x660, "0123456789"],
  [0x6f0, "0123456789"],
  [0x966, "0123456789"],
];
/** Signs of full width that belong to numbers and addresses. */
const signs = { from: "（）＋＃＿，－．／：＠［］｛＜＞％＆＝", to: "()+#_,-./:@[]{<>%&=" } as const;
/** Mathematical digits, in five styles. */
const mathematical: readonly (readonly [number, string])[] = [
  [0x1d7ce, "01234567890123456789012345678901234567890123456789"],
];

const from = (ranges: readonly (readonly [number, string])[]): string =>
  ranges
    .map(([first, to]) => [...to].map((_, index) => String.fromCodePoint(first + index)).join(""))
    .join("");
const to = (ranges: readonly (readonly [number, string])[]): string =>
  ranges.map(([, text]) => text).join("");

/** Tables for `translate`: the n-th character of one becomes the n-th of the other. */
export const characterTables: readonly { readonly from: string; readonly to: string }[] = [
  { from: from(variants.slice(0, 3)) + signs.from, to: to(variants.slice(0, 3)) + signs.to },
  { from: from(variants.slice(3)), to: to(variants.slice(3)) },
  { from: from(mathematical), to: to(mathematical) },
];

/** Any character that stands for another one. */
export const unusualCharacter = `[${spaces}${invisible}${joiners}${dashes}${dots}${colons}${slashes}${ats}\\x{660}-\\x{669}\\x{6F0}-\\x{6F9}\\x{966}-\\x{96F}\\x{FF08}-\\x{FF5A}\\x{1D7CE}-\\x{1D7FF}]`;

const between = (characters: string, replacement: string): readonly ReplacementRule[] => {
  const rule = {
    pattern: `([A-Za-z0-9])[${characters}]([A-Za-z0-9])`,
    replacement: `$1${replacement}$2`,
  };
  // twice: two signs with one character between them share it
  return [rule, rule];
};
const dashBetweenNumbers = {
  pattern: `([0-9)] ?)[${dashes}]+( ?[0-9(+])`,
  replacement: "$1-$2",
};

/**
 * Signs that stand for ASCII ones. A dot, a dash, a colon and a slash only between letters or digits, where they are part
 * of a number or an address.
 */
export const characterRules: readonly ReplacementRule[] = [
  { pattern: `[${invisible}]`, replacement: "" },
  { pattern: `([${unjoined}])[${joiners}]+`, replacement: "$1" },
  { pattern: `[${spaces}]`, replacement: " " },
  ...between(dashes, "-"),
  dashBetweenNumbers,
  dashBetweenNumbers,
  ...between(dots, "."),
  ...between(slashes, "/"),
  { pattern: `([A-Za-z0-9])[${colons}] ?([A-Za-z0-9])`, replacement: "$1:$2" },
  { pattern: `([A-Za-z0-9])[${colons}] ?([A-Za-z0-9])`, replacement: "$1:$2" },
  { pattern: `[${ats}]`, replacement: "@" },
];

import { expect, test } from "vitest";
import { tokensOf } from "./tokens.ts";

const kindsOf = (text: string): readonly string[] =>
  tokensOf(text)
    .filter(({ kind }) => kind !== "space")
    .map(({ kind, text: piece }) => `${kind} ${piece}`);

test("literals, quoted names and comments are one piece each, whatever they hold", () => {
  expect(kindsOf(`r'\\d' 'a''b' 'c\\'d' "x y" \`z;\` -- don't\n`)).toEqual([
    "literal r'\\d'",
    "literal 'a''b'",
    "literal 'c\\'d'",
    'quoted "x y"',
    "quoted `z;`",
    "comment -- don't",
  ]);
});

test("words keep their dots, parameters and placeholders; operators of two characters are one symbol", () => {
  expect(kindsOf("raw.landing >= :as_of || $now->1 - {{job}}")).toEqual([
    "word raw.landing",
    "symbol >=",
    "word :as_of",
    "symbol ||",
    "word $now",
    "symbol ->",
    "word 1",
    "symbol -",
    "word {{job}}",
  ]);
});

test("a quote that nothing closes is a symbol", () => {
  expect(kindsOf("'open")).toEqual(["symbol '", "word open"]);
  expect(kindsOf("''")).toEqual(["literal ''"]);
});

test("the pieces are the text again, each where it stands", () => {
  const text = "SELECT é, 'ü' -- ö\nFROM t";
  const tokens = tokensOf(text);
  expect(tokens.map((token) => token.text).join("")).toBe(text);
  for (const { at, text: piece } of tokens) expect(text.slice(at, at + piece.length)).toBe(piece);
});

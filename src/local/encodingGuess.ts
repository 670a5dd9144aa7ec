import { isUtf8 } from "node:buffer";
import type { SourceEncoding } from "../contract/vocabulary.ts";
import { decodeStrictly } from "./decode.ts";

/** What the bytes of a file look like. It is only ever proposed: nothing is read by a guess. */
export type EncodingGuess =
  | { readonly kind: "likely"; readonly encoding: SourceEncoding }
  | { readonly kind: "unsure"; readonly encoding: SourceEncoding; readonly other: SourceEncoding }
  /** At least half of the lines with other characters than ASCII's are UTF-8. */
  | { readonly kind: "utf-8" }
  /** Or they are what the file was read as: a line is damaged. */
  | { readonly kind: "damaged" }
  | { readonly kind: "unknown" };

/** Scores run from -3 to 3 a character. Below the first, nothing is proposed; closer than the second, both are named. */
const leastScore = 0.5;
const clearLead = 0.4;
const severalBytes: ReadonlySet<SourceEncoding> = new Set(["shift_jis", "gb18030", "big5", "euc-kr"]);
/** What Excel and Windows programs write in Western Europe and America. */
const mostCommon: SourceEncoding = "windows-1252";
const bonusOfMostCommon = 0.25;

/**
 * Judges a sample of whole lines of a file that was read as an encoding: UTF-8 where its lines are; else the encoding in
 * which the letters are those of a language, stand beside the letters that they do there, and don't change to capitals
 * inside of a word. The Python runner guesses the same (`encoding_guess.py`).
 */
export function guessEncoding(sample: Buffer, readAs: SourceEncoding): EncodingGuess {
  const lines = linesBeyondAscii(sample);
  const isMost = (matches: (line: Buffer) => boolean): boolean =>
    lines.filter(matches).length * 2 >= lines.length;
  if (isMost(isUtf8)) return readAs === "utf-8" ? { kind: "damaged" } : { kind: "utf-8" };
  // nearly every line can be read as an encoding with a byte a character, whether it is one or not
  if (severalBytes.has(readAs) && isMost((line) => decodeStrictly(readAs, line) !== undefined))
    return { kind: "damaged" };
  const bytes = Buffer.concat(lines.flatMap((line) => [line, Buffer.of(0x0a)]));
  const scored = candidates
    .flatMap(({ encoding, letters }) => {
      const text = decodeStrictly(encoding, bytes);
      const bonus = encoding === mostCommon ? bonusOfMostCommon : 0;
      return text === undefined ? [] : [{ encoding, text, score: scoreOf(text, letters) + bonus }];
    })
    .toSorted((left, right) => right.score - left.score);
  const [best] = scored;
  if (best === undefined || best.score < leastScore) return { kind: "unknown" };
  const other = scored.find(({ text }) => text !== best.text);
  return other === undefined || best.score - other.score >= clearLead
    ? { kind: "likely", encoding: best.encoding }
    : { kind: "unsure", encoding: best.encoding, other: other.encoding };
}

/** `utf-16le` or `utf-16be` where every other byte of a start is zero, as in Latin text; else undefined. */
export function guessUtf16(start: Buffer): "utf-16le" | "utf-16be" | undefined {
  const pairs = start.length >> 1;
  if (pairs < 2) return undefined;
  let first = 0;
  let second = 0;
  for (let pair = 0; pair < pairs; pair++) {
    if (start[2 * pair] === 0) first++;
    if (start[2 * pair + 1] === 0) second++;
  }
  if (second * 10 >= pairs * 7 && first * 10 <= pairs) return "utf-16le";
  return first * 10 >= pairs * 7 && second * 10 <= pairs ? "utf-16be" : undefined;
}

function linesBeyondAscii(sample: Buffer): readonly Buffer[] {
  const lines: Buffer[] = [];
  for (let start = 0; start < sample.length;) {
    const end = sample.indexOf(0x0a, start);
    const line = sample.subarray(start, end === -1 ? sample.length : end);
    if (line.some((byte) => byte >= 0x80)) lines.push(line);
    start = end === -1 ? sample.length : end + 1;
  }
  return lines;
}

interface Letters {
  /** Alone between the letters of ASCII, as in Latin alphabets, or in words of their own. */
  readonly stand: "between" | "together";
  /** Lower-case letters and their weight. */
  readonly weights: ReadonlyMap<string, number>;
  /** Weight of the letters of a script that aren't listed. */
  readonly script: readonly (readonly [first: number, last: number, weight: number])[];
}

const lettersOf = (
  stand: Letters["stand"],
  { often = "", seldom = "", script = [] }: { often?: string; seldom?: string; script?: Letters["script"] },
): Letters => ({
  stand,
  weights: new Map([
    ...[...often].map((letter) => [letter, 2] as const),
    ...[...seldom].map((letter) => [letter, 1] as const),
  ]),
  script,
});

const western = lettersOf("between", { often: "äöüßàâçéèêîôñáíóúãõå", seldom: "æëïœùûìòøÿ" });
const cyrillic = lettersOf("together", {
  often: "оеаинтсрвлкмдпу",
  seldom: "бгжзйфхцчшщъыьэюяёіїєґјљњћђџѓќўѕ",
});
const han: Letters["script"][number] = [0x4e00, 0x9fff, 0];
const asianSigns: Letters["script"] = [
  [0x3000, 0x303f, 1],
  [0xff01, 0xff60, 1],
];

/** In the order of preference where two score the same. */
const candidates: readonly { readonly encoding: SourceEncoding; readonly letters: Letters }[] = [
  { encoding: "windows-1252", letters: western },
  {
    encoding: "windows-1250",
    letters: lettersOf("between", { often: "ąćęłńóśźżáčďéěíňřšťúůýžőűöüâăîşţ", seldom: "ôľĺŕđäß" }),
  },
  { encoding: "windows-1251", letters: cyrillic },
  {
    encoding: "windows-1253",
    letters: lettersOf("together", { often: "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώ", seldom: "ϊϋΐΰ" }),
  },
  { encoding: "windows-1254", letters: lettersOf("between", { often: "çğıöşü", seldom: "âîûİ" }) },
  {
    encoding: "windows-1257",
    letters: lettersOf("between", { often: "āčēģīķļņšūžąęėįųõäöü", seldom: "åæøóćńśźżł" }),
  },
  { encoding: "windows-1255", letters: lettersOf("together", { script: [[0x05d0, 0x05ea, 2]] }) },
  { encoding: "windows-1256", letters: lettersOf("together", { script: [[0x0621, 0x064a, 2]] }) },
  {
    encoding: "windows-874",
    letters: lettersOf("together", { often: "าอนรกเงมยลวดทสตะปบคหแจพขใไ่้ัี", script: [[0x0e01, 0x0e4e, 1]] }),
  },
  { encoding: "koi8-r", letters: cyrillic },
  { encoding: "ibm866", letters: cyrillic },
  { encoding: "macintosh", letters: western },
  {
    encoding: "shift_jis",
    letters: lettersOf("together", {
      script: [[0x3041, 0x30fe, 2], [0x4e00, 0x9fff, 1], ...asianSigns],
    }),
  },
  {
    encoding: "gb18030",
    letters: lettersOf("together", {
      often:
        "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年好用很",
      script: [han, ...asianSigns],
    }),
  },
  {
    encoding: "big5",
    letters: lettersOf("together", {
      often:
        "的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年好用很",
      script: [han, ...asianSigns],
    }),
  },
  { encoding: "euc-kr", letters: lettersOf("together", { script: [[0xac00, 0xd7a3, 2], ...asianSigns] }) },
];

const signs = new Set("“”‘’–—…€«»¿¡°©®§£„‚•™");
const isAsciiLetter = (character: string): boolean => /^[A-Za-z]$/.test(character);
const isCapital = (character: string): boolean => character.toLowerCase() !== character;
const isSmall = (character: string): boolean => character.toUpperCase() !== character;

/** Mean weight of the characters beyond ASCII. */
function scoreOf(text: string, letters: Letters): number {
  const characters = [...text];
  let sum = 0;
  let count = 0;
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at] ?? "";
    if (character < "\u0080") continue;
    count++;
    sum += weightOf(character, characters[at - 1] ?? "\n", characters[at + 1] ?? "\n", letters);
  }
  return count === 0 ? 0 : sum / count;
}

function weightOf(character: string, before: string, after: string, letters: Letters): number {
  if (signs.has(character)) {
    const isInside = isAsciiLetter(before) && isAsciiLetter(after);
    if (character === "’") return isInside ? 2 : 1;
    if (isInside) return -1;
    return (character === "¿" || character === "¡") && isAsciiLetter(after) ? 2 : 1;
  }
  const weight = letterWeight(character, letters);
  if (weight === undefined) return -2;
  if (isCapital(character) && isSmall(before)) return -3;
  const byAscii = isAsciiLetter(before) || isAsciiLetter(after);
  const byOwn = letterWeight(before, letters) !== undefined || letterWeight(after, letters) !== undefined;
  if (letters.stand === "together") return byAscii ? -1 : byOwn ? weight : 0;
  return byAscii ? weight : byOwn ? -2 : 0;
}

function letterWeight(character: string, { weights, script }: Letters): number | undefined {
  const listed = weights.get(character) ?? weights.get(character.toLowerCase());
  if (listed !== undefined) return listed;
  const code = character.codePointAt(0) ?? 0;
  return script.find(([first, last]) => code >= first && code <= last)?.[2];
}

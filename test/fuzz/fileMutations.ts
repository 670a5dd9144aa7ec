import { gunzipSync, gzipSync } from "node:zlib";
import { sourceEncodings } from "../../src/contract/vocabulary.ts";
import type { Random } from "../../src/samples/random.ts";
import { placeIn, stretchIn, type Mutation } from "./draws.ts";
import { encodedText } from "./encodedText.ts";
import { hostileJson, hostileNumbers, hostileTexts, hostileTimes } from "./hostileValues.ts";

type OfFile = Mutation<Buffer>;

const replaced = (bytes: Buffer, start: number, end: number, between: Buffer | string): Buffer =>
  Buffer.concat([
    bytes.subarray(0, start),
    typeof between === "string" ? Buffer.from(between) : between,
    bytes.subarray(end),
  ]);

const inserted = (bytes: Buffer, random: Random, what: Buffer | string): Buffer => {
  const at = placeIn(bytes, random);
  return replaced(bytes, at, at, what);
};

/** The bytes as characters, changed as a text and turned back: what isn't touched keeps its bytes. */
const asText =
  (change: (text: string, random: Random) => string): OfFile =>
  (bytes, random) =>
    Buffer.from(change(bytes.toString("latin1"), random), "latin1");

/** UTF-8 as the characters that `asText` sees. */
const narrow = (text: string): string => Buffer.from(text).toString("latin1");

/** Replaces one of the matches of a pattern, drawn; the text as it is where it has none. */
function replaceOne(text: string, pattern: RegExp, random: Random, by: (match: string) => string): string {
  const matches = [...text.matchAll(pattern)];
  if (matches.length === 0) return text;
  const { 0: match, index } = random.pick(matches);
  return `${text.slice(0, index)}${by(match)}${text.slice(index + match.length)}`;
}

const lines = (change: (lines: string[], random: Random) => readonly string[]): OfFile =>
  asText((text, random) => change(text.split("\n"), random).join("\n"));

const hostileValue = (random: Random): string =>
  narrow(random.pick(random.pick([hostileTimes, hostileNumbers, hostileTexts])));

/** Bytes that UTF-8 hasn't: lone ones, surrogates, too long forms, beyond Unicode, cut off. */
const brokenUtf8 = ["80", "FF", "C0AF", "EDA080", "EDBFBF", "F4908080", "F8888080", "E282", "F09F98", "C3"];
const marks = ["EFBBBF", "FFFE", "FEFF", "FFFE0000", "0000FEFF", "2B2F76", "EFBB"];
const magics = [
  "504B0304",
  "1F8B",
  "1F8B0800",
  "25504446",
  "50415231",
  "D0CF11E0A1B11AE1",
  "28B52FFD",
  "3C3F786D6C20",
];
const hex = (random: Random, values: readonly string[]): Buffer => Buffer.from(random.pick(values), "hex");

/** Deeper than any parser should follow, closed or not. */
function deep(random: Random): string {
  const depth = random.pick([20, 500, 1_100, 10_000, 100_000]);
  const [open, close] = random.pick([
    ["[", "]"],
    ['{"a":', "}"],
    ['[{"a":', "}]"],
  ] as const);
  return `${open.repeat(depth)}1${random.chance(0.7) ? close.repeat(depth) : ""}`;
}

// bounded: a group that repeats a million times overflows the stack
const jsonValue = /"(?:[^"\\]|\\.){0,500}"(?!\s*:)|-?\d+(?:\.\d+)?|\b(?:true|false|null)\b/g;
const jsonKey = /"(?:[^"\\]|\\.){0,500}"(?=\s*:)/g;
const jsonMember = /"(?:[^"\\]|\\.){0,500}"\s*:\s*(?:"(?:[^"\\]|\\.){0,500}"|[^",{}[\]\s]+)/g;
const cell = /(?<=^|[,;\t|\n])[^,;\t|\n"]*(?=$|[,;\t|\n])/g;

/** What happens to files on their way, and what someone who means harm would send; each with how often it is drawn. */
export const fileMutations: Readonly<Record<string, readonly [number, OfFile]>> = {
  "a bit flipped": [
    4,
    (bytes, random) => {
      if (bytes.length === 0) return bytes;
      const copy = Buffer.from(bytes);
      const at = random.integer(0, copy.length - 1);
      copy[at] = (copy[at] ?? 0) ^ (1 << random.integer(0, 7));
      return copy;
    },
  ],
  "bytes inserted": [
    3,
    (bytes, random) =>
      inserted(
        bytes,
        random,
        Buffer.from(Array.from({ length: random.integer(1, 6) }, () => random.integer(0, 255))),
      ),
  ],
  "a stretch cut out": [3, (bytes, random) => replaced(bytes, ...stretchIn(bytes, random), "")],
  "a stretch doubled": [
    2,
    (bytes, random) => {
      const [start, end] = stretchIn(bytes, random);
      return replaced(bytes, end, end, bytes.subarray(start, end));
    },
  ],
  "a stretch elsewhere": [
    1,
    (bytes, random) => {
      const [start, end] = stretchIn(bytes, random);
      return inserted(replaced(bytes, start, end, ""), random, bytes.subarray(start, end));
    },
  ],
  "the end cut off": [3, (bytes, random) => bytes.subarray(0, placeIn(bytes, random))],
  "the start cut off": [1, (bytes, random) => bytes.subarray(placeIn(bytes, random))],
  "a NUL": [2, (bytes, random) => inserted(bytes, random, Buffer.alloc(random.pick([1, 1, 2, 512])))],
  "bytes that UTF-8 hasn't": [4, (bytes, random) => inserted(bytes, random, hex(random, brokenUtf8))],
  "a byte order mark": [
    2,
    (bytes, random) => {
      const mark = hex(random, marks);
      return random.chance(0.7) ? Buffer.concat([mark, bytes]) : inserted(bytes, random, mark);
    },
  ],
  "the start of another kind of file": [1, (bytes, random) => Buffer.concat([hex(random, magics), bytes])],
  "another encoding": [
    5,
    (bytes, random) => {
      const encoded = encodedText(
        random.pick(sourceEncodings),
        bytes.toString("utf8").replaceAll("\uFFFD", ""),
      );
      return random.chance(0.3) ? Buffer.concat([hex(random, marks.slice(0, 3)), encoded]) : encoded;
    },
  ],
  "other line ends": [
    3,
    (bytes, random) => {
      const end = random.pick(["\r\n", "\r", "\n\r", "\r\r\n", "\u2028", "\u0085", "\n\n", "\0\n", ""]);
      return random.chance(0.5)
        ? asText((text) => text.replaceAll(/\r?\n/g, narrow(end)))(bytes, random)
        : asText((text) => replaceOne(text, /\r?\n/g, random, () => narrow(end)))(bytes, random);
    },
  ],
  "lines in another order": [1, lines((all, random) => random.shuffle(all))],
  "a line twice": [
    1,
    lines((all, random) => {
      const line = random.pick(all);
      all.splice(random.integer(0, all.length), 0, ...Array<string>(random.pick([1, 2, 50])).fill(line));
      return all;
    }),
  ],
  "a line gone": [1, lines((all, random) => all.toSpliced(random.integer(0, all.length - 1), 1))],
  "a blank line": [
    1,
    lines((all, random) =>
      all.toSpliced(
        random.integer(0, all.length),
        0,
        narrow(random.pick(["", " ", "\t", "\u00A0", "\uFEFF", "\u001C"])),
      ),
    ),
  ],
  "a quote": [
    4,
    (bytes, random) => inserted(bytes, random, random.pick(['"', '""', '"""', "'", '\\"', "“"])),
  ],
  "a delimiter": [
    2,
    (bytes, random) => inserted(bytes, random, random.pick([",", ";", "\t", "|", ",,,,", "\u001F", ":"])),
  ],
  "other delimiters": [
    1,
    asText((text, random) => {
      const [from, to] = [random.pick([",", ";", "\t"]), random.pick([",", ";", "\t", "|", "\u0001"])];
      return text.replaceAll(from, to);
    }),
  ],
  "a first line that names the delimiter": [
    1,
    (bytes, random) =>
      Buffer.concat([
        Buffer.from(random.pick(["sep=;\n", "sep=,\r\n", '"sep=|"\n', "sep=\n", 'sep="\n'])),
        bytes,
      ]),
  ],
  "another cell": [5, asText((text, random) => replaceOne(text, cell, random, () => hostileValue(random)))],
  "another value": [
    6,
    asText((text, random) =>
      replaceOne(text, jsonValue, random, () => {
        if (random.chance(0.5)) return narrow(random.pick(hostileJson));
        return narrow(JSON.stringify(random.pick(random.pick([hostileTimes, hostileNumbers, hostileTexts]))));
      }),
    ),
  ],
  "another key": [
    2,
    asText((text, random) =>
      replaceOne(text, jsonKey, random, (key) =>
        random.pick([
          '""',
          '"\\u0000"',
          '"\\ud800"',
          key.toUpperCase(),
          `${key.slice(0, -1)} "`,
          '"a.b[0]"',
          '"__proto__"',
        ]),
      ),
    ),
  ],
  "a key twice": [
    2,
    asText((text, random) => {
      const other = random.pick(["1", '"x"', "null", "[]"]);
      return replaceOne(
        text,
        jsonMember,
        random,
        (member) => `${member},${member.replace(/:.*$/s, `:${other}`)}`,
      );
    }),
  ],
  "another header": [
    3,
    lines(([header = "", ...rest], random) => {
      const change = random.pick<(text: string) => string>([
        (text) => text.toUpperCase(),
        (text) => text.replace(/[a-z]+/, ""),
        (text) => `${text},${text}`,
        (text) => `${text},,`,
        (text) => `,${text}`,
        (text) => text.replaceAll(",", ", "),
        (text) => text.replace(/\w+/, `"${"x".repeat(random.pick([1, 70_000]))}"`),
        () => "",
        (text) => random.shuffle(text.split(",")).join(","),
        (text) => `${text}${",c".repeat(random.pick([1, 3_000]))}`,
      ]);
      return [change(header), ...rest];
    }),
  ],
  "very deep JSON": [
    1,
    (bytes, random) => {
      const value = deep(random);
      return random.chance(0.3)
        ? inserted(bytes, random, value)
        : asText((text) => replaceOne(text, jsonValue, random, () => value))(bytes, random);
    },
  ],
  "a very long line": [
    1,
    (bytes, random) => {
      const length = random.chance(0.02) ? 17 << 20 : random.pick([5_000, 70_000, 1_000_000]);
      return inserted(bytes, random, random.pick(["a", "é", "1", " ", '"', "[", "\\"]).repeat(length));
    },
  ],
  "many columns or records": [
    1,
    asText((text, random) => {
      const piece = random.pick([",", "{},", "\n{}", '\n"', "\n,", "[", "\\u0000", "\n1"]);
      return text + piece.repeat(random.pick([100, 3_000]));
    }),
  ],
  "another file behind it": [1, (bytes) => Buffer.concat([bytes, bytes])],
  compressed: [
    2,
    (bytes, random) => {
      const whole = gzipSync(bytes);
      if (random.chance(0.4)) return whole;
      if (random.chance(0.3)) return gzipSync(whole);
      if (random.chance(0.3)) return Buffer.concat([whole, whole]);
      return random.chance(0.5) ? Buffer.concat([whole, bytes]) : whole.subarray(0, placeIn(whole, random));
    },
  ],
  unpacked: [1, (bytes) => unpacked(bytes)],
  "nothing left": [
    1,
    (_bytes, random) => Buffer.from(random.pick(["", "\n", " \t\r\n", "\uFEFF", "[]", "{}", "\0", '"'])),
  ],
};

/** What a gzip file holds; other bytes as they are. */
export function unpacked(bytes: Buffer): Buffer {
  try {
    return gunzipSync(bytes);
  } catch {
    return bytes;
  }
}

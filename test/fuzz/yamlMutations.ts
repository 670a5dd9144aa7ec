import type { Random } from "../../src/samples/random.ts";
import { placeIn, stretchIn, type Mutation } from "./draws.ts";
import { hostileNumbers, hostileTexts, hostileTimes } from "./hostileValues.ts";

type OfText = Mutation<string>;

const inserted = (text: string, random: Random, what: string): string => {
  const at = placeIn(text, random);
  return text.slice(0, at) + what + text.slice(at);
};

const lines =
  (change: (lines: string[], random: Random) => readonly string[]): OfText =>
  (text, random) =>
    change(text.split("\n"), random).join("\n");

/** Replaces one of the matches of a pattern, drawn; the text as it is where it has none. */
function replaceOne(text: string, pattern: RegExp, random: Random, by: (match: string) => string): string {
  const matches = [...text.matchAll(pattern)];
  if (matches.length === 0) return text;
  const { 0: match, index } = random.pick(matches);
  return text.slice(0, index) + by(match) + text.slice(index + match.length);
}

/** What YAML, or a reader of values, takes for something else than text. */
const hostileScalars: readonly string[] = [
  "~",
  "null",
  "yes",
  "off",
  "0o17",
  "0x1F",
  "1_000",
  "190:20:30",
  ".inf",
  "-.Inf",
  ".nan",
  "1e400",
  "9".repeat(400),
  "2025-01-31",
  "!!binary aGk=",
  "!!set {a, b}",
  "!!float x",
  "!<tag:yaml.org,2002:str> a",
  "!js/function >\n 1",
  "&a",
  "*a",
  "*nowhere",
  "&a [*a]",
  "&a {b: *a}",
  "<<",
  "{<<: {a: 1}}",
  "|",
  ">-\n  folded",
  "|9\n a",
  "'",
  '"',
  '"\\ud800"',
  '"\\u0000"',
  '"\\x9b31m"',
  '"\\U0010FFFF"',
  '"\\U00110000"',
  '"\\q"',
  "{",
  "[",
  "[,]",
  "{? a}",
  "? a\n: b",
  "- a",
  "@at",
  "`tick",
  "%percent",
  "# comment",
  "a: b: c",
  "a #b",
  "[]",
  "{}",
  "[[]]",
  "{a: }",
  "__proto__",
  "constructor",
  "toString",
  "${workspace.host}",
  "{{job.id}}",
  "\u001B[31mred",
];

/** Values of the words of the spec, at and beyond the edges of what they may be. */
const ofTheSpec: readonly string[] = [
  "9999999999999d",
  "0h",
  "-1h",
  "1.5h",
  "1e3d",
  "100%",
  "101%",
  "1e-400%",
  "* * * * * ?",
  "0 0 4 1 * ?",
  "0 0 0 31 2 ? 2099",
  "every 0m",
  "Europe/Berlin",
  "Mars/Olympus",
  "+25:00",
  "dd.MM.yyyy HH:mm",
  "'open",
  "yyyy".repeat(50),
  "MMMM d, yyyy 'at' h:mm a",
  "a[0]",
  "a[last:b\\.c].d",
  `a${".b".repeat(200)}`,
  "a[",
  "1-5",
  "99-100",
  "nps",
  "**/*",
  "../../*.csv",
  "/etc/passwd",
  "a".repeat(300),
  "area:*  nobody",
  "* *",
  "area:sync,,kind:defect  team-sync",
  "-1e400",
  "curated.feedback_event",
  "raw.nothing",
  "rating is null or",
  "1 = 1; DROP TABLE x",
  "((((((((((1))))))))))",
  `${"(".repeat(2_000)}1${")".repeat(2_000)}`,
  `${"not ".repeat(3_000)}true`,
  "EUR",
  "zz-ZZ",
  "pt-BR-x-lvariant",
];

const hostileKeys = [
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "",
  '""',
  "? [a]",
  "? {a: b}",
  "<<",
  "1",
  "1.0",
  "null",
  "~",
  "true",
  "é",
  "*a",
  "&a",
  "! x",
  "a.b",
  "x".repeat(2_000),
  "\u202Eyek",
  "name",
  "sources",
  "categories",
];

/** Aliases of aliases: nine to the power of the depth. */
const laughs = (depth: number): string =>
  Array.from(
    { length: depth },
    (_, level) =>
      `laugh${level}: &l${level} [${Array<string>(9)
        .fill(level === 0 ? "ha" : `*l${level - 1}`)
        .join(", ")}]`,
  ).join("\n");

function deep(random: Random): string {
  const depth = random.pick([10, 200, 2_000, 30_000]);
  return random.pick([
    () => `${"[".repeat(depth)}1${"]".repeat(depth)}`,
    () => `${"{a: ".repeat(depth)}1${"}".repeat(depth)}`,
    () => "[".repeat(depth),
    () => `${"- ".repeat(depth)}1`,
    () =>
      `\n${Array.from({ length: Math.min(depth, 2_000) }, (_, level) => `${" ".repeat(level + 1)}a:`).join("\n")}`,
    () => `${"? ".repeat(depth)}a`,
    () => `${"&a ".repeat(depth)}a`,
    () => `"${"\\".repeat(depth)}"`,
  ])();
}

const scalar = /(?<=[:,[{-] )[^\s,:[\]{}#&*|>][^,\n[\]{}#]*/g;
const key = /[\w-]+(?=:(?:\s|$))/g;

const value = (random: Random): string =>
  random.pick(
    random.pick([
      hostileScalars,
      ofTheSpec,
      hostileTexts.map((text) => JSON.stringify(text)),
      hostileNumbers,
      hostileTimes,
    ]),
  );

/** What happens to a file in an editor, a merge or a generator, and what someone who means harm would write. */
export const yamlMutations: Readonly<Record<string, readonly [number, OfText]>> = {
  "characters inserted": [
    3,
    (text, random) =>
      inserted(
        text,
        random,
        random.pick([
          ..."\t :-,[]{}&*!|>'\"%@`#?\\\0\u0007\u001B\u0085\u00A0\u200B\u2028\u202E\uFEFF\uFFFE\u{1F600}",
          "\r",
          "\n",
          "---\n",
          "...\n",
          ": ",
          "- ",
          " #",
        ]),
      ),
  ],
  "a stretch cut out": [
    3,
    (text, random) => {
      const [start, end] = stretchIn(text, random);
      return text.slice(0, start) + text.slice(end);
    },
  ],
  "a stretch doubled": [
    2,
    (text, random) => {
      const [start, end] = stretchIn(text, random);
      return text.slice(0, end) + text.slice(start);
    },
  ],
  "the end cut off": [1, (text, random) => text.slice(0, placeIn(text, random))],
  "another indentation": [
    4,
    lines((all, random) => {
      const at = random.integer(0, all.length - 1);
      const line = all[at] ?? "";
      const by = random.pick<(line: string) => string>([
        (each) => ` ${each}`,
        (each) => each.slice(1),
        (each) => `\t${each}`,
        (each) => each.replace(/^ +/, "\t"),
        (each) => each.trimStart(),
        (each) => `${" ".repeat(40)}${each}`,
      ]);
      return all.with(at, by(line));
    }),
  ],
  "a line gone": [2, lines((all, random) => all.toSpliced(random.integer(0, all.length - 1), 1))],
  "a line again": [
    3,
    lines((all, random) => {
      const at = random.integer(0, all.length - 1);
      return all.toSpliced(
        at,
        0,
        ...Array<string>(
          random.weighted([
            [1, 20],
            [3_000, 1],
          ]),
        ).fill(all[at] ?? ""),
      );
    }),
  ],
  "lines in another order": [1, lines((all, random) => random.shuffle(all))],
  "another value": [12, (text, random) => replaceOne(text, scalar, random, () => value(random))],
  "the value of another": [
    8,
    (text, random) => {
      const values = text.match(scalar) ?? [];
      return values.length === 0 ? text : replaceOne(text, scalar, random, () => random.pick(values));
    },
  ],
  "a longer value": [
    1,
    (text, random) =>
      replaceOne(
        text,
        scalar,
        random,
        (match) => `"${`${match.replaceAll(/["\\]/g, "")} `.repeat(random.pick([10, 1_000, 50_000]))}"`,
      ),
  ],
  "a list for a value": [
    2,
    (text, random) =>
      replaceOne(text, scalar, random, (match) =>
        random.pick([`[${match}]`, `[${match}, ${match}]`, `{ a: ${match} }`]),
      ),
  ],
  "another key": [4, (text, random) => replaceOne(text, key, random, () => random.pick(hostileKeys))],
  "the key of another": [
    3,
    (text, random) => {
      const keys = text.match(key) ?? [];
      return keys.length === 0 ? text : replaceOne(text, key, random, () => random.pick(keys));
    },
  ],
  "a misspelt key": [
    2,
    (text, random) =>
      replaceOne(text, key, random, (match) => {
        const at = random.integer(0, match.length - 1);
        return match.slice(0, at) + match.slice(at + 1) + random.pick(["", "s", "_", match[at] ?? ""]);
      }),
  ],
  "a key that is a value": [1, (text, random) => replaceOne(text, /: .+$/gm, random, () => ":")],
  "very deep": [
    1,
    (text, random) =>
      random.chance(0.5)
        ? replaceOne(text, scalar, random, () => deep(random))
        : `${text}\ndeep: ${deep(random)}\n`,
  ],
  "aliases of aliases": [
    1,
    (text, random) => {
      const depth = random.pick([3, 6, 12, 60]);
      return `${laughs(depth)}\n${replaceOne(text, scalar, random, () => `*l${depth - 1}`)}`;
    },
  ],
  "an anchor and its alias": [
    2,
    (text, random) => {
      const anchored = replaceOne(text, scalar, random, (match) => `&a ${match}`);
      return replaceOne(anchored, scalar, random, () => "*a");
    },
  ],
  "several documents": [
    1,
    (text, random) =>
      random.pick([
        `${text}---\n${text}`,
        `---\n${text}...\n---\n`,
        `%YAML 1.1\n---\n${text}`,
        `%TAG ! tag:x,2000:\n---\n${text}`,
        `${text}...\n`,
      ]),
  ],
  "other line ends": [
    1,
    (text, random) => text.replaceAll("\n", random.pick(["\r\n", "\r", "\n\n", "\u0085", "\u2028", "\n\r"])),
  ],
  "a byte order mark": [1, (text) => `\uFEFF${text}`],
  "a comment": [
    8,
    (text, random) =>
      replaceOne(text, /(?<=[^|>])$/gm, random, () =>
        random.pick([" # note", "  #: {", " #", "\n# - a", "\n\n"]),
      ),
  ],
  "no schema line": [1, lines((all) => all.slice(1))],
  "nothing left": [
    1,
    (_text, random) =>
      random.pick(["", "\n", "#", "null", "[]", "a", "---", "\uFEFF", "{}", "!", "&a", "- - -"]),
  ],
};

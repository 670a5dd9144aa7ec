import type { Dialect } from "../../src/sql/dialect.ts";
import { saturated } from "../../src/sql/saturated.ts";
import { identifier, sql, type Sql } from "../../src/sql/sql.ts";

/** What gives no value: what an engine is, and statements; those that change tables have a test of their own. */
export const notValues = [
  "name",
  "has",
  "nameQuote",
  "changeColumnType",
  "commentColumn",
  // run by every case of `functionCases.ts`
  "createFunction",
  // CTEs: run by the corpus of own words on both engines
  "inSteps",
  "once",
] as const;
type Method = Exclude<keyof Dialect, (typeof notValues)[number]>;

/**
 * Functions that SQL calls by their own name, since both engines give them one meaning. Whatever a stage, a check or a
 * view calls beside dialect methods must be among them and have its cases: a name that both know says nothing of the value.
 */
export const sharedFunctions = [
  "abs",
  "array_contains",
  "avg",
  "ceil",
  "chr",
  "coalesce",
  "concat",
  "concat_ws",
  "contains",
  "count",
  "date_trunc",
  "exp",
  "first_value",
  "floor",
  "greatest",
  "lag",
  "lead",
  "least",
  "length",
  "ln",
  "lower",
  "upper",
  "lpad",
  "max",
  "median",
  "min",
  "mod",
  "nullif",
  "position",
  "replace",
  "round",
  "row_number",
  "rpad",
  "sqrt",
  "split_part",
  "substring",
  "sum",
  "translate",
  "trim",
  "var_samp",
] as const;
export type SharedFunction = (typeof sharedFunctions)[number];

/**
 * What a dialect method means, as a value: the expression over the columns `a`, `b`, `c` of the given rows (text, bound
 * as parameters) must give `gives` on both engines. Integers, decimals and times are written as their text.
 */
export interface DialectCase {
  readonly method: Method | SharedFunction;
  readonly title: string;
  readonly rows: readonly CaseRow[];
  readonly expression: (dialect: Dialect) => Sql;
  readonly gives: readonly CaseValue[];
}
export type CaseRow = Readonly<Partial<Record<"a" | "b" | "c", string | null>>>;
export type CaseValue = string | boolean | null | readonly (string | null)[];

const a = sql`a`;
const b = sql`b`;

/** One case a value: `text` in column a, the value out. */
function each(
  method: Method | SharedFunction,
  title: string,
  expression: (dialect: Dialect) => Sql,
  pairs: readonly (readonly [string | null, CaseValue])[],
): readonly DialectCase[] {
  return pairs.map(([given, gives]) => ({
    method,
    title: `${title}: ${JSON.stringify(given)}`,
    rows: [{ a: given }],
    expression,
    gives: [gives],
  }));
}

function two(
  method: Method | SharedFunction,
  title: string,
  expression: (dialect: Dialect) => Sql,
  triples: readonly (readonly [string | null, string | null, CaseValue])[],
): readonly DialectCase[] {
  return triples.map(([left, right, gives]) => ({
    method,
    title: `${title}: ${JSON.stringify(left)} and ${JSON.stringify(right)}`,
    rows: [{ a: left, b: right }],
    expression,
    gives: [gives],
  }));
}

const asText = (dialect: Dialect, value: Sql): Sql => sql`CAST(${value} AS ${dialect.type("string")})`;
const asDate = (value: Sql): Sql => sql`CAST(${value} AS DATE)`;
const asTimestamp = (value: Sql): Sql => sql`CAST(${value} AS TIMESTAMP)`;
const asBigint = (value: Sql): Sql => sql`CAST(${value} AS BIGINT)`;
const asDouble = (value: Sql): Sql => sql`CAST(${value} AS DOUBLE)`;
const wordsOf = (dialect: Dialect): Sql => dialect.words(a);
/** A timestamp as seconds: each client writes timestamps in its own way. */
const seconds = (dialect: Dialect, timestamp: Sql): Sql => dialect.epochSeconds(timestamp);

export const dialectCases: readonly DialectCase[] = [
  ...each(
    "lpad",
    "a character so many times",
    (d) => sql`lpad('', CAST(length(a) AS ${d.type("int")}), 'x')`,
    [
      ["abc", "xxx"],
      ["", ""],
      [null, null],
    ],
  ),
  ...each(
    "fromCodePoint",
    "within the first plane and beyond",
    (d) => d.fromCodePoint(sql`CAST(a AS ${d.type("int")})`),
    [
      ["33", "!"],
      ["160", "\u00a0"],
      ["8217", "’"],
      ["65535", "\uffff"],
      ["65536", "𐀀"],
      ["128512", "😀"],
      ["1114111", "\u{10ffff}"],
      [null, null],
    ],
  ),
  ...each("hexNumber", "digits in any case", (d) => asText(d, d.hexNumber(a)), [
    ["1f600", "128512"],
    ["A0", "160"],
    ["0000021", "33"],
    [null, null],
  ]),
  ...each(
    "transformElements",
    "each word of a text",
    (d) => d.transformElements(wordsOf(d), (element) => sql`concat(upper(${element}), '!')`),
    [
      ["one two", ["ONE!", "TWO!"]],
      ["", []],
      [null, null],
    ],
  ),
  ...each(
    "withValue",
    "a value inside and outside of a list",
    (d) =>
      d.transformElements(wordsOf(d), (element) =>
        d.withValue(sql`upper(${element})`, (word) => sql`concat(${word}, ${word})`),
      ),
    [
      ["one two", ["ONEONE", "TWOTWO"]],
      [null, null],
    ],
  ),
  ...each(
    "deferred",
    "a value in a branch that a row takes, and in one that it doesn't",
    (d) =>
      sql`CASE WHEN ${a} <> 'x' THEN ${d.deferred(a, (text) => d.regexReplace(text, "[a-z]", "-"))} ELSE ${a} END`,
    [
      ["ab", "--"],
      ["x", "x"],
      [null, null],
    ],
  ),
  ...each(
    "reduceArray",
    "words put before and behind in turn",
    (d) =>
      d.reduceArray(
        wordsOf(d),
        sql`'-'`,
        (state, element) =>
          sql`CASE WHEN length(${element}) > 1 THEN concat(${element}, ${state}) ELSE concat(${state}, ${element}) END`,
      ),
    [
      ["ab c de f", "deab-cf"],
      ["", "-"],
      [null, null],
    ],
  ),
  ...each(
    "type",
    "a cast to each type",
    (d) => sql`CAST(CAST(a AS ${d.type("decimal(18,4)")}) AS ${d.type("string")})`,
    [
      ["1.5", "1.5000"],
      [null, null],
    ],
  ),
  ...each(
    "assertTrue",
    "nothing where the condition holds",
    (d) => d.assertTrue(sql`a = 'yes'`, sql`concat('a is ', a)`),
    [["yes", null]],
  ),
  ...each(
    "parameter",
    "the parameter itself",
    (d) => sql`CAST(${d.parameter("a0")} AS ${d.type("string")})`,
    [
      [
        "it's ${spark.driver.memory} {{catalog}} \\ \" ;-- ß",
        "it's ${spark.driver.memory} {{catalog}} \\ \" ;-- ß",
      ],
    ],
  ),
  ...each("clock", "the clock lies after 2020", (d) => sql`${d.clock()} > TIMESTAMP '2020-01-01 00:00:00'`, [
    ["", true],
  ]),
  ...each(
    "regex",
    "a pattern with a backslash and a class",
    (d) => sql`regexp_extract(a, ${d.regex("([a-z]+)\\.com")}, 1)`,
    [["mail.example.com", "example"]],
  ),

  ...each("jsonMap", "a value of a JSON object as text", (d) => d.mapGet(d.jsonMap(a), sql`'k'`), [
    ['{"k":"v"}', "v"],
    ['{"k":1}', "1"],
    ['{"k":1.50}', "1.5"],
    ['{"k":1e3}', "1000.0"],
    ['{"k":0.1}', "0.1"],
    ['{"k":100.0}', "100.0"],
    ['{"k":123456789012}', "123456789012"],
    ['{"k":12345678901234567890123}', "12345678901234567890123"],
    ['{"k":1234567.125}', "1234567.125"],
    ['{"k":-0.0}', "-0.0"],
    ['{"k":{"x": 1,  "y":[1, 2], "z":{"ä":"\\u00e4\\/"}}}', '{"x":1,"y":[1,2],"z":{"ä":"ä/"}}'],
    ['{"k":{"x":1.50}}', '{"x":1.5}'],
    ['{"k":"first","k":"second"}', "first"],
    ['{"k":"NaN, inf, ,}"}', "NaN, inf, ,}"],
    ['{"k":"\\"","nan":[1,2]}', '"'],
    ['{"k":-Infinity}', null],
    ['{"k":[1,]}', null],
    ['{"k":1},{"k":2}', null],
    ["{}", null],
    ['{"k":"\\ud83d\\ude00"}', "😀"],
    ['{"k":"\\ud83d"}', null],
    ['{"k":"x","other":"\\uDE00"}', null],
    ['{"k":"\\ud83d\\ud83d\\ude00"}', null],
    ['{"k":"\\\\ud83d"}', "\\ud83d"],
    ['{"k":"\\\\\\ud83d\\ude00"}', "\\😀"],
    ['{"k":"v"} trailing', null],
    ['{"k":"v"}{"k":"w"}', null],
    ["{'k':'v'}", null],
    ["{k:1}", null],
    ['{"k":NaN}', null],
    ['{"k":01}', null],
    ['{"k":"v",}', null],
    ['{"k":"v" /* c */}', null],
    ['\n\t{"k":"v"}', "v"],
    ['{"k":"line\nbreak"}', null],
    ['{"k":"v"', null],
    ['"{}"', null],
    ["null", null],
    ['{"k":true}', "true"],
    ['{"k":null}', null],
    ['{"other":1}', null],
    ['{"k":""}', ""],
    ['{"k":"a\\"b\\\\c\\u00e9\\n"}', 'a"b\\cé\n'],
    ['{"k":"${spark.driver.memory}"}', "${spark.driver.memory}"],
    ['{"k":{"x":1}}', '{"x":1}'],
    ['{"k":[1,2]}', "[1,2]"],
    ['  {"k":"v"}  ', "v"],
    ["[1]", null],
    ["7", null],
    ["{broken", null],
    ["", null],
    [null, null],
  ]),
  ...each(
    "tryDecimal",
    "a number of a JSON object",
    (d) => asText(d, d.tryDecimal(d.mapGet(d.jsonMap(a), sql`'k'`), 18, 4)),
    [
      ['{"k":12345678.125}', "12345678.1250"],
      ['{"k":0.0001}', "0.0001"],
      ['{"k":0.00001}', "0.0000"],
      ['{"k":1e3}', "1000.0000"],
      ['{"k":1e15}', null],
      ['{"k":1e400}', null],
      ['{"k":0.30000000000000004}', "0.3000"],
      ['{"k":-0.0}', "0.0000"],
      ['{"k":99999999999999}', "99999999999999.0000"],
      ['{"k":999999999999999}', null],
    ],
  ),
  ...two("jsonFieldsAt", "what a path leads to", (d) => d.mapGet(d.jsonFieldsAt(a, d.words(b)), b), [
    ['{"k":{"x":{"y":1}}}', '[".k",".x",".y"]', "1"],
    ['{"k":{"x":{"y":1}}}', '[".k",".x"]', '{"y":1}'],
    ['{"a.b":"c"}', '[".a.b"]', "c"],
    ['{"k":["a",{"b":"c"},3]}', '[".k","[0"]', "a"],
    ['{"k":["a",{"b":"c"},3]}', '[".k","[-1"]', "3"],
    ['{"k":["a",{"b":"c"},3]}', '[".k","[1",".b"]', "c"],
    ['{"k":["a"]}', '[".k","[5"]', null],
    ['{"k":[]}', '[".k","[-1"]', null],
    ['{"k":[{"b":null},{"c":1},{"b":2,"n":1},{"b":3,"n":2}]}', '[".k","?b",".n"]', "1"],
    ['{"k":[{"b":null},{"c":1},{"b":2,"n":1},{"b":3,"n":2}]}', '[".k","!b",".n"]', "2"],
    ['{"k":["b",7,null]}', '[".k","?b"]', null],
    ['{"k":"text"}', '[".k",".x"]', null],
    ['{"k":"[NaN]"}', '[".k","[0"]', null],
    ['{"k":{"x":1}}', '[".k","[0"]', null],
    ['{"k":null}', '[".k",".x"]', null],
    ["{}", '[".k"]', null],
    ["nothing", '[".k"]', null],
    [null, '[".k"]', null],
  ]),
  ...two("measuredValues", "values with their lengths", (d) => d.measuredValues(d.jsonMap(a), d.words(b)), [
    ['{"a":"x:y","b":12,"c":null}', "a b c d", ["3:x:y", "2:12", "0:", "0:"]],
    ['{"a":"ä日"}', "a", ["2:ä日"]],
    ["{}", "", []],
  ]),
  ...each("mapKeys", "the sorted keys", (d) => d.mapKeys(d.jsonMap(a)), [
    ['{"b":1,"a":{"z":1}}', ["a", "b"]],
    ["{}", []],
    ["nothing", null],
  ]),
  ...each("jsonKinds", "what a value of a JSON object is", (d) => d.mapGet(d.jsonKinds(a), sql`'k'`), [
    ['{"k":"5"}', "text"],
    ['{"k":5}', "number"],
    ['{"k":-0.5e3}', "number"],
    ['{"k":123456789012345678901234567890123456789012345678}', "number"],
    ['{"k":1e400}', "number"],
    ['{"k":false}', "boolean"],
    ['{"k":null}', "null"],
    ['{"k":[{"k":1}]}', "list"],
    ['{"k":{}}', "object"],
    ['{"other":1}', null],
    ['{"k":1,"k":"x"}', null],
    [null, null],
  ]),
  ...each("jsonKinds", "a key of any characters", (d) => d.mapGet(d.jsonKinds(a), sql`'a/b~c.d$ä'`), [
    ['{"a/b~c.d$ä":true,"":1,"x\\"y":2}', "boolean"],
  ]),
  ...two("missingKeys", "keys that a JSON object lacks", (d) => d.missingKeys(d.jsonMap(a), d.words(b)), [
    ['{"b":1,"a":null}', "c a b d", ["c", "d"]],
    ['{"a":{"b":1}}', "a", []],
    ["{}", "b a", ["b", "a"]],
    ['{"a":1}', "", []],
    ["nothing", "a", null],
  ]),
  ...each("mapGet", "a key that is missing, a map that is missing", (d) => d.mapGet(d.jsonMap(a), sql`'k'`), [
    ["{}", null],
    ["nothing", null],
  ]),

  ...two("rearranged", "groups of a pattern in another order", (d) => d.rearranged(a, b, sql`'$2-$1'`), [
    ["31.01", "^([0-9]{2})[.]([0-9]{2})$", "01-31"],
    ["31.01.", "^([0-9]{2})[.]([0-9]{2})$", null],
    ["31.01", null, null],
    [null, "^([0-9]{2})[.]([0-9]{2})$", null],
  ]),

  ...each("tryTimestamp", "text to seconds", (d) => seconds(d, d.tryTimestamp(a)), [
    ["2026-01-02T03:04:05Z", "1767323045"],
    ["2026-01-02 03:04:05", "1767323045"],
    ["2026-01-02T03:04:05.987654Z", "1767323045"],
    ["2026-01-02T03:04:05+02:00", "1767315845"],
    ["2026-01-02", "1767312000"],
    ["2026-03-29T02:30:00", "1774751400"],
    ["2024-02-29", "1709164800"],
    ["2026-02-29", null],
    ["2026-13-01", null],
    ["2026-01-02T25:00:00Z", null],
    ["2026-01-02T24:00:00Z", null],
    ["2026-01-02T23:59:60Z", null],
    ["2026-01-02T23:60:00Z", null],
    ["2026-01-02T03:04:05+14:00", "1767272645"],
    ["2026-01-02T03:04:05+25:00", null],
    ["2026-01-02T03:04:05+15:00", null],
    ["2026-01-02T03:04:05-12:60", null],
    ["01/02/2026", null],
    ["now", null],
    ["2026", null],
    ["", null],
    [null, null],
  ]),
  ...each("tryDecimal", "text to a decimal of 18 and 4", (d) => asText(d, d.tryDecimal(a, 18, 4)), [
    ["1.5", "1.5000"],
    ["-1.23455", "-1.2346"],
    ["0.00005", "0.0001"],
    ["-0.00005", "-0.0001"],
    ["+7", "7.0000"],
    ["1e3", "1000.0000"],
    ["1.25E-3", "0.0013"],
    ["1e99", null],
    ["1e-99", "0.0000"],
    ["1e", null],
    ["1.", null],
    [".5", null],
    ["1,5", null],
    [" 1", null],
    ["99999999999999999999", null],
    ["NaN", null],
    ["", null],
    [null, null],
  ]),
  ...each("tryBigint", "text to an integer", (d) => asText(d, d.tryBigint(a)), [
    ["42", "42"],
    ["-7", "-7"],
    ["007", "7"],
    ["999999999999999999", "999999999999999999"],
    ["9999999999999999999", null],
    ["1.5", null],
    ["1e3", null],
    ["0x10", null],
    ["", null],
    [null, null],
  ]),

  ...each("regexMatches", "a match anywhere", (d) => d.regexMatches(a, "b+c"), [
    ["abbbcd", true],
    ["BC", false],
    ["", false],
    [null, null],
  ]),
  ...each(
    "regexReplace",
    "every match, with groups",
    (d) => d.regexReplace(a, "([a-z]+)@([a-z]+)", "$2 at $1"),
    [
      ["x@y, z@w", "y at x, w at z"],
      ["nothing", "nothing"],
      ["ß@ü a@b", "ß@ü b at a"],
      [null, null],
    ],
  ),
  ...each(
    "regexReplace",
    "a bar and brackets in the replacement are text",
    (d) => d.regexReplace(a, "[0-9]+", "[n|]"),
    [["a1b22", "a[n|]b[n|]"]],
  ),
  ...each("regexExtract", "a group of the first match", (d) => d.regexExtract(a, "([a-z]+)=([0-9]+)", 2), [
    ["x=1 y=2", "1"],
    ["none", ""],
    [null, null],
  ]),
  ...each("regexExtractAll", "all whole matches", (d) => d.regexExtractAll(a, "[0-9]+"), [
    ["1 22 333", ["1", "22", "333"]],
    ["none", []],
    [null, null],
  ]),

  ...each("sha256", "UTF-8 in lower-case hexadecimal", (d) => d.sha256(a), [
    ["", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
    ["ß日本😀", "cee3acc9b3826c08e6ffd5f231ecacaa8a0c9c9c66a88b9e509626a0b3b4d1c7"],
    [null, null],
  ]),
  ...each(
    "regexReplaceEach",
    "each rule on what the one before left, of a value that is longer than a line",
    (d) =>
      d.regexReplaceEach(sql`a`, [
        { pattern: "([a-z])([0-9])", replacement: "$2$1" },
        { pattern: "1", replacement: "one" },
        { pattern: `(?:${"abcdefghij|".repeat(12)}onea)`, replacement: "[both]" },
      ]),
    [
      ["a1 b2", "[both] 2b"],
      ["", ""],
      [null, null],
    ],
  ),
  ...each(
    "hashChain",
    "each hash holds the one before it",
    (d) => d.hashChain(wordsOf(d), sql`'0000000000000000000000000000000000000000000000000000000000000000'`),
    [
      [
        "a b",
        [
          "a798681f5061511d34f32f43ab175a3ee7007fecfdc844295e054315b0af2d23d",
          "b3682b038900167ad4cb4d1c4048581bd4473b2e74239b4abb490e156774c84b2",
        ],
      ],
      ["a", ["a798681f5061511d34f32f43ab175a3ee7007fecfdc844295e054315b0af2d23d"]],
      ["", []],
      [null, null],
    ],
  ),
  ...each("foldText", "lower case without accents", (d) => d.foldText(a), [
    ["ÄÖÜ ß é Ñ Ç", "aou ss e n c"],
    ["ΑΣ Σίσυφος", "ασ σισυφοσ"],
    ["İstanbul ISPARTA", "istanbul isparta"],
    ["Ёлка МОСКВА", "елка москва"],
    ["日本語 😀 العربية", "日本語 😀 العربية"],
    ["ẞ", "ẞ"],
    ["", ""],
    [null, null],
  ]),
  ...each("words", "parts between spaces", wordsOf, [
    ["a bb  ccc ", ["a", "bb", "ccc"]],
    ["", []],
    ["   ", []],
    ["a\tb", ["a\tb"]],
    [null, null],
  ]),
  ...each("bigrams", "adjacent pairs", (d) => d.bigrams(wordsOf(d)), [
    ["a b c", ["a b", "b c"]],
    ["a", []],
    ["", []],
    [null, null],
  ]),
  ...each(
    "sideBySide",
    "words and what stands at their places elsewhere",
    (d) => d.sideBySide(wordsOf(d), d.words(sql`upper(${a})`)),
    [
      ["a bb  c", ["a A", "bb BB", "c C"]],
      ["a", ["a A"]],
      ["", []],
      [null, null],
    ],
  ),
  {
    method: "explode",
    title: "a row an element, none for an empty array",
    rows: [{ a: "x y" }, { a: "" }, { a: null }, { a: "z" }],
    expression: (d) => d.explode(d.words(a)),
    gives: ["x", "y", "z"],
  },
  ...each("arraySize", "the number of elements", (d) => d.arraySize(wordsOf(d)), [
    ["a b", "2"],
    ["", "0"],
    [null, null],
  ]),
  ...each(
    "filterArray",
    "longer words",
    (d) => d.filterArray(wordsOf(d), (word) => sql`length(${word}) > 2`),
    [
      ["a bcd ef ghi", ["bcd", "ghi"]],
      ["a", []],
      ["", []],
      [null, null],
    ],
  ),
  ...each(
    "sumArray",
    "letters of all words",
    (d) => sql`CAST(${d.sumArray(wordsOf(d), (word) => sql`length(${word})`)} AS ${d.type("string")})`,
    [
      ["a bcd ef", "6"],
      ["", "0"],
      [null, null],
    ],
  ),
  ...each(
    "reduceArray",
    "each word behind what was before",
    (d) => d.reduceArray(wordsOf(d), sql`a`, (before, word) => sql`concat(${before}, '+', ${word})`),
    [
      ["a bc", "a bc+a+bc"],
      ["", ""],
      [null, null],
    ],
  ),
  ...each(
    "distinctElements",
    "how many there are, each once",
    (d) => d.arraySize(d.distinctElements(wordsOf(d))),
    [
      ["b a b B", "3"],
      [Array.from({ length: 150 }, (_, index) => `w${index % 120}`).join(" "), "120"],
      ["", "0"],
      [null, null],
    ],
  ),
  ...two("lastUpTo", "the last element up to a text", (d) => d.lastUpTo(d.words(a), b), [
    ["a c e", "d", "c"],
    ["a c e", "c", "c"],
    ["b", "a", null],
    ["", "a", null],
    ["a", null, null],
  ]),
  ...each("arrayDistinct", "sorted, each once", (d) => d.arrayDistinct(wordsOf(d)), [
    ["b a b B", ["B", "a", "b"]],
    ["é z e 日", ["e", "z", "é", "日"]],
    ["", []],
    [null, null],
  ]),
  {
    method: "collectDistinct",
    title: "an aggregate without nulls",
    rows: [{ a: "b" }, { a: null }, { a: "a" }, { a: "b" }],
    expression: (d) => d.collectDistinct(a),
    gives: [["a", "b"]],
  },
  {
    method: "collectDistinct",
    title: "an aggregate over nulls alone is an empty array",
    rows: [{ a: null }],
    expression: (d) => d.collectDistinct(a),
    gives: [[]],
  },
  {
    method: "nthLargest",
    title: "the second largest, without nulls",
    rows: [{ a: "3" }, { a: null }, { a: "-12" }, { a: "7" }],
    expression: (d) => d.nthLargest(sql`CAST(a AS BIGINT)`, 2),
    gives: ["3"],
  },
  {
    method: "nthLargest",
    title: "equal ones counted apart",
    rows: [{ a: "7" }, { a: "7" }, { a: "5" }],
    expression: (d) => d.nthLargest(sql`CAST(a AS BIGINT)`, 2),
    gives: ["7"],
  },
  {
    method: "nthLargest",
    title: "null for fewer",
    rows: [{ a: "7" }, { a: null }],
    expression: (d) => d.nthLargest(sql`CAST(a AS BIGINT)`, 2),
    gives: [null],
  },
  ...each("arrayJoin", "elements with a separator", (d) => d.arrayJoin(wordsOf(d), ", "), [
    ["a b", "a, b"],
    ["", ""],
    [null, null],
  ]),
  ...each(
    "placedTerms",
    "runs of words and stems, after their place and length",
    (d) => d.placedTerms(wordsOf(d), 3, [4, 6]),
    [
      [
        "no longer stops",
        [
          "0011 no",
          "0021 longer",
          "0031 stops",
          "0012 no longer",
          "0022 longer stops",
          "0013 no longer stops",
          "0021 long*",
          "0031 stop*",
        ],
      ],
      ["日 übersee", ["0011 日", "0021 übersee", "0012 日 übersee", "0021 über*", "0021 überse*"]],
      ["", []],
      [null, null],
    ],
  ),
  ...each("combinations", "elements, pairs and triples", (d) => d.combinations(wordsOf(d)), [
    ["a b", ["a", "a+b", "b"]],
    ["a b c", ["a", "a+b", "a+b+c", "a+c", "b", "b+c", "c"]],
    ["a", ["a"]],
    ["", []],
    [null, null],
  ]),
  ...each("adjacent", "every three characters in a row", (d) => d.adjacent(a, 3), [
    [" übe ", [" üb", "übe", "be "]],
    ["a😀bc", ["a😀b", "😀bc"]],
    ["abc", ["abc"]],
    ["ab", []],
    ["", []],
    [null, null],
  ]),
  ...two("concatArrays", "one after the other", (d) => d.concatArrays([d.words(a), d.words(b)]), [
    ["a b", "b c", ["a", "b", "b", "c"]],
    ["", "x", ["x"]],
  ]),

  ...two("levenshtein", "edits of ASCII text", (d) => d.levenshtein(a, b), [
    ["kitten", "sitting", "3"],
    ["", "abc", "3"],
    ["same", "same", "0"],
    [null, "a", null],
  ]),
  ...each("versionKey", "sorts as numbers", (d) => d.versionKey(a), [
    ["5.10.0", "000000005.000000010.000000000"],
    ["1.2-rc1", "000000001.000000002.rc1"],
    ["4.8.2+build7", "000000004.000000008.000000002.build7"],
    ["beta", "beta"],
    ["1..2", "000000001..000000002"],
    ["", ""],
    [null, null],
  ]),

  ...two("daysBetween", "whole days", (d) => d.daysBetween(asDate(a), asDate(b)), [
    ["2026-01-01", "2026-03-01", "59"],
    ["2024-02-28", "2024-03-01", "2"],
    ["2026-03-01", "2026-01-01", "-59"],
    [null, "2026-01-01", null],
  ]),
  ...two("hoursBetween", "whole hours towards zero", (d) => d.hoursBetween(asTimestamp(a), asTimestamp(b)), [
    ["2026-01-01 00:00:00", "2026-01-01 01:59:59", "1"],
    ["2026-01-01 01:59:59", "2026-01-01 00:00:00", "-1"],
    ["2026-03-29 00:00:00", "2026-03-30 00:00:00", "24"],
    ["2026-01-01 00:59:59", "2026-01-01 01:00:00", "0"],
  ]),
  ...two(
    "millisecondsBetween",
    "whole milliseconds towards zero",
    (d) => d.millisecondsBetween(asTimestamp(a), asTimestamp(b)),
    [
      ["2026-01-01 00:00:00", "2026-01-01 00:00:01.234", "1234"],
      ["2026-01-01 00:00:00", "2026-01-01 00:00:00.001999", "1"],
      ["2026-01-01 00:00:00.001999", "2026-01-01 00:00:00", "-1"],
      ["2026-01-01 00:00:00.0009", "2026-01-01 00:00:00.0011", "0"],
      ["2025-11-29 00:00:00", "2026-11-29 00:00:00", "31536000000"],
    ],
  ),
  ...two("addDays", "a date moved", (d) => asText(d, d.addDays(asDate(a), asBigint(b))), [
    ["2024-02-28", "2", "2024-03-01"],
    ["2026-01-01", "-1", "2025-12-31"],
  ]),
  ...two("addSeconds", "a timestamp moved", (d) => seconds(d, d.addSeconds(asTimestamp(a), asBigint(b))), [
    ["2026-01-01 00:00:00", "86401", "1767312001"],
    ["2026-01-01 00:00:00", "-1", "1767225599"],
  ]),
  ...each("epochSeconds", "seconds since 1970, fractions cut", (d) => d.epochSeconds(asTimestamp(a)), [
    ["1970-01-01 00:00:00", "0"],
    ["2026-01-01 00:00:00.999999", "1767225600"],
    [null, null],
  ]),
  ...each(
    "fromEpochSeconds",
    "seconds to a timestamp and back",
    (d) => seconds(d, d.fromEpochSeconds(asBigint(a))),
    [
      ["1767225600", "1767225600"],
      ["0", "0"],
      [null, null],
    ],
  ),
  ...each(
    "fromEpochMilliseconds",
    "milliseconds to a timestamp, as text",
    (d) => asText(d, d.fromEpochMilliseconds(asBigint(a))),
    [
      ["0", "1970-01-01 00:00:00"],
      ["1738332300250", "2025-01-31 14:05:00.25"],
      ["253402300799000", "9999-12-31 23:59:59"],
      [null, null],
    ],
  ),
  ...each("weekOf", "the Monday, over the turn of a year", (d) => asText(d, d.weekOf(asDate(a))), [
    ["2026-01-01", "2025-12-29"],
    ["2026-01-04", "2025-12-29"],
    ["2026-01-05", "2026-01-05"],
    [null, null],
  ]),
  {
    method: "numbersTo",
    title: "the last one included",
    rows: [{ a: "1" }, { a: "3" }, { a: "4" }],
    expression: (d) =>
      sql`CAST(${d.arraySize(d.filterArray(d.numbersTo(3), (number) => sql`${number} >= ${asBigint(a)}`))} AS ${d.type("string")})`,
    gives: ["3", "1", "0"],
  },
  {
    method: "dateRange",
    title: "both ends included",
    rows: [
      { a: "2024-02-28", b: "2024-03-01" },
      { a: "2026-01-01", b: "2026-01-01" },
      { a: "2026-01-02", b: "2026-01-01" },
    ],
    expression: (d) => sql`CAST(${d.arraySize(d.dateRange(asDate(a), asDate(b)))} AS ${d.type("string")})`,
    gives: ["3", "1", "0"],
  },

  ...two(
    "divide",
    "a double, null for a zero below",
    (d) => sql`CAST(${d.divide(asBigint(a), asBigint(b))} * 4 AS BIGINT)`,
    [
      ["3", "4", "3"],
      ["1", "0", null],
      ["0", "0", null],
      [null, "1", null],
    ],
  ),
  ...each("quantise", "half up at three decimals", (d) => asText(d, d.quantise(asDouble(a), 3)), [
    ["0.2855", "0.286"],
    ["1.0005", "1.001"],
    ["-1.0005", "-1.001"],
    ["2.5e-4", "0.000"],
    ["123456.7895", "123456.790"],
    ["NaN", null],
    ["Infinity", null],
    [null, null],
  ]),
  {
    method: "median",
    title: "the middle, or the mean of the two in the middle",
    rows: [{ a: "1" }, { a: "10" }, { a: "2" }, { a: null }, { a: "3" }],
    expression: (d) => sql`CAST(${d.median(asBigint(a))} * 2 AS BIGINT)`,
    gives: ["5"],
  },

  // functions of one name and one meaning
  ...each("trim", "spaces at both ends, and no other blank", () => sql`trim(BOTH ' ' FROM a)`, [
    ["  a b ", "a b"],
    ["\ta", "\ta"],
    ["\u00a0a\u3000", "\u00a0a\u3000"],
    ["  ", ""],
    [null, null],
  ]),
  ...each("length", "characters, not bytes", () => sql`length(a)`, [
    ["ß日本", "3"],
    ["😀", "1"],
    ["e\u0301", "2"],
    ["", "0"],
    [null, null],
  ]),
  ...each("split_part", "what stands between separators", () => sql`split_part(a, '.b:', 2)`, [
    ["x.b:yz", "yz"],
    ["x", ""],
    ["", ""],
    [null, null],
  ]),
  ...each("substring", "characters from 1", () => sql`substring(a, 2, 2)`, [
    ["日本語", "本語"],
    ["a😀b", "😀b"],
    ["a", ""],
    [null, null],
  ]),
  ...two("concat", "texts that are there: null is skipped by one engine", () => sql`concat(a, '-', b)`, [
    ["ß", "日", "ß-日"],
    ["", "", "-"],
  ]),
  ...two("contains", "a text in a text, literally", () => sql`contains(a, b)`, [
    ["a.c%", ".c%", true],
    ["abc", "a.c", false],
    ["abc", "", true],
    [null, "a", null],
  ]),
  ...each("replace", "every occurrence, literally", () => sql`replace(a, '.', '$1')`, [
    ["a.b.c", "a$1b$1c"],
    ["", ""],
    [null, null],
  ]),
  ...each(
    "translate",
    "characters one by one, beyond the basic plane, too",
    () => sql`translate(a, 'ø𝟘٣', 'o03')`,
    [
      ["Søren 𝟘٣ øø", "Soren 03 oo"],
      ["", ""],
      [null, null],
    ],
  ),
  ...each(
    "position",
    "from 1; 0 where it isn't there",
    () => sql`CAST(position(a IN '0123AB') AS VARCHAR(9))`,
    [
      ["0", "1"],
      ["B", "6"],
      ["z", "0"],
      [null, null],
    ],
  ),
  ...each("mod", "the remainder", () => sql`CAST(mod(length(a), 3) AS VARCHAR(9))`, [
    ["abcd", "1"],
    ["", "0"],
    [null, null],
  ]),
  ...each("lower", "ASCII alone: what is beyond differs, and is folded first", () => sql`lower(a)`, [
    ["ABC xyz 09", "abc xyz 09"],
    [null, null],
  ]),
  ...each("upper", "ASCII alone: what is beyond differs", () => sql`upper(a)`, [
    ["bR", "BR"],
    [null, null],
  ]),
  ...each("lpad", "filled from the left, cut where it is longer", () => sql`lpad(a, 3, '0')`, [
    ["7", "007"],
    ["1234", "123"],
    [null, null],
  ]),
  ...each("rpad", "filled from the right, cut where it is longer", () => sql`rpad(a, 3, 'x')`, [
    ["é", "éxx"],
    ["", "xxx"],
    ["1234", "123"],
    [null, null],
  ]),
  ...each("chr", "a character by its number", () => sql`concat(chr(65), a)`, [["", "A"]]),
  ...two("nullif", "null where they are the same", () => sql`nullif(a, b)`, [
    ["x", "x", null],
    ["x", "y", "x"],
    [null, "y", null],
  ]),
  ...two("concat_ws", "those that are there, with a separator", () => sql`concat_ws(', ', a, b)`, [
    ["a", "b", "a, b"],
    [null, "b", "b"],
    ["a", null, "a"],
    ["", "b", ", b"],
    [null, null, ""],
  ]),
  ...two("coalesce", "the first that is there", () => sql`coalesce(a, b)`, [
    [null, "y", "y"],
    ["", "y", ""],
    [null, null, null],
  ]),
  ...two("greatest", "nulls are skipped", () => sql`greatest(${asBigint(a)}, ${asBigint(b)})`, [
    ["10", "9", "10"],
    [null, "9", "9"],
    [null, null, null],
  ]),
  ...two("least", "nulls are skipped", () => sql`least(${asBigint(a)}, ${asBigint(b)})`, [
    ["10", "9", "9"],
    [null, "9", "9"],
  ]),
  ...two(
    "greatest",
    "a sum that its column can't hold is the largest that it holds",
    (d) => {
      const amount = (text: Sql): Sql => sql`CAST(${text} AS ${d.type("decimal(28,2)")})`;
      return asText(d, saturated(d, sql`${amount(a)} + ${amount(b)}`, "decimal(18,2)"));
    },
    [
      ["9999999999999999.99", "0.01", "9999999999999999.99"],
      ["9999999999999999.98", "0.01", "9999999999999999.99"],
      ["9999999999999999.97", "0.01", "9999999999999999.98"],
      ["-9999999999999999.99", "-9999999999999999.99", "-9999999999999999.99"],
      ["1.50", "2.25", "3.75"],
      [null, "1", null],
    ],
  ),
  ...each("abs", "the size of a number", () => sql`abs(${asBigint(a)})`, [
    ["-7", "7"],
    [null, null],
  ]),
  ...each("floor", "towards less", (d) => sql`CAST(floor(CAST(a AS ${d.type("decimal(18,4)")})) AS BIGINT)`, [
    ["-1.5", "-2"],
    ["1.9999", "1"],
  ]),
  ...each("ceil", "towards more", () => sql`CAST(ceil(${asDouble(a)}) AS BIGINT)`, [
    ["-1.5", "-1"],
    ["1.0001", "2"],
  ]),
  ...each(
    "round",
    "half away from zero, of decimals alone",
    (d) =>
      asText(d, sql`CAST(round(CAST(a AS ${d.type("decimal(18,4)")}), 2) AS ${d.type("decimal(18,2)")})`),
    [
      ["0.2850", "0.29"],
      ["1.0050", "1.01"],
      ["-1.0050", "-1.01"],
    ],
  ),
  ...each("ln", "the natural logarithm", (d) => asText(d, d.quantise(sql`ln(${asDouble(a)})`, 9)), [
    ["10", "2.302585093"],
    ["0.001", "-6.907755279"],
  ]),
  ...each("exp", "its inverse", (d) => asText(d, d.quantise(sql`exp(${asDouble(a)})`, 9)), [
    ["1", "2.718281828"],
    ["-5", "0.006737947"],
  ]),
  ...each("sqrt", "the square root", (d) => asText(d, d.quantise(sql`sqrt(${asDouble(a)})`, 9)), [
    ["2", "1.414213562"],
  ]),
  ...each(
    "date_trunc",
    "the first day of the month",
    (d) => asText(d, sql`CAST(date_trunc('month', ${asDate(a)}) AS DATE)`),
    [
      ["2024-02-29", "2024-02-01"],
      ["1970-01-01", "1970-01-01"],
      [null, null],
    ],
  ),
  ...each("array_contains", "an element", (d) => sql`array_contains(${d.words(a)}, 'x')`, [
    ["a x", true],
    ["a", false],
    ["", false],
  ]),
  ...(["sum", "count", "min", "max"] as const).map((name): DialectCase => ({
    method: name,
    title: "an aggregate that leaves nulls out",
    rows: [{ a: "10" }, { a: null }, { a: "9" }],
    expression: () => sql`CAST(${identifier(name)}(${asBigint(a)}) AS BIGINT)`,
    gives: [{ sum: "19", count: "2", min: "9", max: "10" }[name]],
  })),
  ...(["avg", "median", "var_samp"] as const).map((name): DialectCase => ({
    method: name,
    title: "an aggregate that leaves nulls out",
    rows: [{ a: "1" }, { a: null }, { a: "2" }, { a: "6" }],
    expression: (d) => asText(d, d.quantise(sql`${identifier(name)}(${asDouble(a)})`, 6)),
    gives: [{ avg: "3.000000", median: "2.000000", var_samp: "7.000000" }[name]],
  })),
  {
    method: "sum",
    title: "an aggregate of nothing is null",
    rows: [{ a: null }],
    expression: () => sql`CAST(sum(${asBigint(a)}) AS BIGINT)`,
    gives: [null],
  },
  {
    method: "first_value",
    title: "a window's first row, null where that is",
    rows: [{ a: "2" }, { a: null }, { a: "1" }],
    expression: () =>
      sql`concat(coalesce(a, '-'), ':', coalesce(first_value(a) OVER (ORDER BY a DESC NULLS FIRST), '-'), coalesce(first_value(a) OVER (ORDER BY a ASC NULLS LAST), '-'))`,
    gives: ["1:-1", "2:-1", "-:-1"],
  },
  {
    method: "position",
    title: "the character at which a text begins in another, from 1; 0 where it doesn't stand there",
    rows: [
      { a: "b", b: "abcb" },
      { a: "本", b: "日本" },
      { a: "x", b: "😀x" },
      { a: "x", b: "abc" },
      { a: null, b: "abc" },
    ],
    expression: (d) => asText(d, sql`position(a IN b)`),
    gives: ["2", "2", "2", "0", null],
  },
  ...(["row_number", "lag", "lead"] as const).map((name): DialectCase => ({
    method: name,
    title: "a window in an order that nulls have a place in",
    rows: [{ a: "2" }, { a: null }, { a: "1" }],
    expression: (d) => {
      const call = name === "row_number" ? sql`row_number()` : sql`${identifier(name)}(a)`;
      return sql`concat(coalesce(a, '-'), ':', coalesce(CAST(${call} OVER (ORDER BY a NULLS LAST) AS ${d.type("string")}), '-'))`;
    },
    gives: {
      row_number: ["1:1", "2:2", "-:3"],
      lag: ["1:-", "2:1", "-:2"],
      lead: ["1:2", "2:-", "-:-"],
    }[name],
  })),
];

/** The statement of a case; its values are the parameters that `caseParameters` gives. */
export function caseStatement(
  { rows, expression }: Pick<DialectCase, "rows" | "expression">,
  dialect: Dialect,
): Sql {
  const text = dialect.type("string");
  const selects = rows.map((row, index) => {
    const value = (name: "a" | "b" | "c"): Sql =>
      row[name] === undefined || row[name] === null
        ? sql`CAST(NULL AS ${text})`
        : sql`CAST(${dialect.parameter(`${name}${index}`)} AS ${text})`;
    return sql`SELECT ${index} AS position, ${value("a")} AS a, ${value("b")} AS b, ${value("c")} AS c`;
  });
  const input = selects.reduce((left, right) => sql`${left} UNION ALL ${right}`);
  return sql`SELECT ${expression(dialect)} AS value FROM (SELECT a, b, c FROM (${input}) AS numbered ORDER BY position) AS input`;
}

export function caseParameters({ rows }: Pick<DialectCase, "rows">): Readonly<Record<string, string>> {
  return Object.fromEntries(
    rows.flatMap((row, index) =>
      Object.entries(row).flatMap(([name, value]) => (value === null ? [] : [[`${name}${index}`, value]])),
    ),
  );
}

/** A value that an engine gave, as cases write it. */
export function caseValue(value: unknown): CaseValue {
  if (value === null || value === undefined) return null;
  if (typeof value === "boolean") return value;
  if (Array.isArray(value)) return value.map((inner: unknown) => (inner === null ? null : valueText(inner)));
  return valueText(value);
}

/** Numbers of any kind and text, as text; anything else is no value that a case can expect. */
export function valueText(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "bigint" || typeof value === "boolean") return `${value}`;
  throw new TypeError(`a value of an engine is ${JSON.stringify(value)}`);
}

import { foldTable } from "./foldTable.ts";
import {
  timestampPattern,
  decimalPattern,
  integerPattern,
  checkedPattern,
  checkedReplacement,
  checkedWord,
} from "./patterns.ts";
import { chained } from "./chained.ts";
import { stepsAsLambdas } from "./stepsAsLambdas.ts";
import { type Sql, identifier, join, parameter, sql, trustedText } from "./sql.ts";
import type { Dialect } from "./dialect.ts";

const regex = (pattern: string): Sql => trustedText(`'${checkedPattern(pattern)}'`);
const matches = (text: Sql, pattern: string): Sql => sql`regexp_matches(${text}, ${regex(pattern)})`;

const translated = (text: Sql, table: { readonly from: string; readonly to: string }): Sql =>
  sql`translate(${text}, ${trustedText(`'${table.from}'`)}, ${trustedText(`'${table.to}'`)})`;

const blank = "[ \\t\\r\\n]*";
/** Three patterns, each with a first character to look for, take half the time of one with all of them. */
const lenientJson = [
  `:${blank}[+-]?(?i:nan|inf)`,
  `,${blank}(?:[}\\]]|[+-]?(?i:nan|inf))`,
  `\\[${blank}[+-]?(?i:nan|inf)`,
];
const isLenient = (json: Sql): Sql =>
  sql`(${join(
    lenientJson.map((pattern) => matches(json, pattern)),
    sql` OR `,
  )})`;
const jsonString = "\\x22([^\\x22\\\\]|\\\\.)*\\x22";

/** JSON that begins in the given way, in a shape; null where it is another or no JSON. */
const strictJson = (json: Sql, start: string, shape: Sql): Sql =>
  sql`CASE WHEN json_valid(${json}) THEN CASE WHEN ${matches(json, `^${blank}${start}`)} THEN CASE WHEN CASE WHEN ${isLenient(json)} THEN ${matches(sql`regexp_replace(${json}, ${regex(jsonString)}, '', 'g')`, lenientJson.join("|"))} ELSE FALSE END THEN NULL ELSE json_transform(${json}, ${shape}) END END END`;
const jsonList = (json: Sql): Sql => strictJson(json, "\\[", sql`'["VARCHAR"]'`);
/** Elements of the list `value` that have the key which a step names. */
const havingKey = (step: Sql): Sql =>
  sql`list_filter(${jsonList(sql`value`)}, lambda element: map_extract_value(${duckdb.jsonMap(sql`element`)}, substring(${step}, 2)) IS NOT NULL)`;

/** DuckDB 1.5, as linked into @duckdb/node-api: core functions, json, icu; session time zone UTC. */
export const duckdb: Dialect = {
  name: "duckdb",
  has: {
    tableClauses: false,
    tableFeatures: false,
    readers: false,
    callsAnywhere: true,
    history: false,
    landingVolume: false,
    jobs: false,
  },
  nameQuote: '"',

  // rewrites the column, and raises where a value has no place in the type
  changeColumnType: (of, column, type) =>
    sql`ALTER TABLE ${of} ALTER COLUMN ${column} SET DATA TYPE ${duckdb.type(type)} USING CAST(${column} AS ${duckdb.type(type)})`,
  commentColumn: (of, column, comment) => sql`COMMENT ON COLUMN ${of}.${column} IS ${comment}`,

  type: (type) => {
    if (type === "array<string>") return sql`VARCHAR[]`;
    if (type === "string") return sql`VARCHAR`;
    if (type === "int") return sql`INTEGER`;
    if (type === "map<string,string>") return sql`MAP(VARCHAR, VARCHAR)`;
    return trustedText(type.toUpperCase());
  },
  // types of parameters would add casts, and keep an untyped null from taking the type that it meets
  createFunction: ({ name, parameters, comment, body }) => [
    sql`CREATE OR REPLACE MACRO ${name}(${join(parameters.map((each) => each.name))}) AS
  ${body}`,
    sql`COMMENT ON MACRO ${name} IS ${comment}`,
  ],
  parameter: (name) => parameter(name, `$${checkedWord(name)}`),
  clock: () => sql`CAST($now AS TIMESTAMP)`,
  // the cast gives both branches a type of their own: error() has none
  assertTrue: (condition, message) =>
    sql`CASE WHEN ${condition} THEN NULL ELSE CAST(error(${message}) AS BOOLEAN) END`,
  regex,

  // DuckDB's parser takes NaN, infinity and a comma before a closing bracket, which JSON and Spark do not: a text that
  // holds any of them is looked at once more without its strings: in one expression, since what stands twice is worked out
  // for every row.
  jsonMap: (json) => strictJson(json, "[{]", sql`'"MAP(VARCHAR, VARCHAR)"'`),
  jsonFieldsAt: (json, paths) =>
    sql`map(${paths}, list_transform(${paths}, lambda path: list_reduce(json_transform(path, '["VARCHAR"]'), lambda value, step: CASE substring(step, 1, 1)
    WHEN '.' THEN map_extract_value(${duckdb.jsonMap(sql`value`)}, substring(step, 2))
    WHEN '[' THEN ${jsonList(sql`value`)}[CASE WHEN step = '[-1' THEN -1 ELSE CAST(substring(step, 2) AS INTEGER) + 1 END]
    WHEN '?' THEN ${havingKey(sql`step`)}[1]
    WHEN '!' THEN ${havingKey(sql`step`)}[-1]
  END, ${json})))`,
  jsonKinds: (json) =>
    sql`CASE
  WHEN len(list_distinct(json_keys(${json}))) = len(json_keys(${json}))
  THEN map_from_entries(list_transform(json_keys(${json}), lambda name: {
    'name': name,
    'kind': CASE json_type(${json}, '/' || replace(replace(name, '~', '~0'), '/', '~1'))
      WHEN 'VARCHAR' THEN 'text'
      WHEN 'BOOLEAN' THEN 'boolean'
      WHEN 'NULL' THEN 'null'
      WHEN 'ARRAY' THEN 'list'
      WHEN 'OBJECT' THEN 'object'
      ELSE 'number'
    END
  }))
END`,
  mapGet: (map, key) => sql`map_extract_value(${map}, ${key})`,
  measuredValues: (map, keys) =>
    sql`list_transform(${keys}, lambda name: concat(CAST(length(coalesce(map_extract_value(${map}, name), '')) AS VARCHAR), ':', map_extract_value(${map}, name)))`,
  mapKeys: (map) => sql`list_sort(map_keys(${map}))`,
  missingKeys: (map, keys) =>
    sql`CASE WHEN ${map} IS NOT NULL THEN list_filter(${keys}, lambda wanted: NOT list_contains(map_keys(${map}), wanted)) END`,

  tryTimestamp: (text) =>
    sql`CASE WHEN ${matches(text, timestampPattern)} THEN CAST(TRY_CAST(${text} AS TIMESTAMPTZ) AS TIMESTAMP) END`,
  tryDecimal: (text, precision, scale) =>
    sql`CASE WHEN ${matches(text, decimalPattern)} THEN TRY_CAST(${text} AS DECIMAL(${precision}, ${scale})) END`,
  tryBigint: (text) => sql`CASE WHEN ${matches(text, integerPattern)} THEN TRY_CAST(${text} AS BIGINT) END`,

  regexMatches: matches,
  regexReplace: (text, pattern, replacement) =>
    sql`regexp_replace(${text}, ${regex(pattern)}, ${trustedText(`'${checkedReplacement(replacement).replaceAll("$", "\\")}'`)}, 'g')`,
  regexReplaceEach: (text, rules) =>
    chained(
      sql`regexp_replace`,
      text,
      rules.map(
        ({ pattern, replacement }) =>
          sql`${regex(pattern)}, ${trustedText(`'${checkedReplacement(replacement).replaceAll("$", "\\")}'`)}, 'g'`,
      ),
    ),
  regexExtract: (text, pattern, group) => sql`regexp_extract(${text}, ${regex(pattern)}, ${group})`,
  rearranged: (text, pattern, parts) =>
    sql`CASE WHEN regexp_matches(${text}, ${pattern}) THEN regexp_replace(${text}, ${pattern}, replace(${parts}, '$', chr(92))) END`,
  regexExtractAll: (text, pattern) => sql`regexp_extract_all(${text}, ${regex(pattern)}, 0)`,

  sha256: (text) => sql`sha256(${text})`,
  hashChain: (array, start) =>
    sql`list_reduce(list_transform(${array}, lambda entry: [entry]), lambda made, entry: list_append(made, entry[1] || sha256(right(made[-1], 64) || entry[1])), [${start}])[2:]`,
  // DuckDB's translate reads its table again for every row (26 µs for the whole of ours), so a text gets the smallest
  // table that holds all it can change; one with as many bytes as characters is ASCII. The value is the same.
  foldText: (text) =>
    sql`CASE WHEN strlen(${text}) = length(${text}) THEN lower(${text}) WHEN NOT ${matches(text, "[\\x{100}-\\x{45F}]")} THEN replace(${translated(text, foldTable.latin1)}, 'ß', 'ss') ELSE replace(${translated(text, foldTable)}, 'ß', 'ss') END`,
  fromCodePoint: (codePoint) => sql`chr(CAST(${codePoint} AS INTEGER))`,
  hexNumber: (digits) => sql`CAST('0x' || ${digits} AS INTEGER)`,
  words: (text) => sql`list_filter(string_split(${text}, ' '), lambda word: word <> '')`,
  bigrams: (array) =>
    sql`list_transform(range(1, len(${array})), lambda i: ${array}[i] || ' ' || ${array}[i + 1])`,
  sideBySide: (left, right) =>
    sql`list_transform(${left}, lambda element, place: element || ' ' || ${right}[place])`,
  placedTerms: (words, longest, stems) =>
    // list_concat takes null for an empty list
    sql`CASE WHEN ${words} IS NOT NULL THEN list_concat(${join(
      [
        ...Array.from(
          { length: longest },
          (_, less) =>
            sql`list_transform(range(1, len(${words}) - ${less - 1}), lambda i: lpad(CAST(i AS VARCHAR), 3, '0') || '${less + 1} ' || array_to_string(${words}[i:i + ${less}], ' '))`,
        ),
        ...stems.map(
          (letters) =>
            sql`list_transform(list_filter(range(1, len(${words}) + 1), lambda i: length(${words}[i]) > ${letters}), lambda i: lpad(CAST(i AS VARCHAR), 3, '0') || '1 ' || substring(${words}[i], 1, ${letters}) || '*')`,
        ),
      ],
      sql`,
  `,
    )}) END`,
  combinations: (array) =>
    sql`flatten(list_transform(${array}, lambda one: list_concat(
    [one],
    flatten(list_transform(list_filter(${array}, lambda two: two > one), lambda two: list_concat(
      [one || '+' || two],
      list_transform(list_filter(${array}, lambda three: three > two), lambda three: one || '+' || two || '+' || three)
    )))
  )))`,
  adjacent: (text, characters) =>
    sql`list_transform(range(1, length(${text}) - ${characters - 2}), lambda place: substring(${text}, place, ${characters}))`,
  concatArrays: (arrays) => sql`list_concat(${join(arrays)})`,
  explode: (array) => sql`unnest(${array})`,
  numbersTo: (last) => sql`range(1, ${last + 1})`,
  filterArray: (array, condition) => sql`list_filter(${array}, lambda element: ${condition(sql`element`)})`,
  sumArray: (array, value) =>
    sql`CASE WHEN ${array} IS NOT NULL THEN CAST(coalesce(list_sum(list_transform(${array}, lambda element: CAST(${value(sql`element`)} AS BIGINT))), 0) AS BIGINT) END`,
  reduceArray: (array, start, step) =>
    sql`list_reduce(${array}, lambda value, element: ${step(sql`value`, sql`element`)}, ${start})`,
  arraySize: (array) => sql`CAST(len(${array}) AS INTEGER)`,
  // list_distinct builds a table for every list: looking each element up in its own list takes half the time while the
  // list is short. The outer lambda gives the list a name, so that it is made once.
  distinctElements: (array) =>
    sql`list_transform([${array}], lambda list: CASE WHEN len(list) <= 100 THEN list_filter(list, lambda element, i: list_position(list, element) = i) ELSE list_distinct(list) END)[1]`,
  lastUpTo: (array, text) => sql`list_filter(${array}, lambda element: element <= ${text})[-1]`,
  arrayDistinct: (array) => sql`list_sort(list_distinct(${array}))`,
  collectDistinct: (text) => sql`list_sort(list_distinct(list(${text})))`,
  nthLargest: (value, place) => sql`max(${value}, ${place})[${place}]`,
  transformElements: (array, becomes) =>
    sql`list_transform(${array}, lambda element: ${becomes(sql`element`)})`,
  withValue: (value, use) => sql`list_transform([${value}], lambda given: ${use(sql`given`)})[1]`,
  deferred: (value, use) => sql`list_transform([${value}], lambda taken: ${use(sql`taken`)})[1]`,
  arrayJoin: (array, separator) =>
    sql`array_to_string(${array}, ${trustedText(`'${checkedReplacement(separator)}'`)})`,

  once: (name, query) => sql`${identifier(name)} AS MATERIALIZED (
  ${query}
)`,
  inSteps: ({ rows, gives, needWork, steps, results }) => {
    const given = identifier(rows);
    const needing = identifier(`${gives}_needing_work`);
    const worked = identifier(`${gives}_worked`);
    return sql`${needing} AS MATERIALIZED (
  SELECT ${given}.* FROM ${given} WHERE ${needWork}
),
${worked} AS (
  SELECT ${needing}.*, ${stepsAsLambdas({ steps, results })} AS results
  FROM ${needing}
  UNION ALL
  SELECT ${given}.*, CASE WHEN ${needWork} THEN NULL END AS results FROM ${given} WHERE NOT ${needWork}
),
${identifier(gives)} AS (
  SELECT
    ${worked}.*,
    ${join(
      results.map((name) => sql`struct_extract(results, '${identifier(name)}') AS ${identifier(name)}`),
      sql`,
    `,
    )}
  FROM ${worked}
)`;
  },

  levenshtein: (left, right) => sql`CAST(levenshtein(${left}, ${right}) AS INTEGER)`,
  versionKey: (version) =>
    sql`array_to_string(list_transform(string_split_regex(${version}, '[.+-]'), lambda part: CASE WHEN regexp_matches(part, '^[0-9]{1,9}$') THEN lpad(part, 9, '0') ELSE part END), '.')`,

  daysBetween: (from, to) =>
    sql`CAST(date_diff('day', CAST(${from} AS DATE), CAST(${to} AS DATE)) AS INTEGER)`,
  hoursBetween: (from, to) => sql`datesub('hour', ${from}, ${to})`,
  millisecondsBetween: (from, to) => sql`datesub('millisecond', ${from}, ${to})`,
  addDays: (date, days) => sql`(CAST(${date} AS DATE) + CAST(${days} AS INTEGER))`,
  addSeconds: (timestamp, seconds) => sql`(${timestamp} + to_seconds(${seconds}))`,
  epochSeconds: (timestamp) => sql`CAST(floor(epoch(${timestamp})) AS BIGINT)`,
  fromEpochSeconds: (seconds) => sql`CAST(to_timestamp(${seconds}) AS TIMESTAMP)`,
  fromEpochMilliseconds: (milliseconds) => sql`make_timestamp_ms(${milliseconds})`,
  weekOf: (date) => sql`CAST(date_trunc('week', ${date}) AS DATE)`,
  dateRange: (from, to) =>
    sql`list_transform(range(0, date_diff('day', ${from}, ${to}) + 1), lambda i: ${from} + CAST(i AS INTEGER))`,

  divide: (numerator, denominator) =>
    sql`(CASE WHEN ${denominator} <> 0 THEN CAST(${numerator} AS DOUBLE) / CAST(${denominator} AS DOUBLE) END)`,
  quantise: (value, scale) =>
    sql`CAST(round(TRY_CAST(${value} AS DECIMAL(38, 12)), ${scale}) AS DECIMAL(38, ${scale}))`,
  median: (value) => sql`CAST(median(${value}) AS DOUBLE)`,
};

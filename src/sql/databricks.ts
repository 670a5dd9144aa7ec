import { foldTable } from "./foldTable.ts";
import {
  halfCharacter,
  timestampPattern,
  decimalPattern,
  integerPattern,
  checkedPattern,
  checkedReplacement,
  checkedWord,
  patternLines,
} from "./patterns.ts";
import { chained } from "./chained.ts";
import { type Sql, identifier, join, parameter, sql, trustedText } from "./sql.ts";
import type { Dialect } from "./dialect.ts";

// A raw literal keeps backslashes: the setting that would do so for plain ones (escapedStringLiterals) is not ours.
const literal = (part: string): Sql => trustedText(`${part.includes("\\") ? "r" : ""}'${part}'`);
// a constant all the same: both parts are known before a row is read
const concatenated = (parts: readonly string[]): Sql => {
  const separator = sql`,
  `;
  return parts.length === 1
    ? join(parts.map(literal))
    : sql`concat(
  ${join(parts.map(literal), separator)}
)`;
};
const regex = (pattern: string): Sql => concatenated(patternLines(checkedPattern(pattern)));
const cutLiteral = (text: string): Sql => concatenated(text.match(/.{1,60}/gu) ?? [""]);
const matches = (text: Sql, pattern: string): Sql => sql`${text} RLIKE ${regex(pattern)}`;

/** JSON in the shape of an element of `type`, which is an array; null where it is another or no JSON. */
const strictJson = (json: Sql, type: Sql): Sql =>
  sql`try_element_at(
    transform(
      array(from_json(
        concat('[', ${json}, ']'),
        ${type},
        map('allowSingleQuotes', 'false', 'allowNonNumericNumbers', 'false')
      )),
      list -> CASE WHEN size(list) = 1 THEN list[0] END
    ),
    1
  )`;
const jsonObject = strictJson(sql`value`, sql`'ARRAY<MAP<STRING, STRING>>'`);
const jsonList = strictJson(sql`value`, sql`'ARRAY<ARRAY<STRING>>'`);
/** Elements of the list `value` that have the key which `step` names. */
const havingKey = sql`filter(${jsonList}, element -> try_element_at(${strictJson(sql`element`, sql`'ARRAY<MAP<STRING, STRING>>'`)}, substring(step, 2)) IS NOT NULL)`;

/** Databricks SQL and open-source Spark 4.2 with Delta: ANSI mode, session time zone UTC. */
export const databricks: Dialect = {
  name: "databricks",
  has: {
    tableClauses: true,
    tableFeatures: true,
    readers: true,
    callsAnywhere: false,
    history: true,
    landingVolume: true,
    jobs: true,
  },
  nameQuote: "`",

  changeColumnType: (of, column, type) =>
    sql`ALTER TABLE ${of} ALTER COLUMN ${column} TYPE ${databricks.type(type)}`,
  // COMMENT ON COLUMN is not in open-source Spark
  commentColumn: (of, column, comment) => sql`ALTER TABLE ${of} ALTER COLUMN ${column} COMMENT ${comment}`,

  type: (type) => trustedText(type.toUpperCase()),
  createFunction: ({ name, parameters, returns, comment, body }) => [
    sql`CREATE OR REPLACE FUNCTION ${name}(${join(parameters.map((each) => sql`${each.name} ${each.type}`))})
RETURNS ${returns}
COMMENT ${comment}
RETURN
  ${body}`,
  ],
  parameter: (name) => parameter(name, `:${checkedWord(name)}`),
  clock: () => sql`current_timestamp()`,
  assertTrue: (condition, message) => sql`assert_true(${condition}, ${message})`,
  regex,

  // from_json reads the first value of a text and takes what follows for nothing, so the text is read as the one
  // element of an array. It is parsed once: the lambda looks at its result twice.
  jsonMap: (json) =>
    sql`CASE
  WHEN ${matches(json, halfCharacter.half)} AND ${matches(sql`regexp_replace(${json}, ${regex(halfCharacter.whole)}, '')`, halfCharacter.half)} THEN NULL
  ELSE ${strictJson(json, sql`'ARRAY<MAP<STRING, STRING>>'`)}
END`,
  jsonFieldsAt: (json, paths) =>
    sql`map_from_entries(transform(${paths}, path -> struct(path, aggregate(
  from_json(path, 'ARRAY<STRING>'),
  ${json},
  (value, step) -> CASE substring(step, 1, 1)
    WHEN '.' THEN try_element_at(${jsonObject}, substring(step, 2))
    WHEN '[' THEN try_element_at(${jsonList}, CASE WHEN step = '[-1' THEN -1 ELSE CAST(substring(step, 2) AS INT) + 1 END)
    WHEN '?' THEN try_element_at(${havingKey}, 1)
    WHEN '!' THEN try_element_at(${havingKey}, -1)
  END
))))`,
  // a variant is null where a key is there twice
  jsonKinds: (json) =>
    sql`transform_values(
  try_cast(try_parse_json(${json}) AS MAP<STRING, VARIANT>),
  (name, value) -> CASE substring(schema_of_variant(value), 1, 3)
    WHEN 'STR' THEN 'text'
    WHEN 'BOO' THEN 'boolean'
    WHEN 'VOI' THEN 'null'
    WHEN 'ARR' THEN 'list'
    WHEN 'OBJ' THEN 'object'
    ELSE 'number'
  END
)`,
  mapGet: (map, key) => sql`try_element_at(${map}, ${key})`,
  measuredValues: (map, keys) =>
    sql`transform(${keys}, key -> concat(CAST(length(coalesce(try_element_at(${map}, key), '')) AS STRING), ':', coalesce(try_element_at(${map}, key), '')))`,
  mapKeys: (map) => sql`array_sort(map_keys(${map}))`,
  missingKeys: (map, keys) => sql`array_except(${keys}, map_keys(${map}))`,

  tryTimestamp: (text) =>
    sql`CASE WHEN ${matches(text, timestampPattern)} THEN try_cast(${text} AS TIMESTAMP) END`,
  tryDecimal: (text, precision, scale) =>
    sql`CASE WHEN ${matches(text, decimalPattern)} THEN try_cast(${text} AS DECIMAL(${precision}, ${scale})) END`,
  tryBigint: (text) => sql`CASE WHEN ${matches(text, integerPattern)} THEN try_cast(${text} AS BIGINT) END`,

  regexMatches: matches,
  regexReplace: (text, pattern, replacement) =>
    sql`regexp_replace(${text}, ${regex(pattern)}, ${trustedText(`'${checkedReplacement(replacement)}'`)})`,
  regexReplaceEach: (text, rules) =>
    chained(
      sql`regexp_replace`,
      text,
      rules.map(
        ({ pattern, replacement }) =>
          sql`${regex(pattern)}, ${trustedText(`'${checkedReplacement(replacement)}'`)}`,
      ),
    ),
  regexExtract: (text, pattern, group) => sql`regexp_extract(${text}, ${regex(pattern)}, ${group})`,
  rearranged: (text, pattern, parts) =>
    sql`CASE WHEN ${text} RLIKE ${pattern} THEN regexp_replace(${text}, ${pattern}, ${parts}) END`,
  regexExtractAll: (text, pattern) => sql`regexp_extract_all(${text}, ${regex(pattern)}, 0)`,

  sha256: (text) => sql`sha2(${text}, 256)`,
  // the cast makes elements that may be null of the first one, as they are of what is added to it
  hashChain: (array, start) =>
    sql`slice(aggregate(${array}, CAST(array(${start}) AS ARRAY<STRING>), (made, entry) -> concat(made, array(concat(entry, sha2(concat(right(element_at(made, -1), 64), entry), 256))))), 2, size(${array}))`,
  foldText: (text) =>
    sql`replace(translate(${text}, ${cutLiteral(foldTable.from)}, ${cutLiteral(foldTable.to)}), 'ß', 'ss')`,
  // chr() takes the rest of 256; the bytes of UTF-16 are the code point, or two halves of it
  fromCodePoint: (codePoint) =>
    sql`decode(unhex(CASE
  WHEN ${codePoint} < 65536 THEN lpad(hex(${codePoint}), 4, '0')
  ELSE concat(hex(55296 + ((${codePoint} - 65536) DIV 1024)), hex(56320 + ((${codePoint} - 65536) % 1024)))
END), 'UTF-16BE')`,
  hexNumber: (digits) => sql`CAST(conv(${digits}, 16, 10) AS INT)`,
  words: (text) => sql`filter(split(${text}, ' '), word -> word <> '')`,
  bigrams: (array) =>
    sql`CASE WHEN size(${array}) > 1 THEN transform(sequence(1, size(${array}) - 1), i -> concat(${array}[i - 1], ' ', ${array}[i])) WHEN size(${array}) >= 0 THEN CAST(array() AS ARRAY<STRING>) END`,
  sideBySide: (left, right) =>
    sql`transform(${left}, (element, place) -> concat(element, ' ', get(${right}, place)))`,
  placedTerms: (words, longest, stems) => {
    const places = (less: number, mapped: (places: Sql) => Sql): Sql =>
      sql`CASE WHEN size(${words}) > ${less} THEN ${mapped(sql`sequence(1, size(${words}) - ${less})`)} WHEN size(${words}) >= 0 THEN CAST(array() AS ARRAY<STRING>) END`;
    return sql`concat(${join([
      ...Array.from({ length: longest }, (_, less) =>
        places(
          less,
          (all) =>
            sql`transform(${all}, i -> concat(lpad(CAST(i AS STRING), 3, '0'), '${less + 1} ', array_join(slice(${words}, i, ${less + 1}), ' ')))`,
        ),
      ),
      ...stems.map((letters) =>
        places(
          0,
          (all) =>
            sql`transform(filter(${all}, i -> length(${words}[i - 1]) > ${letters}), i -> concat(lpad(CAST(i AS STRING), 3, '0'), '1 ', substring(${words}[i - 1], 1, ${letters}), '*'))`,
        ),
      ),
    ])})`;
  },
  combinations: (array) =>
    sql`flatten(transform(${array}, one -> concat(
    array(one),
    flatten(transform(filter(${array}, two -> two > one), two -> concat(
      array(concat(one, '+', two)),
      transform(filter(${array}, three -> three > two), three -> concat(one, '+', two, '+', three))
    )))
  )))`,
  // a sequence to 0 would run backwards
  adjacent: (text, characters) =>
    sql`CASE WHEN length(${text}) >= ${characters} THEN transform(sequence(1, length(${text}) - ${characters - 1}), place -> substring(${text}, place, ${characters})) WHEN ${text} IS NOT NULL THEN CAST(array() AS ARRAY<STRING>) END`,
  concatArrays: (arrays) => sql`concat(${join(arrays)})`,
  explode: (array) => sql`explode(${array})`,
  numbersTo: (last) => sql`sequence(1, ${last})`,
  filterArray: (array, condition) => sql`filter(${array}, element -> ${condition(sql`element`)})`,
  sumArray: (array, value) =>
    sql`aggregate(${array}, CAST(0 AS BIGINT), (value, element) -> value + CAST(${value(sql`element`)} AS BIGINT))`,
  reduceArray: (array, start, step) =>
    sql`aggregate(${array}, ${start}, (value, element) -> ${step(sql`value`, sql`element`)})`,
  arraySize: (array) => sql`array_size(${array})`,
  distinctElements: (array) => sql`array_distinct(${array})`,
  lastUpTo: (array, text) => sql`try_element_at(filter(${array}, element -> element <= ${text}), -1)`,
  arrayDistinct: (array) => sql`array_sort(array_distinct(${array}))`,
  collectDistinct: (text) => sql`array_sort(collect_set(${text}))`,
  nthLargest: (value, place) => sql`try_element_at(sort_array(collect_list(${value}), FALSE), ${place})`,
  transformElements: (array, becomes) => sql`transform(${array}, element -> ${becomes(sql`element`)})`,
  withValue: (value, use) => sql`transform(array(${value}), given -> ${use(sql`given`)})[0]`,
  deferred: (value, use) => use(value),
  arrayJoin: (array, separator) =>
    sql`array_join(${array}, ${trustedText(`'${checkedReplacement(separator)}'`)})`,

  once: (name, query) => sql`${identifier(name)} AS (
  ${query}
)`,
  inSteps: ({ rows, gives, steps }) =>
    join(
      steps.map((step, index) => {
        const before = identifier(steps[index - 1]?.gives ?? rows);
        return sql`${identifier(index === steps.length - 1 ? gives : step.gives)} AS (
  SELECT
    ${before}.*,
    ${join(
      step.columns.map(
        ([column, from]) => sql`${step.value(from(identifier), identifier)} AS ${identifier(column)}`,
      ),
      sql`,
    `,
    )}
  FROM ${before}
)`;
      }),
      sql`,
`,
    ),

  levenshtein: (left, right) => sql`levenshtein(${left}, ${right})`,
  versionKey: (version) =>
    sql`array_join(transform(split(${version}, '[.+-]'), part -> CASE WHEN part RLIKE '^[0-9]{1,9}$' THEN lpad(part, 9, '0') ELSE part END), '.')`,

  daysBetween: (from, to) => sql`datediff(${to}, ${from})`,
  hoursBetween: (from, to) => sql`timestampdiff(HOUR, ${from}, ${to})`,
  millisecondsBetween: (from, to) => sql`timestampdiff(MILLISECOND, ${from}, ${to})`,
  addDays: (date, days) => sql`date_add(${date}, CAST(${days} AS INT))`,
  addSeconds: (timestamp, seconds) => sql`timestampadd(SECOND, ${seconds}, ${timestamp})`,
  epochSeconds: (timestamp) => sql`unix_timestamp(${timestamp})`,
  fromEpochSeconds: (seconds) => sql`timestamp_seconds(${seconds})`,
  fromEpochMilliseconds: (milliseconds) => sql`timestamp_millis(${milliseconds})`,
  weekOf: (date) => sql`CAST(date_trunc('WEEK', ${date}) AS DATE)`,
  dateRange: (from, to) =>
    sql`CASE WHEN ${from} <= ${to} THEN sequence(${from}, ${to}, INTERVAL 1 DAY) ELSE CAST(array() AS ARRAY<DATE>) END`,

  divide: (numerator, denominator) =>
    sql`try_divide(CAST(${numerator} AS DOUBLE), CAST(${denominator} AS DOUBLE))`,
  quantise: (value, scale) =>
    sql`CAST(round(try_cast(${value} AS DECIMAL(38, 12)), ${scale}) AS DECIMAL(38, ${scale}))`,
  median: (value) => sql`CAST(median(${value}) AS DOUBLE)`,
};

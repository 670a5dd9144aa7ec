import type { ColumnType } from "./columnType.ts";
import type { Sql } from "./sql.ts";

/** The parts of a function as an engine needs them. */
export interface FunctionText {
  readonly name: Sql;
  readonly parameters: readonly { readonly name: Sql; readonly type: Sql }[];
  readonly returns: Sql;
  /** A literal. */
  readonly comment: Sql;
  readonly body: Sql;
}

/** What is looked for, and what stands in its place. */
export interface ReplacementRule {
  readonly pattern: string;
  readonly replacement: string;
}

/** Work on the few rows of a relation that need it. */
export interface StepsOverRows {
  /** Names of the CTE that is read and of the one that is made. */
  readonly rows: string;
  readonly gives: string;
  /** A condition on a row, never null. */
  readonly needWork: Sql;
  /** In their order: each may name columns of the rows and of steps before it. */
  readonly steps: readonly RowStep[];
  readonly results: readonly string[];
}

export interface RowStep {
  /** Name of the CTE. */
  readonly gives: string;
  /** The columns that the step makes and what each is made of: texts, of each of which the same is made. */
  readonly columns: readonly (readonly [string, (of: ColumnOf) => Sql])[];
  readonly value: (given: Sql, of: ColumnOf) => Sql;
}

/** A column of the rows or of a step before, as the engine names it there. */
export type ColumnOf = (name: string) => Sql;

/**
 * What the two engines write differently, and nothing else. A stage calls these and never asks which engine it is on.
 * Every method has a row in `dialects.test.ts` that pins both texts and executes them.
 *
 * Conventions: timestamps are UTC; a null argument gives null unless said otherwise; indices are 1-based.
 */
export interface Dialect {
  readonly name: "databricks" | "duckdb";
  readonly has: Capabilities;
  /** What encloses a name that is not ours; doubled, it stands for itself. */
  readonly nameQuote: "`" | '"';

  /** Changes the type of a column in place. */
  changeColumnType(of: Sql, column: Sql, type: ColumnType): Sql;
  /** Says what a column holds. */
  commentColumn(of: Sql, column: Sql, comment: Sql): Sql;

  /** The column type in DDL and in casts. */
  type(type: ColumnType | "map<string,string>"): Sql;
  /** The statements that make a function of our own, or replace it. */
  createFunction(made: FunctionText): readonly Sql[];
  /** A job or session parameter, by its name. Only the ledger's opening statement has any. */
  parameter(name: string): Sql;
  /**
   * The clock (UTC), for ledger rows and for the reference time of a run, which lies after no record with a wrong
   * clock. Locally injected, so that tests can stop it.
   */
  clock(): Sql;
  /** Null where the condition is true; else raises an error with the message, a text expression. */
  assertTrue(condition: Sql, message: Sql): Sql;
  /** A regular expression as a literal. Common subset: no look-around, no back-references, no `\d \w \b`. */
  regex(pattern: string): Sql;

  /**
   * A JSON object as a map of text to text; null where it isn't one. Nested values are JSON text; of a key that is there
   * twice the first value counts. A fractional number may be written with an exponent: read it by `tryDecimal`.
   */
  jsonMap(json: Sql): Sql;
  /**
   * What a JSON object holds at each of an array of distinct paths, as a map of the path to its text; null where the path
   * leads nowhere. A path is a JSON list of steps: `.key`, `[index` from 0 or -1, `?key` and `!key` for the first and the
   * last element of a list that has the key.
   */
  jsonFieldsAt(json: Sql, paths: Sql): Sql;
  /**
   * What the values of a JSON object are, as a map of key to `text`, `number`, `boolean`, `null`, `list` or `object`; null
   * where a key is there twice. Of what `jsonMap` takes: of other texts it may raise.
   */
  jsonKinds(json: Sql): Sql;
  /** The value under a key, null where either is missing. */
  mapGet(map: Sql, key: Sql): Sql;
  /** The values under an array of keys, each after its length and a colon: `3:abc`, and `0:` where it is missing. */
  measuredValues(map: Sql, keys: Sql): Sql;
  /** The keys of a map as a sorted array. */
  mapKeys(map: Sql): Sql;
  /** Those of an array of distinct keys that a map lacks, in their order. */
  missingKeys(map: Sql, keys: Sql): Sql;

  /** ISO 8601 text, with or without zone (UTC without), to a timestamp; null where it isn't one. */
  tryTimestamp(text: Sql): Sql;
  /** Digits with an optional sign, fraction and exponent (of two digits) to a decimal; null for anything else. */
  tryDecimal(text: Sql, precision: number, scale: number): Sql;
  /** Digits with an optional sign to a BIGINT; null for anything else. */
  tryBigint(text: Sql): Sql;

  /** Whether the pattern matches somewhere in the text. */
  regexMatches(text: Sql, pattern: string): Sql;
  /** Every match replaced. The replacement may name groups as `$1`; any other text in it is literal. */
  regexReplace(text: Sql, pattern: string, replacement: string): Sql;
  /** Rules one after the other, each applied to what the one before left. */
  regexReplaceEach(text: Sql, rules: readonly ReplacementRule[]): Sql;
  /** The given group of the first match; empty text where nothing matches. */
  regexExtract(text: Sql, pattern: string, group: number): Sql;
  /**
   * The groups of a pattern in another order, `$3-$2-$1`; null where it doesn't match. Pattern and parts are columns, so
   * they are compiled for every row: for what a source declares, not for patterns of ours.
   */
  rearranged(text: Sql, pattern: Sql, parts: Sql): Sql;
  /** All whole matches, as an array of text. */
  regexExtractAll(text: Sql, pattern: string): Sql;

  /** SHA-256 in lower-case hexadecimal, of text in UTF-8. */
  sha256(text: Sql): Sql;
  /**
   * A hash chain over an array of text: each element followed by the SHA-256 of the hash before it and the element, `start`
   * before the first. Of a few thousand elements at once: the time grows with their square.
   */
  hashChain(array: Sql, start: Sql): Sql;
  /** Lower case without accents for Latin, Greek and Cyrillic; other scripts as they are. The same on both engines. */
  foldText(text: Sql): Sql;
  /** The character of a code point (an integer) from 1 to 0x10FFFF that is no half of a pair; of others it may raise. */
  fromCodePoint(codePoint: Sql): Sql;
  /** The number that up to seven hexadecimal digits are, as an integer; of other texts it may raise. */
  hexNumber(digits: Sql): Sql;
  /** Parts between runs of spaces, empty ones left out; an empty array for empty text. */
  words(text: Sql): Sql;
  /** Adjacent pairs of an array of text, joined by one space; empty for fewer than two. */
  bigrams(array: Sql): Sql;
  /** Each element of an array of text, a space, and the element at its place in another of the same size. */
  sideBySide(left: Sql, right: Sql): Sql;
  /**
   * Every run of up to `longest` adjacent words, and the first letters of each longer word with an asterisk, after its
   * place from 1 as three digits and the number of its words: `0012 no longer`, `0031 cras*`. At most 999 words.
   */
  placedTerms(words: Sql, longest: number, stems: readonly number[]): Sql;
  /** Elements of a sorted array without repeats, every two and every three of them, joined by plus signs in their order. */
  combinations(array: Sql): Sql;
  /** Every run of so many adjacent characters (code points), in order; empty for a shorter text. */
  adjacent(text: Sql, characters: number): Sql;
  /** Arrays of text one after the other. */
  concatArrays(arrays: readonly Sql[]): Sql;
  /** One row for each element, in a SELECT list; none for an empty or null array. */
  explode(array: Sql): Sql;
  /** An array of the whole numbers from 1 to a last one that is 1 or more: exploded, each row so many times. */
  numbersTo(last: number): Sql;
  arraySize(array: Sql): Sql;
  /** The elements of an array for which a condition is true, in their order. */
  filterArray(array: Sql, condition: (element: Sql) => Sql): Sql;
  /** The sum of a whole number that each element gives, as BIGINT; 0 for an empty array. */
  sumArray(array: Sql, value: (element: Sql) => Sql): Sql;
  /** A text that each element of an array of text changes in turn. */
  reduceArray(array: Sql, start: Sql, step: (before: Sql, element: Sql) => Sql): Sql;
  /** The distinct elements in no particular order: for what is exploded next. Sorting would double its cost. */
  distinctElements(array: Sql): Sql;
  /** The last element of a sorted array that isn't above a text; null where none is. */
  lastUpTo(array: Sql, text: Sql): Sql;
  /** A sorted array of the distinct elements. */
  arrayDistinct(array: Sql): Sql;
  /** Aggregate: the sorted array of distinct non-null values of a text expression. */
  collectDistinct(text: Sql): Sql;
  /** Aggregate: the second, third … largest of the non-null values of a number, equal ones counted apart; null for fewer. */
  nthLargest(value: Sql, place: number): Sql;
  /** What each element of an array of text becomes, in the same order. */
  transformElements(array: Sql, becomes: (element: Sql) => Sql): Sql;
  /** What is made of a value that is named more than once, and worked out once. */
  withValue(value: Sql, use: (value: Sql) => Sql): Sql;
  /**
   * What is made of a value, in a branch of CASE that few rows take: on DuckDB the patterns in it are compiled only where
   * a row takes it, for every 2,048 rows. The same value as without.
   */
  deferred(value: Sql, use: (value: Sql) => Sql): Sql;
  /** Aggregate: the second, third … largest of the non-null values of a number, equal ones counted apart; null for fewer. */
  nthLargest(value: Sql, place: number): Sql;
  /** Elements joined by a separator constant. */
  arrayJoin(array: Sql, separator: string): Sql;

  /**
   * CTEs up to `gives`: the rows of a relation with what steps make of those that need work, null for the others. Of the
   * columns of the steps, `results` are there.
   *
   * DuckDB compiles every pattern of a statement before it looks at a row, once a thread, but those of a lambda when it is
   * called, for every 2,048 rows. There each step is a lambda, so that patterns cost nothing where no row needs work, and
   * rows that do stand next to each other. Spark would read the relation twice: there each step is a CTE over all rows, and
   * has to make null of null.
   */
  inSteps(given: StepsOverRows): Sql;

  /**
   * A CTE whose rows are made before what reads them starts: `once("written", body)`. DuckDB runs what follows a UNION ALL
   * or a join in a pipeline for each side, and compiles its patterns as often. Spark compiles none ahead, and has no word for it.
   */
  once(name: string, query: Sql): Sql;

  /** Edit distance in characters of text that holds ASCII only (fold it first). */
  levenshtein(left: Sql, right: Sql): Sql;
  /** A key that sorts dotted version numbers as numbers: `5.10.0` after `5.9.0`; letters keep their place as text. */
  versionKey(version: Sql): Sql;

  /** Whole days from one date to a later one (negative where it is earlier). */
  daysBetween(from: Sql, to: Sql): Sql;
  /** Whole hours from one timestamp to another, towards zero. */
  hoursBetween(from: Sql, to: Sql): Sql;
  /** Whole milliseconds from one timestamp to another, towards zero, as BIGINT. */
  millisecondsBetween(from: Sql, to: Sql): Sql;
  /** A date moved by whole days. */
  addDays(date: Sql, days: Sql): Sql;
  /** A timestamp moved by whole seconds. */
  addSeconds(timestamp: Sql, seconds: Sql): Sql;
  /** Seconds since 1970-01-01, as BIGINT. */
  epochSeconds(timestamp: Sql): Sql;
  /** A timestamp from seconds since 1970-01-01. */
  fromEpochSeconds(seconds: Sql): Sql;
  /** The same from milliseconds; up to the year 9999. */
  fromEpochMilliseconds(milliseconds: Sql): Sql;
  /** The Monday of a date's week, as a date. */
  weekOf(date: Sql): Sql;
  /** An array of all dates from the first to the last, both included. */
  dateRange(from: Sql, to: Sql): Sql;

  /** a / b as a double, null where b is 0. */
  divide(numerator: Sql, denominator: Sql): Sql;
  /** A double quantised half-up at a number of decimals, as DECIMAL(38, scale): what a decision may compare. */
  quantise(value: Sql, scale: number): Sql;
  /** Aggregate: the median as a double. */
  median(value: Sql): Sql;
}

/**
 * What an engine has in addition to the SQL that both share. Who needs one asks for it by its name, never for the
 * engine.
 */
export interface Capabilities {
  /** Comments, clustering and declared keys stand in the statement that makes a table; else a comment is one of its own. */
  readonly tableClauses: boolean;
  /** Columns are renamed and dropped, and types widened, only with a feature of the table that raises its protocol. */
  readonly tableFeatures: boolean;
  /** Readers with rights of their own: masks lie on columns, and views limit their rows by who asks. */
  readonly readers: boolean;
  /** Shared functions may be called at any place; else not where `misplacedCalls` says. */
  readonly callsAnywhere: boolean;
  /** Files of older versions of a table, which hold deleted rows until they are removed. */
  readonly history: boolean;
  /** Files of the sources lie in a volume of ours, where they may be rewritten; else they are the user's own. */
  readonly landingVolume: boolean;
  /** Jobs that could write at the same time, and so need a lease; deployments. */
  readonly jobs: boolean;
}

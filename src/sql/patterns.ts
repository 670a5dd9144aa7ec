/** Texts that must be a number or a time before either engine may cast them: their own casts accept different sets. */
// hour 24 and offsets that no place on earth has are taken by one engine and refused by the other
export const timestampPattern =
  "^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{1,6})?( ?(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9]))?)?$";
/** Half of a character in JSON, written as an escape: DuckDB refuses a text that holds one, Spark reads a question mark. */
export const halfCharacter = {
  /** What is taken out first: an escaped backslash, which makes the `u` after it a letter, and whole pairs. */
  whole: String.raw`\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}`,
  half: String.raw`\\u[dD][89a-fA-F]`,
} as const;
// Spark writes a fraction in JSON from 1e7 and below 1e-3 with an exponent, whatever stood there
export const decimalPattern = "^[+-]?[0-9]{1,26}([.][0-9]{1,17})?([eE][+-]?[0-9]{1,2})?$";
export const integerPattern = "^[+-]?[0-9]{1,18}$";

/**
 * A pattern as it may stand inside a quoted literal on both engines. RE2 and Java's engine share no look-around and
 * no back-references; `${` is substituted by Spark and `{{` by a job, so neither may occur.
 */
export function checkedPattern(pattern: string): string {
  if (/['"`]|\$\{|\{\{|\(\?[=!<]|\\[1-9dDwWbB]/.test(pattern) || hasControlCharacter(pattern)) {
    throw new TypeError(`sql: the pattern ${pattern} is outside what both engines share`);
  }
  return pattern;
}

/** A replacement or separator: printable text without quotes and backslashes, groups as `$1`. */
export function checkedReplacement(text: string): string {
  if (/['"`\\]|\$\{|\{\{/.test(text) || hasControlCharacter(text)) {
    throw new TypeError(`sql: ${JSON.stringify(text)} can't be a literal on both engines`);
  }
  return text;
}

/** A name of a parameter of ours. */
export function checkedWord(word: string): string {
  if (!/^[a-z][a-z0-9_]*$/.test(word))
    throw new TypeError(`sql: ${JSON.stringify(word)} is no parameter of ours`);
  return word;
}

function hasControlCharacter(text: string): boolean {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) < 32) return true;
  return false;
}

/** Text of ours as a literal of a comment: nothing that one of the engines reads as more than text. */
export function checkedComment(text: string): string {
  if (/['"\\`]|\$\{|\{\{/.test(text) || hasControlCharacter(text))
    throw new TypeError(`sql: the comment ${JSON.stringify(text)} can't be a literal on both engines`);
  return text;
}

/** Characters of a pattern that stand on one line. */
const patternLine = 100;

/**
 * A pattern in parts that fit on a line, cut before an alternative or a group, within a long class of characters between
 * two of them: no escape and no character is torn apart.
 */
export function patternLines(pattern: string): readonly string[] {
  if (pattern.length <= patternLine) return [pattern];
  const mark = Math.max(
    ...["|", "(", "["]
      .map((each) => pattern.lastIndexOf(each, patternLine))
      .filter((at) => pattern[at - 1] !== "\\"),
  );
  const cut = mark > 0 ? mark : lengthOfWholeCharacters(pattern);
  return [pattern.slice(0, cut), ...patternLines(pattern.slice(cut))];
}

/** How much of a pattern fits on a line without tearing an escape or a character apart. */
function lengthOfWholeCharacters(pattern: string): number {
  let length = 0;
  for (const [character] of pattern.matchAll(/\\x\{[^}]*\}|\\.|./gsu)) {
    if (length + character.length > patternLine && length > 0) break;
    length += character.length;
  }
  return length;
}

import type { Dialect } from "./dialect.ts";
import type { Sql } from "./sql.ts";

/**
 * Characters of private use that stand for something while the speaker's own words are looked for. Texts are cleared of
 * them first (`privateUse`), so that none is the customer's.
 *
 * Marks of one code point each stand in the place of a character of the source, so that places stay: those of an
 * _aligned_ text, which is as long as its source. Marks of a line, and those around a part of one, are put in and taken out.
 */
export const textMarks = {
  /** A character of the source that isn't spoken. */
  filler: "\ue010",
  /** A line that a tag ends or begins, and the space between two cells of a table. */
  break: "\ue011",
  cell: "\ue012",
  /** Before the character that a reference such as `&amp;` stands for. */
  decoded: "\ue013",
  /** A quote begins, and ends. */
  quoteStart: "\ue014",
  quoteEnd: "\ue015",
  /** What a mail program puts its quote into begins, or a signature. */
  quoteBlock: "\ue016",
  signatureBlock: "\ue017",
  /** Around what is cut out, whole lines. */
  cutStart: "\ue018",
  cutEnd: "\ue019",
  /** A mark that has done its work. */
  spent: "\ue01a",
  /** A line as it is; what follows stands before others. */
  line: "\ue020",
  quotedLine: "\ue021",
  cutLine: "\ue022",
  /** An introduction of a quote: cut, and if no quoted line follows, with all that does. */
  attribution: "\ue023",
  /** Everything from here is cut. */
  cutRest: "\ue024",
  /** Cut from here up to the next line that is anything but a line as it is. */
  signature: "\ue025",
  /** Cut from here to the end of the paragraph. */
  notice: "\ue026",
  /** Around a part of a line that is cut out. */
  partStart: "\ue027",
  partEnd: "\ue028",
} as const;

export type TextMark = keyof typeof textMarks;

/** Marks one after the other, as a constant of a statement. */
export const markText = (dialect: Dialect, ...marks: readonly TextMark[]): Sql =>
  dialect.regex(marks.map((mark) => textMarks[mark]).join(""));

/** A mark, as patterns write it. */
export const markPattern = (mark: TextMark): string =>
  `\\x{${textMarks[mark].codePointAt(0)?.toString(16).toUpperCase() ?? ""}}`;

/** A class of marks for patterns, or of all characters but those. */
export const markClass = (...marks: readonly TextMark[]): string => `[${marks.map(markPattern).join("")}]`;
export const noneOf = (...marks: readonly TextMark[]): string => `[^${marks.map(markPattern).join("")}]`;

/** Characters that marks are made of, and those that masking uses. */
export const privateUse = "[\\x{E000}-\\x{E02F}]";

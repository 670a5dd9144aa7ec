/**
 * What words and phrases stand for when the stance of a clause is read, whatever the language: `negation` and `failure`
 * together speak for a fix in all of them. `failure` is what goes wrong, `problem` its name, `works` its opposite.
 */
export const cueNames = [
  "negation",
  "longer",
  "unable",
  "still",
  "again",
  "problem",
  "failure",
  "works",
  "past",
  "now",
  "finally",
  "since",
  "update",
  "fixed",
  "repair",
  "gone",
  "thanks",
  "praise",
  "blame",
  "worse",
  "please",
  "conditional",
  "question",
  "why",
  "wish",
  "hearsay",
  "other",
  "constantly",
  "tried",
  "claims",
  "sarcasm",
  "number",
  "context",
  "contrast",
  "until",
  "confirm",
  "thought",
  "better",
] as const;

export type CueName = (typeof cueNames)[number];

/** A row of `curated.stance_cue`. */
export interface StanceCue {
  /** Up to three folded words, or the first letters of one with an asterisk; digits are `0`. */
  readonly term: string;
  /** The language that it is read in; `*` for all. */
  readonly language: string;
  /** One cue, or two in order, each after an at sign: `@negation @longer`. */
  readonly cue: string;
}

/** Stands for every language in `StanceCue.language`. */
export const anyLanguage = "*";
/** Words of a term at most. */
export const longestTerm = 3;
/** Letters that a term with an asterisk may have. */
export const stemLengths = [4, 5, 6] as const;

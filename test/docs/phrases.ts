/** A phrase that readers stumble over, and what to write instead. */
export interface Phrase {
  readonly name: string;
  /** One space stands for any run of blanks and line breaks. */
  readonly pattern: RegExp;
  readonly instead: string;
}

const anyBlank = (pattern: RegExp): RegExp => new RegExp(pattern.source.replaceAll(" ", "\\s+"), "giu");

const phrase = (name: string, pattern: RegExp, instead: string): Phrase => ({
  name,
  pattern: anyBlank(pattern),
  instead,
});

const negated = "longer|more|less|fewer|better|later|earlier|different|other|one\\b|need\\b";

/** The name of the phrase that matters in commands too. */
export const notOurs = "a package that is not ours";

export const phrases: readonly Phrase[] = [
  phrase(
    "is no …",
    new RegExp(String.raw`(?<!\bthere )\b(?:is|are|was|were) no (?!${negated})[a-z]`),
    "isn't a valid …, and the form that is",
  ),
  phrase("mend", /\bmend(?:s|ed|ing)?\b/, "fix"),
  phrase(
    "whoever",
    /\b(?:whoever|whomever|whosoever|somebody|nobody|anybody|everybody)\b/,
    "the user, author or reviewer; someone, no one, anyone, everyone",
  ),
  phrase("taken up", /\b(?:taken|takes?|took|taking)(?: it| them| this one)? up\b/, "resume"),
  phrase("taken back", /\b(?:taken|takes?|took|taking) back\b/, "revert, withdraw"),
  phrase("is told", /\b(?:is|are|was|were|be) told\b/, "is notified, is reported"),
  phrase("anew", /\banew\b/, "again, new, from scratch"),
  phrase("beside", /\bbeside\b/, "next to, with, apart from"),
  phrase(
    "votes a day",
    /\b(?:votes|exposure|counts|complaints|feedback) an? (?:day|week|month)\b/,
    "daily votes, weekly counts",
  ),
  phrase(
    "a row a file",
    /\b(?:a|one|each) (?:row|file|line|table|task|statement|scope|mask|column|MERGE|suite|test case|record|job|verdict|message) an? (?!few\b|little\b)[a-z]+/,
    "one row per file",
  ),
  phrase(
    "moment of the run",
    /\bmoment (?:of|that) (?:the|a|this|its) (?:run|loop)\b|\bthe run speaks of\b/,
    "reference time of the run (`as_of`)",
  ),
  phrase("half-done", /\bhalf-done\b/, "safe to retry: a second run completes the work"),
  phrase("as they stand", /\bas (?:they|it) stands?\b/, "current"),
  phrase("has to agree", /\bha(?:s|ve) to agree\b/, "needs confirmation"),
  phrase("has reached the size", /\breached the size\b/, "is large enough"),
  phrase("done again", /\b(?:is|are|be|was|were|been) done again\b|\bdoes? it again\b/, "is reprocessed"),
  phrase("can live without", /\bcan live without\b/, "optional"),
  phrase(
    "the more the rarer",
    /\bthe (?:more|less|\w+er) the (?:more|less|\w+er)\b/,
    "rarer words weigh more",
  ),
  phrase("standing topic", /\bstanding (?:issue|topic|one)s?\b/, "ongoing"),
  phrase("what stands here", /\bwhat stands (?:here|there)\b/, "this"),
  phrase(
    notOurs,
    /\bnpx fixloop\b|--package[= ]fixloop\b|\bfixloop@/,
    "a packed file (docs/decisions/018-package-name.md)",
  ),
];

export interface Finding {
  readonly name: string;
  readonly text: string;
  readonly instead: string;
}

export function findingsIn(text: string): readonly Finding[] {
  return phrases.flatMap(({ name, pattern, instead }) =>
    [...text.matchAll(pattern)].map(([found]) => ({ name, text: found.replaceAll(/\s+/g, " "), instead })),
  );
}

import type { Dialect, ReplacementRule } from "../dialect.ts";
import { sql, type Sql } from "../sql.ts";
import { markClass, markPattern, markText, noneOf, textMarks, type TextMark } from "../textMarks.ts";
import {
  aDate,
  confidentialityNotice,
  mailHeader,
  mergedTicket,
  onThisDay,
  onThisDayWord,
  originalMessage,
  regards,
  replyAbove,
  sentFromMyPhone,
  thanks,
  wrote,
} from "./mailWords.ts";
import { holds } from "./plainText.ts";
import { call, type SqlFunction } from "./sqlFunction.ts";

const m = (name: TextMark): string => textMarks[name];

const line = markPattern("line");
const blank = "[ \\t\\x{A0}\\x{3000}]*";
const colon = "[:\\x{FF1A}]";
const end = `${blank}\\n`;
/** Empty lines between two that belong together. */
const emptyLines = `(?:${line}${end}){0,3}`;
/** A line whose quoted part is seen already, or a part of a page that is a quote. */
const quoted = `${line}?${markClass("quotedLine", "cutStart", "quoteBlock")}`;

/** Quotes of a page: those within others are spent, so that the outermost are left. One in a message mail programs nest rarely beyond a dozen. */
const nested: ReplacementRule = {
  pattern: `(${markPattern("quoteStart")}${noneOf("quoteStart", "quoteEnd")}*)${markPattern("quoteStart")}(${noneOf("quoteStart", "quoteEnd")}*)${markPattern("quoteEnd")}`,
  replacement: `$1${m("spent")}$2${m("spent")}`,
};
const pageQuotes: readonly ReplacementRule[] = [
  ...Array.from({ length: 16 }, () => nested),
  {
    pattern: `${markPattern("quoteStart")}(${noneOf("quoteStart", "quoteEnd")}*)${markPattern("quoteEnd")}`,
    replacement: `${m("cutStart")}$1${m("cutEnd")}`,
  },
  // what introduces the quote stands in a block of its own, or in one with it
  {
    pattern: `${markPattern("quoteBlock")}(${noneOf("cutStart", "cutEnd")}*)${markPattern("cutStart")}`,
    replacement: `${m("cutStart")}$1${m("spent")}`,
  },
];

/** Lines after a mark of a quote. One before a number may be a comparison: it is one only beside another. */
const quotedLines: readonly ReplacementRule[] = [
  {
    pattern: `${line}(${blank}(?:>(?:[^0-9= \\n]|[ ][^0-9\\n]|[ ]?\\n)|\\x{FF1E}))`,
    replacement: `${m("quotedLine")}$1`,
  },
  {
    pattern: `${line}(${blank}\\|[ \\t][^|\\n]*\\n)`,
    replacement: `${m("quotedLine")}$1`,
  },
  ...Array.from({ length: 2 }, () => ({
    pattern: `(${markPattern("quotedLine")}[^\\n]*\\n)${line}(${blank}>)`,
    replacement: `$1${m("quotedLine")}$2`,
  })),
  {
    pattern: `${line}(${blank}>[^\\n]*\\n)${markPattern("quotedLine")}`,
    replacement: `${m("quotedLine")}$1${m("quotedLine")}`,
  },
];

/** A name or an address at the beginning of a line, with the address between brackets. */
const addressed = "[^\\n<>@]*[<(\\[][^\\n<>@ ]+@[^\\n<>@ ]+[>)\\]]";
const beginning = `(?:${onThisDay}|${addressed})`;
const named = "[^ \\t\\na-z0-9][^\\n.!?:]{0,60}";
/** Lines that introduce a quote: who wrote it and when, on one line or on up to three. */
const introductions: readonly ReplacementRule[] = [
  {
    // wrapped: the day on the first line, the verb or the address on the second
    pattern: `${line}(${blank}${beginning}[^\\n]*${aDate}[^\\n]*[^\\n:.!?\\x{FF1A}]\\n)${line}([^\\n]*(?:${wrote}|@[^\\n]*[>)])[^\\n]*${colon}${end})`,
    replacement: `${m("attribution")}$1${m("cutLine")}$2`,
  },
  {
    pattern: `${line}(${blank}${beginning}[^\\n]*${aDate}[^\\n]*${wrote}[^\\n]*[^\\n:.!?\\x{FF1A}]\\n)${line}([^\\n]*${colon}${end})`,
    replacement: `${m("attribution")}$1${m("cutLine")}$2`,
  },
  {
    pattern: `${line}(${blank}${beginning}[^\\n]*${aDate}[^\\n]*[^\\n:.!?\\x{FF1A}]\\n)${line}([^\\n]*\\n)${line}([^\\n]*(?:${wrote}|@[^\\n]*[>)])[^\\n]*${colon}${end})`,
    replacement: `${m("attribution")}$1${m("cutLine")}$2${m("cutLine")}$3`,
  },
  {
    pattern: `${line}(${blank}(?:${beginning}[^\\n]*${aDate}[^\\n]*${wrote}|${addressed}[^\\n]*${wrote}|${beginning}[^\\n]*${wrote}[^\\n]*${aDate}|${onThisDay}[^\\n]*${wrote} [^\\n]*@)[^\\n]*${colon}${end})`,
    replacement: `${m("attribution")}$1`,
  },
  {
    // programs that name the sender alone, with an address
    pattern: `${line}(${blank}${onThisDay}[^\\n]*${aDate}[^\\n]*[<(][^\\n<>()@ ]+@[^\\n<>()@ ]+[>)]${blank}${colon}${end})`,
    replacement: `${m("attribution")}$1`,
  },
  {
    pattern: `${line}(${blank}Missatge de [^\\n]*@[^\\n]*${colon}${end})`,
    replacement: `${m("attribution")}$1`,
  },
  {
    // before a quote, who wrote is enough
    pattern: `${line}(${blank}${named}${wrote}[^\\n]{0,40}${colon}${end}${emptyLines}${quoted})`,
    replacement: `${m("attribution")}$1`,
  },
  {
    pattern: `${line}(${blank}[^\\n]*(?:19|20)[0-9]{2}[^\\n]{0,40}[0-9]{1,2}:[0-9]{2}[^\\n]*${colon}${end}${emptyLines}${quoted})`,
    replacement: `${m("attribution")}$1`,
  },
  {
    // followed by a quoted line it is cut alone, and what stands under the quote stays
    pattern: `${markPattern("attribution")}([^\\n]*\\n(?:${markPattern("cutLine")}[^\\n]*\\n){0,2}${emptyLines}${quoted})`,
    replacement: `${m("cutLine")}$1`,
  },
  {
    // in the middle of a line, where a source has dropped line breaks
    pattern: `([^\\n][ ])(${onThisDayWord}[^\\n]*${aDate}[^\\n]*(?:[<(][^\\n<>()@ ]+@[^\\n<>()@ ]+[>)][^\\n]{0,20}${wrote}?|${wrote})[^\\n]{0,20}${colon} ?[>\\n])`,
    replacement: `$1${m("cutRest")}$2`,
  },
];

/** Headers of mails: all below is others'. */
const headers: readonly ReplacementRule[] = [
  {
    pattern: `${line}(${mailHeader.sent}[^\\n]*\\n(?:${line}[^\\n]*\\n){0,2}${line}${mailHeader.from})`,
    replacement: `${m("cutRest")}$1`,
  },
  {
    pattern: `${line}(${mailHeader.from}[^\\n]*\\n(?:${line}[^\\n]*\\n){0,4}${line}${mailHeader.sent})`,
    replacement: `${m("cutRest")}$1`,
  },
  {
    // in one line, where a source has dropped line breaks
    pattern: `([^\\n] |${line})((?:-{3,}[^\\n]{0,40}-{3,} )?[*]?${mailHeader.fromLabel}${colon}[*]? [^\\n]{1,100} [*]?${mailHeader.sentLabel}${colon}[*]? [^\\n]{1,300} [*]?(?:${mailHeader.sentLabel}|To|An|[AÀ]|Para|Aan|Do|Kime)${colon})`,
    replacement: `$1${m("cutRest")}$2`,
  },
];

/** What stands over a mail that is forwarded or answered: all below is others'. */
const originals: readonly ReplacementRule[] = [
  {
    pattern: `${line}(${blank}(?:[-_=*]{2,}|[\\x{2500}\\x{2014}]{2,}) ?(?i:${originalMessage}) ?[-_=*\\x{2500}\\x{2014} ]*${colon}?${end})`,
    replacement: `${m("cutRest")}$1`,
  },
  {
    pattern: `${line}(${blank}(?i:${originalMessage})${blank}${colon}${end})`,
    replacement: `${m("cutRest")}$1`,
  },
  {
    pattern: `([^\\n] )(-{3,} ?(?i:${originalMessage}) ?-{3,})`,
    replacement: `$1${m("cutRest")}$2`,
  },
];

/** Lines of help desks. */
const deskLines: readonly ReplacementRule[] = [
  { pattern: `${line}(${blank}${replyAbove}${end})`, replacement: `${m("cutRest")}$1` },
  { pattern: `${line}(${blank}${mergedTicket}\\n)`, replacement: `${m("cutRest")}$1` },
];

/** Where a signature can end: at a mark, or with the text. */
const cut = markClass(
  "quotedLine",
  "cutLine",
  "attribution",
  "cutRest",
  "cutStart",
  "quoteBlock",
  "signatureBlock",
  "notice",
);
const untilCut = `(${emptyLines}(?:${line}?${cut}|\\z))`;
/** A small letter, nearly: those of Latin, Greek and Cyrillic that stand together. */
const small = "a-z\\x{DF}-\\x{F6}\\x{F8}-\\x{FF}\\x{3AC}-\\x{3CE}\\x{430}-\\x{45F}";
/** A word that begins with anything else, a small word within a name, or one with a digit or a sign of an address. */
const contactWord = `(?:[^ \\t\\n${small}][^ \\n]*|of|and|de|von|van|der|da|di|do|la|und|et|y|e|i|for|[${small}]{1,12}[@:/.0-9][^ \\n]*)`;
const contactLine = `${line}${blank}${contactWord}(?: {1,3}${contactWord}){0,5}${end}`;
const nameWord = `[^ \\t\\n${small}0-9!-/:-@][^ \\n.,!?:]*[.]?`;
const nameLine = `${line}${blank}(?:${nameWord}(?: ${nameWord}){0,3}|[${small}’-]{2,20}(?: [${small}’-]{2,20})?)[,.]?${end}`;
const capitalName = `${line}${blank}${nameWord}(?: ${nameWord}){0,2}${end}`;
const signatureLines = `${emptyLines}(?:${nameLine}|${contactLine})(?:${contactLine}|${line}${end}){0,6}`;

/** What a person's programs and habits put below a text. */
const endings: readonly ReplacementRule[] = [
  {
    // a divider over what is cut
    pattern: `${line}(${blank}[-_=*~\\x{2500}\\x{2014}]{5,}${end}${emptyLines}${line}?${markClass("attribution", "cutRest", "quoteBlock", "cutStart", "cutLine", "quotedLine")})`,
    replacement: `${m("cutLine")}$1`,
  },
  { pattern: `${line}(${blank}${sentFromMyPhone}[.!]?${end})`, replacement: `${m("cutLine")}$1` },
  {
    pattern: `${line}(${blank}[*_(\\[\\x22]{0,3}${confidentialityNotice})`,
    replacement: `${m("notice")}$1`,
  },
  { pattern: `${line}(--[ \\x{A0}]\\n)`, replacement: `${m("signature")}$1` },
  {
    // without its space the delimiter may be a divider: a name follows
    pattern: `${line}(--\\n${line}[^\\n:.!?]{1,40}\\n)`,
    replacement: `${m("signature")}$1`,
  },
  {
    pattern: `${line}(${blank}[-–—~*_]{0,3} ?${regards}${blank}[,.!–—-]*${end}(?:${signatureLines}|${emptyLines}))${untilCut}`,
    replacement: `${m("signature")}$1$2`,
  },
  {
    pattern: `(${line}${blank}(?:${thanks})${blank}[,.!]*${end})${line}?(${emptyLines}${capitalName}(?:${contactLine}|${line}${end}){0,6})${untilCut}`,
    replacement: `$1${m("signature")}$2$3`,
  },
  {
    // a paragraph at the end with a name, what the person does, and a number
    pattern: `(${line}${end})${line}(${blank}${nameWord}(?: ${nameWord}){0,3}${end}(?:${line}[^\\n.!?:]{1,40}\\n){0,2}${line}[^\\n0-9+(]{0,12}[+(]?[0-9][0-9 ()./–-]{6,20}${end}(?:${contactLine}){0,3})${untilCut}`,
    replacement: `$1${m("signature")}$2$3`,
  },
];

/** Parts of lines: what tells a server who clicked, and where pictures were. */
const parts: readonly ReplacementRule[] = [
  {
    pattern: "(https?://[^ ?\\n<>\\x22]+)([?][^ \\n<>\\x22)]{30}[^ \\n<>\\x22)]*)",
    replacement: `$1${m("partStart")}$2${m("partEnd")}`,
  },
  {
    pattern:
      "(\\[(?:cid:[^\\]\\n]{1,100}|(?i:image|inline image|bild|imagen|imagem|immagine|afbeelding)(?: [0-9]+)?:[^\\]\\n]{0,100})\\])",
    replacement: `${m("partStart")}$1${m("partEnd")}`,
  },
];

/** A function of rules, with a pattern that a text holds wherever one of them changes it. */
function markingFunction(
  name: string,
  comment: string,
  guard: string,
  rules: readonly ReplacementRule[],
): SqlFunction {
  return {
    name,
    parameters: [{ name: "text", type: "string" }],
    returns: "string",
    comment,
    why: "Each line has a mark before it, which a rule replaces by another. Nothing is taken out, so that places stay known.",
    body: (dialect) => sql`CASE
  WHEN ${holds(dialect, sql`text`, guard)}
  THEN ${dialect.deferred(sql`text`, (text) => dialect.regexReplaceEach(text, rules))}
  ELSE text
END`,
  };
}

const quotesFunction = markingFunction(
  "mark_quotes",
  "Lines with the quoted ones among them marked: those of a page, and those after a sign of a quote.",
  `[>|\\x{FF1E}]|${markPattern("quoteStart")}`,
  [...pageQuotes, ...quotedLines],
);
const introductionsFunction = markingFunction(
  "mark_introductions",
  "Marked lines with those among them that introduce a quote.",
  `@|[0-9]:[0-9]{2}|${wrote}`,
  introductions,
);
const headersFunction = markingFunction(
  "mark_headers",
  "Marked lines with the first of the header of a mail.",
  mailHeader.sent,
  headers,
);
const originalsFunction = markingFunction(
  "mark_originals",
  "Marked lines with those among them that stand over a mail which is forwarded or answered.",
  `[-_=*\\x{2500}\\x{2014}]{2}|${colon}${end}`,
  originals,
);
const deskLinesFunction = markingFunction(
  "mark_desk_lines",
  "Marked lines with what help desks write among them.",
  "# ?-|(?i:this line|oberhalb dieser|de cette ligne|de esta l|desta linha|questa riga|boven deze|merged|last comment|zusammengef|fusion|combin|mesclada|unida)",
  deskLines,
);
const endingsFunction = markingFunction(
  "mark_endings",
  "Marked lines with signatures, notices and what programs add among them.",
  "\\n",
  [...endings, ...parts],
);

/** A text, not null, as lines: each after a mark and with its line break. */
export const markedLines = (dialect: Dialect, text: Sql): Sql =>
  sql`concat(${markText(dialect, "line")}, replace(${text}, chr(10), concat(chr(10), ${markText(dialect, "line")})), chr(10))`;

/** Steps that mark lines, in this order. Each names its text three times, so it is given a column. */
export const markQuotes = (lines: Sql): Sql => call(quotesFunction, lines);
export const markIntroductions = (lines: Sql): Sql => call(introductionsFunction, lines);
export const markHeaders = (lines: Sql): Sql => call(headersFunction, lines);
export const markOriginals = (lines: Sql): Sql => call(originalsFunction, lines);
export const markDeskLines = (lines: Sql): Sql => call(deskLinesFunction, lines);
export const markEndings = (lines: Sql): Sql => call(endingsFunction, lines);

const toTheEnd = markClass("cutRest", "attribution", "quoteBlock");
const special = [
  "cutStart",
  "cutEnd",
  "quotedLine",
  "cutLine",
  "attribution",
  "cutRest",
  "signature",
  "signatureBlock",
  "quoteBlock",
  "notice",
  "partStart",
  "partEnd",
] as const satisfies readonly TextMark[];
/** Marks that were put in, and so take up no place. */
const insertedMarks = [
  "line",
  "quotedLine",
  "cutLine",
  "attribution",
  "cutRest",
  "signature",
  "notice",
  "partStart",
  "partEnd",
] as const satisfies readonly TextMark[];

/** Pieces of marked lines: what is cut begins with a mark, what stays doesn't. */
const cutPieces = [
  `${markPattern("cutStart")}${noneOf("cutEnd")}*${markPattern("cutEnd")}`,
  `${markPattern("partStart")}${noneOf("partEnd")}*${markPattern("partEnd")}`,
  `${toTheEnd}[\\s\\S]*`,
  `${markClass("signature", "signatureBlock")}${noneOf(...special)}*`,
  `${markPattern("notice")}[^\\n]*\\n(?:${markClass("line", "notice")}${blank}[^ \\t\\x{A0}\\x{3000}\\n][^\\n]*\\n){0,30}`,
  `${markClass("quotedLine", "cutLine")}[^\\n]*\\n`,
  `${noneOf(...special)}+`,
].join("|");

const keptTextFunction: SqlFunction = {
  name: "kept_text",
  parameters: [{ name: "lines", type: "string" }],
  returns: "string",
  comment:
    "Marked lines without their marks, as long as the text they are made of: each character that is cut is a filler.",
  why: "What stays and where it stood is told from one text.",
  body: (dialect) =>
    dialect.arrayJoin(
      dialect.transformElements(
        dialect.regexExtractAll(sql`lines`, cutPieces),
        (element) => sql`CASE
    WHEN ${dialect.regexMatches(element, `^${markClass(...special)}`)}
    THEN lpad('', CAST(length(${dialect.regexReplace(element, markClass(...insertedMarks), "")}) AS ${dialect.type("int")}), ${markText(dialect, "filler")})
    ELSE ${dialect.regexReplaceEach(element, [
      { pattern: markClass(...insertedMarks), replacement: "" },
      { pattern: markClass("quoteStart", "quoteEnd", "spent"), replacement: m("filler") },
    ])}
  END`,
      ),
      "",
    ),
};

/** In the order in which they are made. */
export const mailFunctions: readonly SqlFunction[] = [
  quotesFunction,
  introductionsFunction,
  headersFunction,
  originalsFunction,
  deskLinesFunction,
  endingsFunction,
  keptTextFunction,
];

/** What is kept of marked lines, with fillers for the rest; it ends in the line break that was added. */
export const keptText = (lines: Sql): Sql => call(keptTextFunction, lines);

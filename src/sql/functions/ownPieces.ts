import { sql, type Sql } from "../sql.ts";
import { markClass, markPattern, markText, noneOf, textMarks } from "../textMarks.ts";
import { call, type SqlFunction } from "./sqlFunction.ts";

const blanks = "[\\s\\x{A0}\\x{3000}]";

const ownTextFunction: SqlFunction = {
  name: "own_text",
  parameters: [{ name: "kept", type: "string" }],
  returns: "string",
  comment: "What is kept of a text, without fillers, with one empty line at most and no blanks at its ends.",
  why: "A person reads it, and the words of the customer are found in it.",
  body: (dialect) =>
    sql`replace(${dialect.regexReplaceEach(sql`kept`, [
      { pattern: markPattern("filler"), replacement: "" },
      { pattern: "[ \\t\\x{A0}]+", replacement: " " },
      { pattern: " ?\\n", replacement: textMarks.break },
      { pattern: `${markPattern("break")}{3,}`, replacement: `${textMarks.break}${textMarks.break}` },
      { pattern: `^(?:${blanks}|${markPattern("break")})+`, replacement: "" },
      { pattern: `(?:${blanks}|${markPattern("break")})+\\z`, replacement: "" },
    ])}, ${markText(dialect, "break")}, chr(10))`,
};

/** Runs of an aligned text: what isn't spoken, a line break of a tag, a character of a reference, or text as it is. */
const runs = `${markPattern("filler")}+|${markClass("break", "cell")}|${markPattern("decoded")}[\\s\\S]|${noneOf("filler", "break", "cell", "decoded")}+`;

const keptPlacesFunction: SqlFunction = {
  name: "kept_places",
  parameters: [
    { name: "aligned", type: "string" },
    { name: "kept", type: "string" },
  ],
  returns: "string",
  comment: "What is kept of an aligned text, as long as the source: fillers for all else.",
  why: "What was read has fewer characters than its source. The text that is kept is a queue: each run of the source takes its characters from the front and puts them, or fillers, at the back.",
  // the line break that was added to the text is what is left of the queue, at the front
  body: (dialect) =>
    dialect.regexReplace(
      dialect.reduceArray(
        dialect.regexExtractAll(sql`aligned`, runs),
        sql`kept`,
        (state, element) => sql`CASE
  WHEN ${dialect.regexMatches(element, `^${markPattern("filler")}`)} THEN concat(${state}, ${element})
  WHEN ${dialect.regexMatches(element, `^${markClass("break", "cell", "decoded")}`)} THEN concat(substring(${state}, 2, length(${state})), lpad('', CAST(length(${element}) AS ${dialect.type("int")}), ${markText(dialect, "filler")}))
  ELSE concat(substring(${state}, length(${element}) + 1, length(${state})), substring(${state}, 1, length(${element})))
END`,
      ),
      "^[\\s\\S]",
      "",
    ),
};

const ownPiecesFunction: SqlFunction = {
  name: "own_pieces",
  parameters: [{ name: "places", type: "string" }],
  returns: "string",
  comment:
    "Where the kept characters stand: start and length of each run, in code points from 1, as in 1:16 230:14. Blanks alone are no run.",
  why: "A quote that is shown leads to its place in the payload.",
  body: (dialect) => {
    const pieces = dialect.regexExtractAll(
      sql`places`,
      `(?:${markPattern("filler")}|${blanks})+|${noneOf("filler")}+`,
    );
    const text = dialect.type("string");
    const next = (state: Sql): Sql => sql`split_part(${state}, ' ', 1)`;
    const rest = (state: Sql): Sql => sql`substring(${state}, length(${next(state)}) + 1, length(${state}))`;
    return dialect.regexReplace(
      dialect.reduceArray(
        pieces,
        sql`'1'`,
        (state, element) => sql`concat(
    CAST(CAST(${next(state)} AS ${dialect.type("int")}) + length(${element}) AS ${text}),
    ${rest(state)},
    CASE
      WHEN ${dialect.regexMatches(element, `^(?:${markPattern("filler")}|${blanks})+\\z`)} THEN ''
      ELSE concat(' ', ${next(state)}, ':', CAST(length(${dialect.regexReplace(element, `${blanks}+\\z`, "")}) AS ${text}))
    END
  )`,
      ),
      "^[0-9]+ ?",
      "",
    );
  },
};

export const ownFunctions: readonly SqlFunction[] = [ownTextFunction, keptPlacesFunction, ownPiecesFunction];

export const ownText = (kept: Sql): Sql => call(ownTextFunction, kept);
/** What is kept of the source that an aligned text stands for. */
export const keptPlaces = (aligned: Sql, kept: Sql): Sql => call(keptPlacesFunction, aligned, kept);
export const ownPieces = (places: Sql): Sql => call(ownPiecesFunction, places);

import type { Dialect, RowStep } from "../../sql/dialect.ts";
import {
  keptText,
  markedLines,
  markDeskLines,
  markEndings,
  markHeaders,
  markIntroductions,
  markOriginals,
  markQuotes,
} from "../../sql/functions/mailLines.ts";
import { replyPrefix } from "../../sql/functions/mailWords.ts";
import { keptPlaces, ownPieces, ownText } from "../../sql/functions/ownPieces.ts";
import { alignedText, clearedText, holds, readText } from "../../sql/functions/plainText.ts";
import { identifier, sql, type Sql } from "../../sql/sql.ts";
import { markClass } from "../../sql/textMarks.ts";

/**
 * What may stand in a text beside its speaker's own words: most texts are one line without any of it. Words without
 * variants, since the pattern is looked for in every text.
 */
const mayHoldMore = [
  "[\\n\\r<&\\x{85}\\x{2028}\\x{2029}]",
  "^[ \\t]*[>|\\x{FF1E}#*_=-]",
  "[?][^ ]{30}",
  "\\[(?:cid|[iI]mage|Inline|Bild)",
  "---",
  "(?:Sent|Date|Gesendet|Datum|Fecha|Data|Inviato|Verzonden|Subject|Betreff)\\*? ?:",
  "wrote|schrieb|crit ?:|escribi|escreveu|scritto|schreef|napisa|yazd|skrev|kirjoitti|a scris|написа|пишет|пише:|写道|書きました|작성",
  "merged into|merged with|eply above|fusion|zusammengef|Last comment",
  "^(?:[sS]ent|Get|Von|Gesendet|Envoy|Enviad|Inviat|Ver|Wys|Отпр|Наді|发自|나의|iPhone)",
].join("|");

/** Any character that is seen: neither a blank nor one of no width, and none of private use. */
const seen =
  "[^\\s\\p{Z}\\p{Cc}\\p{Cf}\\x{E000}-\\x{F8FF}\\x{34F}\\x{115F}\\x{1160}\\x{17B4}\\x{17B5}\\x{180B}-\\x{180D}\\x{2800}\\x{3164}\\x{FE00}-\\x{FE0F}\\x{FFA0}]";

/** Whether anything in a text is seen. */
export const isSeen = (dialect: Dialect, text: Sql): Sql => dialect.regexMatches(text, seen);

/** Whether a subject is that of a message which is answered or forwarded, and not the speaker's of this one. */
const isReplySubject = (dialect: Dialect, subject: Sql): Sql => holds(dialect, subject, replyPrefix);

/**
 * CTEs from `rows` to `spoken`: its columns and, of `given_text` and `given_subject`, the words that are the speaker's own
 * (`own_text`, `own_subject`; null where there are none). `ownPiecesOf` says where they stood.
 */
export function spoken(dialect: Dialect, rows: string): Sql {
  const steps: readonly RowStep[] = [
    {
      gives: "aligned",
      columns: [
        ["aligned_text", (of) => of("cleared_text")],
        ["aligned_subject", (of) => of("coded_subject")],
      ],
      value: alignedText,
    },
    {
      gives: "lined",
      columns: [["lines", (of) => of("aligned_text")]],
      value: (aligned) =>
        sql`CASE WHEN ${aligned} IS NOT NULL THEN ${markedLines(dialect, readText(dialect, aligned))} END`,
    },
    { gives: "quoted", columns: [["quoted_lines", (of) => of("lines")]], value: markQuotes },
    {
      gives: "introduced",
      columns: [["introduced_lines", (of) => of("quoted_lines")]],
      value: markIntroductions,
    },
    { gives: "headed", columns: [["headed_lines", (of) => of("introduced_lines")]], value: markHeaders },
    { gives: "passed_on", columns: [["passed_on_lines", (of) => of("headed_lines")]], value: markOriginals },
    { gives: "handled", columns: [["handled_lines", (of) => of("passed_on_lines")]], value: markDeskLines },
    { gives: "ended", columns: [["ended_lines", (of) => of("handled_lines")]], value: markEndings },
    { gives: "kept", columns: [["kept_text", (of) => of("ended_lines")]], value: keptText },
    {
      gives: "located",
      columns: [["own_places", (of) => of("aligned_text")]],
      value: (aligned, of) => sql`CASE
      WHEN ${dialect.regexMatches(aligned, markClass("filler", "break", "cell", "decoded"))} THEN ${keptPlaces(aligned, of("kept_text"))}
      ELSE ${of("kept_text")}
    END`,
    },
    {
      gives: "written",
      columns: [
        ["written_text", (of) => of("kept_text")],
        ["written_subject", (of) => readText(dialect, of("aligned_subject"))],
      ],
      value: ownText,
    },
  ];
  return sql`cleared AS (
  SELECT
    ${identifier(rows)}.*,
    CASE WHEN ${holds(dialect, sql`given_text`, mayHoldMore)} THEN ${clearedText(dialect, sql`given_text`)} END AS cleared_text,
    CASE WHEN contains(given_subject, '&') THEN given_subject END AS coded_subject
  FROM ${identifier(rows)}
),
${dialect.inSteps({
  rows: "cleared",
  gives: "placed",
  needWork: sql`(cleared_text IS NOT NULL OR coded_subject IS NOT NULL)`,
  steps,
  results: ["aligned_text", "aligned_subject", "own_places", "written_text", "written_subject"],
})},
spoken AS (
  SELECT
    placed.*,
    CASE WHEN aligned_text IS NOT NULL THEN nullif(written_text, '') ELSE given_text END AS own_text,
    CASE
      WHEN ${isReplySubject(dialect, sql`given_subject`)} THEN NULL
      WHEN aligned_subject IS NOT NULL THEN written_subject
      ELSE given_subject
    END AS own_subject
  FROM placed
)`;
}

/**
 * Where the own words stand in the text of a row of `spoken`, start and length of each piece in code points, as in
 * `1:16 230:14`; null where the text can hold nothing else.
 */
export const ownPiecesOf: Sql = ownPieces(sql`own_places`);

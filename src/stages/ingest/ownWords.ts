import type { Dialect } from "../../sql/dialect.ts";
import {
  keptText,
  markedLines,
  markEndings,
  markIntroductions,
  markQuotes,
} from "../../sql/functions/mailLines.ts";
import { replyPrefix } from "../../sql/functions/mailWords.ts";
import { keptPlaces, ownPieces, ownText } from "../../sql/functions/ownPieces.ts";
import { alignedText, clearedText, readText } from "../../sql/functions/plainText.ts";
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
export const isReplySubject = (dialect: Dialect, subject: Sql): Sql =>
  dialect.regexMatches(subject, replyPrefix);

/**
 * CTEs from `rows` to `spoken`: its columns and, of `given_text` and `given_subject`, the words that are the speaker's own
 * (`own_text`, `own_subject`; null where there are none). `ownPiecesOf` says where they stood.
 */
export function spoken(dialect: Dialect, rows: string): Sql {
  return sql`cleared AS (
  SELECT
    ${identifier(rows)}.*,
    CASE WHEN ${dialect.regexMatches(sql`given_text`, mayHoldMore)} THEN ${clearedText(dialect, sql`given_text`)} END AS cleared_text
  FROM ${identifier(rows)}
),
aligned AS (
  SELECT
    cleared.*,
    ${alignedText(sql`cleared_text`)} AS aligned_text,
    CASE WHEN contains(given_subject, '&') THEN ${alignedText(sql`given_subject`)} END AS aligned_subject
  FROM cleared
),
lined AS (
  SELECT aligned.*, CASE WHEN aligned_text IS NOT NULL THEN ${markedLines(dialect, readText(dialect, sql`aligned_text`))} END AS lines
  FROM aligned
),
quoted AS (
  SELECT lined.*, ${markQuotes(sql`lines`)} AS quoted_lines
  FROM lined
),
introduced AS (
  SELECT quoted.*, ${markIntroductions(sql`quoted_lines`)} AS introduced_lines
  FROM quoted
),
ended AS (
  SELECT introduced.*, ${markEndings(sql`introduced_lines`)} AS ended_lines
  FROM introduced
),
kept AS (
  SELECT ended.*, ${keptText(sql`ended_lines`)} AS kept_text
  FROM ended
),
placed AS (
  SELECT
    kept.*,
    CASE
      WHEN ${dialect.regexMatches(sql`aligned_text`, markClass("filler", "break", "cell", "decoded"))} THEN ${keptPlaces(sql`aligned_text`, sql`kept_text`)}
      ELSE kept_text
    END AS own_places
  FROM kept
),
spoken AS (
  SELECT
    placed.*,
    CASE WHEN aligned_text IS NOT NULL THEN nullif(${ownText(sql`kept_text`)}, '') ELSE given_text END AS own_text,
    CASE
      WHEN ${isReplySubject(dialect, sql`given_subject`)} THEN NULL
      WHEN aligned_subject IS NOT NULL THEN ${ownText(readText(dialect, sql`aligned_subject`))}
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

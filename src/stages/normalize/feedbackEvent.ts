import { versionKey } from "../../sql/functions/versionKey.ts";
import { foldedWord } from "../../sql/functions/foldedWord.ts";
import { givenAmount } from "../../sql/functions/givenValue.ts";
import { givenVersion } from "../../sql/functions/givenVersion.ts";
import { regionCode } from "../../sql/functions/regionCode.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { identifier, join, sql, table, type Sql } from "../../sql/sql.ts";
import { foldedWords } from "../../sql/functions/foldedWords.ts";
import { ownPiecesOf, spoken } from "../ingest/relations.ts";
import { language, locale, textLanguage } from "./language.ts";
import { authorWords, maskedText, marks, partEnd, placeholderPattern } from "./masking.ts";
import { identifiedFeedback, newestContents } from "./relations.ts";

const fields = [
  "text",
  "subject",
  "rating",
  "version",
  "platform",
  "locale",
  "region",
  "language",
  "parent",
  "priority",
  "status",
  "product",
];

const revisionColumns = [
  "event_id",
  "source",
  "kind",
  "source_record_id",
  "occurred_at",
  "received_at",
  "revisions",
];

/** What passes through the masking untouched, from the feedback to the event. */
const carried = [
  ...revisionColumns,
  "source_product",
  "customer_record_id",
  ...fields.filter((field) => field !== "text" && field !== "subject").map((field) => `given_${field}`),
];
const carriedWithPieces = [...carried, "own_pieces"];

/**
 * The newest revision of every touched event, typed and masked. Subject and text are masked as one text, so that every
 * pattern runs once; nothing but this step and raw tables ever holds them unmasked.
 */
export function feedbackEvent(dialect: Dialect): Sql {
  const spokenColumns = join(carried.map((column) => identifier(column)));
  const kept = join(carriedWithPieces.map((column) => identifier(column)));
  const cleaned = (text: Sql): Sql => dialect.regexReplace(text, marks, " ");
  const spansOf = (text: Sql): Sql =>
    sql`CASE WHEN contains(${text}, '[') THEN ${dialect.arraySize(dialect.regexExtractAll(text, placeholderPattern))} ELSE 0 END`;

  return sql`WITH ${newestContents(dialect)},
${identifiedFeedback(dialect, revisionColumns, fields)},
${spoken(dialect, "feedback")},
${textLanguage(dialect)},
written AS (
  SELECT
    ${spokenColumns},
    ${ownPiecesOf} AS own_pieces,
    CASE WHEN name_key IS NOT NULL THEN ${authorWords(dialect, sql`given_author`)} END AS author_words,
    concat(
      CASE WHEN own_text IS NULL THEN '' ELSE ${cleaned(sql`coalesce(own_subject, '')`)} END,
      ${partEnd},
      ${cleaned(sql`coalesce(own_text, own_subject, '')`)}
    ) AS written
  FROM spoken
),
${maskedText(dialect, kept)},
counted AS (
  SELECT
    ${kept}, masked,
    ${spansOf(sql`masked`)} - ${spansOf(sql`written`)} AS masked_spans
  FROM masked
),
folded AS (
  SELECT
    ${kept}, masked, masked_spans,
    ${givenVersion(sql`given_version`)} AS product_version,
    ${regionCode(sql`given_region`)} AS region,
    ${foldedWords(sql`unmarked`)} AS folded_text
  FROM (
    SELECT counted.*, CASE WHEN contains(masked, '[') THEN ${dialect.regexReplace(sql`masked`, placeholderPattern, " ")} ELSE masked END AS unmarked
    FROM counted
  ) AS counted
)
SELECT
  folded.event_id,
  coalesce(given_product, source_product) AS product,
  source,
  kind AS channel,
  source_record_id,
  occurred_at,
  received_at,
  CAST(occurred_at AS DATE) AS event_date,
  customer_record_id,
  given_parent AS parent_record_id,
  product_version,
  ${versionKey(sql`product_version`)} AS version_key,
  ${foldedWord(sql`given_platform`)} AS platform,
  ${locale({ locale: sql`given_locale`, language: sql`given_language`, region: sql`region` })} AS locale,
  ${language({
    certain: sql`text_language.certain_language`,
    language: sql`given_language`,
    locale: sql`given_locale`,
    told: sql`text_language.told_language`,
    standard: sql`setting.default_language`,
  })} AS language,
  ${rating(dialect)} AS rating,
  ${foldedWord(sql`given_priority`)} AS priority,
  ${foldedWord(sql`given_status`)} AS status,
  trim(BOTH ' ' FROM ${dialect.regexExtract(sql`masked`, "^([^\\x1F]*)", 1)}) AS masked_subject,
  trim(BOTH ' ' FROM ${dialect.regexReplace(sql`masked`, "^[^\\x1F]*\\x1F", "")}) AS masked_text,
  folded_text,
  ${dialect.sha256(sql`folded_text`)} AS content_hash,
  CASE WHEN masked_spans > 0 THEN masked_spans ELSE 0 END AS masked_spans,
  own_pieces,
  revisions
FROM folded
JOIN text_language ON text_language.event_id = folded.event_id
CROSS JOIN ${table("curated.setting")} AS setting`;
}

/** Stars, half ones rounded up; anything outside 1 to 5 isn't a rating, and no reason to lose the text. */
function rating(dialect: Dialect): Sql {
  const stars = givenAmount(sql`given_rating`);
  const whole = sql`CAST(floor(${stars} + 0.5) AS ${dialect.type("int")})`;
  return sql`CASE WHEN ${stars} >= 1 AND ${stars} <= 5 THEN ${whole} END`;
}

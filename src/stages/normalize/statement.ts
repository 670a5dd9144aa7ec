import { versionKey } from "../../sql/functions/versionKey.ts";
import { foldedWord } from "../../sql/functions/foldedWord.ts";
import { givenAmount } from "../../sql/functions/givenValue.ts";
import { givenVersion } from "../../sql/functions/givenVersion.ts";
import { regionCode } from "../../sql/functions/regionCode.ts";
import type { AuthoredTable } from "../../contract/table.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { identifier, join, sql, table, type Sql } from "../../sql/sql.ts";
import { foldedWords } from "../../sql/functions/foldedWords.ts";
import { ownPiecesOf, spoken } from "../ingest/relations.ts";
import { language, locale, textLanguage } from "./language.ts";
import { authorWords, maskedText, marks, partEnd, placeholderPattern } from "./masking.ts";
import { hashKey } from "../../sql/hash.ts";
import { identifiedFeedback, readRecords, touchedContents } from "./relations.ts";
import { normalizeTables } from "./tables.ts";

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
  "content_place",
  "source",
  "kind",
  "source_record_id",
  "occurred_at",
  "received_at",
  "said_at",
];

/**
 * From how many words and letters on people who send one text word for word have copied it. "App crashes" and "it does not
 * open any more" are written by many on the day of an outage; letters count too, since every Japanese one is a word.
 */
const [campaignWords, campaignLetters] = [8, 24];

/** The hash of folded words without figures, where they are long enough to have been copied; else null. */
const campaignKey = (dialect: Dialect, folded: Sql): Sql => sql`CASE
      WHEN length(replace(${folded}, ' ', '')) >= ${campaignLetters}
        AND length(${folded}) - length(replace(${folded}, ' ', '')) >= ${campaignWords - 1}
      THEN ${dialect.sha256(dialect.regexReplace(folded, "[0-9]+ ?", ""))}
    END`;

/** Who copies a text often adds a tag of his own, or none. */
const hashtag = "#[^ #]+";

const columns = Object.keys(normalizeTables["curated.statement"].columns);
/** What a content gives to its statement; the others follow from where it stands among the contents of its event. */
const ofContent = columns.filter(
  (column) => !["statement_id", "revision", "is_newest", "event_date", "mark"].includes(column),
);

/** What passes through the masking untouched, from the feedback to the event. */
const carried = [
  ...revisionColumns,
  "source_product",
  "customer_record_id",
  ...fields.filter((field) => field !== "text" && field !== "subject").map((field) => `given_${field}`),
];

/**
 * What its speaker said at one time, typed and masked: every content of a touched event, of which those next to each
 * other with the same words, rating and version are one statement. Subject and text are masked as one text, so that
 * every pattern runs once; nothing but this step and raw tables ever holds them unmasked.
 *
 * Words and identity are read side by side, each from the record, and meet before the masking: one after the other they
 * are more steps than Spark resolves (spark.sql.analyzer.maxIterations, 100 by default).
 *
 * Statements whose content retention has taken from raw stay, and the new ones follow them. An event that has none of its
 * contents in raw, and no statement, is of a version without statements: what it holds is its statement. An event that
 * its source has withdrawn has one statement, without words.
 */
export function statement(dialect: Dialect): Sql {
  const kept = join([...carried, "own_pieces"].map(identifier));
  const cleaned = (text: Sql): Sql => dialect.regexReplace(text, marks, " ");
  const spansOf = (text: Sql): Sql =>
    sql`CASE WHEN contains(${text}, '[') THEN ${dialect.arraySize(dialect.regexExtractAll(text, placeholderPattern))} ELSE 0 END`;

  return sql`WITH ${touchedContents(dialect)},
${identifiedFeedback(dialect, revisionColumns, fields)},
${spoken(dialect, readRecords)},
${textLanguage(dialect)},
${dialect.once(
  "written",
  sql`SELECT
    ${join(carried.map((column) => (column === "customer_record_id" ? sql`feedback.customer_record_id` : sql`spoken.${identifier(column)}`)))},
    ${ownPiecesOf} AS own_pieces,
    CASE WHEN feedback.name_key IS NOT NULL THEN ${authorWords(dialect, sql`feedback.name`)} END AS author_words,
    concat(
      CASE WHEN own_text IS NULL THEN '' ELSE ${cleaned(sql`coalesce(own_subject, '')`)} END,
      ${partEnd},
      ${cleaned(sql`coalesce(own_text, own_subject, '')`)}
    ) AS written
  FROM spoken
  JOIN feedback ON feedback.event_id = spoken.event_id AND feedback.content_place = spoken.content_place`,
)},
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
    ${foldedWords(sql`unmarked`)} AS folded_text,
    CASE WHEN contains(unmarked, '#') THEN ${foldedWords(dialect.regexReplace(sql`unmarked`, hashtag, " "))} END AS untagged_text
  FROM (
    SELECT counted.*, CASE WHEN contains(masked, '[') THEN ${dialect.regexReplace(sql`masked`, placeholderPattern, " ")} ELSE masked END AS unmarked
    FROM counted
  ) AS counted
),
typed AS (
  SELECT
    folded.event_id,
    folded.content_place,
    folded.occurred_at,
    folded.said_at,
    coalesce(given_product, source_product) AS product,
    source,
    kind AS channel,
    source_record_id,
    received_at,
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
    ${campaignKey(dialect, sql`coalesce(untagged_text, folded_text)`)} AS campaign_key,
    CASE WHEN masked_spans > 0 THEN masked_spans ELSE 0 END AS masked_spans,
    own_pieces
  FROM folded
  JOIN text_language
    ON text_language.event_id = folded.event_id AND text_language.content_place = folded.content_place
  CROSS JOIN ${table("curated.setting")} AS setting
),
${joinedContents(dialect)},
found AS (
  SELECT
    ${hashKey(dialect, [
      sql`event_id`,
      epochText(dialect, sql`said_at`),
      sql`content_hash`,
      text(dialect, sql`rating`),
      sql`product_version`,
      text(dialect, sql`repetition`),
    ])} AS statement_id,
    ${join(ofContent.map(identifier))},
    revision,
    revision = last_revision AS is_newest,
    CAST(said_at AS DATE) AS event_date,
    CAST(NULL AS ${dialect.type("string")}) AS mark,
    FALSE AS is_known
  FROM statement_of_contents
  UNION ALL
  ${takenBack(dialect)}
  UNION ALL
  ${ofOlderVersion(dialect)}
  UNION ALL
  SELECT
    known.statement_id,
    ${join(ofContent.map((column) => sql`known.${identifier(column)}`))},
    known.revision,
    known.is_newest,
    known.event_date,
    known.mark,
    TRUE AS is_known
  FROM ${table("curated.statement")} AS known
  JOIN touched_event ON touched_event.event_id = known.event_id
)
SELECT ${join(columns.map(identifier))}, is_known AS is_gone
FROM found
QUALIFY row_number() OVER (PARTITION BY statement_id ORDER BY is_known) = 1`;
}

const text = (dialect: Dialect, value: Sql): Sql => sql`CAST(${value} AS ${dialect.type("string")})`;
const epochText = (dialect: Dialect, time: Sql): Sql => text(dialect, dialect.epochSeconds(time));

/**
 * CTEs from `typed` to `statement_of_contents`: contents next to each other that say the same are one statement, written
 * when the first of them was, as the last of them has it.
 */
function joinedContents(dialect: Dialect): Sql {
  const inOrder = sql`PARTITION BY event_id ORDER BY is_present, content_place`;
  const before = (column: string): Sql => sql`lag(${identifier(column)}) OVER (${inOrder})`;
  const same = (column: string): Sql => sql`${identifier(column)} IS NOT DISTINCT FROM ${before(column)}`;
  return sql`present_event AS (
  SELECT payload.event_id, min(payload.received_at) AS first_received_at
  FROM ${table("raw.feedback_payload")} AS payload
  JOIN touched_event ON touched_event.event_id = payload.event_id
  WHERE payload.mark IS NULL
  GROUP BY payload.event_id
),
content AS (
  SELECT event_id, content_place, 1 AS is_present, occurred_at, ${join(ofContent.filter((column) => column !== "event_id").map(identifier))}
  FROM typed
  UNION ALL
  -- what retention has taken from raw
  SELECT known.event_id, known.revision AS content_place, 0 AS is_present, known.said_at AS occurred_at,
    ${join(ofContent.filter((column) => column !== "event_id").map((column) => sql`known.${identifier(column)}`))}
  FROM ${table("curated.statement")} AS known
  JOIN present_event ON present_event.event_id = known.event_id AND known.received_at < present_event.first_received_at
  CROSS JOIN retained
  WHERE known.mark IS NULL AND CAST(known.received_at AS DATE) < retained.first_day
),
compared_content AS (
  SELECT
    content.*,
    CASE
      WHEN is_present = 1 AND content_place = 1 AND ${before("said_at")} >= said_at
      THEN CASE WHEN occurred_at > ${before("said_at")} THEN occurred_at ELSE received_at END
      ELSE said_at
    END AS written_at,
    CASE
      WHEN ${same("content_hash")} AND ${same("rating")} AND ${same("product_version")}
        AND (folded_text <> '' OR ${same("masked_text")})
      THEN 0
      ELSE 1
    END AS says_something_new
  FROM content
),
numbered_content AS (
  SELECT
    compared_content.*,
    CAST(sum(says_something_new) OVER (${inOrder} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS ${dialect.type("int")}) AS revision
  FROM compared_content
),
grouped_content AS (
  SELECT
    numbered_content.*,
    first_value(written_at) OVER (PARTITION BY event_id, revision ORDER BY is_present, content_place) AS first_written_at,
    first_value(received_at) OVER (PARTITION BY event_id, revision ORDER BY is_present, content_place) AS first_received_at,
    row_number() OVER (PARTITION BY event_id, revision ORDER BY is_present DESC, content_place DESC) AS place_from_last,
    max(revision) OVER (PARTITION BY event_id) AS last_revision
  FROM numbered_content
),
statement_of_contents AS (
  SELECT
    ${join(
      ofContent.map((column) =>
        column === "said_at"
          ? sql`first_written_at AS said_at`
          : column === "received_at"
            ? sql`first_received_at AS received_at`
            : column === "priority" || column === "status"
              ? sql`CASE WHEN revision = last_revision THEN ${identifier(column)} END AS ${identifier(column)}`
              : identifier(column),
      ),
      sql`,
    `,
    )},
    revision,
    last_revision,
    row_number() OVER (
      PARTITION BY event_id, ${dialect.epochSeconds(sql`first_written_at`)}, content_hash, rating, product_version
      ORDER BY revision
    ) AS repetition
  FROM grouped_content
  WHERE place_from_last = 1
)`;
}

/** Columns of a row of `curated.statement` but for the given ones, which are null. */
function withoutWords(dialect: Dialect, given: Readonly<Record<string, Sql>>): Sql {
  const { columns: types }: AuthoredTable = normalizeTables["curated.statement"];
  return join(
    ofContent.map((column) => {
      const value = given[column] ?? sql`CAST(NULL AS ${dialect.type(types[column]?.type ?? "string")})`;
      return sql`${value} AS ${identifier(column)}`;
    }),
    sql`,
    `,
  );
}

/** The statement of an event that its source has deleted or emptied. */
const takenBack = (dialect: Dialect): Sql => sql`SELECT
    ${hashKey(dialect, [sql`payload.event_id`, sql`'withdrawn'`])} AS statement_id,
    ${withoutWords(dialect, {
      event_id: sql`payload.event_id`,
      product: sql`coalesce(source.product, '-')`,
      source: sql`payload.source`,
      channel: sql`payload.kind`,
      source_record_id: sql`payload.event_id`,
      said_at: sql`payload.received_at`,
      received_at: sql`payload.received_at`,
      masked_spans: sql`0`,
    })},
    1 AS revision,
    TRUE AS is_newest,
    CAST(payload.received_at AS DATE) AS event_date,
    payload.mark,
    FALSE AS is_known
  FROM ${table("raw.feedback_payload")} AS payload
  JOIN touched_event ON touched_event.event_id = payload.event_id
  LEFT JOIN ${table("curated.source")} AS source ON source.source = payload.source
  WHERE payload.mark IS NOT NULL`;

/** The statement of an event whose contents retention took before there were statements. */
const ofOlderVersion = (dialect: Dialect): Sql => sql`SELECT
    ${hashKey(dialect, [
      sql`event.event_id`,
      epochText(dialect, sql`event.occurred_at`),
      sql`event.content_hash`,
      text(dialect, sql`event.rating`),
      sql`event.product_version`,
      sql`'1'`,
    ])} AS statement_id,
    ${join(
      ofContent.map((column) =>
        column === "said_at"
          ? sql`event.occurred_at AS said_at`
          : column === "campaign_key"
            ? sql`${campaignKey(dialect, sql`event.folded_text`)} AS campaign_key`
            : sql`event.${identifier(column)}`,
      ),
      sql`,
    `,
    )},
    1 AS revision,
    TRUE AS is_newest,
    event.event_date,
    CAST(NULL AS ${dialect.type("string")}) AS mark,
    FALSE AS is_known
  FROM ${table("curated.feedback_event")} AS event
  LEFT JOIN (SELECT DISTINCT event_id FROM ${table("raw.feedback_payload")}) AS payload
    ON payload.event_id = event.event_id
  LEFT JOIN (SELECT DISTINCT event_id FROM ${table("curated.statement")}) AS known
    ON known.event_id = event.event_id
  WHERE payload.event_id IS NULL AND known.event_id IS NULL`;

/** Stars, half ones rounded up; anything outside 1 to 5 isn't a rating, and no reason to lose the text. */
function rating(dialect: Dialect): Sql {
  const stars = givenAmount(sql`given_rating`);
  const whole = sql`CAST(floor(${stars} + 0.5) AS ${dialect.type("int")})`;
  return sql`CASE WHEN ${stars} >= 1 AND ${stars} <= 5 THEN ${whole} END`;
}

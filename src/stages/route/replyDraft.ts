import { publicKinds } from "../../contract/vocabulary.ts";
import type { SqlStep } from "../../contract/step.ts";
import { asOf } from "../../contract/window.ts";
import { isOneOf, sql, table } from "../../sql/sql.ts";

/** An answer to a question older than this helps no one: its draft is withdrawn. */
export const draftDays = 30;

export const replyDraft: SqlStep = {
  kind: "sql",
  id: "route.reply_draft",
  stage: "route",
  title: "Reply drafts",
  why: "Accepted feedback of a category with a macro gets a drafted answer in its own language. The customer's text is filled in last, so a placeholder in it stays text.",
  writes: "curated.reply_draft",
  mode: "sync",
  window: "all",
  query: (dialect) => sql`    WITH answerable AS (
      SELECT
        event.event_id, event.product, event.language, event.channel,
        category.macro, category.title,
        enrichment.quote, enrichment.risk_class
      FROM ${table("curated.enrichment")} AS enrichment
      JOIN ${table("curated.category")} AS category ON category.category = enrichment.category
      JOIN ${table("curated.feedback_event")} AS event ON event.event_id = enrichment.event_id
      WHERE enrichment.accepted
        AND category.macro IS NOT NULL
        AND event.event_date > ${dialect.addDays(sql`CAST(${asOf} AS DATE)`, sql`${-draftDays}`)}
        AND event.event_date <= CAST(${asOf} AS DATE)
    ),
    worded AS (
      SELECT
        answerable.event_id, answerable.product, answerable.channel, answerable.title, answerable.quote,
        answerable.risk_class AS event_risk_class,
        macro.macro, macro.language, macro.body, macro.article_id, macro.risk_class AS macro_risk_class
      FROM answerable
      JOIN ${table("curated.macro")} AS macro ON macro.macro = answerable.macro
      QUALIFY row_number() OVER (
        PARTITION BY answerable.event_id
        ORDER BY
          CASE
            WHEN macro.language = answerable.language THEN 1
            WHEN macro.language = (SELECT max(default_language) FROM ${table("curated.setting")}) THEN 2
            WHEN macro.language = 'en' THEN 3
            ELSE 4
          END,
          macro.language
      ) = 1
    )
    SELECT
      worded.event_id, worded.macro, worded.language,
      replace(replace(replace(replace(
        worded.body,
        '{product}', coalesce(product.title, worded.product)),
        '{title}', worded.title),
        '{article}', coalesce(article.title, worded.article_id, '')),
        '{quote}', coalesce(worded.quote, '')) AS body,
      worded.article_id,
      CASE
        WHEN worded.event_risk_class <> 'none' THEN worded.event_risk_class
        WHEN worded.macro_risk_class <> 'none' THEN worded.macro_risk_class
        WHEN ${isOneOf(sql`worded.channel`, publicKinds)} THEN 'public_reply'
        ELSE 'none'
      END AS risk_class
    FROM worded
    LEFT JOIN ${table("curated.product")} AS product ON product.product = worded.product
    LEFT JOIN ${table("raw.article")} AS article ON article.article_id = worded.article_id`,
};

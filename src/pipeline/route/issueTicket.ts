import type { SqlStep } from "../contract.ts";
import { featuresOfWords } from "../enrich/features.ts";
import { foldedWords } from "../normalize/foldedWords.ts";
import { ticketChange } from "../track/ticketChange.ts";
import { asOf } from "../window.ts";
import { stemLength } from "../../model/tokens.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { sql, table, type Sql } from "../../sql/sql.ts";

/** A ticket is compared with issues whose onset lies at most so many days after, and before, the day it was opened. */
export const daysBeforeOnset = 3;
export const daysAfterOnset = 60;
/**
 * What similarity of title and issue links them (basis points): two fifths where the area agrees as well, three fifths
 * where the ticket names no area of the taxonomy. Set beforehand, not fitted to any data set.
 */
export const similarityInArea = 4000;
export const similarityWithoutArea = 6000;
/** Tickets this close to the best one of an issue are linked as well (percent of its similarity): two reports of one thing. */
export const nearlyBestPercent = 90;
/** Share of an issue's members with a stated ticket that must state the same one, for its status to speak for the issue. */
export const statedShareBp = 2500;
/** Members of an issue whose words are compared: its first ones, which the ticket was written about. */
const sampledMembers = 200;
/** A word belongs to an issue from this share of the sampled members on, and from two of them. */
const memberShareBp = 500;

export const issueTicket: SqlStep = {
  kind: "sql",
  id: "route.issue_ticket",
  stage: "route",
  title: "Tickets of issues",
  why: "Links the tickets that exist before anything new is opened: by the feedback a ticket names, else by area, time and text. Without such a statement a ticket belongs to one issue at most.",
  writes: "curated.issue_ticket",
  mode: "sync",
  window: "all",
  query: (dialect) => sql`    WITH tracker_event AS (
      SELECT product, ticket_key, tracker_event_id, changed_at, summary, area, duplicate_of, feedback_record_id
      FROM ${table("raw.tracker_event")}
      WHERE changed_at <= ${asOf}
    ),
    ticket_summary AS (
${newest(sql`summary`)}
    ),
    ticket_component AS (
${newest(sql`area`)}
    ),
    ticket_duplicate AS (
${newest(sql`duplicate_of`)}
    ),
    ticket_change AS (
${ticketChange(dialect)}
    ),
    ticket_progress AS (
      SELECT product, ticket_key, max(progress) AS progress
      FROM ticket_change
      GROUP BY product, ticket_key
    ),
    opened_ticket AS (
      SELECT product, ticket_key, min(changed_at) AS opened_at
      FROM tracker_event
      GROUP BY product, ticket_key
    ),
    duplicate AS (
      SELECT ticket_duplicate.product, ticket_duplicate.ticket_key, ticket_duplicate.duplicate_of AS main_key
      FROM ticket_duplicate
      JOIN opened_ticket AS main
        ON main.product = ticket_duplicate.product AND main.ticket_key = ticket_duplicate.duplicate_of
      LEFT JOIN ticket_duplicate AS way_back
        ON way_back.product = ticket_duplicate.product AND way_back.ticket_key = ticket_duplicate.duplicate_of
      WHERE ticket_duplicate.duplicate_of <> ticket_duplicate.ticket_key
        AND (way_back.duplicate_of IS NULL
          OR way_back.duplicate_of <> ticket_duplicate.ticket_key
          OR ticket_duplicate.ticket_key > ticket_duplicate.duplicate_of)
    ),
    ticket AS (
      SELECT
        opened_ticket.product, opened_ticket.ticket_key, opened_ticket.opened_at,
        coalesce(farthest.main_key, farther.main_key, nearest.main_key, opened_ticket.ticket_key) AS main_key
      FROM opened_ticket
      LEFT JOIN duplicate AS nearest ON nearest.product = opened_ticket.product AND nearest.ticket_key = opened_ticket.ticket_key
      LEFT JOIN duplicate AS farther ON farther.product = nearest.product AND farther.ticket_key = nearest.main_key
      LEFT JOIN duplicate AS farthest ON farthest.product = farther.product AND farthest.ticket_key = farther.main_key
    ),

    -- What tickets state: the feedback they came from.
    stated_record AS (
      SELECT DISTINCT product, ticket_key, feedback_record_id
      FROM tracker_event
      WHERE feedback_record_id IS NOT NULL
    ),
    named_event AS (
      SELECT stated_record.product, stated_record.ticket_key, event.event_id
      FROM stated_record
      JOIN ${table("curated.feedback_event")} AS event
        ON event.product = stated_record.product AND event.source_record_id = stated_record.feedback_record_id
      QUALIFY row_number() OVER (
        PARTITION BY stated_record.product, stated_record.ticket_key, stated_record.feedback_record_id
        ORDER BY CASE event.channel WHEN 'tickets' THEN 1 WHEN 'email' THEN 2 WHEN 'survey' THEN 3 ELSE 4 END, event.event_id
      ) = 1
    ),
    statement AS (
      SELECT DISTINCT member.issue_id, ticket.product, ticket.ticket_key, ticket.main_key, named_event.event_id
      FROM named_event
      JOIN ticket ON ticket.product = named_event.product AND ticket.ticket_key = named_event.ticket_key
      JOIN ${table("curated.issue_member")} AS member ON member.event_id = named_event.event_id
    ),
    stating_members AS (
      SELECT issue_id, count(DISTINCT event_id) AS members, count(DISTINCT main_key) AS tickets
      FROM statement
      GROUP BY issue_id
    ),
    stated_ticket AS (
      SELECT issue_id, main_key, count(DISTINCT event_id) AS members
      FROM statement
      GROUP BY issue_id, main_key
    ),
    stated_lead AS (
      SELECT stated_ticket.issue_id, stated_ticket.main_key
      FROM stated_ticket
      JOIN stating_members ON stating_members.issue_id = stated_ticket.issue_id
      WHERE stated_ticket.members * 10000 >= stating_members.members * ${statedShareBp}
        AND (stated_ticket.members > 1 OR stating_members.tickets = 1)
    ),

    -- What is left is compared by area, time and text.
    free_ticket AS (
      SELECT
        ticket.product, ticket.ticket_key, ticket.main_key, ticket.opened_at, area.area,
        ${foldedWords(dialect, sql`ticket_summary.summary`)} AS folded_summary,
        ${foldedWords(dialect, sql`concat(coalesce(area.area, ''), ' ', coalesce(area.title, ''))`)} AS folded_area
      FROM ticket
      JOIN ticket_summary ON ticket_summary.product = ticket.product AND ticket_summary.ticket_key = ticket.ticket_key
      LEFT JOIN ticket_component
        ON ticket_component.product = ticket.product AND ticket_component.ticket_key = ticket.ticket_key
      LEFT JOIN ${table("curated.area")} AS area
        ON area.area = ${areaName(dialect, sql`ticket_component.area`)}
        OR ${areaName(dialect, sql`area.title`)} = ${areaName(dialect, sql`ticket_component.area`)}
      LEFT JOIN statement ON statement.product = ticket.product AND statement.main_key = ticket.main_key
      WHERE statement.main_key IS NULL
      QUALIFY row_number() OVER (PARTITION BY ticket.product, ticket.ticket_key ORDER BY area.area NULLS LAST) = 1
    ),
    candidate AS (
      SELECT
        free_ticket.product, free_ticket.ticket_key, free_ticket.main_key, free_ticket.opened_at,
        issue.issue_id, issue.category, issue.detected_at,
        CASE issue.origin WHEN 'release' THEN 1 WHEN 'spike' THEN 2 ELSE 3 END AS origin_place,
        abs(${dialect.daysBetween(sql`issue.onset_date`, sql`CAST(free_ticket.opened_at AS DATE)`)}) AS days_apart,
        free_ticket.area IS NOT NULL AS area_agrees
      FROM free_ticket
      JOIN ${table("curated.issue")} AS issue
        ON issue.product = free_ticket.product
        AND (free_ticket.area IS NULL OR free_ticket.area = issue.area)
        AND CAST(free_ticket.opened_at AS DATE) >= ${dialect.addDays(sql`issue.onset_date`, sql`${-daysBeforeOnset}`)}
        AND CAST(free_ticket.opened_at AS DATE) <= ${dialect.addDays(sql`issue.onset_date`, sql`${daysAfterOnset}`)}
      LEFT JOIN stated_lead ON stated_lead.issue_id = issue.issue_id
      WHERE stated_lead.issue_id IS NULL
    ),
    compared_issue AS (
      SELECT DISTINCT issue_id, category FROM candidate
    ),

    -- The words of a summary, without those of its area, which say nothing that the area did not.
    summary_word AS (
      SELECT product, ticket_key, ${dialect.explode(dialect.words(sql`folded_summary`))} AS word FROM free_ticket
    ),
    area_word AS (
      SELECT product, ticket_key, ${dialect.explode(dialect.words(sql`folded_area`))} AS word FROM free_ticket
    ),
    ticket_word AS (
      SELECT DISTINCT
        summary_word.product, summary_word.ticket_key, summary_word.word,
        ${stem(sql`summary_word.word`)} AS stem
      FROM summary_word
      LEFT JOIN area_word
        ON area_word.product = summary_word.product
        AND area_word.ticket_key = summary_word.ticket_key
        AND area_word.word = summary_word.word
      WHERE area_word.word IS NULL
    ),
    ticket_stem AS (
      SELECT DISTINCT product, ticket_key, stem FROM ticket_word
    ),
    known_stem AS (
      SELECT stem, count(*) AS tickets FROM ticket_stem GROUP BY stem
    ),

    -- The words of an issue: what its category is called and defined as, and what its first members wrote.
    category_word AS (
      SELECT
        category,
        ${dialect.explode(dialect.words(foldedWords(dialect, sql`concat(title, ' ', definition)`)))} AS word
      FROM ${table("curated.category")}
    ),
    sampled_member AS (
      SELECT compared_issue.issue_id, event.event_id, event.folded_text
      FROM compared_issue
      JOIN ${table("curated.issue_member")} AS member ON member.issue_id = compared_issue.issue_id
      JOIN ${table("curated.feedback_event")} AS event ON event.event_id = member.event_id
      QUALIFY row_number() OVER (PARTITION BY compared_issue.issue_id ORDER BY event.occurred_at, event.event_id) <= ${sampledMembers}
    ),
    sample_size AS (
      SELECT issue_id, count(*) AS members FROM sampled_member GROUP BY issue_id
    ),
    member_word AS (
      SELECT issue_id, event_id, ${dialect.explode(dialect.words(sql`folded_text`))} AS word FROM sampled_member
    ),
    member_stem AS (
      SELECT DISTINCT member_word.issue_id, member_word.event_id, known_stem.stem
      FROM member_word
      JOIN known_stem ON known_stem.stem = ${stem(sql`member_word.word`)}
    ),
    frequent_stem AS (
      SELECT issue_id, stem, count(*) AS members FROM member_stem GROUP BY issue_id, stem
    ),
    issue_stem AS (
      SELECT frequent_stem.issue_id, frequent_stem.stem
      FROM frequent_stem
      JOIN sample_size ON sample_size.issue_id = frequent_stem.issue_id
      WHERE frequent_stem.members > 1
        AND frequent_stem.members * 10000 >= sample_size.members * ${memberShareBp}
      UNION
      SELECT compared_issue.issue_id, ${stem(sql`category_word.word`)}
      FROM compared_issue
      JOIN category_word ON category_word.category = compared_issue.category
    ),

    -- A word weighs the more the rarer it is, among tickets and among what customers write (thousandths of a nat).
    stem_in_feedback AS (
      SELECT stem, count(DISTINCT event_id) AS events FROM member_stem GROUP BY stem
    ),
    stem_weight AS (
      SELECT
        known_stem.stem,
        CAST(${dialect.quantise(
          sql`-1000 * ln(greatest(
          ${dialect.divide(sql`known_stem.tickets`, sql`((SELECT count(*) FROM free_ticket) + 10)`)},
          ${dialect.divide(sql`coalesce(stem_in_feedback.events, 0)`, sql`((SELECT count(DISTINCT event_id) FROM sampled_member) + 10)`)}))`,
          0,
        )} AS BIGINT) AS weight
      FROM known_stem
      LEFT JOIN stem_in_feedback ON stem_in_feedback.stem = known_stem.stem
    ),
    word_overlap AS (
      SELECT
        candidate.product, candidate.ticket_key, candidate.issue_id,
        sum(stem_weight.weight) AS weight,
        sum(CASE WHEN issue_stem.stem IS NOT NULL THEN stem_weight.weight ELSE 0 END) AS shared_weight
      FROM candidate
      JOIN ticket_stem
        ON ticket_stem.product = candidate.product AND ticket_stem.ticket_key = candidate.ticket_key
      JOIN stem_weight ON stem_weight.stem = ticket_stem.stem
      LEFT JOIN issue_stem ON issue_stem.issue_id = candidate.issue_id AND issue_stem.stem = ticket_stem.stem
      GROUP BY candidate.product, candidate.ticket_key, candidate.issue_id
    ),

    -- The classifier reads the summary as it reads feedback, among the categories of the area of the ticket.
    ticket_feature AS (
      SELECT
        product, ticket_key, area,
        ${dialect.explode(featuresOfWords(dialect, dialect.words(sql`folded_summary`)))} AS feature
      FROM free_ticket
    ),
    category_evidence AS (
      SELECT
        ticket_feature.product, ticket_feature.ticket_key, classifier_weight.category,
        sum(classifier_weight.weight) AS evidence
      FROM ticket_feature
      JOIN ${table("curated.classifier_weight")} AS classifier_weight ON classifier_weight.feature = ticket_feature.feature
      JOIN ${table("curated.category")} AS category ON category.category = classifier_weight.category
      WHERE ticket_feature.area IS NULL OR category.area = ticket_feature.area
      GROUP BY ticket_feature.product, ticket_feature.ticket_key, classifier_weight.category
    ),
    category_share AS (
      SELECT
        product, ticket_key, category,
        CAST(${dialect.quantise(
          sql`10000 * ${ratioToBest(dialect)} * ${ratioToBest(dialect)}`,
          0,
        )} AS BIGINT) AS share_bp
      FROM category_evidence
      WHERE evidence > 0
    ),
    telling_weight AS (
      SELECT ticket_word.product, ticket_word.ticket_key, classifier_weight.category, ticket_word.stem
      FROM ticket_word
      JOIN ${table("curated.classifier_weight")} AS classifier_weight
        ON classifier_weight.feature IN (ticket_word.word, ${stemFeature(sql`ticket_word.word`)})
        AND classifier_weight.weight > 0
      GROUP BY ticket_word.product, ticket_word.ticket_key, classifier_weight.category, ticket_word.stem
    ),
    telling AS (
      SELECT telling_weight.product, telling_weight.ticket_key, telling_weight.category, sum(stem_weight.weight) AS weight
      FROM telling_weight
      JOIN stem_weight ON stem_weight.stem = telling_weight.stem
      GROUP BY telling_weight.product, telling_weight.ticket_key, telling_weight.category
    ),
    scored AS (
      SELECT
        candidate.product, candidate.ticket_key, candidate.main_key, candidate.issue_id,
        candidate.origin_place, candidate.days_apart, candidate.area_agrees,
        CAST(floor((
          word_overlap.shared_weight * 10000 + coalesce(category_share.share_bp, 0) * coalesce(telling.weight, 0)
        ) / (2 * word_overlap.weight)) AS INT) AS similarity_bp
      FROM candidate
      JOIN word_overlap
        ON word_overlap.product = candidate.product
        AND word_overlap.ticket_key = candidate.ticket_key
        AND word_overlap.issue_id = candidate.issue_id
      LEFT JOIN category_share
        ON category_share.product = candidate.product
        AND category_share.ticket_key = candidate.ticket_key
        AND category_share.category = candidate.category
      LEFT JOIN telling
        ON telling.product = candidate.product
        AND telling.ticket_key = candidate.ticket_key
        AND telling.category = candidate.category
      WHERE word_overlap.weight > 0
    ),
    similar_enough AS (
      SELECT product, ticket_key, main_key, issue_id, origin_place, days_apart, similarity_bp
      FROM scored
      WHERE similarity_bp >= CASE WHEN area_agrees THEN ${similarityInArea} ELSE ${similarityWithoutArea} END
    ),

    -- A ticket, with its duplicates, goes to one issue: among alike ones to that which a release or a spike founded.
    chosen_issue AS (
      SELECT product, main_key, issue_id
      FROM similar_enough
      QUALIFY row_number() OVER (
        PARTITION BY product, main_key
        ORDER BY floor(similarity_bp / 1000) DESC, origin_place, days_apart, similarity_bp DESC, issue_id, ticket_key
      ) = 1
    ),
    chosen AS (
      SELECT
        similar_enough.product, similar_enough.issue_id, similar_enough.ticket_key, similar_enough.main_key, similar_enough.similarity_bp,
        max(similar_enough.similarity_bp) OVER (PARTITION BY similar_enough.issue_id) AS best_bp
      FROM similar_enough
      JOIN chosen_issue
        ON chosen_issue.product = similar_enough.product
        AND chosen_issue.main_key = similar_enough.main_key
        AND chosen_issue.issue_id = similar_enough.issue_id
    ),
    text_link AS (
      SELECT product, issue_id, ticket_key, main_key, similarity_bp
      FROM chosen
      WHERE similarity_bp * 100 >= best_bp * ${nearlyBestPercent}
    ),
    text_lead AS (
      SELECT text_link.issue_id, text_link.main_key
      FROM text_link
      JOIN ticket ON ticket.product = text_link.product AND ticket.ticket_key = text_link.main_key
      LEFT JOIN ticket_progress
        ON ticket_progress.product = ticket.product AND ticket_progress.ticket_key = ticket.ticket_key
      QUALIFY row_number() OVER (
        PARTITION BY text_link.issue_id
        ORDER BY
          coalesce(ticket_progress.progress, 0) DESC, text_link.similarity_bp DESC,
          ticket.opened_at, text_link.main_key, text_link.ticket_key
      ) = 1
    ),

    link AS (
      SELECT issue_id, ticket_key, 'feedback_record' AS link_reason, 10000 AS similarity_bp FROM statement
      UNION ALL
      SELECT issue_id, main_key, 'feedback_record', 10000 FROM statement
      UNION ALL
      SELECT issue_id, ticket_key, 'area_time_text', similarity_bp FROM text_link
      UNION ALL
      SELECT issue_id, main_key, 'area_time_text', similarity_bp FROM text_link
    ),
    lead_ticket AS (
      SELECT issue_id, main_key FROM stated_lead
      UNION
      SELECT issue_id, main_key FROM text_lead
    )
    SELECT
      link.issue_id, link.ticket_key,
      max(link.link_reason) AS link_reason,
      CAST(max(link.similarity_bp) AS INT) AS similarity_bp,
      max(CASE WHEN lead_ticket.main_key IS NOT NULL THEN 1 ELSE 0 END) = 1 AS leads
    FROM link
    LEFT JOIN lead_ticket ON lead_ticket.issue_id = link.issue_id AND lead_ticket.main_key = link.ticket_key
    GROUP BY link.issue_id, link.ticket_key`,
};

/** The newest value of a column of the tracker that is not blank: tickets are renamed and moved. */
function newest(column: Sql): Sql {
  return sql`      SELECT product, ticket_key, ${column}
      FROM tracker_event
      WHERE trim(${column}) <> ''
      QUALIFY row_number() OVER (PARTITION BY product, ticket_key ORDER BY changed_at DESC, tracker_event_id) = 1`;
}

/** 1 for the category that the summary speaks for most, less for the others. */
const ratioToBest = (dialect: Dialect): Sql =>
  dialect.divide(sql`evidence`, sql`(max(evidence) OVER (PARTITION BY product, ticket_key))`);

/** Words are compared by their first letters, as the classifier does: crash and crashes are one. */
const stem = (word: Sql): Sql => sql`substring(${word}, 1, ${stemLength})`;

/** The feature that the classifier keeps for a longer word; for a short one the word itself, which it knows anyway. */
const stemFeature = (word: Sql): Sql =>
  sql`CASE WHEN length(${word}) > ${stemLength} THEN concat(${stem(word)}, '*') ELSE ${word} END`;

/** How trackers write areas: app_shell, App shell and app-shell are one. */
function areaName(dialect: Dialect, text: Sql): Sql {
  return sql`replace(replace(${dialect.foldText(sql`trim(${text})`)}, '_', '-'), ' ', '-')`;
}

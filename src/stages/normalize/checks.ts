import type { Check } from "../../contract/check.ts";
import { sql, table } from "../../sql/sql.ts";
import { newTo } from "../../contract/window.ts";
import { oversizedBlocks } from "./customerLink.ts";
import { decidedPair } from "./decidedPair.ts";
import { versionNames } from "./versionNames.ts";

export const checks: readonly Check[] = [
  {
    id: "normalize.every_payload_has_its_event",
    stage: "normalize",
    table: "curated.feedback_event",
    title: "Every piece of feedback of the window is an event or was set aside.",
    severity: "error",
    failing: () => sql`  SELECT DISTINCT payload.event_id
  FROM ${table("raw.feedback_payload")} AS payload
  LEFT JOIN ${table("curated.feedback_event")} AS event ON event.event_id = payload.event_id
  LEFT JOIN ${table("curated.set_aside_event")} AS aside ON aside.event_id = payload.event_id
  WHERE ${newTo("normalize", sql`payload.run_id`)} AND payload.mark IS NULL
    AND event.event_id IS NULL AND aside.event_id IS NULL`,
  },
  {
    id: "normalize.taken_back_has_no_words",
    stage: "normalize",
    table: "curated.statement",
    title: "Nothing is left of what the source of an event has deleted or redacted.",
    severity: "error",
    failing: () => sql`  SELECT gone.event_id
  FROM ${table("curated.statement")} AS gone
  JOIN ${table("curated.statement")} AS statement ON statement.event_id = gone.event_id
  WHERE gone.mark IS NOT NULL AND statement.masked_text IS NOT NULL`,
  },
  {
    id: "normalize.events_say_their_newest_statement",
    stage: "normalize",
    table: "curated.feedback_event",
    title: "Every event of the window has the words of its newest statement, which is one.",
    severity: "error",
    failing: () => sql`  SELECT event.event_id
  FROM ${table("curated.feedback_event")} AS event
  LEFT JOIN ${table("curated.statement")} AS statement
    ON statement.event_id = event.event_id AND statement.is_newest AND statement.content_hash = event.content_hash
  WHERE ${newTo("normalize", sql`event.run_id`)}
  GROUP BY event.event_id
  HAVING count(statement.statement_id) <> 1`,
  },
  {
    id: "normalize.set_aside_is_left_out",
    stage: "normalize",
    table: "curated.feedback_event",
    title: "No event that was set aside is still in the feedback.",
    severity: "error",
    failing: () => sql`  SELECT event.event_id
  FROM ${table("curated.set_aside_event")} AS aside
  JOIN ${table("curated.feedback_event")} AS event ON event.event_id = aside.event_id`,
  },
  {
    id: "normalize.every_event_has_a_customer",
    stage: "normalize",
    table: "curated.customer",
    title: "Every event has an identity, and every identity a customer.",
    severity: "error",
    failing: () => sql`  SELECT event.event_id
  FROM ${table("curated.feedback_event")} AS event
  LEFT JOIN ${table("curated.customer")} AS customer ON customer.customer_record_id = event.customer_record_id
  WHERE customer.customer_id IS NULL`,
  },
  {
    id: "normalize.distinct_stays_distinct",
    stage: "normalize",
    table: "curated.customer",
    title: "No customer holds two identities that a reviewer called distinct.",
    severity: "error",
    failing: (dialect) => sql`  WITH ${decidedPair(dialect)}
  SELECT pair.left_record_id, pair.right_record_id
  FROM decided_pair AS pair
  JOIN ${table("curated.customer")} AS one ON one.customer_record_id = pair.left_record_id
  JOIN ${table("curated.customer")} AS other ON other.customer_record_id = pair.right_record_id
  WHERE pair.verb = 'distinct' AND other.customer_id = one.customer_id`,
  },
  {
    id: "normalize.same_is_one_customer",
    stage: "normalize",
    table: "curated.customer",
    title: "Identities that a reviewer called the same are one customer: no other decision contradicts it.",
    severity: "warn",
    failing: (dialect) => sql`  WITH ${decidedPair(dialect)}
  SELECT pair.left_record_id, pair.right_record_id
  FROM decided_pair AS pair
  JOIN ${table("curated.customer")} AS one ON one.customer_record_id = pair.left_record_id
  JOIN ${table("curated.customer")} AS other ON other.customer_record_id = pair.right_record_id
  WHERE pair.verb = 'same' AND other.customer_id <> one.customer_id`,
  },
  {
    id: "normalize.no_address_is_left",
    stage: "normalize",
    table: "curated.statement",
    title: "No masked text of the window holds an e-mail address.",
    severity: "error",
    failing: (dialect) => sql`  SELECT event_id
  FROM ${table("curated.statement")} AS statement
  WHERE ${newTo("normalize", sql`statement.run_id`)}
    AND contains(concat(masked_subject, ' ', masked_text), '@')
    AND ${dialect.regexMatches(sql`concat(masked_subject, ' ', masked_text)`, "[A-Za-z0-9._-]+@[A-Za-z0-9-]+[.][A-Za-z]{2,}")}`,
  },
  {
    id: "normalize.locale_is_no_country",
    stage: "normalize",
    table: "curated.feedback_event",
    title:
      "No locale of the window is three letters alone, which may be a country or a language: map it as region or language.",
    severity: "warn",
    failing: () => sql`  SELECT event_id, source, locale
  FROM ${table("curated.feedback_event")} AS event
  WHERE ${newTo("normalize", sql`event.run_id`)} AND length(locale) = 3`,
  },
  versionNames,
  {
    id: "normalize.blocks_are_compared",
    stage: "normalize",
    table: "curated.customer_link",
    title:
      "No part of an address, and no like names in one mailbox, are so common that those who share them were left uncompared.",
    severity: "warn",
    failing: oversizedBlocks,
  },
  {
    id: "normalize.links_are_closed",
    stage: "normalize",
    table: "curated.customer",
    title: "Identities that a merge link connects are one customer.",
    severity: "warn",
    failing: () => sql`  SELECT link.left_record_id, link.right_record_id
  FROM ${table("curated.customer_link")} AS link
  JOIN ${table("curated.customer")} AS one ON one.customer_record_id = link.left_record_id
  JOIN ${table("curated.customer")} AS other ON other.customer_record_id = link.right_record_id
  LEFT JOIN ${table("curated.parted_link")} AS parted
    ON parted.left_record_id = link.left_record_id AND parted.right_record_id = link.right_record_id
  WHERE link.decision = 'merge' AND one.customer_id <> other.customer_id AND parted.left_record_id IS NULL`,
  },
];

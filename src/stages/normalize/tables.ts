import { optional, required } from "../../contract/columns.ts";
import type { AuthoredTable } from "../../contract/table.ts";
import { feedbackKinds, recordMarks } from "../../contract/vocabulary.ts";
import { identityRuleKinds } from "../../spec/identityRules.ts";
import { identifiedBy } from "./identity.ts";
import { emailLevels, linkReasons, localeLevels, nameLevels, userLevels } from "./matchWeights.ts";
import type { TableName } from "../../sql/sql.ts";

/** Tables of the stage normalize. */
export const normalizeTables = {
  "curated.statement": {
    comment:
      "What its speaker said at one time, masked and typed. An edit is a statement of its own; what its source deleted has one without words.",
    kind: "state",
    owner: "normalize",
    class: "internal",
    readers: ["analyst", "reviewer", "steward"],
    key: ["statement_id"],
    clusterBy: ["product", "event_date", "event_id"],
    retention: "curated",
    columns: {
      statement_id: required(
        "string",
        "SHA-256 of event, time and content: words, rating and version, and which time it says them then.",
      ),
      event_id: required("string", "The piece of feedback: SHA-256 of source and source record id."),
      revision: required("int", "Place among the statements of its event, from 1."),
      is_newest: required("boolean", "True for the last statement of its event."),
      mark: optional(
        "string",
        "How its source took the event back: deleted, or redacted. Such a statement has no words; null for all others.",
        { values: recordMarks },
      ),
      product: required("string", "Product.", { class: "public" }),
      source: required("string", "Id of the source.", { class: "public" }),
      channel: required("string", "Kind of the source.", { class: "public", values: feedbackKinds }),
      source_record_id: required("string", "Id of the record in its source.", { class: "personal" }),
      said_at: required(
        "timestamp",
        "When it was written (UTC): the first when the event was, an edit at its own time, or else when it was received.",
        { class: "public" },
      ),
      received_at: required("timestamp", "When the source first delivered it (UTC)."),
      event_date: required("date", "Day of said_at (UTC).", { class: "public" }),
      customer_record_id: optional(
        "string",
        "The identity that the record carries (customer_record); null without words.",
        { class: "personal", pseudonym: true },
      ),
      parent_record_id: optional(
        "string",
        "Record of the same source that it continues; null for a first message.",
        { class: "personal" },
      ),
      product_version: optional("string", "Version the customer used then; null where not given.", {
        class: "public",
      }),
      version_key: optional("string", "Version as a text that sorts as numbers; null without version."),
      platform: optional("string", "Platform, folded; null where not given.", { class: "public" }),
      locale: optional(
        "string",
        "Locale as delivered, or language and region as one; null where not given.",
        { class: "public" },
      ),
      language: optional("string", "Language (ISO 639-1), as in feedback_event; null without words.", {
        class: "public",
      }),
      rating: optional("int", "Stars from 1 to 5; null where the channel has none.", { class: "public" }),
      priority: optional(
        "string",
        "Priority as delivered with the newest content, folded; null where not given, and in earlier statements.",
      ),
      status: optional(
        "string",
        "Status as delivered with the newest content, folded; null where not given, and in earlier statements.",
      ),
      masked_subject: optional(
        "string",
        "Subject with personal data masked; empty where none; null without words.",
      ),
      masked_text: optional("string", "Text with personal data masked; null without words."),
      folded_text: optional(
        "string",
        "Subject and text for the classifier, folded as in feedback_event; null without words.",
      ),
      content_hash: optional("string", "SHA-256 of folded_text; null without words."),
      campaign_key: optional(
        "string",
        "Hash of the words without hashtags and figures, if they are so long that equal ones are copies: eight words and 24 letters. Else null.",
      ),
      masked_spans: required("int", "Pieces of personal data that were masked."),
      own_pieces: optional(
        "string",
        "Where the own words of the speaker are in the text as received: start and length of each piece in code points (1:16 230:14). Null if all is.",
      ),
    },
  },
  "curated.feedback_event": {
    comment:
      "One row per piece of feedback, masked and typed: its newest statement, at the times of its first.",
    kind: "state",
    owner: "normalize",
    class: "internal",
    readers: ["analyst", "reviewer", "steward"],
    key: ["event_id"],
    clusterBy: ["product", "event_date", "event_id"],
    retention: "curated",
    columns: {
      event_id: required("string", "SHA-256 of source and source record id."),
      product: required("string", "Product.", { class: "public" }),
      source: required("string", "Id of the source.", { class: "public" }),
      channel: required("string", "Kind of the source.", { class: "public", values: feedbackKinds }),
      source_record_id: required("string", "Id of the record in its source.", { class: "personal" }),
      occurred_at: required("timestamp", "When the customer wrote it first (UTC).", { class: "public" }),
      received_at: required("timestamp", "When the source first delivered it (UTC)."),
      event_date: required("date", "Day of occurred_at (UTC).", { class: "public" }),
      customer_record_id: required("string", "The identity that the record carries (customer_record).", {
        class: "personal",
        pseudonym: true,
      }),
      parent_record_id: optional(
        "string",
        "Record of the same source that it continues; null for a first message.",
        { class: "personal" },
      ),
      product_version: optional("string", "Version the customer used; null where not given.", {
        class: "public",
      }),
      version_key: optional("string", "Version as a text that sorts as numbers; null without version."),
      platform: optional("string", "Platform, folded; null where not given.", { class: "public" }),
      locale: optional(
        "string",
        "Locale as delivered, or language and region as one; null where not given.",
        {
          class: "public",
        },
      ),
      language: required(
        "string",
        "Language (ISO 639-1), from the text, the record, its locale or the default; und where nothing tells it.",
        { class: "public" },
      ),
      rating: optional("int", "Stars from 1 to 5; null where the channel has none.", { class: "public" }),
      priority: optional("string", "Priority as delivered, folded; null where not given."),
      status: optional("string", "Status as delivered, folded; null where not given."),
      masked_subject: required("string", "Subject with personal data masked; empty where none."),
      masked_text: required("string", "Text with personal data masked."),
      folded_text: required(
        "string",
        "Subject and text for the classifier, folded: lower case, no accents, other characters as spaces.",
      ),
      content_hash: required("string", "SHA-256 of folded_text: equal for texts that repeat word for word."),
      masked_spans: required("int", "Pieces of personal data that were masked."),
      own_pieces: optional(
        "string",
        "Pieces of the text as received in the words of its writer: start and length in code points, as in 1:16 230:14. Null: all of it.",
      ),
      revisions: required("int", "Contents received under this id."),
    },
  },
  "curated.language_weight": {
    comment: "The letter model: how much three letters, or a word, speak for a language.",
    kind: "seed",
    owner: "setup",
    class: "internal",
    readers: ["analyst", "steward"],
    key: ["feature", "language"],
    retention: "forever",
    columns: {
      feature: required(
        "string",
        "Three adjacent characters of words with a space at both ends, or a word of four letters or more.",
      ),
      language: required("string", "Language (ISO 639-1) that it speaks for."),
      weight: required("bigint", "Natural log-odds in thousandths."),
    },
  },
  "curated.identity_policy": {
    comment:
      "What identifies no one, or only within limits: ids, names and mailboxes, built in and of the project.",
    kind: "seed",
    owner: "setup",
    class: "internal",
    readers: ["analyst", "reviewer", "steward"],
    key: ["compares", "value"],
    retention: "forever",
    columns: {
      compares: required(
        "string",
        "name (user ids and whole names), mailbox (before the @, letters alone), mailbox_start (its first word) or address.",
        { values: ["name", "mailbox", "mailbox_start", "address"] },
      ),
      value: required("string", "What records are compared with, folded."),
      identity_rule: required(
        "string",
        "placeholder, no_reply, or shared_mailbox, which identifies with a name only.",
        {
          values: identityRuleKinds,
        },
      ),
      written: required("string", "As the spec or the product writes it."),
      is_built_in: required("boolean", "True for rules of the product, false for those of the project."),
    },
  },
  "curated.set_aside_event": {
    comment:
      "Feedback that checks of severity quarantine exclude, with every check that it fails. The record stays in raw.feedback_payload.",
    kind: "state",
    owner: "normalize",
    class: "internal",
    readers: ["analyst", "platform"],
    key: ["event_id"],
    retention: "curated",
    columns: {
      event_id: required("string", "SHA-256 of source and source record id."),
      source: required("string", "Id of the source."),
      channel: required("string", "Kind of the source.", { values: feedbackKinds }),
      source_record_id: required("string", "Id of the record in its source.", { class: "personal" }),
      reasons: required("array<string>", "Every check that it fails, as check_result names them, in order."),
      payload_hash: required("string", "Its newest content: with event_id the key of raw.feedback_payload."),
      file: required("string", "File in which that content came."),
      record_position: required("bigint", "Place in that file, from 1."),
      occurred_at: required("timestamp", "When the customer wrote it first (UTC)."),
      received_at: required("timestamp", "When the source first delivered it (UTC)."),
      revisions: required("int", "Contents received under this id."),
      customer_record_id: required("string", "The identity that the record carries (customer_record).", {
        class: "personal",
        pseudonym: true,
      }),
      awaits_reference: required(
        "boolean",
        "True if it refers to a value that another table lacks: every run checks whether the value has arrived.",
      ),
      checks_version: required(
        "string",
        "Version of the checks of severity quarantine that it was checked with: after a change it is checked again.",
      ),
    },
  },
  "curated.customer_record": {
    comment: "One row per identity as delivered by a source.",
    kind: "state",
    owner: "normalize",
    class: "internal",
    readers: ["reviewer"],
    key: ["customer_record_id"],
    retention: "curated",
    columns: {
      customer_record_id: required(
        "string",
        "SHA-256 of user id, e-mail key and name key; a handle counts within its source. A name alone, or a record without any, is an identity of its own.",
        { class: "personal", pseudonym: true },
      ),
      source: required("string", "First source by name that gave it; accounts where only an account did."),
      user_id: optional("string", "Id of the user in the product; null where none identifies anyone.", {
        class: "personal",
      }),
      email: optional("string", "E-mail address as delivered; null where not given.", { class: "personal" }),
      email_key: optional(
        "string",
        "E-mail address without case and tag, for Gmail without dots; null without one, and for a mailbox that sends for others.",
        { class: "personal" },
      ),
      name: optional("string", "Name as delivered; null where not given.", { class: "personal" }),
      name_key: optional(
        "string",
        "Name as folded words, first name first; null without name and for placeholders such as A Google user.",
        { class: "personal" },
      ),
      locale: optional("string", "Locale; null where not given."),
      email_local_block: optional(
        "string",
        "Text before the @ of a personal address if it has six letters or more, else empty: who shares it is compared. Null in older rows.",
        { class: "personal" },
      ),
      email_start_block: optional(
        "string",
        "The same of its first four letters, the digits and the domain of the e-mail address.",
        { class: "personal" },
      ),
      email_site_block: optional(
        "string",
        "The same of the text before the @ and the beginning of the domain.",
        {
          class: "personal",
        },
      ),
      name_locale_block: optional(
        "string",
        "The same of the words of the name in order, and the locale; empty for a name of one word.",
        { class: "personal" },
      ),
      name_first_block: optional(
        "string",
        "The same of one word of the name, two letters of another, and the locale.",
        { class: "personal" },
      ),
      name_last_block: optional("string", "The same, the other way round.", { class: "personal" }),
      mailbox: optional(
        "string",
        "personal or shared, as the policy says of the address; null without one.",
        {
          values: ["personal", "shared"],
        },
      ),
      identified_by: optional(
        "string",
        "Strongest of what identifies it: user, email, shared_mailbox (with a name), handle, name, or no_one. Null in rows that an older version wrote.",
        { values: identifiedBy },
      ),
      not_identifying: optional(
        "string",
        "Fields that were given and identify no one, each with the rule of curated.identity_policy.",
      ),
      identity_version: optional(
        "string",
        "Version of the policy and of the rules that the row was written with. Null in older rows.",
      ),
    },
  },
  "curated.customer_link": {
    comment: "Pairs of identities that were compared, with the match weight and the decision.",
    kind: "state",
    owner: "normalize",
    class: "internal",
    readers: ["analyst", "reviewer"],
    key: ["left_record_id", "right_record_id"],
    retention: "curated",
    columns: {
      left_record_id: required("string", "The smaller id of the pair.", {
        class: "personal",
        pseudonym: true,
      }),
      right_record_id: required("string", "The larger id of the pair.", {
        class: "personal",
        pseudonym: true,
      }),
      rule: required(
        "string",
        "Blocking rule that brought them together; decision where a reviewer alone did.",
      ),
      match_weight: required(
        "bigint",
        "Fellegi-Sunter weight in milli-bits; 0 where only a reviewer compared them.",
      ),
      decision: required(
        "string",
        "By the thresholds merge, distinct, or review between them; where a reviewer decided, what that says.",
        {
          values: ["merge", "distinct", "review"],
        },
      ),
      reason: optional("string", "Why: the weight, what overrules it, or a person. Null in older rows.", {
        values: linkReasons,
      }),
      user_level: optional("string", "How the user ids compare. Null in older rows.", { values: userLevels }),
      email_level: optional("string", "How the addresses compare. Null in older rows.", {
        values: emailLevels,
      }),
      name_level: optional("string", "How the names compare. Null in older rows.", { values: nameLevels }),
      locale_level: optional("string", "How the locales compare. Null in older rows.", {
        values: localeLevels,
      }),
      identity_version: optional(
        "string",
        "Version of the policy and of the rules that the pair was compared with. Null in older rows.",
      ),
    },
  },
  "curated.parted_link": {
    comment:
      "Merge links that connect no longer, since a reviewer called two identities of the customer distinct.",
    kind: "state",
    owner: "normalize",
    class: "internal",
    readers: ["analyst", "reviewer"],
    key: ["left_record_id", "right_record_id"],
    retention: "curated",
    columns: {
      left_record_id: required("string", "The smaller id of the pair (customer_link).", {
        class: "personal",
        pseudonym: true,
      }),
      right_record_id: required("string", "The larger id of the pair.", {
        class: "personal",
        pseudonym: true,
      }),
    },
  },
  "curated.customer": {
    comment:
      "Which customer an identity belongs to. The id of a customer is the smallest record id of its first members.",
    kind: "state",
    owner: "normalize",
    class: "internal",
    readers: ["analyst", "reviewer"],
    key: ["customer_record_id"],
    retention: "curated",
    changeRuns: { customer_id: "customer_run_id" },
    columns: {
      customer_record_id: required("string", "The identity.", { class: "personal", pseudonym: true }),
      customer_id: required("string", "The customer.", { class: "personal", pseudonym: true }),
      account_id: optional("string", "Account of the customer; null where none is known.", {
        class: "personal",
        pseudonym: true,
      }),
      segment: optional("string", "Plan or segment of the account; null without account."),
      revenue_month: optional("decimal(18,2)", "Revenue a month of the account; null without account."),
    },
  },
} as const satisfies Readonly<Record<TableName, AuthoredTable>>;

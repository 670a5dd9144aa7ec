import { optional, required } from "../../contract/columns.ts";
import type { AuthoredTable } from "../../contract/table.ts";
import { feedbackKinds } from "../../contract/vocabulary.ts";
import type { TableName } from "../../sql/sql.ts";

/** Tables of the stage normalize. */
export const normalizeTables = {
  "curated.feedback_event": {
    comment: "One row per piece of feedback, masked and typed: its newest revision.",
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
        "SHA-256 of user id, e-mail key and name key together; a name alone counts within its source, and a record without any of them is its own identity.",
        { class: "personal", pseudonym: true },
      ),
      source: required("string", "First source by name that gave it; accounts where only an account did."),
      user_id: optional("string", "Id of the user in the product; null where not given.", {
        class: "personal",
      }),
      email: optional("string", "E-mail address as delivered; null where not given.", { class: "personal" }),
      email_key: optional(
        "string",
        "E-mail address without case and tag, for Gmail without dots; null without e-mail.",
        { class: "personal" },
      ),
      name: optional("string", "Name as delivered; null where not given.", { class: "personal" }),
      name_key: optional(
        "string",
        "Name as folded words, first name first; null without name and for names such as A Google user.",
        { class: "personal" },
      ),
      locale: optional("string", "Locale; null where not given."),
      email_local_block: optional(
        "string",
        "Text before the @ if it has six letters or more, else empty. Identities that share it are compared. Null in older rows.",
        { class: "personal" },
      ),
      email_start_block: optional(
        "string",
        "The same of its first four letters, the digits and the domain of the e-mail address.",
        { class: "personal" },
      ),
      name_locale_block: optional(
        "string",
        "The same of the words of the name in order, and the locale; empty for a name of one word.",
        { class: "personal" },
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
      rule: required("string", "Blocking rule that brought them together."),
      match_weight: required("bigint", "Fellegi-Sunter weight in milli-bits."),
      decision: required("string", "merge, distinct, or review between the thresholds.", {
        values: ["merge", "distinct", "review"],
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

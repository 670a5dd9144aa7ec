import { optional, required } from "../../contract/columns.ts";
import type { AuthoredTable } from "../../contract/table.ts";
import { landedKinds, quarantineReasons, sourceKinds } from "../../contract/vocabulary.ts";
import type { TableName } from "../../sql/sql.ts";

/** What is known of a file that was read. */
export const readFileColumns = {
  source: required("string", "Id of the source."),
  file: required("string", "Path of the file, relative to the project or the volume."),
  content_hash: required("string", "SHA-256 of the file."),
  reader: required("string", "Reader: version of the code, and SHA-256 of the mapping of the source."),
  records: required("bigint", "Records in it."),
  file_size: optional("bigint", "Its size in bytes; null if the version that read it did not record it."),
  modified_at: optional(
    "timestamp",
    "When it was last modified (UTC); null if it may still have been changing, or if the version that read it did not record it.",
  ),
} as const;

/** Tables through which the records of files come into the tables of raw. */
export const landingTables = {
  "raw.landing": {
    comment:
      "Records of this run as they were read, except those of raw.landing_point; emptied at the start of the next run.",
    kind: "work",
    owner: "ingest",
    class: "internal",
    readers: [],
    key: ["source", "file", "record_position"],
    retention: "raw",
    columns: {
      source: required("string", "Id of the source."),
      kind: required("string", "Kind of the source, or decisions.", { values: landedKinds }),
      file: required("string", "Path of the file, relative to the project or the volume."),
      record_position: required("bigint", "Place of the record in the file, from 1."),
      payload: required("string", "The record as JSON text, or the original line if it is not JSON.", {
        class: "sensitive",
      }),
      fault: optional(
        "string",
        "Why the reader sets it aside, reason and detail (too_large:line 3); null where SQL judges the record.",
      ),
    },
  },
  "raw.landing_file": {
    comment: "Files that this run has read; emptied at the start of the next run.",
    kind: "work",
    owner: "ingest",
    class: "internal",
    readers: [],
    key: ["source", "file"],
    retention: "raw",
    columns: readFileColumns,
  },
  "raw.landing_point": {
    comment:
      "Metric points and usage of this run whose texts need no validation; all other records are in raw.landing. Emptied at the start of the next run.",
    kind: "work",
    owner: "ingest",
    class: "internal",
    readers: [],
    key: ["source", "file", "record_position"],
    retention: "raw",
    columns: {
      source: required("string", "Id of the source."),
      file: required("string", "Path of the file, relative to the project or the volume."),
      record_position: required("bigint", "Place of the record in the file, from 1."),
      given_at: required("string", "Its time (UTC) as ISO 8601 text without a zone, from 1970 to 2199."),
      given_metric: optional("string", "Name of the metric; null for usage."),
      given_metric_kind: optional("string", "count or gauge; null for usage."),
      given_value: required("string", "The value, in plain decimal digits."),
      given_exposure: optional(
        "string",
        "What the value was measured over, in plain decimal digits; null where not given.",
      ),
      given_version: optional("string", "Version as delivered; null where not given."),
      given_platform: optional("string", "Platform as delivered; null where not given."),
      given_region: optional("string", "Region as delivered; null where not given."),
      given_area: optional("string", "Product area as delivered; null where not given."),
      given_product: optional("string", "Product that the record names; null where it names none."),
    },
  },
  "raw.landing_unchanged": {
    comment:
      "Files of earlier runs that this run compared by hash and found unchanged; emptied at the start of the next run.",
    kind: "work",
    owner: "ingest",
    class: "internal",
    readers: [],
    key: ["source", "file"],
    retention: "raw",
    columns: {
      source: required("string", "Id of the source."),
      file: required("string", "Path of the file, relative to the project or the volume."),
      file_size: required("bigint", "Its size in bytes."),
      modified_at: optional(
        "timestamp",
        "When it was last modified (UTC); null where it may still have been changing.",
      ),
    },
  },
  "raw.landing_source": {
    comment: "What this run found for each source; emptied at the start of the next run.",
    kind: "work",
    owner: "ingest",
    class: "internal",
    readers: [],
    key: ["source"],
    retention: "raw",
    columns: {
      source: required("string", "Id of the source."),
      files_found: required("bigint", "Files that its globs match."),
      files_read: required("bigint", "Of those, files that this run has read to their end."),
      bytes_read: required(
        "bigint",
        "Bytes of its files that this run has read: once for the hash and once for the records.",
      ),
      problem: optional(
        "string",
        "Globs that match no file, unreadable files with the reason, and files without a record; null if there are none. Contains no part of a record.",
      ),
    },
  },
  "raw.landing_record": {
    comment:
      "Records of this run, parsed once: the text of every mapped field, and the outcome of the record. Emptied at the start of the next run.",
    kind: "work",
    owner: "ingest",
    class: "internal",
    readers: [],
    key: ["source", "file", "record_position"],
    retention: "raw",
    columns: {
      source: required("string", "Id of the source."),
      kind: required("string", "Kind of the source.", { values: sourceKinds }),
      product: required("string", "Product that the record names, else that of its source."),
      file: required("string", "Path of the file."),
      record_position: required("bigint", "Place of the record in the file, from 1."),
      outcome: required(
        "string",
        "landed; waiting for a run with a later reference time (as_of); rejected; or erased, and skipped.",
        {
          values: ["landed", "waiting", "rejected", "erased"],
        },
      ),
      complete: required(
        "boolean",
        "True if no time of the record is after as_of: its file may be marked as read.",
      ),
      reason: optional("string", "Why it was rejected, or will be while it waits; else null.", {
        values: quarantineReasons,
      }),
      field: optional(
        "string",
        "The mapped field or key at fault, the line of a record that is too large, or how many fields a ragged row has; null for the whole record.",
      ),
      happened_at: optional(
        "timestamp",
        "Time of the record (UTC): at, created or released; null if it has none.",
      ),
      received_at: optional(
        "timestamp",
        "When the source delivered it (UTC); the time of the record if the source does not say.",
      ),
      resolved_at: optional("timestamp", "When the ticket was resolved (UTC); null where not given."),
      value: optional("decimal(18,4)", "The value of a metric; null for other kinds."),
      exposure: optional("decimal(18,4)", "What the value was measured over; null where not given."),
      revenue_month: optional("decimal(18,2)", "Revenue a month of an account; null where not given."),
      schema_fingerprint: optional(
        "string",
        "SHA-256 of the sorted keys of a feedback record; null for other kinds.",
      ),
      payload_hash: optional(
        "string",
        "SHA-256 of a feedback record without its time of delivery; null for other kinds.",
      ),
      given_id: optional("string", "Id, or key of a ticket as delivered; null where not given.", {
        class: "personal",
      }),
      given_user: optional("string", "Id of the user as delivered; null where not given.", {
        class: "personal",
      }),
      given_name: optional("string", "Name of the person as delivered; null where not given.", {
        class: "personal",
      }),
      given_email: optional("string", "E-mail address as delivered; null where not given.", {
        class: "personal",
      }),
      given_locale: optional("string", "Locale as delivered; null where not given."),
      given_version: optional("string", "Version as delivered; null where not given."),
      given_platform: optional("string", "Platform as delivered; null where not given."),
      given_region: optional("string", "Region as delivered; null where not given."),
      given_area: optional("string", "Product area or component as delivered; null where not given."),
      given_metric: optional("string", "Name of the metric as delivered; null where not given."),
      given_metric_kind: optional("string", "Kind of the metric as delivered; null where not given."),
      given_release_kind: optional("string", "Kind of the release as delivered; null where not given."),
      given_segment: optional("string", "Plan or segment as delivered; null where not given."),
      given_title: optional(
        "string",
        "Title of an article, summary of a ticket as delivered; null where not given.",
      ),
      given_body: optional(
        "string",
        "Body of an article, notes of a release as delivered; null where not given.",
      ),
      given_language: optional("string", "Language as delivered; null where not given."),
      given_status: optional("string", "Status as delivered; null where not given."),
      given_resolution: optional("string", "Resolution as delivered; null where not given."),
      given_fix_version: optional("string", "Version that holds the fix as delivered; null where not given."),
      given_feedback: optional(
        "string",
        "Source record id of the feedback as delivered; null where not given.",
        { class: "personal" },
      ),
      given_duplicate_of: optional(
        "string",
        "Key of the duplicated ticket as delivered; null where not given.",
      ),
    },
  },
} as const satisfies Readonly<Partial<Record<TableName, AuthoredTable>>>;

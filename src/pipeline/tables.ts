import { optional, required } from "./columns.ts";
import type { TableContract } from "./contract.ts";
import {
  categoryKinds,
  feedbackKinds,
  issueOrigins,
  issueStates,
  quarantineReasons,
  riskClasses,
  sentiments,
  severities,
  sourceKinds,
  urgencies,
  verdicts,
} from "./vocabulary.ts";

/**
 * Every table, once: DDL, checks, masks, grants, docs and lineage come from here. Comments hold no apostrophes, since
 * they stand inside SQL literals on both engines. Tables of life `state` and `event` get three provenance columns
 * more, which the MERGE builder fills: run_id, code_version, taxonomy_version.
 */
export const tables = {
  // ---- ledger -------------------------------------------------------------------------------------------------
  "curated.pipeline_run": {
    comment:
      "One row a run. The newest unfinished one is the current run; a run that was killed is taken up again.",
    life: "ledger",
    owner: "ledger",
    key: ["run_id"],
    retention: "forever",
    columns: {
      run_id: required("bigint", "Number of the run, ascending without gaps."),
      as_of: optional(
        "timestamp",
        "The moment the run speaks of (UTC); null until ingest has set it from the newest record.",
      ),
      status: required("string", "running until its last statement, then finished.", {
        values: ["running", "finished"],
      }),
      code_version: required("string", "Version of the package and hash of the rendered SQL."),
      taxonomy_version: required(
        "string",
        "Hash of the taxonomy and of every setting that reaches a seed table.",
      ),
      started_at: required("timestamp", "Clock time at which the run was opened (UTC)."),
      finished_at: optional("timestamp", "Clock time of its last statement (UTC); null while it runs."),
    },
  },
  "curated.stage_run": {
    comment: "One row a run and stage: its window, written before its first statement, and what came of it.",
    life: "ledger",
    owner: "ledger",
    key: ["run_id", "stage"],
    retention: "forever",
    columns: {
      run_id: required("bigint", "The run."),
      stage: required("string", "The stage."),
      stage_position: required("int", "Its place in the loop, from 1."),
      window_low: required("bigint", "Rows of runs above this number are new to the stage."),
      window_high: required("bigint", "Rows of runs up to this number are in the window."),
      status: required("string", "running, then finished or failed.", {
        values: ["running", "finished", "failed"],
      }),
      rows_in: optional("bigint", "Rows of the window that its first step read; null while it runs."),
      rows_out: optional("bigint", "Rows of its tables that this run wrote; null while it runs."),
      checks_failed: optional(
        "bigint",
        "Checks of severity error or warn that did not hold; null while it runs.",
      ),
      code_version: required("string", "Version of the package and hash of the rendered SQL."),
      taxonomy_version: required("string", "Hash of the taxonomy and of the settings."),
      started_at: required("timestamp", "Clock time of its start (UTC)."),
      finished_at: optional("timestamp", "Clock time of its end (UTC); null while it runs."),
    },
  },
  "curated.check_result": {
    comment: "What each data-quality check found in each run.",
    life: "ledger",
    owner: "ledger",
    key: ["run_id", "check_id"],
    retention: "curated",
    columns: {
      run_id: required("bigint", "The run."),
      check_id: required("string", "The check."),
      stage: required("string", "The stage that owns the checked table."),
      checked_table: required("string", "The table."),
      severity: required("string", "error stops the run, warn is recorded.", { values: ["error", "warn"] }),
      failing_rows: required("bigint", "Rows that break the promise."),
    },
  },

  // ---- seeds: authored text and numbers -----------------------------------------------------------------------
  "curated.setting": {
    comment: "One row: every threshold of the spec, as columns.",
    life: "seed",
    owner: "setup",
    key: ["setting_id"],
    retention: "forever",
    columns: {
      setting_id: required("int", "Always 1."),
      code_version: required("string", "Version of the package and hash of its SQL."),
      taxonomy_version: required("string", "Hash of everything authored that reaches a seed table."),
      min_confidence_bp: required(
        "int",
        "Suggestions below this confidence wait for review (basis points, 0 to 10000).",
      ),
      merge_weight: required(
        "bigint",
        "Identity: match weight from which two records are one customer (milli-bits).",
      ),
      distinct_weight: required(
        "bigint",
        "Identity: match weight below which they are two (milli-bits); between, a review item.",
      ),
      default_language: required(
        "string",
        "Language of a record that gives neither language nor locale (ISO 639-1).",
      ),
      standing_min_events: required("int", "Events of one category that make a standing issue."),
      page_log_e_milli: required("bigint", "Detection: natural log of the e-value that pages, times 1000."),
      watch_log_e_milli: required(
        "bigint",
        "Detection: natural log of the e-value that is watched, times 1000.",
      ),
      spike_log_e_milli: required(
        "bigint",
        "Detection: natural log of the e-value of a spike without a version, times 1000.",
      ),
      validate_log_e_milli: required("bigint", "Validation: ln(1/alpha) for a verdict, times 1000."),
      validate_min_days: required("int", "Validation: days after a fix before it may be called fixed."),
      validate_watch_days: required("int", "Validation: days a fix is watched for recurrence."),
      triage_hours: required("int", "SLA: hours from detection to triage."),
      assign_hours: required("int", "SLA: hours from triage to an owner."),
      ticket_cost_milli: required("bigint", "ROI: cost of handling one ticket, thousandths of the currency."),
      churn_share_bp: required(
        "int",
        "ROI: share of revenue at risk that an unresolved complaint costs (basis points).",
      ),
      currency: required("string", "ISO 4217 code of money in the spec."),
      block_release_points: required(
        "int",
        "Routing: severity points from which an unsettled defect blocks a release.",
      ),
      tracker: required("string", "Routing: source of kind tracker in which tickets are opened."),
    },
  },
  "curated.product": {
    comment: "Products of the spec.",
    life: "seed",
    owner: "setup",
    key: ["product"],
    retention: "forever",
    columns: {
      product: required("string", "Id of the product.", { class: "public" }),
      title: required("string", "Its name for people: fills a placeholder of macros.", { class: "public" }),
    },
  },
  "curated.source": {
    comment: "One row a source: its kind, its product and what its contract promises.",
    life: "seed",
    owner: "setup",
    key: ["source"],
    retention: "forever",
    columns: {
      source: required("string", "Id of the source in the spec."),
      kind: required("string", "What its records are.", { values: sourceKinds }),
      product: required("string", "Product that its records speak of, unless a record names one."),
      fresh_hours: optional(
        "int",
        "Hours after which the source counts as stale; null where the spec sets none.",
      ),
      min_records_per_day: optional(
        "int",
        "Fewest records a day that are plausible; null where the spec sets none.",
      ),
      required_keys: required("array<string>", "Keys that every record must have."),
    },
  },
  "curated.source_field": {
    comment: "One row a source and mapped field: the key in the record, or a constant for every record.",
    life: "seed",
    owner: "setup",
    key: ["source", "field"],
    retention: "forever",
    columns: {
      source: required("string", "Id of the source in the spec."),
      field: required("string", "Field of the source kind (see the spec reference)."),
      record_key: optional("string", "Key of the record that holds it; null for a constant."),
      constant_value: optional("string", "The same value for every record; null where a key is mapped."),
    },
  },
  "curated.area": {
    comment: "Product areas of the taxonomy.",
    life: "seed",
    owner: "setup",
    key: ["area"],
    retention: "forever",
    columns: {
      area: required("string", "Id of the area.", { class: "public" }),
      title: required("string", "Its name for people.", { class: "public" }),
      owner: optional("string", "Owner named in the area itself; null leaves it to rules and categories."),
      conversion_step_bp: required("int", "How close the area is to revenue (0 to 10000): part of priority."),
    },
  },
  "curated.category": {
    comment: "Leaves of the taxonomy.",
    life: "seed",
    owner: "setup",
    key: ["category"],
    retention: "forever",
    columns: {
      category: required("string", "Id of the category.", { class: "public" }),
      area: required("string", "Its product area.", { class: "public" }),
      kind: required("string", "What a complaint of this category is.", {
        class: "public",
        values: categoryKinds,
      }),
      severity: required("string", "How bad one case is.", { class: "public", values: severities }),
      severity_points: required("int", "low 1, medium 2, high 4, critical 8."),
      risk_class: required("string", "Why its answers wait for a human.", { values: riskClasses }),
      title: required("string", "Its name for people.", { class: "public" }),
      definition: required("string", "What belongs to it.", { class: "public" }),
      owner: optional("string", "Owner named in the category itself; null leaves it to rules and area."),
      macro: optional("string", "Macro to answer with; null where none fits."),
    },
  },
  "curated.category_signal": {
    comment: "Metrics that the taxonomy expects to move with a category.",
    life: "seed",
    owner: "setup",
    key: ["category", "metric"],
    retention: "forever",
    columns: {
      category: required("string", "Id of the category."),
      metric: required("string", "Name of the metric in telemetry."),
    },
  },
  "curated.owner": {
    comment: "Teams that own issues.",
    life: "seed",
    owner: "setup",
    key: ["owner"],
    retention: "forever",
    columns: {
      owner: required("string", "Id of the team."),
      title: required("string", "Its name for people."),
      escalation: optional("string", "Owner to tell when an SLA is missed; null where there is none."),
      destination: required("string", "Where its notifications go (a channel id of the spec)."),
    },
  },
  "curated.owner_rule": {
    comment:
      "Routing rules in their order; the last one that matches wins. Conditions that are null match anything.",
    life: "seed",
    owner: "setup",
    key: ["rule_position"],
    retention: "forever",
    columns: {
      rule_position: required("int", "Place in the file, from 1."),
      rule_text: required("string", "The rule as written, for the explanation."),
      match_area: optional("string", "Area to match; null for any."),
      match_category: optional("string", "Category to match; null for any."),
      match_kind: optional("string", "Kind to match; null for any."),
      match_severity: optional("string", "Severity to match; null for any."),
      match_product: optional("string", "Product to match; null for any."),
      match_platform: optional("string", "Platform to match; null for any."),
      match_segment: optional("string", "Customer segment to match; null for any."),
      owner: required("string", "The owner it gives."),
    },
  },
  "curated.macro": {
    comment:
      "Prepared answers. The text keeps its placeholders; it is filled for a draft and never sent unread.",
    life: "seed",
    owner: "setup",
    key: ["macro", "language"],
    retention: "forever",
    columns: {
      macro: required("string", "Id of the macro."),
      language: required("string", "Language of the text (ISO 639-1)."),
      body: required("string", "The answer, with placeholders in braces."),
      article_id: optional("string", "Article that it points to; null where none."),
      risk_class: required("string", "Why it waits for a human.", { values: riskClasses }),
    },
  },
  "curated.classifier_weight": {
    comment: "The compiled classifier: what one feature adds to the score of one category.",
    life: "seed",
    owner: "setup",
    key: ["feature", "category"],
    retention: "forever",
    columns: {
      feature: required(
        "string",
        "A folded word, two joined by a space, or the first four letters of one with an asterisk.",
      ),
      category: required("string", "Id of the category."),
      weight: required(
        "bigint",
        "Millionths, added up and divided by the square root of the number of features of the text.",
      ),
    },
  },
  "curated.classifier_category": {
    comment: "The compiled classifier: what each category starts from.",
    life: "seed",
    owner: "setup",
    key: ["category"],
    retention: "forever",
    columns: {
      category: required("string", "Id of the category."),
      bias: required("bigint", "Millionths."),
    },
  },
  "curated.classifier_calibration": {
    comment:
      "The compiled classifier, one row: what score and lead over the runner-up say about being right. Learnt from held-out texts.",
    life: "seed",
    owner: "setup",
    key: ["calibration_id"],
    retention: "forever",
    columns: {
      calibration_id: required("int", "Always 1."),
      score_weight: required("bigint", "Log-odds of being right for a score of 1, millionths."),
      margin_weight: required(
        "bigint",
        "Log-odds of being right for a lead of 1 over the runner-up, millionths.",
      ),
      log_odds_offset: required("bigint", "Log-odds of being right at score 0 without a lead, millionths."),
    },
  },
  "curated.sentiment_word": {
    comment: "Words and phrases that carry sentiment or urgency, with their points.",
    life: "seed",
    owner: "setup",
    key: ["word"],
    retention: "forever",
    columns: {
      word: required("string", "Folded words joined by single spaces."),
      feature: required("string", "Its first two words, or the only one: what a text is looked up by."),
      sentiment_points: required("int", "Below 0 negative, above 0 positive."),
      urgency_points: required("int", "Above 0 urgent."),
    },
  },
  "curated.risk_word": {
    comment: "Words and phrases that mark a text as a matter for a human.",
    life: "seed",
    owner: "setup",
    key: ["word", "risk_class"],
    retention: "forever",
    columns: {
      word: required("string", "Folded words joined by single spaces."),
      feature: required("string", "Its first two words, or the only one: what a text is looked up by."),
      risk_class: required("string", "What it hints at.", { values: riskClasses }),
    },
  },
  "curated.tracker_state": {
    comment: "What each status word of a tracker means for an issue.",
    life: "seed",
    owner: "setup",
    key: ["status_folded"],
    retention: "forever",
    columns: {
      status_folded: required("string", "Status or resolution as the tracker writes it, folded."),
      state: required("string", "State of the issue that it stands for.", { values: issueStates }),
    },
  },

  // ---- ingest -------------------------------------------------------------------------------------------------
  "raw.landing": {
    comment: "Records of this run as they were read; emptied at the start of the next.",
    life: "work",
    owner: "ingest",
    key: ["source", "file", "record_position"],
    retention: "raw",
    columns: {
      source: required("string", "Id of the source."),
      kind: required("string", "Kind of the source.", { values: sourceKinds }),
      file: required("string", "Path of the file, relative to the project or the volume."),
      record_position: required("bigint", "Place of the record in the file, from 1."),
      payload: required("string", "The record as JSON text, or the line as it stood where it is not JSON.", {
        class: "sensitive",
      }),
    },
  },
  "raw.landing_file": {
    comment: "Files that this run has read; emptied at the start of the next.",
    life: "work",
    owner: "ingest",
    key: ["source", "file"],
    retention: "raw",
    columns: {
      source: required("string", "Id of the source."),
      file: required("string", "Path of the file, relative to the project or the volume."),
      content_hash: required("string", "SHA-256 of the file."),
      reader: required(
        "string",
        "What read it: version of the code, and SHA-256 of how the source is mapped.",
      ),
      records: required("bigint", "Records in it."),
    },
  },
  "raw.landing_record": {
    comment:
      "Records of this run, parsed once: the text of every mapped field, and what becomes of the record. Emptied with the next run.",
    life: "work",
    owner: "ingest",
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
        "landed; waiting for a run whose moment it does not lie behind; or rejected.",
        {
          values: ["landed", "waiting", "rejected"],
        },
      ),
      complete: required(
        "boolean",
        "True where nothing of the record lies after as_of: its file may be marked as read.",
      ),
      reason: optional("string", "Why it was rejected; null where it was not.", {
        values: quarantineReasons,
      }),
      field: optional("string", "The mapped field or required key at fault; null where the whole record is."),
      happened_at: optional(
        "timestamp",
        "Time of the record (UTC): at, created or released; null where it has none.",
      ),
      received_at: optional(
        "timestamp",
        "When the source delivered it (UTC); its own time where the source does not say.",
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
  "raw.landed_file": {
    comment:
      "Files that an ingest has read to the end, by content and mapping: what did not change is not read again.",
    life: "state",
    owner: "ingest",
    key: ["source", "file"],
    retention: "forever",
    columns: {
      source: required("string", "Id of the source."),
      file: required("string", "Path of the file, relative to the project or the volume."),
      content_hash: required("string", "SHA-256 of the file."),
      reader: required(
        "string",
        "What read it: version of the code, and SHA-256 of how the source is mapped.",
      ),
      records: required("bigint", "Records in it."),
    },
  },
  "raw.feedback_payload": {
    comment:
      "Feedback as received: one row a source record and content. Redeliveries add nothing, edits add a row.",
    life: "state",
    owner: "ingest",
    key: ["event_id", "payload_hash"],
    retention: "raw",
    columns: {
      event_id: required("string", "SHA-256 of source and source record id."),
      source: required("string", "Id of the source."),
      kind: required("string", "Kind of the source.", { values: feedbackKinds }),
      source_record_id: required("string", "Id of the record in its source.", { class: "personal" }),
      payload: required("string", "The record as JSON text.", { class: "sensitive" }),
      payload_hash: required(
        "string",
        "SHA-256 of the payload without its time of delivery: the same for a redelivery.",
      ),
      occurred_at: required("timestamp", "When the customer wrote it (UTC)."),
      received_at: required(
        "timestamp",
        "When the source delivered it (UTC); the time it was written where the source does not say.",
      ),
      file: required("string", "File it came in."),
      record_position: required("bigint", "Place in that file, from 1."),
      schema_fingerprint: required("string", "SHA-256 of the sorted keys of the record."),
    },
  },
  "curated.quarantine": {
    comment:
      "Records that could not be used, with the reason; the record itself stays in raw.rejected_payload.",
    life: "state",
    owner: "ingest",
    key: ["quarantine_id"],
    retention: "curated",
    columns: {
      quarantine_id: required("string", "SHA-256 of source and payload."),
      source: required("string", "Id of the source."),
      kind: required("string", "Kind of the source.", { values: sourceKinds }),
      file: required("string", "File it came in."),
      record_position: required("bigint", "Place in that file, from 1."),
      reason: required("string", "Why it was set aside.", { values: quarantineReasons }),
      field: optional("string", "The mapped field or required key at fault; null where the whole record is."),
    },
  },
  "raw.rejected_payload": {
    comment: "Quarantined records as received, so that nothing is lost.",
    life: "state",
    owner: "ingest",
    key: ["quarantine_id"],
    retention: "raw",
    columns: {
      quarantine_id: required("string", "SHA-256 of source and payload."),
      payload: required("string", "The record as it stood.", { class: "sensitive" }),
    },
  },
  "raw.telemetry_point": {
    comment: "Technical metrics as delivered, and active users as metric active_users.",
    life: "state",
    owner: "ingest",
    key: ["point_id"],
    retention: "raw",
    columns: {
      point_id: required("string", "SHA-256 of source, metric, time and every dimension."),
      source: required("string", "Id of the source."),
      product: required("string", "Product."),
      metric: required("string", "Name of the metric."),
      metric_kind: required(
        "string",
        "count: value events out of exposure; gauge: a level over exposure requests.",
        { values: ["count", "gauge"] },
      ),
      measured_at: required("timestamp", "Start of the interval (UTC)."),
      measured_date: required("date", "Its day (UTC)."),
      version: optional("string", "Product version; null where the metric has none."),
      area: optional("string", "Product area; null where the metric has none."),
      platform: optional("string", "Platform; null where the metric has none."),
      region: optional("string", "Region; null where the metric has none."),
      value: required("decimal(18,4)", "The value."),
      exposure: optional(
        "decimal(18,4)",
        "Requests, sessions or users it was measured over; null where not given.",
      ),
    },
  },
  "raw.release": {
    comment: "Releases of the product.",
    life: "state",
    owner: "ingest",
    key: ["release_id"],
    retention: "forever",
    columns: {
      release_id: required("string", "SHA-256 of product, version and platform."),
      product: required("string", "Product."),
      version: required("string", "Version as text.", { class: "public" }),
      version_key: required("string", "Version as a text that sorts as numbers."),
      release_kind: required(
        "string",
        "client: users adopt it over days; server: in force for all at once.",
        { values: ["client", "server"] },
      ),
      platform: optional("string", "Platform; null for all.", { class: "public" }),
      released_at: required("timestamp", "When it came out (UTC).", { class: "public" }),
      notes: optional("string", "Release notes; null where not given."),
    },
  },
  "raw.account": {
    comment: "Accounts of customers, as the billing or CRM system knows them.",
    life: "state",
    owner: "ingest",
    key: ["account_id"],
    retention: "curated",
    columns: {
      account_id: required("string", "Id of the account.", { class: "personal" }),
      product: required("string", "Product."),
      user_id: optional("string", "Id of the user in the product; null where not given.", {
        class: "personal",
      }),
      name: optional("string", "Name of the person; null where not given.", { class: "personal" }),
      email: optional("string", "E-mail address; null where not given.", { class: "personal" }),
      locale: optional("string", "Locale; null where not given."),
      segment: optional("string", "Plan or segment; null where not given."),
      revenue_month: optional(
        "decimal(18,2)",
        "Revenue a month, in the currency of the spec; null where not given.",
      ),
      created_at: optional("timestamp", "When the account was opened (UTC); null where not given."),
    },
  },
  "raw.article": {
    comment: "Articles of the knowledge base.",
    life: "state",
    owner: "ingest",
    key: ["article_id"],
    retention: "forever",
    columns: {
      article_id: required("string", "Id of the article.", { class: "public" }),
      product: required("string", "Product."),
      title: required("string", "Its title.", { class: "public" }),
      body: required("string", "Its text.", { class: "public" }),
      language: optional("string", "Language (ISO 639-1); null where not given.", { class: "public" }),
      updated_at: optional("timestamp", "When it was last changed (UTC); null where not given.", {
        class: "public",
      }),
    },
  },
  "raw.tracker_event": {
    comment: "One row a change of status of a ticket in the engineering tracker.",
    life: "state",
    owner: "ingest",
    key: ["tracker_event_id"],
    retention: "curated",
    columns: {
      tracker_event_id: required("string", "SHA-256 of source, ticket, time and new status."),
      source: required("string", "Id of the source."),
      product: required("string", "Product."),
      ticket_key: required("string", "Key of the ticket in the tracker."),
      changed_at: required("timestamp", "When the status changed (UTC)."),
      to_status: required("string", "The new status as the tracker writes it."),
      resolution: optional("string", "Resolution as the tracker writes it; null where none."),
      fix_version: optional("string", "Version that holds the fix; null where not stated."),
      area: optional("string", "Component as the tracker writes it; null where not given."),
      summary: optional("string", "Title of the ticket; null where not given."),
      feedback_record_id: optional(
        "string",
        "Source record id of the feedback the ticket came from; null where not given.",
        { class: "personal" },
      ),
      duplicate_of: optional("string", "Key of the ticket it duplicates; null where none."),
    },
  },

  // ---- normalize ----------------------------------------------------------------------------------------------
  "curated.feedback_event": {
    comment: "One row a piece of feedback, masked and typed: its newest revision.",
    life: "state",
    owner: "normalize",
    key: ["event_id"],
    clusterBy: ["product", "event_date"],
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
      locale: optional("string", "Locale as delivered; null where not given.", { class: "public" }),
      language: required("string", "Language (ISO 639-1), from the record, its locale or the default.", {
        class: "public",
      }),
      rating: optional("int", "Stars from 1 to 5; null where the channel has none.", { class: "public" }),
      priority: optional("string", "Priority as delivered, folded; null where not given."),
      status: optional("string", "Status as delivered, folded; null where not given."),
      masked_subject: required("string", "Subject with personal data masked; empty where none."),
      masked_text: required("string", "Text with personal data masked."),
      folded_text: required(
        "string",
        "Subject and text, folded to small letters without accents, other marks as spaces: what the classifier reads.",
      ),
      content_hash: required("string", "SHA-256 of folded_text: the same complaint word for word."),
      masked_spans: required("int", "Pieces of personal data that were masked."),
      revisions: required("int", "Contents received under this id."),
    },
  },
  "curated.customer_record": {
    comment: "One row an identity as a source gave it.",
    life: "state",
    owner: "normalize",
    key: ["customer_record_id"],
    retention: "curated",
    columns: {
      customer_record_id: required(
        "string",
        "SHA-256 of user id, e-mail key and name key together; a name alone counts within its source, and a record without any is one of its own.",
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
    },
  },
  "curated.customer_link": {
    comment: "Pairs of identities that were compared, with the match weight and what follows from it.",
    life: "state",
    owner: "normalize",
    key: ["left_record_id", "right_record_id"],
    retention: "curated",
    columns: {
      left_record_id: required("string", "The smaller id of the pair.", { class: "personal" }),
      right_record_id: required("string", "The larger id of the pair.", { class: "personal" }),
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
    life: "state",
    owner: "normalize",
    key: ["customer_record_id"],
    retention: "curated",
    columns: {
      customer_record_id: required("string", "The identity.", { class: "personal" }),
      customer_id: required("string", "The customer.", { class: "personal" }),
      account_id: optional("string", "Account of the customer; null where none is known.", {
        class: "personal",
      }),
      segment: optional("string", "Plan or segment of the account; null without account."),
      revenue_month: optional("decimal(18,2)", "Revenue a month of the account; null without account."),
    },
  },

  // ---- enrich -------------------------------------------------------------------------------------------------
  "curated.text_score": {
    comment:
      "What the classifier and the word lists make of each distinct text of this run: events with the same words share it.",
    life: "work",
    owner: "enrich",
    key: ["content_hash"],
    retention: "curated",
    columns: {
      content_hash: required("string", "SHA-256 of folded_text."),
      category: optional(
        "string",
        "Category with the highest score; null where nothing in the text speaks for one.",
      ),
      runner_up: optional("string", "Second best category; null where there is none."),
      score: optional("bigint", "Score of the category, millionths; null without category."),
      confidence_bp: required(
        "int",
        "Calibrated probability of being right, basis points; 0 without category.",
      ),
      sentiment_points: required(
        "int",
        "Sum over the words of the text: below 0 negative, above 0 positive.",
      ),
      urgency_points: required("int", "Sum over the words of the text: above 0 urgent."),
      word_risk: required("string", "Worst risk that a word of the text hints at.", { values: riskClasses }),
    },
  },
  "curated.enrichment": {
    comment: "What the classifier suggests for an event, with its evidence.",
    life: "state",
    owner: "enrich",
    key: ["event_id"],
    retention: "curated",
    columns: {
      event_id: required("string", "The event."),
      category: optional("string", "Suggested category; null where nothing in the text speaks for one."),
      area: optional("string", "Its area; null without category."),
      kind: optional("string", "Its kind; null without category.", { values: categoryKinds }),
      runner_up: optional("string", "Second best category; null where there is none."),
      confidence_bp: required("int", "Confidence in basis points, 0 to 10000."),
      sentiment: required("string", "From rating and words.", { values: sentiments }),
      urgency: required("string", "From priority and words.", { values: urgencies }),
      risk_class: required("string", "Worst of the risk of the category and of the words in the text.", {
        values: riskClasses,
      }),
      quote: optional(
        "string",
        "A verbatim piece of masked_text, 200 characters at most, that carries the suggestion; null without category or text.",
      ),
      decided_by: required("string", "Who suggested it.", { values: ["classifier"] }),
      accepted: required(
        "boolean",
        "True where confidence reaches the threshold: only these count as evidence.",
      ),
    },
  },

  // ---- cluster ------------------------------------------------------------------------------------------------
  "curated.daily_count": {
    comment: "Complaints a day: one vote a customer, category and day.",
    life: "state",
    owner: "cluster",
    key: ["product", "category", "channel", "version", "platform", "event_date"],
    clusterBy: ["product", "category", "event_date"],
    retention: "forever",
    columns: {
      product: required("string", "Product."),
      category: required("string", "Category, or - for feedback without one."),
      channel: required("string", "Kind of the source."),
      version: required("string", "Product version, or - where not given."),
      platform: required("string", "Platform, or - where not given."),
      event_date: required("date", "Day (UTC)."),
      events: required("bigint", "Events."),
      voters: required(
        "bigint",
        "Votes: one a customer, text, category and day, in the cell of the first of them.",
      ),
    },
  },
  "curated.exposure_daily": {
    comment:
      "How many people could have complained: active users a day and version; feedback itself where no usage is delivered.",
    life: "state",
    owner: "cluster",
    key: ["product", "version", "platform", "event_date"],
    retention: "forever",
    columns: {
      product: required("string", "Product."),
      version: required("string", "Product version, or - where not given."),
      platform: required("string", "Platform, or - where not given."),
      event_date: required("date", "Day (UTC)."),
      exposure: required("decimal(18,4)", "Active users, or items of feedback."),
      basis: required("string", "What was counted.", { values: ["active_users", "feedback"] }),
    },
  },
  "curated.detection": {
    comment: "Alarms of the sequential tests: a rate that stepped up with a version, or on a day.",
    life: "state",
    owner: "cluster",
    key: ["detection_id"],
    retention: "curated",
    columns: {
      detection_id: required(
        "string",
        "SHA-256 of product, category, origin and version or first day of alarm.",
      ),
      product: required("string", "Product."),
      category: required("string", "Category."),
      origin: required("string", "Which test spoke.", { values: ["release", "spike"] }),
      version: optional("string", "Version it is tied to; null for a spike."),
      onset_date: required(
        "date",
        "First day of the raised rate: release or first use of the version, or start of the excursion.",
      ),
      alarm_date: required("date", "Day on which the evidence first passed the threshold."),
      end_date: required(
        "date",
        "Last day so far on which the evidence was above the threshold (for a spike, and complaints still raised).",
      ),
      level: required("string", "page or watch.", { values: ["page", "watch"] }),
      log_e_milli: required("bigint", "Largest natural log of the e-value, times 1000."),
      observed: required("bigint", "Complaints on the treated side up to that day."),
      expected_milli: required("bigint", "Complaints that the reference would have given there, times 1000."),
    },
  },
  "curated.issue": {
    comment: "A group of events believed to share one cause. Its id never changes once founded.",
    life: "state",
    owner: "cluster",
    key: ["issue_id"],
    retention: "forever",
    columns: {
      issue_id: required(
        "string",
        "SHA-256 of the founding event and of what founded it: an alarm or a steady stream.",
        { class: "public" },
      ),
      product: required("string", "Product.", { class: "public" }),
      category: required("string", "Category.", { class: "public" }),
      area: required("string", "Area of the category.", { class: "public" }),
      kind: required("string", "Kind of the category.", { class: "public", values: categoryKinds }),
      severity: required("string", "Severity of the category.", { class: "public", values: severities }),
      origin: required("string", "Why it exists.", { class: "public", values: issueOrigins }),
      founding_event_id: required("string", "First event of the group at its founding."),
      scope_version: optional("string", "First version affected; null where not tied to one.", {
        class: "public",
      }),
      onset_date: required("date", "First day of the raised rate, or of the first event.", {
        class: "public",
      }),
      detected_at: required(
        "timestamp",
        "When the evidence sufficed (UTC): end of the alarm day, or the event that made it standing.",
        { class: "public" },
      ),
      alarm_log_e_milli: optional(
        "bigint",
        "Largest evidence of its alarms so far, times 1000; null for a standing issue.",
      ),
      events: required("bigint", "Events in the group.", { class: "public" }),
      customers: required("bigint", "Distinct customers in it.", { class: "public" }),
      revenue_at_risk: required("decimal(18,2)", "Revenue a month of the accounts of its customers."),
      last_event_at: required("timestamp", "Newest event in it (UTC).", { class: "public" }),
      priority: required(
        "bigint",
        "Reach times severity, raised by conversion step and revenue at risk (docs/statistics.md): higher first.",
        { class: "public" },
      ),
    },
  },
  "curated.issue_member": {
    comment: "Which issue an event belongs to: at most one.",
    life: "state",
    owner: "cluster",
    key: ["event_id"],
    retention: "curated",
    columns: {
      event_id: required("string", "The event."),
      issue_id: required("string", "The issue."),
      member_reason: required("string", "Why it belongs.", {
        values: ["version_scope", "date_scope", "standing"],
      }),
    },
  },
  "curated.issue_signal": {
    comment:
      "Telemetry that moved with an issue, with effect size and how much of the complaints it explains.",
    life: "state",
    owner: "cluster",
    key: ["issue_id", "metric", "area"],
    retention: "curated",
    columns: {
      issue_id: required("string", "The issue."),
      metric: required("string", "Name of the metric."),
      area: required("string", "Product area of the metric, or - where it has none."),
      link_rank: required("int", "1 for the metric that explains most."),
      effect_milli: required("bigint", "Ratio of its rate in scope to the reference, times 1000."),
      effect_low_milli: required("bigint", "Lower end of the 95 percent interval, times 1000."),
      effect_high_milli: required("bigint", "Upper end of the 95 percent interval, times 1000."),
      log_likelihood_ratio_milli: required(
        "bigint",
        "Evidence that complaints follow the metric, times 1000.",
      ),
      explained_bp: required("int", "Share of the explainable pattern that it explains (R2), basis points."),
      accepted: required(
        "boolean",
        "True where evidence and share reach the thresholds: a technical signature of the issue.",
      ),
    },
  },

  // ---- route --------------------------------------------------------------------------------------------------
  "curated.assignment": {
    comment: "Who owns an issue, and why.",
    life: "state",
    owner: "route",
    key: ["issue_id"],
    retention: "forever",
    columns: {
      issue_id: required("string", "The issue."),
      owner: required("string", "The owner."),
      rule_position: optional("int", "Rule that decided; null where the category or area named the owner."),
      explanation: required("string", "The rule as written, or where the owner was named."),
      candidates: required("int", "Rules that matched."),
      release_blocker: required("boolean", "True where a release should not go out before it is settled."),
      assigned_at: required("timestamp", "When it got its owner (UTC): as_of of the first run that knew it."),
    },
  },
  "curated.outbox": {
    comment:
      "Everything that wants to leave, once each. Rows that wait for a human leave only after a decision.",
    life: "state",
    owner: "route",
    key: ["outbox_id"],
    retention: "forever",
    columns: {
      outbox_id: required("string", "Idempotency key: SHA-256 of what it is about and the action."),
      action: required("string", "What would leave.", {
        values: ["ticket", "notification", "reply", "escalation"],
      }),
      destination: required("string", "Where to: a tracker, a channel or the source of the feedback."),
      issue_id: optional("string", "The issue it is about; null for a reply to one event."),
      event_id: optional("string", "The event it answers; null otherwise."),
      risk_class: required("string", "Why it waits.", { values: riskClasses }),
      status: required("string", "waiting for a human, or ready to be sent.", {
        values: ["waiting", "ready"],
      }),
      created_at: required("timestamp", "When it was put there (UTC): as_of of the run."),
    },
  },
  "curated.reply_draft": {
    comment: "Answers proposed from macros; a person reads each before it leaves.",
    life: "state",
    owner: "route",
    key: ["event_id"],
    retention: "curated",
    columns: {
      event_id: required("string", "The event it answers."),
      macro: required("string", "The macro."),
      language: required("string", "Language of the text."),
      body: required("string", "The answer with its placeholders filled."),
      article_id: optional("string", "Article it points to; null where none."),
      risk_class: required("string", "Why it waits.", { values: riskClasses }),
    },
  },
  "curated.review_item": {
    comment: "What waits for a person, and why.",
    life: "state",
    owner: "route",
    key: ["review_item_id"],
    retention: "curated",
    columns: {
      review_item_id: required("string", "SHA-256 of subject and reason."),
      subject_kind: required("string", "What is to be looked at.", {
        values: ["event", "customer_link", "outbox", "issue"],
      }),
      subject_id: required("string", "Its id."),
      reason: required("string", "Why.", { values: ["low_confidence", "identity", "risk", "no_owner"] }),
      raised_at: required("timestamp", "When it was first raised (UTC): as_of of the run."),
    },
  },

  "curated.ticket": {
    comment:
      "Tickets of the tracker as they stand at the moment of this run: what linking them to issues looks at.",
    life: "work",
    owner: "route",
    key: ["product", "ticket_key"],
    retention: "curated",
    columns: {
      product: required("string", "Product."),
      ticket_key: required("string", "Key of the ticket."),
      main_key: required(
        "string",
        "Key of the ticket that it duplicates in the end; its own where it duplicates none.",
      ),
      opened_at: required("timestamp", "Its first change (UTC)."),
      area: optional("string", "Area of the taxonomy that its component names; null where it names none."),
      folded_summary: required("string", "Newest title as folded words; empty where it has none."),
      folded_area: required("string", "Id and title of the area as folded words; empty without area."),
      progress: required("int", "How far it ever got: 3 out, 2 worked on, 1 seen, 0 refused or not known."),
    },
  },
  "curated.ticket_statement": {
    comment: "Tickets that name a member of an issue as the feedback they came from.",
    life: "work",
    owner: "route",
    key: ["product", "ticket_key", "event_id"],
    retention: "curated",
    columns: {
      product: required("string", "Product."),
      ticket_key: required("string", "Key of the ticket."),
      main_key: required("string", "Key of its main ticket."),
      event_id: required("string", "The member."),
      issue_id: required("string", "Its issue."),
    },
  },
  "curated.issue_word": {
    comment: "Words of the issues that tickets are compared with: of the category, and of the first members.",
    life: "work",
    owner: "route",
    key: ["issue_id", "stem"],
    retention: "curated",
    columns: {
      issue_id: required("string", "The issue."),
      stem: required("string", "First letters of the word."),
      members: required("bigint", "Sampled members that wrote it."),
      sampled_members: required("bigint", "Members that were sampled."),
      is_own: required(
        "boolean",
        "True where the category is called or defined by it, or enough members wrote it.",
      ),
    },
  },
  "curated.ticket_word": {
    comment: "Words of the titles of tickets that state no feedback, without those of their area.",
    life: "work",
    owner: "route",
    key: ["product", "ticket_key", "word"],
    retention: "curated",
    columns: {
      product: required("string", "Product."),
      ticket_key: required("string", "Key of the ticket."),
      word: required("string", "The folded word."),
      stem: required("string", "Its first letters."),
      weight: required("bigint", "The rarer, the more: thousandths of a nat."),
    },
  },
  "curated.ticket_similarity": {
    comment: "How alike tickets and issues are that could belong together by product, area and time.",
    life: "work",
    owner: "route",
    key: ["issue_id", "product", "ticket_key"],
    retention: "curated",
    columns: {
      issue_id: required("string", "The issue."),
      product: required("string", "Product."),
      ticket_key: required("string", "Key of the ticket."),
      main_key: required("string", "Key of its main ticket."),
      origin_place: required("int", "1 for an issue of a release, 2 of a spike, 3 for a standing one."),
      days_apart: required("int", "Days between onset and opening."),
      area_agrees: required("boolean", "False where the ticket names no area of the taxonomy."),
      similarity_bp: required("int", "Basis points."),
    },
  },
  "curated.issue_ticket": {
    comment: "Tracker tickets that belong to an issue: no new one is opened where there is one.",
    life: "state",
    owner: "route",
    key: ["issue_id", "ticket_key"],
    retention: "forever",
    columns: {
      issue_id: required("string", "The issue."),
      ticket_key: required("string", "Key of the ticket."),
      link_reason: required("string", "Why it was linked.", {
        values: ["feedback_record", "area_time_text"],
      }),
      similarity_bp: required("int", "How alike title and issue are, basis points; 10000 for a stated link."),
      leads: required(
        "boolean",
        "True where the status of the ticket speaks for the issue; false where it only speaks for some of its customers, or is a duplicate.",
      ),
    },
  },
  // ---- track --------------------------------------------------------------------------------------------------
  "curated.fix": {
    comment: "Fixes that trackers and releases say went out for an issue.",
    life: "state",
    owner: "track",
    key: ["issue_id", "fix_position"],
    retention: "forever",
    columns: {
      issue_id: required("string", "The issue."),
      fix_position: required("int", "1 for the first fix, 2 for the next after a return."),
      ticket_key: required("string", "Ticket that says so."),
      fix_version: optional("string", "Version that holds it; null where the tracker names none."),
      fix_version_key: optional(
        "string",
        "That version as a text that sorts as numbers; null without version.",
      ),
      released_at: required(
        "timestamp",
        "When it came out (UTC): the release of the version, else the change of status.",
      ),
      scope: required(
        "string",
        "version: in force for those who have it; date: in force for all from that day.",
        { values: ["version", "date"] },
      ),
    },
  },
  // ---- validate -----------------------------------------------------------------------------------------------
  "curated.fix_evidence": {
    comment:
      "What a fix is judged by: complaints and exposure a day of its watch and channel, treated side and reference, summed since the release.",
    life: "state",
    owner: "validate",
    key: ["issue_id", "fix_position", "channel", "event_date"],
    retention: "forever",
    columns: {
      issue_id: required("string", "The issue."),
      fix_position: required("int", "The fix."),
      channel: required(
        "string",
        "reviews (with surveys), tickets (with e-mail), or the accepted signal of the issue.",
        {
          values: ["reviews", "tickets", "telemetry"],
        },
      ),
      event_date: required("date", "Day of the watch (UTC)."),
      observed_day: required(
        "decimal(28,4)",
        "Complaints, or events of the metric, of that day among those who have the fix.",
      ),
      exposure_day: required(
        "decimal(28,4)",
        "Other feedback, or exposure of the metric, of that day among those who have the fix.",
      ),
      observed: required("decimal(28,4)", "observed_day summed from the release to this day."),
      exposure: required("decimal(28,4)", "exposure_day summed from the release to this day."),
      exposure_low: required(
        "decimal(28,4)",
        "The smaller of exposure and what the median ratio of the other categories gives: what a fix must hold under.",
      ),
      exposure_high: required("decimal(28,4)", "The larger of the two: what a failure must hold under."),
      reference_observed: required(
        "decimal(28,4)",
        "Complaints of those without the fix, from the onset to this day.",
      ),
      reference_exposure: required(
        "decimal(28,4)",
        "Exposure of those without the fix, from the onset to this day.",
      ),
      overdispersion_milli: required(
        "bigint",
        "How much daily counts scatter beyond Poisson in the reference, at least 1, times 1000.",
      ),
      background_low_milli: required(
        "bigint",
        "Share of the reference rate that was there before the onset, low estimate, times 1000.",
      ),
      background_high_milli: required("bigint", "The same, high estimate, times 1000; at most 750."),
      has_signature: required(
        "boolean",
        "False where the rate hardly rose at the onset: the channel then says nothing.",
      ),
    },
  },
  "curated.validation": {
    comment: "Did the complaints, tickets and telemetry stop after the fix: one row a fix.",
    life: "state",
    owner: "validate",
    key: ["issue_id", "fix_position"],
    retention: "forever",
    columns: {
      issue_id: required("string", "The issue."),
      fix_position: required("int", "The fix."),
      verdict: required("string", "What the evidence says.", { values: verdicts }),
      decided_date: optional("date", "Day on which the verdict first held; null while inconclusive."),
      observed: required("bigint", "Complaints after the fix among those who have it."),
      expected_milli: required("bigint", "Complaints the reference rate would have given there, times 1000."),
      rate_ratio_milli: optional(
        "bigint",
        "Rate after to rate before, times 1000; null where the reference is empty.",
      ),
      voice_log_e_milli: required(
        "bigint",
        "Evidence of reviews and tickets that the rate fell below half, times 1000.",
      ),
      telemetry_log_e_milli: optional("bigint", "The same from its signal; null without an accepted signal."),
      failure_log_e_milli: required("bigint", "Evidence that the rate did not fall, times 1000."),
      recurrence_date: optional("date", "Day on which the return was noticed; null where it stayed away."),
      reason: required("string", "In one word why.", {
        values: [
          "evidence_for_fix",
          "evidence_against_fix",
          "returned",
          "too_few_complaints",
          "too_early",
          "telemetry_still_bad",
          "not_yet_clear",
        ],
      }),
    },
  },
  "curated.issue_event": {
    comment: "The life of an issue, append-only: every state it reached and when.",
    life: "event",
    owner: "validate",
    key: ["issue_event_id"],
    retention: "forever",
    columns: {
      issue_event_id: required(
        "string",
        "SHA-256 of issue, state and how often it reached that state before.",
      ),
      issue_id: required("string", "The issue."),
      state: required("string", "The state it reached.", { values: issueStates }),
      happened_at: required("timestamp", "When (UTC)."),
      cause: required("string", "What says so: detection, routing, the ticket, the release or the verdict."),
    },
  },
  "curated.issue_status": {
    comment: "Where every issue stands now.",
    life: "state",
    owner: "validate",
    key: ["issue_id"],
    retention: "forever",
    columns: {
      issue_id: required("string", "The issue."),
      state: required("string", "Its state.", { values: issueStates }),
      since: required("timestamp", "Since when (UTC)."),
    },
  },
} as const satisfies Record<string, TableContract>;

export type TableName = keyof typeof tables;
export const tableNames = Object.keys(tables) as readonly TableName[];

/** Columns that the MERGE builder adds to tables of life `state` and `event`. */
export const provenanceColumns = {
  run_id: required("bigint", "Run that wrote the row last."),
  code_version: required("string", "Version of the code that wrote it."),
  taxonomy_version: required("string", "Version of the taxonomy it was written under."),
} as const;

/** The contract of a table by its general type (the constant above has one type a table). */
export function contractOf(name: TableName): TableContract {
  return tables[name];
}

/** All columns of a table in order, provenance last. */
export function columnsOf(name: TableName): TableContract["columns"] {
  const contract = contractOf(name);
  return contract.life === "state" || contract.life === "event"
    ? { ...contract.columns, ...provenanceColumns }
    : contract.columns;
}

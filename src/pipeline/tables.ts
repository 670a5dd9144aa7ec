import { classified, optional, required } from "./columns.ts";
import type { AuthoredTable, TableContract } from "./contract.ts";
import { publishedTables } from "./measure/published.ts";
import {
  categoryKinds,
  checkSeverities,
  driftLevels,
  driftMeasures,
  feedbackKinds,
  issueOrigins,
  issueStates,
  jobNames,
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
const authored = {
  // ---- ledger -------------------------------------------------------------------------------------------------
  "curated.pipeline_run": {
    comment:
      "One row a run of a job. The running one is the current run; a run that was killed is taken up again by its job.",
    life: "ledger",
    owner: "ledger",
    class: "internal",
    readers: ["analyst", "platform"],
    key: ["run_id"],
    retention: "forever",
    columns: {
      run_id: required("bigint", "Number of the run, ascending without gaps over all jobs."),
      job: required(
        "string",
        "What runs: readers of the serving views see the newest finished run of the loop.",
        {
          values: jobNames,
        },
      ),
      as_of: optional(
        "timestamp",
        "The moment the run speaks of (UTC); null until ingest has set it from the newest record.",
      ),
      status: required(
        "string",
        "running until its last statement, then finished; waiting where it was stopped and another job runs.",
        { values: ["running", "waiting", "finished"] },
      ),
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
    class: "internal",
    readers: ["analyst", "platform"],
    key: ["run_id", "stage"],
    retention: "forever",
    columns: {
      run_id: required("bigint", "The run."),
      stage: required("string", "The stage."),
      stage_position: required("int", "Its place in the loop, from 1; stages of other jobs come after it."),
      window_low: required("bigint", "Rows of runs above this number are new to the stage."),
      window_high: required("bigint", "Rows of runs up to this number are in the window."),
      status: required("string", "running, then finished or failed.", {
        values: ["running", "finished", "failed"],
      }),
      rows_in: optional("bigint", "Rows of the window that its first step read; null while it runs."),
      rows_out: optional("bigint", "Rows of its tables that this run wrote; null while it runs."),
      checks_failed: optional("bigint", "Checks that did not hold, of any severity; null while it runs."),
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
    class: "internal",
    readers: ["analyst", "platform"],
    key: ["run_id", "check_id"],
    retention: "curated",
    columns: {
      run_id: required("bigint", "The run."),
      check_id: required("string", "The check."),
      stage: required("string", "The stage that owns the checked table."),
      checked_table: required("string", "The table."),
      severity: required(
        "string",
        "error stops the run, warn is recorded, quarantine has set the rows aside.",
        { values: checkSeverities },
      ),
      failing_rows: required("bigint", "Rows that break the promise, or were set aside since they do."),
      title: optional(
        "string",
        "What holds when it passes, as its author wrote it; null for built-in checks.",
      ),
      observed: optional(
        "string",
        "What a check of a whole table found, and its limit; null where it passes or looks at rows.",
      ),
      sample_keys: optional(
        "array<string>",
        "Of an authored check of rows, keys of up to five that break it, the first in order; null where it passes, and where a key is more than ids of events and issues.",
      ),
    },
  },
  "curated.deployment": {
    comment:
      "What was deployed or promoted, by whom and with which gates. Append-only: a row once written never changes.",
    life: "ledger",
    owner: "ledger",
    class: "internal",
    readers: ["analyst", "platform"],
    key: ["deployment_id"],
    retention: "forever",
    columns: {
      deployment_id: required("string", "The first 32 digits of the record hash."),
      action: required("string", "deploy, or promote from another target.", {
        values: ["deploy", "promote"],
      }),
      target: required("string", "Target of the spec that it went to."),
      from_target: optional("string", "Target whose bytes were promoted; null for a deployment."),
      manifest_hash: required("string", "SHA-256 of bundle/manifest.json, which holds a hash of every file."),
      code_version: required("string", "Version of the package and hash of its SQL."),
      taxonomy_version: required("string", "Hash of everything authored that reaches a seed table."),
      // no personal column: it names who operates the pipeline, an account of the workspace, never a customer
      deployed_by: required(
        "string",
        "Principal that deployed: application id of a service principal, or the workspace name of a user.",
      ),
      deployed_at: required("timestamp", "Clock time of the record (UTC)."),
      gates: required("string", "JSON: every gate with its figure and threshold, as they were measured."),
      evidence: optional(
        "string",
        "JSON of a promotion: the run and the checks that it rests on, versions, and who signed; null for a deployment.",
      ),
      record_hash: required("string", "SHA-256 of all columns above, as canonical JSON."),
      signature: optional(
        "string",
        "Ed25519 signature of the promotion, in Base64 (DSSE); null for a deployment.",
      ),
      key_id: optional("string", "Fingerprint of the key that signed; null without a signature."),
    },
  },
  "curated.table_upgrade": {
    comment:
      "Tables that a deployment altered, with the Delta version that each had before: where RESTORE leads back to.",
    life: "ledger",
    owner: "ledger",
    class: "internal",
    readers: ["platform"],
    key: ["upgrade_id", "table_name"],
    retention: "forever",
    columns: {
      upgrade_id: required("string", "The deployed manifest and the deployment before, hashed together."),
      table_name: required("string", "The table, with its schema and without prefix."),
      code_version: required("string", "Version of the code that the table was altered for."),
      delta_version: required("bigint", "Newest version of the table in its Delta history, before."),
      upgraded_at: required("timestamp", "Clock time at which that was written down (UTC)."),
    },
  },
  "curated.writer_lease": {
    comment: "One row: which job may write, and until when. Before the first job there is none.",
    life: "ledger",
    owner: "ledger",
    class: "internal",
    readers: ["platform"],
    key: ["lease_id"],
    retention: "forever",
    columns: {
      lease_id: required("int", "Always 1."),
      holder: optional(
        "string",
        "Run of the job that holds it, as the job names it; null where nobody does.",
      ),
      fencing_token: required(
        "bigint",
        "How often it has changed hands: a holder with an older one is stale.",
      ),
      acquired_at: required("timestamp", "Clock time at which its holder got it (UTC)."),
      lease_seconds: required("int", "For how long it was given; every renewal gives it for as long."),
      expires_at: required("timestamp", "Clock time from which anybody may take it (UTC)."),
    },
  },

  // ---- governance: erasure, and whose privileges are ours to take back ------------------------------------------
  "raw.erasure_request": {
    comment:
      "Customers to be erased, by hand of fixloop erase. The id of the customer goes when the work is done.",
    life: "ledger",
    owner: "ledger",
    class: "internal",
    readers: [],
    key: ["request_id"],
    retention: "forever",
    columns: {
      request_id: required("string", "SHA-256 of the word erasure and the customer id."),
      customer_id: optional("string", "The customer, or one of its identities; null once it is erased.", {
        class: "personal",
      }),
      requested_at: required("timestamp", "Clock time of the request (UTC)."),
      status: required("string", "pending, then done.", { values: ["pending", "done"] }),
    },
  },
  "raw.erasure_scope": {
    comment:
      "What belongs to a customer whose erasure has begun: found first and kept to the end, so that one that was killed finds it again. Empty between erasures.",
    life: "ledger",
    owner: "ledger",
    class: "internal",
    readers: [],
    key: ["request_id", "subject", "subject_id"],
    retention: "forever",
    columns: {
      request_id: required("string", "The request."),
      subject: required("string", "What kind of thing it is.", {
        values: ["identity", "event", "record", "account", "contact", "rejected", "file", "sent", "rows"],
      }),
      subject_id: required("string", "Its id; for rows the table, for file and sent where to look.", {
        class: "personal",
      }),
      row_count: required("bigint", "Rows found, for rows and sent; 0 for others."),
    },
  },
  "raw.erased_record": {
    comment:
      "Records that must not come back from a source file that still holds them: ingest passes over them. Hashes alone.",
    life: "ledger",
    owner: "ledger",
    class: "internal",
    readers: [],
    key: ["erased_key"],
    retention: "forever",
    columns: {
      erased_key: required("string", "SHA-256 of the kind of thing and its id."),
      request_id: required("string", "The request that erased it."),
    },
  },
  "curated.erasure_receipt": {
    comment:
      "What an erasure did, and what is still to come and until when. Append-only, and without any id of the customer.",
    life: "ledger",
    owner: "ledger",
    class: "internal",
    readers: ["platform"],
    key: ["receipt_id"],
    retention: "forever",
    columns: {
      receipt_id: required("string", "SHA-256 of request, subject and what was done."),
      request_id: required("string", "SHA-256 of the word erasure and the customer id."),
      subject: required("string", "A table, a file, a system, or the database file."),
      action: required(
        "string",
        "rows_deleted, values_cleared and file_rewritten were done; the others are still to come, or for a person.",
        {
          values: [
            "rows_deleted",
            "values_cleared",
            "file_rewritten",
            "history_pending",
            "source_file_pending",
            "left_system",
          ],
        },
      ),
      row_count: required(
        "bigint",
        "Rows that were deleted, cleared, or had left; 0 where none are counted.",
      ),
      pending_until: optional(
        "timestamp",
        "When the last of it can be gone (UTC); null where it is done, or where nobody but a person can end it.",
      ),
      recorded_at: required("timestamp", "Clock time of the receipt (UTC)."),
    },
  },
  "curated.governed_principal": {
    comment:
      "Groups and principals that the spec names or named: the only ones from whom the set-up takes privileges back.",
    life: "ledger",
    owner: "ledger",
    class: "internal",
    readers: ["platform"],
    key: ["principal"],
    retention: "forever",
    columns: {
      principal: required("string", "Group, service principal or user, as grants name it."),
      since: required("timestamp", "Clock time at which the set-up first met it (UTC)."),
    },
  },

  // ---- seeds: authored text and numbers -----------------------------------------------------------------------
  "curated.check_rule": {
    comment: "The checks that the spec declares, with their limits.",
    life: "seed",
    owner: "setup",
    class: "internal",
    readers: ["analyst", "platform"],
    key: ["check_id"],
    retention: "forever",
    columns: {
      check_id: required("string", "The check, as check_result names it."),
      title: optional("string", "What holds when it passes."),
      kind: required("string", "What it promises."),
      checked_table: required("string", "The table."),
      severity: required(
        "string",
        "error stops the run, warn is recorded, quarantine has set the rows aside.",
        { values: checkSeverities },
      ),
      at_most_hours: optional("int", "fresh: greatest age of the newest value."),
      at_least_percent: optional("int", "volume: least rows of a day, of the median of the days before."),
      at_most_percent: optional("int", "volume: most rows of a day, of the median of the days before."),
      of_last_days: optional("int", "volume and distribution: days to compare with."),
      psi_millionths: optional("bigint", "distribution: stability index from which it has shifted."),
    },
  },
  "curated.check_value": {
    comment: "Values that the authored checks compare with: literals of rules, and accepted values.",
    life: "seed",
    owner: "setup",
    class: "internal",
    readers: ["analyst", "platform"],
    key: ["check_id", "part", "position"],
    retention: "forever",
    columns: {
      check_id: required("string", "The check."),
      part: required("int", "Place of the column within the check, from 0."),
      position: required("int", "Place of the value, from 0."),
      value: required("string", "The value as text."),
    },
  },
  "curated.setting": {
    comment: "One row: every threshold of the spec, as columns.",
    life: "seed",
    owner: "setup",
    class: "internal",
    readers: ["analyst", "platform"],
    key: ["setting_id"],
    retention: "forever",
    columns: {
      setting_id: required("int", "Always 1."),
      code_version: required("string", "Version of the package and hash of its SQL."),
      taxonomy_version: required("string", "Hash of everything authored that reaches a seed table."),
      checks_version: optional("string", "Hash of the authored checks."),
      quarantine_version: optional(
        "string",
        "Hash of those among them that set rows aside: what is aside is judged again when it changes.",
      ),
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
      lease_seconds: required("int", "Seconds for which the writer lease is given, and given again."),
      retention_raw_days: required("int", "Retention: days for which payloads are kept as received."),
      retention_curated_days: required("int", "Retention: days for which masked and linked rows are kept."),
      retention_personal_days: required(
        "int",
        "Retention: days for which personal columns of curated rows keep their values.",
      ),
    },
  },
  "curated.product": {
    comment: "Products of the spec.",
    life: "seed",
    owner: "setup",
    class: "internal",
    readers: ["analyst", "reviewer", "steward", "platform"],
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
    class: "internal",
    readers: ["analyst", "platform"],
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
    class: "internal",
    readers: ["analyst", "platform"],
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
    class: "internal",
    readers: ["analyst", "reviewer", "steward"],
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
    class: "internal",
    readers: ["analyst", "reviewer", "steward"],
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
    class: "internal",
    readers: ["analyst", "steward"],
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
    class: "internal",
    readers: ["analyst", "reviewer", "steward"],
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
    class: "internal",
    readers: ["analyst", "reviewer", "steward"],
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
    class: "internal",
    readers: ["analyst", "reviewer", "steward"],
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
    class: "internal",
    readers: ["analyst", "steward"],
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
    class: "internal",
    readers: ["analyst", "steward"],
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
    class: "internal",
    readers: ["analyst", "steward"],
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
    class: "internal",
    readers: ["analyst", "steward"],
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
    class: "internal",
    readers: ["analyst", "steward"],
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
    class: "internal",
    readers: ["analyst", "platform"],
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
    class: "internal",
    readers: [],
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
    class: "internal",
    readers: [],
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
        "landed; waiting for a run whose moment it does not lie behind; rejected; or erased, and passed over.",
        {
          values: ["landed", "waiting", "rejected", "erased"],
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
    class: "internal",
    readers: [],
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
    class: "internal",
    readers: [],
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
    class: "internal",
    readers: ["analyst", "platform"],
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
    class: "internal",
    readers: [],
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
    class: "internal",
    readers: [],
    key: ["point_id"],
    // nobody is in it, and exposure, evidence and verdicts of any age are computed from it anew in every run
    retention: "forever",
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
    class: "internal",
    readers: [],
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
    class: "internal",
    readers: [],
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
    class: "internal",
    readers: [],
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
    class: "internal",
    readers: [],
    key: ["tracker_event_id"],
    retention: "forever",
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
    class: "internal",
    readers: ["analyst", "reviewer", "steward"],
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
  "curated.set_aside_event": {
    comment:
      "Feedback that checks of severity quarantine keep out of feedback_event, with every check that it fails; the record itself stays in raw.feedback_payload.",
    life: "state",
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
        "True where it refers to what another table lacks: every run looks whether it has come.",
      ),
      checks_version: required(
        "string",
        "Version of the checks of severity quarantine that it was judged by: under another one it is judged again.",
      ),
    },
  },
  "curated.customer_record": {
    comment: "One row an identity as a source gave it.",
    life: "state",
    owner: "normalize",
    class: "internal",
    readers: ["reviewer"],
    key: ["customer_record_id"],
    retention: "curated",
    columns: {
      customer_record_id: required(
        "string",
        "SHA-256 of user id, e-mail key and name key together; a name alone counts within its source, and a record without any is one of its own.",
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
        "What stands before the @, where it has six letters or more, else empty: identities that share it are compared. Null in rows from before this column.",
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
    comment: "Pairs of identities that were compared, with the match weight and what follows from it.",
    life: "state",
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
    life: "state",
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

  // ---- enrich -------------------------------------------------------------------------------------------------
  "curated.text_score": {
    comment:
      "What the classifier and the word lists make of each distinct text of this run: events with the same words share it.",
    life: "work",
    owner: "enrich",
    class: "internal",
    readers: [],
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
    class: "internal",
    readers: ["analyst", "reviewer", "steward"],
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
    class: "internal",
    readers: ["analyst"],
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
    class: "internal",
    readers: ["analyst"],
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
    class: "internal",
    readers: ["analyst"],
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
    class: "internal",
    readers: ["analyst", "reviewer"],
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
    class: "internal",
    readers: ["analyst", "reviewer"],
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
    class: "internal",
    readers: ["analyst", "reviewer"],
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
    class: "internal",
    readers: ["analyst", "reviewer"],
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
    class: "internal",
    readers: ["analyst", "reviewer"],
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
    class: "internal",
    readers: ["reviewer"],
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
    class: "internal",
    readers: ["analyst", "reviewer"],
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
    class: "internal",
    readers: [],
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
    class: "internal",
    readers: [],
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
    class: "internal",
    readers: [],
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
    class: "internal",
    readers: [],
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
    class: "internal",
    readers: [],
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
    class: "internal",
    readers: ["analyst", "reviewer"],
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
    class: "internal",
    readers: ["analyst", "reviewer"],
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
    class: "internal",
    readers: ["analyst"],
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
    class: "internal",
    readers: ["analyst", "reviewer"],
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
    class: "internal",
    readers: ["analyst", "reviewer"],
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
    class: "internal",
    readers: ["analyst", "reviewer"],
    key: ["issue_id"],
    retention: "forever",
    columns: {
      issue_id: required("string", "The issue."),
      state: required("string", "Its state.", { values: issueStates }),
      since: required("timestamp", "Since when (UTC)."),
    },
  },

  // ---- audit --------------------------------------------------------------------------------------------------
  "curated.drift": {
    comment:
      "Whether the feedback of a month is made up as that of the three months before, one row a measure and item, and one for the measure as a whole.",
    life: "state",
    owner: "audit",
    class: "internal",
    readers: ["analyst", "steward"],
    key: ["product", "audited_month", "measure", "item"],
    // shares of feedback, no person in them
    retention: "forever",
    columns: {
      product: required("string", "Product."),
      audited_month: required("date", "First day of the month."),
      measure: required("string", "What was divided up.", { values: driftMeasures }),
      item: required(
        "string",
        "A category, language, channel or other part; of confidence, the lower end of a band in basis points; * for the measure as a whole.",
      ),
      events: required("bigint", "Feedback of the month that belongs to the item."),
      month_events: required("bigint", "Feedback of the month that the measure divides up."),
      reference_events: required("bigint", "Feedback of the three months before that belongs to the item."),
      reference_total: required("bigint", "Feedback of the three months before that the measure divides up."),
      share_bp: required("int", "Share of the item in the month, basis points."),
      reference_share_bp: required("int", "Its share in the three months before, basis points."),
      stability_millionths: required(
        "bigint",
        "Population stability index of the measure, or what the item adds to it, times 1000000.",
      ),
      chance_millionths: optional(
        "bigint",
        "What the index stays below in 999 of 1000 months without any drift, times 1000000; null for an item.",
      ),
      mean_bp: optional(
        "int",
        "Mean confidence of the month, basis points; null for other measures and for items.",
      ),
      reference_mean_bp: optional(
        "int",
        "Mean confidence of the three months before, basis points; null for other measures and for items.",
      ),
      level: required(
        "string",
        "too_few to say; stable; moderate from an index of 0.1 on; major from 0.25 on. Of an item that of its measure.",
        { values: driftLevels },
      ),
      flagged: required(
        "boolean",
        "True for a measure that drifted beyond chance, and for the items that carry a fifth of its index or more.",
      ),
    },
  },
  "curated.long_tail": {
    comment:
      "What the taxonomy does not cover: terms that customers without an accepted category use more than the others of their language, in the last 90 days.",
    life: "state",
    owner: "audit",
    class: "internal",
    readers: ["analyst", "steward"],
    key: ["product", "language", "term"],
    retention: "curated",
    columns: {
      product: required("string", "Product."),
      language: required("string", "Language of the feedback (ISO 639-1)."),
      term: required(
        "string",
        "A folded word or two adjacent ones, written by at least five customers: never the words of one person.",
      ),
      tail_rank: required("int", "1 for the strongest term of the product, over all languages; 50 at most."),
      events: required("bigint", "Feedback without accepted category that holds it."),
      customers: required("bigint", "Distinct customers behind that."),
      covered_customers: required(
        "bigint",
        "Distinct customers who wrote it in feedback with an accepted category.",
      ),
      log_odds_milli: required(
        "bigint",
        "Natural log of the odds that an uncovered customer writes it to those of a covered one, times 1000.",
      ),
      strength_milli: required("bigint", "The same in standard errors, times 1000: what the rank goes by."),
      first_date: required("date", "First day on which it was written without accepted category (UTC)."),
      last_date: required("date", "Last such day (UTC)."),
      sample_event_ids: required("array<string>", "The three newest events that hold it, as ids."),
    },
  },
  // ---- measure ------------------------------------------------------------------------------------------------
  ...publishedTables,
} as const satisfies Record<string, AuthoredTable>;

export type TableName = keyof typeof authored;
export const tableNames = Object.keys(authored) as readonly TableName[];

/** Every table with the class of each of its columns: its own, or that of its table. */
export const tables: Readonly<Record<TableName, TableContract>> = Object.fromEntries(
  Object.entries<AuthoredTable>(authored).map(([name, table]): [string, TableContract] => [
    name,
    { ...table, columns: classified(table.columns, table.class) },
  ]),
) as Record<TableName, TableContract>;

const provenanceColumns = classified(
  {
    run_id: required("bigint", "Run that wrote the row last."),
    code_version: required("string", "Version of the code that wrote it."),
    taxonomy_version: required("string", "Version of the taxonomy it was written under."),
  },
  "internal",
);

/** The contract of a table. */
export function contractOf(name: TableName): TableContract {
  return tables[name];
}

/** Whether its rows say which run wrote them, under which versions: what keeps history does. */
export function hasProvenance(name: TableName): boolean {
  const { life } = contractOf(name);
  return life === "state" || life === "event";
}

/** Columns that hold the run of a row of this table: that which wrote it last, and those that changed one value last. */
export function runColumns(name: TableName): readonly string[] {
  return hasProvenance(name) ? ["run_id", ...Object.values(contractOf(name).changeRuns ?? {})] : [];
}

/** All columns of a table in order, last those that the MERGE builder fills: provenance, and the runs of `changeRuns`. */
export function columnsOf(name: TableName): TableContract["columns"] {
  const { columns, changeRuns = {} } = contractOf(name);
  if (!hasProvenance(name)) return columns;
  const runs = Object.entries(changeRuns).map(
    ([column, run]) => [run, required("bigint", `Run that changed ${column} last.`)] as const,
  );
  return { ...columns, ...provenanceColumns, ...classified(Object.fromEntries(runs), "internal") };
}

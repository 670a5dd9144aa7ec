import { optional, required } from "../contract/columns.ts";
import type { AuthoredTable } from "../contract/table.ts";
import { checkSeverities, jobNames } from "../contract/vocabulary.ts";
import type { TableName } from "../sql/sql.ts";

/** What ran, when and over which window; who writes; what was deployed; the books of erasures; the settings of the spec. */
export const ledgerTables = {
  "curated.pipeline_run": {
    comment:
      "One row per run of a job. The running one is the current run. A killed run is resumed by the next start of its job.",
    kind: "ledger",
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
        "Reference time of the run (UTC); null until ingest has set it from the newest record.",
      ),
      status: required(
        "string",
        "running until its last statement, then finished; waiting if it was stopped and another job runs.",
        { values: ["running", "waiting", "finished"] },
      ),
      fencing_token: optional(
        "bigint",
        "Token of the lease under which it was opened or resumed; null where no lease is needed, as locally.",
      ),
      opened_by: optional(
        "string",
        "Run of the job that opened or resumed it last, as the lease names its holder; null locally.",
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
    comment: "One row per run and stage: its window, written before its first statement, and its result.",
    kind: "ledger",
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
  "curated.step_run": {
    comment:
      "One row per run, stage and step: when it ran. Written when the stage ends; a stage that starts again replaces them.",
    kind: "ledger",
    owner: "ledger",
    class: "internal",
    readers: ["analyst", "platform"],
    key: ["run_id", "stage", "step"],
    retention: "curated",
    columns: {
      run_id: required("bigint", "The run."),
      stage: required("string", "The stage."),
      step: required(
        "string",
        "The step, such as cluster.issue_member; STAGE.checks is the checks of a stage.",
      ),
      step_position: required("int", "Its place in the stage, from 1."),
      started_at: required("timestamp", "Clock time of its start (UTC)."),
      finished_at: required("timestamp", "Clock time of its end (UTC)."),
    },
  },
  "curated.check_result": {
    comment: "What each data-quality check found in each run.",
    kind: "ledger",
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
      failing_rows: required(
        "bigint",
        "Rows that break the check, or that were set aside because they break it.",
      ),
      title: optional(
        "string",
        "What holds when it passes, as its author wrote it; null for built-in checks.",
      ),
      observed: optional(
        "string",
        "What a check of a whole table found, and its limit; null if it passes or checks single rows.",
      ),
      sample_keys: optional(
        "array<string>",
        "Keys of up to five rows that break an authored check. Null if it passes, or if keys hold more than ids of events and issues.",
      ),
    },
  },
  "curated.deployment": {
    comment: "What was deployed or promoted, by whom and with which gates. Append-only: rows never change.",
    kind: "ledger",
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
      target: required("string", "Target of the spec that was deployed to."),
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
      gates: required("string", "JSON: every gate with its measured figure and its threshold."),
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
    comment: "Tables that a deployment altered, with the Delta version before it: the version for RESTORE.",
    kind: "ledger",
    owner: "ledger",
    class: "internal",
    readers: ["platform"],
    key: ["upgrade_id", "table_name"],
    retention: "forever",
    columns: {
      upgrade_id: required("string", "The deployed manifest and the deployment before, hashed together."),
      table_name: required("string", "The table, with its schema and without prefix."),
      code_version: required("string", "Version of the code that the table was altered for."),
      delta_version: required(
        "bigint",
        "Newest version in the Delta history of the table before it was altered.",
      ),
      upgraded_at: required("timestamp", "Clock time of the record (UTC)."),
    },
  },
  "curated.loaded_seed": {
    comment: "What each seed table was last loaded with: a table with the same rows is not loaded again.",
    kind: "ledger",
    owner: "ledger",
    class: "internal",
    readers: ["platform"],
    key: ["table_name"],
    retention: "forever",
    columns: {
      table_name: required("string", "The table, with its schema."),
      content_hash: required("string", "SHA-256 of the file that it was loaded from; empty for no rows."),
      loaded_rows: required("bigint", "Rows that it was loaded with."),
      loaded_at: required("timestamp", "Clock time of the load (UTC)."),
    },
  },
  "curated.setup_in_force": {
    comment: "One row: the last set-up that finished. A loop of another set-up does not start.",
    kind: "ledger",
    owner: "ledger",
    class: "internal",
    readers: ["platform"],
    key: ["setup_id"],
    retention: "forever",
    columns: {
      setup_id: required("int", "Always 1."),
      setup_version: required(
        "string",
        "Hash of tables, functions, views, grants and seeds, as the bundle was compiled for this target.",
      ),
      set_up_by: required("string", "Run of the set-up job that finished it."),
      set_up_at: required("timestamp", "Clock time of its last statement (UTC)."),
    },
  },
  "curated.writer_lease": {
    comment: "One row: the job that may write, and until when. No row before the first job.",
    kind: "ledger",
    owner: "ledger",
    class: "internal",
    readers: ["platform"],
    key: ["lease_id"],
    retention: "forever",
    columns: {
      lease_id: required("int", "Always 1."),
      holder: optional(
        "string",
        "Run of the job that holds the lease, as the job names it; null if no job does.",
      ),
      fencing_token: required(
        "bigint",
        "Number of times the lease changed hands: a holder with an older number is stale.",
      ),
      acquired_at: required("timestamp", "Clock time at which its holder took it (UTC)."),
      lease_seconds: required("int", "Duration of the lease; every renewal lasts as long."),
      expires_at: required("timestamp", "Clock time from which any job may take it (UTC)."),
    },
  },
  "raw.erasure_request": {
    comment:
      "Customers to erase, as fixloop erase requested. The id of the customer is removed when the erasure is done.",
    kind: "ledger",
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
      "What belongs to a customer whose erasure has begun. Kept until it is done, so that a killed erasure can be resumed. Empty between erasures.",
    kind: "ledger",
    owner: "ledger",
    class: "internal",
    readers: [],
    key: ["request_id", "subject", "subject_id"],
    retention: "forever",
    columns: {
      request_id: required("string", "The request."),
      subject: required("string", "What kind of thing it is.", {
        values: [
          "identity",
          "pair",
          "event",
          "decision",
          "record",
          "account",
          "contact",
          "rejected",
          "file",
          "sent",
          "rows",
        ],
      }),
      subject_id: required("string", "Its id; for rows, the table; for file and sent, where to look.", {
        class: "personal",
      }),
      row_count: required("bigint", "Rows found, for rows and sent; 0 for others."),
    },
  },
  "raw.erased_record": {
    comment: "Erased records that a source file may still hold: ingest skips them. Hashes only.",
    kind: "ledger",
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
      "What an erasure did, and what is still to come and until when. Append-only, without any id of the customer.",
    kind: "ledger",
    owner: "ledger",
    class: "internal",
    readers: ["platform"],
    key: ["receipt_id"],
    retention: "forever",
    columns: {
      receipt_id: required("string", "SHA-256 of request, subject and what was done."),
      request_id: required("string", "SHA-256 of the word erasure and the customer id."),
      subject: required(
        "string",
        "A table, a file with the positions in it, a system, or the database file.",
      ),
      action: required(
        "string",
        "rows_deleted, values_cleared, file_rewritten, landing_searched, history_rewritten, history_removed: done. Others: still to do.",
        {
          values: [
            "rows_deleted",
            "values_cleared",
            "file_rewritten",
            "landing_pending",
            "landing_searched",
            "history_pending",
            "history_rewritten",
            "history_removed",
            "source_file_pending",
            "left_system",
          ],
        },
      ),
      row_count: required("bigint", "Rows that were deleted, cleared or sent; 0 if none are counted."),
      pending_until: optional(
        "timestamp",
        "When the last of it can be gone (UTC); null if it is done, or if a person must do it.",
      ),
      recorded_at: required("timestamp", "Clock time of the receipt (UTC)."),
    },
  },
  "curated.governed_principal": {
    comment:
      "Groups and principals that the spec names or named: the set-up revokes privileges only from these.",
    kind: "ledger",
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
  "curated.setting": {
    comment: "One row: every threshold of the spec, as columns.",
    kind: "seed",
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
        "Hash of the checks that set rows aside: when it changes, rows set aside are checked again.",
      ),
      identity_version: optional(
        "string",
        "Hash of the policy of identity and of the rules that compare: when it changes, all identities are worked out again.",
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
        "Language of a record that nothing tells (ISO 639-1); und where the project names none.",
      ),
      standing_min_events: required("int", "Events of one category that make an ongoing issue."),
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
      lease_seconds: required("int", "Duration of the writer lease and of each renewal, in seconds."),
      retention_raw_days: required("int", "Retention: days for which payloads are kept as received."),
      retention_curated_days: required("int", "Retention: days for which masked and linked rows are kept."),
      retention_personal_days: required(
        "int",
        "Retention: days for which personal columns of curated rows keep their values.",
      ),
    },
  },
} as const satisfies Readonly<Record<TableName, AuthoredTable>>;

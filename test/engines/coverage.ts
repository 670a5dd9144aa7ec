import type { TableName } from "../../src/sql/sql.ts";
import { columnsOf, contractOf, tableNames } from "../../src/stages/tables.ts";

/**
 * What the rows of the whole suite have shown: equal tables prove little where they are empty, and a column that is
 * always null, or always the same, proves nothing of how it is computed.
 */
export class Coverage {
  readonly #values = new Map<string, Set<string>>();
  readonly #nulls = new Set<string>();
  readonly #filled = new Set<TableName>();

  /** Rows of a table as both engines have them, by the names of their columns. */
  see(name: TableName, columns: readonly string[], rows: readonly (readonly unknown[])[]): void {
    if (rows.length > 0) this.#filled.add(name);
    columns.forEach((column, index) => {
      const key = `${name}.${column}`;
      const values = this.#values.get(key) ?? new Set();
      this.#values.set(key, values);
      for (const row of rows) {
        const value = row[index];
        if (value === null || value === undefined) this.#nulls.add(key);
        else if (values.size < 2) values.add(JSON.stringify(value));
      }
    });
  }

  /** What was never seen and has no excuse, and excuses for what was seen. */
  problems(excuses: readonly Excuse[]): readonly string[] {
    const missing = this.#missing();
    const excusing = ({ what }: Excuse, { table, column }: Missing): boolean =>
      [table, `${table}.*`, `${table}.${column}`, `*.${column}`].includes(what);
    return [
      ...missing
        .filter((each) => !excuses.some((excuse) => excusing(excuse, each)))
        .map(({ table, column, problem }) => `${table}${column === "" ? "" : `.${column}`}: ${problem}`),
      ...excuses
        .filter(({ mayBeDrawn }) => mayBeDrawn !== true)
        .filter((excuse) => !missing.some((each) => excusing(excuse, each)))
        .map(({ what }) => `${what}: is excused, and need not be any more`),
    ];
  }

  #missing(): readonly Missing[] {
    return tableNames.flatMap((table): readonly Missing[] => {
      if (!this.#filled.has(table)) return [{ table, column: "", problem: "is empty in every project" }];
      return Object.entries(columnsOf(table))
        .filter(([column]) => this.#values.has(`${table}.${column}`))
        .flatMap(([column, { nullable }]) => {
          const values = this.#values.get(`${table}.${column}`)?.size ?? 0;
          const problems = [
            ...(values < 2 ? [values === 0 ? "never has a value" : "always has the same value"] : []),
            ...(nullable && !this.#nulls.has(`${table}.${column}`) ? ["is never null"] : []),
          ];
          return problems.map((problem) => ({ table, column, problem }));
        });
    });
  }
}

interface Missing {
  readonly table: TableName;
  /** Empty where the whole table is missing. */
  readonly column: string;
  readonly problem: string;
}

/**
 * Something that the suite does not show, and why that is no gap. `table.*` stands for every column of a table,
 * `*.column` for a column of every table.
 */
export interface Excuse {
  readonly what: TableName | `${TableName}.${string}` | `*.${string}`;
  readonly reason: string;
  /** A drawn world may show it all the same, and the next one not. */
  readonly mayBeDrawn?: true;
}

/** Tables that may be empty in a project, each with its reason. */
export interface EmptyTables {
  readonly reasons: Readonly<Partial<Record<TableName, string>>>;
  /** Whether they always are: a world that is drawn anew may fill one that another leaves empty. */
  readonly always: boolean;
}

/** Tables without a row that the project does not list, and listed ones that have rows. */
export function emptyTableProblems(
  filled: ReadonlySet<TableName>,
  { reasons, always }: EmptyTables,
): readonly string[] {
  return tableNames.flatMap((table) => {
    const listed = reasons[table] !== undefined;
    if (!filled.has(table)) return listed ? [] : [`${table}: is empty`];
    return listed && always ? [`${table}: is listed as empty, and need not be any more`] : [];
  });
}

const byAudit = "written by the audit, whose parity is the part maintenance";
const byErasure = "written by an erasure, whose parity is the part maintenance";

/** What the loop writes in no project. */
export const notByLoop: Readonly<Partial<Record<TableName, string>>> = {
  "curated.deployment": "written by fixloop deploy",
  "curated.table_upgrade": "written by fixloop deploy, see the part upgrade",
  "curated.writer_lease": "only the workspace has several writers: the part writers",
  "curated.loaded_seed": "only a workspace loads seeds that changed alone",
  "curated.setup_in_force": "only a workspace is set up apart from its loop",
  "raw.landing_unchanged": "a first run has read no file before",
  "raw.erasure_request": byErasure,
  "raw.erasure_scope": byErasure,
  "curated.erasure_receipt": byErasure,
  "curated.governed_principal": "written by the grants of a target, which the part governance runs",
  "curated.drift": byAudit,
  "curated.long_tail": byAudit,
};

const whenEnded = "the ledger is compared when the run has ended";
const oneRun = "a project has one run here, several with the word twice";
const oneRow = "has one row a project";

export const excuses: readonly Excuse[] = [
  ...tableNames.flatMap((what) => {
    const reason = notByLoop[what];
    return reason === undefined ? [] : [{ what, reason }];
  }),
  ...tableNames
    .filter((name) => contractOf(name).kind === "published")
    .map((name): Excuse => ({
      what: `${name}.*`,
      reason: "a view's rows, whose columns come from tables seen here",
    })),
  { what: "*.run_id", reason: oneRun },
  { what: "curated.customer.customer_run_id", reason: oneRun },
  ...(
    [
      "email_local_block",
      "email_start_block",
      "email_site_block",
      "name_locale_block",
      "name_first_block",
      "name_last_block",
      "identified_by",
    ] as const
  ).map((column): Excuse => ({
    what: `curated.customer_record.${column}`,
    reason: "null only in rows from before the column or emptied by retention: customer.test.ts",
  })),
  ...(["mailbox", "not_identifying"] as const).map((column): Excuse => ({
    what: `curated.customer_record.${column}`,
    reason: "the samples have few shared mailboxes and placeholders: identity.test.ts",
    mayBeDrawn: true,
  })),
  { what: "*.identity_version", reason: "a project has one version of its policy here", mayBeDrawn: true },
  ...(["reason", "user_level", "email_level", "name_level", "locale_level"] as const).map(
    (column): Excuse => ({
      what: `curated.customer_link.${column}`,
      reason: "null only in rows from before the column: identity.test.ts",
      mayBeDrawn: true,
    }),
  ),
  {
    what: "curated.identity_policy.is_built_in",
    reason: "no project adds rules of its own: identity.test.ts",
  },
  ...(["raw.landing_file", "raw.landed_file"] as const).flatMap((table): readonly Excuse[] => [
    { what: `${table}.file_size`, reason: "null only in rows of an older version: land.test.ts" },
    { what: `${table}.modified_at`, reason: "null only of a file just written: land.test.ts" },
  ]),
  { what: "curated.stage_run.window_low", reason: oneRun },
  { what: "curated.stage_run.window_high", reason: oneRun },
  { what: "curated.validation.rate_ratio_milli", reason: oneRun, mayBeDrawn: true },
  ...(["link_reason", "similarity_bp", "probability_bp"] as const).map((column): Excuse => ({
    what: `curated.issue_ticket.${column}`,
    reason: "tickets of these worlds name their feedback; links by words: issueTicket.test.ts",
    mayBeDrawn: true,
  })),
  ...(["claimed_by", "choice_milli"] as const).map((column): Excuse => ({
    what: `curated.fix.${column}`,
    reason: "null only in rows of an older version",
  })),
  ...(["fix_position", "voice_low_micro", "joint_low_micro"] as const).map((column): Excuse => ({
    what: `curated.return_watch.${column}`,
    reason: "a second fix that holds, and a watch of less than a day, are drawn at most: returnWatch.test.ts",
    mayBeDrawn: true,
  })),
  { what: "*.code_version", reason: "the suite runs one version of the code" },
  ...(
    ["raw.decision", "curated.review_decision", "curated.decision_note", "curated.decision_in_force"] as const
  ).map((table): Excuse => ({ what: `${table}.taxonomy_version`, reason: "one project decides here" })),
  { what: "curated.parted_link.taxonomy_version", reason: "one project parts identities here" },
  { what: "raw.erased_record.request_id", reason: "named by an erasure, which the part maintenance runs" },
  { what: "curated.setting.*", reason: oneRow },
  { what: "curated.set_aside_event.checks_version", reason: "a project has one version of its checks here" },
  { what: "curated.set_aside_event.taxonomy_version", reason: "one project sets rows aside" },
  { what: "curated.classifier_calibration.calibration_id", reason: oneRow },
  {
    what: "curated.pipeline_run.job",
    reason: "the loop alone runs here; the others by the part maintenance",
  },
  { what: "curated.pipeline_run.status", reason: whenEnded },
  { what: "curated.pipeline_run.as_of", reason: "is null until the ingest that it opens has ended" },
  { what: "curated.stage_run.status", reason: whenEnded },
  { what: "curated.stage_run.rows_in", reason: whenEnded },
  { what: "curated.stage_run.rows_out", reason: whenEnded },
  { what: "curated.stage_run.checks_failed", reason: whenEnded },
  {
    what: "curated.ticket_similarity.product",
    reason: "tickets without feedback are in the samples of the reference project alone",
    mayBeDrawn: true,
  },
  {
    what: "curated.ticket_similarity.area_agrees",
    reason: "tickets of the samples name their component",
    mayBeDrawn: true,
  },
  {
    what: "curated.fix_evidence.has_signature",
    reason: "an accepted metric rises by a third at least, which leaves its background below three quarters",
    mayBeDrawn: true,
  },
  {
    what: "curated.validation.recurrence_date",
    reason: "one fix of the samples breaks again",
    mayBeDrawn: true,
  },
];

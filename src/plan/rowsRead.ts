import type { Dialect } from "../sql/dialect.ts";
import type { StatementStep, SqlStep, StepWindow } from "../contract/step.ts";
import { tablesIn, type RelationName, type TableName } from "../sql/sql.ts";
import { contractOf } from "../stages/tables.ts";

/** What a table has more rows of as time goes by, by the column of its key that says so. The first that fits counts. */
const growth: readonly (readonly [RegExp, string])[] = [
  [/^(statement_id)$/, "statements"],
  [/^(event_id|payload_hash|outbox_id|content_hash)$/, "feedback"],
  [/^(customer_record_id|left_record_id|account_id)$/, "customers"],
  [/^(ticket_key|tracker_event_id)$/, "tickets"],
  [/^(issue_id|issue_event_id|detection_id|review_item_id)$/, "issues"],
  [/^(decision_id|subject_id)$/, "decisions"],
  [/^(point_id)$/, "metric points"],
  [/^(event_date)$/, "days"],
  [/^(release_id|version)$/, "releases"],
  [/^(file|quarantine_id|record_position)$/, "landed files"],
  [/^(article_id)$/, "articles"],
  [/^audited_month$/, "months"],
  [/^term$/, "terms"],
  [/^shown_from$/, "runs"],
  [/^source$/, "sources"],
];

/** Tables whose key has a name that elsewhere is that of something else. */
const growthOf: Partial<Record<TableName, string>> = {
  "curated.point": "statements",
  "curated.issue_member": "statements",
};

/** What the rows of a table grow with; undefined of the ledger and of what the taxonomy holds. */
export function growsWith(name: TableName): string | undefined {
  const { kind, key } = contractOf(name);
  if (kind === "ledger" || kind === "seed") return undefined;
  const unit = growthOf[name] ?? growth.find(([column]) => key.some((part) => column.test(part)))?.[1];
  if (unit === undefined) throw new TypeError(`plan: nothing says what the rows of ${name} grow with`);
  return unit;
}

const windows: Readonly<Record<Exclude<StepWindow, "all">, string>> = {
  new: "rows that the runs in the window of the stage wrote (curated.stage_run)",
  touched: "every row of the keys or days that the window of the stage touched",
  recent: "rows of the months or days before the reference time of the run (as_of)",
  due: "rows past the age that the spec names, or that an erasure names",
};

/** Which rows a step looks at, in words: of one that reads whole tables also what these grow with. */
export function rowsRead(step: SqlStep | StatementStep, dialect: Dialect): string {
  if (step.window !== "all") return windows[step.window];
  const text = step.kind === "sql" ? step.query(dialect) : step.statement(dialect);
  const units = [...new Set(tablesIn(text).filter(isTable).map(growsWith))]
    .filter((unit) => unit !== undefined)
    .toSorted();
  return units.length === 0
    ? "all rows, of the taxonomy and the spec alone"
    : `all rows of the tables that it reads, in every run. They grow with ${listed(units)}`;
}

const isTable = (name: RelationName): name is TableName => !name.startsWith("serving.");

function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? "";
  return words.length > 1 ? `${words.slice(0, -1).join(", ")} and ${last}` : last;
}

import { accountIdentity } from "../normalize/relations.ts";
import type { RetentionRule, RowAge } from "../../contract/retentionRule.ts";
import type { TableName } from "../../sql/sql.ts";
import { contractOf, tableNames } from "../tables.ts";
import { asOf } from "../../contract/window.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { identifier, join, sql, table, type Sql } from "../../sql/sql.ts";

/**
 * How old a row of each table is. A table that the contract does not keep for good must be here, unless every run
 * empties it: `retentionRules` refuses to go on without.
 */
const ages: Partial<Record<TableName, RowAge>> = {
  "raw.feedback_payload": { kind: "column", column: "received_at" },
  "raw.rejected_payload": { kind: "run" },
  "raw.telemetry_point": { kind: "column", column: "measured_at" },
  "raw.account": { kind: "run" },
  "raw.tracker_event": { kind: "column", column: "changed_at" },
  "raw.decision": { kind: "column", column: "decided_at" },
  "curated.decision_note": { kind: "column", column: "decided_at" },
  // what a person decided holds for as long as anything is there that it can decide about
  "curated.decision_in_force": {
    kind: "column",
    column: "decided_at",
    heldBy: [
      { table: "curated.feedback_event", column: "event_id" },
      { table: "curated.set_aside_event", column: "event_id" },
      { table: "curated.customer_record", column: "customer_record_id", own: "left_record_id" },
      { table: "curated.customer_record", column: "customer_record_id", own: "right_record_id" },
    ],
  },
  "curated.step_run": { kind: "run" },
  "curated.check_result": { kind: "run" },
  "curated.field_form": { kind: "run" },
  "curated.quarantine": { kind: "run" },
  // an edit that came late is a payload younger than its event, and every payload has its event
  "curated.statement": {
    kind: "column",
    column: "received_at",
    heldBy: [{ table: "raw.feedback_payload", column: "event_id" }],
  },
  // a later statement may be younger than its event
  "curated.feedback_event": {
    kind: "column",
    column: "received_at",
    heldBy: [{ table: "curated.statement", column: "event_id" }],
  },
  "curated.set_aside_event": {
    kind: "column",
    column: "received_at",
    heldBy: [{ table: "raw.feedback_payload", column: "event_id" }],
  },
  "curated.enrichment": {
    kind: "orphan",
    of: "curated.feedback_event",
    columns: ["event_id"],
    theirs: "event_id",
  },
  "curated.point": {
    kind: "orphan",
    of: "curated.statement",
    columns: ["statement_id"],
    theirs: "statement_id",
  },
  "curated.issue_member": {
    kind: "orphan",
    of: "curated.statement",
    columns: ["statement_id"],
    theirs: "statement_id",
  },
  "curated.reply_draft": {
    kind: "orphan",
    of: "curated.feedback_event",
    columns: ["event_id"],
    theirs: "event_id",
  },
  "curated.customer_record": { kind: "last_seen" },
  "curated.customer_link": {
    kind: "orphan",
    of: "curated.customer_record",
    columns: ["left_record_id", "right_record_id"],
    theirs: "customer_record_id",
  },
  "curated.parted_link": {
    kind: "orphan",
    of: "curated.customer_record",
    columns: ["left_record_id", "right_record_id"],
    theirs: "customer_record_id",
  },
  "curated.customer": {
    kind: "orphan",
    of: "curated.customer_record",
    columns: ["customer_record_id"],
    theirs: "customer_record_id",
  },
  "curated.detection": { kind: "column", column: "end_date" },
  "curated.issue_signal": { kind: "run" },
  "curated.review_item": { kind: "column", column: "raised_at" },
  "curated.long_tail": { kind: "column", column: "last_date" },
  "curated.published_support_queue": {
    kind: "orphan",
    of: "curated.feedback_event",
    columns: ["event_id"],
    theirs: "event_id",
  },
  "curated.published_issue_quotes": {
    kind: "orphan",
    of: "curated.feedback_event",
    columns: ["event_id"],
    theirs: "event_id",
  },
  "curated.published_category_quotes": {
    kind: "orphan",
    of: "curated.feedback_event",
    columns: ["event_id"],
    theirs: "event_id",
  },
  "curated.published_uncategorised_texts": {
    kind: "orphan",
    of: "curated.feedback_event",
    columns: ["event_id"],
    theirs: "event_id",
  },
  "curated.published_campaigns": {
    kind: "orphan",
    of: "curated.feedback_event",
    columns: ["event_id"],
    theirs: "event_id",
  },
  "curated.published_review_queue": {
    kind: "orphan",
    of: "curated.feedback_event",
    columns: ["event_id"],
    theirs: "event_id",
  },
};

/** Values of an event don't wait for its later statements, which lose theirs in their own time. */
const agesOfValues: typeof ages = {
  "curated.feedback_event": {
    kind: "column",
    column: "received_at",
    heldBy: [{ table: "raw.feedback_payload", column: "event_id" }],
  },
};

/**
 * Personal columns that lose their values before their rows go. Pseudonyms stay as long as the row: votes of old days are
 * counted by them, and would change. Source record ids become the event id, which is a hash of them.
 */
const clears: Partial<Record<TableName, RetentionRule["clears"]>> = {
  "curated.statement": { source_record_id: { copyOf: "event_id" }, parent_record_id: "null" },
  "curated.feedback_event": { source_record_id: { copyOf: "event_id" }, parent_record_id: "null" },
  "curated.set_aside_event": { source_record_id: { copyOf: "event_id" } },
  "curated.customer_record": {
    user_id: "null",
    email: "null",
    email_key: "null",
    name: "null",
    name_key: "null",
    email_local_block: "null",
    email_start_block: "null",
    email_site_block: "null",
    name_locale_block: "null",
    name_first_block: "null",
    name_last_block: "null",
  },
  // the change itself stays: fixes and their verdicts rest on it
  "raw.tracker_event": { feedback_record_id: "null" },
};

/**
 * What is deleted or emptied, in an order in which each rule finds what it needs: rows before those that become orphans
 * by it. The same for every project; how many days is a setting.
 */
export function retentionRules(): readonly RetentionRule[] {
  const deleting = tableNames.flatMap((name): readonly RetentionRule[] => {
    const { retention, kind } = contractOf(name);
    if (retention === "forever" || kind === "work" || kind === "seed") return [];
    const age = ages[name];
    if (age === undefined)
      throw new TypeError(`governance: ${name} is not kept for good, and nothing says how old its rows are`);
    const setting = retention === "raw" ? "retention_raw_days" : "retention_curated_days";
    return [{ id: `retention.${name}`, table: name, action: "delete", setting, age, clears: {} }];
  });
  const clearing = tableNames.flatMap((name): readonly RetentionRule[] => {
    const columns = clears[name];
    const age = agesOfValues[name] ?? ages[name];
    return columns === undefined || age === undefined
      ? []
      : [
          {
            id: `retention.${name}.personal`,
            table: name,
            action: "clear",
            setting: "retention_personal_days",
            age,
            clears: columns,
          },
        ];
  });
  const place = ({ age }: RetentionRule): number =>
    age.kind === "orphan" ? (age.of === "curated.customer_record" ? 3 : 2) : age.kind === "last_seen" ? 1 : 0;
  return [...deleting, ...clearing].toSorted((left, right) => place(left) - place(right));
}

/** The statement of a rule: a MERGE, since Delta takes no subquery in the condition of DELETE and UPDATE. Run twice, the second finds nothing. */
export function retentionStatement(rule: RetentionRule, dialect: Dialect): Sql {
  const key = contractOf(rule.table).key.map(identifier);
  const columns = Object.entries(rule.clears);
  const kept = columns
    .filter(([, becomes]) => becomes !== "null")
    .map(([, becomes]) => (becomes === "null" ? sql`` : identifier(becomes.copyOf)));
  const holdsSomething = join(
    columns.map(([name, becomes]) =>
      becomes === "null"
        ? sql`kept_row.${identifier(name)} IS NOT NULL`
        : sql`kept_row.${identifier(name)} <> kept_row.${identifier(becomes.copyOf)}`,
    ),
    sql` OR `,
  );
  const action =
    rule.action === "delete"
      ? sql`DELETE`
      : sql`UPDATE SET
  ${join(
    columns.map(
      ([name, becomes]) =>
        sql`${identifier(name)} = ${becomes === "null" ? sql`NULL` : sql`due_row.${identifier(becomes.copyOf)}`}`,
    ),
    sql`,
  `,
  )}`;
  const selected = [...key, ...kept.filter((column) => !key.some((own) => sameText(own, column)))];
  return sql`MERGE INTO ${table(rule.table)} AS existing
USING (
  ${withAccounts(rule, dialect)}SELECT ${join(selected.map((column) => sql`kept_row.${column}`))}
  FROM ${table(rule.table)} AS kept_row
  CROSS JOIN (SELECT max(${identifier(rule.setting)}) AS retention_days FROM ${table("curated.setting")}) AS setting
  ${due(rule, dialect)}${rule.action === "clear" ? sql` AND (${holdsSomething})` : sql``}
) AS due_row
ON ${join(
    key.map((column) => sql`existing.${column} = due_row.${column}`),
    sql` AND `,
  )}
WHEN MATCHED THEN ${action}`;
}

const heldName = (index: number): Sql => identifier(index === 0 ? "held" : `held_${index + 1}`);

/** JOIN and WHERE that leave the rows past their age. Without a reference time nothing is due. */
function due({ table: name, age }: RetentionRule, dialect: Dialect): Sql {
  const horizon = dialect.addDays(sql`CAST(${asOf} AS DATE)`, sql`-setting.retention_days`);
  if (age.kind === "column")
    return age.heldBy === undefined
      ? sql`WHERE CAST(kept_row.${identifier(age.column)} AS DATE) < ${horizon}`
      : sql`${join(
          age.heldBy.map(({ table: holder, column, own = column }, index) => {
            const held = heldName(index);
            return sql`LEFT JOIN (SELECT DISTINCT ${identifier(column)} FROM ${table(holder)}) AS ${held}
    ON ${held}.${identifier(column)} = kept_row.${identifier(own)}`;
          }),
          sql`
  `,
        )}
  WHERE ${join(
    age.heldBy.map(({ column }, index) => sql`${heldName(index)}.${identifier(column)} IS NULL`),
    sql` AND `,
  )} AND CAST(kept_row.${identifier(age.column)} AS DATE) < ${horizon}`;
  if (age.kind === "run")
    return sql`JOIN ${table("curated.pipeline_run")} AS writer ON writer.run_id = kept_row.run_id
  WHERE CAST(writer.as_of AS DATE) < ${horizon}`;
  if (age.kind === "orphan")
    return sql`${join(
      age.columns.map(
        (column, index) =>
          sql`LEFT JOIN ${table(age.of)} AS ${identifier(`whole_${index + 1}`)} ON ${identifier(`whole_${index + 1}`)}.${identifier(age.theirs)} = kept_row.${identifier(column)}`,
      ),
      sql`
  `,
    )}
  WHERE (${join(
    age.columns.map((column, index) => {
      const gone = sql`${identifier(`whole_${index + 1}`)}.${identifier(age.theirs)} IS NULL`;
      // a row that is about nothing has lost nothing
      return contractOf(name).columns[column]?.nullable === true
        ? sql`(${gone} AND kept_row.${identifier(column)} IS NOT NULL)`
        : gone;
    }),
    sql` OR `,
  )}) AND setting.retention_days IS NOT NULL`;
  return sql`LEFT JOIN ${table("curated.pipeline_run")} AS writer ON writer.run_id = kept_row.run_id
  LEFT JOIN (
    SELECT written.customer_record_id, max(written.received_at) AS last_seen_at
    FROM (
      SELECT customer_record_id, received_at FROM ${table("curated.statement")}
      UNION ALL
      SELECT customer_record_id, received_at FROM ${table("curated.feedback_event")}
      UNION ALL
      SELECT customer_record_id, received_at FROM ${table("curated.set_aside_event")}
    ) AS written
    GROUP BY written.customer_record_id
  ) AS seen ON seen.customer_record_id = kept_row.customer_record_id
  LEFT JOIN (SELECT DISTINCT customer_record_id FROM account_identity) AS owned
    ON owned.customer_record_id = kept_row.customer_record_id
  WHERE owned.customer_record_id IS NULL
    AND CAST(coalesce(
      seen.last_seen_at,
      CASE WHEN writer.run_id IS NULL THEN TIMESTAMP '1970-01-01 00:00:00' ELSE writer.as_of END
    ) AS DATE) < ${horizon}`;
}

const withAccounts = ({ age }: RetentionRule, dialect: Dialect): Sql =>
  age.kind === "last_seen"
    ? sql`WITH ${accountIdentity(dialect)}
  `
    : sql``;

function sameText(left: Sql, right: Sql): boolean {
  return JSON.stringify(left.chunks) === JSON.stringify(right.chunks);
}

import { sourceKind } from "../../contract/words.ts";
import { accountIdentity } from "../normalize/relations.ts";
import { erasedKey, takenBackRequest, type ErasedKind } from "../../ledger/erasedKey.ts";
import { identifiedFeedback } from "../normalize/relations.ts";
import { contactIn, holdings, type Holding } from "./erasureHoldings.ts";
import type { TableName } from "../../sql/sql.ts";
import { contractOf } from "../tables.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { hashKey } from "../../sql/hash.ts";
import { constant, identifier, join, sql, table, type Sql } from "../../sql/sql.ts";

/** One statement of an erasure. It acts on every pending request, and where there is none it does nothing. */
export interface ErasureStatement {
  readonly id: string;
  readonly title: string;
  readonly table: TableName;
  readonly mode: "scope" | "suppress" | "count" | "delete" | "clear" | "receipt" | "close";
  readonly sql: Sql;
}

const request = table("raw.erasure_request");
const scope = table("raw.erasure_scope");

/** Days for which Delta keeps the files of deleted rows, before VACUUM may take them: its default. */
const historyDays = 7;
/** Days until the retention job runs again, and with it the work on files that a run could not end. */
const retryDays = 1;

/**
 * All statements of an erasure, in their order. What belongs to the customer is written down first and kept to the end:
 * an erasure that was killed anywhere finds it again, and every statement can run twice. A receipt is written only when
 * nothing is left, of the counts that were taken before each deletion.
 */
export function erasureStatements(dialect: Dialect): readonly ErasureStatement[] {
  return [
    ...scopeStatements(dialect),
    suppress("event", dialect),
    suppress("account", dialect),
    suppress("record", dialect),
    suppress("rejected", dialect),
    suppress("decision", dialect),
    ...holdings.map((holding) => count(holding, dialect)),
    ...holdings.map((holding) => remove(holding, dialect)),
    receipt(dialect),
    {
      id: "erasure.done",
      title: "The request is done",
      table: "raw.erasure_request",
      mode: "close",
      sql: sql`MERGE INTO ${request} AS existing
USING (
  SELECT DISTINCT request_id FROM ${scope} WHERE subject = 'rows'
) AS finished
ON existing.request_id = finished.request_id AND existing.status = 'pending'
WHEN MATCHED THEN UPDATE SET status = 'done', customer_id = NULL`,
    },
    {
      id: "erasure.forget_scope",
      title: "What was found is forgotten",
      table: "raw.erasure_scope",
      mode: "close",
      sql: sql`MERGE INTO ${scope} AS existing
USING (
  SELECT request_id FROM ${request} WHERE status = 'done'
) AS finished
ON existing.request_id = finished.request_id
WHEN MATCHED THEN DELETE`,
    },
  ];
}

function scopeStatements(dialect: Dialect): readonly ErasureStatement[] {
  const found = (name: string, title: string, query: Sql): ErasureStatement => ({
    id: `erasure.find_${name}`,
    title,
    table: "raw.erasure_scope",
    mode: "scope",
    sql: sql`MERGE INTO ${scope} AS existing
USING (
  ${query}
) AS incoming
ON existing.request_id = incoming.request_id AND existing.subject = incoming.subject AND existing.subject_id = incoming.subject_id
WHEN NOT MATCHED THEN INSERT (request_id, subject, subject_id, row_count)
VALUES (incoming.request_id, incoming.subject, incoming.subject_id, incoming.row_count)`,
  });
  const row = (subject: string, id: Sql, rows: Sql = sql`CAST(0 AS BIGINT)`): Sql =>
    sql`${constant(subject)} AS subject, ${id} AS subject_id, ${rows} AS row_count`;
  return [
    found(
      "identities",
      "Identities of the customer",
      sql`  SELECT DISTINCT pending.request_id, ${row("identity", sql`customer.customer_record_id`)}
  FROM ${request} AS pending
  JOIN ${table("curated.customer")} AS customer
    ON customer.customer_id = pending.customer_id OR customer.customer_record_id = pending.customer_id
  WHERE pending.status = 'pending'`,
    ),
    found(
      "events",
      "Feedback that carries one of these identities, in any of its contents",
      sql`  WITH revision AS (
    SELECT event_id, source, payload FROM ${table("raw.feedback_payload")}
  ),
${identifiedFeedback(dialect, ["event_id", "source"], [])},
  carrier AS (
    SELECT event_id, customer_record_id FROM feedback
    UNION
    SELECT event_id, customer_record_id FROM ${table("curated.statement")}
    UNION
    SELECT event_id, customer_record_id FROM ${table("curated.feedback_event")}
    UNION
    SELECT event_id, customer_record_id FROM ${table("curated.set_aside_event")}
  )
  SELECT DISTINCT identity.request_id, ${row("event", sql`carrier.event_id`)}
  FROM ${scope} AS identity
  JOIN carrier ON carrier.customer_record_id = identity.subject_id
  WHERE identity.subject = 'identity'`,
    ),
    found(
      "pairs",
      "Pairs of identities, one of which is the customer's",
      sql`  WITH pair AS (
    SELECT left_record_id, right_record_id, ${hashKey(dialect, [sql`left_record_id`, sql`right_record_id`])} AS pair_id
    FROM ${table("curated.customer_link")}
    UNION
    SELECT left_record_id, right_record_id, subject_id FROM ${table("curated.decision_in_force")} WHERE left_record_id IS NOT NULL
    UNION
    SELECT left_record_id, right_record_id, subject_id FROM ${table("raw.decision")} WHERE left_record_id IS NOT NULL
  ),
  side AS (
    SELECT left_record_id AS customer_record_id, pair_id FROM pair
    UNION
    SELECT right_record_id, pair_id FROM pair
  )
  SELECT DISTINCT identity.request_id, ${row("pair", sql`side.pair_id`)}
  FROM ${scope} AS identity
  JOIN side ON side.customer_record_id = identity.subject_id
  WHERE identity.subject = 'identity'`,
    ),
    found(
      "decisions",
      "Decisions about one of these",
      sql`  WITH decided AS (
    SELECT decision_id, subject_id FROM ${table("raw.decision")}
    UNION
    SELECT decision_id, subject_id FROM ${table("curated.decision_note")}
    UNION
    SELECT decision_id, subject_id FROM ${table("curated.decision_in_force")}
  )
  SELECT DISTINCT subject.request_id, ${row("decision", sql`decided.decision_id`)}
  FROM ${scope} AS subject
  JOIN decided ON decided.subject_id = subject.subject_id
  WHERE subject.subject IN ('event', 'pair')`,
    ),
    found(
      "accounts",
      "Accounts of the customer",
      sql`  WITH ${accountIdentity(dialect)},
  owned AS (
    SELECT customer_record_id, account_id FROM account_identity
    UNION
    SELECT customer_record_id, account_id FROM ${table("curated.customer")} WHERE account_id IS NOT NULL
  )
  SELECT DISTINCT identity.request_id, ${row("account", sql`owned.account_id`)}
  FROM ${scope} AS identity
  JOIN owned ON owned.customer_record_id = identity.subject_id
  WHERE identity.subject = 'identity'`,
    ),
    found(
      "records",
      "Ids under which sources and the tracker know that feedback",
      sql`  SELECT DISTINCT event.request_id, ${row("record", sql`known.source_record_id`)}
  FROM ${scope} AS event
  JOIN (
    SELECT event_id, source_record_id FROM ${table("raw.feedback_payload")}
    UNION
    SELECT event_id, source_record_id FROM ${table("curated.statement")}
    UNION
    SELECT event_id, source_record_id FROM ${table("curated.feedback_event")}
    UNION
    SELECT event_id, source_record_id FROM ${table("curated.set_aside_event")}
  ) AS known ON known.event_id = event.subject_id
  WHERE event.subject = 'event'`,
    ),
    found(
      "contacts",
      "Addresses and user ids of the customer",
      sql`  WITH named AS (
    SELECT customer_record_id, email AS contact FROM ${table("curated.customer_record")}
    UNION
    SELECT customer_record_id, user_id FROM ${table("curated.customer_record")}
  )
  SELECT DISTINCT identity.request_id, ${row("contact", sql`named.contact`)}
  FROM ${scope} AS identity
  JOIN named ON named.customer_record_id = identity.subject_id
  WHERE identity.subject = 'identity' AND named.contact IS NOT NULL`,
    ),
    found(
      "rejected",
      "Records that were set aside and name one of these",
      sql`  SELECT DISTINCT found.request_id, ${row("rejected", sql`rejected.quarantine_id`)}
  FROM ${table("raw.rejected_payload")} AS rejected
  JOIN ${scope} AS found ON ${contactIn(sql`rejected.payload`)}`,
    ),
    found(
      "files",
      "Files of metrics with a record that names the customer",
      // other files are searched record by record, by whoever reads files
      sql`  SELECT DISTINCT rejected.request_id, ${row("file", sql`quarantine.file`)}
  FROM ${scope} AS rejected
  JOIN ${table("curated.quarantine")} AS quarantine ON quarantine.quarantine_id = rejected.subject_id
  WHERE rejected.subject = 'rejected' AND quarantine.kind IN (${sourceKind("telemetry")}, ${sourceKind("usage")})`,
    ),
    found(
      "sent",
      "What may have left for other systems",
      sql`  SELECT event.request_id, ${row("sent", sql`concat(outbox.action, ' to ', outbox.destination)`, sql`count(*)`)}
  FROM ${scope} AS event
  JOIN ${table("curated.outbox")} AS outbox ON outbox.event_id = event.subject_id
  WHERE event.subject = 'event' AND outbox.status = 'ready'
  GROUP BY event.request_id, outbox.action, outbox.destination`,
    ),
  ];
}

function suppress(kind: ErasedKind, dialect: Dialect): ErasureStatement {
  return {
    id: `erasure.suppress_${kind}s`,
    title: `The ${kind}s can't come back from their files`,
    table: "raw.erased_record",
    mode: "suppress",
    sql: sql`MERGE INTO ${table("raw.erased_record")} AS existing
USING (
  SELECT ${erasedKey(dialect, kind, sql`subject_id`)} AS erased_key, min(request_id) AS request_id
  FROM ${scope}
  WHERE subject = ${constant(kind)}
  GROUP BY subject_id
) AS incoming
ON existing.erased_key = incoming.erased_key
WHEN MATCHED AND existing.request_id = ${constant(takenBackRequest)} THEN UPDATE SET request_id = incoming.request_id
WHEN NOT MATCHED THEN INSERT (erased_key, request_id) VALUES (incoming.erased_key, incoming.request_id)`,
  };
}

/** Rows of a holding by request: `request_id` and the key columns, each row once. */
function heldRows({ table: name, ways, clears }: Holding, dialect: Dialect): Sql {
  const key = contractOf(name).key.map((column) => sql`held.${identifier(column)}`);
  const holds =
    clears === undefined
      ? sql``
      : sql`
  WHERE ${join(
    clears.map((column) => sql`held.${identifier(column)} IS NOT NULL`),
    sql` OR `,
  )}`;
  return join(
    ways(dialect).map(
      (way) => sql`  SELECT DISTINCT found.request_id, ${join(key)}
  ${way}${holds}`,
    ),
    sql`
  UNION
`,
  );
}

const shortName = (name: TableName): string => name.replaceAll(".", "_");

/** A second count finds less, or nothing: the first one stands. */
function count(holding: Holding, dialect: Dialect): ErasureStatement {
  return {
    id: `erasure.count_${shortName(holding.table)}`,
    title: `Rows of ${holding.table} that belong to the customer`,
    table: "raw.erasure_scope",
    mode: "count",
    sql: sql`MERGE INTO ${scope} AS existing
USING (
  SELECT asked.request_id, ${constant(holding.table)} AS subject_id, count(held_row.request_id) AS row_count
  FROM (SELECT request_id FROM ${request} WHERE status = 'pending') AS asked
  LEFT JOIN (
    ${heldRows(holding, dialect)}
  ) AS held_row ON held_row.request_id = asked.request_id
  GROUP BY asked.request_id
) AS incoming
ON existing.request_id = incoming.request_id AND existing.subject = 'rows' AND existing.subject_id = incoming.subject_id
WHEN MATCHED AND existing.row_count < incoming.row_count THEN UPDATE SET row_count = incoming.row_count
WHEN NOT MATCHED THEN INSERT (request_id, subject, subject_id, row_count)
VALUES (incoming.request_id, 'rows', incoming.subject_id, incoming.row_count)`,
  };
}

function remove(holding: Holding, dialect: Dialect): ErasureStatement {
  const { table: name, clears } = holding;
  const key = contractOf(name).key.map(identifier);
  const action =
    clears === undefined
      ? sql`DELETE`
      : sql`UPDATE SET ${join(clears.map((column) => sql`${identifier(column)} = NULL`))}`;
  return {
    id: `erasure.${clears === undefined ? "delete" : "clear"}_${shortName(name)}`,
    title: `${clears === undefined ? "Delete rows of" : "Clear values of"} ${name}`,
    table: name,
    mode: clears === undefined ? "delete" : "clear",
    sql: sql`MERGE INTO ${table(name)} AS existing
USING (
  SELECT DISTINCT ${join(key.map((column) => sql`held_row.${column}`))}
  FROM (
    ${heldRows(holding, dialect)}
  ) AS held_row
) AS erased
ON ${join(
      key.map((column) => sql`existing.${column} = erased.${column}`),
      sql` AND `,
    )}
WHEN MATCHED THEN ${action}`,
  };
}

/**
 * What was done, what is still to come and until when: one statement, so that a receipt is whole. It stops where a row
 * of the customer is left, which only a concurrent writer could cause.
 */
function receipt(dialect: Dialect): ErasureStatement {
  const cleared = holdings.flatMap(({ table: name, clears }) =>
    clears === undefined ? [] : [constant(name)],
  );
  const left = join(
    holdings.map(
      (holding) => sql`    SELECT count(*) AS rows_left FROM (
      ${heldRows(holding, dialect)}
    ) AS held_row`,
    ),
    sql`
    UNION ALL
`,
  );
  const until = (days: number): Sql => dialect.addSeconds(dialect.clock(), sql`${days * 86_400}`);
  const pending = (subject: Sql, action: string, days: number): Sql => sql`
    UNION ALL
    SELECT request_id, ${subject}, ${constant(action)}, sum(row_count), ${until(days)}
    FROM ${scope}
    WHERE subject = 'rows'
    GROUP BY request_id`;
  const outside = join(
    [
      ...(dialect.has.landingVolume ? [pending(sql`'landing volume'`, "landing_pending", retryDays)] : []),
      ...(dialect.has.history
        ? [pending(sql`'old files of tables'`, "history_pending", historyDays + retryDays)]
        : []),
    ],
    sql``,
  );
  return {
    id: "erasure.receipt",
    title: "The receipt",
    table: "curated.erasure_receipt",
    mode: "receipt",
    sql: sql`MERGE INTO ${table("curated.erasure_receipt")} AS existing
USING (
  WITH remainder AS (
    ${left}
  ),
  verified AS (
    SELECT ${dialect.assertTrue(sql`coalesce(sum(rows_left), 0) = 0`, sql`'Rows of an erased customer remain: run the erasure again'`)} AS nothing_left
    FROM remainder
  ),
  entry AS (
    SELECT request_id, subject_id AS subject,
      CASE WHEN subject_id IN (${join(cleared)}) THEN 'values_cleared' ELSE 'rows_deleted' END AS action,
      row_count, CAST(NULL AS TIMESTAMP) AS pending_until
    FROM ${scope}
    WHERE subject = 'rows'
    UNION ALL
    SELECT request_id, subject_id, 'source_file_pending', row_count, CAST(NULL AS TIMESTAMP)
    FROM ${scope}
    WHERE subject = 'file'
    UNION ALL
    SELECT request_id, subject_id, 'left_system', row_count, CAST(NULL AS TIMESTAMP)
    FROM ${scope}
    WHERE subject = 'sent'${outside}
  ),
  made AS (
    SELECT pending.request_id, pending.requested_at FROM ${request} AS pending WHERE pending.status = 'pending'
  )
  SELECT
    ${hashKey(dialect, [sql`entry.request_id`, sql`entry.subject`, sql`entry.action`, sql`CAST(${dialect.epochSeconds(sql`made.requested_at`)} AS ${dialect.type("string")})`])} AS receipt_id,
    entry.request_id, entry.subject, entry.action, entry.row_count, entry.pending_until,
    ${dialect.clock()} AS recorded_at
  FROM entry
  JOIN made ON made.request_id = entry.request_id
  JOIN verified ON verified.nothing_left IS NULL
) AS incoming
ON existing.receipt_id = incoming.receipt_id
WHEN NOT MATCHED THEN INSERT (receipt_id, request_id, subject, action, row_count, pending_until, recorded_at)
VALUES (incoming.receipt_id, incoming.request_id, incoming.subject, incoming.action, incoming.row_count, incoming.pending_until, incoming.recorded_at)`,
  };
}

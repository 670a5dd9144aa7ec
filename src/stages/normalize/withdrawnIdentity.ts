import type { StatementStep } from "../../contract/step.ts";
import { newTo } from "../../contract/window.ts";
import { sql, table } from "../../sql/sql.ts";
import { accountIdentity } from "./relations.ts";

/**
 * Whoever has a ticket deleted at its source has asked for more than its text to go: the name and the address in it were
 * written by no other record, so they leave as well. It stands before identities are read from new records and before
 * statements lose theirs, so that a run that is stopped and started again finds what is left to do.
 */
export const withdrawnIdentity: StatementStep = {
  kind: "statement",
  id: "normalize.withdrawn_identity",
  stage: "normalize",
  title: "Delete identities of withdrawn feedback",
  why: "What a source deleted or redacted leaves nothing of its writer. Identities that other feedback or an account has stay.",
  writes: "curated.customer_record",
  mode: "delete",
  recalls: "curated.statement",
  window: "touched",
  statement: (dialect) => sql`MERGE INTO ${table("curated.customer_record")} AS existing
USING (
  WITH ${accountIdentity(dialect)},
  withdrawn AS (
    SELECT DISTINCT event_id, CASE WHEN ${newTo("normalize", sql`run_id`)} THEN 1 ELSE 0 END AS is_new
    FROM ${table("raw.feedback_payload")}
    WHERE mark IS NOT NULL
  ),
  without_carrier AS (
    SELECT said.customer_record_id
    FROM ${table("curated.statement")} AS said
    LEFT JOIN withdrawn ON withdrawn.event_id = said.event_id
    WHERE said.customer_record_id IS NOT NULL
    GROUP BY said.customer_record_id
    HAVING count(withdrawn.event_id) = count(*) AND max(withdrawn.is_new) = 1
  )
  SELECT without_carrier.customer_record_id
  FROM without_carrier
  LEFT JOIN account_identity ON account_identity.customer_record_id = without_carrier.customer_record_id
  GROUP BY without_carrier.customer_record_id
  HAVING count(account_identity.account_id) = 0
) AS gone
ON existing.customer_record_id = gone.customer_record_id
WHEN MATCHED THEN DELETE`,
};

/** No chain of links leads through an identity that is gone. */
export const linkWithoutIdentity: StatementStep = {
  kind: "statement",
  id: "normalize.link_without_identity",
  stage: "normalize",
  title: "Delete links of identities that are gone",
  why: "A link says something of two identities. Where one of them has left with its feedback, it says nothing, and would still connect others.",
  writes: "curated.customer_link",
  mode: "delete",
  window: "all",
  statement: () => sql`MERGE INTO ${table("curated.customer_link")} AS existing
USING (
  SELECT link.left_record_id, link.right_record_id
  FROM ${table("curated.customer_link")} AS link
  LEFT JOIN ${table("curated.customer_record")} AS one ON one.customer_record_id = link.left_record_id
  LEFT JOIN ${table("curated.customer_record")} AS other ON other.customer_record_id = link.right_record_id
  WHERE one.customer_record_id IS NULL OR other.customer_record_id IS NULL
) AS gone
ON existing.left_record_id = gone.left_record_id AND existing.right_record_id = gone.right_record_id
WHEN MATCHED THEN DELETE`,
};

import { knownFix } from "../track/relations.ts";
import { shown } from "../../contract/columns.ts";
import type { FinishedView } from "../../contract/view.ts";
import { sql, table } from "../../sql/sql.ts";

export const issueFixes: FinishedView = {
  comment: "Every fix of an issue and its verdict.",
  owner: "measure",
  readers: ["product", "analyst", "reviewer", "executive"],
  shows: "finished",
  key: ["issue_id", "fix_position"],
  columns: {
    issue_id: shown("string", "The issue."),
    product: shown("string", "Product."),
    fix_position: shown("int", "1 for the first fix, 2 for the next after a return."),
    ticket_key: shown("string", "Ticket that reports the fix; null of an apparent fix."),
    claimed_by: shown("string", "ticket, or evidence: an apparent fix, which no ticket claims."),
    fix_version: shown("string", "Version that contains it; null if the tracker names none."),
    released_at: shown("timestamp", "When it came out (UTC)."),
    verdict: shown("string", "Verdict of the evidence; null if not judged yet."),
    reason: shown("string", "Reason of the verdict, in one word; null if not judged yet."),
    decided_date: shown("date", "Day on which the verdict first held; null while inconclusive."),
    recurrence_date: shown("date", "Day on which the return was noticed; null if it did not return."),
    notice_days: shown(
      "int",
      "While it holds: days after which a return at the old rate that began now would be noticed.",
    ),
    observed: shown("bigint", "Complaints after the fix among users who have it."),
    expected: shown("decimal(38,3)", "Complaints expected at the rate before the fix."),
    rate_ratio: shown("decimal(38,3)", "Rate after to rate before; null where not known."),
  },
  query: (dialect) => sql`SELECT
  fix.issue_id,
  issue.product,
  fix.fix_position,
  nullif(fix.ticket_key, '-') AS ticket_key,
  coalesce(fix.claimed_by, 'ticket') AS claimed_by,
  fix.fix_version,
  fix.released_at,
  validation.verdict,
  validation.reason,
  validation.decided_date,
  validation.recurrence_date,
  validation.notice_days,
  validation.observed,
  ${dialect.quantise(dialect.divide(sql`validation.expected_milli`, sql`1000`), 3)} AS expected,
  ${dialect.quantise(dialect.divide(sql`validation.rate_ratio_milli`, sql`1000`), 3)} AS rate_ratio
FROM ${knownFix} AS fix
JOIN ${table("curated.issue")} AS issue ON issue.issue_id = fix.issue_id
LEFT JOIN ${table("curated.validation")} AS validation
  ON validation.issue_id = fix.issue_id AND validation.fix_position = fix.fix_position
WHERE issue.events > 0`,
};

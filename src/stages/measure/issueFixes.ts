import { shown } from "../../contract/columns.ts";
import type { FinishedView } from "../../contract/view.ts";
import { sql, table } from "../../sql/sql.ts";

export const issueFixes: FinishedView = {
  comment: "Every fix of an issue with what the evidence says of it.",
  owner: "measure",
  readers: ["product", "analyst", "reviewer", "executive"],
  shows: "finished",
  key: ["issue_id", "fix_position"],
  columns: {
    issue_id: shown("string", "The issue."),
    product: shown("string", "Product."),
    fix_position: shown("int", "1 for the first fix, 2 for the next after a return."),
    ticket_key: shown("string", "Ticket that says so."),
    fix_version: shown("string", "Version that holds it; null where the tracker names none."),
    released_at: shown("timestamp", "When it came out (UTC)."),
    verdict: shown("string", "What the evidence says; null where it was not judged yet."),
    reason: shown("string", "Why, in one word; null where it was not judged yet."),
    decided_date: shown("date", "Day on which the verdict first held; null while inconclusive."),
    recurrence_date: shown("date", "Day on which the return was noticed; null where it stayed away."),
    observed: shown("bigint", "Complaints after the fix among those who have it."),
    expected: shown("decimal(38,3)", "Complaints that the rate before would have given there."),
    rate_ratio: shown("decimal(38,3)", "Rate after to rate before; null where not known."),
  },
  query: (dialect) => sql`SELECT
  fix.issue_id,
  issue.product,
  fix.fix_position,
  fix.ticket_key,
  fix.fix_version,
  fix.released_at,
  validation.verdict,
  validation.reason,
  validation.decided_date,
  validation.recurrence_date,
  validation.observed,
  ${dialect.quantise(dialect.divide(sql`validation.expected_milli`, sql`1000`), 3)} AS expected,
  ${dialect.quantise(dialect.divide(sql`validation.rate_ratio_milli`, sql`1000`), 3)} AS rate_ratio
FROM ${table("curated.fix")} AS fix
JOIN ${table("curated.issue")} AS issue ON issue.issue_id = fix.issue_id
LEFT JOIN ${table("curated.validation")} AS validation
  ON validation.issue_id = fix.issue_id AND validation.fix_position = fix.fix_position
WHERE issue.events > 0`,
};

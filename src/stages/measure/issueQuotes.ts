import { shown } from "../../contract/columns.ts";
import type { FinishedView } from "../../contract/view.ts";
import { memberVote } from "../cluster/relations.ts";
import { sql } from "../../sql/sql.ts";
import { quoteColumns, quotedColumns, rankedQuotes } from "./quotes.ts";

export const issueQuotes: FinishedView = {
  comment:
    "Up to three verbatim pieces of masked text for every issue: those with the highest confidence, no text twice.",
  owner: "measure",
  readers: ["product", "analyst", "reviewer", "support"],
  shows: "finished",
  key: ["event_id", "issue_id"],
  columns: {
    issue_id: shown("string", "The issue."),
    product: shown("string", "Product."),
    ...quoteColumns,
  },
  query: () => sql`WITH member AS (
  ${memberVote(quotedColumns)}
),
${rankedQuotes({
  from: sql`member
  WHERE quote IS NOT NULL`,
  by: ["issue_id"],
  of: ["issue_id", "product"],
  day: sql`CAST(said_at AS DATE)`,
})}`,
};

import { waitingItem } from "./reviewQueue.ts";
import { suggestedFor } from "./suggestedFor.ts";
import { shown } from "../../contract/columns.ts";
import type { FinishedView } from "../../contract/view.ts";
import { sql, table } from "../../sql/sql.ts";

export const waitingItems: FinishedView = {
  comment:
    "Number of items that wait for a reviewer, by product and reason: the review queue without its texts.",
  owner: "measure",
  readers: ["platform", "analyst", "reviewer", "support", "product", "executive"],
  shows: "finished",
  key: ["reason", "product"],
  columns: {
    product: shown("string", "Product; - for pairs of identities, which belong to none."),
    reason: shown("string", "Why they wait: low_confidence, identity, risk, no_owner or ticket_link."),
    items: shown("bigint", "Items."),
  },
  query: () => sql`WITH ${waitingItem},
${suggestedFor("item")}
SELECT coalesce(suggested.product, issue.product, '-') AS product, item.reason, count(*) AS items
FROM item
LEFT JOIN suggested ON suggested.event_id = item.event_id
LEFT JOIN ${table("curated.issue")} AS issue ON issue.issue_id = item.issue_id
GROUP BY coalesce(suggested.product, issue.product, '-'), item.reason`,
};

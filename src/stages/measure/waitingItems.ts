import { reviewQueue } from "./reviewQueue.ts";
import { shown } from "../../contract/columns.ts";
import type { FinishedView } from "../../contract/view.ts";
import { sql } from "../../sql/sql.ts";

export const waitingItems: FinishedView = {
  comment:
    "Number of items that wait for a reviewer, by product and reason: the review queue without its texts.",
  owner: "measure",
  readers: ["platform", "analyst", "reviewer", "support", "product", "executive"],
  shows: "finished",
  key: ["reason", "product"],
  columns: {
    product: shown("string", "Product; - for pairs of identities, which belong to none."),
    reason: shown("string", "Why they wait: low_confidence, identity, risk or no_owner."),
    items: shown("bigint", "Items."),
  },
  query: (
    dialect,
  ) => sql`SELECT coalesce(review_queue.product, '-') AS product, review_queue.reason, count(*) AS items
FROM (
${reviewQueue.query(dialect)}
) AS review_queue
GROUP BY coalesce(review_queue.product, '-'), review_queue.reason`,
};

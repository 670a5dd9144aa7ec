import { sql, table } from "../sql/sql.ts";
import { bigint, boolean, date, text } from "./column.ts";
import { query } from "./query.ts";

const termsShown = 10;

/** What the newest audit measured: item `*` is the whole of a measure, the others are its parts. */
export const auditedItems = query({
  name: "audited_items",
  title: "Drift in the newest audited month",
  columns: {
    product: text,
    audited_month: date,
    measure: text,
    item: text,
    events: bigint,
    reference_events: bigint,
    stability_millionths: bigint,
    level: text,
    flagged: boolean,
  },
  sql: () => sql`SELECT product, audited_month, measure, item, events, reference_events, stability_millionths, level, flagged
FROM ${table("curated.drift")}
WHERE audited_month = (SELECT max(audited_month) FROM ${table("curated.drift")})
  AND (item = '*' OR flagged)
ORDER BY product, stability_millionths DESC, measure, item`,
});

export const uncoveredTerms = query({
  name: "uncovered_terms",
  title: "Terms that the taxonomy does not cover",
  columns: { product: text, language: text, term: text, customers: bigint, covered_customers: bigint },
  sql: () => sql`SELECT product, language, term, customers, covered_customers
FROM ${table("curated.long_tail")}
WHERE tail_rank <= ${termsShown}
ORDER BY product, tail_rank`,
});

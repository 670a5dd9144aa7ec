import type { products } from "./productQueries.ts";
import type { Query } from "./query.ts";

/** What a run knows of a product beside its texts. */
export interface Evidence {
  readonly feedback: number;
  readonly categorised: number;
  readonly customers: number;
  readonly rated: number;
  /** Texts that name a version. */
  readonly versioned: number;
  /** Days with a number of active users. */
  readonly usageDays: number;
  readonly releases: number;
  readonly ticketChanges: number;
}

/** A row of the products. */
export type ProductRow = typeof products extends Query<infer Row> ? Row : never;

export function evidenceOf(row: ProductRow): Evidence {
  return {
    feedback: Number(row.feedback),
    categorised: Number(row.categorised),
    customers: Number(row.customers),
    rated: Number(row.rated),
    versioned: Number(row.versioned),
    usageDays: Number(row.usage_days),
    releases: Number(row.releases),
    ticketChanges: Number(row.ticket_changes),
  };
}

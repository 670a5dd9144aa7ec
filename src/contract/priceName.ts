/** What the pipeline is billed for, each by the unit that list prices are published in. */
export const priceNames = ["sql_dbu", "jobs_dbu", "storage_gb_month"] as const;
export type PriceName = (typeof priceNames)[number];

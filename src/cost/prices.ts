import type { PriceName } from "../contract/priceName.ts";
import type { WrittenPrices } from "../spec/project.ts";
import listed from "./prices.json" with { type: "json" };

/** A price with who says so. */
export interface Price {
  readonly dollars: number;
  readonly unit: string;
  readonly source: string;
}

export interface Prices {
  /** When the prices were read, as YYYY-MM-DD. */
  readonly date: string;
  readonly region: string;
  readonly of: Readonly<Record<PriceName, Price>>;
  readonly warehouseDbuPerHour: Readonly<Record<WarehouseSize, number>>;
}

export type WarehouseSize = keyof typeof listed.warehouse_dbu_per_hour.sizes;

/** The list prices of the package with what a spec says instead. Its date counts where it names one. */
export function pricesOf(written: WrittenPrices): Prices {
  const price = (name: PriceName): Price => {
    const { price: dollars, unit, source } = listed.prices[name];
    const own = written.dollars[name];
    return own === undefined ? { dollars, unit, source } : { dollars: own, unit, source: "pipeline.yaml" };
  };
  return {
    date: written.date ?? listed.date,
    region: listed.region,
    of: {
      sql_dbu: price("sql_dbu"),
      jobs_dbu: price("jobs_dbu"),
      storage_gb_month: price("storage_gb_month"),
    },
    warehouseDbuPerHour: listed.warehouse_dbu_per_hour.sizes,
  };
}

const day = 86_400_000;
const daysUntilOld = 180;

/** Says so where the prices are older than half a year. */
export function priceWarning({ date }: Prices, now: Date): string | undefined {
  const age = Math.floor((now.getTime() - Date.parse(`${date}T00:00:00Z`)) / day);
  return age > daysUntilOld
    ? `The prices are from ${date}, ${age} days ago. Set current prices under prices: in pipeline.yaml, with date:.`
    : undefined;
}

/** Columns that rows can be limited by. */
export type RowLimit = "product" | "region" | "product_in_region";

interface Limited {
  readonly columns: Readonly<Record<string, unknown>>;
}

/**
 * What limits the rows of a table or view: the columns that tell whose they are. Undefined where none does, which a role
 * that is limited then does not read.
 */
export function rowLimitOf({ columns }: Limited): RowLimit | undefined {
  const byProduct = Object.hasOwn(columns, "product");
  const byRegion = Object.hasOwn(columns, "locale");
  if (byProduct && byRegion) return "product_in_region";
  return byProduct ? "product" : byRegion ? "region" : undefined;
}

/** The columns that the function of a limit takes, in their order. */
export const limitColumns: Readonly<Record<RowLimit, readonly string[]>> = {
  product: ["product"],
  region: ["locale"],
  product_in_region: ["product", "locale"],
};

/** `may_see_product`, `may_see_region`, `may_see_product_in_region`: functions of the curated schema, one set a target. */
export const limitFunction = (limit: RowLimit): `may_see_${RowLimit}` => `may_see_${limit}`;

import type { TableName } from "../sql/sql.ts";
import type { ReaderRole } from "./readerRole.ts";
import { rowLimitOf } from "./rowLimit.ts";
import { namesOf, tableIn, type Tables } from "./table.ts";
import { viewNamesOf, type ViewName, type Views } from "./view.ts";

/** What decides of a role what it reads. */
export interface ReadingRole {
  readonly reads: "raw" | "curated" | "serving";
  readonly like: ReaderRole | undefined;
  /** Views without their schema; undefined for all that `like` reads. */
  readonly only: readonly string[] | undefined;
  readonly products: readonly string[] | undefined;
  readonly regions: readonly string[] | undefined;
}

/** Tables that people of a role select from: none of raw, whatever anyone writes. */
export function readableTables(role: ReadingRole, tables: Tables): readonly TableName[] {
  const { like } = role;
  if (role.reads !== "curated" || role.only !== undefined || like === undefined) return [];
  return namesOf(tables).filter((name) => {
    const contract = tableIn(tables, name);
    if (!name.startsWith("curated.") || !contract.readers.includes(like)) return false;
    // seeds and ledgers speak of no customer: they are the same for everyone
    return contract.kind === "seed" || contract.kind === "ledger" || canLimit(role, contract);
  });
}

/** Views that people of a role select from. */
export function readableViews(role: ReadingRole, views: Views): readonly ViewName[] {
  const { like } = role;
  if (role.reads === "raw" || like === undefined) return [];
  return viewNamesOf(views).filter((name) => {
    const contract = views[name];
    return (
      contract !== undefined &&
      contract.readers.includes(like) &&
      (role.only === undefined || role.only.includes(name.replace(/^serving[.]/, ""))) &&
      canLimit(role, contract)
    );
  });
}

/** Whether rows can be limited as the role is: what can't be filtered is not granted. */
function canLimit(
  role: ReadingRole,
  contract: { readonly columns: Readonly<Record<string, unknown>> },
): boolean {
  const limit = rowLimitOf(contract);
  return (
    (role.products === undefined || limit === "product" || limit === "product_in_region") &&
    (role.regions === undefined || limit === "region" || limit === "product_in_region")
  );
}

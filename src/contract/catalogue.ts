import type { RelationName } from "../sql/sql.ts";
import { tableIn, type TableContract, type Tables } from "./table.ts";
import { viewIn, type ViewContract, type ViewName, type Views } from "./view.ts";

/** What the pipeline consists of, as far as a spec can name it. */
export interface Catalogue {
  readonly tables: Tables;
  readonly views: Views;
}

/**
 * The contract of a table or view.
 * @throws TypeError where the pipeline has none of this name.
 */
export function relationIn({ tables, views }: Catalogue, name: RelationName): TableContract | ViewContract {
  return isView(name) ? viewIn(views, name) : tableIn(tables, name);
}

const isView = (name: RelationName): name is ViewName => name.startsWith("serving.");

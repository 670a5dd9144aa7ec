import type { Catalogue } from "../contract/catalogue.ts";
import { columnsOf, namesOf, tableIn } from "../contract/table.ts";
import { viewIn, viewNamesOf } from "../contract/view.ts";

/** Every relation that a statement may name, with its columns in order. */
export type Catalog = ReadonlyMap<string, readonly string[]>;

/** Tables and views as their contracts have them. */
export const catalogOf = ({ tables, views }: Catalogue): Catalog =>
  new Map<string, readonly string[]>([
    ...namesOf(tables).map((name) => [name, Object.keys(columnsOf(tableIn(tables, name)))] as const),
    ...viewNamesOf(views).map((name) => [name, Object.keys(viewIn(views, name).columns)] as const),
  ]);

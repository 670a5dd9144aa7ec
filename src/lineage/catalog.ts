import type { ViewContract } from "../contract/view.ts";
import { columnsOf, tableNames } from "../stages/tables.ts";
import { views } from "../stages/views.ts";

/** Every relation that a statement may name, with its columns in order. */
export type Catalog = ReadonlyMap<string, readonly string[]>;

/** Tables and views as the contract has them. */
export const contractCatalog: Catalog = new Map<string, readonly string[]>([
  ...tableNames.map((name): [string, readonly string[]] => [name, Object.keys(columnsOf(name))]),
  ...Object.entries<ViewContract>(views).map(([name, { columns }]): [string, readonly string[]] => [
    name,
    Object.keys(columns),
  ]),
]);

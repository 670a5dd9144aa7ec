import { publishedTables } from "./published.ts";

/** Tables of the stage measure: what the serving views show. */
export const measureTables = publishedTables;

import type { Tables } from "./table.ts";
import type { Views } from "./view.ts";

/** What the pipeline consists of, as far as a spec can name it. */
export interface Catalogue {
  readonly tables: Tables;
  readonly views: Views;
}

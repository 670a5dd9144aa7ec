import type { Catalogue } from "../contract/catalogue.ts";
import type { Retention, Role, Target } from "../spec/project.ts";

/** What privileges, masks, row filters, tags and assertions follow from. A plan is one. */
export interface Governed extends Catalogue {
  readonly schemaPrefix: string;
  readonly roles: readonly Role[];
  readonly targets: readonly Target[];
  readonly retention: Retention;
}

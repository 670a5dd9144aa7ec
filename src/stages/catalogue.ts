import type { Catalogue } from "../contract/catalogue.ts";
import { tables } from "./tables.ts";
import { views } from "./views.ts";
import { audit } from "./audit/index.ts";
import { cluster } from "./cluster/index.ts";
import { decide } from "./decide/index.ts";
import type { Stage } from "./stage.ts";
import { enrich } from "./enrich/index.ts";
import { ingest } from "./ingest/index.ts";
import { measure } from "./measure/index.ts";
import { normalize } from "./normalize/index.ts";
import { retention } from "./retention/index.ts";
import { route } from "./route/index.ts";
import { track } from "./track/index.ts";
import { validate } from "./validate/index.ts";

/** The loop, in its order. */
export const stages: readonly Stage[] = [
  ingest,
  decide,
  normalize,
  enrich,
  cluster,
  route,
  track,
  validate,
  measure,
];

/** What looks after the loop, each a job of its own with the stage's name: monthly, and daily. */
export const maintenance: readonly Stage[] = [audit, retention];

/** Tables and views of all stages: what the loader of a spec, and everything after it, knows of them. */
export const catalogue: Catalogue = { tables, views };

import type { Views } from "../contract/view.ts";
import { auditViews } from "./audit/views.ts";
import { measureViews } from "./measure/views.ts";

/** The serving schema: the views of all stages. */
export const views: Views = { ...measureViews, ...auditViews };

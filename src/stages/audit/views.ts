import type { Views } from "../../contract/view.ts";
import { taxonomyAudit } from "./taxonomyAudit.ts";

/** What the audit shows. */
export const auditViews: Views = { "serving.taxonomy_audit": taxonomyAudit };

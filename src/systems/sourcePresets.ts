import { appStoreConnect } from "./appStoreConnect/source.ts";
import { bugzillaCsv } from "./bugzilla/source.ts";
import { googlePlayCsv } from "./googlePlay/source.ts";
import { intercom } from "./intercom/source.ts";
import { jiraCsv } from "./jira/source.ts";
import { plainReviews } from "./plainReviews/source.ts";
import { salesforceCsv } from "./salesforce/source.ts";
import type { SourcePreset } from "./sourcePreset.ts";
import { trustpilot } from "./trustpilot/source.ts";
import { zendeskJson } from "./zendesk/source.ts";

/** Every export that a spec can name. */
export const sourcePresets: readonly SourcePreset[] = [
  plainReviews,
  googlePlayCsv,
  appStoreConnect,
  trustpilot,
  zendeskJson,
  intercom,
  salesforceCsv,
  jiraCsv,
  bugzillaCsv,
];

import { taxonomyAudit } from "../audit/taxonomyAudit.ts";
import type { ViewContract } from "../contract.ts";
import { executiveScorecard } from "./executiveScorecard.ts";
import { feedbackToFixMedians, feedbackToFixTimes } from "./feedbackToFixTimes.ts";
import { issueOverview } from "./issueOverview.ts";
import { releaseWatch } from "./releaseWatch.ts";
import { reviewQueue } from "./reviewQueue.ts";
import { roi } from "./roi.ts";
import { sourceCoverage } from "./sourceCoverage.ts";
import { stageHealth } from "./stageHealth.ts";
import { supportQueue } from "./supportQueue.ts";

/** The serving schema: one view a consumer, never a copy of logic, never a personal column. */
export const views: Readonly<Record<`serving.${string}`, ViewContract>> = {
  "serving.issue_overview": issueOverview,
  "serving.executive_scorecard": executiveScorecard,
  "serving.support_queue": supportQueue,
  "serving.release_watch": releaseWatch,
  "serving.review_queue": reviewQueue,
  "serving.stage_health": stageHealth,
  "serving.source_coverage": sourceCoverage,
  "serving.feedback_to_fix_times": feedbackToFixTimes,
  "serving.feedback_to_fix_medians": feedbackToFixMedians,
  "serving.roi": roi,
  "serving.taxonomy_audit": taxonomyAudit,
};

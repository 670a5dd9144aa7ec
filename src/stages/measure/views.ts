import type { FinishedView, ViewContract } from "../../contract/view.ts";
import { executiveScorecard } from "./executiveScorecard.ts";
import { feedbackToFixMedians, feedbackToFixTimes } from "./feedbackToFixTimes.ts";
import { issueOverview } from "./issueOverview.ts";
import { releaseWatch } from "./releaseWatch.ts";
import { reviewQueue } from "./reviewQueue.ts";
import { roi } from "./roi.ts";
import { sourceCoverage } from "./sourceCoverage.ts";
import { stageHealth } from "./stageHealth.ts";
import { supportQueue } from "./supportQueue.ts";

/** Views that show the newest finished run, by their names in the serving schema. */
export const finishedViews = {
  issue_overview: issueOverview,
  executive_scorecard: executiveScorecard,
  support_queue: supportQueue,
  release_watch: releaseWatch,
  review_queue: reviewQueue,
  source_coverage: sourceCoverage,
  feedback_to_fix_times: feedbackToFixTimes,
  feedback_to_fix_medians: feedbackToFixMedians,
  roi,
} as const satisfies Readonly<Record<string, FinishedView>>;

/** One view a consumer, never a copy of logic, never a personal column. */
export const measureViews: Readonly<Record<`serving.${string}`, ViewContract>> = {
  ...(Object.fromEntries(
    Object.entries(finishedViews).map(([name, view]) => [`serving.${name}`, view]),
  ) as Readonly<Record<`serving.${string}`, FinishedView>>),
  "serving.stage_health": stageHealth,
};

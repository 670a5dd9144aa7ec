import type { FinishedView, ViewContract } from "../../contract/view.ts";
import { campaigns } from "./campaigns.ts";
import { categoryOverview } from "./categoryOverview.ts";
import { categoryQuotes } from "./categoryQuotes.ts";
import { categoryVersions } from "./categoryVersions.ts";
import { categoryWeeks } from "./categoryWeeks.ts";
import { executiveScorecard } from "./executiveScorecard.ts";
import { feedbackToFixMedians, feedbackToFixTimes } from "./feedbackToFixTimes.ts";
import { issueFixes } from "./issueFixes.ts";
import { issueOverview } from "./issueOverview.ts";
import { issueQuotes } from "./issueQuotes.ts";
import { issueSignals } from "./issueSignals.ts";
import { issueWeeks } from "./issueWeeks.ts";
import { productOverview } from "./productOverview.ts";
import { releaseWatch } from "./releaseWatch.ts";
import { reviewQueue } from "./reviewQueue.ts";
import { roi } from "./roi.ts";
import { setAsideReasons } from "./setAsideReasons.ts";
import { signalWeeks } from "./signalWeeks.ts";
import { sourceCoverage } from "./sourceCoverage.ts";
import { stageHealth } from "./stageHealth.ts";
import { supportQueue } from "./supportQueue.ts";
import { uncategorisedTexts } from "./uncategorisedTexts.ts";
import { waitingItems } from "./waitingItems.ts";

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
  product_overview: productOverview,
  issue_fixes: issueFixes,
  issue_quotes: issueQuotes,
  issue_weeks: issueWeeks,
  issue_signals: issueSignals,
  category_versions: categoryVersions,
  signal_weeks: signalWeeks,
  set_aside_reasons: setAsideReasons,
  waiting_items: waitingItems,
  category_overview: categoryOverview,
  category_weeks: categoryWeeks,
  category_quotes: categoryQuotes,
  uncategorised_texts: uncategorisedTexts,
  campaigns,
} as const satisfies Readonly<Record<string, FinishedView>>;

/** One view a consumer, never a copy of logic, never a personal column. */
export const measureViews: Readonly<Record<`serving.${string}`, ViewContract>> = {
  ...(Object.fromEntries(
    Object.entries(finishedViews).map(([name, view]) => [`serving.${name}`, view]),
  ) as Readonly<Record<`serving.${string}`, FinishedView>>),
  "serving.stage_health": stageHealth,
};

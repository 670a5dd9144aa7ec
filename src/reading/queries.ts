import { auditedItems, uncoveredTerms } from "./auditQueries.ts";
import * as categoryQueries from "./categoryQueries.ts";
import { pipelineHealthQueries } from "./dashboardQueries.ts";
import * as productQueries from "./productQueries.ts";
import type { Query } from "./query.ts";
import * as runQueries from "./runQueries.ts";

/** Every query that readers share, each once. Walks from an id make their own (`explain/`). */
export const readingQueries: readonly Query<unknown>[] = [
  ...new Set<Query<unknown>>([
    ...Object.values(productQueries).filter((each) => typeof each === "object"),
    ...Object.values(categoryQueries).filter((each) => typeof each === "object"),
    runQueries.finishedLoop,
    runQueries.versionsInForce,
    runQueries.stageHealth,
    runQueries.stepTimes,
    runQueries.finishedStages,
    runQueries.newestRunOf("loop"),
    runQueries.newestRunOf("audit"),
    runQueries.newestRunOf("retention"),
    runQueries.failedChecksOf("loop"),
    runQueries.failedChecksOf("audit"),
    runQueries.failedChecksOf("retention"),
    runQueries.failedChecksOfAllJobs,
    runQueries.failedChecksOfFinishedLoop,
    auditedItems,
    uncoveredTerms,
    ...Object.values(pipelineHealthQueries),
  ]),
];

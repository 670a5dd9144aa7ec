import type { Section } from "./section.ts";
import { rowsWords, type Health, type IssueCounts, type StepTime } from "./health.ts";

/** The newest run, its stages, what did not hold and what is stale: the same for a local run and a target. */
export function healthSections({
  run,
  stages,
  steps,
  failedChecks,
  staleSources,
  issues,
  products,
}: Health): readonly Section[] {
  if (run === null) return [{ title: "Loop", lines: ["no run yet"] }];
  const asOf = run.asOf === null ? "an unknown time" : `${minute(run.asOf)} UTC`;
  return [
    {
      title: "Loop",
      lines: [
        `run ${run.runId} ${run.status === "finished" ? "is finished" : "has not finished"}, as of ${asOf}${run.finishedAt === null ? "" : `, finished ${minute(run.finishedAt)} UTC`}`,
        `${products.length > 1 ? "all products: " : ""}${issueLine(issues)}`,
        ...(products.length > 1
          ? products.map((product) => `${product.product}: ${issueLine(product)}`)
          : []),
      ],
    },
    {
      title: "Stages",
      lines: stages.map(
        ({ stage, status, runId, seconds, rowsIn, rowsOut, checksFailed }) =>
          `${stage.padEnd(10)} ${status.padEnd(8)} run ${runId.padStart(3)} ${(seconds === null ? "–" : `${seconds} s`).padStart(8)}  ${String(rowsIn ?? "–").padStart(8)} in ${String(rowsOut ?? "–").padStart(8)} out${checksFailed > 0 ? `  ${checksFailed} checks failed` : ""}`,
      ),
    },
    { title: "Slowest steps", lines: steps === null ? [] : stepLines(steps) },
    {
      title: "Failed checks",
      lines: failedChecks.map(
        ({ check, severity, failingRows, title, observed }) =>
          `${severity.padEnd(10)} ${check}: ${observed ?? rowsWords(failingRows)}${severity === "quarantine" ? " set aside" : ""}${title === null ? "" : ` (${title.replaceAll(/\s+/g, " ").trim().slice(0, 120)})`}`,
      ),
    },
    {
      title: "Stale sources",
      lines: staleSources.map(
        ({ source, newestAt, ageHours, freshHours }) =>
          `${source}: newest record ${newestAt === null ? "none" : `${minute(newestAt)} UTC`}, ${ageHours ?? "?"} h old, ${freshHours ?? "?"} h allowed`,
      ),
    },
  ];
}

/** Steps that are shown: the rest of a loop takes little. */
const shownSteps = 12;

function stepLines(steps: readonly StepTime[]): readonly string[] {
  if (steps.length === 0) return ["no stage has ended yet"];
  const total = steps.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const shown = steps.slice(0, shownSteps);
  const width = Math.max(...shown.map(({ step }) => step.length));
  const rest = steps.length - shown.length;
  return [
    ...shown.map(
      ({ step, milliseconds }) =>
        `${step.padEnd(width)} ${`${(milliseconds / 1000).toFixed(2)} s`.padStart(11)} ${`${total === 0 ? 0 : Math.round((100 * milliseconds) / total)} %`.padStart(6)}`,
    ),
    ...(rest > 0 ? [`and ${rest} more: \`--format json\` lists every step`] : []),
  ];
}

function issueLine({ open, detected, waitingForReview }: IssueCounts): string {
  return `${open} open issues, ${detected} of them with a rate that stepped up; ${waitingForReview} items wait for a person`;
}

/** `2026-03-31T12:00:00.000Z` and `2026-03-31 12:00:00` alike, to the minute. */
export function minute(time: string): string {
  return time.slice(0, 16).replace("T", " ");
}

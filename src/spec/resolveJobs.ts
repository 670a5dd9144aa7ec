import type { CronTrigger, JobTimes, LoopTrigger } from "./project.ts";
import { readHours, readMinutes } from "./quantities.ts";
import type { PipelineSpec } from "./schema/pipeline.ts";

type WrittenLoop = NonNullable<PipelineSpec["jobs"]["loop"]>;

/** When the jobs run, with what follows from the SLAs where nothing is written. */
export function resolveJobs({ jobs, sla }: PipelineSpec): JobTimes {
  const loop = loopTrigger(jobs.loop, readHours(sla.triage));
  const stalledAfter = jobs.loop?.stalled_after;
  return {
    loop,
    stalledAfterMinutes:
      stalledAfter === undefined
        ? loop.kind === "every"
          ? loop.minutes + 2 * readMinutes(sla.run)
          : undefined
        : readMinutes(stalledAfter),
    audit: cronTrigger(jobs.audit.cron, jobs.audit.timezone),
    retention: cronTrigger(jobs.retention.cron, jobs.retention.timezone),
  };
}

/** Triage may take so long from detection: by default the loop runs at least twice in that time, at most once an hour. */
export const defaultLoopMinutes = (triageHours: number): number =>
  Math.max(1, Math.floor(triageHours / 2)) * 60;

/**
 * How often alerts look: once in the time that triage may take. Each look wakes the warehouse for its auto-stop, which
 * costs more than the look itself; alerts every two hours would cost more than all else while nothing comes in.
 */
export const alertHours = (triageHours: number): number => Math.min(12, Math.max(1, Math.round(triageHours)));

function loopTrigger(loop: WrittenLoop | undefined, triageHours: number): LoopTrigger {
  if (loop?.every !== undefined) return { kind: "every", minutes: readMinutes(loop.every) };
  if (loop?.cron !== undefined) return cronTrigger(loop.cron, loop.timezone);
  if (loop?.files === true) return { kind: "files", atMostEveryMinutes: readMinutes(loop.at_most_every) };
  if (loop?.tables !== undefined)
    return { kind: "tables", tables: loop.tables, atMostEveryMinutes: readMinutes(loop.at_most_every) };
  return { kind: "every", minutes: defaultLoopMinutes(triageHours) };
}

const cronTrigger = (written: string, timezone: string): CronTrigger => ({
  kind: "cron",
  expression: written.trim().split(/\s+/).join(" "),
  timezone,
});

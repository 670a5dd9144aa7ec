import type { Classifier } from "../classifier/classifier.ts";
import { classifierOf } from "../classifier/memory.ts";
import { trySources } from "../local/trial.ts";
import { trialReports, type SourceReport } from "../local/trialReport.ts";
import { buildPlan } from "../plan/plan.ts";
import type { Project, Source } from "../spec/project.ts";

/** What is tried of a project. */
export interface TrialRequest {
  readonly project: Project;
  readonly folder: string;
  /** Undefined for all sources. */
  readonly name: string | undefined;
  readonly now: () => Date;
}

const untrained = {
  taxonomy: { areas: [], categories: [], owners: [], macros: [], prompts: [] },
  labelled: [],
} as const;

/** Nothing is classified in a trial, so nothing is trained for one. */
export const untrainedClassifier = (): Classifier => classifierOf(untrained);

/** Tries the sources of a project in memory and reports on each. */
export async function reportSources({
  project,
  folder,
  name,
  now,
}: TrialRequest): Promise<readonly SourceReport[]> {
  const plan = buildPlan(project, untrainedClassifier());
  const trial = await trySources({ plan, folder, sources: sourcesFor(project.sources, name), now });
  try {
    return await trialReports(trial, name);
  } finally {
    trial.database.close();
  }
}

/** The named source, and those that say which versions are in use, with which its own are compared. */
function sourcesFor(sources: readonly Source[], name: string | undefined): readonly Source[] {
  const named = sources.find(({ id }) => id === name);
  if (named === undefined) return sources;
  return sources.filter(
    ({ id, kind, product }) => id === name || (kind === "usage" && product === named.product),
  );
}

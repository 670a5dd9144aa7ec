import type { Effect, EffectKind } from "../contract/effect.ts";
import { landFiles } from "./land.ts";
import type { RunOptions } from "./run.ts";
import { loadSeeds } from "./seeds.ts";

type Runner = (options: RunOptions) => Promise<void>;

/** What runs effects here. A kind that is missing has no runner on a laptop yet, and no plan holds one. */
const runners: Partial<Record<EffectKind, Runner>> = {
  seed: ({ database, plan }) => loadSeeds(database, plan),
  land: landFiles,
};

/** @throws TypeError where no runner is there for its kind. */
export async function runEffect({ id, effect }: Effect, options: RunOptions): Promise<void> {
  const run = runners[effect];
  if (run === undefined)
    throw new TypeError(`local: ${id} is an effect of kind ${effect}, which nothing runs here`);
  options.onStatement?.(id);
  await run(options);
}

import { readRuntimeFiles } from "../../src/cli/runtimeFiles.ts";
import { emitBundle } from "../../src/databricks/emitBundle.ts";
import type { Plan } from "../../src/plan/plan.ts";

const bundles = new WeakMap<Plan, ReadonlyMap<string, string>>();

/** The generated files of a plan: emitted once in a process for the same plan. */
export function bundleOf(plan: Plan): ReadonlyMap<string, string> {
  const bundle = bundles.get(plan) ?? emitBundle(plan, readRuntimeFiles());
  bundles.set(plan, bundle);
  return bundle;
}

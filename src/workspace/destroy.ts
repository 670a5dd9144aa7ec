import type { BundleCli } from "./bundleCli.ts";
import type { BundleConfiguration } from "./bundleOutput.ts";

export interface DestroyReport {
  /** Jobs and alerts that were there before, by key: `jobs.loop`. */
  readonly deleted: readonly string[];
  /** Those that are still deployed. */
  readonly left: readonly string[];
}

/**
 * Deletes what a target's bundle deployed. All or nothing where something is protected: the CLI looks before it deletes.
 * Throws a BundleCliError.
 */
export async function destroyTarget(cli: BundleCli): Promise<DestroyReport> {
  const before = deployed(await cli.summary());
  await cli.destroy();
  const left = deployed(await cli.summary());
  return { deleted: before.filter((key) => !left.includes(key)), left };
}

function deployed({ jobs, alerts }: BundleConfiguration): readonly string[] {
  const keys = (kind: string, resources: BundleConfiguration["jobs"]): readonly string[] =>
    [...resources].filter(([, { id }]) => id !== undefined).map(([key]) => `${kind}.${key}`);
  return [...keys("jobs", jobs), ...keys("alerts", alerts)];
}

import { cliVersion } from "../../../databricks/bundleFile.ts";
import { BundleCliError } from "../../bundleCli.ts";
import type { DoctorCheck } from "../check.ts";
import { faultsOf, isUnread, newestKnown } from "../../cliFaults.ts";
import type { CliVersion } from "../../cliVersion.ts";
import { doubtful, holds, lacks, type Finding } from "../finding.ts";
import { advice, command } from "../fix.ts";

export const cli: DoctorCheck = {
  id: "cli",
  title: "The Databricks CLI is installed, new enough and without a known fault",
  asks: "Runs `databricks version` on this machine; sends nothing to the workspace.",
  severity: "error",
  after: [],
  run: async (subject) => {
    try {
      const { version } = await subject.cli();
      return [holds(`version ${version.text} (wanted: ${cliVersion})`), ...knownOf(version)];
    } catch (error) {
      if (!(error instanceof BundleCliError)) throw error;
      return [lacks(error.message, command`databricks version --output json`, advice(error.help))];
    }
  },
};

/** What release notes say of the version; of one that is newer than they are, that nothing is known. */
function knownOf(version: CliVersion): readonly Finding[] {
  const known = faultsOf(version).map(({ what, harms }) => (harms ? doubtful(what) : holds(what)));
  if (!isUnread(version)) return known;
  return [...known, holds(`newer than ${newestKnown}, the last release that fixloop was checked against`)];
}

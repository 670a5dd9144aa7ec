import { cliVersion } from "../../../databricks/bundleFile.ts";
import { BundleCliError } from "../../bundleCli.ts";
import type { DoctorCheck } from "../check.ts";
import { holds, lacks } from "../finding.ts";
import { advice, command } from "../mend.ts";

export const cli: DoctorCheck = {
  id: "cli",
  title: "The Databricks CLI is there, and new enough",
  asks: "Runs `databricks version` here; nothing is asked of the workspace.",
  severity: "error",
  after: [],
  run: async (subject) => {
    try {
      const { version } = await subject.cli();
      return [holds(`version ${version} (wanted: ${cliVersion})`)];
    } catch (error) {
      if (!(error instanceof BundleCliError)) throw error;
      return [lacks(error.message, command`databricks version --output json`, advice(error.help))];
    }
  },
};

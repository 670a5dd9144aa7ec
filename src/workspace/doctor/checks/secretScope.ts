import type { DoctorCheck } from "../check.ts";
import { holds, lacks } from "../finding.ts";
import { advice, command } from "../fix.ts";

export const secretScope: DoctorCheck = {
  id: "secret-scope",
  title: "The secret scope is not there yet, or this copy made it",
  asks: "Names of the keys in the scope, and whether the state of the bundle knows it; no value is ever read.",
  severity: "error",
  after: ["sign-in"],
  run: async (subject) => {
    const scope = await subject.secretScope();
    const keys = await (await subject.workspace()).secrets.keys(scope, subject.call);
    if (keys === undefined) return [holds(`${scope}: not there yet, the deployment makes it`)];
    const configuration = await subject.knownConfiguration();
    if (configuration === undefined || configuration.secretScopes.get("secrets")?.id !== undefined)
      return [holds(`${scope} is there`)];
    return [
      lacks(
        `the scope ${scope} is there already, and the copy in ${configuration.rootPath} did not make it: its deployment would fail`,
        advice(
          "Somebody else deployed this target, or it was deployed to another root path. Deploy a personal target, or from where it was deployed before.",
        ),
        command`databricks bundle deployment bind secrets ${scope} --target ${subject.target.id}`,
        advice("Bind it, with that command, only where you know that nobody else's copy uses it."),
      ),
    ];
  },
};

import type { DoctorCheck } from "../check.ts";
import { holds, lacks } from "../finding.ts";
import { advice, command } from "../fix.ts";

export const secretScope: DoctorCheck = {
  id: "secret-scope",
  title: "The secret scope doesn't exist yet, or this deployment created it",
  asks: "Names of the keys in the scope, and whether the state of the bundle knows it; no value is ever read.",
  severity: "error",
  after: ["sign-in"],
  run: async (subject) => {
    const scope = await subject.secretScope();
    const keys = await (await subject.workspace()).secrets.keys(scope, subject.call);
    if (keys === undefined) return [holds(`${scope}: doesn't exist yet; the deployment creates it`)];
    const configuration = await subject.knownConfiguration();
    if (configuration === undefined || configuration.secretScopes.get("secrets")?.id !== undefined)
      return [holds(`${scope} exists`)];
    return [
      lacks(
        `the scope ${scope} already exists, and the deployment in ${configuration.rootPath} did not create it: deploying would fail`,
        advice(
          "Another user deployed this target, or it was deployed to another root path. Deploy a personal target, or deploy with the root path of before.",
        ),
        command`databricks bundle deployment bind secrets ${scope} --target ${subject.target.id}`,
        advice("Bind it with that command only if you know that no other deployment uses it."),
      ),
    ];
  },
};

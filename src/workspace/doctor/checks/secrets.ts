import type { DoctorCheck } from "../check.ts";
import { doubtful, holds, lacks } from "../finding.ts";
import { advice, command } from "../fix.ts";

export const secrets: DoctorCheck = {
  id: "secrets",
  title: "The secrets that the bundle refers to exist",
  asks: "Names of scopes and keys; no value is ever read.",
  severity: "error",
  after: ["sign-in"],
  run: async (subject) => {
    const binding = subject.target.model?.binding;
    if (binding?.kind !== "azure_openai") return [holds("the target refers to no secret")];
    const scope = await subject.secretScope();
    const keys = await (await subject.workspace()).secrets.keys(scope, subject.call);
    const put = command`databricks secrets put-secret ${scope} ${binding.secretKey}`;
    if (keys === undefined) {
      return [
        doubtful(
          `there is no scope ${scope} yet: the first deployment creates it, and the endpoint answers once the key is in it`,
          put,
          advice("The command prompts for the value, so that it isn't in your shell history."),
        ),
      ];
    }
    return [
      keys.includes(binding.secretKey)
        ? holds(`${scope}: ${binding.secretKey} exists`)
        : lacks(
            `the scope ${scope} has no key ${binding.secretKey}`,
            put,
            advice("The command prompts for the value, so that it isn't in your shell history."),
          ),
    ];
  },
};

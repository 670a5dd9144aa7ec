import type { SpecCheck } from "../authored.ts";
import { diagnostic, quoted, type Diagnostic } from "../diagnostics.ts";
import { builtInIdentityRules } from "../identityRules.ts";
import { sameRuleValue } from "../resolveIdentity.ts";
import { valuePlace } from "../yamlFile.ts";

/** Exceptions that lift nothing: most are a misspelt built-in rule. */
export const identityCheck: SpecCheck = ({ pipeline }) => {
  const exceptions: unknown = pipeline?.intact.identity?.except;
  if (!pipeline || !Array.isArray(exceptions)) return [];
  return exceptions.flatMap((value: unknown, index): readonly Diagnostic[] =>
    typeof value !== "string" || builtInIdentityRules.some((rule) => sameRuleValue(rule.value, value))
      ? []
      : [
          diagnostic("idle-exception", valuePlace(pipeline.yaml, ["identity", "except", index]), {
            value: quoted(value),
          }),
        ],
  );
};

import type { Plan } from "../plan/plan.ts";
import type { YamlMap } from "../emit/yaml.ts";
import type { Target } from "../spec/project.ts";
import { bundleText } from "./bundleText.ts";

/**
 * The place for keys of services. The bundle makes the scope; what lies in it is put there by a person or a key rotation
 * and stands in no file. Scopes are unique in a workspace and no prefix is added to them, so the name holds the target,
 * and in development the person.
 */
export const secretScopes: YamlMap = {
  secret_scopes: { secrets: { name: "${var.secret_scope}", backend_type: "DATABRICKS" } },
};

export function secretScopeName(plan: Pick<Plan, "name">, target: Target): string {
  const person = target.mode === "development" ? "-${workspace.current_user.short_name}" : "";
  return `${bundleText(plan.name)}-${bundleText(target.id)}${person}`;
}

/** How a resource names a secret: the scope is made before the resources that refer to it. */
export function secretReference(key: string): string {
  return `{{secrets/\${resources.secret_scopes.secrets.name}/${bundleText(key)}}}`;
}

import type { Plan } from "../plan/plan.ts";
import type { YamlMap } from "../emit/yaml.ts";
import type { Target } from "../spec/project.ts";
import { bundleText } from "./bundleText.ts";

/**
 * Name of a resource in the workspace. The target stands in it, since several may share a workspace; in development the
 * CLI puts the person before it.
 */
export const resourceName = (plan: Pick<Plan, "name">, what: string): string =>
  `${bundleText(plan.name)} \${bundle.target} ${what}`;

/** People have an address, service principals an application id. */
export function principal(name: string): YamlMap {
  return name.includes("@") ? { user_name: bundleText(name) } : { service_principal_name: bundleText(name) };
}

/** The catalog of a target; of a personal one, that of the user who deploys. No one but its owner creates it. */
export function catalogOf(target: Target): string {
  const person = target.isPersonal ? "_${workspace.current_user.short_name}" : "";
  return `${bundleText(target.catalog)}${person}`;
}

/** Written only where the spec says so: the CLI lets schedules rest in development, and no preset may wake them there. */
export function pauseStatus({ paused }: Target): "PAUSED" | "UNPAUSED" | undefined {
  return paused === undefined ? undefined : paused ? "PAUSED" : "UNPAUSED";
}

import type { Plan } from "../plan/plan.ts";
import type { YamlMap } from "../emit/yaml.ts";
import type { ReaderRole } from "../contract/readerRole.ts";
import type { Target } from "../spec/project.ts";
import { bundleText } from "./bundleText.ts";
import { principal } from "./names.ts";

/**
 * Who manages everything that a target deploys: platform engineers, and the principal that the jobs run as, which
 * deploys them too. No one else stands here: a group with CAN_VIEW at this place could read every secret, and
 * could use no warehouse. A development copy belongs to the user who deployed it.
 */
export function managers(target: Target): readonly YamlMap[] {
  if (target.mode === "development") return [];
  const platform = target.groups["platform"];
  return [
    ...(target.runAs === undefined ? [] : [{ level: "CAN_MANAGE", ...principal(target.runAs) }]),
    ...(platform === undefined ? [] : [{ level: "CAN_MANAGE", group_name: bundleText(platform) }]),
  ];
}

/**
 * The groups that get a level on one resource. The groups of `managers` are left out: the CLI warns where a principal
 * stands in both places.
 */
export function viewers(
  plan: Plan,
  target: Target,
  readers: readonly ReaderRole[],
  level: string,
): readonly YamlMap[] {
  if (target.mode === "development") return [];
  const groups = new Set(
    plan.roles.flatMap(({ id, like, only }) => {
      // a role that reads certain views only, reads none of ours
      const group =
        like !== undefined && only === undefined && readers.includes(like) ? target.groups[id] : undefined;
      return group === undefined || group === target.groups["platform"] ? [] : [bundleText(group)];
    }),
  );
  return [...groups].toSorted().map((group_name) => ({ level, group_name }));
}

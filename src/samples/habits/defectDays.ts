import type { DefectPlan } from "../story.ts";
import type { HabitSetting } from "./dress.ts";

/** Days on which a defect began, was fixed and returned; beyond every day where it never did. */
export function daysOf(
  { clientReleases, serverReleases }: Pick<HabitSetting, "clientReleases" | "serverReleases">,
  { onset, fix, relapse }: DefectPlan,
): { readonly onset: number; readonly fix: number; readonly relapse: number } {
  const dayOf = (version: string | undefined): number =>
    [...clientReleases, ...serverReleases].find((release) => release.version === version)?.day ?? Infinity;
  return { onset: dayOf(onset), fix: dayOf(fix), relapse: dayOf(relapse) };
}

import type { Plan } from "../plan/plan.ts";
import { governanceFiles, type GovernanceStep } from "../governance/governanceFiles.ts";

import { askModelFile } from "./model.ts";

/** A file of the set-up that every target has its own of, and the task that runs it. */
export interface SetupFile {
  /** With `${bundle.target}` in the place of the target: the CLI fills it in before it looks for the file. */
  readonly path: string;
  readonly taskKey: string;
  readonly title: string;
  readonly step: GovernanceStep;
  readonly retry: boolean;
}

const askModelName = "00-ask-model.sql";

/** What is resolved for each target alone: who may do what, and which endpoint is asked. Path → text. */
export function targetFiles(plan: Plan): ReadonlyMap<string, string> {
  return new Map([
    ...plan.targets.map((target): [string, string] => [
      `bundle/governance/${target.id}/${askModelName}`,
      askModelFile(plan, target),
    ]),
    ...governanceFiles(plan).map(({ path, text }): [string, string] => [path, text]),
  ]);
}

/** The tasks that run them: one for each file, the same in every target. None without a target. */
export function setupFiles(plan: Plan): readonly SetupFile[] {
  const [first] = plan.targets;
  if (first === undefined) return [];
  const files = governanceFiles(plan);
  const shared = files
    .filter(({ target }) => target === first.id)
    .map(({ path, taskKey, title, step, retry }): SetupFile => ({
      path: path.replace(`bundle/governance/${first.id}/`, "bundle/governance/${bundle.target}/"),
      taskKey,
      title,
      step,
      retry,
    }));
  for (const { target, path } of files) {
    if (!shared.some((file) => file.path.replace("${bundle.target}", target) === path))
      throw new TypeError(`bundle: ${path} has no counterpart in the target ${first.id}`);
  }
  return [
    {
      path: `bundle/governance/\${bundle.target}/${askModelName}`,
      taskKey: "ask_model",
      title: "The function that asks the model of this target",
      step: "functions",
      retry: true,
    },
    ...shared,
  ];
}

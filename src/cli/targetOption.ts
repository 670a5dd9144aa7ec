import type { CommandOption } from "./command.ts";

/** With it a command works on a target in its workspace, without it on the local run. */
export const targetOption: CommandOption = {
  flags: "-t, --target <target>",
  description: "Work on this target of pipeline.yaml, in its workspace, instead of on the local run.",
};

export const profileOption: CommandOption = {
  flags: "--profile <name>",
  description: "Sign in with this profile of ~/.databrickscfg.",
};

/** The target that a command can't do without. */
export const requiredTargetOption: CommandOption = {
  ...targetOption,
  description: "The target of pipeline.yaml, such as dev.",
};

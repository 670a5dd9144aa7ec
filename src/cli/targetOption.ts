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

/** The target of a command that always works on one. */
export const requiredTargetOption: CommandOption = {
  ...targetOption,
  description: "The target of pipeline.yaml, such as prod; without it the default target.",
};

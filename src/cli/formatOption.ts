import type { CommandOption } from "./command.ts";

/**
 * `--format`: for people unless something else is asked for, and JSON everywhere; `more` are the formats in addition to
 * them.
 */
export const formatOption = (what: string, ...more: readonly string[]): CommandOption => ({
  flags: "--format <format>",
  description: `How to print ${what}.`,
  choices: ["human", "json", ...more],
  default: "human",
});

import { pathArgument, shellCommand } from "../emit/shellCommand.ts";
import { textOption, type CommandInput } from "./command.ts";

/** Options that say where a command works, in the order in which they are printed. */
const options = [
  ["project", "--project", "path"],
  ["db", "--db", "path"],
  ["profile", "--profile", "name"],
  ["fromProfile", "--from-profile", "name"],
  ["toProfile", "--to-profile", "name"],
] as const;

/**
 * The options of this call that say where it works, for a command that we print: pasted, it works in the same place.
 * Empty, or it begins with a blank.
 */
export function carriedOptions(input: CommandInput): string {
  return options
    .map(([name, flag, kind]) => {
      const value = textOption(input, name);
      // the folder that the command was called in is where the next one is called, too
      if (value === undefined || (name === "project" && value === ".")) return "";
      return ` ${flag} ${shellCommand`${kind === "path" ? pathArgument(value) : value}`}`;
    })
    .join("");
}

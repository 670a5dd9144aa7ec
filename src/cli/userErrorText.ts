import type { UserError } from "./command.ts";
import { printable } from "./terminal.ts";

/** What went wrong and how to fix it, as every command prints it. */
export function userErrorText({ message, help }: Pick<UserError, "message" | "help">): string {
  return `error: ${printable(message)}\n${help === undefined ? "" : `  help: ${printable(help)}\n`}`;
}

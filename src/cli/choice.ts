import { didYouMean } from "../spec/nearest.ts";
import { UserError } from "./command.ts";

/**
 * A word of the command line that must be one of a list.
 *
 * @throws {UserError} that names the one that was probably meant, and all of them
 */
export function choice(value: string, what: string, choices: readonly string[]): string {
  if (choices.includes(value)) return value;
  throw new UserError(
    `${what} doesn't take ${JSON.stringify(value)}.${didYouMean(value, choices)}`,
    `It is one of: ${choices.join(", ")}.`,
  );
}

import type { CommanderError } from "commander";
import { didYouMean } from "../spec/nearest.ts";
import { UserError } from "./command.ts";
import { commands } from "./commands.ts";

/** A word where a command belongs that isn't one; undefined where there is none, or it is known. */
export function unknownCommand(words: readonly string[]): UserError | undefined {
  const [first, second] = words;
  const named = first === "help" ? second : first;
  if (named === undefined || named.startsWith("-") || named === "help") return undefined;
  const names = commands.map(({ name }) => name);
  return names.includes(named)
    ? undefined
    : new UserError(
        `There is no command ${JSON.stringify(named)}.${didYouMean(named, names)}`,
        "`fixloop --help` lists the commands.",
      );
}

/** What the parser of the command line says, with what was probably meant and where to look. */
export function usageError({ code, message }: CommanderError, words: readonly string[]): UserError {
  const command = commands.find(({ name }) => name === words[0]);
  const text = message.replace(/^error: /, "");
  const sentence = `${text.charAt(0).toUpperCase()}${text.slice(1)}`.replace(/([^.])$/, "$1.");
  const help =
    command === undefined
      ? "`fixloop --help` lists the commands."
      : `\`fixloop ${command.name} --help\` lists its arguments and options.`;
  if (code !== "commander.unknownOption") return new UserError(sentence, help);
  const option = /'([^']*)'/.exec(message)?.[1] ?? "";
  const known = (command?.options ?? [])
    .flatMap(({ flags }) => flags.match(/--?[a-z][a-z-]*/g) ?? [])
    .concat("--help", ...(command === undefined ? ["--version"] : []));
  return new UserError(`${sentence}${didYouMean(option, known)}`, help);
}

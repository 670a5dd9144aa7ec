import { Argument, Command as Program, CommanderError, Option, type OutputConfiguration } from "commander";
import { packageVersion } from "../plan/packageVersion.ts";
import { choice } from "./choice.ts";
import { environmentFault } from "./environmentFault.ts";
import { UserError, type CommandContext, type ExitCode } from "./command.ts";
import { commands } from "./commands.ts";
import { standardOutput } from "./standardOutput.ts";
import { systemReason } from "./systemReason.ts";
import { printable } from "./terminal.ts";
import { unknownCommand, usageError } from "./usageError.ts";
import { userErrorText } from "./userErrorText.ts";

/** Parses the command line, runs one command and sets the exit code. Everything else is the commands' business. */
export async function main(
  words: readonly string[],
  context: CommandContext = processContext(),
): Promise<ExitCode> {
  const code = await dispatch(words, context);
  process.exitCode = code;
  return code;
}

async function dispatch(words: readonly string[], context: CommandContext): Promise<ExitCode> {
  let exitCode: ExitCode = 0;
  const program = new Program("fixloop")
    .description(
      "Turns customer feedback into verified fixes: one spec, compiled to a Databricks bundle or run on DuckDB.",
    )
    .version(packageVersion)
    .showSuggestionAfterError(false)
    .exitOverride()
    .configureOutput(outputOf(context));
  for (const command of commands) {
    // settings of the program, its output included, are those of its commands
    const added = program.command(command.name).description(command.summary);
    for (const { syntax, description, choices } of command.arguments) {
      const argument = new Argument(syntax, description);
      if (choices)
        argument.choices([...choices]).argParser((value: string) => choice(value, command.name, choices));
      added.addArgument(argument);
    }
    for (const { flags, description, choices, default: preset } of command.options) {
      const option = new Option(flags, description);
      if (choices)
        option
          .choices([...choices])
          .argParser((value: string) => choice(value, option.long ?? flags, choices));
      if (preset !== undefined) option.default(preset);
      added.addOption(option);
    }
    added.action(async () => {
      const handler = await command.load();
      exitCode = await handler(context, {
        arguments: command.arguments.map((_, index) => added.args[index]),
        options: added.opts<Record<string, string | boolean | readonly string[] | undefined>>(),
      });
    });
  }
  try {
    const unknown = unknownCommand(words);
    if (unknown !== undefined) throw unknown;
    await program.parseAsync(words.length === 0 ? ["--help"] : [...words], { from: "user" });
    return exitCode;
  } catch (error) {
    return await report(error, context, words);
  }
}

/** Help and version are written as the parser has them; what is wrong is ours to say. */
const outputOf = ({ stdout, stderr }: CommandContext): OutputConfiguration => ({
  writeOut: (text) => stdout.write(text),
  writeErr: (text) => stderr.write(text),
  outputError: () => undefined,
});

async function report(
  error: unknown,
  { stderr, cwd }: CommandContext,
  words: readonly string[],
): Promise<ExitCode> {
  // help and version aren't errors
  if (error instanceof CommanderError && error.exitCode === 0) return 0;
  const known =
    error instanceof UserError
      ? error
      : error instanceof CommanderError
        ? usageError(error, words)
        : await environmentFault(error, cwd);
  if (known !== undefined) {
    stderr.write(userErrorText(known));
    return 2;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  stderr.write(
    `fixloop ran into a bug of its own (version ${packageVersion}, Node ${process.versions.node}):\n${printable(text)}\n`,
  );
  return 3;
}

function processContext(): CommandContext {
  const stderr = standardOutput(process.stderr, () => undefined);
  const stdout = standardOutput(process.stdout, (error) => {
    stderr.write(`error: The output can't be written: ${systemReason(error)}.\n`);
    // the failure is reported after the write, perhaps before the command has ended and perhaps after it
    process.once("exit", () => (process.exitCode = 2));
  });
  return { cwd: process.cwd(), stdout, stderr, env: process.env, now: () => new Date() };
}

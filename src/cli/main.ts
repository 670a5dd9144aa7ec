import { Command as Program, CommanderError, Option } from "commander";
import { packageVersion } from "../plan/packageVersion.ts";
import { environmentFault } from "./environmentFault.ts";
import { UserError, type CommandContext, type ExitCode } from "./command.ts";
import { commands } from "./commands.ts";
import { standardOutput } from "./standardOutput.ts";
import { systemReason } from "./systemReason.ts";
import { printable } from "./terminal.ts";
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
    .showHelpAfterError("(fixloop --help lists the commands)")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.stdout.write(text),
      writeErr: (text) => context.stderr.write(text),
    });
  for (const command of commands) {
    const added = program.command(command.name).description(command.summary).exitOverride();
    added.configureOutput({
      writeOut: (text) => context.stdout.write(text),
      writeErr: (text) => context.stderr.write(text),
    });
    for (const { syntax, description } of command.arguments) added.argument(syntax, description);
    for (const { flags, description, choices, default: preset } of command.options) {
      const option = new Option(flags, description);
      if (choices) option.choices([...choices]);
      if (preset !== undefined) option.default(preset);
      added.addOption(option);
    }
    added.action(async () => {
      const handler = await command.load();
      exitCode = await handler(context, {
        arguments: command.arguments.map((_, index) => added.args[index]),
        options: added.opts<Record<string, string | boolean | undefined>>(),
      });
    });
  }
  try {
    await program.parseAsync(words.length === 0 ? ["--help"] : [...words], { from: "user" });
    return exitCode;
  } catch (error) {
    return report(error, context);
  }
}

function report(error: unknown, { stderr, cwd }: CommandContext): ExitCode {
  // commander has printed its own message; help and version aren't errors
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  const known = error instanceof UserError ? error : environmentFault(error, cwd);
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

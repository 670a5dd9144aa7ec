import { Command as Program, CommanderError, Option } from "commander";
import { packageVersion } from "../plan/packageVersion.ts";
import { UserError, type Command, type CommandContext, type ExitCode } from "./command.ts";
import { environmentFault } from "./environmentFault.ts";
import { standardOutput } from "./standardOutput.ts";
import { systemReason } from "./systemReason.ts";
import { printable } from "./terminal.ts";
import { userErrorText } from "./userErrorText.ts";

/** In the order of the help. A command is loaded when it is called: `check` should not wait for DuckDB. */
export const commands: ReadonlyMap<string, () => Promise<Command>> = new Map(
  Object.entries({
    init: async () => (await import("./init.ts")).init,
    check: async () => (await import("./check.ts")).check,
    test: async () => (await import("./test.ts")).test,
    eval: async () => (await import("./eval.ts")).evaluate,
    compile: async () => (await import("./compile.ts")).compile,
    run: async () => (await import("./run.ts")).run,
    promote: async () => (await import("./promote.ts")).promote,
    doctor: async () => (await import("./doctor.ts")).doctor,
    plan: async () => (await import("./plan.ts")).plan,
    deploy: async () => (await import("./deploy.ts")).deploy,
    status: async () => (await import("./status.ts")).status,
    show: async () => (await import("./show.ts")).show,
    query: async () => (await import("./query.ts")).query,
    explain: async () => (await import("./explain.ts")).explain,
    grants: async () => (await import("./grants.ts")).grants,
    erase: async () => (await import("./erase.ts")).erase,
    destroy: async () => (await import("./destroy.ts")).destroy,
  }),
);

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
  const called = commands.get(words[0] ?? "");
  const wanted = words[0] === "--version" ? [] : commands.values();
  for (const load of called ? [called] : wanted) {
    const command = await load();
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
      exitCode = await command.run(context, {
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
  // commander has printed its own message; help and version are no errors
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
    // the failure is told after the write, perhaps before the command has ended and perhaps after it
    process.once("exit", () => (process.exitCode = 2));
  });
  return { cwd: process.cwd(), stdout, stderr, env: process.env, now: () => new Date() };
}

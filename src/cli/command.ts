/** Done; findings (invalid spec, failed gate, stale output); could not run (usage, missing file); a bug of ours. */
export type ExitCode = 0 | 1 | 2 | 3;

/** What a command may touch of the process: injected, so that tests run commands without one. */
export interface CommandContext {
  readonly cwd: string;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => Date;
  /** Waits, or ends early without throwing when the signal aborts; by default with a timer. */
  readonly sleep?: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
}

export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** A command as data: what it is called and what it takes. Parsing belongs to `main.ts`, logic to other folders. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  readonly arguments: readonly CommandArgument[];
  readonly options: readonly CommandOption[];
  /** Imports what the command does, and with it all that this needs. */
  readonly load: () => Promise<CommandHandler>;
}

/** What a command does. */
export type CommandHandler = (context: CommandContext, input: CommandInput) => Promise<ExitCode>;

export interface CommandArgument {
  /** `<name>` is required, `[name]` is not. */
  readonly syntax: string;
  readonly description: string;
  readonly choices?: readonly string[];
}

export interface CommandOption {
  /** As commander writes it: `--db <file>`. */
  readonly flags: string;
  readonly description: string;
  readonly choices?: readonly string[];
  readonly default?: string;
}

/** Parsed words of the command line: everything is text or a flag until the command has read it. */
export interface CommandInput {
  readonly arguments: readonly (string | undefined)[];
  readonly options: Readonly<Record<string, string | boolean | readonly string[] | undefined>>;
}

/** Something the user can fix: printed without a stack, exit code 2. */
export class UserError extends Error {
  /** How to fix it. */
  readonly help: string | undefined;

  constructor(message: string, help?: string) {
    super(message);
    this.name = "UserError";
    this.help = help;
  }
}

export function textOption(input: CommandInput, name: string): string | undefined {
  const value = input.options[name];
  return typeof value === "string" ? value : undefined;
}

/** The values of an option that takes several; undefined where it isn't given. */
export function listOption(input: CommandInput, name: string): readonly string[] | undefined {
  const value = input.options[name];
  return Array.isArray(value) ? value : undefined;
}

import { main } from "../../src/cli/main.ts";
import type { ExitCode } from "../../src/cli/command.ts";

export interface Ran {
  readonly code: ExitCode;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command in this process, as the command line would, with a stopped clock and no terminal. */
export async function fixloop(cwd: string, ...words: readonly string[]): Promise<Ran> {
  let stdout = "";
  let stderr = "";
  const code = await main(words, {
    cwd,
    stdout: { write: (text) => (stdout += text), columns: 120 },
    stderr: { write: (text) => (stderr += text) },
    env: {},
    now: () => new Date("2026-01-01T00:00:00Z"),
  });
  process.exitCode = 0;
  return { code, stdout, stderr };
}

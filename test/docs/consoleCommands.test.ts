import { Command as Program, CommanderError, Option } from "commander";
import { expect, test } from "vitest";
import { commands } from "../../src/cli/commands.ts";
import { pages, pageText } from "./pages.ts";

interface Line {
  readonly place: string;
  readonly words: readonly string[];
}

/** Lines `$ fixloop …` of `console` blocks: they need a workspace, so they are parsed and not run. */
function consoleLines(page: string): readonly Line[] {
  let inside = false;
  return pageText(page)
    .split("\n")
    .flatMap((text, index): Line[] => {
      if (text.startsWith("```")) {
        inside = text === "```console";
        return [];
      }
      const [, command] = /^\$ fixloop (.*)$/.exec(text) ?? [];
      return inside && command !== undefined
        ? [{ place: `${page}:${index + 1}`, words: wordsOf(command) }]
        : [];
    });
}

function wordsOf(command: string): readonly string[] {
  return [...command.replace(/\s+#.*$/, "").matchAll(/"([^"]*)"|(\S+)/g)].map(
    ([, quoted, bare]) => quoted ?? bare ?? "",
  );
}

/** Whether the command line would parse: a known command, known options, listed values, no word too many. */
async function problemOf([name = "", ...words]: readonly string[]): Promise<string | undefined> {
  const command = commands.find((candidate) => candidate.name === name);
  if (command === undefined) return `there is no command ${name}`;
  const program = new Program(name).exitOverride().allowExcessArguments(false);
  program.configureOutput({ writeOut: () => undefined, writeErr: () => undefined });
  for (const { syntax } of command.arguments) program.argument(syntax);
  for (const { flags, choices } of command.options) {
    const option = new Option(flags);
    if (choices) option.choices([...choices]);
    program.addOption(option);
  }
  program.action(() => undefined);
  try {
    await program.parseAsync([...words], { from: "user" });
    return undefined;
  } catch (error) {
    if (error instanceof CommanderError) return error.message;
    throw error;
  }
}

const lines = pages.flatMap(consoleLines);

test("there are such lines, and each parses", async () => {
  expect(lines.length).toBeGreaterThan(10);
  for (const { place, words } of lines)
    expect(await problemOf(words), `${place}: fixloop ${words.join(" ")}`).toBeUndefined();
});

test("a command, an option or a value that there isn't is noticed", async () => {
  expect(await problemOf(["deploi", "-t", "dev"])).toBe("there is no command deploi");
  expect(await problemOf(["deploy", "--targett", "dev"])).toContain("unknown option '--targett'");
  expect(await problemOf(["run", "--job", "nightly"])).toContain("argument 'nightly' is invalid");
  expect(await problemOf(["deploy", "dev", "-t", "dev"])).toContain("too many arguments");
});

import { readFileSync } from "node:fs";
import path from "node:path";
import { globSync } from "tinyglobby";
import { expect, test } from "vitest";
import { commands } from "../../src/cli/commands.ts";
import { documentedCommands, wordsOf } from "../docs/documentedCommands.ts";

const root = path.resolve(import.meta.dirname, "..", "..");

/** Commands that tests of the first tier run in their own process, those of the README's included. */
function commandsRun(): ReadonlySet<string> {
  const texts = globSync("**/*.test.ts", {
    cwd: root,
    ignore: ["**/*.slow.test.ts", "node_modules/**"],
  }).map((file) => readFileSync(path.join(root, file), "utf8"));
  const called = texts.flatMap((text) =>
    [...text.matchAll(/\b(?:fixloop|doctor|main)\(\s*(?:[\w.]+,\s*|\[)?"([a-z]+)"/g)].map(
      ([, name]) => name ?? "",
    ),
  );
  const documented = documentedCommands("README.md")
    .filter(({ command }) => command.startsWith("fixloop "))
    .map(({ command }) => wordsOf(command)[1] ?? "");
  return new Set([...called, ...documented]);
}

test("the first tier runs every command", () => {
  const run = commandsRun();
  expect(commands.map(({ name }) => name).filter((name) => !run.has(name))).toEqual([]);
});

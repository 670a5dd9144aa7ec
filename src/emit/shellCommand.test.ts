import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { pathArgument, shellCommand, shellWord } from "./shellCommand.ts";

const words = [
  "plain-1.2_x@y:/z",
  "two words",
  "it's",
  "$(touch /tmp/x)`id`",
  "",
  "a\nb\tc",
  "\u202egnp",
  'say "hi" \\n',
  "-rf",
  "*",
];

test.each(words)("%j stays one word of a shell", (word) => {
  const { stdout } = spawnSync("bash", ["-c", `printf '%s|' ${shellCommand`${word} ${"next"}`}`]);
  expect(stdout.toString("utf8")).toBe(`${word}|next|`);
});

test("what can't be seen is written as its bytes", () => {
  expect(shellWord("a\u200bb")).toBe(String.raw`$'a\xe2\x80\x8bb'`);
});

test("a path that begins with a dash is no option", () => {
  expect(shellCommand`cp ${pathArgument("-old copy")} ${pathArgument("new/-x")}`).toBe(
    "cp './-old copy' new/-x",
  );
});

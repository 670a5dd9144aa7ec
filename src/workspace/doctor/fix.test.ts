import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { command, granted, made, ownedBy, shellWord } from "./fix.ts";

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
  const { stdout } = spawnSync("bash", ["-c", `printf %s ${shellWord(word)}`]);
  expect(stdout.toString("utf8")).toBe(word === "-rf" ? "-rf" : word);
});

test("nothing that can't be seen stands in a command", () => {
  expect(command`databricks secrets put-secret ${"a\u200bb"} ${"key"}`.text).toBe(
    String.raw`databricks secrets put-secret $'a\xe2\x80\x8bb' key`,
  );
});

test("names in SQL are quoted, part by part, and a principal's dots part nothing", () => {
  expect(granted("USE SCHEMA", "SCHEMA", "a`b.c", "x.y@example.org").text).toBe(
    "GRANT USE SCHEMA ON SCHEMA `a``b`.`c` TO `x.y@example.org`;",
  );
  expect(made("CATALOG", "c").text).toBe("CREATE CATALOG `c`;");
  expect(ownedBy("SCHEMA", "c.s", "o").text).toBe("ALTER SCHEMA `c`.`s` OWNER TO `o`;");
});

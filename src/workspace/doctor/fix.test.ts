import { expect, test } from "vitest";
import { command, granted, made, ownedBy } from "./fix.ts";

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

import { expect, test } from "vitest";
import { carriedOptions } from "./carriedOptions.ts";

const options = (given: Readonly<Record<string, string | boolean>>) =>
  carriedOptions({ arguments: [], options: given });

test("a printed command works in the same place as the one that printed it", () => {
  expect(
    options({ project: "my demo", db: "-x.duckdb", profile: "it's", target: "dev", confirm: "no" }),
  ).toBe(String.raw` --project 'my demo' --db ./-x.duckdb --profile 'it'\''s'`);
});

test("it says nothing of what is so anyway", () => {
  expect(options({ project: ".", format: "human" })).toBe("");
});

import { expect, test } from "vitest";
import { meets, parseCliVersion } from "./cliVersion.ts";

const output = (version: string): string =>
  JSON.stringify({ ProjectName: "cli", Version: version, Major: 1 });

test("a release, a build with a suffix and one of a developer are told apart", () => {
  expect(parseCliVersion(output("1.14.0"))).toEqual({
    text: "1.14.0",
    numbers: [1, 14, 0],
    development: false,
  });
  expect(parseCliVersion(output("1.14.0-rc.1"))?.development).toBe(false);
  expect(parseCliVersion(output("0.0.0-dev+7bbe2852"))).toMatchObject({
    numbers: [0, 0, 0],
    development: true,
  });
});

test("what is no version of the Databricks CLI is none", () => {
  for (const text of ["Version 0.18.0", "{}", "null", '{"Version": 1}', '{"Version": "latest"}', ""])
    expect(parseCliVersion(text), text).toBeUndefined();
});

test("versions are compared as numbers", () => {
  const meetsIt = (version: string): boolean => meets(parseCliVersion(output(version))!, ">= 1.13.0");
  expect(["1.12.9", "1.13.0", "1.13.1", "2.0.0", "0.99.0"].map(meetsIt)).toEqual([
    false,
    true,
    true,
    true,
    false,
  ]);
});

test("a constraint of another form is a bug of ours", () => {
  expect(() => meets(parseCliVersion(output("1.14.0"))!, "~1.10")).toThrow(TypeError);
});

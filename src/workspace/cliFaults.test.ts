import { expect, test } from "vitest";
import { faultsOf, isUnread } from "./cliFaults.ts";
import { parseCliVersion, type CliVersion } from "./cliVersion.ts";

const version = (text: string): CliVersion => parseCliVersion(JSON.stringify({ Version: text }))!;
const words = (text: string): readonly string[] =>
  faultsOf(version(text)).map(({ what }) => /webhook|killed|escaped|terraform/.exec(what)?.[0] ?? what);

test("a version has the faults that were fixed after it and those that came up to it", () => {
  expect(words("1.10.0")).toEqual(["webhook", "killed", "escaped"]);
  expect(words("1.12.9")).toEqual(["killed", "escaped"]);
  expect(words("1.13.0")).toEqual(["escaped"]);
  expect(words("1.15.0")).toEqual([]);
  expect(words("1.20.0")).toEqual(["terraform"]);
});

test("no version that fixloop takes has a fault that harms a deployment", () => {
  for (const text of ["1.13.0", "1.14.2", "1.27.0"])
    expect(faultsOf(version(text)).filter(({ harms }) => harms)).toEqual([]);
});

test("versions whose release notes nobody read are told apart", () => {
  expect(["1.27.4", "1.28.0", "2.0.0"].map((text) => isUnread(version(text)))).toEqual([false, true, true]);
});

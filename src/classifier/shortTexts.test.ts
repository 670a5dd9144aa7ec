import path from "node:path";
import { expect, test } from "vitest";
import { projectIn } from "../../test/support/referenceProject.ts";
import { classifierOf } from "./memory.ts";
import { suggester } from "./suggestion.ts";

const reference = projectIn(path.resolve(import.meta.dirname, "..", ".."));
const suggest = suggester(classifierOf(reference));
const isAccepted = (text: string): boolean =>
  (suggest(text)?.confidenceBp ?? 0) >= reference.enrichment.minConfidence * 10_000;

test.each([
  "App crashes",
  "Sync broken",
  "refund",
  "Great app",
  "Sync stopped after the update",
  "charged twice this month",
])("%s is accepted: few words, but they say what it is about", (text) => {
  expect(isAccepted(text)).toBe(true);
});

test.each([
  "Version beta",
  "version",
  "My phone",
  "beta",
  "the app",
  "it",
  "hello",
  "phone version",
  "app",
  "slow",
  "not working",
  "",
  "Привет мир",
])("%s waits for review: its words carry weight, but say too little", (text) => {
  expect(isAccepted(text)).toBe(false);
});

import { expect, test } from "vitest";
import { testSeed } from "../support/seed.ts";
import { fileCase, landCases } from "./fileFuzz.ts";
import { loadCases, specCase } from "./specFuzz.ts";
import { watched } from "./watchdog.ts";

/** `bench/fuzz.ts` runs thousands: with the same seed, case for case the same. */
const cases = 200;
const seconds = 280;
const { value: seed, words } = testSeed();
const numbers = Array.from({ length: cases }, (_, index) => index);

test(`${cases} mutated files: none throws, hangs, loses a record or brings in a replacement character`, async () => {
  console.log(words);
  const { findings, landed, rejected, unreadable } = await watched(
    { seconds, words: `one of the mutated files hangs: ${words}` },
    () => landCases(numbers.map((number) => fileCase(seed, number))),
  );
  expect(findings, words).toEqual([]);
  // what was mutated to nothing would show nothing
  for (const count of [landed, rejected, unreadable]) expect(count).toBeGreaterThan(20);
});

test(`${cases} mutated specs: none throws or hangs, and every diagnostic has its place`, async () => {
  console.log(words);
  const { findings, loaded, diagnostics } = await watched(
    { seconds, words: `one of the mutated specs hangs: ${words}` },
    () => loadCases(numbers.map((number) => specCase(seed, number))),
  );
  expect(findings, words).toEqual([]);
  expect(loaded).toBeGreaterThan(5);
  expect(diagnostics).toBeGreaterThan(500);
});

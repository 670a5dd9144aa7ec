import { parse } from "yaml";
import { expect, test } from "vitest";
import { labelsWanted, labelsYaml } from "./labelsWanted.ts";
import type { UncategorisedText } from "./uncoveredGroups.ts";

const text = (eventId: string, overrides: Partial<UncategorisedText> = {}): UncategorisedText => ({
  eventId,
  text: `text ${eventId}`,
  source: "reviews",
  date: "2025-03-01",
  language: "en",
  rating: null,
  category: "sync-stops",
  runnerUp: "sync-slow",
  confidence: 40,
  ...overrides,
});

test("chosen are those nearest to even odds, of every pair of categories one after the other", () => {
  const pair = { category: "praise", runnerUp: "sync-slow" };
  const none = { category: null, runnerUp: null, confidence: 0 };
  const texts = [
    text("a", { confidence: 10 }),
    text("b", { confidence: 45 }),
    text("c", { confidence: 52 }),
    text("d", { ...pair, confidence: 20 }),
    text("e", { ...pair, confidence: 30 }),
    text("f", none),
  ];
  expect(labelsWanted(texts).map(({ eventId }) => eventId)).toEqual(["c", "e", "f", "b", "d", "a"]);
  expect(labelsWanted(texts.toReversed()).map(({ eventId }) => eventId)).toEqual([
    "c",
    "e",
    "f",
    "b",
    "d",
    "a",
  ]);
});

test("twenty are asked for, and no text twice", () => {
  const copies = Array.from({ length: 30 }, (_, index) => text(`same-${index}`, { text: "Great  App" }));
  const others = Array.from({ length: 40 }, (_, index) => text(`other-${index}`));
  expect(labelsWanted(copies)).toHaveLength(1);
  expect(labelsWanted([...copies, ...others])).toHaveLength(20);
});

test("lines to paste hold any text as it is, and a category that nobody has chosen yet", () => {
  const hostile = 'He said: "no } # sync"\n\u202eevil\u202c';
  const yaml = labelsYaml([
    text("a", { text: hostile, language: "und" }),
    text("b", { category: null, runnerUp: null }),
  ]);
  expect(parse(`labelled:\n${yaml}`)).toEqual({
    labelled: [
      { text: hostile, category: "choose" },
      { text: "text b", category: "choose", language: "en" },
    ],
  });
  expect(yaml).toContain("# sync-stops or sync-slow or null?");
  expect(yaml).not.toContain("\u202e");
});

import { expect, test } from "vitest";
import { dealFolds } from "./folds.ts";
import { measuredTexts, type MeasuredText } from "./measuredTexts.ts";
import { category, smallProject } from "../../test/support/project.ts";

const text = (words: string, label: string | null): MeasuredText => ({
  text: words,
  words,
  category: label,
  language: null,
});
const many: readonly MeasuredText[] = [
  ...Array.from({ length: 40 }, (_, index) => text(`slow ${index}`, "slow")),
  ...Array.from({ length: 7 }, (_, index) => text(`stops ${index}`, "stops")),
  ...Array.from({ length: 11 }, (_, index) => text(`hello ${index}`, null)),
];

test("every fold has its share of every category", () => {
  const folds = dealFolds(many);
  expect(folds).toHaveLength(5);
  for (const [label, texts] of [["slow", 40] as const, ["stops", 7] as const, [null, 11] as const]) {
    const shares = folds.map((fold) => fold.filter((one) => one.category === label).length);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBe(texts);
    expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
  }
});

test("texts that read the same are in one fold, whatever their labels", () => {
  const folds = dealFolds([...many, text("slow 3", "stops"), text("slow 3", null)]);
  expect(folds.filter((fold) => fold.some(({ words }) => words === "slow 3"))).toHaveLength(1);
});

test("a new text moves those of its own category only", () => {
  const foldOf = (texts: readonly MeasuredText[]): ReadonlyMap<string, number> =>
    new Map(dealFolds(texts).flatMap((fold, place) => fold.map(({ words }) => [words, place])));
  const before = foldOf(many);
  const after = foldOf([...many, text("another one that stops", "stops")]);
  const moved = [...before].filter(([words, place]) => after.get(words) !== place);
  expect(moved.filter(([words]) => !words.startsWith("stops"))).toEqual([]);
});

test("the alphabet doesn't deal: neighbours are not spread one by one", () => {
  const foldOf = new Map(dealFolds(many).flatMap((fold, place) => fold.map(({ words }) => [words, place])));
  const places = Array.from({ length: 40 }, (_, index) => foldOf.get(`slow ${index}`));
  expect(places.some((place, index) => index > 0 && place === places[index - 1])).toBe(true);
});

test("texts are dealt as ever: whoever changes this raises evaluatorVersion, or old measurements are taken for new ones", () => {
  const stops = dealFolds(many).map((fold) =>
    fold.filter((one) => one.category === "stops").map(({ words }) => words),
  );
  expect(stops).toEqual([
    ["stops 0", "stops 6"],
    ["stops 2"],
    ["stops 4"],
    ["stops 5"],
    ["stops 3", "stops 1"],
  ]);
});

test("few texts make few folds, none make none", () => {
  expect(dealFolds(many.slice(0, 3)).map((fold) => fold.length)).toEqual([1, 1, 1]);
  expect(dealFolds([text("a", "slow"), text("b", "stops")]).flat()).toHaveLength(2);
  expect(dealFolds([])).toEqual([]);
});

test("a text that is labelled several times is measured once for each label, whatever the order", () => {
  const labelled = [
    { text: "It no longer SYNCS!", category: "sync-stops", language: "en" },
    { text: "it no longer syncs", category: "sync-stops", language: undefined },
    { text: "it no longer syncs", category: undefined, language: undefined },
    { text: "of a category that is gone", category: "gone", language: undefined },
  ];
  const project = smallProject({ labelled });
  expect(project.taxonomy.categories).toEqual([category({ id: "sync-stops", area: "sync" })]);
  const texts = measuredTexts(project);
  expect(texts.map(({ words, category: label }) => [words, label])).toEqual([
    ["it no longer syncs", null],
    ["it no longer syncs", "sync-stops"],
  ]);
  expect(measuredTexts(smallProject({ labelled: labelled.toReversed() }))).toEqual(texts);
});

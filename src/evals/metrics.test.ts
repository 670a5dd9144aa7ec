import { describe, expect, test } from "vitest";
import { metricsOf } from "./metrics.ts";
import type { Prediction } from "./predictions.ts";

const prediction = (
  category: string | null,
  suggested: string | null,
  confidenceBp: number,
  language: string | null = null,
): Prediction => ({
  category,
  language,
  suggested,
  confidenceBp,
});

/**
 * Ten texts: five of slow, three of stops, two of none. Accepted from 5000: seven of them, five rightly.
 *
 *             slow   stops   nothing
 *   slow      3      1       1
 *   stops     1      2       –
 *   none      1      –       1
 */
const predictions: readonly Prediction[] = [
  prediction("slow", "slow", 9500),
  prediction("slow", "slow", 9000),
  prediction("slow", "slow", 5000),
  prediction("slow", "stops", 4999),
  prediction("slow", null, 0),
  prediction("stops", "stops", 8000),
  prediction("stops", "stops", 7000),
  prediction("stops", "slow", 6000),
  prediction(null, "slow", 6500),
  prediction(null, null, 0),
];
const metrics = metricsOf(predictions, ["stops", "slow", "silent"], 5000);
const countsOf = (share: { readonly hits: number; readonly examples: number }): readonly number[] => [
  share.hits,
  share.examples,
];

test("figures are counted over the texts that they speak of", () => {
  expect(metrics.figures.map(({ id, hits, examples, figureBp }) => [id, hits, examples, figureBp])).toEqual([
    ["accuracy", 5, 8, 6250],
    ["accepted_precision", 5, 7, 7143],
    ["accepted_share", 6, 8, 7500],
    ["out_of_taxonomy_accepted", 1, 2, 5000],
  ]);
});

test("categories come by name, with recall over their texts and precision over what was accepted", () => {
  expect(
    metrics.categories.map(({ category, recall, precision }) => [
      category,
      countsOf(recall),
      countsOf(precision),
    ]),
  ).toEqual([
    ["silent", [0, 0], [0, 0]],
    ["slow", [3, 5], [3, 5]],
    ["stops", [2, 3], [2, 2]],
  ]);
});

test("macro recall is the mean of the categories that have texts: (3/5 + 2/3) / 2", () => {
  expect(metrics.macroRecallBp).toBe(6333);
});

test("calibration errs by the promises of each tenth that were not kept", () => {
  // Bins of the eight suggestions: 4: 4999; 5: 5000−10000; 6: 6000+6500; 7: 7000−10000; 8: 8000−10000; 9: 18500−20000.
  expect(metrics.calibrationErrorBp).toBe(Math.round((4999 + 5000 + 12_500 + 3000 + 2000 + 1500) / 8));
  expect(metrics.overconfidenceBp).toBe(Math.round((4999 + 12_500) / 8));
});

test("confusions start with what was accepted, and leave out what was right", () => {
  expect(metrics.confusions).toEqual([
    { labelled: null, suggested: "slow", texts: 1, accepted: 1 },
    { labelled: "stops", suggested: "slow", texts: 1, accepted: 1 },
    { labelled: "slow", suggested: null, texts: 1, accepted: 0 },
    { labelled: "slow", suggested: "stops", texts: 1, accepted: 0 },
  ]);
});

test("the order of the predictions means nothing", () => {
  expect(metricsOf(predictions.toReversed(), ["slow", "silent", "stops"], 5000)).toEqual(metrics);
});

describe("without a labelled text", () => {
  test("nothing is claimed", () => {
    const empty = metricsOf([], ["slow"], 5000);
    expect(empty.figures.map(({ figureBp }) => figureBp)).toEqual([null, null, null, null]);
    expect(empty).toMatchObject({
      macroRecallBp: null,
      calibrationErrorBp: null,
      overconfidenceBp: null,
      confusions: [],
    });
  });
});

test("where everything is accepted, a text without a suggestion still is not", () => {
  const all = metricsOf(predictions, ["slow", "stops"], 0);
  expect(all.figures.find(({ id }) => id === "accepted_share")).toMatchObject({ hits: 7, examples: 8 });
});

test("languages come by code, what names none last, and texts of no category are left out", () => {
  const { languages } = metricsOf(
    [
      prediction("slow", "slow", 9000),
      prediction("slow", "slow", 9000, "en"),
      prediction("slow", "stops", 9000, "en"),
      prediction("slow", null, 0, "de"),
      prediction(null, "slow", 9000, "fr"),
    ],
    ["slow", "stops"],
    5000,
  );
  expect(languages.map(({ language, accuracy }) => [language, ...countsOf(accuracy)])).toEqual([
    ["de", 0, 1],
    ["en", 1, 2],
    [null, 1, 1],
  ]);
});

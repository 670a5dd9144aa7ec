import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import {
  banking77File,
  clinc150File,
  readBanking77,
  readClinc150,
  trainingSetOf,
  type PublicLabel,
} from "../../test/support/publicLabels.ts";
import { describeWithData, sharedData } from "../../test/support/sharedData.ts";
import { trainClassifier } from "./classifier.ts";
import { suggester, type Suggestion } from "./suggestion.ts";

const data = sharedData("data");
const present = existsSync(banking77File) && existsSync(clinc150File);

describeWithData("accuracy on texts that were held out", { data, present, timeout: 300_000 }, () => {
  test("Banking77, all of its 77 categories with about 100 texts each: at least 88 in 100 right", () => {
    const { training, heldOut } = split(readBanking77(), 2000);
    const figures = measure(training, heldOut);
    report("Banking77, all texts", figures);
    expect(figures.accuracy).toBeGreaterThanOrEqual(0.88);
    expect(figures.precisionOfAccepted).toBeGreaterThanOrEqual(0.93);
    expect(figures.overconfidence).toBeLessThanOrEqual(0.03);
  });

  test("Banking77 with five texts a category: more than half right, and what is accepted 3 times in 4", () => {
    const { training, heldOut } = split(readBanking77(), 2000);
    const figures = measure(firstOfEach(training, 5), heldOut);
    report("Banking77, 5 texts a category", figures);
    expect(figures.accuracy).toBeGreaterThanOrEqual(0.55);
    expect(figures.precisionOfAccepted).toBeGreaterThanOrEqual(0.75);
    expect(figures.overconfidence).toBeLessThanOrEqual(0.03);
  });

  test("Clinc150 with twenty texts a category and none from outside: 4 in 5 texts from outside are not accepted", () => {
    const texts = readClinc150();
    const { training, heldOut } = split(
      texts.filter(({ category }) => category !== null),
      2000,
    );
    const outside = texts.filter(({ category }) => category === null);
    const figures = measure(firstOfEach(training, 20), [...heldOut, ...outside]);
    report("Clinc150, 20 texts a category", figures);
    expect(figures.accuracy).toBeGreaterThanOrEqual(0.83);
    expect(figures.acceptedOutside).toBeLessThanOrEqual(0.2);
    expect(figures.overconfidence).toBeLessThanOrEqual(0.03);
    expect(figures.precisionOfAccepted).toBeGreaterThanOrEqual(0.9);
  });
});

interface Figures {
  /** Share of texts inside the taxonomy whose suggestion is right, whatever its confidence. */
  readonly accuracy: number;
  /** Shares at a threshold of 0.7. */
  readonly acceptedInside: number;
  readonly acceptedOutside: number;
  readonly precisionOfAccepted: number;
  /** Expected calibration error over ten bins of confidence. */
  readonly calibrationError: number;
  /** The part of it where confidence promises too much. The rest is caution. */
  readonly overconfidence: number;
  readonly weights: number;
  readonly seconds: number;
}

function measure(training: readonly PublicLabel[], heldOut: readonly PublicLabel[]): Figures {
  const started = performance.now();
  const classifier = trainClassifier(trainingSetOf(training));
  const seconds = (performance.now() - started) / 1000;
  const suggest = suggester(classifier);
  const answers = heldOut.map(({ text, category }) => ({ category, suggestion: suggest(text) }));
  const isRight = ({
    category,
    suggestion,
  }: {
    category: string | null;
    suggestion: Suggestion | null;
  }): boolean => suggestion !== null && suggestion.category === category;
  const inside = answers.filter(({ category }) => category !== null);
  const outside = answers.filter(({ category }) => category === null);
  const accepted = (some: typeof answers): typeof answers =>
    some.filter(({ suggestion }) => (suggestion?.confidenceBp ?? 0) >= 7000);
  const bins = Array.from({ length: 10 }, (_, bin) =>
    answers.filter(
      ({ suggestion }) =>
        suggestion !== null && Math.min(9, Math.floor(suggestion.confidenceBp / 1000)) === bin,
    ),
  );
  const promisedTooMuch = bins.map((bin) => {
    const confidence = bin.reduce(
      (total, { suggestion }) => total + (suggestion?.confidenceBp ?? 0) / 10_000,
      0,
    );
    return (confidence - bin.filter(isRight).length) / answers.length;
  });
  return {
    accuracy: share(inside.filter(isRight), inside),
    acceptedInside: share(accepted(inside), inside),
    acceptedOutside: share(accepted(outside), outside),
    precisionOfAccepted: share(accepted(answers).filter(isRight), accepted(answers)),
    calibrationError: promisedTooMuch.reduce((sum, difference) => sum + Math.abs(difference), 0),
    overconfidence: promisedTooMuch.reduce((sum, difference) => sum + Math.max(0, difference), 0),
    weights: classifier.weights.length,
    seconds,
  };
}

function report(name: string, figures: Figures): void {
  process.stdout.write(
    `${name}: ${JSON.stringify(figures, (_key, value: unknown) => (typeof value === "number" ? Number(value.toFixed(3)) : value))}\n`,
  );
}

/** A split of our own, the same every time: every n-th text is held out after a fixed shuffle. */
function split(
  texts: readonly PublicLabel[],
  heldOutCount: number,
): { training: readonly PublicLabel[]; heldOut: readonly PublicLabel[] } {
  let state = 7;
  const shuffled = texts
    .map((text) => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return { text, place: state };
    })
    .toSorted((left, right) => left.place - right.place)
    .map(({ text }) => text);
  return { heldOut: shuffled.slice(0, heldOutCount), training: shuffled.slice(heldOutCount) };
}

function firstOfEach(texts: readonly PublicLabel[], count: number): readonly PublicLabel[] {
  const seen = new Map<string | null, number>();
  return texts.filter(({ category }) => {
    const before = seen.get(category) ?? 0;
    seen.set(category, before + 1);
    return before < count;
  });
}

function share(some: readonly unknown[], all: readonly unknown[]): number {
  return all.length === 0 ? 0 : some.length / all.length;
}

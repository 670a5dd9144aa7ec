import type { Prediction } from "./predictions.ts";
import {
  figureNames,
  type CategoryFigures,
  type Confusion,
  type EvalReport,
  type Figure,
  type LanguageFigures,
} from "./report.ts";
import { estimateShare, type ShareEstimate } from "./wilson.ts";

export type Metrics = Pick<
  EvalReport,
  | "figures"
  | "macroRecallBp"
  | "calibrationErrorBp"
  | "overconfidenceBp"
  | "languages"
  | "categories"
  | "confusions"
>;

/** What predictions amount to. Pure; their order means nothing. */
export function metricsOf(
  predictions: readonly Prediction[],
  categories: readonly string[],
  minConfidenceBp: number,
): Metrics {
  const isAccepted = ({ suggested, confidenceBp }: Prediction): boolean =>
    suggested !== null && confidenceBp >= minConfidenceBp;
  const inside = predictions.filter(({ category }) => category !== null);
  const outside = predictions.filter(({ category }) => category === null);
  const accepted = predictions.filter(isAccepted);
  const figures: Readonly<Record<Figure["id"], ShareEstimate>> = {
    accuracy: shareOf(inside, isRight),
    accepted_precision: shareOf(accepted, isRight),
    accepted_share: shareOf(inside, isAccepted),
    out_of_taxonomy_accepted: shareOf(outside, isAccepted),
  };
  const byCategory = categories.toSorted(byCode).map((category): CategoryFigures => ({
    category,
    recall: shareOf(
      inside.filter((one) => one.category === category),
      isRight,
    ),
    precision: shareOf(
      accepted.filter(({ suggested }) => suggested === category),
      isRight,
    ),
  }));
  return {
    figures: figureNames.map((id) => ({ id, ...figures[id] })),
    macroRecallBp: meanRecall(byCategory),
    ...calibration(predictions),
    languages: byLanguage(inside),
    categories: byCategory,
    confusions: confusionsOf(predictions, isAccepted),
  };
}

const isRight = ({ category, suggested }: Prediction): boolean => category !== null && suggested === category;

const shareOf = (some: readonly Prediction[], holds: (one: Prediction) => boolean): ShareEstimate =>
  estimateShare(some.filter(holds).length, some.length);

function byLanguage(inside: readonly Prediction[]): readonly LanguageFigures[] {
  const languages = [...new Set(inside.map(({ language }) => language))];
  // no code sorts after it
  const last = "~";
  return languages
    .toSorted((left, right) => byCode(left ?? last, right ?? last))
    .map((language) => ({
      language,
      accuracy: shareOf(
        inside.filter((one) => one.language === language),
        isRight,
      ),
    }));
}

function meanRecall(categories: readonly CategoryFigures[]): number | null {
  const measured = categories.filter(({ recall }) => recall.examples > 0);
  if (measured.length === 0) return null;
  const sum = measured.reduce((total, { recall }) => total + recall.hits / recall.examples, 0);
  return Math.round((10_000 * sum) / measured.length);
}

const bins = 10;

/**
 * How far confidence is from how often it is right (expected calibration error, Guo et al., "On Calibration of Modern
 * Neural Networks", ICML 2017), over the texts that were given a suggestion: Σ over bins |sum of confidences − right ones| / texts.
 */
function calibration(
  predictions: readonly Prediction[],
): Pick<Metrics, "calibrationErrorBp" | "overconfidenceBp"> {
  const suggested = predictions.filter((one) => one.suggested !== null);
  if (suggested.length === 0) return { calibrationErrorBp: null, overconfidenceBp: null };
  const promised = Array.from({ length: bins }, () => 0);
  for (const one of suggested) {
    const bin = Math.min(bins - 1, Math.floor((one.confidenceBp * bins) / 10_000));
    promised[bin]! += one.confidenceBp - (isRight(one) ? 10_000 : 0);
  }
  const mean = (parts: readonly number[]): number =>
    Math.round(parts.reduce((sum, part) => sum + part, 0) / suggested.length);
  return {
    calibrationErrorBp: mean(promised.map(Math.abs)),
    overconfidenceBp: mean(promised.map((part) => Math.max(0, part))),
  };
}

function confusionsOf(
  predictions: readonly Prediction[],
  isAccepted: (one: Prediction) => boolean,
): readonly Confusion[] {
  const pairs = new Map<string, Confusion>();
  for (const one of predictions) {
    const { category, suggested } = one;
    // No suggestion for a text of no category is the right answer.
    if (category === suggested) continue;
    const key = `${category ?? ""}\0${suggested ?? ""}`;
    const before = pairs.get(key) ?? { labelled: category, suggested, texts: 0, accepted: 0 };
    pairs.set(key, {
      ...before,
      texts: before.texts + 1,
      accepted: before.accepted + (isAccepted(one) ? 1 : 0),
    });
  }
  return [...pairs]
    .toSorted(
      ([leftKey, left], [rightKey, right]) =>
        right.accepted - left.accepted || right.texts - left.texts || byCode(leftKey, rightKey),
    )
    .map(([, pair]) => pair);
}

/** Order by code units, not by locale. */
function byCode(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

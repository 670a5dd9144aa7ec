import { exponential } from "./exponential.ts";
import { fixedSequence, shuffle } from "./fixedSequence.ts";
import type { SparseText } from "./sparseText.ts";

export interface SoftmaxProblem {
  readonly texts: readonly SparseText[];
  /** What each text teaches: the number of its class; below 0 that it is not of class -1 - target; null nothing. */
  readonly targets: readonly (number | null)[];
  /** Cost of a mistake on each text: C of the literature, times what the text counts. */
  readonly costs: Float64Array;
  readonly featureCount: number;
  readonly classCount: number;
}

export interface SoftmaxModel {
  /** Of feature f and class k at f * classCount + k. */
  readonly weights: Float64Array;
  readonly biases: Float64Array;
}

const maxEpochs = 20;
/** Training ends when no probability was wrong by more than this on average: the order of the classes is settled long before. */
const tolerance = 0.01;
/** A change of a probability below this is left for the next visit: most classes are out of the question for most texts. */
const smallestChange = 1e-4;

/**
 * L2-regularised multinomial logistic regression by stochastic dual coordinate ascent (Shalev-Shwartz and Zhang, JMLR
 * 2013, prox-SDCA for smooth losses). Only +, -, * and / are used, and the order of visits comes from a fixed generator:
 * the same weights on every machine. A text that is not of a class is taken for one of the others, as likely as the
 * model finds each.
 */
export function trainSoftmax({
  texts,
  targets,
  costs,
  featureCount,
  classCount,
}: SoftmaxProblem): SoftmaxModel {
  const weights = new Float64Array(featureCount * classCount);
  const biases = new Float64Array(classCount);
  const duals = new Float64Array(texts.length * classCount);
  const order = Int32Array.from(texts.keys()).filter((index) => targets[index] !== null);
  const next = fixedSequence();
  const epochs = classCount > 1 ? maxEpochs : 0;
  const scores = new Float64Array(classCount);
  const changed = new Int32Array(classCount);
  const steps = new Float64Array(classCount);

  for (let epoch = 0; epoch < epochs; epoch++) {
    shuffle(order, next);
    let moved = 0;
    for (const index of order) {
      const { features, values, squares } = texts[index]!;
      scores.set(biases);
      for (let position = 0; position < features.length; position++) {
        const value = values[position]!;
        const start = features[position]! * classCount;
        for (let each = 0; each < classCount; each++) scores[each]! += weights[start + each]! * value;
      }
      toProbabilities(scores);
      const target = targets[index]!;
      const cost = costs[index]!;
      const start = index * classCount;
      const outside = target < 0 ? -1 - target : -1;
      const rest = outside < 0 ? 1 : Math.max(1e-9, 1 - scores[outside]!);
      // scores become the changes of the duals, which are target minus probability where they are right
      const step = 2 / (2 + (squares + 1) * cost);
      let largest = 0;
      for (let each = 0; each < classCount; each++) {
        const probability = scores[each]!;
        const wanted = outside < 0 ? (each === target ? 1 : 0) : each === outside ? 0 : probability / rest;
        const difference = wanted - probability - duals[start + each]!;
        const size = Math.abs(difference);
        if (size > largest) largest = size;
        scores[each] = size < smallestChange ? 0 : difference * step;
      }
      moved += largest;
      let count = 0;
      for (let each = 0; each < classCount; each++) {
        const change = scores[each]!;
        if (change === 0) continue;
        duals[start + each]! += change;
        biases[each]! += change * cost;
        changed[count] = each;
        steps[count++] = change * cost;
      }
      for (let position = 0; position < features.length; position++) {
        const value = values[position]!;
        const first = features[position]! * classCount;
        for (let each = 0; each < count; each++) weights[first + changed[each]!]! += steps[each]! * value;
      }
    }
    if (moved < tolerance * order.length) break;
  }
  return { weights, biases };
}

/** Turns scores into probabilities in place. */
function toProbabilities(scores: Float64Array): void {
  let largest = scores[0]!;
  for (const score of scores) if (score > largest) largest = score;
  let sum = 0;
  for (let each = 0; each < scores.length; each++) {
    const apart = scores[each]! - largest;
    const share = apart < -20 ? 0 : exponential(apart);
    scores[each] = share;
    sum += share;
  }
  for (let each = 0; each < scores.length; each++) scores[each]! /= sum;
}

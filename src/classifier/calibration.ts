import { logistic } from "./exponential.ts";
import type { Scored } from "./scoring.ts";

/**
 * Millionths: confidence = 1 / (1 + exp(-x)), x = score · scoreWeight + margin · marginWeight + knownShare · knownWeight
 * - brevity · brevityCost + offset.
 */
export interface Calibration {
  readonly scoreWeight: number;
  readonly marginWeight: number;
  readonly knownWeight: number;
  readonly brevityCost: number;
  readonly offset: number;
}

/** A prediction for a text that the model had not seen. */
export interface Observation {
  readonly scored: Pick<Scored, "score" | "margin" | "knownShare" | "brevity">;
  readonly right: boolean;
  /** What it counts among the others. */
  readonly weight: number;
}

/** What is assumed before any observation, for score, lead, known words, brevity and offset: near what public sets give. */
const assumed = [1.4, 1.4, 1, 1.5, -1] as const;
/** How many observations that assumption is worth. */
const assumedStrength = 1;

/**
 * Platt's logistic calibration on score, lead and share of known words, by Newton's method with a weak prior, so that a
 * project with nothing labelled still gets sensible confidences; then, with those as they are, what being short costs,
 * which pieces of texts show. A better score, a larger lead, more known words and a longer text can never mean less
 * confidence, whatever a handful of texts seems to say: an input that would is left out, and the others are fitted again.
 */
export function calibrate(
  observations: readonly Observation[],
  pieces: readonly Observation[] = [],
): Calibration {
  const whole = observations.map(rowOf);
  let start: readonly number[] = assumed.map((value, index) => (index === brevityPlace ? 0 : value));
  let free = assumed.map((_, index) => index !== brevityPlace);
  let parameters = fit(whole, start, free);
  while (parameters.some((value, index) => index < brevityPlace && value < 0)) {
    free = free.map((isFree, index) => isFree && (index > brevityPlace || parameters[index]! >= 0));
    start = start.map((value, index) => (free[index] === true ? value : 0));
    parameters = fit(whole, start, free);
  }
  const onlyBrevity = assumed.map((_, index) => index === brevityPlace);
  parameters = fit(
    [...whole, ...pieces.map(rowOf)],
    parameters.map((value, index) => (index === brevityPlace ? assumed[brevityPlace] : value)),
    onlyBrevity,
  );
  const [scoreWeight, marginWeight, knownWeight, brevityCost, offset] = parameters.map(thousandths) as [
    number,
    number,
    number,
    number,
    number,
  ];
  return { scoreWeight, marginWeight, knownWeight, brevityCost: Math.max(0, brevityCost), offset };
}

const brevityPlace = 3;

function rowOf({ scored, right, weight }: Observation): Row {
  const inputs = [scored.score, scored.margin, scored.knownShare, -scored.brevity, 1_000_000];
  return { inputs: inputs.map((input) => input / 1_000_000), right, weight };
}

interface Row {
  readonly inputs: readonly number[];
  readonly right: boolean;
  readonly weight: number;
}

/** Newton's method over the parameters that are free; the others stay as they are. */
function fit(rows: readonly Row[], start: readonly number[], free: readonly boolean[]): readonly number[] {
  let parameters = start;
  for (let round = 0; round < 50; round++) {
    const gradient = parameters.map((value, index) => (value - assumed[index]!) * assumedStrength);
    const hessian = parameters.map((_, row) =>
      parameters.map((__, column) => (row === column ? assumedStrength : 0)),
    );
    for (const { inputs, right, weight } of rows) {
      const probability = logistic(inputs.reduce((sum, input, index) => sum + input * parameters[index]!, 0));
      const error = (probability - (right ? 1 : 0)) * weight;
      const curvature = probability * (1 - probability) * weight;
      for (let row = 0; row < parameters.length; row++) {
        gradient[row]! += error * inputs[row]!;
        for (let column = 0; column < parameters.length; column++)
          hessian[row]![column]! += curvature * inputs[row]! * inputs[column]!;
      }
    }
    for (const [index, isFree] of free.entries()) {
      if (isFree) continue;
      gradient[index] = 0;
      hessian.forEach((row, other) => {
        row[index] = other === index ? 1 : 0;
      });
      hessian[index] = hessian[index]!.map((_, column) => (column === index ? 1 : 0));
    }
    const step = solve(hessian, gradient);
    parameters = parameters.map((value, index) => value - Math.max(-1, Math.min(1, step[index]!)));
    if (step.every((part) => Math.abs(part) < 1e-9)) break;
  }
  return parameters;
}

/** Kept to three decimals, in millionths: no machine's last bit shows. */
function thousandths(value: number): number {
  return Math.round(value * 1000) * 1000;
}

/** Solves a small positive definite system by Gaussian elimination. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): readonly number[] {
  const rows = matrix.map((row, index) => [...row, right[index]!]);
  const size = rows.length;
  for (let pivot = 0; pivot < size; pivot++) {
    for (let row = pivot + 1; row < size; row++) {
      const factor = rows[row]![pivot]! / rows[pivot]![pivot]!;
      for (let column = pivot; column <= size; column++)
        rows[row]![column]! -= factor * rows[pivot]![column]!;
    }
  }
  const solution = Array.from({ length: size }, () => 0);
  for (let row = size - 1; row >= 0; row--) {
    let value = rows[row]![size]!;
    for (let column = row + 1; column < size; column++) value -= rows[row]![column]! * solution[column]!;
    solution[row] = value / rows[row]![row]!;
  }
  return solution;
}

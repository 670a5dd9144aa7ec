/** Millionths: confidence = 1 / (1 + exp(-(score · scoreWeight + margin · marginWeight + offset))). */
export interface Calibration {
  readonly scoreWeight: number;
  readonly marginWeight: number;
  readonly offset: number;
}

/** A prediction for a text that the model had not seen. */
export interface Observation {
  /** Score of the suggested category. */
  readonly score: number;
  /** Its lead over the runner-up. */
  readonly margin: number;
  readonly right: boolean;
  readonly weight: number;
}

/** What is assumed before any observation, and how many observations that assumption is worth. */
const assumed = [3, 1, 1] as const;
const assumedStrength = 1;

/**
 * Platt's logistic calibration on score and margin, by Newton's method with a weak prior, so that a project with
 * nothing labelled still gets sensible confidences.
 */
export function calibrate(observations: readonly Observation[]): Calibration {
  let parameters: readonly number[] = assumed;
  for (let round = 0; round < 30; round++) {
    const gradient = parameters.map((value, index) => (value - assumed[index]!) * assumedStrength);
    const hessian = parameters.map((_, row) =>
      parameters.map((__, column) => (row === column ? assumedStrength : 0)),
    );
    for (const { score, margin, right, weight } of observations) {
      const inputs = [score, margin, 1];
      const probability = logistic(inputs.reduce((sum, input, index) => sum + input * parameters[index]!, 0));
      const error = (probability - (right ? 1 : 0)) * weight;
      const curvature = probability * (1 - probability) * weight;
      for (let row = 0; row < 3; row++) {
        gradient[row]! += error * inputs[row]!;
        for (let column = 0; column < 3; column++)
          hessian[row]![column]! += curvature * inputs[row]! * inputs[column]!;
      }
    }
    const step = solve(hessian, gradient);
    parameters = parameters.map((value, index) => value - Math.max(-2, Math.min(2, step[index]!)));
    if (step.every((part) => Math.abs(part) < 1e-9)) break;
  }
  // More score and more lead can never mean less confidence, whatever a handful of texts seems to say.
  const [scoreWeight, marginWeight, offset] = parameters as [number, number, number];
  return {
    scoreWeight: thousandths(Math.max(0.1, scoreWeight)),
    marginWeight: thousandths(Math.max(0, marginWeight)),
    offset: thousandths(offset),
  };
}

/** Kept to three decimals, in millionths: no machine's last bit shows. */
function thousandths(value: number): number {
  return Math.round(value * 1000) * 1000;
}

function logistic(value: number): number {
  return 1 / (1 + exponential(-Math.max(-30, Math.min(30, value))));
}

/** e to the power of x for |x| up to 30, by halving and squaring with plain arithmetic: equal on every machine. */
function exponential(x: number): number {
  const reduced = x / 1024;
  let term = 1;
  let sum = 1;
  for (let degree = 1; degree <= 12; degree++) {
    term *= reduced / degree;
    sum += term;
  }
  for (let doubling = 0; doubling < 10; doubling++) sum *= sum;
  return sum;
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

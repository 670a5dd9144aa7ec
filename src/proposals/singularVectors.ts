import { dense, gram, times, timesSmall, transposedTimes, type Dense, type Sparse } from "./matrix.ts";
import { seededRandom } from "./random.ts";

/** Rounds of X·Xᵀ: Halko, Martinsson and Tropp, "Finding structure with randomness" (2011), find one or two enough. */
const powerRounds = 2;
/** Directions more than are kept, which make those that are kept exact. */
const oversampling = 10;

/**
 * The first right singular vectors of X (n × f), as the columns of a matrix (f × count), strongest first: randomised
 * subspace iteration. Fewer columns where X has a lower rank.
 */
export function rightSingularVectors(x: Sparse, count: number, seed: number): Dense {
  const random = seededRandom(seed);
  const width = Math.max(1, Math.min(count + oversampling, x.rows, x.width));
  const start = dense(x.width, width);
  // Sums of uniform numbers are near enough to normal ones, and need no logarithm.
  for (let at = 0; at < start.values.length; at++)
    start.values[at] = random() + random() + random() + random() - 2;
  let range = orthonormal(times(x, start));
  for (let round = 0; round < powerRounds; round++) range = orthonormal(times(x, transposedTimes(x, range)));
  return principal(transposedTimes(x, range), count);
}

/** The columns' span as orthonormal columns: Gram-Schmidt on Bᵀ·B. A column that others span already is left out. */
function orthonormal(matrix: Dense): Dense {
  const inner = gram(matrix);
  const kept: { readonly mix: Float64Array; readonly image: Float64Array }[] = [];
  for (const [column, line] of inner.entries()) {
    const mix = new Float64Array(inner.length);
    mix[column] = 1;
    const image = Float64Array.from(line);
    for (const before of kept) {
      const share = before.image[column]!;
      for (let at = 0; at < mix.length; at++) {
        mix[at]! -= share * before.mix[at]!;
        image[at]! -= share * before.image[at]!;
      }
    }
    const square = mix.reduce((sum, value, at) => sum + value * image[at]!, 0);
    if (!(square > 1e-8 * line[column]!)) continue;
    const scale = 1 / Math.sqrt(square);
    kept.push({ mix: mix.map((value) => value * scale), image: image.map((value) => value * scale) });
  }
  return timesSmall(
    matrix,
    inner.map((_, row) => Float64Array.from(kept, ({ mix }) => mix[row]!)),
  );
}

/** The columns' principal directions as orthonormal columns, strongest first; those without a share are left out. */
function principal(matrix: Dense, most: number): Dense {
  const { values, vectors } = symmetricEigen(gram(matrix));
  const order = values
    .map((value, index) => ({ value, index }))
    .toSorted((left, right) => right.value - left.value || left.index - right.index);
  const least = (order[0]?.value ?? 0) * 1e-9;
  const kept = order.filter(({ value }) => value > least && value > 0).slice(0, most);
  return timesSmall(
    matrix,
    vectors.map((line) => Float64Array.from(kept, ({ value, index }) => line[index]! / Math.sqrt(value))),
  );
}

/**
 * Eigenvalues and, as columns of `vectors`, eigenvectors of a symmetric matrix: cyclic Jacobi rotations (Golub and Van
 * Loan, Matrix Computations, 8.5). Changes the matrix that it is given.
 */
export function symmetricEigen(matrix: readonly Float64Array[]): {
  readonly values: readonly number[];
  readonly vectors: readonly Float64Array[];
} {
  const size = matrix.length;
  // Rows of the transposed vectors, so that a rotation runs along two rows.
  const turned = Array.from({ length: size }, (_, row) => {
    const line = new Float64Array(size);
    line[row] = 1;
    return line;
  });
  const total = matrix.reduce((sum, line) => sum + line.reduce((own, value) => own + value * value, 0), 0);
  for (let sweep = 0; sweep < 30; sweep++) {
    let rest = 0;
    for (let p = 0; p < size; p++) for (let q = p + 1; q < size; q++) rest += matrix[p]![q]! ** 2;
    if (rest <= total * 1e-18) break;
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) {
        const off = matrix[p]![q]!;
        if (off * off <= total * 1e-24) continue;
        const theta = (matrix[q]![q]! - matrix[p]![p]!) / (2 * off);
        const tangent = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const cosine = 1 / Math.sqrt(tangent * tangent + 1);
        const sine = tangent * cosine;
        rotate(matrix[p]!, matrix[q]!, cosine, sine);
        for (const line of matrix) {
          const [left, right] = [line[p]!, line[q]!];
          line[p] = cosine * left - sine * right;
          line[q] = sine * left + cosine * right;
        }
        rotate(turned[p]!, turned[q]!, cosine, sine);
      }
    }
  }
  return {
    values: matrix.map((line, index) => line[index]!),
    vectors: turned.map((_, row) => Float64Array.from(turned, (line) => line[row]!)),
  };
}

function rotate(first: Float64Array, second: Float64Array, cosine: number, sine: number): void {
  for (let at = 0; at < first.length; at++) {
    const [left, right] = [first[at]!, second[at]!];
    first[at] = cosine * left - sine * right;
    second[at] = sine * left + cosine * right;
  }
}

/** Rows of equal length behind each other: row i is `values.subarray(i * width, (i + 1) * width)`. */
export interface Dense {
  readonly rows: number;
  readonly width: number;
  readonly values: Float32Array;
}

/** Compressed sparse rows: entries `starts[i]` to `starts[i + 1]` of row i, as columns with their values. */
export interface Sparse {
  readonly rows: number;
  readonly width: number;
  readonly starts: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float32Array;
}

export function dense(rows: number, width: number): Dense {
  return { rows, width, values: new Float32Array(rows * width) };
}

/** Row `left` of one matrix by row `right` of another of the same width. */
export function dot(a: Dense, left: number, b: Dense, right: number): number {
  const { width } = a;
  const [x, y] = [a.values, b.values];
  let [i, j] = [left * width, right * width];
  const end = i + width;
  // Four sums: additions of one sum wait for each other, and this loop is most of the time of a proposal.
  let [first, second, third, fourth] = [0, 0, 0, 0];
  for (; i + 4 <= end; i += 4, j += 4) {
    first += x[i]! * y[j]!;
    second += x[i + 1]! * y[j + 1]!;
    third += x[i + 2]! * y[j + 2]!;
    fourth += x[i + 3]! * y[j + 3]!;
  }
  for (; i < end; i++, j++) first += x[i]! * y[j]!;
  return first + second + (third + fourth);
}

/** Scales every row to length 1, in place. A row of zeros stays. */
export function normaliseRows(matrix: Dense): void {
  const { rows, width, values } = matrix;
  for (let row = 0; row < rows; row++) {
    const length = Math.sqrt(dot(matrix, row, matrix, row));
    if (length === 0) continue;
    for (let at = row * width; at < (row + 1) * width; at++) values[at] = values[at]! / length;
  }
}

/** X·B, for sparse X (n × f) and dense B (f × d). */
export function times(x: Sparse, b: Dense): Dense {
  const result = dense(x.rows, b.width);
  const { width } = b;
  for (let row = 0; row < x.rows; row++) {
    const own = result.values.subarray(row * width, (row + 1) * width);
    for (let entry = x.starts[row]!; entry < x.starts[row + 1]!; entry++) {
      const [value, from] = [x.values[entry]!, x.columns[entry]! * width];
      for (let at = 0; at < width; at++) own[at] = own[at]! + value * b.values[from + at]!;
    }
  }
  return result;
}

/** Xᵀ·B, for sparse X (n × f) and dense B (n × d). */
export function transposedTimes(x: Sparse, b: Dense): Dense {
  const result = dense(x.width, b.width);
  const { width } = b;
  for (let row = 0; row < x.rows; row++) {
    const own = b.values.subarray(row * width, (row + 1) * width);
    for (let entry = x.starts[row]!; entry < x.starts[row + 1]!; entry++) {
      const [value, to] = [x.values[entry]!, x.columns[entry]! * width];
      for (let at = 0; at < width; at++) result.values[to + at] = result.values[to + at]! + value * own[at]!;
    }
  }
  return result;
}

/** B·T, for B (n × d) and T (d × e) given as rows. */
export function timesSmall(b: Dense, t: readonly Float64Array[]): Dense {
  const width = t[0]?.length ?? 0;
  const result = dense(b.rows, width);
  const sum = new Float64Array(width);
  for (let row = 0; row < b.rows; row++) {
    sum.fill(0);
    for (let inner = 0; inner < b.width; inner++) {
      const [value, line] = [b.values[row * b.width + inner]!, t[inner]!];
      if (value === 0) continue;
      for (let at = 0; at < width; at++) sum[at] = sum[at]! + value * line[at]!;
    }
    result.values.set(sum, row * width);
  }
  return result;
}

/** Bᵀ·B, as rows. */
export function gram(b: Dense): Float64Array[] {
  const { rows, width, values } = b;
  const result = Array.from({ length: width }, () => new Float64Array(width));
  for (let row = 0; row < rows; row++) {
    const start = row * width;
    for (let i = 0; i < width; i++) {
      const [value, line] = [values[start + i]!, result[i]!];
      if (value === 0) continue;
      for (let j = i; j < width; j++) line[j] = line[j]! + value * values[start + j]!;
    }
  }
  for (let i = 0; i < width; i++) for (let j = 0; j < i; j++) result[i]![j] = result[j]![i]!;
  return result;
}

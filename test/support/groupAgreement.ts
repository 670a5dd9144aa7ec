/** How well groups agree with labels: 1 where they are the same, about 0 (adjusted ones) where only chance speaks. */
export interface GroupAgreement {
  readonly groups: number;
  /** Normalised mutual information, by the mean of the two entropies. */
  readonly nmi: number;
  /** Adjusted mutual information (Vinh, Epps and Bailey 2010), by the mean of the two entropies. */
  readonly ami: number;
  /** Adjusted Rand index (Hubert and Arabie 1985). */
  readonly ari: number;
}

/** `labels` and `groups` are of the same texts in the same order; the figures are those of scikit-learn. */
export function groupAgreement(
  labels: readonly (string | number)[],
  groups: readonly (string | number)[],
): GroupAgreement {
  const all = labels.length;
  const cells = new Map<string | number, Map<string | number, number>>();
  const [rows, columns] = [new Map<string | number, number>(), new Map<string | number, number>()];
  for (const [index, label] of labels.entries()) {
    const group = groups[index]!;
    const row = cells.get(label) ?? new Map<string | number, number>();
    cells.set(label, row.set(group, (row.get(group) ?? 0) + 1));
    rows.set(label, (rows.get(label) ?? 0) + 1);
    columns.set(group, (columns.get(group) ?? 0) + 1);
  }
  let mutual = 0;
  let pairs = 0;
  for (const [label, row] of cells) {
    for (const [group, count] of row) {
      mutual += (count / all) * Math.log((all * count) / (rows.get(label)! * columns.get(group)!));
      pairs += choose2(count);
    }
  }
  const mean = (entropy([...rows.values()]) + entropy([...columns.values()])) / 2;
  const expected = expectedMutual([...rows.values()], [...columns.values()], all);
  const [rowPairs, columnPairs] = [
    sumOf([...rows.values()].map(choose2)),
    sumOf([...columns.values()].map(choose2)),
  ];
  const chance = (rowPairs * columnPairs) / choose2(all);
  return {
    groups: columns.size,
    nmi: mutual / mean,
    ami: (mutual - expected) / (mean - expected),
    ari: (pairs - chance) / ((rowPairs + columnPairs) / 2 - chance),
  };
}

const choose2 = (count: number): number => (count * (count - 1)) / 2;
const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

function entropy(counts: readonly number[]): number {
  const all = sumOf(counts);
  return -sumOf(counts.map((count) => (count / all) * Math.log(count / all)));
}

/** Mean mutual information of random groups of the same sizes: over all counts that a cell can have, hypergeometrically. */
function expectedMutual(rows: readonly number[], columns: readonly number[], all: number): number {
  const logFactorial = new Float64Array(all + 1);
  for (let n = 2; n <= all; n++) logFactorial[n] = logFactorial[n - 1]! + Math.log(n);
  const f = (n: number): number => logFactorial[n]!;
  let expected = 0;
  for (const a of rows) {
    for (const b of columns) {
      for (let n = Math.max(1, a + b - all); n <= Math.min(a, b); n++) {
        const logChance =
          f(a) + f(b) + f(all - a) + f(all - b) - f(all) - f(n) - f(a - n) - f(b - n) - f(all - a - b + n);
        expected += (n / all) * Math.log((all * n) / (a * b)) * Math.exp(logChance);
      }
    }
  }
  return expected;
}

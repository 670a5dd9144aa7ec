import type { Dense, Sparse } from "./matrix.ts";

/** A merge of two groups, the second into the first. */
export interface Merge {
  readonly into: number;
  readonly from: number;
  /** Rise of the sum of squared distances to the centres. */
  readonly cost: number;
}

/** Ward's merges of groups, cheapest first, from their centres and sizes down to one (Ward 1963, Lance and Williams 1967). */
export function wardMerges(centres: Dense, sizes: ArrayLike<number>): readonly Merge[] {
  const count = centres.rows;
  const size = Float64Array.from(sizes);
  const alive = Array.from({ length: count }, (_, index) => index);
  const cost = Array.from({ length: count }, () => new Float64Array(count));
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < i; j++) {
      let distance = 0;
      for (let at = 0; at < centres.width; at++)
        distance += (centres.values[i * centres.width + at]! - centres.values[j * centres.width + at]!) ** 2;
      cost[i]![j] = cost[j]![i] = (distance * size[i]! * size[j]!) / Math.max(1, size[i]! + size[j]!);
    }
  }
  const merges: Merge[] = [];
  while (alive.length > 1) {
    let [into, from, least] = [0, 0, Infinity];
    for (const i of alive) {
      for (const j of alive) {
        if (j >= i) break;
        if (cost[i]![j]! < least) [into, from, least] = [j, i, cost[i]![j]!];
      }
    }
    merges.push({ into, from, cost: least });
    alive.splice(alive.indexOf(from), 1);
    for (const other of alive) {
      if (other === into) continue;
      const [a, b, c] = [size[into]!, size[from]!, size[other]!];
      cost[into]![other] = cost[other]![into] =
        ((a + c) * cost[into]![other]! + (b + c) * cost[from]![other]! - c * least) / Math.max(1, a + b + c);
    }
    size[into]! += size[from]!;
  }
  return merges;
}

/** The group of each leaf, numbered from 0 in the order of their first leaves, once `groups` are left. */
export function cut(merges: readonly Merge[], leaves: number, groups: number): Int32Array {
  const parent = Int32Array.from({ length: leaves }, (_, leaf) => leaf);
  for (const { into, from } of merges.slice(0, Math.max(0, leaves - groups))) parent[from] = into;
  const numbers = new Map<number, number>();
  return parent.map((_, leaf) => {
    let root = leaf;
    while (parent[root] !== root) root = parent[root]!;
    const number = numbers.get(root) ?? numbers.size;
    numbers.set(root, number);
    return number;
  });
}

/** Share of the best modularity that the cut chosen still has. */
const toleratedShare = 0.98;

/**
 * How many groups there are: the most whose modularity on the graph of neighbours is within 2 % of the best one's.
 * Modularity (Newman and Girvan 2004) compares the edges inside groups with those of a random graph; its maximum is too
 * coarse, since it can't see groups below a size that grows with the graph (Fortunato and Barthélemy 2007).
 */
export function groupCount(
  graph: Sparse,
  leafOf: Int32Array,
  leaves: number,
  merges: readonly Merge[],
  { fewest, most }: { readonly fewest: number; readonly most: number },
): number {
  const between = Array.from({ length: leaves }, () => new Float64Array(leaves));
  let total = 0;
  for (let row = 0; row < graph.rows; row++) {
    for (let entry = graph.starts[row]!; entry < graph.starts[row + 1]!; entry++) {
      between[leafOf[row]!]![leafOf[graph.columns[entry]!]!]! += graph.values[entry]!;
      total += graph.values[entry]!;
    }
  }
  if (total === 0) return fewest;
  const degree = between.map((line) => line.reduce((sum, value) => sum + value, 0));
  let modularity = degree.reduce(
    (sum, own, leaf) => sum + between[leaf]![leaf]! / total - (own / total) ** 2,
    0,
  );
  const found: { readonly groups: number; readonly modularity: number }[] = [];
  let groups = leaves;
  if (groups <= most) found.push({ groups, modularity });
  for (const { into, from } of merges) {
    modularity += 2 * (between[into]![from]! / total - (degree[into]! / total) * (degree[from]! / total));
    for (let other = 0; other < leaves; other++) {
      between[into]![other]! += between[from]![other]!;
      between[from]![other] = 0;
    }
    for (const line of between) {
      line[into]! += line[from]!;
      line[from] = 0;
    }
    degree[into]! += degree[from]!;
    degree[from] = 0;
    groups--;
    if (groups >= fewest && groups <= most) found.push({ groups, modularity });
  }
  const best = Math.max(...found.map((one) => one.modularity));
  return found.find((one) => one.modularity >= best * toleratedShare)?.groups ?? fewest;
}

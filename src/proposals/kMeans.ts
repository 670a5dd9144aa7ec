import { dense, dot, normaliseRows, type Dense } from "./matrix.ts";

/** Which centre each row is nearest to by cosine, and the centres, of length 1. */
export interface Grouping {
  readonly groupOf: Int32Array;
  readonly centres: Dense;
}

/** Spherical k-means (Dhillon and Modha 2001) from given centres. A centre that loses all its rows stays where it was. */
export function refine(points: Dense, start: Dense, rounds: number): Grouping {
  let centres = start;
  let groupOf = nearest(points, centres);
  for (let round = 0; round < rounds; round++) {
    centres = centresOf(points, groupOf, centres);
    const next = nearest(points, centres);
    const same = next.every((group, row) => group === groupOf[row]);
    groupOf = next;
    if (same) break;
  }
  return { groupOf, centres };
}

/** K-means in two steps: groups, and groups of each in proportion to its rows. Many groups then cost as few do. */
export function manyGroups(points: Dense, count: number, random: () => number): Grouping {
  const all = Int32Array.from({ length: points.rows }, (_, row) => row);
  const few = Math.ceil(Math.sqrt(count));
  if (count < 30) return grouped(points, all, count, random);
  const top = grouped(points, all, few, random);
  const members = Array.from({ length: top.centres.rows }, (): number[] => []);
  for (const [row, group] of top.groupOf.entries()) members[group]!.push(row);
  const groupOf = new Int32Array(points.rows);
  const centres: Float32Array[] = [];
  for (const rows of members) {
    if (rows.length === 0) continue;
    const share = Math.max(1, Math.round((count * rows.length) / points.rows));
    const below = grouped(points, Int32Array.from(rows), share, random);
    for (const [at, row] of rows.entries()) groupOf[row] = centres.length + below.groupOf[at]!;
    for (let group = 0; group < below.centres.rows; group++) centres.push(rowOf(below.centres, group));
  }
  return { groupOf, centres: stacked(centres, points.width) };
}

function grouped(points: Dense, rows: Int32Array, count: number, random: () => number): Grouping {
  const own = stacked(
    Array.from(rows, (row) => rowOf(points, row)),
    points.width,
  );
  return refine(own, plusPlus(own, Math.min(count, rows.length), random), 6);
}

/** Start of k-means++ (Arthur and Vassilvitskii 2007): rows far from those chosen so far are likelier. */
function plusPlus(points: Dense, count: number, random: () => number): Dense {
  const chosen = [Math.min(points.rows - 1, Math.floor(random() * points.rows))];
  const distance = new Float64Array(points.rows).fill(Infinity);
  while (chosen.length < count) {
    let total = 0;
    for (let row = 0; row < points.rows; row++) {
      distance[row] = Math.min(distance[row]!, Math.max(0, 1 - dot(points, row, points, chosen.at(-1)!)));
      total += distance[row]!;
    }
    if (total <= 1e-6 * points.rows) break;
    let left = random() * total;
    let row = 0;
    while (row < points.rows - 1 && (left -= distance[row]!) > 0) row++;
    chosen.push(row);
  }
  return stacked(
    chosen.map((row) => rowOf(points, row)),
    points.width,
  );
}

/** The nearest centre of each row by cosine; of equals the first. */
export function nearest(points: Dense, centres: Dense): Int32Array {
  const groupOf = new Int32Array(points.rows);
  for (let row = 0; row < points.rows; row++) {
    let best = -Infinity;
    for (let group = 0; group < centres.rows; group++) {
      const likeness = dot(points, row, centres, group);
      if (likeness > best) [best, groupOf[row]] = [likeness, group];
    }
  }
  return groupOf;
}

/** Means of the rows of each group, scaled to length 1. */
export function centresOf(points: Dense, groupOf: Int32Array, before: Dense): Dense {
  const centres = dense(before.rows, points.width);
  const sizes = new Int32Array(before.rows);
  for (let row = 0; row < points.rows; row++) {
    const group = groupOf[row]!;
    sizes[group]!++;
    for (let at = 0; at < points.width; at++)
      centres.values[group * points.width + at]! += points.values[row * points.width + at]!;
  }
  for (const [group, size] of sizes.entries())
    if (size === 0) centres.values.set(rowOf(before, group), group * points.width);
  normaliseRows(centres);
  return centres;
}

export function rowOf(matrix: Dense, row: number): Float32Array {
  return matrix.values.subarray(row * matrix.width, (row + 1) * matrix.width);
}

export function stacked(rows: readonly Float32Array[], width: number): Dense {
  const result = dense(rows.length, width);
  for (const [index, row] of rows.entries()) result.values.set(row, index * width);
  return result;
}

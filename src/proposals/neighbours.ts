import { manyGroups } from "./kMeans.ts";
import { dense, dot, normaliseRows, type Dense, type Sparse } from "./matrix.ts";

/** Neighbours of a document. */
const neighbours = 10;
/** Cells that are searched for them: all of a small set, so that the answer is exact. */
const cellsSearched = 12;
/** Times that every document takes over the mean of its neighbours. */
const rounds = 8;

/**
 * The nearest neighbours of every row by cosine as a symmetric graph whose weights are cosines. Rows are put into about
 * √n cells, and a row looks through the cells nearest to it (an inverted file index; Sivic and Zisserman 2003).
 */
export function neighbourGraph(points: Dense, random: () => number): Sparse {
  const cells = manyGroups(points, Math.max(1, Math.ceil(Math.sqrt(points.rows))), random);
  const members = Array.from({ length: cells.centres.rows }, (): number[] => []);
  for (const [row, cell] of cells.groupOf.entries()) members[cell]!.push(row);
  const edges = Array.from({ length: points.rows }, () => new Map<number, number>());
  for (let row = 0; row < points.rows; row++) {
    const near = best(cells.centres.rows, cellsSearched, (cell) => dot(points, row, cells.centres, cell));
    const candidates = near.flatMap(([cell]) => members[cell]!).filter((other) => other !== row);
    for (const [index, likeness] of best(candidates.length, neighbours, (at) =>
      dot(points, row, points, candidates[at]!),
    )) {
      if (likeness <= 0) continue;
      edges[row]!.set(candidates[index]!, likeness);
      edges[candidates[index]!]!.set(row, likeness);
    }
  }
  const starts = new Int32Array(points.rows + 1);
  for (const [row, own] of edges.entries()) starts[row + 1] = starts[row]! + own.size;
  const columns = new Int32Array(starts[points.rows]!);
  const values = new Float32Array(starts[points.rows]!);
  for (const [row, own] of edges.entries()) {
    const ordered = [...own].toSorted((left, right) => left[0] - right[0]);
    for (const [at, [column, likeness]] of ordered.entries()) {
      columns[starts[row]! + at] = column;
      values[starts[row]! + at] = likeness;
    }
  }
  return { rows: points.rows, width: points.rows, starts, columns, values };
}

/** The `most` highest of `count` scores with their indexes, highest first; of equals the lowest index. */
function best(count: number, most: number, score: (index: number) => number): readonly [number, number][] {
  const top: [number, number][] = [];
  for (let index = 0; index < count; index++) {
    const own = score(index);
    if (top.length === most && own <= top[most - 1]![1]) continue;
    let at = top.length;
    while (at > 0 && top[at - 1]![1] < own) at--;
    top.splice(at, 0, [index, own]);
    if (top.length > most) top.pop();
  }
  return top;
}

/**
 * Points moved toward their neighbours: D^-½ (A + I) D^-½ to the power of the rounds (simple graph convolution, Wu et al.
 * 2019). Texts that share no word, but neighbours, come together.
 */
export function smoothed(points: Dense, graph: Sparse): Dense {
  const scale = new Float64Array(points.rows);
  for (let row = 0; row < points.rows; row++) {
    let degree = 1;
    for (let entry = graph.starts[row]!; entry < graph.starts[row + 1]!; entry++)
      degree += graph.values[entry]!;
    scale[row] = 1 / Math.sqrt(degree);
  }
  let now = points;
  const { width } = points;
  for (let round = 0; round < rounds; round++) {
    const next = dense(points.rows, width);
    for (let row = 0; row < points.rows; row++) {
      const add = (from: number, weight: number): void => {
        for (let at = 0; at < width; at++)
          next.values[row * width + at]! += weight * now.values[from * width + at]!;
      };
      add(row, scale[row]! * scale[row]!);
      for (let entry = graph.starts[row]!; entry < graph.starts[row + 1]!; entry++) {
        const other = graph.columns[entry]!;
        add(other, graph.values[entry]! * scale[row]! * scale[other]!);
      }
    }
    now = next;
  }
  normaliseRows(now);
  return now;
}

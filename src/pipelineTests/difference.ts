import type { ChangedRow, TextRow } from "./outcome.ts";

export interface RowDifference {
  readonly missing: readonly TextRow[];
  readonly changed: readonly ChangedRow[];
  readonly surplus: readonly TextRow[];
}

/**
 * Holds found rows against expected ones. An expected row is met by a found one that agrees in every column that it names, each
 * found row meets one. Rows may name different columns, so which meets which is a matching (augmenting paths, Kuhn 1955);
 * first come, first served would call rows missing that are there.
 */
export function rowDifference(expected: readonly TextRow[], found: readonly TextRow[]): RowDifference {
  const meets = expected.map((wanted) =>
    found.flatMap((row, index) => (differing(wanted, row).length === 0 ? [index] : [])),
  );
  const takenBy = new Map<number, number>();
  const place = (wanted: number, tried: Set<number>): boolean =>
    (meets[wanted] ?? []).some((index) => {
      if (tried.has(index)) return false;
      tried.add(index);
      const holder = takenBy.get(index);
      if (holder !== undefined && !place(holder, tried)) return false;
      takenBy.set(index, wanted);
      return true;
    });
  const unmet = expected.flatMap((row, index) => (place(index, new Set()) ? [] : [row]));
  const left = new Set(found.flatMap((row, index) => (takenBy.has(index) ? [] : [row])));

  const missing: TextRow[] = [];
  const changed: ChangedRow[] = [];
  for (const wanted of unmet) {
    const nearest = nearestRow(wanted, [...left]);
    if (nearest === undefined) missing.push(wanted);
    else {
      left.delete(nearest);
      changed.push({ expected: wanted, found: nearest, columns: differing(wanted, nearest) });
    }
  }
  return { missing, changed, surplus: [...left] };
}

const differing = (wanted: TextRow, row: TextRow): readonly string[] =>
  Object.keys(wanted).filter((column) => wanted[column] !== row[column]);

/** The row that agrees in most columns, where it agrees in half of them at least: else it is another row. */
function nearestRow(wanted: TextRow, rows: readonly TextRow[]): TextRow | undefined {
  const columns = Object.keys(wanted).length;
  const agreeing = (row: TextRow): number => columns - differing(wanted, row).length;
  const [best] = rows.toSorted((one, other) => agreeing(other) - agreeing(one));
  return best !== undefined && agreeing(best) > 0 && agreeing(best) * 2 >= columns ? best : undefined;
}

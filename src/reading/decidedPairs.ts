import type { DecisionInForce } from "./decidable.ts";

/**
 * Decisions about other pairs that a new one would contradict, empty where there are none: `distinct` against a chain of
 * `same` from one identity to the other, `same` against a pair that is distinct and would be one person by it.
 */
export function contradictionOf(
  [left, right]: readonly [string, string],
  verb: string,
  decisions: readonly DecisionInForce[],
): readonly DecisionInForce[] {
  const others = decisions.filter(
    ({ pair }) => pair !== undefined && !(pair[0] === left && pair[1] === right),
  );
  const same = others.filter((one) => one.verb === "same");
  if (verb === "distinct") return chain(left, right, same);
  const reached = (identity: string): ReadonlySet<string> => {
    const found = new Set([identity]);
    // a Set that grows while it is walked gives what was added, too
    for (const one of found) for (const next of neighbours(one, same)) found.add(next);
    return found;
  };
  const [ofLeft, ofRight] = [reached(left), reached(right)];
  return others.filter(
    ({ verb: other, pair: [one = "", two = ""] = [] }) =>
      other === "distinct" &&
      ((ofLeft.has(one) && ofRight.has(two)) || (ofLeft.has(two) && ofRight.has(one))),
  );
}

const neighbours = (identity: string, same: readonly DecisionInForce[]): readonly string[] =>
  same.flatMap(({ pair: [one = "", two = ""] = [] }) =>
    one === identity ? [two] : two === identity ? [one] : [],
  );

/** The shortest way from one identity to another, as the decisions along it; empty where there is none. */
function chain(from: string, to: string, same: readonly DecisionInForce[]): readonly DecisionInForce[] {
  const ways = new Map<string, readonly DecisionInForce[]>([[from, []]]);
  for (const [identity, way] of ways) {
    if (identity === to) return way;
    for (const decision of same) {
      const [one = "", two = ""] = decision.pair ?? [];
      const next = one === identity ? two : two === identity ? one : undefined;
      if (next !== undefined && !ways.has(next)) ways.set(next, [...way, decision]);
    }
  }
  return [];
}

/** A linear congruential generator (Numerical Recipes): whole numbers below a bound, the same ones every time. */
export function fixedSequence(): (below: number) => number {
  let state = 1;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 4294967296) * below);
  };
}

/** Puts numbers into another order, in place (Fisher and Yates). */
export function shuffle(numbers: Int32Array, next: (below: number) => number): void {
  for (let last = numbers.length - 1; last > 0; last--) {
    const other = next(last + 1);
    const moved = numbers[last]!;
    numbers[last] = numbers[other]!;
    numbers[other] = moved;
  }
}

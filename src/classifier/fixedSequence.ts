/** A linear congruential generator (Numerical Recipes): whole numbers below a bound, the same ones every time. */
export function fixedSequence(seed = 1): (below: number) => number {
  let state = seed;
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

/** The numbers from 0 up to a length in an order that looks random and is the same on every machine. */
export function fixedOrder(length: number, seed: number): Int32Array {
  const order = Int32Array.from({ length }, (_, index) => index);
  shuffle(order, fixedSequence(seed));
  return order;
}

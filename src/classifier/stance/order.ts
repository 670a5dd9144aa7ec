/** The numbers from 0 up to a length in an order that looks random and is the same on every machine. */
export function fixedOrder(length: number, seed: number): Int32Array {
  const order = Int32Array.from({ length }, (_, index) => index);
  let state = seed;
  for (let last = length - 1; last > 0; last--) {
    // a linear congruential generator (Numerical Recipes)
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const other = Math.floor((state / 4294967296) * (last + 1));
    const moved = order[last]!;
    order[last] = order[other]!;
    order[other] = moved;
  }
  return order;
}

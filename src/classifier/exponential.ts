/** e to the power of x for |x| up to 30, by halving and squaring with plain arithmetic: equal on every machine. */
export function exponential(x: number): number {
  const reduced = x / 1024;
  let term = 1;
  let sum = 1;
  for (let degree = 1; degree <= 6; degree++) {
    term *= reduced / degree;
    sum += term;
  }
  for (let doubling = 0; doubling < 10; doubling++) sum *= sum;
  return sum;
}

/** 1 / (1 + e^-x), with |x| cut at 30. */
export function logistic(x: number): number {
  return 1 / (1 + exponential(-Math.max(-30, Math.min(30, x))));
}

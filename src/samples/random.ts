/**
 * Random numbers that are the same on every machine: sfc32 (Chris Doty-Humphrey, PractRand), seeded by hashing labels.
 * Only additions, multiplications and square roots of doubles are used, which IEEE 754 defines to the last bit;
 * Math.exp, Math.log and Math.pow are not, so they do not occur here.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter: number;

  private constructor(a: number, b: number, c: number, counter: number) {
    this.#a = a;
    this.#b = b;
    this.#c = c;
    this.#counter = counter;
    for (let round = 0; round < 12; round++) this.#next32();
  }

  /** A stream of its own for every list of labels, so that one part of the world does not shift another. */
  static of(...labels: readonly (string | number)[]): Random {
    const text = labels.join("\u001f");
    return new Random(hash(text, 0x9e3779b9), hash(text, 0x243f6a88), hash(text, 0xb7e15162), 1);
  }

  #next32(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** Uniform in [0, 1). */
  next(): number {
    return this.#next32() / 4_294_967_296;
  }

  /** Uniform whole number from low to high, both included. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(list: readonly T[]): T {
    const item = list[Math.floor(this.next() * list.length)];
    if (item === undefined) throw new Error("Picked from an empty list.");
    return item;
  }

  weighted<T>(choices: readonly (readonly [item: T, weight: number])[]): T {
    let total = 0;
    for (const choice of choices) total += choice[1];
    let rest = this.next() * total;
    for (const choice of choices) {
      rest -= choice[1];
      if (rest < 0) return choice[0];
    }
    const last = choices.at(-1);
    if (last === undefined) throw new Error("Picked from an empty list.");
    return last[0];
  }

  /** Near enough to normal (sum of twelve uniforms), mean 0, deviation 1. */
  normal(): number {
    let sum = -6;
    for (let term = 0; term < 12; term++) sum += this.next();
    return sum;
  }

  /** A factor around 1 that lies within plus or minus `spread`, more often near 1. */
  factor(spread: number): number {
    return 1 + spread * (this.next() + this.next() - 1);
  }

  /** Poisson: by products of uniforms (Knuth) up to 12, by a rounded normal above. */
  poisson(mean: number): number {
    if (mean <= 0) return 0;
    if (mean > 12) return Math.max(0, Math.round(mean + Math.sqrt(mean) * this.normal()));
    const limit = exponentialOfMinus(mean);
    let count = -1;
    let product = 1;
    do {
      count += 1;
      product *= this.next();
    } while (product > limit);
    return count;
  }

  /** The list in another order (Fisher and Yates). */
  shuffle<T>(list: readonly T[]): T[] {
    const rest = [...list];
    const shuffled: T[] = [];
    while (rest.length > 0) shuffled.push(...rest.splice(this.integer(0, rest.length - 1), 1));
    return shuffled;
  }
}

/** e^-x for x >= 0: the Taylor series at x/1024, squared ten times. */
function exponentialOfMinus(x: number): number {
  const small = -x / 1024;
  let term = 1;
  let sum = 1;
  for (let order = 1; order < 12; order++) {
    term = (term * small) / order;
    sum += term;
  }
  for (let doubling = 0; doubling < 10; doubling++) sum *= sum;
  return sum;
}

/** FNV-1a over UTF-16 units with the finalizer of MurmurHash3. */
function hash(text: string, start: number): number {
  let state = start | 0;
  for (let index = 0; index < text.length; index++) {
    state = Math.imul(state ^ text.charCodeAt(index), 16_777_619);
  }
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
  return (state ^ (state >>> 16)) >>> 0;
}

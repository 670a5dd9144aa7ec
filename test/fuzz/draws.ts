import type { Random } from "../../src/samples/random.ts";

/** One of several changes, drawn. */
export type Mutation<Value> = (value: Value, random: Random) => Value;

/** So many mutations of a value, one after the other, each drawn by its weight; gives their names too. */
export function mutated<Value>(
  value: Value,
  mutations: Readonly<Record<string, readonly [weight: number, mutation: Mutation<Value>]>>,
  { times, random }: { readonly times: number; readonly random: Random },
): { readonly value: Value; readonly names: readonly string[] } {
  const choices = Object.entries(mutations).map(
    ([name, [weight, change]]) => [{ name, change }, weight] as const,
  );
  const names: string[] = [];
  let changed = value;
  for (let time = 0; time < times; time++) {
    const { name, change } = random.weighted(choices);
    changed = change(changed, random);
    names.push(name);
  }
  return { value: changed, names };
}

/** A place in a text, its end included; boundaries more often than what lies between them. */
export function placeIn(text: { readonly length: number }, random: Random): number {
  if (random.chance(0.1)) return 0;
  return random.chance(0.1) ? text.length : random.integer(0, text.length);
}

/** Start and end of a stretch, mostly a short one. */
export function stretchIn(
  text: { readonly length: number },
  random: Random,
): readonly [start: number, end: number] {
  const start = placeIn(text, random);
  const longest = random.chance(0.7) ? 12 : text.length;
  return [start, Math.min(text.length, start + random.integer(1, Math.max(1, longest)))];
}

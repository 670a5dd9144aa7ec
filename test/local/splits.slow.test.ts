import { afterAll, beforeAll, expect, test } from "vitest";
import { SplitWorld, type Split } from "../support/splitWorld.ts";
import { testSeed } from "../support/seed.ts";

const seed = testSeed();
let world: SplitWorld;
beforeAll(() => {
  world = new SplitWorld({ scale: 0.15, days: 40 });
});
afterAll(() => world.dispose());

test.each<Omit<Split, "seed">>([
  { runs: 2, arrival: "any" },
  { runs: 3, arrival: "in_time" },
])(
  "a world delivered to $runs runs, order of arrival $arrival, some of it twice, gives what ingest, normalize and enrich give of all at once",
  async (split) => {
    const outcome = await world.compare({ seed: seed.value, ...split });
    console.info(
      `${seed.words}: ${outcome.records} records, ${outcome.redelivered} twice; by order of arrival ${[...outcome.counted].map(([table, rows]) => `${table} ${rows}`).join(", ")}`,
    );
    expect(outcome.faults).toEqual([]);
    expect(outcome.redelivered).toBeGreaterThan(0);
    expect(outcome.setAside).toBeGreaterThan(0);
  },
  120_000,
);

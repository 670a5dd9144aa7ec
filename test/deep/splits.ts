import { SplitWorld } from "../support/splitWorld.ts";
import type { Part } from "./part.ts";

/** Worlds dealt to two to five runs, every other one in any order at all, each against one run that reads everything. */
export async function splits(wanted: number, seed: string, say: (line: string) => void): Promise<Part> {
  const world = new SplitWorld({ scale: 0.2, days: 70 });
  const counted = new Map<string, { splits: number; rows: number }>();
  let failed = 0;
  let records = 0;
  let redelivered = 0;
  try {
    for (let number = 1; number <= wanted; number++) {
      const split = {
        seed: `${seed}-${number}`,
        runs: 2 + (number % 4),
        arrival: number % 2 === 0 ? "in_time" : "any",
      } as const;
      const outcome = await world.compare(split);
      records += outcome.records;
      redelivered += outcome.redelivered;
      for (const [table, rows] of outcome.counted) {
        const before = counted.get(table) ?? { splits: 0, rows: 0 };
        counted.set(table, { splits: before.splits + 1, rows: before.rows + rows });
      }
      if (outcome.faults.length > 0) {
        failed += 1;
        say(`  ${JSON.stringify(split)}`);
        for (const fault of outcome.faults) say(`    ${fault}`);
      }
      if (number % 5 === 0) say(`  ${number} of ${wanted} splits`);
    }
  } finally {
    world.dispose();
  }
  say(
    "  depends on the order of arrival, as docs/explanation/semantics.md says (splits, rows of one side alone):",
  );
  for (const [table, { splits: times, rows }] of counted)
    say(`    ${table}: ${times} of ${wanted}, ${rows} rows`);
  return {
    passed: wanted - failed,
    failed,
    figures: `${wanted} splits of ${records} records, ${redelivered} of them delivered twice`,
  };
}

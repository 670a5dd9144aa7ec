import { Random } from "../../src/samples/random.ts";
import { KillHistory } from "../support/killHistory.ts";
import type { Part } from "./part.ts";

/** Runs whose kills are drawn, as often as they stand here. */
const turns = ["second", "changed", "second", "first", "audit", "second", "retention"] as const;

/** Kills of the loop and of the other jobs: single ones and up to five in a row, until there are as many as wanted. */
export async function kills(wanted: number, seed: string, say: (line: string) => void): Promise<Part> {
  const random = Random.of(seed, "deep kills");
  const history = await KillHistory.prepare(random.integer(1, 1_000_000));
  const counts = new Map<string, number>();
  const count = (name: string): void => void counts.set(name, (counts.get(name) ?? 0) + 1);
  let passed = 0;
  let failed = 0;
  let missed = 0;
  let chains = 0;
  try {
    while (passed + failed < wanted) {
      const run = turns[chains % turns.length] ?? "second";
      const length = Math.min(random.integer(1, 5), wanted - passed - failed);
      const chain = await history.chain(run, history.draw(run, length, random));
      chains += 1;
      missed += chain.missed.length;
      for (const { phase, manner } of chain.killed) {
        count(phase);
        count(manner);
      }
      if (chain.faults.length === 0) passed += chain.killed.length;
      else {
        failed += Math.max(1, chain.killed.length);
        say(`  ${run}: ${JSON.stringify(chain.killed)}`);
        for (const fault of chain.faults) say(`    ${fault}`);
      }
      if (chains % 10 === 0) say(`  ${passed + failed} of ${wanted} kills`);
    }
  } finally {
    history.dispose();
  }
  const figures = [...counts].map(([name, times]) => `${times} ${name}`).join(", ");
  return {
    passed,
    failed,
    figures: `${passed + failed} kills in ${chains} runs (${figures}); ${missed} came too late`,
  };
}

import { compareRunners } from "../fuzz/bothRunners.ts";
import { fileCase } from "../fuzz/fileFuzz.ts";
import { testSeed } from "../support/seed.ts";
import type { Tally } from "./tally.ts";

/** About 10 seconds; `bench/fuzz.ts runners` compares thousands. */
const cases = 100;

/** Mutated files through both runners of landing: each gives the same records and points, or the same reason why it can't. */
export async function checkFuzzedLanding(python: string, tally: Tally): Promise<void> {
  const own = tally.of("landing");
  const { value: seed, words } = testSeed();
  const drawn = Array.from({ length: cases }, (_, number) => fileCase(seed, number));
  own.note(`${cases} mutated files, ${words}`);
  const findings = await compareRunners(python, drawn);
  if (findings.length === 0) own.pass();
  for (const { number, problem } of findings)
    own.fail(`mutated file ${number} (${drawn[number]?.history})`, [problem]);
}

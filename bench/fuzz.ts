import { parseArgs } from "node:util";
import { compareRunners } from "../test/fuzz/bothRunners.ts";
import { fileCase, landCases, type Finding } from "../test/fuzz/fileFuzz.ts";
import { loadCases, specCase } from "../test/fuzz/specFuzz.ts";
import { watched } from "../test/fuzz/watchdog.ts";
import { testSeed } from "../test/support/seed.ts";

/**
 * Mutated files through landing and ingest, and mutated specs through the loader, in this process. Nothing may throw, hang,
 * lose a record or bring in a replacement character; what each case must hold is said where it is judged.
 *
 *   node bench/fuzz.ts files [--count 10000] [--seed SEED] [--from CASE]
 *   node bench/fuzz.ts specs [--count 10000] [--seed SEED] [--from CASE]
 *   node bench/fuzz.ts runners --python PYTHON     both runners of landing read the same; PYTHON has pyarrow
 *
 * A finding names its case: `--from CASE --count 1` with the same seed repeats it. The exit code is 1 where there is one.
 */
const batchSize = 500;
/** A batch takes about 10 seconds of processor time. */
const mostSeconds = 900;

interface Part {
  readonly historyOf: (number: number) => string;
  readonly run: (numbers: readonly number[]) => Promise<{ readonly findings: readonly Finding[] }>;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    count: { type: "string", default: "10000" },
    from: { type: "string", default: "0" },
    seed: { type: "string" },
    python: { type: "string", default: "python3" },
  },
});
const seed = values.seed ?? testSeed().value;

const parts: Readonly<Record<string, Part>> = {
  files: {
    historyOf: (number) => fileCase(seed, number).history,
    run: (numbers) => landCases(numbers.map((number) => fileCase(seed, number))),
  },
  specs: {
    historyOf: (number) => specCase(seed, number).history,
    run: (numbers) => loadCases(numbers.map((number) => specCase(seed, number))),
  },
  runners: {
    historyOf: (number) => fileCase(seed, number).history,
    run: async (numbers) => ({
      findings: await compareRunners(
        values.python,
        numbers.map((number) => fileCase(seed, number)),
      ),
    }),
  },
};

const part = parts[positionals[0] ?? ""];
if (part === undefined) {
  process.stderr.write(`Name what is mutated: ${Object.keys(parts).join(", ")}.\n`);
  process.exitCode = 2;
} else await run(part);

async function run({ historyOf, run: runBatch }: Part): Promise<void> {
  const first = Number(values.from);
  const end = first + Number(values.count);
  const sums = new Map<string, number>();
  process.stdout.write(`seed ${seed}, cases ${first} to ${end - 1}\n`);
  for (let start = first; start < end; start += batchSize) {
    const numbers = Array.from({ length: Math.min(batchSize, end - start) }, (_, index) => start + index);
    const cases = `cases ${start} to ${start + numbers.length - 1} of seed ${seed}`;
    const { findings, ...counts } = await watched({ seconds: mostSeconds, words: `${cases} hang` }, () =>
      runBatch(numbers),
    );
    for (const [name, count] of Object.entries({ ...counts, findings: findings.length }))
      sums.set(name, (sums.get(name) ?? 0) + count);
    for (const { number, problem } of findings)
      process.stdout.write(
        `${number < 0 ? cases : `case ${number} (${historyOf(number)})`}: ${problem.slice(0, 1_000)}\n`,
      );
  }
  const { user, system } = process.cpuUsage();
  process.stdout.write(
    `${end - first} cases in ${Math.round((user + system) / 1e6)} s of processor time: ${[...sums].map(([name, sum]) => `${sum} ${name}`).join(", ")}\n`,
  );
  if (sums.get("findings") !== 0) process.exitCode = 1;
}

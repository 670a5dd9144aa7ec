import { spawnSync } from "node:child_process";
import path from "node:path";
import { testSeed } from "../support/seed.ts";
import { kills } from "./kills.ts";
import type { Part } from "./part.ts";
import { splits } from "./splits.ts";

const usage = `npm run test:deep -- [kills [200]] [splits [50]] [worlds [20]] [boundaries]

What takes too long for every commit; all of it without words. FIXLOOP_SEED repeats the draws of another run.
  kills       the loop, the audit and the retention on DuckDB, killed and started again
  splits      worlds dealt to several runs in any order, against one run
  worlds      random worlds on DuckDB and on Spark with Delta, table by table
  boundaries  the loop on Spark, stopped at every statement
`;

type Run = (wanted: number, seed: string, say: (line: string) => void) => Promise<Part> | Part;

const parts: Readonly<Record<string, { readonly wanted: number; readonly run: Run }>> = {
  kills: { wanted: 200, run: kills },
  splits: { wanted: 50, run: splits },
  worlds: { wanted: 20, run: (wanted) => onEngines(["worlds", String(wanted)]) },
  boundaries: { wanted: 1, run: () => onEngines(["boundaries"]) },
};

/** A part of the engine suite, which prints its own figures. */
function onEngines(words: readonly string[]): Part {
  const program = path.join(import.meta.dirname, "..", "engines", "main.ts");
  const { status } = spawnSync(process.execPath, [program, ...words], { stdio: "inherit" });
  const holds = status === 0;
  return { passed: holds ? 1 : 0, failed: holds ? 0 : 1, figures: `test:engines ${words.join(" ")}` };
}

interface Wanted {
  readonly name: string;
  readonly wanted: number;
}

/** Undefined where a word is none of ours. */
function wantedParts(words: readonly string[]): readonly Wanted[] | undefined {
  if (words.length === 0) return Object.entries(parts).map(([name, { wanted }]) => ({ name, wanted }));
  const chosen: Wanted[] = [];
  for (const word of words) {
    const part = Object.hasOwn(parts, word) ? parts[word] : undefined;
    const last = chosen.at(-1);
    if (part !== undefined) chosen.push({ name: word, wanted: part.wanted });
    else if (last !== undefined && /^[1-9]\d{0,4}$/.test(word))
      chosen.splice(-1, 1, { ...last, wanted: Number(word) });
    else return undefined;
  }
  return chosen;
}

async function main(words: readonly string[]): Promise<number> {
  const wanted = wantedParts(words);
  if (wanted === undefined) {
    process.stderr.write(usage);
    return 2;
  }
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  const seed = testSeed();
  say(seed.words);
  let passed = 0;
  let failed = 0;
  for (const { name, wanted: count } of wanted) {
    const started = performance.now();
    say(name);
    const part = await parts[name]!.run(count, seed.value, say);
    passed += part.passed;
    failed += part.failed;
    say(
      `${name}: ${part.figures}; ${part.passed} passed, ${part.failed} failed, ${((performance.now() - started) / 1000).toFixed(0)} s`,
    );
  }
  say(`${passed} passed, ${failed} failed`);
  return failed > 0 ? 1 : 0;
}

process.exitCode = await main(process.argv.slice(2));

import { fateOf, maskedTexts } from "../test/support/maskedTexts.ts";
import { plantedValues, type PlantedValue } from "../test/support/plantedValues.ts";

/**
 * Recall of the masking on values planted in forty spellings and thirty languages, by type.
 *
 *   node bench/masking.ts [--show=N] [SEED ...]
 */
const show = Number(process.argv.find((given) => given.startsWith("--show="))?.slice(7) ?? 0);
const seeds = process.argv
  .slice(2)
  .filter((given) => !given.startsWith("--"))
  .map(Number);

for (const seed of seeds.length === 0 ? [1] : seeds) {
  const planted = plantedValues(seed);
  const masked = await maskedTexts(
    planted.map(({ before, value, after, author }) => ({ text: `${before}${value}${after}`, author })),
  );
  const fates = planted.map((each, index) => ({
    each,
    masked: masked[index] ?? "",
    fate: fateOf(each, masked[index] ?? ""),
  }));
  process.stdout.write(`seed ${seed}: ${planted.length} values\n`);
  for (const type of new Set(planted.map((each) => each.type))) {
    const of = fates.filter(({ each }) => each.type === type);
    const lost = of.filter(({ fate }) => fate === "leaked");
    const torn = of.filter(({ fate }) => fate === "torn");
    process.stdout.write(
      `  ${type.padEnd(6)} ${String(of.length).padStart(5)}  recall ${(1 - lost.length / of.length).toFixed(4)}  words around lost ${torn.length}\n`,
    );
    for (const { each, masked: text, fate } of [...lost, ...torn].slice(0, show))
      process.stdout.write(`    ${fate} ${line(each, text)}\n`);
  }
}

function line({ language, spelling, value, before, author }: PlantedValue, masked: string): string {
  return JSON.stringify([language, spelling, before.slice(-20), value, masked, author]);
}

/**
 * Drawn worlds through the whole loop on DuckDB, held against their truth: which defects become an issue of their own and
 * how soon, who owns them, which issues no defect is behind, which tickets and signals are linked, what is said of the
 * fixes by kind, how many returns are found, and which texts with risk a person sees.
 *
 *   node bench/worlds.ts [--worlds=12] [--items=5000] [--seed=9001] [--kinds=regressed,lull] [--json=FILE] [--lines]
 *
 * World number n has the seed n - 1 after the first; `--kinds` limits what becomes of defects to some of true_fix,
 * server_fix, partial, no_effect, lull, regressed, no_fix, unticketed. `--json` writes the totals and every judged world, `--lines` prints a
 * line on each defect and each false issue. A world of 5,000 items takes about 10 s, one of 20,000 about 25 s.
 */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { fixKinds } from "../test/support/drawnStory.ts";
import { DrawnWorlds, type JudgedWorld } from "../test/support/drawnWorlds.ts";
import { confusionOf, confusionTables, worldLines } from "../test/support/loopConfusion.ts";

const { values } = parseArgs({
  options: {
    worlds: { type: "string", default: "12" },
    items: { type: "string", default: "5000" },
    seed: { type: "string", default: "9001" },
    kinds: { type: "string" },
    json: { type: "string" },
    lines: { type: "boolean", default: false },
  },
});

const wanted = values.kinds?.split(",");
const kinds = wanted === undefined ? undefined : fixKinds.filter((kind) => wanted.includes(kind));
if (kinds !== undefined && kinds.length !== wanted?.length)
  throw new Error(`--kinds takes some of ${fixKinds.join(",")}`);

const judged: JudgedWorld[] = [];
const worlds = new DrawnWorlds();
try {
  for (let number = 0; number < Number(values.worlds); number++) {
    const world = await worlds.run({
      seed: Number(values.seed) + number,
      items: Number(values.items),
      kinds,
    });
    judged.push(world);
    const found = world.defects.filter(({ issue }) => issue !== undefined).length;
    process.stderr.write(
      `world ${world.seed}: ${world.items} items, ${world.days} days, ${found} of ${world.defects.length} defects ` +
        `found, ${world.falseIssues.length} false issues, ${world.seconds} s\n`,
    );
    if (values.lines) process.stdout.write(`${worldLines(world).join("\n")}\n`);
  }
} finally {
  worlds.dispose();
}
const confusion = confusionOf(judged);
process.stdout.write(`${values.lines ? "\n" : ""}${confusionTables(confusion)}`);
if (values.json !== undefined)
  writeFileSync(values.json, `${JSON.stringify({ confusion, worlds: judged }, undefined, 1)}\n`);

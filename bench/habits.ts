/**
 * Worlds drawn twice, without and with the habits of real people, each through the whole loop on DuckDB: are the verdicts
 * the same, who votes that should not, whose vote is lost, which personal values are seen, which customers are found.
 *
 *   node bench/habits.ts [--worlds=20] [--scale=1] [--days=200] [--seed=101]
 *
 * World number n has the seed n - 1 after the first; its defects are drawn from it as well.
 */
import { parseArgs } from "node:util";
import { habitNames } from "../src/samples/habits/statement.ts";
import { outageCategory } from "../src/samples/habits/sayings.ts";
import { drawDefects } from "../src/samples/story.ts";
import {
  addCount,
  countsByKind,
  HabitWorlds,
  maskedByKind,
  pairQuality,
  verdictDifferences,
  type KindCount,
  type WorldOutcome,
} from "../test/support/habitWorlds.ts";

const { values } = parseArgs({
  options: {
    worlds: { type: "string", default: "20" },
    scale: { type: "string", default: "1" },
    days: { type: "string", default: "200" },
    seed: { type: "string", default: "101" },
  },
});
const write = (line: string): void => void process.stdout.write(`${line}\n`);

const kinds = new Map<string, KindCount>();
const personal = new Map<string, { planted: number; hidden: number }>();
const quality = { tickets: [] as string[], reviews: [] as string[] };
const later: number[] = [];
let same = 0;
let outagesSeen = 0;
const different: string[] = [];
const worlds = new HabitWorlds();
try {
  for (let number = 0; number < Number(values.worlds); number++) {
    const seed = Number(values.seed) + number;
    const size = { seed, scale: Number(values.scale), days: Number(values.days) };
    const without = await worlds.run(size, false);
    const having = await worlds.run(size, true);
    const verdicts = verdictDifferences(without, having);
    same += verdicts.same;
    later.push(...verdicts.later);
    different.push(...verdicts.different.map((text) => `world ${seed}: ${text}`));
    for (const [kind, count] of countsByKind(having, without)) addCount(kinds, kind, count);
    for (const [kind, count] of maskedByKind(having)) addCount(personal, kind, count);
    quality.tickets.push(qualities(without, having, ["helpdesk", "in-app-widget"]));
    quality.reviews.push(qualities(without, having, ["play-store", "app-store"]));
    const outage = outageCategory(drawDefects(seed));
    if (having.alarms.some(({ category }) => category === outage)) outagesSeen += 1;
    process.stderr.write(
      `world ${seed}: ${verdicts.same} verdicts the same, ${verdicts.different.length} not\n`,
    );
  }
} finally {
  worlds.dispose();
}

write(`verdicts the same ${same}, not the same ${different.length}`);
for (const text of different) write(`  ${text}`);
write(`days later with habits: ${later.toSorted((one, other) => one - other).join(" ")}`);
write(`short outages seen ${outagesSeen} of ${values.worlds}\n`);
write("| kind of statement | statements | votes due | counted without habits | counted | vote wrongly |");
write("|---|---|---|---|---|---|");
for (const kind of [...habitNames, "brigade", "nothing", "plain"]) {
  const count = kinds.get(kind);
  if (count !== undefined)
    write(
      `| ${kind} | ${count.statements} | ${count.due} | ${count.countedWithout} | ${count.counted} | ${count.wrong} |`,
    );
}
write("\n| personal value | planted | hidden |");
write("|---|---|---|");
for (const [kind, { planted, hidden }] of [...personal].toSorted(([one], [other]) => (one < other ? -1 : 1)))
  write(`| ${kind} | ${planted} | ${hidden} |`);
write("\ncustomers, precision and recall of pairs, without and with habits");
for (const [name, list] of Object.entries(quality)) write(`  ${name}: ${list.join("; ")}`);

function qualities(without: WorldOutcome, having: WorldOutcome, sources: readonly string[]): string {
  return [without, having]
    .map((outcome) => pairQuality(outcome, sources))
    .map(({ precision, recall }) => `${precision.toFixed(3)}/${recall.toFixed(3)}`)
    .join(" ");
}

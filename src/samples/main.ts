import { parseArgs } from "node:util";
import { drawDefects } from "./story.ts";
import { defaultWorld } from "./streamWorld.ts";
import { writeWorld } from "./world.ts";

const usage = `Makes the sample world: reviews, tickets, answers, telemetry and what else a pipeline reads.

  node src/samples/main.ts [--out samples] [--seed ${defaultWorld.seed}] [--days ${defaultWorld.days}] [--scale ${defaultWorld.scale}] [--random-defects] [--no-habits]

Without arguments it writes the committed files again, byte for byte. People write as people do: they quote, sign, thank,
ask again, edit, confirm that it works; truth-statements.jsonl says what each one said. --no-habits takes that from them.`;

const { values } = parseArgs({
  options: {
    out: { type: "string", default: "samples" },
    seed: { type: "string", default: String(defaultWorld.seed) },
    days: { type: "string", default: String(defaultWorld.days) },
    scale: { type: "string", default: String(defaultWorld.scale) },
    "random-defects": { type: "boolean", default: false },
    habits: { type: "boolean", default: true },
    help: { type: "boolean", default: false },
  },
  allowNegative: true,
});

const seed = Number(values.seed);
const days = Number(values.days);
const scale = Number(values.scale);
if (values.help) {
  process.stdout.write(`${usage}\n`);
} else if (!Number.isInteger(seed) || !Number.isInteger(days) || days < 1 || !(scale > 0)) {
  process.stderr.write(`${usage}\n`);
  process.exitCode = 2;
} else {
  const defects = values["random-defects"] ? drawDefects(seed) : defaultWorld.defects;
  const truth = await writeWorld(values.out, { seed, days, scale, defects, habits: values.habits });
  const records = Object.values(truth.records).reduce((sum, number) => sum + number, 0);
  process.stderr.write(
    `${values.out}: ${records} pieces of feedback, ${truth.from} to ${truth.to}, seed ${seed}.\n`,
  );
}

import { join } from "node:path";
import { clausesIn } from "../../src/sql/functions/clauses.ts";
import { cueLookup } from "../../src/classifier/stance/features.ts";
import { compiledStance } from "../../src/classifier/stance/compiledStance.ts";
import { stances, type Stance } from "../../src/contract/vocabulary.ts";
import { StanceDatabase } from "../../test/support/stanceDatabase.ts";
import { isCutAsMeant, labelledStatements, stanceCues, type LabelledStatement } from "./corpus.ts";
import { calibrationOf, pointsOf, readElsewhere, type PointReading } from "./folds.ts";

/**
 * How well stances are read. On the labelled statements by weights that were taught no text of their group, and on the
 * held-out ones by the compiled model; by language, with every error. Then what scoring costs in SQL on DuckDB.
 *
 *   node bench/stance/main.ts [--errors] [--speed]
 */
const here = import.meta.dirname;
const cues = stanceCues(join(here, "cues"));
const lookup = cueLookup(cues);
const labelled = labelledStatements(join(here, "texts"));
const heldOut = labelledStatements(join(here, "heldOut"));

const elsewhere = readElsewhere(labelled, cues);
const calibration = calibrationOf(elsewhere, cues);
report(
  "labelled, in folds by group",
  elsewhere.map(({ statement, weights }) => ({
    statement,
    points: pointsOf(statement, lookup, weights, calibration),
  })),
);
const compiled = new Map(compiledStance.weights.map((weight) => [weight.feature, weight]));
report(
  "held out",
  heldOut.map((statement) => ({
    statement,
    points: pointsOf(statement, cueLookup(compiledStance.cues), compiled, compiledStance.calibration),
  })),
  true,
);
if (process.argv.includes("--speed")) await speed();

function report(
  title: string,
  read: readonly { readonly statement: LabelledStatement; readonly points: readonly PointReading[] }[],
  showsErrors = process.argv.includes("--errors"),
): void {
  const points = read.flatMap(({ statement, points: found }) =>
    found.map((point) => ({ ...point, statement })),
  );
  const isRight = ({ meant, read: { stance } }: PointReading): boolean => meant === stance;
  const confirmed = points.filter(
    ({ read: { stance, isInDoubt } }) => stance === "confirms_fixed" && !isInDoubt,
  );
  const count = (meant: Stance): number => points.filter((point) => point.meant === meant).length;
  const voted = points.filter(
    ({ meant, read: { stance, isInDoubt } }) => meant === "complains" && stance === "complains" && !isInDoubt,
  );
  const votesWrongly = points.filter(
    ({ meant, read: { stance, isInDoubt } }) => meant !== "complains" && stance === "complains" && !isInDoubt,
  );
  const sarcastic = points.filter(({ isSarcastic }) => isSarcastic);
  const lines = [
    `${title}: ${read.length} statements, ${points.length} points, ${read.flatMap(({ statement }) => statement.clauses).length} clauses`,
    `  cut as meant              ${share(read.filter(({ statement }) => isCutAsMeant(statement)).length, read.length)}`,
    `  stance of points          ${share(points.filter(isRight).length, points.length)}`,
    `  confirmations believed    ${share(confirmed.filter(isRight).length, count("confirms_fixed"))}, falsely ${share(confirmed.filter((point) => !isRight(point)).length, confirmed.length)}`,
    `  complaints that vote      ${share(voted.length, count("complains"))}`,
    `  others that vote          ${share(votesWrongly.length, points.length - count("complains"))}`,
    `  for review                ${share(points.filter(({ read: { isInDoubt } }) => isInDoubt).length, points.length)}`,
    `  sarcasm taken for a fix   ${share(sarcastic.filter(({ read: { stance, isInDoubt } }) => stance === "confirms_fixed" && !isInDoubt).length, sarcastic.length)}`,
  ];
  for (const meant of stances)
    lines.push(
      `  ${meant.padEnd(25)} ${stances.map((stance) => `${stance} ${points.filter((point) => point.meant === meant && point.read.stance === stance).length}`).join(", ")}`,
    );
  for (const language of new Set(points.map(({ statement }) => statement.language))) {
    const of = points.filter(({ statement }) => statement.language === language);
    lines.push(`  ${language.padEnd(25)} ${share(of.filter(isRight).length, of.length)}`);
  }
  if (showsErrors)
    for (const { statement, meant, read: found } of points.filter((point) => !isRight(point)))
      lines.push(
        `  ${statement.language} ${statement.group}: ${meant}, read as ${found.stance}${found.isInDoubt ? " (for review)" : ""}: ${statement.text}`,
      );
  process.stdout.write(`${lines.join("\n")}\n`);
}

function share(part: number, whole: number): string {
  return whole === 0 ? "none" : `${((100 * part) / whole).toFixed(1)} % (${part} of ${whole})`;
}

async function speed(): Promise<void> {
  const db = await StanceDatabase.open();
  const copies = 40;
  const texts = Array.from({ length: copies }, () => labelled).flat();
  const clauses = copies * labelled.reduce((sum, { text }) => sum + clausesIn(text).length, 0);
  await db.read(labelled);
  const wall = performance.now();
  const before = process.cpuUsage();
  await db.read(texts);
  const used = process.cpuUsage(before);
  const seconds = (performance.now() - wall) / 1000;
  const processor = (used.user + used.system) / 1e6;
  process.stdout.write(
    `speed: ${clauses} clauses in ${seconds.toFixed(1)} s, ${processor.toFixed(1)} processor seconds: ${Math.round(clauses / processor)} clauses per processor second\n`,
  );
  db.close();
}

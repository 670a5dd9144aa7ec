/**
 * How well texts are told apart, beside linear models of scikit-learn that learn from the same texts in the same run:
 * accuracy and macro-F1 with a paired bootstrap, calibration error, the share that could be accepted at a precision of
 * 98 %, processor time and memory of training, and texts a second that are scored (ours by the SQL of the stage, on DuckDB).
 *
 *   node bench/classifier.ts [--peer=PYTHON] [SET...]
 *
 * Sets: `banking77` (all texts), `banking77-10`, `banking77-5` (so many texts a category), `clinc150` (20 a category, and
 * texts from outside that nothing taught), `unbalanced` (Clinc150's banking domain, among 70 % of one other category),
 * `sentiment`, `emotion` (prdect_id). All by default. Names of categories are among the texts of all who learn.
 */
import { spawnSync } from "node:child_process";
import path from "node:path";
import { trainClassifier } from "../src/classifier/classifier.ts";
import { suggester } from "../src/classifier/suggestion.ts";
import { tokenise } from "../src/classifier/tokens.ts";
import { stageStatements } from "../src/plan/plan.ts";
import { duckdb } from "../src/sql/duckdb.ts";
import { seededRandom } from "../src/proposals/random.ts";
import { category, smallProject } from "../test/support/project.ts";
import { csvRows } from "../test/support/csvRows.ts";
import { readBanking77, readClinc150, trainingSetOf, wordsOfLabel } from "../test/support/publicLabels.ts";
import { sharedData } from "../test/support/sharedData.ts";
import { StageDatabase } from "../test/support/stageDatabase.ts";

interface Labelled {
  readonly text: string;
  readonly label: string;
}
interface Fold {
  readonly training: readonly Labelled[];
  readonly heldOut: readonly Labelled[];
}
/** What one who learnt says of the texts that were held out. */
interface Answers {
  readonly labels: readonly string[];
  readonly confidences: readonly number[];
  /** Confidences are probabilities, so that they can be right or wrong. */
  readonly areProbabilities: boolean;
  /** Processor time, in seconds. */
  readonly trainingSeconds: number;
  readonly askingSeconds: number;
  readonly peakMegabytes: number;
}
interface Result {
  readonly name: string;
  readonly truth: readonly string[];
  readonly answers: readonly Answers[];
}

/** Label of texts that belong to no category: none is taught, and no answer is right. */
const outside = "(outside)";
const peers = [
  "words, logistic regression",
  "words, linear SVM",
  "words and characters, logistic regression",
  "words and characters, linear SVM",
];
const resamples = 2000;
const folds = 5;
/** Of training texts so few that chance decides: draws of other texts. */
const draws = 5;
const mostHeldOut = 2000;

const banking77 = (): readonly Labelled[] =>
  readBanking77().map(({ text, category: label }) => ({ text, label }));
const clinc150 = (): readonly (Labelled & { readonly domain: string })[] =>
  readClinc150().map(({ text, category: label, domain }) => ({ text, label: label ?? outside, domain }));
const prdectId = (column: number): readonly Labelled[] =>
  csvRows(sharedData("data", "prdect_id", "reviews_first300.csv")).map((row) => ({
    text: row[8] ?? "",
    label: row[column] ?? "",
  }));

const sets: Readonly<Record<string, () => readonly Fold[]>> = {
  banking77: () => crossValidated(banking77()),
  "banking77-10": () => drawn(banking77(), 10),
  "banking77-5": () => drawn(banking77(), 5),
  clinc150: () => {
    const texts = clinc150();
    const beside = texts.filter(({ label }) => label === outside);
    return drawn(
      texts.filter(({ label }) => label !== outside),
      20,
    ).map(({ training, heldOut }) => ({ training, heldOut: [...heldOut, ...beside] }));
  },
  unbalanced: () => {
    const texts = shuffled(
      clinc150().filter(({ label }) => label !== outside),
      1,
    );
    const banking = texts.filter(({ domain }) => domain === "banking");
    const others = texts
      .filter(({ domain }) => domain !== "banking")
      .slice(0, Math.round((banking.length * 7) / 3));
    return crossValidated([...banking, ...others.map(({ text }) => ({ text, label: "something else" }))]);
  },
  sentiment: () => crossValidated(prdectId(9)),
  emotion: () => crossValidated(prdectId(10)),
};

/** Every text is held out once. */
function crossValidated(texts: readonly Labelled[]): readonly Fold[] {
  const mixed = shuffled(texts, 7);
  return Array.from({ length: folds }, (_, fold) => ({
    training: mixed.filter((_text, place) => place % folds !== fold),
    heldOut: mixed.filter((_text, place) => place % folds === fold),
  }));
}

/** So many texts of each label teach; of the others at most `mostHeldOut` are asked. */
function drawn(texts: readonly Labelled[], count: number): readonly Fold[] {
  return Array.from({ length: draws }, (_, draw) => {
    const training: Labelled[] = [];
    const heldOut: Labelled[] = [];
    const seen = new Map<string, number>();
    for (const text of shuffled(texts, draw + 1)) {
      const before = seen.get(text.label) ?? 0;
      seen.set(text.label, before + 1);
      (before < count ? training : heldOut).push(text);
    }
    return { training, heldOut: heldOut.slice(0, mostHeldOut) };
  });
}

/** The same order every time. */
function shuffled<T>(rows: readonly T[], seed: number): readonly T[] {
  const random = seededRandom(seed);
  return rows
    .map((row) => ({ row, place: random() }))
    .toSorted((left, right) => left.place - right.place)
    .map(({ row }) => row);
}

const labelsOf = (texts: readonly Labelled[]): readonly string[] =>
  [...new Set(texts.map(({ label }) => label))].toSorted((left, right) => (left < right ? -1 : 1));
/** Learns and answers in a process of its own, so that its memory is its own. */
function ours({ training, heldOut }: Fold): Answers {
  return started(process.execPath, ["--no-warnings", import.meta.filename, "--learn"], {
    training,
    heldOut: heldOut.map(({ text }) => text),
  });
}

function learn(input: { training: readonly Labelled[]; heldOut: readonly string[] }): Answers {
  const begun = process.cpuUsage();
  const classifier = trainClassifier(
    trainingSetOf(input.training.map(({ text, label }) => ({ text, category: label }))),
  );
  const training = process.cpuUsage(begun);
  const suggest = suggester(classifier);
  const asked = process.cpuUsage();
  const answers = input.heldOut.map((text) => suggest(text));
  const asking = process.cpuUsage(asked);
  const seconds = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / 1e6;
  return {
    labels: answers.map((answer) => answer?.category ?? ""),
    confidences: answers.map((answer) => (answer?.confidenceBp ?? 0) / 10_000),
    areProbabilities: true,
    trainingSeconds: seconds(training),
    askingSeconds: seconds(asking),
    peakMegabytes: process.resourceUsage().maxRSS / 1024,
  };
}

function ofPeer(python: string, name: string, { training, heldOut }: Fold): Answers {
  const taught = [...training, ...labelsOf(training).map((label) => ({ text: wordsOfLabel(label), label }))];
  return started(python, [path.join(import.meta.dirname, "classifierPeers.py"), name], {
    texts: taught.map(({ text }) => text),
    labels: taught.map(({ label }) => label),
    held_out: heldOut.map(({ text }) => text),
  });
}

function started(command: string, words: readonly string[], input: unknown): Answers {
  const run = spawnSync(command, words, {
    input: JSON.stringify(input),
    encoding: "utf8",
    maxBuffer: 1 << 28,
    env: { ...process.env, OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" },
  });
  if (run.status !== 0) throw new Error(run.stderr);
  return JSON.parse(run.stdout) as Answers;
}

const flat = ({ answers }: Result): readonly string[] => answers.flatMap(({ labels }) => labels);

/** Shares of right answers, and the mean over labels of F1; texts from outside count against the labels that they are given. */
function figuresOf(truth: readonly string[], labels: readonly string[]): readonly [number, number] {
  let right = 0;
  let inside = 0;
  const ofLabel = new Map<string, { both: number; told: number; true: number }>();
  const counts = (label: string): { both: number; told: number; true: number } => {
    const there = ofLabel.get(label) ?? { both: 0, told: 0, true: 0 };
    ofLabel.set(label, there);
    return there;
  };
  truth.forEach((label, place) => {
    if (label === outside) return;
    const told = labels[place] ?? "";
    inside++;
    counts(label).true++;
    if (told !== "") counts(told).told++;
    if (told !== label) return;
    right++;
    counts(label).both++;
  });
  const f1 = [...ofLabel.values()]
    .filter((each) => each.true > 0)
    .map((each) => (2 * each.both) / (each.told + each.true));
  return [right / inside, f1.reduce((sum, each) => sum + each, 0) / f1.length];
}

/** Bounds of 95 % of the differences (ours minus the peer's), texts drawn again as often as there are any. */
function differences(left: Result, right: Result): readonly (readonly [number, number])[] {
  const random = seededRandom(13);
  const [ofLeft, ofRight, { truth }] = [flat(left), flat(right), left];
  const sampled = Array.from({ length: resamples }, () => {
    const places = Array.from(truth, () => Math.floor(random() * truth.length));
    const drawnTruth = places.map((place) => truth[place] ?? "");
    const one = figuresOf(
      drawnTruth,
      places.map((place) => ofLeft[place] ?? ""),
    );
    const other = figuresOf(
      drawnTruth,
      places.map((place) => ofRight[place] ?? ""),
    );
    return one.map((figure, index) => figure - (other[index] ?? 0));
  });
  return [0, 1].map((figure) => {
    const sorted = sampled.map((each) => each[figure] ?? 0).toSorted((a, b) => a - b);
    return [sorted[Math.floor(0.025 * resamples)] ?? 0, sorted[Math.ceil(0.975 * resamples) - 1] ?? 0];
  });
}

/** Expected calibration error over ten bins of confidence. */
function calibrationError({ truth, answers }: Result): number | undefined {
  if (!answers.every(({ areProbabilities }) => areProbabilities)) return undefined;
  const labels = answers.flatMap((each) => each.labels);
  const bins = new Map<number, { sum: number; right: number }>();
  answers
    .flatMap(({ confidences }) => confidences)
    .forEach((confidence, place) => {
      const number = Math.min(9, Math.floor(confidence * 10));
      const bin = bins.get(number) ?? { sum: 0, right: 0 };
      bins.set(number, bin);
      bin.sum += confidence;
      if (labels[place] === truth[place]) bin.right++;
    });
  return [...bins.values()].reduce((sum, bin) => sum + Math.abs(bin.sum - bin.right), 0) / truth.length;
}

/** The largest share of all texts that could be accepted, the surest first, with 98 of 100 right. */
function acceptable({ truth, answers }: Result): number {
  const sorted = answers
    .flatMap(({ labels, confidences }) =>
      labels.map((label, place) => ({ label, sure: confidences[place] ?? 0 })),
    )
    .map(({ label, sure }, place) => ({ sure, right: label === truth[place] }))
    .toSorted((left, right) => right.sure - left.sure);
  let right = 0;
  let accepted = 0;
  sorted.forEach((each, place) => {
    if (each.right) right++;
    if (right >= 0.98 * (place + 1)) accepted = place + 1;
  });
  return accepted / truth.length;
}

const mean = (numbers: readonly number[]): number =>
  numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

function print(name: string, all: readonly Result[]): void {
  const [first, ...others] = all;
  if (first === undefined) return;
  const share = (figure: number | undefined): string => (figure === undefined ? "–" : figure.toFixed(3));
  const rows = all.map((result) => {
    const [accuracy, f1] = figuresOf(result.truth, flat(result));
    const { answers } = result;
    return [
      result.name,
      share(accuracy),
      share(f1),
      share(calibrationError(result)),
      share(acceptable(result)),
      `${mean(answers.map(({ trainingSeconds }) => trainingSeconds)).toFixed(1)} s`,
      `${Math.round(Math.max(...answers.map(({ peakMegabytes }) => peakMegabytes)))} MB`,
      Math.round(first.truth.length / answers.reduce((sum, each) => sum + each.askingSeconds, 0)).toString(),
    ];
  });
  process.stdout.write(
    `\n${name}: ${first.truth.length} texts asked\n${[
      ["", "accuracy", "macro-F1", "ECE", "at 98 %", "training", "peak", "texts/s"],
      ...rows,
    ]
      .map(([of = "", ...figures]) => of.padEnd(44) + figures.map((figure) => figure.padStart(10)).join(""))
      .join("\n")}\n`,
  );
  for (const other of others) {
    const [accuracy, f1] = differences(first, other).map(
      ([low, high]) => `${(100 * low).toFixed(1)} to ${(100 * high).toFixed(1)}`,
    );
    process.stdout.write(`ours minus ${other.name}, in points: accuracy ${accuracy}, macro-F1 ${f1}\n`);
  }
}

/** Texts a second of processor time that the statement of the stage scores. */
async function scoredInSql({ training, heldOut }: Fold): Promise<number> {
  const known = labelsOf(training);
  const db = await StageDatabase.open(
    smallProject({
      taxonomy: {
        ...smallProject().taxonomy,
        categories: known.map((label, number) =>
          category({
            id: `category-${number}`,
            area: smallProject().taxonomy.areas[0]?.id ?? "",
            title: wordsOfLabel(label),
            examples: training.filter((each) => each.label === label).map(({ text }) => text),
          }),
        ),
      },
    }),
  );
  await db.insert(
    "curated.feedback_event",
    heldOut.map(({ text }, number) => ({
      event_id: `event-${number}`,
      product: "notes",
      source: "s",
      channel: "reviews",
      source_record_id: `${number}`,
      occurred_at: "2025-01-01 00:00:00",
      received_at: "2025-01-01 00:00:00",
      event_date: "2025-01-01",
      customer_record_id: `customer-${number}`,
      language: "en",
      masked_subject: "",
      masked_text: text,
      folded_text: tokenise(text).join(" "),
      content_hash: `hash-${number}`,
      masked_spans: 0,
      revisions: 1,
    })),
  );
  const stage = db.plan.stages.find(({ name }) => name === "enrich");
  const statements = stage === undefined ? [] : stageStatements(stage, duckdb);
  const run = async (id: string): Promise<void> => {
    const statement = statements.find((each) => each.id === id);
    if (statement === undefined || "kind" in statement) throw new Error(`${id} is gone`);
    await db.execute(statement.sql);
  };
  await run("enrich.begin");
  await db.database.run("SET threads = 1");
  const begun = process.cpuUsage();
  await run("enrich.text_score");
  const { user, system } = process.cpuUsage(begun);
  const [scored] = await db.rows<{ count: bigint }>(
    "SELECT count(*) AS count FROM fixloop_curated.text_score",
  );
  if (Number(scored?.count) !== heldOut.length)
    throw new Error(`scored ${String(scored?.count)} of ${heldOut.length}`);
  db.close();
  return heldOut.length / ((user + system) / 1e6);
}

const words = process.argv.slice(2);
if (words[0] === "--learn") {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  process.stdout.write(
    JSON.stringify(learn(JSON.parse(Buffer.concat(chunks).toString()) as Parameters<typeof learn>[0])),
  );
} else {
  const peer = words.find((word) => word.startsWith("--peer="))?.slice("--peer=".length);
  const asked = words.filter((word) => !word.startsWith("--"));
  for (const name of asked.length > 0 ? asked : Object.keys(sets)) {
    const foldsOf = sets[name];
    if (foldsOf === undefined) throw new Error(`no set ${name}: ${Object.keys(sets).join(", ")}`);
    const made = foldsOf();
    const truth = made.flatMap(({ heldOut }) => heldOut.map(({ label }) => label));
    print(name, [
      { name: "fixloop", truth, answers: made.map(ours) },
      ...(peer === undefined
        ? []
        : peers.map((of) => ({ name: of, truth, answers: made.map((fold) => ofPeer(peer, of, fold)) }))),
    ]);
    const [first] = made;
    if (first !== undefined)
      process.stdout.write(`scored in SQL on DuckDB: ${Math.round(await scoredInSql(first))} texts/s\n`);
  }
}

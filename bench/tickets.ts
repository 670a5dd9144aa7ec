/**
 * How well tickets are linked to issues by their text: on drawn worlds and on world-small, whose links are known.
 *
 *   node bench/tickets.ts [--seeds=2,4,6] [--world-small] [--keep=FOLDER] [--fit] [--wrong]
 *
 * Worlds with an even seed are for calibration, odd ones are held out: their tickets have other titles. In a drawn world
 * five defects of any category begin, of all sizes; each has a ticket, often another one, among maintenance work. No ticket
 * states its feedback. `--keep` is a folder for the databases before the stage route: a world takes half a minute to make,
 * and two seconds to link. `--fit` prints coefficients, for src/stages/route/linkProbability.ts; `--wrong` prints each
 * ticket that went astray.
 *
 * Prints, of defects that have an issue: main tickets that are linked to it, at the threshold and with what waits for a
 * reviewer; of issues: those with an unrelated ticket; and what came true of each tenth of the probability. Intervals are
 * Wilson's, 95 %.
 */
import { estimateShare } from "../src/evals/wilson.ts";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { tokenise } from "../src/classifier/tokens.ts";
import { Database } from "../src/local/database.ts";
import { openLocalRun, runLocalStage, type RunOptions } from "../src/local/run.ts";
import { Random } from "../src/samples/random.ts";
import { drawDefects, type DefectPlan } from "../src/samples/story.ts";
import { writeWorld } from "../src/samples/world.ts";
import { copyReference, projectIn } from "../test/support/referenceProject.ts";
import { planOf } from "../test/support/planOf.ts";
import { sharedData } from "../test/support/sharedData.ts";
import { maintenanceTitles, ticketTitles, type TicketTitles } from "./ticketTitles.ts";

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "2,4,6,8" },
    "world-small": { type: "boolean", default: false },
    keep: { type: "string" },
    fit: { type: "boolean", default: false },
    wrong: { type: "boolean", default: false },
  },
});
const write = (line: string): void => void process.stdout.write(`${line}\n`);
const smallWorld = "world-small";
const names = [...values.seeds.split(","), ...(values["world-small"] ? [smallWorld] : [])].filter(
  (name) => name !== "",
);

/** A ticket and an issue that were compared, and whether they belong together. */
interface Pair {
  readonly world: string;
  readonly ticket: string;
  readonly summary: string;
  readonly issue: string;
  readonly category: string;
  readonly origin: string;
  readonly belongs: boolean;
  readonly area_agrees: boolean;
  readonly days: number;
  readonly text_milli: number;
  readonly category_milli: number;
  readonly time_milli: number;
  readonly probability_bp: number;
}

/** What became of the main ticket of a defect that has an issue. */
interface Outcome {
  readonly world: string;
  readonly ticket: string;
  readonly summary: string;
  readonly origin: string;
  readonly days: number;
  readonly linked: boolean;
  readonly waits: boolean;
}

const folder = values.keep ?? mkdtempSync(path.join(tmpdir(), "fixloop-tickets-"));
mkdirSync(folder, { recursive: true });
const pairs: Pair[] = [];
const outcomes: Outcome[] = [];
let issues = 0;
let issuesWithUnrelated = 0;
let asked = 0;
async function measure(name: string): Promise<void> {
  const project = projectFolder(name);
  const database = await Database.open(await copyOf(name, project));
  const options = runOptions(project, database);
  // opening the run again forgets its reference time, which ingest found
  const times = "SELECT run_id, CAST(as_of AS VARCHAR) AS as_of FROM fixloop_curated.pipeline_run";
  const [run] = await database.rows<{ run_id: number; as_of: string }>(times);
  await openLocalRun(options);
  await database.run(`UPDATE fixloop_curated.pipeline_run SET as_of = TIMESTAMP '${run?.as_of}'`);
  if (name === smallWorld) await database.run(linksOfSmallWorld());
  else await replaceTickets(database, Number(name));
  await database.run("CREATE TABLE truth_ticket_of_issue AS " + truthOfIssues);
  for (const stage of options.plan.stages) if (stage.name === "route") await runLocalStage(options, stage);
  pairs.push(...(await database.rows<Pair>(pairQuery, { world: name })));
  outcomes.push(...(await database.rows<Outcome>(outcomeQuery, { world: name })));
  const [unrelated] = await database.rows<{ issues: number; unrelated: number; asked: number }>(
    unrelatedQuery,
  );
  issues += unrelated?.issues ?? 0;
  issuesWithUnrelated += unrelated?.unrelated ?? 0;
  asked += unrelated?.asked ?? 0;
  if (values.wrong)
    for (const { line } of await database.rows<{ line: string }>(wrongQuery))
      write(`world ${name}: unrelated: ${line}`);
  database.close();
}

function projectFolder(name: string): string {
  if (name === smallWorld) return path.resolve(import.meta.dirname, "..", "test", "projects", smallWorld);
  const made = path.join(folder, `w${name}`);
  mkdirSync(made, { recursive: true });
  copyReference(made);
  return made;
}

function runOptions(project: string, database: Database): RunOptions {
  return {
    plan: planOf(projectIn(project)),
    database,
    folder: project,
    asOf: undefined,
    now: () => new Date("2027-01-01T00:00:00Z"),
  };
}

/** A database of the world after the stages before route. */
async function copyOf(name: string, project: string): Promise<string> {
  const kept = path.join(folder, `${name}.duckdb`);
  if (!existsSync(kept)) {
    if (name !== smallWorld)
      await writeWorld(path.join(project, "samples"), {
        seed: Number(name),
        defects: defectsOf(Number(name)),
      });
    const making = path.join(folder, `${name}.making`);
    rmSync(making, { force: true });
    const database = await Database.open(making);
    const options = runOptions(project, database);
    await openLocalRun(options);
    for (const stage of options.plan.stages) {
      if (stage.name === "route") break;
      await runLocalStage(options, stage);
    }
    for (const statement of truthTables(name, project)) await database.run(statement);
    database.close();
    renameSync(making, kept);
  }
  const copy = path.join(folder, `${name}.linked`);
  for (const file of [copy, `${copy}.wal`]) rmSync(file, { force: true });
  copyFileSync(kept, copy);
  return copy;
}

/** Defects of any category and of all sizes: small ones are detected late, or never but as what goes on. */
function defectsOf(seed: number): readonly DefectPlan[] {
  const random = Random.of(seed, "ticket worlds");
  const categories = random.shuffle(Object.entries(ticketTitles));
  return drawDefects(seed).map((plan, index) => {
    const [category, { area, metric }] = categories[index]!;
    return { ...plan, category, area, metric, complaintsPerDay: random.pick([1, 2, 3, 6]) };
  });
}

function truthTables(name: string, project: string): readonly string[] {
  const csv = (file: string): string => `read_csv('${file}', all_varchar = true)`;
  if (name === smallWorld) {
    const truth = sharedData(smallWorld, "truth");
    return [
      `CREATE TABLE truth_item AS SELECT DISTINCT item_id AS record_id, defect_id AS defect FROM ${csv(path.join(truth, "items.csv"))}`,
    ];
  }
  const samples = path.join(project, "samples");
  return [
    `CREATE TABLE truth_item AS SELECT DISTINCT record_id, defect FROM ${csv(path.join(samples, "truth-items.csv"))}`,
    `CREATE TABLE truth_defect AS SELECT d.id AS defect, d.category AS category, d.area AS area, CAST(d."onsetOn" AS DATE) AS onset_on
      FROM (SELECT unnest(defects) AS d FROM read_json('${path.join(samples, "truth.json")}'))`,
  ];
}

const linksOfSmallWorld = (): string =>
  `CREATE TABLE truth_ticket AS SELECT key AS ticket_key, defect_id AS defect,
  row_number() OVER (PARTITION BY defect_id ORDER BY key) = 1 AS is_main
FROM read_csv('${sharedData(smallWorld, "truth", "eng_links.csv")}', all_varchar = true)`;

/** Takes the tickets of the samples away, whose titles are few and which state their feedback, and writes others. */
async function replaceTickets(database: Database, seed: number): Promise<void> {
  const random = Random.of(seed, "tickets");
  const half = seed % 2 === 0 ? 0 : 1;
  const defects = await database.rows<{ defect: string; category: string; area: string; onset: string }>(
    "SELECT defect, category, area, CAST(onset_on AS VARCHAR) AS onset FROM truth_defect ORDER BY defect",
  );
  const rows: string[] = [];
  const truth: string[] = [];
  let number = 100;
  const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;
  const add = (area: string, summary: string, day: string, duplicateOf?: string): string => {
    number += random.integer(1, 9);
    const key = `T-${number}`;
    const component = random.chance(0.9) ? text(area) : "NULL";
    rows.push(
      `SELECT ${text(key)} AS ticket_key, ${component} AS area, ${text(summary)} AS summary, CAST(${day} AS TIMESTAMP) AS opened_at,
        ${duplicateOf === undefined ? "NULL" : text(duplicateOf)} AS duplicate_of`,
    );
    return key;
  };
  for (const { defect, category, area, onset } of defects) {
    const summary = drawTitle(random, ticketTitles[category]!, half);
    const days = random.weighted<() => number>([
      [() => random.integer(0, 14), 70],
      [() => random.integer(15, 50), 12],
      [() => -random.integer(1, 25), 18],
    ])();
    const key = add(area, summary, `DATE '${onset}' + ${days}`);
    truth.push(`(${text(key)}, ${text(defect)}, true)`);
    if (!random.chance(0.4)) continue;
    const stated = random.chance(0.5);
    const again = random.chance(0.5) ? `${summary} (dup?)` : drawTitle(random, ticketTitles[category]!, half);
    const second = add(
      area,
      again,
      `DATE '${onset}' + ${days + random.integer(1, 9)}`,
      stated ? key : undefined,
    );
    truth.push(`(${text(second)}, ${text(defect)}, false)`);
  }
  const areas = [...new Set(Object.values(ticketTitles).map((titles) => titles.area))];
  for (const title of maintenanceTitles[half]) {
    const area = random.pick(areas);
    add(area, title.replace("{area}", area), `DATE '2026-01-05' + ${random.integer(0, 190)}`);
  }
  await database.run(`DELETE FROM fixloop_raw.tracker_event`);
  await database.run(`INSERT INTO fixloop_raw.tracker_event BY NAME
SELECT ticket_key AS tracker_event_id, 'engineering' AS source, 'kite-notes' AS product, ticket_key, opened_at AS changed_at,
  'Open' AS to_status, area, summary, duplicate_of, 1 AS run_id, 'bench' AS code_version, 'bench' AS taxonomy_version
FROM (${rows.join("\nUNION ALL ")})`);
  await database.run(
    `CREATE TABLE truth_ticket AS SELECT * FROM (VALUES ${truth.join(", ")}) AS given (ticket_key, defect, is_main)`,
  );
}

function drawTitle(random: Random, titles: TicketTitles, half: 0 | 1): string {
  return random.weighted<() => string>([
    [() => titles.engineer[half], 3],
    [() => `[${titles.area}] users report ${titles.symptom[half]} with ${titles.object[half]}`, 3],
    [() => `${titles.area}: ${titles.customer[half]} (${titles.object[half]})`, 3],
    [() => titles.customer[half], 1],
  ])();
}

/** Issues and the defects that a third of their members are about, or that have half of their members there. */
const truthOfIssues = `WITH member AS (
  SELECT member.issue_id, item.defect, count(*) AS members
  FROM fixloop_curated.issue_member AS member
  JOIN fixloop_curated.feedback_event AS event USING (event_id)
  LEFT JOIN truth_item AS item ON item.record_id = event.source_record_id
  GROUP BY ALL
), share AS (
  SELECT issue_id, defect, members, sum(members) OVER (PARTITION BY issue_id) AS issue_members,
    sum(members) OVER (PARTITION BY defect) AS defect_members
  FROM member
)
SELECT truth_ticket.ticket_key, truth_ticket.defect, truth_ticket.is_main, share.issue_id
FROM share
JOIN truth_ticket USING (defect)
WHERE share.members * 3 >= share.issue_members OR share.members * 2 >= share.defect_members`;

const pairQuery = `SELECT $world AS world, similarity.ticket_key AS ticket, ticket.folded_summary AS summary, similarity.issue_id AS issue,
  issue.category, issue.origin, truth.issue_id IS NOT NULL AS belongs, similarity.area_agrees,
  CAST(date_diff('day', issue.onset_date, CAST(ticket.opened_at AS DATE)) AS INTEGER) AS days,
  CAST(similarity.text_milli AS INTEGER) AS text_milli, CAST(similarity.category_milli AS INTEGER) AS category_milli,
  CAST(similarity.time_milli AS INTEGER) AS time_milli, similarity.probability_bp
FROM fixloop_curated.ticket_similarity AS similarity
JOIN fixloop_curated.issue AS issue USING (issue_id)
JOIN fixloop_curated.ticket AS ticket ON ticket.ticket_key = similarity.ticket_key
LEFT JOIN truth_ticket_of_issue AS truth ON truth.ticket_key = similarity.ticket_key AND truth.issue_id = similarity.issue_id
ORDER BY similarity.ticket_key, similarity.issue_id`;

/** A defect whose issues are several counts once: with the one of a release or a spike, if there is one. */
const outcomeQuery = `SELECT $world AS world, truth.ticket_key AS ticket, ticket.folded_summary AS summary, min(issue.origin) AS origin,
  min_by(date_diff('day', issue.onset_date, CAST(ticket.opened_at AS DATE)), issue.origin) AS days,
  coalesce(bool_or(link.issue_id IS NOT NULL), false) AS linked,
  coalesce(bool_or(item.subject_id IS NOT NULL), false) AS waits
FROM truth_ticket_of_issue AS truth
JOIN fixloop_curated.issue AS issue USING (issue_id)
JOIN fixloop_curated.ticket AS ticket USING (ticket_key)
LEFT JOIN fixloop_curated.issue_ticket AS link USING (issue_id, ticket_key)
LEFT JOIN fixloop_curated.review_item AS item ON item.reason = 'ticket_link' AND item.subject_id = truth.issue_id
WHERE truth.is_main
GROUP BY truth.ticket_key, ticket.folded_summary
ORDER BY truth.ticket_key`;

/** A link is unrelated where the ticket is about no defect, or about one of another category. */
const unrelatedLinks = `SELECT link.issue_id, link.ticket_key, ticket.folded_summary, issue.category, issue.origin, link.leads, link.probability_bp
FROM fixloop_curated.issue_ticket AS link
JOIN fixloop_curated.issue AS issue USING (issue_id)
JOIN fixloop_curated.ticket AS ticket USING (ticket_key)
LEFT JOIN truth_ticket_of_issue AS truth USING (issue_id, ticket_key)
LEFT JOIN truth_ticket USING (ticket_key)
LEFT JOIN (SELECT DISTINCT ticket.defect, issue.category FROM truth_ticket_of_issue AS ticket JOIN fixloop_curated.issue AS issue USING (issue_id)) AS same
  ON same.defect = truth_ticket.defect AND same.category = issue.category
WHERE truth.issue_id IS NULL AND same.defect IS NULL`;
const unrelatedQuery = `SELECT
  CAST((SELECT count(*) FROM fixloop_curated.issue) AS INTEGER) AS issues,
  CAST((SELECT count(DISTINCT issue_id) FROM (${unrelatedLinks})) AS INTEGER) AS unrelated,
  CAST((SELECT count(*) FROM fixloop_curated.review_item WHERE reason = 'ticket_link') AS INTEGER) AS asked`;
const wrongQuery = `SELECT concat(folded_summary, ' -> ', category, ' ', origin, CASE WHEN leads THEN ' leads' ELSE '' END, ' p ', probability_bp) AS line
FROM (${unrelatedLinks}) ORDER BY 1`;

function report(): void {
  const linked = outcomes.filter((outcome) => outcome.linked).length;
  const waiting = outcomes.filter((outcome) => outcome.linked || outcome.waits).length;
  for (const origin of ["release", "spike", "standing"]) {
    const of = outcomes.filter((outcome) => outcome.origin === origin);
    write(
      `main ticket linked, ${origin}: ${share(of.filter((outcome) => outcome.linked).length, of.length)}`,
    );
  }
  for (const [kind, isTold] of [
    ["engineers", true],
    ["users", false],
  ] as const) {
    const of = outcomes.filter(
      (outcome) => outcome.origin !== "standing" && engineerTitles.has(base(outcome.summary)) === isTold,
    );
    write(
      `main ticket linked, detected, title in words of ${kind}: ${share(of.filter((outcome) => outcome.linked).length, of.length)}`,
    );
  }
  write(`main ticket linked: ${share(linked, outcomes.length)}`);
  write(`main ticket linked or for a reviewer: ${share(waiting, outcomes.length)}`);
  write(`issues for a reviewer: ${asked} in ${names.length} worlds`);
  write(`issues with an unrelated ticket: ${share(issuesWithUnrelated, issues)}`);
  if (values.wrong)
    for (const { world, ticket, summary, origin, days, linked: isLinked } of outcomes.filter(
      (outcome) => !outcome.linked,
    )) {
      const own = pairs.filter((pair) => pair.world === world && pair.ticket === ticket);
      const seen = own
        .filter((pair) => pair.belongs)
        .map(described)
        .join("; ");
      const other = own
        .filter((pair) => !pair.belongs)
        .toSorted((one, two) => two.probability_bp - one.probability_bp)[0];
      write(
        `world ${world}: missed: ${summary} (${origin}, ${days} days, ${isLinked}) ${seen} | best other: ${other === undefined ? "none" : described(other)}`,
      );
    }
  write("probability      pairs  came true");
  for (let tenth = 0; tenth < 10; tenth++) {
    const of = pairs.filter((pair) => Math.min(9, Math.floor(pair.probability_bp / 1000)) === tenth);
    const mean = of.reduce((sum, pair) => sum + pair.probability_bp, 0) / Math.max(1, of.length) / 100;
    write(
      `${tenth * 10} to ${tenth * 10 + 10} %, mean ${mean.toFixed(1)}: ${share(of.filter((pair) => pair.belongs).length, of.length)}`,
    );
  }
}

const base = (summary: string): string => summary.replace(/ dup$/, "");
const engineerTitles = new Set(
  Object.values(ticketTitles).flatMap(({ engineer }) => engineer.map((title) => tokenise(title).join(" "))),
);

const described = (pair: Pair): string =>
  `${pair.category} ${pair.origin} ${pair.days}d text ${pair.text_milli} category ${pair.category_milli} time ${pair.time_milli} p ${pair.probability_bp}`;

/** A share with its interval (Wilson, 95 %). */
function share(count: number, of: number): string {
  if (of === 0) return "0 of 0";
  const { lowBp, highBp } = estimateShare(count, of);
  const percent = (points: number | null): string => ((points ?? 0) / 100).toFixed(1);
  return `${count} of ${of}, ${((100 * count) / of).toFixed(1)} % (${percent(lowBp)} to ${percent(highBp)})`;
}

/**
 * The coefficients under which the truth of every ticket is likeliest: that it belongs to one of its issues, or to none of
 * those it is compared with. Newton's method with a ridge of one; prints thousandths.
 */
function fit(): void {
  const features = (pair: Pair): readonly number[] => [
    1,
    pair.origin === "standing" ? 1 : 0,
    pair.area_agrees ? 0 : 1,
    pair.text_milli / 1000,
    pair.category_milli / 1000,
    pair.time_milli / 1000,
  ];
  const tickets = Object.values(Object.groupBy(pairs, ({ world, ticket }) => `${world} ${ticket}`)).map(
    (of) => (of ?? []).map((pair) => ({ x: features(pair), belongs: pair.belongs })),
  );
  const w = features(pairs[0]!).map(() => 0);
  for (let step = 0; step < 100; step++) {
    const gradient = w.map((value, index) => (index === 0 ? 0 : -value));
    const hessian = w.map((_, row) => w.map((__, column) => (row === column ? 1 : 0)));
    for (const options of tickets) {
      const odds = options.map(({ x }) =>
        Math.exp(x.reduce((sum, value, index) => sum + value * w[index]!, 0)),
      );
      const all = 1 + odds.reduce((sum, value) => sum + value, 0);
      const own = odds.reduce((sum, value, index) => sum + (options[index]!.belongs ? value : 0), 0);
      const mean = w.map((_, index) =>
        options.reduce((sum, { x }, option) => sum + (odds[option]! / all) * x[index]!, 0),
      );
      options.forEach(({ x, belongs }, option) => {
        const p = odds[option]! / all;
        x.forEach((value, row) => {
          gradient[row]! += ((belongs ? odds[option]! / own : 0) - p) * value;
          x.forEach((other, column) => (hessian[row]![column]! += p * value * other));
        });
      });
      mean.forEach((value, row) =>
        mean.forEach((other, column) => (hessian[row]![column]! -= value * other)),
      );
    }
    solve(hessian, gradient).forEach((value, index) => (w[index]! += Math.max(-1, Math.min(1, value)) / 2));
  }
  const coefficients = ["constant", "ongoing", "unknownArea", "text", "category", "time"];
  write(coefficients.map((name, index) => `${name} ${Math.round(1000 * w[index]!)}`).join(", "));
  for (const origins of [["release", "spike"], ["standing"]]) {
    const of = pairs.filter((pair) => origins.includes(pair.origin));
    const total = (belongs: boolean): number => of.filter((pair) => pair.belongs === belongs).length;
    const bounds = [-1e9, -90, -45, -21, -7, -3, 4, 15, 31, 61, 121, 1e9];
    for (let index = 0; index + 1 < bounds.length; index++) {
      const inside = of.filter((pair) => pair.days >= bounds[index]! && pair.days < bounds[index + 1]!);
      const yes = inside.filter((pair) => pair.belongs).length;
      const no = inside.length - yes;
      const ratio = Math.log((yes + 0.5) / (total(true) + 1) / ((no + 0.5) / (total(false) + 1)));
      write(
        `${origins.join("+")} days from ${bounds[index]}: ${yes} belong, ${no} do not, ${Math.round(1000 * ratio)}`,
      );
    }
  }
}

/** Gaussian elimination. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): readonly number[] {
  const rows = matrix.map((row, index) => [...row, right[index]!]);
  for (let pivot = 0; pivot < rows.length; pivot++) {
    const largest = rows.reduce(
      (best, row, index) =>
        index >= pivot && Math.abs(row[pivot]!) > Math.abs(rows[best]![pivot]!) ? index : best,
      pivot,
    );
    [rows[pivot], rows[largest]] = [rows[largest]!, rows[pivot]!];
    for (let row = 0; row < rows.length; row++) {
      if (row === pivot) continue;
      const factor = rows[row]![pivot]! / rows[pivot]![pivot]!;
      rows[row]!.forEach((value, column) => (rows[row]![column] = value - factor * rows[pivot]![column]!));
    }
  }
  return rows.map((row, index) => row.at(-1)! / row[index]!);
}

try {
  for (const name of names) await measure(name);
} finally {
  if (values.keep === undefined) rmSync(folder, { recursive: true });
}
report();
if (values.fit) fit();

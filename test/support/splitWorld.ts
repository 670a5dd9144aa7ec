import { planOf } from "./planOf.ts";
import { catalogue } from "../../src/stages/catalogue.ts";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Database } from "../../src/local/database.ts";
import { memoryDatabase } from "../../src/local/memoryDatabase.ts";
import { runLocal } from "../../src/local/run.ts";
import type { StageName } from "../../src/contract/vocabulary.ts";
import type { Plan } from "../../src/plan/plan.ts";
import type { TableName } from "../../src/sql/sql.ts";
import { contractOf, tableNames } from "../../src/stages/tables.ts";
import { Random } from "../../src/samples/random.ts";
import { generateWorld } from "../../src/samples/world.ts";
import { loadProject, readProjectFiles } from "../../src/spec/load.ts";
import { settingAside } from "./referenceProject.ts";

const root = path.resolve(import.meta.dirname, "..", "..");

/**
 * How a world's records come to the runs. `any`: each in whichever run it may, also feedback that is months late.
 * `in_time`: in the order of their days, a tenth of them up to a week late.
 */
export type Arrival = "any" | "in_time";

export interface Split {
  readonly seed: string;
  readonly runs: number;
  readonly arrival: Arrival;
}

/** What came out of one split, against the same files read by one run. */
export interface SplitOutcome {
  readonly split: Split;
  readonly records: number;
  readonly redelivered: number;
  /** Events that checks of severity quarantine keep out, at the end of either. */
  readonly setAside: number;
  /** What must not depend on arrival: ingest, normalize, enrich, less customer ids and pairs kept; empty where all is well. */
  readonly faults: readonly string[];
  /** What may depend on it, by table: rows that one of both alone has. */
  readonly counted: ReadonlyMap<string, number>;
}

/** Stages whose state tables must be the same whatever the batches. */
const independent: ReadonlySet<string> = new Set<StageName>(["ingest", "normalize", "enrich"]);

/** The moment of the run that first put something before a person or into the outbox: another run, another moment. */
const raised: ReadonlySet<string> = new Set(["curated.review_item.raised_at", "curated.outbox.created_at"]);

/** Files of a world by the source's glob: each becomes one file a run. */
const sourceFiles: readonly {
  readonly world: RegExp;
  readonly name: string;
  readonly glob: RegExp;
  readonly isCsv: boolean;
}[] = [
  {
    world: /^play-store-.*\.jsonl$/,
    name: "play-store-",
    glob: /samples\/play-store-\*\.jsonl/,
    isCsv: false,
  },
  { world: /^app-store-.*\.jsonl$/, name: "app-store-", glob: /samples\/app-store-\*\.jsonl/, isCsv: false },
  { world: /^tickets-.*\.csv$/, name: "tickets-", glob: /samples\/tickets-\*\.csv/, isCsv: true },
  { world: /^widget\.jsonl$/, name: "widget-", glob: /samples\/widget\.jsonl/, isCsv: false },
  { world: /^telemetry\.csv$/, name: "telemetry-", glob: /samples\/telemetry\.csv/, isCsv: true },
  {
    world: /^active-users\.csv$/,
    name: "active-users-",
    glob: /samples\/active-users\.parquet/,
    isCsv: true,
  },
  { world: /^releases\.csv$/, name: "releases-", glob: /samples\/releases\.csv/, isCsv: true },
  { world: /^accounts\.csv$/, name: "accounts-", glob: /samples\/accounts\.csv/, isCsv: true },
  { world: /^articles\.csv$/, name: "articles-", glob: /samples\/articles\.csv/, isCsv: true },
  { world: /^tracker\.csv$/, name: "tracker-", glob: /samples\/tracker\.csv/, isCsv: true },
];

/** Those that bring feedback. */
const channelFiles: ReadonlySet<string> = new Set(["play-store-", "app-store-", "tickets-", "widget-"]);

/**
 * What a small world sets aside: it has each kind of damage as often as a large one, so that the share of a source in one
 * run, which `ingest.schema_is_known` holds, is a matter of chance.
 */
const allowed = "allow: [missing_id, missing_time, bad_time, time_out_of_range, missing_text]";

/** A project whose sources read any number of files, its plan, and a folder for them. */
export class SplitWorld {
  readonly #folder: string;
  readonly #plan: Plan;
  readonly #options: { readonly scale: number; readonly days: number };

  constructor(options: { readonly scale: number; readonly days: number }) {
    this.#options = options;
    this.#folder = mkdtempSync(path.join(tmpdir(), "fixloop-split-"));
    for (const part of ["taxonomy", "evals"])
      cpSync(path.join(root, part), path.join(this.#folder, part), { recursive: true });
    let spec = readFileSync(path.join(root, "pipeline.yaml"), "utf8");
    for (const { glob, name, isCsv } of sourceFiles) {
      if (!glob.test(spec)) throw new Error(`pipeline.yaml has no files like ${glob.source}`);
      const files = `samples/${name}*.${isCsv ? "csv" : "jsonl"}`;
      spec = spec.replace(glob, channelFiles.has(name) ? `${files}\n    ${allowed}` : files);
    }
    writeFileSync(path.join(this.#folder, "pipeline.yaml"), settingAside(spec));
    const { project } = loadProject(readProjectFiles(this.#folder), catalogue);
    if (project === undefined) throw new Error("the project has errors");
    this.#plan = planOf(project);
  }

  dispose(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Deals the records of a world to runs, lets them run in a drawn order, and compares with one run that reads all. */
  async compare(split: Split): Promise<SplitOutcome> {
    const { deliveries, records, redelivered } = this.#deal(split);
    const together = await memoryDatabase(this.#plan);
    const apart = await memoryDatabase(this.#plan);
    try {
      const folder = mkdtempSync(path.join(this.#folder, "world-"));
      for (const files of deliveries) {
        mkdirSync(path.join(folder, "samples"), { recursive: true });
        for (const [name, text] of files) writeFileSync(path.join(folder, "samples", name), text);
        await this.#run(apart, folder);
      }
      await this.#run(together, folder);
      rmSync(folder, { recursive: true });
      const [aside] = await together.rows<{ events: bigint }>(
        `SELECT count(*) AS events FROM ${this.#plan.schemaPrefix}_curated.set_aside_event`,
      );
      return {
        split,
        records,
        redelivered,
        setAside: Number(aside?.events ?? 0n),
        ...(await differencesBetween(together, apart, this.#plan.schemaPrefix)),
      };
    } finally {
      together.close();
      apart.close();
    }
  }

  #run(database: Database, folder: string): Promise<void> {
    return runLocal({
      plan: this.#plan,
      database,
      folder,
      asOf: undefined,
      now: () => new Date("2026-01-01T00:00:00Z"),
    });
  }

  /** The files of each run, in the order of the runs. Names of files say nothing of the order in which they come. */
  #deal({ seed, runs, arrival }: Split): {
    readonly deliveries: readonly (readonly (readonly [name: string, text: string])[])[];
    readonly records: number;
    readonly redelivered: number;
  } {
    const random = Random.of(seed, "split");
    const { files } = generateWorld({ seed: random.integer(1, 1_000_000), ...this.#options });
    const days = [...files.get("telemetry.csv")!.matchAll(/^\d{4}-\d\d-\d\d/gm)].map(([day]) => day);
    const firstDay = days.reduce((one, other) => (one < other ? one : other));
    const length = this.#options.days;
    const names = random.shuffle(Array.from({ length: runs }, (_, part) => `part-${part + 1}`));
    const deliveries: [string, string][][] = Array.from({ length: runs }, () => []);
    let records = 0;
    let redelivered = 0;
    for (const { world, name, isCsv } of sourceFiles) {
      const texts = [...files]
        .filter(([file]) => world.test(file))
        .toSorted(([one], [other]) => (one < other ? -1 : 1));
      const header = isCsv ? `${recordsOf(texts[0]?.[1] ?? "", true)[0]}\n` : "";
      const all = texts.flatMap(([, text]) => recordsOf(text, isCsv).slice(isCsv ? 1 : 0));
      const parts: string[][] = Array.from({ length: runs }, () => []);
      const put = (record: string): void => {
        const run =
          arrival === "any"
            ? random.integer(0, runs - 1)
            : runInTime(record, { random, firstDay, length, runs });
        parts[run]?.push(record);
      };
      for (const record of all) {
        records += 1;
        put(record);
        // what a source delivers again is what it delivered; which of two values is right only its files' names tell
        if (random.chance(0.03)) {
          redelivered += 1;
          put(record);
        }
      }
      parts.forEach((part, run) => {
        if (part.length === 0 && run > 0) return;
        const order = arrival === "any" ? random.shuffle(part) : part;
        deliveries[run]?.push([
          `${name}${names[run]}.${isCsv ? "csv" : "jsonl"}`,
          header + order.map((record) => `${record}\n`).join(""),
        ]);
      });
    }
    return { deliveries, records, redelivered };
  }
}

/** The run in whose time a record arrives: by its newest day, a tenth of the records up to a week late. */
function runInTime(
  record: string,
  {
    random,
    firstDay,
    length,
    runs,
  }: { readonly random: Random; readonly firstDay: string; readonly length: number; readonly runs: number },
): number {
  const newest =
    [...record.matchAll(/20\d\d-\d\d-\d\d/g)]
      .map(([day]) => day)
      .toSorted()
      .at(-1) ?? firstDay;
  const late = random.chance(0.1) ? random.integer(1, 7) : 0;
  const day = (Date.parse(newest) - Date.parse(firstDay)) / 86_400_000 + late;
  return Math.max(0, Math.min(runs - 1, Math.floor((day / length) * runs)));
}

/** Lines of a text; of CSV those whose quotes are open go on in the next. */
function recordsOf(text: string, isCsv: boolean): readonly string[] {
  const lines = text.split("\n").filter((line) => line !== "");
  if (!isCsv) return lines;
  const records: string[] = [];
  let open = "";
  for (const line of lines) {
    const whole = open === "" ? line : `${open}\n${line}`;
    open = (whole.split('"').length - 1) % 2 === 1 ? whole : "";
    if (open === "") records.push(whole);
  }
  return records;
}

/** Ids of customers are named after what came first; here after the smallest of their identities. */
const renamedCustomers = (prefix: string): string =>
  `(SELECT customer_record_id, min(customer_record_id) OVER (PARTITION BY customer_id) AS customer_id, account_id, segment, revenue_month
FROM ${prefix}_curated.customer)`;

export async function differencesBetween(
  together: Database,
  apart: Database,
  prefix: string,
): Promise<Pick<SplitOutcome, "faults" | "counted">> {
  const faults: string[] = [];
  const counted = new Map<string, number>();
  for (const name of tableNames) {
    const { kind, owner, key } = contractOf(name);
    // what readers see is made of the other tables
    if ((kind !== "state" && kind !== "event") || owner === "measure") continue;
    const [doubled] = await apart.rows<{ rows: bigint }>(
      `SELECT count(*) AS rows FROM (SELECT 1 FROM ${prefix}_${name} GROUP BY ${key.join(", ")} HAVING count(*) > 1)`,
    );
    if (doubled?.rows !== 0n) faults.push(`${name}: ${doubled?.rows} keys stand twice`);
    const { gone, extra } = onlyInOne(
      await rowsOf(together, prefix, name),
      await rowsOf(apart, prefix, name),
    );
    const counts = (rows: number): void => {
      if (rows > 0) counted.set(name, rows);
    };
    if (!independent.has(owner)) {
      counts(gone.length + extra.length);
      continue;
    }
    const kept = name === "curated.customer_link" ? await pairsKept(together, extra, prefix) : [];
    counts(kept.length);
    const wrong = extra.filter((row) => !kept.includes(row));
    if (gone.length + wrong.length > 0)
      faults.push(
        `${name}: ${gone.length} rows gone, ${wrong.length} rows new; together ${gone[0]?.slice(0, 400) ?? "–"}, apart ${wrong[0]?.slice(0, 400) ?? "–"}`,
      );
  }
  faults.push(...(await unlawful(apart, prefix)));
  return { faults, counted };
}

/** What no history of an issue may hold, whatever came when. */
async function unlawful(database: Database, prefix: string): Promise<readonly string[]> {
  const laws: Readonly<Record<string, string>> = {
    "an issue has a state before it was detected, or was never detected": `SELECT issue_event.issue_id
FROM ${prefix}_curated.issue_event AS issue_event
LEFT JOIN ${prefix}_curated.issue_event AS detected
  ON detected.issue_id = issue_event.issue_id AND detected.state = 'detected'
WHERE detected.issue_id IS NULL OR detected.happened_at > issue_event.happened_at`,
    "an issue stands in a state that its history never reached": `SELECT issue_status.issue_id
FROM ${prefix}_curated.issue_status AS issue_status
LEFT JOIN ${prefix}_curated.issue_event AS reached
  ON reached.issue_id = issue_status.issue_id AND reached.state = issue_status.state
WHERE reached.issue_id IS NULL`,
    "an event is a member of an issue that isn't there": `SELECT issue_member.event_id
FROM ${prefix}_curated.issue_member AS issue_member
LEFT JOIN ${prefix}_curated.issue AS issue ON issue.issue_id = issue_member.issue_id
WHERE issue.issue_id IS NULL`,
  };
  const broken: string[] = [];
  for (const [law, query] of Object.entries(laws)) {
    const rows = await database.rows(query);
    if (rows.length > 0) broken.push(`${law}: ${rows.length} rows`);
  }
  return broken;
}

function onlyInOne(
  one: readonly string[],
  other: readonly string[],
): { readonly gone: readonly string[]; readonly extra: readonly string[] } {
  const [ones, others] = [new Set(one), new Set(other)];
  return { gone: one.filter((row) => !others.has(row)), extra: other.filter((row) => !ones.has(row)) };
}

/**
 * Pairs that one run would not compare: they were compared while their block was small or their locale another, and a pair
 * once compared stays. Pairs that both have must agree in everything.
 */
async function pairsKept(
  together: Database,
  extra: readonly string[],
  prefix: string,
): Promise<readonly string[]> {
  const rows = await together.rows<{ pair: string }>(
    `SELECT concat(left_record_id, right_record_id) AS pair FROM ${prefix}_curated.customer_link`,
  );
  const compared = new Set(rows.map(({ pair }) => pair));
  return extra.filter((row) => {
    const { left_record_id: left, right_record_id: right } = JSON.parse(row) as Record<string, string>;
    return !compared.has(`${left}${right}`);
  });
}

async function rowsOf(database: Database, prefix: string, name: TableName): Promise<readonly string[]> {
  const columns = Object.keys(contractOf(name).columns)
    .filter((column) => !raised.has(`${name}.${column}`))
    .join(", ");
  const from = name === "curated.customer" ? renamedCustomers(prefix) : `${prefix}_${name}`;
  const rows = await database.rows<{ line: string }>(
    `SELECT CAST(to_json(kept) AS VARCHAR) AS line FROM (SELECT ${columns} FROM ${from}) AS kept ORDER BY line`,
  );
  return rows.map(({ line }) => line);
}

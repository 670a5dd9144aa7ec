import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { requestErasure } from "../../src/ledger/erasureRequest.ts";
import { Database } from "../../src/local/database.ts";
import { snapshotPath } from "../../src/local/snapshotPath.ts";
import type { TableName } from "../../src/sql/sql.ts";
import type { JobName } from "../../src/contract/vocabulary.ts";
import { Random } from "../../src/samples/random.ts";
import { writeWorld } from "../../src/samples/world.ts";
import { duckdb } from "../../src/sql/duckdb.ts";
import { render } from "../../src/sql/sql.ts";
import { differences, dumpTables, fingerprintTables } from "./tableDump.ts";
import { copyReference, settingAside } from "./referenceProject.ts";

type Dump = ReadonlyMap<string, readonly string[]>;

/** One run of the history: the loop at a moment, or another job on what it left. */
export interface HistoryRun {
  readonly name: string;
  readonly job: JobName;
  /** Folder of the project below that of the history. */
  readonly project: "project" | "changed";
  readonly asOf?: string;
  /** The run whose database it starts from; none for the first. */
  readonly after?: string;
  /** A customer asks to be erased before it. */
  readonly erasure?: true;
}

/**
 * A project from its first run on: set-up and half of its feedback; the other half; then, with a changed spec, set-up and
 * everything again. Besides, on what the second run left, an audit, and a retention past which no payload is left.
 */
export const historyRuns: readonly HistoryRun[] = [
  { name: "first", job: "loop", project: "project", asOf: "2026-02-20" },
  { name: "second", job: "loop", project: "project", after: "first" },
  { name: "changed", job: "loop", project: "changed", after: "second" },
  { name: "audit", job: "audit", project: "project", after: "second", erasure: true },
  {
    name: "retention",
    job: "retention",
    project: "project",
    asOf: "2028-01-01",
    after: "second",
    erasure: true,
  },
];

/** Ledger tables whose rows are a result all the same. */
const books: readonly TableName[] = [
  "curated.erasure_receipt",
  "raw.erasure_request",
  "raw.erasure_scope",
  "raw.erased_record",
];

/** Parts of a run, in their order: what a kill is drawn from, so that the many small statements of the set-up don't get all. */
type Phase = "setup" | "landing" | "stages" | "after";

interface Place {
  readonly name: string;
  readonly milliseconds: number;
  readonly phase: Phase;
}

export interface Kill {
  readonly place: string;
  readonly manner: "before" | "inside" | "end";
  readonly delay: number;
  readonly phase: Phase;
}

interface Ended {
  readonly killed: boolean;
  readonly places: readonly Omit<Place, "phase">[];
}

/** What a chain of kills did. A kill is missed where the run that it was meant for had been finished by then. */
export interface Chain {
  readonly run: string;
  readonly killed: readonly Kill[];
  readonly missed: readonly Kill[];
  /** Empty where everything held. */
  readonly faults: readonly string[];
}

interface Reference {
  readonly run: HistoryRun;
  readonly places: readonly Place[];
  readonly tables: Dump;
  /** What readers saw before the run. */
  readonly before: Dump | undefined;
}

/** A history whose runs were left alone, against which killed ones are compared. */
export class KillHistory {
  readonly #folder: string;
  readonly #references = new Map<string, Reference>();
  #chains = 0;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async prepare(
    seed: number,
    wanted: readonly string[] = historyRuns.map(({ name }) => name),
  ): Promise<KillHistory> {
    const folder = mkdtempSync(path.join(tmpdir(), "fixloop-kill-"));
    const self = new KillHistory(folder);
    for (const project of ["project", "changed"]) {
      copyReference(path.join(folder, project));
      const authored = path.join(folder, project, "pipeline.yaml");
      writeFileSync(authored, settingAside(readFileSync(authored, "utf8")));
      await writeWorld(path.join(folder, project, "samples"), { seed, scale: 0.2, days: 80 });
    }
    const spec = path.join(folder, "changed", "pipeline.yaml");
    const text = readFileSync(spec, "utf8");
    const changed = text.replace("min_confidence: 0.78", "min_confidence: 0.7");
    if (changed === text) throw new Error("the spec no longer says min_confidence: 0.78");
    writeFileSync(spec, changed);
    const needed = historyRuns.filter(
      ({ name }) => wanted.includes(name) || name === "first" || name === "second",
    );
    for (const run of needed) if (run.name === "first" || run.name === "second") await self.#runAlone(run);
    await Promise.all(needed.filter(({ after }) => after === "second").map((run) => self.#runAlone(run)));
    return self;
  }

  dispose(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Rows and a hash of a table as a run leaves it when nobody disturbs it, or nothing. */
  tableAfter(run: string, name: TableName): { readonly rows: number; readonly line: string } {
    const line = this.#reference(run).tables.get(name)?.[0] ?? "";
    return { rows: Number.parseInt(line, 10), line };
  }

  places(run: string): readonly Place[] {
    return this.#reference(run).places;
  }

  /** Kills for one run: at what writes, of all of its parts in turn, each at a statement's begin, in it, or at its end. */
  draw(run: string, count: number, random: Random): readonly Kill[] {
    const places = this.#reference(run).places.filter(({ name }) => !/^(SELECT|WITH|SET) /.test(name));
    const turns: readonly Phase[] = random.shuffle(["stages", "stages", "landing", "setup", "after"]);
    const kills = Array.from({ length: count }, (_, turn): Kill => {
      const wanted = turns[turn % turns.length];
      const inPhase = places.filter(({ phase }) => phase === wanted);
      const place = random.pick(inPhase.length === 0 ? places : inPhase);
      const manner = random.weighted([
        ["before", 2],
        ["inside", 3],
        ["end", 1],
      ] as const);
      return {
        place: place.name,
        manner,
        delay: manner === "inside" ? Math.round(random.next() * place.milliseconds) : 0,
        phase: place.phase,
      };
    });
    // a run that has set itself up does so no more, and one that is finished does nothing more
    const order: readonly Phase[] = ["setup", "landing", "stages", "after"];
    const group = ({ phase }: Kill): number =>
      phase === "landing" ? order.indexOf("stages") : order.indexOf(phase);
    return kills.toSorted((left, right) => group(left) - group(right));
  }

  /** Starts a run, kills it, starts it again, kills it again …, lets it finish, and compares with one that was left alone. */
  async chain(name: string, kills: readonly Kill[]): Promise<Chain> {
    const reference = this.#reference(name);
    const { run } = reference;
    this.#chains += 1;
    const file = `killed-${this.#chains}.duckdb`;
    const report = `killed-${this.#chains}.html`;
    this.#copyBase(run, file);
    await this.#askForErasure(run, file);
    const killed: Kill[] = [];
    const missed: Kill[] = [];
    const faults: string[] = [];
    for (const kill of kills) {
      const { killed: died } = await this.#start(run, file, report, kill);
      (died ? killed : missed).push(kill);
      faults.push(...(await this.#readersFaults(reference, file, report, kill)));
    }
    await this.#start(run, file, report);
    const ofDatabase = await this.#differences(reference, file);
    faults.push(...ofDatabase);
    if (ofDatabase.length === 0)
      faults.push(
        ...(await this.#differences(reference, snapshotPath(file))).map((line) => `snapshot: ${line}`),
      );
    if (run.job === "loop" && !isWhole(this.#path(report))) faults.push("the report is not whole at the end");
    for (const left of [file, snapshotPath(file), report]) rmSync(this.#path(left), { force: true });
    rmSync(this.#path(`${file}.wal`), { force: true });
    return { run: name, killed, missed, faults };
  }

  async #runAlone(run: HistoryRun): Promise<void> {
    const file = `${run.name}.duckdb`;
    const base = this.#copyBase(run, file);
    await this.#askForErasure(run, file);
    const { places } = await this.#start(run, file, `${run.name}.html`);
    this.#references.set(run.name, {
      run,
      places: withPhases(places),
      tables: await this.#fingerprint(file),
      before: base === undefined ? undefined : this.#reference(base).tables,
    });
  }

  #copyBase({ after }: HistoryRun, file: string): string | undefined {
    if (after === undefined) return undefined;
    cpSync(this.#path(`${after}.duckdb`), this.#path(file));
    cpSync(this.#path(snapshotPath(`${after}.duckdb`)), this.#path(snapshotPath(file)));
    return after;
  }

  /** Of the customer with the most identities, at a set time. */
  async #askForErasure({ erasure }: HistoryRun, file: string): Promise<void> {
    if (erasure !== true) return;
    const database = await Database.open(this.#path(file));
    const [somebody] = await database.rows<{ customer_id: string }>(
      "SELECT customer_id FROM fixloop_curated.customer GROUP BY customer_id ORDER BY count(*) DESC, customer_id LIMIT 1",
    );
    await database.run(render(requestErasure(duckdb), "fixloop"), {
      customer_id: somebody?.customer_id ?? "",
      now: "2026-01-01T00:00:00Z",
    });
    await database.run("CHECKPOINT");
    database.close();
  }

  async #start(
    { job, project, asOf }: HistoryRun,
    file: string,
    report: string,
    kill?: Kill,
  ): Promise<Ended> {
    const words = [
      "run",
      `--project=${this.#path(project)}`,
      `--db=${this.#path(file)}`,
      `--job=${job}`,
      ...(asOf === undefined ? [] : ["--as-of", asOf]),
      ...(job === "loop" ? ["--report", this.#path(report)] : []),
    ];
    const order = kill === undefined ? {} : { place: kill.place, manner: kill.manner, delay: kill.delay };
    const child = spawn(
      process.execPath,
      [path.join(import.meta.dirname, "killedProcess.ts"), JSON.stringify({ words, ...order })],
      {
        stdio: ["ignore", "pipe", "pipe"],
        env: { ...process.env, NODE_COMPILE_CACHE: this.#path("compile-cache") },
      },
    );
    let printed = "";
    let errors = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (printed += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
    const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
      child.on("error", reject).on("close", (...ended) => resolve(ended));
    });
    if (signal === "SIGKILL") return { killed: true, places: [] };
    if (code !== 0) throw new Error(`fixloop ${words.join(" ")} ended with ${code ?? signal}: ${errors}`);
    return { killed: false, places: JSON.parse(printed) as Ended["places"] };
  }

  /** What somebody who reads meanwhile would find wrong. */
  async #readersFaults(
    { before, tables, run }: Reference,
    file: string,
    report: string,
    kill: Kill,
  ): Promise<readonly string[]> {
    const where = `after the kill ${kill.manner} ${kill.place}`;
    const faults: string[] = [];
    if (existsSync(this.#path(report)) && !isWhole(this.#path(report)))
      faults.push(`${where} the report is half-written`);
    const snapshot = snapshotPath(file);
    if (!existsSync(this.#path(snapshot)))
      return before === undefined ? faults : [...faults, `${where} there is no snapshot`];
    const seen = await this.#fingerprint(snapshot);
    const isOld = before !== undefined && differences(before, seen).length === 0;
    if (!isOld && differences(tables, seen).length > 0)
      faults.push(`${where} the snapshot of ${run.name} is neither the last finished run nor this one`);
    return faults;
  }

  /** Of every table, the books of erasures too, which count as ledger, and of the runs that are not finished. */
  async #fingerprint(file: string): Promise<Dump> {
    return this.#reading(file, async (database) => {
      const [open] = await database.rows<{ runs: bigint }>(
        "SELECT count(*) AS runs FROM fixloop_curated.pipeline_run WHERE status <> 'finished'",
      );
      return new Map([
        ...(await fingerprintTables(database, "fixloop", books)),
        ["runs that are not finished", [String(open?.runs)]],
      ]);
    });
  }

  /** What differs, with a row where there is one to show. */
  async #differences(expected: Reference, file: string): Promise<readonly string[]> {
    const tables = differences(expected.tables, await this.#fingerprint(file));
    if (tables.length === 0) return [];
    const dump = (name: string): Promise<Dump> =>
      this.#reading(name, (database) => dumpTables(database, "fixloop", { provenance: true }));
    return [...tables, ...differences(await dump(`${expected.run.name}.duckdb`), await dump(file))];
  }

  async #reading<Answer>(file: string, read: (database: Database) => Promise<Answer>): Promise<Answer> {
    const database = await Database.open(this.#path(file), { readOnly: true });
    try {
      return await read(database);
    } finally {
      database.close();
    }
  }

  #reference(name: string): Reference {
    const reference = this.#references.get(name);
    if (reference === undefined) throw new Error(`there is no run ${name}`);
    return reference;
  }

  #path(name: string): string {
    return path.join(this.#folder, name);
  }
}

const isWhole = (file: string): boolean => readFileSync(file, "utf8").trimEnd().endsWith("</html>");

/** The set-up ends with the ledger's opening, the landing with its commit, the stages with the end of the run. */
function withPhases(places: readonly Omit<Place, "phase">[]): readonly Place[] {
  let phase: Phase = "setup";
  return places.map((place) => {
    if (phase === "setup" && place.name.startsWith("MERGE INTO fixloop_curated.pipeline_run"))
      phase = "stages";
    if (place.name.startsWith("DELETE FROM fixloop_raw.landing #")) phase = "landing";
    const own = phase;
    if (phase === "landing" && place.name.startsWith("COMMIT")) phase = "stages";
    if (place.name.startsWith("UPDATE fixloop_curated.pipeline_run SET status = 'finished'")) phase = "after";
    return { ...place, phase: own };
  });
}

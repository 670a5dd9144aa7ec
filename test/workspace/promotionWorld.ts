import { planOf } from "../support/planOf.ts";
import { catalogue } from "../../src/stages/catalogue.ts";
import { spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { main } from "../../src/cli/main.ts";
import { Database } from "../../src/local/database.ts";
import { runLocal } from "../../src/local/run.ts";
import { loadSeeds } from "../../src/local/seeds.ts";
import { setupStatements } from "../../src/plan/plan.ts";
import { loadProject, readProjectFiles } from "../../src/spec/load.ts";
import { duckdb } from "../../src/sql/duckdb.ts";
import { render } from "../../src/sql/sql.ts";
import type { Ran } from "../support/fixloop.ts";
import { duckdbSql } from "../support/loopback/duckdbSql.ts";
import { Loopback } from "../support/loopback/loopback.ts";
import type { LoopbackTask, TaskOutcome } from "../support/loopback/services/jobs.ts";
import { schemaLine } from "../../src/spec/modeline.ts";

export interface Key {
  readonly pem: string;
  /** As the spec takes it. */
  readonly publicKey: string;
}

export function newKey(): Key {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  return {
    pem: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    publicKey: publicKey.export({ type: "spki", format: "der" }).subarray(-32).toString("base64"),
  };
}

const taxonomy = `area: sync
owner: team-sync
categories:
  sync-stops:
    title: Sync stops
    kind: defect
    severity: high
    definition: Changes no longer reach another device.
    examples: [it no longer syncs, sync stopped after the update, nothing reaches my phone any more]
  sync-slow:
    title: Sync is slow
    kind: defect
    severity: low
    definition: Changes reach another device late.
    examples: [sync takes minutes, so slow to sync, waiting for my notes to arrive]
owners:
  team-sync: { title: Sync team }
`;

const labelled = `labelled:
${[
  ["since the update it no longer syncs", "sync-stops"],
  ["sync stopped, nothing arrives", "sync-stops"],
  ["my notes no longer reach the tablet", "sync-stops"],
  ["syncing takes several minutes", "sync-slow"],
  ["slow sync, I wait and wait", "sync-slow"],
  ["it syncs, but slowly", "sync-slow"],
  // no classifier of words takes this one for what it is, so that no gate of 99 % passes
  ["slow as always, today it is slow for good", "sync-stops"],
]
  .map(([text, category]) => `  - { text: "${text}", category: ${category} }\n`)
  .join("")}`;

/**
 * A project with two targets in one workspace on a loopback, deployed and promoted by the command line itself and the
 * stand-in of the official CLI. The workspace's tables are a DuckDB; a set-up job makes them, a loop job runs the loop there.
 */
export class PromotionWorld {
  readonly folder = mkdtempSync(path.join(tmpdir(), "fixloop-promotion-"));
  readonly key = newKey();
  readonly loopback: Loopback;
  readonly database: Database;
  readonly #bin = mkdtempSync(path.join(tmpdir(), "fixloop-bin-"));
  /** Only asking for the time moves it on. */
  #time = Date.UTC(2026, 0, 1);
  /** What a task of a job does instead of its work. */
  failing: ((task: LoopbackTask) => TaskOutcome | undefined) | undefined;
  /** Called before and after a statement is carried out; what it throws is what the statement answers. */
  statement: ((text: string, when: "before" | "after") => Promise<void>) | undefined;

  private constructor(database: Database, loopback: Loopback) {
    this.database = database;
    this.loopback = loopback;
    const standIn = path.resolve(import.meta.dirname, "..", "support", "bundleCli", "databricks.ts");
    const script = path.join(this.#bin, "databricks");
    writeFileSync(
      script,
      `#!/bin/sh
[ -z "$FIXLOOP_SIGNING_KEY$FIXLOOP_SIGNING_KEY_FILE" ] || touch "$0.saw-the-key"
exec "${process.execPath}" --no-warnings "${standIn}" "$@"
`,
    );
    chmodSync(script, 0o755);
    this.write("pipeline.yaml", this.#pipeline());
    this.write("taxonomy/sync.yaml", taxonomy);
    this.write("evals/labelled.yaml", labelled);
    this.write("evals/gates.yaml", "gates:\n  accuracy: { at_least: 1%, min_examples: 2 }\n");
    writeFileSync(
      path.join(this.folder, "reviews.csv"),
      "id,date,body\n1,2025-12-01,it no longer syncs\n2,2025-12-02,so slow to sync\n",
    );
  }

  /** The project is compiled, deployed to staging, and has run there. */
  static async proved(): Promise<PromotionWorld> {
    const database = await Database.open(":memory:");
    let world: PromotionWorld | undefined;
    const loopback = await Loopback.start({
      sql: async (text, parameters) => {
        await world?.statement?.(text, "before");
        const result = await duckdbSql(database).run(text, parameters);
        await world?.statement?.(text, "after");
        return result;
      },
      now: () => world?.now() ?? new Date(0),
      runTask: async (task) => (await world?.runTask(task)) ?? {},
    });
    for (const catalog of ["notes_dev", "notes_staging", "notes"]) loopback.catalog.add("catalogs", catalog);
    for (const user of ["pipeline-staging@example.com", "pipeline@example.com"])
      loopback.identities.addUser(user);
    loopback.warehouses.add("0123456789abcdef", { name: "Shared" });
    world = new PromotionWorld(database, loopback);
    for (const words of [["compile"], ["deploy", "-t", "staging"]]) {
      const { code, stderr } = await world.fixloop(...words);
      if (code !== 0) throw new Error(`fixloop ${words.join(" ")}: ${stderr}`);
    }
    await world.runLoop("staging");
    return world;
  }

  async close(): Promise<void> {
    await this.loopback.close();
    this.database.close();
    for (const folder of [this.folder, this.#bin]) rmSync(folder, { recursive: true, force: true });
  }

  now(): Date {
    this.#time += 1000;
    return new Date(this.#time);
  }

  /** A command in the project's folder, as whoever may sign. */
  async fixloop(...words: readonly string[]): Promise<Ran> {
    return this.fixloopWith({}, ...words);
  }

  async fixloopWith(env: Readonly<Record<string, string>>, ...words: readonly string[]): Promise<Ran> {
    let stdout = "";
    let stderr = "";
    let running = true;
    const looking = this.#lookOn(() => running);
    const code = await main(words, {
      cwd: this.folder,
      stdout: { write: (text) => (stdout += text), columns: 120 },
      stderr: { write: (text) => (stderr += text) },
      env: { ...this.#env(words), ...env },
      now: () => this.now(),
    });
    running = false;
    await looking;
    process.exitCode = 0;
    return { code, stdout, stderr };
  }

  /** A command in a process of its own, killed without warning before or after it writes its record. */
  async killed(
    when: "before" | "after",
    ...words: readonly string[]
  ): Promise<{ readonly how: NodeJS.Signals | number | null; readonly said: string }> {
    const program = path.resolve(import.meta.dirname, "..", "..", "bin", "fixloop.cjs");
    const child = spawn(process.execPath, [program, ...words], {
      cwd: this.folder,
      env: this.#env(words),
      stdio: ["ignore", "pipe", "pipe"],
    });
    let said = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => (said += text));
    const ended = new Promise<NodeJS.Signals | number | null>((resolve) => {
      child.on("close", (code, signal) => resolve(signal ?? code));
    });
    this.statement = async (text, at) => {
      if (at !== when || !/^MERGE INTO \w+_curated\.deployment/.test(text)) return;
      child.kill("SIGKILL");
      await ended;
      if (at === "before") throw new Error("nobody waits for this any more");
    };
    let running = true;
    const looking = this.#lookOn(() => running);
    const how = await ended;
    running = false;
    await looking;
    this.statement = undefined;
    return { how, said };
  }

  /** Whether the official CLI was ever given the key. */
  get cliSawTheKey(): boolean {
    return existsSync(path.join(this.#bin, "databricks.saw-the-key"));
  }

  #env(words: readonly string[]): Readonly<Record<string, string>> {
    return {
      ...this.loopback.env,
      PATH: `${this.#bin}${path.delimiter}${process.env["PATH"] ?? ""}`,
      ...(words[0] === "promote" ? { FIXLOOP_SIGNING_KEY: this.key.pem } : {}),
    };
  }

  /** Starts the loop in a target and looks until it has ended. */
  async runLoop(target: string): Promise<void> {
    const root = `/notes/${target}/files/`;
    const [jobId] = [...this.loopback.jobs.jobs].find(([, { settings }]) => {
      const text = JSON.stringify(settings, (_key, value: unknown) =>
        typeof value === "bigint" ? String(value) : value,
      );
      return text.includes(root) && text.includes('"close"') && text.includes('"cluster"');
    }) ?? [undefined];
    if (jobId === undefined) throw new Error(`no loop in ${target}`);
    await this.#ask("POST", "run-now", `{"job_id":${jobId}}`);
    await this.#lookOn(() => this.#unfinished().length > 0);
  }

  #unfinished(): readonly bigint[] {
    return [...this.loopback.jobs.runs].filter(([, { endedAt }]) => endedAt === 0).map(([id]) => id);
  }

  /** A run goes on while somebody looks: whoever follows it with pauses would wait for every task. */
  async #lookOn(still: () => boolean): Promise<void> {
    while (still()) {
      for (const id of this.#unfinished()) await this.#ask("GET", `runs/get?run_id=${id}`);
      await setTimeout(5);
    }
  }

  async #ask(method: string, call: string, body?: string): Promise<void> {
    await fetch(`${this.loopback.url}/api/2.1/jobs/${call}`, {
      method,
      headers: { "content-type": "application/json" },
      ...(body === undefined ? {} : { body }),
    });
  }

  text(file: string): string {
    return readFileSync(path.join(this.folder, file), "utf8");
  }

  write(file: string, text: string): void {
    mkdirSync(path.dirname(path.join(this.folder, file)), { recursive: true });
    const authored = /^(pipeline\.yaml|taxonomy\/|evals\/)/.test(file) && !text.startsWith("#");
    writeFileSync(path.join(this.folder, file), authored ? `${schemaLine(file)}\n${text}` : text);
  }

  async rows(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
    return this.database.rows(sql);
  }

  async runTask(task: LoopbackTask): Promise<TaskOutcome> {
    const failed = this.failing?.(task);
    if (failed !== undefined) return failed;
    if (task.key === "close" && task.jobName.includes("loop")) await runLocal(this.#run());
    else if (task.key === "tables") await this.#setUp();
    return {};
  }

  async #setUp(): Promise<void> {
    const { plan } = this.#run();
    for (const schema of ["raw", "curated", "serving"])
      await this.database.run(`CREATE SCHEMA IF NOT EXISTS ${plan.schemaPrefix}_${schema}`);
    for (const { sql } of setupStatements(duckdb)) await this.database.run(render(sql, plan.schemaPrefix));
    await loadSeeds(this.database, plan);
  }

  #run(): Parameters<typeof runLocal>[0] {
    const { project } = loadProject(readProjectFiles(this.folder), catalogue);
    if (project === undefined) throw new Error("the project has errors");
    return {
      plan: planOf(project),
      database: this.database,
      folder: this.folder,
      asOf: undefined,
      now: () => this.now(),
    };
  }

  #pipeline(): string {
    return `name: notes
sources:
  play-store:
    kind: reviews
    files: reviews.csv
    map: { id: id, at: date, text: body }
promotion:
  signers:
    release-bot: ${this.key.publicKey}
targets:
  dev: { mode: development, default: true, catalog: notes_dev, warehouse: 0123456789abcdef }
  staging: { mode: production, catalog: notes_staging, run_as: pipeline-staging@example.com, warehouse: 0123456789abcdef }
  prod: { mode: production, catalog: notes, run_as: pipeline@example.com, warehouse: 0123456789abcdef }
`;
  }
}

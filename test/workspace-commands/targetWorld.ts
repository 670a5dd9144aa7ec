import { syncTaxonomy } from "../support/syncTaxonomy.ts";
import { planOf } from "../support/planOf.ts";
import { catalogue } from "../../src/stages/catalogue.ts";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { main } from "../../src/cli/main.ts";
import { Database } from "../../src/local/database.ts";
import { type Plan } from "../../src/plan/plan.ts";
import { loadProject, readProjectFiles } from "../../src/spec/load.ts";
import { schemaLine } from "../../src/spec/modeline.ts";
import type { Project } from "../../src/spec/project.ts";
import type { Ran } from "../support/fixloop.ts";
import { duckdbSql } from "../support/loopback/duckdbSql.ts";
import { Loopback, type LoopbackOptions } from "../support/loopback/loopback.ts";
import { pipelineTasks } from "./pipelineTasks.ts";

const repository = path.resolve(import.meta.dirname, "..", "..");

const pipeline = `name: notes
sources:
  reviews:
    kind: reviews
    files: reviews.csv
    map: { id: id, at: at, text: body, version: version }
targets:
  dev: { mode: development, default: true, catalog: insights_dev }
  prod: { mode: production, catalog: insights, run_as: tester@example.com, groups: { platform: platform-people } }
`;

const taxonomy = `${syncTaxonomy}owners:
  team-sync: { title: Sync team }
  team-apps: { title: App team }
`;

const sentences = [
  "sync stopped after the update",
  "sync takes forever",
  "very slow sync",
  "my notes do not sync",
];

/** Rows of the one source: a review a day. */
export function reviews(count: number): string {
  const day = (index: number): string => new Date(Date.UTC(2026, 0, 1 + index)).toISOString().slice(0, 10);
  return `id,at,body,version\n${Array.from({ length: count }, (_, index) => `r${index},${day(index)}T08:00:00Z,${sentences[index % sentences.length] ?? ""},4.8.${index % 3}\n`).join("")}`;
}

/**
 * A project in a folder of its own, a loopback workspace whose jobs run the real pipeline on DuckDB, and a `databricks` on
 * PATH. Commands run in this process; the CLI is a process of its own, as in life.
 */
export class TargetWorld {
  readonly folder: string;
  readonly loopback: Loopback;
  readonly database: Database;
  /** Calls of the CLI, each with its words. */
  readonly callLog: string;
  /** Added to the environment of every command. */
  env: Record<string, string> = {};
  clock = new Date("2026-03-01T00:00:00Z");
  #deployed: { project: Project; plan: Plan; folder: string } | undefined;

  private constructor(folder: string, loopback: Loopback, database: Database) {
    this.folder = folder;
    this.loopback = loopback;
    this.database = database;
    this.callLog = path.join(folder, "calls.log");
  }

  static async open(options: LoopbackOptions & { readonly catalog?: string } = {}): Promise<TargetWorld> {
    const folder = mkdtempSync(path.join(tmpdir(), "fixloop-target-"));
    writeText(folder, "pipeline.yaml", `${schemaLine("pipeline.yaml")}\n${pipeline}`);
    writeText(folder, "taxonomy/sync.yaml", `${schemaLine("taxonomy/sync.yaml")}\n${taxonomy}`);
    writeText(folder, "reviews.csv", reviews(40));
    const database = await Database.open(":memory:");
    const catalog = options.catalog ?? "insights_dev";
    let world: TargetWorld | undefined;
    const tasks = pipelineTasks({
      loopback: () => present(world).loopback,
      database,
      deployed: () => present(world).deployed(),
      catalog,
      now: () => present(world).tick(),
    });
    const loopback = await Loopback.start({ sql: duckdbSql(database).run, runTask: tasks, ...options });
    loopback.catalog.add("catalogs", catalog);
    loopback.identities.addGroup("platform-people");
    world = new TargetWorld(folder, loopback, database);
    world.installCli();
    return world;
  }

  /** Time goes on by a second whenever somebody looks. */
  tick(): Date {
    this.clock = new Date(this.clock.getTime() + 1000);
    return this.clock;
  }

  /** What the files in the folder say now. */
  deployed(): { readonly project: Project; readonly plan: Plan; readonly folder: string } {
    if (this.#deployed === undefined) {
      const { project } = loadProject(readProjectFiles(this.folder), catalogue);
      if (project === undefined) throw new Error("the project of the test has errors");
      this.#deployed = { project, plan: planOf(project), folder: this.folder };
    }
    return this.#deployed;
  }

  text(file: string): string {
    return readFileSync(path.join(this.folder, file), "utf8");
  }

  /** Edits an authored file and compiles. */
  async edit(file: string, change: (text: string) => string): Promise<void> {
    writeText(this.folder, file, change(this.text(file)));
    this.#deployed = undefined;
    await this.compile();
  }

  async compile(): Promise<void> {
    const ran = await this.fixloop("compile");
    if (ran.code !== 0) throw new Error(ran.stderr);
  }

  /** A `databricks` of the given script instead of the stand-in. */
  installCli(script?: string): void {
    const bin = path.join(this.folder, "bin");
    mkdirSync(bin, { recursive: true });
    const standIn = `exec "${process.execPath}" "${path.join(repository, "test/support/bundleCli/databricks.ts")}" "$@"`;
    writeFileSync(path.join(bin, "databricks"), `#!/bin/sh\n${script ?? standIn}\n`);
    chmodSync(path.join(bin, "databricks"), 0o755);
  }

  /** Words of the CLI's calls so far, without `version`. */
  get calls(): readonly string[] {
    try {
      return readFileSync(this.callLog, "utf8")
        .split("\n")
        .filter((line) => line !== "" && !line.startsWith("version"));
    } catch {
      return [];
    }
  }

  /** The environment of a command: nothing of the machine that runs the tests but what a shell script needs. */
  get environment(): Record<string, string> {
    return {
      ...this.loopback.env,
      HOME: this.folder,
      PATH: `${path.join(this.folder, "bin")}:/usr/bin:/bin`,
      STAND_IN_LOG: this.callLog,
      // half of what a short process costs is compiling it
      NODE_COMPILE_CACHE: path.join(tmpdir(), "fixloop-stand-in"),
      ...this.env,
    };
  }

  async fixloop(...words: readonly string[]): Promise<Ran> {
    let stdout = "";
    let stderr = "";
    const code = await main(words, {
      cwd: this.folder,
      stdout: { write: (text) => (stdout += text), columns: 100 },
      stderr: { write: (text) => (stderr += text), columns: 100 },
      env: this.environment,
      now: () => this.tick(),
      // a look at a run lets the loopback go on, so nothing needs to pass between two
      sleep: async () => Promise.resolve(),
    });
    process.exitCode = 0;
    return { code, stdout, stderr };
  }

  async close(): Promise<void> {
    await this.loopback.close();
    this.database.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A copy of the folder, as a fresh checkout in CI has it: without what the CLI remembers. */
export function freshCheckout(world: TargetWorld): void {
  rmSync(path.join(world.folder, ".databricks"), { recursive: true, force: true });
}

function writeText(folder: string, file: string, text: string): void {
  const place = path.join(folder, file);
  mkdirSync(path.dirname(place), { recursive: true });
  writeFileSync(place, text);
}

function present(world: TargetWorld | undefined): TargetWorld {
  if (world === undefined) throw new Error("the world is not open yet");
  return world;
}

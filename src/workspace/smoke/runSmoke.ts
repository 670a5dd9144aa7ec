import type { SmokeOptions, SmokeOutcome } from "./smokeOptions.ts";
import { askableEndpoint, smokeEnvironment } from "./smokeEnvironment.ts";
import { schemaNames } from "../../sql/sql.ts";
import { landingVolume } from "../../governance/privileges.ts";
import { probeEnvelope } from "../doctor/checks/envelope.ts";
import { NotAsked } from "../doctor/finding.ts";
import { WorkspaceError } from "../errors.ts";
import { followRun, startJob } from "../runJob.ts";
import type { Call, TaskRun, Workspace } from "../workspace.ts";
import { landedRows, smokeJob } from "./job.ts";
import { jobName, leftovers, madeFolder, madeJob, madeSchema, scratchComment } from "./leftovers.ts";
import {
  failureOfError,
  failureOfTask,
  type SmokeEnd,
  type SmokeEntry,
  type SmokeEnvironment,
  type SmokeFailure,
  type SmokeKind,
  type SmokeReport,
  type SmokeStatus,
} from "./report.ts";
import { scratchApi, type ScratchApi } from "./scratchApi.ts";
import { scratchName, type ScratchName } from "./scratchName.ts";
import { scratchProject } from "./scratchProject.ts";
import { smokeStatements, type SmokeStatement, type SmokeStatements } from "./statements.ts";
import { canceledRun, undoAll, type Made } from "./undoing.ts";

/** Milliseconds. Cleaning up goes on after a deadline or Ctrl-C, but not for ever. */
const cleanupDeadline = 180_000;

/** Statements that run at the same time where none needs another. */
const together = 4;

/**
 * Runs one of every kind of generated statement and task on ten made-up rows, in schemas, a folder and a job of its own, and
 * takes them away again, whatever happened. Throws what goes wrong before it has made anything (a WorkspaceError, `NotAsked`).
 */
export async function runSmoke(options: SmokeOptions): Promise<SmokeOutcome> {
  const { subject, deadline } = options;
  const given = subject.call.signal;
  const signal = given === undefined ? deadline : AbortSignal.any([given, deadline]);
  const isLate = (): boolean => deadline.aborted && given?.aborted !== true;
  const smoke = await openSmoke(options, { signal }).catch((error: unknown) => {
    throw isLate() ? tooSlow() : error;
  });
  let end: SmokeEnd;
  try {
    end = await smoke.run();
  } catch (error) {
    if (!signal.aborted) {
      await smoke.cleanUp();
      throw error;
    }
    end = isLate() ? "deadline" : "interrupted";
  }
  const left = options.keep && end === "finished" ? smoke.kept() : await smoke.cleanUp();
  return {
    report: smoke.report(end),
    left,
    interruption: end === "interrupted" ? (given?.reason as unknown) : undefined,
  };
}

const tooSlow = (): WorkspaceError =>
  new WorkspaceError({
    code: "DEADLINE_EXCEEDED",
    status: 0,
    message:
      "the deadline passed before the smoke test began: the warehouse may have taken too long to start",
    retriable: true,
  });

/** The workspace went away in the middle: nothing more can be learned. */
class Unreachable extends Error {}

interface Smoke {
  readonly run: () => Promise<SmokeEnd>;
  readonly cleanUp: () => Promise<SmokeOutcome["left"]>;
  readonly kept: () => SmokeOutcome["left"];
  readonly report: (end: SmokeEnd) => SmokeReport;
}

async function openSmoke(options: SmokeOptions, call: Call): Promise<Smoke> {
  const { subject, plan } = options;
  const workspace = await subject.workspace();
  const identity = await subject.identity();
  const catalog = await subject.catalog();
  const warehouseId = await subject.warehouseId();
  if (warehouseId === undefined) {
    throw new NotAsked(
      "A smoke test needs a warehouse, and the bundle's own is not deployed yet: deploy first, or name one with `warehouse:` in pipeline.yaml",
    );
  }
  const api = scratchApi(await subject.wire());
  const name = scratchName(plan.schemaPrefix, subject.now(), options.entropy);
  const endpoint = await askableEndpoint(subject, workspace);
  const scratch = scratchProject(plan, subject.target, {
    schemaPrefix: name.schemaPrefix,
    principal: identity.name,
  });
  const statements = smokeStatements(scratch, { endpoint });
  const folderOf = (id: string): string => `/Workspace/Users/${identity.name}/.fixloop-smoke/${id}`;
  const job = smokeJob(scratch, {
    name: jobName(name.id),
    folder: folderOf(name.id),
    catalog,
    warehouseId,
    asOf: subject.now().toISOString(),
    timeout: options.jobTimeout,
    runtime: options.runtime,
  });
  const environment = await smokeEnvironment(options, { workspace, identity, warehouseId, call });
  const old = await leftovers({
    api,
    catalog,
    schemaPrefix: plan.schemaPrefix,
    owner: identity.name,
    now: subject.now(),
    folderOf,
    call,
  });
  return new RunningSmoke({
    options,
    call,
    workspace,
    api,
    catalog,
    warehouseId,
    endpoint,
    name,
    folder: folderOf(name.id),
    statements,
    job,
    environment,
    old,
  });
}

interface Prepared {
  readonly options: SmokeOptions;
  readonly call: Call;
  readonly workspace: Workspace;
  readonly api: ScratchApi;
  readonly catalog: string;
  readonly warehouseId: string;
  readonly endpoint: string | undefined;
  readonly name: ScratchName;
  readonly folder: string;
  readonly statements: SmokeStatements;
  readonly job: ReturnType<typeof smokeJob>;
  readonly environment: SmokeEnvironment;
  readonly old: readonly Made[];
}

class RunningSmoke implements Smoke {
  readonly #it: Prepared;
  readonly #made: Made[] = [];
  readonly #entries: SmokeEntry[] = [];
  /** Features that a statement which came through has. */
  readonly #shown = new Set<string>();
  #envelope: SmokeEnvironment["envelope"];
  #leftoversRemoved = 0;
  #cleanup: SmokeReport["cleanup"]["state"] = "done";
  #cleanupFailures: readonly SmokeFailure[] = [];

  constructor(it: Prepared) {
    this.#it = it;
  }

  readonly run = async (): Promise<SmokeEnd> => {
    const { statements, old, call, options } = this.#it;
    try {
      if (old.length > 0) {
        options.onStep?.("what earlier tests left behind");
        const { left } = await undoAll(old, call);
        this.#leftoversRemoved = old.length - left.length;
      }
      options.onStep?.("schemas and a volume");
      if (!(await this.#schemas())) return "no_schemas";
      options.onStep?.("tables, functions, views");
      await this.#inParallel(statements.tables);
      await this.#inTurn(statements.setup);
      options.onStep?.("files of the volume");
      await this.#volumeFiles();
      options.onStep?.("a job with SQL files and notebooks");
      await this.#job();
      options.onStep?.("ten rows per table");
      await this.#inParallel(statements.rows);
      options.onStep?.("masks, filters, tags, grants");
      await this.#inTurn(statements.governance);
      options.onStep?.("steps of the pipeline");
      await this.#inTurn(statements.steps);
      options.onStep?.("views, assertions, catalog");
      await this.#inTurn(statements.readers);
      await this.#informationSchema();
      await this.#resultChunks();
      await this.#modelEnvelope();
      return "finished";
    } catch (error) {
      if (error instanceof Unreachable) return "unreachable";
      throw error;
    }
  };

  readonly cleanUp = async (): Promise<SmokeOutcome["left"]> => {
    this.#it.options.onStep?.("cleaning up");
    const { left } = await undoAll(this.#made, { deadline: cleanupDeadline });
    this.#cleanup = left.length === 0 ? "done" : "incomplete";
    this.#cleanupFailures = left.map(({ error }) => failureOfError(error));
    return left.map(({ name, error }) => ({ name, why: error.message }));
  };

  readonly kept = (): SmokeOutcome["left"] => {
    this.#cleanup = "kept";
    return this.#made.map(({ name }) => ({ name, why: "kept, as asked" }));
  };

  readonly report = (end: SmokeEnd): SmokeReport => {
    const { statements, environment, options } = this.#it;
    const passed =
      end === "finished" && this.#entries.every(({ status }) => status === "ok" || status === "raised");
    return {
      reportVersion: 1,
      date: options.subject.now().toISOString().slice(0, 10),
      passed,
      ended: end,
      environment: { ...environment, envelope: this.#envelope },
      coverage: {
        candidates: statements.candidates,
        features: statements.features.size,
        notShown: [...statements.features].filter((feature) => !this.#shown.has(feature)).toSorted(),
      },
      entries: this.#entries,
      cleanup: {
        state: this.#cleanup,
        leftoversRemoved: this.#leftoversRemoved,
        failures: this.#cleanupFailures,
      },
    };
  };

  /** Whether there is somewhere to put anything. */
  async #schemas(): Promise<boolean> {
    const { api, catalog, name, call } = this.#it;
    for (const schema of schemaNames) {
      const made = `${name.schemaPrefix}_${schema}`;
      this.#made.push(madeSchema(api, `${catalog}.${made}`));
      const status = await this.#attempt(`schema.${schema}`, "create_schema", () =>
        api.createSchema({ catalog, name: made, comment: scratchComment }, call),
      );
      if (status !== "ok") return false;
    }
    const [schema = "", volume = ""] = landingVolume.split(".");
    await this.#attempt("volume.landing_files", "create_volume", () =>
      api.createVolume({ catalog, schema: `${name.schemaPrefix}_${schema}`, name: volume }, call),
    );
    return true;
  }

  async #inTurn(statements: readonly SmokeStatement[]): Promise<void> {
    for (const statement of statements) await this.#statement(statement);
  }

  async #inParallel(statements: readonly SmokeStatement[]): Promise<void> {
    const open = [...statements];
    const work = async (): Promise<void> => {
      for (let next = open.shift(); next !== undefined; next = open.shift()) await this.#statement(next);
    };
    // one that stops must not leave the others running behind it
    const ended = await Promise.allSettled(Array.from({ length: together }, work));
    const failed = ended.find((outcome) => outcome.status === "rejected");
    if (failed !== undefined) throw failed.reason;
  }

  async #statement({ id, kind, text, features, parameters }: SmokeStatement): Promise<void> {
    const values = { run: "smoke", as_of: "2026-01-31T00:00:00Z", customer_id: "smoke" } as const;
    const status = await this.#attempt(id, kind, async () => {
      await this.#execute(text, Object.fromEntries(parameters.map((name) => [name, values[name]])));
    });
    if (status === "ok" || status === "raised") for (const feature of features) this.#shown.add(feature);
  }

  #execute(text: string, parameters: Readonly<Record<string, string>> = {}) {
    const { workspace, warehouseId, catalog, call } = this.#it;
    return workspace.sql.execute({ warehouseId, catalog, text, parameters }, call);
  }

  /** Written, read back, listed and deleted; then the files that the job lands. */
  async #volumeFiles(): Promise<void> {
    const { workspace, job, call } = this.#it;
    const [first = ""] = job.landed.keys();
    const probe = `${first.slice(0, first.lastIndexOf("/"))}/100% probe.txt`;
    await this.#attempt("volume.round_trip", "volume_file", async () => {
      const content = new TextEncoder().encode("fixloop\n");
      await workspace.volumes.write(probe, content, call);
      const back = await workspace.volumes.read(probe, call);
      const listed = await workspace.volumes.list(probe.slice(0, probe.lastIndexOf("/")), call);
      if (back === undefined || Buffer.compare(content, back) !== 0)
        throw unlike("a file of a volume came back changed");
      if (!(listed ?? []).some(({ path }) => path === probe))
        throw unlike("a file of a volume is not listed");
      await workspace.volumes.delete(probe, call);
      if ((await workspace.volumes.read(probe, call)) !== undefined)
        throw unlike("a deleted file of a volume is still there");
    });
    await this.#attempt("volume.landed_files", "volume_file", async () => {
      for (const [path, bytes] of job.landed) await workspace.volumes.write(path, bytes, call);
    });
  }

  async #job(): Promise<void> {
    const { api, workspace, job, folder, name, call, options } = this.#it;
    this.#made.push(madeFolder(api, folder));
    const uploaded = await this.#attempt("files", "workspace_file", async () => {
      const folders = new Set(
        [...job.files.keys()].map((path) => `${folder}/${path.slice(0, path.lastIndexOf("/"))}`),
      );
      for (const path of folders) await api.makeFolder(path, call);
      for (const [path, text] of job.files) await api.writeFile(`${folder}/${path}`, text, call);
    });
    if (uploaded !== "ok") return this.#skipTasks();
    this.#made.push(madeJob(api, jobName(name.id)));
    const tasks = new Map<string, TaskRun>();
    let runId: string | undefined;
    const status = await this.#attempt("job", "job", async () => {
      const jobId = await api.createJob(job.settings, call);
      runId = await startJob(workspace, { jobId, intent: name.id }, call);
      this.#made.push(canceledRun(workspace, runId));
      const { run } = await followRun(workspace, runId, {
        call,
        sleep: options.sleep,
        onTask: (task) => tasks.set(task.key, task),
      });
      for (const task of run.tasks) tasks.set(task.key, task);
    });
    if (runId === undefined || status !== "ok") return this.#skipTasks();
    for (const { key, kind } of job.tasks) this.#entry(await this.#taskEntry(key, kind, tasks.get(key)));
    await this.#landedRows();
  }

  #skipTasks(): void {
    for (const { key, kind } of this.#it.job.tasks) {
      this.#entry({ id: `task.${key}`, kind, status: "skipped", milliseconds: 0, failure: undefined });
    }
  }

  async #taskEntry(key: string, kind: SmokeKind, task: TaskRun | undefined): Promise<SmokeEntry> {
    const { workspace, call } = this.#it;
    const milliseconds = (task?.endedAt?.getTime() ?? 0) - (task?.startedAt?.getTime() ?? 0);
    const entry = { id: `task.${key}`, kind, milliseconds: Math.max(0, milliseconds) };
    if (task?.state === "succeeded") return { ...entry, status: "ok", failure: undefined };
    if (task === undefined || task.state === "upstream_failed" || task.state === "excluded") {
      return { ...entry, status: "skipped", failure: undefined };
    }
    const output = await workspace.jobs.output(task.runId, call).catch((error: unknown) => {
      if (error instanceof WorkspaceError) return undefined;
      throw error;
    });
    const said = `${output?.error ?? task.message} ${output?.trace ?? ""}`;
    return { ...entry, status: "failed", failure: failureOfTask(task.state, said) };
  }

  /** What the notebook says it did is nothing: the rows are what counts. */
  async #landedRows(): Promise<void> {
    await this.#attempt("land.rows", "landed_rows", async () => {
      const { rows } = await this.#execute(
        `SELECT count(*) AS landed FROM ${this.#it.name.schemaPrefix}_raw.landing`,
      );
      if (rows[0]?.[0] !== String(landedRows))
        throw unlike(`${rows[0]?.[0] ?? "no"} rows were landed, not ${landedRows}`);
    });
  }

  /** What was made is what the catalog shows. */
  async #informationSchema(): Promise<void> {
    const { name, statements } = this.#it;
    const wanted =
      statements.tables.length + statements.setup.filter(({ kind }) => kind === "create_view").length;
    await this.#attempt("catalog.tables", "information_schema", async () => {
      const schemas = schemaNames.map((schema) => `'${name.schemaPrefix}_${schema}'`).join(", ");
      const { rows } = await this.#execute(
        `SELECT count(*) AS relations FROM information_schema.tables WHERE table_schema IN (${schemas})`,
      );
      if (rows[0]?.[0] !== String(wanted))
        throw unlike(`the catalog shows ${rows[0]?.[0] ?? "no"} tables and views, not ${wanted}`);
    });
  }

  /** Twelve megabytes: more than a piece of a result holds, and less than the 25 at which a result is refused. */
  async #resultChunks(): Promise<void> {
    await this.#attempt("statement.chunks", "result_chunks", async () => {
      const { rows, truncated } = await this.#execute(
        "SELECT id, repeat('x', 1000) AS filler FROM range(12000)",
      );
      if (truncated || rows.length !== 12_000)
        throw unlike(`a result of 12000 rows came with ${rows.length}`);
    });
  }

  async #modelEnvelope(): Promise<void> {
    const { endpoint } = this.#it;
    if (endpoint === undefined) return;
    await this.#attempt("model.envelope", "model_envelope", async () => {
      const { type, answer, errorField } = await probeEnvelope(
        { ask: (text) => this.#execute(text) },
        endpoint,
      );
      this.#envelope = { type, answer, errorField };
      if (answer === undefined) throw unlike("the model's answer is in no field that is read");
    });
  }

  async #attempt(id: string, kind: SmokeKind, work: () => Promise<void>): Promise<SmokeStatus> {
    const { options, call } = this.#it;
    call.signal?.throwIfAborted();
    const from = options.subject.now().getTime();
    let failure: SmokeFailure | undefined;
    let lost = false;
    try {
      await work();
    } catch (error) {
      call.signal?.throwIfAborted();
      if (!(error instanceof WorkspaceError)) throw error;
      failure = failureOfError(error);
      lost = error.status === 0 && error.code === "UNREACHABLE";
    }
    const raised = failure?.condition === "USER_RAISED_EXCEPTION" && kind === "assertion";
    const status = failure === undefined ? "ok" : raised ? "raised" : "failed";
    const milliseconds = Math.max(0, options.subject.now().getTime() - from);
    this.#entry({ id, kind, status, milliseconds, failure });
    if (lost) throw new Unreachable();
    return status;
  }

  #entry(entry: SmokeEntry): void {
    this.#entries.push(entry);
    this.#it.options.onEntry?.(entry);
  }
}

/** What came is not what was sent: no error of Databricks, and worth as much in the report. */
const unlike = (message: string): WorkspaceError =>
  new WorkspaceError({ code: "UNEXPECTED_RESULT", status: 200, message, retriable: false });

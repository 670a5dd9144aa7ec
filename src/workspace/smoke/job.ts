import { governanceFileName, governanceFiles } from "../../governance/governanceFiles.ts";
import { notebook as notebookText } from "../../databricks/notebook.ts";
import { runtimeFolder, runtimePackageFiles, type RuntimeFiles } from "../../databricks/runtimeFiles.ts";
import { seedFiles } from "../../databricks/seedFiles.ts";
import { sqlFiles, type SqlFile } from "../../databricks/sqlFiles.ts";
import { landingVolumePath } from "../../databricks/storage.ts";
import type { JsonInput } from "../json.ts";
import type { ScratchProject } from "./scratchProject.ts";

/** The one-off job of a smoke test: what it needs in the workspace, and its settings. */
export interface SmokeJob {
  /** Text by path below the folder of the test. */
  readonly files: ReadonlyMap<string, string>;
  /** Bytes by path in the catalog's volume. */
  readonly landed: ReadonlyMap<string, Uint8Array>;
  readonly settings: JsonInput;
  readonly tasks: readonly SmokeTask[];
}

export interface SmokeTask {
  readonly key: string;
  readonly kind: "sql_file_task" | "notebook_task";
}

/** Seeds of each table: as few as show every column. */
const seedRows = 10;
/** Rows that the landed files hold together. */
export const landedRows = 10;

interface JobOptions {
  readonly name: string;
  /** Path of the folder that holds the files. */
  readonly folder: string;
  readonly catalog: string;
  readonly warehouseId: string;
  /** ISO 8601: the job's parameter as_of. */
  readonly asOf: string;
  /** Seconds that a task and the job may take. */
  readonly timeout: number;
  /** The Python modules that the notebooks call. */
  readonly runtime: RuntimeFiles;
}

/**
 * Generated files and notebooks as the jobs of the bundle run them: file tasks on the warehouse, whose `{{catalog}}`, `{{run}}` and
 * `{{as_of}}` come from parameters of the job, and notebooks on serverless compute. A job and not a one-time run
 * (jobs/runs/submit), since that has no parameters of its own.
 */
export function smokeJob({ plan, target }: ScratchProject, options: JobOptions): SmokeJob {
  const late = { ...target, runAs: undefined };
  const { tables, run, stages } = sqlFiles(plan);
  const ingest = stages.find(({ stage }) => stage === "ingest");
  const firstStep = ingest?.steps[0];
  if (ingest === undefined || firstStep === undefined) throw new TypeError("smoke: the plan has no ingest");
  const functions = governanceFiles({ ...plan, targets: [late] }).find(({ step }) => step === "functions");
  if (functions === undefined) throw new TypeError(`smoke: there is no ${governanceFileName("functions")}`);

  const sqlTasks: Readonly<Record<string, Pick<SqlFile, "path" | "text">>> = {
    tables,
    functions,
    in_force: run.setupInForce,
    acquire_lease: run.acquire,
    open_run: run.open.loop,
    landing_record: firstStep,
    release_lease: run.closeSetup,
  };
  const runtime = `${options.folder}/${runtimeFolder}`;
  const volume = landingVolumePath(options.catalog, plan.schemaPrefix);
  const notebooks: Readonly<
    Record<string, { readonly path: string; readonly text: string; readonly widgets: Record<string, string> }>
  > = {
    seeds: {
      path: "notebooks-gen/seeds.py",
      text: notebookText("seeds"),
      widgets: { runtime, seeds: `${options.folder}/bundle/seeds` },
    },
    land: {
      path: "notebooks-gen/land.py",
      text: notebookText("land"),
      widgets: {
        runtime,
        sources: `${options.folder}/bundle/land/sources.json`,
        landing: volume,
        schema_prefix: plan.schemaPrefix,
      },
    },
  };
  // each waits for the one before it: what one needs, all before it have made
  const order = [
    "tables",
    "functions",
    "seeds",
    "in_force",
    "acquire_lease",
    "open_run",
    "land",
    "landing_record",
  ];
  const common = { timeout_seconds: options.timeout };
  const task = (key: string, after: string | undefined): { readonly [key: string]: JsonInput } => {
    const notebook = notebooks[key];
    const depends = after === undefined ? {} : { depends_on: [{ task_key: after }] };
    return notebook === undefined
      ? {
          task_key: key,
          ...depends,
          ...common,
          sql_task: {
            warehouse_id: options.warehouseId,
            file: { path: `${options.folder}/${sqlTasks[key]?.path ?? ""}`, source: "WORKSPACE" },
          },
        }
      : {
          task_key: key,
          ...depends,
          ...common,
          notebook_task: {
            // a notebook loses its extension when it is imported
            notebook_path: `${options.folder}/${notebook.path.replace(/[.]py$/, "")}`,
            base_parameters: notebook.widgets,
            source: "WORKSPACE",
          },
        };
  };
  return {
    files: new Map([
      ...Object.values(sqlTasks).map(({ path, text }): [string, string] => [path, text]),
      ...Object.values(notebooks).map(({ path, text }): [string, string] => [path, text]),
      ...runtimePackageFiles(options.runtime),
      ...seedFiles({
        ...plan,
        seeds: plan.seeds.map((seed) => ({ ...seed, rows: seed.rows.slice(0, seedRows) })),
      }),
      ["bundle/land/sources.json", `${JSON.stringify({ sources: landedSources })}\n`],
    ]),
    landed: new Map(
      Object.entries(landedFiles).map(([path, text]) => [
        `${volume}/${path}`,
        new TextEncoder().encode(text),
      ]),
    ),
    settings: {
      name: options.name,
      max_concurrent_runs: 1,
      timeout_seconds: options.timeout,
      queue: { enabled: true },
      tags: { fixloop: "smoke" },
      parameters: [
        { name: "catalog", default: options.catalog },
        { name: "run", default: "{{job.run_id}}" },
        { name: "setup", default: "smoke" },
        { name: "as_of", default: options.asOf },
      ],
      tasks: [
        ...order.map((key, index) => task(key, order[index - 1])),
        { ...task("release_lease", order.at(-1)), run_if: "ALL_DONE" },
      ],
    },
    tasks: [...order, "release_lease"].map((key) => ({
      key,
      kind: notebooks[key] === undefined ? "sql_file_task" : "notebook_task",
    })),
  };
}

const landedSources = [
  { source: "smoke-lines", kind: "reviews", format: "jsonl", reader: "smoke", files: ["smoke/*.jsonl"] },
  { source: "smoke-table", kind: "tickets", format: "csv", reader: "smoke", files: ["smoke/*.csv"] },
];

const five = [1, 2, 3, 4, 5] as const;

const landedFiles: Readonly<Record<string, string>> = {
  "smoke/lines.jsonl": five
    .map((number) => `{"id":"l${number}","text":"Sync stopped, number ${number}"}\n`)
    .join(""),
  "smoke/table.csv": `id,text\n${five.map((number) => `t${number},"Sync stopped, number ${number}"\n`).join("")}`,
};

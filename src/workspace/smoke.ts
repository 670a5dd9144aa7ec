import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { viewNamesOf } from "../contract/view.ts";
import type { Plan } from "../plan/plan.ts";
import { sql, table } from "../sql/sql.ts";
import type { QueryRunner } from "../reading/queryRunner.ts";
import { deployedManifest, type Manifest } from "./deployedFiles.ts";
import { WorkspaceError } from "./errors.ts";
import { deployedFileProblems, fileProblemText } from "./fileProblems.ts";
import type { OpenTarget } from "./target.ts";

/** One thing that must hold after a deployment. */
export interface SmokeResult {
  readonly id: string;
  readonly passed: boolean;
  /** What was seen, or why it failed: one line without data. */
  readonly detail: string;
}

/** Every serving view answers, the ledger can be read, and it holds the versions that were deployed. Never throws for a failed one. */
export async function smokeQueries(
  reader: QueryRunner,
  { views }: Plan,
  manifest: Manifest,
): Promise<readonly SmokeResult[]> {
  const results: SmokeResult[] = [];
  for (const view of viewNamesOf(views)) {
    results.push(
      await attempt(view, async () => {
        const [row] = await reader.rows(sql`SELECT count(*) AS view_rows FROM ${table(view)}`);
        return { passed: true, detail: `${row?.["view_rows"] ?? "no"} rows` };
      }),
    );
  }
  results.push(
    await attempt("ledger", async () => {
      const [row] = await reader.rows(
        sql`SELECT max(run_id) AS run_id FROM ${table("curated.pipeline_run")}`,
      );
      const run = row?.["run_id"] ?? null;
      return { passed: true, detail: run === null ? "no run yet" : `newest run ${run}` };
    }),
    await attempt("seeds", async () => {
      const [row] = await reader.rows(
        sql`SELECT code_version, taxonomy_version FROM ${table("curated.setting")}`,
      );
      const [code, taxonomy] = [row?.["code_version"], row?.["taxonomy_version"]];
      const passed = code === manifest.codeVersion && taxonomy === manifest.taxonomyVersion;
      return {
        passed,
        detail: passed
          ? `taxonomy ${manifest.taxonomyVersion}`
          : `the tables hold code ${code ?? "none"} and taxonomy ${taxonomy ?? "none"}, not what was deployed`,
      };
    }),
  );
  return results;
}

/**
 * What was uploaded is byte for byte what was compiled: the manifest, and every file that it lists. Dashboards are left out:
 * the workspace keeps them as objects of its own and rewrites their JSON.
 */
export async function smokeFiles(
  { workspace, configuration, folder, call }: OpenTarget,
  manifest: Manifest,
): Promise<SmokeResult> {
  return attempt("files", async () => {
    const root = configuration.filePath;
    const deployed = await deployedManifest(workspace.files, root, call);
    if (deployed?.hash !== manifest.hash) {
      return {
        passed: false,
        detail: `the manifest in the workspace is ${deployed === undefined ? "missing" : "another one"}`,
      };
    }
    const wanted = new Map<string, Uint8Array>();
    for (const path of manifest.files.keys())
      if (!path.endsWith(".lvdash.json")) wanted.set(path, await readFile(join(folder, path)));
    const problems = await deployedFileProblems(
      workspace.files,
      { root, wanted, synced: configuration.syncedPaths },
      call,
    );
    // other files there belong to someone else
    const wrong = problems.filter(({ kind }) => kind !== "surplus");
    const [first] = wrong;
    return first === undefined
      ? { passed: true, detail: `manifest ${manifest.hash.slice(0, 12)}` }
      : {
          passed: false,
          detail: `${wrong.length} ${wrong.length === 1 ? "file is" : "files are"} not as compiled, such as ${fileProblemText(first)}`,
        };
  });
}

async function attempt(id: string, look: () => Promise<Omit<SmokeResult, "id">>): Promise<SmokeResult> {
  try {
    return { id, ...(await look()) };
  } catch (error) {
    // no one was asked: that isn't an answer to whether it holds
    if (!(error instanceof WorkspaceError) || error.status === 0) throw error;
    return { id, passed: false, detail: error.message };
  }
}

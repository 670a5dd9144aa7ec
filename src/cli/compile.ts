import { catalogue } from "../stages/catalogue.ts";
import { bundleRoots, emitBundle } from "../databricks/emitBundle.ts";
import type { RuntimeFiles } from "../databricks/runtimeFiles.ts";
import { checkFiles, EmitRefused, writeFiles, type Emission, type FileDifference } from "../emit/files.ts";
import { lineagePage } from "../lineage/lineagePage.ts";
import { LineageFailure, planLineage } from "../lineage/planLineage.ts";
import type { Plan } from "../plan/plan.ts";
import { formatHuman, hasErrors } from "../spec/diagnostics.ts";
import { diagnosticsReference } from "../spec/diagnosticsReference.ts";
import { loadProject, ProjectNotFound, readProjectFiles } from "../spec/load.ts";
import { neutralLine } from "../spec/print/neutral.ts";
import { editorSchemas } from "../spec/schema/editorSchemas.ts";
import { specReference } from "../spec/specReference.ts";
import { UserError, type CommandHandler, type ExitCode, type Output } from "./command.ts";
import { environmentFault } from "./environmentFault.ts";
import { userErrorText } from "./userErrorText.ts";
import { planOf, projectFolder } from "./projectFolder.ts";
import { readRuntimeFiles } from "./runtimeFiles.ts";

export interface CompileOptions {
  /** The folder that holds pipeline.yaml. */
  readonly folder: string;
  /** Whether to write nothing and name what is stale. */
  readonly check: boolean;
  readonly stdout: Output;
  readonly stderr: Output;
}

/** Everything that the compiler owns in a project: folders end in `/`. */
export const ownedPaths = [
  ...bundleRoots,
  "schemas/",
  "docs/reference/spec-reference.md",
  "docs/reference/diagnostics.md",
  "docs/reference/lineage.md",
  // where earlier versions wrote these pages: owned, so that they are deleted
  "docs/spec-reference.md",
  "docs/diagnostics.md",
  "docs/lineage.md",
] as const;

/** All generated files of a project by path: the bundle, the schemas for editors, the reference pages. Pure. */
export function compiledFiles(plan: Plan, runtime: RuntimeFiles): ReadonlyMap<string, string> {
  return new Map([
    ...emitBundle(plan, runtime),
    ...Object.entries(editorSchemas()),
    ["docs/reference/spec-reference.md", specReference()],
    ["docs/reference/diagnostics.md", diagnosticsReference(catalogue)],
    ["docs/reference/lineage.md", lineagePage(plan, planLineage(plan))],
  ]);
}

/**
 * Compiles a project and writes what differs, or with `check` names it. 0: done, or nothing is stale; 1: the spec has
 * errors, the lineage of a statement is not known, or files are stale; 2: there is no project, or its files can't be read or written.
 */
export async function compileCommand({ folder, check, stdout, stderr }: CompileOptions): Promise<ExitCode> {
  try {
    const sources = readProjectFiles(folder);
    const { project, diagnostics } = loadProject(sources, catalogue);
    if (diagnostics.length > 0)
      stderr.write(formatHuman(diagnostics, sources, { color: stderr.isTTY === true }));
    if (project === undefined || hasErrors(diagnostics)) return 1;

    const emission: Emission = {
      folder,
      files: compiledFiles(await planOf({ folder, project }), readRuntimeFiles()),
      owned: ownedPaths,
    };
    return check
      ? staleness(await checkFiles(emission), stdout, stderr)
      : written(await writeFiles(emission), stdout, stderr);
  } catch (error) {
    if (error instanceof LineageFailure) {
      for (const problem of error.problems) stderr.write(`error: ${neutralLine(problem)}\n`);
      return 1;
    }
    const fault =
      error instanceof ProjectNotFound || error instanceof EmitRefused
        ? new UserError(error.message)
        : await environmentFault(error, folder);
    if (fault === undefined) throw error;
    stderr.write(userErrorText(fault));
    return 2;
  }
}

function written(difference: FileDifference, stdout: Output, stderr: Output): ExitCode {
  for (const line of lines(difference, { changed: "wrote", missing: "wrote", surplus: "deleted" }))
    stdout.write(line);
  const count = difference.changed.length + difference.missing.length;
  stderr.write(
    `${count} written, ${difference.surplus.length} deleted, ${difference.same.length} unchanged.\n`,
  );
  return 0;
}

function staleness(difference: FileDifference, stdout: Output, stderr: Output): ExitCode {
  const stale = lines(difference, { changed: "changed", missing: "missing", surplus: "surplus" });
  for (const line of stale) stdout.write(line);
  if (stale.length === 0) {
    stderr.write(`All ${difference.same.length} generated files are up to date.\n`);
    return 0;
  }
  stderr.write(`${stale.length} generated files are stale: run \`fixloop compile\`.\n`);
  return 1;
}

type Words = Readonly<Record<"changed" | "missing" | "surplus", string>>;

function lines(difference: FileDifference, words: Words): readonly string[] {
  return (["changed", "missing", "surplus"] as const).flatMap((kind) =>
    difference[kind].map((path) => `${words[kind]} ${neutralLine(path)}\n`),
  );
}

/** `fixloop compile`: the Databricks bundle, the schemas for editors and the reference pages. */
export const compile: CommandHandler = async (context, input) =>
  compileCommand({
    folder: projectFolder(context, input),
    check: input.options["check"] === true,
    stdout: context.stdout,
    stderr: context.stderr,
  });

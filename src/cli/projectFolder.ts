import { catalogue } from "../stages/catalogue.ts";
import path from "node:path";
import { primeClassifierCache, saveClassifierCache } from "../classifier/cacheFolder.ts";
import { classifierOf } from "../classifier/memory.ts";
import { buildPlan, type Plan } from "../plan/plan.ts";
import { formatHuman, hasErrors, type Diagnostic } from "../spec/diagnostics.ts";
import {
  loadProject,
  ProjectNotFound,
  readProjectFiles,
  schemasIn,
  type ProjectFiles,
} from "../spec/load.ts";
import type { PipelineTest } from "../spec/pipelineTest.ts";
import type { Project } from "../spec/project.ts";
import { textOption, UserError, type CommandContext, type CommandInput } from "./command.ts";

export interface LoadedProject {
  readonly folder: string;
  readonly project: Project;
  readonly tests: readonly PipelineTest[];
}

/** The folder that `--project` names, absolute. */
export function projectFolder(context: CommandContext, input: CommandInput): string {
  return path.resolve(context.cwd, textOption(input, "project") ?? ".");
}

/** Reads and checks the project; prints what is wrong and gives undefined where it has errors. */
export function openProject(context: CommandContext, input: CommandInput): LoadedProject | undefined {
  const { loaded, diagnostics, files } = readProject(context, input);
  if (loaded === undefined)
    context.stderr.write(formatHuman(diagnostics, files, { color: context.stderr.isTTY === true }));
  return loaded;
}

/** The same for commands that need the spec less: its errors are counted in a warning, which says what is done instead. */
export function openProjectOrWarn(
  context: CommandContext,
  input: CommandInput,
  instead: string,
): LoadedProject | undefined {
  const { loaded, diagnostics } = readProject(context, input);
  if (loaded === undefined) {
    const errors = diagnostics.filter(({ severity }) => severity === "error").length;
    context.stderr.write(
      `warning: the spec has ${errors} ${errors === 1 ? "error" : "errors"} (\`fixloop check\` lists them); ${instead}\n`,
    );
  }
  return loaded;
}

function readProject(
  context: CommandContext,
  input: CommandInput,
): {
  readonly loaded: LoadedProject | undefined;
  readonly diagnostics: readonly Diagnostic[];
  readonly files: ProjectFiles;
} {
  const folder = projectFolder(context, input);
  let files: ProjectFiles;
  try {
    files = readProjectFiles(folder);
  } catch (error) {
    if (error instanceof ProjectNotFound)
      throw new UserError(
        error.message,
        "Go to a folder with a pipeline.yaml, name one with --project, or make one with `fixloop init`.",
      );
    throw error;
  }
  const { project, tests, diagnostics } = loadProject(files, catalogue, { schemas: schemasIn(folder) });
  const hasFailed = hasErrors(diagnostics) || project === undefined;
  return { loaded: hasFailed ? undefined : { folder, project, tests }, diagnostics, files };
}

export async function loadPlan(
  context: CommandContext,
  input: CommandInput,
): Promise<(LoadedProject & { readonly plan: Plan }) | undefined> {
  const loaded = openProject(context, input);
  return loaded === undefined ? undefined : { ...loaded, plan: await planOf(loaded) };
}

/** The plan of a project. What it trains is kept in `.fixloop/cache`, by content, for the next process. */
export async function planOf({ folder, project }: Omit<LoadedProject, "tests">): Promise<Plan> {
  const cache = path.join(folder, ".fixloop", "cache");
  await primeClassifierCache(cache);
  const plan = buildPlan(project, classifierOf(project));
  try {
    await saveClassifierCache(cache);
  } catch (error) {
    // a cache that can't be written only means training again: a read-only project needs no more
    if (!(error instanceof Error && "syscall" in error)) throw error;
  }
  return plan;
}

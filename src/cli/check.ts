import { catalogue } from "../stages/catalogue.ts";
import { randomBytes } from "node:crypto";
import { chmod, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { packageVersion } from "../plan/packageVersion.ts";
import { seenSources } from "../local/seenSources.ts";
import { formatHuman, formatJson, formatSarif, hasErrors } from "../spec/diagnostics.ts";
import { applyFixes } from "../spec/fix.ts";
import {
  loadProject,
  ProjectNotFound,
  readProjectFiles,
  schemasIn,
  withSeenSources,
  type LoadedSpec,
  type ProjectFiles,
} from "../spec/load.ts";
import { neutralLine } from "../spec/print/neutral.ts";
import type { SeenSource } from "../spec/seenSource.ts";
import { textOption, UserError, type CommandHandler, type ExitCode, type Output } from "./command.ts";
import { environmentFault } from "./environmentFault.ts";
import { userErrorText } from "./userErrorText.ts";
import { projectFolder } from "./projectFolder.ts";

export interface CheckOptions {
  /** The folder that holds pipeline.yaml. */
  readonly folder: string;
  readonly format: "human" | "json" | "sarif";
  /** Whether to apply the safe fixes first. */
  readonly fix: boolean;
  /** Whether to read the files of the sources, as the loop would at this time. */
  readonly data?: (() => Date) | undefined;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Set to anything, it turns colours off on a terminal too (no-color.org). */
  readonly noColor?: string | undefined;
}

/** A fix can bring what is behind it to light: a key that now reads as it should may have a misspelt value. */
const mostRounds = 5;

/**
 * Checks a project and prints what it found to stdout. 0: nothing, or warnings only; 1: errors; 2: there is no project,
 * or it can't be read or written.
 */
export async function checkCommand({
  folder,
  format,
  fix,
  data,
  stdout,
  stderr,
  noColor,
}: CheckOptions): Promise<ExitCode> {
  try {
    let files = readProjectFiles(folder);
    let found = await checked(files, folder);
    if (fix) {
      for (let round = 0; round < mostRounds; round += 1) {
        const { changed, applied } = applyFixes(files, found.loaded.diagnostics);
        if (changed.size === 0) break;
        for (const [file, text] of changed) await replaceFile(join(folder, file), text);
        for (const { file, span, fix: done } of applied) {
          stderr.write(
            `fixed ${neutralLine(file)}:${span.start.line}:${span.start.col}: ${neutralLine(done?.title ?? "")}\n`,
          );
        }
        files = readProjectFiles(folder);
        found = await checked(files, folder);
      }
    }
    const { diagnostics, project } =
      data === undefined ? found.loaded : await withRecords(found, folder, data);
    if (format === "json") stdout.write(formatJson(diagnostics));
    else if (format === "sarif") stdout.write(formatSarif(diagnostics, packageVersion));
    else {
      stdout.write(formatHuman(diagnostics, files, { color: stdout.isTTY === true && !noColor }));
      if (diagnostics.length === 0) stderr.write(`No problems in ${counted(files)}.\n`);
    }
    return project === undefined || hasErrors(diagnostics) ? 1 : 0;
  } catch (error) {
    const fault =
      error instanceof ProjectNotFound ? new UserError(error.message) : await environmentFault(error, folder);
    if (fault === undefined) throw error;
    stderr.write(userErrorText(fault));
    return 2;
  }
}

/** A spec, and the same with what is wrong once its files have been opened. */
interface Checked {
  readonly spec: LoadedSpec;
  readonly seen: readonly SeenSource[];
  readonly loaded: LoadedSpec;
}

/** Everything wrong with a project, what only its files of data show included. */
async function checked(files: ProjectFiles, folder: string): Promise<Checked> {
  const spec = loadProject(files, catalogue, { schemas: schemasIn(folder) });
  const seen = await seenSources(spec.sources, folder);
  return { spec, seen, loaded: withSeenSources(spec, seen) };
}

/** With what the records of the sources come to, where the spec itself has no errors: else no mapping is whole. */
async function withRecords(
  { spec, seen, loaded }: Checked,
  folder: string,
  now: () => Date,
): Promise<LoadedSpec> {
  if (spec.project === undefined) return loaded;
  // the database is loaded for those who ask
  const [{ reportSources }, { judgedSource }] = await Promise.all([
    import("./sourceTrial.ts"),
    import("./judgedSource.ts"),
  ]);
  const reports = await reportSources({ project: spec.project, folder, name: undefined, now });
  const judged = new Map(reports.map((report) => [report.source, report]));
  return withSeenSources(
    spec,
    seen.map((one) => {
      const report = judged.get(one.source);
      return report === undefined ? one : judgedSource(one, report);
    }),
  );
}

const counted = ({ size }: ProjectFiles): string => `${size} file${size === 1 ? "" : "s"}`;

/** Whole or not at all: a reader, or a kill, sees the old text or the new. A link keeps pointing where it did. */
async function replaceFile(path: string, text: string): Promise<void> {
  const real = await realpath(path);
  const { mode } = await stat(real);
  const temporary = `${real}.${randomBytes(6).toString("hex")}.tmp`;
  try {
    await writeFile(temporary, text, { flag: "wx" });
    await chmod(temporary, mode);
    await rename(temporary, real);
  } catch (error) {
    await rm(temporary, { force: true });
    // a full disk is found by a write, whose error names no file
    if (error instanceof Error && "syscall" in error && !("path" in error))
      Object.assign(error, { path: real });
    throw error;
  }
}

/** `fixloop check`: everything wrong with a project, in one pass. */
export const check: CommandHandler = async (context, input) =>
  checkCommand({
    folder: projectFolder(context, input),
    format: (textOption(input, "format") ?? "human") as CheckOptions["format"],
    fix: input.options["fix"] === true,
    data: input.options["data"] === true ? context.now : undefined,
    stdout: context.stdout,
    stderr: context.stderr,
    noColor: context.env["NO_COLOR"],
  });

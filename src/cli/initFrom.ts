import { existsSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { inspectFile, stemOf, type InspectedFile } from "../local/inspectFile.ts";
import { UnreadableFile } from "../local/unreadableFile.ts";
import { sourceOfPreset } from "../profile/sourceOfPreset.ts";
import { proposedSource, type FilesOfOneShape, type ProposedSource } from "../profile/proposedSource.ts";
import { loadProject } from "../spec/load.ts";
import { didYouMean } from "../spec/nearest.ts";
import { kindsOf } from "../spec/presetSource.ts";
import { isFeedbackKind } from "../spec/sourceFields.ts";
import { catalogue } from "../stages/catalogue.ts";
import { sourcePresets } from "../systems/sourcePresets.ts";
import { compileCommand, ownedPaths } from "./compile.ts";
import { UserError, type CommandContext, type ExitCode } from "./command.ts";
import { firstTaxonomy, type FirstTaxonomy } from "./firstTaxonomy.ts";
import { initFromText } from "./initFromText.ts";
import { run } from "./run.ts";
import { workingName } from "./workingName.ts";

export interface InitFromOptions {
  /** The folder of the project as the user named it. */
  readonly dir: string;
  /** Files of feedback as the user named them. */
  readonly from: readonly string[];
  /** The preset that all of them are exports of, if the user named one. */
  readonly preset: string | undefined;
}

const reportFile = "report.html";

/**
 * `fixloop init DIR --from FILE…`: a project made of files of feedback: how they are read, what their fields mean, a
 * contract and a first taxonomy; then it is compiled and run, and the report is written. Nothing that is there is replaced.
 *
 * @throws {UserError} before anything is written, where the folder holds a project or a file can't be read
 */
export async function initFrom(
  context: CommandContext,
  { dir, from, preset }: InitFromOptions,
): Promise<ExitCode> {
  const folder = path.resolve(context.cwd, dir);
  requireRoom(folder, dir);
  const propose = preset === undefined ? proposedSource : ofPreset(preset);
  const inspected = await inspectAll(context, folder, from);
  const { sources, withoutTexts } = sourcesOf(inspected, propose);
  const name = workingName(path.basename(folder), new Set());
  const first = await firstTaxonomy({ name, sources, folder, now: context.now });
  requireSound(first.files);
  for (const [file, text] of first.files) writeNew(path.join(folder, file), text);
  const ignored = path.join(folder, ".gitignore");
  // what a run leaves holds feedback of customers, which has no place in a repository
  if (!existsSync(ignored)) writeNew(ignored, `.fixloop/\n.databricks/\n${reportFile}\n`);
  context.stdout.write(initFromText({ dir, first, withoutTexts }));

  let said = "";
  const compiled = await compileCommand({
    folder,
    check: false,
    stdout: { write: () => undefined },
    stderr: { write: (text) => (said += text) },
  });
  if (compiled !== 0) {
    context.stderr.write(said);
    return compiled;
  }
  const report = path.join(dir, reportFile);
  const code = await run(context, {
    arguments: [],
    options: { project: dir, report, format: "human", job: "loop" },
  });
  if (code === 0) context.stdout.write(`\nOpen ${report} in a browser.\n`);
  return code;
}

/** Nothing of a project may be there, nor anything that a compilation would own. */
function requireRoom(folder: string, dir: string): void {
  if (existsSync(folder) && !statSync(folder).isDirectory())
    throw new UserError(`${dir} is a file.`, "Name a new folder; nothing was written.");
  const taken = ["pipeline.yaml", "taxonomy", "evals", "tests", reportFile, ...ownedPaths].find((file) =>
    existsSync(path.join(folder, file)),
  );
  if (taken !== undefined)
    throw new UserError(
      `${path.join(dir, taken)} is there already.`,
      "Name a new folder: `fixloop init NEW --from FILE`; nothing was written.",
    );
}

interface NamedFile extends InspectedFile {
  /** Relative to the folder of the project. */
  readonly file: string;
  /** As the user sees it. */
  readonly shown: string;
}

/** Reads every file; all that can't be read are named at once. */
async function inspectAll(
  { cwd }: CommandContext,
  folder: string,
  from: readonly string[],
): Promise<readonly NamedFile[]> {
  const inspected: NamedFile[] = [];
  const problems: string[] = [];
  for (const named of new Set(from.map((file) => path.resolve(cwd, file)))) {
    const shown = path.relative(cwd, named) || named;
    try {
      const file = specPath(folder, named);
      if (file === undefined) {
        problems.push(
          `${shown}: its path can't be written into a spec: it has a backslash or is on another drive`,
        );
        continue;
      }
      if (statSync(named, { throwIfNoEntry: false })?.isDirectory() === true) {
        problems.push(`${shown} is a folder: name its files`);
        continue;
      }
      const found = await inspectFile(named);
      if (found.count === 0) problems.push(`${shown} holds no record`);
      inspected.push({ ...found, file, shown });
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error;
      problems.push(`${shown} can't be read: ${error.message}`);
    }
  }
  if (problems.length > 0)
    throw new UserError(
      problems.join("\n  "),
      "Correct the files or leave them out; nothing was written. docs/reference/source-files.md lists what can be read.",
    );
  return inspected;
}

/** The path of a file as `files:` of a source has it; undefined where it has none. */
function specPath(folder: string, file: string): string | undefined {
  const relative = path.relative(folder, file);
  if (path.isAbsolute(relative)) return undefined;
  const written = relative.split(path.sep).join("/");
  return written.includes("\\") ? undefined : written;
}

interface Sources {
  readonly sources: ReadonlyMap<string, ProposedSource>;
  /** Files in which no field holds texts. */
  readonly withoutTexts: readonly string[];
}

type Proposing = (files: FilesOfOneShape) => ProposedSource | undefined;

/** @throws {UserError} for a preset that is none of ours, or that knows no feedback */
function ofPreset(id: string): Proposing {
  const preset = sourcePresets.find((known) => known.id === id);
  if (preset === undefined) {
    const ids = sourcePresets.map((known) => known.id);
    throw new UserError(
      `There is no preset ${JSON.stringify(id)}.${didYouMean(id, ids)}`,
      `Presets: ${ids.join(", ")}.`,
    );
  }
  const kind = kindsOf(preset).find(isFeedbackKind);
  if (kind === undefined)
    throw new UserError(
      `The preset ${id} holds no feedback.`,
      "Name a preset of feedback, or leave it out: the fields are then proposed.",
    );
  return (files) => sourceOfPreset(files, preset, kind);
}

/** Files that are read alike and mapped alike are one source. */
function sourcesOf(files: readonly NamedFile[], propose: Proposing): Sources {
  const alone = files.map((file) => ({ file, proposed: propose(shapeOf([file])) }));
  const groups = Map.groupBy(
    alone.filter(({ proposed }) => proposed !== undefined),
    ({ file: { format, encoding, delimiter, repeatedColumns, records }, proposed }) =>
      JSON.stringify([
        format,
        encoding?.encoding,
        delimiter,
        repeatedColumns,
        records,
        proposed?.fields.map(({ field, steps, format: form, scale }) => [field, steps, form, scale]),
      ]),
  );
  const withoutTexts = alone.flatMap(({ file, proposed }) => (proposed === undefined ? [file.shown] : []));
  if (groups.size === 0)
    throw new UserError(
      `No column of ${withoutTexts.join(", ")} holds texts of customers.`,
      "Name a file with what they wrote, in sentences. Telemetry, usage and releases are added by hand: docs/how-to/add-a-source.md.",
    );
  const taken = new Set<string>();
  const sources = new Map<string, ProposedSource>();
  for (const group of groups.values()) {
    const shape = shapeOf(group.map(({ file }) => file));
    sources.set(workingName(shape.name, taken), ofGroup(propose(shape), group[0]?.proposed));
  }
  return { sources, withoutTexts };
}

/** Exports overlap: what is an id in each file alone is one, though records come again in the next file. */
function ofGroup(together: ProposedSource | undefined, alone: ProposedSource | undefined): ProposedSource {
  if (alone === undefined || together === undefined)
    throw new TypeError("init: files of one shape with texts make a source");
  if (alone.idKeys !== undefined) return together;
  return { ...together, fields: alone.fields, idKeys: undefined, sharedId: undefined, sameId: 0 };
}

function shapeOf(files: readonly NamedFile[]): FilesOfOneShape {
  const [first] = files;
  if (first === undefined) throw new TypeError("init: a shape has at least one file");
  const { format, encoding, delimiter, repeatedColumns, records } = first;
  return {
    name: stemOf(first.file),
    files: files.map(({ file }) => file),
    format,
    encoding,
    delimiter,
    repeatedColumns,
    records,
    start: files.flatMap(({ start }) => start),
    modified: new Date(Math.max(...files.map(({ modified }) => modified.getTime()))),
  };
}

/** What is proposed has to load: anything else is a bug of ours. */
function requireSound(files: FirstTaxonomy["files"]): void {
  const { project, diagnostics } = loadProject(files, catalogue);
  if (project === undefined)
    throw new Error(
      `init: the proposed project has errors: ${diagnostics.map(({ file, span, message }) => `${file}:${span.start.line} ${message}`).join("; ")}`,
    );
}

function writeNew(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text, { flag: "wx" });
}

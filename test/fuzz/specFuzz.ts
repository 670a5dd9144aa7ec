import path from "node:path";
import { readRuntimeFiles } from "../../src/cli/runtimeFiles.ts";
import { classifierOf } from "../../src/classifier/memory.ts";
import { emitBundle } from "../../src/databricks/emitBundle.ts";
import type { Database } from "../../src/local/database.ts";
import { memoryDatabase } from "../../src/local/memoryDatabase.ts";
import { loadSeeds } from "../../src/local/seeds.ts";
import { buildPlan } from "../../src/plan/plan.ts";
import { Random } from "../../src/samples/random.ts";
import {
  formatHuman,
  formatJson,
  formatSarif,
  hasErrors,
  type Diagnostic,
  type Place,
} from "../../src/spec/diagnostics.ts";
import { applyFixes } from "../../src/spec/fix.ts";
import { loadProject, readProjectFiles, type ProjectFiles } from "../../src/spec/load.ts";
import type { Project } from "../../src/spec/project.ts";
import { catalogue } from "../../src/stages/catalogue.ts";
import { thirtyMistakes } from "../spec/thirtyMistakes.ts";
import { smallProject } from "../support/project.ts";
import { planOf } from "../support/planOf.ts";
import { yamlFiles } from "../support/yamlProject.ts";
import { mutated } from "./draws.ts";
import { encodedText } from "./encodedText.ts";
import type { Finding } from "./fileFuzz.ts";
import { yamlMutations } from "./yamlMutations.ts";

/** A project of which one file is mutated. */
export interface SpecCase {
  readonly number: number;
  readonly files: ProjectFiles;
  /** The file that was mutated, and what happened to it. */
  readonly history: string;
}

const root = path.resolve(import.meta.dirname, "..", "..");
/** Texts of a labelled file that are kept: every one of them is a node, and none is read otherwise than the next. */
const mostOfLabelled = 6_000;

let projects: readonly (readonly [project: ProjectFiles, weight: number])[] | undefined;

/** The repository's own project and those of tests, large files of labels cut short; small ones are drawn more often. */
function seedProjects(): NonNullable<typeof projects> {
  const of = (folder: string): ProjectFiles =>
    new Map(
      [...readProjectFiles(path.join(root, folder))].map(([file, text]) => [
        file,
        text.length <= mostOfLabelled || !file.startsWith("evals/")
          ? text
          : text.slice(0, text.lastIndexOf("\n- ", mostOfLabelled) + 1),
      ]),
    );
  return [
    [yamlFiles(), 4],
    [of("test/bundle/project"), 4],
    [of("test/engines/hurting"), 6],
    [of("."), 5],
    [of("test/projects/seamonkey"), 1],
    [of("test/projects/world-small"), 1],
    [new Map([["pipeline.yaml", thirtyMistakes]]), 1],
  ];
}

/** The case of a number: the same for the same seed, whichever others are drawn. */
export function specCase(seed: string, number: number): SpecCase {
  projects ??= seedProjects();
  const random = Random.of("mutated spec", seed, number);
  const files = new Map(random.weighted(projects));
  const file = random.chance(0.5) ? "pipeline.yaml" : random.pick([...files.keys()]);
  const { value, names } = mutated(files.get(file) ?? "", yamlMutations, {
    times: random.weighted([
      [1, 12],
      [2, 4],
      [4, 1],
    ]),
    random,
  });
  const placed = random.chance(0.04)
    ? random.pick([
        "taxonomy/a.yaml",
        "evals/gates.yaml",
        "evals/a.yml",
        "tests/a.yaml",
        "taxonomy/\u202E\u001B[1m.yaml",
      ])
    : file;
  if (random.chance(0.02)) files.delete(file);
  // as it is read from a disk, where it may have been saved in another encoding
  files.set(
    placed,
    random.chance(0.03) ? encodedText("windows-1252", value).toString("utf8") : value.toWellFormed(),
  );
  return {
    number,
    files,
    history: [`${file}${placed === file ? "" : ` as ${placed}`}`, ...names].join("; "),
  };
}

/** Of the projects that load, how many are compiled into a bundle: that takes fifty times as long as loading. */
const compiledOf = 20;
const seededOf = 5;

export interface Loaded {
  readonly findings: readonly Finding[];
  readonly loaded: number;
  readonly diagnostics: number;
  readonly compiled: number;
}

/** Processor time that a case may take. */
const mostSeconds = 20;

/**
 * Loads the cases, prints what they are told, applies the fixes, and plans those that load. Whatever throws, or takes too
 * long, is a bug; so is a place that isn't in its file, a printed character that acts on a terminal, and a project
 * that loads with errors, or doesn't load without one.
 */
export async function loadCases(cases: readonly SpecCase[]): Promise<Loaded> {
  const database = await memoryDatabase(planOf(smallProject()));
  const findings: Finding[] = [];
  const sums = { loaded: 0, diagnostics: 0, compiled: 0 };
  try {
    for (const { number, files } of cases) {
      const before = process.cpuUsage();
      try {
        const { project, diagnostics } = loadProject(files, catalogue);
        const wrong = [...problemsOf(files, diagnostics), ...problemsOfFixes(files, diagnostics)];
        if ((project === undefined) !== hasErrors(diagnostics))
          wrong.push(
            project === undefined
              ? "it doesn't load, and no error says why"
              : "it loads in spite of an error",
          );
        findings.push(...wrong.map((problem) => ({ number, problem })));
        sums.diagnostics += diagnostics.length;
        if (project !== undefined) {
          sums.loaded++;
          if (await compiles(project, number, database)) sums.compiled++;
        }
      } catch (error) {
        findings.push({
          number,
          problem: error instanceof Error ? (error.stack ?? error.message) : String(error),
        });
      }
      const { user, system } = process.cpuUsage(before);
      if (user + system > mostSeconds * 1e6)
        findings.push({ number, problem: `took ${Math.round((user + system) / 1e6)} s of processor time` });
    }
  } finally {
    database.close();
  }
  return { findings, ...sums };
}

/** Plans a project; of some the seeds are loaded and the bundle is made too. True for the latter. */
async function compiles(project: Project, number: number, database: Database): Promise<boolean> {
  const plan = buildPlan(project, classifierOf(project));
  if (number % seededOf === 0) await loadSeeds(database, { ...plan, schemaPrefix: "fixloop" });
  if (number % compiledOf !== 0) return false;
  emitBundle(plan, readRuntimeFiles());
  return true;
}

/** What could act on a terminal or change what a reader sees. */
const deceptive = /(?![\t\n])\p{Cc}|[\u202A-\u202E\u2066-\u2069\uFEFF]/u;

function problemsOf(files: ProjectFiles, diagnostics: readonly Diagnostic[]): string[] {
  const human = formatHuman(diagnostics, files, { color: false });
  JSON.parse(formatJson(diagnostics));
  JSON.parse(formatSarif(diagnostics, "1.0.0"));
  return [
    ...(deceptive.test(human) ? [`it prints ${JSON.stringify(deceptive.exec(human)?.[0])}`] : []),
    ...diagnostics.flatMap((one) =>
      [
        one,
        ...one.notes.flatMap(({ place }) => place ?? []),
        ...(one.fix?.edits ?? []).map(({ place }) => place),
      ]
        .filter((place) => !isInFile(place, files))
        .map(({ file, span }) => `${one.code} is at ${JSON.stringify({ file, span })}`),
    ),
    ...diagnostics
      .filter(({ message }) => /undefined|\[object/.test(message))
      .map(({ code, message }) => `${code} says ${message}`),
  ];
}

/** Whether line, column and offset say the same place of a file. */
function isInFile({ file, span }: Place, files: ProjectFiles): boolean {
  const text = files.get(file) ?? (file === "pipeline.yaml" ? "" : undefined);
  if (text === undefined || span.start.offset > span.end.offset) return false;
  return [span.start, span.end].every(({ line, col, offset }) => {
    const before = text.slice(0, offset).split("\n");
    return offset <= text.length && before.length === line && (before.at(-1) ?? "").length === col - 1;
  });
}

/** The fixes together may bring up one more error each: a key that is read now may hold something wrong. */
function problemsOfFixes(files: ProjectFiles, diagnostics: readonly Diagnostic[]): readonly string[] {
  const { changed, applied } = applyFixes(files, diagnostics);
  // the parser takes the first line of such a file for less indented than it is
  const isMisread = [...files.values()].some((text) => text.startsWith("\uFEFF "));
  if (applied.length === 0 || isMisread) return [];
  const errors = (all: readonly Diagnostic[]): number =>
    all.filter(({ severity }) => severity === "error").length;
  const after = loadProject(new Map([...files, ...changed]), catalogue);
  return errors(after.diagnostics) > errors(diagnostics) + applied.length
    ? [
        `fixes of ${[...new Set(applied.map(({ code }) => code))].join(", ")} make ${errors(diagnostics)} errors ${errors(after.diagnostics)}`,
      ]
    : [];
}

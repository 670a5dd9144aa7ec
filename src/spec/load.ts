import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { z } from "zod";
import { withNames, type Part, type Parts, type SpecCheck } from "./authored.ts";
import { dataCheckCheck } from "./checks/dataChecks.ts";
import { gateCheck } from "./checks/gates.ts";
import { idCheck } from "./checks/ids.ts";
import { jobCheck } from "./checks/jobs.ts";
import { modelCheck } from "./checks/model.ts";
import { sentimentCheck } from "./checks/sentiments.ts";
import { listCheck } from "./checks/lists.ts";
import { pipelineTestCheck } from "./checks/pipelineTests.ts";
import { ownerRuleCheck } from "./checks/ownerRules.ts";
import { promotionCheck } from "./checks/promotion.ts";
import { referenceCheck } from "./checks/references.ts";
import { readableSources, seenCheck } from "./checks/seen.ts";
import { sourceCheck } from "./checks/sources.ts";
import { roleCheck } from "./checks/roles.ts";
import { secretCheck } from "./checks/secrets.ts";
import { targetCheck } from "./checks/targets.ts";
import { taxonomyCheck } from "./checks/taxonomy.ts";
import { identityCheck } from "./checks/identity.ts";
import { thresholdCheck } from "./checks/thresholds.ts";
import type { Catalogue } from "../contract/catalogue.ts";
import { diagnostic, hasErrors, inOrder, type Diagnostic } from "./diagnostics.ts";
import { modelineOf } from "./modeline.ts";
import type { Project } from "./project.ts";
import { withPresets } from "./presetSource.ts";
import { pipelineTests, type PipelineTest } from "./pipelineTest.ts";
import { resolve } from "./resolve.ts";
import { gatesSchema, isGatesFile } from "./schema/gates.ts";
import { labelledSchema } from "./schema/labelled.ts";
import { pipelineSchema, type PipelineSpec } from "./schema/pipeline.ts";
import { taxonomySchema } from "./schema/taxonomy.ts";
import { testsSchema } from "./schema/tests.ts";
import type { ReadableSource, SeenSource } from "./seenSource.ts";
import { shape } from "./shape.ts";
import { parseYaml, placeIn } from "./yamlFile.ts";

export interface LoadedSpec {
  /** Undefined exactly where a diagnostic is an error. */
  readonly project: Project | undefined;
  /** The tests of the files under tests/ that are intact, in the order of files and of tests. */
  readonly tests: readonly PipelineTest[];
  /** By file and place. */
  readonly diagnostics: readonly Diagnostic[];
  /** What is intact of pipeline.yaml; undefined where there is no such file. */
  readonly pipeline: Part<PipelineSpec> | undefined;
  /** Sources whose files can be opened, even where the spec has errors. */
  readonly sources: readonly ReadableSource[];
}

export interface LoadOptions {
  /** The schemas for editors that the project has, as `schemasIn` finds them; all of them where it isn't said. */
  readonly schemas?: ReadonlySet<string> | undefined;
}

/** The authored files of a project: path relative to its folder, with forward slashes → text. */
export type ProjectFiles = ReadonlyMap<string, string>;

const checks: readonly SpecCheck[] = [
  idCheck,
  referenceCheck,
  sourceCheck,
  thresholdCheck,
  identityCheck,
  ownerRuleCheck,
  taxonomyCheck,
  jobCheck,
  modelCheck,
  targetCheck,
  roleCheck,
  dataCheckCheck,
  promotionCheck,
  gateCheck,
  sentimentCheck,
  listCheck,
  pipelineTestCheck,
];

/**
 * Everything authored, parsed, checked and resolved. Pure. All problems of all files are reported at once: what is
 * broken is cut out, and every check looks at what is intact. The order of the files means nothing.
 */
export function loadProject(
  files: ProjectFiles,
  catalogue: Catalogue,
  { schemas }: LoadOptions = {},
): LoadedSpec {
  const isThere = (schema: string): boolean => schemas?.has(schema) ?? true;
  const diagnostics: Diagnostic[] = [];
  const part = <Schema extends z.ZodType>(
    file: string,
    text: string,
    schema: Schema,
  ): Part<z.output<Schema>> => {
    const parsed = parseYaml(file, text);
    const shaped = shape(parsed.yaml, schema);
    diagnostics.push(...parsed.diagnostics, ...shaped.diagnostics, ...modelineOf(parsed.yaml, isThere));
    return shaped;
  };
  const those = <Schema extends z.ZodType>(
    belongs: (file: string) => boolean,
    schema: Schema,
  ): readonly Part<z.output<Schema>>[] =>
    [...files.keys()]
      .filter(belongs)
      .toSorted()
      .map((file) => part(file, files.get(file) ?? "", schema));

  const pipeline = files.get(pipelineFile);
  if (pipeline === undefined) {
    diagnostics.push(
      diagnostic("no-pipeline", placeIn({ file: pipelineFile, text: "", lineStarts: [0] }, 0, 0), {}),
    );
  }
  const parts: Parts = {
    pipeline: pipeline === undefined ? undefined : withPresets(part(pipelineFile, pipeline, pipelineSchema)),
    taxonomy: those((file) => file.startsWith("taxonomy/"), taxonomySchema),
    labelled: those((file) => file.startsWith("evals/") && !isGatesFile(file), labelledSchema),
    gates: those(isGatesFile, gatesSchema),
    tests: those((file) => file.startsWith("tests/"), testsSchema),
  };
  // the texts of customers in evals/ and tests/ are no place to look for keys of services
  for (const { yaml } of [...(parts.pipeline === undefined ? [] : [parts.pipeline]), ...parts.taxonomy])
    diagnostics.push(...secretCheck(yaml));
  const authored = withNames(parts, catalogue);
  for (const check of checks) diagnostics.push(...check(authored));
  const project = hasErrors(diagnostics) ? undefined : projectOf(parts, catalogue);
  return {
    project,
    tests: parts.tests.flatMap(pipelineTests),
    diagnostics: inOrder(withoutLossyFixes(withoutEchoes(diagnostics))),
    pipeline: parts.pipeline,
    sources: parts.pipeline === undefined ? [] : readableSources(parts.pipeline),
  };
}

/** A loaded spec, and what is wrong with it once the files of its sources have been opened. Pure. */
export function withSeenSources(loaded: LoadedSpec, seen: readonly SeenSource[]): LoadedSpec {
  if (loaded.pipeline === undefined) return loaded;
  const found = [...loaded.diagnostics, ...seenCheck(loaded.pipeline, seen)];
  const diagnostics = inOrder(withoutLossyFixes(found));
  return { ...loaded, diagnostics, project: hasErrors(diagnostics) ? undefined : loaded.project };
}

/**
 * One mistake is reported once. An id that collides by case or hyphen is mostly a bad id too, and the collision says
 * more; a value that the parser stumbled in is what it made of it.
 */
function withoutEchoes(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const at = ({ file, span }: Diagnostic): string => `${file}\0${span.start.offset}`;
  const colliding = new Set(diagnostics.filter(({ code }) => code === "colliding-id").map(at));
  const stumbles = diagnostics.filter(({ code }) => code === "yaml-syntax");
  const holds = ({ file, span }: Diagnostic): boolean =>
    stumbles.some(
      (stumble) =>
        stumble.file === file &&
        span.start.offset <= stumble.span.start.offset &&
        stumble.span.start.offset <= span.end.offset &&
        span.end.offset > span.start.offset,
    );
  return diagnostics.filter(
    (one) =>
      one.code === "yaml-syntax" || (!(one.code === "bad-id" && colliding.has(at(one))) && !holds(one)),
  );
}

/** A fix writes its file anew: where some of its bytes couldn't be read, they would be lost. */
function withoutLossyFixes(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const lossy = new Set(diagnostics.filter(({ code }) => code === "not-utf8").map(({ file }) => file));
  return diagnostics.map((one) =>
    one.fix?.edits.some(({ place }) => lossy.has(place.file)) === true ? { ...one, fix: undefined } : one,
  );
}

function projectOf(
  { pipeline, taxonomy, labelled, gates }: Parts,
  catalogue: Catalogue,
): Project | undefined {
  if (!pipeline?.whole) return undefined;
  const whole = <Value>(parts: readonly Part<Value>[]): readonly Value[] =>
    parts.flatMap((part) => (part.whole === undefined ? [] : [part.whole]));
  return resolve(
    {
      pipeline: pipeline.whole,
      taxonomy: whole(taxonomy),
      labelled: whole(labelled),
      gates: whole(gates),
    },
    catalogue.tables,
  );
}

const pipelineFile = "pipeline.yaml";

/** The folder isn't a project: it has no pipeline.yaml, or isn't there at all. */
export class ProjectNotFound extends Error {
  override readonly name = "ProjectNotFound";
}

/**
 * Reads the authored files of a project: pipeline.yaml, and every .yaml and .yml under taxonomy/, evals/ and tests/.
 * @throws ProjectNotFound where the folder has no pipeline.yaml.
 */
export function readProjectFiles(folder: string): ProjectFiles {
  if (!statSync(join(folder, pipelineFile), { throwIfNoEntry: false })?.isFile()) {
    throw new ProjectNotFound(`There is no ${pipelineFile} in ${folder}.`);
  }
  const files = [
    pipelineFile,
    ...yamlFiles(folder, "taxonomy"),
    ...yamlFiles(folder, "evals"),
    ...yamlFiles(folder, "tests"),
  ];
  return new Map(files.map((file) => [file, readFileSync(join(folder, file), "utf8")]));
}

/** Paths of the schemas for editors that are in a project's folder, where `fixloop compile` writes them. */
export function schemasIn(folder: string): ReadonlySet<string> {
  const inside = join(folder, "schemas");
  if (!statSync(inside, { throwIfNoEntry: false })?.isDirectory()) return new Set();
  return new Set(readdirSync(inside).map((name) => `schemas/${name}`));
}

function yamlFiles(folder: string, inside: string): readonly string[] {
  if (!statSync(join(folder, inside), { throwIfNoEntry: false })?.isDirectory()) return [];
  return readdirSync(join(folder, inside), { withFileTypes: true }).flatMap((entry) => {
    const file = `${inside}/${entry.name}`;
    if (entry.isDirectory()) return yamlFiles(folder, file);
    const isFile =
      entry.isFile() ||
      (entry.isSymbolicLink() && statSync(join(folder, file), { throwIfNoEntry: false })?.isFile());
    return isFile && /\.ya?ml$/.test(entry.name) && !entry.name.startsWith(".") ? [file] : [];
  });
}

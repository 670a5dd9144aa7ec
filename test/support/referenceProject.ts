import { catalogue } from "../../src/stages/catalogue.ts";
import { cpSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { loadProject, readProjectFiles } from "../../src/spec/load.ts";
import type { Project } from "../../src/spec/project.ts";

const repository = path.resolve(import.meta.dirname, "..", "..");

/** Spec, taxonomy and labelled texts of the reference project in a folder, without samples and tests. */
export function copyReference(folder: string): void {
  for (const part of ["pipeline.yaml", "taxonomy", "evals"])
    cpSync(path.join(repository, part), path.join(folder, part), { recursive: true });
}

/** The same in a new folder for temporary files, which whoever asks for it removes. */
export function referenceFolder(purpose: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), `fixloop-${purpose}-`));
  copyReference(folder);
  return folder;
}

/** The project of a folder. Throws where it has errors: tests that are about those load it themselves. */
export function projectIn(folder: string): Project {
  const { project } = loadProject(readProjectFiles(folder), catalogue);
  if (project === undefined) throw new Error(`the project in ${path.basename(folder)} has errors`);
  return project;
}

/** The spec of the reference project with checks that set some of its feedback aside: for good, and until a release has come. */
export function settingAside(spec: string): string {
  const head = "\nchecks:\n";
  if (!spec.includes(head)) throw new Error("pipeline.yaml has no checks");
  return spec.replace(
    head,
    `${head}  readable: { table: curated.feedback_event, rule: "language <> 'ja'", severity: quarantine }
  rated: { table: curated.feedback_event, rule: "rating is null or rating <> 2 or language <> 'ja'", severity: quarantine }
  released: { table: curated.feedback_event, references: { product_version: raw.release.version }, severity: quarantine }
`,
  );
}

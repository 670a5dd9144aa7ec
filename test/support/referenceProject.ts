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
  const { project } = loadProject(readProjectFiles(folder));
  if (project === undefined) throw new Error(`the project in ${path.basename(folder)} has errors`);
  return project;
}

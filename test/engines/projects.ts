import { existsSync } from "node:fs";
import { join } from "node:path";
import { loadProject, readProjectFiles } from "../../src/spec/load.ts";
import { formatHuman } from "../../src/spec/diagnostics.ts";
import type { Project } from "../../src/spec/project.ts";

/** Folders with a pipeline.yaml that the suite runs, by name: the reference project and those of the tests. */
export interface EngineProject {
  readonly name: string;
  readonly folder: string;
  readonly project: Project;
}

const repository = join(import.meta.dirname, "..", "..");

export function engineProjects(): readonly EngineProject[] {
  return [
    { name: "reference", folder: repository },
    { name: "hurting", folder: join(import.meta.dirname, "hurting") },
  ]
    .filter(({ folder }) => existsSync(join(folder, "pipeline.yaml")))
    .map(({ name, folder }) => {
      const files = readProjectFiles(folder);
      const { project, diagnostics } = loadProject(files);
      if (project === undefined)
        throw new Error(
          `the project ${name} has errors:\n${formatHuman(diagnostics, files, { color: false })}`,
        );
      return { name, folder, project };
    });
}

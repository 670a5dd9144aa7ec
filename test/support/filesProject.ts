import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { StageDatabase } from "./stageDatabase.ts";
import { loadYaml } from "./yamlProject.ts";

/** A project of the given sources, as YAML, with its files read and the stages ingest and normalize run. */
export async function filesProject(
  sources: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<StageDatabase> {
  const { project, diagnostics } = loadYaml({ "pipeline.yaml": `name: notes\nsources:\n${sources}` });
  if (project === undefined) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  const folder = mkdtempSync(path.join(tmpdir(), "fixloop-fields-"));
  try {
    for (const [file, content] of Object.entries(files)) writeFileSync(path.join(folder, file), content);
    const db = await StageDatabase.open(project, { ownTransactions: true });
    await db.land(folder);
    await db.stage("ingest");
    await db.stage("normalize");
    return db;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

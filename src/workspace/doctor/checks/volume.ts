import { landingVolumePath } from "../../../databricks/storage.ts";
import type { DoctorCheck } from "../check.ts";
import { doubtful, holds, type Finding } from "../finding.ts";
import { advice, command } from "../fix.ts";

export const volume: DoctorCheck = {
  id: "volume",
  title: "The landing volume can be listed, and every source has its folder",
  asks: "Lists the landing volume and the folders that the sources name; nothing is written.",
  severity: "warning",
  after: ["catalog"],
  run: async (subject) => {
    const { volumes } = await subject.workspace();
    const path = landingVolumePath(await subject.catalog(), subject.project.schemaPrefix);
    if ((await volumes.list(path, subject.call)) === undefined) {
      return [holds(`${path}: doesn't exist yet; the deployment creates it`)];
    }
    const folders = [
      ...new Set(subject.project.sources.flatMap(({ files }) => files.flatMap(folderOf))),
    ].toSorted();
    const found = await Promise.all(
      folders.map(async (folder): Promise<Finding> => {
        const at = `${path}/${folder}`;
        return (await volumes.list(at, subject.call)) === undefined
          ? doubtful(
              `${at}: no such folder, so its sources have delivered nothing`,
              command`databricks fs mkdir ${`dbfs:${at}`}`,
              advice(
                "Give the system that delivers the files write access there, or correct `files:` of the source in pipeline.yaml.",
              ),
            )
          : holds(`${at}: there`);
      }),
    );
    return [holds(`${path}: can be listed`), ...found];
  },
};

/** The folders of a glob before its first wildcard; none where it begins with one. */
function folderOf(glob: string): readonly string[] {
  const parts = glob.split("/").slice(0, -1);
  const wild = parts.findIndex((part) => /[*?]/.test(part));
  const fixed = wild === -1 ? parts : parts.slice(0, wild);
  return fixed.length === 0 ? [] : [fixed.join("/")];
}

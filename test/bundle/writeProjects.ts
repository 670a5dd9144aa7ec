import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { compileCommand } from "../../src/cli/compile.ts";
import { bundleProjects } from "./projects.ts";

/** `node test/bundle/writeProjects.ts FOLDER`: writes the projects of the bundle's tests there and compiles them, for the official CLI. */
const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("name the folder to write to");
for (const [name, files] of Object.entries(bundleProjects)) {
  const project = join(folder, name);
  for (const [path, text] of files) {
    await mkdir(dirname(join(project, path)), { recursive: true });
    await writeFile(join(project, path), text);
  }
  await compileCommand({
    folder: project,
    check: false,
    stdout: { write: () => true },
    stderr: process.stderr,
  });
}

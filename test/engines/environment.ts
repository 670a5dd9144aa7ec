import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { copyFile, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** What works together: measured pairs, see `docs/explanation/how-the-bundle-is-proved.md`. A newer Spark breaks this Delta build at run time. */
export const versions = {
  pyspark: "4.2.0",
  delta: "4.4.0",
  bundles: "1.22.1",
  /** What serverless environment 4 has, which the notebooks ask for. */
  pyarrow: "19.0.1",
  ruff: "0.14.6",
  pytest: "9.0.1",
} as const;
const deltaArtifact = "delta-spark_4.2_2.13";

/** Something that the machine lacks: the suite fails with it and never skips. */
export class EnvironmentMissing extends Error {}

export interface Engines {
  /** The Python that holds pyspark with Delta's jars, databricks-bundles, pyarrow, ruff and pytest. */
  readonly python: string;
}

/** Installs pinned engines into a cache of their own, once; about two minutes the first time, nothing afterwards. */
export async function prepareEngines(say: (line: string) => void): Promise<Engines> {
  await requireJava();
  const cache = process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache");
  const folder = join(
    cache,
    "fixloop-engines",
    Object.entries(versions)
      .map(([name, version]) => `${name}-${version}`)
      .join("-"),
  );
  const python = join(folder, "venv", "bin", "python");
  const ready = join(folder, "ready");
  if (existsSync(ready)) return { python };

  say(`installing engines into ${folder}`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await must("python3", ["-m", "venv", join(folder, "venv")], "python3 with the venv module (3.11 or newer)");
  await must(
    python,
    [
      "-m",
      "pip",
      "install",
      "--quiet",
      `pyspark==${versions.pyspark}`,
      `databricks-bundles==${versions.bundles}`,
      ...(["pyarrow", "ruff", "pytest"] as const).map((name) => `${name}==${versions[name]}`),
    ],
    "the Python packages",
  );
  say("pyspark and databricks-bundles are installed, fetching Delta");
  await writeFile(join(folder, "pom.xml"), pom);
  await must(
    "mvn",
    [
      "--batch-mode",
      "--quiet",
      "--file",
      join(folder, "pom.xml"),
      "dependency:copy-dependencies",
      "-DincludeGroupIds=io.delta,io.unitycatalog",
      `-DoutputDirectory=${join(folder, "jars")}`,
    ],
    "Maven (mvn)",
  );
  const { stdout } = await run(python, [
    "-c",
    "import os, pyspark; print(os.path.dirname(pyspark.__file__))",
  ]);
  for (const jar of await readdir(join(folder, "jars"))) {
    await copyFile(join(folder, "jars", jar), join(stdout.trim(), "jars", jar));
  }
  await writeFile(ready, `${JSON.stringify(versions)}\n`);
  return { python };
}

const pom = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>fixloop</groupId>
  <artifactId>engines</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>io.delta</groupId>
      <artifactId>${deltaArtifact}</artifactId>
      <version>${versions.delta}</version>
    </dependency>
  </dependencies>
</project>
`;

async function requireJava(): Promise<void> {
  const { stderr } = await must("java", ["-version"], "Java 17 (java on the path)");
  const major = Number(/version "(\d+)/.exec(stderr)?.[1]);
  if (major !== 17 && major !== 21) {
    throw new EnvironmentMissing(
      `Spark ${versions.pyspark} needs Java 17 or 21, and java -version says:\n${stderr}`,
    );
  }
}

async function must(
  program: string,
  words: readonly string[],
  what: string,
): Promise<{ readonly stdout: string; readonly stderr: string }> {
  try {
    return await run(program, [...words], { maxBuffer: 64 * 1024 * 1024 });
  } catch (error) {
    const missing = error instanceof Error && "code" in error && error.code === "ENOENT";
    const detail = error instanceof Error ? error.message : String(error);
    throw new EnvironmentMissing(
      missing
        ? `the engine suite needs ${what}, and ${program} is not on the path`
        : `${what} could not be prepared: ${detail}`,
    );
  }
}

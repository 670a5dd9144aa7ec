import { readFile } from "node:fs/promises";
import path from "node:path";
import { parse } from "yaml";
import { BundleCliError } from "../../bundleCli.ts";
import type { DoctorCheck } from "../check.ts";
import { holds, lacks, type Finding } from "../finding.ts";
import { advice, command } from "../fix.ts";

const engineVariable = "DATABRICKS_BUNDLE_ENGINE";

export const bundle: DoctorCheck = {
  id: "bundle",
  title: "The CLI resolves the bundle, with the direct engine",
  asks: "Reads databricks.yml and runs `databricks bundle summary`, which changes nothing.",
  severity: "error",
  after: ["cli", "sign-in"],
  run: async (subject) => {
    const engine = await engineFinding(subject.folder, subject.env[engineVariable]);
    try {
      const { mode, rootPath } = await subject.configuration();
      return [holds(`${mode ?? "no mode"}, in ${rootPath}`), engine];
    } catch (error) {
      if (!(error instanceof BundleCliError)) throw error;
      const said = error.lines.filter((line) => /^(?:Error|Warning):/.test(line));
      return [
        lacks(
          [error.message, ...said].join(" "),
          command`databricks bundle validate --strict --target ${subject.target.id}`,
          advice(error.help),
        ),
        engine,
      ];
    }
  },
};

/** The variable wins over the file (bundle/config/bundle.go of the CLI). */
async function engineFinding(folder: string, inEnvironment: string | undefined): Promise<Finding> {
  if (inEnvironment !== undefined && inEnvironment !== "" && inEnvironment !== "direct") {
    return lacks(
      `${engineVariable} asks for the engine ${inEnvironment}`,
      command`unset DATABRICKS_BUNDLE_ENGINE`,
    );
  }
  const text = await readFile(path.join(folder, "databricks.yml"), "utf8").catch(() => undefined);
  if (text === undefined) return lacks("there is no databricks.yml", command`fixloop compile`);
  return engineOf(text) === "direct"
    ? holds("engine direct")
    : lacks("databricks.yml does not ask for the direct engine", command`fixloop compile`);
}

function engineOf(text: string): unknown {
  try {
    const file = parse(text) as { bundle?: { engine?: unknown } } | null;
    return file?.bundle?.engine;
  } catch {
    return undefined;
  }
}

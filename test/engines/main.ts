import { emitBundle } from "../../src/databricks/emitBundle.ts";
import { buildPlan } from "../../src/pipeline/plan.ts";
import { checkBundleClasses } from "./bundleClasses.ts";
import { runDialectCases } from "./dialects.ts";
import { EnvironmentMissing, prepareEngines } from "./environment.ts";
import { runLoop } from "./loop.ts";
import { engineProjects } from "./projects.ts";
import { Spark } from "./spark.ts";
import { Tally } from "./tally.ts";

/**
 * `npm run test:engines`: what unit tests cannot show. Every generated statement and notebook runs on real Spark with
 * Delta and its tables are compared with DuckDB's; every dialect method gives the same values on both; every resource
 * passes Databricks' own classes. Words on the command line choose parts: `classes`, `dialects`, or names of projects.
 */
async function main(chosen: readonly string[]): Promise<void> {
  const tally = new Tally(say);
  const wanted = (part: string): boolean => chosen.length === 0 || chosen.includes(part);
  const projects = engineProjects();
  const { python } = await prepareEngines(say);

  if (wanted("classes")) {
    for (const { project } of projects)
      checkBundleClasses(python, emitBundle(project, buildPlan(project)), tally);
  }
  const spark = await Spark.start(python);
  say(`Spark ${spark.version} with Delta is up`);
  try {
    if (wanted("dialects")) await runDialectCases(spark, tally);
    for (const project of projects) if (wanted(project.name)) await runLoop(project, spark, tally);
  } finally {
    await spark.close();
  }
  say(tally.summary());
  process.exitCode = tally.failed > 0 ? 1 : 0;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof EnvironmentMissing)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

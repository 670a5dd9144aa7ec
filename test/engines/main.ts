import { emitBundle } from "../../src/databricks/emitBundle.ts";
import { loadParser } from "../../src/lineage/parser.ts";
import { buildPlan } from "../../src/pipeline/plan.ts";
import { bundleProjects, emittedBundle } from "../bundle/projects.ts";
import { checkReport } from "./browser.ts";
import { checkBundleClasses } from "./bundleClasses.ts";
import { runDialectCases } from "./dialects.ts";
import { runGovernance } from "./governance.ts";
import { EnvironmentMissing, prepareEngines } from "./environment.ts";
import { runLoop } from "./loop.ts";
import { maintenanceJobs, runMaintenance } from "./maintenance.ts";
import { engineProjects } from "./projects.ts";
import { Spark } from "./spark.ts";
import { Tally } from "./tally.ts";
import { runUpgrade } from "./upgrade.ts";

const parse = await loadParser();

/** Parts that a run without words leaves out: they would take it past the time of a CI run. */
const byWordAlone: ReadonlySet<string> = new Set(["hurting", "maintenance", ...maintenanceJobs]);

/**
 * `npm run test:engines`: what unit tests cannot show. Every generated statement and notebook runs on real Spark with
 * Delta and its tables are compared with DuckDB's; every dialect method gives the same values on both; every resource
 * passes Databricks' own classes; the report is looked at in Chromium. Without words it runs `classes`, `browser`,
 * `dialects`, `reference`, one round, and `governance`: that fits a CI run. Words choose parts; `hurting` is the project of rows chosen
 * to hurt, `maintenance` the audit and the retention on what the loop of the reference project left (`audit` and
 * `retention` one of them), `twice` adds a second round that must change nothing.
 */
async function main(chosen: readonly string[]): Promise<void> {
  const tally = new Tally(say);
  const parts = chosen.filter((word) => word !== "twice");
  const wanted = (part: string): boolean =>
    parts.length === 0 ? !byWordAlone.has(part) : parts.includes(part);
  const rounds = chosen.includes("twice") ? 2 : 1;
  const projects = engineProjects();
  const { python } = await prepareEngines(say);

  if (wanted("classes")) {
    for (const { name, project } of projects)
      checkBundleClasses(python, name, emitBundle(project, buildPlan(project), parse), tally);
    for (const [name, files] of Object.entries(bundleProjects))
      checkBundleClasses(python, name, emittedBundle(files), tally);
  }
  if (wanted("browser")) {
    for (const project of projects) if (project.name === "reference") await checkReport(project, tally);
  }
  const jobs = maintenanceJobs.filter((job) => wanted(job) || wanted("maintenance"));
  if (
    ["dialects", "governance", "maintenance", "upgrade", ...jobs, ...projects.map(({ name }) => name)].some(
      wanted,
    )
  ) {
    const spark = await Spark.start(python);
    say(`Spark ${spark.version} with Delta is up`);
    try {
      if (wanted("dialects")) await runDialectCases(spark, tally);
      if (wanted("upgrade")) await runUpgrade(spark, tally);
      for (const project of projects) if (wanted(project.name)) await runLoop(project, spark, tally, rounds);
      for (const project of projects)
        if (wanted("governance") && project.name === "reference") await runGovernance(project, spark, tally);
      for (const project of projects)
        if (jobs.length > 0 && project.name === "reference")
          await runMaintenance(project, spark, tally, jobs);
    } finally {
      await spark.close();
    }
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

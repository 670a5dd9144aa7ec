import { planOf } from "../support/planOf.ts";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Database } from "../../src/local/database.ts";
import { databaseQueryRunner } from "../../src/local/databaseQueryRunner.ts";
import { runLocal } from "../../src/local/run.ts";
import { reportData } from "../../src/reading/reportData.ts";
import { renderReport } from "../../src/report/report.ts";
import { seeReport } from "../browser/reportPage.ts";
import type { EngineProject } from "./projects.ts";
import type { Tally } from "./tally.ts";

/** Runs the loop on a project and looks at its report in a real Chromium. */
export async function checkReport({ name, folder, project }: EngineProject, tally: Tally): Promise<void> {
  const executable = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(
    existsSync,
  );
  if (executable === undefined) {
    tally.fail("report in a browser: there is no Chromium; on Debian `apt-get install chromium` brings it");
    return;
  }
  const scratch = mkdtempSync(join(tmpdir(), "fixloop-browser-"));
  try {
    const plan = planOf(project);
    const database = await Database.open(join(scratch, "run.duckdb"));
    await runLocal({ plan, database, folder, asOf: undefined, now: () => new Date() });
    const data = await reportData(databaseQueryRunner(database, plan.schemaPrefix), name);
    database.close();
    const file = join(scratch, "report.html");
    writeFileSync(file, renderReport(data));
    const seen = await seeReport(file, { executable });
    const raised = data.products
      .flatMap(({ issues }) => issues)
      .filter(({ origin }) => origin !== "standing").length;
    const promises: readonly (readonly [string, boolean, unknown])[] = [
      ["raises no error or warning in the console", seen.complaints.length === 0, seen.complaints],
      ["asks the network for nothing", seen.requests.length === 0, seen.requests],
      [
        "shows a card for every raised issue",
        seen.cards === Math.min(20, raised) && raised > 0,
        [seen.cards, raised],
      ],
      [
        "draws charts and shows quotes in them",
        seen.charts >= seen.cards && seen.quotes >= seen.cards,
        [seen.charts, seen.quotes],
      ],
      [
        "is no wider than a telephone or a screen",
        seen.overflow.every((pixels) => pixels === 0),
        seen.overflow,
      ],
      ["cuts no text of a chart", seen.cutTexts.length === 0, seen.cutTexts],
    ];
    for (const [promise, kept, found] of promises) {
      if (kept) tally.pass();
      else tally.fail(`report of ${name} ${promise}`, [JSON.stringify(found)]);
    }
    tally.note(
      `report of ${name}: ${seen.cards} issues, ${seen.charts} charts, ${seen.quotes} quotes in Chromium`,
    );
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

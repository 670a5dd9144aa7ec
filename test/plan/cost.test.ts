import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { costSheet, type CostSheet } from "../../src/cost/costSheet.ts";
import { pricesOf } from "../../src/cost/prices.ts";
import { workloadOf } from "../../src/cost/workload.ts";
import { alertQueries } from "../../src/databricks/alerts.ts";
import { sqlFiles } from "../../src/databricks/sqlFiles.ts";
import { plannedSql } from "../../src/plan/plan.ts";
import type { LoopTrigger, WrittenPrices } from "../../src/spec/project.ts";
import { databricks } from "../../src/sql/databricks.ts";
import { main } from "../../src/cli/main.ts";
import { fixloop } from "../support/fixloop.ts";
import { planOf } from "../support/planOf.ts";
import { copyReference, projectIn } from "../support/referenceProject.ts";

const repository = path.resolve(import.meta.dirname, "..", "..");
const project = projectIn(repository);
const workload = workloadOf(plannedSql(project));

function sheetOf(targetId: string, written: WrittenPrices = { date: undefined, dollars: {} }): CostSheet {
  const target = project.targets.find(({ id }) => id === targetId);
  if (target === undefined) throw new Error(`there is no target ${targetId}`);
  return costSheet(workload, target, pricesOf(written), 10_000);
}

describe("the reference project", () => {
  test.each(project.targets.map(({ id }) => id))(
    "%s costs at most 50 USD a month idle and 200 at 10,000 events a day",
    (id) => {
      const { idle, busy } = sheetOf(id);
      expect(idle.dollarsAMonth).toBeLessThanOrEqual(50);
      expect(busy.dollarsAMonth).toBeLessThanOrEqual(200);
      // a sheet that forgot the loop or the alerts would be cheap too
      expect(idle.dollarsAMonth).toBeGreaterThan(15);
      expect(busy.dollarsAMonth).toBeGreaterThan(80);
    },
  );
});

test("the sheet counts the tasks of the jobs, and the statements that their SQL files hold", () => {
  const plan = planOf(project);
  const { stages, run } = sqlFiles(plan);
  // each file first says which catalog it uses
  const statements = ({ text }: { readonly text: string }): number =>
    (text.match(/;[ \t]*$/gm)?.length ?? 0) - 1;
  for (const { job, sqlTasks, notebooks, bookWrites, bookReads, variables, steps } of workload.jobs) {
    const tasks = stages.filter((stage) => stage.job === job).flatMap((stage) => stage.tasks);
    const files = [...tasks.flatMap((task) => ("text" in task ? [task] : [])), run.close[job]];
    const worked = Object.values(steps).reduce((sum, count) => sum + count, 0);
    const counted = bookWrites + bookReads + variables + worked;
    const inFiles = files.map(statements).reduce((sum, count) => sum + count, 0);
    expect(counted, job).toBe(inFiles);
    const setsVariable = ({ text }: { readonly text: string }): number =>
      text.match(/^(?:DECLARE|SET VARIABLE) /gm)?.length ?? 0;
    expect(variables, job).toBe(files.map(setsVariable).reduce((sum, count) => sum + count, 0));
    expect(sqlTasks, job).toBe(files.length);
    // the notebook that takes the lease stands before them, and the one that purges files after those of the retention
    expect(notebooks, job).toBe(tasks.length - (files.length - 1) + (job === "retention" ? 2 : 1));
  }
  expect(workload.alertQueries).toBe(Object.keys(alertQueries(plan, databricks)).length);
});

test.each<[string, LoopTrigger, number, number]>([
  ["every 2 h", { kind: "every", minutes: 120 }, 12, 12],
  ["once in two days", { kind: "every", minutes: 2880 }, 0.5, 0.5],
  ["as files arrive", { kind: "files", atMostEveryMinutes: 60 }, 24, 0],
  [
    "twice on working days",
    { kind: "cron", expression: "0 0 8,16 ? * MON-FRI", timezone: "UTC" },
    (2 * 261) / 365,
    (2 * 261) / 365,
  ],
])("a loop that runs %s", (_, loop, busy, idle) => {
  const [load] = workloadOf({ ...plannedSql(project), jobs: { ...project.jobs, loop } }).jobs;
  expect(load?.busy).toBeCloseTo(busy, 6);
  expect(load?.idle).toBeCloseTo(idle, 6);
});

describe("fixloop plan --cost", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), "fixloop-cost-"));
    copyReference(folder);
    cpSync(path.join(repository, "samples"), path.join(folder, "samples"), { recursive: true });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const withPrices = (text: string): void =>
    writeFileSync(
      path.join(folder, "pipeline.yaml"),
      `${readFileSync(path.join(repository, "pipeline.yaml"), "utf8")}\n${text}\n`,
    );

  interface Printed {
    readonly costVersion: number;
    readonly warning: string | null;
    readonly sheets: readonly CostSheet[];
  }

  async function printed(...words: readonly string[]): Promise<Printed> {
    const { code, stdout, stderr } = await fixloop(folder, "plan", "--cost", "--format", "json", ...words);
    expect(code, stderr).toBe(0);
    return JSON.parse(stdout) as Printed;
  }

  test("takes the prices of the spec and its date", async () => {
    const before = await printed("-t", "prod");
    withPrices("prices: { date: 2025-12-24, sql_dbu: 0.91 }");
    const after = await printed("-t", "prod");
    const loop = (of: Printed): number => of.sheets[0]?.busy.lines[0]?.dollarsADay ?? 0;
    expect(loop(after) / loop(before)).toBeCloseTo(1.3, 6);
    expect(after.sheets[0]?.prices.date).toBe("2025-12-24");
    expect(after.warning).toBeNull();
  });

  test("warns of prices that are older than half a year", async () => {
    withPrices("prices: { date: 2025-06-01 }");
    expect((await printed()).warning).toContain("from 2025-06-01, 214 days ago");
    const { stdout } = await fixloop(folder, "plan", "--cost", "-t", "prod");
    expect(stdout).toContain("warning: The prices are from 2025-06-01");
  });

  test("refuses a price that there is none of, and a date that is none", async () => {
    withPrices("prices: { sql_dbus: 0.91, date: yesterday }");
    const { code, stderr } = await fixloop(folder, "plan", "--cost");
    expect(code).toBe(1);
    expect(stderr).toContain('Did you mean "sql_dbu"?');
    expect(stderr).toContain("bad-date");
    withPrices("prices: { date: 2026-02-30 }");
    expect((await fixloop(folder, "plan", "--cost")).stderr).toContain("bad-date");
    withPrices("");
  });

  test("says what the volume and the target may be", async () => {
    const volume = await fixloop(folder, "plan", "--cost", "--events-per-day", "many");
    expect([volume.code, volume.stderr]).toEqual([
      2,
      "error: --events-per-day takes a whole number, not many\n  help: For example --events-per-day 10000.\n",
    ]);
    const target = await fixloop(folder, "plan", "--cost", "-t", "live");
    expect([target.code, target.stderr]).toEqual([
      2,
      "error: There is no target live; there are personal, dev, staging, prod.\n",
    ]);
  });

  test("docs/how-to/read-the-cost-sheet.md shows what it prints", async () => {
    const page = readFileSync(path.join(repository, "docs", "how-to", "read-the-cost-sheet.md"), "utf8");
    const examples = [...page.matchAll(/```console\n\$ fixloop (.*)\n([^`]*)```/g)];
    expect(examples).toHaveLength(2);
    for (const [, words = "", shown] of examples) {
      let stdout = "";
      const code = await main(words.split(" "), {
        cwd: repository,
        stdout: { write: (text) => (stdout += text), columns: 110 },
        stderr: { write: () => undefined },
        env: {},
        now: () => new Date("2026-11-29T00:00:00Z"),
      });
      expect(code).toBe(0);
      expect(shown).toBe(stdout);
    }
  });
});

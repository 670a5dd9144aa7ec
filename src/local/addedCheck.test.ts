import { planOf } from "../../test/support/planOf.ts";
import { tables } from "../stages/tables.ts";
import { expect, test } from "vitest";
import { smallProject } from "../../test/support/project.ts";
import { type Plan } from "../plan/plan.ts";
import { resolveCheck } from "../spec/dataCheck.ts";
import { Database } from "./database.ts";
import { finishLocalRun, openLocalRun } from "./run.ts";

test("a check that is added reaches an old database with its values, and its next run is one of the same versions", async () => {
  const database = await Database.open(":memory:");
  const open = async (plan: Plan, project = smallProject()): Promise<readonly string[]> => {
    const statements: string[] = [];
    const options = {
      project,
      plan,
      database,
      folder: ".",
      asOf: "2026-01-01T00:00:00Z",
      now: () => new Date("2026-01-01T00:00:00Z"),
      onStatement: (id: string) => statements.push(id),
    };
    await openLocalRun(options);
    await finishLocalRun(options);
    return statements;
  };
  await open(planOf(smallProject()));
  const project = smallProject({
    checks: [
      resolveCheck(
        "known",
        {
          table: "curated.feedback_event",
          severity: "warn",
          accepted: { channel: ["reviews"] },
        },
        tables,
      ),
    ],
  });
  expect(await open(planOf(project), project)).toContain("setup.seeds");
  expect(await database.rows("SELECT check_id, value FROM fixloop_curated.check_value")).toEqual([
    { check_id: "authored.known", value: "reviews" },
  ]);
  expect(
    await database.rows(
      "SELECT count(*) AS runs, count(DISTINCT code_version || taxonomy_version) AS versions FROM fixloop_curated.pipeline_run",
    ),
  ).toEqual([{ runs: 2n, versions: 1n }]);
  expect(await open(planOf(project), project)).toEqual(["ledger.open_run", "ledger.finish_run"]);
  database.close();
});

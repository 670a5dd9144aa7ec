import { expect, test } from "vitest";
import { smallProject } from "./project.ts";
import { StageDatabase } from "./stageDatabase.ts";

test("an empty project opens with all its tables and seeds", async () => {
  const db = await StageDatabase.open(smallProject());
  expect(await db.rows("SELECT setting_id, page_log_e_milli FROM fixloop_curated.setting")).toEqual([
    { setting_id: 1, page_log_e_milli: 6908n },
  ]);
  await db.insert("raw.landing", [
    { source: "s", kind: "reviews", file: "f", record_position: 1, payload: "{}" },
  ]);
  for (const stage of db.plan.stages) await db.stage(stage.name);
  expect(
    (
      await db.rows("SELECT stage, status, rows_in FROM fixloop_curated.stage_run ORDER BY stage_position")
    )[0],
  ).toEqual({ stage: "ingest", status: "finished", rows_in: 1n });
  db.close();
});

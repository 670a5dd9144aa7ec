import { expect, test } from "vitest";
import { databricks } from "../sql/databricks.ts";
import { maintenance, stages } from "../stages/catalogue.ts";
import { contractOf, tableNames } from "../stages/tables.ts";
import { growsWith, rowsRead } from "./rowsRead.ts";

test("every table that a run writes says what its rows grow with", () => {
  for (const name of tableNames) {
    const { kind } = contractOf(name);
    expect(growsWith(name) === undefined, name).toBe(kind === "ledger" || kind === "seed");
  }
});

test("a step that reads whole tables says what they grow with, and that it does so in every run", () => {
  const said = new Map(
    [...stages, ...maintenance].flatMap((stage) =>
      stage.steps.flatMap((step) =>
        step.kind === "effect" ? [] : [[step.id, rowsRead(step, databricks)] as const],
      ),
    ),
  );
  expect(said.get("cluster.issue_member")).toBe(
    "all rows of the tables that it reads, in every run. They grow with issues and statements",
  );
  expect(said.get("cluster.detection")).toBe(
    "all rows of the tables that it reads, in every run. They grow with days and releases",
  );
  expect(said.get("enrich.text_score")).toBe(
    "rows that the runs in the window of the stage wrote (curated.stage_run)",
  );
});

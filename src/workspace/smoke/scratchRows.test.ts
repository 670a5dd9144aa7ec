import { planOf } from "../../../test/support/planOf.ts";
import { expect, test } from "vitest";
import { category, smallProject } from "../../../test/support/project.ts";
import { Database } from "../../local/database.ts";
import { setupStatements, stageStatements } from "../../plan/plan.ts";
import { schemaNames } from "../../sql/sql.ts";
import { tableNames } from "../../stages/tables.ts";
import { createSchema } from "../../plan/ddl.ts";
import { duckdb } from "../../sql/duckdb.ts";
import { render } from "../../sql/sql.ts";
import { scratchRows } from "./scratchRows.ts";

/** A warehouse can't be had here; that the rows themselves upset no statement is seen on the other engine. */
test("the made-up rows fit every table, and every statement of the pipeline runs on them", async () => {
  const project = smallProject({
    taxonomy: {
      ...smallProject().taxonomy,
      categories: [category({ id: "sync-stops", area: "sync", examples: ["sync stopped"] })],
    },
  });
  const plan = planOf(project);
  const database = await Database.open(":memory:");
  try {
    for (const schema of schemaNames)
      await database.run(render(createSchema(schema, plan.schemaPrefix), plan.schemaPrefix));
    for (const { sql } of setupStatements(duckdb)) await database.run(render(sql, plan.schemaPrefix));
    for (const name of tableNames) await database.run(scratchRows(plan, name, "duckdb"));
    for (const name of tableNames) await database.run(scratchRows(plan, name, "duckdb"));
    const counts = await Promise.all(
      tableNames.map(async (name) => {
        const [row] = await database.rows<{ rows: bigint }>(
          `SELECT count(*) AS rows FROM ${plan.schemaPrefix}_${name}`,
        );
        return [name, Number(row?.rows)] as const;
      }),
    );
    // once, however often they are inserted; a stage has a row of its own, and there are eleven
    expect(
      counts
        .filter(([, rows]) => rows !== 10)
        .map(([name]) => name)
        .toSorted(),
    ).toEqual(["curated.pipeline_run", "curated.setting", "curated.stage_run", "curated.writer_lease"]);
    const parameters = {
      run: "smoke",
      as_of: "2026-01-31T00:00:00Z",
      customer_id: "smoke",
      now: "2026-01-31 00:00:00",
    };
    for (const stage of [...plan.stages, ...plan.maintenance]) {
      for (const statement of stageStatements(stage, duckdb)) {
        if ("kind" in statement) continue;
        await database.run(render(statement.sql, plan.schemaPrefix), parameters).catch((error: unknown) => {
          throw new Error(`${statement.id}: ${error instanceof Error ? error.message : "?"}`);
        });
      }
    }
  } finally {
    database.close();
  }
});

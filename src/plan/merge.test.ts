import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { smallProject } from "../../test/support/project.ts";
import { StageDatabase } from "../../test/support/stageDatabase.ts";
import type { SqlStep } from "../contract/step.ts";
import { databricks } from "../sql/databricks.ts";
import { duckdb } from "../sql/duckdb.ts";
import { mergeStatement } from "./merge.ts";
import { identifier, join, render, sql, type Sql } from "../sql/sql.ts";

/** The columns of the table that the rows below don't give. */
const nothingElse = join(
  ["reason", "user_level", "email_level", "name_level", "locale_level", "identity_version"].map(
    (column) => sql`CAST(NULL AS STRING) AS ${identifier(column)}`,
  ),
);

const linkStep = (mode: SqlStep["mode"], rows: Sql, winner?: Sql): SqlStep => ({
  kind: "sql",
  id: "normalize.customer_link",
  stage: "normalize",
  title: "test",
  why: "test",
  writes: "curated.customer_link",
  mode,
  window: "all",
  query: () =>
    sql`SELECT given.*, ${nothingElse} FROM (VALUES ${rows}) AS given (left_record_id, right_record_id, match_weight, rule, decision)`,
  ...(winner ? { winner: () => winner } : {}),
});

describe("the MERGE builder on DuckDB", () => {
  let db: StageDatabase;
  beforeEach(async () => {
    db = await StageDatabase.open(smallProject());
  });
  afterEach(() => db.close());
  const merge = async (step: SqlStep): Promise<void> => db.execute(mergeStatement(step, duckdb));
  const rows = async (): Promise<readonly unknown[]> =>
    db.rows(
      "SELECT right_record_id, match_weight, run_id FROM fixloop_curated.customer_link ORDER BY right_record_id",
    );

  test("inserts new keys with the run that wrote them", async () => {
    await merge(linkStep("upsert", sql`('i', 'A', 10, 'rule', 'merge'), ('i', 'B', 20, 'rule', 'merge')`));
    expect(await rows()).toEqual([
      { right_record_id: "A", match_weight: 10n, run_id: 1n },
      { right_record_id: "B", match_weight: 20n, run_id: 1n },
    ]);
  });

  test("leaves a row alone, provenance included, where nothing differs", async () => {
    await db.insert("curated.customer_link", [
      {
        left_record_id: "i",
        right_record_id: "A",
        rule: "rule",
        decision: "merge",
        match_weight: 10,
        run_id: 7,
      },
    ]);
    await merge(linkStep("upsert", sql`('i', 'A', 10, 'rule', 'merge')`));
    expect(await rows()).toEqual([{ right_record_id: "A", match_weight: 10n, run_id: 7n }]);
  });

  test("updates a row that differs, and says which run did", async () => {
    await db.insert("curated.customer_link", [
      {
        left_record_id: "i",
        right_record_id: "A",
        rule: "rule",
        decision: "merge",
        match_weight: 10,
        run_id: 7,
      },
    ]);
    await merge(linkStep("upsert", sql`('i', 'A', 11, 'rule', 'merge')`));
    expect(await rows()).toEqual([{ right_record_id: "A", match_weight: 11n, run_id: 1n }]);
  });

  test("upsert keeps keys that the query no longer gives, sync deletes them", async () => {
    await merge(linkStep("upsert", sql`('i', 'A', 1, 'rule', 'merge'), ('i', 'B', 2, 'rule', 'merge')`));
    await merge(linkStep("upsert", sql`('i', 'B', 2, 'rule', 'merge')`));
    expect(await rows()).toHaveLength(2);
    await merge(linkStep("sync", sql`('i', 'B', 2, 'rule', 'merge')`));
    expect(await rows()).toEqual([{ right_record_id: "B", match_weight: 2n, run_id: 1n }]);
  });

  test("append leaves known keys as they were written first", async () => {
    await merge(linkStep("append", sql`('i', 'A', 1, 'rule', 'merge')`));
    await merge(linkStep("append", sql`('i', 'A', 2, 'rule', 'merge'), ('i', 'B', 3, 'rule', 'merge')`));
    expect(await rows()).toEqual([
      { right_record_id: "A", match_weight: 1n, run_id: 1n },
      { right_record_id: "B", match_weight: 3n, run_id: 1n },
    ]);
  });

  test("of two rows with one key the step's order chooses, else the other columns' order: never chance", async () => {
    const both = sql`('i', 'A', 5, 'rule', 'merge'), ('i', 'A', 9, 'rule', 'merge')`;
    await merge(linkStep("upsert", both));
    expect(await rows()).toEqual([{ right_record_id: "A", match_weight: 5n, run_id: 1n }]);
    await merge(linkStep("upsert", both, sql`query.match_weight DESC`));
    expect(await rows()).toEqual([{ right_record_id: "A", match_weight: 9n, run_id: 1n }]);
  });

  test("looks for no winner where the step says why its query gives each key once", () => {
    const step = linkStep("upsert", sql`('i', 'A', 10, 'rule', 'merge')`);
    const text = (each: SqlStep): string => render(mergeStatement(each, duckdb), "fixloop");
    expect(text(step)).toContain("QUALIFY row_number()");
    expect(text({ ...step, oneRowPerKey: "one row is given" })).not.toContain("row_number()");
  });
});

test("both engines get the same MERGE where the query is the same", () => {
  const step = linkStep("sync", sql`('i', 'A', 1, 'rule', 'merge')`);
  expect(render(mergeStatement(step, databricks), "fixloop")).toBe(
    render(mergeStatement(step, duckdb), "fixloop"),
  );
  expect(render(mergeStatement(step, databricks), "fixloop")).toMatchInlineSnapshot(`
    "WITH query AS (
      SELECT given.*, CAST(NULL AS STRING) AS reason, CAST(NULL AS STRING) AS user_level, CAST(NULL AS STRING) AS email_level, CAST(NULL AS STRING) AS name_level, CAST(NULL AS STRING) AS locale_level, CAST(NULL AS STRING) AS identity_version FROM (VALUES ('i', 'A', 1, 'rule', 'merge')) AS given (left_record_id, right_record_id, match_weight, rule, decision)
    ),
    incoming AS (
      SELECT
        query.left_record_id,
        query.right_record_id,
        query.rule,
        query.match_weight,
        query.decision,
        query.reason,
        query.user_level,
        query.email_level,
        query.name_level,
        query.locale_level,
        query.identity_version,
        this_run.run_id,
        this_run.code_version,
        this_run.taxonomy_version
      FROM query
      CROSS JOIN (
        SELECT run_id, code_version, taxonomy_version FROM fixloop_curated.pipeline_run WHERE status = 'running'
      ) AS this_run
      QUALIFY row_number() OVER (
        PARTITION BY query.left_record_id, query.right_record_id
        ORDER BY query.rule NULLS LAST, query.match_weight NULLS LAST, query.decision NULLS LAST, query.reason NULLS LAST, query.user_level NULLS LAST, query.email_level NULLS LAST, query.name_level NULLS LAST, query.locale_level NULLS LAST, query.identity_version NULLS LAST
      ) = 1
    )
    MERGE INTO fixloop_curated.customer_link AS existing
    USING incoming
    ON existing.left_record_id = incoming.left_record_id AND existing.right_record_id = incoming.right_record_id
    WHEN MATCHED AND (
      existing.rule IS DISTINCT FROM incoming.rule
      OR existing.match_weight IS DISTINCT FROM incoming.match_weight
      OR existing.decision IS DISTINCT FROM incoming.decision
      OR existing.reason IS DISTINCT FROM incoming.reason
      OR existing.user_level IS DISTINCT FROM incoming.user_level
      OR existing.email_level IS DISTINCT FROM incoming.email_level
      OR existing.name_level IS DISTINCT FROM incoming.name_level
      OR existing.locale_level IS DISTINCT FROM incoming.locale_level
      OR existing.identity_version IS DISTINCT FROM incoming.identity_version
    ) THEN UPDATE SET
      rule = incoming.rule,
      match_weight = incoming.match_weight,
      decision = incoming.decision,
      reason = incoming.reason,
      user_level = incoming.user_level,
      email_level = incoming.email_level,
      name_level = incoming.name_level,
      locale_level = incoming.locale_level,
      identity_version = incoming.identity_version,
      run_id = incoming.run_id,
      code_version = incoming.code_version,
      taxonomy_version = incoming.taxonomy_version
    WHEN NOT MATCHED THEN INSERT (
      left_record_id,
      right_record_id,
      rule,
      match_weight,
      decision,
      reason,
      user_level,
      email_level,
      name_level,
      locale_level,
      identity_version,
      run_id,
      code_version,
      taxonomy_version
    ) VALUES (
      incoming.left_record_id,
      incoming.right_record_id,
      incoming.rule,
      incoming.match_weight,
      incoming.decision,
      incoming.reason,
      incoming.user_level,
      incoming.email_level,
      incoming.name_level,
      incoming.locale_level,
      incoming.identity_version,
      incoming.run_id,
      incoming.code_version,
      incoming.taxonomy_version
    )
    WHEN NOT MATCHED BY SOURCE THEN DELETE"
  `);
});

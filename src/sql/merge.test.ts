import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { smallProject } from "../../test/support/project.ts";
import { StageDatabase } from "../../test/support/stageDatabase.ts";
import type { SqlStep } from "../pipeline/contract.ts";
import { databricks } from "./databricks.ts";
import { duckdb } from "./duckdb.ts";
import { mergeStatement } from "./merge.ts";
import { render, sql, type Sql } from "./sql.ts";

const fileStep = (mode: SqlStep["mode"], rows: Sql, winner?: Sql): SqlStep => ({
  kind: "sql",
  id: "ingest.landed_file",
  stage: "ingest",
  title: "test",
  why: "test",
  writes: "raw.landed_file",
  mode,
  window: "all",
  query: () => sql`SELECT * FROM (VALUES ${rows}) AS given (source, file, content_hash, records)`,
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
    db.rows("SELECT file, records, run_id FROM fixloop_raw.landed_file ORDER BY file");

  test("inserts new keys with the run that wrote them", async () => {
    await merge(fileStep("upsert", sql`('i', 'A', 'hash', 10), ('i', 'B', 'hash', 20)`));
    expect(await rows()).toEqual([
      { file: "A", records: 10n, run_id: 1n },
      { file: "B", records: 20n, run_id: 1n },
    ]);
  });

  test("leaves a row alone, provenance included, where nothing differs", async () => {
    await db.insert("raw.landed_file", [{ source: "i", file: "A", content_hash: "hash", records: 10, run_id: 7 }]);
    await merge(fileStep("upsert", sql`('i', 'A', 'hash', 10)`));
    expect(await rows()).toEqual([{ file: "A", records: 10n, run_id: 7n }]);
  });

  test("updates a row that differs, and says which run did", async () => {
    await db.insert("raw.landed_file", [{ source: "i", file: "A", content_hash: "hash", records: 10, run_id: 7 }]);
    await merge(fileStep("upsert", sql`('i', 'A', 'hash', 11)`));
    expect(await rows()).toEqual([{ file: "A", records: 11n, run_id: 1n }]);
  });

  test("upsert keeps keys that the query no longer gives, sync deletes them", async () => {
    await merge(fileStep("upsert", sql`('i', 'A', 'hash', 1), ('i', 'B', 'hash', 2)`));
    await merge(fileStep("upsert", sql`('i', 'B', 'hash', 2)`));
    expect(await rows()).toHaveLength(2);
    await merge(fileStep("sync", sql`('i', 'B', 'hash', 2)`));
    expect(await rows()).toEqual([{ file: "B", records: 2n, run_id: 1n }]);
  });

  test("append leaves known keys as they were written first", async () => {
    await merge(fileStep("append", sql`('i', 'A', 'hash', 1)`));
    await merge(fileStep("append", sql`('i', 'A', 'hash', 2), ('i', 'B', 'hash', 3)`));
    expect(await rows()).toEqual([
      { file: "A", records: 1n, run_id: 1n },
      { file: "B", records: 3n, run_id: 1n },
    ]);
  });

  test("of two rows with one key the step's order chooses, else the other columns' order: never chance", async () => {
    const both = sql`('i', 'A', 'hash', 5), ('i', 'A', 'hash', 9)`;
    await merge(fileStep("upsert", both));
    expect(await rows()).toEqual([{ file: "A", records: 5n, run_id: 1n }]);
    await merge(fileStep("upsert", both, sql`query.records DESC`));
    expect(await rows()).toEqual([{ file: "A", records: 9n, run_id: 1n }]);
  });
});

test("both engines get the same MERGE where the query is the same", () => {
  const step = fileStep("sync", sql`('i', 'A', 'hash', 1)`);
  expect(render(mergeStatement(step, databricks), "fixloop")).toBe(render(mergeStatement(step, duckdb), "fixloop"));
  expect(render(mergeStatement(step, databricks), "fixloop")).toMatchInlineSnapshot(`
    "MERGE INTO fixloop_raw.landed_file AS existing
    USING (
      WITH query AS (
    SELECT * FROM (VALUES ('i', 'A', 'hash', 1)) AS given (source, file, content_hash, records)
      )
      SELECT query.source, query.file, query.content_hash, query.records, this_run.run_id, this_run.code_version, this_run.taxonomy_version
      FROM query CROSS JOIN (
        SELECT run_id, code_version, taxonomy_version FROM fixloop_curated.pipeline_run WHERE status = 'running'
      ) AS this_run
      QUALIFY row_number() OVER (PARTITION BY query.source, query.file ORDER BY query.content_hash NULLS LAST, query.records NULLS LAST) = 1
    ) AS incoming
    ON existing.source = incoming.source AND existing.file = incoming.file
    WHEN MATCHED AND (
      existing.content_hash IS DISTINCT FROM incoming.content_hash
      OR existing.records IS DISTINCT FROM incoming.records
    ) THEN UPDATE SET
      content_hash = incoming.content_hash,
      records = incoming.records,
      run_id = incoming.run_id,
      code_version = incoming.code_version,
      taxonomy_version = incoming.taxonomy_version
    WHEN NOT MATCHED THEN INSERT (source, file, content_hash, records, run_id, code_version, taxonomy_version)
    VALUES (incoming.source, incoming.file, incoming.content_hash, incoming.records, incoming.run_id, incoming.code_version, incoming.taxonomy_version)
    WHEN NOT MATCHED BY SOURCE THEN DELETE"
  `);
});

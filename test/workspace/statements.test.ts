import { expect, onTestFinished, test } from "vitest";
import { Database } from "../../src/local/database.ts";
import { StatementError } from "../../src/workspace/errors.ts";
import { duckdbSql } from "../support/loopback/duckdbSql.ts";
import { faults } from "../support/loopback/faults.ts";
import type { LoopbackOptions } from "../support/loopback/loopback.ts";
import { connected, failureOf, type Connected } from "./connected.ts";

async function onDuckdb(options: LoopbackOptions = {}): Promise<Connected> {
  const database = await Database.open(":memory:");
  onTestFinished(() => {
    database.close();
  });
  return connected({ ...options, sql: duckdbSql(database).run });
}

const query = (text: string) => ({ warehouseId: "default", text, idempotent: true }) as const;

test("rows are text or null, columns have Databricks' types", async () => {
  const { workspace } = await onDuckdb();
  const result = await workspace.sql.execute(
    query(
      "SELECT 9007199254740993 AS big, CAST(1.50 AS DECIMAL(9,2)) AS money, TIMESTAMP '2026-01-02 03:04:05' AS at, NULL AS none, ['a', 'b'] AS list, TRUE AS yes",
    ),
  );
  expect(result.columns.map((column) => `${column.name} ${column.type}`)).toEqual([
    "big BIGINT",
    "money DECIMAL(9,2)",
    "at TIMESTAMP",
    "none INT",
    "list ARRAY<STRING>",
    "yes BOOLEAN",
  ]);
  expect(result.rows).toEqual([
    ["9007199254740993", "1.50", "2026-01-02T03:04:05.000Z", null, '["a","b"]', "true"],
  ]);
  expect(result.truncated).toBe(false);
});

test("parameters are named and typed, and no value is ever text of the statement", async () => {
  const { loopback, workspace } = await onDuckdb();
  const result = await workspace.sql.execute({
    ...query(
      "SELECT :text AS text, :big + 1 AS big, :at AS at, :day AS day, :none IS NULL AS none, :yes AS yes",
    ),
    parameters: {
      text: "'; DROP TABLE t; --",
      big: 9007199254740993n,
      at: new Date("2026-01-02T03:04:05.678Z"),
      day: { type: "DATE", value: "2026-01-02" },
      none: null,
      yes: true,
    },
  });
  expect(result.rows).toEqual([
    ["'; DROP TABLE t; --", "9007199254740994", "2026-01-02T03:04:05.678Z", "2026-01-02", "true", "true"],
  ]);
  expect(loopback.requests[0]?.body).toMatchObject({
    parameters: [
      { name: "text", type: "STRING", value: "'; DROP TABLE t; --" },
      { name: "big", type: "BIGINT", value: "9007199254740993" },
      { name: "at", type: "TIMESTAMP", value: "2026-01-02T03:04:05.678Z" },
      { name: "day", type: "DATE", value: "2026-01-02" },
      { name: "none", type: "STRING" },
      { name: "yes", type: "BOOLEAN", value: "true" },
    ],
    on_wait_timeout: "CONTINUE",
  });
});

test("a statement is looked at until it is done, less and less often", async () => {
  const { workspace, waits } = await onDuckdb({ statementPolls: 4 });
  const result = await workspace.sql.execute(query("SELECT 1 AS one"));
  expect(result.rows).toEqual([["1"]]);
  expect(waits).toEqual([500, 750, 1125, 1687.5, 2531.25, 3796.875, 5000, 5000]);
});

test("a result in chunks comes whole and in order", async () => {
  const { loopback, workspace } = await onDuckdb({ chunkRows: 2 });
  const result = await workspace.sql.execute(query("SELECT i FROM range(5) r(i) ORDER BY i"));
  expect(result.rows.flat()).toEqual(["0", "1", "2", "3", "4"]);
  expect(
    loopback.requests.map((request) => request.path.replace(/statements\/[^/]+/, "statements/ID")),
  ).toEqual([
    "/api/2.0/sql/statements",
    "/api/2.0/sql/statements/ID/result/chunks/1",
    "/api/2.0/sql/statements/ID/result/chunks/2",
  ]);
});

test("an empty result is empty", async () => {
  const { workspace } = await onDuckdb();
  expect((await workspace.sql.execute(query("SELECT 1 AS one WHERE FALSE"))).rows).toEqual([]);
});

test("rows that got lost on the way are an error", async () => {
  const { loopback, workspace } = await onDuckdb({ chunkRows: 2 });
  loopback.fail({
    path: /chunks\/1$/,
    does: { kind: "answer", status: 200, body: { chunk_index: 1, data_array: [["2"]] } },
  });
  const failure = await failureOf(workspace.sql.execute(query("SELECT i FROM range(5) r(i) ORDER BY i")));
  expect(failure.message).toContain("the result has 5 rows, 3 came");
});

test("a statement that fails says its condition and state", async () => {
  const { loopback, workspace } = await onDuckdb();
  const failure = await failureOf(workspace.sql.execute(query("SELECT * FROM fixloop_serving.nothing")));
  expect(failure).toBeInstanceOf(StatementError);
  expect(failure).toMatchObject({
    code: "BAD_REQUEST",
    condition: "TABLE_OR_VIEW_NOT_FOUND",
    sqlState: "42P01",
  });
  expect(failure.message).not.toContain("\n");
  expect(loopback.statements.canceled).toEqual([]);
});

test("condition and state are read from the message where the answer has no field for them", async () => {
  const { loopback, workspace } = await onDuckdb();
  loopback.fail({
    path: "/api/2.0/sql/statements",
    does: {
      kind: "answer",
      status: 200,
      body: {
        statement_id: "s",
        status: {
          state: "FAILED",
          error: { error_code: "BAD_REQUEST", message: "[DELTA_X.SUB_Y] no\nSQLSTATE: 42P01; line 1" },
        },
      },
    },
  });
  expect(await failureOf(workspace.sql.execute(query("SELECT 1")))).toMatchObject({
    condition: "DELTA_X.SUB_Y",
    sqlState: "42P01",
    message: "[DELTA_X.SUB_Y] no SQLSTATE: 42P01; line 1",
  });
});

test("aborting cancels the statement in the warehouse", async () => {
  const controller = new AbortController();
  const { loopback, workspace } = await onDuckdb({ statementPolls: 1000 });
  const call = workspace.sql.execute(query("SELECT 1"), { signal: controller.signal });
  await expect.poll(() => loopback.requests.length).toBeGreaterThan(2);
  controller.abort(new Error("ctrl-c"));
  await expect(call).rejects.toThrow("ctrl-c");
  expect(loopback.statements.canceled).toEqual(["SELECT 1"]);
});

test("at the deadline a statement is canceled, and the error says where it stood", async () => {
  const { loopback, workspace } = await onDuckdb({ statementPolls: 1000 });
  const failure = await failureOf(workspace.sql.execute(query("SELECT 1"), { deadline: 10_000 }));
  expect(failure).toMatchObject({ code: "DEADLINE_EXCEEDED" });
  expect(failure.message).toContain("waits for its warehouse");
  expect(loopback.statements.canceled).toEqual(["SELECT 1"]);
});

test("a look that fails for a while doesn't fail the statement", async () => {
  const { loopback, workspace } = await onDuckdb({ statementPolls: 1 });
  loopback.fail({ method: "GET", path: /statements\//, times: 3, does: faults.resetAfter });
  expect((await workspace.sql.execute(query("SELECT 1 AS one"))).rows).toEqual([["1"]]);
});

test("a statement that may be repeated is, after a lost answer", async () => {
  const { loopback, workspace } = await onDuckdb();
  loopback.fail({ path: "/api/2.0/sql/statements", does: faults.resetAfter });
  expect((await workspace.sql.execute(query("SELECT 1 AS one"))).rows).toEqual([["1"]]);
  expect(loopback.statements.executed).toEqual(["SELECT 1 AS one", "SELECT 1 AS one"]);
});

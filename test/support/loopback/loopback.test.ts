import { expect, onTestFinished, test } from "vitest";
import { Database } from "../../../src/local/database.ts";
import { duckdbSql } from "./duckdbSql.ts";
import { object, parse, text, type Json } from "./json.ts";
import { Loopback, type LoopbackOptions } from "./loopback.ts";
import { statementsOf } from "./sqlText.ts";

async function started(options: LoopbackOptions = {}): Promise<Loopback> {
  const loopback = await Loopback.start(options);
  onTestFinished(() => loopback.close());
  return loopback;
}

async function get(loopback: Loopback, path: string): Promise<{ status: number; body: Json; text: string }> {
  const response = await fetch(`${loopback.url}${path}`);
  const said = await response.text();
  return { status: response.status, body: parse(said), text: said };
}

async function post(loopback: Loopback, path: string, body: string): Promise<Json> {
  const headers = { "content-type": "application/json" };
  const response = await fetch(`${loopback.url}${path}`, { method: "POST", body, headers });
  return parse(await response.text());
}

test("what it doesn't know is a 404 in Databricks' shape, and is remembered", async () => {
  const loopback = await started();
  const answer = await get(loopback, "/api/2.0/quantum/list?x=1");
  expect(answer).toMatchObject({ status: 404, body: { error_code: "ENDPOINT_NOT_FOUND" } });
  expect(loopback.unhandled).toEqual(["GET /api/2.0/quantum/list?x=1"]);
});

test("ids are numbers on the wire, with all their digits", async () => {
  const loopback = await started();
  const id = loopback.jobs.create({ name: "j", tasks: [] });
  expect((await get(loopback, `/api/2.2/jobs/get?job_id=${id}`)).text).toContain(`"job_id":${id},`);
  expect(id > BigInt(Number.MAX_SAFE_INTEGER)).toBe(true);
});

test("credentials are never recorded", async () => {
  const loopback = await started();
  await fetch(`${loopback.url}/x`, { headers: { authorization: "Bearer very-secret" } });
  expect(JSON.stringify(loopback.requests)).not.toContain("very-secret");
  expect(loopback.requests[0]?.signedIn).toBe(true);
});

test("a job that starts another one waits for it, and hands its parameters on", async () => {
  const ran: string[] = [];
  const loopback = await started({
    runTask: (task) => {
      ran.push(`${task.jobName}.${task.key} ${task.parameters["run"]}`);
      return Promise.resolve(task.jobName === "inner" ? { error: "broken" } : {});
    },
  });
  const inner = loopback.jobs.create({
    name: "inner",
    parameters: [{ name: "run", default: "" }],
    tasks: [{ task_key: "t" }],
  });
  const outer = loopback.jobs.create({
    name: "outer",
    parameters: [{ name: "run", default: "7" }],
    tasks: [
      { task_key: "first" },
      {
        task_key: "nested",
        depends_on: [{ task_key: "first" }],
        run_job_task: { job_id: inner, job_parameters: { run: "{{job.parameters.run}}" } },
      },
    ],
  });
  const runId = text(object(await post(loopback, "/api/2.2/jobs/run-now", `{"job_id":${outer}}`))["run_id"]);
  let state: Json;
  for (let look = 0; look < 10; look += 1) {
    state = object((await get(loopback, `/api/2.2/jobs/runs/get?run_id=${runId}`)).body)["state"];
  }
  expect(ran).toEqual(["outer.first 7", "inner.t 7"]);
  expect(state).toMatchObject({ life_cycle_state: "INTERNAL_ERROR", result_state: "FAILED" });
});

test("a SQL file runs on DuckDB as a task does: catalog, parameters, statements in order", async () => {
  const database = await Database.open(":memory:");
  onTestFinished(() => {
    database.close();
  });
  const sql = duckdbSql(database);
  const loopback = await started({ sql: sql.run });
  loopback.files.write(
    "/Workspace/Users/me/t.sql",
    "-- reads: nothing; 'quoted'\nUSE CATALOG `{{catalog}}`;\nCREATE TABLE `t` AS SELECT CAST(:as_of AS TIMESTAMP) AS at, ':no' AS `text;`;\nGRANT SELECT ON TABLE t TO `analysts`;\n",
  );
  const job = loopback.jobs.create({
    name: "j",
    parameters: [
      { name: "catalog", default: "insights" },
      { name: "as_of", default: "2026-01-02T03:04:05" },
    ],
    tasks: [
      { task_key: "t", sql_task: { warehouse_id: "default", file: { path: "/Workspace/Users/me/t.sql" } } },
    ],
  });
  const runId = text(object(await post(loopback, "/api/2.2/jobs/run-now", `{"job_id":${job}}`))["run_id"]);
  let state: Json;
  await expect
    .poll(async () => {
      state = object((await get(loopback, `/api/2.2/jobs/runs/get?run_id=${runId}`)).body)["state"];
      return object(state)["life_cycle_state"];
    })
    .toBe("TERMINATED");
  expect(state).toMatchObject({ result_state: "SUCCESS" });
  expect(await database.rows("SELECT * FROM t")).toEqual([{ at: "2026-01-02 03:04:05", "text;": ":no" }]);
  expect(sql.recorded.map((statement) => statement.split("\n").at(-1))).toEqual([
    "USE CATALOG `insights`",
    "GRANT SELECT ON TABLE t TO `analysts`",
  ]);
});

test("a file is split at the semicolons that are syntax", () => {
  expect(statementsOf("SELECT ';' ; -- a;\n/* b; */ SELECT `c;d`, \"e;f\";\n-- end;\n")).toEqual([
    "SELECT ';'",
    '-- a;\n/* b; */ SELECT `c;d`, "e;f"',
  ]);
});

test("faults that never happened can be asked for", async () => {
  const loopback = await started();
  loopback.fail({ path: "/never", does: { kind: "reset", when: "before" } });
  expect(loopback.unspentFaults).toHaveLength(1);
});

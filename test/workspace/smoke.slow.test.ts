import { expect, test } from "vitest";
import { readRuntimeFiles } from "../../src/cli/runtimeFiles.ts";
import { NotAsked } from "../../src/workspace/doctor/finding.ts";
import { openSubject } from "../../src/workspace/doctor/subject.ts";
import { publicReport, type SmokeEntry } from "../../src/workspace/smoke/report.ts";
import { runSmoke } from "../../src/workspace/smoke/runSmoke.ts";
import type { SmokeOptions, SmokeOutcome } from "../../src/workspace/smoke/smokeOptions.ts";
import { smokeText } from "../../src/workspace/smoke/smokeWords.ts";
import { statementKinds } from "../../src/workspace/smoke/statements.ts";
import { tableNames } from "../../src/stages/tables.ts";
import { databricks } from "../../src/sql/databricks.ts";
import { text as textOf } from "../support/loopback/json.ts";
import { SqlFailure } from "../support/loopback/services/statements.ts";
import {
  catalog,
  endpoint,
  healthyWorld,
  principal,
  type DoctorWorld,
  type WorldOptions,
} from "./doctorWorkspace.ts";
import { scratchSql, type ScratchSql } from "./scratchSql.ts";

const now = new Date("2026-11-30T12:00:00Z");

interface SmokeWorld extends DoctorWorld {
  readonly scratch: ScratchSql;
  readonly smoke: (
    options?: Partial<SmokeOptions> & { readonly signal?: AbortSignal },
  ) => Promise<SmokeOutcome>;
}

async function smokeWorld(
  fails?: (statement: string) => SqlFailure | undefined,
  options: WorldOptions = {},
): Promise<SmokeWorld> {
  const scratch = await scratchSql(fails);
  const world = await healthyWorld({
    sql: scratch.sql,
    runTask: scratch.runTask,
    ...options,
    target: { id: "zielort", ...options.target },
  });
  scratch.loopback = world.loopback;
  return {
    ...world,
    scratch,
    smoke: ({ signal, ...own } = {}) =>
      runSmoke({
        subject: openSubject({ ...world.options, now: () => now, signal }),
        plan: world.plan,
        runtime: readRuntimeFiles(),
        entropy: "9f3a",
        deadline: new AbortController().signal,
        jobTimeout: 60,
        keep: false,
        sleep: async () => undefined,
        ...own,
      }),
  };
}

/** Everything that is in the workspace and should not be. */
function remains({ loopback }: DoctorWorld): readonly string[] {
  return [
    ...loopback.catalog.names("schemas"),
    ...loopback.catalog.names("volumes"),
    ...loopback.files.paths,
    ...[...loopback.jobs.jobs.values()].map(({ settings }) => textOf(settings["name"])),
    ...loopback.volumes.files.keys(),
  ];
}

const statuses = (
  entries: readonly SmokeEntry[],
  ...wanted: readonly SmokeEntry["status"][]
): readonly string[] =>
  entries.filter(({ status }) => wanted.includes(status)).map(({ id, status }) => `${status} ${id}`);

test("every kind of statement and task runs, and nothing is left", async () => {
  const world = await smokeWorld();
  const { report, left } = await world.smoke();
  expect(statuses(report.entries, "failed", "skipped", "raised")).toEqual([]);
  expect([report.passed, report.ended, left, report.cleanup.state]).toEqual([true, "finished", [], "done"]);
  expect(remains(world)).toEqual([]);
  expect(world.loopback.unhandled).toEqual([]);
  const kinds = new Set(report.entries.map(({ kind }) => kind));
  expect([...kinds].toSorted()).toEqual(
    [
      ...statementKinds,
      "create_schema",
      "create_volume",
      "information_schema",
      "job",
      "landed_rows",
      "model_envelope",
      "notebook_task",
      "result_chunks",
      "sql_file_task",
      "volume_file",
      "workspace_file",
    ].toSorted(),
  );
});

test("few statements show every feature that any statement of the plan has, every dialect method among them", async () => {
  const world = await smokeWorld();
  const { report } = await world.smoke();
  expect(report.coverage.notShown).toEqual([]);
  const steps = report.entries.filter(({ kind }) => /^(?:merge|update|delete|reorg|vacuum|alert)/.test(kind));
  expect(steps.length).toBeLessThan(report.coverage.candidates / 8);
  expect(report.coverage.features).toBeGreaterThan(Object.keys(databricks).length + 50);
});

test("DuckDB really runs what both engines share", async () => {
  const world = await smokeWorld();
  await world.smoke();
  const { executed, accepted } = world.scratch;
  expect(executed.filter((text) => text.startsWith("CREATE TABLE")).length).toBeGreaterThan(60);
  const run = (pattern: RegExp): number => executed.filter((text) => pattern.test(text)).length;
  // every table by itself, and once more in the file that the job runs
  expect(run(/CREATE TABLE IF NOT EXISTS/)).toBe(2 * tableNames.length);
  expect(run(/^INSERT INTO/)).toBeGreaterThan(40);
  expect(
    [run(/^DELETE FROM/), run(/^SELECT id, repeat/), run(/MERGE INTO/)].every((count) => count > 0),
  ).toBe(true);
  const refusals = accepted.map(({ refusal }) =>
    (refusal.split("\n")[0] ?? "")
      .replace(/^\[\w+\] (?:Failed to extract statements: )?/, "")
      .replace(/ (?:at or near|with name) .*/, ""),
  );
  expect([...new Set(refusals)].toSorted()).toEqual([
    "Catalog Error: Scalar Function",
    "Catalog Error: Table",
    "Parser Error: syntax error",
  ]);
});

test("the job runs generated files with its parameters, and notebooks on the files that were uploaded", async () => {
  const world = await smokeWorld();
  const { report } = await world.smoke({ keep: true });
  expect(report.cleanup.state).toBe("kept");
  const [job] = [...world.loopback.jobs.jobs.values()];
  expect(job?.settings["name"]).toBe("fixloop smoke_20261130t120000_9f3a");
  expect(job?.settings["parameters"]).toEqual([
    { name: "catalog", default: catalog },
    { name: "run", default: "{{job.run_id}}" },
    { name: "setup", default: "smoke" },
    { name: "as_of", default: "2026-11-30T12:00:00.000Z" },
  ]);
  const chosen = world.loopback.statements.executed.filter((text) =>
    text.endsWith(`USE CATALOG \`${catalog}\``),
  );
  expect(chosen).toHaveLength(7);
  expect(world.loopback.statements.executed.filter((text) => text.includes("{{"))).toEqual([]);
  const folder = `/Workspace/Users/${principal}/.fixloop-smoke/smoke_20261130t120000_9f3a`;
  expect(world.loopback.files.text(`${folder}/notebooks-gen/seeds`)).toContain(
    "# Databricks notebook source",
  );
  expect(world.loopback.files.text(`${folder}/bundle/seeds/index.json`)).toContain(
    "zirkon_smoke_20261130t120000_9f3a_curated.",
  );
  expect([...world.loopback.volumes.files.keys()].toSorted()).toEqual(
    ["lines.jsonl", "table.csv"].map(
      (name) => `/Volumes/${catalog}/zirkon_smoke_20261130t120000_9f3a_raw/landing_files/smoke/${name}`,
    ),
  );
});

test("nothing is granted to anybody but who runs it", async () => {
  const world = await smokeWorld();
  await world.smoke();
  const grants = world.loopback.statements.executed.filter((text) => /^(?:GRANT|REVOKE)/.test(text));
  expect(grants).toHaveLength(3);
  for (const text of grants) expect(text).toMatch(new RegExp(`(?:TO|FROM) \`${principal}\`$`));
});

test("a statement that fails is told by its codes; the others run, and all is deleted", async () => {
  const world = await smokeWorld((statement) =>
    statement.includes("MERGE INTO") && statement.includes("_curated.detection AS existing")
      ? new SqlFailure(
          "UNRESOLVED_COLUMN.WITH_SUGGESTION",
          `A column of ${catalog} for it's-zirkon can't be resolved`,
          "42703",
        )
      : undefined,
  );
  const { report } = await world.smoke();
  expect(report.passed).toBe(false);
  expect(report.entries.filter(({ status }) => status === "failed")).toEqual([
    {
      id: "cluster.detection",
      kind: "merge_sync",
      status: "failed",
      milliseconds: 0,
      failure: expect.objectContaining({
        condition: "UNRESOLVED_COLUMN.WITH_SUGGESTION",
        sqlState: "42703",
      }) as unknown,
    },
  ]);
  expect(JSON.stringify(publicReport(report))).not.toContain("zirkon");
  // who ran it reads the message
  expect(smokeText({ report, left: [] })).toContain("it's-zirkon");
  expect(report.entries.some(({ id, status }) => id === "catalog.tables" && status === "ok")).toBe(true);
  expect(remains(world)).toEqual([]);
});

test("an assertion that does not hold has run all the same", async () => {
  const world = await smokeWorld((statement) =>
    statement.includes("Columns without their mask")
      ? new SqlFailure("USER_RAISED_EXCEPTION", "Columns without their mask: a.b.c", "P0001")
      : undefined,
  );
  const { report } = await world.smoke();
  expect(statuses(report.entries, "raised", "failed")).toEqual(["raised governance.assertions.3"]);
  expect(report.passed).toBe(true);
});

test("a task that fails says how, and those after it are skipped", async () => {
  const world = await smokeWorld((statement) =>
    statement.includes("USE CATALOG")
      ? new SqlFailure("NO_SUCH_CATALOG_EXCEPTION", `Catalog '${catalog}' was not found`, "42704")
      : undefined,
  );
  const { report } = await world.smoke();
  const tasks = report.entries.filter(({ id }) => id.startsWith("task."));
  expect(tasks.map(({ id, status, failure }) => [id, status, failure?.condition, failure?.sqlState])).toEqual(
    [
      ["task.tables", "failed", "NO_SUCH_CATALOG_EXCEPTION", "42704"],
      ...["functions", "seeds", "in_force", "acquire_lease", "open_run", "land", "landing_record"].map(
        (key) => [`task.${key}`, "skipped", undefined, undefined],
      ),
      ["task.release_lease", "failed", "NO_SUCH_CATALOG_EXCEPTION", "42704"],
    ],
  );
  expect(remains(world)).toEqual([]);
});

test("without the right to make schemas nothing else is tried", async () => {
  const world = await smokeWorld();
  world.loopback.fail({
    method: "POST",
    path: "/api/2.1/unity-catalog/schemas",
    does: {
      kind: "answer",
      status: 403,
      body: { error_code: "PERMISSION_DENIED", message: "no CREATE SCHEMA" },
    },
  });
  const { report } = await world.smoke();
  expect(report.ended).toBe("no_schemas");
  expect(report.entries.map(({ id, status, failure }) => [id, status, failure?.code])).toEqual([
    ["schema.raw", "failed", "PERMISSION_DENIED"],
  ]);
  expect(remains(world)).toEqual([]);
});

test("Ctrl-C in the middle of the job: it is canceled, and all is deleted", async () => {
  const world = await smokeWorld();
  const controller = new AbortController();
  const stop = new Error("Ctrl-C");
  const outcome = await world.smoke({
    signal: controller.signal,
    sleep: async () => {
      controller.abort(stop);
    },
  });
  expect(outcome.report.ended).toBe("interrupted");
  expect(outcome.interruption).toBe(stop);
  expect([...world.loopback.jobs.runs.values()].map(({ canceled }) => canceled)).toEqual([true]);
  expect(remains(world)).toEqual([]);
});

test("the deadline in the middle of a statement: it is canceled, and all is deleted", async () => {
  const controller = new AbortController();
  const world = await smokeWorld((statement) => {
    if (statement.startsWith("GRANT")) controller.abort(new Error("late"));
    return undefined;
  });
  const { report, interruption } = await world.smoke({ deadline: controller.signal });
  expect(report.ended).toBe("deadline");
  expect(interruption).toBeUndefined();
  expect(report.passed).toBe(false);
  expect(remains(world)).toEqual([]);
});

test("a workspace that goes away: it stops, and names what it could not delete", async () => {
  const world = await smokeWorld();
  const outcome = await world.smoke({
    onEntry: ({ id }) => {
      if (id === "volume.landing_files")
        world.loopback.fail({ path: /./, times: Infinity, does: { kind: "reset", when: "before" } });
    },
  });
  expect(outcome.report.ended).toBe("unreachable");
  expect(outcome.report.cleanup.state).toBe("incomplete");
  expect(outcome.left.map(({ name }) => name).toSorted()).toEqual(
    ["curated", "raw", "serving"].map(
      (schema) => `schema ${catalog}.zirkon_smoke_20261130t120000_9f3a_${schema}`,
    ),
  );
  expect(JSON.stringify(publicReport(outcome.report))).not.toContain("zirkon");
});

test("what a killed test left behind is deleted by the next one; what is young, or somebody else's, stays", async () => {
  const world = await smokeWorld();
  const comment = "Scratch of fixloop doctor --smoke: nothing of it is needed once that command has ended.";
  const schema = (name: string, settings: { readonly owner: string; readonly comment: string }): void =>
    world.loopback.catalog.add("schemas", `${catalog}.${name}`, settings);
  const mine = { owner: principal, comment };
  schema("zirkon_smoke_20261129t120000_0001_raw", mine);
  schema("zirkon_smoke_20261129t120000_0001_curated", mine);
  const folder = `/Workspace/Users/${principal}/.fixloop-smoke/smoke_20261129t120000_0001`;
  world.loopback.files.write(`${folder}/bundle/sql/a.sql`, "SELECT 1");
  world.loopback.jobs.create({ name: "fixloop smoke_20261129t120000_0001", tasks: [] });
  const kept = [
    ["zirkon_smoke_20261130t113000_0002_raw", mine],
    ["zirkon_smoke_20261129t120000_0003_raw", { ...mine, owner: "stranger@example.org" }],
    ["zirkon_smoke_20261129t120000_0004_raw", { ...mine, comment: "Mine by chance" }],
    ["zirkon_smoke_raw", mine],
    ["zirkon_raw", mine],
    ["other_smoke_20261129t120000_0005_raw", mine],
  ] as const;
  for (const [name, settings] of kept) schema(name, settings);
  const { report } = await world.smoke();
  expect(report.cleanup.leftoversRemoved).toBe(4);
  expect(remains(world)).toEqual(kept.map(([name]) => `${catalog}.${name}`).toSorted());
});

test("the report holds no name of the spec, the workspace or a person", async () => {
  const world = await smokeWorld((statement) =>
    statement.startsWith("GRANT")
      ? new SqlFailure(
          "PRINCIPAL_DOES_NOT_EXIST",
          `Could not find principal ${principal} for ${catalog}`,
          "42704",
        )
      : undefined,
  );
  const { report } = await world.smoke();
  const written = JSON.stringify(publicReport(report));
  // all but the lists that are built in, of which words may stand anywhere
  const { identity: _, routing, ...rest } = world.project;
  const names = [
    ...new Set([
      ...namesIn({ ...rest, routing: { ...routing, riskWords: [] } }),
      ...namesIn(world.target),
      principal,
      catalog,
      endpoint,
      "127.0.0.1",
      "zirkon",
    ]),
  ];
  expect(names.length).toBeGreaterThan(20);
  expect(names.filter((name) => written.includes(name))).toEqual([]);
  expect(JSON.parse(written)).toMatchObject({
    reportVersion: 1,
    date: "2026-11-30",
    environment: {
      databricksSql: "2026.30",
      timeZone: "Etc/UTC",
      cloud: "other",
      warehouse: { type: "pro", serverless: true, size: "2X-Small" },
      identity: "service_principal",
      model: "endpoint",
      envelope: {
        type: "STRUCT<RESPONSE:STRING,ERRORMESSAGE:STRING>",
        answer: { field: "response", type: "STRING" },
      },
    },
  });
});

/** Whatever somebody wrote into the spec: all text but the words that the spec's schema knows. */
function namesIn(value: unknown): readonly string[] {
  if (typeof value === "string") return known.has(value) || value.length < 3 ? [] : [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(namesIn);
}

const known = new Set([
  "production",
  "standard",
  "endpoint",
  "reviews",
  "jsonl",
  "defect",
  "high",
  "none",
  "every",
  "cron",
  "UTC",
  "raw",
  "curated",
  "triaged",
  "fixing",
  "released",
  "wont_fix",
  "tracker",
  // roles that every project has
  "analyst",
  "platform",
  "pipeline",
  // the name of the warehouse that every loopback has, and an owner of the support project
  "default",
  "sync",
  "open",
  "done",
  "in progress",
]);

test("before there is a warehouse there is nothing to try", async () => {
  const world = await smokeWorld(undefined, { target: { warehouse: undefined } });
  await expect(world.smoke()).rejects.toThrow(NotAsked);
  expect(remains(world)).toEqual([]);
});

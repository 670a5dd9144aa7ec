import { subjectOf } from "../../src/change/tableChange.ts";
import { columnsOf } from "../../src/stages/tables.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isUnaltered, recentDeployments, type DeploymentRecord } from "../../src/workspace/deployment.ts";
import { databaseQueryRunner } from "../../src/local/databaseQueryRunner.ts";
import type { QueryRunner } from "../../src/reading/queryRunner.ts";
import type { DeploymentPlan } from "../../src/workspace/plan.ts";
import type { TargetStatus } from "../../src/workspace/status.ts";
import { TargetWorld } from "./targetWorld.ts";

/** One target's life, in order: every test goes on from where the one before it ended. */
let world: TargetWorld;
beforeAll(async () => {
  world = await TargetWorld.open();
  await world.compile();
}, 60_000);
afterAll(async () => world.close());

const reader = (): QueryRunner => databaseQueryRunner(world.database, "fixloop");
const one = async (query: string): Promise<Readonly<Record<string, unknown>>> =>
  (await world.database.rows(query))[0] ?? {};
const planJson = async (): Promise<DeploymentPlan> => {
  const { code, stdout, stderr } = await world.fixloop("plan", "-t", "dev", "--format", "json");
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as DeploymentPlan;
};

describe("a first deployment", () => {
  test("says what it will make, before anything is made", async () => {
    const plan = await planJson();
    expect(plan).toMatchObject({
      planVersion: 1,
      bundle: "notes",
      target: "dev",
      catalog: "insights_dev",
      verdict: "safe",
      consent: [],
      deployed: null,
      taxonomy: [],
      reprocessing: { because: [], stages: [] },
      model: { calls: 0, cost: 0, currency: "EUR" },
      unseen: [],
    });
    expect(plan.tables.every(({ kind }) => kind === "add_table")).toBe(true);
    expect(plan.resources.map(({ name, action }) => `${action} ${name}`)).toContain("create schema curated");
    expect(world.loopback.catalog.names("schemas")).toEqual([]);
  });

  test("deploys, sets up, tests and records", async () => {
    const { code, stdout, stderr } = await world.fixloop("deploy", "-t", "dev");
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(
      /^Deployed notes to dev: manifest [0-9a-f]{12}, code 0\.1\.0\+[0-9a-f]{12}, taxonomy [0-9a-f]{12}\.\nChanged: first deployment, \d+ resources\.\nSet-up run \d+ succeeded; \d+ smoke tests passed; recorded as [0-9a-f]{8}\.\n/,
    );
    expect(stderr.split("\n").filter((line) => /^\d\/9 /.test(line))).toEqual([
      "1/9 compile check",
      "2/9 gates",
      "3/9 checks of the workspace",
      "4/9 plan",
      "5/9 bundle (databricks bundle deploy)",
      "6/9 upgrade of tables",
      "7/9 set-up job",
      "8/9 smoke test",
      "9/9 record",
    ]);
    expect(world.loopback.catalog.names("schemas")).toEqual([
      "insights_dev.fixloop_curated",
      "insights_dev.fixloop_raw",
      "insights_dev.fixloop_serving",
    ]);
    expect(world.loopback.unhandled).toEqual([]);
    // before there is a state the CLI plans by itself: it could not notice that somebody else deployed since
    expect(world.calls.at(-2)).toBe("bundle deploy --target dev");
  }, 60_000);

  test("leaves a record that says who, what and with which gates, and that shows when it was altered", async () => {
    const [record, ...rest] = await recentDeployments(reader(), "dev", 5);
    expect(rest).toEqual([]);
    const { codeVersion, taxonomyVersion } = world.deployed().plan;
    expect(record).toMatchObject({
      action: "deploy",
      target: "dev",
      from_target: null,
      code_version: codeVersion,
      taxonomy_version: taxonomyVersion,
      deployed_by: "tester@example.com",
      gates: "[]",
      signature: null,
    });
    expect(isUnaltered(record as DeploymentRecord)).toBe(true);
    expect(isUnaltered({ ...(record as DeploymentRecord), deployed_by: "somebody-else" })).toBe(false);
  });

  test("runs the real set-up: the seeds of the deployed files are in the tables", async () => {
    expect(await one("SELECT count(*) AS categories FROM fixloop_curated.category")).toEqual({
      categories: 2n,
    });
  });
});

test("a second deployment changes nothing and says so", async () => {
  const plan = await planJson();
  expect(plan).toMatchObject({ verdict: "safe", resources: [], tables: [], statements: [], taxonomy: [] });
  expect(plan.deployed).toEqual(plan.local);
  const { code, stdout, stderr } = await world.fixloop("deploy", "-t", "dev", "--format", "json");
  expect(code, stderr).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    reportVersion: 1,
    target: "dev",
    verdict: "safe",
    record: { target: "dev" },
  });
  // the very plan that was shown
  expect(world.calls.at(-2)).toMatch(/^bundle deploy --target dev --plan \S+\/plan\.json$/);
  expect(await recentDeployments(reader(), "dev", 5)).toHaveLength(2);
}, 60_000);

describe("fixloop run -t", () => {
  test("runs the job up to a stage, and leaves the run open", async () => {
    const { code, stdout, stderr } = await world.fixloop("run", "-t", "dev", "--stage", "normalize");
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/^loop on dev: succeeded in \d+ s\. Stopped after normalize; the run stays open/);
    expect(stderr).toMatch(/^ {2}normalize +done/m);
    expect(stderr).not.toMatch(/^ {2}enrich/m);
    expect(await one("SELECT status FROM fixloop_curated.pipeline_run")).toEqual({ status: "running" });
  }, 60_000);

  test("takes the run up and follows it to its end, a line a stage", async () => {
    const { code, stdout, stderr } = await world.fixloop("run", "-t", "dev", "--format", "json");
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      runVersion: 1,
      target: "dev",
      job: "loop",
      state: "succeeded",
      failures: [],
    });
    for (const stage of ["ingest", "normalize", "enrich", "cluster", "route", "track", "validate", "measure"])
      expect(stderr).toMatch(new RegExp(`^ {2}${stage} +done \\d+\\.\\d s$`, "m"));
    expect(await one("SELECT run_id, status FROM fixloop_curated.pipeline_run")).toEqual({
      run_id: 1n,
      status: "finished",
    });
  }, 60_000);

  test("refuses a job that is not there, and a stage of another job", async () => {
    const noStage = await world.fixloop("run", "-t", "dev", "--job", "audit", "--stage", "enrich");
    expect(noStage).toMatchObject({ code: 2, stdout: "" });
    const noTarget = await world.fixloop("run", "-t", "qa");
    expect(noTarget.stderr).toBe("error: There is no target qa; there are dev, prod.\n");
  });
});

describe("fixloop status -t", () => {
  test("shows what is deployed, how the loop went and every job, and is 0 when all is well", async () => {
    const { code, stdout, stderr } = await world.fixloop("status", "-t", "dev");
    expect(code, stderr).toBe(0);
    expect(stdout).toContain("all is well");
    expect(stdout).toMatch(/^ {2}here +the same$/m);
    expect(stdout).toMatch(/^ {2}run 1 is finished/m);
    expect(stdout).toMatch(/^ {2}enrich +finished run +1/m);
    expect(stdout).toMatch(/^ {2}loop +succeeded \S+ \S+ \(\d+ s\), succeeded/m);
    expect(stdout.match(/deployed by tester@example\.com/g)).toHaveLength(2);
  });

  test("is 1 when a check does not hold or an alert is on, and names them", async () => {
    await world.database.run(
      "UPDATE fixloop_curated.check_result SET failing_rows = 3 WHERE check_id = 'curated.issue.key_is_unique'",
    );
    const on = await setAlert("TRIGGERED");
    const { code, stdout } = await world.fixloop("status", "-t", "dev", "--format", "json");
    await world.database.run("UPDATE fixloop_curated.check_result SET failing_rows = 0");
    await setAlert("OK");
    expect(code).toBe(1);
    const status = JSON.parse(stdout) as TargetStatus;
    expect(status.concerns).toEqual([
      "The check curated.issue.key_is_unique failed: 3 rows.",
      "The alert stalled_pipeline is on.",
    ]);
    expect(on).toContain("pipeline stalled");
    expect(status.alerts.map(({ key, state }) => [key, state])).toContainEqual(["failed_check", null]);
  });

  /** What the workspace says of the alert after it was evaluated; gives its name. */
  async function setAlert(state: "TRIGGERED" | "OK"): Promise<string> {
    const headers = { authorization: "Bearer x", "content-type": "application/json" };
    const address = `${world.loopback.url}/api/2.0/alerts`;
    const { alerts } = (await (await fetch(address, { headers })).json()) as {
      alerts: { id: string; display_name: string; evaluation: object }[];
    };
    const alert = alerts.find(({ display_name }) => display_name.includes("pipeline stalled"));
    const body = JSON.stringify({ evaluation: { ...alert?.evaluation, state } });
    await fetch(`${address}/${alert?.id ?? ""}`, { method: "PATCH", headers, body });
    return alert?.display_name ?? "";
  }
});

describe("an analyst's edit", () => {
  test("is shown in words of the domain, with the rows that are done again", async () => {
    await world.edit("taxonomy/sync.yaml", (text) =>
      text
        .replace("severity: medium", "severity: high")
        .replace(
          "owners:\n",
          `  sync-loses:\n    title: Sync loses edits\n    kind: defect\n    severity: critical\n    definition: Edits are gone after a sync.\n    examples: [my edits are gone, sync lost my changes]\nowners:\n`,
        ),
    );
    const plan = await planJson();
    expect(plan.verdict).toBe("reprocessing");
    expect(plan.consent).toEqual([]);
    expect(plan.taxonomy).toEqual([
      {
        table: "curated.category",
        added: ["sync-loses"],
        removed: [],
        changed: [{ id: "sync-slow", fields: [{ name: "severity", from: "medium", to: "high" }] }],
      },
    ]);
    expect(plan.derived.map(({ table }) => table)).toContain("curated.classifier_weight");
    expect(plan.statements).toEqual([]);
    expect(plan.reprocessing).toMatchObject({ because: ["taxonomy"] });
    expect(plan.reprocessing.stages).toContainEqual({
      stage: "enrich",
      input: "curated.feedback_event",
      rows: 40,
    });
    // no file is read again, since no source changed
    expect(plan.reprocessing.stages.map(({ stage }) => stage)).not.toContain("ingest");
    expect(plan.model.calls).toBe(0);
    const { stdout } = await world.fixloop("plan", "-t", "dev");
    expect(stdout).toContain("notes → dev (development, catalog insights_dev): REPROCESSING");
    expect(stdout).toMatch(/^ {2}\+ category sync-loses$/m);
    expect(stdout).toMatch(/^ {2}~ category sync-slow: severity medium → high$/m);
    expect(stdout).toMatch(/^ {2}enrich +40 rows of curated\.feedback_event$/m);
    expect(stdout).toMatch(/^ {2}model +no calls, no cost/m);
  });

  test("reaches the tables with the next deployment, and nothing but its seeds differs", async () => {
    const { code, stderr, stdout } = await world.fixloop("deploy", "-t", "dev");
    expect(code, stderr).toBe(0);
    expect(stdout).toContain("Changed: 2 rows of taxonomy and settings, 4 resources.");
    expect(stdout).toContain("The next run reprocesses normalize, enrich, cluster, route, measure.");
    expect(await one("SELECT count(*) AS categories FROM fixloop_curated.category")).toEqual({
      categories: 3n,
    });
  }, 60_000);

  test("that is taken back costs only what came since, as that version ran already", async () => {
    await world.edit("taxonomy/sync.yaml", (text) =>
      text
        .replace(
          "severity: high\n    definition: Changes reach",
          "severity: medium\n    definition: Changes reach",
        )
        .replace(/ {2}sync-loses:[\s\S]*owners:/, "owners:"),
    );
    const plan = await planJson();
    expect(plan.reprocessing).toEqual({ because: ["taxonomy"], stages: [] });
    expect(plan.verdict).toBe("safe");
    expect((await world.fixloop("deploy", "-t", "dev")).code).toBe(0);
  }, 60_000);
});

describe("a plan that somebody has to agree to", () => {
  /** The ledger of runs as a version before jobs made it, with a run in it. */
  async function olderLedger(): Promise<void> {
    await world.database.run("ALTER TABLE fixloop_curated.pipeline_run DROP COLUMN job");
    await world.database.run("ALTER TABLE fixloop_curated.pipeline_run ADD COLUMN mood VARCHAR");
    declaredLedger((name) => name !== "job", true);
  }

  function declaredLedger(keeps: (name: string) => boolean, mood: boolean): void {
    world.loopback.catalog.add("tables", "insights_dev.fixloop_curated.pipeline_run", {
      table_type: "MANAGED",
      columns: [
        ...Object.entries(columnsOf("curated.pipeline_run"))
          .filter(([name]) => keeps(name))
          .map(([name, { type, nullable }]) => ({ name, type_text: type, nullable })),
        ...(mood ? [{ name: "mood", type_text: "string", nullable: true }] : []),
      ],
    });
  }

  test("tables of an older version are altered before the set-up, rows filled, and the way back is said", async () => {
    await olderLedger();
    const [before] = await world.database.rows<{ runs: bigint }>(
      "SELECT count(*) AS runs FROM fixloop_curated.pipeline_run",
    );
    const plan = await planJson();
    expect(plan.tables.map((change) => `${change.kind} ${subjectOf(change)}`)).toEqual([
      "add_column curated.pipeline_run.job",
      "surplus_column curated.pipeline_run.mood",
    ]);
    expect(plan.upgrade.map(({ kind, rows }) => [kind, rows])).toEqual([
      ["shape", undefined],
      ["fill", Number(before?.runs)],
      ["shape", undefined],
    ]);
    expect(plan).toMatchObject({ verdict: "safe", consent: [] });
    const { code, stdout, stderr } = await world.fixloop("deploy", "-t", "dev");
    expect(code, stderr).toBe(0);
    expect(stderr).toContain("+ curated.pipeline_run.job STRING: add it as STRING; fill it in existing rows");
    expect(stdout).toContain("Upgraded tables by 3 statements.");
    expect(stdout).toContain("RESTORE TABLE insights_dev.fixloop_curated.pipeline_run TO VERSION AS OF 7");
    expect(await one("SELECT count(*) AS runs FROM fixloop_curated.pipeline_run WHERE job = 'loop'")).toEqual(
      before,
    );
    expect(await one("SELECT table_name, delta_version FROM fixloop_curated.table_upgrade")).toEqual({
      table_name: "curated.pipeline_run",
      delta_version: 7n,
    });
    expect(
      await one("SELECT count(*) AS held FROM fixloop_curated.writer_lease WHERE holder IS NOT NULL"),
    ).toEqual({ held: 0n });
    declaredLedger(() => true, true);
  }, 60_000);

  test("a column that the contract lacks is dropped only by its name and with consent", async () => {
    const unknown = await world.fixloop(
      "deploy",
      "-t",
      "dev",
      "--confirm-drop",
      "curated.issue.title_of_old",
    );
    expect(unknown).toMatchObject({ code: 2, stdout: "" });
    expect(unknown.stderr).toContain("--confirm-drop curated.issue.title_of_old: it is in the contract");
    const refused = await world.fixloop("deploy", "-t", "dev", "--confirm-drop", "curated.pipeline_run.mood");
    expect(refused).toMatchObject({ code: 1, stdout: "" });
    expect(refused.stderr).toContain("curated.pipeline_run.mood is dropped with its data.");
    const wrong = await world.fixloop("deploy", "-t", "dev", "--confirm", "dev");
    expect(wrong.stderr).toContain("It is notes/dev; nothing was changed.");
    const done = await world.fixloop(
      "deploy",
      "-t",
      "dev",
      "--confirm",
      "notes/dev",
      "--confirm-drop",
      "curated.pipeline_run.mood",
    );
    expect(done.code, done.stderr).toBe(0);
    expect(await one("SELECT count(*) AS columns FROM duckdb_columns() WHERE column_name = 'mood'")).toEqual({
      columns: 0n,
    });
    declaredLedger(() => true, false);
  }, 60_000);

  test("while a job holds the lease nothing is altered", async () => {
    await world.database.run("ALTER TABLE fixloop_curated.pipeline_run ADD COLUMN mood VARCHAR");
    await world.database.run("ALTER TABLE fixloop_curated.pipeline_run ALTER COLUMN mood SET DEFAULT 'calm'");
    await world.database.run(
      "UPDATE fixloop_curated.writer_lease SET holder = 'loop 1', expires_at = TIMESTAMP '2999-01-01 00:00:00'",
    );
    declaredLedger(() => true, true);
    const drop = ["--confirm", "notes/dev", "--confirm-drop", "curated.pipeline_run.mood"];
    const held = await world.fixloop("deploy", "-t", "dev", ...drop);
    expect(held.code, held.stderr).toBe(1);
    expect(held.stderr).toContain("stopped at upgrade of tables: A job is writing the tables to alter");
    expect(held.stderr).toContain("the lease is held by loop 1");
    expect(await one("SELECT count(*) AS columns FROM duckdb_columns() WHERE column_name = 'mood'")).toEqual({
      columns: 1n,
    });
    await world.database.run("UPDATE fixloop_curated.writer_lease SET holder = NULL");
    expect((await world.fixloop("deploy", "-t", "dev", ...drop)).code).toBe(0);
    declaredLedger(() => true, false);
  }, 60_000);

  test("a resource that goes with what it holds", async () => {
    world.loopback.warehouses.add("0123456789abcdef", { name: "Shared" });
    await world.edit("pipeline.yaml", (text) =>
      text.replace("catalog: insights_dev }", "catalog: insights_dev, warehouse: 0123456789abcdef }"),
    );
    const plan = await planJson();
    expect(plan.verdict).toBe("destructive");
    expect(plan.consent).toEqual([
      "The SQL warehouse pipeline is deleted, losing its id, which dashboards and people use.",
    ]);
    const before = world.loopback.warehouses.warehouses.size;
    expect((await world.fixloop("deploy", "-t", "dev")).code).toBe(1);
    expect(world.loopback.warehouses.warehouses.size).toBe(before);
    const { code, stderr } = await world.fixloop("deploy", "-t", "dev", "--confirm", "notes/dev");
    expect(code, stderr).toBe(0);
    expect(world.calls.at(-2)).toMatch(/--auto-approve$/);
    expect(world.loopback.warehouses.warehouses.size).toBe(before - 1);
  }, 60_000);
});

describe("fixloop query -t", () => {
  test("prints the same table as a local query", async () => {
    const sql = "SELECT category, severity_points FROM fixloop_curated.category ORDER BY category";
    expect(await world.fixloop("query", "-t", "dev", "--format", "csv", sql)).toEqual({
      code: 0,
      stdout: "category,severity_points\nsync-slow,2\nsync-stops,4\n",
      stderr: "",
    });
    const json = await world.fixloop("query", "-t", "dev", "--format", "json", sql);
    expect(JSON.parse(json.stdout)).toEqual([
      { category: "sync-slow", severity_points: 2 },
      { category: "sync-stops", severity_points: 4 },
    ]);
  });

  test("runs nothing that may write", async () => {
    const before = world.loopback.statements.executed.length;
    const refused = await world.fixloop("query", "-t", "dev", "DELETE FROM fixloop_curated.category");
    expect(refused).toMatchObject({ code: 2, stdout: "" });
    expect(refused.stderr).toContain("it begins with DELETE, not with SELECT, WITH, SHOW or DESCRIBE");
    expect(world.loopback.statements.executed.length).toBe(before);
  });

  test("shows what the warehouse says of a wrong statement", async () => {
    const wrong = await world.fixloop("query", "-t", "dev", "SELECT * FROM fixloop_curated.no_such_table");
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain("[TABLE_OR_VIEW_NOT_FOUND]");
  });
});

describe("fixloop destroy", () => {
  test("does nothing without the name of what is destroyed", async () => {
    const calls = world.calls.length;
    for (const words of [[], ["--confirm", "dev"], ["--confirm", "notes/prod"]]) {
      const { code, stdout, stderr } = await world.fixloop("destroy", "-t", "dev", ...words);
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      expect(stderr).toContain("fixloop destroy -t dev --confirm notes/dev");
    }
    expect(world.calls.length).toBe(calls);
  });

  test("leaves nothing of a development copy", async () => {
    const { code, stdout, stderr } = await world.fixloop("destroy", "-t", "dev", "--confirm", "notes/dev");
    expect(code, stderr).toBe(0);
    expect(stdout).toContain("Destroyed notes/dev");
    expect(world.loopback.catalog.names("schemas")).toEqual([]);
    expect(world.loopback.catalog.names("volumes")).toEqual([]);
    expect(world.loopback.jobs.jobs.size).toBe(0);
    expect(world.loopback.secrets.scopes.size).toBe(0);
    expect(world.loopback.files.paths.filter((path) => path.includes("/.bundle/notes/dev/"))).toEqual([]);
    expect(world.loopback.unhandled).toEqual([]);
  });
});

test("no statement of a command holds anything authored: they are the same for every project", () => {
  const ours = world.loopback.statements.executed.filter((text) => text.includes("curated.deployment"));
  expect(ours.length).toBeGreaterThan(0);
  for (const text of ours) expect(text).not.toMatch(/sync-|notes|tester@/);
});

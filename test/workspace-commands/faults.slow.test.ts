import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Ran } from "../support/fixloop.ts";
import { text as scalar } from "../support/loopback/json.ts";
import { faults } from "../support/loopback/faults.ts";
import type { LoopbackOptions } from "../support/loopback/loopback.ts";
import { TargetWorld, freshCheckout } from "./targetWorld.ts";

/** A command as a process of its own that gets Ctrl-C, once, when it has written some words and a run has been asked for. */
async function interrupted(
  words: readonly string[],
  after: string,
): Promise<{ readonly code: number | null; readonly stderr: string }> {
  const runs = world.loopback.jobs.runs.size;
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [path.resolve("bin/fixloop.cjs"), ...words], {
      cwd: world.folder,
      env: world.environment,
    });
    let stderr = "";
    let sent = false;
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    const timer = setInterval(() => {
      if (sent || !stderr.includes(after) || world.loopback.jobs.runs.size === runs) return;
      sent = child.kill("SIGINT");
    }, 20);
    child.on("close", (code) => {
      clearInterval(timer);
      resolve({ code, stderr });
    });
  });
}

let world: TargetWorld;
const opened = async (options: LoopbackOptions & { readonly catalog?: string } = {}): Promise<void> => {
  world = await TargetWorld.open(options);
  await world.compile();
};
afterEach(async () => world.close());

const deploy = async (...words: readonly string[]): Promise<Ran> => {
  const ran = await world.fixloop("deploy", "-t", "dev", ...words);
  expect(`${ran.stdout}${ran.stderr}`).not.toContain(world.loopback.env["DATABRICKS_TOKEN"]);
  return ran;
};
const jobNames = (): readonly string[] =>
  [...world.loopback.jobs.jobs.values()].map(({ settings }) => scalar(settings["name"])).toSorted();
const allJobs = ["audit", "fix validation", "loop", "retention and erasure", "set-up"].map(
  (job) => `[dev tester] notes dev ${job}`,
);

describe("before anything is changed", () => {
  beforeEach(async () => opened());

  test("a missing CLI is said, with the version that is wanted and how to install it", async () => {
    world.env = { PATH: path.join(world.folder, "empty") };
    const { code, stderr } = await deploy();
    expect(code).toBe(2);
    expect(stderr).toContain(
      "error: There is no `databricks` on PATH; fixloop needs the Databricks CLI >= 1.13.0.",
    );
    expect(stderr).toContain("help: Install it: https://docs.databricks.com/dev-tools/cli/install");
  });

  test("one that is too old is named with both versions; a development build and the retired one too", async () => {
    world.env = { STAND_IN_VERSION: "1.9.4" };
    const old = await deploy();
    expect(old.code).toBe(2);
    expect(old.stderr).toContain(
      "The `databricks` on PATH is version 1.9.4; fixloop needs the Databricks CLI >= 1.13.0. In that version every plan shows a change of webhook_notifications where there is none (fixed in 1.11), and a killed deployment can leave an incomplete state behind (fixed in 1.13).",
    );
    world.env = { STAND_IN_VERSION: "0.0.0-dev+4f3a" };
    expect((await deploy()).stderr).toContain("is a development build (0.0.0-dev+4f3a)");
    world.installCli("echo 'Usage: databricks [OPTIONS] COMMAND'; exit 2");
    expect((await deploy()).stderr).toContain("It may be the retired Python package databricks-cli");
  });

  test("one that prints what is no JSON is not quoted, since that is the whole configuration", async () => {
    world.installCli(`case "$1" in version) echo '{"Version":"1.14.0"}';; *) echo 'token: dapi123';; esac`);
    const { code, stderr } = await deploy();
    expect(code).toBe(2);
    expect(stderr).toContain("What `databricks validate` printed can't be read: its output isn't JSON.");
    expect(stderr).not.toContain("dapi123");
  });

  test("what it says goes on without secrets", async () => {
    world.installCli(
      `case "$1" in version) echo '{"Version":"1.14.0"}';; *) echo "Error: cannot use $DATABRICKS_TOKEN, Bearer abcdefghijklmnop" >&2; exit 1;; esac`,
    );
    const { code, stderr } = await deploy();
    expect(code).toBe(2);
    expect(stderr).toContain("Error: cannot use ***, Bearer ***");
  });

  test("a stale bundle is refused, and the stale files are named", async () => {
    writeFileSync(path.join(world.folder, "bundle/sql/run/open-loop.sql"), "-- edited by hand\n");
    const { code, stderr } = await deploy();
    expect(code).toBe(1);
    expect(stderr).toContain("stale bundle/sql/run/open-loop.sql\n");
    expect(world.calls).toEqual([]);
  });

  test("a gate that does not hold stops production and only warns in a development copy", async () => {
    mkdirSync(path.join(world.folder, "evals"), { recursive: true });
    const texts = Array.from(
      { length: 12 },
      (_, index) => `  - { text: "quite another matter ${index}", category: sync-stops }`,
    );
    writeFileSync(
      path.join(world.folder, "evals/labelled.yaml"),
      `# yaml-language-server: $schema=../schemas/labelled.schema.json\nlabelled:\n${texts.join("\n")}\n`,
    );
    writeFileSync(
      path.join(world.folder, "evals/gates.yaml"),
      `# yaml-language-server: $schema=../schemas/gates.schema.json\ngates:\n  accuracy: { at_least: 100%, min_examples: 100 }\n`,
    );
    await world.edit("pipeline.yaml", (text) => text);
    const production = await world.fixloop("deploy", "-t", "prod");
    expect(production.code).toBe(1);
    expect(production.stderr).toContain("error: the gate accuracy");
    expect(world.calls).toEqual([]);
    const development = await deploy();
    expect(development.stderr).toContain("warning: the gate accuracy");
    expect(development.code, development.stderr).toBe(0);
  }, 60_000);

  test("a target that is not there is refused, and without -t the default one is meant", async () => {
    expect((await world.fixloop("deploy", "-t", "../dev")).stderr).toBe(
      'error: There is no target ../dev; there are dev, prod. Did you mean "dev"?\n',
    );
    expect(world.calls).toEqual([]);
    const { stdout } = await world.fixloop("doctor", "--format", "json");
    expect(JSON.parse(stdout)).toMatchObject({ target: "dev", reached: true });
  });

  test("a blocking check of the doctor that fails: nothing is made, and what to do is said", async () => {
    await world.edit("pipeline.yaml", (text) =>
      text.replace("catalog: insights_dev", "catalog: insights_gone"),
    );
    const { code, stderr } = await deploy();
    expect(code).toBe(1);
    expect(stderr).toContain(
      "  catalog: there is no catalog insights_gone, or tester@example.com can't see it\n",
    );
    expect(stderr).toContain(
      "error: stopped at checks of the workspace: a check of the workspace failed: catalog.\n  Nothing was changed.\n  help: Fix what is listed; `fixloop doctor -t dev` checks everything.\n",
    );
    expect(world.calls.filter((call) => call.startsWith("bundle deploy"))).toEqual([]);
    expect(world.loopback.catalog.names("schemas")).toEqual([]);
    expect(jobNames()).toEqual([]);
  });

  test("a second person's deployment of a shared target makes nothing; their personal one stands beside the first", async () => {
    await world.edit("pipeline.yaml", (text) =>
      text
        .replace("default: true, ", "")
        .replace(
          "targets:\n",
          "targets:\n  personal: { mode: development, personal: true, catalog: insights }\n",
        ),
    );
    const first = await deploy();
    expect(first.code, first.stderr).toBe(0);
    const schemas = world.loopback.catalog.names("schemas");
    world.loopback.identities.me = {
      ...world.loopback.identities.me,
      id: "8",
      userName: "second@example.com",
    };
    const second = await deploy();
    expect(second.code).toBe(1);
    expect(second.stderr).toContain("schemas: insights_dev.fixloop_raw already exists");
    expect(second.stderr).toContain(
      "the deployment in /Workspace/Users/second@example.com/.bundle/notes/dev did not create it",
    );
    expect(world.loopback.catalog.names("schemas")).toEqual(schemas);
    expect(jobNames()).toEqual(allJobs);
    // without -t: the personal one
    const own = await world.fixloop("deploy");
    expect(own.stderr).toContain("catalog: there is no catalog insights_second");
    world.loopback.catalog.add("catalogs", "insights_second");
    const plan = await world.fixloop("plan", "-t", "personal", "--format", "json");
    expect(plan.code, plan.stderr).toBe(0);
    expect(JSON.parse(plan.stdout)).toMatchObject({ catalog: "insights_second", verdict: "safe" });
  }, 60_000);

  test("a warehouse by name is looked up; a name that fits none is refused before anything is made", async () => {
    await world.edit("pipeline.yaml", (text) =>
      text.replace("catalog: insights_dev }", "catalog: insights_dev, warehouse: Main warehouse }"),
    );
    const missing = await deploy();
    expect(missing.code).toBe(2);
    expect(missing.stderr).toContain("EndpointInfo named 'Main warehouse' does not exist");
    expect(world.loopback.catalog.names("schemas")).toEqual([]);
    world.loopback.warehouses.add("0123456789abcdef", { name: "Main warehouse" });
    const { code, stderr } = await deploy();
    expect(code, stderr).toBe(0);
    const [job] = [...world.loopback.jobs.jobs.values()];
    expect(JSON.stringify(job?.settings["tasks"])).toContain('"warehouse_id":"0123456789abcdef"');
    expect([...world.loopback.warehouses.warehouses.keys()]).toEqual(["default", "0123456789abcdef"]);
  }, 60_000);
});

describe("in the middle", () => {
  test("429, 503, lost connections and a job that starts slowly are survived", async () => {
    await opened({ pendingPolls: 3, statementPolls: 1 });
    const { loopback } = world;
    loopback.fail({ method: "POST", path: "/api/2.2/jobs/create", times: 2, does: faults.unavailable });
    loopback.fail({
      method: "POST",
      path: "/api/2.1/unity-catalog/schemas",
      does: faults.tooManyRequests("0"),
    });
    loopback.fail({ method: "POST", path: "/api/2.2/jobs/run-now", does: faults.resetAfter });
    loopback.fail({ method: "GET", path: "/api/2.2/jobs/runs/get", times: 3, does: faults.unavailable });
    loopback.fail({
      method: "GET",
      path: "/api/2.0/workspace/export",
      times: 2,
      does: faults.tooManyRequests("0"),
    });
    loopback.fail({ method: "POST", path: "/api/2.0/sql/statements", after: 2, does: faults.resetAfter });
    const { code, stderr } = await deploy();
    expect(code, stderr).toBe(0);
    expect(loopback.unspentFaults).toEqual([]);
    expect(jobNames()).toEqual(allJobs);
    // a start whose answer was lost is not a second run
    expect(loopback.jobs.runs.size).toBe(1);
  }, 60_000);

  test("a CLI that is killed half-way leaves what a second deployment mends", async () => {
    await opened();
    world.env = { STAND_IN_DIES_AFTER: "9" };
    const killed = await deploy();
    expect(killed.code).toBe(2);
    expect(killed.stderr).toContain(
      "stopped at bundle (databricks bundle deploy). The bundle is deployed in part or not at all",
    );
    expect(killed.stderr).toContain("error: `databricks bundle deploy` failed (signal SIGKILL).");
    expect(jobNames().length).toBeGreaterThan(0);
    world.env = {};
    const again = await deploy();
    expect(again.code, again.stderr).toBe(0);
    expect(jobNames()).toEqual(allJobs);
  }, 60_000);

  test("in production a killed deployment leaves its lock, and says how to take it over", async () => {
    await opened({ catalog: "insights" });
    world.loopback.identities.addUser("tester@example.com");
    world.env = { STAND_IN_DIES_AFTER: "9" };
    expect((await world.fixloop("deploy", "-t", "prod")).code).toBe(2);
    world.env = {};
    const locked = await world.fixloop("deploy", "-t", "prod");
    expect(locked.code).toBe(2);
    expect(locked.stderr).toContain(
      "Another user is deploying, or a killed deployment left its lock behind.",
    );
    const forced = await world.fixloop("deploy", "-t", "prod", "--force-lock");
    expect(forced.code, forced.stderr).toBe(0);
    expect(jobNames()).toHaveLength(5);
    const destroyed = await world.fixloop("destroy", "-t", "prod", "--confirm", "notes/prod");
    expect(destroyed.code).toBe(1);
    expect(destroyed.stderr).toContain("error: notes/prod protects its data, so nothing was deleted:\n");
    expect(destroyed.stderr).toContain("  schema raw\n");
    expect(world.loopback.catalog.names("schemas")).toHaveLength(3);
    expect(jobNames()).toHaveLength(5);
  }, 60_000);

  test("a principal that does not exist is named, and nothing is recorded", async () => {
    await opened({ principals: "declared", catalog: "insights" });
    world.loopback.identities.addUser("tester@example.com");
    await world.edit("pipeline.yaml", (text) =>
      text.replace("platform: platform-people", "platform: nobody-knows"),
    );
    const { code, stderr } = await world.fixloop("deploy", "-t", "prod");
    expect(code).toBe(1);
    expect(stderr).toContain("groups: there is no group nobody-knows in this workspace");
    expect(jobNames()).toEqual([]);
    expect(
      world.loopback.statements.executed.filter((text) =>
        text.includes("MERGE INTO fixloop_curated.deployment"),
      ),
    ).toEqual([]);
    world.loopback.identities.addGroup("nobody-knows");
    expect((await world.fixloop("deploy", "-t", "prod", "--force-lock")).code).toBe(0);
  }, 60_000);

  test("a task of the set-up that fails is shown with its error and its page, and runs again with the next deployment", async () => {
    await opened();
    const setup = await world.fixloop("deploy", "-t", "dev");
    expect(setup.code, setup.stderr).toBe(0);
    await world.database.run("ALTER TABLE fixloop_curated.tracker_state RENAME TO state_away");
    const failed = await deploy();
    expect(failed.code).toBe(2);
    expect(failed.stderr).toMatch(/^ {2}seeds: .*tracker_state.* does not exist/m);
    expect(failed.stderr).toMatch(/http:\/\/127\.0\.0\.1:\d+\/\S+run\/\d+/);
    expect(failed.stderr).toContain(
      "error: stopped at set-up job: The set-up ended as failed.\n  The bundle is deployed; tables, views or seeds may still be the previous ones.",
    );
    await world.database.run("ALTER TABLE fixloop_curated.state_away RENAME TO tracker_state");
    expect((await deploy()).code).toBe(0);
  }, 60_000);

  test("files that somebody edited in the workspace are found, since the CLI takes them for uploaded", async () => {
    await opened();
    expect((await deploy()).code).toBe(0);
    const file = "/Workspace/Users/tester@example.com/.bundle/notes/dev/files/bundle/sql/run/close-loop.sql";
    world.loopback.files.write(file, "SELECT 1");
    const { code, stderr } = await deploy();
    expect(code).toBe(1);
    expect(stderr).toContain(
      "files: 1 file is not as compiled, such as bundle/sql/run/close-loop.sql: edited",
    );
    expect(stderr).toContain("delete .databricks/bundle/dev/sync-snapshots and deploy again");
    freshCheckout(world);
    expect((await deploy()).code).toBe(0);
  }, 60_000);

  test("who may not write the record is told at which step, and what holds", async () => {
    await opened();
    world.loopback.fail({
      method: "GET",
      path: "/api/2.0/preview/scim/v2/Me",
      after: 6,
      does: faults.permissionDenied,
    });
    const { code, stderr } = await deploy();
    expect(code).toBe(2);
    expect(stderr).toContain(
      "stopped at record. The bundle is deployed, set up and tested; only its record is missing.",
    );
    expect(stderr).toContain("PERMISSION_DENIED");
  }, 60_000);

  test("somebody who deployed in between makes the shown plan void", async () => {
    await opened();
    expect((await deploy()).code).toBe(0);
    world.installCli(
      `if [ "$2" = deploy ]; then echo 'Error: plan serial 1 does not match state serial 2; the state has been modified since the plan was created' >&2; exit 1; fi; exec "${process.execPath}" "${path.resolve("test/support/bundleCli/databricks.ts")}" "$@"`,
    );
    const { code, stderr } = await deploy();
    expect(code).toBe(2);
    expect(stderr).toContain(
      "help: Another deployment ran after the plan was made: run the same command again.",
    );
  }, 60_000);
});

describe("fixloop run -t", () => {
  test("is 1 when a check does not hold, with the task, its error and its page; mended, the next one takes the run up", async () => {
    await opened();
    expect((await deploy()).code).toBe(0);
    expect((await world.fixloop("run", "-t", "dev")).code).toBe(0);
    await world.database.run("CREATE TABLE kept AS FROM fixloop_raw.feedback_payload");
    await world.database.run(
      "INSERT INTO fixloop_raw.feedback_payload SELECT * REPLACE (2 AS run_id) FROM fixloop_raw.feedback_payload LIMIT 1",
    );
    const failed = await world.fixloop("run", "-t", "dev");
    expect(failed).toMatchObject({ code: 1, stdout: "" });
    expect(failed.stderr).toMatch(/^ {2}ingest +failed in ingest /m);
    expect(failed.stderr).toContain("  ingest: [USER_RAISED_EXCEPTION] A check of severity error failed");
    expect(failed.stderr).toMatch(/^ {4}http:\/\/127\.0\.0\.1:\d+\/\S+run\/\d+$/m);
    expect(failed.stderr).toContain(
      "error: loop on dev ended as failed\n  help: docs/how-to/recover-from-a-failed-run.md",
    );
    const status = await world.fixloop("status", "-t", "dev");
    expect(status.code).toBe(1);
    expect(status.stdout).toContain("The stage ingest failed in run 2.");
    expect(status.stdout).toContain("The check raw.feedback_payload.key_is_unique failed: 1 row.");
    expect(status.stdout).toContain("The job loop ended as failed: Task ingest failed");
    await world.database.run("DELETE FROM fixloop_raw.feedback_payload");
    await world.database.run("INSERT INTO fixloop_raw.feedback_payload FROM kept");
    const again = await world.fixloop("run", "-t", "dev");
    expect(again.code, again.stderr).toBe(0);
    expect(
      await world.database.rows("SELECT run_id, status FROM fixloop_curated.pipeline_run ORDER BY run_id"),
    ).toEqual([
      { run_id: 1n, status: "finished" },
      { run_id: 2n, status: "finished" },
    ]);
  }, 120_000);

  test("Ctrl-C ends the following alone: the run goes on, and how to cancel it is said", async () => {
    await opened({ pendingPolls: 1_000_000 });
    const started = await interrupted(["deploy", "-t", "dev"], "7/9 set-up job");
    expect(started.code, started.stderr).toBe(2);
    expect(started.stderr).toContain("Stopped, as you asked.");
    const run = await interrupted(["run", "-t", "dev"], "loop on dev: run ");
    expect(run.code, run.stderr).toBe(2);
    expect(run.stderr).toMatch(
      /Stopped following run (\d+); the run continues\.\n {2}help: to stop it: databricks jobs cancel-run \1\n/,
    );
    expect([...world.loopback.jobs.runs.values()].some(({ canceled }) => canceled)).toBe(false);
  }, 60_000);
});

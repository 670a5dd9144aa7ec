import { planOf } from "../support/planOf.ts";
import { bundleOf } from "../support/bundleOf.ts";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { LoopTrigger, Project, Target } from "../../src/spec/project.ts";
import { defaultRoles } from "../../src/spec/defaults.ts";
import { smallProject, target } from "../support/project.ts";
import { jobsOf, resourcesOf, type JobYaml, type TaskYaml } from "./resources.ts";

const emit = (overrides: Partial<Project> = {}): ReadonlyMap<string, string> =>
  bundleOf(planOf(smallProject({ targets: [target()], ...overrides })));
const files = emit();
const jobs = jobsOf(files);

describe("what starts the loop", () => {
  const loopOf = (loop: LoopTrigger): JobYaml | undefined =>
    jobsOf(emit({ jobs: { ...smallProject().jobs, loop } }))["loop"];

  test.each<[string, LoopTrigger, unknown]>([
    [
      "every two hours",
      { kind: "every", minutes: 120 },
      { trigger: { periodic: { interval: 2, unit: "HOURS" } } },
    ],
    [
      "every 45 minutes",
      { kind: "every", minutes: 45 },
      { trigger: { periodic: { interval: 45, unit: "MINUTES" } } },
    ],
    [
      "at set times",
      { kind: "cron", expression: "0 0 6 * * ?", timezone: "Europe/Berlin" },
      { schedule: { quartz_cron_expression: "0 0 6 * * ?", timezone_id: "Europe/Berlin" } },
    ],
    [
      "files of the landing volume, whatever their folder",
      { kind: "files", atMostEveryMinutes: 15 },
      {
        trigger: {
          file_arrival: {
            url: "/Volumes/${var.catalog}/fixloop_raw/landing_files/",
            min_time_between_triggers_seconds: 900,
          },
        },
      },
    ],
    [
      "tables, of the target's catalog where they name none",
      { kind: "tables", tables: ["in.arrived", "other.in.arrived"], atMostEveryMinutes: 1 },
      {
        trigger: {
          table_update: {
            table_names: ["${var.catalog}.in.arrived", "other.in.arrived"],
            condition: "ANY_UPDATED",
            min_time_between_triggers_seconds: 60,
          },
        },
      },
    ],
  ])("%s", (_name, trigger, expected) => {
    const found = Object.entries(loopOf(trigger) ?? {}).filter(([key]) =>
      ["trigger", "schedule"].includes(key),
    );
    expect(Object.fromEntries(found)).toEqual(expected);
  });

  test.each([
    [true, "PAUSED"],
    [false, "UNPAUSED"],
    [undefined, undefined],
  ] as const)("paused: %s is written as %s, on every schedule", (paused, status) => {
    const paths = resourcesOf(emit({ targets: [target({ paused })] }), "prod");
    expect(paths["jobs"]?.["loop"]?.["trigger"]).toMatchObject({ periodic: { interval: 2 } });
    const found = [
      paths["jobs"]?.["loop"]?.["trigger"],
      paths["jobs"]?.["audit"]?.["schedule"],
      paths["alerts"]?.["stalled_pipeline"]?.["schedule"],
    ].map((schedule) => (schedule as Readonly<Record<string, unknown>>)["pause_status"]);
    expect(found).toEqual([status, status, status]);
  });

  test("a loop at set times is paused as a schedule, not as a trigger", () => {
    const project = smallProject();
    const atSix = { kind: "cron", expression: "0 0 6 * * ?", timezone: "UTC" } as const;
    const { jobs: found } = resourcesOf(
      emit({ jobs: { ...project.jobs, loop: atSix }, targets: [target({ paused: true })] }),
      "prod",
    );
    expect(found?.["loop"]?.["trigger"]).toBeUndefined();
    expect(found?.["loop"]?.["schedule"]).toMatchObject({ pause_status: "PAUSED" });
  });
});

describe("every job", () => {
  test.each(Object.entries(jobs))(
    "%s runs once at a time, queues, ends in time and says when it is slow",
    (_key, job) => {
      expect(job).toMatchObject({
        max_concurrent_runs: 1,
        queue: { enabled: true },
        timeout_seconds: 7200,
        health: { rules: [{ metric: "RUN_DURATION_SECONDS", op: "GREATER_THAN", value: 3600 }] },
        notification_settings: { no_alert_for_canceled_runs: true, no_alert_for_skipped_runs: true },
        tags: { fixloop: "small" },
      });
      for (const { run_job_task, timeout_seconds } of job.tasks)
        expect(timeout_seconds).toBe(run_job_task ? undefined : 3600);
    },
  );

  test("statements are tried again, what asserts is not", () => {
    const tries = new Map(
      Object.values(jobs).flatMap(({ tasks }) =>
        tasks.map((task): [string, number | undefined] => [task.task_key, task.max_retries]),
      ),
    );
    expect(tries.get("ingest")).toBe(1);
    expect(tries.get("ingest_land")).toBe(1);
    expect(tries.get("close")).toBeUndefined();
    // it waits in the notebook: no attempt fails meanwhile
    expect(tries.get("lease")).toBe(1);
  });

  test("only what nobody watches otherwise tells of itself: what the loop starts would be told twice", () => {
    const told = resourcesOf(
      emit({ targets: [target({ notify: ["a@example.org"], webhooks: ["w"], runAs: "sp" })] }),
      "prod",
    )["jobs"];
    const of = (key: string): unknown => told?.[key]?.["email_notifications"];
    expect(["loop", "audit", "retention"].map(of)).toEqual(
      Array.from({ length: 3 }, () => ({
        on_failure: ["a@example.org"],
        on_duration_warning_threshold_exceeded: ["a@example.org"],
      })),
    );
    expect(["setup", "fix_validation"].map(of)).toEqual([undefined, undefined]);
    expect(Object.values(told ?? {}).map((job) => job["run_as"])).toEqual(
      Array.from({ length: 5 }, () => ({ service_principal_name: "sp" })),
    );
  });

  test("the catalog and the run are passed on to the jobs that it starts", () => {
    for (const { tasks } of Object.values(jobs)) {
      for (const { run_job_task } of tasks) {
        if (run_job_task === undefined) continue;
        expect(run_job_task.job_parameters).toEqual({
          catalog: "{{job.parameters.catalog}}",
          run: "{{job.parameters.run}}",
        });
      }
    }
  });
});

describe("one lease for all", () => {
  const writing = ["loop", "audit", "retention"] as const;

  test.each(writing)("%s waits for it in a notebook, opens its run there, and gives it back last", (key) => {
    const tasks = jobs[key]?.tasks ?? [];
    const lease = tasks.find(({ task_key }) => task_key === "lease");
    expect(lease?.notebook_task).toEqual({
      notebook_path: "../../notebooks-gen/lease.py",
      base_parameters: {
        runtime: "${workspace.file_path}/notebooks-gen",
        acquire: "${workspace.file_path}/bundle/sql/run/acquire.sql",
        open: `\${workspace.file_path}/bundle/sql/run/open-${key}.sql`,
        wait_seconds: "3600",
      },
    });
    expect(lease?.depends_on).toBeUndefined();
    const last = tasks.findLast(({ task_key }) => task_key !== "purge");
    expect(last).toMatchObject({ task_key: "close", run_if: "ALL_DONE" });
    expect(last?.sql_task?.file.path).toBe(`../sql/run/close-${key}.sql`);
  });

  test("the retention purges files after the end of its run, under a lease that it takes for itself", () => {
    const purge = jobs["retention"]?.tasks.at(-1);
    expect(purge).toMatchObject({ task_key: "purge", depends_on: [{ task_key: "close" }] });
    expect(purge?.run_if).toBeUndefined();
    expect(purge?.notebook_task).toEqual({
      notebook_path: "../../notebooks-gen/purge.py",
      base_parameters: {
        runtime: "${workspace.file_path}/notebooks-gen",
        acquire: "${workspace.file_path}/bundle/sql/run/acquire.sql",
        release: "${workspace.file_path}/bundle/sql/run/release.sql",
        wait_seconds: "3600",
        sources: "${workspace.file_path}/bundle/land/sources.json",
        landing: "/Volumes/{{job.parameters.catalog}}/fixloop_raw/landing_files",
        schema_prefix: "fixloop",
        erased: "${workspace.file_path}/bundle/purge/erased-in-files.sql",
        tables: "${workspace.file_path}/bundle/purge/tables.json",
      },
    });
    expect(files.get("bundle/sql/run/release.sql")).toContain(
      "UPDATE fixloop_curated.writer_lease SET holder = NULL",
    );
    expect(JSON.parse(files.get("bundle/purge/tables.json") ?? "")).toContain("fixloop_raw.feedback_payload");
  });

  test("the loop has a task a stage, one an effect, and two around them", () => {
    expect(jobs["loop"]?.tasks.map(({ task_key }) => task_key)).toEqual([
      "lease",
      "ingest_land",
      "ingest",
      "decide",
      "normalize",
      "enrich",
      "cluster",
      "route",
      "track",
      "fix_validation",
      "measure",
      "close",
    ]);
  });

  test("every job compares the set-up in force with its own, by a version that the target says", () => {
    for (const key of [...writing, "setup"])
      expect(jobs[key]?.["parameters"]).toContainEqual({ name: "setup", default: "${var.setup_version}" });
    const version = (of: ReadonlyMap<string, string>): unknown =>
      (
        parse(of.get("databricks.yml") ?? "") as {
          targets: { prod: { variables: { setup_version: string } } };
        }
      ).targets.prod.variables.setup_version;
    expect(version(files)).toMatch(/^[0-9a-f]{16}$/);
    expect(version(emit())).toBe(version(files));
    // a group of the target changes its grants; a longer run changes a seed
    const analysts = (group: string): unknown =>
      version(emit({ roles: defaultRoles, targets: [target({ groups: { analyst: group } })] }));
    expect(analysts("others")).not.toBe(analysts("analysts"));
    const { slas } = smallProject();
    expect(version(emit({ slas: { ...slas, runMinutes: 90 } }))).not.toBe(version(files));
  });

  test("the set-up swaps the seeds under it", () => {
    const order = (jobs["setup"]?.tasks ?? []).map(({ task_key }) => task_key);
    expect(order.indexOf("lease")).toBeLessThan(order.indexOf("seeds"));
    expect(order.at(-1)).toBe("close");
  });
});

/**
 * Databricks calls a job failed where one of the tasks that none waits for failed, or did not run since something before
 * it failed. Every failure must end there, also where a task runs after it whatever happened: the last task of a job, whose
 * file ends with an assertion that its work came to an end.
 */
describe("a failure anywhere makes a failure of the job", () => {
  const failedJob = (tasks: readonly TaskYaml[], broken: string): boolean => {
    const failed = new Set<string>();
    for (const { task_key, depends_on = [], run_if, sql_task } of tasks) {
      const waits = depends_on.some((before) => failed.has(before.task_key));
      const file = files.get(`bundle/${sql_task?.file.path.replace("../", "") ?? ""}`) ?? "";
      const asserts = /SELECT assert_true\([^;]*;\n$/.test(file);
      if (task_key === broken || (waits && (run_if !== "ALL_DONE" || asserts))) failed.add(task_key);
    }
    const awaited = new Set(
      tasks.flatMap(({ depends_on = [] }) => depends_on.map(({ task_key }) => task_key)),
    );
    return tasks.some(({ task_key }) => !awaited.has(task_key) && failed.has(task_key));
  };

  test.each(Object.entries(jobs))("%s", (_key, { tasks }) => {
    for (const { task_key } of tasks) expect(failedJob(tasks, task_key), task_key).toBe(true);
    expect(failedJob(tasks, "nothing")).toBe(false);
  });
});

describe("the set-up", () => {
  test("goes tables, lease, functions, seeds, views, masks, grants, assertions, in force", () => {
    const order = (jobs["setup"]?.tasks ?? []).map(({ task_key }) => task_key);
    const places = [
      "tables",
      "lease",
      "ask_model",
      "governance_functions",
      "seeds",
      "views",
      "governance_masks",
      "governance_grants",
      "governance_assertions",
      "in_force",
      "close",
    ].map((key) => order.indexOf(key));
    expect(places).toEqual([...places].toSorted((left, right) => left - right));
    expect(places).not.toContain(-1);
  });

  test("without a target there is nothing to resolve, and it has tables, functions, views and seeds", () => {
    const setup = jobsOf(emit({ targets: [] }))["setup"]?.tasks.map(({ task_key }) => task_key);
    expect(setup).toEqual(["tables", "lease", "functions", "seeds", "views", "in_force", "close"]);
  });
});

describe("the model", () => {
  const azure: NonNullable<Target["model"]> = {
    binding: {
      kind: "azure_openai",
      base: "https://m.openai.azure.com",
      deployment: "gpt",
      apiVersion: "2024-10-21",
      model: "gpt-small",
      secretKey: "azure-openai-key",
      requestsPerMinute: 60,
      tokensPerMinute: undefined,
    },
    costPerThousandCalls: 2,
  };
  const asked = (overrides: Partial<Target>): ReadonlyMap<string, string> =>
    emit({ targets: [target(overrides)] });
  const askModel = (overrides: Partial<Target>): string =>
    asked(overrides).get("bundle/governance/prod/00-ask-model.sql") ?? "";

  test("a deployment of Azure OpenAI is an endpoint with a limit, whose key is a reference", () => {
    const endpoint = resourcesOf(asked({ model: azure }), "prod")["model_serving_endpoints"]?.["model"];
    expect(endpoint).toMatchObject({
      name: "small-prod",
      ai_gateway: {
        usage_tracking_config: { enabled: true },
        rate_limits: [{ key: "endpoint", renewal_period: "minute", calls: 60 }],
      },
    });
    expect(JSON.stringify(endpoint)).toContain(
      '"openai_api_key":"{{secrets/${resources.secret_scopes.secrets.name}/azure-openai-key}}"',
    );
    expect(JSON.stringify(endpoint)).not.toContain("plaintext");
  });

  test("SQL asks the endpoint of the target by the literal that ai_query demands", () => {
    expect(askModel({ model: azure })).toContain("ai_query('small-prod', request, failOnError => false)");
    expect(
      askModel({ model: { binding: { kind: "endpoint", name: "gpt" }, costPerThousandCalls: undefined } }),
    ).toContain("ai_query('gpt', request");
    expect(
      askModel({
        model: { binding: { kind: "service", name: "system.ai.gpt" }, costPerThousandCalls: undefined },
      }),
    ).toContain("ai_query('system.ai.gpt', request");
  });

  test("in development the CLI names the endpoint after the person, and the set-up is told the name", () => {
    const development = { mode: "development", model: azure } as const;
    expect(askModel(development)).toContain("ai_query({{model_endpoint}}, request");
    const setup = resourcesOf(asked(development), "prod")["jobs"]?.["setup"];
    expect(setup?.["parameters"]).toContainEqual({
      name: "model_endpoint",
      default: "${resources.model_serving_endpoints.model.name}",
    });
  });

  test("without a model the function goes away, so that nothing asks the one of an earlier deployment", () => {
    expect(askModel({})).toContain("DROP FUNCTION IF EXISTS fixloop_curated.ask_model;");
    expect(resourcesOf(asked({}), "prod")["model_serving_endpoints"]).toBeUndefined();
  });
});

import { expect, test } from "vitest";
import { parseBundlePlan } from "./bundleOutput.ts";
import { resourceChanges } from "./resourceChange.ts";

const entry = (action: string, more: object = {}): object => ({ action, ...more });
const plan = (entries: Readonly<Record<string, object>>): string =>
  JSON.stringify({ plan_version: 2, cli_version: "1.14.0", lineage: "x", serial: 3, plan: entries });

test("what goes comes first, with what it takes along; what stays is not listed", () => {
  const changes = resourceChanges(
    parseBundlePlan(
      plan({
        "resources.jobs.loop": entry("update", {
          changes: {
            "tasks[task_key='seeds'].notebook_task.notebook_path": { action: "update" },
            "trigger.periodic.interval": { action: "update" },
            email_notifications: { action: "skip", reason: "empty" },
          },
        }),
        "resources.jobs.loop.permissions": entry("skip"),
        "resources.schemas.curated": entry("recreate", { changes: { name: { action: "recreate" } } }),
        "resources.schemas.curated.grants": entry("delete"),
        "resources.volumes.old": entry("delete", { gone: true }),
        "resources.secret_scopes.secrets": entry("delete"),
        "resources.alerts.failed_check": entry("delete"),
        "resources.gadgets.new_kind": entry("delete"),
        "resources.sql_warehouses.pipeline": entry("create"),
      }),
    ),
  );
  expect(
    changes.map(({ name, action, fields, loses }) => [action, name, fields.join(" "), loses ?? ""]),
  ).toEqual([
    ["delete", "alert failed_check", "", ""],
    ["delete", "gadget new_kind", "", "whatever it holds"],
    ["delete", "grants of schema curated", "", ""],
    ["delete", "secret scope secrets", "", "every secret in it"],
    ["delete", "volume old", "", ""],
    ["recreate", "schema curated", "name", "every table, view and volume in it"],
    ["create", "SQL warehouse pipeline", "", ""],
    ["update", "job loop", "tasks trigger", ""],
  ]);
});

test("a plan of another version, or with an action that nobody knows, is not guessed at", () => {
  expect(() => parseBundlePlan(plan({ "resources.jobs.loop": entry("explode") }))).toThrow(
    /plan\.resources\.jobs\.loop\.action/,
  );
  expect(() => parseBundlePlan(JSON.stringify({ plan_version: 3, plan: {} }))).toThrow(
    /plan_version: it isn't a plan of the direct engine in version 2/,
  );
  expect(() => parseBundlePlan("Plan: 1 to add")).toThrow("its output isn't JSON");
});

test("without a lineage there is no state that a plan could be held against", () => {
  expect(parseBundlePlan(JSON.stringify({ plan_version: 2, plan: {} })).hasState).toBe(false);
  expect(parseBundlePlan(plan({})).hasState).toBe(true);
});

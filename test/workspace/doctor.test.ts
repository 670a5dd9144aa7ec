import { writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import type { CheckResult } from "../../src/workspace/doctor/check.ts";
import { diagnose, type Diagnosis } from "../../src/workspace/doctor/doctor.ts";
import { diagnosisText } from "../../src/workspace/doctor/doctorWords.ts";
import { doctorChecks } from "../../src/workspace/doctor/registry.ts";
import { faults } from "../support/loopback/faults.ts";
import { Loopback } from "../support/loopback/loopback.ts";
import { SqlFailure } from "../support/loopback/services/statements.ts";
import {
  answer,
  catalog,
  doctorSql,
  endpoint,
  healthyWorld,
  model,
  principal,
  type DoctorWorld,
  type WorldOptions,
} from "./doctorWorkspace.ts";

/** What a check says, each finding with its fix, as lines. */
function linesOf({ checks }: Diagnosis, id: string): readonly string[] {
  const check = checks.find((candidate) => candidate.id === id);
  if (check === undefined) throw new Error(`no check ${id}`);
  return [
    check.result,
    ...check.findings
      .filter(({ result }) => result !== "ok" || check.result === "ok")
      .flatMap(({ result, found, fix }) => [
        `${result}: ${found}`,
        ...fix.map(({ kind, text }) => `  ${kind}: ${text}`),
      ]),
  ];
}

const resultOf = ({ checks }: Diagnosis, id: string): CheckResult["result"] | undefined =>
  checks.find((check) => check.id === id)?.result;

async function examined(
  options: WorldOptions = {},
  arrange: (world: DoctorWorld) => void | Promise<void> = () => undefined,
): Promise<Diagnosis> {
  const world = await healthyWorld(options);
  await arrange(world);
  return diagnose(world.options);
}

test("a target that has all that it needs passes every check", async () => {
  const world = await healthyWorld({ cliVersion: "1.14.0" });
  const diagnosis = await diagnose(world.options);
  expect(
    diagnosisText(diagnosis)
      .split("\n")
      .filter((line) => /^(?:warn|fail|unknown)/.test(line)),
  ).toEqual([]);
  expect(diagnosis.counts).toEqual({ ok: doctorChecks.length, warn: 0, fail: 0, unknown: 0 });
  expect(linesOf(diagnosis, "model-envelope")).toEqual([
    "ok",
    "ok: answer in response (STRING) of STRUCT<RESPONSE:STRING,ERRORMESSAGE:STRING>; one call was made",
  ]);
});

test("it changes nothing, reads no secret, and asks the model once", async () => {
  const { loopback, options } = await healthyWorld({ cliVersion: "1.14.0" });
  await diagnose(options);
  const writing = loopback.requests.filter(
    ({ method, path: at }) => method !== "GET" && !at.startsWith("/api/2.0/sql/statements"),
  );
  // the world's own grants came before
  expect(writing.map(({ method, path: at }) => `${method} ${at}`)).toEqual([
    `PATCH /api/2.1/unity-catalog/permissions/catalog/${catalog}`,
    `PATCH /api/2.1/unity-catalog/permissions/catalog/${catalog}`,
  ]);
  expect(loopback.requests.filter(({ path: at }) => at === "/api/2.0/secrets/get")).toEqual([]);
  expect(loopback.statements.executed.filter((text) => text.includes("ai_query"))).toHaveLength(1);
  expect(loopback.statements.executed.every((text) => text.startsWith("SELECT"))).toBe(true);
  expect(loopback.unhandled).toEqual([]);
});

test("no result holds a credential", async () => {
  const { loopback, options } = await healthyWorld();
  loopback.fail({
    path: /warehouses/,
    does: {
      kind: "answer",
      status: 400,
      body: { error_code: "BAD", message: `token ${loopback.env["DATABRICKS_TOKEN"]} is bad` },
    },
  });
  const diagnosis = await diagnose(options);
  expect(JSON.stringify(diagnosis)).not.toContain(loopback.env["DATABRICKS_TOKEN"]);
  expect(JSON.stringify(diagnosis)).toContain("token *** is bad");
});

test("checks are data: ids are unique, and each says what it asks", () => {
  expect(new Set(doctorChecks.map(({ id }) => id)).size).toBe(doctorChecks.length);
  for (const { asks, title } of doctorChecks) {
    expect(asks).toMatch(/\.$/);
    expect(title).not.toMatch(/\.$/);
  }
});

describe("what lacks is named with the way to fix it", () => {
  test("no CLI: the workspace is looked at all the same", async () => {
    const diagnosis = await examined();
    expect(linesOf(diagnosis, "cli")).toEqual([
      "fail",
      "fail: There is no `databricks` on PATH; fixloop needs the Databricks CLI >= 1.13.0.",
      "  command: databricks version --output json",
      expect.stringMatching(/^ {2}advice: Install it: https:/),
    ]);
    expect(linesOf(diagnosis, "bundle")).toEqual([
      "unknown",
      "unknown: not checked, since “The Databricks CLI is installed, new enough and without a known fault” fails",
    ]);
    expect(resultOf(diagnosis, "catalog")).toBe("ok");
    expect(resultOf(diagnosis, "session")).toBe("ok");
  });

  test("an older CLI", async () => {
    const diagnosis = await examined({ cliVersion: "1.2.0" });
    expect(linesOf(diagnosis, "cli")[1]).toBe(
      "fail: The `databricks` on PATH is version 1.2.0; fixloop needs the Databricks CLI >= 1.13.0. In that version every plan shows a change of webhook_notifications where there is none (fixed in 1.11), and a killed deployment can leave an incomplete state behind (fixed in 1.13).",
    );
  });

  test("another engine, by the environment", async () => {
    const world = await healthyWorld({ cliVersion: "1.14.0" });
    const diagnosis = await diagnose({
      ...world.options,
      env: { ...world.options.env, DATABRICKS_BUNDLE_ENGINE: "terraform" },
    });
    expect(linesOf(diagnosis, "bundle")).toEqual([
      "fail",
      "fail: DATABRICKS_BUNDLE_ENGINE asks for the engine terraform",
      "  command: unset DATABRICKS_BUNDLE_ENGINE",
    ]);
  });

  test("another engine, by an edited file", async () => {
    const diagnosis = await examined({ cliVersion: "1.14.0" }, ({ options }) => {
      writeFileSync(
        path.join(options.folder, "databricks.yml"),
        "bundle: { name: zirkon, engine: terraform }\n",
      );
    });
    expect(linesOf(diagnosis, "bundle")).toContain("fail: databricks.yml does not ask for the direct engine");
    expect(linesOf(diagnosis, "bundle")).toContain("  command: fixloop compile");
  });

  test("a clock that is an hour ahead", async () => {
    const world = await healthyWorld();
    const diagnosis = await diagnose({ ...world.options, now: () => new Date(Date.now() + 3_600_000) });
    expect(linesOf(diagnosis, "clock")[1]).toMatch(/^warn: this clock is (?:3599|3600|3601) seconds ahead$/);
  });

  test("a token that expires soon", async () => {
    const diagnosis = await examined({}, ({ options }) => {
      Object.assign(options, { now: () => new Date("2098-12-25T12:00:00Z") });
    });
    expect(linesOf(diagnosis, "credentials")).toEqual([
      "warn",
      `warn: the next of 1 token(s) of ${principal} expires on 2099-01-01; the workspace doesn't say which of them signs in here`,
      "  command: databricks tokens create --lifetime-seconds 7776000 --comment fixloop",
      expect.stringMatching(/^ {2}advice: In CI/),
    ]);
  });

  test("a root path that everybody can write below", async () => {
    const diagnosis = await examined({
      cliVersion: "1.14.0",
      target: { rootPath: "/Workspace/Shared/zirkon" },
    });
    expect(linesOf(diagnosis, "root-path")[1]).toMatch(
      /^fail: \/Workspace\/Shared\/zirkon\/.* is below \/Workspace\/Shared/,
    );
  });

  test("the home of somebody else", async () => {
    const other = "aaaaaaaa-1111-4222-8333-bbbbbbbbbbbb";
    const diagnosis = await examined({ cliVersion: "1.14.0", target: { runAs: other } }, ({ loopback }) => {
      loopback.identities.addServicePrincipal("zirkon-runner", other);
    });
    expect(linesOf(diagnosis, "root-path")[1]).toContain(`can't see the home folder of ${other}`);
    expect(linesOf(diagnosis, "run-as")).toEqual([
      "unknown",
      `unknown: whether ${principal} may act as it is stored in the account and can't be read from the workspace`,
      `  click: Settings > Identity and access > Service principals > zirkon-runner > Permissions: give ${principal}, or a group of it, the role “Service principal: User”`,
      "  advice: Or deploy as the service principal itself, as CI should.",
    ]);
  });

  test("run_as by a display name: the application id is found", async () => {
    const diagnosis = await examined({ target: { runAs: "zirkon-deployer" } });
    expect(linesOf(diagnosis, "run-as")).toEqual([
      "fail",
      `fail: run_as: zirkon-deployer is neither an application id nor an e-mail address, and the CLI would treat it as a user; a service principal of that name has the application id ${principal}`,
      `  advice: Write \`run_as: ${principal}\` for the target prod in pipeline.yaml.`,
      "  command: fixloop compile",
    ]);
  });

  test("run_as by a name that nobody has: how to find the id, safe in a shell", async () => {
    const diagnosis = await examined({ target: { runAs: "it's $(rm -rf ~)" } });
    expect(linesOf(diagnosis, "run-as")[2]).toBe(
      String.raw`  command: databricks service-principals list --filter 'displayName eq "it'\''s $(rm -rf ~)"' --output json`,
    );
  });

  test("a principal that is switched off, or isn't there", async () => {
    const diagnosis = await examined({ target: { runAs: "aaaaaaaa-1111-4222-8333-bbbbbbbbbbbb" } });
    expect(linesOf(diagnosis, "run-as")[1]).toBe(
      "fail: there is no service principal aaaaaaaa-1111-4222-8333-bbbbbbbbbbbb in this workspace",
    );
    expect(linesOf(await examined({ target: { runAs: "nobody@example.org" } }), "run-as")[1]).toBe(
      "fail: there is no user nobody@example.org in this workspace",
    );
  });

  test("a group that isn't there, and one of this workspace alone", async () => {
    const diagnosis = await examined({}, ({ loopback, options }) => {
      loopback.identities.addGroup("Local", { local: true });
      Object.assign(options, {
        target: { ...options.target, groups: { analyst: "Nobody's", platform: "Local" } },
      });
    });
    expect(linesOf(diagnosis, "groups")).toEqual([
      "fail",
      "fail: Local is a workspace-local group, which Unity Catalog can't grant to",
      "  click: Account console > User management > Groups > Add group: Local, with the same members",
      "  click: Settings > Identity and access > Groups > Local: delete the old one, then add the account's",
      "fail: there is no group Nobody's in this workspace",
      "  click: Account console > User management > Groups > Add group: Nobody's",
      "  click: Account console > Workspaces > this workspace > Permissions > Add permissions: Nobody's",
      "  advice: Or name another group under `groups:` of the target prod in pipeline.yaml.",
    ]);
  });

  test("a group whose name has another case", async () => {
    const diagnosis = await examined({}, ({ options }) => {
      Object.assign(options, { target: { ...options.target, groups: { analyst: "Zirkon Analysts" } } });
    });
    expect(linesOf(diagnosis, "groups")[1]).toBe(
      "fail: there is no group Zirkon Analysts in this workspace (there is zirkon analysts: names of groups keep their case)",
    );
  });

  test("no catalog: what rests on it is not asked", async () => {
    const diagnosis = await examined({ target: { catalog: "an`other" } });
    expect(linesOf(diagnosis, "catalog")).toEqual([
      "fail",
      `fail: there is no catalog an\`other, or ${principal} can't see it`,
      "  sql: CREATE CATALOG `an``other`;",
      `  sql: GRANT USE CATALOG, CREATE SCHEMA ON CATALOG \`an\`\`other\` TO \`${principal}\`;`,
      expect.stringMatching(/^ {2}advice: The bundle creates schemas/),
    ]);
    expect([
      resultOf(diagnosis, "catalog-privileges"),
      resultOf(diagnosis, "schemas"),
      resultOf(diagnosis, "volume"),
    ]).toEqual(["unknown", "unknown", "unknown"]);
  });

  test("privileges that who deploys lacks, and one that a group does", async () => {
    const diagnosis = await examined({}, ({ loopback }) => {
      loopback.identities.me = { ...loopback.identities.me, groups: [] };
      answer(loopback, new RegExp(`effective-permissions/catalog/${catalog}$`), {
        privilege_assignments: [
          { principal: "zirkon analysts", privileges: [{ privilege: "ALL_PRIVILEGES" }] },
        ],
      });
    });
    expect(linesOf(diagnosis, "catalog-privileges")).toEqual([
      "fail",
      `fail: ${principal} lacks USE_CATALOG and CREATE_SCHEMA`,
      `  sql: GRANT USE CATALOG, CREATE SCHEMA ON CATALOG \`${catalog}\` TO \`${principal}\`;`,
      "warn: zirkon o'platform has no USE_CATALOG of its own",
      `  sql: GRANT USE CATALOG ON CATALOG \`${catalog}\` TO \`zirkon o'platform\`;`,
      expect.stringMatching(/^ {2}advice: Nothing to do if one of its groups/),
    ]);
  });

  test("a schema of somebody else", async () => {
    const diagnosis = await examined({}, ({ loopback }) => {
      loopback.catalog.add("schemas", `${catalog}.zirkon_raw`, { owner: "stranger@example.org" });
    });
    expect(linesOf(diagnosis, "schemas")).toEqual([
      "warn",
      `warn: ${catalog}.zirkon_raw belongs to stranger@example.org: only its owner, or a principal with MANAGE, may change its grants`,
      `  sql: ALTER SCHEMA \`${catalog}\`.\`zirkon_raw\` OWNER TO \`${principal}\`;`,
    ]);
  });

  test("schemas and a scope that another copy made: a deployment would fail, and says so before", async () => {
    const diagnosis = await examined({ cliVersion: "1.14.0" }, ({ loopback }) => {
      loopback.catalog.add("schemas", `${catalog}.zirkon_raw`, { owner: "stranger@example.org" });
      loopback.secrets.scopes.set("zirkon-prod", { keys: new Set(), acls: new Map() });
    });
    const copy = `/Workspace/Users/${principal}/.bundle/zirkon/prod`;
    expect(linesOf(diagnosis, "schemas").slice(0, 2)).toEqual([
      "fail",
      `fail: ${catalog}.zirkon_raw already exists, owned by stranger@example.org, and the deployment in ${copy} did not create it: deploying would fail`,
    ]);
    expect(linesOf(diagnosis, "schemas")).toContain(
      `  command: databricks bundle deployment bind raw ${catalog}.zirkon_raw --target prod`,
    );
    expect(linesOf(diagnosis, "secret-scope").slice(0, 2)).toEqual([
      "fail",
      `fail: the scope zirkon-prod already exists, and the deployment in ${copy} did not create it: deploying would fail`,
    ]);
  });

  test("a landing volume without the folder of a source", async () => {
    const diagnosis = await examined({}, ({ loopback }) => {
      loopback.catalog.add("schemas", `${catalog}.zirkon_raw`);
      loopback.catalog.add("volumes", `${catalog}.zirkon_raw.landing_files`);
      loopback.volumes.makeFolder(`/Volumes/${catalog}/zirkon_raw/landing_files`);
    });
    expect(linesOf(diagnosis, "volume").slice(0, 3)).toEqual([
      "warn",
      `warn: /Volumes/${catalog}/zirkon_raw/landing_files/ankunft: no such folder, so its sources have delivered nothing`,
      `  command: databricks fs mkdir dbfs:/Volumes/${catalog}/zirkon_raw/landing_files/ankunft`,
    ]);
  });

  test("a classic warehouse, with the others that would do", async () => {
    const diagnosis = await examined({}, ({ loopback, options }) => {
      loopback.warehouses.add("old", {
        name: "Old",
        warehouse_type: "CLASSIC",
        enable_serverless_compute: false,
      });
      Object.assign(options, { target: { ...options.target, warehouse: { by: "id", value: "old" } } });
      writeFileSync(path.join(options.folder, "databricks.yml"), "");
    });
    expect(linesOf(diagnosis, "warehouse")).toEqual([
      "fail",
      "fail: Old is classic: SQL scripts and ai_query need a serverless or pro warehouse",
      "  click: SQL Warehouses > Old > Edit > Type: Serverless, or Pro",
      "  advice: Or name another one with `warehouse:` for the target prod in pipeline.yaml: there are Serverless Starter Warehouse (default); without the line, the bundle creates its own.",
    ]);
    expect(resultOf(diagnosis, "statement")).toBe("unknown");
  });

  test("a warehouse by its name: there once, not there, and there twice", async () => {
    const named = { warehouse: { by: "name", value: "Shared" } } as const;
    const none = await examined({ target: named });
    expect(linesOf(none, "warehouse").slice(0, 2)).toEqual([
      "fail",
      "fail: there is no warehouse named Shared",
    ]);
    const once = await examined({ target: named }, ({ loopback }) =>
      loopback.warehouses.add("a1", { name: "Shared" }),
    );
    expect(linesOf(once, "warehouse")).toEqual(["ok", "ok: Shared: serverless, 2X-Small, awake"]);
    const twice = await examined({ target: named }, ({ loopback }) => {
      loopback.warehouses.add("a1", { name: "Shared" });
      loopback.warehouses.add("b2", { name: "Shared" });
    });
    expect(linesOf(twice, "warehouse")).toEqual([
      "fail",
      "fail: 2 warehouses are named Shared: a1, b2",
      "  advice: Write the id of one as `warehouse:` of the target prod in pipeline.yaml.",
    ]);
  });

  test("a version of the CLI with what is known of it, and one whose release notes nobody read", async () => {
    expect(linesOf(await examined({ cliVersion: "1.14.0" }), "cli")).toEqual([
      "ok",
      "ok: version 1.14.0 (wanted: >= 1.13.0)",
      "ok: an escaped ${…} is not kept as text (fixed in 1.15); generated bundles have none",
    ]);
    expect(linesOf(await examined({ cliVersion: "1.28.1" }), "cli")).toEqual([
      "ok",
      "ok: version 1.28.1 (wanted: >= 1.13.0)",
      "ok: the terraform engine was removed (since 1.20); generated bundles use the direct engine",
      "ok: newer than 1.27, the last release that fixloop was checked against",
    ]);
  });

  test("a warehouse that isn't there; and none yet, which is no fault", async () => {
    const gone = await examined({ target: { warehouse: { by: "id", value: "feedfeedfeedfeed" } } });
    expect(linesOf(gone, "warehouse")[1]).toBe("fail: there is no warehouse feedfeedfeedfeed");
    const own = await examined({ target: { warehouse: undefined } });
    expect(resultOf(own, "warehouse")).toBe("ok");
    expect(linesOf(own, "statement")).toEqual([
      "unknown",
      "unknown: there is no warehouse before the first deployment",
    ]);
  });

  test("another time zone, and no ANSI mode", async () => {
    const diagnosis = await examined({ sql: doctorSql({ zone: "Europe/Berlin", ansi: false }) });
    expect(linesOf(diagnosis, "session").filter((line) => line.startsWith("fail:"))).toEqual([
      "fail: the session's time zone is Europe/Berlin: days would begin and end at other hours than in a local run",
      "fail: the session is not in ANSI mode: a value that can't be cast becomes null instead of an error",
    ]);
  });

  test("a warehouse that may not be used", async () => {
    const denied = new SqlFailure("INSUFFICIENT_PERMISSIONS", "no CAN USE on the warehouse", "42501");
    const diagnosis = await examined({ sql: () => Promise.reject(denied) });
    expect(linesOf(diagnosis, "statement")).toEqual([
      "fail",
      "fail: the warehouse refuses a statement: [INSUFFICIENT_PERMISSIONS] no CAN USE on the warehouse SQLSTATE: 42501",
      `  click: SQL Warehouses > the warehouse > Permissions: CAN USE for ${principal}`,
    ]);
    expect(resultOf(diagnosis, "session")).toBe("unknown");
  });

  test("bills that can't be read are a warning", async () => {
    const diagnosis = await examined({ sql: doctorSql({ bills: false }) });
    expect(linesOf(diagnosis, "system-tables").filter((line) => line.includes("sql:"))).toEqual([
      `  sql: GRANT USE CATALOG ON CATALOG \`system\` TO \`${principal}\`;`,
      `  sql: GRANT USE SCHEMA, SELECT ON SCHEMA \`system\`.\`billing\` TO \`${principal}\`;`,
    ]);
    expect(resultOf(diagnosis, "system-tables")).toBe("warn");
  });

  test("an endpoint that isn't there, isn't ready, or may not be asked", async () => {
    const missing = await examined({
      target: { model: { ...model, binding: { kind: "endpoint", name: "elsewhere" } } },
    });
    expect(linesOf(missing, "endpoint")[1]).toBe(
      `fail: there is no serving endpoint elsewhere, or ${principal} can't see it`,
    );
    expect(resultOf(missing, "model-envelope")).toBe("unknown");
    const view = await examined({}, ({ loopback }) => {
      loopback.endpoints.add(endpoint, { task: "llm/v1/chat", permission_level: "CAN_VIEW" });
    });
    expect(linesOf(view, "endpoint").slice(1)).toEqual([
      `fail: ${endpoint}: custom, llm/v1/chat: ${principal} may view it but not query it`,
      `  click: Serving > ${endpoint} > Permissions: Can Query for ${principal}`,
    ]);
  });

  test("an answer of the model in another envelope", async () => {
    const failing = {
      type: "struct<result:string,errorMessage:string>",
      json: '{"envelope":{"errorMessage":"401\\nwrong key"}}',
    };
    expect(linesOf(await examined({ sql: doctorSql({ envelope: failing }) }), "model-envelope")[1]).toBe(
      "fail: the call failed; the reason is in errorMessage of STRUCT<RESULT:STRING,ERRORMESSAGE:STRING>: 401 wrong key",
    );
    const plain = { type: "string", json: '{"envelope":"ok"}' };
    expect(linesOf(await examined({ sql: doctorSql({ envelope: plain }) }), "model-envelope")[1]).toBe(
      "fail: no field that ask_model reads holds an answer: the envelope is STRING",
    );
    const nested = {
      type: "struct<result:struct<text:string>>",
      json: '{"envelope":{"result":{"text":"ok"}}}',
    };
    expect(linesOf(await examined({ sql: doctorSql({ envelope: nested }) }), "model-envelope")[1]).toBe(
      "ok: answer in result (STRUCT) of STRUCT<RESULT:STRUCT<TEXT:STRING>>; one call was made",
    );
    const refused = new SqlFailure("AI_FUNCTION_UNSUPPORTED", "not in this region", "0A000");
    expect(linesOf(await examined({ sql: doctorSql({ envelope: refused }) }), "model-envelope")[1]).toMatch(
      /^fail: ai_query is refused: \[AI_FUNCTION_UNSUPPORTED\]/,
    );
  });

  test("a secret that isn't there: its name, never its value", async () => {
    const binding = {
      kind: "azure_openai",
      base: "https://zirkon.openai.azure.com",
      deployment: "chat",
      apiVersion: "2025-01-01",
      model: "gpt-x",
      secretKey: "azure key",
      requestsPerMinute: 60,
      tokensPerMinute: undefined,
    } as const;
    const options: WorldOptions = { target: { model: { binding, costPerThousandCalls: undefined } } };
    const before = await examined(options);
    expect(linesOf(before, "secrets").slice(0, 3)).toEqual([
      "warn",
      "warn: there is no scope zirkon-prod yet: the first deployment creates it, and the endpoint answers once the key is in it",
      "  command: databricks secrets put-secret zirkon-prod 'azure key'",
    ]);
    const without = await examined(options, ({ loopback }) => {
      loopback.secrets.scopes.set("zirkon-prod", { keys: new Set(["other"]), acls: new Map() });
    });
    expect(linesOf(without, "secrets")[1]).toBe("fail: the scope zirkon-prod has no key azure key");
    const there = await examined(options, ({ loopback }) => {
      loopback.secrets.scopes.set("zirkon-prod", { keys: new Set(["azure key"]), acls: new Map() });
    });
    expect(resultOf(there, "secrets")).toBe("ok");
  });

  test("a notification destination that isn't there", async () => {
    const diagnosis = await examined({ target: { webhooks: ["gone"] } });
    expect(linesOf(diagnosis, "notifications").slice(0, 2)).toEqual([
      "fail",
      "fail: there is no notification destination gone",
    ]);
  });
});

describe("what can't be asked is unknown, and says why", () => {
  test("a permission denied names who lacks it, and does no harm to other checks", async () => {
    const diagnosis = await examined({}, ({ loopback }) => {
      loopback.fail({
        path: "/api/2.0/preview/scim/v2/Groups",
        times: Infinity,
        does: faults.permissionDenied,
      });
    });
    expect(linesOf(diagnosis, "groups")).toEqual([
      "unknown",
      `unknown: ${principal} has no permission to check this: GET /api/2.0/preview/scim/v2/Groups: User does not have permission for this (PERMISSION_DENIED)`,
      "  advice: Ask a user with permission, such as a workspace administrator, to run this command.",
    ]);
    expect(resultOf(diagnosis, "catalog-privileges")).toBe("ok");
  });

  test("a service that stays away is unknown, not failed", async () => {
    const diagnosis = await examined({}, ({ loopback }) => {
      loopback.fail({ path: /unity-catalog\/catalogs/, times: Infinity, does: faults.unavailable });
    });
    expect(resultOf(diagnosis, "catalog")).toBe("unknown");
    expect(diagnosis.reached).toBe(true);
    expect(diagnosis.checks.filter(({ result }) => result === "fail").map(({ id }) => id)).toEqual(["cli"]);
  });

  test("a workspace that is down: every question to it is unknown", async () => {
    const { options } = await healthyWorld();
    const gone = await Loopback.start();
    await gone.close();
    const diagnosis = await diagnose({ ...options, env: { ...options.env, ...gone.env } });
    expect(diagnosis.reached).toBe(false);
    expect(linesOf(diagnosis, "sign-in")[1]).toBe(
      `fail: GET /api/2.0/preview/scim/v2/Me: ${gone.url} can't be reached (ECONNREFUSED)`,
    );
    expect(new Set(diagnosis.checks.slice(2).map(({ result }) => result))).toEqual(new Set(["unknown"]));
  });

  test("no way to sign in", async () => {
    const { options } = await healthyWorld();
    const diagnosis = await diagnose({
      ...options,
      env: { PATH: options.env["PATH"], HOME: "/nonexistent" },
    });
    expect(diagnosis.reached).toBe(false);
    expect(linesOf(diagnosis, "sign-in")[1]).toMatch(/^fail: can't sign in to Databricks: /);
  });
});

test("an aborted signal ends it with the signal's reason", async () => {
  const { options } = await healthyWorld();
  const controller = new AbortController();
  controller.abort(new Error("stop"));
  await expect(diagnose({ ...options, signal: controller.signal })).rejects.toThrow("stop");
});

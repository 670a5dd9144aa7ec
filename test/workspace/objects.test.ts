import { expect, test } from "vitest";
import { faults } from "../support/loopback/faults.ts";
import { connected, failureOf } from "./connected.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test("a file is read as it is, a notebook as its source", async () => {
  const { loopback, workspace } = await connected();
  loopback.files.write("/Workspace/Users/me/a%20 ü.sql", "SELECT 'ü';\r\n");
  loopback.files.write("/Workspace/Users/me/land.py", "# Databricks notebook source\nprint(1)\n");
  expect(await workspace.files.read("/Workspace/Users/me/a%20 ü.sql")).toEqual(bytes("SELECT 'ü';\r\n"));
  expect(await workspace.files.read("/Workspace/Users/me/land")).toEqual(
    bytes("# Databricks notebook source\nprint(1)\n"),
  );
  expect(await workspace.files.read("/Workspace/Users/me/nothing")).toBeUndefined();
});

test("a folder is listed with everything below it", async () => {
  const { loopback, workspace } = await connected();
  loopback.files.write("/Workspace/Users/me/b/sql/one.sql", "1");
  loopback.files.write("/Workspace/Users/me/b/manifest.json", "{}");
  const listed = await workspace.files.list("/Workspace/Users/me/b/");
  expect(listed?.map((entry) => `${entry.kind} ${entry.path} ${entry.size}`)).toEqual([
    "file /Workspace/Users/me/b/manifest.json 2",
    "directory /Workspace/Users/me/b/sql undefined",
    "file /Workspace/Users/me/b/sql/one.sql 1",
  ]);
  expect(await workspace.files.list("/Workspace/Users/nobody")).toBeUndefined();
  expect(await workspace.files.list("/Workspace/Users/me/b/manifest.json")).toEqual([]);
});

test("stat tells files from folders, and gives ids with all their digits", async () => {
  const { loopback, workspace } = await connected();
  loopback.files.write("/Workspace/Users/me/a.sql", "1");
  const stat = await workspace.files.stat("/Workspace/Users/me/a.sql");
  expect(stat).toMatchObject({ kind: "file", path: "/Workspace/Users/me/a.sql", size: 1 });
  expect(stat?.id).toMatch(/^7\d{18}$/);
  expect(await workspace.files.stat("/Workspace/Users/me/nothing")).toBeUndefined();
});

test("a file of a volume is written with its folders, listed, read and deleted", async () => {
  const { loopback, workspace } = await connected();
  loopback.volumes.makeFolder("/Volumes/c/s/v");
  const path = "/Volumes/c/s/v/landing/100%/a ?#b.jsonl";
  await workspace.volumes.write(path, bytes('{"a": 9007199254740993}'));
  expect([...loopback.volumes.files.keys()]).toEqual([path]);
  expect(await workspace.volumes.read(path)).toEqual(bytes('{"a": 9007199254740993}'));
  expect(await workspace.volumes.list("/Volumes/c/s/v/landing/100%")).toMatchObject([
    { path, kind: "file", size: 23 },
  ]);
  await workspace.volumes.delete(path);
  await workspace.volumes.delete(path);
  expect(await workspace.volumes.read(path)).toBeUndefined();
  expect(await workspace.volumes.list("/Volumes/c/s/w")).toBeUndefined();
});

test("a path with dots that would be resolved on the way is refused", async () => {
  const { loopback, workspace } = await connected();
  await failureOf(workspace.volumes.read("/Volumes/c/s/v/../../x"));
  expect(loopback.requests).toEqual([]);
});

test("catalogs, schemas and volumes are there or undefined", async () => {
  const { loopback, workspace } = await connected();
  loopback.catalog.add("catalogs", "insights");
  loopback.catalog.add("schemas", "insights.fixloop_raw", { comment: "as received" });
  loopback.catalog.add("volumes", "insights.fixloop_raw.landing");
  expect(await workspace.catalog.catalog("insights")).toMatchObject({ fullName: "insights" });
  expect(await workspace.catalog.schema("insights.fixloop_raw")).toMatchObject({ comment: "as received" });
  expect(await workspace.catalog.volume("insights.fixloop_raw.landing")).toBeDefined();
  expect(await workspace.catalog.catalog("a/b?c")).toBeUndefined();
  expect(await workspace.catalog.tables("insights.nothing")).toBeUndefined();
});

test("tables come with comments, masks and row filters", async () => {
  const { loopback, workspace } = await connected();
  loopback.catalog.add("catalogs", "c");
  loopback.catalog.add("schemas", "c.s");
  loopback.catalog.add("tables", "c.s.t", {
    table_type: "MANAGED",
    comment: "events",
    row_filter: { function_name: "c.s.region" },
    columns: [
      { name: "author", type_text: "string", comment: "who", mask: { function_name: "c.s.mask_text" } },
    ],
  });
  expect(await workspace.catalog.tables("c.s")).toEqual([
    {
      fullName: "c.s.t",
      owner: "tester@example.com",
      comment: "events",
      type: "MANAGED",
      rowFilter: "c.s.region",
      columns: [{ name: "author", type: "string", comment: "who", mask: "c.s.mask_text" }],
    },
  ]);
});

test("grants are given and taken, and what comes from above says so", async () => {
  const { loopback, workspace } = await connected();
  loopback.catalog.add("catalogs", "c");
  loopback.catalog.add("schemas", "c.s");
  const schema = { kind: "schema", fullName: "c.s" } as const;
  await workspace.catalog.changeGrants({ kind: "catalog", fullName: "c" }, [
    { principal: "analysts", add: ["USE_CATALOG"] },
  ]);
  await workspace.catalog.changeGrants(schema, [{ principal: "analysts", add: ["USE_SCHEMA", "SELECT"] }]);
  await workspace.catalog.changeGrants(schema, [{ principal: "analysts", remove: ["SELECT"] }]);
  expect(await workspace.catalog.grants(schema)).toEqual([
    { principal: "analysts", privileges: ["USE_SCHEMA"] },
  ]);
  expect(await workspace.catalog.effectiveGrants(schema, "analysts")).toEqual([
    {
      principal: "analysts",
      privileges: [
        { privilege: "USE_CATALOG", inheritedFrom: { kind: "catalog", fullName: "c" } },
        { privilege: "USE_SCHEMA", inheritedFrom: undefined },
      ],
    },
  ]);
  expect(await workspace.catalog.effectiveGrants(schema, "nobody")).toEqual([]);
});

test("a principal that doesn't exist is an error with its code, and nothing is granted", async () => {
  const { loopback, workspace } = await connected({ principals: "declared" });
  loopback.identities.addGroup("analysts");
  loopback.catalog.add("catalogs", "c");
  const failure = await failureOf(
    workspace.catalog.changeGrants({ kind: "catalog", fullName: "c" }, [
      { principal: "analysts", add: ["USE_CATALOG"] },
      { principal: "ghosts", add: ["USE_CATALOG"] },
    ]),
  );
  expect(failure).toMatchObject({
    code: "PRINCIPAL_DOES_NOT_EXIST",
    missing: false,
    requestId: "loopback-request",
  });
  expect(loopback.catalog.grants("catalog", "c")).toEqual([]);
});

test("a permission denied is no absence", async () => {
  const { loopback, workspace } = await connected();
  loopback.fail({ path: /catalogs\/c$/, does: faults.permissionDenied });
  expect(await failureOf(workspace.catalog.catalog("c"))).toMatchObject({
    code: "PERMISSION_DENIED",
    retriable: false,
  });
});

test("a service that this workspace lacks is no absence either", async () => {
  const { loopback, workspace } = await connected();
  loopback.fail({
    path: /catalogs\/c$/,
    does: {
      kind: "answer",
      status: 404,
      body: { error_code: "ENDPOINT_NOT_FOUND", message: "No API found" },
    },
  });
  expect(await failureOf(workspace.catalog.catalog("c"))).toMatchObject({ code: "ENDPOINT_NOT_FOUND" });
});

test("groups say whether the account knows them", async () => {
  const { loopback, workspace } = await connected();
  loopback.identities.addGroup('insight "analysts"');
  loopback.identities.addGroup("here only", { local: true });
  expect(await workspace.principals.group('insight "analysts"')).toMatchObject({
    kind: "group",
    name: 'insight "analysts"',
    scope: "account",
  });
  expect(await workspace.principals.group("here only")).toMatchObject({ scope: "workspace" });
  expect(await workspace.principals.group("nobody")).toBeUndefined();
});

test("a service principal is found by application id and by name, a user by name", async () => {
  const { loopback, workspace } = await connected();
  const applicationId = loopback.identities.addServicePrincipal("insight-pipeline");
  loopback.identities.addUser("a@example.com");
  const found = { kind: "service_principal", name: applicationId, displayName: "insight-pipeline" };
  expect(await workspace.principals.servicePrincipal(applicationId)).toMatchObject(found);
  expect(await workspace.principals.servicePrincipal("insight-pipeline")).toMatchObject(found);
  expect(await workspace.principals.user("a@example.com")).toMatchObject({
    kind: "user",
    name: "a@example.com",
  });
  expect(await workspace.principals.servicePrincipal("nobody")).toBeUndefined();
});

test("who is signed in is a user or a service principal", async () => {
  const { loopback, workspace } = await connected();
  expect(await workspace.identity()).toEqual({
    id: "1000012345",
    name: "tester@example.com",
    displayName: "Tester",
    kind: "user",
    groups: ["users"],
  });
  loopback.identities.me = { id: "2", userName: "aaaaaaaa-bbbb-4ccc-dddd-eeeeeeeeeeee" };
  expect(await workspace.identity()).toMatchObject({ kind: "service_principal", groups: [] });
});

test("secrets are names, whatever there is to read", async () => {
  const { loopback, workspace } = await connected();
  loopback.secrets.scopes.set("fixloop", { keys: new Set(["b", "a"]), acls: new Map() });
  expect(await workspace.secrets.scopes()).toEqual(["fixloop"]);
  expect(await workspace.secrets.keys("fixloop")).toEqual(["a", "b"]);
  expect(await workspace.secrets.keys("nothing")).toBeUndefined();
  expect(loopback.requests.some((request) => request.path === "/api/2.0/secrets/get")).toBe(false);
});

test("a serving endpoint says what it is and who may ask it", async () => {
  const { loopback, workspace } = await connected();
  loopback.endpoints.add("llm", {
    permission_level: "CAN_QUERY",
    config: {
      served_entities: [{ external_model: { name: "gpt", provider: "openai", task: "llm/v1/chat" } }],
    },
  });
  const endpoint = await workspace.endpoints.get("llm");
  expect(endpoint).toMatchObject({
    ready: true,
    kind: "external_model",
    task: "llm/v1/chat",
    permission: "CAN_QUERY",
  });
  expect(await workspace.endpoints.permissions(endpoint?.id ?? "")).toEqual([]);
  expect(await workspace.endpoints.get("nothing")).toBeUndefined();
});

test("warehouses say whether ai_query can run there", async () => {
  const { loopback, workspace } = await connected();
  loopback.warehouses.add("old", {
    warehouse_type: "CLASSIC",
    enable_serverless_compute: false,
    state: "STOPPED",
  });
  expect(await workspace.warehouses.get("old")).toEqual({
    id: "old",
    name: "old",
    state: "stopped",
    serverless: false,
    type: "classic",
    size: "2X-Small",
  });
  await workspace.warehouses.start("old");
  expect(
    (await workspace.warehouses.list()).map((warehouse) => `${warehouse.id} ${warehouse.state}`),
  ).toEqual(["default running", "old running"]);
  expect(await workspace.warehouses.get("nothing")).toBeUndefined();
});

test("a connection is there or undefined", async () => {
  const { loopback, workspace } = await connected();
  loopback.catalog.add("connections", "jira", { connection_type: "HTTP" });
  expect(await workspace.catalog.connection("jira")).toMatchObject({ fullName: "jira", type: "HTTP" });
  expect(await workspace.catalog.connection("nothing")).toBeUndefined();
});

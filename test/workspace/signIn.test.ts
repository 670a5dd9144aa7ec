import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { connectWorkspace } from "../../src/workspace/connect.ts";
import { Loopback } from "../support/loopback/loopback.ts";
import { connectedTo, failureOf } from "./connected.ts";

async function loopbackAndHome(
  profiles: (url: string) => string,
): Promise<{ loopback: Loopback; HOME: string }> {
  const loopback = await Loopback.start();
  const HOME = await mkdtemp(join(tmpdir(), "fixloop-sign-in-"));
  onTestFinished(async () => {
    await loopback.close();
    await rm(HOME, { recursive: true });
  });
  await writeFile(join(HOME, ".databrickscfg"), profiles(loopback.url));
  return { loopback, HOME };
}

test("a profile by name", async () => {
  const { loopback, HOME } = await loopbackAndHome(
    (url) =>
      `[DEFAULT]\nhost = https://other.example\ntoken = d-0123\n\n[dev]\nhost = ${url}/\ntoken = dev-0123456789\n`,
  );
  const workspace = await connectWorkspace({ env: { HOME }, profile: "dev" });
  expect(workspace.host).toBe(loopback.url);
  await workspace.identity();
  expect(loopback.requests[0]?.signedIn).toBe(true);
});

test("a host finds its profile, as it does with the official CLI", async () => {
  const { loopback, HOME } = await loopbackAndHome(
    (url) =>
      `[DEFAULT]\nhost = https://other.example\ntoken = d-0123\n\n[dev]\nhost = ${url}\ntoken = dev-0123456789\n`,
  );
  const workspace = await connectWorkspace({ env: { HOME }, host: loopback.url });
  await workspace.identity();
  expect(loopback.requests[0]?.signedIn).toBe(true);
});

test("a host with several profiles asks which one is meant", async () => {
  const { loopback, HOME } = await loopbackAndHome(
    (url) => `[a]\nhost = ${url}\ntoken = a-0123456789\n[b]\nhost = ${url}\ntoken = b-0123456789\n`,
  );
  const failure = await failureOf(connectWorkspace({ env: { HOME }, host: loopback.url }));
  expect(failure).toMatchObject({ code: "SIGN_IN_FAILED" });
  expect(failure.message).toContain("several profiles have this host (a, b)");
  expect(failure.message).not.toContain("0123456789");
});

test("the environment wins over a profile of the host", async () => {
  const { loopback, HOME } = await loopbackAndHome((url) => `[a]\nhost = ${url}\nazure_tenant_id = broken\n`);
  const env = { HOME, DATABRICKS_HOST: "https://other.example", DATABRICKS_TOKEN: "e-0123456789" };
  const workspace = await connectWorkspace({ env, host: loopback.url });
  expect(workspace.host).toBe(loopback.url);
  await workspace.identity();
});

test("no host, or a profile that isn't there, is said without a stack of the SDK", async () => {
  const { HOME } = await loopbackAndHome(() => "");
  expect(await failureOf(connectWorkspace({ env: { HOME } }))).toMatchObject({ code: "SIGN_IN_FAILED" });
  const failure = await failureOf(connectWorkspace({ env: { HOME }, profile: "nope" }));
  expect(failure.message).toContain("has no nope profile configured");
});

test("two ways to sign in at once are refused, and no secret is told", async () => {
  const env = {
    HOME: "/nonexistent",
    DATABRICKS_HOST: "https://x.example",
    DATABRICKS_TOKEN: "t-secret-0123",
    DATABRICKS_CLIENT_ID: "id",
    DATABRICKS_CLIENT_SECRET: "c-secret-0123",
  };
  const failure = await failureOf(connectWorkspace({ env }));
  expect(failure.message).toContain("more than one authorization method configured");
  expect(failure.message).not.toMatch(/secret-0123/);
});

test("a service principal signs in by OAuth", async () => {
  const { loopback, HOME } = await loopbackAndHome(() => "");
  const env = {
    HOME,
    DATABRICKS_HOST: loopback.url,
    DATABRICKS_CLIENT_ID: "id",
    DATABRICKS_CLIENT_SECRET: "s-0123456",
  };
  const workspace = await connectWorkspace({ env });
  await workspace.identity();
  expect(loopback.requests.map((request) => request.path)).toEqual([
    "/oidc/.well-known/oauth-authorization-server",
    "/oidc/v1/token",
    "/api/2.0/preview/scim/v2/Me",
  ]);
});

test("a sign-in that fails is no failure of the call's own", async () => {
  const { loopback, HOME } = await loopbackAndHome(() => "");
  const env = {
    HOME,
    DATABRICKS_HOST: loopback.url,
    DATABRICKS_CLIENT_ID: "id",
    DATABRICKS_CLIENT_SECRET: "s-0123456",
  };
  loopback.fail({
    path: "/oidc/v1/token",
    does: {
      kind: "answer",
      status: 401,
      body: { error: "invalid_client", error_description: "s-0123456 is wrong" },
    },
  });
  const workspace = await connectWorkspace({ env });
  const failure = await failureOf(workspace.identity());
  expect(failure).toMatchObject({ code: "SIGN_IN_FAILED", retriable: false });
  expect(failure.message).not.toContain("s-0123456");
});

test("a token that can't be had for a moment is asked for again", async () => {
  const { loopback, HOME } = await loopbackAndHome(() => "");
  const env = {
    HOME,
    DATABRICKS_HOST: loopback.url,
    DATABRICKS_CLIENT_ID: "id",
    DATABRICKS_CLIENT_SECRET: "s-0123456",
  };
  loopback.fail({ path: "/oidc/v1/token", times: 2, does: { kind: "answer", status: 503, text: "" } });
  const { workspace, waits } = await connectedTo(env);
  expect((await workspace.identity()).name).toBe("tester@example.com");
  expect(waits).toEqual([500, 1000]);
});

/**
 * Faults of @databricks/sdk-experimental 0.17.0 at the wire, each beside what our workspace does there. A test that fails after
 * an update of the SDK may be good news: then a reason of `connectWorkspace` has gone.
 */
import { WorkspaceClient } from "@databricks/sdk-experimental";
import { expect, onTestFinished, test } from "vitest";
import { Loopback } from "../support/loopback/loopback.ts";
import { faults } from "../support/loopback/faults.ts";
import { connected, connectedTo, failureOf } from "./connected.ts";

const clientOf = (url: string): WorkspaceClient =>
  new WorkspaceClient({ host: url, token: "loopback-token-0123456789", authType: "pat" }, {});

const errorOf = async (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => undefined,
    (error: unknown) => error,
  );

test("the SDK sends a PATCH without its body; ours arrives, and grants", async () => {
  const { loopback, workspace } = await connected();
  loopback.catalog.add("catalogs", "insights");
  const privileges = ["USE_CATALOG"] as const;

  await clientOf(loopback.url).grants.update({
    securable_type: "catalog",
    full_name: "insights",
    changes: [{ principal: "analysts", add: [...privileges] }],
  });
  expect(loopback.requests.at(-1)).toMatchObject({ method: "PATCH", text: "" });
  expect(loopback.catalog.grants("catalog", "insights")).toEqual([]);

  await workspace.catalog.changeGrants({ kind: "catalog", fullName: "insights" }, [
    { principal: "analysts", add: privileges },
  ]);
  expect(loopback.requests.at(-1)?.body).toEqual({
    changes: [{ principal: "analysts", add: ["USE_CATALOG"] }],
  });
  expect(loopback.catalog.grants("catalog", "insights")).toEqual(["analysts: USE_CATALOG"]);
});

test.each([502, 503, 504])("the SDK gives up at the first %i; ours asks again", async (status) => {
  const { loopback, workspace } = await connected();
  const unavailable = {
    kind: "answer",
    status,
    body: { error_code: "TEMPORARILY_UNAVAILABLE", message: "m" },
  } as const;
  loopback.fail({ path: "/api/2.0/preview/scim/v2/Me", does: unavailable });
  expect(await errorOf(clientOf(loopback.url).currentUser.me())).toMatchObject({ statusCode: status });
  expect(loopback.requests).toHaveLength(1);

  loopback.fail({ path: "/api/2.0/preview/scim/v2/Me", does: unavailable });
  expect((await workspace.identity()).name).toBe("tester@example.com");
  expect(loopback.requests).toHaveLength(3);
});

test("the SDK gives up at a refused connection; ours comes back when the workspace does", async () => {
  const first = await Loopback.start();
  const { url, env } = first;
  await first.close();
  expect(await errorOf(clientOf(url).currentUser.me())).toMatchObject({ code: "ECONNREFUSED" });

  let attempts = 0;
  const { workspace, waits } = await connectedTo(env, {
    onWait: async () => {
      attempts += 1;
      if (attempts !== 2) return;
      const second = await Loopback.start({ port: Number(new URL(url).port) });
      onTestFinished(() => second.close());
    },
  });
  expect((await workspace.identity()).name).toBe("tester@example.com");
  expect(waits).toEqual([500, 1000]);
});

test("the SDK loses the error's code when an item of its details has no metadata; ours keeps it", async () => {
  const { loopback, workspace } = await connected();
  const denied = {
    kind: "answer",
    status: 403,
    body: {
      error_code: "PERMISSION_DENIED",
      message: "no",
      details: [{ "@type": "type.googleapis.com/google.rpc.RequestInfo", request_id: "r-1" }],
    },
  } as const;
  loopback.fail({ path: /./, times: 2, does: denied });
  expect(await errorOf(clientOf(loopback.url).warehouses.get({ id: "default" }))).toMatchObject({
    errorCode: "Forbidden",
  });
  expect(await failureOf(workspace.warehouses.get("default"))).toMatchObject({
    code: "PERMISSION_DENIED",
    requestId: "r-1",
  });
});

test("the SDK rounds ids above 2^53; ours keep every digit, both ways", async () => {
  const { loopback, workspace } = await connected();
  const jobId = loopback.jobs.create({ name: "loop", tasks: [{ task_key: "one" }] }).toString();
  const listed: (number | undefined)[] = [];
  for await (const job of clientOf(loopback.url).jobs.list({})) listed.push(job.job_id);
  expect(listed.map(String)).not.toEqual([jobId]);

  const runId = await workspace.jobs.start({ jobId, idempotencyToken: "t" });
  expect(loopback.requests.at(-1)?.text).toContain(`"job_id":${jobId},`);
  expect([...loopback.jobs.runs.keys()].map(String)).toEqual([runId]);
  expect((await workspace.jobs.run(runId)).jobId).toBe(jobId);
});

test("the SDK carries the token along a redirect to any host, and never answers; ours stops", async () => {
  const { loopback, workspace } = await connected();
  const other = await Loopback.start();
  onTestFinished(() => other.close());
  const away = {
    kind: "answer",
    status: 302,
    headers: { location: `${other.url}/api/2.0/preview/scim/v2/Me` },
  } as const;

  loopback.fail({ path: /Me$/, does: away });
  let settled = false;
  void errorOf(clientOf(loopback.url).currentUser.me()).finally(() => {
    settled = true;
  });
  await expect.poll(() => other.requests.map((request) => request.signedIn)).toEqual([true]);
  expect(settled).toBe(false);

  loopback.fail({ path: /Me$/, does: away });
  expect(await failureOf(workspace.identity())).toMatchObject({ code: "REDIRECTED", retriable: false });
  expect(other.requests).toHaveLength(1);
});

test("the SDK leaves a percent sign in a path as it is, which names another file; ours doesn't", async () => {
  const { loopback, workspace } = await connected();
  loopback.volumes.makeFolder("/Volumes/c/s/v");
  loopback.volumes.files.set("/Volumes/c/s/v/a b", new Uint8Array([1]));
  loopback.volumes.files.set("/Volumes/c/s/v/a%20b", new Uint8Array([2]));
  await clientOf(loopback.url).files.delete({ file_path: "/Volumes/c/s/v/a%20b" });
  expect([...loopback.volumes.files.keys()]).toEqual(["/Volumes/c/s/v/a%20b"]);
  expect(await workspace.volumes.read("/Volumes/c/s/v/a%20b")).toEqual(new Uint8Array([2]));
});

test("the SDK has no call that runs a statement and waits", () => {
  const calls = Object.getOwnPropertyNames(
    Object.getPrototypeOf(clientOf("http://127.0.0.1:1").statementExecution),
  );
  expect(calls.filter((name) => /wait/i.test(name))).toEqual([]);
});

test("the SDK keeps port and query of an http host, which versions up to 0.14.2 lost", async () => {
  const { loopback } = await connected();
  const jobId = loopback.jobs.create({ name: "loop", tasks: [] });
  await clientOf(loopback.url).apiClient.request(
    {
      path: "/api/2.2/jobs/get",
      method: "GET",
      headers: new Headers(),
      query: { job_id: jobId.toString() },
      raw: false,
    },
    undefined,
  );
  expect(loopback.requests.at(-1)?.query).toEqual({ job_id: jobId.toString() });
});

test("too many requests are the one thing that both repeat", async () => {
  const { loopback, workspace, waits } = await connected();
  loopback.fail({ path: /Me$/, does: faults.tooManyRequests("7") });
  await workspace.identity();
  expect(waits).toEqual([7500]);
});

import { expect, onTestFinished, test } from "vitest";
import { connectWorkspace } from "../../src/workspace/connect.ts";
import { faults, type Fault } from "../support/loopback/faults.ts";
import { Loopback } from "../support/loopback/loopback.ts";
import { connected, failureOf } from "./connected.ts";

const me = "/api/2.0/preview/scim/v2/Me";

test("waits double from half a second to half a minute, less the jitter", async () => {
  const { loopback, workspace, waits } = await connected();
  loopback.fail({ path: me, times: 8, does: faults.unavailable });
  const failure = await failureOf(workspace.identity());
  expect(failure).toMatchObject({ code: "TEMPORARILY_UNAVAILABLE", status: 503, retriable: true });
  expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000]);
  expect(loopback.requests).toHaveLength(8);
});

test("jitter takes away up to the whole wait", async () => {
  const { loopback, workspace, waits } = await connected({ random: 0.25 });
  loopback.fail({ path: me, times: 3, does: faults.unavailable });
  await workspace.identity();
  expect(waits).toEqual([125, 250, 500]);
});

test.each([
  ["seconds", "3", undefined, 3000],
  ["a date, by the server's clock", "Thu, 01 Jan 2026 08:00:05 GMT", "Thu, 01 Jan 2026 08:00:00 GMT", 5000],
  ["a date that has passed", "Thu, 01 Jan 2026 07:59:00 GMT", "Thu, 01 Jan 2026 08:00:00 GMT", 0],
  ["something else", "soon", undefined, undefined],
])("Retry-After as %s", async (_title, value, date, wait) => {
  const { loopback, workspace, waits } = await connected({ random: 0 });
  const headers = { "retry-after": value, ...(date === undefined ? {} : { date }) };
  loopback.fail({ path: me, does: { kind: "answer", status: 429, headers } });
  await workspace.identity();
  expect(waits).toEqual([wait ?? 0]);
});

test("a workspace that asks for more than two minutes is told as it is", async () => {
  const { loopback, workspace, waits } = await connected();
  loopback.fail({ path: me, does: faults.tooManyRequests("3600") });
  expect(await failureOf(workspace.identity())).toMatchObject({
    code: "REQUEST_LIMIT_EXCEEDED",
    status: 429,
  });
  expect(waits).toEqual([]);
});

test("no wait goes past the deadline, and the error holds the last answer", async () => {
  const { loopback, workspace, waits } = await connected();
  loopback.fail({ path: me, times: 8, does: faults.unavailable });
  const failure = await failureOf(workspace.identity({ deadline: 4000 }));
  expect(failure).toMatchObject({ code: "DEADLINE_EXCEEDED", status: 503 });
  expect(failure.message).toContain("The service is taking too long");
  expect(waits).toEqual([500, 1000, 2000]);
});

test("an answer that never comes ends at the deadline", async () => {
  const loopback = await Loopback.start();
  onTestFinished(() => loopback.close());
  const workspace = await connectWorkspace({ env: loopback.env });
  loopback.fail({ path: me, times: Infinity, does: { kind: "silence" } });
  const failure = await failureOf(workspace.identity({ deadline: 40 }));
  expect(failure).toMatchObject({ code: "DEADLINE_EXCEEDED", retriable: true });
});

test.each(["resetBefore", "resetAfter"] as const)(
  "a connection that breaks (%s) is made again",
  async (name) => {
    const { loopback, workspace } = await connected();
    loopback.fail({ path: me, times: 2, does: faults[name] });
    expect((await workspace.identity()).name).toBe("tester@example.com");
    expect(loopback.requests).toHaveLength(3);
  },
);

test("a change that isn't safe to repeat is not repeated, and the error says what isn't known", async () => {
  const { loopback, workspace } = await connected();
  loopback.fail({ path: "/api/2.0/sql/statements", does: faults.resetAfter });
  const failure = await failureOf(workspace.sql.execute({ warehouseId: "default", text: "DELETE FROM t" }));
  expect(failure).toMatchObject({ code: "UNREACHABLE", retriable: false });
  expect(failure.message).toContain("it may have been carried out");
  expect(loopback.requests).toHaveLength(1);
});

test("it is repeated where it was refused before it began", async () => {
  const { loopback, workspace } = await connected();
  loopback.fail({ path: "/api/2.0/sql/statements", does: faults.tooManyRequests() });
  await failureOf(workspace.sql.execute({ warehouseId: "default", text: "DELETE FROM t" }));
  expect(loopback.statements.executed).toEqual(["DELETE FROM t"]);
});

test("a name that doesn't exist is not tried again", async () => {
  let attempts = 0;
  const workspace = await connectWorkspace({
    env: { DATABRICKS_HOST: "https://no-such-host.invalid", DATABRICKS_TOKEN: "t-0123456789" },
    fetch: () => {
      attempts += 1;
      return Promise.reject(
        new TypeError("fetch failed", {
          cause: Object.assign(new Error("getaddrinfo"), { code: "ENOTFOUND" }),
        }),
      );
    },
  });
  const failure = await failureOf(workspace.identity());
  expect(failure.message).toContain("https://no-such-host.invalid can't be reached (ENOTFOUND)");
  expect(attempts).toBe(1);
});

test("aborting ends a request that is under way, with the signal's reason", async () => {
  const { loopback, workspace } = await connected();
  loopback.fail({ path: me, does: { kind: "silence" } });
  const controller = new AbortController();
  const call = workspace.identity({ signal: controller.signal });
  await expect.poll(() => loopback.requests.length).toBe(1);
  controller.abort(new Error("ctrl-c"));
  await expect(call).rejects.toThrow("ctrl-c");
});

test("aborting ends a wait, and nothing is sent any more", async () => {
  const loopback = await Loopback.start();
  onTestFinished(() => loopback.close());
  const controller = new AbortController();
  const workspace = await connectWorkspace({ env: loopback.env, random: () => 1 });
  loopback.fail({ path: me, times: 8, does: faults.tooManyRequests("100") });
  const call = workspace.identity({ signal: controller.signal });
  await expect.poll(() => loopback.requests.length).toBe(1);
  controller.abort(new Error("ctrl-c"));
  await expect(call).rejects.toThrow("ctrl-c");
  expect(loopback.requests).toHaveLength(1);
});

test("a call with an aborted signal sends nothing", async () => {
  const { loopback, workspace } = await connected();
  await expect(workspace.identity({ signal: AbortSignal.abort(new Error("before")) })).rejects.toThrow(
    "before",
  );
  expect(loopback.requests).toEqual([]);
});

test("a login page behind a private link is named as such", async () => {
  const { loopback, workspace } = await connected();
  const location = "/login.html?error=private-link-validation-error:123";
  loopback.fail({ path: me, does: { kind: "answer", status: 302, headers: { location } } });
  expect(await failureOf(workspace.identity())).toMatchObject({ code: "PRIVATE_LINK_VALIDATION_ERROR" });
});

test("a page in the place of an answer is an error, not data", async () => {
  const { loopback, workspace } = await connected();
  loopback.fail({ path: me, does: { kind: "answer", status: 200, text: "<html>Sign in</html>" } });
  expect(await failureOf(workspace.identity())).toMatchObject({ code: "UNEXPECTED_ANSWER" });
});

test("an answer that lacks what it must have names the field", async () => {
  const { loopback, workspace } = await connected();
  loopback.fail({ path: me, does: { kind: "answer", status: 200, body: { id: "1" } } });
  expect((await failureOf(workspace.identity())).message).toContain("userName");
});

const token = "loopback-token-0123456789";
const leaks: readonly (readonly [string, Fault["does"]])[] = [
  ["a message", { kind: "answer", status: 400, body: { error_code: "X", message: `token ${token} is bad` } }],
  ["a page", { kind: "answer", status: 400, text: `<pre>Bearer ${token}</pre>` }],
  ["text", { kind: "answer", status: 400, text: `Authorization: Bearer ${token}\nx: 1` }],
  ["a code", { kind: "answer", status: 400, body: { error_code: `Bearer ${token}`, message: "m" } }],
  [
    "a redirect",
    { kind: "answer", status: 302, headers: { location: `https://${token}.example/?t=${token}` } },
  ],
];

test.each(leaks)("a token in %s of the answer is in no error", async (_title, does) => {
  const { loopback, workspace } = await connected();
  loopback.fail({ path: me, does });
  const failure = await failureOf(workspace.identity());
  expect(JSON.stringify([failure.message, failure.code, failure.requestId, failure.stack])).not.toContain(
    token,
  );
  expect(failure.message).not.toMatch(/\p{Cc}/u);
});

test("the product and its version are told, and nothing else of the machine", async () => {
  const { loopback, workspace } = await connected();
  await workspace.identity();
  expect(loopback.requests[0]?.userAgent).toMatch(/^fixloop\/[\d.]+ nodejs\/[\d.]+ os\/\w+$/);
});

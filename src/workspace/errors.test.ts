import { expect, test } from "vitest";
import { oneLine, refusal, type RefusedCall } from "./errors.ts";

const call = (status: number, body: string, more: Partial<RefusedCall> = {}): RefusedCall => ({
  method: "GET",
  path: "/api/2.0/x",
  status,
  headers: new Headers(),
  body,
  ...more,
});

const said = (status: number, body: unknown) => {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const { code, message, requestId } = refusal(call(status, text), []);
  return [code, message.replace(/^GET \/api\/2.0\/x: /, "").replace(` (${code})`, ""), requestId];
};

test.each([
  [
    "code and message",
    403,
    { error_code: "PERMISSION_DENIED", message: "no" },
    ["PERMISSION_DENIED", "no", undefined],
  ],
  [
    "details whose items lack fields, or are none",
    400,
    {
      error_code: "INVALID_STATE",
      message: "m",
      details: [null, 1, {}, { "@type": "t" }, { request_id: "r-1" }],
    },
    ["INVALID_STATE", "m", "r-1"],
  ],
  ["a code that is a number", 500, { error_code: 500, message: "m" }, ["500", "m", undefined]],
  ["a message alone", 404, { message: "gone" }, ["NOT_FOUND", "gone", undefined]],
  ["API 1.2", 400, { error: "old" }, ["BAD_REQUEST", "old", undefined]],
  [
    "OAuth",
    401,
    { error: "invalid_client", error_description: "who?" },
    ["UNAUTHENTICATED", "who?", undefined],
  ],
  [
    "Google's",
    400,
    { error: { code: 400, status: "INVALID_ARGUMENT", message: "bad" } },
    ["INVALID_ARGUMENT", "bad", undefined],
  ],
  [
    "SCIM",
    404,
    { detail: "no such group", status: "404", schemas: [] },
    ["SCIM_404", "no such group", undefined],
  ],
  ["text with a code", 400, "MALFORMED_REQUEST: not so", ["MALFORMED_REQUEST", "not so", undefined]],
  ["text", 502, "upstream connect error", ["INTERNAL_ERROR", "upstream connect error", undefined]],
  [
    "a gateway's page",
    503,
    "<html><head><title>503 <b>Service</b></title></head><body><p>x</p></body></html>",
    ["TEMPORARILY_UNAVAILABLE", "an HTML page came back: 503 Service", undefined],
  ],
  [
    "an old service's page",
    400,
    "<pre>Worker env not found.</pre>",
    ["BAD_REQUEST", "an HTML page came back: Worker env not found.", undefined],
  ],
  ["nothing", 504, "", ["DEADLINE_EXCEEDED", "no reason given (HTTP 504)", undefined]],
  ["a list", 400, "[]", ["BAD_REQUEST", "[]", undefined]],
  [
    "a message that is no text",
    400,
    { error_code: "X_Y", message: { a: 1 } },
    ["X_Y", "no reason given (HTTP 400)", undefined],
  ],
])("%s", (_title, status, body, expected) => {
  expect(said(status, body)).toEqual(expected);
});

test("the id of the request comes from a header where the body has none", () => {
  const headers = new Headers({ "x-request-id": "r-2" });
  expect(refusal(call(500, "", { headers }), []).requestId).toBe("r-2");
});

test.each([
  [429, "", true],
  [502, "", true],
  [503, "<html></html>", true],
  [504, "", true],
  [400, '{"error_code":"REQUEST_LIMIT_EXCEEDED","message":"m"}', true],
  [500, '{"error_code":"INTERNAL_ERROR","message":"m"}', false],
  [401, "", false],
  [403, "", false],
  [409, "", false],
])("%i %s may be repeated: %s", (status, body, retriable) => {
  expect(refusal(call(status, body), []).retriable).toBe(retriable);
});

const invalid = (message: string): string =>
  JSON.stringify({ error_code: "INVALID_PARAMETER_VALUE", message });

test.each([
  ["a 404 of a service", call(404, '{"error_code":"RESOURCE_DOES_NOT_EXIST","message":"m"}'), true],
  ["a 404 without a body, as HEAD gives it", call(404, ""), true],
  ["a page of a gateway", call(404, "<html>404</html>"), false],
  ["a path that no service knows", call(404, '{"error_code":"ENDPOINT_NOT_FOUND","message":"m"}'), false],
  ["a feature that is off", call(404, '{"error_code":"FEATURE_DISABLED","message":"m"}'), false],
  [
    "a principal named in the request",
    call(404, '{"error_code":"PRINCIPAL_DOES_NOT_EXIST","message":"m"}'),
    false,
  ],
  ["a job", call(400, invalid("Job 1 does not exist."), { path: "/api/2.2/jobs/get" }), true],
  ["a run", call(400, invalid("Run 1 does not exist."), { path: "/api/2.2/jobs/runs/get" }), true],
  ["something else of a job", call(400, invalid("Job 1 is odd."), { path: "/api/2.2/jobs/get" }), false],
  [
    "a job that is started",
    call(400, invalid("Job 1 does not exist."), { path: "/api/2.2/jobs/run-now", method: "POST" }),
    false,
  ],
])("missing: %s", (_title, refused, missing) => {
  expect(refusal(refused, []).missing).toBe(missing);
});

test.each([
  ["501", call(501, ""), true],
  ["a method that the path does not take", call(405, ""), true],
  ["a path that no service knows", call(404, JSON.stringify({ error_code: "ENDPOINT_NOT_FOUND" })), true],
  ["a gateway's page", call(404, "<html><title>404</title></html>"), true],
  ["a securable that is not there", call(404, JSON.stringify({ error_code: "TABLE_DOES_NOT_EXIST" })), false],
  [
    "a principal that is not there",
    call(404, JSON.stringify({ error_code: "PRINCIPAL_DOES_NOT_EXIST" })),
    false,
  ],
  ["a workspace in trouble", call(503, ""), false],
])("not implemented: %s", (_title, refused, notImplemented) => {
  expect(refusal(refused, []).notImplemented).toBe(notImplemented);
});

test("a line has no controls, no marks of direction, no secrets, and an end", () => {
  expect(oneLine("a\u0000\n\tb\u202ec\u001b[31m", [])).toBe("a b c [31m");
  expect(oneLine("key abc-1234 and ABC-1234", ["abc-1234"])).toBe("key *** and ***");
  expect(oneLine(`x dapi${"0".repeat(32)} y`, [])).toBe("x *** y");
  expect(oneLine("token eyJhbGciOi.eyJzdWIi.c2ln end", [])).toBe("token *** end");
  expect(oneLine("Authorization: Bearer abcdefgh123 end", [])).toBe("Authorization: Bearer *** end");
  expect(oneLine("x".repeat(2000), [])).toHaveLength(1001);
});

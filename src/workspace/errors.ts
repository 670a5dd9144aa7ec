import { parseJson } from "./json.ts";

/** A call that the workspace refused, or that never reached it. */
export interface WorkspaceFailure {
  /**
   * Databricks' `error_code`, such as `PERMISSION_DENIED`. Ours, where none came: `UNREACHABLE`, `DEADLINE_EXCEEDED`,
   * `SIGN_IN_FAILED`, `REDIRECTED`, `UNEXPECTED_ANSWER` (no JSON, or without what it must have).
   */
  readonly code: string;
  /** HTTP status; 0 where no answer came. */
  readonly status: number;
  /** One line, without credentials. It may quote what was asked for. */
  readonly message: string;
  /** What Databricks' support asks for. */
  readonly requestId?: string | undefined;
  /** The same call may succeed later as it is. */
  readonly retriable: boolean;
  /** What the call is about doesn't exist, or isn't shown to this identity. */
  readonly missing?: boolean;
}

export class WorkspaceError extends Error {
  readonly code: string;
  readonly status: number;
  readonly requestId: string | undefined;
  readonly retriable: boolean;
  readonly missing: boolean;

  constructor(failure: WorkspaceFailure, options?: ErrorOptions) {
    super(failure.message, options);
    this.name = "WorkspaceError";
    this.code = failure.code;
    this.status = failure.status;
    this.requestId = failure.requestId;
    this.retriable = failure.retriable;
    this.missing = failure.missing ?? false;
  }

  /** The workspace answered that it has no such call: it is switched off there, or not built yet. */
  get notImplemented(): boolean {
    if (this.status === 501 || this.status === 405) return true;
    return this.status === 404 && !this.missing && this.code !== "PRINCIPAL_DOES_NOT_EXIST";
  }
}

/** A statement that reached the warehouse and failed there. Its message may quote a value of the data. */
export class StatementError extends WorkspaceError {
  readonly statementId: string;
  /** Databricks' error condition, such as `TABLE_OR_VIEW_NOT_FOUND`; undefined when the message names none. */
  readonly condition: string | undefined;
  /** Five characters, such as `42P01`. */
  readonly sqlState: string | undefined;

  constructor(
    failure: WorkspaceFailure & {
      readonly statementId: string;
      readonly condition: string | undefined;
      readonly sqlState: string | undefined;
    },
  ) {
    super(failure);
    this.name = "StatementError";
    this.statementId = failure.statementId;
    this.condition = failure.condition;
    this.sqlState = failure.sqlState;
  }
}

/** Undefined for what doesn't exist; every other error goes on. */
export async function unlessMissing<Value>(call: Promise<Value>): Promise<Value | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof WorkspaceError && error.missing) return undefined;
    throw error;
  }
}

export interface RefusedCall {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/**
 * The error behind an answer of 400 and above. Databricks' services answer in many shapes: `error_code` and `message`, with
 * `details[]` whose items may lack any field; API 1.2 and OAuth (`error`); Google's (`error.status`); SCIM (`detail`);
 * `CODE: message` as text; HTML of a gateway; nothing at all.
 */
export function refusal(call: RefusedCall, secrets: readonly string[]): WorkspaceError {
  const told = toldBy(call.body);
  const code = told.code ?? codeOfStatus(call.status);
  const message = oneLine(told.message ?? `no reason given (HTTP ${call.status})`, secrets);
  return new WorkspaceError({
    code,
    status: call.status,
    message: `${call.method} ${call.path}: ${message} (${code})`,
    requestId: told.requestId ?? call.headers.get("x-request-id") ?? undefined,
    retriable: retriableStatuses.has(call.status) || retriableCodes.has(code),
    missing: isMissing(call, code, told),
  });
}

/** One line of at most 1000 characters with nothing invisible in it, and without any of the secrets. */
export function oneLine(text: string, secrets: readonly string[]): string {
  const clean = secrets
    .filter((secret) => secret.length > 0)
    // the longest first: a secret may hold another one
    .toSorted((left, right) => right.length - left.length)
    // whatever the case: a URL lowers it
    .reduce((rest, secret) => rest.replaceAll(new RegExp(literal(secret), "gi"), "***"), text)
    .replaceAll(credentials, "***")
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, " ")
    .trim();
  return clean.length > 1000 ? `${clean.slice(0, 1000)}…` : clean;
}

const literal = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);

/** What looks like a credential wherever it comes from: Databricks' tokens, JWTs, and what follows an authorization scheme. */
const credentials =
  /\bdapi[0-9a-f]{32}(?:-\d+)?\b|\bdose[0-9a-f]{32}\b|\beyJ[\w-]+\.[\w-]+\.[\w-]*|(?<=\b(?:Bearer|Basic)\s)[\w.~+/=-]{8,}/gi;

const retriableStatuses: ReadonlySet<number> = new Set([429, 502, 503, 504]);
const retriableCodes: ReadonlySet<string> = new Set([
  "REQUEST_LIMIT_EXCEEDED",
  "TEMPORARILY_UNAVAILABLE",
  "WORKSPACE_TEMPORARILY_UNAVAILABLE",
]);

interface Told {
  readonly shape: "json" | "text" | "html" | "nothing";
  readonly code?: string | undefined;
  readonly message?: string | undefined;
  readonly requestId?: string | undefined;
}

function toldBy(body: string): Told {
  if (body.trim() === "") return { shape: "nothing" };
  const json = asObject(parsed(body));
  if (json !== undefined) return { shape: "json", ...toldByJson(json) };
  const [, code, message] = /^([A-Z_]{3,}): (.+)$/s.exec(body.trim()) ?? [];
  if (code !== undefined) return { shape: "text", code, message };
  if (/^\s*</.test(body)) return { shape: "html", message: toldByHtml(body) };
  return { shape: "text", message: body };
}

function toldByJson(body: Readonly<Record<string, unknown>>): Omit<Told, "shape"> {
  const nested = asObject(body["error"]);
  const code = codeText(body["error_code"]) ?? codeText(nested?.["status"]);
  const message =
    text(body["message"]) ??
    text(nested?.["message"]) ??
    text(body["error_description"]) ??
    text(body["error"]) ??
    text(body["detail"]);
  const scim = code === undefined && text(body["detail"]) !== undefined;
  const details = Array.isArray(body["details"]) ? body["details"].map(asObject) : [];
  const requestId = details.map((detail) => text(detail?.["request_id"])).find((id) => id !== undefined);
  return {
    code: code ?? (scim ? `SCIM_${codeText(body["status"]) ?? "ERROR"}` : undefined),
    message,
    requestId,
  };
}

/** What a gateway's page says of itself; its markup is of no use to anyone. */
function toldByHtml(body: string): string {
  const [, said] = /<(?:pre|title|h1)[^>]*>(.*?)<\/(?:pre|title|h1)>/is.exec(body) ?? [];
  const plain = said?.replaceAll(/<[^>]*>/g, "").trim();
  return plain === undefined || plain === "" ? "an HTML page came back" : `an HTML page came back: ${plain}`;
}

/**
 * 404 of a service, not of a gateway or for a path that no service knows. Jobs answer 400 where others answer 404: the same
 * three cases that Databricks' own Go SDK lists (apierr/error_overrides.go).
 */
function isMissing(call: RefusedCall, code: string, told: Told): boolean {
  if (call.status === 404) {
    return (
      told.shape !== "html" &&
      code !== "ENDPOINT_NOT_FOUND" &&
      code !== "FEATURE_DISABLED" &&
      code !== "PRINCIPAL_DOES_NOT_EXIST"
    );
  }
  if (call.status !== 400 || call.method !== "GET" || code !== "INVALID_PARAMETER_VALUE") return false;
  const message = told.message ?? "";
  if (/^\/api\/2\.\d\/jobs\/get$/.test(call.path)) return /Job .* does not exist/.test(message);
  if (/^\/api\/2\.\d\/jobs\/runs\/get(?:-output)?$/.test(call.path)) {
    return /Run .* does not exist|Run: .* in job: .* doesn't exist/.test(message);
  }
  return false;
}

function codeOfStatus(status: number): string {
  return statusCodes.get(status) ?? (status >= 500 ? "INTERNAL_ERROR" : "BAD_REQUEST");
}

const statusCodes: ReadonlyMap<number, string> = new Map([
  [401, "UNAUTHENTICATED"],
  [403, "PERMISSION_DENIED"],
  [404, "NOT_FOUND"],
  [409, "RESOURCE_CONFLICT"],
  [429, "RESOURCE_EXHAUSTED"],
  [501, "NOT_IMPLEMENTED"],
  [503, "TEMPORARILY_UNAVAILABLE"],
  [504, "DEADLINE_EXCEEDED"],
]);

function parsed(body: string): unknown {
  try {
    return parseJson(body);
  } catch {
    return undefined;
  }
}

function asObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

const text = (value: unknown): string | undefined =>
  typeof value === "string" && value.trim() !== "" ? value : undefined;

/** Codes are words, or numbers in old services; anything else would let a message in by another door. */
function codeText(value: unknown): string | undefined {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && /^\w{1,80}$/.test(value) ? value : undefined;
}

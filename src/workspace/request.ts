import { oneLine, refusal, WorkspaceError } from "./errors.ts";
import { jsonText, parseJson, type JsonInput } from "./json.ts";
import type { Call } from "./workspace.ts";

/** The outside world of a request: injected, so that tests neither wait nor guess. */
export interface Wire {
  /** Origin of the workspace. */
  readonly host: string;
  /** Headers that sign a request in; called for every attempt, since tokens expire. */
  readonly signIn: () => Promise<Readonly<Record<string, string>>>;
  /** Values that no message may hold; the headers of `signIn` need not be among them. */
  readonly secrets: readonly string[];
  readonly fetch: typeof fetch;
  readonly now: () => Date;
  /** Ends early, without throwing, when the signal aborts. */
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  /** In [0, 1). */
  readonly random: () => number;
}

export interface WireRequest {
  readonly method: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Already percent-encoded where a part of it is data: see `segment`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly body?: JsonInput | Uint8Array;
  /**
   * Sending it twice is as good as once. Without it, it is repeated only where it cannot have been applied: refused
   * connections, and 429. By default true for everything but POST.
   */
  readonly repeatable?: boolean;
  /** Milliseconds for all attempts, when the call sets none. */
  readonly deadline?: number;
}

/** Milliseconds. The longest wait between attempts, by back-off; the longest that a workspace's `Retry-After` is obeyed for. */
export const limits = {
  attempts: 8,
  firstDelay: 500,
  longestDelay: 30_000,
  longestRetryAfter: 120_000,
  /** An attempt without an answer for so long is a broken connection. A statement's answer may take 30 s by design. */
  attempt: 90_000,
  deadline: 150_000,
} as const;

export interface Answer {
  readonly headers: Headers;
  readonly bytes: Uint8Array;
}

/** Sends a request and parses its answer; an empty one is an empty object. */
export async function requestJson(wire: Wire, request: WireRequest, call: Call = {}): Promise<unknown> {
  const answer = await send(wire, request, call);
  const body = new TextDecoder().decode(answer.bytes);
  if (body.trim() === "") return {};
  try {
    return parseJson(body);
  } catch {
    throw unexpected(request, "the answer isn't JSON");
  }
}

/**
 * Sends a request until it is answered: what may be repeated is, with exponential back-off and full jitter, for at most
 * `limits.attempts` attempts and never past the deadline. Throws a WorkspaceError, or the signal's reason.
 */
export async function send(wire: Wire, request: WireRequest, call: Call = {}): Promise<Answer> {
  const deadline = wire.now().getTime() + (call.deadline ?? request.deadline ?? limits.deadline);
  for (let attempt = 1; ; attempt += 1) {
    call.signal?.throwIfAborted();
    const left = deadline - wire.now().getTime();
    const outcome = await attemptOnce(wire, request, call, Math.min(limits.attempt, Math.max(left, 0)));
    if (!("error" in outcome)) return outcome;
    call.signal?.throwIfAborted();
    const wait = delayBefore(attempt, outcome.retryAfter, wire.random());
    if (!outcome.again || attempt >= limits.attempts || wait === undefined) throw outcome.error;
    if (wire.now().getTime() + wait >= deadline) throw pastDeadline(request, outcome.error);
    await wire.sleep(wait, call.signal);
  }
}

/** A part of a path that is data: a name with `/`, `?`, `#` or `%` stays one segment. */
export function segment(name: string): string {
  return encodeURIComponent(name);
}

/** A path that is data: its slashes stay. `.` and `..` would be resolved on the way, so they are refused. */
export function pathSegments(path: string): string {
  const parts = path.split("/");
  if (parts.some((part) => part === "." || part === "..")) {
    throw new WorkspaceError({
      code: "INVALID_PARAMETER_VALUE",
      status: 0,
      message: `a path in the workspace may not hold "." or ".." (${oneLine(path, [])})`,
      retriable: false,
    });
  }
  return parts.map(segment).join("/");
}

export function unexpected(request: Pick<WireRequest, "method" | "path">, why: string): WorkspaceError {
  return new WorkspaceError({
    code: "UNEXPECTED_ANSWER",
    status: 0,
    message: `${request.method} ${request.path}: ${why} (UNEXPECTED_ANSWER)`,
    retriable: false,
  });
}

interface Failed {
  readonly error: WorkspaceError;
  /** It may be sent again. */
  readonly again: boolean;
  /** Milliseconds that the workspace asks for. */
  readonly retryAfter: number | undefined;
}

async function attemptOnce(
  wire: Wire,
  request: WireRequest,
  call: Call,
  patience: number,
): Promise<Answer | Failed> {
  const repeatable = request.repeatable ?? request.method !== "POST";
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  call.signal?.addEventListener("abort", abort, { once: true });
  const timer = setTimeout(abort, patience);
  try {
    const signedIn = await unlessAborted(wire.signIn(), controller.signal);
    const secrets = [...wire.secrets, ...Object.values(signedIn).flatMap(credentialsOf)];
    const response = await wire.fetch(address(wire, request), {
      method: request.method,
      headers: { ...contentHeaders(request.body), ...signedIn },
      body: bodyOf(request.body),
      // a followed redirect would carry the credentials to wherever it points
      redirect: "manual",
      signal: controller.signal,
    });
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (response.status >= 200 && response.status < 300) return { headers: response.headers, bytes };
    if (response.status < 400)
      return { error: redirected(wire, request, response, secrets), again: false, retryAfter: undefined };
    const error = refusal(
      {
        method: request.method,
        path: request.path,
        status: response.status,
        headers: response.headers,
        body: new TextDecoder().decode(bytes),
      },
      secrets,
    );
    return {
      error,
      again: error.retriable && (repeatable || response.status === 429),
      retryAfter: retryAfter(response.headers, wire.now()),
    };
  } catch (error) {
    if (call.signal?.aborted === true) throw call.signal.reason;
    if (error instanceof WorkspaceError) return { error, again: error.retriable, retryAfter: undefined };
    return {
      ...brokenConnection(wire, request, error, controller.signal.aborted, repeatable),
      retryAfter: undefined,
    };
  } finally {
    clearTimeout(timer);
    call.signal?.removeEventListener("abort", abort);
  }
}

/** Back-off with full jitter: anything between nothing and the bound, so that callers refused together don't return together. */
function delayBefore(attempt: number, asked: number | undefined, random: number): number | undefined {
  const bound = Math.min(limits.longestDelay, limits.firstDelay * 2 ** (attempt - 1));
  const jitter = Math.round(random * bound);
  if (asked === undefined) return jitter;
  return asked > limits.longestRetryAfter ? undefined : asked + Math.min(jitter, 1000);
}

/** `Retry-After` in seconds or as a date, which is read against the server's own clock where it tells it. */
function retryAfter(headers: Headers, now: Date): number | undefined {
  const asked = headers.get("retry-after")?.trim();
  if (asked === undefined) return undefined;
  if (/^[0-9]+(?:\.[0-9]+)?$/.test(asked)) return Number(asked) * 1000;
  const at = Date.parse(asked);
  if (Number.isNaN(at)) return undefined;
  const clock = Date.parse(headers.get("date") ?? "");
  return Math.max(0, at - (Number.isNaN(clock) ? now.getTime() : clock));
}

function address(wire: Wire, request: WireRequest): string {
  const query = new URLSearchParams(
    Object.entries(request.query ?? {})
      .filter((entry): entry is [string, string | number | boolean] => entry[1] !== undefined)
      .map(([name, value]): [string, string] => [name, String(value)]),
  ).toString();
  return `${wire.host}${request.path}${query === "" ? "" : `?${query}`}`;
}

function bodyOf(body: WireRequest["body"]): string | Uint8Array<ArrayBuffer> | null {
  if (body === undefined) return null;
  return body instanceof Uint8Array ? new Uint8Array(body) : jsonText(body);
}

function contentHeaders(body: WireRequest["body"]): Record<string, string> {
  if (body === undefined) return {};
  return { "content-type": body instanceof Uint8Array ? "application/octet-stream" : "application/json" };
}

/** `Bearer x` hides `x` too. */
function credentialsOf(header: string): readonly string[] {
  const [, credential] = /^\w+ (\S{4,})$/.exec(header) ?? [];
  return credential === undefined ? [] : [header, credential];
}

async function unlessAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  let stop: () => void = () => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => reject(new DOMException("aborted", "AbortError"));
    signal.addEventListener("abort", stop, { once: true });
    if (signal.aborted) stop();
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

function redirected(
  wire: Wire,
  request: WireRequest,
  response: Response,
  secrets: readonly string[],
): WorkspaceError {
  const to = destination(response.headers.get("location") ?? "", wire.host);
  const privateLink = to?.search.includes("private-link-validation-error") === true;
  const why = privateLink
    ? "the workspace is behind a private link that this network doesn't reach"
    : `the workspace redirects to ${to?.origin ?? "nowhere"}, which is not followed, since it would receive the credentials: check the host`;
  return new WorkspaceError({
    code: privateLink ? "PRIVATE_LINK_VALIDATION_ERROR" : "REDIRECTED",
    status: response.status,
    message: oneLine(`${request.method} ${request.path}: ${why}`, secrets),
    retriable: false,
  });
}

function destination(location: string, base: string): URL | undefined {
  return URL.canParse(location, base) ? new URL(location, base) : undefined;
}

/** Codes of Node and of its fetch for connections that were never made: nothing can have been applied. */
const neverConnected: ReadonlySet<string> = new Set(["ECONNREFUSED", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT"]);

/** Codes that no repetition fixes: a name that doesn't exist, a certificate that isn't trusted. */
const hopeless = /^(?:ENOTFOUND|ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_INVALID_URL)/;

function brokenConnection(
  wire: Wire,
  request: WireRequest,
  error: unknown,
  timedOut: boolean,
  repeatable: boolean,
): { readonly error: WorkspaceError; readonly again: boolean } {
  const code = timedOut ? "no answer in time" : codeOf(error);
  const never = neverConnected.has(code);
  const lost = !never && !hopeless.test(code);
  const unsure = lost && !repeatable ? "; it may have been carried out" : "";
  return {
    error: new WorkspaceError({
      code: "UNREACHABLE",
      status: 0,
      message: `${request.method} ${request.path}: ${wire.host} can't be reached (${code})${unsure}`,
      retriable: never || (lost && repeatable),
    }),
    again: never || (lost && repeatable),
  };
}

/** fetch says "fetch failed" and keeps the reason in a chain of causes. Its texts name addresses: the code is enough. */
function codeOf(error: unknown): string {
  for (let at = error; at instanceof Error; at = at.cause) {
    const code = "code" in at ? at.code : undefined;
    if (typeof code === "string" && /^[A-Z][A-Z0-9_]*$/.test(code)) return code;
    if (at instanceof AggregateError) return codeOf(at.errors[0]);
  }
  return "connection lost";
}

function pastDeadline(request: WireRequest, last: WorkspaceError): WorkspaceError {
  return new WorkspaceError(
    {
      code: "DEADLINE_EXCEEDED",
      status: last.status,
      message: `${request.method} ${request.path}: gave up at the deadline; the last answer was: ${last.message}`,
      requestId: last.requestId,
      retriable: true,
    },
    { cause: last },
  );
}

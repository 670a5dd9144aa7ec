import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { FaultPlan, type Fault } from "./faults.ts";
import { parse, stringify, type Json } from "./json.ts";
import { Refusal, Router, type LoopbackRequest, type Reply } from "./router.ts";
import { alerts } from "./services/alerts.ts";
import { dashboards } from "./services/dashboards.ts";
import { identities, type Identities } from "./services/identities.ts";
import { Jobs, type RunTask } from "./services/jobs.ts";
import { permissions } from "./services/permissions.ts";
import { Secrets } from "./services/secrets.ts";
import { ServingEndpoints } from "./services/servingEndpoints.ts";
import { Statements, type RunSql } from "./services/statements.ts";
import { UnityCatalog } from "./services/unityCatalog.ts";
import { VolumeFiles } from "./services/volumeFiles.ts";
import { Warehouses } from "./services/warehouses.ts";
import { WorkspaceFiles } from "./services/workspaceFiles.ts";

/** One request as it arrived, without its credentials. */
export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: Json;
  /** As it was sent. */
  readonly text: string;
  readonly userAgent: string;
  /** It came with credentials. */
  readonly signedIn: boolean;
}

export interface LoopbackOptions {
  /** Runs statements; without it every statement fails. `duckdbSql` runs them on DuckDB. */
  readonly sql?: RunSql;
  /** Runs tasks of jobs; without it `sqlTasks` runs SQL files and nothing else, and other tasks succeed without running. */
  readonly runTask?: RunTask;
  /** Looks at a run before its first task starts (0). */
  readonly pendingPolls?: number;
  /** Looks at a statement while it is PENDING, then as many while it is RUNNING (0). */
  readonly statementPolls?: number;
  /** Rows of a chunk of a result (all in one). */
  readonly chunkRows?: number;
  /**
   * The first look at what was just created answers 404, for addresses that fit, such as `/jobs\/runs\/get/`. Not for everything
   * at once where the official CLI deploys: it takes such an answer for a resource that is gone, and makes another one.
   */
  readonly eventual?: RegExp;
  /** Whether grants go to principals that were declared only (`declared`), or to anybody (`any`, the default). */
  readonly principals?: "any" | "declared";
  readonly now?: () => Date;
  /** 0 takes any that is free. */
  readonly port?: number;
}

/**
 * A Databricks workspace on 127.0.0.1, as far as fixloop and the official CLI's `bundle` commands need one: it keeps state,
 * answers in the shapes of the SDK's types, and fails where it is told to. Whatever it doesn't know is a 404 and is listed in
 * `unhandled`.
 */
export class Loopback {
  readonly requests: RecordedRequest[] = [];
  readonly unhandled: string[] = [];
  readonly identities: Identities;
  readonly files: WorkspaceFiles;
  readonly volumes: VolumeFiles;
  readonly jobs: Jobs;
  readonly statements: Statements;
  readonly warehouses: Warehouses;
  readonly catalog: UnityCatalog;
  readonly secrets: Secrets;
  readonly endpoints: ServingEndpoints;
  readonly #faults = new FaultPlan();
  readonly #router = new Router();
  /** Looks that answer 404, by method and address: what was created isn't seen by the first one. */
  readonly #unseen = new Set<string>();
  readonly #server = createServer((request, response) => {
    void this.#serve(request, response);
  });
  #port = 0;

  private constructor(options: LoopbackOptions) {
    const now = options.now ?? (() => new Date());
    const created = (address: string): void => {
      if (options.eventual?.test(address) === true) this.#unseen.add(address);
    };
    this.identities = identities(this.#router);
    this.files = new WorkspaceFiles(this.#router, now);
    this.volumes = new VolumeFiles(this.#router, now);
    this.statements = new Statements(this.#router, options);
    this.warehouses = new Warehouses(this.#router);
    this.jobs = new Jobs(this.#router, {
      runTask: options.runTask ?? sqlTasks(this),
      pendingPolls: options.pendingPolls ?? 0,
      now,
      created,
      url: () => this.url,
      userName: () => this.identities.me.userName,
    });
    this.catalog = new UnityCatalog(this.#router, {
      created,
      volume: (fullName, there) => {
        const folder = `/Volumes/${fullName.replaceAll(".", "/")}`;
        if (there) this.volumes.makeFolder(folder);
        else this.volumes.removeFolder(folder);
      },
      owner: () => this.identities.me.userName,
      knows: (principal) => options.principals !== "declared" || this.identities.knows(principal),
      now,
    });
    this.secrets = new Secrets(this.#router, () => this.identities.me.userName);
    this.endpoints = new ServingEndpoints(this.#router);
    alerts(this.#router, created);
    dashboards(this.#router, { files: this.files, created, now });
    permissions(this.#router);
    // the CLI asks a host what it is
    this.#router.on("GET /.well-known/databricks-config", () => ({
      body: { oidc_endpoint: `${this.url}/oidc`, workspace_id: "900800700600", cloud: "azure" },
    }));
    this.#router.on("GET /oidc/.well-known/oauth-authorization-server", () => ({
      body: {
        authorization_endpoint: `${this.url}/oidc/v1/authorize`,
        token_endpoint: `${this.url}/oidc/v1/token`,
      },
    }));
    this.#router.on("POST /oidc/v1/token", () => ({
      body: {
        access_token: "loopback-oauth-token",
        expires_in: 3600,
        scope: "all-apis",
        token_type: "Bearer",
      },
    }));
    // usage of the CLI; nothing is kept
    this.#router.on("POST /telemetry-ext", () => ({ body: { errors: [], numProtoSuccess: 1 } }));
  }

  static async start(options: LoopbackOptions = {}): Promise<Loopback> {
    const loopback = new Loopback(options);
    await new Promise<void>((resolve) => {
      loopback.#server.listen(options.port ?? 0, "127.0.0.1", resolve);
    });
    loopback.#port = (loopback.#server.address() as AddressInfo).port;
    return loopback;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Environment for who signs in by a token. */
  get env(): Readonly<Record<string, string>> {
    return { DATABRICKS_HOST: this.url, DATABRICKS_TOKEN: "loopback-token-0123456789", HOME: "/nonexistent" };
  }

  fail(fault: Fault): void {
    this.#faults.add(fault);
  }

  get unspentFaults(): readonly Fault[] {
    return this.#faults.unspent;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve, reject) => {
      this.#server.close((error) => (error === undefined ? resolve() : reject(error)));
    });
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(incoming.url ?? "/", this.url);
    const method = incoming.method ?? "GET";
    const bytes = await bytesOf(incoming);
    const body = parsed(incoming, bytes);
    this.requests.push({
      method,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      body,
      text: new TextDecoder().decode(bytes),
      userAgent: incoming.headers["user-agent"] ?? "",
      signedIn: incoming.headers.authorization !== undefined,
    });
    const fault = this.#faults.next(method, url.pathname);
    if (fault?.kind === "silence") return;
    if (fault?.kind === "reset" && fault.when === "before") {
      incoming.socket.resetAndDestroy();
      return;
    }
    if (fault?.kind === "answer") {
      const said = fault.text === undefined ? stringify(fault.body ?? {}) : fault.text;
      response.writeHead(fault.status, {
        "content-type": fault.text === undefined ? "application/json" : "text/html",
        ...fault.headers,
      });
      response.end(said);
      return;
    }
    const reply = await this.#reply(url, { method, query: url.searchParams, body, bytes });
    if (fault?.kind === "reset") {
      incoming.socket.resetAndDestroy();
      return;
    }
    write(response, reply);
  }

  async #reply(url: URL, request: Omit<LoopbackRequest, "params">): Promise<Reply> {
    const address = `${request.method} ${url.pathname}${url.search}`;
    const route = this.#router.find(request.method, url.pathname);
    if (route === undefined) {
      this.unhandled.push(address);
      return refused(
        new Refusal(404, "ENDPOINT_NOT_FOUND", `No API found for '${request.method} ${url.pathname}'`),
      );
    }
    if (this.#unseen.delete(address)) {
      return refused(new Refusal(404, "RESOURCE_DOES_NOT_EXIST", "not visible yet"));
    }
    try {
      return await route.handler({ ...request, params: route.params });
    } catch (error) {
      if (error instanceof Refusal) return refused(error);
      return refused(new Refusal(500, "INTERNAL_ERROR", error instanceof Error ? error.message : "unknown"));
    }
  }
}

/** Runs the SQL file of a task, statement by statement, with the job's parameters; other tasks succeed without running. */
export function sqlTasks(loopback: Pick<Loopback, "files" | "statements">): RunTask {
  return async (task) => {
    if (task.sqlFile === undefined) return {};
    const text = loopback.files.text(task.sqlFile);
    if (text === undefined) return { error: `File ${task.sqlFile} does not exist` };
    return loopback.statements.runFile(text, task.parameters);
  };
}

function refused(refusal: Refusal): Reply {
  return {
    status: refusal.status,
    body: {
      error_code: refusal.code,
      message: refusal.message,
      details: [
        {
          "@type": "type.googleapis.com/google.rpc.RequestInfo",
          request_id: "loopback-request",
          serving_data: "",
        },
      ],
    },
  };
}

function write(response: ServerResponse, reply: Reply): void {
  if (reply.body instanceof Uint8Array) {
    response.writeHead(reply.status ?? 200, { "content-type": "application/octet-stream", ...reply.headers });
    response.end(reply.body);
    return;
  }
  response.writeHead(reply.status ?? 200, { "content-type": "application/json", ...reply.headers });
  response.end(stringify(reply.body ?? {}));
}

async function bytesOf(incoming: IncomingMessage): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part as Buffer);
  return new Uint8Array(Buffer.concat(parts));
}

/** Files come with any type of content, so JSON is what parses as such and isn't said to be bytes. */
function parsed(incoming: IncomingMessage, bytes: Uint8Array): Json {
  if (bytes.length === 0 || incoming.headers["content-type"] === "application/octet-stream") return undefined;
  try {
    return parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

/**
 * Everything that fixloop asks of a Databricks workspace, in words of the domain: no type of the SDK leaves this folder.
 *
 * - Ids are text: job and run ids exceed 2^53, where a JavaScript number loses digits.
 * - What may be absent is `undefined`; whatever else the workspace refuses is a `WorkspaceError` (errors.ts).
 * - Every call retries what is safe to repeat, ends at its deadline and stops at its signal (request.ts).
 */
export interface Workspace {
  /** Scheme and authority, such as `https://adb-1.azuredatabricks.net`: no path, no trailing slash. */
  readonly host: string;
  /** Who is signed in. */
  readonly identity: (call?: Call) => Promise<Identity>;
  readonly jobs: Jobs;
  readonly sql: Statements;
  readonly warehouses: Warehouses;
  readonly files: WorkspaceFiles;
  readonly volumes: VolumeFiles;
  readonly catalog: UnityCatalog;
  readonly principals: Principals;
  readonly secrets: Secrets;
  readonly endpoints: ServingEndpoints;
}

/** What every call takes. */
export interface Call {
  /** Aborting ends the call at once, waits between attempts included, with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds for the whole call, repetitions included; without it the kind of call decides. */
  readonly deadline?: number | undefined;
}

export interface Identity {
  readonly id: string;
  /** What grants and `run_as` call it: a user's e-mail address, a service principal's application id. */
  readonly name: string;
  readonly displayName: string;
  readonly kind: "user" | "service_principal";
  /** Display names, in order. */
  readonly groups: readonly string[];
}

// ---- jobs

export interface Jobs {
  readonly get: (jobId: string, call?: Call) => Promise<Job | undefined>;
  /** Starts a job and gives the id of the run. The same token gives the same run again: a lost answer starts nothing twice. */
  readonly start: (start: JobStart, call?: Call) => Promise<string>;
  /** One run with all its tasks, the latest attempt of each. A run that was just started may take seconds to be seen: waited for. */
  readonly run: (runId: string, call?: Call) => Promise<JobRun>;
  /** What a task left behind. It takes the id of the task's run (`TaskRun.runId`), not the job's. */
  readonly output: (taskRunId: string, call?: Call) => Promise<TaskOutput>;
  /** Asks for cancellation; the run ends a little later. A run that has ended stays as it is. */
  readonly cancel: (runId: string, call?: Call) => Promise<void>;
  /** The newest runs of a job first, without their tasks. */
  readonly recentRuns: (jobId: string, limit: number, call?: Call) => Promise<readonly JobRun[]>;
}

export interface Job {
  readonly id: string;
  readonly name: string;
  /** In the order of the job. */
  readonly taskKeys: readonly string[];
  /** Defaults of the job parameters by name. */
  readonly parameters: Readonly<Record<string, string>>;
  /** User name or application id that the runs act as. */
  readonly runAs: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

export interface JobStart {
  readonly jobId: string;
  readonly parameters?: Readonly<Record<string, string>> | undefined;
  /** Run these tasks alone (their keys); without it the whole job. */
  readonly only?: readonly string[] | undefined;
  /** At most 64 characters, one per intended run (https://docs.databricks.com/api/workspace/jobs/runnow). */
  readonly idempotencyToken: string;
}

/**
 * `blocked` waits for a task before it, `queued` for a slot, `waiting` for its retry; `succeeded` to `skipped` are final.
 * `excluded` is a task that its `run_if` or `only` left out, `upstream_failed` one that a failure before it left out.
 */
export type RunState =
  | "queued"
  | "pending"
  | "blocked"
  | "waiting"
  | "running"
  | "terminating"
  | "succeeded"
  | "succeeded_with_failures"
  | "failed"
  | "timed_out"
  | "canceled"
  | "internal_error"
  | "upstream_failed"
  | "excluded"
  | "skipped";

export interface JobRun {
  readonly runId: string;
  readonly jobId: string;
  readonly name: string;
  readonly state: RunState;
  /** No more changes will come. */
  readonly finished: boolean;
  /** What Databricks says of the state, one line; empty when it says nothing. */
  readonly message: string;
  readonly startedAt: Date | undefined;
  readonly endedAt: Date | undefined;
  /** Where a person looks at it. */
  readonly pageUrl: string | undefined;
  readonly parameters: Readonly<Record<string, string>>;
  readonly tasks: readonly TaskRun[];
}

export interface TaskRun {
  readonly key: string;
  readonly runId: string;
  readonly state: RunState;
  readonly finished: boolean;
  readonly message: string;
  /** 0 for the first attempt. */
  readonly attempt: number;
  readonly dependsOn: readonly string[];
  readonly startedAt: Date | undefined;
  readonly endedAt: Date | undefined;
  readonly pageUrl: string | undefined;
}

export interface TaskOutput {
  /** Why it failed; undefined for a task that didn't. It may quote data: for the person who ran it, not for a report. */
  readonly error: string | undefined;
  /** Stack trace, lines separated by line feeds. */
  readonly trace: string | undefined;
  /** What a notebook gave to `dbutils.notebook.exit`, cut by Databricks at 5 MB. */
  readonly result: string | undefined;
}

// ---- SQL

export interface Statements {
  /**
   * Runs one statement and waits for it, however long the warehouse takes to start (deadline: an hour unless told), then
   * reads all chunks of its result. A statement that fails throws a `StatementError`. An aborted call, and one that comes to
   * its deadline, cancels the statement. A statement is sent once: after a lost answer no one knows whether it ran, so
   * the error says so and is not retriable unless `idempotent` says that running it again does no harm.
   */
  readonly execute: (statement: SqlStatement, call?: Call) => Promise<SqlResult>;
}

export interface SqlStatement {
  readonly warehouseId: string;
  /** One statement; parameters are `:name`. */
  readonly text: string;
  readonly parameters?: Readonly<Record<string, SqlParameter>> | undefined;
  readonly catalog?: string | undefined;
  readonly schema?: string | undefined;
  /** Running it twice is as good as once: a SELECT, a MERGE on its key, CREATE … IF NOT EXISTS. */
  readonly idempotent?: boolean | undefined;
}

/** Text is STRING, a bigint BIGINT, a Date TIMESTAMP; for the rest the type is named. A null is of type STRING unless it names one. */
export type SqlParameter =
  | string
  | bigint
  | boolean
  | Date
  | null
  | {
      /** As Databricks SQL writes it: `DATE`, `INT`, `DOUBLE`, `DECIMAL(18,2)`. No arrays, maps or structs: the API takes none. */
      readonly type: string;
      readonly value: string | null;
    };

export interface SqlResult {
  readonly statementId: string;
  readonly columns: readonly SqlColumn[];
  /** Values as text, in the order of the columns: timestamps in ISO 8601, arrays and structs as JSON. */
  readonly rows: readonly (readonly (string | null)[])[];
  /** The workspace cut the result at its limit (25 MiB inline): what is here is its beginning. */
  readonly truncated: boolean;
}

export interface SqlColumn {
  readonly name: string;
  /** `BIGINT`, `DECIMAL(18,2)`, `ARRAY<STRING>`. */
  readonly type: string;
}

export interface Warehouses {
  readonly get: (warehouseId: string, call?: Call) => Promise<Warehouse | undefined>;
  readonly list: (call?: Call) => Promise<readonly Warehouse[]>;
  /** Asks it to start, without waiting: a statement waits by itself. */
  readonly start: (warehouseId: string, call?: Call) => Promise<void>;
}

export interface Warehouse {
  readonly id: string;
  readonly name: string;
  readonly state: "starting" | "running" | "stopping" | "stopped" | "deleting" | "deleted" | "unknown";
  readonly serverless: boolean;
  /** `ai_query` needs `pro` (which serverless ones are too). */
  readonly type: "pro" | "classic" | "unknown";
  /** `2X-Small` to `4X-Large`. */
  readonly size: string;
}

// ---- files

export interface WorkspaceFiles {
  /** A file's bytes, a notebook's source; at most 10 MB (https://docs.databricks.com/api/workspace/workspace/export). */
  readonly read: (path: string, call?: Call) => Promise<Uint8Array | undefined>;
  /** Everything below a folder, folders included, in order of path; undefined when there is no such folder. */
  readonly list: (folder: string, call?: Call) => Promise<readonly WorkspaceObject[] | undefined>;
  readonly stat: (path: string, call?: Call) => Promise<WorkspaceObject | undefined>;
}

export interface WorkspaceObject {
  readonly path: string;
  readonly kind: "file" | "notebook" | "directory" | "other";
  readonly id: string;
  /** Bytes, of a file. */
  readonly size: number | undefined;
  readonly modifiedAt: Date | undefined;
}

/** Files of volumes: paths begin with `/Volumes/<catalog>/<schema>/<volume>/`. */
export interface VolumeFiles {
  readonly read: (path: string, call?: Call) => Promise<Uint8Array | undefined>;
  /** Replaces what is there, and makes the folders above it. */
  readonly write: (path: string, content: Uint8Array, call?: Call) => Promise<void>;
  /** One folder, in order of path; undefined when there is none. */
  readonly list: (folder: string, call?: Call) => Promise<readonly VolumeEntry[] | undefined>;
  /** Deletes a file; one that isn't there is no error. */
  readonly delete: (path: string, call?: Call) => Promise<void>;
}

export interface VolumeEntry {
  readonly path: string;
  readonly kind: "file" | "directory";
  readonly size: number | undefined;
  readonly modifiedAt: Date | undefined;
}

// ---- Unity Catalog

export interface UnityCatalog {
  readonly catalog: (name: string, call?: Call) => Promise<CatalogObject | undefined>;
  /** `catalog.schema` */
  readonly schema: (fullName: string, call?: Call) => Promise<CatalogObject | undefined>;
  /** `catalog.schema.volume` */
  readonly volume: (fullName: string, call?: Call) => Promise<CatalogObject | undefined>;
  /** Tables and views of `catalog.schema` that the caller may see; undefined when there is no such schema. */
  readonly tables: (schema: string, call?: Call) => Promise<readonly CatalogTable[] | undefined>;
  readonly connection: (name: string, call?: Call) => Promise<CatalogConnection | undefined>;
  /** What was granted on it directly. Like the other two it throws for a securable that doesn't exist (`missing`). */
  readonly grants: (securable: Securable, call?: Call) => Promise<readonly Grant[]>;
  /** What holds on it, with what schema and catalog above pass on; of one principal, or of all. */
  readonly effectiveGrants: (
    securable: Securable,
    principal?: string,
    call?: Call,
  ) => Promise<readonly EffectiveGrant[]>;
  /** Adds and removes privileges in one request; granting what is granted, or removing what isn't, changes nothing. */
  readonly changeGrants: (
    securable: Securable,
    changes: readonly GrantChange[],
    call?: Call,
  ) => Promise<readonly Grant[]>;
}

export interface CatalogObject {
  readonly fullName: string;
  readonly owner: string | undefined;
  readonly comment: string | undefined;
}

export interface CatalogTable extends CatalogObject {
  /** `MANAGED`, `VIEW`, `EXTERNAL`, `MATERIALIZED_VIEW` … */
  readonly type: string;
  readonly columns: readonly {
    readonly name: string;
    readonly type: string;
    /** Undefined where Unity Catalog doesn't say. */
    readonly nullable: boolean | undefined;
    readonly comment: string | undefined;
    /** Full name of the masking function. */
    readonly mask: string | undefined;
  }[];
  /** Full name of the function that filters its rows. */
  readonly rowFilter: string | undefined;
  /** Columns it is clustered by, in order; undefined where Unity Catalog doesn't say. */
  readonly clusterBy: readonly string[] | undefined;
}

export interface CatalogConnection extends CatalogObject {
  /** `HTTP`, `POSTGRESQL` … */
  readonly type: string;
}

export interface Securable {
  readonly kind: "catalog" | "schema" | "volume" | "table" | "function" | "connection" | "external_location";
  readonly fullName: string;
}

export interface Grant {
  readonly principal: string;
  /** With underscores, as bundles write them (`USE_SCHEMA`), in order. */
  readonly privileges: readonly string[];
}

export interface EffectiveGrant {
  readonly principal: string;
  readonly privileges: readonly {
    readonly privilege: string;
    /** Where it was granted, unless on the securable itself. */
    readonly inheritedFrom: { readonly kind: string; readonly fullName: string } | undefined;
  }[];
}

export interface GrantChange {
  readonly principal: string;
  readonly add?: readonly string[] | undefined;
  readonly remove?: readonly string[] | undefined;
}

// ---- principals, secrets, endpoints

export interface Principals {
  /** By display name: groups of the workspace, and those of the account that are assigned to it. */
  readonly group: (name: string, call?: Call) => Promise<Principal | undefined>;
  /** By application id (what `run_as` and grants take), else by display name. */
  readonly servicePrincipal: (name: string, call?: Call) => Promise<Principal | undefined>;
  /** By user name, which is an e-mail address. */
  readonly user: (name: string, call?: Call) => Promise<Principal | undefined>;
}

export interface Principal {
  readonly kind: "group" | "service_principal" | "user";
  readonly id: string;
  /** What grants call it: display name, application id, or user name. */
  readonly name: string;
  readonly displayName: string;
  /**
   * Unity Catalog grants need a principal of the account: a group that exists in this workspace alone gets none. `unknown`
   * when the workspace doesn't say.
   */
  readonly scope: "account" | "workspace" | "unknown";
  readonly active: boolean;
}

/** Names only: no call of this interface reads a secret's value. */
export interface Secrets {
  readonly scopes: (call?: Call) => Promise<readonly string[]>;
  /** Undefined when there is no such scope. */
  readonly keys: (scope: string, call?: Call) => Promise<readonly string[] | undefined>;
}

export interface ServingEndpoints {
  readonly get: (name: string, call?: Call) => Promise<ServingEndpoint | undefined>;
  /** Who holds what on it. It takes the endpoint's id (`ServingEndpoint.id`), not its name. */
  readonly permissions: (endpointId: string, call?: Call) => Promise<readonly EndpointPermission[]>;
}

export interface ServingEndpoint {
  readonly name: string;
  /** Undefined for the foundation models that Databricks hosts: they have no permissions of their own. */
  readonly id: string | undefined;
  readonly ready: boolean;
  /** `llm/v1/chat` … */
  readonly task: string | undefined;
  readonly kind: "external_model" | "foundation_model" | "custom";
  /** What the caller may do with it: `CAN_QUERY` is enough for `ai_query`. */
  readonly permission: "CAN_MANAGE" | "CAN_QUERY" | "CAN_VIEW" | undefined;
}

export interface EndpointPermission {
  readonly principal: string;
  readonly kind: "user" | "group" | "service_principal";
  readonly level: string;
  readonly inherited: boolean;
}

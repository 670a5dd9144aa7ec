import { StatementError, WorkspaceError } from "../errors.ts";
import type { Envelope } from "../doctor/checks/envelope.ts";
import type { StatementKind } from "./statements.ts";

export type SmokeKind =
  | StatementKind
  | "create_schema"
  | "create_volume"
  | "workspace_file"
  | "volume_file"
  | "job"
  | "sql_file_task"
  | "notebook_task"
  | "landed_rows"
  | "information_schema"
  | "result_chunks"
  | "model_envelope";

/** `raised`: an assertion ran and did not hold, as some must here: only a part of all masks is set. */
export type SmokeStatus = "ok" | "raised" | "failed" | "skipped";

export interface SmokeEntry {
  readonly id: string;
  readonly kind: SmokeKind;
  readonly status: SmokeStatus;
  readonly milliseconds: number;
  readonly failure: SmokeFailure | undefined;
}

/** What of an error goes into the report: codes alone, since a message quotes names and values. */
export interface SmokeFailure {
  /** Databricks' `error_code`, or ours. */
  readonly code: string;
  /** HTTP status; 0 where no answer came; undefined for a task of a job. */
  readonly httpStatus: number | undefined;
  /** Error condition of SQL, such as `UNRESOLVED_COLUMN.WITH_SUGGESTION`. */
  readonly condition: string | undefined;
  readonly sqlState: string | undefined;
  /** For the person who ran it, never in the report. */
  readonly message: string;
}

export interface SmokeEnvironment {
  readonly fixloop: string;
  readonly code: string;
  readonly node: string;
  readonly cli: string | undefined;
  readonly cloud: "aws" | "azure" | "gcp" | "other";
  readonly databricksSql: string | undefined;
  readonly timeZone: string | undefined;
  readonly warehouse:
    | { readonly type: string; readonly serverless: boolean; readonly size: string }
    | undefined;
  readonly identity: "user" | "service_principal";
  readonly mode: "development" | "production";
  readonly runAs: "nobody_else" | "user" | "service_principal";
  readonly model: "none" | "endpoint" | "service" | "azure_openai";
  readonly envelope: Pick<Envelope, "type" | "answer" | "errorField"> | undefined;
}

export interface SmokeReport {
  readonly reportVersion: 1;
  /** To the day: when exactly someone was here is no one's business. */
  readonly date: string;
  readonly passed: boolean;
  /** Whether all of it ran. */
  readonly ended: SmokeEnd;
  readonly environment: SmokeEnvironment;
  readonly coverage: {
    /** Statements of the plan that were chosen from. */
    readonly candidates: number;
    readonly features: number;
    /** Features of which no statement came through. */
    readonly notShown: readonly string[];
  };
  readonly entries: readonly SmokeEntry[];
  readonly cleanup: {
    readonly state: "done" | "kept" | "incomplete";
    readonly leftoversRemoved: number;
    readonly failures: readonly SmokeFailure[];
  };
}

export type SmokeEnd = "finished" | "deadline" | "interrupted" | "unreachable" | "no_schemas";

/** What may leave: everything but messages. No name of the workspace, the spec or a person is in any other field. */
export function publicReport(report: SmokeReport): object {
  return {
    ...report,
    entries: report.entries.map(({ failure, ...entry }) => ({ ...entry, ...withoutMessage(failure) })),
    cleanup: {
      ...report.cleanup,
      failures: report.cleanup.failures.map((failure) => withoutMessage(failure).failure),
    },
  };
}

function withoutMessage(failure: SmokeFailure | undefined): {
  readonly failure?: Omit<SmokeFailure, "message">;
} {
  if (failure === undefined) return {};
  const { message: _message, ...codes } = failure;
  return { failure: codes };
}

export function failureOfError(error: WorkspaceError): SmokeFailure {
  const isStatement = error instanceof StatementError;
  return {
    code: word(error.code) ?? "UNKNOWN",
    httpStatus: error.status,
    condition: isStatement ? word(error.condition) : undefined,
    sqlState: isStatement ? error.sqlState : undefined,
    message: error.message,
  };
}

/** What a task of a job left behind is text: its condition and state stand in it as SQL writes them. */
export function failureOfTask(state: string, text: string): SmokeFailure {
  return {
    code: word(state.toUpperCase()) ?? "FAILED",
    httpStatus: undefined,
    condition: word(/\[([A-Z][A-Z0-9_.]*)\]/.exec(text)?.[1]),
    sqlState: /SQLSTATE: ([0-9A-Z]{5})/.exec(text)?.[1],
    message: text,
  };
}

/** A code is upper-case words; anything else might be a name. */
const word = (text: string | undefined): string | undefined =>
  text !== undefined && /^[A-Z][A-Z0-9_.]{1,79}$/.test(text) ? text : undefined;

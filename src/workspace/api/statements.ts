import { z } from "zod";
import { oneLine, StatementError, WorkspaceError } from "../errors.ts";
import { unexpected, type Wire } from "../request.ts";
import type { Call, SqlParameter, SqlResult, SqlStatement, Statements } from "../workspace.ts";
import { ask, list } from "./answer.ts";

const path = "/api/2.0/sql/statements";

/** Milliseconds for a statement and its result: a stopped warehouse starts first, and a MERGE takes what it takes. */
const statementDeadline = 3_600_000;

/** Milliseconds between looks at a running statement: the first one's, and the most it grows to. */
const polling: { readonly first: number; readonly most: number } = { first: 500, most: 5000 };

/**
 * Statement Execution (https://docs.databricks.com/api/workspace/statementexecution), results inline. The SDK has no call
 * that waits, and its types lack `sql_state`.
 */
export function statements(wire: Wire): Statements {
  return {
    execute: async (statement, call = {}) => {
      const deadline = wire.now().getTime() + (call.deadline ?? statementDeadline);
      const left = (): Call => ({
        signal: call.signal,
        deadline: Math.max(1, deadline - wire.now().getTime()),
      });
      const submitted = await ask(wire, submission(statement), statementAnswer, {
        signal: call.signal,
        ...(call.deadline === undefined ? {} : { deadline: call.deadline }),
      });
      const id = submitted.statement_id;
      try {
        const done = await finished(wire, submitted, deadline, left);
        return await withAllChunks(wire, done, left);
      } catch (error) {
        if (!(error instanceof StatementError)) await cancel(wire, id);
        throw error;
      }
    },
  };
}

function submission(statement: SqlStatement) {
  return {
    method: "POST",
    path,
    body: {
      warehouse_id: statement.warehouseId,
      statement: statement.text,
      catalog: statement.catalog,
      schema: statement.schema,
      parameters: Object.entries(statement.parameters ?? {}).map(([name, value]) =>
        parameterItem(name, value),
      ),
      disposition: "INLINE",
      format: "JSON_ARRAY",
      // 5 to 50 s are allowed: most statements end within, and a connection that idles longer may be cut by a proxy
      wait_timeout: "30s",
      on_wait_timeout: "CONTINUE",
    },
    repeatable: statement.idempotent ?? false,
  } as const;
}

interface ParameterItem {
  readonly name: string;
  readonly type: string;
  /** Left out for a null. */
  readonly value?: string;
  readonly [key: string]: string;
}

function parameterItem(name: string, parameter: SqlParameter): ParameterItem {
  const { type, value } = typed(parameter);
  return value === null ? { name, type } : { name, type, value };
}

function typed(parameter: SqlParameter): { readonly type: string; readonly value: string | null } {
  if (parameter === null) return { type: "STRING", value: null };
  if (parameter instanceof Date) return { type: "TIMESTAMP", value: parameter.toISOString() };
  if (typeof parameter === "string") return { type: "STRING", value: parameter };
  if (typeof parameter === "bigint") return { type: "BIGINT", value: parameter.toString() };
  return typeof parameter === "boolean" ? { type: "BOOLEAN", value: String(parameter) } : parameter;
}

type StatementAnswer = z.output<typeof statementAnswer>;

const chunk = z.object({
  data_array: list(z.array(z.string().nullable())),
  next_chunk_index: z.number().nullish(),
  external_links: z.undefined().optional(),
});

const statementAnswer = z.object({
  statement_id: z.string(),
  status: z.object({
    state: z.string(),
    error: z.object({ error_code: z.string().optional(), message: z.string().optional() }).optional(),
    sql_state: z.string().optional(),
  }),
  manifest: z
    .object({
      schema: z
        .object({ columns: list(z.object({ name: z.string(), type_text: z.string().optional() })) })
        .optional(),
      total_row_count: z.number().optional(),
      truncated: z.boolean().optional(),
    })
    .optional(),
  result: chunk.optional(),
});

async function finished(
  wire: Wire,
  submitted: StatementAnswer,
  deadline: number,
  left: () => Call,
): Promise<StatementAnswer> {
  let answer = submitted;
  for (let wait = polling.first; ; wait = Math.min(polling.most, wait * 1.5)) {
    const { state } = answer.status;
    if (state === "SUCCEEDED") return answer;
    if (state !== "PENDING" && state !== "RUNNING") throw failed(answer);
    if (wire.now().getTime() + wait >= deadline) throw tooSlow(answer);
    const { signal } = left();
    await wire.sleep(wait, signal);
    signal?.throwIfAborted();
    answer = await ask(
      wire,
      { method: "GET", path: `${path}/${answer.statement_id}` },
      statementAnswer,
      left(),
    );
  }
}

async function withAllChunks(wire: Wire, answer: StatementAnswer, left: () => Call): Promise<SqlResult> {
  const rows: (readonly (string | null)[])[] = [...(answer.result?.data_array ?? [])];
  let next = answer.result?.next_chunk_index;
  while (typeof next === "number") {
    const at: number = next;
    const more = await ask(
      wire,
      { method: "GET", path: `${path}/${answer.statement_id}/result/chunks/${at}` },
      chunk,
      left(),
    );
    rows.push(...more.data_array);
    next = more.next_chunk_index;
    if (typeof next === "number" && next <= at)
      throw unexpected({ method: "GET", path }, "chunks of a result repeat");
  }
  const total = answer.manifest?.total_row_count;
  if (total !== undefined && total !== rows.length) {
    throw unexpected({ method: "GET", path }, `the result has ${total} rows, ${rows.length} came`);
  }
  return {
    statementId: answer.statement_id,
    columns: (answer.manifest?.schema?.columns ?? []).map((column) => ({
      name: column.name,
      type: column.type_text ?? "STRING",
    })),
    rows,
    truncated: answer.manifest?.truncated ?? false,
  };
}

function failed(answer: StatementAnswer): StatementError {
  const { state, error } = answer.status;
  const said =
    error?.message ?? (state === "CANCELED" ? "the statement was canceled" : `the statement is ${state}`);
  const code = error?.error_code ?? (state === "CANCELED" ? "CANCELLED" : state);
  return new StatementError({
    code,
    status: 200,
    message: oneLine(said, []),
    retriable: code === "TEMPORARILY_UNAVAILABLE" || code === "WORKSPACE_TEMPORARILY_UNAVAILABLE",
    statementId: answer.statement_id,
    condition: /^\[([A-Z][A-Z0-9_.]*)\]/.exec(said)?.[1],
    sqlState: answer.status.sql_state ?? /SQLSTATE: ([0-9A-Z]{5})/.exec(said)?.[1],
  });
}

function tooSlow(answer: StatementAnswer): WorkspaceError {
  const where = answer.status.state === "PENDING" ? "still waits for its warehouse" : "still runs";
  return new WorkspaceError({
    code: "DEADLINE_EXCEEDED",
    status: 0,
    message: `a statement ${where} at the deadline; it was canceled`,
    retriable: true,
  });
}

/** What no one waits for any more should not go on costing. The error that led here is the one to tell. */
async function cancel(wire: Wire, statementId: string): Promise<void> {
  try {
    await ask(
      wire,
      { method: "POST", path: `${path}/${statementId}/cancel`, repeatable: true },
      z.unknown(),
      { deadline: 5000 },
    );
  } catch {
    // it ended by itself, or the workspace can't be reached: a warehouse stops statements at its own timeout
  }
}

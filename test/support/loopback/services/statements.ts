import { array, object, text, type Json, type JsonObject } from "../json.ts";
import { Refusal, type Router } from "../router.ts";
import type { TaskOutcome } from "./jobs.ts";
import { statementsOf } from "../sqlText.ts";
import { nextUuid } from "./ids.ts";

export interface LoopbackParameter {
  readonly type: string;
  readonly value: string | null;
}

export interface LoopbackResult {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** Runs one statement, with its parameters by name; throws a `SqlFailure`. */
export type RunSql = (
  statement: string,
  parameters: Readonly<Record<string, LoopbackParameter>>,
) => Promise<LoopbackResult>;

/** A statement that failed as Databricks words it: `[CONDITION] text SQLSTATE: 12345`. */
export class SqlFailure extends Error {
  readonly sqlState: string;

  constructor(condition: string, message: string, sqlState: string) {
    super(`[${condition}] ${message} SQLSTATE: ${sqlState}`);
    this.sqlState = sqlState;
  }
}

interface Statement {
  readonly id: string;
  readonly text: string;
  /** Looks until it leaves PENDING, and as many until it leaves RUNNING. */
  polls: number;
  state: "open" | "canceled";
  readonly done: Promise<LoopbackResult>;
}

interface StatementOptions {
  readonly sql?: RunSql;
  readonly statementPolls?: number;
  readonly chunkRows?: number;
}

/** Statement Execution, results inline as arrays of text. */
export class Statements {
  /** Texts that ran, in order, those of SQL files included. */
  readonly executed: string[] = [];
  readonly canceled: string[] = [];
  readonly #statements = new Map<string, Statement>();
  readonly #options: StatementOptions;

  constructor(router: Router, options: StatementOptions) {
    this.#options = options;
    const at = "/api/2.0/sql/statements";
    router.on(`POST ${at}`, async (request) => {
      const body = object(request.body);
      const wait = text(body["wait_timeout"]) || "10s";
      if (!/^(?:0|[5-9]|[1-4]\d|50)s$/.test(wait)) {
        throw new Refusal(400, "INVALID_PARAMETER_VALUE", "wait_timeout must be 0s or between 5s and 50s");
      }
      if (text(body["warehouse_id"]) === "") {
        throw new Refusal(400, "INVALID_PARAMETER_VALUE", "warehouse_id is missing");
      }
      const statement: Statement = {
        id: nextUuid(),
        text: text(body["statement"]),
        polls: 0,
        state: "open",
        done: this.#run(text(body["statement"]), parametersOf(body)),
      };
      // a failure is told to who looks; nobody may ever look
      statement.done.catch(() => undefined);
      this.#statements.set(statement.id, statement);
      return { body: await this.#answer(statement) };
    });
    router.on(`GET ${at}/{id}`, async (request) => {
      const statement = this.#statement(request.params["id"]);
      statement.polls += 1;
      return { body: await this.#answer(statement) };
    });
    router.on(`GET ${at}/{id}/result/chunks/{index}`, async (request) => {
      const statement = this.#statement(request.params["id"]);
      return { body: this.#chunk(statement, await statement.done, Number(request.params["index"])) };
    });
    router.on(`POST ${at}/{id}/cancel`, (request) => {
      const statement = this.#statement(request.params["id"]);
      statement.state = "canceled";
      this.canceled.push(statement.text);
      return {};
    });
  }

  /** Runs the statements of a SQL file with values for `:name` and `{{name}}`, as a SQL task of a job does. */
  async runFile(file: string, values: Readonly<Record<string, string>>): Promise<TaskOutcome> {
    const parameters = Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, { type: "STRING", value }]),
    );
    // in backticks a parameter is a name, bare it arrives as a quoted text
    const filled = file.replaceAll(/(`?)\{\{\s*(\w+)\s*\}\}/g, (whole, tick: string, name: string) => {
      const value = values[name];
      if (value === undefined) return whole;
      return tick === "" ? `'${value.replaceAll("'", "''")}'` : `\`${value}`;
    });
    for (const statement of statementsOf(filled)) {
      try {
        await this.#run(statement, parameters);
      } catch (error) {
        const said = error instanceof Error ? error.message : String(error);
        return { error: said, trace: `${said}\n  in: ${statement.slice(0, 500)}` };
      }
    }
    return {};
  }

  async #run(
    statement: string,
    parameters: Readonly<Record<string, LoopbackParameter>>,
  ): Promise<LoopbackResult> {
    this.executed.push(statement);
    const { sql } = this.#options;
    if (sql === undefined) {
      throw new SqlFailure("INTERNAL_ERROR", "this loopback was started without an engine for SQL", "XX000");
    }
    return sql(statement, parameters);
  }

  #statement(id: string | undefined): Statement {
    const statement = this.#statements.get(id ?? "");
    if (statement === undefined) {
      throw new Refusal(404, "NOT_FOUND", `The statement ${id} was not found`);
    }
    return statement;
  }

  async #answer(statement: Statement): Promise<Json> {
    const polls = this.#options.statementPolls ?? 0;
    const { id: statement_id } = statement;
    if (statement.state === "canceled") return { statement_id, status: { state: "CANCELED" } };
    if (statement.polls < polls) return { statement_id, status: { state: "PENDING" } };
    if (statement.polls < 2 * polls) return { statement_id, status: { state: "RUNNING" } };
    try {
      const result = await statement.done;
      const size = this.#options.chunkRows ?? Math.max(1, result.rows.length);
      return {
        statement_id,
        status: { state: "SUCCEEDED" },
        manifest: {
          format: "JSON_ARRAY",
          schema: {
            column_count: result.columns.length,
            columns: result.columns.map((column, position) => ({
              name: column.name,
              type_text: column.type,
              type_name: column.type.replace(/[(<].*$/, ""),
              position,
            })),
          },
          total_chunk_count: Math.ceil(result.rows.length / size),
          total_row_count: result.rows.length,
          truncated: false,
        },
        result: this.#chunk(statement, result, 0),
      };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return {
        statement_id,
        status: {
          state: "FAILED",
          error: { error_code: "BAD_REQUEST", message },
          sql_state: error instanceof SqlFailure ? error.sqlState : "XX000",
        },
      };
    }
  }

  #chunk(statement: Statement, result: LoopbackResult, index: number): Json {
    const size = this.#options.chunkRows ?? Math.max(1, result.rows.length);
    const offset = index * size;
    const rows = result.rows.slice(offset, offset + size);
    const more = offset + size < result.rows.length;
    return {
      chunk_index: index,
      row_offset: offset,
      row_count: rows.length,
      ...(rows.length === 0 ? {} : { data_array: rows }),
      ...(more
        ? {
            next_chunk_index: index + 1,
            next_chunk_internal_link: `/api/2.0/sql/statements/${statement.id}/result/chunks/${index + 1}`,
          }
        : {}),
    };
  }
}

function parametersOf(body: JsonObject): Record<string, LoopbackParameter> {
  return Object.fromEntries(
    array(body["parameters"])
      .map(object)
      .map((item) => [
        text(item["name"]),
        {
          type: text(item["type"]) || "STRING",
          value: typeof item["value"] === "string" ? item["value"] : null,
        },
      ]),
  );
}

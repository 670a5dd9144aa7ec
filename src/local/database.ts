import { asDatabaseFault } from "./databaseFault.ts";
import { DuckDBInstance, type DuckDBConnection, type DuckDBValue } from "@duckdb/node-api";

export type Row = Readonly<Record<string, unknown>>;

/**
 * What DuckDB may keep in memory, its default being four fifths of the machine's; the rest of a sort or join goes to a
 * folder next to the file. A million events took 3.8 GiB of the process up to normalize without it, 2.7 GiB with it.
 */
const memoryLimit = "2GiB";

/**
 * One DuckDB file and one connection to it. DuckDB allows one process a file; extensions are never downloaded.
 * Values come back as JavaScript ones: BIGINT as bigint, DECIMAL, DATE and TIMESTAMP as text.
 */
export class Database {
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;
  readonly #file: string;
  /** Statements that DuckDB's own thread still works on. */
  #running = 0;
  #closing = false;

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection, file: string) {
    this.#file = file;
    this.#instance = instance;
    this.#connection = connection;
  }

  static async open(file: string, options: { readonly readOnly?: boolean } = {}): Promise<Database> {
    const instance = await faults(file, () =>
      DuckDBInstance.create(file, {
        access_mode: options.readOnly === true ? "READ_ONLY" : "READ_WRITE",
        memory_limit: memoryLimit,
        autoinstall_known_extensions: "false",
        autoload_known_extensions: "false",
      }),
    );
    const connection = await instance.connect();
    const database = new Database(instance, connection, file);
    await database.run("SET TimeZone = 'UTC'");
    return database;
  }

  /** Runs one statement; parameters are bound by name (`$name`) and only where the text uses them. */
  async run(text: string, parameters: Readonly<Record<string, DuckDBValue>> = {}): Promise<void> {
    await this.#work(() => this.#connection.run(text, used(text, parameters)));
  }

  /** Runs one statement and gives the number of rows that it inserted, updated or deleted. */
  async change(text: string, parameters: Readonly<Record<string, DuckDBValue>> = {}): Promise<number> {
    const result = await this.#work(() => this.#connection.run(text, used(text, parameters)));
    return result.rowsChanged;
  }

  /** Runs one statement and gives its rows. */
  async rows<T extends object = Row>(
    text: string,
    parameters: Readonly<Record<string, DuckDBValue>> = {},
  ): Promise<readonly T[]> {
    const reader = await this.#work(() => this.#connection.runAndReadAll(text, used(text, parameters)));
    const names = reader.deduplicatedColumnNames();
    return reader
      .getRows()
      .map((row) => Object.fromEntries(names.map((name, index) => [name, plain(row[index] ?? null)])) as T);
  }

  /** All that the work writes, or nothing of it. */
  async transaction<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    await this.run("BEGIN TRANSACTION");
    try {
      const answer = await work();
      await this.run("COMMIT");
      return answer;
    } catch (error) {
      // after a full disk the transaction is gone already: what went wrong first is what counts
      await this.run("ROLLBACK").catch(() => undefined);
      throw error;
    }
  }

  /**
   * Closes at once where nothing runs; otherwise a running statement is interrupted and the file is closed when it has
   * ended, because DuckDB crashes or waits for ever when it is closed below a statement. A second call does nothing.
   */
  close(): void {
    if (this.#closing) return;
    this.#closing = true;
    if (this.#running === 0) this.#free();
    else this.#connection.interrupt();
  }

  /** @throws {DatabaseFault} where the disk, the memory or the file stands in the way */
  async #work<Answer>(statement: () => Promise<Answer>): Promise<Answer> {
    if (this.#closing) throw new Error(`${this.#file} is closed; no statement can run on it any more`);
    this.#running += 1;
    try {
      return await faults(this.#file, statement);
    } finally {
      this.#running -= 1;
      if (this.#closing && this.#running === 0) this.#free();
    }
  }

  #free(): void {
    this.#connection.closeSync();
    this.#instance.closeSync();
  }
}

/** @throws {DatabaseFault} where the disk, the memory or the file stands in the way */
async function faults<Answer>(file: string, work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    throw asDatabaseFault(error, file);
  }
}

function used(text: string, parameters: Readonly<Record<string, DuckDBValue>>): Record<string, DuckDBValue> {
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => text.includes(`$${name}`)));
}

function plain(value: DuckDBValue): unknown {
  if (value === null || typeof value !== "object") return value;
  if ("items" in value && Array.isArray(value.items)) return value.items.map(plain);
  return String(value);
}

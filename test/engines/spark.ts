import { spawn, type ChildProcess } from "node:child_process";
import { createWriteStream } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface, type Interface } from "node:readline";
import { EnvironmentMissing } from "./environment.ts";

export type SparkValue =
  | null
  | boolean
  | number
  | string
  | readonly SparkValue[]
  | { readonly [key: string]: SparkValue };

export interface SparkRows {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly SparkValue[])[];
  readonly milliseconds: number;
}

/** Spark refused a statement or a notebook raised: its own words, the first lines of them. */
export class SparkError extends Error {
  readonly trace: string;

  constructor(message: string, trace: string) {
    super(message.split("\n").slice(0, 6).join("\n"));
    this.name = "SparkError";
    this.trace = trace;
  }
}

interface Answer {
  readonly id: number;
  readonly error?: string;
  readonly trace?: string;
  readonly columns?: readonly string[];
  readonly rows?: readonly (readonly SparkValue[])[];
  readonly values?: readonly SparkValue[];
  readonly types?: Readonly<Record<string, readonly (readonly [string, string])[]>>;
  readonly milliseconds: number;
}

/** The Python child: requests go to its stdin as JSON lines, answers come from its stdout in any order. */
class Connection {
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #reader: Interface;
  readonly #waiting = new Map<
    number,
    { readonly resolve: (answer: Answer) => void; readonly reject: (error: Error) => void }
  >();
  #requests = 0;

  constructor(child: ChildProcess, folder: string, reader: Interface) {
    this.#child = child;
    this.#folder = folder;
    this.#reader = reader;
    reader.on("line", (line) => {
      const answer = JSON.parse(line) as Answer;
      const waiting = this.#waiting.get(answer.id);
      this.#waiting.delete(answer.id);
      waiting?.resolve(answer);
    });
    child.once("exit", () => {
      const error = new Error(`Spark ended by itself; its log is ${join(folder, "spark.log")}`);
      for (const { reject } of this.#waiting.values()) reject(error);
    });
  }

  async ask(request: Readonly<Record<string, unknown>>): Promise<Answer> {
    const id = ++this.#requests;
    const answer = await new Promise<Answer>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#child.stdin?.write(`${JSON.stringify({ ...request, id })}\n`);
    });
    if (answer.error !== undefined) throw new SparkError(answer.error, answer.trace ?? "");
    return answer;
  }

  async close(): Promise<void> {
    const ended = new Promise<void>((resolve) => this.#child.once("exit", () => resolve()));
    this.#child.stdin?.end();
    await ended;
    this.#reader.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** A session of Spark with Delta. Sessions share tables; statements of one run one after the other. */
export class Spark {
  readonly version: string;
  readonly #connection: Connection;
  readonly #session: number;

  private constructor(version: string, connection: Connection, session: number) {
    this.version = version;
    this.#connection = connection;
    this.#session = session;
  }

  /** `settings` are Spark's own, beside those of the suite. */
  static async start(python: string, settings: Readonly<Record<string, string>> = {}): Promise<Spark> {
    const folder = await mkdtemp(join(tmpdir(), "fixloop-spark-"));
    await mkdir(join(folder, "local"));
    const child = spawn(
      python,
      [join(import.meta.dirname, "spark_server.py"), folder, JSON.stringify(settings)],
      {
        cwd: folder,
        stdio: ["pipe", "pipe", "pipe"],
        env: {
          ...process.env,
          SPARK_LOCAL_IP: "127.0.0.1",
          PYSPARK_PYTHON: python,
          PYTHONDONTWRITEBYTECODE: "1",
          PYTHONUTF8: "1",
        },
      },
    );
    child.stderr.pipe(createWriteStream(join(folder, "spark.log")));
    const reader = createInterface({ input: child.stdout });
    const first = await new Promise<string | undefined>((resolve) => {
      reader.once("line", resolve);
      reader.once("close", () => resolve(undefined));
    });
    if (first === undefined) {
      throw new EnvironmentMissing(`Spark did not start; its log is ${join(folder, "spark.log")}`);
    }
    const { ready } = JSON.parse(first) as { readonly ready: string };
    return new Spark(ready, new Connection(child, folder, reader), 0);
  }

  /** Another session on the same tables, by its number from 1: its statements run beside those of this one. */
  session(number: number): Spark {
    return new Spark(this.version, this.#connection, number);
  }

  /** Runs one statement; `parameters` fill its `:name` markers. Integers and decimals come back as text. */
  async sql(text: string, parameters: Readonly<Record<string, string>> = {}): Promise<SparkRows> {
    const { columns = [], rows = [], milliseconds } = await this.#ask({ operation: "sql", text, parameters });
    return { columns, rows, milliseconds };
  }

  /** Runs a notebook file as a job would, with its widgets filled. */
  async notebook(path: string, widgets: Readonly<Record<string, string>>): Promise<number> {
    return (await this.#ask({ operation: "notebook", path, widgets })).milliseconds;
  }

  /** The columns of tables with their types, as Spark writes them. */
  async types(tables: readonly string[]): Promise<ReadonlyMap<string, ReadonlyMap<string, string>>> {
    const { types = {} } = await this.#ask({ operation: "types", tables });
    return new Map(Object.entries(types).map(([name, columns]) => [name, new Map(columns)]));
  }

  /**
   * Since Spark started: rows that it read from files, as far as `spark.ui.retainedStages` remembers, and seconds of
   * processor time.
   */
  async used(): Promise<{ readonly rowsRead: number; readonly seconds: number }> {
    const { values = [] } = await this.#ask({ operation: "used" });
    return { rowsRead: Number(values[0]), seconds: Number(values[1]) };
  }

  async #ask(request: Readonly<Record<string, unknown>>): Promise<Answer> {
    return this.#connection.ask({ ...request, session: this.#session });
  }

  /** Ends Spark, with every session. */
  async close(): Promise<void> {
    await this.#connection.close();
  }
}

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
  readonly error?: string;
  readonly trace?: string;
  readonly columns?: readonly string[];
  readonly rows?: readonly (readonly SparkValue[])[];
  readonly values?: readonly SparkValue[];
  readonly milliseconds: number;
}

/** One session of Spark with Delta in a Python child: one request at a time, JSON lines over stdin and stdout. */
export class Spark {
  readonly version: string;
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #lines: AsyncIterator<string>;
  readonly #reader: Interface;

  private constructor(
    version: string,
    child: ChildProcess,
    folder: string,
    reader: Interface,
    lines: AsyncIterator<string>,
  ) {
    this.version = version;
    this.#child = child;
    this.#folder = folder;
    this.#reader = reader;
    this.#lines = lines;
  }

  static async start(python: string): Promise<Spark> {
    const folder = await mkdtemp(join(tmpdir(), "fixloop-spark-"));
    await mkdir(join(folder, "local"));
    const child = spawn(python, [join(import.meta.dirname, "spark_server.py"), folder], {
      cwd: folder,
      stdio: ["pipe", "pipe", "pipe"],
      env: {
        ...process.env,
        SPARK_LOCAL_IP: "127.0.0.1",
        PYSPARK_PYTHON: python,
        PYTHONDONTWRITEBYTECODE: "1",
        PYTHONUTF8: "1",
      },
    });
    child.stderr.pipe(createWriteStream(join(folder, "spark.log")));
    const reader = createInterface({ input: child.stdout });
    const lines = reader[Symbol.asyncIterator]();
    const first = await lines.next();
    if (first.done === true) {
      throw new EnvironmentMissing(`Spark did not start; its log is ${join(folder, "spark.log")}`);
    }
    const { ready } = JSON.parse(first.value) as { readonly ready: string };
    return new Spark(ready, child, folder, reader, lines);
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

  /** Calls functions that a notebook defines, without running the notebook. */
  async call(
    path: string,
    calls: readonly (readonly [string, readonly unknown[]])[],
  ): Promise<readonly SparkValue[]> {
    return (await this.#ask({ operation: "call", path, calls })).values ?? [];
  }

  async #ask(request: Readonly<Record<string, unknown>>): Promise<Answer> {
    this.#child.stdin?.write(`${JSON.stringify(request)}\n`);
    const line = await this.#lines.next();
    if (line.done === true)
      throw new Error(`Spark ended by itself; its log is ${join(this.#folder, "spark.log")}`);
    const answer = JSON.parse(line.value) as Answer;
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

import type { Database } from "../local/database.ts";
import { memoryDatabase } from "../local/memoryDatabase.ts";
import { sourceReader } from "../plan/sourceReader.ts";
import * as ledger from "../ledger/ledger.ts";
import { stageStatements, stagesOf, type Plan } from "../plan/plan.ts";
import type { TableName } from "../sql/sql.ts";
import { namesOf, tableIn } from "../contract/table.ts";
import type { PipelineTest, TestRow } from "../spec/pipelineTest.ts";
import type { Project, Source } from "../spec/project.ts";
import { duckdb } from "../sql/duckdb.ts";
import { render, type Sql } from "../sql/sql.ts";
import { rowDifference } from "./difference.ts";
import { givenRow, productOf } from "./givenRows.ts";
import type { Problem, TestOutcome, TextRow } from "./outcome.ts";

/** The moment of rows that say none, in tests that name no `as_of`. */
const startOfTime = "1970-01-01T00:00:00Z";

/**
 * Runs tests of a project on DuckDB in memory: the set-up and the seeds once, then for each test its rows, the stages that
 * it names as a run has them, and what it expects. Nothing of one test is left for the next.
 */
export class TestBench {
  readonly #project: Project;
  readonly #plan: Plan;
  readonly #database: Database;
  readonly #types = new Map<string, ReadonlyMap<string, string>>();

  private constructor(project: Project, plan: Plan, database: Database) {
    this.#project = project;
    this.#plan = plan;
    this.#database = database;
  }

  static async open(project: Project, plan: Plan): Promise<TestBench> {
    return new TestBench(project, plan, await memoryDatabase(plan));
  }

  close(): void {
    this.#database.close();
  }

  async run(test: PipelineTest): Promise<TestOutcome> {
    let at = "the rows that it gives";
    try {
      await this.#clear();
      await this.#execute(ledger.openRun(duckdb), test);
      for (const [name, rows] of Object.entries(test.rows)) {
        at = name;
        await this.#insert(name as TableName, rows, test);
      }
      if (!test.stages.includes("ingest")) await this.#execute(ledger.setAsOf(duckdb), test);
      for (const stage of stagesOf(this.#plan, "loop").filter(({ name }) => test.stages.includes(name))) {
        for (const step of stageStatements(stage, duckdb)) {
          at = step.id;
          if ("kind" in step) await this.#land(test);
          else await this.#execute(step.sql, test);
        }
      }
      at = "the end of the run";
      await this.#execute(ledger.finishRun(duckdb), test);
      return { test, problems: await this.#problems(test) };
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      return { test, problems: [{ kind: "stopped", at, message: error.message }] };
    }
  }

  async #clear(): Promise<void> {
    const { tables } = this.#plan;
    for (const name of namesOf(tables))
      if (tableIn(tables, name).kind !== "seed")
        await this.#database.run(`DELETE FROM ${this.#plan.schemaPrefix}_${name}`);
  }

  async #execute(statement: Sql, test: PipelineTest): Promise<void> {
    await this.#database.run(render(statement, this.#plan.schemaPrefix), {
      now: test.asOf ?? startOfTime,
      as_of: test.asOf ?? "",
    });
  }

  async #insert(name: TableName, rows: readonly TestRow[], test: PipelineTest): Promise<void> {
    const filler = {
      moment: test.asOf ?? startOfTime,
      product: productOf(this.#project),
      runId: 1,
      codeVersion: this.#plan.codeVersion,
      taxonomyVersion: this.#plan.taxonomyVersion,
    };
    const types = await this.#typesOf(name);
    const contract = tableIn(this.#plan.tables, name);
    await this.#database.run(
      `INSERT INTO ${this.#plan.schemaPrefix}_${name} (${[...types.keys()].join(", ")})
SELECT ${[...types.keys()].map((column) => `given.${column}`).join(", ")} FROM (${unnested(types)})`,
      { rows: JSON.stringify(rows.map((row) => givenRow(contract, row, filler))) },
    );
  }

  /** The records of the test, as if each source had one file that holds its own. */
  async #land(test: PipelineTest): Promise<void> {
    const prefix = this.#plan.schemaPrefix;
    for (const source of this.#project.sources) {
      const records = test.records[source.id];
      if (records === undefined) continue;
      const file = `tests/${source.id}`;
      await this.#database.run(
        `INSERT INTO ${prefix}_raw.landing (source, kind, file, record_position, payload)
SELECT $source, $kind, $file, generate_subscripts(records, 1), unnest(records)
FROM (SELECT from_json($payloads, '["VARCHAR"]') AS records)`,
        {
          source: source.id,
          kind: source.kind,
          file,
          payloads: JSON.stringify(records.map((record) => payload(source, record))),
        },
      );
      await this.#database.run(
        `INSERT INTO ${prefix}_raw.landing_file (source, file, content_hash, reader, records)
VALUES ($source, $file, 'test', $reader, $records)`,
        {
          source: source.id,
          file,
          reader: sourceReader(source, this.#plan.codeVersion),
          records: BigInt(records.length),
        },
      );
    }
  }

  async #problems(test: PipelineTest): Promise<readonly Problem[]> {
    const problems: Problem[] = [];
    for (const [table, rows] of Object.entries(test.expect)) {
      const columns = columnsIn(rows);
      const found = await this.#found(table, columns);
      const difference = rowDifference(await this.#expected(table, rows), found);
      if (difference.missing.length + difference.changed.length + difference.surplus.length > 0)
        problems.push({ kind: "rows", table, ...difference });
    }
    for (const [table, rows] of Object.entries(test.contains)) {
      const found = await this.#found(table, columnsIn(rows));
      const { missing, changed } = rowDifference(await this.#expected(table, rows), found);
      if (missing.length + changed.length > 0)
        problems.push({ kind: "rows", table, missing, changed, surplus: [] });
    }
    for (const [table, rows] of Object.entries(test.lacks)) {
      const found = await this.#found(table, columnsIn(rows));
      const unwanted = await this.#expected(table, rows);
      const there = found.filter((row) => unwanted.some((other) => agrees(other, row)));
      if (there.length > 0) problems.push({ kind: "lacks", table, found: there });
    }
    for (const [table, expected] of Object.entries(test.count)) {
      const found = (await this.#found(table, [])).length;
      if (found !== expected) problems.push({ kind: "count", table, expected, found });
    }
    if (test.failingChecks !== undefined) {
      const failing = (
        await this.#database.rows<{ check_id: string }>(
          `SELECT check_id FROM ${this.#plan.schemaPrefix}_curated.check_result WHERE failing_rows > 0 ORDER BY check_id`,
        )
      ).map((row) => row.check_id);
      const missing = test.failingChecks.filter((id) => !failing.includes(id));
      const surplus = failing.filter((id) => !test.failingChecks?.includes(id));
      if (missing.length + surplus.length > 0) problems.push({ kind: "checks", missing, surplus });
    }
    return problems;
  }

  async #found(table: string, columns: readonly string[]): Promise<readonly TextRow[]> {
    const types = await this.#typesOf(table);
    const selected = columns.map((column) => asText(column, types.get(column) ?? ""));
    return this.#database.rows<Record<string, string | null>>(
      `SELECT ${selected.length === 0 ? "1" : selected.join(", ")} FROM ${this.#plan.schemaPrefix}_${table} ORDER BY ALL`,
    );
  }

  /** Expected rows in the text in which DuckDB writes what it finds: 1.5 in a column of four decimals is 1.5000. */
  async #expected(table: string, rows: readonly TestRow[]): Promise<readonly TextRow[]> {
    const types = await this.#typesOf(table);
    const expected: TextRow[] = [];
    for (const row of rows) {
      const named = new Map([...types].filter(([column]) => Object.hasOwn(row, column)));
      const selected = [...named].map(([column, type]) => asText(`given.${column}`, type, column));
      const [text] = await this.#database.rows<Record<string, string | null>>(
        `SELECT ${selected.join(", ")} FROM (${unnested(named)})`,
        { rows: JSON.stringify([row]) },
      );
      expected.push(text ?? {});
    }
    return expected;
  }

  async #typesOf(table: string): Promise<ReadonlyMap<string, string>> {
    const known = this.#types.get(table);
    if (known !== undefined) return known;
    const described = await this.#database.rows<{ column_name: string; column_type: string }>(
      `DESCRIBE ${this.#plan.schemaPrefix}_${table}`,
    );
    const types = new Map(described.map((row) => [row.column_name, row.column_type]));
    this.#types.set(table, types);
    return types;
  }
}

const columnsIn = (rows: readonly TestRow[]): readonly string[] => [...new Set(rows.flatMap(Object.keys))];

const agrees = (wanted: TextRow, row: TextRow): boolean =>
  Object.entries(wanted).every(([column, value]) => row[column] === value);

/** The rows of the parameter `rows`, a JSON array, each as a struct `given`; a value that isn't one raises. */
function unnested(types: ReadonlyMap<string, string>): string {
  const shape = [
    Object.fromEntries(
      [...types].map(([column, type]) => [column, type.endsWith("[]") ? [type.slice(0, -2)] : type]),
    ),
  ];
  return `SELECT unnest(json_transform_strict($rows, '${JSON.stringify(shape)}')) AS given`;
}

const asText = (expression: string, type: string, name: string = expression): string =>
  `${type.endsWith("[]") ? `CAST(to_json(${expression}) AS VARCHAR)` : `CAST(${expression} AS VARCHAR)`} AS ${name}`;

/** A record as ingest finds it: a line of JSON, or of a CSV file an object whose values are text. */
function payload({ format }: Source, record: Readonly<Record<string, unknown>>): string {
  if (format !== "csv") return JSON.stringify(record);
  return JSON.stringify(
    Object.fromEntries(
      Object.entries(record).map(([key, value]) => [
        key,
        value === null || value === "" ? null : typeof value === "string" ? value : JSON.stringify(value),
      ]),
    ),
  );
}

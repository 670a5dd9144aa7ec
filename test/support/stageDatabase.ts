import { planOf } from "./planOf.ts";
import type { Database } from "../../src/local/database.ts";
import { landFiles } from "../../src/local/land.ts";
import { databaseQueryRunner } from "../../src/local/databaseQueryRunner.ts";
import { memoryDatabase } from "../../src/local/memoryDatabase.ts";
import type { QueryRunner } from "../../src/reading/queryRunner.ts";
import type { StageName } from "../../src/contract/vocabulary.ts";
import type { TableName } from "../../src/sql/sql.ts";
import { columnsOf, runColumns } from "../../src/stages/tables.ts";
import * as ledger from "../../src/ledger/ledger.ts";
import { stageStatements, type Plan } from "../../src/plan/plan.ts";
import type { Project } from "../../src/spec/project.ts";
import { duckdb } from "../../src/sql/duckdb.ts";
import { render, type Sql } from "../../src/sql/sql.ts";

/** A database with every table, rolled back to the seeds of `plan`, and the plan itself. */
interface Prepared {
  readonly plan: Plan;
  readonly database: Database;
}

/**
 * Databases that no test uses at the moment, by schema prefix. Setting one up costs about twenty times what a transaction
 * does, so each test works in a transaction that is rolled back before the next one starts.
 */
const idle = new Map<string, Prepared[]>();
/**
 * An in-memory DuckDB with every table, the seeds of a project and an open run: what a test of one stage starts from.
 * Everything happens in one transaction, which `close` gives up.
 */
export class StageDatabase {
  readonly plan: Plan;
  readonly database: Database;
  readonly #prepared: Prepared | undefined;
  #isOpen = true;

  private constructor(plan: Plan, database: Database, prepared?: Prepared) {
    this.plan = plan;
    this.database = database;
    this.#prepared = prepared;
  }

  /**
   * `ownTransactions` is for what opens transactions itself (landing, loading seeds, erasure) and for tests that go on
   * after a statement has failed: it gives them a database of their own, outside any transaction.
   */
  static async open(
    project: Project,
    options: { readonly asOf?: string; readonly ownTransactions?: boolean } = {},
  ): Promise<StageDatabase> {
    const plan = planOf(project);
    const self =
      options.ownTransactions === true
        ? new StageDatabase(plan, await memoryDatabase(plan))
        : await StageDatabase.#inTransaction(plan);
    await self.execute(ledger.openRun(duckdb), options.asOf);
    return self;
  }

  static async #inTransaction(plan: Plan): Promise<StageDatabase> {
    const free = idle.get(plan.schemaPrefix)?.pop();
    if (free !== undefined) await free.database.run("ROLLBACK");
    const prepared = free ?? { plan, database: await memoryDatabase(plan) };
    await prepared.database.run("BEGIN TRANSACTION");
    const self = new StageDatabase(plan, prepared.database, prepared);
    await self.#replaceSeeds(prepared.plan);
    return self;
  }

  /** Seeds of the plan where they differ from those that the database has. */
  async #replaceSeeds(present: Plan): Promise<void> {
    if (present === this.plan) return;
    const before = new Map(present.seeds.map(({ table, rows }) => [table, rowsText(rows)]));
    for (const { table, rows } of this.plan.seeds) {
      if (before.get(table) === rowsText(rows)) continue;
      await this.database.run(`DELETE FROM ${this.plan.schemaPrefix}_${table}`);
      await this.insert(table, rows);
    }
  }

  /** Reads its tables as the local commands do. */
  get runner(): QueryRunner {
    return databaseQueryRunner(this.database, this.plan.schemaPrefix, () => new Date("2026-04-02T00:00:00Z"));
  }

  async execute(statement: Sql, asOf = ""): Promise<void> {
    await this.database.run(render(statement, this.plan.schemaPrefix), {
      now: "2026-01-01T00:00:00Z",
      as_of: asOf,
    });
  }

  /**
   * Inserts rows; columns left out become null, except provenance, which is filled with the current run. Feedback brings
   * the statement, and a suggestion or a member the point, that normalize and enrich would have written with it, unless
   * told `alone`.
   */
  async insert(
    name: TableName,
    given: readonly Readonly<Record<string, unknown>>[],
    options: { readonly alone?: boolean } = {},
  ): Promise<void> {
    const rows = name === "curated.issue_member" ? given.map(ofOnePoint) : given;
    if (rows.length === 0) return;
    if (options.alone !== true && name === "curated.feedback_event")
      await this.insert("curated.statement", rows.map(onlyStatement));
    if (options.alone !== true && name === "curated.enrichment") await this.#points(rows.map(onlyPoint));
    if (options.alone !== true && name === "curated.issue_member") {
      const there = await this.rows<{ point_id: string }>(
        `SELECT point_id FROM ${this.plan.schemaPrefix}_curated.point`,
      );
      const known = new Set(there.map(({ point_id }) => point_id));
      await this.#points(rows.filter((row) => !known.has(String(row["point_id"]))).map(pointOfMember));
    }
    const columns = Object.entries(columnsOf(name));
    const shape = JSON.stringify([
      Object.fromEntries(
        columns.map(([column, { type }]) => [
          column,
          type === "array<string>" ? ["VARCHAR"] : render(duckdb.type(type), ""),
        ]),
      ),
    ]);
    const filled = rows.map((row) => ({
      ...Object.fromEntries(runColumns(name).map((column) => [column, row["run_id"] ?? 1])),
      code_version: "test",
      taxonomy_version: "test",
      ...row,
    }));
    await this.database.run(
      `INSERT INTO ${this.plan.schemaPrefix}_${name} SELECT ${columns.map(([column]) => `r.${column}`).join(", ")}
FROM (SELECT unnest(json_transform($rows, '${shape}')) AS r)`,
      { rows: rowsText(filled) },
    );
  }

  async #points(rows: readonly Row[]): Promise<void> {
    const ids = rows.map((row) => `'${String(row["point_id"]).replaceAll("'", "''")}'`).join(", ");
    await this.database.run(
      `DELETE FROM ${this.plan.schemaPrefix}_curated.point WHERE point_id IN (${ids === "" ? "NULL" : ids})`,
    );
    await this.insert("curated.point", rows);
  }

  /** Reads the files of the sources in a folder; `now` lies behind the change of any of them. */
  async land(folder: string, now = new Date("2030-01-01T00:00:00Z")): Promise<void> {
    await landFiles({ plan: this.plan, database: this.database, folder, asOf: undefined, now: () => now });
  }

  /** Runs every statement of a stage except the land step. */
  async stage(name: StageName): Promise<void> {
    const stage = [...this.plan.stages, ...this.plan.maintenance].find(
      (candidate) => candidate.name === name,
    );
    if (!stage) throw new Error(`no stage ${name}`);
    for (const step of stageStatements(stage, duckdb)) if (!("kind" in step)) await this.execute(step.sql);
  }

  async rows<T extends Record<string, unknown> = Record<string, unknown>>(
    text: string,
  ): Promise<readonly T[]> {
    return this.database.rows<T>(text);
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    const { schemaPrefix } = this.plan;
    if (this.#prepared === undefined) this.database.close();
    else idle.set(schemaPrefix, [...(idle.get(schemaPrefix) ?? []), this.#prepared]);
  }
}

type Row = Readonly<Record<string, unknown>>;

/** The statement of an event that was never edited; both go by one id. */
const onlyStatement = (event: Row): Row => ({
  ...event,
  statement_id: event["event_id"],
  revision: 1,
  is_newest: true,
  said_at: event["occurred_at"],
});

/** The point of a statement that is about one thing; all go by one id. */
const onlyPoint = (suggestion: Row): Row => ({
  ...suggestion,
  point_id: suggestion["event_id"],
  statement_id: suggestion["event_id"],
  position: 1,
  is_main: true,
  stance: "complains",
  stance_confidence_bp: suggestion["confidence_bp"],
  stance_is_in_doubt: false,
  votes: suggestion["accepted"] === true && typeof suggestion["category"] === "string",
});

const pointOfMember = (member: Row): Row => ({
  ...onlyPoint({ ...member, confidence_bp: 9000, accepted: true }),
  votes: true,
});

const ofOnePoint = (member: Row): Row => ({
  point_id: member["event_id"],
  statement_id: member["event_id"],
  ...member,
});

const rowsText = (rows: readonly unknown[]): string =>
  JSON.stringify(rows, (_key, value: unknown) => (typeof value === "bigint" ? String(value) : value));

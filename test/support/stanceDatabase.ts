import { compiledStance } from "../../src/classifier/stance/compiledStance.ts";
import { isAsked, stanceOf } from "../../src/classifier/stance/stanceInSql.ts";
import type { StanceModel } from "../../src/classifier/stance/stance.ts";
import type { SeedTable } from "../../src/contract/seed.ts";
import { Database } from "../../src/local/database.ts";
import { duckdb } from "../../src/sql/duckdb.ts";
import { clausesOf } from "../../src/sql/functions/clauses.ts";
import { foldedWords } from "../../src/sql/functions/foldedWords.ts";
import { render, sql, type Sql } from "../../src/sql/sql.ts";
import { stanceSeeds } from "../../src/stages/enrich/stanceSeeds.ts";
import { makeFunctions } from "./sqlFunctions.ts";

export interface Said {
  readonly text: string;
  readonly language: string;
  readonly rating: number | null;
}

/** A clause of a text as SQL cuts and reads it; the place of the text from 0. */
export interface SaidClause {
  readonly said: number;
  readonly clause: string;
  readonly stance: string;
  readonly rival: string;
  readonly confidence_bp: number;
  readonly is_in_doubt: boolean;
  readonly is_plain: boolean;
  readonly terms: string | null;
}

/** DuckDB with the shared functions and the seeds of a model of stances. */
export class StanceDatabase {
  readonly database: Database;

  private constructor(database: Database) {
    this.database = database;
  }

  static async open(model: StanceModel = compiledStance): Promise<StanceDatabase> {
    const database = await Database.open(":memory:");
    await makeFunctions(database, "x");
    for (const { table, rows } of stanceSeeds(model)) await load(database, `x_${table}`, rows);
    return new StanceDatabase(database);
  }

  async rows<Row>(query: Sql): Promise<readonly Row[]> {
    return (await this.database.rows(render(query, "x"))) as unknown as readonly Row[];
  }

  /** The clauses of texts in their order, each with its stance. */
  async read(texts: readonly Said[]): Promise<readonly SaidClause[]> {
    await this.database.run(
      `CREATE OR REPLACE TABLE said AS
SELECT CAST(s.said AS INTEGER) AS said, s.text, s.language, s.rating
FROM (SELECT unnest(json_transform($texts, '[{"said":"INTEGER","text":"VARCHAR","language":"VARCHAR","rating":"INTEGER"}]')) AS s)`,
      { texts: JSON.stringify(texts.map((text, said) => ({ said, ...text }))) },
    );
    await this.database.run(
      render(
        sql`CREATE OR REPLACE TABLE clause AS
SELECT said * 1000 + position AS clause_id, said, clause, language, rating,
  ${foldedWords(sql`clause`)} AS folded_words, ${isAsked(duckdb, sql`clause`)} AS is_question
FROM (
  SELECT said, language, rating, unnest(clauses) AS clause, generate_subscripts(clauses, 1) AS position
  FROM (SELECT said, language, rating, ${clausesOf(sql`text`)} AS clauses FROM said) AS cut
) AS cut`,
        "x",
      ),
    );
    return this.rows<SaidClause>(sql`WITH ${stanceOf(duckdb, "clause")}
SELECT clause.said, clause.clause, clause_stance.stance, clause_stance.rival, clause_stance.confidence_bp,
  clause_stance.is_in_doubt, clause_stance.is_plain, clause_stance.terms
FROM clause
JOIN clause_stance ON clause_stance.clause_id = clause.clause_id
ORDER BY clause.clause_id`);
  }

  close(): void {
    this.database.close();
  }
}

async function load(database: Database, name: string, rows: SeedTable["rows"]): Promise<void> {
  const [first] = rows;
  const shape = Object.fromEntries(
    Object.entries(first ?? {}).map(([column, value]) => [
      column,
      typeof value === "number" || value === null
        ? "BIGINT"
        : typeof value === "boolean"
          ? "BOOLEAN"
          : "VARCHAR",
    ]),
  );
  await database.run(
    `CREATE TABLE ${name} AS SELECT r.* FROM (SELECT unnest(json_transform($rows, '${JSON.stringify([shape])}')) AS r)`,
    { rows: JSON.stringify(rows) },
  );
}

import { join } from "node:path";
import { labelledStatements } from "../../bench/stance/corpus.ts";
import { compiledStance } from "../../src/classifier/stance/compiledStance.ts";
import { isAsked, stanceOf } from "../../src/classifier/stance/stanceInSql.ts";
import { clauseReader } from "../../src/classifier/stance/stance.ts";
import { databricks } from "../../src/sql/databricks.ts";
import { clausesIn, clausesOf } from "../../src/sql/functions/clauses.ts";
import { foldedWords } from "../../src/sql/functions/foldedWords.ts";
import { createFunction } from "../../src/sql/functions/sqlFunction.ts";
import { sqlFunctions } from "../../src/sql/functions/sqlFunctions.ts";
import { render, sql, type Sql } from "../../src/sql/sql.ts";
import { stanceSeeds } from "../../src/stages/enrich/stanceSeeds.ts";
import type { Spark } from "./spark.ts";
import type { Tally } from "./tally.ts";

const prefix = "stance";
const shapes: Readonly<Record<string, string>> = {
  "curated.stance_cue": "term STRING, language STRING, cue STRING",
  "curated.stance_weight":
    "feature STRING, complains BIGINT, confirms_fixed BIGINT, asks BIGINT, mentions BIGINT",
  "curated.stance_calibration":
    "stance STRING, margin BIGINT, margin_below BIGINT, confidence_bp INT, is_certain BOOLEAN",
};

/** Labelled statements of every language cut and read on Spark, as TypeScript cuts and reads them. */
export async function runStanceCases(spark: Spark, tally: Tally): Promise<void> {
  await spark.sql(`CREATE SCHEMA IF NOT EXISTS ${prefix}_curated`);
  for (const made of sqlFunctions)
    for (const text of createFunction(made, databricks)) await spark.sql(render(text, prefix));
  for (const { table, rows } of stanceSeeds(compiledStance))
    await spark.sql(
      `CREATE OR REPLACE TABLE ${prefix}_${table} USING DELTA AS SELECT inline(from_json(:rows, 'ARRAY<STRUCT<${shapes[table]}>>'))`,
      { rows: JSON.stringify(rows) },
    );
  const texts = labelledStatements(join(import.meta.dirname, "../../bench/stance/texts")).filter(
    (_statement, place) => place % 6 === 0,
  );
  await spark.sql(
    `CREATE OR REPLACE TABLE ${prefix}_curated.said USING DELTA AS SELECT inline(from_json(:rows, 'ARRAY<STRUCT<said INT, text STRING, language STRING, rating INT>>'))`,
    {
      rows: JSON.stringify(
        texts.map(({ text, language, rating }, said) => ({ said, text, language, rating })),
      ),
    },
  );
  const run = async (query: Sql) => (await spark.sql(render(query, prefix))).rows;
  await run(sql`CREATE OR REPLACE TABLE stance_curated.clause USING DELTA AS
SELECT said * 1000 + position AS clause_id, clause, language, rating,
  ${foldedWords(sql`clause`)} AS folded_words, ${isAsked(databricks, sql`clause`)} AS is_question
FROM (
  SELECT said, language, rating, posexplode(clauses) AS (position, clause)
  FROM (SELECT said, language, rating, ${clausesOf(sql`text`)} AS clauses FROM stance_curated.said) AS cut
) AS cut`);
  const read = await run(sql`WITH clause AS (SELECT * FROM stance_curated.clause),
${stanceOf(databricks, "clause")}
SELECT clause.clause_id, clause.clause, stance, rival, confidence_bp, is_in_doubt, is_plain
FROM clause
JOIN clause_stance ON clause_stance.clause_id = clause.clause_id
ORDER BY clause.clause_id`);
  const got = read.map((row) =>
    row
      .slice(1)
      .map((value) => (typeof value === "string" ? value : JSON.stringify(value)))
      .join("|"),
  );
  const reader = clauseReader(compiledStance);
  const expected = texts.flatMap(({ text, language, rating }) =>
    clausesIn(text).map((clause) => {
      const { stance, rival, confidenceBp, isInDoubt, isPlain } = reader({ clause, language, rating });
      return [clause, stance, rival, confidenceBp, isInDoubt, isPlain].join("|");
    }),
  );
  const other = expected.findIndex((line, place) => line !== got[place]);
  if (other < 0 && got.length === expected.length) tally.pass();
  else
    tally.fail("stances of labelled statements", [
      `expected ${expected[other] ?? expected.length}`,
      `got      ${got[other] ?? got.length}`,
    ]);
}

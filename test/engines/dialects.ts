import { databricks } from "../../src/sql/databricks.ts";
import { render } from "../../src/sql/sql.ts";
import { caseParameters, caseStatement, caseValue, dialectCases } from "../dialects/cases.ts";
import { functionCases } from "../dialects/functionCases.ts";
import { createFunction } from "../../src/sql/functions/sqlFunction.ts";
import { sqlFunctions } from "../../src/sql/functions/sqlFunctions.ts";
import { ownWordsFault, ownWordsParameters, ownWordsStatement } from "../ownWords/statement.ts";
import { SparkError, type Spark } from "./spark.ts";
import type { Tally } from "./tally.ts";

/** The cases of `test/dialects/` on Spark, methods and shared functions; `src/sql/dialects.test.ts` runs the same ones on DuckDB. */
export async function runDialectCases(spark: Spark, tally: Tally): Promise<void> {
  await spark.sql("CREATE SCHEMA IF NOT EXISTS fixloop_curated");
  for (const made of sqlFunctions)
    for (const text of createFunction(made, databricks)) await spark.sql(render(text, "fixloop"));
  const named = [
    ...dialectCases.map((each) => ({ ...each, name: `${each.method}, ${each.title}` })),
    ...functionCases.map((each) => ({ ...each, name: `${each.called}, ${each.title}` })),
  ];
  for (const { name, ...each } of named) {
    const text = render(caseStatement(each, databricks), "fixloop");
    try {
      const { rows } = await spark.sql(text, caseParameters(each));
      const got = JSON.stringify(rows.map((row) => caseValue(row[0])));
      if (got === JSON.stringify(each.gives)) tally.pass();
      else tally.fail(name, [`expected ${JSON.stringify(each.gives)}`, `got      ${got}`]);
    } catch (error) {
      if (!(error instanceof SparkError)) throw error;
      tally.fail(name, error.message.split("\n"));
    }
  }
  await runOwnWords(spark, tally);
}

/** The corpus of texts with others' words in them, which `test/ownWords/ownWords.test.ts` runs on DuckDB. */
async function runOwnWords(spark: Spark, tally: Tally): Promise<void> {
  const { rows } = await spark.sql(render(ownWordsStatement(databricks), "fixloop"), ownWordsParameters());
  rows.forEach(([own, pieces], index) => {
    const fault = ownWordsFault(index, own, pieces);
    if (fault === undefined) tally.pass();
    else tally.fail(`own words, case ${index}`, [fault]);
  });
}

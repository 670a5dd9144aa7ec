import { databricks } from "../../src/sql/databricks.ts";
import { render } from "../../src/sql/sql.ts";
import { caseParameters, caseStatement, caseValue, dialectCases } from "../dialects/cases.ts";
import { SparkError, type Spark } from "./spark.ts";
import type { Tally } from "./tally.ts";

/** The cases of `test/dialects/cases.ts` on Spark; `src/sql/dialects.test.ts` runs the same ones on DuckDB. */
export async function runDialectCases(spark: Spark, tally: Tally): Promise<void> {
  for (const each of dialectCases) {
    const name = `${each.method}, ${each.title}`;
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
}

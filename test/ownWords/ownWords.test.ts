import { expect, test } from "vitest";
import { Database } from "../../src/local/database.ts";
import { duckdb } from "../../src/sql/duckdb.ts";
import { render } from "../../src/sql/sql.ts";
import { makeFunctions } from "../support/sqlFunctions.ts";
import { ownWordsCases } from "./corpus.ts";
import { ownWordsFault, ownWordsParameters, ownWordsStatement } from "./statement.ts";

// `npm run test:engines -- dialects` runs the same texts on Spark
test("what others wrote is cut from every text of the corpus, and places lead to what is left", async () => {
  const database = await Database.open(":memory:");
  await makeFunctions(database, "fixloop");
  const rows = await database.rows(render(ownWordsStatement(duckdb), "fixloop"), ownWordsParameters());
  expect(rows.length).toBe(ownWordsCases.length);
  expect(rows.flatMap((row, index) => ownWordsFault(index, row["own"], row["pieces"]) ?? [])).toEqual([]);
  database.close();
});

test("the corpus has each text once", () => {
  expect(new Set(ownWordsCases.map(({ text }) => text)).size).toBe(ownWordsCases.length);
});

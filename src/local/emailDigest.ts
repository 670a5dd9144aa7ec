import { emailDigest as digestOf } from "../ledger/customersOfEmail.ts";
import { createFunction } from "../sql/functions/sqlFunction.ts";
import { sqlFunctions } from "../sql/functions/sqlFunctions.ts";
import { duckdb } from "../sql/duckdb.ts";
import { render } from "../sql/sql.ts";
import { Database } from "./database.ts";

/** What stands for an e-mail address in statements, on a target too; undefined where the text is no address. */
export async function emailDigest(address: string): Promise<string | undefined> {
  const prefix = "fixloop";
  const database = await Database.open(":memory:");
  try {
    await database.run(`CREATE SCHEMA ${prefix}_curated`);
    for (const made of sqlFunctions)
      for (const text of createFunction(made, duckdb)) await database.run(render(text, prefix));
    const [row] = await database.rows<{ email_digest: string | null }>(
      render(digestOf(duckdb, duckdb.parameter("email")), prefix),
      { email: address },
    );
    return row?.email_digest ?? undefined;
  } finally {
    database.close();
  }
}

import { withoutKey } from "./standIns.ts";
import type { Column } from "../../src/contract/column.ts";
import { acquireLease, assertLease, releaseLease } from "../../src/ledger/lease.ts";
import type { TableName } from "../../src/sql/sql.ts";
import { columnsOf } from "../../src/stages/tables.ts";
import { databricks } from "../../src/sql/databricks.ts";
import { createTable } from "../../src/plan/ddl.ts";
import { render, type Sql } from "../../src/sql/sql.ts";
import { SparkError, type Spark } from "./spark.ts";
import type { Tally } from "./tally.ts";

const schemaPrefix = "writers";
const tables = ["curated.writer_lease", "curated.setting"] as const satisfies readonly TableName[];
const attempts = 4;

/**
 * Two jobs that begin at the same moment, each in a session of its own on the same Delta tables: one gets the lease, and
 * the other is refused with a sentence that says by whom. Once on a lease that was given back, and once where there has
 * never been one and both may come away empty-handed: never do both hold it.
 */
export async function runWriters(spark: Spark, tally: Tally): Promise<void> {
  const own = tally.of("writers");
  const run = (sql: Sql): string => render(sql, schemaPrefix);
  await spark.sql(`DROP SCHEMA IF EXISTS ${schemaPrefix}_curated CASCADE`);
  await spark.sql(`CREATE SCHEMA ${schemaPrefix}_curated`);
  for (const name of tables)
    for (const statement of createTable(name, databricks)) await spark.sql(withoutKey(run(statement)) ?? "");
  const columns = Object.entries(columnsOf("curated.setting"));
  await spark.sql(
    `INSERT INTO ${schemaPrefix}_curated.setting (${columns.map(([column]) => column).join(", ")})
VALUES (${columns.map(([column, { type }]) => (column === "lease_seconds" ? "3600" : sample(type))).join(", ")})`,
  );
  const sessions = [spark.session(11), spark.session(12)] as const;

  /** As a job does: acquire, and again where Delta refused the commit; then ask whether the lease is ours. */
  const writes = async (session: Spark, holder: string): Promise<Outcome> => {
    let conflicts = 0;
    for (let attempt = 1; ; attempt++) {
      try {
        await session.sql(run(acquireLease(databricks)), { run: holder });
        break;
      } catch (error) {
        if (!(error instanceof SparkError) || attempt === attempts) throw error;
        if (!/DELTA_CONCURRENT|DELTA_METADATA_CHANGED/.test(error.message)) throw error;
        conflicts++;
      }
    }
    return { holder, conflicts, refused: undefined };
  };
  const asks = async (session: Spark, outcome: Outcome): Promise<Outcome> => {
    try {
      await session.sql(run(assertLease(databricks)), { run: outcome.holder });
      return outcome;
    } catch (error) {
      if (!(error instanceof SparkError)) throw error;
      return { ...outcome, refused: error.message };
    }
  };
  const atOnce = async (names: readonly [string, string]): Promise<readonly Outcome[]> => {
    const acquired = await Promise.all(
      sessions.map(async (session, index) => writes(session, names[index] ?? "")),
    );
    return Promise.all(
      sessions.map(async (session, index) =>
        asks(session, acquired[index] ?? { holder: "", conflicts: 0, refused: "" }),
      ),
    );
  };
  const judge = (what: string, outcomes: readonly Outcome[], least: 0 | 1): void => {
    const holders = outcomes.filter(({ refused }) => refused === undefined);
    const holder = holders[0]?.holder ?? "";
    const unclear = outcomes.filter(
      ({ refused }) =>
        refused !== undefined &&
        !refused.includes(`Another job may write these tables: the lease is held by ${holder}`),
    );
    const conflicts = outcomes.reduce((sum, each) => sum + each.conflicts, 0);
    own.note(
      `${what}: ${holders.length === 0 ? "nobody" : holder} holds the lease, Delta refused ${conflicts} commits`,
    );
    if (holders.length <= 1 && holders.length >= least && unclear.length === 0) own.pass();
    else
      own.fail(
        `${what}: ${holders.length} of two jobs may write`,
        outcomes.map((each) => `${each.holder}: ${each.refused ?? "holds the lease"}`),
      );
  };

  judge("no lease yet", await atOnce(["first-a", "first-b"]), 0);
  for (const holder of ["first-a", "first-b"])
    await spark.sql(run(releaseLease(databricks)), { run: holder });
  judge("a free lease", await atOnce(["second-a", "second-b"]), 1);
  await spark.sql(`DROP SCHEMA ${schemaPrefix}_curated CASCADE`);
}

interface Outcome {
  readonly holder: string;
  /** Commits that Delta refused since the other one was faster. */
  readonly conflicts: number;
  /** Why it may not write; undefined where it holds the lease. */
  readonly refused: string | undefined;
}

/** Some value of a type: only the length of the lease is read. */
function sample(type: Column["type"]): string {
  if (type === "string") return "'-'";
  if (type === "timestamp") return "TIMESTAMP '2026-01-01 00:00:00'";
  if (type === "date") return "DATE '2026-01-01'";
  if (type === "boolean") return "true";
  return "1";
}

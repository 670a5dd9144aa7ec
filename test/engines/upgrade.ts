import { catalogue } from "../../src/stages/catalogue.ts";
import { comparedWith, tableChanges, type Compared } from "../../src/change/tableChange.ts";
import type { PresentTable } from "../../src/change/presentTable.ts";
import type { TableContracts } from "../../src/change/tableContracts.ts";
import { tableHistory } from "../../src/change/tableHistory.ts";
import { upgradeSteps } from "../../src/change/upgrade.ts";
import { databricks } from "../../src/sql/databricks.ts";
import { constant, render } from "../../src/sql/sql.ts";
import { beforeJobs, rowsBeforeJobs } from "../upgrade/olderDatabase.ts";
import { withoutKey } from "./standIns.ts";
import type { Spark, SparkValue } from "./spark.ts";
import type { Tally } from "./tally.ts";

const prefix = "upgraded";

/**
 * Tables of an older version on Delta, brought to this one by the statements that `fixloop deploy` runs: the ledger of runs as
 * it was before there were jobs, with its rows, and one table that is renamed, widened, converted and dropped from. Then RESTORE
 * leads back, also from where it raised the protocol. Open-source Delta has no SET NOT NULL for a column that is there:
 * a stand-in counts nulls instead, as Databricks does before it takes it.
 */
export async function runUpgrade(spark: Spark, tally: Tally): Promise<void> {
  const started = performance.now();
  let standIns = 0;
  let statements = 0;
  const expectSame = (what: string, found: unknown, wanted: unknown): void => {
    if (JSON.stringify(found) === JSON.stringify(wanted)) tally.pass();
    else
      tally.fail(`upgrade: ${what}`, [`found  ${JSON.stringify(found)}`, `wanted ${JSON.stringify(wanted)}`]);
  };
  const run = async (text: string): Promise<void> => {
    const keyless = withoutKey(text);
    if (keyless === undefined) return;
    statements += 1;
    const [, table, column] = /^ALTER TABLE (\S+) ALTER COLUMN (\S+) SET NOT NULL$/.exec(text) ?? [];
    if (table === undefined || column === undefined) {
      await spark.sql(keyless);
      return;
    }
    standIns += 1;
    const { rows } = await spark.sql(`SELECT count(*) FROM ${table} WHERE ${column} IS NULL`);
    expectSame(`${table}.${column} has no null before it must not have one`, rows, [["0"]]);
  };
  await spark.sql(`CREATE SCHEMA IF NOT EXISTS ${prefix}_curated`);

  // ---- the older ledger of runs, with the row that the older code wrote
  const ledger = beforeJobs.tables["curated.pipeline_run"];
  if (ledger === undefined) throw new TypeError("upgrade: the older contract has no pipeline_run");
  await create(spark, "curated.pipeline_run", ledger);
  await insert(spark, "curated.pipeline_run", ledger, rowsBeforeJobs["curated.pipeline_run"] ?? []);
  const only = (contracts: TableContracts, name: string): TableContracts =>
    Object.fromEntries(Object.entries(contracts).filter(([table]) => table === name));
  const ledgerOfToday: Compared = {
    contracts: only(comparedWith(catalogue).contracts, "curated.pipeline_run"),
    history: tableHistory,
  };
  for (const { sql } of upgradeSteps(
    tableChanges(
      await present(spark, only(beforeJobs.tables, "curated.pipeline_run")),
      databricks,
      ledgerOfToday,
    ),
    databricks,
    ledgerOfToday,
  ))
    await run(render(sql, prefix));
  const [run1] = rowsBeforeJobs["curated.pipeline_run"] ?? [];
  expectSame(
    "a run of before is there, and has the job loop",
    await rowsOf(spark, "curated.pipeline_run", ["run_id", "code_version", "job"]),
    [[String(run1?.["run_id"]), run1?.["code_version"], "loop"]],
  );
  expectSame(
    "the ledger is as the contract says",
    left(await present(spark, ledgerOfToday.contracts), ledgerOfToday),
    [],
  );

  // ---- one table with every kind of change
  await create(spark, "curated.issue", reshaped.before);
  await insert(spark, "curated.issue", reshaped.before, [
    { issue_id: "a", customers: 7, headline: "It’s slow", score: "1.25", counted: "12", mood: "cross" },
    { issue_id: "b", customers: 0, headline: "", score: null, counted: null, mood: "" },
  ]);
  const columns = Object.keys(reshaped.before.columns);
  const version = (await spark.sql(`DESCRIBE HISTORY ${prefix}_curated.issue LIMIT 1`)).rows[0]?.[0];
  const steps = upgradeSteps(
    tableChanges(await present(spark, { "curated.issue": reshaped.before }), databricks, reshaped.compared),
    databricks,
    { ...reshaped.compared, drops: ["curated.issue.mood"] },
  );
  for (const { sql } of steps) await run(render(sql, prefix));
  expectSame("no value is lost", await rowsOf(spark, "curated.issue", Object.keys(reshaped.after.columns)), [
    ["a", "7", "It’s slow", "1.25", "12", "notes", null],
    ["b", "0", "", null, null, "notes", null],
  ]);
  expectSame(
    "the table is as the contract says",
    left(await present(spark, { "curated.issue": reshaped.after }), reshaped.compared),
    [],
  );
  await spark.sql(`RESTORE TABLE ${prefix}_curated.issue TO VERSION AS OF ${textOf(version)}`);
  expectSame("RESTORE leads back to the rows of before", await rowsOf(spark, "curated.issue", columns), [
    ["a", "7", "It’s slow", "1.25", "12", "cross"],
    ["b", "0", "", null, null, ""],
  ]);
  await spark.sql(`DROP SCHEMA ${prefix}_curated CASCADE`);
  tally.note(
    `upgrade: ${statements} statements on Delta in ${Math.round((performance.now() - started) / 1000)} s; stand-in, ${standIns} times: SET NOT NULL → a count of nulls`,
  );
}

type Contract = TableContracts[string];

const column = (type: string, nullable = true): object => ({ type, nullable, comment: "A value." });
const contract = (columns: Readonly<Record<string, object>>): Contract =>
  ({ kind: "state", comment: "Issues.", columns }) as unknown as Contract;

const reshapedBefore = contract({
  issue_id: column("string", false),
  customers: column("int", false),
  headline: column("string", false),
  score: column("decimal(10,2)"),
  counted: column("string"),
  mood: column("string", false),
});
const reshapedAfter = contract({
  issue_id: column("string", false),
  customers: column("bigint", false),
  title: column("string", false),
  score: column("decimal(12,2)"),
  counted: column("bigint"),
  product: column("string", false),
  note: column("string"),
});
const reshaped = {
  before: reshapedBefore,
  after: reshapedAfter,
  compared: {
    contracts: { "curated.issue": reshapedAfter },
    history: {
      backfills: { "curated.issue": { product: () => constant("notes") } },
      formerly: { "curated.issue": { title: ["headline"] } },
    },
  } satisfies Compared,
};

async function create(spark: Spark, name: string, { columns }: Contract): Promise<void> {
  const definitions = Object.entries(columns).map(
    ([columnName, { type, nullable }]) =>
      `${columnName} ${render(databricks.type(type), "")}${nullable ? "" : " NOT NULL"}`,
  );
  await spark.sql(`CREATE TABLE ${prefix}_${name} (${definitions.join(", ")}) USING DELTA`);
}

async function insert(
  spark: Spark,
  name: string,
  { columns }: Contract,
  rows: readonly Readonly<Record<string, unknown>>[],
): Promise<void> {
  const schema = Object.entries(columns)
    .map(([columnName, { type }]) => `${columnName} ${render(databricks.type(type), "")}`)
    .join(", ");
  await spark.sql(
    `INSERT INTO ${prefix}_${name} SELECT row.* FROM (SELECT explode(from_json(:rows, 'ARRAY<STRUCT<${schema.replaceAll(/(^|, )(\w+) /g, "$1$2: ")}>>')) AS row)`,
    { rows: JSON.stringify(rows) },
  );
}

async function rowsOf(
  spark: Spark,
  name: string,
  columns: readonly string[],
): Promise<readonly (readonly SparkValue[])[]> {
  return (await spark.sql(`SELECT ${columns.join(", ")} FROM ${prefix}_${name} ORDER BY 1`)).rows;
}

/** What Spark says of the tables; whether a column may be null it tells nowhere in SQL, so that is the contract's word. */
async function present(spark: Spark, contracts: TableContracts): Promise<ReadonlyMap<string, PresentTable>> {
  const tables = new Map<string, PresentTable>();
  for (const [name, { columns }] of Object.entries(contracts)) {
    const [described, properties] = [
      await spark.sql(`DESCRIBE TABLE ${prefix}_${name}`),
      await spark.sql(`SHOW TBLPROPERTIES ${prefix}_${name}`),
    ];
    const end = described.rows.findIndex(([first]) => first === "" || textOf(first).startsWith("#"));
    const clustering = properties.rows.find(([property]) => property === "clusteringColumns")?.[1];
    tables.set(name, {
      comment: undefined,
      clusterBy: clustering === undefined ? [] : (JSON.parse(textOf(clustering)) as string[][]).flat(),
      // open-source Spark has no informational keys
      key: undefined,
      columns: new Map(
        described.rows
          .slice(0, end < 0 ? undefined : end)
          .map(([columnName, type]) => [
            textOf(columnName),
            { type: textOf(type), nullable: columns[textOf(columnName)]?.nullable, comment: undefined },
          ]),
      ),
    });
  }
  return tables;
}

const left = (tables: ReadonlyMap<string, PresentTable>, compared: Compared): readonly unknown[] =>
  tableChanges(tables, databricks, compared);

const textOf = (value: SparkValue | undefined): string => (typeof value === "string" ? value : "");

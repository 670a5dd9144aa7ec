import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { TableContracts } from "../../src/change/tableContracts.ts";
import { catalogue } from "../../src/stages/catalogue.ts";
import { comparedWith, subjectOf, tableChanges, type Compared } from "../../src/change/tableChange.ts";
import { tableHistory, type TableHistory } from "../../src/change/tableHistory.ts";
import { droppable, upgradeProblems, upgradeSteps } from "../../src/change/upgrade.ts";
import { Database } from "../../src/local/database.ts";
import { presentTables } from "../../src/local/presentTables.ts";
import { databricks } from "../../src/sql/databricks.ts";
import type { Dialect } from "../../src/sql/dialect.ts";
import { duckdb } from "../../src/sql/duckdb.ts";
import { constant, render } from "../../src/sql/sql.ts";
import { described, rowsOf, writeOlderDatabase, type OlderVersion } from "./olderDatabase.ts";

const today = comparedWith(catalogue);
const contracts = readdirSync(import.meta.dirname).filter((name) => /^contract-.*\.json$/.test(name));

describe.each(contracts)("the tables since %s", (file) => {
  const { version, tables } = JSON.parse(
    readFileSync(path.join(import.meta.dirname, file), "utf8"),
  ) as OlderVersion;
  test.each([duckdb, databricks])("have a way to the contract of today on $name", (dialect) => {
    const changes = tableChanges(described(tables, dialect), dialect, today);
    const shown = changes.map((change) => `${change.kind} ${subjectOf(change)}`).join("\n");
    expect(upgradeProblems(changes, dialect, today), `tables changed since ${version}:\n${shown}`).toEqual(
      [],
    );
    // what writes them by name makes them as the contract says: nothing that the contract has is missing afterwards
    const filled = upgradeSteps(changes, dialect, today).map(({ subject, kind }) => `${kind} ${subject}`);
    for (const change of changes)
      if (change.kind === "add_column" && !change.nullable)
        expect(filled).toContain(`fill ${subjectOf(change)}`);
  });
});

test("every backfill and former name is of a table and a column of the contract", () => {
  for (const part of [tableHistory.backfills, tableHistory.formerly])
    for (const [table, columns] of Object.entries(part))
      for (const column of Object.keys(columns ?? {}))
        expect(today.contracts[table]?.columns, table).toHaveProperty(column);
});

test("a seed table has no column that a mask would lie on: made anew, it would have none for a while", () => {
  const guarded = Object.entries(today.contracts).flatMap(([table, { kind, columns }]) =>
    kind === "seed" && Object.values(columns).some((column) => column.guarded === true) ? [table] : [],
  );
  expect(guarded).toEqual([]);
});

// ---- every kind of change, on a table of its own

const column = (type: string, nullable = true, comment = "A value."): object => ({ type, nullable, comment });
const before = {
  "curated.issue": {
    kind: "state",
    comment: "Issues.",
    columns: {
      issue_id: column("string", false),
      customers: column("int", false),
      headline: column("string", false),
      score: column("decimal(10,2)"),
      counted: column("string"),
      mood: column("string", false),
    },
  },
} as unknown as TableContracts;
const after = {
  "curated.issue": {
    kind: "state",
    comment: "Issues of today.",
    clusterBy: ["issue_id"],
    key: ["issue_id"],
    columns: {
      issue_id: column("string", false),
      customers: column("bigint", false),
      title: column("string", false, "What it is called."),
      score: column("decimal(12,2)"),
      counted: column("bigint"),
      product: column("string", false),
      note: column("string"),
    },
  },
} as unknown as TableContracts;
const history: TableHistory = {
  backfills: { "curated.issue": { product: () => constant("notes") } },
  formerly: { "curated.issue": { title: ["name", "headline"] } },
};
const compared: Compared = { contracts: after, history };
const rows = {
  "curated.issue": [
    { issue_id: "a", customers: 7, headline: "It\u2019s slow", score: "1.25", counted: "12", mood: "cross" },
    { issue_id: "b", customers: 0, headline: "", score: null, counted: null, mood: "" },
  ],
};

let database: Database;
beforeEach(async () => {
  database = await Database.open(":memory:");
  await writeOlderDatabase(database, { version: "before", tables: before }, rows);
});
afterEach(() => database.close());

const stepsFor = (dialect: Dialect, present: ReturnType<typeof described>, drops: readonly string[] = []) =>
  upgradeSteps(tableChanges(present, dialect, compared), dialect, { ...compared, drops });

async function upgrade(
  drops: readonly string[] = [],
  stopBefore = Number.POSITIVE_INFINITY,
): Promise<number> {
  const steps = stepsFor(duckdb, await presentTables(database, "fixloop"), drops);
  for (const [index, { sql }] of steps.entries()) {
    if (index === stopBefore) return index;
    await database.run(render(sql, "fixloop"));
  }
  return steps.length;
}

const upgradedRows = [
  '{"issue_id":"a","customers":7,"title":"It\u2019s slow","score":1.25,"counted":12,"product":"notes","note":null}',
  '{"issue_id":"b","customers":0,"title":"","score":null,"counted":null,"product":"notes","note":null}',
];
const held = (): Promise<readonly string[]> =>
  rowsOf(database, "curated.issue", Object.keys(after["curated.issue"]?.columns ?? {}));

test("names, types, new and surplus columns: the rows are there in the shape of today, and what is surplus is kept", async () => {
  const statements = await upgrade();
  expect(await held()).toEqual(upgradedRows);
  expect(await rowsOf(database, "curated.issue", ["mood"])).toEqual(['{"mood":""}', '{"mood":"cross"}']);
  await database.run(
    "INSERT INTO fixloop_curated.issue (issue_id, customers, title, product) VALUES ('c', 1, 'New', 'notes')",
  );
  expect(await upgrade()).toBe(0);
  expect(statements).toBeGreaterThan(8);
});

test("stopped before any statement and started again, it ends in the same", async () => {
  const whole = stepsFor(duckdb, await presentTables(database, "fixloop")).length;
  for (let boundary = 0; boundary < whole; boundary++) {
    await database.run(
      "DROP SCHEMA fixloop_raw; DROP SCHEMA fixloop_curated CASCADE; DROP SCHEMA fixloop_serving",
    );
    await writeOlderDatabase(database, { version: "before", tables: before }, rows);
    expect(await upgrade([], boundary)).toBe(boundary);
    await upgrade();
    expect(await held(), `stopped before ${boundary}`).toEqual(upgradedRows);
    expect(await upgrade()).toBe(0);
  }
});

test("a surplus column goes only where somebody named it", async () => {
  const changes = tableChanges(await presentTables(database, "fixloop"), duckdb, compared);
  expect(droppable(changes)).toEqual(["curated.issue.mood"]);
  await upgrade(["curated.issue.mood"]);
  expect((await presentTables(database, "fixloop")).get("curated.issue")?.columns.has("mood")).toBe(false);
  expect(await held()).toEqual(upgradedRows);
});

test("where a value would change with its type, nothing is changed at all", async () => {
  await database.run("UPDATE fixloop_curated.issue SET counted = '012' WHERE issue_id = 'a'");
  const shape = await presentTables(database, "fixloop");
  await expect(upgrade()).rejects.toThrow("A value of curated.issue.counted would change with its type");
  expect(await presentTables(database, "fixloop")).toEqual(shape);
});

test("after additive changes alone, statements of before still run", async () => {
  const wider = {
    "curated.issue": {
      ...before["curated.issue"],
      comment: "Issues.",
      columns: {
        ...Object.fromEntries(
          Object.entries(before["curated.issue"]?.columns ?? {}).filter(([name]) => name !== "mood"),
        ),
        note: column("string"),
      },
    },
  } as unknown as TableContracts;
  const comparedWider: Compared = { contracts: wider, history: { backfills: {}, formerly: {} } };
  const steps = upgradeSteps(
    tableChanges(await presentTables(database, "fixloop"), duckdb, comparedWider),
    duckdb,
    comparedWider,
  );
  expect(new Set(steps.map(({ effect }) => effect))).toEqual(new Set(["additive"]));
  for (const { sql } of steps) await database.run(render(sql, "fixloop"));
  const names = Object.keys(before["curated.issue"]?.columns ?? {}).join(", ");
  await database.run(
    `MERGE INTO fixloop_curated.issue AS existing USING (SELECT 'a' AS issue_id, 9 AS customers, 'x' AS headline, 1.5 AS score, '3' AS counted, 'calm' AS mood UNION ALL SELECT 'c', 1, 'y', NULL, NULL, 'calm') AS incoming
ON existing.issue_id = incoming.issue_id
WHEN MATCHED THEN UPDATE SET customers = incoming.customers
WHEN NOT MATCHED THEN INSERT (${names}) VALUES (${names
      .split(", ")
      .map((name) => `incoming.${name}`)
      .join(", ")})`,
  );
  expect(
    await database.rows("SELECT issue_id, customers, mood FROM fixloop_curated.issue ORDER BY issue_id"),
  ).toEqual([
    { issue_id: "a", customers: 9, mood: "cross" },
    { issue_id: "b", customers: 0, mood: "" },
    { issue_id: "c", customers: 1, mood: "calm" },
  ]);
});

test("a change without a way is said in a sentence that says what to do", () => {
  const changes = tableChanges(described(before, databricks), databricks, {
    ...compared,
    history: { backfills: {}, formerly: {} },
  });
  const guarded = {
    "curated.issue": {
      ...after["curated.issue"],
      columns: { ...after["curated.issue"]?.columns, counted: { ...column("bigint"), guarded: true } },
    },
  } as unknown as TableContracts;
  expect(
    upgradeProblems(changes, databricks, { contracts: guarded, history: { backfills: {}, formerly: {} } }),
  ).toEqual([
    expect.stringMatching(
      /^curated\.issue\.title must not be null, and existing rows have no value: declare one/,
    ),
    expect.stringMatching(
      /^curated\.issue\.counted can't become BIGINT in place, .* add a column with a new name/,
    ),
    expect.stringMatching(/^curated\.issue\.product must not be null/),
  ]);
});

test("on Databricks the same changes are these statements, what raises first and what is lost last", () => {
  expect(
    stepsFor(databricks, described(before, databricks), ["curated.issue.mood"]).map(
      ({ kind, sql }) => `${kind}: ${render(sql, "fixloop")}`,
    ),
  ).toMatchInlineSnapshot(`
    [
      "guard: SELECT assert_true(count(*) = 0, 'A value of curated.issue.counted would change with its type: fix it first, or keep the type') AS nothing_is_lost FROM fixloop_curated.issue WHERE TRY_CAST(TRY_CAST(\`counted\` AS BIGINT) AS STRING) IS DISTINCT FROM \`counted\`",
      "shape: ALTER TABLE fixloop_curated.issue SET TBLPROPERTIES ('delta.enableTypeWidening' = 'true')",
      "shape: ALTER TABLE fixloop_curated.issue ALTER COLUMN customers TYPE BIGINT",
      "shape: ALTER TABLE fixloop_curated.issue SET TBLPROPERTIES ('delta.columnMapping.mode' = 'name')",
      "shape: ALTER TABLE fixloop_curated.issue RENAME COLUMN \`headline\` TO title",
      "shape: ALTER TABLE fixloop_curated.issue ALTER COLUMN title COMMENT 'What it is called.'",
      "shape: ALTER TABLE fixloop_curated.issue SET TBLPROPERTIES ('delta.enableTypeWidening' = 'true')",
      "shape: ALTER TABLE fixloop_curated.issue ALTER COLUMN score TYPE DECIMAL(12,2)",
      "shape: ALTER TABLE fixloop_curated.issue ADD COLUMN counted__converted BIGINT COMMENT 'A value.'",
      "fill: UPDATE fixloop_curated.issue SET counted__converted = CAST(counted AS BIGINT) WHERE counted__converted IS NULL AND counted IS NOT NULL",
      "shape: ALTER TABLE fixloop_curated.issue SET TBLPROPERTIES ('delta.columnMapping.mode' = 'name')",
      "shape: ALTER TABLE fixloop_curated.issue DROP COLUMN \`counted\`",
      "shape: ALTER TABLE fixloop_curated.issue RENAME COLUMN \`counted__converted\` TO counted",
      "shape: ALTER TABLE fixloop_curated.issue ADD COLUMN product STRING COMMENT 'A value.'",
      "fill: UPDATE fixloop_curated.issue SET product = 'notes' WHERE product IS NULL",
      "shape: ALTER TABLE fixloop_curated.issue ALTER COLUMN product SET NOT NULL",
      "shape: ALTER TABLE fixloop_curated.issue ADD COLUMN note STRING COMMENT 'A value.'",
      "shape: ALTER TABLE fixloop_curated.issue CLUSTER BY (\`issue_id\`)",
      "shape: ALTER TABLE fixloop_curated.issue DROP PRIMARY KEY IF EXISTS",
      "shape: ALTER TABLE fixloop_curated.issue ADD CONSTRAINT issue_key PRIMARY KEY (issue_id) NOT ENFORCED",
      "shape: COMMENT ON TABLE fixloop_curated.issue IS 'Issues of today.'",
      "drop: ALTER TABLE fixloop_curated.issue SET TBLPROPERTIES ('delta.columnMapping.mode' = 'name')",
      "drop: ALTER TABLE fixloop_curated.issue DROP COLUMN \`mood\`",
    ]
  `);
});

import { tables } from "../../src/stages/tables.ts";
import { governedBy } from "../support/planOf.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { filteredTables } from "../../src/governance/maskStatements.ts";
import { functionStatements } from "../../src/governance/functions.ts";
import { maskedColumns } from "../../src/governance/maskedColumns.ts";
import {
  readableTables as tablesReadBy,
  readableViews as viewsReadBy,
  type ReadingRole,
} from "../../src/contract/readable.ts";
import { viewNamesOf } from "../../src/contract/view.ts";
import { catalogue } from "../../src/stages/catalogue.ts";
import { limitColumns, limitFunction, rowLimitOf } from "../../src/contract/rowLimit.ts";
import { columnsOf, contractOf, tableNames } from "../../src/stages/tables.ts";
import { views } from "../../src/stages/views.ts";
import { defaultRoles } from "../../src/spec/defaults.ts";
import type { Project, Role, Target } from "../../src/spec/project.ts";
import { createFunction } from "../../src/sql/functions/sqlFunction.ts";
import { sqlFunctions } from "../../src/sql/functions/sqlFunctions.ts";
import { duckdb } from "../../src/sql/duckdb.ts";
import { render, type Sql } from "../../src/sql/sql.ts";
import { category, smallProject, target as someTarget } from "../support/project.ts";
import { StageDatabase } from "../support/stageDatabase.ts";
import { enrichment, event } from "../support/upstreamRows.ts";

const readableTables = (role: ReadingRole) => tablesReadBy(role, catalogue.tables);
const readableViews = (role: ReadingRole) => viewsReadBy(role, catalogue.views);

/**
 * What people see through views, under both answers to the question who evaluates the masks and filters of the tables
 * below: the owner of the view, or its reader. The functions are the emitted ones, run as macros of DuckDB.
 */
const role = (id: string, rest: Partial<Role>): Role => ({
  id,
  title: id,
  reads: "serving",
  seesPersonal: false,
  like: "support",
  only: undefined,
  products: undefined,
  regions: undefined,
  ...rest,
});
const roles: readonly Role[] = [
  ...defaultRoles,
  role("agents-germany", { regions: ["DE"] }),
  role("notes-product", { like: "product", products: ["notes"] }),
  role("notes-analyst", { reads: "curated", like: "analyst", products: ["notes"] }),
];
const target: Target = someTarget({
  id: "prod",
  runAs: "jobs",
  groups: Object.fromEntries(roles.map(({ id }) => [id, `group-${id}`])),
});
const project: Project = smallProject({
  products: [
    { id: "notes", title: "Notes" },
    { id: "draw", title: "Draw" },
  ],
  taxonomy: { ...smallProject().taxonomy, categories: [category({ id: "sync-stops", area: "sync" })] },
  roles,
  targets: [target],
});

/** `CREATE OR REPLACE FUNCTION s.f(a T) RETURNS T … RETURN body` as a macro of the same name. */
function asMacro(statement: string): string {
  const [, name, parameters, body] =
    /^CREATE OR REPLACE FUNCTION \w+\.(\w+)\(([^)]*)\)[\s\S]*?\nRETURN ([\s\S]*)$/.exec(statement) ?? [];
  const names = (parameters ?? "").split(", ").map((parameter) => parameter.split(" ")[0] ?? "");
  return `CREATE OR REPLACE MACRO fixloop_curated.${name ?? ""}(${names.join(", ")}) AS ${(body ?? "").replaceAll("session_user()", "asking_user()").replaceAll("STRING", "VARCHAR")}`;
}

describe("rows and values by who asks", () => {
  let db: StageDatabase;

  /** Who asks from now on: a principal and its groups. */
  const ask = async (user: string, groups: readonly string[]): Promise<void> => {
    await db.database.run(`CREATE OR REPLACE MACRO asking_user() AS '${user}'`);
    await db.database.run(
      `CREATE OR REPLACE MACRO is_account_group_member(asked) AS asked IN (${[...groups, "nobody"].map((group) => `'${group}'`).join(", ")})`,
    );
    // a macro keeps what it called when it was made
    for (const statement of functionStatements(governedBy(project), target))
      await db.database.run(asMacro(statement));
  };
  const asRole = (id: string): Promise<void> => ask(`person-${id}`, [`group-${id}`]);

  /** Every view over tables as their owner reads them (`owner`), or masked and filtered for who asks (`reader`). */
  const viewText = (name: string, query: Sql, below: "owner" | "reader"): string => {
    const limit = rowLimitOf(views[name as `serving.${string}`] ?? { columns: {} });
    const text = render(query, below === "owner" ? "fixloop" : "seen");
    return limit === undefined
      ? text
      : `SELECT * FROM (${text}) WHERE fixloop_curated.${limitFunction(limit)}(${limitColumns[limit].join(", ")})`;
  };
  const seenTables = async (): Promise<void> => {
    const masks = new Map(
      maskedColumns(tables).map(({ table, column, mask }) => [`${table}.${column}`, mask]),
    );
    const filters = new Map(filteredTables(governedBy(project)).map(({ table, limit }) => [table, limit]));
    for (const name of tableNames) {
      const columns = Object.keys(columnsOf(name)).map((column) => {
        const mask = masks.get(`${name}.${column}`);
        return mask === undefined ? column : `fixloop_curated.${mask}(${column}) AS ${column}`;
      });
      const limit = filters.get(name);
      await db.database.run(
        `CREATE OR REPLACE VIEW seen_${name} AS SELECT ${columns.join(", ")} FROM fixloop_${name}${limit === undefined ? "" : ` WHERE fixloop_curated.${limitFunction(limit)}(${limitColumns[limit].join(", ")})`}`,
      );
    }
  };
  const rowsOf = async (
    name: string,
    below: "owner" | "reader",
  ): Promise<readonly Record<string, unknown>[]> => {
    const contract = views[name as `serving.${string}`];
    if (contract === undefined) throw new Error(name);
    return db.rows(`SELECT * FROM (${viewText(name, contract.query(duckdb), below)}) ORDER BY ALL`);
  };

  beforeAll(async () => {
    db = await StageDatabase.open(project, { asOf: "2026-04-10T12:00:00Z" });
    await db.database.run(
      "UPDATE fixloop_curated.pipeline_run SET status = 'finished', finished_at = TIMESTAMP '2026-04-10 13:00:00'",
    );
    for (const schema of ["raw", "curated"]) await db.database.run(`CREATE SCHEMA seen_${schema}`);
    for (const made of sqlFunctions)
      for (const statement of createFunction(made, duckdb)) await db.database.run(render(statement, "seen"));
    await db.database.run("CREATE OR REPLACE MACRO sha2(value, bits) AS sha256(value)");
    const people = [
      { id: "ann", product: "notes", locale: "de-DE" },
      { id: "ann-too", product: "notes", locale: "de-DE" },
      { id: "bob", product: "notes", locale: "pt-BR" },
      { id: "cleo", product: "draw", locale: "de_DE" },
      { id: "dan", product: "draw", locale: null },
      { id: "eve", product: "notes", locale: "de" },
    ];
    for (const { id, product, locale } of people) {
      await db.insert("curated.feedback_event", [
        event({
          event_id: `event-${id}`,
          product,
          locale,
          customer_record_id: `identity-${id}`,
          source_record_id: `record-of-${id}`,
          parent_record_id: id === "ann-too" ? "record-of-ann" : null,
          occurred_at: "2026-04-01 10:00:00",
          channel: "tickets",
        }),
      ]);
      await db.insert("curated.enrichment", [enrichment({ event_id: `event-${id}` })]);
      await db.insert("curated.customer", [
        {
          customer_record_id: `identity-${id}`,
          customer_id: id === "ann-too" ? "identity-ann" : `identity-${id}`,
          account_id: id === "dan" ? null : `account-of-${id.replace("-too", "")}`,
          revenue_month: id === "dan" ? null : "100",
        },
      ]);
      await db.insert("curated.issue_member", [
        { event_id: `event-${id}`, issue_id: `issue-${product}`, member_reason: "standing" },
      ]);
      await db.insert("curated.outbox", [
        {
          outbox_id: `outbox-${id}`,
          action: "reply",
          destination: "helpdesk",
          event_id: `event-${id}`,
          risk_class: "none",
          status: "waiting",
          created_at: "2026-04-02 10:00:00",
        },
      ]);
      await db.insert("curated.review_item", [
        {
          review_item_id: `item-${id}`,
          subject_kind: "event",
          subject_id: `event-${id}`,
          reason: "low_confidence",
          raised_at: "2026-04-02 10:00:00",
        },
      ]);
    }
    for (const product of ["notes", "draw"]) {
      await db.insert("curated.issue", [
        {
          issue_id: `issue-${product}`,
          product,
          category: "sync-stops",
          area: "sync",
          kind: "defect",
          severity: "high",
          origin: "standing",
          founding_event_id: "event-ann",
          onset_date: "2026-04-01",
          detected_at: "2026-04-01 12:00:00",
          events: 3,
          customers: 2,
          revenue_at_risk: "200",
          last_event_at: "2026-04-01 10:00:00",
          priority: 10,
        },
      ]);
    }
    await ask("jobs", []);
    await seenTables();
  });
  afterAll(() => db.close());

  test("the pipeline's own principal reads every value as it is and every row, or a MERGE would write masks back", async () => {
    await ask("jobs", []);
    await seenTables();
    for (const name of tableNames)
      expect(await db.rows(`SELECT * FROM seen_${name} ORDER BY ALL`), name).toEqual(
        await db.rows(`SELECT * FROM fixloop_${name} ORDER BY ALL`),
      );
  });

  test("people see pseudonyms for ids, a placeholder for the rest, and nothing where there is nothing", async () => {
    await asRole("analyst");
    await seenTables();
    const [seen] = await db.rows(
      "SELECT source_record_id, parent_record_id, customer_record_id FROM seen_curated.feedback_event WHERE event_id = 'event-ann'",
    );
    expect(seen).toEqual({
      source_record_id: "[masked]",
      parent_record_id: null,
      customer_record_id: (await db.rows("SELECT sha256('fixloop:identity-ann') AS hash"))[0]?.["hash"],
    });
  });

  test("whoever evaluates masks and filters, a view gives each of its readers the same figures", async () => {
    let compared = 0;
    for (const { id } of roles.filter(({ reads }) => reads !== "raw")) {
      await asRole(id);
      await seenTables();
      const reader = roles.find((candidate) => candidate.id === id);
      for (const name of reader === undefined ? [] : readableViews(reader)) {
        const byOwner = await rowsOf(name, "owner");
        expect(await rowsOf(name, "reader"), `${name} for ${id}`).toEqual(byOwner);
        compared += byOwner.length;
      }
    }
    expect(compared).toBeGreaterThan(40);
  });

  test("a role of one region sees its rows alone, and none whose region nobody knows", async () => {
    await asRole("agents-germany");
    expect((await rowsOf("serving.support_queue", "owner")).map(({ outbox_id }) => outbox_id)).toEqual([
      "outbox-ann",
      "outbox-ann-too",
      "outbox-cleo",
    ]);
  });

  test("a role of one product sees its rows alone, in views and in tables", async () => {
    await asRole("notes-product");
    expect(new Set((await rowsOf("serving.issue_overview", "owner")).map(({ product }) => product))).toEqual(
      new Set(["notes"]),
    );
    await asRole("notes-analyst");
    await seenTables();
    expect(await db.rows("SELECT DISTINCT product FROM seen_curated.issue")).toEqual([{ product: "notes" }]);
  });

  test("a limited role reads nothing that can't be limited", () => {
    const notes = roles.find(({ id }) => id === "notes-analyst");
    const germany = roles.find(({ id }) => id === "agents-germany");
    if (notes === undefined || germany === undefined) throw new Error("no such role");
    expect(
      readableTables(notes).filter((name) => ["state", "event", "work"].includes(contractOf(name).kind)),
    ).toEqual([
      "curated.statement",
      "curated.feedback_event",
      "curated.daily_count",
      "curated.exposure_daily",
      "curated.detection",
      "curated.issue",
      "curated.ticket_similarity",
      ...readableTables(notes).filter((name) => ["curated.drift", "curated.long_tail"].includes(name)),
    ]);
    expect(readableViews(germany)).toEqual([
      "serving.support_queue",
      "serving.issue_quotes",
      "serving.category_quotes",
    ]);
    expect(filteredTables(governedBy(project)).map(({ table }) => table)).toEqual(
      readableTables(notes).filter((name) => ["state", "event", "work"].includes(contractOf(name).kind)),
    );
  });

  test("who is in no group of the spec sees no row, whatever somebody grants", async () => {
    await ask("stranger", ["everybody-else"]);
    for (const name of viewNamesOf(views).filter(
      (view) => rowLimitOf(views[view] ?? { columns: {} }) !== undefined,
    ))
      expect(await rowsOf(name, "owner"), name).toEqual([]);
  });

  test("who is in two roles sees what either sees, and no more: limits of one do not open the other", async () => {
    await ask("both", ["group-agents-germany", "group-notes-product"]);
    // the one is limited by region, the other by product: together they do not see drawings of Brazil
    expect((await rowsOf("serving.support_queue", "owner")).map(({ outbox_id }) => outbox_id)).toEqual([
      "outbox-ann",
      "outbox-ann-too",
      "outbox-bob",
      "outbox-cleo",
      "outbox-eve",
    ]);
  });

  test("no view shows a value of a personal or sensitive column, whoever reads it", async () => {
    await ask("jobs", []);
    const hidden = new Set<unknown>();
    for (const { table, column } of maskedColumns(tables))
      for (const row of await db.rows(
        `SELECT DISTINCT ${column} AS value FROM fixloop_${table} WHERE ${column} IS NOT NULL`,
      ))
        hidden.add(row["value"]);
    expect(hidden.size).toBeGreaterThan(15);
    for (const name of viewNamesOf(views))
      for (const row of await rowsOf(name, "owner"))
        expect(
          Object.entries(row).filter(([, value]) => hidden.has(value)),
          name,
        ).toEqual([]);
  });
});

test("append-only tables hold no personal column", () => {
  const personal = tableNames.filter(
    (name) =>
      contractOf(name).kind === "event" &&
      Object.values(contractOf(name).columns).some(
        ({ class: kind }) => kind === "personal" || kind === "sensitive",
      ),
  );
  expect(personal).toEqual([]);
});

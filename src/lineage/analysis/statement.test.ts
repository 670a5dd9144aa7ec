import { beforeAll, describe, expect, test } from "vitest";
import { smallProject } from "../../../test/support/project.ts";
import { plannedSql } from "../../plan/plan.ts";
import { databricks } from "../../sql/databricks.ts";
import { duckdb } from "../../sql/duckdb.ts";
import { catalogOf } from "../catalog.ts";
import { pipelineStatements } from "../generatedStatements.ts";
import { loadParser, type Parser } from "./parser.ts";
import { statementLineage, statementProblems } from "./statement.ts";

const plan = plannedSql(smallProject());
const contractCatalog = catalogOf(plan);
let parse: Parser;
beforeAll(async () => {
  parse = await loadParser();
});

describe("both dialects", () => {
  /** What one engine has and the other doesn't: a volume of landed files, and old files of tables that wait for VACUUM. */
  const differs = (id: string, column: string): boolean =>
    id === "retention.erasure.receipt" && (column === "pending_until" || column === "subject");

  test("give every column of every statement the same origins", () => {
    const read = (dialect: typeof duckdb) =>
      new Map(
        pipelineStatements(plan, dialect).flatMap((statement) => {
          const { target, columns } = statementLineage(statement, { parse, catalog: contractCatalog });
          return target === undefined ? [] : [[statement.id, columns] as const];
        }),
      );
    const here = read(duckdb);
    const there = read(databricks);
    expect(here.size).toBeGreaterThan(80);
    for (const [id, columns] of here)
      for (const [column, origins] of columns)
        if (!differs(id, column))
          expect([...origins].toSorted(), `${id} ${column}`).toEqual(
            [...(there.get(id)?.get(column) ?? [])].toSorted(),
          );
  });

  test("name nothing that the contract doesn't know", () => {
    for (const dialect of [duckdb, databricks])
      expect(
        statementProblems(pipelineStatements(plan, dialect), { parse, catalog: contractCatalog }),
      ).toEqual([]);
  });
});

describe("a statement that names what isn't there", () => {
  const assignment = (): string =>
    pipelineStatements(plan, databricks).find(({ id }) => id === "route.assignment")?.text ?? "";
  const problems = (text: string, catalog = contractCatalog): readonly string[] =>
    statementLineage(
      { id: "s", text, dialect: "databricks", schemaPrefix: "fixloop" },
      { parse, catalog },
    ).problems.map(({ code, message }) => `${code}: ${message}`);
  const changed = (from: string, to: string): string => {
    const text = assignment();
    expect(text).toContain(from);
    return text.replace(from, to);
  };

  test("a misspelt column is told with the nearest known one", () => {
    expect(problems(changed("member.issue_id", "member.isue_id"))).toContain(
      'unknown_column: member has no column isue_id. Did you mean "issue_id"?',
    );
  });

  test("an unknown table is told with the nearest known one", () => {
    expect(problems(changed("fixloop_curated.owner_rule", "fixloop_curated.owner_rules"))).toContain(
      'unknown_table: no table, view or query is called curated.owner_rules. Did you mean "curated.owner_rule"?',
    );
  });

  test("a column that was dropped from the contract is missed where it is read and where it is written", () => {
    const without = new Map(
      [...contractCatalog].map(([name, columns]) => [
        name,
        columns.filter((column) => column !== "explanation"),
      ]),
    );
    expect(problems(assignment(), without)).toEqual([
      "unknown_column: existing has no column explanation.",
      "unknown_column: curated.assignment has no column explanation.",
    ]);
  });

  test("a name that two tables have is ambiguous", () => {
    expect(
      problems(
        "SELECT issue_id FROM fixloop_curated.issue AS issue CROSS JOIN fixloop_curated.issue_member AS member",
      ),
    ).toEqual(["ambiguous_column: column issue_id is in issue and in member: say which is meant"]);
  });

  test("an alias that stands nowhere is told", () => {
    expect(problems("SELECT member.issue_id FROM fixloop_curated.issue AS issue")).toEqual([
      "unknown_relation: nothing here is called member.",
    ]);
  });

  test("sides of a union with other numbers of columns are told", () => {
    expect(
      problems(
        "SELECT issue_id FROM fixloop_curated.issue UNION ALL SELECT issue_id, owner FROM fixloop_curated.assignment",
      ),
    ).toEqual(["column_count: the sides of a set operation have 1 and 2 columns"]);
  });

  test("text that is no SQL is told with its place and without its text", () => {
    expect(problems("SELECT FROM WHERE secret")[0]).toMatch(
      /^unparsable: can't be parsed: Parse error at line 1/,
    );
  });

  test("a mask on a column that isn't there is told", () => {
    expect(
      problems("ALTER TABLE fixloop_raw.account ALTER COLUMN mail SET MASK fixloop_curated.mask_text"),
    ).toEqual(['unknown_column: raw.account has no column mail. Did you mean "email"?']);
    expect(problems("GRANT SELECT ON TABLE fixloop_curated.isue TO `people`")).toEqual([
      'unknown_table: no table or view is called curated.isue. Did you mean "curated.issue"?',
    ]);
  });
});

describe("what a value comes from", () => {
  const columns = (text: string, dialect: "databricks" | "duckdb" = "databricks") => {
    const found = statementLineage({ id: "s", text, dialect, schemaPrefix: "p" }, { parse, catalog });
    expect(found.problems).toEqual([]);
    return Object.fromEntries([...found.columns].map(([name, origins]) => [name, [...origins].join(" ")]));
  };
  const rows = (text: string): string =>
    [
      ...statementLineage({ id: "s", text, dialect: "databricks", schemaPrefix: "p" }, { parse, catalog })
        .rows,
    ].join(" ");
  const catalog = new Map([
    ["raw.a", ["k", "x", "words"]],
    ["raw.b", ["k", "y"]],
  ]);

  test("a union takes by place, under the names of its first part", () => {
    expect(columns("SELECT k AS n FROM p_raw.a UNION ALL SELECT y FROM p_raw.b")).toEqual({
      n: "raw.a.k raw.b.y",
    });
  });

  test("a filter decides about rows, not about values", () => {
    const text = "SELECT a.x FROM p_raw.a AS a JOIN p_raw.b AS b ON b.k = a.k WHERE b.y > 1";
    expect(columns(text)).toEqual({ x: "raw.a.x" });
    expect(rows(text)).toBe("raw.b.k raw.a.k raw.b.y");
  });

  test("a condition of a CASE decides about the value", () => {
    expect(columns("SELECT CASE WHEN k = 1 THEN x ELSE 'no' END AS v FROM p_raw.a")).toEqual({
      v: "raw.a.k raw.a.x",
    });
  });

  test("a count has rows, a rank its order, a sum its argument", () => {
    expect(
      columns(
        "SELECT count(*) AS n, count(1) AS m, sum(x) AS s, row_number() OVER (PARTITION BY k ORDER BY x) AS r, max(x) OVER (PARTITION BY k) AS w FROM p_raw.a GROUP BY ALL",
      ),
    ).toEqual({ n: "raw.a.*", m: "raw.a.*", s: "raw.a.x", r: "raw.a.k raw.a.x", w: "raw.a.x" });
  });

  test("parameters of a lambda hide columns of their name, in both dialects", () => {
    expect(columns("SELECT transform(words, x -> concat(x, k)) AS v FROM p_raw.a")).toEqual({
      v: "raw.a.words raw.a.k",
    });
    expect(columns("SELECT list_transform(words, lambda x: x || k) AS v FROM p_raw.a", "duckdb")).toEqual({
      v: "raw.a.words raw.a.k",
    });
  });

  test("a correlated subquery, a star without a column, a lateral alias and a CTE that hides a table", () => {
    expect(
      columns(`WITH a AS (SELECT k, y FROM p_raw.b)
SELECT a.* EXCEPT (y), (SELECT max(other.x) FROM p_raw.a AS other WHERE other.k = a.k) AS top, y + 1 AS z, z AS again FROM a`),
    ).toEqual({ k: "raw.b.k", top: "raw.a.x", z: "raw.b.y", again: "raw.b.y" });
  });

  test("parameters and the clock are origins, words are constants", () => {
    expect(columns("SELECT :as_of AS p, current_timestamp() AS c, 'word' AS w")).toEqual({
      p: ":as_of",
      c: ":now",
      w: "constant",
    });
  });

  test.each(["databricks", "duckdb"] as const)(
    "arguments of a shared function flow into what it gives, through CTEs before a MERGE, on %s",
    (dialect) => {
      expect(
        columns(
          `WITH folded AS (SELECT k, p_curated.fold_text(p_curated.given_version(x)) AS y FROM p_raw.a),
incoming AS (SELECT k, y FROM folded)
MERGE INTO p_raw.b AS existing USING incoming ON existing.k = incoming.k
WHEN MATCHED AND (existing.y IS DISTINCT FROM incoming.y) THEN UPDATE SET y = incoming.y
WHEN NOT MATCHED THEN INSERT (k, y) VALUES (incoming.k, incoming.y)`,
          dialect,
        ),
      ).toEqual({ k: "raw.a.k", y: "raw.a.x" });
    },
  );

  test("a recursive query, rows made of an array, a unit of time", () => {
    expect(
      columns(`WITH RECURSIVE up AS (SELECT k AS n FROM p_raw.a UNION ALL SELECT up.n + b.y FROM up JOIN p_raw.b AS b ON b.k = up.n)
SELECT n FROM up`),
    ).toEqual({ n: "raw.a.k raw.b.y" });
    expect(rows("SELECT explode(words) AS word FROM p_raw.a")).toBe("raw.a.words");
    expect(columns("SELECT timestampadd(SECOND, x, k) AS t FROM p_raw.a")).toEqual({ t: "raw.a.x raw.a.k" });
  });
});

import { afterAll, beforeAll, expect, test } from "vitest";
import { maintenance, stages } from "../../src/stages/catalogue.ts";
import { views } from "../../src/stages/views.ts";
import { duckdb } from "../../src/sql/duckdb.ts";
import { render } from "../../src/sql/sql.ts";
import { smallProject } from "../support/project.ts";
import { StageDatabase } from "../support/stageDatabase.ts";

/**
 * An outer join finds its rows by equal keys. A condition on one side alone beside them (`a.kind = 'x' AND b.id = a.id`)
 * makes DuckDB compare every row with every other: the review queue of a million records took 24 s of processor time
 * that way, and takes 0.3 s. Inner joins may: their condition becomes a filter, and rules and thresholds are few.
 */
let db: StageDatabase;
beforeAll(async () => {
  db = await StageDatabase.open(smallProject());
});
afterAll(() => db.close());

interface PlanNode {
  readonly name: string;
  readonly children: readonly PlanNode[];
  readonly extra_info: Readonly<Record<string, unknown>>;
}

const nodesOf = (node: PlanNode): readonly PlanNode[] => [node, ...node.children.flatMap(nodesOf)];

/** Outer joins of a query that compare every row with every other, by their conditions. */
async function comparingAll(query: string): Promise<readonly string[]> {
  const [row] = await db.rows<{ explain_value: string }>(`EXPLAIN (FORMAT JSON) ${query}`);
  return (JSON.parse(row?.explain_value ?? "[]") as readonly PlanNode[])
    .flatMap(nodesOf)
    .filter(
      ({ name, extra_info }) =>
        name === "BLOCKWISE_NL_JOIN" && /^(?:LEFT|RIGHT|FULL|OUTER)/.test(String(extra_info["Join Type"])),
    )
    .map(({ extra_info }) => String(extra_info["Condition"]));
}

const queries = [
  ...[...stages, ...Object.values(maintenance).flat()].flatMap(({ steps }) =>
    steps.flatMap((step) => (step.kind === "sql" ? [[step.id, step.query] as const] : [])),
  ),
  ...Object.entries(views).map(([name, { query }]) => [name, query] as const),
];

test.each(queries)("%s joins by keys", async (_, query) => {
  expect(await comparingAll(render(query(duckdb), db.plan.schemaPrefix))).toEqual([]);
});

test("a condition on one side alone is noticed", async () => {
  const query = (condition: string): string =>
    `SELECT * FROM fixloop_curated.review_item AS item LEFT JOIN fixloop_curated.outbox AS outbox ON ${condition}`;
  expect(
    await comparingAll(query("item.subject_kind = 'outbox' AND outbox.outbox_id = item.subject_id")),
  ).toHaveLength(1);
  expect(await comparingAll(query("outbox.outbox_id = item.subject_id"))).toEqual([]);
});

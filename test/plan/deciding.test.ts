import { afterAll, beforeAll, expect, test } from "vitest";
import { maintenance, stages } from "../../src/stages/catalogue.ts";
import { views } from "../../src/stages/views.ts";
import { duckdb } from "../../src/sql/duckdb.ts";
import { render } from "../../src/sql/sql.ts";
import { smallProject } from "../support/project.ts";
import { StageDatabase } from "../support/stageDatabase.ts";
import { boundPlan, nodesOf, typeOf, type BoundNode } from "./boundPlan.ts";

/**
 * A double may inform, never decide: its last digits depend on the order of a sum and on whose logarithm it was. So no
 * comparison, order, group or join key is a double, on the plan that the binder makes of every query; a number that
 * decides is quantised first. What stays allowed is the guard of a division: a value of its own against the constant 0.
 */
let db: StageDatabase;
beforeAll(async () => {
  db = await StageDatabase.open(smallProject());
});
afterAll(() => db.close());

const isDouble = (expression: unknown): boolean => /^(DOUBLE|FLOAT)$/.test(typeOf(expression));

/** The ways in which a double decides in a bound plan, as the operators that do. */
function doublesThatDecide(plan: BoundNode): readonly string[] {
  const found: string[] = [];
  const list = (value: unknown): readonly BoundNode[] => (Array.isArray(value) ? (value as BoundNode[]) : []);
  for (const node of nodesOf(plan)) {
    if (node["expression_class"] === "BOUND_COMPARISON") {
      const sides = [node["left"], node["right"]];
      const guards = sides.some(isZero) && (sides.some(isColumn) || node["type"] === "COMPARE_NOTEQUAL");
      if (sides.some(isDouble) && !guards) found.push(String(node["type"]));
    }
    if (node["expression_class"] === "BOUND_BETWEEN" && isDouble(node["input"])) found.push("BETWEEN");
    if (node["expression_class"] === "BOUND_WINDOW") {
      if (list(node["partitions"]).some(isDouble)) found.push("PARTITION BY");
      if (list(node["orders"]).some((order) => isDouble(order["expression"]))) found.push("window ORDER BY");
    }
    if (node["expression_class"] === "BOUND_AGGREGATE") {
      const orders = (node["order_bys"] as BoundNode | undefined)?.["orders"];
      if (list(orders).some((order) => isDouble(order["expression"]))) found.push("aggregate ORDER BY");
      if (/^(arg_|first|last|mode)/.test(String(node["name"])) && list(node["children"]).some(isDouble))
        found.push(String(node["name"]));
    }
    if (node["type"] === "LOGICAL_ORDER_BY" || node["type"] === "LOGICAL_TOP_N")
      if (list(node["orders"]).some((order) => isDouble(order["expression"]))) found.push("ORDER BY");
    if (node["type"] === "LOGICAL_AGGREGATE_AND_GROUP_BY" && list(node["groups"]).some(isDouble))
      found.push("GROUP BY");
    if (node["type"] === "LOGICAL_COMPARISON_JOIN")
      if (list(node["conditions"]).some((condition) => isDouble(condition["left"]))) found.push("JOIN");
  }
  return found;
}

function isZero(expression: unknown): boolean {
  const node = withoutCasts(expression);
  return (
    node["expression_class"] === "BOUND_CONSTANT" &&
    Number((node["value"] as BoundNode)["value"] ?? NaN) === 0
  );
}

function isColumn(expression: unknown): boolean {
  return ["BOUND_REF", "BOUND_COLUMN_REF"].includes(String(withoutCasts(expression)["expression_class"]));
}

function withoutCasts(expression: unknown): BoundNode {
  const node = expression as BoundNode;
  return node["expression_class"] === "BOUND_CAST" ? withoutCasts(node["child"]) : node;
}

const queries = [
  ...[...stages, ...maintenance].flatMap((stage) => [
    ...stage.steps.flatMap((step) => (step.kind === "sql" ? [[step.id, step.query(duckdb)] as const] : [])),
    ...stage.checks.map((check) => [check.id, check.failing(duckdb)] as const),
  ]),
  ...Object.entries(views).map(([name, view]) => [name, view.query(duckdb)] as const),
];

test("no query of a step, a check or a view lets a double decide", async () => {
  const deciding: string[] = [];
  for (const [id, query] of queries) {
    const found = doublesThatDecide(await boundPlan(db.database, render(query, "fixloop")));
    if (found.length > 0) deciding.push(`${id}: ${[...new Set(found)].join(", ")}`);
  }
  expect(deciding).toEqual([]);
});

test.each([
  ["a threshold", "SELECT CASE WHEN value * 0.5e0 >= 3 THEN 1 END FROM numbers"],
  ["an order", "SELECT row_number() OVER (ORDER BY value, place) FROM numbers"],
  ["a winner", "SELECT arg_max(place, value) FROM numbers"],
  ["a group", "SELECT value, count(*) FROM numbers GROUP BY value"],
  ["a partition", "SELECT count(*) OVER (PARTITION BY value) FROM numbers"],
  ["a join", "SELECT 1 FROM numbers AS one JOIN numbers AS two ON one.value = two.value"],
  [
    "the sign of a sum",
    "WITH summed AS (SELECT sum(value) AS total FROM numbers) SELECT total + 1 > 0 FROM summed",
  ],
])("%s that is a double is noticed", async (_what, query) => {
  await db.database.run("CREATE OR REPLACE TEMP TABLE numbers (value DOUBLE, place INTEGER)");
  expect(doublesThatDecide(await boundPlan(db.database, query))).not.toEqual([]);
});

test("a quantised number decides, and a division is guarded", async () => {
  await db.database.run("CREATE OR REPLACE TEMP TABLE numbers (value DOUBLE, place INTEGER)");
  const sound =
    "SELECT CASE WHEN value <> 0 THEN 1 / value END FROM numbers WHERE CAST(value AS DECIMAL(38, 3)) > 2";
  expect(doublesThatDecide(await boundPlan(db.database, sound))).toEqual([]);
});

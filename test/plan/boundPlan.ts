import type { Database } from "../../src/local/database.ts";

/**
 * What DuckDB's binder makes of a query: names resolved, every expression with its type. Better than reading the text:
 * a type that flows through five CTEs is seen where it decides.
 */
export interface BoundNode {
  readonly [name: string]: unknown;
}

/** The bound plan of a SELECT, before the optimiser. Throws what the binder says of a query that isn't sound. */
export async function boundPlan(database: Database, query: string): Promise<BoundNode> {
  const [row] = await database.rows<{ plan: string }>(
    `SELECT json_serialize_plan('${query.replaceAll("'", "''")}', skip_null := true, skip_empty := true, optimize := false) AS plan`,
  );
  const plan = JSON.parse(row?.plan ?? "{}") as BoundNode;
  if (plan["error"] === true) throw new Error(`the binder refuses: ${String(plan["error_message"])}`);
  return plan;
}

/** Every object of the plan, each with the object that holds it. */
export function* nodesOf(node: unknown): Generator<BoundNode> {
  if (Array.isArray(node)) for (const inner of node) yield* nodesOf(inner);
  else if (typeof node === "object" && node !== null) {
    yield node as BoundNode;
    for (const inner of Object.values(node)) yield* nodesOf(inner);
  }
}

/** `DOUBLE`, `VARCHAR`, …: the type that an expression gives. */
export function typeOf(expression: unknown): string {
  const type = (expression as { return_type?: { id?: string } } | undefined)?.return_type?.id;
  return type ?? "";
}

import type { BuiltInLineage } from "../builtInLineage.ts";
import type { Catalog } from "../catalog.ts";
import type { StatementText } from "../generatedStatements.ts";
import { rowOrigins, valueOrigins } from "../valueOrigins.ts";
import type { Parser } from "./parser.ts";
import { statementLineage } from "./statement.ts";

/** What a statement does to its table, by its own text; of the query of a view also what its joins take for equal. */
export function parsedLineage(
  statement: StatementText,
  {
    parse,
    catalog,
    isOfView = false,
  }: { readonly parse: Parser; readonly catalog: Catalog; readonly isOfView?: boolean },
): BuiltInLineage {
  const { target, columns, rows, equalities } = statementLineage(statement, { parse, catalog });
  // what an assertion selects reaches no table
  if (target === undefined && !isOfView) return { statement: statement.id };
  return {
    statement: statement.id,
    ...(target === undefined ? {} : { writes: target }),
    columns: Object.fromEntries(
      [...columns].map(([column, origins]) => [column, valueOrigins(origins, `${target}.${column}`)]),
    ),
    rows: rowOrigins(rows),
    ...(isOfView ? { equalities } : {}),
  };
}

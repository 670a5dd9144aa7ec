import { databricks } from "../sql/databricks.ts";
import { render } from "../sql/sql.ts";
import type { QueryRunner, TextRow } from "../reading/queryRunner.ts";
import type { Call, SqlResult, Workspace } from "./workspace.ts";

export interface WarehouseQueryRunnerOptions {
  readonly workspace: Pick<Workspace, "sql">;
  readonly warehouseId: string;
  readonly catalog: string;
  readonly schemaPrefix: string;
  readonly call?: Call | undefined;
}

/** Reads a target's tables through its warehouse, which starts where it sleeps. Throws a WorkspaceError. */
export function warehouseQueryRunner(options: WarehouseQueryRunnerOptions): QueryRunner {
  const { workspace, warehouseId, catalog, schemaPrefix, call } = options;
  return {
    dialect: databricks,
    rows: async (query) =>
      textRows(
        await workspace.sql.execute(
          { warehouseId, catalog, text: render(query, schemaPrefix), idempotent: true },
          call,
        ),
      ),
  };
}

export function textRows({ columns, rows }: SqlResult): readonly TextRow[] {
  return rows.map((row) => Object.fromEntries(columns.map(({ name }, index) => [name, row[index] ?? null])));
}

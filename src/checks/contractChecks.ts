import type { Check } from "../contract/check.ts";
import type { StageName } from "../contract/vocabulary.ts";
import type { TableName } from "../sql/sql.ts";
import { hasProvenance, type TableContract } from "../contract/table.ts";
import { identifier, join, sql, table, trustedText, type Sql } from "../sql/sql.ts";
import { newTo } from "../contract/window.ts";

/**
 * What the contract of a table promises by itself: its key is unique, and listed values are the only ones. Of a table
 * that keeps history only rows of the stage's window are looked at, and for their keys whatever else is there:
 * the others were looked at by the runs that wrote them, and a check of the whole would grow with all that ever came.
 */
export function contractChecks(stage: StageName, name: TableName, contract: TableContract): readonly Check[] {
  const key = join(contract.key.map(identifier));
  const keepsHistory = hasProvenance(contract);
  const isWritten = (row: Sql): Sql => newTo(stage, sql`${row}.run_id`);
  const twice = (condition: Sql): Sql =>
    sql`SELECT ${key} FROM ${table(name)} AS written${condition} GROUP BY ${key} HAVING count(*) > 1`;
  const unique: Check = {
    id: `${name}.key_is_unique`,
    stage,
    table: name,
    title: `Every row of ${name} has a key of its own.`,
    severity: "error",
    failing: () =>
      keepsHistory
        ? sql`${twice(sql` WHERE ${isWritten(sql`written`)}`)}
UNION ALL
SELECT ${join(contract.key.map((column) => sql`written.${identifier(column)}`))}
FROM ${table(name)} AS written
JOIN ${table(name)} AS earlier ON ${join(
            contract.key.map((column) => sql`earlier.${identifier(column)} = written.${identifier(column)}`),
            sql` AND `,
          )}
WHERE ${isWritten(sql`written`)} AND NOT (${isWritten(sql`earlier`)})`
        : twice(sql``),
  };
  const listed = Object.entries(contract.columns).flatMap(([column, { values }]): Check[] =>
    values === undefined
      ? []
      : [
          {
            id: `${name}.${column}_is_listed`,
            stage,
            table: name,
            title: `${name}.${column} holds only its listed values.`,
            severity: "error",
            failing: () =>
              sql`SELECT ${key} FROM ${table(name)} AS written WHERE ${keepsHistory ? sql`${isWritten(sql`written`)} AND ` : sql``}${identifier(column)} IS NOT NULL AND ${identifier(column)} NOT IN (${join(values.map(word))})`,
          },
        ],
  );
  return [unique, ...listed];
}

function word(value: string) {
  if (!/^[a-z_]+$/.test(value)) throw new TypeError(`contract: ${value} isn't a listed word`);
  return trustedText(`'${value}'`);
}

import type { Check, StageName } from "./contract.ts";
import { contractOf, type TableName } from "./tables.ts";
import { identifier, join, sql, table, trustedText } from "../sql/sql.ts";

/** What the contract of a table promises by itself: its key is unique, and listed values are the only ones. */
export function contractChecks(stage: StageName, name: TableName): readonly Check[] {
  const contract = contractOf(name);
  const key = join(contract.key.map(identifier));
  const unique: Check = {
    id: `${name}.key_is_unique`,
    stage,
    table: name,
    title: `Every row of ${name} has a key of its own.`,
    severity: "error",
    failing: () => sql`SELECT ${key} FROM ${table(name)} GROUP BY ${key} HAVING count(*) > 1`,
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
              sql`SELECT ${key} FROM ${table(name)} WHERE ${identifier(column)} IS NOT NULL AND ${identifier(column)} NOT IN (${join(values.map(word))})`,
          },
        ],
  );
  return [unique, ...listed];
}

function word(value: string) {
  if (!/^[a-z_]+$/.test(value)) throw new TypeError(`contract: ${value} is no listed word`);
  return trustedText(`'${value}'`);
}

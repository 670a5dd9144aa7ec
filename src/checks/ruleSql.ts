import type { Dialect } from "../sql/dialect.ts";
import { identifier, join, sql, type Sql } from "../sql/sql.ts";
import type { Comparison, RuleNode } from "../contract/rule.ts";

/** Where a literal's value is: a text expression over rows of a seed table, by its position in the rule. */
export type LiteralAt = (position: number) => Sql;

/**
 * A condition that is true where a row breaks the rule. A row keeps a rule only where the rule is true: where it is
 * unknown because a column is null it is broken, so a rule says itself which nulls it allows (`rating is null or …`).
 */
export function breaksRule(tree: RuleNode, row: Sql, literal: LiteralAt, dialect: Dialect): Sql {
  return sql`NOT coalesce(${expression(tree, row, literal, dialect)}, FALSE)`;
}

/**
 * Numbers are all DECIMAL(38,6): sums of them have that type again on both engines, and overflow is an error on both.
 * There is no product: its scale differs between the engines once it has more than 38 digits.
 */
function expression(node: RuleNode, row: Sql, literal: LiteralAt, dialect: Dialect): Sql {
  const part = (child: RuleNode): Sql => expression(child, row, literal, dialect);
  const not = (negated: boolean): Sql => (negated ? sql`NOT ` : sql``);
  if (node.kind === "and") return sql`(${part(node.left)} AND ${part(node.right)})`;
  switch (node.kind) {
    case "column": {
      const column = sql`${row}.${identifier(node.name)}`;
      return node.type === "number" ? asNumber(column, dialect) : column;
    }
    case "literal":
      if (node.type === "number") return asNumber(literal(node.position), dialect);
      return node.type === "boolean" ? sql`(${literal(node.position)} = 'true')` : literal(node.position);
    case "sum":
      return node.operator === "+"
        ? sql`(${part(node.left)} + ${part(node.right)})`
        : sql`(${part(node.left)} - ${part(node.right)})`;
    case "call":
      return call(node.name, node.arguments.map(part), dialect);
    case "compare":
      return sql`(${part(node.left)} ${operators[node.operator]} ${part(node.right)})`;
    case "between":
      return sql`(${part(node.value)} ${not(node.negated)}BETWEEN ${part(node.low)} AND ${part(node.high)})`;
    case "in":
      return sql`(${part(node.value)} ${not(node.negated)}IN (${join(node.list.map(part))}))`;
    case "or":
      return sql`(${part(node.left)} OR ${part(node.right)})`;
    case "null":
      return sql`(${part(node.value)} IS ${not(node.negated)}NULL)`;
    case "not":
      break;
  }
  return sql`(NOT ${part(node.value)})`;
}

const operators: Readonly<Record<Comparison, Sql>> = {
  "=": sql`=`,
  "<>": sql`<>`,
  "<=": sql`<=`,
  ">=": sql`>=`,
  "<": sql`<`,
  ">": sql`>`,
};

function asNumber(value: Sql, dialect: Dialect): Sql {
  return sql`CAST(${value} AS ${dialect.type("decimal(38,6)")})`;
}

function call(name: string, values: readonly Sql[], dialect: Dialect): Sql {
  const [first = sql`NULL`, second = sql`NULL`] = values;
  if (name === "length") return asNumber(sql`length(${first})`, dialect);
  if (name === "abs") return sql`abs(${first})`;
  if (name === "starts_with") return sql`(substring(${first}, 1, length(${second})) = ${second})`;
  return sql`coalesce(${join(values)})`;
}

import type { ColumnType } from "../columnType.ts";
import type { Dialect } from "../dialect.ts";
import { checkedComment } from "../patterns.ts";
import { identifier, join, routine, sql, trustedText, type RoutineName, type Sql } from "../sql.ts";

/**
 * A function that several statements call by one name: in Unity Catalog a SQL function, in DuckDB a macro. A statement
 * shows what is computed, the function how.
 *
 * A macro is substitution: an argument is computed as often as the body names its parameter, so pass a column, and name a
 * parameter once where it costs much. Spark refuses a SQL function in a lambda, in explode, in ORDER BY, and in what MERGE,
 * UPDATE and DELETE do to rows (`misplacedCalls`): call it in the SELECT list of a CTE.
 */
export interface SqlFunction {
  readonly name: string;
  readonly parameters: readonly SqlParameter[];
  readonly returns: ColumnType | "map<string,string>";
  /** What it gives, for people who open it in the catalog. */
  readonly comment: string;
  /** Why it is computed this way. */
  readonly why: string;
  /** The value, from the parameters by their names. */
  readonly body: (dialect: Dialect) => Sql;
}

export interface SqlParameter {
  readonly name: string;
  readonly type: ColumnType;
}

export const routineOf = ({ name }: SqlFunction): RoutineName => `curated.${name}`;

/** A call; arguments in the order of the parameters. */
export function call(called: SqlFunction, ...values: readonly Sql[]): Sql {
  if (values.length !== called.parameters.length)
    throw new TypeError(
      `sql: ${called.name} takes ${called.parameters.length} arguments, not ${values.length}`,
    );
  return sql`${routine(routineOf(called))}(${join(values)})`;
}

/** The statements that make a function, or replace it; of a macro the comment is one of its own. */
export function createFunction(made: SqlFunction, dialect: Dialect): readonly Sql[] {
  const name = routine(routineOf(made));
  const comment = trustedText(`'${checkedComment(made.comment)}'`);
  const parameters = made.parameters.map((parameter) => ({
    name: identifier(parameter.name),
    type: dialect.type(parameter.type),
  }));
  return dialect.createFunction({
    name,
    parameters,
    returns: dialect.type(made.returns),
    comment,
    body: made.body(dialect),
  });
}

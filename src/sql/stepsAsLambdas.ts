import type { ColumnOf, StepsOverRows } from "./dialect.ts";
import { identifier, join, sql, type Sql } from "./sql.ts";

/** What a lambda gets: a struct of what was given and made so far, as far as anything after it names it. */
const work = sql`work`;

/**
 * Steps over a row as DuckDB's lambdas one after the other, each from a struct to a struct; the value is the struct of the
 * results. Lambdas within each other would be shorter, but are bound in a time that doubles with each.
 */
export function stepsAsLambdas({ steps, results }: Pick<StepsOverRows, "steps" | "results">): Sql {
  /** Column of a step → the field that holds it, alone or in a list. */
  const fields = new Map(
    steps.flatMap(({ gives, columns }) =>
      columns.map(([column], index) => {
        const field = sql`${work}.${identifier(gives)}`;
        return [
          column,
          { gives, value: columns.length === 1 ? field : sql`${field}[${index + 1}]` },
        ] as const;
      }),
    ),
  );
  const fieldOf = (column: string): string => fields.get(column)?.gives ?? column;
  const valueOf = (column: string): Sql => fields.get(column)?.value ?? sql`${work}.${identifier(column)}`;

  const made = steps.map(({ gives, columns, value }) => {
    const names = new Set<string>();
    const of: ColumnOf = (column) => {
      names.add(fieldOf(column));
      return valueOf(column);
    };
    const given = columns.map(([, from]) => from(of));
    const [only] = given;
    return {
      gives,
      names,
      value:
        given.length === 1 && only !== undefined
          ? value(only, of)
          : sql`list_transform([${join(given)}], lambda each_given: ${value(sql`each_given`, of)})`,
    };
  });
  /** Fields that the steps from a place on name, and the results. */
  const namedFrom = (place: number): ReadonlySet<string> =>
    new Set([...made.slice(place).flatMap(({ names }) => [...names]), ...results.map(fieldOf)]);

  const ofSteps = new Set(steps.map(({ gives }) => gives));
  const ofRow = [...namedFrom(0)].filter((field) => !ofSteps.has(field));
  const start = sql`[${struct(ofRow.map((field) => [field, identifier(field)]))}]`;
  const chain = made.reduce((before, { gives, value }, place) => {
    const known = [...ofRow, ...steps.slice(0, place).map((step) => step.gives)];
    const later = namedFrom(place + 1);
    const carried = known.filter((field) => later.has(field));
    return mapped(before, [...carried.map((field) => [field, valueOfField(field)] as const), [gives, value]]);
  }, start);
  return sql`${mapped(
    chain,
    results.map((column) => [column, valueOf(column)]),
  )}[1]`;
}

type Fields = readonly (readonly [string, Sql])[];

const valueOfField = (field: string): Sql => sql`${work}.${identifier(field)}`;
const struct = (of: Fields): Sql =>
  sql`{${join(of.map(([field, value]) => sql`'${identifier(field)}': ${value}`))}}`;
const mapped = (list: Sql, becomes: Fields): Sql => sql`list_transform(${list}, lambda ${work}:
    ${struct(becomes)})`;

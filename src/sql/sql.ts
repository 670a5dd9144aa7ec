export const schemaNames = ["raw", "curated", "serving"] as const;
export type SchemaName = (typeof schemaNames)[number];

/** A table by its schema and name, without the prefix that the project gives its schemas. */
export type TableName = `raw.${string}` | `curated.${string}`;

/** A table of the contract, or a view of the serving schema. */
export type RelationName = TableName | `serving.${string}`;

/**
 * SQL text as data. The only way to make one is the `sql` tag (or a dialect method), whose interpolations are
 * other fragments, table references, identifiers of our own and integers. A plain string is a type error: text
 * that somebody authored reaches the engines as rows of seed tables and never as SQL.
 */
export interface Sql {
  readonly chunks: readonly Chunk[];
  readonly [sqlBrand]: true;
}

declare const sqlBrand: unique symbol;

type Chunk =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "table"; readonly table: RelationName }
  | { readonly kind: "routine"; readonly routine: RoutineName }
  /** A parameter by its name, and the text that an engine knows it by. */
  | { readonly kind: "parameter"; readonly name: string; readonly text: string };

/** A function that the set-up makes, in the curated schema. */
export type RoutineName = `curated.${string}`;

export type SqlValue = Sql | number | bigint;

/** Joins the template's own text with the fragments between it. Numbers must be integers: doubles never decide. */
export function sql(strings: TemplateStringsArray, ...values: readonly SqlValue[]): Sql {
  const chunks: Chunk[] = [];
  strings.forEach((text, index) => {
    pushText(chunks, text);
    const value = values[index];
    if (value === undefined) return;
    if (typeof value === "number" || typeof value === "bigint") {
      if (typeof value === "number" && !Number.isSafeInteger(value)) {
        throw new TypeError(`sql: ${value} is not a safe integer; write fractions as scaled integers`);
      }
      pushText(chunks, String(value));
      return;
    }
    for (const chunk of value.chunks) {
      if (chunk.kind === "text") pushText(chunks, chunk.text);
      else chunks.push(chunk);
    }
  });
  return fragment(chunks);
}

/** A reference to a table of the contract; its schema's prefix is added when the text is rendered. */
export function table(name: RelationName): Sql {
  return fragment([{ kind: "table", table: name }]);
}

/** A call's name: a function of the set-up; its schema's prefix is added when the text is rendered. */
export function routine(name: RoutineName): Sql {
  return fragment([{ kind: "routine", routine: name }]);
}

/** A parameter of a job or session, as an engine writes it: `:run`, `$run`. */
export function parameter(name: string, text: string): Sql {
  return fragment([{ kind: "parameter", name, text }]);
}

/**
 * A column, alias or CTE name of our own. Names from outside never become identifiers, so anything but a
 * lower-case SQL word is a bug of ours.
 */
export function identifier(name: string): Sql {
  if (!/^[a-z_][a-z0-9_]*$/.test(name))
    throw new TypeError(`sql: ${JSON.stringify(name)} is no identifier of ours`);
  return fragment([{ kind: "text", text: name }]);
}

/** A word of a closed catalogue (a state, a kind, a check id) as a string literal. */
export function constant(word: string): Sql {
  if (!/^[a-z][a-z0-9_.:-]*$/.test(word))
    throw new TypeError(`sql: ${JSON.stringify(word)} is no catalogued constant`);
  return fragment([{ kind: "text", text: `'${word}'` }]);
}

/** Words of a closed catalogue as a list in parentheses, for IN. */
export function constants(words: readonly string[]): Sql {
  return sql`(${join(words.map(constant))})`;
}

/** The place of a value among the words of a closed catalogue, from 1: an order to sort by. The last one is for all others. */
export function placeOf(value: Sql, words: readonly string[]): Sql {
  const places = words.slice(0, -1).map((word, index) => sql`WHEN ${constant(word)} THEN ${index + 1}`);
  return sql`CASE ${value} ${join(places, sql` `)} ELSE ${words.length} END`;
}

/** Joins fragments with a separator, by default a comma and a space. */
export function join(parts: readonly Sql[], separator: Sql = sql`, `): Sql {
  const chunks: Chunk[] = [];
  parts.forEach((part, index) => {
    for (const chunk of [...(index > 0 ? separator.chunks : []), ...part.chunks]) {
      if (chunk.kind === "text") pushText(chunks, chunk.text);
      else chunks.push(chunk);
    }
  });
  return fragment(chunks);
}

/**
 * SQL text that this package wrote itself and that the tag cannot express: only dialects, the DDL builder and the
 * MERGE builder may call it, always with text whose parts they have escaped.
 */
export function trustedText(text: string): Sql {
  return fragment([{ kind: "text", text }]);
}

/** The tables a fragment mentions, each once, in the order of their first mention. */
export function tablesIn(fragmentOfSql: Sql): readonly RelationName[] {
  const names = new Set<RelationName>();
  for (const chunk of fragmentOfSql.chunks) if (chunk.kind === "table") names.add(chunk.table);
  return [...names];
}

/**
 * The text of a fragment, with every table in its schema: `raw.landing` under prefix `fixloop` is `fixloop_raw.landing`.
 * `parameterText` says how a parameter is written where that is not the engine's own way.
 */
export function render(
  fragmentOfSql: Sql,
  schemaPrefix: string,
  parameterText?: (name: string) => string,
): string {
  return fragmentOfSql.chunks
    .map((chunk) => {
      switch (chunk.kind) {
        case "text":
          return chunk.text;
        case "parameter":
          return parameterText?.(chunk.name) ?? chunk.text;
        case "table":
          return `${schemaPrefix}_${chunk.table}`;
        case "routine":
          break;
      }
      return `${schemaPrefix}_${chunk.routine}`;
    })
    .join("");
}

function fragment(chunks: readonly Chunk[]): Sql {
  return Object.freeze({ chunks: Object.freeze(chunks) }) as Sql;
}

function pushText(chunks: Chunk[], text: string): void {
  if (text === "") return;
  const last = chunks.at(-1);
  if (last?.kind === "text") chunks[chunks.length - 1] = { kind: "text", text: last.text + text };
  else chunks.push({ kind: "text", text });
}

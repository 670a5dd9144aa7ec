export const schemaNames = ["raw", "curated", "serving"] as const;
export type SchemaName = (typeof schemaNames)[number];

/** A table by its schema and name, without the prefix that the project gives its schemas. */
export type TableName = `raw.${string}` | `curated.${string}`;

/** A table of the contract, or a view of the serving schema. */
export type RelationName = TableName | `serving.${string}`;

/**
 * SQL text as data. The only way to make one is the `sql` tag (or a dialect method), whose interpolations are
 * other fragments, table references, identifiers of our own and integers. A plain string is a type error: text
 * that someone authored reaches the engines as rows of seed tables and never as SQL.
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

/**
 * Joins the template's own text with the fragments between it. A fragment of several lines is indented as the line that it
 * is put on. Numbers must be integers: doubles never decide.
 */
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
    pushFragment(chunks, value, indentOfLastLine(chunks));
  });
  return fragment(chunks);
}

/** One character for a table or a function: what a lexer reads in the place of its name. */
export const standIn = "_";

/** The text of a fragment with every table and function as one character, so that places are those of the fragment. */
export const placedText = ({ chunks }: Sql): string =>
  chunks.map((chunk) => (chunk.kind === "text" ? chunk.text : standIn)).join("");

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

/** Whether a value is one of the words of a closed catalogue. */
export function isOneOf(value: Sql, words: readonly string[]): Sql {
  const [only] = words;
  return words.length === 1 && only !== undefined
    ? sql`${value} = ${constant(only)}`
    : sql`${value} IN ${constants(words)}`;
}

/** The place of a value among the words of a closed catalogue, from 1: an order to sort by. The last one is for all others. */
export function placeOf(value: Sql, words: readonly string[]): Sql {
  const places = words.slice(0, -1).map((word, index) => sql`WHEN ${constant(word)} THEN ${index + 1}`);
  return sql`CASE ${value} ${join(places, sql` `)} ELSE ${words.length} END`;
}

/**
 * Joins fragments with a separator, by default a comma and a space. One that breaks the line says how far the next line is
 * indented, and with it every line of the fragments.
 */
export function join(parts: readonly Sql[], separator: Sql = sql`, `): Sql {
  const chunks: Chunk[] = [];
  const indent = separator.chunks.some((chunk) => chunk.kind === "text" && chunk.text.includes("\n"))
    ? indentOfLastLine(separator.chunks)
    : undefined;
  parts.forEach((part, index) => {
    if (index > 0) pushFragment(chunks, separator, undefined);
    pushFragment(chunks, part, indent);
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

/** The table that a statement writes, by the word before it; undefined of a query. */
export function targetOf({ chunks }: Sql): RelationName | undefined {
  const at = chunks.findIndex((chunk, index) => {
    const before = chunks[index - 1];
    return (
      chunk.kind === "table" &&
      before?.kind === "text" &&
      /\b(?:MERGE INTO|INSERT INTO|UPDATE|DELETE FROM|TABLE|VIEW|VACUUM|EXISTS) $/.test(before.text)
    );
  });
  const target = chunks[at];
  return target?.kind === "table" ? target.table : undefined;
}

/** A part of a fragment without blanks around it. Places count a table or a function as one character. */
export function fragmentBetween({ chunks }: Sql, from: number, to = Infinity): Sql {
  const parts: Chunk[] = [];
  let at = 0;
  for (const chunk of chunks) {
    const length = chunk.kind === "text" ? chunk.text.length : 1;
    if (chunk.kind === "text")
      pushText(parts, chunk.text.slice(Math.max(from - at, 0), Math.max(to - at, 0)));
    else if (at >= from && at < to) parts.push(chunk);
    at += length;
  }
  const [first] = parts;
  if (first?.kind === "text") parts[0] = { kind: "text", text: first.text.trimStart() };
  const last = parts.at(-1);
  if (last?.kind === "text") parts[parts.length - 1] = { kind: "text", text: last.text.trimEnd() };
  return fragment(parts);
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

/** Spaces that the line begins with which the next text is put on. */
function indentOfLastLine(chunks: readonly Chunk[]): number {
  for (const chunk of chunks.toReversed()) {
    if (chunk.kind !== "text") continue;
    const line = chunk.text.lastIndexOf("\n");
    if (line >= 0) return /^ */.exec(chunk.text.slice(line + 1))?.[0].length ?? 0;
  }
  const [first] = chunks;
  return first?.kind === "text" ? (/^ */.exec(first.text)?.[0].length ?? 0) : 0;
}

/**
 * Adds a fragment, its lines after the first moved so that the outermost of them begin at `indent`; without one they stay
 * where they are. No literal of ours holds a line break, so nothing but indentation changes.
 */
function pushFragment(chunks: Chunk[], { chunks: added }: Sql, indent: number | undefined): void {
  const lines = added.flatMap((chunk) =>
    chunk.kind === "text"
      ? [...chunk.text.matchAll(/\n( *)(?![ \n])/g)].map(([, spaces = ""]) => spaces.length)
      : [],
  );
  const shift = indent === undefined || lines.length === 0 ? 0 : indent - Math.min(...lines);
  const moved = (text: string): string =>
    shift === 0
      ? text
      : text.replaceAll(
          /\n( *)(?![ \n])/g,
          (_line, spaces: string) => `\n${" ".repeat(spaces.length + shift)}`,
        );
  const last = chunks.at(-1);
  const beginsLine = indent !== undefined && last?.kind === "text" && /\n *$/.test(last.text);
  added.forEach((chunk, index) => {
    if (chunk.kind !== "text") chunks.push(chunk);
    else if (index === 0 && beginsLine) pushText(chunks, moved(chunk.text).replace(/^ +/, ""));
    else pushText(chunks, moved(chunk.text));
  });
}

function pushText(chunks: Chunk[], text: string): void {
  if (text === "") return;
  const last = chunks.at(-1);
  if (last?.kind === "text") chunks[chunks.length - 1] = { kind: "text", text: last.text + text };
  else chunks.push({ kind: "text", text });
}

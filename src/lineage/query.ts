import type { Catalog } from "./catalog.ts";
import { isNode, type Node } from "./parser.ts";
import { suggestion, type NameProblem } from "./problem.ts";

/**
 * Where values come from, as text: `curated.issue.events` a column, `curated.issue.*` the rows of a table (what a count
 * has), `:as_of` a parameter, `constant` a column that has none of these. Nothing at all is a constant too.
 */
export type Origins = ReadonlySet<string>;

/** What a query gives. */
export interface Relation {
  /** Of each column the origins of its value, in order. An unnamed one has its place as name. */
  readonly columns: ReadonlyMap<string, Origins>;
  /** What decides which rows there are: filters, joins, groups. */
  readonly rows: Origins;
  /** Tables whose rows these are. */
  readonly tables: Origins;
}

/** A problem as the walk finds it; whoever walks knows the statement. */
export type FoundProblem = Omit<NameProblem, "statement">;

export interface Walk {
  readonly catalog: Catalog;
  /** Prefix of the schemas in the text, with its underscore. */
  readonly schemaPrefix: string;
  readonly report: (problem: FoundProblem) => void;
  /** Two columns that a join takes for equal, each by its one origin. */
  readonly equal: (left: string, right: string) => void;
}

export interface NamedRelation {
  readonly name: string;
  readonly relation: Relation;
}

/** What a name can mean at a place of a statement. */
export interface Scope {
  readonly relations: readonly NamedRelation[];
  /** Columns that USING or a lateral alias gives without a relation before them. */
  readonly aliases: ReadonlyMap<string, Origins>;
  /** Columns that a join merged: they are in two relations and mean one. */
  readonly merged: ReadonlySet<string>;
  readonly windows: ReadonlyMap<string, unknown>;
  readonly ctes: ReadonlyMap<string, Relation>;
  readonly parent: Scope | undefined;
  /** Parameters of lambdas. */
  readonly locals: ReadonlySet<string>;
}

export const emptyScope: Scope = {
  relations: [],
  aliases: new Map(),
  merged: new Set(),
  windows: new Map(),
  ctes: new Map(),
  parent: undefined,
  locals: new Set(),
};

/** Collects what an expression takes its value from, and what else decides about it. */
interface Found {
  readonly value: Set<string>;
  readonly rows: Set<string>;
}

/** The origins of an expression's value; what only decides about rows is added to `rows`. */
export function originsOf(walk: Walk, expression: unknown, scope: Scope, rows: Set<string>): Origins {
  const found: Found = { value: new Set(), rows };
  trace(walk, expression, scope, found);
  return found.value;
}

/** Everything that an expression looks at, for conditions. */
export function addConditions(walk: Walk, expression: unknown, scope: Scope, rows: Set<string>): void {
  if (expression === null || expression === undefined) return;
  trace(walk, expression, scope, { value: rows, rows });
}

/** Resolves a query: SELECT, set operation, VALUES, or one of them in brackets. */
export function resolveQuery(walk: Walk, node: Node, scope: Scope): Relation {
  const [kind, body] = only(node);
  if (kind === "select") return resolveSelect(walk, body, scope);
  if (kind === "union" || kind === "intersect" || kind === "except")
    return resolveSetOperation(walk, body, scope);
  if (kind === "subquery" || kind === "paren") {
    const inner = resolveQuery(walk, child(body, "this"), scope);
    return named(walk, inner, body["column_aliases"]);
  }
  if (kind === "values") return resolveValues(walk, body, scope);
  // a query with a comment beside it
  if (kind === "annotated") return resolveQuery(walk, child(body, "this"), scope);
  walk.report({ code: "unsupported", name: kind, message: `a query of kind ${kind} is not understood` });
  return { columns: new Map(), rows: new Set(), tables: new Set() };
}

function resolveSetOperation(walk: Walk, body: Node, outer: Scope): Relation {
  const scope = withCtes(walk, body, outer);
  const left = resolveQuery(walk, child(body, "left"), scope);
  const right = resolveQuery(walk, child(body, "right"), scope);
  if (left.columns.size !== right.columns.size)
    walk.report({
      code: "column_count",
      name: "UNION",
      message: `the sides of a set operation have ${left.columns.size} and ${right.columns.size} columns`,
    });
  const others = [...right.columns.values()];
  const columns = new Map(
    [...left.columns].map(([name, origins], index) => [name, union(origins, others[index] ?? new Set())]),
  );
  const rows = new Set([...left.rows, ...right.rows]);
  const result: Relation = { columns, rows, tables: union(left.tables, right.tables) };
  orderBy(walk, body, { ...scope, aliases: columns, relations: [] }, rows);
  return result;
}

function resolveValues(walk: Walk, body: Node, scope: Scope): Relation {
  const rows = new Set<string>();
  const columns = new Map<string, Origins>();
  for (const row of list(body["expressions"]))
    list(isNode(row) ? row["expressions"] : undefined).forEach((value, index) => {
      const name = String(index + 1);
      columns.set(name, union(columns.get(name) ?? new Set(), originsOf(walk, value, scope, rows)));
    });
  return { columns, rows, tables: new Set() };
}

function resolveSelect(walk: Walk, body: Node, outer: Scope): Relation {
  const rows = new Set<string>();
  const tables = new Set<string>();
  let scope: Scope = {
    ...withCtes(walk, body, outer),
    relations: [],
    aliases: new Map(),
    merged: new Set(),
    parent: outer,
    windows: new Map(
      list(body["windows"]).map((window) => [
        isNode(window) ? nameOf(window["name"]) : "",
        isNode(window) ? window["spec"] : undefined,
      ]),
    ),
  };

  const add = (relation: NamedRelation): void => {
    scope = { ...scope, relations: [...scope.relations, relation] };
    for (const origin of relation.relation.rows) rows.add(origin);
    for (const name of relation.relation.tables) tables.add(name);
  };
  for (const source of list(optionalChild(body, "from")?.["expressions"])) add(fromItem(walk, source, scope));
  for (const join of list(body["joins"])) {
    if (!isNode(join)) continue;
    const joined = fromItem(walk, join["this"], scope);
    const using = list(join["using"]).map(nameOf);
    for (const column of using) {
      const sides = [...scope.relations, joined].flatMap(({ relation }) => [
        ...(relation.columns.get(column) ?? []),
      ]);
      for (const origin of sides) rows.add(origin);
    }
    add(joined);
    scope = { ...scope, merged: new Set([...scope.merged, ...using]) };
    addConditions(walk, join["on"], scope, rows);
    tellEqual(walk, join["on"], scope);
  }
  for (const view of list(body["lateral_views"])) {
    if (!isNode(view)) continue;
    const value = originsOf(walk, view["this"], scope, rows);
    for (const origin of value) rows.add(origin);
    add({
      name: nameOf(view["table_alias"]),
      relation: {
        columns: new Map(list(view["column_aliases"]).map((alias) => [nameOf(alias), value])),
        rows: new Set(),
        tables: new Set(),
      },
    });
  }
  addConditions(walk, optionalChild(body, "where_clause")?.["this"], scope, rows);

  const columns = new Map<string, Origins>();
  const aliases = new Map<string, Origins>();
  for (const expression of list(body["expressions"])) {
    for (const [name, origins] of outputs(walk, expression, { ...scope, aliases }, rows)) {
      const unnamed = name === "" ? String(columns.size + 1) : name;
      columns.set(columns.has(unnamed) ? `${unnamed}#${columns.size + 1}` : unnamed, origins);
      if (name !== "") aliases.set(name, origins);
    }
  }
  const after: Scope = { ...scope, aliases };
  const groups = optionalChild(body, "group_by");
  if (groups !== undefined) addConditions(walk, groups["expressions"], after, rows);
  addConditions(walk, optionalChild(body, "having")?.["this"], after, rows);
  addConditions(walk, optionalChild(body, "qualify")?.["this"], after, rows);
  for (const spec of scope.windows.values()) addConditions(walk, spec, after, new Set());
  orderBy(walk, body, after, rows);
  if (isNode(body["distinct_on"])) addConditions(walk, body["distinct_on"], after, rows);
  return { columns, rows, tables };
}

/** Equalities of columns that must all hold for a join. */
function tellEqual(walk: Walk, condition: unknown, scope: Scope): void {
  if (!isNode(condition)) return;
  const [kind, body] = only(condition);
  if (kind === "paren") tellEqual(walk, body["this"], scope);
  if (kind === "and") {
    tellEqual(walk, body["left"], scope);
    tellEqual(walk, body["right"], scope);
  }
  if (kind !== "eq") return;
  const [left, right] = [body["left"], body["right"]].map((side) =>
    isNode(side) && only(side)[0] === "column" ? [...originsOf(walk, side, scope, new Set())] : [],
  );
  if (!isOneColumn(left ?? []) || !isOneColumn(right ?? [])) return;
  for (const one of left ?? []) for (const other of right ?? []) walk.equal(one, other);
}

/** One column, or that of one name from each part of a union: then each row has it from one of them. */
function isOneColumn(origins: readonly string[]): boolean {
  return new Set(origins.map((origin) => origin.replace(/^.*[.]/, ""))).size === 1;
}

/** An order decides about rows only where a limit cuts them. */
function orderBy(walk: Walk, body: Node, scope: Scope, rows: Set<string>): void {
  const order = optionalChild(body, "order_by");
  if (order === undefined) return;
  const limited = isNode(body["limit"]) || isNode(body["fetch"]);
  addConditions(walk, order["expressions"], scope, limited ? rows : new Set());
}

/** The columns that one expression of a SELECT list gives: many for a star. */
function outputs(
  walk: Walk,
  expression: unknown,
  scope: Scope,
  rows: Set<string>,
): readonly (readonly [string, Origins])[] {
  if (!isNode(expression)) return [];
  const [kind, body] = only(expression);
  if (kind === "star") {
    const of = isNode(body["table"]) || typeof body["table"] === "string" ? nameOf(body["table"]) : undefined;
    const except = new Set(list(body["except"]).map(nameOf));
    const sources = scope.relations.filter(({ name }) => of === undefined || name === of);
    if (sources.length === 0) unknownRelation(walk, of ?? "*", scope);
    return sources.flatMap(({ relation }) => [...relation.columns].filter(([name]) => !except.has(name)));
  }
  if (kind === "annotated") return outputs(walk, body["this"], scope, rows);
  const name = kind === "alias" ? nameOf(body["alias"]) : kind === "column" ? nameOf(body["name"]) : "";
  const origins = originsOf(walk, kind === "alias" ? body["this"] : expression, scope, rows);
  return [[name, origins.size === 0 ? constant : origins]];
}

function withCtes(walk: Walk, body: Node, outer: Scope): Scope {
  const clause = optionalChild(body, "with");
  if (clause === undefined) return outer;
  let scope = outer;
  for (const cte of list(clause["ctes"])) {
    if (!isNode(cte)) continue;
    const name = nameOf(cte["alias"]);
    const query = child(cte, "this");
    const inner =
      clause["recursive"] === true ? withCte(scope, name, firstRound(walk, query, scope, cte)) : scope;
    scope = withCte(scope, name, named(walk, resolveQuery(walk, query, inner), cte["columns"]));
  }
  return scope;
}

const withCte = (scope: Scope, name: string, relation: Relation): Scope => ({
  ...scope,
  ctes: new Map([...scope.ctes, [name, relation]]),
});

/** What a recursive query means by its own name: the columns of its first part. */
function firstRound(walk: Walk, query: Node, scope: Scope, cte: Node): Relation {
  const [kind, body] = only(query);
  return named(
    walk,
    resolveQuery(walk, kind === "union" ? child(body, "left") : query, scope),
    cte["columns"],
  );
}

function fromItem(walk: Walk, node: unknown, scope: Scope): NamedRelation {
  if (!isNode(node)) return { name: "", relation: nothing };
  const [kind, body] = only(node);
  if (kind === "table") {
    const relation = named(walk, resolveTable(walk, body, scope), body["column_aliases"]);
    return { name: body["alias"] ? nameOf(body["alias"]) : nameOf(body["name"]), relation };
  }
  if (kind === "subquery") {
    const lateral: Scope =
      body["lateral"] === true
        ? { ...scope, relations: [], aliases: new Map(), parent: scope }
        : { ...scope, relations: [], aliases: new Map() };
    const relation = resolveQuery(walk, child(body, "this"), lateral);
    return {
      name: body["alias"] ? nameOf(body["alias"]) : "",
      relation: named(walk, relation, body["column_aliases"]),
    };
  }
  if (kind === "alias") {
    const inner = body["this"];
    const innerKind = isNode(inner) ? only(inner)[0] : "";
    if (innerKind === "table" || innerKind === "subquery")
      return { name: nameOf(body["alias"]), relation: fromItem(walk, inner, scope).relation };
    return generated(walk, inner, nameOf(body["alias"]), list(body["column_aliases"]), scope);
  }
  if (kind === "annotated") return fromItem(walk, body["this"], scope);
  if (kind === "values")
    return {
      name: body["alias"] ? nameOf(body["alias"]) : "",
      relation: named(walk, resolveValues(walk, body, scope), body["column_aliases"]),
    };
  if (kind === "lateral")
    return generated(walk, body["this"], nameOf(body["alias"]), list(body["column_aliases"]), scope);
  walk.report({ code: "unsupported", name: kind, message: `a source of kind ${kind} is not understood` });
  return { name: "", relation: nothing };
}

/** A word or number of the statement: said at its column, so that a union with others still knows of it. */
const constant: Origins = new Set(["constant"]);

const nothing: Relation = { columns: new Map(), rows: new Set(), tables: new Set() };

/** Rows that a function makes of a value: of an array one each. */
function generated(
  walk: Walk,
  call: unknown,
  name: string,
  columns: readonly unknown[],
  scope: Scope,
): NamedRelation {
  const rows = new Set<string>();
  const value = originsOf(walk, call, scope, rows);
  const names = columns.length > 0 ? columns.map(nameOf) : [name];
  return {
    name,
    relation: {
      columns: new Map(names.map((column) => [column, value])),
      rows: union(rows, value),
      tables: new Set(),
    },
  };
}

/** A CTE by its name, or a table of the contract by schema and name. */
export function resolveTable(walk: Walk, table: Node, scope: Scope): Relation {
  const name = nameOf(table["name"]);
  const schema = table["schema"] ? nameOf(table["schema"]) : undefined;
  if (schema === undefined) {
    const cte = scope.ctes.get(name);
    if (cte !== undefined) return cte;
  }
  const full = schema?.startsWith(walk.schemaPrefix)
    ? `${schema.slice(walk.schemaPrefix.length)}.${name}`
    : schema === undefined
      ? name
      : `${schema}.${name}`;
  const columns = walk.catalog.get(full);
  if (columns === undefined) {
    walk.report({
      code: "unknown_table",
      name: full,
      message: `no table, view or query is called ${full}${suggestion(full, [...walk.catalog.keys(), ...scope.ctes.keys()])}`,
    });
    return nothing;
  }
  return {
    columns: new Map(columns.map((column) => [column, new Set([`${full}.${column}`])])),
    rows: new Set(),
    tables: new Set([full]),
  };
}

/** The full name of a table that a statement names as its target. */
export function tableName(walk: Walk, table: Node): string {
  const schema = table["schema"] ? nameOf(table["schema"]) : "";
  return `${schema.startsWith(walk.schemaPrefix) ? schema.slice(walk.schemaPrefix.length) : schema}.${nameOf(table["name"])}`;
}

function named(walk: Walk, relation: Relation, aliases: unknown): Relation {
  const names = list(aliases).map(nameOf);
  if (names.length === 0 || relation === nothing) return relation;
  if (names.length > relation.columns.size)
    walk.report({
      code: "column_count",
      name: names.join(", "),
      message: `${names.length} names for ${relation.columns.size} columns`,
    });
  return {
    ...relation,
    columns: new Map([...relation.columns].map(([name, origins], index) => [names[index] ?? name, origins])),
  };
}

// ---- expressions ----------------------------------------------------------------------------------------------

/** Functions whose first argument is a unit of time, which looks like a column to the parser. */
const unitFirst = new Set(["timestampadd", "timestampdiff", "dateadd", "datediff", "date_add", "date_diff"]);
const units = new Set(["SECOND", "MINUTE", "HOUR", "DAY", "WEEK", "MONTH", "QUARTER", "YEAR", "MICROSECOND"]);
const clocks = new Set(["current_timestamp", "now", "current_date", "localtimestamp"]);
const rowMakers = new Set(["explode", "unnest", "posexplode"]);

function trace(walk: Walk, node: unknown, scope: Scope, found: Found): void {
  if (Array.isArray(node)) {
    for (const each of node) trace(walk, each, scope, found);
    return;
  }
  if (!isNode(node)) return;
  for (const [key, value] of Object.entries(node)) {
    if (value === null || typeof value !== "object" || skipped.has(key)) continue;
    const kind = handlers[key];
    if (kind !== undefined && isNode(value)) kind(walk, value, scope, found);
    else trace(walk, value, scope, found);
  }
}

/** What hangs on nodes beside their meaning. */
const skipped = new Set([
  "span",
  "comments",
  "leading_comments",
  "trailing_comments",
  "to",
  "data_type",
  "inferred_type",
]);

type Handler = (walk: Walk, body: Node, scope: Scope, found: Found) => void;

const subquery: Handler = (walk, body, scope, found) => {
  const relation = resolveQuery(walk, body, { ...scope, relations: [], aliases: new Map(), parent: scope });
  for (const origins of relation.columns.values()) for (const origin of origins) found.value.add(origin);
  for (const origin of relation.rows) found.rows.add(origin);
};

const handlers: Readonly<Record<string, Handler>> = {
  column: (walk, body, scope, found) => {
    for (const origin of resolveColumn(walk, body, scope)) found.value.add(origin);
  },
  parameter: (_walk, body, _scope, found) => {
    const { name } = body;
    found.value.add(`:${typeof name === "string" ? name : nameOf(name)}`);
  },
  lambda: (walk, body, scope, found) => {
    const locals = new Set([...scope.locals, ...list(body["parameters"]).map(nameOf)]);
    trace(walk, body["body"], { ...scope, locals }, found);
  },
  function: (walk, body, scope, found) => {
    const name = String(body["name"]).toLowerCase();
    if (clocks.has(name)) found.value.add(":now");
    const args = list(body["args"]);
    const [first, ...rest] = args;
    const isUnit =
      unitFirst.has(name) &&
      isNode(first) &&
      units.has(nameOf(optionalChild(first, "column")?.["name"]).toUpperCase());
    const seen: Found = { value: new Set(), rows: found.rows };
    trace(walk, isUnit ? rest : args, scope, seen);
    for (const origin of seen.value) found.value.add(origin);
    if (rowMakers.has(name)) for (const origin of seen.value) found.rows.add(origin);
    trace(walk, body["filter"], scope, found);
  },
  explode: (walk, body, scope, found) => {
    const seen: Found = { value: new Set(), rows: found.rows };
    trace(walk, body["this"], scope, seen);
    for (const origin of seen.value) {
      found.value.add(origin);
      found.rows.add(origin);
    }
  },
  method_call: (walk, body, scope, found) => {
    // a function of ours in its schema; the parser reads the schema as a column
    trace(walk, body["args"], scope, found);
  },
  current_timestamp: (_walk, _body, _scope, found) => void found.value.add(":now"),
  count: (walk, body, scope, found) => {
    if (body["star"] === true || constantOnly(body["this"])) addRows(scope, found);
    trace(walk, body["this"], scope, found);
    trace(walk, body["filter"], scope, found);
  },
  window_function: (walk, body, scope, found) => {
    const value: Found = { value: new Set(), rows: found.rows };
    trace(walk, body["this"], scope, value);
    const over = isNode(body["over"]) ? body["over"] : {};
    const spec = over["window_name"] ? scope.windows.get(nameOf(over["window_name"])) : undefined;
    const by = new Set<string>();
    addConditions(walk, [over["partition_by"], over["order_by"], over["frame"]], scope, by);
    addConditions(walk, spec, scope, by);
    // a rank has no value but its order; of other functions partition and order only choose the rows
    for (const origin of value.value) found.value.add(origin);
    for (const origin of by) (value.value.size === 0 ? found.value : found.rows).add(origin);
  },
  exists: (walk, body, scope, found) => {
    if (!isNode(body["this"]) || !isQuery(body["this"])) return trace(walk, body, scope, found);
    const relation = resolveQuery(walk, body["this"], {
      ...scope,
      relations: [],
      aliases: new Map(),
      parent: scope,
    });
    for (const name of relation.tables) found.value.add(`${name}.*`);
    for (const origin of relation.rows) found.rows.add(origin);
  },
  select: (walk, body, scope, found) => subquery(walk, { select: body }, scope, found),
  union: (walk, body, scope, found) => subquery(walk, { union: body }, scope, found),
  subquery: (walk, body, scope, found) => subquery(walk, { subquery: body }, scope, found),
};

function isQuery(node: Node): boolean {
  return ["select", "union", "intersect", "except", "subquery", "annotated"].includes(only(node)[0]);
}

function constantOnly(node: unknown): boolean {
  return isNode(node) && ["literal", "boolean"].includes(only(node)[0]);
}

function addRows(scope: Scope, found: Found): void {
  for (const { relation } of scope.relations)
    for (const name of relation.tables) found.value.add(`${name}.*`);
}

function resolveColumn(walk: Walk, column: Node, scope: Scope): Origins {
  const name = nameOf(column["name"]);
  if (column["table"]) return resolveQualified(walk, nameOf(column["table"]), name, scope);
  if (scope.locals.has(name)) return new Set();
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    const holders = at.relations.filter(({ relation }) => relation.columns.has(name));
    if (holders.length > 1 && !at.merged.has(name)) {
      walk.report({
        code: "ambiguous_column",
        name,
        message: `column ${name} is in ${holders.map((holder) => holder.name).join(" and in ")}: say which is meant`,
      });
    }
    if (holders.length > 0)
      return new Set(holders.flatMap(({ relation }) => [...(relation.columns.get(name) ?? [])]));
    const alias = at.aliases.get(name);
    if (alias !== undefined) return alias;
  }
  if (scope.relations.some(({ relation }) => relation === nothing)) return new Set();
  const known = visible(scope).flatMap(({ relation }) => [...relation.columns.keys()]);
  walk.report({
    code: "unknown_column",
    name,
    message: `no column is called ${name}${suggestion(name, known)}`,
  });
  return new Set();
}

function resolveQualified(walk: Walk, qualifier: string, name: string, scope: Scope): Origins {
  const holder = visible(scope).find((candidate) => candidate.name === qualifier);
  if (holder === undefined) {
    if (scope.locals.has(qualifier)) return new Set();
    unknownRelation(walk, qualifier, scope);
    return new Set();
  }
  const origins = holder.relation.columns.get(name);
  if (origins === undefined && holder.relation !== nothing)
    walk.report({
      code: "unknown_column",
      name: `${qualifier}.${name}`,
      message: `${qualifier} has no column ${name}${suggestion(name, holder.relation.columns.keys())}`,
    });
  return origins ?? new Set();
}

function unknownRelation(walk: Walk, name: string, scope: Scope): void {
  walk.report({
    code: "unknown_relation",
    name,
    message: `nothing here is called ${name}${suggestion(
      name,
      visible(scope).map((relation) => relation.name),
    )}`,
  });
}

/** All relations a name may mean, nearest first. */
function visible(scope: Scope): readonly NamedRelation[] {
  return scope.parent === undefined ? scope.relations : [...scope.relations, ...visible(scope.parent)];
}

// ---- nodes ----------------------------------------------------------------------------------------------------

/** Kind and content of a node. */
export function only(node: Node): readonly [string, Node] {
  const [entry] = Object.entries(node);
  if (entry === undefined) return ["", {}];
  return [entry[0], isNode(entry[1]) ? entry[1] : {}];
}

export function child(node: Node, key: string): Node {
  const value = node[key];
  return isNode(value) ? value : {};
}

function optionalChild(node: Node, key: string): Node | undefined {
  const value = node[key];
  return isNode(value) ? value : undefined;
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

/** The name in an identifier node, or the text itself. */
export function nameOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (!isNode(value)) return "";
  const { name } = value;
  if (typeof name === "string") return name;
  if (isNode(name)) return nameOf(name);
  const [, body] = only(value);
  return typeof body["name"] === "undefined" ? "" : nameOf(body["name"]);
}

function union(left: Origins, right: Origins): Origins {
  return new Set([...left, ...right]);
}

import { isNode, list, nameOf, only, optionalChild, type Node } from "./node.ts";
import { didYouMean } from "../../spec/nearest.ts";
import { nothing, type NamedRelation, type Origins, type Scope, type Walk } from "./scope.ts";

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

/** Functions whose first argument is a unit of time, which looks like a column to the parser. */
const unitFirst = new Set(["timestampadd", "timestampdiff", "dateadd", "datediff", "date_add", "date_diff"]);
const units = new Set([
  "MICROSECOND",
  "MILLISECOND",
  "SECOND",
  "MINUTE",
  "HOUR",
  "DAY",
  "WEEK",
  "MONTH",
  "QUARTER",
  "YEAR",
]);
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

/** What hangs on nodes in addition to their meaning. */
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
  const relation = walk.query(walk, body, { ...scope, relations: [], aliases: new Map(), parent: scope });
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
    const relation = walk.query(walk, body["this"], {
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
    message: `no column is called ${name}.${didYouMean(name, known)}`,
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
      message: `${qualifier} has no column ${name}.${didYouMean(name, holder.relation.columns.keys())}`,
    });
  return origins ?? new Set();
}

export function unknownRelation(walk: Walk, name: string, scope: Scope): void {
  walk.report({
    code: "unknown_relation",
    name,
    message: `nothing here is called ${name}.${didYouMean(
      name,
      visible(scope).map((relation) => relation.name),
    )}`,
  });
}

/** All relations a name may mean, nearest first. */
function visible(scope: Scope): readonly NamedRelation[] {
  return scope.parent === undefined ? scope.relations : [...scope.relations, ...visible(scope.parent)];
}

import { addConditions, originsOf, unknownRelation } from "./expression.ts";
import { child, isNode, list, nameOf, only, optionalChild, type Node } from "./node.ts";
import { didYouMean } from "../../spec/nearest.ts";
import {
  nothing,
  union,
  type NamedRelation,
  type Origins,
  type Relation,
  type Scope,
  type Walk,
} from "./scope.ts";

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
  // a query with a comment next to it
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

export function withCtes(walk: Walk, body: Node, outer: Scope): Scope {
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
      message: `no table, view or query is called ${full}.${didYouMean(full, [...walk.catalog.keys(), ...scope.ctes.keys()])}`,
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

import type { Catalog } from "../catalog.ts";
import type { StatementText } from "../generatedStatements.ts";
import { addConditions, originsOf } from "./expression.ts";
import { child, isNode, list, nameOf, only, type Node } from "./node.ts";
import { ParseFailure, type Parser } from "./parser.ts";
import { didYouMean } from "../../spec/nearest.ts";
import type { NameProblem } from "./problem.ts";
import { resolveQuery, resolveTable, tableName, withCtes } from "./query.ts";
import { emptyScope, type NamedRelation, type Origins, type Scope, type Walk } from "./scope.ts";

/** What a statement does to its table, as its own text says it. */
export interface StatementLineage {
  /** Undefined where it writes nothing, such as an assertion. */
  readonly target: string | undefined;
  /** Of each column that it sets, where the values come from. */
  readonly columns: ReadonlyMap<string, Origins>;
  /** What decides which rows it touches. */
  readonly rows: Origins;
  /** Columns of tables that its joins take for equal, by pairs. */
  readonly equalities: readonly (readonly [string, string])[];
  readonly problems: readonly NameProblem[];
}

/**
 * Statements that the parser doesn't know, or that hold no query: of these the names of tables are looked at, and the
 * column that one alters.
 */
const namesOnly =
  /^(?:--[^\n]*\n)*(?:REORG TABLE|VACUUM|CHECKPOINT|COMMENT ON|CREATE TABLE|GRANT|REVOKE|ALTER|BEGIN|SET VARIABLE|DECLARE|EXECUTE IMMEDIATE|DROP FUNCTION|CREATE OR REPLACE FUNCTION|CREATE OR REPLACE MACRO|SELECT assert_true)/;

/** Resolves every name of a statement against the catalog, through CTEs and aliases, and follows each value. */
export function statementLineage(
  { id, text, dialect, schemaPrefix }: StatementText,
  { parse, catalog }: { readonly parse: Parser; readonly catalog: Catalog },
): StatementLineage {
  const problems: NameProblem[] = [];
  const equalities: (readonly [string, string])[] = [];
  const walk: Walk = {
    equal: (left, right) => void equalities.push([left, right]),
    query: resolveQuery,
    catalog,
    schemaPrefix: `${schemaPrefix}_`,
    report: (problem) => {
      if (!problems.some(({ message }) => message === problem.message))
        problems.push({ ...problem, statement: id });
    },
  };
  const columns = new Map<string, Origins>();
  const rows = new Set<string>();
  let target: string | undefined;
  if (namesOnly.test(text) && !parsesAll(text)) checkNames(walk, text);
  else {
    try {
      target = resolveStatement(walk, parse(text, dialect), columns, rows);
    } catch (error) {
      if (!(error instanceof ParseFailure)) throw error;
      walk.report({ code: "unparsable", name: id, message: `can't be parsed: ${error.message}` });
    }
  }
  return { target, columns, rows, equalities, problems };
}

/** An assertion over our own tables is a query like any other; one over the catalog is not in the contract. */
function parsesAll(text: string): boolean {
  return (
    /^(?:--[^\n]*\n)*SELECT/.test(text) &&
    !text.includes("information_schema") &&
    !text.includes("session_user")
  );
}

function checkNames(walk: Walk, text: string): void {
  const code = text.replaceAll(/'(?:[^']|'')*'|--[^\n]*/g, "''");
  const name = new RegExp(
    `(\\b(?:MASK|FUNCTION|MACRO|FILTER|EXISTS)\\s+)?\\b${walk.schemaPrefix}((?:raw|curated|serving)\\.[a-z_0-9]+)\\b(\\s*\\()?`,
    "g",
  );
  for (const [, routine, relation, call] of code.matchAll(name)) {
    const isTable = code.startsWith("CREATE TABLE") || (routine === undefined && call === undefined);
    if (isTable && relation !== undefined && !walk.catalog.has(relation))
      walk.report({
        code: "unknown_table",
        name: relation,
        message: `no table or view is called ${relation}.${didYouMean(relation, walk.catalog.keys())}`,
      });
  }
  const altered = /\bALTER TABLE (\S+) ALTER COLUMN ([a-z_0-9]+)/.exec(code);
  if (altered !== null)
    checkTarget(walk, (altered[1] ?? "").replace(walk.schemaPrefix, ""), [altered[2] ?? ""]);
}

function resolveStatement(
  walk: Walk,
  statement: Node,
  columns: Map<string, Origins>,
  rows: Set<string>,
): string | undefined {
  const [kind, body] = only(statement);
  const set = (column: string, origins: Origins): void => {
    columns.set(column, new Set([...(columns.get(column) ?? []), ...origins]));
  };
  switch (kind) {
    case "select":
    case "union": {
      const relation = resolveQuery(walk, statement, emptyScope);
      for (const [name, origins] of relation.columns) set(name, origins);
      for (const origin of relation.rows) rows.add(origin);
      return undefined;
    }
    case "create_view": {
      const target = tableName(walk, child(body, "name"));
      const relation = resolveQuery(walk, child(body, "query"), emptyScope);
      const names = list(body["columns"]).map((column) => nameOf(column));
      const given = [...relation.columns.keys()];
      if (names.length > 0 && names.length !== given.length)
        walk.report({
          code: "column_count",
          name: target,
          message: `${target} declares ${names.length} columns and its query gives ${given.length}`,
        });
      [...relation.columns.values()].forEach((origins, index) =>
        set(names[index] ?? given[index] ?? "", origins),
      );
      checkTarget(walk, target, columns.keys());
      for (const origin of relation.rows) rows.add(origin);
      return target;
    }
    case "merge":
      return resolveMerge(walk, body, set, rows);
    case "update": {
      const own = targetRelation(walk, child(body, "table"), emptyScope);
      const others = list(child(body, "from_clause")["expressions"]).map((source): NamedRelation =>
        fromSource(walk, source),
      );
      const scope: Scope = { ...emptyScope, relations: [own.named, ...others] };
      for (const pair of list(body["set"])) {
        const [column, value] = list(pair);
        set(nameOf(column), originsOf(walk, value, scope, rows));
      }
      checkTarget(walk, own.target, columns.keys());
      addConditions(walk, child(body, "where_clause")["this"], scope, rows);
      return own.target;
    }
    case "delete": {
      const own = targetRelation(
        walk,
        { ...child(body, "table"), alias: body["alias"] ?? child(body, "table")["alias"] },
        emptyScope,
      );
      const scope: Scope = { ...emptyScope, relations: [own.named] };
      addConditions(walk, child(body, "where_clause")["this"], scope, rows);
      return own.target;
    }
    case "insert": {
      const own = targetRelation(walk, child(body, "table"), emptyScope);
      const relation = resolveQuery(walk, child(body, "query"), emptyScope);
      const names = list(body["columns"]).map(nameOf);
      [...relation.columns].forEach(([name, origins], index) => set(names[index] ?? name, origins));
      checkTarget(walk, own.target, columns.keys());
      for (const origin of relation.rows) rows.add(origin);
      return own.target;
    }
    default:
      walk.report({
        code: "unsupported",
        name: kind,
        message: `a statement of kind ${kind} is not understood`,
      });
      return undefined;
  }
}

function resolveMerge(
  walk: Walk,
  body: Node,
  set: (column: string, origins: Origins) => void,
  rows: Set<string>,
): string | undefined {
  const [targetKind, targetBody] = only(child(body, "this"));
  const own =
    targetKind === "alias"
      ? targetRelation(
          walk,
          { ...only(child(targetBody, "this"))[1], alias: targetBody["alias"] },
          emptyScope,
        )
      : targetRelation(walk, targetBody, emptyScope);
  const withNode = body["with_"];
  const { ctes } = isNode(withNode) ? withCtes(walk, withNode, emptyScope) : emptyScope;
  const incoming = fromSource(walk, body["using"], { ...emptyScope, ctes });
  for (const origin of incoming.relation.rows) rows.add(origin);
  const scope: Scope = { ...emptyScope, relations: [own.named, incoming] };
  // how rows find their old selves, and whether they differ, decides about no row: resolved, but no lineage
  const found = new Set<string>();
  addConditions(walk, body["on"], scope, found);
  const columns = new Set<string>();
  for (const entry of list(child(child(body, "whens"), "whens")["expressions"])) {
    const [, when] = isNode(entry) ? only(entry) : ["", {} as Node];
    addConditions(walk, when["condition"], scope, found);
    const [action, ...parts] = list(only(child(when, "then"))[1]["expressions"]);
    const word = isNode(action) ? String(only(action)[1]["this"]) : "";
    if (word === "UPDATE")
      for (const assignment of list(tupleOf(parts[0]))) {
        const [, pair] = isNode(assignment) ? only(assignment) : ["", {} as Node];
        const column = nameOf(pair["left"]);
        columns.add(column);
        set(column, originsOf(walk, pair["right"], scope, rows));
      }
    if (word === "INSERT") {
      const values = tupleOf(parts[1]);
      const names = tupleOf(parts[0]).map(nameOf);
      if (names.length !== values.length)
        walk.report({
          code: "column_count",
          name: own.target,
          message: `${names.length} columns of ${own.target} get ${values.length} values`,
        });
      names.forEach((name, index) => {
        columns.add(name);
        set(name, originsOf(walk, values[index], scope, rows));
      });
    }
  }
  checkTarget(walk, own.target, columns);
  return own.target;
}

function tupleOf(node: unknown): readonly unknown[] {
  return isNode(node) ? list(only(node)[1]["expressions"]) : [];
}

function fromSource(walk: Walk, source: unknown, scope: Scope = emptyScope): NamedRelation {
  // one FROM list of one source: what it is called there is what the statement calls it
  if (!isNode(source))
    return { name: "", relation: { columns: new Map(), rows: new Set(), tables: new Set() } };
  const [kind, body] = only(source);
  const name = body["alias"] ? nameOf(body["alias"]) : nameOf(body["name"]);
  if (kind === "table") return { name, relation: resolveTable(walk, body, scope) };
  if (kind === "alias") return { ...fromSource(walk, body["this"], scope), name };
  return { name, relation: resolveQuery(walk, source, scope) };
}

function targetRelation(
  walk: Walk,
  table: Node,
  scope: Scope,
): { readonly target: string; readonly named: NamedRelation } {
  const relation = resolveTable(walk, table, scope);
  return {
    target: tableName(walk, table),
    named: { name: table["alias"] ? nameOf(table["alias"]) : nameOf(table["name"]), relation },
  };
}

function checkTarget(walk: Walk, target: string, columns: Iterable<string>): void {
  const known = walk.catalog.get(target);
  if (known === undefined) return;
  for (const column of columns)
    if (!known.includes(column))
      walk.report({
        code: "unknown_column",
        name: `${target}.${column}`,
        message: `${target} has no column ${column}.${didYouMean(column, known)}`,
      });
}

/** What is wrong with statements of the pipeline; empty where every name is known. */
export function statementProblems(
  statements: readonly StatementText[],
  context: { readonly parse: Parser; readonly catalog: Catalog },
): readonly NameProblem[] {
  return statements.flatMap((statement) => statementLineage(statement, context).problems);
}

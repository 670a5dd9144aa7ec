import type { Catalog } from "../catalog.ts";
import type { Node } from "./node.ts";
import type { NameProblem } from "./problem.ts";

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

/** A problem as the walk finds it; the caller knows the statement. */
export type FoundProblem = Omit<NameProblem, "statement">;

export interface Walk {
  readonly catalog: Catalog;
  /** Prefix of the schemas in the text, with its underscore. */
  readonly schemaPrefix: string;
  readonly report: (problem: FoundProblem) => void;
  /** Two columns that a join takes for equal, each by its one origin. */
  readonly equal: (left: string, right: string) => void;
  /** Resolves a query within an expression. */
  readonly query: (walk: Walk, node: Node, scope: Scope) => Relation;
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

/** What an unknown name gives: nothing further is reported of it. */
export const nothing: Relation = { columns: new Map(), rows: new Set(), tables: new Set() };

export function union(left: Origins, right: Origins): Origins {
  return new Set([...left, ...right]);
}

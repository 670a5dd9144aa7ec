import type { Origin, Writer, RelationLineage, PlanLineage, ViewLineage } from "../contract/lineage.ts";
import type { Effect } from "../contract/effect.ts";
import { seedEffect, type PlannedSql } from "../plan/plan.ts";
import type { TableName } from "../sql/sql.ts";
import { columnsOf, tableNames } from "../stages/tables.ts";
import { views } from "../stages/views.ts";
import { databricks } from "../sql/databricks.ts";
import { contractCatalog, type Catalog } from "./catalog.ts";
import { governanceStatements, pipelineStatements, viewStatement } from "./generatedStatements.ts";
import type { Parser } from "./parser.ts";
import { problemText, type NameProblem } from "./problem.ts";
import { statementLineage, type StatementLineage, type StatementText } from "./statement.ts";

/** A statement names what the contract doesn't know, or a column comes from nowhere: nothing is generated. */
export class LineageFailure extends Error {
  override readonly name = "LineageFailure";
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.problems = problems;
  }
}

/**
 * The lineage of every table and view, column by column, from the statements of the workspace. Pure.
 * @throws LineageFailure naming every statement and column at fault.
 */
export function planLineage(plan: PlannedSql, parse: Parser): PlanLineage {
  const catalog = contractCatalog;
  const statements = [...pipelineStatements(plan, databricks), ...governanceStatements(plan)];
  const read = statements.map((statement) => ({
    id: statement.id,
    lineage: analysed(statement, parse, catalog),
  }));
  const lineage = assembled(plan, read);
  const problems = [
    ...read.flatMap(({ lineage: { problems: found } }) => found.map(problemText)),
    ...columnsWithoutOrigin(lineage, plan.targets.length > 0),
  ];
  if (problems.length > 0) throw new LineageFailure(problems);
  return lineage;
}

/** The lineage of one view: all that explaining a number of it needs. Undefined where there is no such view. */
export function viewLineage(view: string, parse: Parser): ViewLineage | undefined {
  const statement = viewStatement(view);
  if (statement === undefined) return undefined;
  const { columns, rows, equalities } = analysed(statement, parse, contractCatalog);
  return { columns: writerOf(statement.id, view, { columns, rows }).columns, equalities };
}

/** What is wrong with the statements of a project on an engine; empty where every name is known. */
export function statementProblems(
  statements: readonly StatementText[],
  parse: Parser,
  catalog: Catalog = contractCatalog,
): readonly NameProblem[] {
  return statements.flatMap((statement) => analysed(statement, parse, catalog).problems);
}

/**
 * Columns that no statement sets: a table with one can't be explained, and one that nothing writes is a mistake. Without
 * a target there is no governance, and the ledger of its principals stays empty.
 */
export function columnsWithoutOrigin(lineage: PlanLineage, hasTargets: boolean): readonly string[] {
  return [...contractCatalog].flatMap(([relation, columns]) => {
    if (!hasTargets && relation === governedPrincipals) return [];
    const known = lineage.get(relation)?.columns ?? {};
    return columns
      .filter((column) => (known[column]?.length ?? 0) === 0)
      .map((column) => `${relation}.${column} has no origin: no statement of the plan sets it`);
  });
}

const governedPrincipals: TableName = "curated.governed_principal";

/** Texts that were read in this process: statements are the same for most projects, and reading one costs milliseconds. */
const memory = new WeakMap<Catalog, Map<string, StatementLineage>>();

function analysed(statement: StatementText, parse: Parser, catalog: Catalog): StatementLineage {
  const known = memory.get(catalog) ?? new Map<string, StatementLineage>();
  memory.set(catalog, known);
  const key = [statement.id, statement.dialect, statement.schemaPrefix, statement.text].join("\n");
  const found = known.get(key) ?? statementLineage(statement, { parse, catalog });
  known.set(key, found);
  return found;
}

interface ReadStatement {
  readonly id: string;
  readonly lineage: StatementLineage;
}

function assembled(plan: PlannedSql, read: readonly ReadStatement[]): PlanLineage {
  const writers = new Map<string, Writer[]>();
  for (const { id, lineage } of read) {
    if (lineage.target === undefined) continue;
    const { target } = lineage;
    const known = writers.get(target) ?? [];
    const writer = writerOf(
      id.replace(/^governance\.[^.]+\.([^.]+)\.\d+$/, "governance.$1"),
      target,
      lineage,
    );
    // the governance of every target writes the same
    if (!known.some((other) => other.statement === writer.statement)) known.push(writer);
    writers.set(target, known);
  }
  const effects: readonly Effect[] = [
    seedEffect,
    ...plan.stages.flatMap((stage) => stage.steps.filter((step) => step.kind === "effect")),
  ];
  const relations: readonly (readonly [string, "table" | "view", readonly string[]])[] = [
    ...tableNames.map((name) => [name, "table", Object.keys(columnsOf(name))] as const),
    ...Object.entries(views).map(([name, view]) => [name, "view", Object.keys(view.columns)] as const),
  ];
  return new Map(
    relations.map(([relation, kind, columns]): [string, RelationLineage] => {
      const own = writers.get(relation) ?? [];
      const sets = own.some((writer) => Object.keys(writer.columns).length > 0);
      const outside = kind === "table" && !sets ? outsideWriter(relation as TableName, columns, effects) : [];
      const all = [...outside, ...own];
      return [
        relation,
        {
          relation,
          kind,
          writers: all,
          columns: Object.fromEntries(columns.map((column) => [column, merged(all, relation, column)])),
        },
      ];
    }),
  );
}

/** Tables that no SQL fills: seeds, which the set-up loads, and what the land step reads from files. */
function outsideWriter(
  name: TableName,
  columns: readonly string[],
  effects: readonly Effect[],
): readonly Writer[] {
  const effect = effects.find(({ writes }) => writes.includes(name));
  if (effect === undefined) return [];
  const origin: Origin = effect.effect === "seed" ? "authored" : "record";
  return [
    {
      statement: effect.id,
      columns: Object.fromEntries(columns.map((column) => [column, [origin]])),
      rows: [origin],
    },
  ];
}

function writerOf(
  statement: string,
  target: string,
  { columns, rows }: Pick<StatementLineage, "columns" | "rows">,
): Writer {
  return {
    statement,
    columns: Object.fromEntries(
      [...columns].map(([column, origins]) => [column, valueOrigins([...origins], `${target}.${column}`)]),
    ),
    rows: [...rows].filter((origin) => origin !== "constant").toSorted(),
  };
}

/** Constants say nothing beside what varies, and what a column keeps of itself nothing beside anything else. */
function valueOrigins(origins: readonly Origin[], itself: string): readonly Origin[] {
  const others = origins.filter((origin) => origin !== itself);
  const varying = others.filter((origin) => origin !== "constant").toSorted();
  if (varying.length > 0) return varying;
  return others.length === 0 && origins.length > 0 ? origins : ["constant"];
}

function merged(writers: readonly Writer[], relation: string, column: string): readonly Origin[] {
  const origins = [...new Set(writers.flatMap((writer) => writer.columns[column] ?? []))];
  return origins.length > 1 ? valueOrigins(origins, `${relation}.${column}`) : origins;
}

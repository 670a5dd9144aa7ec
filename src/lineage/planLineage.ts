import { rowOrigins, valueOrigins } from "./valueOrigins.ts";
import type {
  Origin,
  PlanLineage,
  RelationLineage,
  StatementOrigins,
  ViewLineage,
  Writer,
} from "../contract/lineage.ts";
import { governedPrincipalOrigins } from "../governance/grantStatements.ts";
import type { Effect } from "../contract/effect.ts";
import { seedEffect, type PlannedSql } from "../plan/plan.ts";
import { databricks } from "../sql/databricks.ts";
import type { TableName } from "../sql/sql.ts";
import type { Catalogue } from "../contract/catalogue.ts";
import { buildCommand, builtInLineage, type BuiltInLineage } from "./builtInLineage.ts";
import { catalogOf } from "./catalog.ts";
import {
  additions,
  pipelineStatements,
  viewStatement,
  withoutAdditions,
  type StatementText,
} from "./generatedStatements.ts";

/** The lineage of a statement isn't known, or a column comes from nowhere: nothing is generated. */
export class LineageFailure extends Error {
  override readonly name = "LineageFailure";
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.problems = problems;
  }
}

/**
 * The lineage of every table and view, column by column, over the statements of the workspace: of built-in SQL as it was
 * computed when the package was built, of what a project adds as that declares it. Pure.
 * @throws LineageFailure naming every statement and column at fault.
 */
export function planLineage(plan: PlannedSql): PlanLineage {
  const statements = pipelineStatements(withoutAdditions(plan), databricks).map((statement) => ({
    statement,
    lineage: builtInLineage(statement),
  }));
  const added = additions(plan);
  const writers = [
    ...statements.flatMap(({ lineage, statement: { id } }) => writerOf(id, lineage, added.get(id))),
    ...(plan.targets.length > 0 ? [governanceWriter] : []),
  ];
  const lineage = assembled(plan, writers);
  const problems = [
    ...statements.flatMap(({ statement, lineage: known }) =>
      known === undefined ? [unknownText(statement)] : [],
    ),
    ...columnsWithoutOrigin(plan, lineage, plan.targets.length > 0),
  ];
  if (problems.length > 0) throw new LineageFailure(problems);
  return lineage;
}

/**
 * The lineage of one view: all that explaining a number of it needs. Undefined where there is no such view.
 * @throws LineageFailure where that of its query isn't known.
 */
export function viewLineage(catalogue: Catalogue, view: string): ViewLineage | undefined {
  const statement = viewStatement(catalogue, view);
  if (statement === undefined) return undefined;
  const { columns, equalities } = builtInLineage(statement) ?? {};
  if (columns === undefined || equalities === undefined) throw new LineageFailure([unknownText(statement)]);
  return { columns, equalities };
}

/** Only in a checkout whose SQL was edited since. */
const unknownText = ({ id }: StatementText): string =>
  `${id}: the lineage of this statement isn't computed yet; run \`${buildCommand}\``;

/**
 * Columns that no statement sets: a table with one can't be explained, and one that nothing writes is a mistake. Without
 * a target there is no governance, and the ledger of its principals stays empty.
 */
export function columnsWithoutOrigin(
  catalogue: Catalogue,
  lineage: PlanLineage,
  hasTargets: boolean,
): readonly string[] {
  return [...catalogOf(catalogue)].flatMap(([relation, columns]) => {
    if (!hasTargets && relation === governedPrincipals) return [];
    const known = lineage.get(relation)?.columns ?? {};
    return columns
      .filter((column) => (known[column]?.length ?? 0) === 0)
      .map((column) => `${relation}.${column} has no origin: no statement of the plan sets it`);
  });
}

const governedPrincipals: TableName = "curated.governed_principal";

/** A writer and what it writes. */
type TableWriter = readonly [target: string, writer: Writer];

const governanceWriter: TableWriter = [
  governedPrincipalOrigins.writes,
  {
    statement: "governance.grants",
    columns: governedPrincipalOrigins.columns,
    rows: governedPrincipalOrigins.rows,
  },
];

function writerOf(
  statement: string,
  { writes, columns = {}, rows = [] }: Partial<BuiltInLineage> = {},
  added?: StatementOrigins,
): readonly TableWriter[] {
  if (writes === undefined) return [];
  const origins = (column: string): readonly Origin[] => [
    ...(columns[column] ?? []),
    ...(added?.columns[column] ?? []),
  ];
  const writer: Writer = {
    statement,
    columns: Object.fromEntries(
      Object.keys(columns).map((column) => [column, valueOrigins(origins(column), `${writes}.${column}`)]),
    ),
    rows: rowOrigins([...rows, ...(added?.rows ?? [])]),
  };
  return [[writes, writer]];
}

function assembled(plan: PlannedSql, written: readonly TableWriter[]): PlanLineage {
  const writers = Map.groupBy(written, ([target]) => target);
  const effects: readonly Effect[] = [
    seedEffect,
    ...plan.stages.flatMap((stage) => stage.steps.filter((step) => step.kind === "effect")),
  ];
  return new Map(
    [...catalogOf(plan)].map(([relation, columns]): [string, RelationLineage] => {
      const kind = relation.startsWith("serving.") ? "view" : "table";
      const own = (writers.get(relation) ?? []).map(([, writer]) => writer);
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

function merged(writers: readonly Writer[], relation: string, column: string): readonly Origin[] {
  const origins = [...new Set(writers.flatMap((writer) => writer.columns[column] ?? []))];
  return origins.length > 1 ? valueOrigins(origins, `${relation}.${column}`) : origins;
}

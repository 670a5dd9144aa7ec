import { sourceReader } from "../plan/sourceReader.ts";
import { tableIn } from "../contract/table.ts";
import type { StageName } from "../contract/vocabulary.ts";
import { stepSql, type Plan, type PlannedStage } from "../plan/plan.ts";
import type { Model } from "../spec/project.ts";
import { databricks } from "../sql/databricks.ts";
import { constant, join, render, sql, table } from "../sql/sql.ts";
import type { QueryRunner } from "../reading/queryRunner.ts";

/** The versions that decide whether a stage goes on where it ended or begins again. */
export interface Versions {
  readonly codeVersion: string;
  readonly taxonomyVersion: string;
}

export interface Reprocessing {
  /** Why stages begin again; empty where they go on. */
  readonly because: readonly ("code" | "taxonomy")[];
  /** The stages that have something to do again, in the order of the loop. */
  readonly stages: readonly StageReprocessing[];
}

export interface StageReprocessing {
  readonly stage: StageName;
  /** What is counted: the rows of the stage's input; of ingest, the records of the files that are read again. */
  readonly input: string;
  /** Undefined where they could not be counted. */
  readonly rows: bigint | undefined;
}

export interface ModelUse {
  /** Undefined where the rows that they come from could not be counted. */
  readonly calls: bigint | undefined;
  /** In the project's currency; undefined where the spec names no price, or calls are unknown. */
  readonly cost: number | undefined;
}

export function reasonsToReprocess(before: Versions | undefined, after: Versions): Reprocessing["because"] {
  if (before === undefined) return [];
  return [
    ...(before.codeVersion === after.codeVersion ? [] : (["code"] as const)),
    ...(before.taxonomyVersion === after.taxonomyVersion ? [] : (["taxonomy"] as const)),
  ];
}

/**
 * What the next run does again. By the rule of `beginStage` (pipeline/ledger.ts) a stage goes on where the same code and
 * taxonomy have ended before, else at the first run: going back to a version that ran already costs only what came since.
 * Without a reader nothing is counted. Throws what the reader throws.
 */
export async function reprocessing(options: {
  readonly before: Versions | undefined;
  readonly plan: Plan;
  readonly reader: QueryRunner | undefined;
  /** Tables of the plan that aren't there yet: what stages read of them can't be counted. */
  readonly missing?: ReadonlySet<string>;
}): Promise<Reprocessing> {
  const { before, plan, reader, missing = new Set<string>() } = options;
  const because = reasonsToReprocess(before, plan);
  if (because.length === 0) return { because, stages: [] };
  const working = plan.stages.filter(({ steps }) => steps.length > 0);
  const counts =
    reader === undefined
      ? undefined
      : await rowsToDo(
          working.filter(({ input }) => !missing.has(input)),
          plan,
          reader,
        );
  const records = reader === undefined ? undefined : await recordsReadAgain(plan, reader);
  const stages = working.map((stage): StageReprocessing =>
    readsFiles(plan, stage)
      ? { stage: stage.name, input: "files of the sources", rows: records }
      : { stage: stage.name, input: stage.input, rows: counts?.get(stage.name) },
  );
  return { because, stages: stages.filter(({ rows }) => rows !== 0n) };
}

/** Ingest takes records from files; its input table holds nothing between runs. */
const readsFiles = ({ tables }: Plan, { input }: PlannedStage): boolean =>
  tableIn(tables, input).kind === "work";

async function rowsToDo(
  stages: readonly PlannedStage[],
  plan: Plan,
  reader: QueryRunner,
): Promise<ReadonlyMap<string, bigint>> {
  const ended =
    await reader.rows(sql`SELECT stage, code_version, taxonomy_version, max(window_high) AS window_high
FROM ${table("curated.stage_run")}
WHERE status = 'finished'
GROUP BY stage, code_version, taxonomy_version`);
  const endOf = (stage: string): bigint =>
    BigInt(
      ended.find(
        (row) =>
          row["stage"] === stage &&
          row["code_version"] === plan.codeVersion &&
          row["taxonomy_version"] === plan.taxonomyVersion,
      )?.["window_high"] ?? "0",
    );
  const counted = stages
    .filter((stage) => !readsFiles(plan, stage))
    .map(
      ({ name, input }) =>
        sql`SELECT ${constant(name)} AS stage, count(*) AS input_rows FROM ${table(input)} WHERE run_id > ${endOf(name)}`,
    );
  if (counted.length === 0) return new Map();
  const rows = await reader.rows(
    join(
      counted,
      sql`
UNION ALL
`,
    ),
  );
  return new Map(rows.map((row) => [row["stage"] ?? "", BigInt(row["input_rows"] ?? "0")]));
}

/** A file is read again where the code, or how its source is mapped, is another than when it was landed. */
async function recordsReadAgain(plan: Plan, reader: QueryRunner): Promise<bigint> {
  const landed = await reader.rows(
    sql`SELECT source, reader, CAST(sum(records) AS BIGINT) AS records FROM ${table("raw.landed_file")} GROUP BY source, reader`,
  );
  const readers = new Map(plan.sources.map((source) => [source.id, sourceReader(source, plan.codeVersion)]));
  return landed
    .filter((row) => readers.has(row["source"] ?? "") && readers.get(row["source"] ?? "") !== row["reader"])
    .reduce((sum, row) => sum + BigInt(row["records"] ?? "0"), 0n);
}

/** Calls of a model that the reprocessing makes, one a row of every stage that asks one, and what they cost. */
export function modelUse(plan: Plan, { stages }: Reprocessing, model: Model | undefined): ModelUse {
  const asking = new Set(plan.stages.filter(asksModel).map(({ name }) => name));
  const rows = stages.filter(({ stage }) => asking.has(stage)).map((stage) => stage.rows);
  const calls = rows.includes(undefined)
    ? undefined
    : rows.reduce<bigint>((sum, count) => sum + (count ?? 0n), 0n);
  if (calls === 0n) return { calls, cost: 0 };
  const price = model?.costPerThousandCalls;
  return {
    calls,
    cost: calls === undefined || price === undefined ? undefined : (Number(calls) * price) / 1000,
  };
}

/** Whether a statement of the stage calls an AI function: the classifier is a join and costs nothing. */
function asksModel({ steps }: PlannedStage): boolean {
  return steps.some((step) => {
    const text = step.kind === "effect" ? undefined : stepSql(step, databricks);
    return text !== undefined && /\bai_[a-z]+\(/.test(render(text, "x"));
  });
}

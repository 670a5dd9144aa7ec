import { jsonOutput } from "../emit/jsonOutput.ts";
import Table from "cli-table3";
import type { TableName } from "../sql/sql.ts";
import { columnsOf, contractOf, tableNames } from "../stages/tables.ts";
import { views } from "../stages/views.ts";
import { stepReads, stepSql } from "../plan/plan.ts";
import { maintenance, stages as loop } from "../stages/catalogue.ts";
import { writesOf, type Step } from "../contract/step.ts";
import type { Stage } from "../stages/stage.ts";
import { databricks } from "../sql/databricks.ts";
import { duckdb } from "../sql/duckdb.ts";
import { render } from "../sql/sql.ts";
import { didYouMean } from "../spec/nearest.ts";
import { textOption, UserError, type CommandHandler } from "./command.ts";

const stages: readonly Stage[] = [...loop, ...maintenance];

/** `fixloop show`: the pipeline as data, without running anything. */
export const show: CommandHandler = async (context, input) => {
  const name = input.arguments[0];
  const dialect = textOption(input, "dialect") === "duckdb" ? duckdb : databricks;
  const shown = name === undefined ? overview() : describe(name, dialect);
  context.stdout.write(textOption(input, "format") === "json" ? jsonOutput(shown.data) : `${shown.text}\n`);
  return 0;
};

interface Shown {
  readonly data: unknown;
  readonly text: string;
}

function overview(): Shown {
  const data = stages.map((stage) => stageData(stage));
  const table = new Table({
    head: ["stage", "what it does", "steps", "checks", "writes"],
    style: { head: [], border: [] },
    wordWrap: true,
    colWidths: [11, 44, 7, 8, 40],
  });
  for (const stage of stages) {
    table.push([
      stage.name,
      stage.title,
      String(stage.steps.length),
      String(stage.checks.length),
      stage.writes.join(", ") || `removes from ${stage.alters?.length ?? 0} tables`,
    ]);
  }
  return { data, text: table.toString() };
}

function describe(name: string, dialect: typeof databricks): Shown {
  const stage = stages.find((candidate) => candidate.name === name);
  if (stage) return describeStage(stage);
  const step = stages.flatMap(({ steps }) => steps).find(({ id }) => id === name);
  if (step) return describeStep(step, dialect);
  if (isTable(name)) return describeTable(name);
  const view = views[name as `serving.${string}`];
  if (view) {
    return {
      data: {
        name,
        comment: view.comment,
        shows: view.shows,
        readers: view.readers,
        columns: view.columns,
      },
      text: `${name}: ${view.comment}\nFor: ${view.readers.join(", ")}\nShows: ${
        view.shows === "live"
          ? `what is there when it is read. ${view.why}`
          : "the newest finished run of the loop."
      }\n\n${Object.entries(view.columns)
        .map(([column, { type, comment }]) => `  ${column.padEnd(28)} ${type.padEnd(14)} ${comment}`)
        .join("\n")}`,
    };
  }
  const known = [
    ...stages.flatMap((candidate) => [candidate.name, ...candidate.steps.map(({ id }) => id)]),
    ...tableNames,
    ...Object.keys(views),
  ];
  throw new UserError(
    `There is no stage, step, table or view ${JSON.stringify(name)}.${didYouMean(name, known)}`,
    "`fixloop show` lists the stages, and `fixloop show STAGE` its steps and tables.",
  );
}

function describeStage(stage: Stage): Shown {
  return {
    data: stageData(stage),
    text: [
      `${stage.name}: ${stage.title}`,
      "",
      `reads   ${stage.reads.join(", ")}`,
      `writes  ${stage.writes.join(", ") || "nothing of its own"}`,
      ...(stage.alters ? [`removes rows or values from  ${stage.alters.join(", ")}`] : []),
      "",
      "steps, in order:",
      ...stage.steps.map((step) => `  ${step.id.padEnd(30)} ${step.title}`),
      "",
      "checks of its own (keys and listed values are checked for every table):",
      ...stage.checks.map((check) => `  ${check.id.padEnd(44)} ${check.severity.padEnd(10)} ${check.title}`),
    ].join("\n"),
  };
}

function describeStep(step: Step, dialect: typeof databricks): Shown {
  const statement = step.kind === "effect" ? undefined : stepSql(step, dialect);
  const sqlText = statement === undefined ? undefined : render(statement, "fixloop");
  const reads = stepReads(step, dialect);
  return {
    data: { ...stepData(step), reads, sql: sqlText ?? null },
    text: `${step.id}: ${step.title}\n${step.why}\nreads  ${reads.join(", ") || "–"}\nwrites ${writesOf(step).join(", ")}${sqlText === undefined ? (step.kind === "effect" ? `\n\nAn effect of kind ${step.effect}: it is no SQL. After a kill: ${step.afterKill}` : `\n\n${dialect.name} has no such statement.`) : `\n\n${sqlText}`}`,
  };
}

function describeTable(name: TableName): Shown {
  const contract = contractOf(name);
  const columns = Object.entries(columnsOf(name));
  const writers = stages
    .flatMap(({ steps }) => steps)
    .filter((step) => writesOf(step).includes(name) && (step.kind !== "statement" || step.mode === "record"));
  const sources = [...new Set(writers.flatMap((step) => stepReads(step, databricks)))];
  const readers = stages
    .flatMap(({ steps }) => steps)
    .filter((step) => stepReads(step, databricks).includes(name));
  const table = new Table({
    head: ["column", "type", "class", "null", "meaning"],
    style: { head: [], border: [] },
    wordWrap: true,
    colWidths: [24, 16, 11, 6, 60],
  });
  for (const [column, { type, class: columnClass, nullable, comment }] of columns) {
    table.push([column, type, columnClass, nullable ? "yes" : "no", comment]);
  }
  return {
    data: {
      name,
      ...contract,
      columns: Object.fromEntries(columns),
      writtenBy: writers.map(({ id }) => id),
      madeFrom: sources,
      readBy: readers.map(({ id }) => id),
    },
    text: [
      `${name} (${contract.kind}, key ${contract.key.join(", ")}): ${contract.comment}`,
      `written by ${writers.map(({ id }) => id).join(", ") || contract.owner}; made from ${sources.join(", ") || "–"}`,
      `read by ${readers.map(({ id }) => id).join(", ") || "–"}`,
      table.toString(),
    ].join("\n"),
  };
}

function stageData(stage: Stage): object {
  return {
    name: stage.name,
    title: stage.title,
    input: stage.input,
    reads: stage.reads,
    writes: stage.writes,
    alters: stage.alters ?? [],
    steps: stage.steps.map(stepData),
    checks: stage.checks.map(({ id, table, severity, title }) => ({ id, table, severity, title })),
  };
}

function stepData(step: Step): object {
  return {
    id: step.id,
    title: step.title,
    why: step.why,
    writes: writesOf(step),
    ...(step.kind === "effect"
      ? { effect: step.effect, idempotencyKey: step.idempotencyKey, batchSize: step.batchSize }
      : { mode: step.mode, window: step.window }),
  };
}

function isTable(name: string): name is TableName {
  return (tableNames as readonly string[]).includes(name);
}

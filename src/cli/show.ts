import { existsSync } from "node:fs";
import path from "node:path";
import { jsonOutput } from "../emit/jsonOutput.ts";
import Table from "cli-table3";
import type { TableName } from "../sql/sql.ts";
import { columnsOf, contractOf, tableNames, tables } from "../stages/tables.ts";
import { views } from "../stages/views.ts";
import { builtInStages, plannedSql, stepReads, stepSql } from "../plan/plan.ts";
import { maintenance, stages as loop } from "../stages/catalogue.ts";
import type { Stage } from "../stages/stage.ts";
import { authoredChecks } from "../checks/authored.ts";
import { writesOf, type Step } from "../contract/step.ts";
import { databricks } from "../sql/databricks.ts";
import { duckdb } from "../sql/duckdb.ts";
import { render } from "../sql/sql.ts";
import { didYouMean } from "../spec/nearest.ts";
import { presetText } from "../spec/presetText.ts";
import { sourcePresets } from "../systems/sourcePresets.ts";
import {
  textOption,
  UserError,
  type CommandContext,
  type CommandHandler,
  type CommandInput,
} from "./command.ts";
import { openProjectOrWarn, projectFolder } from "./projectFolder.ts";

const builtIn: readonly Stage[] = [...loop, ...maintenance];

/** The pipeline of a project: its stages with the checks that it adds, and the prefix of its schemas. */
interface Pipeline {
  readonly stages: readonly Stage[];
  readonly schemaPrefix: string;
}

/** `fixloop show`: the pipeline as data, without running anything. */
export const show: CommandHandler = async (context, input) => {
  const pipeline = pipelineOf(context, input);
  const name = input.arguments[0];
  const dialect = textOption(input, "dialect") === "duckdb" ? duckdb : databricks;
  const shown = name === undefined ? overview(pipeline) : describe(pipeline, name, dialect);
  context.stdout.write(textOption(input, "format") === "json" ? jsonOutput(shown.data) : `${shown.text}\n`);
  return 0;
};

/** That of the project, or outside of one, or where its spec has errors, as it is in every project. */
function pipelineOf(context: CommandContext, input: CommandInput): Pipeline {
  const folder = projectFolder(context, input);
  const isNoProject = folder === path.resolve(context.cwd) && !existsSync(path.join(folder, "pipeline.yaml"));
  const loaded = isNoProject
    ? undefined
    : openProjectOrWarn(context, input, "this shows what is the same in every project.");
  const planned = loaded === undefined ? builtInStages() : plannedSql(loaded.project);
  // a plan also has the checks that every contract brings: they are many, and say nothing of a stage
  const ownChecks = new Map(builtIn.map(({ name, checks }) => [name, checks]));
  return {
    stages: [...planned.stages, ...planned.maintenance].map((stage) => ({
      ...stage,
      checks: [
        ...(ownChecks.get(stage.name) ?? []),
        ...authoredChecks(stage.name, loaded?.project.checks ?? [], tables),
      ],
    })),
    schemaPrefix: loaded?.project.schemaPrefix ?? defaultSchemaPrefix,
  };
}
/** Of a project that names none. */
const defaultSchemaPrefix = "fixloop";

interface Shown {
  readonly data: unknown;
  readonly text: string;
}

function overview({ stages }: Pipeline): Shown {
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

function describe(pipeline: Pipeline, name: string, dialect: typeof databricks): Shown {
  const { stages, schemaPrefix } = pipeline;
  const stage = stages.find((candidate) => candidate.name === name);
  if (stage) return describeStage(stage);
  const step = stages.flatMap(({ steps }) => steps).find(({ id }) => id === name);
  if (step) return describeStep(step, dialect, schemaPrefix);
  if (isTable(name)) return describeTable(stages, name);
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
  const preset = sourcePresets.find(({ id }) => id === name);
  if (preset)
    return { data: preset, text: `${preset.id}: ${preset.title}\n${preset.shape}\n\n${presetText(preset)}` };
  const known = [
    ...stages.flatMap((candidate) => [candidate.name, ...candidate.steps.map(({ id }) => id)]),
    ...tableNames,
    ...Object.keys(views),
    ...sourcePresets.map(({ id }) => id),
  ];
  throw new UserError(
    `There is no stage, step, table, view or preset ${JSON.stringify(name)}.${didYouMean(name, known)}`,
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

function describeStep(step: Step, dialect: typeof databricks, schemaPrefix: string): Shown {
  const statement = step.kind === "effect" ? undefined : stepSql(step, dialect);
  const sqlText = statement === undefined ? undefined : render(statement, schemaPrefix);
  const reads = stepReads(step, dialect);
  return {
    data: { ...stepData(step), reads, sql: sqlText ?? null },
    text: `${step.id}: ${step.title}\n${step.why}\nreads  ${reads.join(", ") || "–"}\nwrites ${writesOf(step).join(", ")}${sqlText === undefined ? (step.kind === "effect" ? `\n\nAn effect of kind ${step.effect}: it is no SQL. After a kill: ${step.afterKill}` : `\n\n${dialect.name} has no such statement.`) : `\n\n${sqlText}`}`,
  };
}

function describeTable(stages: readonly Stage[], name: TableName): Shown {
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

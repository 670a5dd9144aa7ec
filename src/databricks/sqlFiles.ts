import type { StageName, StepWindow } from "../pipeline/contract.ts";
import {
  setupStatements,
  stageStatements,
  type Plan,
  type PlannedStage,
  type Statement,
} from "../pipeline/plan.ts";
import * as ledger from "../pipeline/ledger.ts";
import { databricks } from "../sql/databricks.ts";
import { constant, render, sql, table, tablesIn, type RelationName, type Sql } from "../sql/sql.ts";

/** One generated SQL file: what one task of a job runs. */
export interface SqlFile {
  readonly path: string;
  readonly text: string;
  readonly taskKey: string;
  readonly title: string;
  readonly reads: readonly RelationName[];
  readonly writes: readonly RelationName[];
  /** Whether running it again after a failure can help: an assertion that did not hold will not hold in a minute. */
  readonly retry: boolean;
}

/** The land step of ingest: a notebook, since SQL cannot tell one record of a file from the next as DuckDB does. */
export interface LandTask {
  readonly taskKey: string;
  readonly title: string;
  readonly writes: readonly RelationName[];
}

export interface StageFiles {
  readonly stage: StageName;
  readonly begin: SqlFile;
  /** In the order of the plan; the job derives from reads and writes what may run side by side. */
  readonly steps: readonly (SqlFile | LandTask)[];
  readonly finish: SqlFile;
}

export interface PlanFiles {
  readonly setup: readonly SqlFile[];
  readonly open: SqlFile;
  readonly stages: readonly StageFiles[];
  readonly finish: SqlFile;
}

const windows: Readonly<Record<StepWindow, string>> = {
  new: "only rows of the runs in the window of the stage (curated.stage_run)",
  touched: "every row of the keys or days that the window of the stage touched",
  all: "all rows, since what it reads is small",
};

/** Lays the statements of a plan out as files, a task each. Pure; the text is the same for every taxonomy. */
export function sqlFiles(plan: Plan): PlanFiles {
  const prefix = plan.schemaPrefix;
  const setup = setupStatements(databricks);
  const isView = ({ sql: text }: Statement): boolean =>
    render(text, prefix).startsWith("CREATE OR REPLACE VIEW");
  return {
    setup: [
      sqlFile(prefix, {
        path: "00-setup/01-tables.sql",
        taskKey: "tables",
        title: "Every table of the contract, empty where it is new",
        why: "Tables come first, so that grants, masks and statements find them.",
        statements: setup.filter((statement) => !isView(statement)),
      }),
      ...(setup.some(isView)
        ? [
            sqlFile(prefix, {
              path: "00-setup/02-views.sql",
              taskKey: "views",
              title: "The views that people read",
              why: "They hold no logic of their own and are replaced at every set-up.",
              statements: setup.filter(isView),
            }),
          ]
        : []),
    ],
    open: sqlFile(prefix, {
      path: "run/open.sql",
      taskKey: "open_run",
      title: "Opens the run, or takes up the one that was killed",
      why: "The job parameter as_of is the moment that the run speaks of. Empty means the newest feedback.",
      statements: [ledgerStatement("ledger.open_run", "Open the run", ledger.openRun(databricks))],
    }),
    stages: plan.stages.map((stage) => stageFiles(stage, prefix)),
    finish: sqlFile(prefix, {
      path: "run/finish.sql",
      taskKey: "finish_run",
      title: "Marks the run finished",
      why: "Readers of the serving views see it from now on.",
      statements: [ledgerStatement("ledger.finish_run", "Finish the run", ledger.finishRun(databricks))],
    }),
  };
}

function stageFiles(stage: PlannedStage, prefix: string): StageFiles {
  const folder = `${numbered(stage.position)}-${stage.name}`;
  const [begin, ...rest] = stageStatements(stage, databricks);
  if (begin === undefined || "kind" in begin)
    throw new TypeError(`bundle: ${stage.name} does not begin with its window`);
  const steps = new Map(stage.steps.map((step) => [step.id, step]));
  const isStep = ({ id }: { readonly id: string }): boolean => steps.has(id);
  const closing = rest.filter(
    (statement): statement is Statement => !("kind" in statement) && !isStep(statement),
  );

  return {
    stage: stage.name,
    begin: sqlFile(prefix, {
      path: `${folder}/00-begin.sql`,
      taskKey: `${stage.name}_begin`,
      title: `Writes the window of ${stage.name} into the ledger`,
      why: "The window is written before the first statement, so that a killed run does the same again. Without an open run nothing may go on: a step that deletes what it no longer finds would delete everything.",
      statements: [runIsOpen(stage.name), begin],
      retry: false,
    }),
    steps: rest.filter(isStep).map((statement, index) => {
      const step = steps.get(statement.id);
      if (step === undefined) throw new TypeError(`bundle: no step ${statement.id}`);
      const taskKey = statement.id.replaceAll(/[^a-z0-9]+/g, "_");
      if ("kind" in statement || step.kind === "land")
        return { taskKey, title: step.title, writes: ["raw.landing", "raw.landing_file"] };
      const name = statement.id.replace(/^[a-z]+[.]/, "").replaceAll(/[^a-z0-9]+/g, "-");
      return sqlFile(prefix, {
        path: `${folder}/${numbered(index + 1)}-${name}.sql`,
        taskKey,
        title: step.title,
        why: step.why,
        rows: windows[step.window],
        writes: [step.writes],
        mode: step.mode,
        statements: [statement],
      });
    }),
    finish: sqlFile(prefix, {
      path: `${folder}/99-finish.sql`,
      taskKey: `${stage.name}_finish`,
      title: `Checks what ${stage.name} wrote and ends it`,
      why: "Every check is recorded before the last statement stops the job where one of severity error did not hold.",
      statements: [...closing, checksHeld(stage.name)],
      retry: false,
    }),
  };
}

/** Stops a job whose ledger has no open run. */
function runIsOpen(stage: StageName): Statement {
  return {
    id: `${stage}.run_is_open`,
    stage,
    title: "A run is open",
    sql: sql`SELECT assert_true((SELECT count(*) FROM ${table("curated.pipeline_run")} WHERE status = 'running') = 1, 'No run is open: start the job that runs the whole loop')`,
  };
}

/** Stops the job where a check of severity error found rows: what `CheckFailed` is locally. */
function checksHeld(stage: StageName): Statement {
  return {
    id: `${stage}.checks_held`,
    stage,
    title: "No check of severity error found rows",
    sql: sql`SELECT assert_true((
  SELECT count(*) FROM ${table("curated.check_result")}
  WHERE stage = ${constant(stage)} AND severity = 'error' AND failing_rows > 0
    AND run_id = (SELECT max(run_id) FROM ${table("curated.pipeline_run")})
) = 0, 'A check of severity error did not hold: see check_result for this run')`,
  };
}

function ledgerStatement(id: string, title: string, text: Sql): Statement {
  return { id, stage: "ledger", title, sql: text };
}

interface FileContent {
  readonly path: string;
  readonly taskKey: string;
  readonly title: string;
  readonly why: string;
  readonly statements: readonly Statement[];
  readonly rows?: string;
  readonly writes?: readonly RelationName[];
  readonly mode?: string;
  readonly retry?: boolean;
}

function sqlFile(prefix: string, content: FileContent): SqlFile {
  const mentioned = [...new Set(content.statements.flatMap((statement) => tablesIn(statement.sql)))];
  const writes = content.writes ?? written(content.statements, prefix);
  const reads = mentioned.filter((name) => !writes.includes(name) || readsItself(content, name));
  const header = [
    ...comment("", content.title),
    ...(reads.length > 0 ? comment("Reads:  ", reads.join(", ")) : []),
    ...(writes.length > 0
      ? comment("Writes: ", `${writes.join(", ")}${content.mode === undefined ? "" : ` (${content.mode})`}`)
      : []),
    ...(content.rows === undefined ? [] : comment("Rows:   ", content.rows)),
    ...comment("Why:    ", content.why),
    "-- Generated by fixloop compile. Edit taxonomy/ or pipeline.yaml, never this file.",
  ];
  const many = content.statements.length > 1;
  const body = content.statements.map((statement) => {
    const text = render(statement.sql, prefix);
    if (/;[ \t]*$/m.test(text)) throw new TypeError(`bundle: a line of ${statement.id} ends in a semicolon`);
    return [...(many ? comment("", statement.title) : []), `${text};`].join("\n");
  });
  return {
    path: `bundle/sql/${content.path}`,
    text: [...header, "USE CATALOG `{{catalog}}`;", "", body.join("\n\n"), ""].join("\n"),
    taskKey: content.taskKey,
    title: content.title,
    reads,
    writes,
    retry: content.retry ?? true,
  };
}

/** The target of each statement, by its first words. */
function written(statements: readonly Statement[], prefix: string): readonly RelationName[] {
  return [
    ...new Set(
      statements.flatMap((statement) => {
        const [first] = tablesIn(statement.sql);
        const writes = /^(MERGE INTO|UPDATE|CREATE)/.test(render(statement.sql, prefix));
        return writes && first !== undefined ? [first] : [];
      }),
    ),
  ];
}

/** A table that the statement mentions beyond its target. */
function readsItself({ statements }: FileContent, name: RelationName): boolean {
  return statements.some(
    (statement) =>
      statement.sql.chunks.filter((chunk) => chunk.kind === "table" && chunk.table === name).length > 1,
  );
}

/** Lines of a comment. Quotes and semicolons are kept out: tools that split files at them do not all know comments. */
function comment(label: string, text: string): readonly string[] {
  if (/\$\{|\{\{/.test(text)) throw new TypeError(`bundle: ${JSON.stringify(text)} holds a placeholder`);
  const words = text
    .replaceAll(/['"`]/g, "’")
    .replaceAll(";", ",")
    .split(/\s+/)
    .filter((word) => word !== "");
  const lines: string[] = [];
  let line = `-- ${label}`;
  let empty = true;
  for (const word of words) {
    if (!empty && line.length + 1 + word.length > 110) {
      lines.push(line);
      line = `-- ${" ".repeat(label.length)}`;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, line];
}

function numbered(position: number): string {
  return String(position).padStart(2, "0");
}

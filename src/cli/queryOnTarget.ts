import { plainRows } from "../workspace/queryTarget.ts";
import { writesIn } from "../workspace/readOnlySql.ts";
import { StatementError } from "../workspace/errors.ts";
import { catalogue } from "../stages/catalogue.ts";
import { UserError, type CommandContext, type CommandInput, type ExitCode } from "./command.ts";
import type { LoadedProject } from "./projectFolder.ts";
import { tableMeant } from "./tableMeant.ts";
import { openNamedTarget, withWorkspace } from "./targetCommand.ts";

type Rows = readonly Readonly<Record<string, unknown>>[];

/** Prints what one statement that reads gives, through the target's warehouse and with its catalog. */
export async function queryOnTarget(
  context: CommandContext,
  input: CommandInput,
  loaded: LoadedProject,
  rendered: (rows: Rows) => string,
): Promise<ExitCode> {
  return withWorkspace(context, async (signal) => {
    context.stdout.write(rendered(await selectRows(context, input, loaded, signal)));
    return 0;
  });
}

/** Tables and views with their schemas, as a query names them. */
const relations = ({ project: { schemaPrefix } }: LoadedProject): readonly string[] =>
  [...Object.keys(catalogue.tables), ...Object.keys(catalogue.views)].map(
    (name) => `${schemaPrefix}_${name}`,
  );

async function selectRows(
  context: CommandContext,
  input: CommandInput,
  loaded: LoadedProject,
  signal: AbortSignal,
): Promise<Rows> {
  const text = input.arguments[0] ?? "";
  const writes = writesIn(text);
  if (writes !== undefined) {
    throw new UserError(
      `This statement is not run: ${writes}.`,
      "`fixloop query` only reads: one SELECT, WITH … SELECT, SHOW or DESCRIBE.",
    );
  }
  const open = await openNamedTarget(context, input, { loaded, command: "query", by: "summary", signal });
  const { warehouseId, catalog } = open.configuration;
  if (warehouseId === undefined) {
    throw new UserError(
      "The target has no SQL warehouse yet.",
      "Deploy first, or name one with `warehouse:` in pipeline.yaml.",
    );
  }
  const result = await open.workspace.sql
    .execute({ warehouseId, catalog, text, idempotent: true }, { signal })
    .catch((error: unknown) => {
      const meant = error instanceof StatementError ? tableMeant(error.message, relations(loaded)) : "";
      if (!(error instanceof StatementError) || meant === "") throw error;
      throw new UserError(
        error.message,
        `${meant}\`fixloop show\` lists tables and views with their columns.`,
      );
    });
  if (result.truncated) {
    context.stderr.write("The workspace cut the result off at 25 MiB: these are its first rows.\n");
  }
  return plainRows(result);
}

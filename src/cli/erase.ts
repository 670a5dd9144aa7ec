import { jsonOutput } from "../emit/jsonOutput.ts";
import Table from "cli-table3";
import { requestErasure, requestId } from "../ledger/erasureRequest.ts";
import { eraseLocally, previewErasure, type ErasureEntry } from "../local/erase.ts";
import { databasePath } from "../local/files.ts";
import { plannedSql } from "../plan/plan.ts";
import { databricks } from "../sql/databricks.ts";
import { render, sql, table } from "../sql/sql.ts";
import { textRows } from "../workspace/warehouseQueryRunner.ts";
import {
  textOption,
  UserError,
  type CommandHandler,
  type CommandContext,
  type CommandInput,
  type ExitCode,
} from "./command.ts";
import { chosenDatabase } from "./localRun.ts";
import { requireDatabaseFile } from "./requireDatabaseFile.ts";
import { openProject, type LoadedProject } from "./projectFolder.ts";
import { openNamedTarget, targetNamed, withWorkspace } from "./targetCommand.ts";
import { printable } from "./terminal.ts";

/** `fixloop erase --customer ID`: everything of one customer leaves, and a receipt says what did and what has not yet. */
export const erase: CommandHandler = async (context, input) => {
  const loaded = openProject(context, input);
  if (loaded === undefined) return 1;
  const customerId = textOption(input, "customer");
  if (customerId === undefined || customerId === "")
    throw new UserError("erase needs the customer.", "Name it with --customer.");
  const confirmed = textOption(input, "confirm");
  if (confirmed !== undefined && confirmed !== customerId)
    throw new UserError("--confirm is not the id of the customer; nothing was erased.");
  return textOption(input, "target") === undefined
    ? eraseHere(context, input, loaded, { customerId, confirmed: confirmed !== undefined })
    : eraseThere(context, input, loaded, { customerId, confirmed: confirmed !== undefined });
};

interface Asked {
  readonly customerId: string;
  readonly confirmed: boolean;
}

async function eraseHere(
  context: CommandContext,
  input: CommandInput,
  { folder, project }: LoadedProject,
  { customerId, confirmed }: Asked,
): Promise<ExitCode> {
  const erasure = {
    databaseFile: databasePath(folder, project.name, chosenDatabase(context, input)),
    plan: plannedSql(project),
    folder,
    customerId,
    now: context.now,
  };
  requireDatabaseFile(context, erasure.databaseFile);
  const outcome = await (confirmed ? eraseLocally(erasure) : previewErasure(erasure));
  if (outcome.kind === "not_set_up")
    throw new UserError(
      "There is no local run to erase from.",
      "Run `fixloop run` first, or name the file with --db.",
    );
  if (outcome.kind === "unknown")
    throw new UserError(
      "No customer has this id, and none was erased under it.",
      '`fixloop query "SELECT * FROM fixloop_curated.customer"` lists customers and their identities.',
    );
  print(context, input, outcome.requestId, outcome.entries);
  if (outcome.kind === "over") {
    context.stderr.write("It was erased; this is its receipt.\n");
    return 0;
  }
  if (!confirmed) {
    context.stderr.write("Nothing was erased: repeat the id with --confirm.\n");
    return 2;
  }
  context.stderr.write(
    "Existing reports still hold masked quotes: write them again with `fixloop run --report`. Delete the records from the files that the receipt names: until then, runs skip them.\n",
  );
  return 0;
}

async function eraseThere(
  context: CommandContext,
  input: CommandInput,
  loaded: LoadedProject,
  { customerId, confirmed }: Asked,
): Promise<ExitCode> {
  const id = targetNamed(loaded, input, "erase");
  if (!confirmed)
    throw new UserError(
      `erase -t ${id} requests a deletion that can't be reverted; nothing was requested.`,
      "Repeat the id with --confirm.",
    );
  return withWorkspace(context, async (signal) => {
    const open = await openNamedTarget(context, input, { loaded, command: "erase", by: "summary", signal });
    const { warehouseId, catalog } = open.configuration;
    if (warehouseId === undefined)
      throw new UserError("The target has no SQL warehouse yet.", "Deploy first: `fixloop deploy`.");
    const execute = async (text: string): Promise<readonly Readonly<Record<string, string | null>>[]> =>
      textRows(
        await open.workspace.sql.execute(
          { warehouseId, catalog, text, parameters: { customer_id: customerId }, idempotent: true },
          { signal },
        ),
      );
    const customer = databricks.parameter("customer_id");
    const [state] = await execute(
      render(
        sql`SELECT
  (SELECT count(*) FROM ${table("curated.customer")} WHERE customer_id = ${customer} OR customer_record_id = ${customer}) AS identities,
  (SELECT max(status) FROM ${table("raw.erasure_request")} WHERE request_id = ${requestId(databricks, customer)}) AS status`,
        loaded.project.schemaPrefix,
      ),
    );
    if (state?.["identities"] === "0" && state["status"] === null)
      throw new UserError(
        `No customer of ${open.target.id} has this id, and none was erased under it.`,
        `\`fixloop query -t ${open.target.id} "SELECT * FROM ${loaded.project.schemaPrefix}_curated.customer"\` lists customers and their identities.`,
      );
    // asking again would write the id down again, for a customer of whom nothing is left
    const isOver = state?.["identities"] === "0" && state["status"] === "done";
    if (!isOver) await execute(render(requestErasure(databricks), loaded.project.schemaPrefix));
    const rows = await execute(
      render(
        sql`SELECT asked.request_id, receipt.subject, receipt.action, receipt.row_count, receipt.pending_until
FROM (SELECT ${requestId(databricks, customer)} AS request_id) AS asked
LEFT JOIN ${table("curated.erasure_receipt")} AS receipt ON receipt.request_id = asked.request_id
ORDER BY receipt.action, receipt.subject`,
        loaded.project.schemaPrefix,
      ),
    );
    print(
      context,
      input,
      rows[0]?.["request_id"] ?? "",
      rows.flatMap(({ subject, action, row_count, pending_until }): readonly ErasureEntry[] =>
        subject == null || action == null
          ? []
          : [{ subject, action, rows: BigInt(row_count ?? "0"), pendingUntil: pending_until ?? undefined }],
      ),
    );
    if (isOver) context.stderr.write("It was erased; this is its receipt.\n");
    else
      context.stderr.write(
        `Requested. The retention job of ${open.target.id} carries it out in its next run. To run it now: fixloop run -t ${open.target.id} --job retention. Then the same command prints the receipt.\n`,
      );
    return 0;
  });
}

const meanings: Readonly<Record<string, string>> = {
  rows_deleted: "rows deleted",
  values_cleared: "values cleared",
  file_rewritten: "rewritten: nothing of it remains",
  history_pending: "hold deleted rows until",
  history_rewritten: "rewritten: old files wait for VACUUM",
  history_removed: "removed: nothing remains",
  landing_pending: "searched and rewritten until",
  landing_searched: "searched: nothing remains",
  source_file_pending: "holds the record: remove it there",
  left_system: "may have left: ask the recipient",
  would_delete: "rows that would be deleted",
};

function print(
  context: CommandContext,
  input: CommandInput,
  id: string,
  entries: readonly ErasureEntry[],
): void {
  if (textOption(input, "format") === "json") {
    context.stdout.write(
      jsonOutput({
        requestId: id,
        entries: entries.map((entry) => ({ ...entry, pendingUntil: entry.pendingUntil ?? null })),
      }),
    );
    return;
  }
  if (entries.length === 0) return;
  const receipt = new Table({ head: ["where", "what", "rows", "until"], style: { head: [], border: [] } });
  for (const { subject, action, rows, pendingUntil } of entries)
    receipt.push([printable(subject), meanings[action] ?? action, String(rows), pendingUntil ?? ""]);
  context.stdout.write(`Request ${id}\n${receipt.toString()}\n`);
}

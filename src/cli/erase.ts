import { jsonOutput } from "../emit/jsonOutput.ts";
import Table from "cli-table3";
import { shellCommand } from "../emit/shellCommand.ts";
import { customersOfEmail } from "../ledger/customersOfEmail.ts";
import { requestErasure, requestId } from "../ledger/erasureRequest.ts";
import { emailDigest } from "../local/emailDigest.ts";
import { customersWithEmail, eraseLocally, previewErasure, type ErasureEntry } from "../local/erase.ts";
import { databasePath } from "../local/files.ts";
import { plannedSql } from "../plan/plan.ts";
import { databricks } from "../sql/databricks.ts";
import { render, sql, table, type Sql } from "../sql/sql.ts";
import { textRows } from "../workspace/warehouseQueryRunner.ts";
import {
  textOption,
  UserError,
  type CommandHandler,
  type CommandContext,
  type CommandInput,
  type ExitCode,
} from "./command.ts";
import { carriedOptions } from "./carriedOptions.ts";
import { chosenDatabase } from "./localRun.ts";
import { requireDatabaseFile } from "./requireDatabaseFile.ts";
import { openProject, type LoadedProject } from "./projectFolder.ts";
import { openNamedTarget, targetNamed, withWorkspace } from "./targetCommand.ts";
import { printable } from "./terminal.ts";

/**
 * `fixloop erase --customer ID`, or an e-mail address: everything of one customer leaves, and a receipt says what did and
 * what has not yet. An address only finds the customer: it is neither stored nor shown.
 */
export const erase: CommandHandler = async (context, input) => {
  const loaded = openProject(context, input);
  if (loaded === undefined) return 1;
  const given = textOption(input, "customer");
  if (given === undefined || given === "")
    throw new UserError("erase needs the customer.", "Name it with --customer.");
  const confirmed = textOption(input, "confirm");
  if (confirmed !== undefined && confirmed !== given)
    throw new UserError("--confirm is not what --customer is; nothing was erased.");
  const asked = { given, isAddress: given.includes("@"), confirmed: confirmed !== undefined };
  return textOption(input, "target") === undefined
    ? eraseHere(context, input, loaded, asked)
    : eraseThere(context, input, loaded, asked);
};

interface Asked {
  /** An id of the customer, or an e-mail address. */
  readonly given: string;
  readonly isAddress: boolean;
  readonly confirmed: boolean;
}

async function eraseHere(
  context: CommandContext,
  input: CommandInput,
  { folder, project }: LoadedProject,
  asked: Asked,
): Promise<ExitCode> {
  const run = {
    databaseFile: databasePath(folder, project.name, chosenDatabase(context, input)),
    plan: plannedSql(project),
    folder,
    now: context.now,
  };
  requireDatabaseFile(context, run.databaseFile);
  const notSetUp = (): UserError =>
    new UserError(
      "There is no local run to erase from.",
      "Run `fixloop run` first, or name the file with --db.",
    );
  const listing = shellCommand`${`SELECT * FROM ${project.schemaPrefix}_curated.customer`}`;
  const unknown = (problem: string): UserError =>
    new UserError(
      problem,
      `\`fixloop query${carriedOptions(input)} ${listing}\` lists customers and their identities.`,
    );
  const customers = await customersOf(asked, async (digest) => {
    const found = await customersWithEmail(run, digest);
    if (found === undefined) throw notSetUp();
    return found;
  });
  const [customerId] = customers;
  if (customerId === undefined) throw unknown(noAddress("No customer"));
  if (customers.length > 1) {
    const previews: Shown[] = [];
    for (const one of customers.slice(0, mostShown)) {
      const found = await previewErasure({ ...run, customerId: one });
      if ("entries" in found) previews.push({ ...found, customerId: one });
    }
    printSeveral(context, input, previews);
    throw several(customers, input);
  }
  const erasure = { ...run, customerId };
  const outcome = await (asked.confirmed ? eraseLocally(erasure) : previewErasure(erasure));
  if (outcome.kind === "not_set_up") throw notSetUp();
  if (outcome.kind === "unknown") throw unknown("No customer has this id, and none was erased under it.");
  print(context, input, { ...outcome, customerId: asked.isAddress ? customerId : undefined });
  if (outcome.kind === "over") {
    context.stderr.write("It was erased; this is its receipt.\n");
    return 0;
  }
  if (!asked.confirmed) {
    context.stderr.write("Nothing was erased: repeat what --customer is with --confirm.\n");
    return 2;
  }
  context.stderr.write(
    "Existing reports still hold masked quotes: write them again with `fixloop run --report`. Delete the records from the files that the receipt names: until then, runs skip them.\n",
  );
  context.stderr.write(asked.isAddress ? receiptLater(customerId, input) : "");
  return 0;
}

/** Those who are meant: the one of the id, or all with the address. */
async function customersOf(
  { given, isAddress }: Asked,
  withDigest: (digest: string) => Promise<readonly string[]>,
): Promise<readonly string[]> {
  if (!isAddress) return [given];
  const digest = await emailDigest(given);
  if (digest === undefined)
    throw new UserError(
      "--customer is neither an e-mail address nor an id: an id holds no @.",
      "Write the address alone, such as name@example.org, or give a customer_id of curated.customer.",
    );
  return withDigest(digest);
}

const noAddress = (whose: string): string =>
  `${whose} has this e-mail address. Who was erased has none any more: the receipt goes by the customer_id.`;

/** An address that several people share says nothing of who asked. */
function several(customers: readonly string[], input: CommandInput): UserError {
  const target = textOption(input, "target");
  const on = target === undefined ? "" : shellCommand` -t ${target}`;
  return new UserError(
    `${customers.length} customers have this e-mail address; nothing was erased.`,
    `Erase each one who is meant by the id: \`fixloop erase${on}${carriedOptions(input)} --customer ID --confirm ID\`.`,
  );
}
/** Customers of one address that are shown. */
const mostShown = 10;

function receiptLater(customerId: string, input: CommandInput): string {
  const target = textOption(input, "target");
  const on = target === undefined ? "" : shellCommand` -t ${target}`;
  const confirm = target === undefined ? "" : shellCommand` --confirm ${customerId}`;
  return `The address finds no one any more once it is done. To print the receipt then: fixloop erase${on}${carriedOptions(input)} --customer ${shellCommand`${customerId}`}${confirm}\n`;
}

async function eraseThere(
  context: CommandContext,
  input: CommandInput,
  loaded: LoadedProject,
  asked: Asked,
): Promise<ExitCode> {
  const id = targetNamed(loaded, input, "erase");
  const unconfirmed = (found: string): UserError =>
    new UserError(
      `erase -t ${id} requests a deletion that can't be reverted; nothing was requested.${found}`,
      "Repeat what --customer is with --confirm.",
    );
  // an address is looked up first: whom it means is to be seen before it is confirmed
  if (!asked.confirmed && !asked.isAddress) throw unconfirmed("");
  return withWorkspace(context, async (signal) => {
    const open = await openNamedTarget(context, input, { loaded, command: "erase", by: "summary", signal });
    const { warehouseId, catalog } = open.configuration;
    if (warehouseId === undefined)
      throw new UserError("The target has no SQL warehouse yet.", "Deploy first: `fixloop deploy`.");
    const { schemaPrefix } = loaded.project;
    const execute = async (
      query: Sql,
      parameters: Readonly<Record<string, string>>,
    ): Promise<readonly Readonly<Record<string, string | null>>[]> =>
      textRows(
        await open.workspace.sql.execute(
          { warehouseId, catalog, text: render(query, schemaPrefix), parameters, idempotent: true },
          { signal },
        ),
      );
    const unknown = (problem: string): UserError =>
      new UserError(
        problem,
        `\`fixloop query -t ${id}${carriedOptions(input)} ${shellCommand`${`SELECT * FROM ${schemaPrefix}_curated.customer`}`}\` lists customers and their identities.`,
      );
    const customers = await customersOf(asked, async (digest) =>
      (await execute(customersOfEmail(databricks), { email_digest: digest })).flatMap(
        ({ customer_id }) => customer_id ?? [],
      ),
    );
    const [customerId] = customers;
    if (customerId === undefined) throw unknown(noAddress(`No customer of ${id}`));
    if (customers.length > 1) {
      context.stdout.write(
        textOption(input, "format") === "json"
          ? jsonOutput({ customers: customers.map((one) => ({ customerId: one })) })
          : customers.map((one) => `Customer ${printable(one)}\n`).join(""),
      );
      throw several(customers, input);
    }
    if (!asked.confirmed) throw unconfirmed(` The address is that of the customer ${customerId}.`);
    const ofCustomer = { customer_id: customerId };
    const customer = databricks.parameter("customer_id");
    const [state] = await execute(
      sql`SELECT
  (SELECT count(*) FROM ${table("curated.customer")} WHERE customer_id = ${customer} OR customer_record_id = ${customer}) AS identities,
  (SELECT max(status) FROM ${table("raw.erasure_request")} WHERE request_id = ${requestId(databricks, customer)}) AS status`,
      ofCustomer,
    );
    if (state?.["identities"] === "0" && state["status"] === null)
      throw unknown(`No customer of ${id} has this id, and none was erased under it.`);
    // asking again would write the id down again, for a customer of whom nothing is left
    const isOver = state?.["identities"] === "0" && state["status"] === "done";
    if (!isOver) await execute(requestErasure(databricks), ofCustomer);
    const rows = await execute(
      sql`SELECT asked.request_id, receipt.subject, receipt.action, receipt.row_count, receipt.pending_until
FROM (SELECT ${requestId(databricks, customer)} AS request_id) AS asked
LEFT JOIN ${table("curated.erasure_receipt")} AS receipt ON receipt.request_id = asked.request_id
ORDER BY receipt.action, receipt.subject`,
      ofCustomer,
    );
    print(context, input, {
      customerId: asked.isAddress ? customerId : undefined,
      requestId: rows[0]?.["request_id"] ?? "",
      entries: rows.flatMap(({ subject, action, row_count, pending_until }): readonly ErasureEntry[] =>
        subject == null || action == null
          ? []
          : [{ subject, action, rows: BigInt(row_count ?? "0"), pendingUntil: pending_until ?? undefined }],
      ),
    });
    if (isOver) context.stderr.write("It was erased; this is its receipt.\n");
    else {
      context.stderr.write(
        `Requested. The retention job of ${id} carries it out in its next run. To run it now: fixloop run -t ${id}${carriedOptions(input)} --job retention. Then the same command prints the receipt.\n`,
      );
      context.stderr.write(asked.isAddress ? receiptLater(customerId, input) : "");
    }
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

interface Shown {
  /** Where it isn't what the user gave. */
  readonly customerId: string | undefined;
  readonly requestId: string;
  readonly entries: readonly ErasureEntry[];
}

function print(context: CommandContext, input: CommandInput, shown: Shown): void {
  context.stdout.write(
    textOption(input, "format") === "json" ? jsonOutput(shownJson(shown)) : shownText(shown),
  );
}

function printSeveral(context: CommandContext, input: CommandInput, shown: readonly Shown[]): void {
  context.stdout.write(
    textOption(input, "format") === "json"
      ? jsonOutput({ customers: shown.map(shownJson) })
      : shown.map(shownText).join("\n"),
  );
}

const shownJson = ({ customerId, requestId: id, entries }: Shown): object => ({
  ...(customerId === undefined ? {} : { customerId }),
  requestId: id,
  entries: entries.map((entry) => ({ ...entry, pendingUntil: entry.pendingUntil ?? null })),
});

function shownText({ customerId, requestId: id, entries }: Shown): string {
  const customer = customerId === undefined ? "" : `Customer ${printable(customerId)}\n`;
  if (entries.length === 0) return customer;
  const receipt = new Table({ head: ["where", "what", "rows", "until"], style: { head: [], border: [] } });
  for (const { subject, action, rows, pendingUntil } of entries)
    receipt.push([printable(subject), meanings[action] ?? action, String(rows), pendingUntil ?? ""]);
  return `${customer}Request ${id}\n${receipt.toString()}\n`;
}

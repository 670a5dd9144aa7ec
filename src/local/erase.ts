import { existsSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { customersOfEmail } from "../ledger/customersOfEmail.ts";
import { requestErasure, requestId } from "../ledger/erasureRequest.ts";
import { erasureSteps, stepSql, type PlannedSql } from "../plan/plan.ts";
import type { StatementStep } from "../contract/step.ts";
import { duckdb } from "../sql/duckdb.ts";
import { createFunction } from "../sql/functions/sqlFunction.ts";
import { sqlFunctions } from "../sql/functions/sqlFunctions.ts";
import { bareHashKey } from "../sql/hash.ts";
import { render, sql, table, type Sql } from "../sql/sql.ts";
import { Database } from "./database.ts";
import { writeSnapshot } from "./files.ts";
import { heldPlaces } from "./heldPlaces.ts";
import { journalPath, rewriteJournal } from "./journal.ts";
import { refuseNewerFile } from "./newerVersion.ts";
import { rewriteFile } from "./rewriteFile.ts";
import { isKeptCopy } from "./upgrade.ts";

export interface LocalErasure {
  readonly databaseFile: string;
  /** Of the code that erases: what it holds of a customer, and under which names. */
  readonly plan: PlannedSql;
  /** Folder that the globs of the sources start from: its files are searched, and stay as they are. */
  readonly folder: string;
  /** The customer, or one of its identities. */
  readonly customerId: string;
  readonly now: () => Date;
  /** Called before every step, with its id. */
  readonly onStep?: (id: string) => void;
}

export interface ErasureEntry {
  readonly subject: string;
  readonly action: string;
  readonly rows: bigint;
  readonly pendingUntil: string | undefined;
}

export type ErasureOutcome =
  /** The database holds nothing under this id, and no erasure of it has begun. */
  | { readonly kind: "unknown" }
  /** Set up by a version that could not erase, or not at all. */
  | { readonly kind: "not_set_up" }
  /** `over`: it was erased before, and nothing has come since. */
  | {
      readonly kind: "erased" | "over";
      readonly requestId: string;
      readonly entries: readonly ErasureEntry[];
    };

/**
 * Erases a customer from the local database, says which files still hold records of it, rewrites its file and
 * the snapshot, and removes copies that upgrades kept. Killed anywhere, the same call resumes it: what belongs to the
 * customer stays noted until the receipt is written, and the file counts as rewritten only once the new one is in its
 * place.
 */
export async function eraseLocally(erasure: LocalErasure): Promise<ErasureOutcome> {
  if (!existsSync(erasure.databaseFile)) return { kind: "not_set_up" };
  await refuseNewerFile(erasure.databaseFile);
  const database = await Database.open(erasure.databaseFile);
  let id: string;
  try {
    if (!(await isSetUp(database, erasure.plan.schemaPrefix))) return { kind: "not_set_up" };
    id = await idOf(database, erasure.customerId);
    const state = await stateOf(database, erasure, id);
    if (state === "unknown") return { kind: "unknown" };
    if (state === "to_erase") await step(database, erasure, "erasure.request", requestErasure(duckdb));
    await makeFunctions(database, erasure.plan);
    // where all is done they find nothing, but the last of them may not have run
    const steps = erasureSteps(erasure.plan);
    await carryOut(
      database,
      erasure,
      steps.filter((each) => each.erasure !== "close"),
    );
    await clearJournal(database, erasure, id);
    await carryOut(
      database,
      erasure,
      steps.filter((each) => each.erasure === "close"),
    );
    await searchFiles(database, erasure, id);
    if (!(await isRewritten(database, erasure.plan.schemaPrefix, id))) await rewrite(database, erasure, id);
  } finally {
    database.close();
  }
  erasure.onStep?.("erasure.kept_copies");
  removeKeptCopies(erasure.databaseFile);
  const rewritten = await Database.open(erasure.databaseFile);
  try {
    erasure.onStep?.("erasure.snapshot");
    await writeSnapshot(rewritten, erasure.databaseFile);
    return {
      kind: "erased",
      requestId: id,
      entries: await entriesOf(rewritten, erasure.plan.schemaPrefix, id),
    };
  } finally {
    rewritten.close();
  }
}

/** Copies that upgrades kept hold the customer as well, and their tables are of a version that this one can't erase from. */
function removeKeptCopies(databaseFile: string): void {
  const folder = path.dirname(databaseFile);
  for (const name of readdirSync(folder))
    if (isKeptCopy(path.basename(databaseFile), name)) rmSync(path.join(folder, name), { force: true });
}

/**
 * Takes decisions about the customer out of the journal, those too that no run has landed. It comes before what was found
 * is forgotten, so that an erasure that was killed finds it again.
 */
async function clearJournal(database: Database, erasure: LocalErasure, id: string): Promise<void> {
  const found = await database.rows<{ subject_id: string }>(
    `SELECT subject_id FROM ${erasure.plan.schemaPrefix}_raw.erasure_scope
WHERE request_id = $id AND subject IN ('event', 'pair', 'identity')`,
    { id },
  );
  const erased = new Set(found.map(({ subject_id }) => subject_id));
  erasure.onStep?.("erasure.journal");
  const journal = journalPath(erasure.databaseFile);
  const lines = rewriteJournal(journal, ({ subject_id, left_record_id, right_record_id }) =>
    [subject_id, left_record_id, right_record_id].some((one) => one !== null && erased.has(one)),
  );
  if (lines > 0)
    await noteReceipt(database, erasure, {
      id,
      subject: path.basename(journal),
      action: sql`'file_rewritten'`,
      records: lines,
    });
}

/** Counts what would be erased, in a transaction that is rolled back: nothing is written. */
export async function previewErasure(erasure: LocalErasure): Promise<ErasureOutcome> {
  if (!existsSync(erasure.databaseFile)) return { kind: "not_set_up" };
  await refuseNewerFile(erasure.databaseFile);
  const database = await Database.open(erasure.databaseFile);
  try {
    if (!(await isSetUp(database, erasure.plan.schemaPrefix))) return { kind: "not_set_up" };
    const id = await idOf(database, erasure.customerId);
    const state = await stateOf(database, erasure, id);
    if (state === "unknown") return { kind: "unknown" };
    if (state === "erased") {
      const entries = await entriesOf(database, erasure.plan.schemaPrefix, id);
      return { kind: "over", requestId: id, entries };
    }
    await database.run("BEGIN TRANSACTION");
    try {
      await step(database, erasure, "erasure.request", requestErasure(duckdb));
      await makeFunctions(database, erasure.plan);
      const finding = erasureSteps(erasure.plan).filter((each) => each.erasure === "find");
      await carryOut(database, erasure, finding);
      const rows = await database.rows<{ subject_id: string; row_count: bigint }>(
        `SELECT subject_id, row_count FROM ${erasure.plan.schemaPrefix}_raw.erasure_scope
WHERE request_id = $id AND subject = 'rows' AND row_count > 0 ORDER BY subject_id`,
        { id },
      );
      return {
        kind: "erased",
        requestId: id,
        entries: rows.map(({ subject_id, row_count }) => ({
          subject: subject_id,
          action: "would_delete",
          rows: row_count,
          pendingUntil: undefined,
        })),
      };
    } finally {
      await database.run("ROLLBACK");
    }
  } finally {
    database.close();
  }
}

/**
 * The customers who have an e-mail address, by the digest of it; undefined where there is no local run. Nothing is
 * written.
 */
export async function customersWithEmail(
  { databaseFile, plan }: Pick<LocalErasure, "databaseFile" | "plan">,
  digest: string,
): Promise<readonly string[] | undefined> {
  if (!existsSync(databaseFile)) return undefined;
  await refuseNewerFile(databaseFile);
  const database = await Database.open(databaseFile);
  try {
    if (!(await isSetUp(database, plan.schemaPrefix))) return undefined;
    await database.run("BEGIN TRANSACTION");
    try {
      await makeFunctions(database, plan);
      const rows = await database.rows<{ customer_id: string }>(
        render(customersOfEmail(duckdb), plan.schemaPrefix),
        { email_digest: digest },
      );
      return rows.map(({ customer_id }) => customer_id);
    } finally {
      await database.run("ROLLBACK");
    }
  } finally {
    database.close();
  }
}

/** Shared functions of this version: an older one that set the file up had others. */
async function makeFunctions(database: Database, { schemaPrefix }: PlannedSql): Promise<void> {
  for (const made of sqlFunctions)
    for (const text of createFunction(made, duckdb)) await database.run(render(text, schemaPrefix));
}

async function carryOut(
  database: Database,
  erasure: LocalErasure,
  steps: readonly StatementStep[],
): Promise<void> {
  for (const each of steps) {
    const text = stepSql(each, duckdb);
    if (text !== undefined) await step(database, erasure, each.id, text);
  }
}

async function step(database: Database, erasure: LocalErasure, name: string, text: Sql): Promise<void> {
  erasure.onStep?.(name);
  await database.run(render(text, erasure.plan.schemaPrefix), {
    now: erasure.now().toISOString(),
    customer_id: erasure.customerId,
  });
}

async function isSetUp(database: Database, prefix: string): Promise<boolean> {
  const [found] = await database.rows<{ tables: bigint }>(
    "SELECT count(*) AS tables FROM duckdb_tables() WHERE schema_name = $schema AND table_name = 'erasure_request'",
    { schema: `${prefix}_raw` },
  );
  return found?.tables === 1n;
}

async function idOf(database: Database, customerId: string): Promise<string> {
  const [row] = await database.rows<{ request_id: string }>(
    `SELECT ${render(requestId(duckdb, sql`asked.customer_id`), "")} AS request_id FROM (SELECT $customer_id AS customer_id) AS asked`,
    { customer_id: customerId },
  );
  return row?.request_id ?? "";
}

async function stateOf(
  database: Database,
  { plan: { schemaPrefix }, customerId }: LocalErasure,
  id: string,
): Promise<"to_erase" | "erased" | "unknown"> {
  const [row] = await database.rows<{ identities: bigint; pending: bigint; done: bigint }>(
    `SELECT
  (SELECT count(*) FROM ${schemaPrefix}_curated.customer WHERE customer_id = $customer_id OR customer_record_id = $customer_id) AS identities,
  (SELECT count(*) FROM ${schemaPrefix}_raw.erasure_request WHERE request_id = $id AND status = 'pending') AS pending,
  (SELECT count(*) FROM ${schemaPrefix}_raw.erasure_request WHERE request_id = $id AND status = 'done') AS done`,
    { customer_id: customerId, id },
  );
  if (row === undefined || (row.identities === 0n && row.pending === 0n && row.done === 0n)) return "unknown";
  return row.identities > 0n || row.pending > 0n ? "to_erase" : "erased";
}

/** Notes where the files of the sources still hold records that were erased: a person takes them out. */
async function searchFiles(database: Database, erasure: LocalErasure, id: string): Promise<void> {
  erasure.onStep?.("erasure.search_files");
  const { plan, folder } = erasure;
  for (const { text, records } of await heldPlaces({
    database,
    plan,
    folder,
    requestId: id,
  }))
    await noteReceipt(database, erasure, { id, subject: text, action: sql`'source_file_pending'`, records });
}

interface Receipt {
  /** The request. */
  readonly id: string;
  readonly subject: string;
  readonly action: Sql;
  readonly records: number;
}

/** Adds a line to the receipt; one of the same subject and action stays as it is. */
async function noteReceipt(
  database: Database,
  { plan, now }: LocalErasure,
  { id, subject, action, records }: Receipt,
): Promise<void> {
  await database.run(
    render(
      sql`INSERT INTO ${table("curated.erasure_receipt")} (receipt_id, request_id, subject, action, row_count, pending_until, recorded_at)
SELECT found.receipt_id, $id, $subject, ${action}, CAST($records AS BIGINT), NULL, ${duckdb.clock()}
FROM (SELECT ${bareHashKey(duckdb, [sql`$id`, sql`$subject`, action])} AS receipt_id) AS found
LEFT JOIN ${table("curated.erasure_receipt")} AS known ON known.receipt_id = found.receipt_id
WHERE known.receipt_id IS NULL`,
      plan.schemaPrefix,
    ),
    { id, subject, records, now: now().toISOString() },
  );
}

/** Whether nothing was deleted for the request since the file was rewritten for it. Not sure counts as no. */
async function isRewritten(database: Database, prefix: string, id: string): Promise<boolean> {
  const [found] = await database.rows<{ rewritten: boolean | null }>(
    `SELECT max(recorded_at) FILTER (action = 'file_rewritten') > max(recorded_at) FILTER (action <> 'file_rewritten') AS rewritten
FROM ${prefix}_curated.erasure_receipt WHERE request_id = $id`,
    { id },
  );
  return found?.rewritten === true;
}

/** Copies every row into a new file, and notes there that it is new: only the copy says so. */
const rewrite = (database: Database, erasure: LocalErasure, id: string): Promise<void> =>
  rewriteFile(
    database,
    erasure.databaseFile,
    (copy) =>
      copy.run(
        render(
          sql`INSERT INTO ${table("curated.erasure_receipt")} (receipt_id, request_id, subject, action, row_count, pending_until, recorded_at)
SELECT ${bareHashKey(duckdb, [sql`$id`, sql`'database file'`, sql`CAST(count(*) AS VARCHAR)`])}, $id, 'database file', 'file_rewritten', 0, NULL, ${duckdb.clock()}
FROM ${table("curated.erasure_receipt")}`,
          erasure.plan.schemaPrefix,
        ),
        { id, now: erasure.now().toISOString() },
      ),
    (name) => erasure.onStep?.(`erasure.${name}`),
  );

async function entriesOf(database: Database, prefix: string, id: string): Promise<readonly ErasureEntry[]> {
  const rows = await database.rows<{
    subject: string;
    action: string;
    row_count: bigint;
    pending_until: string | null;
  }>(
    `SELECT subject, action, row_count, CAST(pending_until AS VARCHAR) AS pending_until
FROM ${prefix}_curated.erasure_receipt
WHERE request_id = $id AND (action NOT IN ('rows_deleted', 'values_cleared') OR row_count > 0)
ORDER BY action, subject, recorded_at`,
    { id },
  );
  return rows.map(({ subject, action, row_count, pending_until }) => ({
    subject,
    action,
    rows: row_count,
    pendingUntil: pending_until ?? undefined,
  }));
}

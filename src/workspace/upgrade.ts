import { noteVersion } from "../ledger/tableVersion.ts";
import { problemsWithRows, type UpgradeStep } from "../change/upgrade.ts";
import { comparedWith, type TableChange } from "../change/tableChange.ts";
import { acquireLease, assertLease, releaseLease } from "../ledger/lease.ts";
import type { TableName } from "../sql/sql.ts";
import { createTable } from "../plan/ddl.ts";
import { databricks } from "../sql/databricks.ts";
import { render, sql, table, type Sql } from "../sql/sql.ts";
import { recentDeployments } from "./deployment.ts";
import { sha256 } from "./deployedFiles.ts";
import { oneLine, WorkspaceError } from "./errors.ts";
import type { Plan } from "../plan/plan.ts";
import type { BundleVersion } from "./plan.ts";
import { readerOf, type OpenTarget } from "./target.ts";
import { textRows } from "./warehouseQueryRunner.ts";
import type { SqlParameter } from "./workspace.ts";

/** What an upgrade did in a workspace. */
export interface TargetUpgrade {
  readonly upgradeId: string;
  readonly statements: number;
  /** Statements that bring each table back to what it was before, rows that came since left out. */
  readonly wayBack: readonly string[];
}

/** An upgrade that stopped; what was done stays, and the next deployment does the rest. */
export class UpgradeStopped extends Error {
  readonly help: string;
  readonly details: readonly string[];
  readonly finding: boolean;

  constructor(
    message: string,
    stop: { readonly help: string; readonly details?: readonly string[]; readonly finding: boolean },
  ) {
    super(message);
    this.name = "UpgradeStopped";
    this.help = stop.help;
    this.details = stop.details ?? [];
    this.finding = stop.finding;
  }
}

export interface TargetUpgradeOptions {
  readonly plan: Plan;
  readonly steps: readonly UpgradeStep[];
  readonly changes: readonly TableChange[];
  /** What is being deployed. */
  readonly version: BundleVersion;
  /** A random word: what the lease is held by. */
  readonly intent: string;
  readonly now: () => Date;
}

const ledger = "curated.table_upgrade";

/**
 * Runs the statements of an upgrade on the warehouse while no job may write, each table's Delta version written down
 * before its first one; undefined where there is nothing to do. Throws `UpgradeStopped`, and what the workspace throws.
 */
export async function upgradeTarget(
  open: OpenTarget,
  { plan, steps, changes, version, intent, now }: TargetUpgradeOptions,
): Promise<TargetUpgrade | undefined> {
  if (steps.length === 0) return undefined;
  const { warehouseId, catalog } = open.configuration;
  const reader = readerOf(open);
  if (warehouseId === undefined || reader === undefined)
    throw new UpgradeStopped("Tables must be altered, but the target has no SQL warehouse.", {
      help: "Name one with `warehouse:` in pipeline.yaml, or remove `warehouse:` so that the bundle creates its own.",
      finding: false,
    });
  const execute = async (
    text: Sql,
    parameters: Readonly<Record<string, SqlParameter>> = {},
    idempotent = true,
  ): Promise<readonly Readonly<Record<string, string | null>>[]> =>
    textRows(
      await open.workspace.sql.execute(
        { warehouseId, catalog, text: render(text, open.project.schemaPrefix), parameters, idempotent },
        open.call,
      ),
    );
  const problems = await problemsWithRows(changes, databricks, {
    ...comparedWith(plan),
    hasRows: (name) => hasRows(execute, name),
  });
  if (problems.length > 0)
    throw new UpgradeStopped("Some tables can't be upgraded to this version; none was altered.", {
      help: "Deploy the previous version, or a version that can upgrade them.",
      details: problems,
      finding: true,
    });
  const holder = { run: `upgrade ${intent}` };
  const leased = hasLease(changes);
  if (leased) await lease(execute, holder);
  try {
    for (const statement of createTable(ledger, databricks)) await execute(statement);
    const wayBack = await noteVersions(open, execute, { steps, version, now });
    for (const { title, subject, sql: text } of steps) {
      try {
        // a second run of an ALTER is avoided only because the next comparison leaves it out
        await execute(text, {}, false);
      } catch (error) {
        throw stoppedAt(error, `${subject}: ${title}`);
      }
    }
    return { ...wayBack, statements: steps.length };
  } finally {
    if (leased) await execute(releaseLease(databricks), holder);
  }
}

type Execute = (
  text: Sql,
  parameters?: Readonly<Record<string, SqlParameter>>,
  idempotent?: boolean,
) => Promise<readonly Readonly<Record<string, string | null>>[]>;

async function hasRows(execute: Execute, name: string): Promise<boolean> {
  const [row] = await execute(sql`SELECT count(*) AS found FROM ${table(name as TableName)}`);
  return row?.["found"] !== "0";
}

/** A version from before the lease has none to hold: its jobs can't be distinguished, so they must not run meanwhile. */
function hasLease(changes: readonly TableChange[]): boolean {
  return !changes.some(
    (change) =>
      (change.kind === "add_table" &&
        (change.table === "curated.writer_lease" || change.table === "curated.setting")) ||
      (change.kind === "replace_table" &&
        change.table === "curated.setting" &&
        change.columns.includes("lease_seconds")),
  );
}

async function lease(execute: Execute, holder: Readonly<Record<string, SqlParameter>>): Promise<void> {
  await execute(acquireLease(databricks), holder);
  try {
    await execute(assertLease(databricks), holder);
  } catch (error) {
    if (!(error instanceof WorkspaceError)) throw error;
    throw new UpgradeStopped("A job is writing the tables to alter; none was altered.", {
      help: "Deploy again when the job has ended.",
      details: [oneLine(error.message, [])],
      finding: true,
    });
  }
}

/** Before the first statement of a table: where RESTORE leads. A stopped upgrade that goes on keeps what it wrote down first. */
async function noteVersions(
  open: OpenTarget,
  execute: Execute,
  { steps, version, now }: Pick<TargetUpgradeOptions, "steps" | "version" | "now">,
): Promise<Pick<TargetUpgrade, "upgradeId" | "wayBack">> {
  const upgradeId = sha256(`${version.manifestHash} ${await lastDeployment(open)}`).slice(0, 32);
  for (const name of new Set(steps.map((step) => step.table))) {
    const [newest] = await execute(sql`DESCRIBE HISTORY ${table(name as TableName)} LIMIT 1`);
    await execute(noteVersion, {
      upgrade_id: upgradeId,
      table_name: name,
      code_version: version.codeVersion,
      delta_version: BigInt(newest?.["version"] ?? "0"),
      upgraded_at: now(),
    });
  }
  const noted = await execute(
    sql`SELECT table_name, delta_version FROM ${table(ledger)} WHERE upgrade_id = :upgrade_id ORDER BY table_name`,
    { upgrade_id: upgradeId },
  );
  return {
    upgradeId,
    wayBack: noted.map(
      ({ table_name: name, delta_version: before }) =>
        `RESTORE TABLE ${open.configuration.catalog}.${open.project.schemaPrefix}_${name ?? ""} TO VERSION AS OF ${before ?? ""}`,
    ),
  };
}

/** The last deployment that came through tells one upgrade to a version from the next one to it. */
async function lastDeployment(open: OpenTarget): Promise<string> {
  const reader = readerOf(open);
  if (reader === undefined) return "";
  try {
    const [last] = await recentDeployments(reader, open.target.id, 1);
    return last?.deployment_id ?? "";
  } catch (error) {
    // tables of a version that wrote no deployments down
    if (error instanceof WorkspaceError && error.status !== 0 && error.status !== 401) return "";
    throw error;
  }
}

function stoppedAt(error: unknown, what: string): unknown {
  if (!(error instanceof WorkspaceError)) return error;
  return new UpgradeStopped(`The upgrade stopped at ${what}.`, {
    help: "Fix the problem that the workspace reports and deploy again. Safe to retry: the deployment compares again and does the rest. Altering a table needs its owner, or MODIFY, and MANAGE for renames: see docs/how-to/upgrade.md.",
    details: [oneLine(error.message, [])],
    finding: error.status !== 0,
  });
}

import { modelUse, reprocessing, type Reprocessing, type Versions } from "../change/reprocessing.ts";
import { seedChanges, type DerivedChange, type SeedChange, type SeedTextRow } from "../change/seedChange.ts";
import { statementChanges, type StatementChange } from "../change/statementChange.ts";
import { plannedUpgrade, type PlannedUpgrade } from "../change/plannedUpgrade.ts";
import type { PresentTable, PresentTables } from "../change/presentTable.ts";
import {
  comparedWith,
  needsConsent,
  subjectOf,
  tableChanges,
  type TableChange,
} from "../change/tableChange.ts";
import { upgradeSteps, type UpgradeStep } from "../change/upgrade.ts";
import type { Plan } from "../plan/plan.ts";
import { constant, join, sql, type TableName } from "../sql/sql.ts";
import { tableIn, type TableContract } from "../contract/table.ts";
import { databricks } from "../sql/databricks.ts";
import type { BundlePlan } from "./bundleOutput.ts";
import { deployedManifest, parseManifest, sha256, type Manifest } from "./deployedFiles.ts";
import { oneLine, WorkspaceError } from "./errors.ts";
import { parseJson } from "./json.ts";
import { resourceChanges, type ResourceChange } from "./resourceChange.ts";
import { confirmation, readerOf, type OpenTarget } from "./target.ts";

/**
 * What a deployment would change, as values; `planWords.ts` says it to people. Its JSON is stable: fields are only added.
 * - `safe`: nothing is reprocessed, nothing is lost.
 * - `reprocessing`: stages do rows again, as code or taxonomy changed.
 * - `destructive`: a resource or a column goes, with what it holds.
 */
export interface DeploymentPlan {
  readonly planVersion: 1;
  readonly bundle: string;
  readonly target: string;
  readonly mode: "development" | "production";
  readonly catalog: string;
  readonly verdict: "safe" | "reprocessing" | "destructive";
  /** Why it needs confirmation: each a sentence. Empty if none is needed. */
  readonly consent: readonly string[];
  /** What `deploy --confirm` then takes. */
  readonly confirm: string;
  readonly local: BundleVersion;
  /** Null before the first deployment, and after one of another tool. */
  readonly deployed: BundleVersion | null;
  readonly taxonomy: readonly SeedChange[];
  readonly derived: readonly DerivedChange[];
  readonly statements: readonly StatementChange[];
  readonly reprocessing: Reprocessing;
  readonly model: {
    readonly calls: bigint | null;
    readonly cost: number | null;
    readonly currency: string;
  };
  readonly tables: readonly TableChange[];
  /** The statements that make the tables as the contract says, in their order; `deploy` runs them. */
  readonly upgrade: readonly PlannedUpgrade[];
  readonly resources: readonly ResourceChange[];
  /** What could not be looked at, and why. */
  readonly unseen: readonly string[];
}

export interface BundleVersion extends Versions {
  readonly manifestHash: string;
}

export interface PlannedDeployment {
  readonly plan: DeploymentPlan;
  /** What `deploy` applies: the very plan that was shown. */
  readonly bundlePlan: BundlePlan;
  /** The statements behind `plan.upgrade`. */
  readonly upgrade: readonly UpgradeStep[];
  readonly manifest: Manifest;
}

/**
 * Compares a compiled project with what a target holds. Reads only. `manifestBytes` is the local `bundle/manifest.json`.
 * What the signed-in principal may not read is listed in `unseen`; everything else throws.
 */
export async function planDeployment(
  open: OpenTarget,
  plan: Plan,
  manifestBytes: Uint8Array,
  /** Surplus columns and tables that someone named to be dropped. */
  drops: readonly string[] = [],
): Promise<PlannedDeployment> {
  const manifest = parseManifest(manifestBytes);
  if (manifest === undefined) throw new TypeError("plan: the local bundle/manifest.json isn't a manifest");
  const bundlePlan = await open.cli.plan();
  const unseen: string[] = [];
  const deployed = await deployedManifest(open.workspace.files, open.configuration.filePath, open.call);
  const seeds = deployed === undefined ? undefined : await deployedSeeds(open, plan, deployed, unseen);
  const tables = await presentTables(open, unseen);
  const again = await countedReprocessing(open, plan, { deployed, tables }, unseen);
  const changes = seeds === undefined ? { authored: [], derived: [] } : seedChanges(seeds, plan);
  const use = modelUse(plan, again, open.target.model);
  const resources = resourceChanges(bundlePlan);
  const isFirst = tables === undefined || tables.size === 0;
  const compared = comparedWith(plan);
  const altered = tables === undefined ? [] : tableChanges(tables, databricks, compared);
  const upgrade = isFirst ? [] : upgradeSteps(altered, databricks, { ...compared, drops });
  const counted = await unlessForbidden(
    plannedUpgrade(upgrade, readerOf(open)),
    (reason) => `The rows that an upgrade fills were not counted: ${reason}.`,
    unseen,
  );
  const steps = counted === forbidden ? await plannedUpgrade(upgrade, undefined) : counted;
  return {
    bundlePlan,
    upgrade,
    manifest,
    plan: {
      planVersion: 1,
      bundle: open.project.name,
      target: open.target.id,
      mode: open.target.mode,
      catalog: open.configuration.catalog,
      ...judged({ resources, tables: altered, upgrade: steps, reprocessing: again }),
      confirm: confirmation(open),
      local: versionOf(manifest),
      deployed: deployed === undefined ? null : versionOf(deployed),
      taxonomy: changes.authored,
      derived: changes.derived,
      statements: deployed === undefined ? [] : statementChanges(deployed.files, manifest.files),
      reprocessing: again,
      model: { calls: use.calls ?? null, cost: use.cost ?? null, currency: open.project.currency },
      tables: altered,
      upgrade: steps,
      resources,
      unseen,
    },
  };
}

export const versionOf = ({ hash, codeVersion, taxonomyVersion }: Manifest): BundleVersion => ({
  codeVersion,
  taxonomyVersion,
  manifestHash: hash,
});

/** The verdict, and what needs confirmation. Pure. */
export function judged(
  changes: Pick<DeploymentPlan, "resources" | "tables" | "upgrade" | "reprocessing">,
): Pick<DeploymentPlan, "verdict" | "consent"> {
  const lost = changes.resources
    .filter(({ loses }) => loses !== undefined)
    .map(
      ({ name, action, loses }) =>
        `The ${name} is ${action === "delete" ? "deleted" : "replaced"}, losing ${loses}.`,
    );
  const dropped = changes.upgrade
    .filter(({ effect, kind }) => effect === "destructive" && kind === "drop")
    .map(({ subject }) => subject)
    .filter((subject, index, all) => all.indexOf(subject) === index)
    .map((subject) => `${subject} is dropped with its data.`);
  const reshaped = changes.tables
    .filter(needsConsent)
    .map(
      (change) =>
        `${subjectOf(change)} ${change.kind === "rename_column" ? `is renamed from ${change.from}` : "changes its type"}: older statements fail, and the table protocol is raised permanently.`,
    );
  return {
    verdict:
      lost.length + dropped.length > 0
        ? "destructive"
        : changes.reprocessing.stages.length > 0
          ? "reprocessing"
          : "safe",
    consent: [...lost, ...dropped, ...reshaped],
  };
}

/** The seed files that were deployed, by table. One whose hash is the same needs no reading. */
async function deployedSeeds(
  open: OpenTarget,
  plan: Plan,
  deployed: Manifest,
  unseen: string[],
): Promise<ReadonlyMap<TableName, readonly SeedTextRow[]>> {
  const found = new Map<TableName, readonly SeedTextRow[]>();
  for (const { table } of plan.seeds) {
    const path = `bundle/seeds/${table}.jsonl`;
    const hash = deployed.files.get(path);
    if (hash === undefined) continue;
    const bytes = await open.workspace.files.read(`${open.configuration.filePath}/${path}`, open.call);
    if (bytes === undefined || sha256(bytes) !== hash) {
      unseen.push(`${path} in the workspace isn't what was deployed: it was edited or removed.`);
    }
    if (bytes !== undefined) found.set(table, seedRows(tableIn(plan.tables, table), bytes));
  }
  return found;
}

/** Rows of a seed file (databricks/seedFiles.ts). A line that is none is left out: what was edited counts as missing. */
export function seedRows(contract: TableContract, bytes: Uint8Array): readonly SeedTextRow[] {
  const columns = Object.keys(contract.columns);
  return new TextDecoder()
    .decode(bytes)
    .split("\n")
    .flatMap((line): readonly SeedTextRow[] => {
      const row = line === "" ? undefined : parsedObject(line);
      return row === undefined ? [] : [Object.fromEntries(columns.map((name) => [name, textOf(row[name])]))];
    });
}

function parsedObject(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value = parseJson(line);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Tables of the raw and curated schema by `schema.table`; undefined where they may not be seen. */
async function presentTables(open: OpenTarget, unseen: string[]): Promise<PresentTables | undefined> {
  const { configuration, project, workspace, call } = open;
  const present = new Map<string, PresentTable>();
  const keys = await declaredKeys(open, unseen);
  for (const schema of ["raw", "curated"]) {
    const name = `${configuration.catalog}.${project.schemaPrefix}_${schema}`;
    const tables = await unlessForbidden(
      workspace.catalog.tables(name, call),
      (reason) => `The tables of ${name} were not compared: ${reason}.`,
      unseen,
    );
    if (tables === forbidden) return undefined;
    for (const { fullName, type, comment, clusterBy, columns } of tables ?? []) {
      if (type === "VIEW") continue;
      const table = `${schema}.${fullName.split(".").at(-1) ?? ""}`;
      present.set(table, {
        comment,
        clusterBy,
        key: keys === undefined ? undefined : (keys.get(table) ?? []),
        columns: new Map(columns.map(({ name: column, ...rest }) => [column.toLowerCase(), rest])),
      });
    }
  }
  return present;
}

/**
 * Informational keys by table; undefined where no one can be asked. Listing tables doesn't tell them: Unity Catalog
 * leaves `table_constraints` out there.
 */
async function declaredKeys(
  open: OpenTarget,
  unseen: string[],
): Promise<ReadonlyMap<string, readonly string[]> | undefined> {
  const reader = readerOf(open);
  if (reader === undefined) return undefined;
  const schemas = ["raw", "curated"].map((schema) => constant(`${open.project.schemaPrefix}_${schema}`));
  const rows = await unlessForbidden(
    reader.rows(sql`SELECT used.table_schema, used.table_name, used.column_name
FROM information_schema.table_constraints AS declared
JOIN information_schema.key_column_usage AS used
  ON used.constraint_schema = declared.constraint_schema AND used.constraint_name = declared.constraint_name
WHERE declared.constraint_type = 'PRIMARY KEY' AND used.table_schema IN (${join(schemas)})
ORDER BY used.table_schema, used.table_name, used.ordinal_position`),
    (reason) => `The keys of tables were not compared: ${reason}.`,
    unseen,
  );
  if (rows === forbidden) return undefined;
  const named = Map.groupBy(
    rows,
    ({ table_schema, table_name }) =>
      `${(table_schema ?? "").slice(open.project.schemaPrefix.length + 1)}.${table_name ?? ""}`,
  );
  return new Map(
    [...named].map(([table, columns]) => [table, columns.map(({ column_name }) => column_name ?? "")]),
  );
}

async function countedReprocessing(
  open: OpenTarget,
  plan: Plan,
  there: { readonly deployed: Manifest | undefined; readonly tables: PresentTables | undefined },
  unseen: string[],
): Promise<Reprocessing> {
  const { deployed, tables } = there;
  const missing = new Set(
    tables === undefined ? [] : Object.keys(plan.tables).filter((name) => !tables.has(name)),
  );
  const what = { before: deployed, project: open.project, plan, missing };
  const reader = readerOf(open);
  const counted = await unlessForbidden(
    reprocessing({ ...what, reader }),
    (reason) => `The rows to reprocess were not counted: ${reason}.`,
    unseen,
  );
  return counted === forbidden ? reprocessing({ ...what, reader: undefined }) : counted;
}

const forbidden: unique symbol = Symbol("forbidden");

/** Denied, or not there yet: a plan says so and goes on. An unreachable workspace isn't a plan at all. */
async function unlessForbidden<Result>(
  work: Promise<Result>,
  words: (reason: string) => string,
  unseen: string[],
): Promise<Result | typeof forbidden> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof WorkspaceError) || error.status === 0 || error.status === 401) throw error;
    unseen.push(words(oneLine(error.message, []).replace(/[.]$/, "")));
    return forbidden;
  }
}

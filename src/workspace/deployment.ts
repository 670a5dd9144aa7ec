import { constant, identifier, join, sql, table } from "../sql/sql.ts";
import type { QueryRunner, TextRow } from "../reading/queryRunner.ts";
import { ledgerTables } from "../ledger/tables.ts";
import type { EvalReport } from "../evals/report.ts";
import { canonicalJson } from "./canonicalJson.ts";
import { sha256 } from "./deployedFiles.ts";
import type { SqlParameter } from "./workspace.ts";

/** A row of `curated.deployment` before its hash. */
export interface DeploymentFacts {
  readonly action: "deploy" | "promote";
  readonly target: string;
  /** Of a promotion: where the bytes were proved. */
  readonly fromTarget: string | null;
  readonly manifestHash: string;
  readonly codeVersion: string;
  readonly taxonomyVersion: string;
  readonly deployedBy: string;
  readonly deployedAt: Date;
  readonly gates: readonly RecordedGate[];
  /** Of a promotion: canonical JSON of `PromotionEvidence`. */
  readonly evidence?: string;
}

/** A gate as it was measured: whole numbers only, so that its JSON has one form. */
export interface RecordedGate {
  readonly id: string;
  readonly status: "passed" | "failed" | "not_measured";
  readonly direction: "at_least" | "at_most";
  readonly thresholdBp: number;
  readonly figureBp: number | null;
  readonly hits: number;
  readonly examples: number;
  /** The interval that holds the share behind the figure, 95 times of 100. */
  readonly lowBp: number | null;
  readonly highBp: number | null;
}

/** A row of `curated.deployment`: values as text, names of its columns. */
export interface DeploymentRecord {
  readonly deployment_id: string;
  readonly action: "deploy" | "promote";
  readonly target: string;
  readonly from_target: string | null;
  readonly manifest_hash: string;
  readonly code_version: string;
  readonly taxonomy_version: string;
  readonly deployed_by: string;
  /** ISO 8601 in UTC, to the millisecond, with `Z`. */
  readonly deployed_at: string;
  /** JSON of `RecordedGate`s. */
  readonly gates: string;
  readonly evidence: string | null;
  readonly record_hash: string;
  readonly signature: string | null;
  readonly key_id: string | null;
}

/** What the hash covers: the id comes from it, and a signature is over it. */
const hashedColumns = [
  "action",
  "target",
  "from_target",
  "manifest_hash",
  "code_version",
  "taxonomy_version",
  "deployed_by",
  "deployed_at",
  "gates",
  "evidence",
] as const;

export function recordedGates(report: EvalReport): readonly RecordedGate[] {
  return report.gates.map(
    ({ id, status, direction, thresholdBp, figureBp, hits, examples, lowBp, highBp }) => ({
      id,
      status,
      direction,
      thresholdBp,
      figureBp,
      hits,
      examples,
      lowBp,
      highBp,
    }),
  );
}

/** The record of a deployment, unsigned. The same facts give the same id, so that writing it twice adds one row. */
export function deploymentRecord(facts: DeploymentFacts): DeploymentRecord {
  const content = {
    action: facts.action,
    target: facts.target,
    from_target: facts.fromTarget,
    manifest_hash: facts.manifestHash,
    code_version: facts.codeVersion,
    taxonomy_version: facts.taxonomyVersion,
    deployed_by: facts.deployedBy,
    deployed_at: facts.deployedAt.toISOString(),
    gates: canonicalJson(facts.gates.map((gate) => ({ ...gate }))),
    evidence: facts.evidence ?? null,
  };
  const hash = recordHash(content);
  return {
    deployment_id: hash.slice(0, 32),
    ...content,
    record_hash: hash,
    signature: null,
    key_id: null,
  };
}

/** Whether a record is as it was written: its hash fits its content, and its id the hash. */
export function isUnaltered(record: DeploymentRecord): boolean {
  return (
    record.record_hash === recordHash(record) && record.deployment_id === record.record_hash.slice(0, 32)
  );
}

function recordHash(content: Pick<DeploymentRecord, (typeof hashedColumns)[number]>): string {
  return sha256(canonicalJson(Object.fromEntries(hashedColumns.map((name) => [name, content[name]]))));
}

const columns = Object.keys(
  ledgerTables["curated.deployment"].columns,
) as readonly (keyof DeploymentRecord)[];

/** The parameters of `appendDeployment`. */
export function deploymentParameters(record: DeploymentRecord): Readonly<Record<string, SqlParameter>> {
  return Object.fromEntries(columns.map((name) => [name, record[name]]));
}

/** The newest records of a target, newest first. */
export async function recentDeployments(
  reader: QueryRunner,
  target: string,
  limit: number,
): Promise<readonly DeploymentRecord[]> {
  const rows = await reader.rows(sql`SELECT ${join(columns.map(identifier))}
FROM ${table("curated.deployment")}
WHERE target = ${constant(target)}
ORDER BY deployed_at DESC, deployment_id
LIMIT ${limit}`);
  return rows.map(recordOf);
}

function recordOf(row: TextRow): DeploymentRecord {
  const text = (name: keyof DeploymentRecord): string => row[name] ?? "";
  return {
    deployment_id: text("deployment_id"),
    action: row["action"] === "promote" ? "promote" : "deploy",
    target: text("target"),
    from_target: row["from_target"] ?? null,
    manifest_hash: text("manifest_hash"),
    code_version: text("code_version"),
    taxonomy_version: text("taxonomy_version"),
    deployed_by: text("deployed_by"),
    deployed_at: isoTime(text("deployed_at")),
    gates: text("gates"),
    evidence: row["evidence"] ?? null,
    record_hash: text("record_hash"),
    signature: row["signature"] ?? null,
    key_id: row["key_id"] ?? null,
  };
}

/** Engines write a timestamp with or without a zone, a `T` and its zeros. */
export function isoTime(text: string): string {
  const zoned = /(?:Z|[+-]\d{2}(?::?\d{2})?)$/.test(text) ? text : `${text}Z`;
  const time = new Date(zoned.replace(" ", "T"));
  return Number.isNaN(time.getTime()) ? text : time.toISOString();
}

import type { QueryRunner } from "../reading/queryRunner.ts";
import { recentDeployments, type DeploymentRecord } from "./deployment.ts";

/** The ledger is small: one row per deployment. */
const mostRecords = 10_000;

/** Names of the columns in which the ledger of a target holds something else than a record says; none where it is the same. */
export async function differencesFromLedger(
  reader: QueryRunner,
  record: DeploymentRecord,
): Promise<readonly string[]> {
  const records = await recentDeployments(reader, record.target, mostRecords);
  const held = records.filter(({ deployment_id }) => deployment_id === record.deployment_id);
  const [first] = held;
  if (first === undefined) return ["no record of it"];
  if (held.length > 1) return [`${held.length} records of it`];
  return (Object.keys(record) as (keyof DeploymentRecord)[]).filter((name) => first[name] !== record[name]);
}

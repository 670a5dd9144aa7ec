import type { Plan } from "../../plan/plan.ts";
import { packageVersion } from "../../plan/packageVersion.ts";
import { endpointOf } from "../doctor/checks/endpoint.ts";
import type { Subject } from "../doctor/subject.ts";
import { StatementError } from "../errors.ts";
import type { Call, Identity, Warehouse, Workspace } from "../workspace.ts";
import { type SmokeEnvironment } from "./report.ts";

/** The endpoint of the target's model, where it is there to be asked. */
export async function askableEndpoint(subject: Subject, workspace: Workspace): Promise<string | undefined> {
  const model = await endpointOf(subject);
  if (model === undefined) return undefined;
  if (model.service) return model.name;
  const found = await workspace.endpoints.get(model.name, subject.call);
  return found?.ready === true ? model.name : undefined;
}

/** What a report says of where it was made: kinds and versions, never a name. */
export async function smokeEnvironment(
  { subject, plan }: { readonly subject: Subject; readonly plan: Plan },
  {
    workspace,
    identity,
    warehouseId,
    call,
  }: {
    readonly workspace: Workspace;
    readonly identity: Identity;
    readonly warehouseId: string;
    readonly call: Call;
  },
): Promise<SmokeEnvironment> {
  const warehouse = await workspace.warehouses.get(warehouseId, call);
  const [version, zone] = await versionAndZone(subject);
  const { target } = subject;
  return {
    fixloop: packageVersion,
    code: plan.codeVersion,
    node: process.versions.node,
    cli: await subject.cli().then(
      ({ version: found }) => found.text,
      () => undefined,
    ),
    cloud: cloudOf(workspace.host),
    databricksSql: plainVersion(version),
    timeZone: plainVersion(zone),
    warehouse: warehouse === undefined ? undefined : warehouseFacts(warehouse),
    identity: identity.kind,
    mode: target.mode,
    runAs:
      target.runAs === undefined ? "nobody_else" : target.runAs.includes("@") ? "user" : "service_principal",
    model: target.model?.binding.kind ?? "none",
    envelope: undefined,
  };
}

async function versionAndZone(subject: Subject): Promise<readonly (string | undefined)[]> {
  try {
    const { rows } = await subject.ask(
      "SELECT coalesce(current_version().dbsql_version, current_version().dbr_version) AS version, current_timezone() AS zone",
    );
    return (rows[0] ?? []).map((value) => value ?? undefined);
  } catch (error) {
    if (error instanceof StatementError) return [];
    throw error;
  }
}

/** A version or a zone, never more. */
const plainVersion = (text: string | undefined): string | undefined =>
  text !== undefined && /^[\w.+:/-]{1,40}$/.test(text) ? text : undefined;

const warehouseFacts = ({ type, serverless, size }: Warehouse): SmokeEnvironment["warehouse"] => ({
  type,
  serverless,
  size: /^(?:2X-Small|X-Small|Small|Medium|Large|[2-5]?X-Large)$/.test(size) ? size : "other",
});

function cloudOf(host: string): SmokeEnvironment["cloud"] {
  if (/[.]azuredatabricks[.](?:net|cn|us)$/.test(host)) return "azure";
  if (/[.]gcp[.]databricks[.]com$/.test(host)) return "gcp";
  return /[.]cloud[.]databricks[.](?:com|us|mil)$/.test(host) ? "aws" : "other";
}

import type { SchemaName } from "../pipeline/contract.ts";
import type { Project, Role, Target } from "../spec/project.ts";
import type { YamlMap } from "../emit/yaml.ts";
import { bundleText } from "./bundleText.ts";

export const landingVolume = "landing_files";

const comments: Readonly<Record<SchemaName, string>> = {
  raw: "Payloads as received. The pipeline alone reads it.",
  curated: "Masked, typed and linked feedback, issues and verdicts, seeds and ledger.",
  serving: "Views for people.",
};
const schemaNames = ["raw", "curated", "serving"] as const;

/** `bundle/resources/storage.yml`: what is the same in every target. */
export function storageResources(project: Project): YamlMap {
  return {
    schemas: Object.fromEntries(
      schemaNames.map((schema) => [
        schema,
        {
          catalog_name: "${var.catalog}",
          name: `${project.schemaPrefix}_${schema}`,
          comment: comments[schema],
        },
      ]),
    ),
    volumes: {
      landing: {
        catalog_name: "${var.catalog}",
        schema_name: "${resources.schemas.raw.name}",
        name: landingVolume,
        volume_type: "MANAGED",
        comment: "Files of the sources as they were delivered, in the folders that pipeline.yaml names.",
      },
    },
  };
}

/**
 * What depends on the target: its groups, and whether `destroy` may take the data along. Grants of schemas and volumes
 * belong to the bundle alone; those of tables and views to the set-up alone.
 */
export function storageOfTarget(project: Project, target: Target): YamlMap {
  const lifecycle = target.mode === "production" ? { prevent_destroy: true } : undefined;
  return {
    schemas: Object.fromEntries(
      schemaNames.map((schema) => [
        schema,
        { grants: grants(project, target, (role) => schemaPrivileges(role, schema)), lifecycle },
      ]),
    ),
    volumes: { landing: { grants: grants(project, target, volumePrivileges), lifecycle } },
  };
}

/**
 * Concrete privileges: ALL_PRIVILEGES drifts. A role that reads curated tables without seeing personal columns gets
 * the way into the schema; which tables it reads is said table by table in the set-up, with their masks.
 */
function schemaPrivileges(role: Role, schema: SchemaName): readonly string[] {
  if (role.reads === "raw") return ["USE_SCHEMA", "SELECT", "MODIFY", "CREATE_TABLE"];
  if (schema === "serving") return ["USE_SCHEMA", "SELECT"];
  if (schema === "curated" && role.reads === "curated")
    return role.seesPersonal ? ["USE_SCHEMA", "SELECT"] : ["USE_SCHEMA"];
  return [];
}

function volumePrivileges(role: Role): readonly string[] {
  return role.reads === "raw" ? ["READ_VOLUME", "WRITE_VOLUME"] : [];
}

function grants(
  project: Project,
  target: Target,
  privilegesOf: (role: Role) => readonly string[],
): readonly YamlMap[] {
  const byPrincipal = new Map<string, Set<string>>();
  const grant = (principal: string, privileges: readonly string[]): void => {
    if (privileges.length === 0) return;
    const known = byPrincipal.get(principal) ?? new Set<string>();
    for (const privilege of privileges) known.add(privilege);
    byPrincipal.set(principal, known);
  };
  for (const role of project.roles) {
    const group = target.groups[role.id];
    if (group !== undefined) grant(bundleText(group), privilegesOf(role));
    if (role.reads === "raw" && target.runAs !== undefined)
      grant(bundleText(target.runAs), privilegesOf(role));
  }
  return [...byPrincipal]
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([principal, privileges]) => ({ principal, privileges: [...privileges].toSorted() }));
}

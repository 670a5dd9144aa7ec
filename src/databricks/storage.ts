import type { Plan } from "../plan/plan.ts";
import type { SchemaName } from "../sql/sql.ts";
import { schemaNames } from "../sql/sql.ts";
import { landingVolume, targetPrivileges } from "../governance/privileges.ts";
import type { Target } from "../spec/project.ts";
import type { YamlMap } from "../emit/yaml.ts";
import { bundleText } from "./bundleText.ts";

const volumeName = landingVolume.replace(/^raw[.]/, "");

/** Where the files of the sources lie, as jobs and triggers name it. */
export const landingVolumePath = (catalog: string, schemaPrefix: string): string =>
  `/Volumes/${catalog}/${schemaPrefix}_raw/${volumeName}`;

const comments: Readonly<Record<SchemaName, string>> = {
  raw: "Payloads as received. Only the pipeline reads it.",
  curated: "Masked, typed and linked feedback, issues and verdicts, seeds and ledger.",
  serving: "Views for people.",
};

/** `bundle/resources/storage.yml`: what is the same in every target. */
export function storageResources(plan: Plan): YamlMap {
  return {
    schemas: Object.fromEntries(
      schemaNames.map((schema) => [
        schema,
        {
          catalog_name: "${var.catalog}",
          name: `${plan.schemaPrefix}_${schema}`,
          comment: comments[schema],
        },
      ]),
    ),
    volumes: {
      landing: {
        catalog_name: "${var.catalog}",
        schema_name: "${resources.schemas.raw.name}",
        name: volumeName,
        volume_type: "MANAGED",
        comment: "Source files as delivered, in the folders that pipeline.yaml names.",
      },
    },
  };
}

/**
 * What depends on the target: its groups, and whether `destroy` may take the data along. Grants of schemas and volumes
 * belong to the bundle alone; those of tables and views to the set-up alone (`src/governance/privileges.ts`).
 */
export function storageOfTarget(plan: Plan, target: Target): YamlMap {
  const lifecycle = target.mode === "production" ? { prevent_destroy: true } : undefined;
  const held = targetPrivileges(plan, target).filter(({ grantedBy }) => grantedBy === "bundle");
  const grants = (name: string): readonly YamlMap[] =>
    held
      .filter(({ securable }) => securable.name === name)
      .map(({ principal, privileges }) => ({ principal: bundleText(principal), privileges }));
  return {
    schemas: Object.fromEntries(schemaNames.map((schema) => [schema, { grants: grants(schema), lifecycle }])),
    volumes: { landing: { grants: grants(landingVolume), lifecycle } },
  };
}

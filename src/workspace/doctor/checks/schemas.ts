import { schemaNames, type SchemaName } from "../../../sql/sql.ts";
import type { CatalogObject } from "../../workspace.ts";
import type { DoctorCheck } from "../check.ts";
import { doubtful, holds, lacks, type Finding } from "../finding.ts";
import { advice, command, ownedBy } from "../fix.ts";
import type { Subject } from "../subject.ts";

export const schemas: DoctorCheck = {
  id: "schemas",
  title: "The schemas don't exist yet, or this deployment created them",
  asks: "The three schemas, by their names (Unity Catalog), and whether the state of the bundle knows them.",
  severity: "error",
  after: ["catalog"],
  run: async (subject) => {
    const catalog = await subject.catalog();
    const workspace = await subject.workspace();
    return Promise.all(
      schemaNames.map(async (schema) => {
        const fullName = `${catalog}.${subject.project.schemaPrefix}_${schema}`;
        return schemaFinding(subject, {
          schema,
          fullName,
          found: await workspace.catalog.schema(fullName, subject.call),
        });
      }),
    );
  },
};

async function schemaFinding(
  subject: Subject,
  {
    schema,
    fullName,
    found,
  }: {
    readonly schema: SchemaName;
    readonly fullName: string;
    readonly found: CatalogObject | undefined;
  },
): Promise<Finding> {
  if (found === undefined) return holds(`${fullName}: doesn't exist yet; the deployment creates it`);
  const identity = await subject.identity();
  const configuration = await subject.knownConfiguration();
  if (configuration !== undefined && configuration.schemas.get(schema)?.id === undefined) {
    return lacks(
      `${fullName} already exists, owned by ${found.owner ?? "an owner that is not shown"}, and the deployment in ${configuration.rootPath} did not create it: deploying would fail`,
      advice(
        "Another user deployed this target, or it was deployed to another root path. Deploy a personal target, or deploy with the root path of before.",
      ),
      command`databricks bundle deployment bind ${schema} ${fullName} --target ${subject.target.id}`,
      advice("Bind it with that command only if you know that no other deployment uses it."),
    );
  }
  const ours = [identity.name, ...identity.groups, subject.target.runAs];
  if (found.owner === undefined || ours.includes(found.owner)) {
    return holds(`${fullName}: of ${found.owner ?? "an owner that is not shown"}`);
  }
  return doubtful(
    `${fullName} belongs to ${found.owner}: only its owner, or a principal with MANAGE, may change its grants`,
    ownedBy("SCHEMA", fullName, subject.target.runAs ?? identity.name),
  );
}

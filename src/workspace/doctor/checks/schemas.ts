import { schemaNames } from "../../../sql/sql.ts";
import type { CatalogObject } from "../../workspace.ts";
import type { DoctorCheck } from "../check.ts";
import { doubtful, holds, type Finding } from "../finding.ts";
import { ownedBy } from "../mend.ts";
import type { Subject } from "../subject.ts";

export const schemas: DoctorCheck = {
  id: "schemas",
  title: "The schemas are ours to change",
  asks: "The three schemas, by their names (Unity Catalog).",
  severity: "error",
  after: ["catalog"],
  run: async (subject) => {
    const catalog = await subject.catalog();
    const workspace = await subject.workspace();
    return Promise.all(
      schemaNames.map(async (schema) => {
        const fullName = `${catalog}.${subject.project.schemaPrefix}_${schema}`;
        return schemaFinding(subject, fullName, await workspace.catalog.schema(fullName, subject.call));
      }),
    );
  },
};

async function schemaFinding(
  subject: Subject,
  fullName: string,
  found: CatalogObject | undefined,
): Promise<Finding> {
  if (found === undefined) return holds(`${fullName}: not there yet, the deployment makes it`);
  const identity = await subject.identity();
  const ours = [identity.name, ...identity.groups, subject.target.runAs];
  if (found.owner === undefined || ours.includes(found.owner)) {
    return holds(`${fullName}: of ${found.owner ?? "an owner that is not shown"}`);
  }
  return doubtful(
    `${fullName} belongs to ${found.owner}: only its owner, or who manages it, may change its grants`,
    ownedBy("SCHEMA", fullName, subject.target.runAs ?? identity.name),
  );
}

import type { DoctorCheck } from "../check.ts";
import { holds, lacks, type Finding } from "../finding.ts";
import { advice, click } from "../fix.ts";

export const groups: DoctorCheck = {
  id: "groups",
  title: "The groups of the spec exist in the account",
  asks: "Each group of the target, by its name (SCIM).",
  severity: "error",
  after: ["sign-in"],
  run: async (subject) => {
    const names = [...new Set(Object.values(subject.target.groups))].toSorted();
    if (names.length === 0) return [holds("the target names no group")];
    const { principals } = await subject.workspace();
    return Promise.all(
      names.map(async (name): Promise<Finding> => {
        const found = await principals.group(name, subject.call);
        // the service compares without case; grants do not
        if (found === undefined || found.name !== name) return missing(name, found?.name, subject.target.id);
        if (found.scope === "workspace") return local(name);
        return holds(`${name}: ${found.scope === "account" ? "an account group" : "exists"}`);
      }),
    );
  },
};

function missing(name: string, similar: string | undefined, target: string): Finding {
  return lacks(
    `there is no group ${name} in this workspace${similar === undefined ? "" : ` (there is ${similar}: names of groups keep their case)`}`,
    click(`Account console > User management > Groups > Add group: ${name}`),
    click(`Account console > Workspaces > this workspace > Permissions > Add permissions: ${name}`),
    advice(`Or name another group under \`groups:\` of the target ${target} in pipeline.yaml.`),
  );
}

const local = (name: string): Finding =>
  lacks(
    `${name} is a workspace-local group, which Unity Catalog can't grant to`,
    click(`Account console > User management > Groups > Add group: ${name}, with the same members`),
    click(`Settings > Identity and access > Groups > ${name}: delete the old one, then add the account's`),
  );

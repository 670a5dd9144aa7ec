import { reprocessingSection, sectionsText, tableSection, taxonomySection } from "../change/changeWords.ts";
import type { Section } from "../reading/section.ts";
import type { StatementChange } from "../change/statementChange.ts";
import type { BundleVersion, DeploymentPlan } from "./plan.ts";
import type { ResourceChange } from "./resourceChange.ts";

/** A plan as a person reads it: the verdict first, then what changes, in the words of the domain. */
export function planText(plan: DeploymentPlan, columns: number): string {
  const width = Math.max(60, columns) - 4;
  const model = { calls: plan.model.calls ?? undefined, cost: plan.model.cost ?? undefined };
  const sections = [
    { title: "Needs confirmation", lines: plan.consent },
    taxonomySection(plan.taxonomy, plan.derived, width),
    reprocessingSection(plan.reprocessing, model, plan.model.currency),
    tableSection(plan.tables, plan.upgrade, width),
    statementSection(plan.statements),
    resourceSection(plan.resources, plan.deployed === null),
    { title: "Not checked", lines: plan.unseen },
  ];
  return `${plan.bundle} → ${plan.target} (${plan.mode}, catalog ${plan.catalog}): ${verdictWords(plan)}
  deployed  ${versionWords(plan.deployed)}
  here      ${versionWords(plan.local)}
${sectionsText(sections)}`;
}

function verdictWords({ verdict, deployed, local, resources, tables }: DeploymentPlan): string {
  if (verdict !== "safe") return verdict.toUpperCase();
  const same = deployed?.manifestHash === local.manifestHash && resources.length + tables.length === 0;
  return same ? "safe, nothing changes" : "safe";
}

function versionWords(version: BundleVersion | null): string {
  return version === null
    ? "nothing that fixloop recorded"
    : `code ${version.codeVersion}, taxonomy ${version.taxonomyVersion}, manifest ${version.manifestHash.slice(0, 12)}`;
}

function statementSection(changes: readonly StatementChange[]): Section {
  const byPart = Map.groupBy(changes, ({ part }) => part);
  return {
    title: "Statements",
    lines: [...byPart].map(([part, files]) => {
      const names = files.map(({ path, change }) => `${marks[change]}${path.split("/").at(-1) ?? path}`);
      const shown = names.length > 4 ? [...names.slice(0, 3), `and ${names.length - 3} more`] : names;
      return `${part.padEnd(10)} ${shown.join(", ")}`;
    }),
  };
}

const marks = { added: "+ ", removed: "- ", changed: "~ " } as const;

const signs = { create: "+", update: "~", recreate: "-/+", delete: "-" } as const;

function resourceSection(changes: readonly ResourceChange[], isFirst: boolean): Section {
  // of a resource that is made, that its grants are made too goes without saying
  const parents = new Set(changes.filter(({ action }) => action === "create").map(({ key }) => key));
  const shown = changes.filter(
    ({ key, action }) =>
      !(
        action === "create" &&
        isFirst &&
        parents.has(key.split(".").slice(0, 2).join(".")) &&
        key.split(".").length > 2
      ),
  );
  return {
    title: "Resources",
    lines: shown.map(({ name, action, fields, loses }) => {
      const what = fields.length > 0 ? ` (${fields.join(", ")})` : "";
      return `${signs[action]} ${name}${what}${loses === undefined ? "" : `: ${loses} is lost`}`;
    }),
  };
}

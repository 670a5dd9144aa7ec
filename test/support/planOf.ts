import { classifierOf } from "../../src/classifier/memory.ts";
import type { Governed } from "../../src/governance/governed.ts";
import { buildPlan, type Plan } from "../../src/plan/plan.ts";
import type { Project } from "../../src/spec/project.ts";
import { catalogue } from "../../src/stages/catalogue.ts";

/** The plan of a project, with the classifier trained on it: once in a process for the same texts. */
export function planOf(project: Project): Plan {
  const key = JSON.stringify(project);
  const plan = plans.get(key) ?? buildPlan(project, classifierOf(project));
  plans.set(key, plan);
  return plan;
}

const plans = new Map<string, Plan>();

/** What governance follows from, without training a classifier. */
export const governedBy = (project: Project): Governed => ({ ...catalogue, ...project });

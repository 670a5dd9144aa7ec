import type { Plan } from "../../plan/plan.ts";
import type { Role, Target } from "../../spec/project.ts";

/** Id of the role that a smoke test adds: one that is limited to a product, so that there is a row filter to try. */
const limitedRole = "smoke";

export interface ScratchProject {
  readonly plan: Plan;
  /** Only the user who runs the test is in it. */
  readonly target: Target;
}

/**
 * The project in scratch schemas, with one reader and one writer: the user who runs the test. Nothing is granted to
 * anyone else.
 */
export function scratchProject(
  plan: Plan,
  target: Target,
  scratch: {
    readonly schemaPrefix: string;
    readonly principal: string;
  },
): ScratchProject {
  const alone: Target = { ...target, groups: { [limitedRole]: scratch.principal }, runAs: scratch.principal };
  const role: Role = {
    id: limitedRole,
    title: "Smoke test",
    reads: "curated",
    seesPersonal: false,
    like: "analyst",
    only: undefined,
    products: plan.products.slice(0, 1).map(({ id }) => id),
    regions: undefined,
  };
  return {
    plan: {
      ...plan,
      schemaPrefix: scratch.schemaPrefix,
      roles: [...plan.roles.filter(({ id }) => id !== limitedRole), role],
      targets: [alone],
    },
    target: alone,
  };
}

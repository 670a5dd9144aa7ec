import type { Role } from "./project.ts";
import type { ReaderRole } from "../contract/readerRole.ts";

const unlimited = { only: undefined, products: undefined, regions: undefined } as const;
const reader = (id: ReaderRole, title: string, reads: "serving" | "curated"): Role => ({
  id,
  title,
  reads,
  seesPersonal: false,
  like: id,
  ...unlimited,
});

/** Roles that every project has. A project changes one by naming it. */
export const defaultRoles: readonly Role[] = [
  reader("analyst", "Analyst", "curated"),
  reader("reviewer", "Reviewer", "curated"),
  reader("support", "Support", "serving"),
  reader("product", "Product", "serving"),
  reader("executive", "Executive", "serving"),
  reader("platform", "Platform engineer", "curated"),
  reader("steward", "Taxonomy steward", "curated"),
  { id: "pipeline", title: "Pipeline", reads: "raw", seesPersonal: true, like: undefined, ...unlimited },
];

/**
 * The warehouse of a target that names none. The smallest does the work of a loop; what costs is the time that it is awake,
 * and of that the minutes in which it waits before it sleeps. One is the least that the API takes.
 */
export const defaultWarehouse = { size: "2X-Small", autoStopMinutes: 1 } as const;

/** What people of the spec's own roles read where `like` says nothing. */
export const defaultLike: Readonly<Record<Role["reads"], ReaderRole>> = {
  serving: "product",
  curated: "analyst",
  raw: "analyst",
};

export const defaultRoleIds: readonly string[] = defaultRoles.map(({ id }) => id);

/** The role of the jobs themselves: the only one that may read raw data. */
export const pipelineRole = "pipeline";

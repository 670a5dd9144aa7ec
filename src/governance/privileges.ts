import type { Governed } from "./governed.ts";
import { readableTables, readableViews } from "../contract/readable.ts";
import type { Role, Target } from "../spec/project.ts";
import { schemaNames, type SchemaName } from "../sql/sql.ts";

/** Schema of every function: the shared SQL finds it there, and no person has anything else to call in it. */
export const landingVolume = "raw.landing_files";

/** As bundles and the catalog write them, with underscores. */
export type PrivilegeName =
  | "USE_CATALOG"
  | "USE_SCHEMA"
  | "SELECT"
  | "MODIFY"
  | "EXECUTE"
  | "CREATE_TABLE"
  | "CREATE_FUNCTION"
  | "READ_VOLUME"
  | "WRITE_VOLUME";

export interface Securable {
  readonly kind: "catalog" | "schema" | "volume" | "table" | "view";
  /** `curated`, `curated.issue`, `raw.landing_files`; empty for the catalog. */
  readonly name: string;
}

/** Whose statement gives it: never two for one securable, or they would take turns. */
export type GrantedBy = "owner of the catalog" | "bundle" | "set-up";

export interface Privilege {
  readonly role: string;
  readonly securable: Securable;
  readonly privileges: readonly PrivilegeName[];
  readonly grantedBy: GrantedBy;
  /** Why, as a sentence. */
  readonly reason: string;
}

/** What a target's principal holds on one securable, by all roles that it stands for. */
export interface PrincipalPrivilege {
  readonly principal: string;
  readonly securable: Securable;
  readonly privileges: readonly PrivilegeName[];
  readonly grantedBy: GrantedBy;
  /** Roles it comes from, in the order of the spec. */
  readonly roles: readonly string[];
}

const pipelineSchemaPrivileges: Readonly<Record<SchemaName, readonly PrivilegeName[]>> = {
  raw: ["CREATE_TABLE", "MODIFY", "SELECT", "USE_SCHEMA"],
  // masks, filters and the function that asks the model live here
  curated: ["CREATE_FUNCTION", "CREATE_TABLE", "EXECUTE", "MODIFY", "SELECT", "USE_SCHEMA"],
  // a view is a table to CREATE_TABLE
  serving: ["CREATE_TABLE", "MODIFY", "SELECT", "USE_SCHEMA"],
};

/**
 * Who holds what, by role: the whole matrix, and nothing else. A role holds USE_SCHEMA only where it reads
 * something inside, and SELECT on single tables and views, never on a schema; only the pipeline holds anything on raw.
 */
export function privilegesOf(governed: Governed): readonly Privilege[] {
  return governed.roles.flatMap((role) =>
    role.reads === "raw" ? pipelinePrivileges(role) : peoplePrivileges(role, governed),
  );
}

function pipelinePrivileges({ id }: Role): readonly Privilege[] {
  return [
    useCatalog(id),
    ...schemaNames.map((schema): Privilege => ({
      role: id,
      securable: { kind: "schema", name: schema },
      privileges: pipelineSchemaPrivileges[schema],
      grantedBy: "bundle",
      reason: "The pipeline creates, fills and reads every table.",
    })),
    {
      role: id,
      securable: { kind: "volume", name: landingVolume },
      privileges: ["READ_VOLUME", "WRITE_VOLUME"],
      grantedBy: "bundle",
      reason: "Source files arrive there, and only the pipeline reads them.",
    },
  ];
}

function peoplePrivileges(role: Role, governed: Governed): readonly Privilege[] {
  const readTables = readableTables(role, governed.tables);
  const readViews = readableViews(role, governed.views);
  if (readTables.length === 0 && readViews.length === 0) return [];
  const useSchema = (schema: SchemaName, inside: string): Privilege => ({
    role: role.id,
    securable: { kind: "schema", name: schema },
    privileges: ["USE_SCHEMA"],
    grantedBy: "bundle",
    reason: `The way to ${inside} that it reads; it gives nothing by itself.`,
  });
  const select = (kind: "table" | "view", name: string): Privilege => ({
    role: role.id,
    securable: { kind, name },
    privileges: ["SELECT"],
    grantedBy: "set-up",
    reason: reasonOf(role, kind),
  });
  return [
    useCatalog(role.id),
    ...(readTables.length > 0 ? [useSchema("curated", "the tables")] : []),
    ...(readViews.length > 0 ? [useSchema("serving", "the views")] : []),
    ...readTables.map((name) => select("table", name)),
    ...readViews.map((name) => select("view", name)),
  ];
}

const useCatalog = (role: string): Privilege => ({
  role,
  securable: { kind: "catalog", name: "" },
  privileges: ["USE_CATALOG"],
  grantedBy: "owner of the catalog",
  reason: "Without it, no schema of the catalog is accessible. The bundle does not own the catalog.",
});

function reasonOf(role: Role, kind: "table" | "view"): string {
  const reader =
    role.like === role.id ? "The contract names it as a reader" : `It reads what ${role.like} reads`;
  const limits = [
    ...(role.products === undefined ? [] : [`of ${role.products.join(", ")}`]),
    ...(role.regions === undefined ? [] : [`in ${role.regions.join(", ")}`]),
  ];
  const rows = limits.length === 0 ? "" : `, rows ${limits.join(" ")} only`;
  const values = kind === "view" ? "" : role.seesPersonal ? ", nothing masked" : ", personal columns masked";
  return `${reader}${rows}${values}.`;
}

/** The groups and principals of a target that stand for a role: of the pipeline also what its jobs run as. */
export function principalsOf(role: Role, target: Target): readonly string[] {
  const group = target.groups[role.id];
  return [
    ...new Set([
      ...(group === undefined ? [] : [group]),
      ...(role.reads === "raw" && target.runAs !== undefined ? [target.runAs] : []),
    ]),
  ];
}

/** Every principal of a target that the spec names, in order. */
export function ownedPrincipals(governed: Governed, target: Target): readonly string[] {
  return [...new Set(governed.roles.flatMap((role) => principalsOf(role, target)))].toSorted(byText);
}

/** The matrix of a target: a group that stands for several roles holds what all of them do. */
export function targetPrivileges(governed: Governed, target: Target): readonly PrincipalPrivilege[] {
  const held = new Map<string, PrincipalPrivilege>();
  for (const { role: id, securable, privileges, grantedBy } of privilegesOf(governed)) {
    const role = governed.roles.find((candidate) => candidate.id === id);
    for (const principal of role === undefined ? [] : principalsOf(role, target)) {
      const key = JSON.stringify([principal, securable.kind, securable.name]);
      const known = held.get(key);
      held.set(key, {
        principal,
        securable,
        privileges: [...new Set([...(known?.privileges ?? []), ...privileges])].toSorted(byText),
        grantedBy,
        roles: [...new Set([...(known?.roles ?? []), id])],
      });
    }
  }
  // a principal that holds SELECT on the whole schema needs it on no table of it
  const selectsAll = (principal: string, schema: string): boolean =>
    held.get(JSON.stringify([principal, "schema", schema]))?.privileges.includes("SELECT") === true;
  return [...held.values()]
    .filter(
      ({ principal, securable }) =>
        (securable.kind !== "table" && securable.kind !== "view") ||
        !selectsAll(principal, securable.name.slice(0, securable.name.indexOf("."))),
    )
    .toSorted(
      (left, right) =>
        byText(left.principal, right.principal) ||
        places[left.securable.kind] - places[right.securable.kind] ||
        byText(left.securable.name, right.securable.name),
    );
}

const places: Readonly<Record<Securable["kind"], number>> = {
  catalog: 0,
  schema: 1,
  volume: 2,
  table: 3,
  view: 4,
};

const byText = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

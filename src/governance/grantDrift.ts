import type { Catalogue } from "../contract/catalogue.ts";
import { namesOf } from "../contract/table.ts";
import { viewNamesOf } from "../contract/view.ts";
import type { Governed } from "./governed.ts";
import type { Target } from "../spec/project.ts";
import { filteredTables } from "./maskStatements.ts";
import { maskedColumns } from "./maskedColumns.ts";
import { schemaNames } from "../sql/sql.ts";
import {
  landingVolume,
  ownedPrincipals,
  principalsOf,
  targetPrivileges,
  type Securable,
} from "./privileges.ts";
import { limitFunction } from "../contract/rowLimit.ts";

/** What a workspace says of the securables of a target, names without catalog and prefix, as in the spec. */
export interface InForce {
  readonly grants: readonly HeldGrant[];
  /** Of tables that are there. */
  readonly masks: readonly { readonly table: string; readonly column: string; readonly function: string }[];
  readonly filters: readonly { readonly table: string; readonly function: string }[];
  /** Securables that could not be found. */
  readonly missing: readonly Securable[];
}

export interface HeldGrant {
  readonly principal: string;
  readonly securable: Securable;
  readonly privilege: string;
  /** Set where the catalog or the schema passes it on. */
  readonly inheritedFrom?: string;
}

export interface GrantDrift {
  readonly kind: "missing" | "surplus";
  readonly what: "privilege" | "mask" | "row filter" | "securable";
  readonly principal: string | undefined;
  readonly securable: Securable;
  /** A privilege, a function or a column. */
  readonly detail: string;
  /** Who fixes it. */
  readonly by: string;
}

/** Everything in a workspace that grants can be asked for. */
export function governedSecurables({ tables, views }: Catalogue): readonly Securable[] {
  return [
    { kind: "catalog", name: "" },
    ...schemaNames.map((name): Securable => ({ kind: "schema", name })),
    { kind: "volume", name: landingVolume },
    ...namesOf(tables).map((name): Securable => ({ kind: "table", name })),
    ...viewNamesOf(views).map((name): Securable => ({ kind: "view", name })),
  ];
}

/** Every account user, of whom every group of the spec is a part. */
const everybody = "account users";

/**
 * What the spec says against what is in force, for the principals that the spec names: others are none of ours. What one
 * holds by way of something above is surplus where the spec gives it on nothing. The pipeline's own are not compared for
 * surplus: it owns what it makes.
 */
export function grantDrift(governed: Governed, target: Target, inForce: InForce): readonly GrantDrift[] {
  const wanted = targetPrivileges(governed, target).flatMap(
    ({ principal, securable, privileges, grantedBy }) =>
      privileges.map((privilege) => ({ principal, securable, privilege: privilege as string, grantedBy })),
  );
  const key = (grant: {
    readonly principal: string;
    readonly securable: Securable;
    readonly privilege: string;
  }): string =>
    JSON.stringify([grant.principal, grant.securable.kind, grant.securable.name, grant.privilege]);
  const held = new Set(inForce.grants.map(key));
  const there = (grant: (typeof wanted)[number]): boolean =>
    held.has(key(grant)) ||
    (grant.securable.kind === "catalog" && held.has(key({ ...grant, principal: everybody })));
  const owned = new Set(ownedPrincipals(governed, target));
  const pipeline = new Set(
    governed.roles.filter(({ reads }) => reads === "raw").flatMap((role) => principalsOf(role, target)),
  );
  const allowed = new Set(wanted.map(key));
  const mender = {
    "owner of the catalog": "the owner of the catalog",
    bundle: "fixloop deploy",
    "set-up": "the set-up job",
  };

  const missingGrants = wanted
    .filter((grant) => !there(grant))
    .map((grant): GrantDrift => ({
      kind: "missing",
      what: "privilege",
      principal: grant.principal,
      securable: grant.securable,
      detail: grant.privilege,
      by: mender[grant.grantedBy],
    }));
  const surplusGrants = inForce.grants
    .filter(
      ({ principal, privilege, securable }) =>
        owned.has(principal) &&
        !pipeline.has(principal) &&
        privilege !== "BROWSE" &&
        !allowed.has(key({ principal, securable, privilege })),
    )
    // what comes from above is said once, of the schema
    .filter(({ inheritedFrom, securable }) => inheritedFrom === undefined || securable.kind === "schema")
    .map((grant): GrantDrift => ({
      kind: "surplus",
      what: "privilege",
      principal: grant.principal,
      securable: grant.securable,
      detail:
        grant.inheritedFrom === undefined
          ? grant.privilege
          : `${grant.privilege} inherited from ${grant.inheritedFrom}`,
      by:
        grant.inheritedFrom !== undefined || grant.securable.kind === "catalog"
          ? "the owner of the catalog"
          : grant.securable.kind === "table" || grant.securable.kind === "view"
            ? "the set-up job"
            : "fixloop deploy",
    }));
  return [
    ...inForce.missing.map((securable): GrantDrift => ({
      kind: "missing",
      what: "securable",
      principal: undefined,
      securable,
      detail: "it doesn't exist",
      by: securable.kind === "table" || securable.kind === "view" ? "the set-up job" : "fixloop deploy",
    })),
    ...missingGrants,
    ...surplusGrants,
    ...maskDrift(governed, inForce),
  ];
}

function maskDrift(governed: Governed, inForce: InForce): readonly GrantDrift[] {
  const absent = new Set(inForce.missing.map(({ name }) => name));
  const masks = new Set(
    inForce.masks.map((mask) => JSON.stringify([mask.table, mask.column, mask.function])),
  );
  const filters = new Set(inForce.filters.map((filter) => JSON.stringify([filter.table, filter.function])));
  const table = (name: string): Securable => ({ kind: "table", name });
  return [
    ...maskedColumns(governed.tables)
      .filter(({ table: name }) => !absent.has(name))
      .filter(
        ({ table: name, column, mask }) => !masks.has(JSON.stringify([name, column, `curated.${mask}`])),
      )
      .map(({ table: name, column, mask }): GrantDrift => ({
        kind: "missing",
        what: "mask",
        principal: undefined,
        securable: table(name),
        detail: `${mask} on ${column}`,
        by: "the set-up job",
      })),
    ...filteredTables(governed)
      .filter(({ table: name }) => !absent.has(name))
      .filter(
        ({ table: name, limit }) => !filters.has(JSON.stringify([name, `curated.${limitFunction(limit)}`])),
      )
      .map(({ table: name, limit }): GrantDrift => ({
        kind: "missing",
        what: "row filter",
        principal: undefined,
        securable: table(name),
        detail: limitFunction(limit),
        by: "the set-up job",
      })),
  ];
}

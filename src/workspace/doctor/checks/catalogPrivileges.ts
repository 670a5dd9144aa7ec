import { schemaNames } from "../../../sql/sql.ts";
import { targetPrivileges } from "../../../governance/privileges.ts";
import type { CatalogObject, EffectiveGrant, Identity, Workspace } from "../../workspace.ts";
import type { DoctorCheck } from "../check.ts";
import { doubtful, holds, lacks, type Finding } from "../finding.ts";
import { advice, granted } from "../fix.ts";
import type { Subject } from "../subject.ts";

/** Every user of the account is in it. */
const everybody = "account users";

export const catalogPrivileges: DoctorCheck = {
  id: "catalog-privileges",
  title: "The deployer may create schemas, and every principal of the spec may use the catalog",
  asks: "The effective grants on the catalog, with those of groups.",
  severity: "error",
  after: ["catalog"],
  run: async (subject) => {
    const name = await subject.catalog();
    const workspace = await subject.workspace();
    const identity = await subject.identity();
    const owner = (await workspace.catalog.catalog(name, subject.call))?.owner;
    const grants = await workspace.catalog.effectiveGrants(
      { kind: "catalog", fullName: name },
      undefined,
      subject.call,
    );
    const others = [
      ...new Set(
        targetPrivileges(subject.plan, subject.target)
          .filter(({ securable }) => securable.kind === "catalog")
          .map(({ principal }) => principal),
      ),
    ].filter((principal) => principal !== identity.name);
    return [
      await deployer({ subject, workspace, identity, name, owner, grants }),
      ...others.map((principal) => other(principal, name, owner, grants)),
    ];
  },
};

interface Deployer {
  readonly subject: Subject;
  readonly workspace: Workspace;
  readonly identity: Identity;
  readonly name: string;
  readonly owner: string | undefined;
  readonly grants: readonly EffectiveGrant[];
}

async function deployer({ subject, workspace, identity, name, owner, grants }: Deployer): Promise<Finding> {
  const names = [identity.name, ...identity.groups, everybody];
  if (owner !== undefined && names.includes(owner)) return holds(`${identity.name} owns it`);
  const held = privilegesOf(names, grants);
  const missing = ["USE_CATALOG", "CREATE_SCHEMA"].filter(
    (privilege) => !held.has(privilege) && !held.has("ALL_PRIVILEGES"),
  );
  if (missing.length === 0) return holds(`${identity.name} holds USE_CATALOG and CREATE_SCHEMA`);
  const fix = granted(
    missing.map((privilege) => privilege.replace("_", " ")).join(", "),
    "CATALOG",
    name,
    identity.name,
  );
  const what = `${identity.name} lacks ${missing.join(" and ")}`;
  const onlySchemas = missing.every((privilege) => privilege === "CREATE_SCHEMA");
  return onlySchemas && (await schemasAreThere(subject, workspace, name))
    ? doubtful(`${what}; the three schemas already exist`, fix)
    : lacks(what, fix);
}

async function schemasAreThere(subject: Subject, { catalog }: Workspace, name: string): Promise<boolean> {
  const found: readonly (CatalogObject | undefined)[] = await Promise.all(
    schemaNames.map((schema) =>
      catalog.schema(`${name}.${subject.project.schemaPrefix}_${schema}`, subject.call),
    ),
  );
  return found.every((schema) => schema !== undefined);
}

/** Of others only what is granted to their own name is seen, not what their groups hold. */
function other(
  principal: string,
  name: string,
  owner: string | undefined,
  grants: readonly EffectiveGrant[],
): Finding {
  const held = privilegesOf([principal, everybody], grants);
  if (owner === principal || held.has("USE_CATALOG") || held.has("ALL_PRIVILEGES")) {
    return holds(`${principal} may use it`);
  }
  return doubtful(
    `${principal} has no USE_CATALOG of its own`,
    granted("USE CATALOG", "CATALOG", name, principal),
    advice("Nothing to do if one of its groups has the privilege: nested groups are not checked."),
  );
}

function privilegesOf(names: readonly string[], grants: readonly EffectiveGrant[]): ReadonlySet<string> {
  return new Set(
    grants
      .filter(({ principal }) => names.includes(principal))
      .flatMap(({ privileges }) => privileges.map(({ privilege }) => privilege)),
  );
}

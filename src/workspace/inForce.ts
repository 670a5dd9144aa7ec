import type { Catalogue } from "../contract/catalogue.ts";
import type { HeldGrant, InForce } from "../governance/grantDrift.ts";
import { governedSecurables } from "../governance/grantDrift.ts";
import { schemaNames } from "../sql/sql.ts";
import { type Securable } from "../governance/privileges.ts";
import { WorkspaceError } from "./errors.ts";
import type { Call, Securable as CatalogSecurable, UnityCatalog } from "./workspace.ts";

/** Requests at a time: a target has about a hundred securables, and Unity Catalog answers each in a fraction of a second. */
const atOnce = 8;

/** Reads grants, masks and filters of everything a target governs, of this catalogue. Throws a WorkspaceError. */
export async function readInForce(
  catalog: UnityCatalog,
  catalogue: Catalogue,
  names: { readonly catalog: string; readonly schemaPrefix: string },
  call: Call = {},
): Promise<InForce> {
  const grants: HeldGrant[] = [];
  const missing: Securable[] = [];
  const securables = governedSecurables(catalogue);
  for (let from = 0; from < securables.length; from += atOnce) {
    const answers = await Promise.all(
      securables.slice(from, from + atOnce).map(async (securable) => ({
        securable,
        held: await grantsOf(catalog, catalogSecurable(securable, names), call),
      })),
    );
    for (const { securable, held } of answers) {
      if (held === undefined) missing.push(securable);
      else grants.push(...held.map((grant) => ({ ...grant, securable })));
    }
  }
  for (const schema of schemaNames) {
    if (missing.some(({ kind, name }) => kind === "schema" && name === schema)) continue;
    const effective = await catalog.effectiveGrants(
      catalogSecurable({ kind: "schema", name: schema }, names),
      undefined,
      call,
    );
    for (const { principal, privileges } of effective) {
      for (const { privilege, inheritedFrom } of privileges) {
        if (inheritedFrom === undefined || privilege === "USE_CATALOG") continue;
        grants.push({
          principal,
          securable: { kind: "schema", name: schema },
          privilege,
          inheritedFrom: `${inheritedFrom.kind} ${inheritedFrom.fullName}`,
        });
      }
    }
  }
  return { grants, missing, ...(await masksOf(catalog, names, call)) };
}

function catalogSecurable(
  { kind, name }: Securable,
  { catalog, schemaPrefix }: { readonly catalog: string; readonly schemaPrefix: string },
): CatalogSecurable {
  return {
    // a view is a table to Unity Catalog
    kind: kind === "view" ? "table" : kind,
    fullName: name === "" ? catalog : `${catalog}.${schemaPrefix}_${name}`,
  };
}

async function grantsOf(
  catalog: UnityCatalog,
  securable: CatalogSecurable,
  call: Call,
): Promise<readonly { readonly principal: string; readonly privilege: string }[] | undefined> {
  try {
    const grants = await catalog.grants(securable, call);
    return grants.flatMap(({ principal, privileges }) =>
      privileges.map((privilege) => ({ principal, privilege })),
    );
  } catch (error) {
    // a 404 of a path that the workspace doesn't know says nothing of the securable
    if (error instanceof WorkspaceError && error.missing) return undefined;
    throw error;
  }
}

async function masksOf(
  catalog: UnityCatalog,
  names: { readonly catalog: string; readonly schemaPrefix: string },
  call: Call,
): Promise<Pick<InForce, "masks" | "filters">> {
  const start = `${names.catalog}.${names.schemaPrefix}_`;
  const short = (fullName: string): string =>
    fullName.startsWith(start) ? fullName.slice(start.length) : fullName;
  const tables = (
    await Promise.all(schemaNames.map((schema) => catalog.tables(`${start}${schema}`, call)))
  ).flatMap((found) => found ?? []);
  return {
    masks: tables.flatMap(({ fullName, columns }) =>
      columns.flatMap(({ name, mask }) =>
        mask === undefined ? [] : [{ table: short(fullName), column: name, function: short(mask) }],
      ),
    ),
    filters: tables.flatMap(({ fullName, rowFilter }) =>
      rowFilter === undefined ? [] : [{ table: short(fullName), function: short(rowFilter) }],
    ),
  };
}

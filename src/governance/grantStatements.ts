import type { StatementOrigins } from "../contract/lineage.ts";
import type { TableName } from "../sql/sql.ts";
import type { Governed } from "./governed.ts";
import type { Target } from "../spec/project.ts";
import { ourSchemas, parts, script } from "./maskStatements.ts";
import { ownedPrincipals, targetPrivileges, type PrincipalPrivilege } from "./privileges.ts";
import { quotedName, quotedText } from "./quoting.ts";
import { valuesOf } from "./valuesOf.ts";

/** What the set-up of a target gives: SELECT on single tables and views. */
export function setUpGrants(governed: Governed, target: Target): readonly PrincipalPrivilege[] {
  return targetPrivileges(governed, target).filter(({ grantedBy }) => grantedBy === "set-up");
}

/**
 * GRANT what the spec says, note whom it names, and revoke what these hold beyond it. Who was named once and is no
 * longer, loses everything that a table or view gives; who never was, is none of ours.
 */
export function grantStatements(governed: Governed, target: Target): readonly string[] {
  const prefix = governed.schemaPrefix;
  const principals = ownedPrincipals(governed, target);
  return [
    ...setUpGrants(governed, target).flatMap(({ principal, securable, privileges }) =>
      privileges.map(
        (privilege) =>
          `GRANT ${privilege.replaceAll("_", " ")} ON ${securable.kind.toUpperCase()} ${prefix}_${securable.name} TO ${quotedName(principal)}`,
      ),
    ),
    `-- Principals of the spec, so that one that leaves it is remembered
MERGE INTO ${prefix}_curated.governed_principal AS existing
USING (
  SELECT principal, current_timestamp() AS since
  FROM (
      ${valuesOf(
        ["principal"],
        principals.map((principal) => [principal]),
      )}
  ) AS named
) AS incoming
ON existing.principal = incoming.principal
WHEN NOT MATCHED THEN INSERT (principal, since) VALUES (incoming.principal, incoming.since)`,
    revokeFromTables(governed, target),
    revokeFromFunctions(governed),
  ];
}

/** Lineage of the one governance statement that writes a table: that of the principals of the spec. */
export const governedPrincipalOrigins: StatementOrigins & { readonly writes: TableName } = {
  writes: "curated.governed_principal",
  columns: { principal: ["constant"], since: [":now"] },
  rows: [],
};

/** VALUES of what a target's principals may hold on tables and views, as the information schema writes it. */
export function wantedGrants(governed: Governed, target: Target): string {
  return valuesOf(
    ["grantee", "table_schema", "table_name", "privilege_type"],
    setUpGrants(governed, target).flatMap(({ principal, securable, privileges }) =>
      privileges.map((privilege) => [
        principal,
        ...parts(governed.schemaPrefix, securable.name),
        privilege.replaceAll("_", " "),
      ]),
    ),
  );
}

/**
 * Names of privileges with blanks: pages and workspaces write both ALL PRIVILEGES and ALL_PRIVILEGES. The principal that
 * runs the set-up owns the tables, and takes nothing from itself.
 */
export const heldDirectly = (relation: string, schemaColumn: string, prefix: string): string =>
  `FROM information_schema.${relation} AS held
    JOIN ${prefix}_curated.governed_principal AS governed ON governed.principal = held.grantee
    WHERE held.${schemaColumn} IN (${ourSchemas(prefix)})
      AND coalesce(held.inherited_from, 'NONE') = 'NONE'
      AND held.grantee <> session_user()`;

function revokeFromTables(governed: Governed, target: Target): string {
  const prefix = governed.schemaPrefix;
  return script({
    title: "Privileges of these principals on tables and views beyond the spec",
    query: `SELECT
      direct.privilege_type,
      CASE WHEN direct.table_schema = ${quotedText(`${prefix}_serving`)} THEN 'VIEW' ELSE 'TABLE' END AS securable_kind,
      direct.table_schema, direct.table_name, direct.grantee
    FROM (
      SELECT held.grantee, held.table_schema, held.table_name, replace(held.privilege_type, '_', ' ') AS privilege_type
      ${heldDirectly("table_privileges", "table_schema", prefix)}
    ) AS direct
    LEFT JOIN (
      ${wantedGrants(governed, target)}
    ) AS wanted
      ON wanted.grantee = direct.grantee AND wanted.table_schema = direct.table_schema
      AND wanted.table_name = direct.table_name AND wanted.privilege_type = direct.privilege_type
    WHERE wanted.grantee IS NULL`,
    statement:
      "concat('REVOKE ', surplus.privilege_type, ' ON ', surplus.securable_kind, ' ', surplus.table_schema, '.`', replace(surplus.table_name, '`', '``'), '` FROM `', replace(surplus.grantee, '`', '``'), '`')",
  });
}

/** No one but the pipeline calls functions, and it holds EXECUTE on their schema. */
function revokeFromFunctions({ schemaPrefix: prefix }: Governed): string {
  return script({
    title: "Privileges of these principals on single functions",
    query: `SELECT replace(held.privilege_type, '_', ' ') AS privilege_type, held.routine_schema, held.routine_name, held.grantee
    ${heldDirectly("routine_privileges", "routine_schema", prefix)}`,
    statement:
      "concat('REVOKE ', surplus.privilege_type, ' ON FUNCTION ', surplus.routine_schema, '.`', replace(surplus.routine_name, '`', '``'), '` FROM `', replace(surplus.grantee, '`', '``'), '`')",
  });
}

import { catalogue } from "../../src/stages/catalogue.ts";
import { tables } from "../../src/stages/tables.ts";
import { governedBy } from "../support/planOf.ts";
import { expect, test } from "vitest";
import { grantDrift, governedSecurables } from "../../src/governance/grantDrift.ts";
import { maskedColumns } from "../../src/governance/maskedColumns.ts";
import { targetPrivileges } from "../../src/governance/privileges.ts";
import { defaultRoles } from "../../src/spec/defaults.ts";
import { readInForce } from "../../src/workspace/inForce.ts";
import type { Workspace } from "../../src/workspace/workspace.ts";
import { smallProject, target } from "../support/project.ts";
import type { Loopback } from "../support/loopback/loopback.ts";
import { connected } from "../workspace/connected.ts";

const prod = target({ id: "prod", runAs: "jobs", groups: { executive: "leadership", analyst: "analysts" } });
const project = smallProject({ roles: defaultRoles, targets: [prod] });
const names = { catalog: "insights", schemaPrefix: "fixloop" };

/** A workspace in which everything is there, masked and granted as the spec says. */
async function deployed(loopback: Loopback, workspace: Workspace): Promise<void> {
  loopback.catalog.add("catalogs", "insights");
  for (const { kind, name } of governedSecurables(catalogue)) {
    const fullName = `insights.fixloop_${name}`;
    if (kind === "schema") loopback.catalog.add("schemas", fullName);
    if (kind === "volume") loopback.catalog.add("volumes", fullName);
    if (kind === "table" || kind === "view") {
      loopback.catalog.add("tables", fullName, {
        table_type: kind === "view" ? "VIEW" : "MANAGED",
        columns: maskedColumns(tables)
          .filter(({ table }) => table === name)
          .map(({ column, mask }) => ({
            name: column,
            type_text: "string",
            mask: { function_name: `insights.fixloop_curated.${mask}` },
          })),
      });
    }
  }
  for (const { principal, securable, privileges } of targetPrivileges(governedBy(project), prod)) {
    await workspace.catalog.changeGrants(
      {
        kind: securable.kind === "view" ? "table" : securable.kind,
        fullName: securable.kind === "catalog" ? "insights" : `insights.fixloop_${securable.name}`,
      },
      [{ principal, add: privileges }],
    );
  }
}

const drift = async (workspace: Workspace): Promise<readonly string[]> =>
  grantDrift(governedBy(project), prod, await readInForce(workspace.catalog, catalogue, names)).map(
    ({ kind, what, principal, securable, detail }) =>
      `${kind} ${what}: ${principal ?? "-"} ${detail} on ${securable.kind} ${securable.name}`,
  );

test("a workspace as the spec says has no drift; what somebody granted, revoked or inherited by hand is named", async () => {
  const { loopback, workspace } = await connected();
  await deployed(loopback, workspace);
  expect(await drift(workspace)).toEqual([]);

  await workspace.catalog.changeGrants({ kind: "table", fullName: "insights.fixloop_serving.roi" }, [
    { principal: "leadership", remove: ["SELECT"], add: ["MODIFY"] },
  ]);
  await workspace.catalog.changeGrants({ kind: "catalog", fullName: "insights" }, [
    { principal: "analysts", add: ["SELECT"] },
  ]);
  await workspace.catalog.changeGrants({ kind: "schema", fullName: "insights.fixloop_raw" }, [
    { principal: "auditors", add: ["USE_SCHEMA", "SELECT"] },
  ]);
  expect(await drift(workspace)).toEqual([
    "missing privilege: leadership SELECT on view serving.roi",
    "surplus privilege: analysts SELECT on catalog ",
    "surplus privilege: leadership MODIFY on view serving.roi",
    "surplus privilege: analysts SELECT inherited from catalog insights on schema raw",
    "surplus privilege: analysts SELECT inherited from catalog insights on schema curated",
    "surplus privilege: analysts SELECT inherited from catalog insights on schema serving",
  ]);
});

test("before the first deployment everything is missing, and that is no error", async () => {
  const { loopback, workspace } = await connected();
  loopback.catalog.add("catalogs", "insights");
  const found = await drift(workspace);
  expect(found).toContain("missing securable: - it doesn't exist on schema raw");
  expect(found.filter((line) => line.startsWith("surplus"))).toEqual([]);
});

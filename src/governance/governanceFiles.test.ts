import { governedBy } from "../../test/support/planOf.ts";
import { expect, test } from "vitest";
import { smallProject, target } from "../../test/support/project.ts";
import { defaultRoles } from "../spec/defaults.ts";
import { governanceFiles } from "./governanceFiles.ts";
import { targetPrivileges } from "./privileges.ts";

const project = smallProject({
  roles: defaultRoles,
  targets: [
    target({ id: "dev", runAs: undefined, groups: { analyst: "analysts-dev" } }),
    target({ id: "prod", runAs: "Jobs@example.org", groups: { analyst: "analysts", pipeline: "engineers" } }),
  ],
});
const text = (id: string, step: string): string =>
  governanceFiles(governedBy(project)).find((file) => file.target === id && file.step === step)?.text ?? "";

test("every target has the same files, in the order in which they run", () => {
  expect(governanceFiles(governedBy(project)).map(({ path }) => path)).toEqual(
    ["dev", "prod"].flatMap((id) =>
      ["01-functions", "02-masks", "03-grants", "04-assertions"].map(
        (name) => `bundle/governance/${id}/${name}.sql`,
      ),
    ),
  );
});

test("the first statement of each selects the catalog by the parameter of the job", () => {
  for (const file of governanceFiles(governedBy(project)))
    expect(file.text.split("\n").find((line) => !line.startsWith("--"))).toBe("USE CATALOG `{{catalog}}`;");
});

test("the pipeline is known by the principal that its jobs run as, in small letters, and by its group", () => {
  expect(text("prod", "functions")).toContain(
    "WHEN lower(session_user()) = 'jobs@example.org' OR is_account_group_member('engineers') THEN value",
  );
});

test("where nobody is named it is whoever runs the set-up, by a hash that no name can break", () => {
  const functions = text("dev", "functions");
  expect(functions).toContain("EXECUTE IMMEDIATE governance_statement");
  expect(functions).toContain("sha2(lower(session_user()), 256) = \\'<hash of who runs the set-up>\\'");
  expect(functions).not.toContain("'analysts-dev' THEN value");
});

test("a group that stands for two roles holds what both do, once", () => {
  const one = { ...project, targets: [target({ id: "prod", groups: { analyst: "all", executive: "all" } })] };
  const [only] = one.targets;
  const held = only === undefined ? [] : targetPrivileges(governedBy(one), only);
  expect(held.filter(({ securable }) => securable.name === "serving.roi")).toEqual([
    {
      principal: "all",
      securable: { kind: "view", name: "serving.roi" },
      privileges: ["SELECT"],
      grantedBy: "set-up",
      roles: ["analyst", "executive"],
    },
  ]);
});

test("a principal that is no longer in the spec is remembered, and those that never were are left alone", () => {
  const grants = text("prod", "grants");
  expect(grants).toContain("MERGE INTO fixloop_curated.governed_principal");
  expect(grants).toContain(
    "JOIN fixloop_curated.governed_principal AS governed ON governed.principal = held.grantee",
  );
  expect(grants).not.toMatch(/^REVOKE/m);
});

import { tables } from "../stages/tables.ts";
import { governedBy } from "../../test/support/planOf.ts";
import { expect, test } from "vitest";
import { smallProject, target } from "../../test/support/project.ts";
import { defaultRoles } from "../spec/defaults.ts";
import { grantDrift, type HeldGrant, type InForce } from "./grantDrift.ts";
import { maskedColumns } from "./maskedColumns.ts";
import { targetPrivileges } from "./privileges.ts";

const prod = target({ id: "prod", runAs: "jobs", groups: { executive: "leadership", analyst: "analysts" } });
const project = smallProject({ roles: defaultRoles, targets: [prod] });
const asWanted: readonly HeldGrant[] = targetPrivileges(governedBy(project), prod).flatMap(
  ({ principal, securable, privileges }) =>
    privileges.map((privilege) => ({ principal, securable, privilege })),
);
const inForce = (overrides: Partial<InForce> = {}): InForce => ({
  grants: asWanted,
  masks: maskedColumns(tables).map(({ table, column, mask }) => ({
    table,
    column,
    function: `curated.${mask}`,
  })),
  filters: [],
  missing: [],
  ...overrides,
});
const told = (state: InForce): readonly string[] =>
  grantDrift(governedBy(project), prod, state).map(
    ({ kind, what, principal, securable, detail }) =>
      `${kind} ${what}: ${principal ?? "-"} ${detail} on ${securable.kind} ${securable.name}`,
  );

test("a workspace that is as the spec says has no drift", () => {
  expect(told(inForce())).toEqual([]);
});

test("a grant that is missing is named", () => {
  const without = asWanted.filter(
    ({ principal, securable }) => principal !== "leadership" || securable.name !== "serving.roi",
  );
  expect(told(inForce({ grants: without }))).toEqual([
    "missing privilege: leadership SELECT on view serving.roi",
  ]);
});

test("a grant that is too much is named, also one that the catalog passes on; others' are none of ours", () => {
  const more: readonly HeldGrant[] = [
    {
      principal: "leadership",
      securable: { kind: "table", name: "raw.feedback_payload" },
      privilege: "SELECT",
    },
    {
      principal: "analysts",
      securable: { kind: "schema", name: "raw" },
      privilege: "SELECT",
      inheritedFrom: "catalog insights",
    },
    { principal: "analysts", securable: { kind: "schema", name: "raw" }, privilege: "BROWSE" },
    {
      principal: "auditors",
      securable: { kind: "table", name: "raw.feedback_payload" },
      privilege: "SELECT",
    },
    { principal: "jobs", securable: { kind: "table", name: "curated.issue" }, privilege: "APPLY_TAG" },
  ];
  expect(told(inForce({ grants: [...asWanted, ...more] }))).toEqual([
    "surplus privilege: leadership SELECT on table raw.feedback_payload",
    "surplus privilege: analysts SELECT inherited from catalog insights on schema raw",
  ]);
});

test("the way into the catalog may come from everybody's group", () => {
  const grants: readonly HeldGrant[] = [
    ...asWanted.filter(({ securable }) => securable.kind !== "catalog"),
    { principal: "account users", securable: { kind: "catalog", name: "" }, privilege: "USE_CATALOG" },
  ];
  expect(told(inForce({ grants }))).toEqual([]);
});

test("a mask that somebody dropped is named, and a table that is not there is named once", () => {
  const masks = inForce().masks.filter(
    ({ table, column }) => table !== "curated.customer_record" || column !== "email",
  );
  expect(told(inForce({ masks }))).toEqual([
    "missing mask: - mask_text on email on table curated.customer_record",
  ]);
  const gone = inForce().masks.filter(({ table }) => table !== "raw.account");
  expect(told(inForce({ masks: gone, missing: [{ kind: "table", name: "raw.account" }] }))).toEqual([
    "missing securable: - it doesn't exist on table raw.account",
  ]);
});

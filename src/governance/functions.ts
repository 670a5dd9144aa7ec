import { pseudonymPrefix } from "../sql/pseudonym.ts";
import type { Governed } from "./governed.ts";
import type { Role, Target } from "../spec/project.ts";
import { maskedColumns, type MaskName } from "./maskedColumns.ts";
import { principalsOf } from "./privileges.ts";
import { quotedText } from "./quoting.ts";
import { limitFunction, type RowLimit } from "../contract/rowLimit.ts";

/** What stands in the place of a masked text. */
const maskedText = "[masked]";

/**
 * Stands for the principal that the jobs run as, where the spec names none: then it is the principal that runs the
 * set-up. Only its hash enters the statement, so that no name can be read as SQL.
 */
const lateHash = "<hash of who runs the set-up>";

/**
 * The functions of a target. They call no other function of ours, use no subquery and nothing that differs between two
 * calls: Delta refuses a MERGE into a table whose masks or filters do (docs/explanation/masks-and-views.md).
 */
export function functionStatements(governed: Governed, target: Target): readonly string[] {
  const masks = [...new Set(maskedColumns(governed.tables).map(({ mask }) => mask))].map((mask) =>
    maskFunction(governed, target, mask),
  );
  const limits = (["product", "region", "product_in_region"] as const).map((limit) =>
    limitFunctionText(governed, target, limit),
  );
  const statements = [...masks, ...limits];
  return isLate(target, governed)
    ? [
        `-- The jobs of this target run as the user who deployed it. This script reads that name at run time, as a hash.
DECLARE OR REPLACE VARIABLE governance_statement STRING`,
        ...statements.flatMap((text) => [
          `SET VARIABLE governance_statement = replace(
  ${quotedStatement(text)},
  '${lateHash}', sha2(lower(session_user()), 256))`,
          "EXECUTE IMMEDIATE governance_statement",
        ]),
      ]
    : statements;
}

/** A statement as a literal; unlike a name it may hold line breaks. */
const quotedStatement = (text: string): string => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;

const isLate = (target: Target, governed: Governed): boolean =>
  target.runAs === undefined && governed.roles.some(({ reads }) => reads === "raw");

function maskFunction(governed: Governed, target: Target, mask: MaskName): string {
  const type =
    mask === "mask_text" || mask === "mask_key" ? "STRING" : mask.replace("mask_", "").toUpperCase();
  const masked =
    mask === "mask_text"
      ? quotedText(maskedText)
      : mask === "mask_key"
        ? `sha2(concat(${quotedText(pseudonymPrefix)}, value), 256)`
        : `CAST(NULL AS ${type})`;
  const seers = governed.roles.filter(({ seesPersonal, reads }) => seesPersonal && reads !== "raw");
  const meaning =
    mask === "mask_key"
      ? "A pseudonym for an id: equal ids give equal pseudonyms, so that joins and counts work. The pipeline sees the id."
      : "What people see instead of a personal value. The pipeline sees the value itself, because it would otherwise write masks back.";
  return createFunction(governed, `${mask}(value ${type})`, type, meaning, [
    "CASE",
    `  WHEN ${anyOf([isPipeline(governed, target), ...seers.flatMap((role) => memberOf(role, target))])} THEN value`,
    "  WHEN value IS NULL THEN NULL",
    `  ELSE ${masked}`,
    "END",
  ]);
}

function limitFunctionText(governed: Governed, target: Target, limit: RowLimit): string {
  const people = governed.roles.filter(
    (role) =>
      role.reads !== "raw" &&
      // such a role reads nothing that this function guards
      (limit !== "product" || role.regions === undefined) &&
      (limit !== "region" || role.products === undefined),
  );
  const mayEachSee = people.flatMap((role): readonly string[] => {
    const members = memberOf(role, target);
    if (members.length === 0) return [];
    const conditions = [
      anyOf(members),
      ...(role.products === undefined ? [] : [`product IN (${role.products.map(quotedText).join(", ")})`]),
      ...(role.regions === undefined
        ? []
        : [
            `upper(regexp_extract(locale, '[-_]([A-Za-z]{2}|[0-9]{3})$', 1)) IN (${role.regions.map(quotedText).join(", ")})`,
          ]),
    ];
    return [conditions.length === 1 ? (conditions[0] ?? "") : `(${conditions.join(" AND ")})`];
  });
  const parameters = {
    product: "product STRING",
    region: "locale STRING",
    product_in_region: "product STRING, locale STRING",
  };
  return createFunction(
    governed,
    `${limitFunction(limit)}(${parameters[limit]})`,
    "BOOLEAN",
    "Whether the querying user may see a row: true for the pipeline, and for each role within its limits. Others see no rows.",
    [[isPipeline(governed, target), ...mayEachSee].join("\n  OR ")],
  );
}

function createFunction(
  governed: Governed,
  signature: string,
  type: string,
  meaning: string,
  body: readonly string[],
): string {
  return [
    `CREATE OR REPLACE FUNCTION ${governed.schemaPrefix}_curated.${signature}`,
    `RETURNS ${type}`,
    `COMMENT '${meaning}'`,
    `RETURN ${body.join("\n")}`,
  ].join("\n");
}

/**
 * The session user is who asks, also within a view or function of someone else's (docs.databricks.com: authorized user
 * and session user). A service principal is known by its application id there, as in the spec.
 */
function isPipeline(governed: Governed, target: Target): string {
  const asks =
    target.runAs === undefined
      ? `sha2(lower(session_user()), 256) = '${lateHash}'`
      : `lower(session_user()) = ${quotedText(target.runAs.toLowerCase())}`;
  const groups = governed.roles
    .filter(({ reads }) => reads === "raw")
    .flatMap((role) => memberOf(role, target));
  return [asks, ...groups].join(" OR ");
}

/** Conditions, true for the members of the role's group in this target; the jobs' own principal isn't a group. */
function memberOf(role: Role, target: Target): readonly string[] {
  return principalsOf(role, target)
    .filter((principal) => principal !== target.runAs || target.groups[role.id] === principal)
    .map((group) => `is_account_group_member(${quotedText(group)})`);
}

const anyOf = (conditions: readonly string[]): string =>
  conditions.length > 1 ? `(${conditions.join(" OR ")})` : (conditions[0] ?? "FALSE");

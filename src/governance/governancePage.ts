import { viewNamesOf } from "../contract/view.ts";
import { namesOf, tableIn, type Tables } from "../contract/table.ts";
import type { Governed } from "./governed.ts";
import type { Role } from "../spec/project.ts";
import { maskedColumns } from "./maskedColumns.ts";
import { filteredTables } from "./maskStatements.ts";
import { privilegesOf, type Privilege } from "./privileges.ts";
import type { RetentionRule, RetentionSetting } from "../contract/retentionRule.ts";
import { limitColumns, limitFunction, rowLimitOf } from "../contract/rowLimit.ts";

/** The part of docs/reference/governance.md that a spec decides, as Markdown, with the rules by which rows age. */
export function governancePage(governed: Governed, retention: readonly RetentionRule[]): string {
  const privileges = privilegesOf(governed);
  return [
    "### Roles",
    markdownTable(
      ["role", "who", "reads", "rows", "personal columns"],
      governed.roles.map((role) => [
        `\`${role.id}\``,
        role.title,
        readsText(role),
        rowsText(role),
        role.seesPersonal ? "as they are" : "masked",
      ]),
    ),
    "### Schemas, volume and catalog",
    matrix(governed, privileges, ["catalog", "schema", "volume"]),
    "### Tables",
    "Only the pipeline reads tables that are not listed, through its privileges on the schema.",
    matrix(governed, privileges, ["table"]),
    "### Views",
    matrix(governed, privileges, ["view"]),
    "### Masked columns",
    markdownTable(
      ["table", "columns", "mask"],
      [...maskRows(governed.tables).entries()].map(([key, columns]) => {
        const [table = "", mask = ""] = key.split(" ");
        return [`\`${table}\``, columns.map((column) => `\`${column}\``).join(", "), `\`${mask}\``];
      }),
    ),
    "### Limited rows",
    markdownTable(
      ["view or table", "by", "how"],
      [
        ...viewNamesOf(governed.views).flatMap((name) => {
          const limit = rowLimitOf(governed.views[name] ?? { columns: {} });
          return limit === undefined
            ? []
            : [
                [
                  `\`${name}\``,
                  limitColumns[limit].join(", "),
                  `\`${limitFunction(limit)}\` in its own body`,
                ],
              ];
        }),
        ...filteredTables(governed).map(({ table, limit }) => [
          `\`${table}\``,
          limitColumns[limit].join(", "),
          `row filter \`${limitFunction(limit)}\``,
        ]),
      ],
    ),
    "### Retention",
    markdownTable(
      ["table", "what", "after", "counted from"],
      retention.map((rule) => [
        `\`${rule.table}\``,
        rule.action === "delete"
          ? "the row is deleted"
          : `emptied: ${Object.keys(rule.clears)
              .map((column) => `\`${column}\``)
              .join(", ")}`,
        `${daysOf(governed, rule.setting)} days`,
        ageText(rule),
      ]),
    ),
    `Kept for good, since they hold no personal column, lose it as above, or are nothing but our own record: ${namesOf(
      governed.tables,
    )
      .filter(
        (name) =>
          tableIn(governed.tables, name).retention === "forever" &&
          !["seed", "published"].includes(tableIn(governed.tables, name).kind),
      )
      .map((name) => `\`${name}\``)
      .join(
        ", ",
      )}. Seeds are replaced by every set-up, work tables emptied by every run of the loop. Rows that a view has shown leave their published table with the run after the one that no longer found them.`,
    "",
  ].join("\n\n");
}

function readsText({ reads, like, only, id }: Role): string {
  if (reads === "raw") return "everything";
  const what = reads === "curated" ? "tables and views" : "views";
  const whose = like === undefined || like === id ? "" : ` of \`${like}\``;
  return only === undefined
    ? `${what}${whose}`
    : `${only.map((name) => `\`${name}\``).join(", ")}${whose === "" ? "" : `, as far as \`${like ?? ""}\` reads`}`;
}

function rowsText({ products, regions }: Role): string {
  const limits = [
    ...(products === undefined ? [] : [`products ${products.join(", ")}`]),
    ...(regions === undefined ? [] : [`regions ${regions.join(", ")}`]),
  ];
  return limits.length === 0 ? "all" : limits.join("; ");
}

/** One line per securable and one column per role, without empty ones. */
function matrix(
  governed: Governed,
  privileges: readonly Privilege[],
  kinds: readonly Privilege["securable"]["kind"][],
): string {
  const lines = privileges.filter(({ securable }) => kinds.includes(securable.kind));
  const roles = governed.roles.map(({ id }) => id).filter((id) => lines.some(({ role }) => role === id));
  const names = [...new Set(lines.map(({ securable }) => `${securable.kind} ${securable.name}`))].toSorted();
  return markdownTable(
    ["", ...roles.map((role) => `\`${role}\``)],
    names.map((name) => [
      nameText(name),
      ...roles.map((role) =>
        lines
          .filter((line) => line.role === role && `${line.securable.kind} ${line.securable.name}` === name)
          .flatMap((line) => line.privileges)
          .join(", "),
      ),
    ]),
  );
}

const nameText = (name: string): string => {
  const [kind = "", securable = ""] = name.split(" ");
  return kind === "catalog"
    ? "the catalog"
    : kind === "schema"
      ? `schema \`${securable}\``
      : kind === "volume"
        ? `volume \`${securable}\``
        : `\`${securable}\``;
};

function maskRows(tables: Tables): ReadonlyMap<string, readonly string[]> {
  const rows = new Map<string, string[]>();
  for (const { table, column, mask } of maskedColumns(tables)) {
    const key = `${table} ${mask}`;
    rows.set(key, [...(rows.get(key) ?? []), column]);
  }
  return rows;
}

function daysOf({ retention }: Governed, setting: RetentionSetting): number {
  return {
    retention_raw_days: retention.rawDays,
    retention_curated_days: retention.curatedDays,
    retention_personal_days: retention.personalDays,
  }[setting];
}

function ageText({ age }: RetentionRule): string {
  if (age.kind === "column")
    return `\`${age.column}\`${age.heldBy === undefined ? "" : `; not before its rows in ${[...new Set(age.heldBy.map(({ table }) => `\`${table}\``))].join(", ")}`}`;
  if (age.kind === "run") return "the run that wrote it last";
  if (age.kind === "orphan") return `with its row in \`${age.of}\``;
  return "the newest feedback that carries it, else the run that wrote it last; not while an account does";
}

function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return "None.";
  const cells = (row: readonly string[]): string =>
    `| ${row.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [cells(head), `|${head.map(() => " --- ").join("|")}|`, ...rows.map(cells)].join("\n");
}

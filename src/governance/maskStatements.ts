import { namesOf, tableIn, type Tables } from "../contract/table.ts";
import type { Governed } from "./governed.ts";
import type { TableName } from "../sql/sql.ts";

import { isHidden, maskedColumns } from "./maskedColumns.ts";
import { readableTables } from "../contract/readable.ts";
import { limitColumns, limitFunction, rowLimitOf, type RowLimit } from "../contract/rowLimit.ts";
import { valuesOf } from "./valuesOf.ts";

/** Tags are ours by their name: others stay as they are. */
const classTag = "fixloop_class";

export interface FilteredTable {
  readonly table: TableName;
  readonly limit: RowLimit;
}

/**
 * Tables with a row filter: those that a role limited by product or region reads. A filter costs every reader and forbids
 * cloning and time travel, so no table has one that no one needs. Views filter in their own body.
 */
export function filteredTables(governed: Governed): readonly FilteredTable[] {
  const limited = governed.roles.filter(
    ({ products, regions }) => products !== undefined || regions !== undefined,
  );
  const read = new Set(limited.flatMap((role) => readableTables(role, governed.tables)));
  return namesOf(governed.tables).flatMap((table) => {
    const contract = tableIn(governed.tables, table);
    const limit = rowLimitOf(contract);
    return read.has(table) && limit !== undefined && contract.kind !== "seed" && contract.kind !== "ledger"
      ? [{ table, limit }]
      : [];
  });
}

export interface Tag {
  readonly table: TableName;
  /** Undefined for the table itself. */
  readonly column: string | undefined;
  readonly name: string;
  readonly value: string;
}

/** Class of every table and of each column that is not for everyone who reads the table, and how long its rows stay. */
export function tagsOf(tables: Tables): readonly Tag[] {
  return namesOf(tables).flatMap((table): readonly Tag[] => {
    const contract = tableIn(tables, table);
    return [
      { table, column: undefined, name: classTag, value: contract.class },
      { table, column: undefined, name: "fixloop_retention", value: contract.retention },
      { table, column: undefined, name: "fixloop_owner", value: contract.owner },
      ...Object.entries(contract.columns).flatMap(
        ([column, { class: columnClass, ...rest }]): readonly Tag[] =>
          isHidden({ class: columnClass, ...rest })
            ? [{ table, column, name: classTag, value: columnClass }]
            : [],
      ),
    ];
  });
}

/** Masks and filters statement by statement; then what is no longer in the contract goes, and what is missing of tags and comments comes. */
export function maskStatements(governed: Governed): readonly string[] {
  const prefix = governed.schemaPrefix;
  const masks = maskedColumns(governed.tables);
  const filters = filteredTables(governed);
  return [
    ...masks.map(
      ({ table, column, mask }) =>
        `ALTER TABLE ${prefix}_${table} ALTER COLUMN ${column} SET MASK ${prefix}_curated.${mask}`,
    ),
    ...filters.map(
      ({ table, limit }) =>
        `ALTER TABLE ${prefix}_${table} SET ROW FILTER ${prefix}_curated.${limitFunction(limit)} ON (${limitColumns[limit].join(", ")})`,
    ),
    dropSurplusMasks(governed),
    dropSurplusFilters(governed, filters),
    setTags(governed),
    setComments(governed),
  ];
}

/** Schemas of ours, as a list of literals. */
export const ourSchemas = (prefix: string): string =>
  ["raw", "curated", "serving"].map((schema) => `'${prefix}_${schema}'`).join(", ");

/** `fixloop_curated.issue` as two literals of a VALUES row. */
export const parts = (prefix: string, name: string): readonly [string, string] => {
  const dot = name.indexOf(".");
  return [`${prefix}_${name.slice(0, dot)}`, name.slice(dot + 1)];
};

function dropSurplusMasks(governed: Governed): string {
  const prefix = governed.schemaPrefix;
  return script({
    title: "Masks of fixloop on columns that are no longer personal",
    query: `SELECT mask.schema_name, mask.table_name, mask.column_name
    FROM information_schema.column_masks AS mask
    LEFT JOIN (
      ${valuesOf(
        ["schema_name", "table_name", "column_name"],
        maskedColumns(governed.tables).map(({ table, column }) => [...parts(prefix, table), column]),
      )}
    ) AS wanted
      ON wanted.schema_name = mask.schema_name AND wanted.table_name = mask.table_name AND wanted.column_name = mask.column_name
    WHERE mask.schema_name IN (${ourSchemas(prefix)}) AND mask.mask_schema = '${prefix}_curated' AND wanted.column_name IS NULL`,
    statement:
      "concat('ALTER TABLE ', surplus.schema_name, '.', surplus.table_name, ' ALTER COLUMN ', surplus.column_name, ' DROP MASK')",
  });
}

function dropSurplusFilters({ schemaPrefix: prefix }: Governed, filters: readonly FilteredTable[]): string {
  return script({
    title: "Row filters of fixloop on tables that no limited role reads any more",
    query: `SELECT row_filter.schema_name, row_filter.table_name
    FROM information_schema.row_filters AS row_filter
    LEFT JOIN (
      ${valuesOf(
        ["schema_name", "table_name"],
        filters.map(({ table }) => parts(prefix, table)),
      )}
    ) AS wanted ON wanted.schema_name = row_filter.schema_name AND wanted.table_name = row_filter.table_name
    WHERE row_filter.schema_name IN (${ourSchemas(prefix)}) AND row_filter.filter_schema = '${prefix}_curated' AND wanted.table_name IS NULL`,
    statement: "concat('ALTER TABLE ', surplus.schema_name, '.', surplus.table_name, ' DROP ROW FILTER')",
  });
}

function setTags(governed: Governed): string {
  const prefix = governed.schemaPrefix;
  const tags = tagsOf(governed.tables);
  return script({
    title: "Tags that are missing or have another value",
    query: `SELECT wanted.schema_name, wanted.table_name, '' AS column_part, wanted.tag_name, wanted.tag_value
    FROM (
      ${valuesOf(
        ["schema_name", "table_name", "tag_name", "tag_value"],
        tags.flatMap(({ table, column, name, value }) =>
          column === undefined ? [[...parts(prefix, table), name, value]] : [],
        ),
      )}
    ) AS wanted
    LEFT JOIN information_schema.table_tags AS known
      ON known.schema_name = wanted.schema_name AND known.table_name = wanted.table_name
      AND known.tag_name = wanted.tag_name AND known.tag_value = wanted.tag_value
    WHERE known.tag_name IS NULL
    UNION ALL
    SELECT wanted.schema_name, wanted.table_name, concat(' ALTER COLUMN ', wanted.column_name), wanted.tag_name, wanted.tag_value
    FROM (
      ${valuesOf(
        ["schema_name", "table_name", "column_name", "tag_name", "tag_value"],
        tags.flatMap(({ table, column, name, value }) =>
          column === undefined ? [] : [[...parts(prefix, table), column, name, value]],
        ),
      )}
    ) AS wanted
    LEFT JOIN information_schema.column_tags AS known
      ON known.schema_name = wanted.schema_name AND known.table_name = wanted.table_name
      AND known.column_name = wanted.column_name
      AND known.tag_name = wanted.tag_name AND known.tag_value = wanted.tag_value
    WHERE known.tag_name IS NULL`,
    statement:
      "concat('ALTER TABLE ', surplus.schema_name, '.', surplus.table_name, surplus.column_part, ' SET TAGS (\\'', surplus.tag_name, '\\' = \\'', surplus.tag_value, '\\')')",
  });
}

function setComments(governed: Governed): string {
  const prefix = governed.schemaPrefix;
  return script({
    title: "Table comments that differ from the contract",
    query: `SELECT wanted.schema_name, wanted.table_name, wanted.comment
    FROM (
      ${valuesOf(
        ["schema_name", "table_name", "comment"],
        namesOf(governed.tables).map((table) => [
          ...parts(prefix, table),
          tableIn(governed.tables, table).comment,
        ]),
      )}
    ) AS wanted
    JOIN information_schema.tables AS known
      ON known.table_schema = wanted.schema_name AND known.table_name = wanted.table_name
    WHERE known.comment IS NULL OR known.comment <> wanted.comment`,
    statement:
      "concat('COMMENT ON TABLE ', surplus.schema_name, '.', surplus.table_name, ' IS \\'', surplus.comment, '\\'')",
  });
}

/**
 * A statement for every row that a query finds, so that what is in force already costs one look. Names in the rows are
 * ours, or escaped by the query. The row is called `surplus`.
 */
export function script(content: {
  readonly title: string;
  readonly query: string;
  readonly statement: string;
}): string {
  return `-- ${content.title}
BEGIN
  DECLARE governance_statement STRING;
  FOR surplus AS
    ${content.query}
  DO
    SET governance_statement = ${content.statement};
    EXECUTE IMMEDIATE governance_statement;
  END FOR;
END`;
}

import type { Governed } from "./governed.ts";
import type { Target } from "../spec/project.ts";
import { heldDirectly, wantedGrants } from "./grantStatements.ts";
import { filteredTables, ourSchemas, parts, tagsOf } from "./maskStatements.ts";
import { maskedColumns } from "./maskedColumns.ts";
import { principalsOf } from "./privileges.ts";
import { limitColumns, limitFunction } from "../contract/rowLimit.ts";
import { valuesOf } from "./valuesOf.ts";

/**
 * Check masks, filters, tags and grants when the set-up ends, even after changes by hand: each names all that breaks
 * it.
 */
export function assertionStatements(governed: Governed, target: Target): readonly string[] {
  const prefix = governed.schemaPrefix;
  const curated = `${prefix}_curated`;
  return [
    `-- The pipeline reads what it writes
SELECT assert_true(
  ${curated}.mask_text('plain') = 'plain' AND ${curated}.mask_key('plain') = 'plain',
  'The jobs read masked values and would write them back: they run as another principal than run_as in pipeline.yaml'
)`,
    `-- The pipeline sees every row
SELECT assert_true(
  ${curated}.may_see_product('-') AND ${curated}.may_see_region('-') AND ${curated}.may_see_product_in_region('-', '-'),
  'The jobs do not see every row: they run as another principal than run_as in pipeline.yaml'
)`,
    nothingFound({
      title: "Every personal column is masked",
      message: "Columns without their mask: ",
      what: "concat(wanted.schema_name, '.', wanted.table_name, '.', wanted.column_name)",
      query: `FROM (
      ${valuesOf(
        ["schema_name", "table_name", "column_name", "mask_name"],
        maskedColumns(governed.tables).map(({ table, column, mask }) => [
          ...parts(prefix, table),
          column,
          mask,
        ]),
      )}
    ) AS wanted
    LEFT JOIN information_schema.column_masks AS mask
      ON mask.schema_name = wanted.schema_name AND mask.table_name = wanted.table_name
      AND mask.column_name = wanted.column_name
      AND mask.mask_schema = '${curated}' AND mask.mask_name = wanted.mask_name
    WHERE mask.column_name IS NULL`,
    }),
    nothingFound({
      title: "Every table that a limited role reads is filtered",
      message: "Tables without their row filter: ",
      what: "concat(wanted.schema_name, '.', wanted.table_name)",
      query: `FROM (
      ${valuesOf(
        ["schema_name", "table_name", "filter_name", "filter_columns"],
        filteredTables(governed).map(({ table, limit }) => [
          ...parts(prefix, table),
          limitFunction(limit),
          limitColumns[limit].join(","),
        ]),
      )}
    ) AS wanted
    LEFT JOIN information_schema.row_filters AS row_filter
      ON row_filter.schema_name = wanted.schema_name AND row_filter.table_name = wanted.table_name
      AND row_filter.filter_schema = '${curated}' AND row_filter.filter_name = wanted.filter_name
      AND replace(row_filter.filter_col_usage, ' ', '') = wanted.filter_columns
    WHERE row_filter.table_name IS NULL`,
    }),
    nothingFound({
      title: "Every personal column is tagged",
      message: "Columns without their tag: ",
      what: "concat(wanted.schema_name, '.', wanted.table_name, '.', wanted.column_name)",
      query: `FROM (
      ${valuesOf(
        ["schema_name", "table_name", "column_name", "tag_name", "tag_value"],
        tagsOf(governed.tables).flatMap(({ table, column, name, value }) =>
          column === undefined ? [] : [[...parts(prefix, table), column, name, value]],
        ),
      )}
    ) AS wanted
    LEFT JOIN information_schema.column_tags AS known
      ON known.schema_name = wanted.schema_name AND known.table_name = wanted.table_name
      AND known.column_name = wanted.column_name
      AND known.tag_name = wanted.tag_name AND known.tag_value = wanted.tag_value
    WHERE known.tag_name IS NULL`,
    }),
    nothingFound({
      title: "Every grant of the spec exists",
      message: "Grants that are missing: ",
      what: "concat(wanted.privilege_type, ' on ', wanted.table_schema, '.', wanted.table_name, ' to ', wanted.grantee)",
      query: `FROM (
      ${wantedGrants(governed, target)}
    ) AS wanted
    LEFT JOIN information_schema.table_privileges AS held
      ON held.grantee = wanted.grantee AND held.table_schema = wanted.table_schema
      AND held.table_name = wanted.table_name AND held.privilege_type = wanted.privilege_type
    WHERE held.grantee IS NULL`,
    }),
    nothingFound({
      title: "No principal of the spec holds more on a table or view",
      message: "Grants beyond the spec: ",
      what: "concat(direct.privilege_type, ' on ', direct.table_schema, '.', direct.table_name, ' to ', direct.grantee)",
      query: `FROM (
      SELECT held.grantee, held.table_schema, held.table_name, replace(held.privilege_type, '_', ' ') AS privilege_type
      ${heldDirectly("table_privileges", "table_schema", prefix)}
    ) AS direct
    LEFT JOIN (
      ${wantedGrants(governed, target)}
    ) AS wanted
      ON wanted.grantee = direct.grantee AND wanted.table_schema = direct.table_schema
      AND wanted.table_name = direct.table_name AND wanted.privilege_type = direct.privilege_type
    WHERE wanted.grantee IS NULL`,
    }),
    nothingFound({
      title: "No group of people holds anything by way of a schema or the catalog",
      message: "Privileges on more than single tables and views: ",
      what: "concat(above.privilege_type, ' on ', above.name, ' to ', above.grantee)",
      query: `FROM (
      SELECT grantee, schema_name AS name, replace(privilege_type, '_', ' ') AS privilege_type
      FROM information_schema.schema_privileges
      WHERE schema_name IN (${ourSchemas(prefix)})
      UNION ALL
      SELECT grantee, concat(volume_schema, '.', volume_name), replace(privilege_type, '_', ' ')
      FROM information_schema.volume_privileges
      WHERE volume_schema IN (${ourSchemas(prefix)})
    ) AS above
    JOIN ${curated}.governed_principal AS governed ON governed.principal = above.grantee
    LEFT JOIN (
      ${valuesOf(
        ["grantee"],
        pipelinePrincipals(governed, target).map((principal) => [principal]),
      )}
    ) AS pipeline ON pipeline.grantee = above.grantee
    WHERE pipeline.grantee IS NULL AND above.grantee <> session_user()
      AND above.privilege_type NOT IN ('USE SCHEMA', 'BROWSE')`,
    }),
  ];
}

function pipelinePrincipals(governed: Governed, target: Target): readonly string[] {
  return [
    ...new Set(
      governed.roles.filter(({ reads }) => reads === "raw").flatMap((role) => principalsOf(role, target)),
    ),
  ];
}

/** Fails where a query gives rows, with all of them in its message. */
function nothingFound(assertion: {
  readonly title: string;
  readonly message: string;
  readonly what: string;
  readonly query: string;
}): string {
  return `-- ${assertion.title}
SELECT assert_true(count(*) = 0, concat('${assertion.message}', array_join(sort_array(collect_list(finding)), ', ')))
FROM (
  SELECT ${assertion.what} AS finding
  ${assertion.query}
) AS found`;
}

import { z } from "zod";
import { unlessMissing } from "../errors.ts";
import { parseJson } from "../json.ts";
import { segment, type Wire } from "../request.ts";
import type {
  Call,
  CatalogConnection,
  CatalogObject,
  CatalogTable,
  EffectiveGrant,
  Grant,
  Securable,
  UnityCatalog,
} from "../workspace.ts";
import { ask, byName, list, pages } from "./answer.ts";

const root = "/api/2.1/unity-catalog";

export function unityCatalog(wire: Wire): UnityCatalog {
  const get =
    (collection: string) =>
    (name: string, call?: Call): Promise<CatalogObject | undefined> =>
      unlessMissing(
        ask(wire, { method: "GET", path: `${root}/${collection}/${segment(name)}` }, catalogObject, call),
      );
  return {
    catalog: get("catalogs"),
    schema: get("schemas"),
    volume: get("volumes"),
    connection: (name, call) =>
      unlessMissing(
        ask(wire, { method: "GET", path: `${root}/connections/${segment(name)}` }, connection, call),
      ),
    tables: (schema, call) => unlessMissing(tables(wire, schema, call)),
    grants: (securable, call) =>
      pages(async (token) => {
        const answer = await ask(
          wire,
          { method: "GET", path: permissions("permissions", securable), query: paging(token) },
          grantsAnswer,
          call,
        );
        return { items: answer.privilege_assignments, next: answer.next_page_token };
      }).then((grants) => grants.toSorted((left, right) => byName(left.principal, right.principal))),
    effectiveGrants: (securable, principal, call) => effectiveGrants(wire, securable, principal, call),
    changeGrants: async (securable, changes, call) => {
      const answer = await ask(
        wire,
        {
          method: "PATCH",
          path: permissions("permissions", securable),
          body: {
            changes: changes.map((change) => ({
              principal: change.principal,
              add: change.add,
              remove: change.remove,
            })),
          },
        },
        grantsAnswer,
        call,
      );
      return answer.privilege_assignments;
    },
  };
}

const permissions = (kind: string, securable: Securable): string =>
  `${root}/${kind}/${securable.kind}/${segment(securable.fullName)}`;

/** Without `max_results` the service answers in one unpaged piece, up to its limit; 0 lets it choose the page's size. */
const paging = (token: string | undefined): Record<string, string | number | undefined> => ({
  max_results: 0,
  page_token: token,
});

async function tables(wire: Wire, schema: string, call: Call | undefined): Promise<readonly CatalogTable[]> {
  const [catalogName, schemaName] = schema.split(".");
  const found = await pages(async (token) => {
    const answer = await ask(
      wire,
      {
        method: "GET",
        path: `${root}/tables`,
        query: { catalog_name: catalogName, schema_name: schemaName, ...paging(token) },
      },
      z.object({ tables: list(table), next_page_token: z.string().optional() }),
      call,
    );
    return { items: answer.tables, next: answer.next_page_token };
  });
  return found.toSorted((left, right) => byName(left.fullName, right.fullName));
}

async function effectiveGrants(
  wire: Wire,
  securable: Securable,
  principal: string | undefined,
  call: Call | undefined,
): Promise<readonly EffectiveGrant[]> {
  const grants = await pages(async (token) => {
    const answer = await ask(
      wire,
      {
        method: "GET",
        path: permissions("effective-permissions", securable),
        query: { principal, ...paging(token) },
      },
      effectiveAnswer,
      call,
    );
    return { items: answer.privilege_assignments, next: answer.next_page_token };
  });
  return grants.toSorted((left, right) => byName(left.principal, right.principal));
}

/** Some services of Unity Catalog write `USE SCHEMA`, others `USE_SCHEMA`. */
const privilege = z.string().transform((name) => name.replaceAll(" ", "_"));

const assignment = z
  .object({ principal: z.string(), privileges: list(privilege) })
  .transform((answer): Grant => ({
    principal: answer.principal,
    privileges: answer.privileges.toSorted(byName),
  }));

const grantsAnswer = z.object({
  privilege_assignments: list(assignment),
  next_page_token: z.string().optional(),
});

const effectiveAnswer = z.object({
  privilege_assignments: list(
    z
      .object({
        principal: z.string(),
        privileges: list(
          z.object({
            privilege,
            inherited_from_type: z.string().optional(),
            inherited_from_name: z.string().optional(),
          }),
        ),
      })
      .transform((answer): EffectiveGrant => ({
        principal: answer.principal,
        privileges: answer.privileges.map((held) => ({
          privilege: held.privilege,
          inheritedFrom:
            held.inherited_from_name === undefined
              ? undefined
              : {
                  kind: (held.inherited_from_type ?? "").toLowerCase(),
                  fullName: held.inherited_from_name,
                },
        })),
      })),
  ),
  next_page_token: z.string().optional(),
});

const named = z.object({
  name: z.string(),
  full_name: z.string().optional(),
  owner: z.string().optional(),
  comment: z.string().optional(),
});

const described = (answer: z.output<typeof named>): CatalogObject => ({
  fullName: answer.full_name ?? answer.name,
  owner: answer.owner,
  comment: answer.comment,
});

const catalogObject = named.transform(described);

const connection = named
  .extend({ connection_type: z.string().optional() })
  .transform((answer): CatalogConnection => ({ ...described(answer), type: answer.connection_type ?? "" }));

const functionName = z.object({ function_name: z.string().optional() }).optional();

/** Delta writes them into the properties of a table as paths: `[["issue_id"],["state"]]`. */
function clusteringColumns(property: string | undefined): readonly string[] | undefined {
  const paths = clusteringPaths.safeParse(property === undefined ? undefined : parseJsonOrNothing(property));
  return paths.success
    ? paths.data.map((path) => (typeof path === "string" ? path : path.join(".")).toLowerCase())
    : undefined;
}

const clusteringPaths = z.array(z.union([z.string(), z.array(z.string())]));

function parseJsonOrNothing(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

const table = named
  .extend({
    table_type: z.string().optional(),
    row_filter: functionName,
    properties: z.record(z.string(), z.string()).optional(),
    columns: list(
      z.object({
        name: z.string(),
        type_text: z.string().optional(),
        nullable: z.boolean().optional(),
        comment: z.string().optional(),
        mask: functionName,
      }),
    ),
  })
  .transform((answer): CatalogTable => ({
    ...described(answer),
    type: answer.table_type ?? "",
    rowFilter: answer.row_filter?.function_name,
    clusterBy: clusteringColumns(answer.properties?.["clusteringColumns"]),
    columns: answer.columns.map((column) => ({
      name: column.name,
      type: column.type_text ?? "",
      nullable: column.nullable,
      comment: column.comment,
      mask: column.mask?.function_name,
    })),
  }));

import { array, object, parse, stringify, text, type JsonObject } from "../json.ts";
import { Refusal, type Router } from "../router.ts";
import { nextUuid } from "./ids.ts";
import type { WorkspaceFiles } from "./workspaceFiles.ts";

interface DashboardOptions {
  readonly files: WorkspaceFiles;
  readonly created: (address: string) => void;
  readonly now: () => Date;
}

/** Lakeview dashboards: drafts with an etag, and what is published of them. */
export function dashboards(router: Router, options: DashboardOptions): void {
  const drafts = new Map<string, JsonObject>();
  const published = new Map<string, JsonObject>();
  const at = "/api/2.0/lakeview/dashboards";
  const get = (id: string | undefined): JsonObject => {
    const draft = drafts.get(id ?? "");
    if (draft === undefined)
      throw new Refusal(404, "RESOURCE_DOES_NOT_EXIST", `Dashboard ${id} does not exist`);
    return draft;
  };
  const time = (): string => options.now().toISOString();

  router.on(`POST ${at}`, (request) => {
    const body = object(request.body);
    const parentPath = text(body["parent_path"]).replace(/^\/Workspace(?=\/)/, "");
    if (!options.files.hasFolder(parentPath)) {
      throw new Refusal(404, "RESOURCE_DOES_NOT_EXIST", `Path (${parentPath}) doesn't exist.`);
    }
    const id = nextUuid().replaceAll("-", "");
    const path = `${parentPath}/${text(body["display_name"])}.lvdash.json`;
    const draft = {
      ...body,
      dashboard_id: id,
      parent_path: parentPath,
      path,
      etag: "1",
      lifecycle_state: "ACTIVE",
      create_time: time(),
      update_time: time(),
      serialized_dashboard: served(text(body["serialized_dashboard"]), request.query),
    };
    drafts.set(id, draft);
    options.files.putDashboard(path, id, draft.serialized_dashboard);
    options.created(`GET ${at}/${id}`);
    return { body: draft };
  });
  router.on(`GET ${at}/{id}`, (request) => ({ body: get(request.params["id"]) }));
  router.on(`PATCH ${at}/{id}`, (request) => {
    const draft = get(request.params["id"]);
    const { parent_path: _ignored, ...changes } = object(request.body);
    const serialized = changes["serialized_dashboard"];
    const changed = {
      ...draft,
      ...changes,
      ...(serialized === undefined ? {} : { serialized_dashboard: served(text(serialized), request.query) }),
      etag: String(Number(text(draft["etag"])) + 1),
      update_time: time(),
    };
    drafts.set(request.params["id"] ?? "", changed);
    return { body: changed };
  });
  router.on(`DELETE ${at}/{id}`, (request) => {
    const draft = get(request.params["id"]);
    options.files.remove(text(draft["path"]));
    published.delete(request.params["id"] ?? "");
    drafts.set(request.params["id"] ?? "", { ...draft, lifecycle_state: "TRASHED" });
    return {};
  });
  router.on(`POST ${at}/{id}/published`, (request) => {
    const draft = get(request.params["id"]);
    const { embed_credentials: embed, warehouse_id: warehouse } = object(request.body);
    const revision = {
      display_name: draft["display_name"],
      embed_credentials: embed === true,
      warehouse_id: warehouse ?? draft["warehouse_id"],
      revision_create_time: time(),
    };
    published.set(request.params["id"] ?? "", revision);
    return { body: revision };
  });
  router.on(`GET ${at}/{id}/published`, (request) => {
    const revision = published.get(request.params["id"] ?? "");
    if (revision === undefined) throw new Refusal(404, "RESOURCE_DOES_NOT_EXIST", "not published");
    return { body: revision };
  });
  router.on(`DELETE ${at}/{id}/published`, (request) => {
    published.delete(request.params["id"] ?? "");
    return {};
  });
}

/** The service writes catalog and schema into the datasets, and the kind of page into the pages. */
function served(serialized: string, query: URLSearchParams): string {
  if (serialized === "") return serialized;
  const dashboard = object(parse(serialized));
  const [catalog, schema] = [query.get("dataset_catalog"), query.get("dataset_schema")];
  const written = {
    ...dashboard,
    ...(dashboard["pages"] === undefined
      ? {}
      : {
          pages: array(dashboard["pages"]).map((page) => ({ ...object(page), pageType: "PAGE_TYPE_CANVAS" })),
        }),
    ...(dashboard["datasets"] === undefined
      ? {}
      : {
          datasets: array(dashboard["datasets"]).map((dataset) => ({
            ...object(dataset),
            ...(catalog === null ? {} : { catalog }),
            ...(schema === null ? {} : { schema }),
          })),
        }),
  };
  return `${stringify(written)}\n`;
}

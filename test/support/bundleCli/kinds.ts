import type { Api } from "./api.ts";
import { list, map, text, type Value, type ValueMap } from "./configuration.ts";

/** How one kind of resource is made, changed and deleted over HTTP. */
export interface Kind {
  /** Gives the id. */
  readonly create: (api: Api, settings: ValueMap, context: KindContext) => Promise<string>;
  readonly update: (api: Api, id: string, settings: ValueMap) => Promise<void>;
  readonly delete: (api: Api, id: string) => Promise<void>;
  /** Fields whose change makes the resource anew. */
  readonly recreatedBy: readonly string[];
  /** Its deletion needs consent, as the CLI asks (bundle/phases/deploy.go). */
  readonly asksBeforeDeletion: boolean;
  /** Type of its access list, or of its grants. */
  readonly permissions?: string;
  readonly grants?: string;
}

export interface KindContext {
  readonly resourcePath: string;
}

const catalog = "/api/2.1/unity-catalog";

export const kinds: Readonly<Record<string, Kind>> = {
  schemas: {
    create: async (api, settings) =>
      text((await api.send("POST", `${catalog}/schemas`, settings))["full_name"]),
    update: async (api, id, { comment }) =>
      void (await api.send("PATCH", `${catalog}/schemas/${id}`, { comment })),
    delete: (api, id) => api.delete(`${catalog}/schemas/${id}?force=true`),
    recreatedBy: ["catalog_name", "name"],
    asksBeforeDeletion: true,
    grants: "schema",
  },
  volumes: {
    create: async (api, settings) =>
      text((await api.send("POST", `${catalog}/volumes`, settings))["full_name"]),
    update: async (api, id, { comment }) =>
      void (await api.send("PATCH", `${catalog}/volumes/${id}`, { comment })),
    delete: (api, id) => api.delete(`${catalog}/volumes/${id}`),
    recreatedBy: ["catalog_name", "schema_name", "name"],
    asksBeforeDeletion: true,
    grants: "volume",
  },
  sql_warehouses: {
    create: async (api, settings) =>
      text((await api.send("POST", "/api/2.0/sql/warehouses", settings))["id"]),
    update: async (api, id, settings) =>
      void (await api.send("POST", `/api/2.0/sql/warehouses/${id}/edit`, settings)),
    delete: (api, id) => api.delete(`/api/2.0/sql/warehouses/${id}`),
    recreatedBy: [],
    asksBeforeDeletion: false,
    permissions: "sql/warehouses",
  },
  secret_scopes: {
    create: async (api, { name }) => {
      await api.send("POST", "/api/2.0/secrets/scopes/create", { scope: name });
      return text(name);
    },
    update: async () => undefined,
    delete: async (api, scope) => void (await api.send("POST", "/api/2.0/secrets/scopes/delete", { scope })),
    recreatedBy: ["name", "backend_type"],
    asksBeforeDeletion: false,
  },
  jobs: {
    create: async (api, settings) =>
      text((await api.send("POST", "/api/2.2/jobs/create", job(settings)))["job_id"]),
    update: async (api, id, settings) =>
      void (await api.send("POST", "/api/2.2/jobs/reset", {
        job_id: exact(id),
        new_settings: job(settings),
      })),
    delete: async (api, id) => void (await api.send("POST", "/api/2.2/jobs/delete", { job_id: exact(id) })),
    recreatedBy: [],
    asksBeforeDeletion: false,
    permissions: "jobs",
  },
  alerts: {
    create: async (api, settings, { resourcePath }) =>
      text((await api.send("POST", "/api/2.0/alerts", { ...settings, parent_path: resourcePath }))["id"]),
    update: async (api, id, settings) => void (await api.send("PATCH", `/api/2.0/alerts/${id}`, settings)),
    delete: (api, id) => api.delete(`/api/2.0/alerts/${id}`),
    recreatedBy: [],
    asksBeforeDeletion: false,
    permissions: "alertsv2",
  },
  dashboards: {
    create: async (api, { file_path: _file, ...settings }, { resourcePath }) =>
      text(
        (await api.send("POST", "/api/2.0/lakeview/dashboards", { ...settings, parent_path: resourcePath }))[
          "dashboard_id"
        ],
      ),
    update: async (api, id, { file_path: _file, ...settings }) =>
      void (await api.send("PATCH", `/api/2.0/lakeview/dashboards/${id}`, settings)),
    delete: (api, id) => api.delete(`/api/2.0/lakeview/dashboards/${id}`),
    recreatedBy: [],
    asksBeforeDeletion: true,
    permissions: "dashboards",
  },
  model_serving_endpoints: {
    create: async (api, settings) =>
      text((await api.send("POST", "/api/2.0/serving-endpoints", settings))["name"]),
    update: async (api, id, { config }) =>
      void (await api.send("PUT", `/api/2.0/serving-endpoints/${id}/config`, config)),
    delete: (api, id) => api.delete(`/api/2.0/serving-endpoints/${id}`),
    recreatedBy: ["name"],
    asksBeforeDeletion: false,
    permissions: "serving-endpoints",
  },
};

/** A job's id is a number that a JavaScript number may not hold. */
const exact = (id: string): unknown =>
  (JSON as unknown as { rawJSON: (text: string) => unknown }).rawJSON(id);

/** `run_job_task.job_id` is a number as well. */
function job(settings: ValueMap): unknown {
  return {
    ...settings,
    format: "MULTI_TASK",
    edit_mode: "UI_LOCKED",
    tasks: list(settings["tasks"]).map((task) => {
      const nested = map(map(task)["run_job_task"]);
      return nested["job_id"] === undefined
        ? task
        : { ...map(task), run_job_task: { ...nested, job_id: exact(text(nested["job_id"])) } };
    }),
  };
}

/** Grants as they should be: what the others hold is taken away. */
export async function setGrants(
  api: Api,
  type: string,
  name: string,
  wanted: readonly Value[],
): Promise<void> {
  const path = `${catalog}/permissions/${type}/${name}`;
  const now = list((await api.get(path))["privilege_assignments"]).map(map);
  const privileges = (entries: readonly ValueMap[], principal: Value | undefined): readonly Value[] =>
    list(entries.find((entry) => entry["principal"] === principal)?.["privileges"]);
  const principals = new Set([...now, ...wanted.map(map)].map((entry) => entry["principal"]));
  const changes = [...principals].map((principal) => {
    const [before, after] = [privileges(now, principal), privileges(wanted.map(map), principal)];
    return {
      principal,
      add: after.filter((privilege) => !before.includes(privilege)),
      remove: before.filter((privilege) => !after.includes(privilege)),
    };
  });
  await api.send("PATCH", path, { changes });
}

export async function setPermissions(
  api: Api,
  type: string,
  id: string,
  wanted: readonly Value[],
  user: string,
): Promise<void> {
  const owner = ["jobs", "sql/warehouses"].includes(type)
    ? [{ user_name: user, permission_level: "IS_OWNER" }]
    : [];
  await api.send("PUT", `/api/2.0/permissions/${type}/${id}`, {
    access_control_list: [
      ...owner,
      ...wanted.map(map).map(({ level, ...principal }) => ({ ...principal, permission_level: level })),
    ],
  });
}

import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { Failure } from "./failure.ts";

export type Value = string | number | boolean | null | Value[] | { [key: string]: Value };
export type ValueMap = { [key: string]: Value };

/** One target of a bundle, resolved but for references to resources. */
export interface Configuration {
  readonly folder: string;
  readonly bundle: ValueMap;
  readonly mode: string;
  readonly workspace: {
    readonly rootPath: string;
    readonly filePath: string;
    readonly statePath: string;
    readonly resourcePath: string;
    readonly user: string;
    readonly host: string | undefined;
  };
  readonly variables: Readonly<Record<string, Value>>;
  readonly permissions: readonly ValueMap[];
  readonly syncPaths: readonly string[];
  /** Kind → key → settings. */
  readonly resources: Readonly<Record<string, Readonly<Record<string, ValueMap>>>>;
}

export interface ConfigurationContext {
  readonly target: string | undefined;
  readonly user: string;
  /** Name and id of each warehouse, for variables that look one up. */
  readonly warehouses: readonly { readonly name: string; readonly id: string }[];
}

/** Reads databricks.yml and what it includes, lays the target over it, and resolves everything but `${resources.…}`. */
export function configurationOf(
  folder: string,
  { target, user, warehouses }: ConfigurationContext,
): Configuration {
  const file = path.join(folder, "databricks.yml");
  if (!existsSync(file)) throw new Failure("Error: unable to locate bundle root: databricks.yml not found");
  let config = withPaths(map(parse(readFileSync(file, "utf8"))), "");
  for (const pattern of list(config["include"]).map(text)) {
    for (const name of matching(folder, pattern)) {
      const included = map(parse(readFileSync(path.join(folder, name), "utf8")));
      config = merge(config, withPaths(included, path.posix.dirname(name)));
    }
  }
  const targets = map(config["targets"]);
  const id = target ?? Object.keys(targets).find((key) => map(targets[key])["default"] === true);
  if (id === undefined || targets[id] === undefined) {
    throw new Failure(
      `Error: ${target ?? "default"}: no such target. Available targets: ${Object.keys(targets).join(", ")}`,
    );
  }
  const { mode = "", ...overlay } = map(targets[id]);
  const chosen = merge(config, overlay);
  const shortName = (user.split("@")[0] ?? user).replaceAll(/\W/g, "_");
  const bundleName = text(map(chosen["bundle"])["name"]);
  const known: Record<string, Value> = {
    "bundle.name": bundleName,
    "bundle.target": id,
    "workspace.current_user.userName": user,
    "workspace.current_user.short_name": shortName,
  };
  const root = resolve(
    map(chosen["workspace"])["root_path"] ?? `/Workspace/Users/${user}/.bundle/${bundleName}/${id}`,
    known,
  );
  const rootPath = text(root);
  if (mode === "production" && map(chosen["workspace"])["root_path"] === undefined) {
    throw new Failure("Error: target with 'mode: production' must specify 'workspace.root_path'");
  }
  Object.assign(known, { "workspace.root_path": rootPath, "workspace.file_path": `${rootPath}/files` });
  const overrides = map(overlay["variables"]);
  for (const [variable, definition] of Object.entries(map(config["variables"]))) {
    const override = overrides[variable];
    const name = map(map(override)["lookup"])["warehouse"];
    const value =
      name === undefined
        ? (override ?? map(definition)["default"])
        : warehouseNamed(text(name), variable, warehouses);
    if (value === undefined) throw new Failure(`Error: no value assigned to required variable ${variable}`);
    known[`var.${variable}`] = resolve(value, known);
  }
  const prefix = mode === "development" ? `[dev ${shortName}] ` : "";
  const topLevel = list(chosen["permissions"]).map((entry) => map(resolve(entry, known)));
  const resources = Object.fromEntries(
    Object.entries(map(chosen["resources"])).map(([kind, all]) => [
      kind,
      Object.fromEntries(
        Object.entries(map(all)).map(([key, settings]) => [
          key,
          presets(kind, map(resolve(settings, known)), { prefix, shortName, topLevel, mode: text(mode) }),
        ]),
      ),
    ]),
  );
  const translated = translatePaths(folder, `${rootPath}/files`, resources);
  return {
    folder,
    bundle: { ...map(chosen["bundle"]), target: id, mode },
    mode: text(mode),
    workspace: {
      rootPath,
      filePath: `${rootPath}/files`,
      statePath: `${rootPath}/state`,
      resourcePath: `${rootPath}/resources`,
      user,
      host:
        typeof map(chosen["workspace"])["host"] === "string"
          ? text(map(chosen["workspace"])["host"])
          : undefined,
    },
    variables: Object.fromEntries(
      Object.entries(known)
        .filter(([key]) => key.startsWith("var."))
        .map(([key, value]) => [key.slice(4), value]),
    ),
    permissions: topLevel,
    syncPaths: list(map(chosen["sync"])["paths"]).map(text),
    resources: translated,
  };
}

function warehouseNamed(
  name: string,
  variable: string,
  warehouses: ConfigurationContext["warehouses"],
): string {
  const ids = warehouses.filter((one) => one.name === name).map(({ id }) => id);
  const [id] = ids;
  if (id !== undefined && ids.length === 1) return id;
  const why =
    id === undefined
      ? `EndpointInfo named '${name}' does not exist`
      : `there are ${ids.length} instances of EndpointInfo named '${name}'`;
  throw new Failure(`Error: failed to resolve warehouse: ${name}, err: ${why}\n  in variables.${variable}`);
}

/** What development mode adds, and top-level permissions where a kind has any. */
function presets(
  kind: string,
  settings: ValueMap,
  options: { prefix: string; shortName: string; topLevel: readonly ValueMap[]; mode: string },
): ValueMap {
  const named: Readonly<Record<string, string>> = {
    jobs: "name",
    sql_warehouses: "name",
    alerts: "display_name",
    dashboards: "display_name",
  };
  const field = named[kind];
  const renamed =
    field === undefined ? settings : { ...settings, [field]: `${options.prefix}${text(settings[field])}` };
  const paused = options.mode === "development" && kind === "jobs" ? pausedTriggers(renamed) : renamed;
  const levels: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    jobs: { CAN_MANAGE: "CAN_MANAGE", CAN_VIEW: "CAN_VIEW", CAN_RUN: "CAN_MANAGE_RUN" },
    sql_warehouses: { CAN_MANAGE: "CAN_MANAGE", CAN_VIEW: "CAN_VIEW", CAN_RUN: "CAN_MONITOR" },
    alerts: { CAN_MANAGE: "CAN_MANAGE", CAN_VIEW: "CAN_READ", CAN_RUN: "CAN_RUN" },
    dashboards: { CAN_MANAGE: "CAN_MANAGE", CAN_VIEW: "CAN_READ" },
    model_serving_endpoints: { CAN_MANAGE: "CAN_MANAGE", CAN_VIEW: "CAN_VIEW", CAN_RUN: "CAN_QUERY" },
  };
  const mapping = levels[kind];
  if (mapping === undefined) return paused;
  const inherited = options.topLevel.flatMap(({ level, ...principal }): ValueMap[] => {
    const own = mapping[text(level)];
    return own === undefined ? [] : [{ ...principal, level: own }];
  });
  const all = [...list(paused["permissions"]), ...inherited];
  return all.length === 0 ? paused : { ...paused, permissions: all };
}

function pausedTriggers(job: ValueMap): ValueMap {
  const pause = (key: "trigger" | "schedule"): ValueMap =>
    job[key] === undefined ? {} : { [key]: { pause_status: "PAUSED", ...map(job[key]) } };
  return { ...job, ...pause("trigger"), ...pause("schedule") };
}

const pathFields: ReadonlySet<string> = new Set(["notebook_path", "path", "file_path"]);

/** Relative paths of a file count from the folder of that file: marked before files are merged. */
function withPaths(value: ValueMap, folder: string): ValueMap {
  const visit = (item: Value, key: string): Value => {
    if (typeof item === "string")
      return pathFields.has(key) && /^\.{0,2}[^/$]*\//.test(item) && item.startsWith(".")
        ? `§${path.posix.normalize(path.posix.join(folder, item))}`
        : item;
    if (Array.isArray(item)) return item.map((inner) => visit(inner, key));
    if (item === null || typeof item !== "object") return item;
    return Object.fromEntries(Object.entries(item).map(([name, inner]) => [name, visit(inner, name)]));
  };
  return map(visit(value, ""));
}

function translatePaths(
  folder: string,
  filePath: string,
  resources: Record<string, Record<string, ValueMap>>,
): Record<string, Record<string, ValueMap>> {
  const visit = (item: Value, key: string): Value => {
    if (typeof item === "string") {
      if (!item.startsWith("§")) return item;
      const relative = item.slice(1);
      if (!existsSync(path.join(folder, relative))) throw new Failure(`Error: file ${relative} not found`);
      if (key === "file_path") return relative;
      return `${filePath}/${key === "notebook_path" ? relative.replace(/\.py$/, "") : relative}`;
    }
    if (Array.isArray(item)) return item.map((inner) => visit(inner, key));
    if (item === null || typeof item !== "object") return item;
    return Object.fromEntries(Object.entries(item).map(([name, inner]) => [name, visit(inner, name)]));
  };
  return visit(resources, "") as Record<string, Record<string, ValueMap>>;
}

/** Fills `${…}` with what is known; `${resources.…}` stays until its resource is there. */
export function resolve(value: Value, known: Readonly<Record<string, Value>>): Value {
  if (typeof value === "string") {
    const whole = /^\$\{([\w.]+)\}$/.exec(value)?.[1];
    if (whole !== undefined && known[whole] !== undefined) return resolve(known[whole], known);
    return value.replaceAll(/\$\{([\w.]+)\}/g, (placeholder, name: string) => {
      if (name.startsWith("resources.")) return placeholder;
      const found = known[name];
      if (found === undefined) throw new Failure(`Error: reference does not exist: \${${name}}`);
      return text(resolve(found, known));
    });
  }
  if (Array.isArray(value)) return value.map((inner) => resolve(inner, known));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolve(inner, known)]));
}

/** Maps are laid over each other, lists one after the other, as the CLI merges files and targets. */
function merge(left: ValueMap, right: ValueMap): ValueMap {
  const merged = { ...left };
  for (const [key, value] of Object.entries(right)) {
    const there = merged[key];
    if (isMap(there) && isMap(value)) merged[key] = merge(there, value);
    else if (Array.isArray(there) && Array.isArray(value)) merged[key] = [...there, ...value];
    else merged[key] = value;
  }
  return merged;
}

function matching(folder: string, pattern: string): readonly string[] {
  const parent = path.posix.dirname(pattern);
  const ending = path.posix.basename(pattern).replace("*", "");
  if (!existsSync(path.join(folder, parent))) return [];
  return readdirSync(path.join(folder, parent))
    .filter((name) => name.endsWith(ending))
    .toSorted()
    .map((name) => path.posix.join(parent, name));
}

/** Files below paths of the folder, relative to it, in order. */
export function filesBelow(folder: string, paths: readonly string[]): readonly string[] {
  return paths.flatMap((relative): readonly string[] => {
    const place = path.join(folder, relative);
    if (!statSync(place).isDirectory()) return [relative];
    return filesBelow(
      folder,
      readdirSync(place)
        .toSorted()
        .map((name) => path.posix.join(relative, name)),
    );
  });
}

const isMap = (value: Value | undefined): value is ValueMap =>
  typeof value === "object" && value !== null && !Array.isArray(value);
export const map = (value: unknown): ValueMap => (isMap(value as Value) ? (value as ValueMap) : {});
export const list = (value: unknown): Value[] => (Array.isArray(value) ? (value as Value[]) : []);
/** A scalar as text; of anything else nothing. */
export const text = (value: unknown): string =>
  typeof value === "string"
    ? value
    : typeof value === "number" || typeof value === "boolean" || typeof value === "bigint"
      ? `${value}`
      : "";

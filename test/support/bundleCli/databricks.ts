/**
 * A stand-in for the official Databricks CLI, for tests that may not have it. It reads a real bundle, and validates, plans,
 * deploys and destroys it over HTTP, with a state in the workspace, a lock in production mode, `prevent_destroy`, consent
 * for deletions and a local journal that a killed deployment leaves.
 *
 * What it proves: how fixloop calls a CLI, reads its output, takes its failures and its death, and that a second
 * deployment mends the first. What only the official CLI proves: that the bundle is valid in its eyes, that it plans
 * nothing the second time, and what the real drift of remote state looks like. Its messages are the official ones where
 * fixloop reads them (bundle/phases, libs/locker at 7bbe285); its code is not.
 *
 * STAND_IN_VERSION sets the version; STAND_IN_DIES_AFTER=n kills it after n resources; STAND_IN_LOG gets a line a call.
 */
import { createHash, randomUUID } from "node:crypto";
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { Api } from "./api.ts";
import {
  configurationOf,
  filesBelow,
  list,
  map,
  text,
  type Configuration,
  type Value,
  type ValueMap,
} from "./configuration.ts";
import { Failure } from "./failure.ts";
import { kinds, setGrants, setPermissions } from "./kinds.ts";

interface State {
  lineage: string;
  serial: number;
  state: Record<string, { id: string; settings: Value }>;
}

type Action = "skip" | "create" | "update" | "recreate" | "delete";

interface PlanEntry {
  readonly action: Action;
  readonly depends_on?: readonly { readonly node: string }[];
  readonly new_state?: { readonly value: Value };
  readonly changes?: Readonly<
    Record<string, { readonly action: string; readonly old?: Value; readonly new?: Value }>
  >;
}

interface Plan {
  readonly plan_version: 2;
  readonly cli_version: string;
  readonly lineage?: string;
  readonly serial?: number;
  readonly plan: Readonly<Record<string, PlanEntry>>;
}

const version = process.env["STAND_IN_VERSION"] ?? "1.14.0";
const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    output: { type: "string", short: "o", default: "text" },
    target: { type: "string", short: "t" },
    profile: { type: "string", short: "p" },
    strict: { type: "boolean", default: false },
    plan: { type: "string" },
    "auto-approve": { type: "boolean", default: false },
    "force-lock": { type: "boolean", default: false },
  },
});

const log = process.env["STAND_IN_LOG"];
if (log !== undefined) appendFileSync(log, `${process.argv.slice(2).join(" ")}\n`);

async function main(): Promise<void> {
  const [command = "", verb = "", argument = ""] = positionals;
  if (command === "version") {
    process.stdout.write(`${JSON.stringify({ Version: version, IsSnapshot: false })}\n`);
    return;
  }
  if (command === "api" && verb === "get") {
    print(await new Api(process.env, undefined).get(argument));
    return;
  }
  if (command !== "bundle") throw new Failure(`Error: unknown command "${command}" for "databricks"`);
  const bundle = await open();
  switch (verb) {
    case "validate":
      print(described(bundle, undefined));
      return;
    case "summary":
      print(described(bundle, await readState(bundle)));
      return;
    case "plan":
      print(planOf(bundle, await readState(bundle)));
      return;
    case "deploy":
      await locked(bundle, "deploy", () => deploy(bundle));
      return;
    case "destroy":
      await locked(bundle, "destroy", () => destroy(bundle));
      return;
    default:
      throw new Failure(`Error: unknown command "${verb}" for "databricks bundle"`);
  }
}

interface Bundle {
  readonly api: Api;
  readonly configuration: Configuration;
}

async function open(): Promise<Bundle> {
  const first = new Api(process.env, undefined);
  const me = await first.get("/api/2.0/preview/scim/v2/Me");
  const listed = list((await first.get("/api/2.0/sql/warehouses"))["warehouses"]).map(map);
  const configuration = configurationOf(process.cwd(), {
    target: flags.target,
    user: text(me["userName"]),
    warehouses: listed.map(({ name, id }) => ({ name: text(name), id: text(id) })),
  });
  return { api: new Api(process.env, configuration.workspace.host), configuration };
}

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, undefined, 2)}\n`);
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

// ---- state: in the workspace, and in a journal here until it is pushed

function journal({ configuration }: Bundle): string {
  return path.join(
    configuration.folder,
    ".databricks",
    "bundle",
    text(configuration.bundle["target"]),
    "resources.json",
  );
}

async function readState(bundle: Bundle): Promise<State | undefined> {
  const bytes = await bundle.api.bytes(
    `/api/2.0/workspace-files${encodeURI(`${bundle.configuration.workspace.statePath}/resources.json`)}`,
  );
  const remote = bytes === undefined ? undefined : (JSON.parse(new TextDecoder().decode(bytes)) as State);
  const local = journal(bundle);
  if (!existsSync(local)) return remote;
  const left = JSON.parse(readFileSync(local, "utf8")) as State;
  return remote === undefined || left.serial > remote.serial ? left : remote;
}

function writeJournal(bundle: Bundle, state: State): void {
  mkdirSync(path.dirname(journal(bundle)), { recursive: true });
  writeFileSync(journal(bundle), JSON.stringify(state));
}

async function pushState(bundle: Bundle, state: State): Promise<void> {
  await upload(
    bundle,
    `${bundle.configuration.workspace.statePath}/resources.json`,
    Buffer.from(JSON.stringify(state)),
  );
  rmSync(journal(bundle), { force: true });
}

async function upload({ api }: Bundle, file: string, bytes: Uint8Array): Promise<void> {
  await api.send("POST", "/api/2.0/workspace/mkdirs", { path: path.posix.dirname(file) });
  await api.upload(`/api/2.0/workspace-files/import-file${encodeURI(file)}?overwrite=true`, bytes);
}

/** In production one deployment at a time: a file that only one can make. A killed one leaves it. */
async function locked(bundle: Bundle, goal: string, work: () => Promise<void>): Promise<void> {
  const { api, configuration } = bundle;
  if (configuration.mode !== "production") return work();
  const file = `${configuration.workspace.statePath}/deploy.lock`;
  await api.send("POST", "/api/2.0/workspace/mkdirs", { path: configuration.workspace.statePath });
  const status = await api.upload(
    `/api/2.0/workspace-files/import-file${encodeURI(file)}?overwrite=${text(flags["force-lock"])}`,
    Buffer.from(JSON.stringify({ User: configuration.workspace.user, Goal: goal })),
    [400, 409],
  );
  if (status !== 200) {
    say(
      "Error: Failed to acquire deployment lock: deploy lock acquired by somebody at some time.\nUse --force-lock to override.",
    );
    throw new Failure("Error: deploy lock acquired by somebody. Use --force-lock to override");
  }
  try {
    await work();
  } finally {
    await api.send("POST", "/api/2.0/workspace/delete", { path: file }).catch(() => undefined);
  }
}

// ---- plan

/** Every resource with its grants and permissions as nodes of their own, each after what it refers to. */
function wanted({ configuration }: Bundle): ReadonlyMap<string, Value> {
  const nodes = new Map<string, Value>();
  for (const [kind, all] of Object.entries(configuration.resources)) {
    if (kinds[kind] === undefined) throw new Failure(`Error: the stand-in knows no ${kind}`);
    for (const [key, { grants, permissions, lifecycle: _lifecycle, ...settings }] of Object.entries(all)) {
      nodes.set(
        `resources.${kind}.${key}`,
        kind === "dashboards" ? withFile(configuration, settings) : settings,
      );
      if (grants !== undefined) nodes.set(`resources.${kind}.${key}.grants`, grants);
      if (permissions !== undefined) nodes.set(`resources.${kind}.${key}.permissions`, permissions);
    }
  }
  return nodes;
}

function withFile({ folder }: Configuration, settings: ValueMap): ValueMap {
  const file = settings["file_path"];
  return file === undefined
    ? settings
    : { ...settings, serialized_dashboard: readFileSync(path.join(folder, text(file)), "utf8") };
}

function references(settings: Value): readonly string[] {
  const found = [...JSON.stringify(settings).matchAll(/\$\{(resources\.\w+\.\w+)\.\w+\}/g)].map(
    ([, node]) => node ?? "",
  );
  return [...new Set(found)];
}

const parentOf = (node: string): string => node.split(".").slice(0, 3).join(".");

function dependencies(node: string, settings: Value): readonly string[] {
  const parent = parentOf(node);
  return [...references(settings), ...(parent === node ? [] : [parent])].filter((other) => other !== node);
}

function planOf(bundle: Bundle, state: State | undefined): Plan {
  const nodes = wanted(bundle);
  const entries: Record<string, PlanEntry> = {};
  const known = state?.state ?? {};
  for (const [node, settings] of nodes) {
    const there = known[node];
    const before = there?.settings;
    const changed = before === undefined ? [] : changedFields(before, settings);
    const kind = kinds[node.split(".")[1] ?? ""];
    const again =
      parentOf(node) === node && changed.some((field) => kind?.recreatedBy.includes(field) === true);
    entries[node] = {
      action: there === undefined ? "create" : changed.length === 0 ? "skip" : again ? "recreate" : "update",
      depends_on: dependencies(node, settings).map((other) => ({ node: other })),
      new_state: { value: settings },
      changes: Object.fromEntries(changed.map((field) => [field, { action: again ? "recreate" : "update" }])),
    };
  }
  for (const node of Object.keys(known)) if (!nodes.has(node)) entries[node] = { action: "delete" };
  // what stands on a resource that is made anew is made anew with it
  for (const [node, entry] of Object.entries(entries)) {
    if (
      parentOf(node) !== node &&
      entries[parentOf(node)]?.action === "recreate" &&
      entry.action !== "delete"
    )
      entries[node] = { ...entry, action: "create" };
  }
  return {
    plan_version: 2,
    cli_version: version,
    ...(state === undefined ? {} : { lineage: state.lineage, serial: state.serial }),
    plan: Object.fromEntries(Object.entries(entries).toSorted(([left], [right]) => (left < right ? -1 : 1))),
  };
}

function changedFields(before: Value, after: Value): readonly string[] {
  if (Array.isArray(before) || Array.isArray(after)) return same(before, after) ? [] : ["[*]"];
  const [old, current] = [map(before), map(after)];
  return [...new Set([...Object.keys(old), ...Object.keys(current)])].filter(
    (field) => !same(old[field], current[field]),
  );
}

const same = (left: Value | undefined, right: Value | undefined): boolean =>
  JSON.stringify(left) === JSON.stringify(right);

// ---- deploy and destroy

async function deploy(bundle: Bundle): Promise<void> {
  const state = (await readState(bundle)) ?? { lineage: randomUUID(), serial: 0, state: {} };
  const given = flags.plan === undefined ? undefined : (JSON.parse(readFileSync(flags.plan, "utf8")) as Plan);
  if (given?.lineage !== undefined && given.lineage !== state.lineage)
    throw new Failure(
      `Error: plan lineage "${given.lineage}" does not match state lineage "${state.lineage}"`,
    );
  if (given?.lineage !== undefined && given.serial !== state.serial)
    throw new Failure(
      `Error: plan serial ${given.serial} does not match state serial ${state.serial}; the state has been modified since the plan was created`,
    );
  say(`Uploading bundle files to ${bundle.configuration.workspace.filePath}...`);
  await uploadFiles(bundle);
  const plan = given ?? planOf(bundle, state.serial === 0 ? undefined : state);
  refuseProtected(bundle, plan);
  const asking = Object.entries(plan.plan).filter(
    ([node, { action }]) =>
      (action === "delete" || action === "recreate") &&
      parentOf(node) === node &&
      kinds[node.split(".")[1] ?? ""]?.asksBeforeDeletion === true,
  );
  if (asking.length > 0 && !flags["auto-approve"]) {
    throw new Failure(
      "Error: the deployment requires destructive actions, but the current console does not support prompting.\nTo proceed, use --auto-approve after reviewing the plan above.",
    );
  }
  await bundle.api.send("POST", "/api/2.0/workspace/mkdirs", {
    path: bundle.configuration.workspace.resourcePath,
  });
  await apply(bundle, plan, state);
}

/** Uploads what differs from the snapshot of the last time, and deletes what is gone: an edit in the workspace isn't seen. */
async function uploadFiles(bundle: Bundle): Promise<void> {
  const { api, configuration } = bundle;
  const snapshotFile = path.join(path.dirname(journal(bundle)), "sync-snapshots", "snapshot.json");
  const before = existsSync(snapshotFile)
    ? (JSON.parse(readFileSync(snapshotFile, "utf8")) as Record<string, string>)
    : {};
  const now: Record<string, string> = {};
  for (const file of filesBelow(configuration.folder, configuration.syncPaths)) {
    const bytes = readFileSync(path.join(configuration.folder, file));
    now[file] = createHash("sha256").update(bytes).digest("hex");
    if (now[file] === before[file]) continue;
    await upload(bundle, `${configuration.workspace.filePath}/${file}`, bytes);
  }
  for (const file of Object.keys(before)) {
    if (now[file] === undefined)
      await api.send("POST", "/api/2.0/workspace/delete", {
        path: `${configuration.workspace.filePath}/${file.replace(/^(notebooks-gen\/.*)\.py$/, "$1")}`,
      });
  }
  mkdirSync(path.dirname(snapshotFile), { recursive: true });
  writeFileSync(snapshotFile, JSON.stringify(now));
}

function refuseProtected({ configuration }: Bundle, { plan }: Plan): void {
  const refused = Object.entries(plan)
    .filter(([, { action }]) => action === "delete" || action === "recreate")
    .filter(([node]) => {
      const [, kind = "", key = ""] = node.split(".");
      return (
        parentOf(node) === node &&
        map(configuration.resources[kind]?.[key]?.["lifecycle"])["prevent_destroy"] === true
      );
    })
    .map(
      ([node]) =>
        `Error: ${node} has lifecycle.prevent_destroy set, but the plan calls for this resource to be recreated or destroyed. To avoid this error, disable lifecycle.prevent_destroy for ${node}`,
    );
  if (refused.length > 0) throw new Failure(refused.join("\n"));
}

/** Applies a plan in the order of its dependencies; the journal knows of every resource before the next one. */
async function apply(bundle: Bundle, { plan }: Plan, state: State): Promise<void> {
  const entries = Object.entries(plan);
  const deletions = deletionOrder(
    entries.filter(([, { action }]) => action === "delete").map(([node]) => node),
    state,
  );
  const changes = inOrder(entries.filter(([, { action }]) => action !== "delete"));
  let applied = 0;
  const done = (node: string, word: string): void => {
    state.serial += applied === 0 ? 1 : 0;
    applied += 1;
    writeJournal(bundle, state);
    say(`${word} ${node.replace("resources.", "")}`);
    if (text(applied) === process.env["STAND_IN_DIES_AFTER"]) process.kill(process.pid, "SIGKILL");
  };
  try {
    for (const node of deletions) {
      await remove(bundle, node, state);
      done(node, "Deleted");
    }
    for (const [node, entry] of changes) {
      if (entry.action === "skip") continue;
      if (entry.action === "recreate") await remove(bundle, node, state);
      await put(bundle, node, entry, state);
      done(
        node,
        entry.action === "update" ? "Updated" : entry.action === "recreate" ? "Recreated" : "Created",
      );
    }
  } finally {
    if (applied > 0) await pushState(bundle, state).catch(() => undefined);
  }
}

/** Children, and what refers to others, go first. */
function deletionOrder(nodes: readonly string[], { state }: State): readonly string[] {
  return inOrder(
    nodes.map((node): [string, PlanEntry] => [
      node,
      {
        action: "delete",
        depends_on: dependencies(node, state[node]?.settings ?? null).map((other) => ({ node: other })),
      },
    ]),
  )
    .map(([node]) => node)
    .toReversed();
}

function inOrder(entries: readonly [string, PlanEntry][]): readonly [string, PlanEntry][] {
  const left = new Map(entries);
  const ordered: [string, PlanEntry][] = [];
  const visit = (node: string): void => {
    const entry = left.get(node);
    if (entry === undefined) return;
    left.delete(node);
    for (const other of entry.depends_on ?? []) visit(other.node);
    ordered.push([node, entry]);
  };
  for (const [node] of entries) visit(node);
  return ordered;
}

async function put(bundle: Bundle, node: string, entry: PlanEntry, state: State): Promise<void> {
  const { api, configuration } = bundle;
  const [, kindName = "", , child] = node.split(".");
  const kind = kinds[kindName];
  if (kind === undefined) throw new Failure(`Error: the stand-in knows no ${kindName}`);
  const settings = entry.new_state?.value ?? null;
  const resolved = withIds(settings, state);
  const parent = state.state[parentOf(node)];
  if (child === "grants") await setGrants(api, kind.grants ?? "", parent?.id ?? "", list(resolved));
  else if (child === "permissions")
    await setPermissions(
      api,
      kind.permissions ?? "",
      parent?.id ?? "",
      list(resolved),
      configuration.workspace.user,
    );
  else if (entry.action === "update" && parent !== undefined)
    await kind.update(api, parent.id, map(resolved));
  else {
    const id = await kind.create(api, map(resolved), { resourcePath: configuration.workspace.resourcePath });
    state.state[node] = { id, settings };
    return;
  }
  state.state[node] = { id: parent?.id ?? "", settings };
}

async function remove({ api }: Bundle, node: string, state: State): Promise<void> {
  const [, kindName = "", , child] = node.split(".");
  const there = state.state[node];
  if (child === undefined && there !== undefined) await kinds[kindName]?.delete(api, there.id);
  for (const other of Object.keys(state.state))
    if (other === node || (child === undefined && parentOf(other) === node)) delete state.state[other];
}

/** `${resources.jobs.setup.id}` and `${resources.schemas.raw.name}`, once they are there. */
function withIds(settings: Value, { state }: State): Value {
  const filled = JSON.stringify(settings).replaceAll(
    /\$\{(resources\.\w+\.\w+)\.(\w+)\}/g,
    (whole, node: string, field: string) => {
      const found = state[node];
      if (found === undefined) return whole;
      return field === "id" ? found.id : text(map(found.settings)[field] ?? whole);
    },
  );
  return JSON.parse(filled) as Value;
}

async function destroy(bundle: Bundle): Promise<void> {
  const { api, configuration } = bundle;
  const state = await readState(bundle);
  if (state === undefined) {
    say("No active deployment found to destroy!");
    return;
  }
  const plan: Plan = {
    plan_version: 2,
    cli_version: version,
    plan: Object.fromEntries(
      Object.keys(state.state).map((node): [string, PlanEntry] => [node, { action: "delete" }]),
    ),
  };
  refuseProtected(bundle, plan);
  if (!flags["auto-approve"])
    throw new Failure(
      "Error: this command will destroy all resources deployed by this bundle. To proceed, use --auto-approve.",
    );
  await apply(bundle, plan, state);
  await api.send("POST", "/api/2.0/workspace/delete", {
    path: configuration.workspace.rootPath,
    recursive: true,
  });
  rmSync(path.dirname(journal(bundle)), { recursive: true, force: true });
  say(`Destroy: ${Object.keys(plan.plan).length} deleted`);
}

// ---- what `validate` and `summary` print

function described({ configuration }: Bundle, state: State | undefined): unknown {
  const { workspace } = configuration;
  return {
    bundle: configuration.bundle,
    permissions: configuration.permissions,
    sync: { paths: configuration.syncPaths },
    variables: Object.fromEntries(
      Object.entries(configuration.variables).map(([name, value]) => [name, { default: value, value }]),
    ),
    workspace: {
      ...(workspace.host === undefined ? {} : { host: workspace.host }),
      current_user: { userName: workspace.user },
      root_path: workspace.rootPath,
      file_path: workspace.filePath,
      state_path: workspace.statePath,
      resource_path: workspace.resourcePath,
    },
    resources: Object.fromEntries(
      Object.entries(configuration.resources).map(([kind, all]) => [
        kind,
        Object.fromEntries(
          Object.entries(all).map(([key, settings]) => {
            const id = state?.state[`resources.${kind}.${key}`]?.id;
            return [
              key,
              {
                ...settings,
                ...(id === undefined ? {} : { id, url: `https://workspace.test/${kind}/${id}` }),
              },
            ];
          }),
        ),
      ]),
    ),
  };
}

try {
  await main();
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

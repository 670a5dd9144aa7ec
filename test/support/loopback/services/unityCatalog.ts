import { array, object, text, type Json, type JsonObject } from "../json.ts";
import { Refusal, type Router } from "../router.ts";
import { nextUuid } from "./ids.ts";

interface CatalogOptions {
  readonly created: (address: string) => void;
  /** A volume came, or went. */
  readonly volume: (fullName: string, there: boolean) => void;
  readonly owner: () => string;
  readonly knows: (principal: string) => boolean;
  readonly now: () => Date;
}

const root = "/api/2.1/unity-catalog";
const collections = [
  "catalogs",
  "schemas",
  "volumes",
  "tables",
  "connections",
  "functions",
  "models",
] as const;
type Collection = (typeof collections)[number];
type Grants = Map<string, Set<string>>;

/** Catalogs, schemas, volumes, tables, connections and grants. Names are kept in lower case, as Unity Catalog does. */
export class UnityCatalog {
  readonly #objects = new Map<Collection, Map<string, JsonObject>>(
    collections.map((name) => [name, new Map()]),
  );
  readonly #grants = new Map<string, Grants>();
  readonly #options: CatalogOptions;

  constructor(router: Router, options: CatalogOptions) {
    this.#options = options;
    router.on(`GET ${root}/current-metastore-assignment`, () => ({
      body: {
        metastore_id: "00000000-0000-4000-8000-000000000001",
        default_catalog_name: "main",
        workspace_id: 900800700600,
      },
    }));
    router.on(`GET ${root}/metastore_summary`, () => ({
      body: { metastore_id: "00000000-0000-4000-8000-000000000001", name: "loopback" },
    }));
    for (const collection of collections) this.#collection(router, collection);
    router.on(`GET ${root}/permissions/{type}/{name}`, (request) => ({
      body: { privilege_assignments: assignments(this.#grantsOf(request.params)) },
    }));
    router.on(`PATCH ${root}/permissions/{type}/{name}`, (request) => {
      const grants = this.#grantsOf(request.params);
      const changes = array(object(request.body)["changes"]).map(object);
      for (const change of changes) this.#check(change);
      for (const change of changes) apply(grants, change);
      return { body: { privilege_assignments: assignments(grants) } };
    });
    router.on(`GET ${root}/effective-permissions/{type}/{name}`, (request) => ({
      body: { privilege_assignments: this.#effective(request.params, request.query.get("principal")) },
    }));
  }

  /** Declares something that is there before anybody deploys. */
  add(collection: Collection, fullName: string, settings: JsonObject = {}): void {
    this.#put(collection, fullName.toLowerCase(), settings);
  }

  has(collection: Collection, fullName: string): boolean {
    return this.#all(collection).has(fullName.toLowerCase());
  }

  names(collection: Collection): readonly string[] {
    return [...this.#all(collection).keys()].toSorted();
  }

  /** Grants as `principal: PRIVILEGE, …`, in order. */
  grants(kind: string, fullName: string): readonly string[] {
    return assignments(this.#grantsOf({ type: kind, name: fullName })).map(
      (grant) => `${text(grant["principal"])}: ${array(grant["privileges"]).map(text).join(", ")}`,
    );
  }

  #all(collection: Collection): Map<string, JsonObject> {
    return this.#objects.get(collection) ?? new Map<string, JsonObject>();
  }

  #collection(router: Router, collection: Collection): void {
    router.on(`GET ${root}/${collection}`, (request) => ({
      body: { [collection]: this.#list(collection, request.query) },
    }));
    router.on(`POST ${root}/${collection}`, (request) => {
      const body = object(request.body);
      const parts = [body["catalog_name"], body["schema_name"], body["name"]].filter(
        (part) => part !== undefined,
      );
      const fullName = parts.map(text).join(".").toLowerCase();
      const above = fullName.split(".").slice(0, -1);
      if (above.length === 1) this.#get("catalogs", above.join("."));
      if (above.length === 2) this.#get("schemas", above.join("."));
      if (this.has(collection, fullName)) {
        throw new Refusal(409, `${singular(collection)}_ALREADY_EXISTS`, `${fullName} already exists`);
      }
      const created = this.#put(collection, fullName, body);
      this.#options.created(`GET ${root}/${collection}/${encodeURIComponent(fullName)}`);
      return { body: created };
    });
    router.on(`GET ${root}/${collection}/{name}`, (request) => ({
      body: this.#get(collection, request.params["name"] ?? ""),
    }));
    router.on(`PATCH ${root}/${collection}/{name}`, (request) => {
      const there = this.#get(collection, request.params["name"] ?? "");
      const { new_name: newName, ...changes } = object(request.body);
      if (newName !== undefined) throw new Refusal(400, "INVALID_PARAMETER_VALUE", "no renaming here");
      const changed = { ...there, ...changes, updated_at: this.#options.now().getTime() };
      this.#all(collection).set(text(there["full_name"]), changed);
      return { body: changed };
    });
    router.on(`DELETE ${root}/${collection}/{name}`, (request) => {
      const fullName = text(this.#get(collection, request.params["name"] ?? "")["full_name"]);
      const below = collections.flatMap((other) =>
        [...this.#all(other).keys()]
          .filter((name) => name.startsWith(`${fullName}.`))
          .map((name) => [other, name] as const),
      );
      if (below.length > 0 && request.query.get("force") !== "true") {
        throw new Refusal(400, "INVALID_STATE", `${fullName} is not empty: it has ${below.length} object(s)`);
      }
      for (const [other, name] of [...below, [collection, fullName] as const]) {
        this.#all(other).delete(name);
        this.#grants.delete(grantsKey(singular(other).toLowerCase(), name));
        if (other === "volumes") this.#options.volume(name, false);
      }
      return {};
    });
  }

  #list(collection: Collection, query: URLSearchParams): readonly Json[] {
    const [catalogName, schemaName] = [query.get("catalog_name"), query.get("schema_name")];
    if (schemaName !== null) this.#get("schemas", `${catalogName}.${schemaName}`);
    else if (catalogName !== null) this.#get("catalogs", catalogName);
    const above = [catalogName, schemaName]
      .filter((name) => name !== null)
      .join(".")
      .toLowerCase();
    return [...this.#all(collection)]
      .filter(([name]) => above === "" || name.startsWith(`${above}.`))
      .map(([, value]) => value);
  }

  #put(collection: Collection, fullName: string, settings: JsonObject): JsonObject {
    const parts = fullName.split(".");
    const time = this.#options.now().getTime();
    const value = {
      ...settings,
      ...(parts.length > 1 ? { catalog_name: parts[0] } : {}),
      ...(parts.length > 2 ? { schema_name: parts[1] } : {}),
      name: parts.at(-1),
      full_name: fullName,
      owner: settings["owner"] ?? this.#options.owner(),
      created_at: time,
      updated_at: time,
      ...(collection === "schemas" ? { schema_id: nextUuid(), catalog_type: "MANAGED_CATALOG" } : {}),
      ...(collection === "volumes" ? { volume_id: nextUuid() } : {}),
    };
    this.#all(collection).set(fullName, value);
    if (collection === "volumes") this.#options.volume(fullName, true);
    return value;
  }

  #get(collection: Collection, fullName: string): JsonObject {
    const value = this.#all(collection).get(fullName.toLowerCase());
    if (value === undefined) {
      const kind = singular(collection);
      throw new Refusal(404, `${kind}_DOES_NOT_EXIST`, `${capital(kind)} '${fullName}' does not exist.`);
    }
    return value;
  }

  #grantsOf(params: Readonly<Record<string, string>>): Grants {
    const [type = "", name = ""] = [params["type"], params["name"]].map((part) => part?.toLowerCase());
    const collection = collections.find((candidate) => singular(candidate).toLowerCase() === type);
    if (collection === undefined)
      throw new Refusal(400, "INVALID_PARAMETER_VALUE", `unknown securable type ${type}`);
    this.#get(collection, name);
    const key = grantsKey(type, name);
    const known = this.#grants.get(key) ?? (new Map() as Grants);
    this.#grants.set(key, known);
    return known;
  }

  #check(change: JsonObject): void {
    const principal = text(change["principal"]);
    if (!this.#options.knows(principal)) {
      throw new Refusal(404, "PRINCIPAL_DOES_NOT_EXIST", `Could not find principal with name ${principal}`);
    }
    const added = new Set(array(change["add"]).map(text));
    if (array(change["remove"]).some((privilege) => added.has(text(privilege)))) {
      throw new Refusal(
        400,
        "INVALID_PARAMETER_VALUE",
        `Duplicate privileges to add and delete for principal ${principal}.`,
      );
    }
  }

  #effective(params: Readonly<Record<string, string>>, principal: string | null): readonly Json[] {
    const [type = "", name = ""] = [params["type"], params["name"]].map((part) => part?.toLowerCase());
    const parts = name.split(".");
    const levels = [
      { type: "catalog", name: parts[0] ?? "" },
      ...(parts.length > 1 ? [{ type: "schema", name: parts.slice(0, 2).join(".") }] : []),
      ...(parts.length > 2 ? [{ type, name }] : []),
    ];
    const held = new Map<string, Json[]>();
    for (const level of levels) {
      for (const [holder, privileges] of this.#grantsOf(level)) {
        if (principal !== null && holder !== principal) continue;
        const inherited =
          level.name === name
            ? {}
            : { inherited_from_type: level.type.toUpperCase(), inherited_from_name: level.name };
        const list = held.get(holder) ?? [];
        list.push(...[...privileges].toSorted().map((privilege) => ({ privilege, ...inherited })));
        held.set(holder, list);
      }
    }
    return [...held].map(([holder, privileges]) => ({ principal: holder, privileges }));
  }
}

function apply(grants: Grants, change: JsonObject): void {
  const principal = text(change["principal"]);
  const privileges = grants.get(principal) ?? new Set<string>();
  for (const privilege of array(change["remove"]).map(text)) {
    if (privilege === "ALL_PRIVILEGES") privileges.clear();
    else privileges.delete(privilege);
  }
  for (const privilege of array(change["add"]).map(text)) privileges.add(privilege);
  if (privileges.size === 0) grants.delete(principal);
  else grants.set(principal, privileges);
}

function assignments(grants: Grants): readonly JsonObject[] {
  return [...grants]
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([principal, privileges]) => ({ principal, privileges: [...privileges].toSorted() }));
}

const grantsKey = (type: string, name: string): string => `${type}:${name}`;
const singular = (collection: Collection): string =>
  collection === "models" ? "FUNCTION" : collection.slice(0, -1).toUpperCase();
const capital = (word: string): string => word.charAt(0) + word.slice(1).toLowerCase();

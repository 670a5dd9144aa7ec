import { parse } from "yaml";

/**
 * What the files of a bundle allow, read from their text alone: this knows nothing of how they were made. A privilege is
 * effective where the principal also gets into the schema; who owns an object can do everything with it, and who reads a
 * view needs nothing on what the view reads, since its owner is asked for that.
 */
export interface BundleText {
  /** Path → text, as `emitBundle` gives it. */
  readonly files: ReadonlyMap<string, string>;
  readonly target: string;
}

export interface Effective {
  /** `principal: PRIVILEGE on object`, objects as `fixloop_curated.issue`; whole schemas are spelt out by object. */
  readonly lines: ReadonlySet<string>;
  /** Grants that lead nowhere, since the principal doesn't get into the schema: they would the day somebody opens it. */
  readonly idle: readonly string[];
  /** Principals that can read an object, by object: directly, or as its owner. */
  readonly readers: ReadonlyMap<string, ReadonlySet<string>>;
}

interface Grant {
  readonly principal: string;
  readonly privilege: string;
  readonly on: string;
}

const underscored = (privilege: string): string => privilege.trim().replaceAll(" ", "_");

/** Tables and views that the set-up makes, and the text of every view. */
export function objectsOf(files: ReadonlyMap<string, string>): {
  readonly tables: readonly string[];
  readonly views: ReadonlyMap<string, string>;
} {
  const text = [...files]
    .filter(([path]) => path.startsWith("bundle/sql/00-setup/"))
    .map(([, sql]) => sql)
    .join("\n");
  return {
    tables: [...text.matchAll(/^CREATE TABLE IF NOT EXISTS (\S+)/gm)].map(([, name]) => name ?? ""),
    views: new Map(
      [...text.matchAll(/^CREATE OR REPLACE VIEW (\S+)[\s\S]*?;$/gm)].map(([body, name]) => [
        name ?? "",
        body,
      ]),
    ),
  };
}

/** Grants of schemas and volumes in databricks.yml: `fixloop_curated`, `fixloop_raw.landing_files`. */
function bundleGrants({ files, target }: BundleText): readonly Grant[] {
  const root = parse(files.get("databricks.yml") ?? "") as Yaml;
  const storage = parse(files.get("bundle/resources/storage.yml") ?? "") as Yaml;
  const resources = root.targets?.[target]?.resources ?? {};
  const schemaNames = storage.resources?.schemas ?? {};
  const volume = storage.resources?.volumes ?? {};
  return [
    ...Object.entries(resources.schemas ?? {}).flatMap(([key, { grants = [] }]) =>
      spelt(grants, String(schemaNames[key]?.name)),
    ),
    ...Object.entries(resources.volumes ?? {}).flatMap(([key, { grants = [] }]) =>
      spelt(grants, `${schemaNames["raw"]?.name ?? ""}.${volume[key]?.name ?? ""}`),
    ),
  ];
}

interface Yaml {
  readonly targets?: Readonly<Record<string, { readonly resources?: Resources }>>;
  readonly resources?: Resources;
}
interface Resources {
  readonly schemas?: Readonly<
    Record<string, { readonly name?: string; readonly grants?: readonly YamlGrant[] }>
  >;
  readonly volumes?: Readonly<
    Record<string, { readonly name?: string; readonly grants?: readonly YamlGrant[] }>
  >;
}
interface YamlGrant {
  readonly principal: string;
  readonly privileges: readonly string[];
}

const spelt = (grants: readonly YamlGrant[], on: string): readonly Grant[] =>
  grants.flatMap(({ principal, privileges }) =>
    privileges.map((privilege) => ({ principal, privilege, on })),
  );

/** GRANT and REVOKE of the target's SQL, in the order of the files; a long one is several lines. */
function sqlGrants({ files, target }: BundleText): readonly Grant[] {
  const text = [...files]
    .filter(([path]) => path.startsWith(`bundle/governance/${target}/`))
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([, sql]) => sql)
    .join("\n");
  const held = new Map<string, Grant>();
  for (const [, verb, privileges, on, , quoted] of text.matchAll(
    /^(GRANT|REVOKE)\s([A-Z_, ]+?)\s+ON (?:TABLE|VIEW|FUNCTION|SCHEMA|VOLUME) (\S+)\s+(TO|FROM) `((?:[^`]|``)+)`;$/gm,
  )) {
    for (const privilege of (privileges ?? "").split(",")) {
      const grant = {
        principal: (quoted ?? "").replaceAll("``", "`"),
        privilege: underscored(privilege),
        on: on ?? "",
      };
      const key = JSON.stringify(grant);
      if (verb === "GRANT") held.set(key, grant);
      else held.delete(key);
    }
  }
  return [...held.values()];
}

/** The principal that the jobs run as, and so owns what they make; undefined where it is whoever deploys. */
function ownerOf({ files, target }: BundleText): string | undefined {
  const root = parse(files.get("databricks.yml") ?? "") as {
    readonly targets?: Readonly<
      Record<
        string,
        { readonly resources?: { readonly jobs?: Readonly<Record<string, { readonly run_as?: RunAs }>> } }
      >
    >;
  };
  const owners = new Set(
    Object.values(root.targets?.[target]?.resources?.jobs ?? {}).map(
      ({ run_as }) => run_as?.service_principal_name ?? run_as?.user_name,
    ),
  );
  if (owners.size > 1) throw new Error(`jobs of ${target} run as ${[...owners].join(" and ")}`);
  return [...owners][0];
}
interface RunAs {
  readonly service_principal_name?: string;
  readonly user_name?: string;
}

export function effectivePrivileges(bundle: BundleText): Effective {
  const { tables, views } = objectsOf(bundle.files);
  const objects = [...tables, ...views.keys()];
  const grants = [...bundleGrants(bundle), ...sqlGrants(bundle)];
  const schemaOf = (name: string): string => name.slice(0, name.indexOf("."));
  const entersSchema = (principal: string, schema: string): boolean =>
    grants.some(
      (grant) => grant.principal === principal && grant.on === schema && grant.privilege === "USE_SCHEMA",
    );
  const lines = new Set<string>();
  const idle: string[] = [];
  const readers = new Map<string, Set<string>>(objects.map((name) => [name, new Set<string>()]));
  for (const { principal, privilege, on } of grants) {
    const passedOn = ["SELECT", "MODIFY"].includes(privilege) && !on.includes(".");
    if (privilege === "ALL_PRIVILEGES") lines.add(`${principal}: ALL_PRIVILEGES on ${on}`);
    const reached = passedOn ? objects.filter((name) => schemaOf(name) === on) : [on];
    for (const name of reached) {
      const isInside = name.includes(".");
      if (isInside && !entersSchema(principal, schemaOf(name))) {
        idle.push(`${principal}: ${privilege} on ${name}`);
        continue;
      }
      lines.add(`${principal}: ${privilege} on ${name}`);
      if (privilege === "SELECT") readers.get(name)?.add(principal);
    }
  }
  const owner = ownerOf(bundle);
  if (owner !== undefined) for (const of of readers.values()) of.add(owner);
  return { lines, idle, readers };
}

/** Columns with a mask and tables with a filter, as the SQL of the target sets them. */
export function masksOf({ files, target }: BundleText): {
  readonly masks: ReadonlyMap<string, string>;
  readonly filters: ReadonlyMap<string, string>;
} {
  const text = files.get(`bundle/governance/${target}/02-masks.sql`) ?? "";
  return {
    masks: new Map(
      [...text.matchAll(/^ALTER TABLE (\S+)\sALTER COLUMN (\S+)\sSET MASK (\S+);$/gm)].map(
        ([, table, column, mask]) => [`${table ?? ""}.${column ?? ""}`, mask ?? ""],
      ),
    ),
    filters: new Map(
      [...text.matchAll(/^ALTER TABLE (\S+)\sSET ROW FILTER (\S+)\sON \(([^)]*)\);$/gm)].map(
        ([, table, filter, columns]) => [table ?? "", `${filter ?? ""}(${columns ?? ""})`],
      ),
    ),
  };
}

/** Tables that a view reads, through other views too. */
export function tablesBehind(view: string, files: ReadonlyMap<string, string>): readonly string[] {
  const { tables, views } = objectsOf(files);
  const seen = new Set<string>();
  const visit = (name: string): void => {
    const body = views.get(name) ?? "";
    for (const object of [...tables, ...views.keys()]) {
      if (object === name || seen.has(object)) continue;
      if (!new RegExp(`\\b${object.replaceAll(".", "\\.")}\\b`).test(body)) continue;
      seen.add(object);
      if (views.has(object)) visit(object);
    }
  };
  visit(view);
  return [...seen].filter((name) => tables.includes(name));
}

import { parse } from "yaml";

/** A resource of a bundle as YAML says it. */
export type Resource = Readonly<Record<string, unknown>>;
export type Resources = Readonly<Record<string, Readonly<Record<string, Resource>>>>;

export interface TaskYaml {
  readonly task_key: string;
  readonly depends_on?: readonly { readonly task_key: string }[];
  readonly run_if?: string;
  readonly max_retries?: number;
  readonly timeout_seconds?: number;
  readonly sql_task?: { readonly warehouse_id: string; readonly file: { readonly path: string } };
  readonly notebook_task?: {
    readonly notebook_path: string;
    readonly base_parameters?: Readonly<Record<string, string>>;
  };
  readonly run_job_task?: {
    readonly job_id: string;
    readonly job_parameters?: Readonly<Record<string, string>>;
  };
}

export interface JobYaml extends Resource {
  readonly tasks: readonly TaskYaml[];
}

interface BundleYaml {
  readonly targets?: Readonly<Record<string, TargetYaml>>;
}
export interface TargetYaml extends Resource {
  readonly resources?: Resources;
}

const bundleOf = (files: ReadonlyMap<string, string>): BundleYaml =>
  parse(files.get("databricks.yml") ?? "") as BundleYaml;

export const targetsOf = (files: ReadonlyMap<string, string>): readonly string[] =>
  Object.keys(bundleOf(files).targets ?? {});

/** What `databricks.yml` says of one target. */
export function targetOf(files: ReadonlyMap<string, string>, target: string): TargetYaml {
  const found = bundleOf(files).targets?.[target];
  if (found === undefined) throw new Error(`there is no target ${target}`);
  return found;
}

/** The resources that every target shares. */
export function baseResources(files: ReadonlyMap<string, string>): Resources {
  return [...files]
    .filter(([path]) => path.startsWith("bundle/resources/"))
    .map(([, text]) => (parse(text) as { readonly resources?: Resources }).resources ?? {})
    .reduce((all, some) => merged(all, some) as Resources, {});
}

/** Every resource as one target deploys it: the resource files with what the target adds, put together as the CLI does. */
export function resourcesOf(files: ReadonlyMap<string, string>, target: string): Resources {
  return merged(baseResources(files), targetOf(files, target).resources ?? {}) as Resources;
}

export const jobsOf = (files: ReadonlyMap<string, string>): Readonly<Record<string, JobYaml>> =>
  (baseResources(files)["jobs"] ?? {}) as Readonly<Record<string, JobYaml>>;

/** Maps are put together, tasks and parameters by their key; any other list of the target comes after the other one's. */
function merged(left: unknown, right: unknown): unknown {
  if (right === undefined) return left;
  if (left === undefined) return right;
  if (Array.isArray(left) && Array.isArray(right)) return mergedLists(left, right);
  if (!isMap(left) || !isMap(right)) return right;
  const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
  return Object.fromEntries([...keys].map((key) => [key, merged(left[key], right[key])]));
}

function mergedLists(left: readonly unknown[], right: readonly unknown[]): readonly unknown[] {
  const keyOf = (item: unknown): unknown =>
    isMap(item)
      ? (item["task_key"] ?? (item["default"] === undefined ? undefined : item["name"]))
      : undefined;
  const result = [...left];
  for (const item of right) {
    const key = keyOf(item);
    const place = key === undefined ? -1 : result.findIndex((one) => keyOf(one) === key);
    if (place < 0) result.push(item);
    else result[place] = merged(result[place], item);
  }
  return result;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

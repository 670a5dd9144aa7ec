import { lstat, readFile } from "node:fs/promises";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { checkFiles } from "../emit/files.ts";
import { sha256 } from "./deployedFiles.ts";
import { WorkspaceError } from "./errors.ts";
import type { Call, WorkspaceFiles, WorkspaceObject } from "./workspace.ts";

/** Path from the folder of the project, forward slashes → bytes. */
export type FileBytes = ReadonlyMap<string, Uint8Array>;

/** A generated file that is different from what the project compiles to. */
export interface FileProblem {
  readonly path: string;
  readonly kind: "missing" | "surplus" | "edited" | "truncated" | "swapped";
  /** Of a swapped file: the file whose bytes it holds. */
  readonly other?: string;
}

/** Compares generated files on disk with what the compiler gives, byte for byte. In order of path. Writes nothing. */
export async function localFileProblems(
  folder: string,
  wanted: FileBytes,
  owned: readonly string[],
): Promise<readonly FileProblem[]> {
  const { changed, missing, surplus } = await checkFiles({ folder, files: wanted, owned });
  const edited = await Promise.all(
    changed.map(async (path) => changeOf(path, await bytesOfFile(join(folder, path)), wanted)),
  );
  return byPath([
    ...edited,
    ...missing.map((path): FileProblem => ({ path, kind: "missing" })),
    ...surplus.map((path): FileProblem => ({ path, kind: "surplus" })),
  ]);
}

export interface DeployedFiles {
  /** Where the bundle's files lie: `workspace.file_path`. */
  readonly root: string;
  readonly wanted: FileBytes;
  /** Folders and files that the bundle uploads, as `sync.paths` names them. */
  readonly synced: readonly string[];
}

/**
 * Downloads what a deployment left in the workspace and compares it with what the compiler gives, byte for byte. In order of
 * path. Throws a WorkspaceError.
 *
 * A notebook lies there without its ending and comes back without its last line feed
 * (https://github.com/databricks/databricks-cli/issues/117), so cells are compared without the empty lines around them. A
 * dashboard's JSON may come back in another layout, so its values are compared. A seed file above the 10 MB that the workspace gives out is compared by its size: its hash is in `index.json`, and the
 * notebook that loads it holds it against that; both are compared here.
 */
export async function deployedFileProblems(
  files: WorkspaceFiles,
  { root, wanted, synced }: DeployedFiles,
  call?: Call,
): Promise<readonly FileProblem[]> {
  const uploaded = new Map(
    [...wanted].filter(([path]) => synced.some((part) => path === part || path.startsWith(`${part}/`))),
  );
  const places = new Map([...uploaded].map(([path, bytes]) => [placeOf(path, bytes), path]));
  const there = await listed(files, root, synced, call);
  const problems: FileProblem[] = [...there.keys()]
    .filter((place) => !places.has(place))
    .map((path) => ({ path, kind: "surplus" }));
  await eachOf([...places], downloadsAtOnce, async ([place, path]) => {
    const object = there.get(place);
    const bytes = uploaded.get(path) ?? new Uint8Array();
    const found = object === undefined ? undefined : await download(files, `${root}/${place}`, call);
    if (found === undefined) problems.push({ path, kind: "missing" });
    else if (found === "too large") {
      if (object?.size !== bytes.length) problems.push({ path, kind: "edited" });
    } else if (!sameFile(path, found, bytes)) problems.push(changeOf(path, found, uploaded));
  });
  return byPath(problems);
}

/** Such as `bundle/sql/05-cluster/04-alarm-issue.sql: truncated`. */
export function fileProblemText({ path, kind, other }: FileProblem): string {
  return `${path}: ${other === undefined ? kind : `holds the bytes of ${other}`}`;
}

/** The service counts calls a second; a bundle has about a hundred files. */
const downloadsAtOnce = 4;

/** Files and notebooks by their path below the root. */
async function listed(
  files: WorkspaceFiles,
  root: string,
  synced: readonly string[],
  call: Call | undefined,
): Promise<ReadonlyMap<string, WorkspaceObject>> {
  const there = new Map<string, WorkspaceObject>();
  for (const part of synced) {
    // of a file, the service lists that file
    for (const object of (await files.list(`${root}/${part}`, call)) ?? []) {
      if (object.kind !== "directory") there.set(object.path.slice(root.length + 1), object);
    }
  }
  return there;
}

const notebookHead = Buffer.from("# Databricks notebook source\n");

const placeOf = (path: string, bytes: Uint8Array): string =>
  path.endsWith(".py") && startsWith(bytes, notebookHead) ? path.slice(0, -".py".length) : path;

async function download(
  files: WorkspaceFiles,
  path: string,
  call: Call | undefined,
): Promise<Uint8Array | undefined | "too large"> {
  try {
    return await files.read(path, call);
  } catch (error) {
    const tooLarge = error instanceof WorkspaceError && error.code === "MAX_NOTEBOOK_SIZE_EXCEEDED";
    if (tooLarge && /\/bundle\/seeds\/[^/]+\.jsonl$/.test(path)) return "too large";
    throw error;
  }
}

function sameFile(path: string, found: Uint8Array, wanted: Uint8Array): boolean {
  if (Buffer.from(found).equals(wanted)) return true;
  if (startsWith(wanted, notebookHead)) return cells(found) === cells(wanted);
  const values = path.endsWith(".lvdash.json") ? jsonOf(found) : undefined;
  return values !== undefined && isDeepStrictEqual(values, jsonOf(wanted));
}

/** Undefined where it is none. */
function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString("utf8"));
  } catch {
    return undefined;
  }
}

/** The cells of a notebook, without the empty lines around each. */
function cells(source: Uint8Array): string {
  return Buffer.from(source)
    .toString("utf8")
    .split(/^# COMMAND -{10}$/m)
    .map((cell) => cell.replaceAll(/^\n+|\n+$/g, ""))
    .join("\n# COMMAND ----------\n");
}

function changeOf(path: string, found: Uint8Array, wanted: FileBytes): FileProblem {
  const bytes = wanted.get(path) ?? new Uint8Array();
  if (found.length < bytes.length && startsWith(bytes, found)) return { path, kind: "truncated" };
  const hash = sha256(found);
  const [other] = [...wanted].find(([name, content]) => name !== path && sha256(content) === hash) ?? [];
  return other === undefined ? { path, kind: "edited" } : { path, kind: "swapped", other };
}

function startsWith(bytes: Uint8Array, head: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, head.length)).equals(head);
}

/** A link isn't a file of ours, whatever it leads to. */
async function bytesOfFile(file: string): Promise<Uint8Array> {
  return (await lstat(file)).isFile() ? readFile(file) : new Uint8Array();
}

async function eachOf<Item>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const left = [...items];
  const worker = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

function byPath(problems: readonly FileProblem[]): readonly FileProblem[] {
  return problems.toSorted((left, right) =>
    left.path < right.path ? -1 : left.path > right.path ? 1 : left.kind < right.kind ? -1 : 1,
  );
}

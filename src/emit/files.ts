import { randomBytes } from "node:crypto";
import type { Stats } from "node:fs";
import {
  lstat,
  mkdir,
  readFile,
  readdir,
  realpath,
  rename,
  rm,
  rmdir,
  stat,
  writeFile,
} from "node:fs/promises";
import { dirname, join, sep } from "node:path";

/** Everything that one compilation wants to exist below a folder. */
export interface Emission {
  readonly folder: string;
  /** Path (relative, forward slashes) → text in UTF-8, or bytes. */
  readonly files: ReadonlyMap<string, string | Uint8Array>;
  /** What the compiler owns: folders end in `/`, everything else is one file. Nothing outside is ever touched. */
  readonly owned: readonly string[];
}

export interface FileDifference {
  /** Wanted and there with other content. */
  readonly changed: readonly string[];
  /** Wanted and not there. */
  readonly missing: readonly string[];
  /** There, owned, and not wanted. */
  readonly surplus: readonly string[];
  readonly same: readonly string[];
}

/** A generated file lies where it would leave the folder, or what is in its way is not a file. Nothing was written. */
export class EmitRefused extends Error {
  readonly path: string;

  constructor(path: string, why: string) {
    super(`${path}: ${why}`);
    this.name = "EmitRefused";
    this.path = path;
  }
}

/** Compares what should be with what is. Writes nothing. */
export async function checkFiles(emission: Emission): Promise<FileDifference> {
  const { files, owned } = emission;
  const folder = await realpath(emission.folder);
  for (const path of files.keys()) requireOwned(path, owned);
  const changed: string[] = [];
  const missing: string[] = [];
  const same: string[] = [];
  for (const path of sorted(files.keys())) {
    await requireInside(folder, path);
    const there = await readIfThere(join(folder, path), path);
    if (there === undefined) missing.push(path);
    else (there.equals(bytes(files.get(path) ?? "")) ? same : changed).push(path);
  }
  const surplus: string[] = [];
  for (const root of owned) {
    await requireInside(folder, root.replace(/\/$/, ""));
    for (const path of await ownedFiles(folder, root)) if (!files.has(path)) surplus.push(path);
  }
  return { changed, missing, surplus: sorted(surplus), same };
}

/**
 * Makes the folder what the emission says: writes what is missing or differs, each file whole or not at all, and
 * deletes what is surplus. Gives what it found before.
 */
export async function writeFiles(emission: Emission): Promise<FileDifference> {
  const difference = await checkFiles(emission);
  const folder = await realpath(emission.folder);
  for (const path of difference.surplus) {
    await rm(join(folder, path));
    await removeEmptyFolders(folder, dirname(path), emission.owned);
  }
  for (const path of [...difference.missing, ...difference.changed]) {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    // a neighbour that is renamed: a reader meanwhile sees the old file or the new one
    const draft = `${target}.${randomBytes(6).toString("hex")}.tmp`;
    try {
      await writeFile(draft, bytes(emission.files.get(path) ?? ""), { flag: "wx" });
      await rename(draft, target);
    } catch (error) {
      await rm(draft, { force: true });
      // a full disk is found by a write, whose error names no file
      if (error instanceof Error && "syscall" in error && !("path" in error))
        Object.assign(error, { path: target });
      throw error;
    }
  }
  return difference;
}

function bytes(content: string | Uint8Array): Buffer {
  return typeof content === "string" ? Buffer.from(content, "utf8") : Buffer.from(content);
}

/** By code unit: the same in every locale. */
function sorted(paths: Iterable<string>): string[] {
  return [...paths].toSorted((left, right) => (left < right ? -1 : left > right ? 1 : 0));
}

function requireOwned(path: string, owned: readonly string[]): void {
  const parts = path.split("/");
  if (
    path.includes("\\") ||
    path.includes("\0") ||
    parts.some((part) => part === "" || part === "." || part === "..")
  ) {
    throw new EmitRefused(path, "isn't a relative path of plain names");
  }
  if (!owned.some((root) => (root.endsWith("/") ? path.startsWith(root) : path === root))) {
    throw new EmitRefused(path, "is outside what the compiler owns");
  }
}

/** No step of the way may be a symbolic link that leads out of the folder. */
async function requireInside(folder: string, path: string): Promise<void> {
  const parts = path.split("/");
  for (let length = 1; length <= parts.length; length++) {
    const part = parts.slice(0, length).join("/");
    const status = await statusIfThere(join(folder, part));
    if (status === undefined) return;
    if (!status.isSymbolicLink()) continue;
    const end = await realpath(join(folder, part)).catch(() => undefined);
    if (end === undefined || !(end + sep).startsWith(folder + sep)) {
      throw new EmitRefused(part, "is a symbolic link that leads out of the project");
    }
  }
}

async function statusIfThere(path: string): Promise<Stats | undefined> {
  try {
    return await lstat(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

async function readIfThere(file: string, path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(file);
  } catch (error) {
    if (isMissing(error)) return undefined;
    if (error instanceof Error && "code" in error && error.code === "EISDIR") {
      throw new EmitRefused(path, "is a folder, and a generated file belongs there");
    }
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");
}

/** Every file of an owned root. The root itself may be a link within the folder. */
async function ownedFiles(folder: string, root: string): Promise<readonly string[]> {
  const path = root.replace(/\/$/, "");
  if ((await statusIfThere(join(folder, path))) === undefined) return [];
  const isFolder = (await stat(join(folder, path))).isDirectory();
  return root.endsWith("/") && isFolder ? filesBelow(folder, path) : [path];
}

/** Every file below a folder. A link is listed as itself and never followed. */
async function filesBelow(folder: string, path: string): Promise<readonly string[]> {
  const entries = await readdir(join(folder, path), { withFileTypes: true });
  const nested = await Promise.all(
    entries.map((entry) =>
      entry.isDirectory()
        ? filesBelow(folder, `${path}/${entry.name}`)
        : Promise.resolve([`${path}/${entry.name}`]),
    ),
  );
  return nested.flat();
}

async function removeEmptyFolders(folder: string, path: string, owned: readonly string[]): Promise<void> {
  if (!owned.some((root) => root.endsWith("/") && `${path}/`.startsWith(root))) return;
  if ((await readdir(join(folder, path))).length > 0) return;
  await rmdir(join(folder, path));
  await removeEmptyFolders(folder, dirname(path), owned);
}

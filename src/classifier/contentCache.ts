import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** How many files of a kind stay: the one of today and a few to go back to. */
const keptFiles = 4;

/**
 * The files `<kind>-<SHA-256>.json` of a folder, by the hash in their name. A missing folder gives none, an unreadable
 * file `undefined`: either only means doing the work again.
 */
export async function cachedContents(folder: string, kind: string): Promise<ReadonlyMap<string, unknown>> {
  const contents = new Map<string, unknown>();
  for (const name of await filesIn(folder)) {
    const key = keyOf(name, kind);
    if (key !== undefined) contents.set(key, await readJson(join(folder, name)));
  }
  return contents;
}

/** Writes what is not there yet, each file whole or not at all, and deletes all but the last few of `contents`. */
export async function keepContents<Content>(
  folder: string,
  kind: string,
  contents: ReadonlyMap<string, Content>,
  json: (content: Content) => unknown,
): Promise<void> {
  const present = new Set(await filesIn(folder));
  await mkdir(folder, { recursive: true });
  const kept = new Map([...contents].slice(-keptFiles));
  for (const [key, content] of kept) {
    const name = `${kind}-${key}.json`;
    if (present.has(name)) continue;
    const temporary = join(folder, `${name}.${process.pid}`);
    await writeFile(temporary, JSON.stringify(json(content)));
    await rename(temporary, join(folder, name));
  }
  for (const name of present) {
    const key = keyOf(name, kind);
    if (key !== undefined && !kept.has(key)) await rm(join(folder, name), { force: true });
  }
}

function keyOf(name: string, kind: string): string | undefined {
  const key = name.slice(kind.length + 1, -".json".length);
  return name === `${kind}-${key}.json` && /^[0-9a-f]{64}$/.test(key) ? key : undefined;
}

async function filesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch {
    return [];
  }
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch {
    return undefined;
  }
}

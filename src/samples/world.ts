import { closeSync, mkdirSync, openSync, readdirSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { WorldOptions } from "./streamWorld.ts";
import { streamWorld } from "./streamWorld.ts";
import type { Truth } from "./truth.ts";
import { writeUsageParquet } from "./usageParquet.ts";

export interface World {
  /** Name of the file → its text. */
  readonly files: ReadonlyMap<string, string>;
  readonly truth: Truth;
}

/** The whole world in memory, usage as CSV: for tests and small worlds. */
export function generateWorld(options: Partial<WorldOptions> = {}): World {
  const pieces = new Map<string, string[]>();
  const truth = streamWorld(options, (file, text) => {
    const list = pieces.get(file);
    if (list === undefined) pieces.set(file, [text]);
    else list.push(text);
  });
  return { files: new Map([...pieces].map(([file, list]) => [file, list.join("")])), truth };
}

/** Names that the generator gives its files: those of an earlier world in the folder are removed first. */
const generatedName =
  /^(play-store-\d{4}-\d\d\.jsonl|app-store-\d{4}-\d\d\.jsonl|tickets-\d{4}-\d\d\.csv|widget\.jsonl|(telemetry|active-users|releases|accounts|articles|tracker|truth-items|truth-personal)\.csv|active-users\.parquet|truth\.json|truth-statements\.jsonl)$/;

/** Text that is collected for a file before it is written. */
const pieceLength = 1_000_000;

/**
 * Writes a world into a folder, piece by piece: a million events need little more memory than a thousand. Usage becomes
 * a Parquet file, everything else is the text of `generateWorld`.
 */
export async function writeWorld(folder: string, options: Partial<WorldOptions> = {}): Promise<Truth> {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) if (generatedName.test(name)) rmSync(join(folder, name));
  const open = new Map<string, { readonly descriptor: number; pieces: string[]; length: number }>();
  const truth = streamWorld(options, (file, text) => {
    const entry = open.get(file) ?? { descriptor: openSync(join(folder, file), "w"), pieces: [], length: 0 };
    open.set(file, entry);
    entry.pieces.push(text);
    entry.length += text.length;
    if (entry.length < pieceLength) return;
    writeSync(entry.descriptor, entry.pieces.join(""));
    entry.pieces = [];
    entry.length = 0;
  });
  for (const { descriptor, pieces } of open.values()) {
    writeSync(descriptor, pieces.join(""));
    closeSync(descriptor);
  }
  await writeUsageParquet(folder);
  return truth;
}

import path from "node:path";
import { contextKinds, type SourceKind } from "../contract/vocabulary.ts";
import { isFeedbackKind } from "../spec/sourceFields.ts";
import type { PlannedSql } from "../plan/plan.ts";
import { duckdb } from "../sql/duckdb.ts";
import { render } from "../sql/sql.ts";
import type { Database } from "./database.ts";
import { filesOf } from "./sourceFiles.ts";
import { recordsInto } from "./landRecords.ts";
import type { SourceFile } from "./sourceRecords.ts";
import { linesOf } from "./textLines.ts";
import { UnreadableFile } from "./unreadableFile.ts";

/** A file that still holds records of a customer. */
export interface HeldPlaces {
  /** File and places, as a person finds them: `in/tickets.jsonl: lines 1-3, 7`. */
  readonly text: string;
  /** 0 where the file can't be read, and so may hold some. */
  readonly records: number;
}

interface Search {
  readonly database: Database;
  readonly plan: PlannedSql;
  /** Folder that the globs of the sources start from. */
  readonly folder: string;
  readonly requestId: string;
}

/** Records that are searched at once. */
const batch = 20_000n;

/** Kinds whose records hold a customer, or name the feedback of one. */
const isPersonal = (kind: SourceKind): boolean =>
  isFeedbackKind(kind) ||
  contextKinds.some((one) => one === kind && (one === "accounts" || one === "tracker"));

/**
 * Where the files of the sources hold records that a request has erased, or tickets that name one. Files are the user's
 * own here: they are read, and left as they are.
 */
export async function heldPlaces(search: Search): Promise<readonly HeldPlaces[]> {
  const { database, plan, folder } = search;
  const { searchedRecords } = plan.purge;
  await database.run(
    `CREATE OR REPLACE TEMP TABLE ${searchedRecords} (source VARCHAR, kind VARCHAR, file VARCHAR, record_position BIGINT, payload VARCHAR, fault VARCHAR)`,
  );
  const searched = new Map<string, SourceFile>();
  const held = new Map<string, Set<bigint>>();
  const unreadable: string[] = [];
  let waiting = 0n;
  for (const source of plan.sources) {
    if (!isPersonal(source.kind)) continue;
    for (const file of (await filesOf(source, folder)).files) {
      const read: SourceFile = { source, file, path: path.resolve(folder, file), reader: "" };
      searched.set(file, read);
      try {
        waiting += await recordsInto(database, searchedRecords, read);
      } catch (error) {
        if (!(error instanceof UnreadableFile)) throw error;
        unreadable.push(`${file}: ${error.message}`);
      }
      if (waiting < batch) continue;
      await take(search, held);
      waiting = 0n;
    }
  }
  await take(search, held);
  await database.run(`DROP TABLE ${searchedRecords}`);
  const places: HeldPlaces[] = [];
  for (const [file, positions] of [...held].toSorted(([left], [right]) => (left < right ? -1 : 1)))
    places.push({
      text: `${file}: ${await placesText(searched.get(file), [...positions])}`,
      records: positions.size,
    });
  return [...places, ...unreadable.map((text) => ({ text, records: 0 }))];
}

/** Searches the records that wait, notes where the erased ones are, and empties the table. */
async function take({ database, plan, requestId }: Search, held: Map<string, Set<bigint>>): Promise<void> {
  const rows = await database.rows<{ file: string; record_position: bigint }>(
    `SELECT DISTINCT file, record_position FROM (${render(plan.purge.erasedInFiles(duckdb), plan.schemaPrefix)}) AS erased WHERE request_id = $id`,
    { id: requestId },
  );
  for (const { file, record_position } of rows)
    held.set(file, (held.get(file) ?? new Set()).add(record_position));
  await database.run(`DELETE FROM ${plan.purge.searchedRecords}`);
}

/** Lines of a file of JSON lines; of CSV and Parquet the records, counted from 1 without header and blank lines. */
async function placesText(file: SourceFile | undefined, positions: readonly bigint[]): Promise<string> {
  const sorted = positions.toSorted((left, right) => (left < right ? -1 : 1));
  if (file?.source.format !== "jsonl") return named("record", ranges(sorted));
  const wanted = new Set(sorted);
  const lines: bigint[] = [];
  let line = 0n;
  let position = 0n;
  for await (const read of linesOf(file.path, file.source)) {
    // what stands for a line that is too long holds nothing to erase
    for (const text of "lines" in read ? read.lines : ["too long"]) {
      line++;
      if (text.trim() !== "") position++;
      if (text.trim() !== "" && wanted.has(position)) lines.push(line);
    }
  }
  return named("line", ranges(lines));
}

const named = (word: string, places: string): string => `${word}${/^\d+$/.test(places) ? "" : "s"} ${places}`;

/** Sorted numbers: `1-3, 7`. */
function ranges(numbers: readonly bigint[]): string {
  const parts: { readonly first: bigint; last: bigint }[] = [];
  for (const number of numbers) {
    const open = parts.at(-1);
    if (open !== undefined && number === open.last + 1n) open.last = number;
    else parts.push({ first: number, last: number });
  }
  return parts.map(({ first, last }) => (first === last ? String(first) : `${first}-${last}`)).join(", ");
}

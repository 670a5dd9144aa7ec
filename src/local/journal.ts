import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  statSync,
  writeSync,
} from "node:fs";
import path from "node:path";
import { z } from "zod";
import { decisionLine, type DecisionRecord } from "../contract/decision.ts";
import { decisionSubjects, decisionVerbs, stances, allDecisionVerbs } from "../contract/vocabulary.ts";

/** Where decisions about a local run wait for the next one: beside its database, one line each. */
export const journalPath = (databaseFile: string): string => `${databaseFile}.decisions.jsonl`;

/**
 * Appends a decision and waits until the disk has it. The line goes out in one write at the end of the file, so that two
 * writers don't mix theirs. Where a writer was killed in the middle of a line, the new one starts on a line of its own: only
 * what was cut off is lost.
 */
export function appendDecision(journal: string, record: DecisionRecord): void {
  while (!appendOnce(journal, record)) {
    // once more, to the file that is there now: a line that is there twice is one decision
  }
}

/** Gives false where the line went to a file that was replaced meanwhile. */
function appendOnce(journal: string, record: DecisionRecord): boolean {
  const isNew = !existsSync(journal);
  // not for others: it names reviewers and gives reasons
  const file = openSync(journal, "a+", 0o600);
  try {
    const bytes = Buffer.from(`${endsInLine(file) ? "" : "\n"}${decisionLine(record)}`);
    const written = writeSync(file, bytes);
    if (written !== bytes.length)
      throw new Error(`${journal}: the disk took ${written} of ${bytes.length} bytes`);
    fsyncSync(file);
    if (isNew) syncFolder(path.dirname(journal));
    return !isReplaced(journal, file);
  } finally {
    closeSync(file);
  }
}

/** Whether the file under the name is another one than the open one: an erasure has rewritten the journal meanwhile. */
function isReplaced(journal: string, file: number): boolean {
  const found = statSync(journal, { throwIfNoEntry: false });
  const open = fstatSync(file);
  return found === undefined || found.ino !== open.ino || found.dev !== open.dev;
}

function endsInLine(file: number): boolean {
  const { size } = fstatSync(file);
  if (size === 0) return true;
  const last = Buffer.alloc(1);
  readSync(file, last, 0, 1, size - 1);
  return last[0] === 0x0a;
}

/** A new name is on the disk only once its folder is. */
function syncFolder(folder: string): void {
  const opened = openSync(folder, "r");
  try {
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}

export interface Journal {
  readonly records: readonly DecisionRecord[];
  /** Numbers of the lines that are no record, from 1: cut off by a kill, or written by something else. */
  readonly brokenLines: readonly number[];
}

/** What the journal holds, in order; nothing where there is none. */
export function readJournal(journal: string): Journal {
  if (!existsSync(journal)) return { records: [], brokenLines: [] };
  const records: DecisionRecord[] = [];
  const brokenLines: number[] = [];
  for (const [index, line] of readFileSync(journal, "utf8").split("\n").entries()) {
    if (line.trim() === "") continue;
    const record = recordOf(line);
    if (record === undefined) brokenLines.push(index + 1);
    else records.push(record);
  }
  return { records, brokenLines };
}

/**
 * Leaves out the lines of a journal that a condition names; others stay as they are, byte for byte. Killed anywhere, it
 * leaves the old file or the new one. Gives the number of lines that it took out.
 */
export function rewriteJournal(journal: string, isGone: (record: DecisionRecord) => boolean): number {
  if (!existsSync(journal)) return 0;
  const lines = readFileSync(journal, "utf8").split("\n");
  const kept = lines.filter((line) => {
    const record = recordOf(line);
    return record === undefined || !isGone(record);
  });
  if (kept.length === lines.length) return 0;
  const file = openSync(`${journal}.rewritten`, "w", 0o600);
  try {
    writeSync(file, kept.join("\n"));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(`${journal}.rewritten`, journal);
  return lines.length - kept.length;
}

const id = z.string().regex(/^[0-9a-f]{64}$/);
const recordSchema: z.ZodType<DecisionRecord> = z
  .object({
    subject_kind: z.enum(decisionSubjects),
    subject_id: id,
    left_record_id: id.nullable(),
    right_record_id: id.nullable(),
    verb: z.enum(allDecisionVerbs),
    category: z.string().nullable(),
    stance: z.enum(stances).nullable(),
    decided_at: z.iso.datetime(),
    reviewer: z.string(),
    why: z.string().nullable(),
    nonce: z.string().regex(/^[0-9a-f]{32}$/),
  })
  .refine(({ subject_kind, verb }) => decisionVerbs[subject_kind].some((one) => one === verb));

function recordOf(line: string): DecisionRecord | undefined {
  try {
    return recordSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

import { decisionId, pairId, type DecisionRecord } from "../../src/contract/decision.ts";
import type { DecisionVerb } from "../../src/contract/vocabulary.ts";
import { decisionSource } from "../../src/plan/decisionSource.ts";
import type { StageDatabase } from "./stageDatabase.ts";

const defaults = {
  left_record_id: null,
  right_record_id: null,
  category: null,
  stance: null,
  decided_at: "2025-03-01T10:00:00.000Z",
  reviewer: "Rosa Reviewer",
  why: null,
  nonce: "0".repeat(32),
} as const;

/** A decision about an event. */
export const decisionOn = (
  eventId: string,
  verb: DecisionVerb,
  category: string,
  rest: Partial<DecisionRecord> = {},
): DecisionRecord => ({
  ...defaults,
  subject_kind: "event",
  subject_id: eventId,
  verb,
  category,
  ...rest,
});

/** A decision about two identities, given in any order. */
export const decisionOfPair = (
  one: string,
  other: string,
  verb: "same" | "distinct",
  rest: Partial<DecisionRecord> = {},
): DecisionRecord => {
  const [left = "", right = ""] = [one, other].toSorted();
  return {
    ...defaults,
    subject_kind: "customer_link",
    subject_id: pairId(left, right),
    left_record_id: left,
    right_record_id: right,
    verb,
    ...rest,
  };
};

/** Puts lines of a journal where landing would have put them; text stands as it is. */
export async function landDecisions(
  db: StageDatabase,
  lines: readonly (DecisionRecord | string)[],
  file = "journal.jsonl",
): Promise<void> {
  const { id, kind } = decisionSource([]);
  await db.database.run("DELETE FROM fixloop_raw.landing");
  await db.database.run("DELETE FROM fixloop_raw.landing_file");
  await db.insert("raw.landing_file", [
    { source: id, file, content_hash: "hash", reader: "reader", records: lines.length },
  ]);
  await db.insert(
    "raw.landing",
    lines.map((line, index) => ({
      source: id,
      kind,
      file,
      record_position: index + 1,
      payload: typeof line === "string" ? line : JSON.stringify(line),
    })),
  );
}

/** Puts decisions where ingest would have put them, as new in the current run. */
export async function recordDecisions(db: StageDatabase, records: readonly DecisionRecord[]): Promise<void> {
  const [run] = await db.rows<{ run_id: bigint }>(
    "SELECT max(run_id) AS run_id FROM fixloop_curated.pipeline_run",
  );
  await db.insert(
    "raw.decision",
    records.map((record) => ({
      ...record,
      decision_id: decisionId(record),
      decided_at: record.decided_at.replace("T", " ").replace("Z", ""),
      run_id: Number(run?.run_id ?? 1n),
    })),
  );
}

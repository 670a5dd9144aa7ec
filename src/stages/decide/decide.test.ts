import { expect, test } from "vitest";
import {
  decisionOfPair,
  decisionOn,
  landDecisions,
  recordDecisions,
} from "../../../test/support/decisions.ts";
import { smallProject } from "../../../test/support/project.ts";
import { StageDatabase } from "../../../test/support/stageDatabase.ts";
import { decisionId, type DecisionRecord } from "../../contract/decision.ts";
import * as ledger from "../../ledger/ledger.ts";
import { duckdb } from "../../sql/duckdb.ts";

const event = (name: string): string => name.repeat(64).slice(0, 64);
const at = (minute: number): string => `2025-03-01T10:${String(minute).padStart(2, "0")}:00.000Z`;

async function decided(db: StageDatabase, records: readonly DecisionRecord[]): Promise<void> {
  await recordDecisions(db, records);
  await db.stage("decide");
}

async function nextRun(db: StageDatabase): Promise<void> {
  await db.execute(ledger.finishRun(duckdb));
  await db.execute(ledger.openRun(duckdb));
}

const inForce = (db: StageDatabase): Promise<readonly Record<string, unknown>[]> =>
  db.rows(
    "SELECT substring(subject_id, 1, 1) AS subject, verb, category FROM fixloop_curated.decision_in_force ORDER BY subject_id",
  );
const failing = (db: StageDatabase, check: string): Promise<readonly Record<string, unknown>[]> =>
  db.rows(
    `SELECT failing_rows FROM fixloop_curated.check_result WHERE check_id = '${check}' AND failing_rows > 0`,
  );

test("a decision is in the chain, its note beside it, and in force", async () => {
  const db = await StageDatabase.open(smallProject());
  const record = decisionOn(event("a"), "approve", "sync-stops", { why: "Reads 'won''t sync': \"sure\" 😀" });
  await landDecisions(db, [record, record]);
  await db.stage("ingest");
  await db.stage("decide");
  expect(
    await db.rows(
      "SELECT decision_id, sequence_number, subject_kind, verb, category, stance, CAST(decided_at AS VARCHAR) AS decided_at, previous_hash FROM fixloop_curated.review_decision",
    ),
  ).toEqual([
    {
      decision_id: decisionId(record),
      sequence_number: 1n,
      subject_kind: "event",
      verb: "approve",
      category: "sync-stops",
      stance: null,
      decided_at: "2025-03-01 10:00:00",
      previous_hash: "0".repeat(64),
    },
  ]);
  expect(
    await db.rows("SELECT decision_id, subject_id, reviewer, why FROM fixloop_curated.decision_note"),
  ).toEqual([
    { decision_id: decisionId(record), subject_id: event("a"), reviewer: "Rosa Reviewer", why: record.why },
  ]);
  expect(await inForce(db)).toEqual([{ subject: "a", verb: "approve", category: "sync-stops" }]);
  db.close();
});

test("later decisions override earlier ones, and all stay in the chain", async () => {
  const db = await StageDatabase.open(smallProject());
  await decided(db, [
    decisionOn(event("a"), "approve", "sync-stops", { decided_at: at(1) }),
    decisionOn(event("a"), "reject", "sync-stops", { decided_at: at(3) }),
    decisionOn(event("a"), "refine", "login", { decided_at: at(2) }),
  ]);
  expect(await inForce(db)).toEqual([{ subject: "a", verb: "reject", category: "sync-stops" }]);
  expect(
    await db.rows(
      "SELECT sequence_number, verb FROM fixloop_curated.review_decision ORDER BY sequence_number",
    ),
  ).toEqual([
    { sequence_number: 1n, verb: "approve" },
    { sequence_number: 2n, verb: "refine" },
    { sequence_number: 3n, verb: "reject" },
  ]);
  db.close();
});

test("a decision that arrives late doesn't replace a newer one, in whichever order they come", async () => {
  const records = [
    decisionOn(event("a"), "approve", "sync-stops", { decided_at: at(1) }),
    decisionOn(event("a"), "refine", "login", { decided_at: at(5) }),
    decisionOn(event("a"), "reject", "sync-stops", { decided_at: at(3) }),
    decisionOn(event("b"), "reject", "login", { decided_at: at(2) }),
  ];
  for (const order of [
    [0, 1, 2, 3],
    [3, 2, 1, 0],
    [1, 0, 3, 2],
    [2, 3, 0, 1],
  ]) {
    const db = await StageDatabase.open(smallProject());
    for (const index of order) {
      const record = records[index];
      if (record !== undefined) await decided(db, [record]);
      await nextRun(db);
    }
    expect(await inForce(db)).toEqual([
      { subject: "a", verb: "refine", category: "login" },
      { subject: "b", verb: "reject", category: "login" },
    ]);
    expect(await failing(db, "decide.chain_is_whole")).toEqual([]);
    db.close();
  }
});

test("of two decisions of one moment the later one in the chain counts", async () => {
  const db = await StageDatabase.open(smallProject());
  await decided(db, [decisionOn(event("a"), "approve", "sync-stops")]);
  await nextRun(db);
  await decided(db, [decisionOn(event("a"), "reject", "sync-stops")]);
  expect(await inForce(db)).toEqual([{ subject: "a", verb: "reject", category: "sync-stops" }]);
  db.close();
});

test("a journal that is landed again adds nothing, and its new lines continue the chain", async () => {
  const db = await StageDatabase.open(smallProject());
  const first = [
    decisionOn(event("a"), "approve", "sync-stops", { decided_at: at(1) }),
    decisionOn(event("b"), "approve", "sync-stops", { decided_at: at(2) }),
  ];
  const landed = async (records: readonly DecisionRecord[]): Promise<void> => {
    await landDecisions(db, records);
    await db.stage("ingest");
    await db.stage("decide");
  };
  await landed(first);
  const chain =
    "SELECT decision_id, sequence_number, row_hash FROM fixloop_curated.review_decision ORDER BY sequence_number";
  const before = await db.rows(chain);
  await nextRun(db);
  await landed([...first, ...first, decisionOn(event("c"), "reject", "login", { decided_at: at(0) })]);
  const after = await db.rows(chain);
  expect(after.slice(0, 2)).toEqual(before);
  expect(after).toHaveLength(3);
  expect(await failing(db, "decide.chain_is_whole")).toEqual([]);
  db.close();
});

test("a run that is killed after any statement of the stage ends with the same chain", async () => {
  const lines = ["a", "b", "c", "d"].map((name, index) =>
    decisionOn(event(name), "approve", "sync-stops", { decided_at: at(index) }),
  );
  const db = await StageDatabase.open(smallProject());
  await decided(db, lines);
  const chain = "SELECT * EXCLUDE (run_id) FROM fixloop_curated.review_decision ORDER BY sequence_number";
  const once = await db.rows(chain);
  // resumed: the stage runs again in the same window
  await db.stage("decide");
  expect(await db.rows(chain)).toEqual(once);
  expect(await failing(db, "decide.chain_is_whole")).toEqual([]);
  db.close();
});

test.each([
  ["a verb", "UPDATE fixloop_curated.review_decision SET verb = 'reject' WHERE sequence_number = 2"],
  ["a category", "UPDATE fixloop_curated.review_decision SET category = 'other' WHERE sequence_number = 3"],
  [
    "a time",
    "UPDATE fixloop_curated.review_decision SET decided_at = decided_at + INTERVAL 1 SECOND WHERE sequence_number = 1",
  ],
  ["a row in the middle", "DELETE FROM fixloop_curated.review_decision WHERE sequence_number = 2"],
  ["the first row", "DELETE FROM fixloop_curated.review_decision WHERE sequence_number = 1"],
  [
    "a hash",
    `UPDATE fixloop_curated.review_decision SET row_hash = '${"f".repeat(64)}' WHERE sequence_number = 4`,
  ],
  ["the order", "UPDATE fixloop_curated.review_decision SET sequence_number = 5 - sequence_number"],
])("the check of the chain finds %s that was changed", async (_what, tampering) => {
  const db = await StageDatabase.open(smallProject());
  await decided(
    db,
    ["a", "b", "c", "d"].map((name, index) =>
      decisionOn(event(name), "approve", "sync-stops", { decided_at: at(index) }),
    ),
  );
  await db.database.run(tampering);
  await db.stage("decide");
  expect(await failing(db, "decide.chain_is_whole")).not.toEqual([]);
  db.close();
});

test.each([
  ["reviewer", "UPDATE fixloop_curated.decision_note SET reviewer = 'Mallory'"],
  ["reason", "UPDATE fixloop_curated.decision_note SET why = 'another reason'"],
  ["subject", `UPDATE fixloop_curated.decision_note SET subject_id = '${"e".repeat(64)}'`],
])("a note whose %s was changed doesn't match its decision", async (_what, tampering) => {
  const db = await StageDatabase.open(smallProject());
  await decided(db, [decisionOn(event("a"), "approve", "sync-stops")]);
  await nextRun(db);
  await db.database.run(tampering);
  await db.stage("decide");
  expect(await failing(db, "decide.notes_match")).toEqual([{ failing_rows: 1n }]);
  db.close();
});

test("without its note a decision stays in the chain, and its digests can't be guessed", async () => {
  const db = await StageDatabase.open(smallProject());
  const records = ["1", "2"].map((digit) =>
    decisionOn(event("a"), "approve", "sync-stops", {
      nonce: digit.repeat(32),
      decided_at: at(Number(digit)),
    }),
  );
  await decided(db, records);
  const digests = await db.rows<{ reviewer_digest: string; subject_digest: string }>(
    "SELECT DISTINCT reviewer_digest, subject_digest FROM fixloop_curated.review_decision",
  );
  // one reviewer, one subject: salted, they look like two of each
  expect(new Set(digests.flatMap(Object.values))).toHaveProperty("size", 4);
  await db.database.run("DELETE FROM fixloop_curated.decision_note");
  await db.stage("decide");
  expect(await failing(db, "decide.chain_is_whole")).toEqual([]);
  expect(await failing(db, "decide.notes_match")).toEqual([]);
  db.close();
});

const valid = decisionOn(event("a"), "approve", "sync-stops");
const pair = decisionOfPair(event("a"), event("b"), "same");
const without = (name: keyof DecisionRecord): string => JSON.stringify({ ...valid, [name]: undefined });
const faulty: readonly (readonly [what: string, line: string, reason: string, field: string | null])[] = [
  ["a line that a kill cut off", JSON.stringify(valid).slice(0, 80), "not_json", null],
  ["a list", "[1]", "not_json", null],
  [
    "another kind of subject",
    JSON.stringify({ ...valid, subject_kind: "issue" }),
    "missing_field",
    "subject_kind",
  ],
  ["an id that isn't one", JSON.stringify({ ...valid, subject_id: "42" }), "missing_id", "subject_id"],
  ["an unknown verb", JSON.stringify({ ...valid, verb: "delete" }), "missing_field", "verb"],
  ["a verb of another kind", JSON.stringify({ ...valid, verb: "same" }), "missing_field", "verb"],
  ["no category", without("category"), "missing_field", "category"],
  ["an unknown stance", JSON.stringify({ ...valid, stance: "sings" }), "missing_field", "stance"],
  ["no time", without("decided_at"), "missing_time", "decided_at"],
  ["a time that isn't one", JSON.stringify({ ...valid, decided_at: "soon" }), "bad_time", "decided_at"],
  [
    "a time of another age",
    JSON.stringify({ ...valid, decided_at: "1066-10-14T00:00:00Z" }),
    "time_out_of_range",
    "decided_at",
  ],
  ["no reviewer", without("reviewer"), "missing_field", "reviewer"],
  ["no nonce", without("nonce"), "missing_field", "nonce"],
  [
    "a pair in the wrong order",
    JSON.stringify({ ...pair, left_record_id: event("b"), right_record_id: event("a") }),
    "missing_id",
    "subject_id",
  ],
  [
    "another pair than its id says",
    JSON.stringify({ ...pair, right_record_id: event("c") }),
    "missing_id",
    "subject_id",
  ],
  ["half a pair", JSON.stringify({ ...pair, right_record_id: null }), "missing_id", "right_record_id"],
];

test("a line that is no decision is set aside with its reason, and the other lines count", async () => {
  const db = await StageDatabase.open(smallProject());
  await landDecisions(db, [valid, ...faulty.map(([, line]) => line), pair]);
  await db.stage("ingest");
  await db.stage("decide");
  expect(
    await db.rows(
      "SELECT kind, record_position, reason, field FROM fixloop_curated.quarantine ORDER BY record_position",
    ),
  ).toEqual(
    faulty.map(([, , reason, field], index) => ({
      kind: "decisions",
      record_position: BigInt(index + 2),
      reason,
      field,
    })),
  );
  expect(await db.rows("SELECT verb FROM fixloop_curated.review_decision ORDER BY verb")).toEqual([
    { verb: "approve" },
    { verb: "same" },
  ]);
  expect(await failing(db, "ingest.decisions_are_read")).toEqual([{ failing_rows: BigInt(faulty.length) }]);
  expect(
    await db.rows(
      "SELECT check_id FROM fixloop_curated.check_result WHERE severity = 'error' AND failing_rows > 0",
    ),
  ).toEqual([]);
  db.close();
});

test("a pair may be known by its id alone", async () => {
  const db = await StageDatabase.open(smallProject());
  await landDecisions(db, [JSON.stringify({ ...pair, left_record_id: null, right_record_id: null })]);
  await db.stage("ingest");
  await db.stage("decide");
  expect(await db.rows("SELECT subject_id, left_record_id FROM fixloop_curated.decision_in_force")).toEqual([
    { subject_id: pair.subject_id, left_record_id: null },
  ]);
  db.close();
});

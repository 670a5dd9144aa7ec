import { syncTaxonomy } from "../support/syncTaxonomy.ts";
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fixloop, type Ran } from "../support/fixloop.ts";

const pipeline = `name: notes
products: [notes]
sources:
  desk:
    kind: tickets
    files: tickets.csv
    map: { id: id, at: at, text: body, author: name, email: email }
`;
const taxonomy = `${syncTaxonomy}owners:
  team-sync: { title: Sync team }
`;
const tickets = `id,at,body,name,email
T1,2026-01-01T08:00:00Z,sync stopped after the update,Ann Example,ann@example.org
T2,2026-01-02T08:00:00Z,hello there,Bob Example,bob@example.org
T3,2026-01-03T08:00:00Z,very slow sync,Cem Example,cem@example.org
T4,2026-01-04T08:00:00Z,sync is broken,Ann Example,ann.example@example.net
`;

let folder: string;
const journal = (): string => path.join(folder, ".fixloop", "notes.duckdb.decisions.jsonl");
const run = (...words: readonly string[]): Promise<Ran> => fixloop(folder, ...words);
const decide = (...words: readonly string[]): Promise<Ran> => fixloop(folder, "decide", ...words);
const lines = (): readonly string[] =>
  existsSync(journal())
    ? readFileSync(journal(), "utf8")
        .split("\n")
        .filter((line) => line !== "")
    : [];

async function rows(select: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const { code, stdout, stderr } = await run("query", "--format", "json", select);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as readonly Readonly<Record<string, unknown>>[];
}

async function finished(): Promise<void> {
  const { code, stderr } = await run("run");
  expect(code, stderr).toBe(0);
}

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "fixloop-decide-"));
  mkdirSync(path.join(folder, "taxonomy"));
  writeFileSync(path.join(folder, "pipeline.yaml"), pipeline);
  writeFileSync(path.join(folder, "taxonomy", "sync.yaml"), taxonomy);
  writeFileSync(path.join(folder, "tickets.csv"), tickets);
  expect((await decide("T1", "approve")).stderr).toContain("There is no finished run");
  await finished();
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("what can't be decided is refused with exit code 2, and nothing is recorded", () => {
  test.each<[words: string, sentence: RegExp]>([
    ["nothing-here approve", /^error: Nothing has the id nothing-here\./],
    [
      "T1 same",
      /T1 is an event: same is a decision about two identities\.\n {2}help: Use approve, reject, refine\./,
    ],
    ["T2 approve", /Nothing was suggested for the event, so there is nothing to approve\./],
    ["T2 reject", /Nothing was suggested for the event, so there is nothing to reject\./],
    ["T1 refine", /refine names another category, and none is given\./],
    ["T1 refine --category sync-slwo", /The taxonomy has no category sync-slwo\. Did you mean "sync-slow"\?/],
    ["T1 approve --category sync-slow", /--category belongs to refine, not to approve\./],
    ["T1 reject --stance asks", /--stance belongs to approve and refine, not to reject\./],
    ["T1 approve --stance cries", /--stance doesn't take "cries"/],
    ["T1 aprove", /decide doesn't take "aprove"\. Did you mean "approve"\?/],
    ["a,b same", /Nothing has the id a,b\./],
    ["T1, same", /Nothing has the id T1,\./],
  ])("%s", async (words, sentence) => {
    const { code, stdout, stderr } = await decide(...words.split(" "));
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(sentence);
    expect(lines()).toEqual([]);
  });

  test.each([
    ["an empty reason", ["--why", "  "], "--why is empty."],
    ["a reason of a novel", ["--why", "x".repeat(2001)], "--why has more than 2000 characters."],
    ["an empty name", ["--as", ""], "--as is empty."],
  ])("%s", async (_what, words, sentence) => {
    const { code, stderr } = await decide("T1", "reject", ...words);
    expect(code).toBe(2);
    expect(stderr).toContain(sentence);
    expect(lines()).toEqual([]);
  });
});

test("decisions are recorded once, overridden, applied by the next run and explained", async () => {
  const dry = await decide("T1", "reject", "--dry-run");
  expect([dry.code, dry.stdout, dry.stderr]).toEqual([
    0,
    expect.stringMatching(/^Event [0-9a-f]{64} isn't sync-stops \(reject\)\.\n$/),
    "Dry run: nothing was recorded.\n",
  ]);
  expect(lines()).toEqual([]);

  const first = await decide("T1", "reject", "--why", "two\nlines", "--as", "Rosa");
  expect(first.code, first.stderr).toBe(0);
  expect(lines().map((line) => JSON.parse(line) as object)).toMatchObject([
    { verb: "reject", category: "sync-stops", reviewer: "Rosa", why: "two lines" },
  ]);

  // before any run has landed it, the journal says what was decided
  const again = await decide("T1", "reject", "--as", "Ben");
  expect(again.stderr).toContain("Already decided so at 2026-01-01T00:00:00.000Z; nothing was recorded.");
  expect(lines()).toHaveLength(1);

  const refined = await decide(
    "T1",
    "refine",
    "--category",
    "sync-slow",
    "--stance",
    "complains",
    "--as",
    "Rosa",
    "--format",
    "json",
  );
  expect(JSON.parse(refined.stdout)).toMatchObject({
    outcome: "recorded",
    subjectKind: "event",
    verb: "refine",
    category: "sync-slow",
    stance: "complains",
    reviewer: "Rosa",
    // later than the decision that it overrides, though the clock of the test stands still
    decidedAt: "2026-01-01T00:00:00.001Z",
    overrides: { verb: "reject", category: "sync-stops", decidedAt: "2026-01-01T00:00:00.000Z" },
  });
  expect((await decide("T2", "refine", "--category", "sync-stops", "--as", "Rosa")).code).toBe(0);
  expect((await decide("T3", "approve", "--as", "Rosa")).code).toBe(0);
  await finished();

  const enriched = `SELECT source_record_id AS id, category, accepted, decided_by FROM fixloop_curated.enrichment
JOIN fixloop_curated.feedback_event USING (event_id) WHERE decided_by = 'person' ORDER BY id`;
  const applied = [
    { id: "T1", category: "sync-slow", accepted: true, decided_by: "person" },
    { id: "T2", category: "sync-stops", accepted: true, decided_by: "person" },
    { id: "T3", category: "sync-slow", accepted: true, decided_by: "person" },
  ];
  expect(await rows(enriched)).toEqual(applied);
  // landed, it is known from the tables as well
  expect((await decide("T3", "approve", "--format", "json")).stdout).toContain(
    '"outcome": "already_decided"',
  );
  await finished();
  expect(await rows(enriched)).toEqual(applied);
  expect(await rows("SELECT count(*)::INT AS decisions FROM fixloop_curated.review_decision")).toEqual([
    { decisions: 4 },
  ]);

  const { stdout } = await run("explain", "T1");
  expect(stdout).toContain("decision of a reviewer");
  expect(stdout).toContain("in the chain");
  expect(stdout).not.toContain("Rosa");
}, 120_000);

test("pairs are joined and parted, and a contradiction is refused", async () => {
  const identities = await rows(
    "SELECT customer_record_id AS id, email FROM fixloop_curated.customer_record ORDER BY email",
  );
  const idOf = (email: string): string => String(identities.find((one) => one["email"] === email)?.["id"]);
  const [ann, anna, bob, cem] = [
    "ann@example.org",
    "ann.example@example.net",
    "bob@example.org",
    "cem@example.org",
  ].map(idOf) as [string, string, string, string];
  const customers = async (): Promise<unknown> =>
    (
      await rows(
        "SELECT list_sort(list(email)) AS emails FROM fixloop_curated.customer JOIN fixloop_curated.customer_record USING (customer_record_id) GROUP BY customer_id HAVING count(*) > 1",
      )
    ).map(({ emails }) => emails);

  expect((await decide(`${bob.slice(0, 10)},${ann}`, "approve")).stderr).toContain(
    "is a pair of identities: approve is a decision about a category.",
  );
  expect((await decide(`${bob.slice(0, 10)},${cem}`, "same")).stdout).toMatch(
    /^Pair [0-9a-f]{64} is one person \(same\)\.\n$/,
  );
  expect((await decide(`${cem}, ${bob}`, "same")).stderr).toContain("Already decided so");
  expect((await decide(`${ann},${bob}`, "same")).code).toBe(0);
  expect((await decide(`${ann},${anna}`, "distinct")).code).toBe(0);
  const refused = await decide(`${ann},${cem}`, "distinct");
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain("Other decisions say that the two are the same:");
  expect((await decide(`${anna},${cem}`, "same")).stderr).toContain(
    "Other decisions say that the two are distinct:",
  );
  await finished();
  expect(await customers()).toEqual([["ann@example.org", "bob@example.org", "cem@example.org"]]);

  expect((await decide(`${ann},${bob}`, "distinct")).stdout).toContain(
    "This overrides same of 2026-01-01T00:00:00.000Z.",
  );
  await finished();
  expect(await customers()).toEqual([["bob@example.org", "cem@example.org"]]);
}, 120_000);

test("a line that a kill cut off is reported by the command and the run, and stops neither", async () => {
  const before = lines().length;
  appendFileSync(journal(), '{"subject_kind":"event","subj');
  const warned = await decide("T3", "reject", "--as", "Rosa");
  expect(warned.code).toBe(0);
  expect(warned.stderr).toContain(
    `warning: line ${before + 1} of .fixloop/notes.duckdb.decisions.jsonl doesn't hold a complete decision`,
  );
  await finished();
  expect(
    await rows("SELECT kind, record_position::INT AS place, reason FROM fixloop_curated.quarantine"),
  ).toEqual([{ kind: "decisions", place: before + 1, reason: "not_json" }]);
  expect(
    await rows(
      "SELECT accepted FROM fixloop_curated.enrichment JOIN fixloop_curated.feedback_event USING (event_id) WHERE source_record_id = 'T3'",
    ),
  ).toEqual([{ accepted: false }]);
}, 120_000);

test("erasing a customer takes the decisions about it out of the journal and every table but the chain", async () => {
  // not landed yet
  expect(
    (await decide("T2", "refine", "--category", "sync-slow", "--as", "Rosa", "--why", "as Bob said")).code,
  ).toBe(0);
  const [chain] = await rows("SELECT count(*)::INT AS decisions FROM fixloop_curated.review_decision");
  const { code, stderr } = await run(
    "erase",
    "--customer",
    "bob@example.org",
    "--confirm",
    "bob@example.org",
  );
  expect(code, stderr).toBe(0);
  expect(lines().filter((line) => line.includes("sync-slow") && line.includes("Bob"))).toEqual([]);
  await finished();
  const [event] = await rows(
    "SELECT count(*)::INT AS events FROM fixloop_curated.decision_in_force WHERE event_id NOT IN (SELECT event_id FROM fixloop_curated.feedback_event)",
  );
  expect(event).toEqual({ events: 0 });
  expect(await rows("SELECT count(*)::INT AS decisions FROM fixloop_curated.review_decision")).toEqual([
    chain,
  ]);
  expect(
    await rows(
      "SELECT DISTINCT check_id FROM fixloop_curated.check_result WHERE stage = 'decide' AND failing_rows > 0",
    ),
  ).toEqual([]);
}, 120_000);

import { expect, test } from "vitest";
import { filesProject } from "../support/filesProject.ts";
import { loadYaml, told } from "../support/yamlProject.ts";

const lines = (records: readonly object[]): string =>
  records.map((record) => JSON.stringify(record)).join("\n");

const helpdesk = `  helpdesk:
    kind: tickets
    files: tickets.jsonl
    map: { id: id, at: at, text: text }
    deleted: { from: status, is: [deleted, spam] }
    redacted: { path: part.redacted, is: "true" }
`;
const ticket = { id: "1", at: "2026-01-01", text: "Sync stopped", status: "open", part: { redacted: false } };

const schemaCheck =
  "SELECT severity, failing_rows FROM fixloop_curated.check_result WHERE check_id = 'ingest.schema_is_known'";

test("records that their source marks are set aside as such, and stop nothing, whatever else they lack", async () => {
  const db = await filesProject(helpdesk, {
    "tickets.jsonl": lines([
      ticket,
      { id: "9", status: "deleted", text: "SCRUBBED" },
      ...Array.from({ length: 8 }, (_, index) => ({ ...ticket, id: `d${index}`, status: " spam " })),
      { ...ticket, id: "r", text: "", part: { redacted: true } },
      { ...ticket, id: "b", status: "deleted", part: { redacted: true } },
    ]),
  });
  expect(
    await db.rows(
      "SELECT reason, field, count(*) AS records FROM fixloop_curated.quarantine GROUP BY ALL ORDER BY reason",
    ),
  ).toEqual([
    { reason: "deleted", field: null, records: 10n },
    { reason: "redacted", field: null, records: 1n },
  ]);
  expect(await db.rows("SELECT source_record_id FROM fixloop_curated.feedback_event")).toEqual([
    { source_record_id: "1" },
  ]);
  expect(await db.rows(schemaCheck)).toEqual([{ severity: "error", failing_rows: 0n }]);
  db.close();
});

test("a task that died after the text of a deleted record had left ends as one that was not, though nothing is landed again", async () => {
  const db = await filesProject(helpdesk, {
    "tickets.jsonl": lines([
      { ...ticket, at: "2026-01-03" },
      { ...ticket, id: "2", text: "Call me" },
      { id: "2", at: "2026-01-02", status: "deleted", text: "SCRUBBED" },
    ]),
  });
  const records = () =>
    db.rows("SELECT record_position, outcome, given_id FROM fixloop_raw.landing_record ORDER BY ALL");
  const once = await records();
  expect(once).toEqual([
    { record_position: 1n, outcome: "landed", given_id: "1" },
    { record_position: 2n, outcome: "erased", given_id: null },
    { record_position: 3n, outcome: "rejected", given_id: "2" },
  ]);
  expect(await db.rows("SELECT record_position FROM fixloop_raw.landing ORDER BY 1")).toEqual([
    { record_position: 1n },
    { record_position: 3n },
  ]);
  await db.stage("ingest");
  expect(await records()).toEqual(once);
  expect(
    await db.rows(
      "SELECT check_id FROM fixloop_curated.check_result WHERE severity = 'error' AND failing_rows > 0",
    ),
  ).toEqual([]);
  db.close();
});

test("a withdrawal after the reference time that a first attempt found waits, and isn't erased with what it withdraws", async () => {
  const db = await filesProject(helpdesk, {
    "tickets.jsonl": lines([
      ticket,
      { ...ticket, id: "2", text: "Call me" },
      { id: "2", at: "2026-01-02", status: "deleted", text: "SCRUBBED" },
    ]),
  });
  await db.stage("ingest");
  expect(
    await db.rows(
      "SELECT record_position, outcome, reason FROM fixloop_raw.landing_record WHERE record_position > 1 ORDER BY ALL",
    ),
  ).toEqual([
    { record_position: 2n, outcome: "erased", reason: null },
    { record_position: 3n, outcome: "waiting", reason: "deleted" },
  ]);
  db.close();
});

test("what is refused next to marked records still stops the source", async () => {
  const db = await filesProject(helpdesk, {
    "tickets.jsonl": lines([
      ...Array.from({ length: 30 }, (_, index) => ({ ...ticket, id: `d${index}`, status: "deleted" })),
      ...Array.from({ length: 6 }, (_, index) => ({ ...ticket, id: `e${index}`, text: "" })),
    ]),
  });
  expect(await db.rows(schemaCheck)).toEqual([{ severity: "error", failing_rows: 1n }]);
  db.close();
});

test("a contract allows that most ratings have no text", async () => {
  const store = `  store:
    kind: reviews
    files: ratings.csv
    map: { id: id, at: at, text: text, rating: stars }
    allow: [missing_text]
`;
  const db = await filesProject(store, {
    "ratings.csv": `id,at,stars,text\na,2026-01-01,1,It broke\n${Array.from({ length: 9 }, (_, index) => `${index},2026-01-01,5,`).join("\n")}\n`,
  });
  expect(
    await db.rows("SELECT reason, count(*) AS records FROM fixloop_curated.quarantine GROUP BY ALL"),
  ).toEqual([{ reason: "missing_text", records: 9n }]);
  expect(await db.rows("SELECT masked_text FROM fixloop_curated.feedback_event")).toEqual([
    { masked_text: "It broke" },
  ]);
  expect(await db.rows(schemaCheck)).toEqual([{ severity: "error", failing_rows: 0n }]);
  db.close();
});

test.each([
  ["{ is: [gone] }", "pipeline.yaml:7:14 bad-mapping"],
  ["{ from: a, path: b, is: [gone] }", "pipeline.yaml:7:25 bad-mapping"],
  ["{ path: 'a[', is: [gone] }", "pipeline.yaml:7:22 bad-record-path"],
  ["{ from: a }", "pipeline.yaml:7:5 missing-key"],
])("deleted: %s", (rule, expected) => {
  const { diagnostics } = loadYaml({
    "pipeline.yaml": `name: notes
sources:
  shop:
    kind: reviews
    files: shop.csv
    deleted: ${rule}
    map: { id: id, at: date, text: text }
`,
  });
  expect(diagnostics.map(told)).toEqual([expected]);
});

test("points have no marks", () => {
  const { diagnostics } = loadYaml({
    "pipeline.yaml": `name: notes
sources:
  shop: { kind: reviews, files: shop.csv, map: { id: id, at: date, text: text } }
  users: { kind: usage, files: u.csv, map: { at: a, value: v }, deleted: { from: a, is: x } }
`,
  });
  expect(diagnostics.map(told)).toEqual(["pipeline.yaml:5:65 misplaced-reading"]);
});

import { expect, test } from "vitest";
import { filesProject } from "../support/filesProject.ts";
import { loadYaml, told } from "../support/yamlProject.ts";

const widget = `  widget:
    kind: survey
    files: widget*.csv
    map: { id: { hash: [date, author, answer] }, at: date, text: answer }
`;
const header = "date,author,answer";

test("records without an id are one where their values are, and none where they have none", async () => {
  const db = await filesProject(widget, {
    "widget-1.csv": `${header}\n2026-01-01,ann,It broke\n2026-01-01,an,nIt broke\n2026-01-01,ann,It broke\n,,\n`,
    "widget-2.csv": `${header}\n2026-01-01,ann,It broke\n2026-01-01,ann,It broke again\n`,
  });
  expect(
    await db.rows(
      "SELECT masked_text, length(source_record_id) AS id FROM fixloop_curated.feedback_event ORDER BY masked_text",
    ),
  ).toEqual(
    [
      { masked_text: "It broke", id: 64 },
      { masked_text: "It broke again", id: 64 },
      { masked_text: "nIt broke", id: 64 },
    ].map((row) => ({ ...row, id: BigInt(row.id) })),
  );
  expect(await db.rows("SELECT reason, record_position FROM fixloop_curated.quarantine")).toEqual([
    { reason: "missing_id", record_position: 4n },
  ]);
  db.close();
});

test("an id is generated also next to paths", async () => {
  const db = await filesProject(
    `  chat:
    kind: tickets
    files: chat.jsonl
    map: { id: { hash: [at, who] }, at: at, text: { path: message.text } }
`,
    {
      "chat.jsonl": ["a", "b"]
        .map((who) => JSON.stringify({ at: "2026-01-01", who, message: { text: "It broke" } }))
        .join("\n"),
    },
  );
  expect(
    await db.rows("SELECT count(DISTINCT source_record_id) AS ids FROM fixloop_curated.feedback_event"),
  ).toEqual([{ ids: 2n }]);
  db.close();
});

test("only an id is made of other values", () => {
  const { diagnostics } = loadYaml({
    "pipeline.yaml": `name: notes
sources:
  shop:
    kind: reviews
    files: shop.csv
    map: { id: id, at: date, text: { hash: [a, b] } }
`,
  });
  expect(diagnostics.map(told)).toEqual(["pipeline.yaml:7:38 misplaced-reading"]);
});

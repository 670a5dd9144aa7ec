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

const shop = `  shop:
    kind: reviews
    files: shop*.csv
    map: { id: id, at: at, text: text }
`;
const found = `SELECT observed, failing_rows FROM fixloop_curated.check_result WHERE check_id = 'ingest.ids_are_unique'`;
const row = (id: string, day: number, text: string): string => `${id},2026-01-${10 + day},${text}`;

test("different texts under one id at one time are a finding with an example, not edits in silence", async () => {
  const rows = Array.from({ length: 30 }, (_, index) => row(`user-${index % 3}`, 1, `Text ${index}`));
  const db = await filesProject(shop, { "shop.csv": `id,at,text\n${rows.join("\n")}\n` });
  expect(await db.rows(found)).toEqual([
    {
      observed: "shop: 3 ids with 30 different records at one time, such as records 1 and 28 of shop.csv",
      failing_rows: 1n,
    },
  ]);
  db.close();
});

test("redeliveries and edits are no such finding", async () => {
  const db = await filesProject(shop, {
    "shop-1.csv": `id,at,text\n${[row("a", 1, "Text"), row("a", 1, "Text"), row("a", 2, "Edited")].join("\n")}\n`,
    "shop-2.csv": `id,at,text\n${row("a", 1, "Edited without another time")}\n`,
  });
  expect(await db.rows(found)).toEqual([{ observed: null, failing_rows: 0n }]);
  db.close();
});

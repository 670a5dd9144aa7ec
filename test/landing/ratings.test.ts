import { expect, test } from "vitest";
import { filesProject } from "../support/filesProject.ts";

const written = ["4/5", "★★★★", "4,0", "5 stars", "8", "NPS 9", ""];

/** The same ratings under a scale: what each became. */
async function ratings(scale: string): Promise<readonly unknown[]> {
  const db = await filesProject(
    `  shop:
    kind: reviews
    files: shop.jsonl
    map: { id: id, at: at, text: body, rating: { from: stars, scale: ${scale} } }
`,
    {
      "shop.jsonl": written
        .map((stars, id) => JSON.stringify({ id, at: "2026-01-01", body: "It broke", stars }))
        .join("\n"),
    },
  );
  const rows = await db.rows<{ id: string; read: string | number | null }>(
    `SELECT source_record_id AS id, CAST(rating AS VARCHAR) AS read FROM fixloop_curated.feedback_event
  UNION ALL SELECT CAST(record_position - 1 AS VARCHAR), reason || ' ' || field FROM fixloop_curated.quarantine
  ORDER BY id`,
  );
  db.close();
  return rows.map(({ read }) => read);
}

test("a rating is read on the scale that its source declares, or its record is set aside", async () => {
  expect(await ratings("1-5")).toEqual(["4", "4", "4", "5", "bad_rating rating", "bad_rating rating", null]);
});

test("answers from 0 to 10 are spread over 1 to 5", async () => {
  expect(await ratings("0-10")).toEqual(["bad_rating rating", "3", "3", "3", "4", "5", null]);
});

test("an NPS has promoters, passives and detractors", async () => {
  expect(await ratings("nps")).toEqual(["bad_rating rating", "1", "1", "1", "3", "5", null]);
});

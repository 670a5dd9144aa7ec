import { expect, test } from "vitest";
import * as ledger from "../../src/ledger/ledger.ts";
import { duckdb } from "../../src/sql/duckdb.ts";
import { StageDatabase } from "../support/stageDatabase.ts";
import { loadYaml } from "../support/yamlProject.ts";

const check = "ingest.fields_are_as_before";

type Row = Readonly<Record<string, unknown>>;

/** What the check says of each run, null where it passes; every run ingests one batch of records of a source. */
async function said(...batches: readonly (readonly Row[])[]): Promise<readonly (string | null)[]> {
  const { project } = loadYaml({
    "pipeline.yaml": `name: notes
sources:
  shop: { kind: reviews, files: shop-*.jsonl, map: { id: id, at: at, text: text, rating: stars } }
`,
  });
  if (project === undefined) throw new Error("the project is unsound");
  const db = await StageDatabase.open(project);
  try {
    for (const [index, batch] of batches.entries()) {
      if (index > 0) {
        await db.execute(ledger.finishRun(duckdb));
        await db.execute(ledger.openRun(duckdb));
      }
      const file = `shop-${index}.jsonl`;
      await db.insert(
        "raw.landing",
        batch.map((record, position) => ({
          source: "shop",
          kind: "reviews",
          file,
          record_position: position + 1,
          payload: JSON.stringify(record),
        })),
      );
      await db.insert("raw.landing_file", [
        { source: "shop", file, content_hash: file, reader: "test", records: batch.length },
      ]);
      await db.stage("ingest");
    }
    return (
      await db.rows<{ observed: string | null }>(
        `SELECT observed FROM fixloop_curated.check_result WHERE check_id = '${check}' ORDER BY run_id`,
      )
    ).map(({ observed }) => observed);
  } finally {
    db.close();
  }
}

/** Reviews of one form, forty a batch. */
const reviews = (batch: number, change: (review: Row, index: number) => Row = (review) => review): Row[] =>
  Array.from({ length: 40 }, (_, index) =>
    change(
      {
        id: `${batch}-${index}`,
        at: `2026-01-${10 + batch}T10:${10 + index}:00Z`,
        text: "It broke again today",
        stars: 1 + (index % 5),
        ...(index % 2 === 0 ? { version: `4.${index}` } : {}),
      },
      index,
    ),
  );
const without = (key: string, { [key]: _dropped, ...others }: Row): Row => others;

test("a source that goes on as before, and the first run of one, say nothing", async () => {
  expect(await said(reviews(0), reviews(1), reviews(2))).toEqual([null, null, null]);
});

test("a field under another name is gone, and said to be elsewhere", async () => {
  const [, told] = await said(
    reviews(0),
    reviews(1, (review) => ({ ...without("stars", review), rating: review["stars"] })),
  );
  expect(told).toBe(
    "shop: rating is new: filled in 40 of 40 records, shop: stars (mapped to rating) is gone: in 0 of 40 records, before in 40 of 40; its values may be in rating now",
  );
});

test("a field that is there and empty is told from one that is gone", async () => {
  const [, told] = await said(
    reviews(0),
    reviews(1, (review) => ({ ...review, stars: null })),
  );
  expect(told).toBe("shop: stars (mapped to rating) is filled in 0 of 40 records, before in 40 of 40");
});

test("values of another type or form are named with what they were", async () => {
  const [, told] = await said(
    reviews(0),
    reviews(1, (review) => ({ ...review, stars: String(review["stars"]) })),
    reviews(2, (review) => ({ ...review, stars: { value: review["stars"] } })),
  );
  expect(told).toBe(
    "shop: stars (mapped to rating) has the form whole number in 40 of 40 values, before in 0 of 40 (most were JSON number)",
  );
});

test("of many fields of a source eight are named, and all are counted", async () => {
  const many = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`x${index}`, index]));
  const [, told] = await said(
    reviews(0),
    reviews(1, (review) => ({ ...review, ...many })),
  );
  const named = (index: number): string => `shop: x${index} is new: filled in 40 of 40 records`;
  expect(told).toBe(`${Array.from({ length: 8 }, (_, index) => named(index)).join(", ")} (of 9 fields)`);
});

test("what differs in a few records, or in a field that few have, is chance", async () => {
  expect(
    await said(
      reviews(0),
      reviews(1, (review, index) => (index < 3 ? { ...review, stars: "5" } : review)),
      reviews(2, (review, index) => (index === 7 ? { ...review, campaign: "spring" } : review)),
    ),
  ).toEqual([null, null, null]);
});

test("records that are set aside are looked at too, and records delivered again are not", async () => {
  const drifted = reviews(1, (review, index) => ({
    ...review,
    at: index < 6 ? "14.01.2026 10:00" : review["at"],
  }));
  const [, told] = await said(
    reviews(0),
    // of the forty that were here before, none is new
    [...reviews(0), ...drifted.slice(0, 8)],
  );
  expect(told).toBe(
    "shop: at (mapped to at) has the form time with points in 6 of 8 values, before in 0 of 40 (most were ISO time in UTC)",
  );
});

test("a run that is taken up counts what it reads then, not what it read before", async () => {
  const { project } = loadYaml({
    "pipeline.yaml": `name: notes\nsources:\n  shop: { kind: reviews, files: shop.jsonl, map: { id: id, at: at, text: text } }\n`,
  });
  if (project === undefined) throw new Error("the project is unsound");
  const db = await StageDatabase.open(project);
  const land = async (records: readonly Row[]): Promise<void> => {
    await db.rows("DELETE FROM fixloop_raw.landing");
    await db.insert(
      "raw.landing",
      records.map((record, position) => ({
        source: "shop",
        kind: "reviews",
        file: "shop.jsonl",
        record_position: position + 1,
        payload: JSON.stringify(record),
      })),
    );
    await db.rows("DELETE FROM fixloop_raw.landing_file");
    await db.insert("raw.landing_file", [
      { source: "shop", file: "shop.jsonl", content_hash: "a", reader: "test", records: records.length },
    ]);
    await db.stage("ingest");
  };
  await land(reviews(0, (review) => ({ ...review, extra: 1 })));
  await land(reviews(0));
  expect(
    await db.rows(
      "SELECT record_key, form, records FROM fixloop_curated.field_form ORDER BY record_key, form",
    ),
  ).toEqual([
    { record_key: "at", form: "ISO time in UTC", records: 40n },
    { record_key: "id", form: "like 9-9", records: 40n },
    { record_key: "stars", form: "JSON number", records: 40n },
    { record_key: "text", form: "text", records: 40n },
    { record_key: "version", form: "number with point", records: 20n },
  ]);
  db.close();
});

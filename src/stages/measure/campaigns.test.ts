import { afterEach, beforeEach, expect, test } from "vitest";
import { category, smallProject } from "../../../test/support/project.ts";
import { StageDatabase } from "../../../test/support/stageDatabase.ts";
import { enrichment, event } from "../../../test/support/upstreamRows.ts";
import { duckdb } from "../../sql/duckdb.ts";
import { render } from "../../sql/sql.ts";
import { campaigns } from "./campaigns.ts";

let db: StageDatabase;
beforeEach(async () => {
  db = await StageDatabase.open(
    smallProject({
      taxonomy: {
        ...smallProject().taxonomy,
        categories: [category({ id: "price", area: "sync" }), category({ id: "sync-stops", area: "sync" })],
      },
    }),
    { asOf: "2026-04-10T12:00:00Z" },
  );
});
afterEach(() => db.close());

const long = "they doubled the price over night do not buy it until it is back";

interface Copy {
  readonly text?: string;
  readonly day?: number;
  readonly product?: string;
  readonly source?: string;
  readonly person?: string;
  readonly category?: string | null;
}

let number = 0;
/** As many copies as given, each by a person of its own where none is named. */
const copies = (count: number, of: Copy = {}): Copy[] => Array.from({ length: count }, () => of);

async function sent(list: readonly Copy[]): Promise<void> {
  const rows = list.map(
    ({ text = long, day = 1, product = "notes", source = "reviews", person, ...rest }) => {
      number += 1;
      const id = `e${String(number).padStart(3, "0")}`;
      const date = new Date(Date.UTC(2026, 2, day)).toISOString().slice(0, 10);
      return {
        id,
        text,
        date,
        product,
        source,
        person: person ?? `person ${id}`,
        category: "price",
        ...rest,
      };
    },
  );
  await db.insert(
    "curated.feedback_event",
    rows.map(({ id, text, date, product, source, person }) =>
      event({
        event_id: id,
        product,
        source,
        folded_text: text,
        content_hash: text,
        customer_record_id: person,
        event_date: date,
        occurred_at: `${date} 10:00:00`,
      }),
    ),
  );
  await db.insert(
    "curated.enrichment",
    rows.map(({ id, category: suggested }) =>
      enrichment({
        event_id: id,
        category: suggested,
        accepted: suggested !== null,
        quote: `quote of ${id}`,
      }),
    ),
  );
  await db.insert(
    "curated.daily_count",
    [...new Set(rows.map(({ product, date }) => `${product} ${date}`))].map((key) => ({
      product: key.split(" ")[0],
      category: "price",
      channel: "reviews",
      version: "-",
      platform: "-",
      event_date: key.split(" ")[1],
      events: 1,
      voters: 1,
    })),
  );
}

const found = async (): Promise<readonly string[]> => {
  number = 0;
  const rows = await db.rows<{ found: string }>(
    `SELECT concat_ws(' ', product, coalesce(category, '-'), copies, customers, sources, first_date, last_date) AS found
FROM (${render(campaigns.query(duckdb), "fixloop")}) AS campaign ORDER BY found`,
  );
  return rows.map((row) => row.found);
};

test("a long text from five people is a campaign", async () => {
  await sent(copies(5));
  expect(await found()).toEqual(["notes price 5 5 1 2026-03-01 2026-03-01"]);
});

test("a long text from four people is none", async () => {
  await sent(copies(4));
  expect(await found()).toEqual([]);
});

test("thirty people who write two words are none", async () => {
  await sent(copies(30, { text: "app crashes" }));
  expect(await found()).toEqual([]);
});

test("seven words are too few, eight are enough", async () => {
  await sent([
    ...copies(6, { text: "everything stopped working yesterday afternoon without warning" }),
    ...copies(6, { text: "nothing worked again yesterday afternoon without any warning" }),
  ]);
  expect(await found()).toEqual(["notes price 6 6 1 2026-03-01 2026-03-01"]);
});

test("eight short words are too few letters", async () => {
  await sent(copies(30, { text: "it is as it is so be it" }));
  expect(await found()).toEqual([]);
});

test("one person who sends a text five times is none", async () => {
  await sent(copies(9, { person: "ann" }));
  expect(await found()).toEqual([]);
});

test("how the copies end makes no difference, how they begin does", async () => {
  await sent([
    ...["keepnotesfree", "join us", "shame", "one star", ""].map((end) => ({
      text: `${long} ${end}`.trim(),
    })),
    ...copies(4, { text: `honestly ${long}` }),
  ]);
  expect(await found()).toEqual(["notes price 5 5 1 2026-03-01 2026-03-01"]);
});

test("where every letter is a word, twenty-four begin a text", async () => {
  const words = [..."毎朝広告の通知を送るのはやめてください私たちは静かなノートに"];
  await sent([
    ...copies(5, { text: words.join(" ") }),
    ...copies(9, { text: words.slice(0, 23).join(" ") }),
    ...copies(3, { text: [...words.slice(0, 22), "別", "の", "文"].join(" ") }),
  ]);
  expect(await found()).toEqual(["notes price 5 5 1 2026-03-01 2026-03-01"]);
});

test("numbers make no difference, other words do", async () => {
  await sent([
    ...["10", "20", "30", "4", "5"].map((percent) => ({
      text: `another price rise of ${percent} percent and all of us are leaving`,
    })),
    ...["ann", "ben", "cid", "dan"].map((name) => ({
      text: `another price rise says ${name} and all of us are leaving this app`,
    })),
  ]);
  expect(await found()).toEqual(["notes price 5 5 1 2026-03-01 2026-03-01"]);
});

test("copies over several days and sources are one campaign", async () => {
  await sent([
    ...copies(3),
    ...copies(2, { day: 4, source: "helpdesk" }),
    ...copies(1, { day: 11, source: "survey" }),
  ]);
  expect(await found()).toEqual(["notes price 6 6 3 2026-03-01 2026-03-11"]);
});

test("the same text after eight quiet days is another campaign, if enough send it", async () => {
  await sent([...copies(5), ...copies(6, { day: 9 }), ...copies(4, { day: 20 })]);
  expect(await found()).toEqual([
    "notes price 5 5 1 2026-03-01 2026-03-01",
    "notes price 6 6 1 2026-03-09 2026-03-09",
  ]);
});

test("each product has its own", async () => {
  await sent([...copies(5), ...copies(5, { product: "mail" }), ...copies(3, { product: "chat" })]);
  expect(await found()).toEqual([
    "mail price 5 5 1 2026-03-01 2026-03-01",
    "notes price 5 5 1 2026-03-01 2026-03-01",
  ]);
});

test("two texts are two campaigns", async () => {
  await sent([
    ...copies(5),
    ...copies(7, {
      text: "stop sending us advertising every single morning we pay for quiet",
      category: null,
    }),
  ]);
  expect(await found()).toEqual([
    "notes - 7 7 1 2026-03-01 2026-03-01",
    "notes price 5 5 1 2026-03-01 2026-03-01",
  ]);
});

test("it shows the quote of the first copy, and keeps its id when more come", async () => {
  const shown = async (): Promise<readonly unknown[]> =>
    db.rows(
      `SELECT campaign_id, event_id, quote FROM (${render(campaigns.query(duckdb), "fixloop")}) AS campaign`,
    );
  await sent(copies(5));
  const before = await shown();
  expect(before).toMatchObject([{ event_id: "e001", quote: "quote of e001" }]);
  await sent(copies(4, { day: 3 }));
  expect(await shown()).toEqual(before);
});

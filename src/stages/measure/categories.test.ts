import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { render } from "../../sql/sql.ts";
import { duckdb } from "../../sql/duckdb.ts";
import type { FinishedView } from "../../contract/view.ts";
import { category, smallProject } from "../../../test/support/project.ts";
import { StageDatabase } from "../../../test/support/stageDatabase.ts";
import { enrichment, event, issue } from "../../../test/support/upstreamRows.ts";
import { categoryOverview } from "./categoryOverview.ts";
import { categoryQuotes } from "./categoryQuotes.ts";
import { categoryWeeks } from "./categoryWeeks.ts";
import { issueOverview } from "./issueOverview.ts";
import { productOverview } from "./productOverview.ts";
import { uncategorisedTexts } from "./uncategorisedTexts.ts";

const project = smallProject({
  taxonomy: {
    ...smallProject().taxonomy,
    categories: [
      category({ id: "sync-stops", area: "sync", title: "Sync stops" }),
      category({ id: "login-code", area: "sync", title: "No login code" }),
      category({ id: "how-to-share", area: "sync", kind: "question", title: "How to share" }),
      category({ id: "likes-it", area: "sync", kind: "praise", title: "Praise" }),
    ],
  },
});

type Row = Readonly<Record<string, unknown>>;
const dayOf = (day: number): string => new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10);
const count = (name: string, day: number, events: number, voters = events): Row => ({
  product: "notes",
  category: name,
  channel: "reviews",
  version: "-",
  platform: "-",
  event_date: dayOf(day),
  events,
  voters,
});

let db: StageDatabase;
/** The rows of a view's query, as text where a column is a decimal. */
const rowsOf = async (view: FinishedView, order: string): Promise<readonly Row[]> => {
  const columns = Object.entries({ ...view.columns })
    .map(([name, { type }]) => (/decimal|date/.test(type) ? `CAST(${name} AS VARCHAR) AS ${name}` : name))
    .join(", ");
  return db.rows(
    `SELECT ${columns} FROM (${render(view.query(duckdb), "fixloop")}) AS found ORDER BY ${order}`,
  );
};
const open = async (): Promise<StageDatabase> =>
  StageDatabase.open(project, { asOf: "2026-04-10T12:00:00Z" });
afterAll(() => db.close());

describe("sixty-three days of reviews, of which the last twenty-one are the later part", () => {
  beforeAll(async () => {
    db = await open();
    await db.insert("curated.daily_count", [
      // 10 of 100 before, 10 of 50 later: 0.2 over 0.1
      ...[0, 10, 20, 30, 41].map((day) => count("sync-stops", day, 2)),
      ...[42, 62].map((day) => count("sync-stops", day, 5)),
      // new: none of 100, then 12 of 50; a copied text is one vote and twenty events
      count("login-code", 45, 20, 1),
      ...Array.from({ length: 11 }, (_, index) => count("login-code", 46 + index, 1)),
      // 60 of 100, then 20 of 50
      ...Array.from({ length: 30 }, (_, index) => count("likes-it", index, 2)),
      ...Array.from({ length: 20 }, (_, index) => count("likes-it", 42 + index, 1)),
      // 3 of 100 and 1 of 50: too few to compare
      ...[1, 2, 3, 50].map((day) => count("how-to-share", day, 1)),
      // no category: 27 of 100, 7 of 50
      ...Array.from({ length: 27 }, (_, index) => count("-", index, 1)),
      ...Array.from({ length: 7 }, (_, index) => count("-", 42 + index, 1)),
      // after the reference time of the run
      count("sync-stops", 200, 99),
    ]);
  });
  afterAll(() => db.close());

  test("has the shares, votes and directions that were counted", async () => {
    const rows = await rowsOf(categoryOverview, "texts DESC, category");
    const picked = [
      "category",
      "texts",
      "of_texts",
      "later_votes",
      "later_of",
      "before_votes",
      "before_of",
    ] as const;
    expect(rows.map((row) => [...picked.map((name) => String(row[name])), row["direction"]])).toEqual([
      ["likes-it", "80", "169", "20", "50", "60", "100", "unclear"],
      ["-", "34", "169", "7", "50", "27", "100", "unclear"],
      ["login-code", "31", "169", "12", "50", "0", "100", "new"],
      ["sync-stops", "20", "169", "10", "50", "10", "100", "unclear"],
      ["how-to-share", "4", "169", "1", "50", "3", "100", null],
    ]);
  });

  test("an interval holds for the four categories that are compared together: deviate 2.498", async () => {
    const rows = await rowsOf(categoryOverview, "category");
    const of = (name: string): Row => rows.find(({ category: found }) => found === name) ?? {};
    // 0.2 in (0.09595, 0.37062) over 0.1 in (0.04709, 0.19990), Wilson's with z² = 6.24:
    // a = 0.09595 · 0.30405 = 0.029175, b = 0.19990 · 0.00010 = 0.00002; a / (0.02 + √(0.0004 - a b)) = 0.7296
    // a = 0.04709 · 0.15291 = 0.007200, b = 0.37062 · 0.02938 = 0.010889; (0.02 + √(0.0004 - a b)) / a = 5.268
    expect(of("sync-stops")).toMatchObject({
      share_ratio: "2.00",
      share_ratio_low: "0.73",
      share_ratio_high: "5.27",
      later_from: "2026-02-12",
      first_date: "2026-01-01",
      last_date: "2026-03-04",
    });
    // none before: no ratio and no upper end, but 12 of 50 are no chance: 0.24 from 0.12369 on, none up to 0.05874;
    // √(0.12369 · 0.35631) / 0.05874
    expect(of("login-code")).toMatchObject({
      share_ratio: null,
      share_ratio_low: "3.57",
      share_ratio_high: null,
    });
    // 20 of 169 with 1.96: (20 + 1.92) / 172.84 ± 1.96 √(20 · 149 / 169 + 0.96) / 172.84
    expect(of("sync-stops")).toMatchObject({
      share_percent: "11.8",
      share_low_percent: "7.8",
      share_high_percent: "17.6",
    });
  });

  test("weeks are counted by their Mondays, those of the future left out", async () => {
    const rows = await rowsOf(categoryWeeks, "week_date");
    expect(
      rows
        .filter(({ category: name }) => name === "sync-stops")
        .map(({ week_date, texts }) => [week_date, Number(texts)]),
    ).toEqual([
      ["2025-12-29", 2],
      ["2026-01-05", 2],
      ["2026-01-19", 2],
      ["2026-01-26", 2],
      ["2026-02-09", 7],
      ["2026-03-02", 5],
    ]);
  });
});

describe("twenty days of reviews", () => {
  beforeAll(async () => {
    db = await open();
    await db.insert(
      "curated.daily_count",
      Array.from({ length: 20 }, (_, day) => count("sync-stops", day, 9)),
    );
  });
  afterAll(() => db.close());

  test("are too few to compare weeks", async () => {
    expect(await rowsOf(categoryOverview, "category")).toMatchObject([
      {
        category: "sync-stops",
        share_percent: "100.0",
        later_from: null,
        direction: null,
        share_ratio_low: null,
      },
    ]);
  });
});

describe("texts, quotes and ratings", () => {
  beforeAll(async () => {
    db = await open();
    const texts = [
      {
        id: "a",
        stars: 1,
        confidence: 9000,
        accepted: true,
        quote: "no sync",
        hash: "h1",
        day: "2026-03-01",
      },
      {
        id: "b",
        stars: 2,
        confidence: 9500,
        accepted: true,
        quote: "no sync at all",
        hash: "h2",
        day: "2026-03-02",
      },
      {
        id: "c",
        stars: null,
        confidence: 9400,
        accepted: true,
        quote: "no sync at all",
        hash: "h2",
        day: "2026-03-03",
      },
      { id: "d", stars: 4, confidence: 3000, accepted: false, quote: "hm", hash: "h3", day: "2026-03-04" },
      { id: "old", stars: 5, confidence: 9900, accepted: true, quote: "old", hash: "h4", day: "2025-11-01" },
    ];
    await db.insert(
      "curated.feedback_event",
      texts.map(({ id, stars, hash, day }) =>
        event({
          event_id: id,
          rating: stars,
          content_hash: hash,
          event_date: day,
          occurred_at: `${day} 10:00:00`,
          masked_subject: "Sync",
          masked_text: "x".repeat(600),
        }),
      ),
    );
    await db.insert(
      "curated.enrichment",
      texts.map(({ id, confidence, accepted, quote }) =>
        enrichment({ event_id: id, confidence_bp: confidence, accepted, quote, runner_up: "login-code" }),
      ),
    );
    await db.insert("curated.daily_count", [
      ...["2026-03-01", "2026-03-02", "2026-03-03"].map((event_date) => ({
        ...count("sync-stops", 0, 1),
        event_date,
      })),
      { ...count("-", 0, 1), event_date: "2026-03-04" },
      { ...count("sync-stops", 0, 1), event_date: "2025-11-01" },
    ]);
  });
  afterAll(() => db.close());

  test("a rating is the mean of those that have one, within the period", async () => {
    expect(await rowsOf(categoryOverview, "category DESC")).toMatchObject([
      { category: "sync-stops", texts: 3n, rated: 2n, average_rating: "1.50" },
      { category: "-", texts: 1n, rated: 1n, average_rating: "4.00", title: null },
    ]);
  });

  test("quotes are the surest, no text twice, none from before the period", async () => {
    expect(
      (await rowsOf(categoryQuotes, "quote_rank")).map(({ quote_rank, event_id, quote }) => [
        quote_rank,
        event_id,
        quote,
      ]),
    ).toEqual([
      [1, "b", "no sync at all"],
      [2, "a", "no sync"],
    ]);
  });

  test("texts below the threshold are listed with what was suggested, cut", async () => {
    expect(await rowsOf(uncategorisedTexts, "event_id")).toEqual([
      expect.objectContaining({
        event_id: "d",
        text: `Sync ${"x".repeat(495)}`,
        category: "sync-stops",
        runner_up: "login-code",
        confidence_percent: "30.0",
        rating: 4,
        event_date: "2026-03-04",
      }),
    ]);
  });
});

describe("praise, questions and requests", () => {
  const rule = (rule_position: number, names: Row): Row => ({
    rule_position,
    rule_text: "rule",
    owner: "team-sync",
    ...names,
  });
  const assignment = (issue_id: string, rule_position: number | null): Row => ({
    issue_id,
    owner: "team-sync",
    rule_position,
    explanation: "because",
    candidates: 1,
    release_blocker: false,
    assigned_at: "2026-03-15 10:00:00",
  });
  beforeAll(async () => {
    db = await open();
    await db.insert("curated.owner_rule", [
      rule(901, { match_area: "sync" }),
      rule(902, { match_kind: "praise" }),
      rule(903, { match_category: "how-to-share" }),
    ]);
    const praise = { category: "likes-it", kind: "praise", origin: "standing", scope_version: null };
    await db.insert("curated.issue", [
      issue({ issue_id: "by area", ...praise }),
      issue({ issue_id: "by kind", ...praise }),
      issue({ issue_id: "by category", ...praise, category: "how-to-share", kind: "question" }),
      issue({ issue_id: "without a rule", ...praise }),
      issue({ issue_id: "defect by area" }),
    ]);
    await db.insert("curated.assignment", [
      assignment("by area", 901),
      assignment("by kind", 902),
      assignment("by category", 903),
      assignment("without a rule", null),
      assignment("defect by area", 901),
    ]);
  });

  test("are open issues with an owner only where a rule names their category or kind", async () => {
    expect(
      (await rowsOf(issueOverview, "issue_id")).map(
        ({ issue_id, is_topic, is_open, owner_id, owner_reason }) => [
          issue_id,
          is_topic,
          is_open,
          owner_id,
          owner_reason,
        ],
      ),
    ).toEqual([
      ["by area", true, false, null, null],
      ["by category", false, true, "team-sync", "because"],
      ["by kind", false, true, "team-sync", "because"],
      ["defect by area", false, true, "team-sync", "because"],
      ["without a rule", true, false, null, null],
    ]);
    expect(await rowsOf(productOverview, "product")).toMatchObject([
      { product: "notes", open_issues: 3n, detected_issues: 1n },
    ]);
  });
});

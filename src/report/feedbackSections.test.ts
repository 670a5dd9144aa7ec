import { describe, expect, test } from "vitest";
import type { CategoryReading, Change, FeedbackReading } from "../reading/categoryReading.ts";
import type { ProductReport } from "../reading/reportData.ts";
import { changeText, feedbackSections } from "./feedbackSections.ts";
import { refusalSection } from "./refusalSection.ts";
import { renderStoppedReport } from "./report.ts";

const change = (overrides: Partial<Change> = {}): Change => ({
  direction: "unclear",
  later: 10,
  before: 10,
  ratio: "2.00",
  low: "0.73",
  high: "5.27",
  ...overrides,
});
const figures = (category: string, overrides: Partial<CategoryReading> = {}): CategoryReading => ({
  category,
  title: `Title of ${category}`,
  area: "App",
  kind: "defect",
  texts: 20,
  share: { value: 11.8, low: 7.8, high: 17.6 },
  rated: 4,
  rating: 1.5,
  weekly: [1, 2],
  change: change(),
  quotes: [],
  ...overrides,
});
const feedback = (overrides: Partial<FeedbackReading> = {}): FeedbackReading => ({
  first: "2026-01-01",
  last: "2026-03-04",
  since: "2026-02-12",
  texts: 169,
  later: 50,
  before: 100,
  weeks: ["2026-01-05", "2026-01-12"],
  categories: [figures("sync")],
  uncategorised: undefined,
  ...overrides,
});
const sections = (overrides: Partial<ProductReport> = {}): string =>
  feedbackSections({
    product: "notes",
    title: "Notes",
    totals: { feedback: 169n, customers: 100n, categorised: 150n, masked: 0n, usageDays: 0n },
    feedback: feedback(),
    uncovered: { texts: 0, ofTexts: 0, groups: [], unlike: 0 },
    inconclusive: [],
    nextSteps: [],
    issues: [],
    waiting: [],
    quarantine: [],
    scorecard: [],
    weeks: [],
    ...overrides,
  })?.markup ?? "";

const hostile = `</pre><script>alert(1)</script>" onload='x' \u202e<img src=x>`;
const escaped = "&lt;/pre&gt;&lt;script&gt;alert(1)&lt;/script&gt;&quot; onload=&#39;x&#39;";

describe("a change in words", () => {
  test.each<[Partial<Change>, string]>([
    [
      {},
      "10 of 50 votes since 2026-02-12, 10 of 100 before: 2.00 times its share before (0.73 to 5.27), which may be chance.",
    ],
    [
      { direction: "growing", low: "1.20" },
      "10 of 50 votes since 2026-02-12, 10 of 100 before: 2.00 times its share before (1.20 to 5.27).",
    ],
    [
      { direction: "new", before: 0, ratio: null, low: "3.57", high: null },
      "10 of 50 votes since 2026-02-12, none of 100 before: at least 3.57 times.",
    ],
    [
      { direction: "not compared", later: 1, before: 2, ratio: null, low: null, high: null },
      "1 of 50 votes since 2026-02-12, 2 of 100 before: too few to compare.",
    ],
  ])("%j", (overrides, expected) => expect(changeText(change(overrides), feedback())).toBe(expected));
});

describe("what customers write about", () => {
  test("has share, interval, rating, weeks and quotes of each topic", () => {
    const quotes = [
      {
        eventId: "abcdef0123456789",
        text: "no sync",
        source: "reviews",
        date: "2026-03-01",
        language: "en",
        rating: 1,
      },
    ];
    const page = sections({ feedback: feedback({ categories: [figures("sync", { quotes })] }) });
    expect(page).toContain("<b>11.8 %</b>");
    expect(page).toContain("(7.8 to 17.6 %; 20 of 169)");
    expect(page).toContain("1.5 of 5 stars (4 ratings)");
    expect(page).toContain('aria-label="Weekly texts about Title of sync: 1, 2"');
    expect(page).toMatch(
      /<bdi>no sync<\/bdi>\s*<div class="small soft">\s*reviews, 2026-03-01, 1 of 5 stars/,
    );
  });

  test("draws no weeks where there is one", () => {
    const one = feedback({ weeks: ["2026-01-05"], categories: [figures("sync", { weekly: [3] })] });
    expect(sections({ feedback: one })).not.toContain("Weekly texts");
  });

  test("calls growing what is, strongest first, and nothing else", () => {
    const grown = figures("b", { change: change({ direction: "growing", low: "1.10" }) });
    const fresh = figures("c", {
      change: change({ direction: "new", before: 0, ratio: null, low: "3.57", high: null }),
    });
    const page = sections({ feedback: feedback({ categories: [figures("a"), grown, fresh] }) });
    const rising = page.slice(0, page.indexOf("<h2>What customers write about"));
    expect([...rising.matchAll(/<h3><bdi>(.*?)<\/bdi><\/h3>/g)].map(([, title]) => title)).toEqual([
      "Title of c",
      "Title of b",
    ]);
    expect(rising).toMatch(/it is chance:[\s\S]*Title of a/);
    expect(sections()).toContain("The share of no topic has grown by more than chance explains.");
    expect(sections({ feedback: feedback({ since: null }) })).toContain("are too few weeks");
  });

  test("stays short where there are two hundred topics, and says how many more there are", () => {
    const many = Array.from({ length: 200 }, (_, index) => figures(`c${index}`));
    const page = sections({ feedback: feedback({ categories: many }) });
    expect(page.match(/<li class="card topic"/g)).toHaveLength(10);
    expect(page).toContain("and 150 more topics");
    expect(page.length).toBeLessThan(70_000);
  });

  test("lets no text of a customer or a source become markup", () => {
    const text = {
      eventId: "e",
      text: hostile,
      source: hostile,
      date: "2026-03-01",
      language: hostile,
      rating: 1,
      category: hostile,
      runnerUp: hostile,
      confidence: 1,
    };
    const page = sections({
      feedback: feedback({ categories: [figures("sync", { title: hostile, quotes: [text] })] }),
      uncovered: {
        texts: 20,
        ofTexts: 20,
        unlike: 0,
        groups: [
          {
            title: hostile,
            texts: 20,
            nearest: { title: hostile, texts: 20 },
            topics: [{ title: hostile, texts: 20, rating: 1, change: change(), examples: [text] }],
            file: hostile,
            yaml: hostile,
          },
        ],
      },
      nextSteps: [{ title: hostile, why: hostile, place: hostile, edit: hostile }],
      inconclusive: [{ question: hostile, because: hostile }],
    });
    const refused = refusalSection([
      {
        source: hostile,
        reason: hostile,
        field: hostile,
        key: hostile,
        records: 1,
        ofRecords: 2,
        samples: [{ file: hostile, position: 1, id: hostile, value: hostile }],
        cure: hostile,
        edit: hostile,
      },
    ]);
    for (const shown of [page, refused?.markup ?? ""]) {
      expect(shown).toContain(escaped);
      expect(shown).not.toMatch(/<script|<img|onload='/);
    }
  });
});

describe("records that were set aside", () => {
  const refusal = {
    source: "reviews",
    reason: "bad_time",
    field: "at",
    key: "date",
    records: 12,
    ofRecords: 40,
    samples: [{ file: "reviews.csv", position: 3, id: "R3", value: "31.01.2025" }],
    cure: 'Its values look like "dd.MM.yyyy".',
    edit: 'map:\n  at: { from: "date", format: "dd.MM.yyyy" }',
  };

  test("have place, number, samples, cure and edit", () => {
    const page = refusalSection([refusal])?.markup ?? "";
    expect(page).toContain("bad time in at, which is mapped from date");
    expect(page).toContain("12 of 40 records");
    expect(page).toContain("<bdi>31.01.2025</bdi>");
    expect(page).toContain(
      "<pre>map:\n  at: { from: &quot;date&quot;, format: &quot;dd.MM.yyyy&quot; }</pre>",
    );
    expect(refusalSection([])).toBeNull();
  });

  test("are a dozen, and the rest is counted", () => {
    const page = refusalSection(Array.from({ length: 40 }, () => refusal))?.markup ?? "";
    expect(page.match(/<section class="card">/g)).toHaveLength(12);
    expect(page).toContain("and 28 more");
  });

  test("are shown where no run has finished yet", () => {
    const page = renderStoppedReport(
      "Notes",
      {
        runId: 1n,
        stage: "ingest",
        checks: [
          { check: "ingest.schema_is_known", severity: "error", rows: 1n, title: "Known.", observed: null },
        ],
      },
      [refusal],
    );
    expect(page).toContain("Run 1 stopped after ingest");
    expect(page).toContain("<code>ingest.schema_is_known</code> Known. 1 row breaks it.");
    expect(page).toContain("12 of 40 records");
  });
});

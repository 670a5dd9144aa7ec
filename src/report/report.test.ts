import { describe, expect, test } from "vitest";
import type { ProductReport, ReportData, ReportIssue } from "../reading/reportData.ts";
import { html } from "./html.ts";
import { renderReport } from "./report.ts";

const issue = (overrides: Partial<ReportIssue> = {}): ReportIssue => ({
  id: "abcdef0123456789",
  title: "Sync stops",
  area: "Sync",
  category: "sync-stops",
  isTopic: false,
  kind: "defect",
  severity: "high",
  origin: "release",
  scopeVersion: "5.1.0",
  onset: "2025-01-13",
  detected: "2025-01-15",
  events: 12n,
  customers: 10n,
  revenueAtRisk: "120.00",
  priority: 5n,
  state: "resolved",
  owner: "Sync team",
  ownerReason: "rule 1: area:sync",
  releaseBlocker: false,
  fixes: [],
  quotes: [],
  weekly: [0, 5, 7],
  categoryWeekly: [1, 6, 8],
  versions: [],
  signals: [],
  ...overrides,
});

const product = (overrides: Partial<ProductReport> = {}): ProductReport => ({
  product: "notes",
  title: "Notes",
  totals: { feedback: 20n, customers: 15n, categorised: 18n, masked: 3n, usageDays: 0n },
  feedback: undefined,
  uncovered: { texts: 0, ofTexts: 0, groups: [], unlike: 0 },
  inconclusive: [],
  nextSteps: [],
  issues: [],
  waiting: [],
  quarantine: [],
  scorecard: [],
  weeks: ["2025-01-06", "2025-01-13", "2025-01-20"],
  ...overrides,
});

const data = (issues: readonly ReportIssue[]): ReportData => ({
  title: "Notes",
  asOf: "2025-01-26 00:00",
  runId: 1n,
  codeVersion: "c",
  taxonomyVersion: "t",
  products: [product({ issues })],
  waitingIdentities: [],
  quarantine: [],
  sources: [],
  stages: [],
  failedChecks: [],
  refusals: [],
  stopped: undefined,
});

describe("html", () => {
  test("escapes text for content and attributes", () => {
    expect(html`<p title="${`"'><script>`}">${"a & b"}</p>`.markup).toBe(
      '<p title="&quot;&#39;&gt;&lt;script&gt;">a &amp; b</p>',
    );
  });
  test("keeps fragments and lists of fragments as they are, and writes nothing for null", () => {
    expect(html`${[html`<b>1</b>`, html`<i>2</i>`]}${null}${0}`.markup).toBe("<b>1</b><i>2</i>0");
  });
  test("shows control characters as replacement characters", () => {
    expect(html`${"a\u0000b\u001bc\nd"}`.markup).toBe("a\u{fffd}b\u{fffd}c\nd");
  });
});

describe("the report", () => {
  test("names checks that did not hold by their titles, as text", () => {
    const page = renderReport({
      ...data([]),
      failedChecks: [
        {
          check: "authored.a",
          severity: "warn",
          title: "<script>alert(1)</script>",
          rows: 3n,
          observed: null,
        },
      ],
    });
    expect(page).toContain("<code>authored.a</code> &lt;script&gt;alert(1)&lt;/script&gt;: 3 rows");
  });

  test("is one self-contained page without scripts, whose policy allows none", () => {
    const page = renderReport(data([issue()]));
    expect(page).not.toMatch(/<script|<link rel="stylesheet"|https?:\/\//);
    expect(page).toContain("default-src 'none'");
  });

  test("shows what a fix did, in words and numbers", () => {
    const page = renderReport(
      data([
        issue({
          fixes: [
            {
              position: 1,
              version: "5.2.0",
              released: "2025-01-20",
              ticket: "ENG-7",
              verdict: "not_fixed",
              decided: "2025-01-25",
              reason: "evidence_against_fix",
              observed: 9n,
              expected: 9.5,
              ratio: 0.95,
              recurrence: null,
            },
          ],
        }),
      ]),
    );
    expect(page).toContain("Fix in 5.2.0, 2025-01-20");
    expect(page).toContain('<span class="tag bad">not fixed</span>');
    expect(page).toContain("9 complaints; 9.5 expected without a fix (0.95 times the old rate).");
  });

  test("draws a bar for every week and a marker for every moment", () => {
    const page = renderReport(data([issue()]));
    expect(page).toContain("week of 2025-01-13: 5 in this issue, 6 in the category");
    expect(page).toContain("onset, 5.1.0");
  });

  test("lets no text from customers, taxonomy or tracker become markup", () => {
    const hostile = `</title></script><script>alert(1)</script>"' onload='x' \${x} {{y}} \u202e<img src=x onerror=alert(1)>`;
    const hostileIssue = issue({
      title: hostile,
      area: hostile,
      owner: hostile,
      ownerReason: hostile,
      scopeVersion: hostile,
      quotes: [
        { eventId: hostile, text: hostile, source: hostile, date: hostile, language: hostile, rating: 1 },
      ],
      versions: [{ version: hostile, complaints: 1, rate: 2 }],
      signals: [
        {
          metric: hostile,
          area: hostile,
          effect: 2,
          low: 1,
          high: 3,
          explained: 0.8,
          weekly: [1, null, 2],
        },
      ],
      fixes: [
        {
          position: 1,
          version: hostile,
          released: hostile,
          ticket: hostile,
          verdict: hostile,
          decided: hostile,
          reason: hostile,
          observed: 1n,
          expected: 1,
          ratio: 1,
          recurrence: hostile,
        },
      ],
    });
    const hostileProduct = product({
      product: hostile,
      title: hostile,
      issues: [hostileIssue, issue({ origin: "standing", title: hostile, owner: hostile })],
      waiting: [{ reason: hostile, items: 1n }],
      quarantine: [{ product: hostile, source: hostile, reason: hostile, records: 1n }],
      scorecard: [{ [hostile]: hostile }],
    });
    for (const products of [[hostileProduct], [hostileProduct, hostileProduct]]) {
      const page = renderReport({
        ...data([]),
        title: hostile,
        products,
        waitingIdentities: [{ reason: hostile, items: 1n }],
        quarantine: [{ product: undefined, source: hostile, reason: hostile, records: 1n }],
        sources: [{ product: hostile, source: hostile, kind: hostile, records: 1n, newest: hostile }],
        stages: [
          { stage: hostile, status: hostile, rowsIn: 1n, rowsOut: 1n, checksFailed: 1n, milliseconds: 5 },
        ],
      });
      expect(page).not.toMatch(/<script|<img|<\/script/i);
      expect(page).not.toMatch(/ onload='x'| onerror=alert\(1\)>/);
    }
  });

  test("says so where there is nothing to show", () => {
    const page = renderReport(data([]));
    expect(page).toContain("No complaint rate has stepped up.");
    expect(page).toContain("Nothing to count yet.");
  });

  test("of several products gives each its own section, and the way to it", () => {
    const page = renderReport({
      ...data([]),
      products: [
        product({ issues: [issue({ title: "Sync stops", weekly: [0, 1, 0], categoryWeekly: [0, 1, 0] })] }),
        product({
          product: "tasks",
          title: "Tasks",
          issues: [issue({ title: "Sync stops", weekly: [0, 501, 0], categoryWeekly: [0, 501, 0] })],
          waiting: [{ reason: "no_owner", items: 3n }],
        }),
      ],
      waitingIdentities: [{ reason: "identity", items: 2n }],
      sources: [
        { product: "tasks", source: "helpdesk", kind: "tickets", records: 501n, newest: "2025-01-25 10:00" },
      ],
    });
    expect([...page.matchAll(/href="#(product-\d)"/g)].map(([, id]) => id)).toEqual([
      "product-1",
      "product-2",
    ]);
    const [, notes = "", tasks = ""] = page.split('<section class="product"');
    expect(notes).toContain("week of 2025-01-13: 1 in this issue, 1 in the category");
    expect(notes).not.toContain("501");
    expect(tasks).toContain("week of 2025-01-13: 501 in this issue, 501 in the category");
    expect(tasks).toContain("<bdi>no owner</bdi>");
    expect(page).toMatch(/<td><bdi>Tasks<\/bdi><\/td>\s*<td><bdi>helpdesk<\/bdi><\/td>/);
    expect(page).toContain("<h2>Without a product</h2>");
  });

  test("of one product has no section, table or column of products", () => {
    const page = renderReport({ ...data([issue()]), waitingIdentities: [{ reason: "identity", items: 2n }] });
    expect(page).toMatch(/<b>2<\/b>wait for a reviewer/);
    expect(page).not.toMatch(/<section class="product"|href="#product|<th>product/);
  });
});

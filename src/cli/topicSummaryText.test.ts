import { expect, test } from "vitest";
import type { CategoryFigures } from "../reading/categoryReading.ts";
import { topicSummary } from "./topicSummaryText.ts";

const figures = (title: string, overrides: Partial<CategoryFigures> = {}): CategoryFigures => ({
  category: title,
  title,
  area: null,
  kind: "expectation_gap",
  texts: 20,
  share: { value: 11.8, low: 7.8, high: 17.6 },
  rated: 4,
  rating: 1.5,
  change: { direction: "unclear", later: 10, before: 10, ratio: "2.00", low: "0.73", high: "5.27" },
  ...overrides,
});

test("the largest six are listed, then texts without a category, what grew, and what is missing", () => {
  const grown = { direction: "new", later: 12, before: 0, ratio: null, low: "3.57", high: null } as const;
  const lines = topicSummary(
    {
      product: "notes",
      title: "Notes",
      feedback: {
        first: "2026-01-01",
        last: "2026-03-04",
        since: "2026-02-12",
        texts: 169,
        later: 50,
        before: 100,
        categories: [
          figures("Sync stops\u001b[31m"),
          ...["b", "c", "d", "e", "f", "g"].map((title) => figures(title)),
          figures("Login", { change: grown }),
        ],
        uncategorised: figures("Texts without a category", { rating: null, kind: null }),
      },
      inconclusive: [{ question: "Whether a fix helped", because: "no release is known." }],
      nextSteps: ["map version"],
    },
    { withProduct: true },
  );
  expect(lines.join("\n")).not.toContain("\u001b");
  expect([lines[0], lines[2], ...lines.slice(7)]).toEqual([
    "What customers of Notes write about, 169 texts from 2026-01-01 to 2026-03-04:",
    "  b                                        20   12 % (8 to 18 %), 1.5 of 5 stars, expectation gap",
    "  and 2 more categories",
    "  Texts without a category                 20   12 % (8 to 18 %)",
    "New since 2026-02-12: Login, at least 3.57 times its share before.",
    "Can't be concluded: whether a fix helped.",
    "For a better answer: map version. `fixloop run --report report.html` has the edits to paste.",
  ]);
});

import { describe, expect, test } from "vitest";
import type { FeedbackFigures } from "./categoryReading.ts";
import type { Evidence } from "./evidence.ts";
import { inconclusive } from "./inconclusive.ts";

const everything: Evidence = {
  feedback: 100,
  categorised: 90,
  customers: 60,
  rated: 100,
  versioned: 90,
  usageDays: 90,
  releases: 3,
  ticketChanges: 20,
};
const feedback: FeedbackFigures = {
  first: "2025-01-01",
  last: "2025-04-01",
  since: "2025-03-05",
  texts: 100,
  later: 40,
  before: 60,
  categories: [],
  uncategorised: undefined,
};
const because = (evidence: Partial<Evidence>, figures: Partial<FeedbackFigures> = {}): readonly string[] =>
  inconclusive({ ...everything, ...evidence }, { ...feedback, ...figures }).map(
    ({ question, because: reason }) => `${question}: ${reason}`,
  );

describe("what can't be concluded", () => {
  test("is nothing where all is known, and nothing of a product without feedback", () => {
    expect(because({})).toEqual([]);
    expect(inconclusive({ ...everything, feedback: 0, usageDays: 0 }, undefined)).toEqual([]);
  });

  test.each<[Partial<Evidence>, string]>([
    [
      { usageDays: 0 },
      "Whether more users have a problem, or there are more users: the number of active users isn't known. Shares of texts can be compared; a rise in texts may be a rise in users.",
    ],
    [{ versioned: 0 }, "Which version brought a problem: no text names a version."],
    [{ versioned: 49 }, "Which version brought a problem: only 49 of 100 texts name one."],
    [{ releases: 0 }, "Whether a fix helped: no release is known, so no fix has a date."],
    [
      { ticketChanges: 0 },
      "Whether a fix helped: no ticket is known, so nothing says which release fixes what.",
    ],
    [
      { releases: 0, ticketChanges: 0 },
      "Whether a fix helped: neither releases nor tickets are known, so no fix has a date.",
    ],
    [{ rated: 0 }, "How satisfied customers are: no text has a rating."],
    [
      { rated: 49 },
      "How satisfied customers are: only 49 of 100 texts have a rating, and those who rate may not be like the others.",
    ],
    [
      { customers: 100 },
      "Whether a few people write most of it: no two texts are known to be of one person, so each counts as a person of its own.",
    ],
    [
      { categorised: 79 },
      "How large a topic really is: 21 of 100 texts have no category, and some of them may belong to it: shares are at least what is shown.",
    ],
  ])("%j", (evidence, expected) => expect(because(evidence)).toEqual([expected]));

  test("a short time, and a thin one, show no growth", () => {
    expect(because({}, { since: null })).toEqual([
      "Whether anything is growing: the feedback covers fewer than 21 days, which is too short to compare weeks.",
    ]);
    expect(because({}, { later: 19 })).toEqual([
      "Whether anything is growing: since 2025-03-05 there are 19 texts and before 60; a comparison needs 20 on each side.",
    ]);
    expect(because({}, { later: 20 })).toEqual([]);
  });
});

import { expect, test } from "vitest";
import { parseRecordPath } from "../../src/spec/reading/recordPath.ts";
import { filesProject } from "../support/filesProject.ts";

const review = {
  reviewId: "r1",
  comments: [
    {
      userComment: {
        text: "Good\tNo sync since 4.8.2",
        lastModified: { seconds: "1767225600" },
        starRating: 2,
      },
    },
    { developerComment: { text: "Sorry" } },
  ],
};
const answeredFirst = { ...review, reviewId: "r2", comments: review.comments.toReversed() };
const onlyAnswered = { reviewId: "r3", comments: [{ developerComment: { text: "Thanks" } }] };

const playStore = `  play-store:
    kind: reviews
    files: reviews.jsonl
    map:
      id: reviewId
      at: { path: "comments[first:userComment].userComment.lastModified.seconds", format: epoch }
      text: { path: "comments[first:userComment].userComment.text" }
      rating: { path: "comments[first:userComment].userComment.starRating" }
`;

test("a path reaches what the customer wrote, wherever the developer's answer is in the list", async () => {
  const db = await filesProject(playStore, {
    "reviews.jsonl": [review, answeredFirst, onlyAnswered].map((each) => JSON.stringify(each)).join("\n"),
  });
  expect(
    await db.rows(
      "SELECT source_record_id, CAST(occurred_at AS VARCHAR) AS at, masked_text, rating FROM fixloop_curated.feedback_event ORDER BY source_record_id",
    ),
  ).toEqual(
    ["r1", "r2"].map((id) => ({
      source_record_id: id,
      at: "2026-01-01 00:00:00",
      masked_text: "Good\tNo sync since 4.8.2",
      rating: 2,
    })),
  );
  expect(await db.rows("SELECT record_position, reason, field FROM fixloop_curated.quarantine")).toEqual([
    { record_position: 3n, reason: "missing_time", field: "at" },
  ]);
  db.close();
});

test("keys with points are escaped in a path and plain outside of one", async () => {
  const db = await filesProject(
    `  widget:
    kind: survey
    files: widget.jsonl
    map: { id: id, at: meta.at, text: { path: 'answers.free\\.text[last]' }, user: { path: who.id } }
`,
    {
      "widget.jsonl": JSON.stringify({
        id: 7,
        "meta.at": "2026-01-01",
        answers: { "free.text": ["first", "second"] },
        who: { id: 1.5 },
      }),
    },
  );
  expect(
    await db.rows(
      "SELECT event.masked_text, record.user_id FROM fixloop_curated.feedback_event AS event JOIN fixloop_curated.customer_record AS record USING (customer_record_id)",
    ),
  ).toEqual([{ masked_text: "second", user_id: "1.5" }]);
  db.close();
});

test.each([
  ["a", [".a"]],
  ["a.b[0].c", [".a", ".b", "[0", ".c"]],
  ["a[last]", [".a", "[-1"]],
  ["a[last:b\\.c].d", [".a", "!b.c", ".d"]],
  ["a\\[0\\]", [".a[0]"]],
  ["'; DROP TABLE x;--.$", [".'; DROP TABLE x;--", ".$"]],
])("%s has the steps %j", (written, steps) => {
  expect(parseRecordPath(written)).toEqual(steps);
});

test.each([
  "[0]",
  ".a",
  "a..b",
  "a[one]",
  "a[-1]",
  "a[first:]",
  "a[0",
  "a]",
  "a.",
  "a[0]b",
  `a${".b".repeat(12)}`,
])("%s is no path", (written) => {
  expect(parseRecordPath(written)).toHaveProperty("problem");
});

import { afterEach, beforeEach, expect, test } from "vitest";
import { category, smallProject, source } from "../../../test/support/project.ts";
import { StageDatabase } from "../../../test/support/stageDatabase.ts";

/** Which points vote: their words decide, where the category is something that is wrong. */
const project = smallProject({
  sources: [
    source({
      id: "shop",
      kind: "reviews",
      files: ["unused"],
      map: {
        text: { kind: "key", key: "text" },
        rating: { kind: "key", key: "rating" },
      },
    }),
  ],
  taxonomy: {
    ...smallProject().taxonomy,
    categories: [
      category({
        id: "sync-stops",
        area: "sync",
        title: "Sync stops",
        examples: ["sync stopped after the update", "sync stops", "my notes do not sync any more"],
      }),
      category({
        id: "charged-twice",
        area: "sync",
        title: "Charged twice",
        examples: ["charged twice this month", "you took the payment two times", "double charge"],
      }),
    ],
  },
  enrichment: { minConfidence: 0.01, defaultLanguage: "en" },
});

let db: StageDatabase;
beforeEach(async () => {
  db = await StageDatabase.open(project);
});
afterEach(() => {
  db.close();
});

const pointsOf = async (
  texts: readonly (readonly [text: string, rating: number | null])[],
): Promise<readonly string[]> => {
  await db.insert(
    "raw.feedback_payload",
    texts.map(([text, rating], place) => ({
      event_id: `e${place}`,
      source: "shop",
      kind: "reviews",
      source_record_id: String(place),
      payload: JSON.stringify({ text, rating: rating === null ? undefined : String(rating) }),
      payload_hash: String(place),
      occurred_at: "2025-01-02 10:00:00",
      received_at: "2025-01-02 12:00:00",
      file: "file",
      record_position: place,
      schema_fingerprint: "x",
      run_id: 1,
    })),
  );
  await db.stage("normalize");
  await db.stage("enrich");
  const rows = await db.rows(
    "SELECT category, stance, votes, stance_is_in_doubt FROM fixloop_curated.point ORDER BY event_id, position",
  );
  return rows.map((row) =>
    [
      row["category"],
      row["stance"],
      row["votes"] === true ? "votes" : "doesn't vote",
      row["stance_is_in_doubt"] === true ? "in doubt" : "",
    ]
      .join(" ")
      .trim(),
  );
};

test("a complaint votes, a confirmation, a question and a condition don't", async () => {
  expect(
    await pointsOf([
      ["It used to sync, but now sync stopped after the update.", 1],
      ["Since 4.9.1 sync no longer stops after an update, thank you!", 5],
      ["Does sync stop after the update on Android 14?", null],
      ["If sync stopped I would leave.", 4],
      ["Oh great, sync stops, finally fixed.", 1],
      ["Sync no longer stops since 4.9.1, thank you!", 1],
      ["Sync stopped after the update. It works again since 4.9.1, thanks!", 5],
      ["Sync stopped after the update. Thanks to support it is solved now.", 5],
      ["Was solved once. Sync stopped again after the update.", 2],
    ]),
  ).toEqual([
    "sync-stops complains votes",
    "sync-stops confirms_fixed doesn't vote",
    "sync-stops asks doesn't vote",
    "sync-stops mentions doesn't vote",
    // words and stars contradict each other: a person decides
    "sync-stops complains doesn't vote in doubt",
    "sync-stops confirms_fixed doesn't vote in doubt",
    "sync-stops confirms_fixed doesn't vote",
    // less than 99 % of such confirmations are some
    "sync-stops confirms_fixed doesn't vote in doubt",
    "sync-stops complains votes",
  ]);
});

test("a clause that says nothing of a complaint takes no certain confirmation back", async () => {
  expect(
    await pointsOf([
      ["Since 4.9.1 sync no longer stops after an update. Great job, team.", null],
      ["Since 4.9.1 sync no longer stops after an update. It stops at every start.", null],
    ]),
  ).toEqual(["sync-stops confirms_fixed doesn't vote", "sync-stops complains votes"]);
});

test("one clause that works takes nothing back of a long report, and a certain one little of a longer", async () => {
  const complaints = [
    "Sync stopped after the update.",
    "Sync crashes on the tablet.",
    "Notes are lost on the phone.",
    "Sync fails every day.",
    "The export is broken.",
    "Sync hangs at night.",
  ];
  const doubted = "Thanks to support it is solved now.";
  const certain = "Works again, finally fixed, thank you.";
  const said = (count: number, last: string): readonly [string, null] => [
    [...complaints.slice(0, count), last].join(" "),
    null,
  ];
  expect(await pointsOf([said(2, doubted), said(3, doubted), said(5, certain), said(6, certain)])).toEqual([
    "sync-stops confirms_fixed doesn't vote in doubt",
    "sync-stops complains votes",
    "sync-stops confirms_fixed doesn't vote",
    "sync-stops complains votes",
  ]);
});

test("what its category says is wrong is a complaint where no word speaks of a fix, a condition or a question", async () => {
  expect(
    await pointsOf([
      ["Ever since the new version nothing but sync stops. Please fix.", null],
      ["Hello team, my notes stay on the phone, sync stops, please fix asap.", 3],
      ["The same: charged twice this month. Please fix.", null],
      // what it may confirm last is less likely than what it clearly complains about first
      ["Sync stopped after the update. Tested with Firefox.", null],
      // words for a fix, or many stars, leave it open
      ["Sync stops no longer after the update, please keep it.", null],
      ["My plan: double charge insurance.", 5],
    ]),
  ).toEqual([
    "sync-stops complains votes",
    "sync-stops complains votes",
    "charged-twice complains votes",
    "sync-stops complains votes",
    "sync-stops confirms_fixed doesn't vote",
    "charged-twice confirms_fixed doesn't vote in doubt",
  ]);
});

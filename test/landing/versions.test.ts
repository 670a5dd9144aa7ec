import { expect, test } from "vitest";
import { filesProject } from "../support/filesProject.ts";

const shop = `  shop:
    kind: reviews
    files: shop.jsonl
    map: { id: id, at: at, text: body, version: version }
`;
const reviews = (versions: readonly string[]): string =>
  versions
    .map((version, index) =>
      JSON.stringify({ id: String(index).padStart(2, "0"), at: "2026-01-05", body: "It broke", version }),
    )
    .join("\n");

test("spellings of one version are one, and words are none", async () => {
  const read = [
    ["4.8", "4.8.0"],
    ["4.8.0", "4.8.0"],
    ["v4.10 (build 512)", "4.10.0"],
    ["Varies with device", null],
    ["1.9", "1.9.0"],
    ["1.10", "1.10.0"],
    ["Version 4.8.0", "4.8.0"],
    ["release-4.8", "4.8.0"],
    ["4.8.0 (1234)", "4.8.0"],
    ["4.8.0+5", "4.8.0"],
    ["4.8.0/1234", "4.8.0"],
    ["4.8.0.0", "4.8.0"],
    ["4.8.0.7", "4.8.0.7"],
    ["4", "4.0.0"],
    ["4.8-RC1", "4.8.0-rc.1"],
    ["4.8 beta 2", "4.8.0-beta.2"],
    ["latest", null],
    ["unknown", null],
    ["n/a", null],
  ] as const;
  const db = await filesProject(shop, { "shop.jsonl": reviews(read.map(([written]) => written)) });
  const rows = await db.rows<{ version: string | null }>(
    "SELECT product_version AS version FROM fixloop_curated.feedback_event ORDER BY source_record_id",
  );
  expect(rows.map(({ version }) => version)).toEqual(read.map(([, version]) => version));
  db.close();
});

test("versions sort by their numbers, and pre-releases before their release", async () => {
  const sorted = [
    "0.9",
    "1.9",
    "1.10-alpha",
    "1.10-beta.2",
    "1.10-beta.10",
    "1.10-rc.1",
    "1.10",
    "1.10.0.1",
    "1.10.1-rc.1",
    "1.10.1",
    "2.0-snapshot",
    "2",
    "10",
  ];
  const db = await filesProject(shop, { "shop.jsonl": reviews(sorted.toReversed()) });
  const rows = await db.rows<{ id: string }>(
    "SELECT source_record_id AS id FROM fixloop_curated.feedback_event ORDER BY version_key, source_record_id",
  );
  expect(rows.map(({ id }) => sorted[sorted.length - 1 - Number(id)])).toEqual(sorted);
  db.close();
});

const usage = `  active-users:
    kind: usage
    files: usage.csv
    map: { at: day, value: users, version: version }
`;
const releases = `  versions:
    kind: releases
    files: releases.csv
    map: { version: version, at: at }
`;
const found = `SELECT observed, failing_rows FROM fixloop_curated.check_result
WHERE check_id = 'normalize.versions_have_one_name'`;

test("feedback and usage meet under one version, and nothing of usage is lost", async () => {
  const db = await filesProject(shop + usage, {
    "shop.jsonl": reviews(["4.8.0", "v4.8"]),
    "usage.csv": "day,users,version\n2026-01-01,10,4.8\n2026-01-01,20,4.8.0\n2026-01-01,5,latest\n",
  });
  expect(await db.rows(found)).toEqual([{ observed: null, failing_rows: 0n }]);
  expect(
    await db.rows(
      "SELECT version, CAST(sum(value) AS INT) AS users FROM fixloop_raw.telemetry_point GROUP BY version ORDER BY version NULLS LAST",
    ),
  ).toEqual([
    { version: "4.8.0", users: 30 },
    { version: null, users: 5 },
  ]);
  db.close();
});

test("names that usage or the releases never had are a finding with counts, from the day that these begin", async () => {
  const db = await filesProject(shop + usage + releases, {
    "shop.jsonl": [
      reviews(["4.8.0", "4.8.1", "4.8.1", "4.9b1", "9 with lots of my own words"]),
      JSON.stringify({ id: "early", at: "2025-01-01", body: "It broke", version: "3.0" }),
    ].join("\n"),
    "usage.csv": "day,users,version\n2026-01-01,10,4.8\n",
    "releases.csv": "version,at\n4.8.1,2026-01-01\n4.8.0,2026-01-01\nspring launch,2026-01-01\n",
  });
  expect(await db.rows(found)).toEqual([
    {
      observed:
        "notes: 2 of 5 pieces of feedback name 2 versions that the releases never named, such as 4.9.0-beta.1 (1); notes: 4 of 5 pieces of feedback name 3 versions that usage never named, such as 4.8.1 (2), 4.9.0-beta.1 (1)",
      failing_rows: 2n,
    },
  ]);
  expect(await db.rows("SELECT version FROM fixloop_raw.release ORDER BY version")).toEqual([
    { version: "4.8.0" },
    { version: "4.8.1" },
    { version: "spring launch" },
  ]);
  db.close();
});

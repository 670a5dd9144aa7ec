import { expect, test } from "vitest";
import { smallProject, source } from "../../../test/support/project.ts";
import { StageDatabase } from "../../../test/support/stageDatabase.ts";
import * as ledger from "../../ledger/ledger.ts";
import { quarantineReasons, recordMarks, type SourceKind } from "../../contract/vocabulary.ts";
import { sourceFields } from "../../spec/sourceFields.ts";
import type { FieldMapping, Source } from "../../spec/project.ts";
import { duckdb } from "../../sql/duckdb.ts";

const key = (name: string): FieldMapping => ({ kind: "key", key: name });
const constant = (value: string): FieldMapping => ({ kind: "constant", value });

/** A source whose records use the fields' own names as keys. */
function plain(kind: SourceKind, overrides: Partial<Source> = {}): Source {
  const fields = Object.keys(sourceFields[kind]).filter((field) => kind !== "tracker" || field !== "at");
  return source({
    id: kind,
    kind,
    files: ["unused"],
    map: Object.fromEntries(fields.map((field) => [field, key(field)])),
    ...overrides,
  });
}

interface Delivery {
  readonly source: Source;
  readonly file?: string;
  readonly records: readonly (Readonly<Record<string, unknown>> | string)[];
}

/** Lands records as the land step would, and runs the stage. */
async function deliver(db: StageDatabase, deliveries: readonly Delivery[]): Promise<void> {
  await db.database.run("DELETE FROM fixloop_raw.landing");
  await db.database.run("DELETE FROM fixloop_raw.landing_file");
  for (const { source: from, file = "file", records } of deliveries) {
    await db.insert("raw.landing_file", [
      { source: from.id, file, content_hash: "hash", reader: "reader", records: records.length },
    ]);
    await db.insert(
      "raw.landing",
      records.map((record, index) => ({
        source: from.id,
        kind: from.kind,
        file,
        record_position: index + 1,
        payload: typeof record === "string" ? record : JSON.stringify(record),
      })),
    );
  }
  await db.stage("ingest");
}

async function ingested(
  deliveries: readonly Delivery[],
  options: { readonly asOf?: string } = {},
): Promise<StageDatabase> {
  const sources = [...new Map(deliveries.map((delivery) => [delivery.source.id, delivery.source])).values()];
  const db = await StageDatabase.open(smallProject({ sources }), options);
  await deliver(db, deliveries);
  return db;
}

async function nextRun(db: StageDatabase, asOf = ""): Promise<void> {
  await db.execute(ledger.finishRun(duckdb));
  await db.execute(ledger.openRun(duckdb), asOf);
}

const shop = plain("reviews");
const review = { id: "r1", at: "2025-01-02T03:04:05Z", received: "2025-01-03T00:00:00Z", text: "It broke" };
const failedChecks = (db: StageDatabase): Promise<readonly Record<string, unknown>[]> =>
  db.rows(
    "SELECT check_id, failing_rows FROM fixloop_curated.check_result WHERE failing_rows > 0 ORDER BY check_id",
  );

test("a review is kept as received, typed by its mapping", async () => {
  const db = await ingested([{ source: shop, records: [review] }]);
  expect(
    await db.rows(
      "SELECT source, kind, source_record_id, payload, occurred_at, received_at, file, record_position FROM fixloop_raw.feedback_payload",
    ),
  ).toEqual([
    {
      source: "reviews",
      kind: "reviews",
      source_record_id: "r1",
      payload: JSON.stringify(review),
      occurred_at: "2025-01-02 03:04:05",
      received_at: "2025-01-03 00:00:00",
      file: "file",
      record_position: 1n,
    },
  ]);
  db.close();
});

test("without a time of delivery a record was received when it was written", async () => {
  const db = await ingested([{ source: shop, records: [{ ...review, received: null }] }]);
  expect(await db.rows("SELECT received_at FROM fixloop_raw.feedback_payload")).toEqual([
    { received_at: "2025-01-02 03:04:05" },
  ]);
  db.close();
});

test("times are read with and without zone, seconds and fraction, and kept in UTC", async () => {
  const times = [
    ["2025-01-02", "2025-01-02 00:00:00"],
    ["2025-01-02 03:04", "2025-01-02 03:04:00"],
    ["2025-01-02T03:04Z", "2025-01-02 03:04:00"],
    ["2025-01-02T03:04:05+0200", "2025-01-02 01:04:05"],
    ["2025-01-02 03:04:05+00", "2025-01-02 03:04:05"],
    ["2025-01-02T03:04:05.123456789-05:00", "2025-01-02 08:04:05.123456"],
  ] as const;
  const db = await ingested([
    { source: shop, records: times.map(([at], index) => ({ id: index, at, text: "x" })) },
  ]);
  expect(
    (await db.rows("SELECT occurred_at FROM fixloop_raw.feedback_payload ORDER BY record_position")).map(
      (row) => row["occurred_at"],
    ),
  ).toEqual(times.map(([, utc]) => utc));
  db.close();
});

test("keys of records are values: quotes, dots and brackets in them mean nothing", async () => {
  const odd = plain("reviews", {
    map: { id: key(`'; DROP TABLE x;--`), at: key(`"a"."b"`), text: key("$[0]"), platform: constant("ios") },
  });
  const db = await ingested([
    { source: odd, records: [{ "'; DROP TABLE x;--": "1", '"a"."b"': "2025-01-02", "$[0]": "hello" }] },
  ]);
  expect(await db.rows("SELECT source_record_id FROM fixloop_raw.feedback_payload")).toEqual([
    { source_record_id: "1" },
  ]);
  db.close();
});

test("a redelivery adds nothing, an edit adds a row, and the first delivery stays", async () => {
  const redelivered = { ...review, received: "2025-01-09T00:00:00Z" };
  const edited = { ...review, text: "It works again", received: "2025-01-10T00:00:00Z" };
  const contents =
    "SELECT received_at, json_extract_string(payload, '$.text') AS text FROM fixloop_raw.feedback_payload ORDER BY received_at";
  const expected = [
    { received_at: "2025-01-03 00:00:00", text: "It broke" },
    { received_at: "2025-01-10 00:00:00", text: "It works again" },
  ];

  const together = await ingested([{ source: shop, records: [redelivered, edited, review] }]);
  expect(await together.rows(contents)).toEqual(expected);
  together.close();

  const apart = await ingested([{ source: shop, records: [redelivered], file: "one" }]);
  await nextRun(apart);
  await deliver(apart, [{ source: shop, records: [edited], file: "two" }]);
  await nextRun(apart);
  await deliver(apart, [{ source: shop, records: [review], file: "three" }]);
  expect(await apart.rows(contents)).toEqual(expected);

  await nextRun(apart);
  await deliver(apart, [{ source: shop, records: [redelivered], file: "four" }]);
  expect(await apart.rows(contents)).toEqual(expected);
  expect(
    await apart.rows("SELECT count(*) AS touched FROM fixloop_raw.feedback_payload WHERE run_id = 4"),
  ).toEqual([{ touched: 0n }]);
  apart.close();
});

const accounts = plain("accounts");
const articles = plain("articles");
const releases = plain("releases");
const telemetry = plain("telemetry");
const tracker = plain("tracker");
const point = { at: "2025-01-02", metric: "errors", metric_kind: "count", value: "1.5" };

const rated = plain("reviews", {
  id: "rated",
  map: { ...shop.map, rating: { kind: "key", key: "rating", reading: { format: "scale", low: 1, high: 5 } } },
});
const bad: readonly (readonly [Source, Readonly<Record<string, unknown>> | string, string, string | null])[] =
  [
    [shop, "no json", "not_json", null],
    [shop, "[1]", "not_json", null],
    [shop, { ...review, id: "" }, "missing_id", "id"],
    [tracker, { created: "2025-01-02", status: "Open" }, "missing_id", "key"],
    [shop, { ...review, at: "  " }, "missing_time", "at"],
    [tracker, { key: "T-1", status: "Open" }, "missing_time", "at"],
    [shop, { ...review, at: "yesterday" }, "bad_time", "at"],
    [shop, { ...review, at: "2025-02-30" }, "bad_time", "at"],
    [shop, { ...review, received: "soon" }, "bad_time", "received"],
    [
      tracker,
      { key: "T-1", status: "Open", created: "2025-01-02", resolved: "never" },
      "bad_time",
      "resolved",
    ],
    [shop, { ...review, at: "1969-12-31T23:59:59Z" }, "time_out_of_range", "at"],
    [accounts, { id: "a", at: "2200-01-01" }, "time_out_of_range", "at"],
    [shop, { ...review, text: " \n\t " }, "missing_text", "text"],
    [shop, { ...review, text: "\u200b" }, "missing_text", "text"],
    [shop, { ...review, text: "\u200b \n\u2060\u00a0\u3164" }, "missing_text", "text"],
    [shop, { ...review, text: "<p>&nbsp;</p><img src='x.png' alt='logo'>" }, "missing_text", "text"],
    [shop, { ...review, text: "> Sync stopped.\n> Any news?" }, "no_own_words", "text"],
    [shop, { ...review, text: "<blockquote>Sync stopped.</blockquote>" }, "no_own_words", "text"],
    [
      shop,
      { ...review, subject: "Fwd: Sync", text: "-----Original Message-----\nSync stopped." },
      "no_own_words",
      "text",
    ],
    [telemetry, { ...point, value: "many" }, "bad_number", "value"],
    [telemetry, { ...point, value: null }, "bad_number", "value"],
    [telemetry, { ...point, exposure: "n/a" }, "bad_number", "exposure"],
    [telemetry, { ...point, value: "100000000000000" }, "bad_number", "value"],
    [accounts, { id: "a", revenue: "12 EUR" }, "bad_number", "revenue"],
    [accounts, { id: "a", revenue_cents: "x" }, "bad_number", "revenue_cents"],
    [rated, { ...review, rating: "6" }, "bad_rating", "rating"],
    [telemetry, { ...point, metric: null }, "missing_field", "metric"],
    [telemetry, { ...point, metric_kind: "sum" }, "missing_field", "metric_kind"],
    [releases, { at: "2025-01-02" }, "missing_field", "version"],
    [articles, { id: "k", title: "t" }, "missing_field", "body"],
    [tracker, { key: "T-1", created: "2025-01-02" }, "missing_field", "status"],
  ];

test("bad records are set aside with the first reason that applies and the field at fault, and kept as they were", async () => {
  const text = (record: Readonly<Record<string, unknown>> | string): string =>
    typeof record === "string" ? record : JSON.stringify(record);
  // a file each, so that every record has a place of its own in the result
  const db = await ingested(
    bad.map(([from, record], index) => ({
      source: from,
      file: String(index).padStart(2, "0"),
      records: [record],
    })),
  );
  expect(
    await db.rows(
      `SELECT kind, payload, reason, field FROM fixloop_curated.quarantine JOIN fixloop_raw.rejected_payload USING (quarantine_id) ORDER BY file`,
    ),
  ).toEqual(
    bad.map(([from, record, reason, field]) => ({ kind: from.kind, payload: text(record), reason, field })),
  );
  db.close();
});

/** Reasons that the reader of the file gives. */
const faults = ["too_large", "ragged_row", "bad_quotes"] as const;

test.each(faults)("a record that the reader sets aside as %s is not judged again", async (reason) => {
  const db = await ingested([]);
  await db.insert("raw.landing", [
    {
      source: shop.id,
      kind: shop.kind,
      file: "one",
      record_position: 1,
      payload: JSON.stringify(review),
      fault: `${reason}:line 3`,
    },
  ]);
  await db.stage("ingest");
  expect(await db.rows("SELECT reason, field, record_position FROM fixloop_curated.quarantine")).toEqual([
    { reason, field: "line 3", record_position: 1n },
  ]);
  expect(await db.rows("SELECT source_record_id FROM fixloop_raw.feedback_payload")).toEqual([]);
  db.close();
});

test("every reason of the vocabulary is one that a record can have", () => {
  // records that their source marks: test/landing/marks.test.ts
  expect([...new Set([...bad.map(([, , reason]) => reason), ...faults, ...recordMarks])].toSorted()).toEqual(
    quarantineReasons.toSorted(),
  );
});

test("a key that the contract requires is missed by name", async () => {
  const strict = plain("reviews", {
    contract: {
      freshHours: undefined,
      minRecordsPerDay: undefined,
      requiredKeys: ["id", "device"],
      allowedReasons: [],
    },
  });
  const db = await ingested([{ source: strict, records: [review, { ...review, id: "r2", device: null }] }]);
  expect(await db.rows("SELECT reason, field FROM fixloop_curated.quarantine")).toEqual([
    { reason: "missing_field", field: "device" },
  ]);
  expect(await db.rows("SELECT source_record_id FROM fixloop_raw.feedback_payload")).toEqual([
    { source_record_id: "r2" },
  ]);
  db.close();
});

test("a file that is read again, its mapping put right, empties its quarantine", async () => {
  const wrong = plain("reviews", { map: { id: key("id"), at: key("at"), text: key("body") } });
  const db = await ingested([{ source: wrong, records: [review] }]);
  expect(await db.rows("SELECT reason FROM fixloop_curated.quarantine")).toEqual([
    { reason: "missing_text" },
  ]);
  await nextRun(db);
  await db.database.run("UPDATE fixloop_curated.source_field SET record_key = 'text' WHERE field = 'text'");
  await deliver(db, [{ source: wrong, records: [review] }]);
  expect(await db.rows("SELECT * FROM fixloop_curated.quarantine")).toEqual([]);
  expect(await db.rows("SELECT * FROM fixloop_raw.rejected_payload")).toEqual([]);
  expect(await db.rows("SELECT source_record_id FROM fixloop_raw.feedback_payload")).toEqual([
    { source_record_id: "r1" },
  ]);
  db.close();
});

test("the quarantine of files that are not read again stays", async () => {
  const db = await ingested([{ source: shop, records: ["no json"], file: "one" }]);
  await nextRun(db);
  await deliver(db, [{ source: shop, records: [review], file: "two" }]);
  expect(await db.rows("SELECT file FROM fixloop_curated.quarantine")).toEqual([{ file: "one" }]);
  expect(await db.rows("SELECT payload FROM fixloop_raw.rejected_payload")).toEqual([{ payload: "no json" }]);
  db.close();
});

test("a metric is a point of its dimensions; the last line about it counts", async () => {
  const db = await ingested([
    {
      source: telemetry,
      records: [
        { ...point, version: "v5.10.0", platform: " iOS ", region: "EU", area: "sync", exposure: "200" },
        {
          ...point,
          value: "2.12345678901234567890",
          version: "5.10.0",
          platform: "ios",
          region: "EU",
          area: "sync",
          exposure: "200",
        },
        { ...point, value: "1e-05" },
      ],
    },
  ]);
  expect(
    await db.rows(
      "SELECT metric, metric_kind, measured_at, measured_date, version, platform, region, area, value, exposure FROM fixloop_raw.telemetry_point ORDER BY value DESC",
    ),
  ).toEqual([
    {
      metric: "errors",
      metric_kind: "count",
      measured_at: "2025-01-02 00:00:00",
      measured_date: "2025-01-02",
      version: "5.10.0",
      platform: "ios",
      region: "EU",
      area: "sync",
      value: "2.1235",
      exposure: "200.0000",
    },
    {
      metric: "errors",
      metric_kind: "count",
      measured_at: "2025-01-02 00:00:00",
      measured_date: "2025-01-02",
      version: null,
      platform: null,
      region: null,
      area: null,
      value: "0.0000",
      exposure: null,
    },
  ]);
  db.close();
});

test("usage is the metric active_users", async () => {
  const db = await ingested([
    { source: plain("usage"), records: [{ at: "2025-01-02", value: "120", version: "5.1.0" }] },
  ]);
  expect(
    await db.rows("SELECT metric, metric_kind, area, value, exposure FROM fixloop_raw.telemetry_point"),
  ).toEqual([
    { metric: "active_users", metric_kind: "count", area: null, value: "120.0000", exposure: null },
  ]);
  db.close();
});

test("releases are for clients unless they say server, and a platform of all is none", async () => {
  const db = await ingested([
    {
      source: releases,
      records: [
        { version: "5.10.0", at: "2025-01-02", platform: "all", notes: "Fixes" },
        { version: "5.9.0", at: "2025-01-01", platform: "iOS" },
        { version: "srv-7", at: "2025-01-03" },
        { version: "8", at: "2025-01-04", release_kind: "Server" },
      ],
    },
  ]);
  expect(
    await db.rows(
      "SELECT version, release_kind, platform, notes FROM fixloop_raw.release ORDER BY version_key",
    ),
  ).toEqual([
    { version: "5.9.0", release_kind: "client", platform: "ios", notes: null },
    { version: "5.10.0", release_kind: "client", platform: null, notes: "Fixes" },
    { version: "8.0.0", release_kind: "server", platform: null, notes: null },
    { version: "srv-7", release_kind: "server", platform: null, notes: null },
  ]);
  db.close();
});

test("an account's revenue may be given in hundredths; its last line counts", async () => {
  const db = await ingested([
    {
      source: accounts,
      records: [
        {
          id: "a1",
          user: "u1",
          name: "Jon Green",
          email: "jon@example.org",
          locale: "en-GB",
          segment: "free",
          revenue: "0",
        },
        {
          id: "a1",
          user: "u1",
          name: "Jon Green",
          email: "jon@example.org",
          locale: "en-GB",
          segment: "pro",
          revenue_cents: "999",
          at: "2024-02-16",
        },
      ],
    },
  ]);
  expect(
    await db.rows(
      "SELECT account_id, product, user_id, name, email, locale, segment, revenue_month, created_at FROM fixloop_raw.account",
    ),
  ).toEqual([
    {
      account_id: "a1",
      product: "notes",
      user_id: "u1",
      name: "Jon Green",
      email: "jon@example.org",
      locale: "en-GB",
      segment: "pro",
      revenue_month: "9.99",
      created_at: "2024-02-16 00:00:00",
    },
  ]);
  db.close();
});

test("articles keep title, text and language, and a record may name its product", async () => {
  const db = await ingested([
    {
      source: articles,
      records: [{ id: "k1", title: "Reset", body: "Open settings", language: "en", product: "other" }],
    },
  ]);
  expect(
    await db.rows("SELECT article_id, product, title, body, language, updated_at FROM fixloop_raw.article"),
  ).toEqual([
    {
      article_id: "k1",
      product: "other",
      title: "Reset",
      body: "Open settings",
      language: "en",
      updated_at: null,
    },
  ]);
  db.close();
});

const changes =
  "SELECT ticket_key, changed_at, to_status, resolution, fix_version, area, summary, feedback_record_id, duplicate_of FROM fixloop_raw.tracker_event ORDER BY ticket_key, changed_at";

test("a tracker with a row a change gives its changes", async () => {
  const log = plain("tracker", {
    map: {
      key: key("key"),
      at: key("at"),
      status: key("to"),
      fix_version: key("fix"),
      area: key("component"),
      summary: key("title"),
    },
  });
  const db = await ingested([
    {
      source: log,
      records: [
        { key: "T-1", at: "2025-01-02T09:00:00Z", to: "Open", component: "sync", title: "Sync stops" },
        {
          key: "T-1",
          at: "2025-01-05T09:00:00Z",
          to: "Done",
          component: "sync",
          title: "Sync stops",
          fix: "5.2.0",
        },
        {
          key: "T-1",
          at: "2025-01-05T09:00:00Z",
          to: "Done",
          component: "sync",
          title: "Sync stops",
          fix: "5.2.0",
        },
      ],
    },
  ]);
  const rest = {
    resolution: null,
    area: "sync",
    summary: "Sync stops",
    feedback_record_id: null,
    duplicate_of: null,
  };
  expect(await db.rows(changes)).toEqual([
    { ticket_key: "T-1", changed_at: "2025-01-02 09:00:00", to_status: "Open", fix_version: null, ...rest },
    {
      ticket_key: "T-1",
      changed_at: "2025-01-05 09:00:00",
      to_status: "Done",
      fix_version: "5.2.0",
      ...rest,
    },
  ]);
  db.close();
});

const ticket = {
  key: "T-1",
  created: "2025-01-02",
  resolved: "2025-01-09",
  status: "RESOLVED",
  resolution: "FIXED",
  fix_version: "5.2.0",
  feedback: "r1",
};

test("a tracker with a row a ticket gives an opening, and a change where it was resolved", async () => {
  const db = await ingested([
    { source: tracker, records: [ticket, { key: "T-2", created: "2025-01-03", status: "NEW" }] },
  ]);
  const rest = { area: null, summary: null, duplicate_of: null };
  expect(await db.rows(changes)).toEqual([
    {
      ticket_key: "T-1",
      changed_at: "2025-01-02 00:00:00",
      to_status: "Open",
      resolution: null,
      fix_version: null,
      feedback_record_id: "r1",
      ...rest,
    },
    {
      ticket_key: "T-1",
      changed_at: "2025-01-09 00:00:00",
      to_status: "RESOLVED",
      resolution: "FIXED",
      fix_version: "5.2.0",
      feedback_record_id: "r1",
      ...rest,
    },
    {
      ticket_key: "T-2",
      changed_at: "2025-01-03 00:00:00",
      to_status: "Open",
      resolution: null,
      fix_version: null,
      feedback_record_id: null,
      ...rest,
    },
  ]);
  db.close();
});

test("what lies after the moment of the run waits in its file, which a later run reads again", async () => {
  const deliveries: readonly Delivery[] = [
    { source: shop, file: "now", records: [review] },
    {
      source: shop,
      file: "later",
      records: [{ ...review, id: "r2", received: "2025-02-01T00:00:00Z" }, "no json"],
    },
    { source: tracker, file: "tickets", records: [ticket] },
  ];
  const db = await ingested(deliveries, { asOf: "2025-01-05T00:00:00Z" });
  expect(await db.rows("SELECT source_record_id FROM fixloop_raw.feedback_payload")).toEqual([
    { source_record_id: "r1" },
  ]);
  expect((await db.rows(changes)).map(({ to_status }) => to_status)).toEqual(["Open"]);
  expect(await db.rows("SELECT file FROM fixloop_curated.quarantine")).toEqual([{ file: "later" }]);
  expect(await db.rows("SELECT file FROM fixloop_raw.landed_file ORDER BY file")).toEqual([{ file: "now" }]);

  await nextRun(db, "2025-03-01T00:00:00Z");
  await deliver(db, deliveries);
  expect(await db.rows("SELECT source_record_id FROM fixloop_raw.feedback_payload ORDER BY 1")).toEqual([
    { source_record_id: "r1" },
    { source_record_id: "r2" },
  ]);
  expect((await db.rows(changes)).map(({ to_status }) => to_status)).toEqual(["Open", "RESOLVED"]);
  expect(await db.rows("SELECT file FROM fixloop_raw.landed_file ORDER BY file")).toEqual([
    { file: "later" },
    { file: "now" },
    { file: "tickets" },
  ]);
  db.close();
});

test("without a moment everything lands, and the run speaks of the newest record", async () => {
  const db = await ingested([
    { source: shop, records: [review, { ...review, id: "r2", received: "2025-02-01T00:00:00Z" }] },
  ]);
  expect(await db.rows("SELECT as_of FROM fixloop_curated.pipeline_run")).toEqual([
    { as_of: "2025-02-01 00:00:00" },
  ]);
  expect(await db.rows("SELECT count(*) AS n FROM fixloop_raw.feedback_payload")).toEqual([{ n: 2n }]);
  db.close();
});

test("running a stage again changes no row", async () => {
  const deliveries: readonly Delivery[] = [
    { source: shop, records: [review, "no json"] },
    { source: telemetry, records: [point] },
    { source: tracker, records: [ticket] },
  ];
  const db = await ingested(deliveries);
  const tables = [
    "raw.feedback_payload",
    "raw.telemetry_point",
    "raw.tracker_event",
    "curated.quarantine",
    "raw.rejected_payload",
    "raw.landed_file",
  ];
  const state = async (): Promise<unknown> =>
    Promise.all(tables.map((name) => db.rows(`SELECT * FROM fixloop_${name} ORDER BY ALL`)));
  const before = await state();
  await deliver(db, deliveries);
  expect(await state()).toEqual(before);
  await nextRun(db);
  await deliver(db, deliveries);
  expect(await state()).toEqual(before);
  db.close();
});

test("a piece of feedback that its file no longer holds stays", async () => {
  const other = { ...review, id: "r2" };
  const db = await ingested([{ source: shop, records: [other, review] }]);
  await nextRun(db);
  await deliver(db, [{ source: shop, records: [other] }]);
  expect(
    await db.rows("SELECT source_record_id, run_id FROM fixloop_raw.feedback_payload ORDER BY ALL"),
  ).toEqual([
    { source_record_id: "r1", run_id: 1n },
    { source_record_id: "r2", run_id: 1n },
  ]);
  db.close();
});

test.each<
  readonly [string, Source, Readonly<Record<string, unknown>>, Readonly<Record<string, unknown>>, string]
>([
  ["telemetry_point", telemetry, point, { value: "2.5" }, "value"],
  ["release", releases, { version: "1.0", at: "2025-01-02", notes: "a" }, { notes: "b" }, "notes"],
  ["account", accounts, { id: "a", segment: "free" }, { segment: "paid" }, "segment"],
  ["article", articles, { id: "k", title: "t", body: "a" }, { body: "b" }, "body"],
  [
    "tracker_event",
    tracker,
    { key: "T-1", created: "2025-01-02", status: "Open", area: "a" },
    { area: "b" },
    "area",
  ],
])(
  "a row of %s given again as it is changes nothing, a later run replaces it whatever its file is called, and it stays when no file holds it",
  async (table, from, record, change, column) => {
    const rows = (db: StageDatabase): Promise<readonly Record<string, unknown>[]> =>
      db.rows(`SELECT CAST(${column} AS VARCHAR) AS value, run_id FROM fixloop_raw.${table}`);
    const db = await ingested([{ source: from, file: "b", records: [record] }]);
    const [first] = await rows(db);
    await nextRun(db);
    await deliver(db, [{ source: from, file: "c", records: [record] }]);
    expect(await rows(db)).toEqual([first]);
    await nextRun(db);
    await deliver(db, [{ source: from, file: "a", records: [{ ...record, ...change }] }]);
    const [changed, ...others] = await rows(db);
    expect(others).toEqual([]);
    expect(changed?.["run_id"]).toBe(3n);
    expect(changed?.["value"]).not.toBe(first?.["value"]);
    await nextRun(db);
    await deliver(db, [{ source: from, file: "a", records: [] }]);
    expect(await rows(db)).toEqual([changed]);
    db.close();
  },
);

test("a source of which a fifth is set aside stops the run; a few bad records do not", async () => {
  const good = Array.from({ length: 20 }, (_, index) => ({ ...review, id: String(index) }));
  const few = await ingested([{ source: shop, records: [...good, "bad 1", "bad 2", "bad 3", "bad 4"] }]);
  expect(await failedChecks(few)).toEqual([]);
  few.close();
  const many = await ingested([
    { source: shop, records: [...good, "bad 1", "bad 2", "bad 3", "bad 4", "bad 5", "bad 6"] },
  ]);
  expect(await failedChecks(many)).toEqual([{ check_id: "ingest.schema_is_known", failing_rows: 1n }]);
  expect(await many.rows("SELECT status FROM fixloop_curated.stage_run WHERE stage = 'ingest'")).toEqual([
    { status: "failed" },
  ]);
  many.close();
});

test("a source that is silent for longer than its contract says, or never spoke, is reported", async () => {
  const contract = { freshHours: 26, minRecordsPerDay: undefined, requiredKeys: [], allowedReasons: [] };
  const [fresh, stale, mute] = [
    plain("reviews", { contract }),
    plain("tickets", { contract }),
    plain("email", { contract }),
  ];
  const db = await ingested(
    [
      { source: fresh, records: [{ ...review, received: "2025-01-09T22:00:00Z" }] },
      { source: stale, records: [{ ...review, received: "2025-01-08T22:00:00Z" }] },
      { source: mute, records: [] },
    ],
    { asOf: "2025-01-10T00:00:00Z" },
  );
  expect(await failedChecks(db)).toEqual([{ check_id: "ingest.sources_are_fresh", failing_rows: 2n }]);
  db.close();
});

// the clock of these tests stands at 2026-01-01
test("one record from the year 2199 neither moves the run nor makes its source fresh", async () => {
  const contract = { freshHours: 26, minRecordsPerDay: undefined, requiredKeys: [], allowedReasons: [] };
  const [fresh, stale] = [plain("reviews", { contract }), plain("tickets", { contract })];
  const db = await ingested([
    {
      source: fresh,
      records: [
        { ...review, received: "2025-12-30T22:00:00Z" },
        { ...review, id: "r2", received: "2025-12-31T22:00:00Z" },
      ],
    },
    {
      source: stale,
      records: [
        { ...review, received: "2025-12-30T19:00:00Z" },
        { ...review, id: "r2", received: "2199-12-31T23:59:59Z" },
      ],
    },
  ]);
  expect(
    await db.rows(
      "SELECT CAST(as_of AS VARCHAR) AS as_of, (SELECT count(*) FROM fixloop_raw.feedback_payload) AS landed FROM fixloop_curated.pipeline_run",
    ),
  ).toEqual([{ as_of: "2025-12-31 22:00:00", landed: 4n }]);
  expect(await failedChecks(db)).toEqual([{ check_id: "ingest.sources_are_fresh", failing_rows: 1n }]);
  db.close();
});

test("where all feedback lies after the clock, the clock is the wrong one and the newest counts", async () => {
  const db = await ingested([
    {
      source: shop,
      records: [
        { ...review, received: "2026-02-01T00:00:00Z" },
        { ...review, id: "r2", received: "2026-03-01T00:00:00Z" },
      ],
    },
  ]);
  expect(await db.rows("SELECT CAST(as_of AS VARCHAR) AS as_of FROM fixloop_curated.pipeline_run")).toEqual([
    { as_of: "2026-03-01 00:00:00" },
  ]);
  db.close();
});

test("days with fewer records than the contract says are reported, from a source's first day on", async () => {
  const thin = plain("reviews", {
    contract: { freshHours: undefined, minRecordsPerDay: 2, requiredKeys: [], allowedReasons: [] },
  });
  const on = (day: string, id: string): Record<string, unknown> => ({
    ...review,
    id,
    received: `${day}T12:00:00Z`,
  });
  const db = await ingested(
    [
      {
        source: thin,
        records: [on("2025-01-07", "1"), on("2025-01-07", "2"), on("2025-01-08", "3"), on("2025-01-10", "4")],
      },
    ],
    { asOf: "2025-01-10T13:00:00Z" },
  );
  // the 8th has one record, the 9th none; the 10th isn't over
  expect(await failedChecks(db)).toEqual([{ check_id: "ingest.volume_is_plausible", failing_rows: 2n }]);
  db.close();
});

test("a source of more than 10,000 files is a finding", async () => {
  const db = await ingested([{ source: shop, records: [review] }]);
  const found = (name: string, files_found: number) => ({
    source: name,
    files_found,
    files_read: 0,
    bytes_read: 0,
  });
  await db.insert("raw.landing_source", [found("few", 10_000), found("many", 10_001)]);
  await db.stage("ingest");
  expect(await failedChecks(db)).toEqual([{ check_id: "ingest.files_are_few", failing_rows: 1n }]);
  db.close();
});

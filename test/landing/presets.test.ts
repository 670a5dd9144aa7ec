import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sourcePresets } from "../../src/systems/sourcePresets.ts";
import { filesProject } from "../support/filesProject.ts";
import { describeWithData, sharedData } from "../support/sharedData.ts";
import type { StageDatabase } from "../support/stageDatabase.ts";
import { loadYaml, told } from "../support/yamlProject.ts";

/** An export of `corpus/files`, which both runners of landing read. */
const exported = (file: string): Buffer =>
  readFileSync(path.join(import.meta.dirname, "corpus", "files", file));

/** Source → its preset and its file. */
const sources = {
  play: ["google-play-csv", "google-play.csv"],
  appstore: ["app-store-connect", "app-store-connect.json"],
  helpdesk: ["zendesk-json", "zendesk.json"],
  chat: ["intercom", "intercom.json"],
  crm: ["salesforce-csv", "salesforce.csv"],
  shop: ["trustpilot", "trustpilot.json"],
  plain: ["reviews", "reviews.csv"],
  issues: ["jira-csv", "jira.csv"],
  bugs: ["bugzilla-csv", "bugzilla.csv"],
} as const;

describe("a source of one word reads its export", () => {
  let db: StageDatabase;
  beforeAll(async () => {
    db = await filesProject(
      `${Object.entries(sources)
        .map(([id, [preset, file]]) => `  ${id}: { preset: ${preset}, files: ${file} }\n`)
        .join(
          "",
        )}  issue-tickets: { preset: jira-csv, kind: tickets, files: jira.csv }\n  bug-tickets: { preset: bugzilla-csv, kind: tickets, files: bugzilla.csv }\nroute: { tracker: issues }\n`,
      Object.fromEntries(Object.values(sources).map(([, file]) => [file, exported(file)])),
    );
  });
  afterAll(() => db.close());

  const events = (
    source: string,
    columns = "masked_subject AS subject, masked_text AS text, rating",
  ): Promise<readonly object[]> =>
    db.rows(
      `SELECT strftime(occurred_at, '%m-%d %H:%M') AS at, ${columns} FROM fixloop_curated.feedback_event WHERE source = '${source}' ORDER BY occurred_at`,
    );
  const aside = (source: string): Promise<readonly object[]> =>
    db.rows(
      `SELECT reason, count(*) AS records FROM fixloop_curated.quarantine WHERE source = '${source}' GROUP BY ALL`,
    );

  test("Google Play Console: UTF-16, ratings without a text, edits at their own time", async () => {
    expect(
      await events("play", "masked_text AS text, rating, product_version AS version, language, platform"),
    ).toEqual([
      {
        at: "01-06 23:59",
        text: "Muito bom 👍",
        rating: 5,
        version: "4.8.0",
        language: "pt",
        platform: "android",
      },
      {
        at: "01-09 12:30",
        text: 'Seit dem Update stürzt die App ab,\nund die Notizen sind weg: "leer".',
        rating: 1,
        version: "4.8.2",
        language: "de",
        platform: "android",
      },
    ]);
    expect(await aside("play")).toEqual([{ reason: "missing_text", records: 6n }]);
  });

  test("App Store Connect: territories of three letters, offsets", async () => {
    expect(await events("appstore", "masked_subject AS subject, rating, locale, language, platform")).toEqual(
      [
        { at: "01-05 15:11", subject: "Sync", rating: 2, locale: "und-DE", language: "en", platform: "ios" },
        {
          at: "01-06 17:00",
          subject: "素晴らしい",
          rating: 5,
          locale: "und-JP",
          language: "ja",
          platform: "ios",
        },
      ],
    );
  });

  test("Zendesk: deleted and scrubbed tickets are set aside", async () => {
    expect(await events("helpdesk", "masked_subject AS subject, status, priority")).toEqual([
      { at: "01-05 10:00", subject: "Notes are gone", status: "open", priority: "high" },
    ]);
    expect(await aside("helpdesk")).toEqual(
      expect.arrayContaining([
        { reason: "deleted", records: 1n },
        { reason: "redacted", records: 1n },
      ]),
    );
  });

  test("Intercom: epoch seconds, what a conversation begins with, redacted messages", async () => {
    expect(await events("chat", "masked_text AS text, rating, status")).toEqual([
      { at: "01-05 10:00", text: "The export button does nothing", rating: 2, status: "open" },
    ]);
    expect(await aside("chat")).toEqual([{ reason: "redacted", records: 1n }]);
  });

  test("Salesforce: deleted cases are set aside", async () => {
    expect(await events("crm", "masked_subject AS subject, masked_text AS text, status")).toEqual([
      { at: "01-05 10:00", subject: "Login fails", text: "I can't log in\nsince Monday.", status: "new" },
    ]);
    expect(await aside("crm")).toEqual([{ reason: "deleted", records: 1n }]);
  });

  test("Trustpilot: stars and language", async () => {
    expect(await events("shop", "masked_subject AS subject, rating, language")).toEqual([
      { at: "01-02 10:15", subject: "Better now", rating: 4, language: "en" },
      { at: "01-05 10:15", subject: "Never arrived", rating: 1, language: "de" },
    ]);
  });

  test("a plain table of reviews, with the columns that it has", async () => {
    expect(await events("plain", "masked_text AS text, rating, product_version AS version, locale")).toEqual([
      { at: "01-05 00:00", text: "Crashes on start", rating: 2, version: "4.8.0", locale: "und-DE" },
      { at: "01-06 00:00", text: "Love it", rating: 5, version: null, locale: "und-US" },
    ]);
  });

  test("Jira: issues as changes of status and as tickets, columns that repeat, its form of times", async () => {
    expect(
      await db.rows(
        "SELECT ticket_key AS key, strftime(changed_at, '%m-%d %H:%M') AS at, to_status AS status, fix_version, duplicate_of FROM fixloop_raw.tracker_event WHERE source = 'issues' ORDER BY ticket_key, changed_at",
      ),
    ).toEqual([
      { key: "KITE-1", at: "01-05 15:42", status: "Open", fix_version: null, duplicate_of: null },
      { key: "KITE-1", at: "01-14 09:05", status: "Done", fix_version: "4.8.3", duplicate_of: null },
      { key: "KITE-2", at: "01-06 10:00", status: "Open", fix_version: null, duplicate_of: null },
    ]);
    expect(await events("issue-tickets", "masked_subject AS subject, product_version AS version")).toEqual([
      { at: "01-05 15:42", subject: "Sync stops after update", version: "4.8.2" },
      { at: "01-06 10:00", subject: "Notes vanish", version: "4.8.0" },
    ]);
  });

  test("Bugzilla: bugs as changes of status and as tickets", async () => {
    expect(
      await db.rows(
        "SELECT ticket_key AS key, strftime(changed_at, '%m-%d %H:%M') AS at, to_status AS status, resolution FROM fixloop_raw.tracker_event WHERE source = 'bugs' ORDER BY key",
      ),
    ).toEqual([
      { key: "1147674", at: "01-14 13:06", status: "UNCONFIRMED", resolution: "---" },
      { key: "1157839", at: "01-15 10:24", status: "RESOLVED", resolution: "FIXED" },
    ]);
    expect(await events("bug-tickets", "masked_text AS text, product_version AS version")).toEqual([
      { at: "01-05 08:00", text: "Memory grows while syncing", version: "4.8 branch" },
      { at: "01-06 09:00", text: 'Cursor "jumps", then the app hangs', version: null },
    ]);
  });

  test("no source of them is stopped or set aside otherwise", async () => {
    for (const source of ["appstore", "shop", "plain", "issues", "bugs", "issue-tickets", "bug-tickets"])
      expect(await aside(source), source).toEqual([]);
    expect(
      await db.rows(
        "SELECT check_id, observed FROM fixloop_curated.check_result WHERE severity = 'error' AND failing_rows > 0",
      ),
    ).toEqual([]);
  });
});

test("what a source writes replaces what its preset says, key by key, and the ending of its files counts", async () => {
  const lines = ["1", "2"].map((id) =>
    JSON.stringify({
      id,
      created_at: "05.01.2026",
      subject: "A",
      description: "B",
      status: "gone",
      user_text: "C",
    }),
  );
  const db = await filesProject(
    `  helpdesk:
    preset: zendesk-json
    kind: email
    files: tickets.jsonl.gz
    map: { at: { from: created_at, format: dd.MM.yyyy }, text: user_text }
    deleted: { from: id, is: "2" }
`,
    { "tickets.jsonl.gz": gzipSync(lines.join("\n")) },
  );
  expect(
    await db.rows(
      "SELECT source_record_id AS id, channel, masked_subject AS subject, masked_text AS text FROM fixloop_curated.feedback_event",
    ),
  ).toEqual([{ id: "1", channel: "email", subject: "A", text: "C" }]);
  db.close();
});

test.each(sourcePresets.flatMap(({ id, kinds }) => Object.keys(kinds).map((kind) => [id, kind] as const)))(
  "written out in full, %s for %s is sound, and the same project",
  (id, kind) => {
    const preset = sourcePresets.find((each) => each.id === id);
    const written = Object.values(preset?.kinds ?? {}).at(Object.keys(preset?.kinds ?? {}).indexOf(kind));
    const project = (keys: object): ReturnType<typeof loadYaml> =>
      loadYaml({
        "pipeline.yaml": `name: notes\nsources:\n  it: ${JSON.stringify({ kind, files: "it.csv", format: "csv", ...keys })}\n  others: { preset: reviews, files: r.csv }\n`,
      });
    const full = project({ ...written });
    expect(full.diagnostics).toEqual([]);
    expect(project({ preset: id, format: written?.format ?? "csv" }).project?.sources).toEqual(
      full.project?.sources,
    );
  },
);

test.each([
  ["{ preset: reviews, files: r.csv }", []],
  ["{ preset: google-play, files: r.csv }", ["pipeline.yaml:4:19 bad-choice"]],
  ["{ preset: trustpilot, kind: tracker, files: r.json }", ["pipeline.yaml:4:37 bad-choice"]],
  ["{ files: r.csv }", ["pipeline.yaml:4:3 missing-key", "pipeline.yaml:4:3 missing-key"]],
  ["{ files: r.csv, kind: reviews }", ["pipeline.yaml:4:3 missing-key"]],
  ["{ files: r.csv, kin: reviews, map: { id: id, at: at, text: t } }", ["pipeline.yaml:4:25 unknown-key"]],
  ["{ preset: reviews, files: r.csv, map: { stars: stars } }", ["pipeline.yaml:4:49 unknown-field"]],
])("%s", (source, expected) => {
  const { diagnostics } = loadYaml({ "pipeline.yaml": `name: notes\nsources:\n  shop: ${source}\n` });
  expect(diagnostics.filter(({ severity }) => severity === "error").map(told)).toEqual(expected);
});

test("a misspelt preset is recognised", () => {
  const { diagnostics } = loadYaml({
    "pipeline.yaml": "name: notes\nsources:\n  shop: { preset: salesforce_cvs, files: r.csv }\n",
  });
  expect(diagnostics.map(({ message }) => message)).toEqual([
    expect.stringContaining('"salesforce_cvs" isn\'t a valid preset'),
  ]);
  expect(diagnostics[0]?.fix?.edits.map(({ text }) => text)).toEqual(["salesforce-csv"]);
});

const data = sharedData("data", "gitbugs_duplicates");
const file = path.join(data, "seamonkey_bugs.csv");

describeWithData("SeaMonkey's reports straight from their CSV", { data, present: existsSync(file) }, () => {
  test("are issues of Jira with ISO times", async () => {
    const db = await filesProject(
      `  bugs:
    preset: jira-csv
    kind: tickets
    files: seamonkey_bugs.csv
    map: { id: Issue id, at: Created }
  tracker:
    preset: jira-csv
    files: seamonkey_bugs.csv
    map: { key: Issue id, created: Created, resolved: Resolved }
`,
      { "seamonkey_bugs.csv": readFileSync(file) },
    );
    expect(
      await db.rows(
        "SELECT count(*) AS events, min(CAST(occurred_at AS VARCHAR)) AS first, max(CAST(occurred_at AS VARCHAR)) AS last FROM fixloop_curated.feedback_event",
      ),
    ).toEqual([{ events: 1076n, first: "2020-01-02 17:14:21", last: "2025-02-28 14:14:11" }]);
    expect(
      await db.rows(
        "SELECT count(DISTINCT ticket_key) AS tickets, count(DISTINCT CASE WHEN resolution = 'FIXED' THEN ticket_key END) AS fixed FROM fixloop_raw.tracker_event",
      ),
    ).toEqual([{ tickets: 1076n, fixed: 271n }]);
    db.close();
  });
});

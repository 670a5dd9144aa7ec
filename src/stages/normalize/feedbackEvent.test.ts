import { expect, test } from "vitest";
import { smallProject, source } from "../../../test/support/project.ts";
import { StageDatabase } from "../../../test/support/stageDatabase.ts";
import * as ledger from "../../ledger/ledger.ts";
import { tokenise } from "../../classifier/tokens.ts";
import { sourceFields } from "../../spec/sourceFields.ts";
import { duckdb } from "../../sql/duckdb.ts";

const shop = source({
  id: "shop",
  kind: "reviews",
  files: ["unused"],
  map: Object.fromEntries(
    Object.keys(sourceFields.reviews).map((field) => [field, { kind: "key", key: field } as const]),
  ),
});

interface Content {
  readonly id?: string;
  readonly received?: string;
  readonly at?: string;
  readonly record: Readonly<Record<string, unknown>>;
}

let contents = 0;
async function receive(db: StageDatabase, given: readonly Content[], runId = 1): Promise<void> {
  await db.insert(
    "raw.feedback_payload",
    given.map(({ id = "e1", received = "2025-01-02 12:00:00", at = "2025-01-02 10:00:00", record }) => ({
      event_id: id,
      source: "shop",
      kind: "reviews",
      source_record_id: `record-${id}`,
      payload: JSON.stringify(record),
      payload_hash: String(contents++),
      occurred_at: at,
      received_at: received,
      file: "file",
      record_position: contents,
      schema_fingerprint: "x",
      run_id: runId,
    })),
  );
}

async function normalised(given: readonly Content[]): Promise<StageDatabase> {
  const db = await StageDatabase.open(smallProject({ sources: [shop] }));
  await receive(db, given);
  await db.stage("normalize");
  return db;
}

const events = (db: StageDatabase, columns: string): Promise<readonly Record<string, unknown>[]> =>
  db.rows(`SELECT ${columns} FROM fixloop_curated.feedback_event ORDER BY event_id`);

test("an event is typed, and words of closed lists are folded", async () => {
  const db = await normalised([
    {
      record: {
        text: "Sync stops",
        subject: "Help",
        rating: "4.0",
        version: "v5.10.0 (1234)",
        platform: " iOS",
        locale: "en-IE",
        priority: "HIGH",
        status: "Open",
        parent: "t0",
      },
    },
  ]);
  expect(
    await events(
      db,
      "product, source, channel, source_record_id, occurred_at, received_at, event_date, parent_record_id, product_version, platform, locale, language, rating, priority, status, masked_subject, masked_text, folded_text, masked_spans, revisions",
    ),
  ).toEqual([
    {
      product: "notes",
      source: "shop",
      channel: "reviews",
      source_record_id: "record-e1",
      occurred_at: "2025-01-02 10:00:00",
      received_at: "2025-01-02 12:00:00",
      event_date: "2025-01-02",
      parent_record_id: "t0",
      product_version: "5.10.0",
      platform: "ios",
      locale: "en-IE",
      language: "en",
      rating: 4,
      priority: "high",
      status: "open",
      masked_subject: "Help",
      masked_text: "Sync stops",
      folded_text: "help sync stops",
      masked_spans: 0,
      revisions: 1,
    },
  ]);
  db.close();
});

test("the newest revision counts, at the time of the first", async () => {
  const db = await normalised([
    { received: "2025-01-05 00:00:00", at: "2025-01-04 00:00:00", record: { text: "new" } },
    { received: "2025-01-03 00:00:00", at: "2025-01-02 00:00:00", record: { text: "old" } },
  ]);
  const columns = "masked_text, occurred_at, received_at, revisions";
  expect(await events(db, columns)).toEqual([
    {
      masked_text: "new",
      occurred_at: "2025-01-02 00:00:00",
      received_at: "2025-01-03 00:00:00",
      revisions: 2,
    },
  ]);

  await db.execute(ledger.finishRun(duckdb));
  await db.execute(ledger.openRun(duckdb));
  await receive(
    db,
    [{ received: "2025-01-04 00:00:00", at: "2025-01-01 00:00:00", record: { text: "late" } }],
    2,
  );
  await db.stage("normalize");
  expect(await events(db, columns)).toEqual([
    {
      masked_text: "new",
      occurred_at: "2025-01-01 00:00:00",
      received_at: "2025-01-03 00:00:00",
      revisions: 3,
    },
  ]);
  db.close();
});

test("an event whose first content is past its retention keeps its times, whatever does it again", async () => {
  const project = smallProject({ sources: [shop] });
  const db = await StageDatabase.open(
    { ...project, retention: { ...project.retention, rawDays: 30 } },
    { asOf: "2025-03-20T00:00:00Z" },
  );
  await receive(db, [
    { received: "2025-01-02 12:00:00", at: "2025-01-02 10:00:00", record: { text: "first" } },
    { received: "2025-03-05 12:00:00", at: "2025-03-05 10:00:00", record: { text: "second" } },
  ]);
  await db.stage("normalize");
  const columns = "masked_text, occurred_at, received_at, event_date, revisions";
  const before = await events(db, columns);
  expect(before).toEqual([
    {
      masked_text: "second",
      occurred_at: "2025-01-02 10:00:00",
      received_at: "2025-01-02 12:00:00",
      event_date: "2025-01-02",
      revisions: 2,
    },
  ]);
  await db.rows("DELETE FROM fixloop_raw.feedback_payload WHERE received_at < '2025-02-01'");
  await db.stage("normalize");
  expect(await events(db, columns)).toEqual(before);
  await receive(db, [
    { received: "2025-04-01 12:00:00", at: "2025-01-02 10:00:00", record: { text: "third" } },
  ]);
  await db.stage("normalize");
  expect(await events(db, columns)).toEqual([{ ...before[0], masked_text: "third" }]);
  db.close();
});

test("a record without a text but with a subject is its subject", async () => {
  const db = await normalised([{ record: { subject: "Great app" } }]);
  expect(await events(db, "masked_subject, masked_text")).toEqual([
    { masked_subject: "", masked_text: "Great app" },
  ]);
  db.close();
});

test("only the words of its speaker make an event, and places lead to them", async () => {
  const quoted =
    "Thanks, solved!\n\nOn 1 Jan 2026 at 10:02, Kite <help@kite.example> wrote:\n> Sync stops.\n> Why?";
  const db = await normalised([
    { id: "e1", record: { text: quoted, subject: "Re: Sync stops" } },
    {
      id: "e2",
      record: { text: "<style>p{}</style><p>It&nbsp;stops&#33;</p>", subject: "Sync &amp; export" },
    },
    { id: "e3", record: { text: "> Sync stops.\n> Why?", subject: "It crashes" } },
    { id: "e4", record: { text: "> Did you?\nYes\n> Still?\nNo", subject: "AW: [2] Sync" } },
    { id: "e5", record: { text: "Fine", subject: "Regarding sync" } },
  ]);
  expect(await events(db, "masked_subject, masked_text, folded_text, own_pieces")).toEqual([
    { masked_subject: "", masked_text: "Thanks, solved!", folded_text: "thanks solved", own_pieces: "1:15" },
    {
      masked_subject: "Sync & export",
      masked_text: "It stops!",
      folded_text: "sync export it stops",
      own_pieces: "22:2 30:5",
    },
    { masked_subject: "", masked_text: "It crashes", folded_text: "it crashes", own_pieces: "" },
    { masked_subject: "", masked_text: "Yes\nNo", folded_text: "yes no", own_pieces: "12:3 25:2" },
    {
      masked_subject: "Regarding sync",
      masked_text: "Fine",
      folded_text: "regarding sync fine",
      own_pieces: null,
    },
  ]);
  db.close();
});

test.each([
  [
    "Re",
    "Aw",
    "Antw",
    "Sv",
    "Vs",
    "Fwd",
    "FW",
    "Wg",
    "Tr",
    "Rv",
    "R",
    "Odp",
    "Ynt",
    "Res",
    "Enc",
    "Vá",
    "Ответ",
    "回复",
    "返信",
    "RE[2]",
  ],
])("subjects after %s: and the like aren't the speaker's", async (...prefixes) => {
  const db = await normalised(
    prefixes.map((prefix, index) => ({
      id: `e${String(index).padStart(2, "0")}`,
      record: { text: "ok", subject: `${prefix}: Sync stops` },
    })),
  );
  expect(new Set((await events(db, "folded_text")).map((row) => row["folded_text"]))).toEqual(
    new Set(["ok"]),
  );
  db.close();
});

test("the language is that of the speaker's words, whatever the quote is in", async () => {
  const english =
    "On 1 Jan 2026, Kite <help@kite.example> wrote:\n> It is not working after the update and we are sorry about that";
  const db = await normalised([
    { record: { text: `Die App ist nach dem Update nicht mehr zu gebrauchen\n\n${english}\n> ${english}` } },
  ]);
  expect(await events(db, "language")).toEqual([{ language: "de" }]);
  db.close();
});

test("of a thread the first message says what is wrong, and those after it their own words alone", async () => {
  const db = await normalised([
    { id: "t1", record: { text: "Sync stopped after the update." } },
    { id: "t2", record: { parent: "record-t1", text: "Any news?\n> Sync stopped after the update." } },
    {
      id: "t3",
      record: { parent: "record-t1", text: "Hello?\n> Any news?\n>> Sync stopped after the update." },
    },
  ]);
  expect((await events(db, "folded_text")).map((row) => row["folded_text"])).toEqual([
    "sync stopped after the update",
    "any news",
    "hello",
  ]);
  db.close();
});

test("a rating outside 1 to 5 is none, half stars round up", async () => {
  const ratings = ["1", "3.5", "5", "0", "6", "good", null];
  const db = await normalised(
    ratings.map((rating, index) => ({ id: `e${index}`, record: { text: "x", rating } })),
  );
  expect((await events(db, "rating")).map((row) => row["rating"])).toEqual([1, 4, 5, null, null, null, null]);
  db.close();
});

test("placeholders and addresses are not what the classifier reads", async () => {
  const db = await normalised([
    { record: { text: "mail jon@example.org or see https://shop.example/x, Grüße", subject: "[Bug]" } },
  ]);
  expect(await events(db, "folded_text, masked_text, masked_spans")).toEqual([
    {
      folded_text: "bug mail or see grusse",
      masked_text: "mail [email] or see [url:shop.example] Grüße",
      masked_spans: 2,
    },
  ]);
  db.close();
});

test("a text has a campaign key from eight words and 24 letters on, whatever the script", async () => {
  const texts: readonly (readonly [string, boolean])[] = [
    ["App crashes", false],
    ["It is bad and I do not use it", false],
    ["It does not open since yesterday", false],
    ["Since the update it closes itself when I open a note", true],
    ["アプリが落ちます", false],
    ["アップデートしてからノートを開くとすぐにアプリが落ちてしまいます", true],
  ];
  const db = await normalised(texts.map(([text], index) => ({ id: `e${index}`, record: { text } })));
  expect(
    await db.rows(
      "SELECT campaign_key IS NOT NULL AS is_long, coalesce(campaign_key = content_hash, TRUE) AS is_hash FROM fixloop_curated.statement ORDER BY event_id",
    ),
  ).toEqual(texts.map(([, isLong]) => ({ is_long: isLong, is_hash: true })));
  db.close();
});

test("copies have one campaign key whatever their hashtags and figures, and another text has another", async () => {
  const copies = [
    "They raised the price by 20 % overnight, give it one star until it is back.",
    "They raised the price by 35% overnight, give it one star until it is back! #KeepItFair",
    "#fair They raised the price by 20 % overnight, give it one star until it is back #KeepItFair ✊",
  ];
  const other = "They lowered the price by 20 % overnight, give it one star until it is back.";
  const db = await normalised(
    [...copies, other].map((text, index) => ({ id: `e${index}`, record: { text } })),
  );
  const keys = (await db.rows("SELECT campaign_key FROM fixloop_curated.statement ORDER BY event_id")).map(
    (row) => row["campaign_key"],
  );
  expect(new Set(keys.slice(0, 3)).size).toBe(1);
  expect(keys[3]).not.toBe(keys[0]);
  db.close();
});

test("the classifier is trained on the words that SQL gives it", async () => {
  const texts = [
    "Die Synchronisation hört auf – seit 5.10.0!",
    "L’app se ferme… ça ne marche pas (à chaque fois)",
    "通知が来ない。アプリを再起動しても、だめです",
    "Не работает Ёлка і Ґанок",
    "ΑΣ ΌΧΙ ςίγμα",
    "İstanbul straße ＡＢＣ ﬁ x\u0301y 👍🏽 a\u200db ½ ２",
    "한국어 텍스트 ไทย हिन्दी",
    "\u202Ertl\u202C </script> ${x} {{y}} ;-- 'q' \"d\" \\b",
  ];
  const db = await normalised(texts.map((text, index) => ({ id: `e${index}`, record: { text } })));
  expect((await events(db, "folded_text")).map((row) => row["folded_text"])).toEqual(
    texts.map((text) => tokenise(text).join(" ")),
  );
  db.close();
});

test("characters that nothing prints are taken out, and nothing of the text is executed", async () => {
  const hostile = "a\u0000b\u001fc\ue000d\ue001e'; DROP TABLE x;-- ${jndi} {{1}} </script>";
  const db = await normalised([{ record: { text: hostile, subject: "s\u001ft" } }]);
  expect(await events(db, "masked_subject, masked_text")).toEqual([
    { masked_subject: "s t", masked_text: "a b c d e'; DROP TABLE x;-- ${jndi} {{1}} </script>" },
  ]);
  db.close();
});

test("language is the text's where that is sure, else the record's, its locale's, the likely one of the text, the default", async () => {
  const cases: readonly (readonly [Readonly<Record<string, unknown>>, string])[] = [
    [{ text: "x", language: "FR", locale: "de-DE" }, "fr"],
    [{ text: "x", language: "pt_BR" }, "pt"],
    [{ text: "x", language: "unknown", locale: "de-DE" }, "de"],
    [{ text: "通知が来ない", locale: "en-US" }, "ja"],
    [{ text: "通知没有到" }, "zh"],
    [{ text: "알림이 안 와요" }, "ko"],
    [{ text: "не работает после обновления" }, "ru"],
    [{ text: "Die App ist nach dem Update nicht mehr zu gebrauchen", language: "en" }, "de"],
    [{ text: "Depuis la mise à jour, l'appli ne marche pas avec mes notes" }, "fr"],
    [{ text: "Não consigo entrar na minha conta, já tentei com outra senha" }, "pt"],
    [{ text: "No puedo entrar desde ayer, siempre dice error con mi cuenta" }, "es"],
    [{ text: "It is not working after the update" }, "en"],
    [{ text: "wow" }, "en"],
  ];
  const db = await normalised(
    cases.map(([record], index) => ({ id: `e${String(index).padStart(2, "0")}`, record })),
  );
  expect((await events(db, "language")).map((row) => row["language"])).toEqual(
    cases.map(([, language]) => language),
  );
  db.close();
});

test("a region apart from the language makes the locale, and three letters alone are a finding, not a language", async () => {
  const db = await normalised([
    { id: "e1", record: { text: "x", language: "por", region: "br" } },
    { id: "e2", record: { text: "x", region: "CH" } },
    { id: "e3", record: { text: "x", locale: "iw-IL", region: "US" } },
    { id: "e4", record: { text: "x", locale: "BEL" } },
    { id: "e5", record: { text: "x", language: "de", region: "somewhere" } },
  ]);
  expect(await events(db, "locale, language")).toEqual([
    { locale: "pt-BR", language: "pt" },
    { locale: "und-CH", language: "en" },
    { locale: "iw-IL", language: "he" },
    { locale: "BEL", language: "en" },
    { locale: null, language: "de" },
  ]);
  expect(
    await db.rows(
      "SELECT check_id, severity, failing_rows FROM fixloop_curated.check_result WHERE failing_rows > 0",
    ),
  ).toEqual([{ check_id: "normalize.locale_is_no_country", severity: "warn", failing_rows: 1n }]);
  db.close();
});

test("only what is new is looked at, and running again changes nothing", async () => {
  const db = await normalised([{ record: { text: "one" } }]);
  const before = await db.rows("SELECT * FROM fixloop_curated.feedback_event");
  await db.stage("normalize");
  expect(await db.rows("SELECT * FROM fixloop_curated.feedback_event")).toEqual(before);
  await db.execute(ledger.finishRun(duckdb));
  await db.execute(ledger.openRun(duckdb));
  await receive(db, [{ id: "e2", record: { text: "two" } }], 2);
  await db.stage("normalize");
  expect(
    await db.rows("SELECT event_id, run_id FROM fixloop_curated.feedback_event ORDER BY event_id"),
  ).toEqual([
    { event_id: "e1", run_id: 1n },
    { event_id: "e2", run_id: 2n },
  ]);
  expect(await db.rows("SELECT rows_in FROM fixloop_curated.stage_run WHERE run_id = 2")).toEqual([
    { rows_in: 1n },
  ]);
  db.close();
});

import { expect, test } from "vitest";
import { filesProject } from "../support/filesProject.ts";

// Files in, tables out: what real exports have beside the cases of times.test.ts, nested.test.ts and ids.test.ts. Each
// kind is one project with a source for each case, and one run.

const asId = (index: number): string => `case-${String(index).padStart(2, "0")}`;

const times = [
  ["d.M.yyyy H:mm", "5.1.2026 7:03", "2026-01-05 07:03:00"],
  ["dd-MM-yyyy", "05-01-2026", "2026-01-05 00:00:00"],
  ["MM/dd/yyyy", "01/05/2026", "2026-01-05 00:00:00"],
  ["M/d/yy h:mm a", "1/5/26 12:00 AM", "2026-01-05 00:00:00"],
  ["yyyyMMddHHmmss", "20260105070309", "2026-01-05 07:03:09"],
  ["EEE, d MMM yyyy HH:mm:ss z", "Mon, 5 Jan 2026 07:03:09 GMT", "2026-01-05 07:03:09"],
  ["yyyy-MM-dd HH:mm:ss.SSS", "2026-01-05 07:03:09.250", "2026-01-05 07:03:09.25"],
  ["yyyy-MM-dd'T'HH:mmXXX", "2026-01-05T07:03+05:30", "2026-01-05 01:33:00"],
  ["MMMM d, yyyy", "January 5, 2026", "2026-01-05 00:00:00"],
  ["epoch", "1767596589", "2026-01-05 07:03:09"],
  ["epoch-ms", "1767596589250", "2026-01-05 07:03:09.25"],
  ["excel", "46027.25", "2026-01-05 06:00:00"],
  ["dd.MM.yyyy", "2026-01-05", "bad_time"],
  ["epoch", "05.01.2026", "bad_time"],
  ["yyyy/MM/dd", "2026/02/30", "bad_time"],
] as const;

test("times of exports are read in the declared form, or set aside", async () => {
  const db = await filesProject(
    times
      .map(
        ([format], index) => `  ${asId(index)}:
    kind: reviews
    files: ${asId(index)}.jsonl
    map: { id: id, at: { from: at, format: ${JSON.stringify(format)} }, text: text }
`,
      )
      .join(""),
    Object.fromEntries(
      times.map(([, at], index) => [`${asId(index)}.jsonl`, JSON.stringify({ id: 1, at, text: "It broke" })]),
    ),
  );
  const rows = await db.rows<{ read: string }>(
    `SELECT source, CAST(occurred_at AS VARCHAR) AS read FROM fixloop_raw.feedback_payload
    UNION ALL SELECT source, reason FROM fixloop_curated.quarantine ORDER BY source`,
  );
  db.close();
  expect(rows.map(({ read }) => read)).toEqual(times.map(([, , read]) => read));
});

const nested = [
  ["body", { body: "text" }, "text"],
  ["message.body", { message: { body: "text" } }, "text"],
  ["messages[0].body", { messages: [{ body: "text" }, { body: "other" }] }, "text"],
  ["messages[last].body", { messages: [{ body: "other" }, { body: "text" }] }, "text"],
  [
    "messages[first:customer].customer.body",
    { messages: [{ agent: { body: "other" } }, { customer: { body: "text" } }] },
    "text",
  ],
  [
    "messages[last:customer].customer.body",
    { messages: [{ customer: { body: "other" } }, { customer: { body: "text" } }, { agent: {} }] },
    "text",
  ],
  ["answers[1]", { answers: ["other", "text"] }, "text"],
  ["a.b.c.d", { a: { b: { c: { d: "text" } } } }, "text"],
  ["fields.customfield_10020.value", { fields: { customfield_10020: { value: "text" } } }, "text"],
  ["free\\.text.value", { "free.text": { value: "text" } }, "text"],
  ["message.body", { message: "text" }, "missing_text"],
  ["message.body", { message: null }, "missing_text"],
  ["messages[2].body", { messages: [{ body: "other" }] }, "missing_text"],
  ["messages[first:customer].customer.body", { messages: [{ customer: null }] }, "missing_text"],
] as const;

test("a path leads to the text wherever an export has it, or to none", async () => {
  const db = await filesProject(
    nested
      .map(
        ([way], index) => `  ${asId(index)}:
    kind: tickets
    files: ${asId(index)}.jsonl
    map: { id: id, at: at, text: { path: '${way}' } }
    require: [id]
`,
      )
      .join(""),
    Object.fromEntries(
      nested.map(([, record], index) => [
        `${asId(index)}.jsonl`,
        JSON.stringify({ id: 1, at: "2026-01-05", ...record }),
      ]),
    ),
  );
  const rows = await db.rows<{ read: string }>(
    `SELECT source, masked_text AS read FROM fixloop_curated.feedback_event
    UNION ALL SELECT source, reason FROM fixloop_curated.quarantine ORDER BY source`,
  );
  db.close();
  expect(rows.map(({ read }) => read)).toEqual(nested.map(([, , read]) => read));
});

const shared = [
  ["a 1 x|a 1 y", true],
  ["a 1 x|b 1 y|b 1 z", true],
  ["user 1 x|user 1 y|user 1 z|user 1 u", true],
  ["- 1 x|- 1 y", true],
  ["a 1 x|a 2 x|a 2 y", true],
  ["a 1 x|a 1 X", true],
  ["a 1 x", false],
  ["a 1 x|a 1 x", false],
  ["a 1 x|a 2 y", false],
  ["a 1 x|A 1 y", false],
  ["a 1 x|b 1 x", false],
  ["a 1 x|a 2 x", false],
] as const;

test("different texts of one file under one id at one time are a finding of their source alone", async () => {
  const db = await filesProject(
    shared
      .map(
        (_, index) =>
          `  ${asId(index)}: { kind: reviews, files: ${asId(index)}.csv, map: { id: id, at: at, text: text } }\n`,
      )
      .join(""),
    Object.fromEntries(
      shared.map(([records], index) => [
        `${asId(index)}.csv`,
        ["id,at,text", ...records.split("|").map((record) => record.replace(/ (\d) /, ",2026-01-0$1,"))].join(
          "\n",
        ),
      ]),
    ),
  );
  const [check] = await db.rows<{ observed: string }>(
    "SELECT observed FROM fixloop_curated.check_result WHERE check_id = 'ingest.ids_are_unique'",
  );
  db.close();
  expect(shared.map((_, index) => check?.observed.includes(`${asId(index)}:`))).toEqual(
    shared.map(([, isShared]) => isShared),
  );
});

const umlaut = Buffer.from("id,at,text\n1,2026-01-05,st");
const encoded = [
  ["utf-8", "c3bc", "ü"],
  ["windows-1252", "fc", "ü"],
  ["iso-8859-15", "a4", "€"],
  ["windows-1250", "b3", "ł"],
  ["windows-1251", "ff", "я"],
  ["koi8-r", "d1", "я"],
  ["windows-1253", "f9", "ω"],
  ["windows-1254", "f0", "ğ"],
  ["shift_jis", "93fa", "日"],
  ["gb18030", "c8d5", "日"],
  ["big5", "a4e9", "日"],
  ["euc-kr", "c0cf", "일"],
  ["utf-8", "fc", undefined],
  ["windows-1252", "81", undefined],
] as const;

test("a byte is the character of the declared encoding, or the file is a finding that names its line", async () => {
  const db = await filesProject(
    encoded
      .map(
        ([encoding], index) =>
          `  ${asId(index)}: { kind: reviews, files: ${asId(index)}.csv, encoding: ${encoding}, map: { id: id, at: at, text: text } }\n`,
      )
      .join(""),
    Object.fromEntries(
      encoded.map(([, hex], index) => [
        `${asId(index)}.csv`,
        Buffer.concat([umlaut, Buffer.from(hex, "hex"), Buffer.from("rzt\n")]),
      ]),
    ),
  );
  const rows = await db.rows<{ source: string; read: string }>(
    `SELECT source, masked_text AS read FROM fixloop_curated.feedback_event
    UNION ALL SELECT source, problem FROM fixloop_raw.landing_source WHERE problem IS NOT NULL ORDER BY source`,
  );
  db.close();
  const problem = /^.*(byte 0x.. in line .* isn't [A-Za-z0-9-]+).*$/;
  expect(rows.map(({ read }) => read.replace(problem, "$1"))).toEqual(
    encoded.map(([encoding, hex, character]) =>
      character === undefined
        ? `byte 0x${hex.toUpperCase()} in line 2 isn't ${encoding === "utf-8" ? "UTF-8" : encoding}`
        : `st${character}rzt`,
    ),
  );
});

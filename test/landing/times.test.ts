import { expect, test } from "vitest";
import { filesProject } from "../support/filesProject.ts";
import { loadYaml, told } from "../support/yamlProject.ts";

/** The six times of an export, each in a source that declares its form, as JSON lines of one file a source. */
const declared = [
  ["spreadsheet", "dd.MM.yyyy HH:mm", "31.01.2025 14:05", "2025-01-31 13:05:00"],
  ["american", "M/d/yyyy h:mm a", "1/31/2025 2:05 PM", "2025-01-31 13:05:00"],
  ["jira", "dd/MMM/yy HH:mm", "30/Sep/21 17:20", "2021-09-30 15:20:00"],
  ["slashes", "yyyy/MM/dd", "2025/01/31", "2025-01-30 23:00:00"],
  ["epoch", "epoch", "1738332300", "2025-01-31 14:05:00"],
  ["epoch-ms", "epoch-ms", "1738332300000", "2025-01-31 14:05:00"],
  ["mail", "rfc-2822", "Fri, 31 Jan 2025 14:05:00 +0530", "2025-01-31 08:35:00"],
  ["workbook", "excel", "45688.5", "2025-01-31 11:00:00"],
  ["words", "d MMMM yyyy 'um' H:mm", "3 März 2025 um 7:05", "2025-03-03 06:05:00"],
  ["java", "iso", "2025-01-31T14:05:00+02:00[Europe/Kyiv]", "2025-01-31 12:05:00"],
] as const;

const outcomes = `SELECT source, CAST(occurred_at AS VARCHAR) AS read FROM fixloop_raw.feedback_payload
  UNION ALL SELECT source, reason || ' ' || field FROM fixloop_curated.quarantine ORDER BY source`;

test("times are read in the form and the zone that their source declares", async () => {
  const db = await filesProject(
    declared
      .map(
        ([id, form]) => `  ${id}:
    kind: reviews
    files: ${id}.jsonl
    zone: Europe/Berlin
    map: { id: id, at: { from: when, format: ${JSON.stringify(form)} }, text: body }
`,
      )
      .join(""),
    Object.fromEntries(
      declared.map(([id, , when]) => [
        `${id}.jsonl`,
        `${JSON.stringify({ id: 1, when, body: "It broke" })}\n`,
      ]),
    ),
  );
  expect(Object.fromEntries((await db.rows(outcomes)).map(({ source, read }) => [source, read]))).toEqual(
    Object.fromEntries(declared.map(([id, , , utc]) => [id, utc])),
  );
  db.close();
});

const berlin = `  shop:
    kind: reviews
    files: shop.csv
    zone: Europe/Berlin
    map: { id: id, at: { from: at, format: dd.MM.yyyy HH:mm }, received: received, text: body }
`;

test("a time in another form than the declared one is set aside, one without a zone gets its own", async () => {
  const times = [
    "31.01.2025 14:05",
    "2025-01-31 14:05",
    "1/31/2025 2:05 PM",
    "31.02.2025 14:05",
    "30.03.2025 02:30",
    "26.10.2025 02:30",
  ];
  const db = await filesProject(berlin, {
    "shop.csv": `id;at;received;body\n${times.map((at, index) => `${index};${at};2026-01-01 00:00;It broke`).join("\n")}\n`,
  });
  expect(
    await db.rows(
      "SELECT record_position, outcome, reason, field, CAST(happened_at AS VARCHAR) AS at, CAST(received_at AS VARCHAR) AS received FROM fixloop_raw.landing_record ORDER BY record_position",
    ),
  ).toEqual(
    [
      { outcome: "landed", at: "2025-01-31 13:05:00" },
      { outcome: "rejected", at: null },
      { outcome: "rejected", at: null },
      { outcome: "rejected", at: null },
      // never was on a clock: read at the offset of winter
      { outcome: "landed", at: "2025-03-30 01:30:00" },
      // was twice on a clock: the first of the two
      { outcome: "landed", at: "2025-10-26 00:30:00" },
    ].map(({ outcome, at }, index) => ({
      record_position: BigInt(index + 1),
      outcome,
      reason: outcome === "rejected" ? "bad_time" : null,
      field: outcome === "rejected" ? "at" : null,
      at,
      received: "2025-12-31 23:00:00",
    })),
  );
  db.close();
});

test("points of a source with a zone take the way on which SQL reads them", async () => {
  const db = await filesProject(
    `  opens:
    kind: usage
    files: opens.csv
    zone: America/New_York
    map: { at: day, value: users }
`,
    { "opens.csv": "day,users\n2025-01-31,5\n" },
  );
  expect(await db.rows("SELECT CAST(measured_at AS VARCHAR) AS at FROM fixloop_raw.telemetry_point")).toEqual(
    [{ at: "2025-01-31 05:00:00" }],
  );
  db.close();
});

test("a redelivery is known by its content also where its time of delivery is a number", async () => {
  const record = (received: number): string =>
    JSON.stringify({ id: 1, at: 1738332300, received, body: "It broke" });
  const db = await filesProject(
    `  shop:
    kind: reviews
    files: shop.jsonl
    map: { id: id, at: { from: at, format: epoch }, received: { from: received, format: epoch }, text: body }
`,
    { "shop.jsonl": `${record(1738400000)}\n${record(1738500000)}\n` },
  );
  expect(await db.rows("SELECT count(*) AS contents FROM fixloop_raw.feedback_payload")).toEqual([
    { contents: 1n },
  ]);
  db.close();
});

const mapped = (at: string, more = ""): readonly string[] =>
  loadYaml({
    "pipeline.yaml": `name: notes
sources:
  shop:
    kind: reviews
    files: shop.csv
${more}    map:
      id: id
      text: body
      at: ${at}
`,
  }).diagnostics.map((one) => `${told(one)}: ${one.message}`);

test.each([
  ["{ from: at, format: DD.MM.YYYY }", "bad-time-format"],
  ["{ from: at, format: HH:mm }", "bad-time-format"],
  ["{ from: at, format: dd.MM.yyyy hh:mm }", "bad-time-format"],
  ["{ from: at, format: dd.dd.yyyy }", "bad-time-format"],
  [`{ from: at, format: "yyyy-MM-dd 'at" }`, "bad-time-format"],
  ["{ constant: 2026-01-01, format: epoch }", "misplaced-reading"],
  ["{ from: at, constant: 2026-01-01 }", "bad-mapping"],
  ["{ format: epoch }", "bad-mapping"],
])("%s is refused", (at, code) => {
  expect(mapped(at).map((one) => one.split(" ")[1])).toEqual([`${code}:`]);
});

test("a zone that the IANA database doesn't have is refused", () => {
  expect(mapped("at", "    zone: Europe/Brelin\n")).toEqual([
    `pipeline.yaml:7:11 bad-timezone: "Europe/Brelin" isn't a valid time zone: expected a name of the IANA database, such as Europe/Berlin.`,
  ]);
});

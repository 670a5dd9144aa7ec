import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sourceReportText } from "../../src/cli/sourceReportText.ts";
import { trySources } from "../../src/local/trial.ts";
import { needsWork, trialReports, type SourceReport } from "../../src/local/trialReport.ts";
import { fixloop, type Ran } from "../support/fixloop.ts";
import { planOf } from "../support/planOf.ts";
import { loadYaml, soundPipeline, yamlFiles } from "../support/yamlProject.ts";

const pipeline = `name: notes
sources:
  help-desk:
    kind: tickets
    files: tickets.csv
    map: { id: id, at: created, text: body, author: who, rating: score, version: version }
  reviews:
    kind: reviews
    files: [reviews.jsonl, "lost-*.jsonl"]
    map: { id: { path: "meta.id" }, at: { path: "meta.at", format: epoch }, text: text, rating: { from: stars, scale: 0-10 } }
  users:
    kind: usage
    files: users.csv
    map: { at: day, value: users, version: version }
  broken:
    kind: survey
    files: broken.csv
    map: { id: id, at: at, text: text }
checks:
  no-tests: { table: curated.feedback_event, rule: "rating is null or rating > 1", severity: quarantine }
`;

const day = (number: number): string => String(number).padStart(2, "0");
const files: Readonly<Record<string, string | Buffer>> = {
  "tickets.csv": [
    "id,created,body,who,score,version",
    ...Array.from(
      { length: 12 },
      (_, index) => `t${index + 1},${day(index + 1)}.01.2026 10:00,The export stops,A customer,9,4.9`,
    ),
  ].join("\n"),
  "reviews.jsonl": [
    {
      meta: { id: "r1", at: 1767225600 },
      text: "Es bleibt seit dem letzten Update beim Starten stehen",
      stars: 8,
    },
    {
      meta: { id: "r2", at: 1767312000 },
      text: "Write to me at jane.doe@example.com, it never syncs",
      stars: 0,
    },
    { meta: { id: "r3", at: 1767398400 }, text: "  " },
  ]
    .map((record) => JSON.stringify(record))
    .join("\n"),
  "users.csv": "day,users,version\n2026-01-01,100,4.8.0\n2026-01-02,110,4.8.0\n",
  "broken.csv": Buffer.from("id,at,text\n1,2026-01-01,gr\xfc\xdfe an alle, sch\xf6n\n", "latin1"),
};

let folder: string;
let reports: readonly SourceReport[];
let ran: Ran;
let printed: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "fixloop-trial-"));
  const spec = yamlFiles({ "pipeline.yaml": pipeline }).get("pipeline.yaml") ?? "";
  for (const [file, content] of Object.entries({ ...files, "pipeline.yaml": spec }))
    writeFileSync(path.join(folder, file), content);
  ran = await fixloop(folder, "source", "test", "--format", "json");
  ({ sources: reports } = JSON.parse(ran.stdout) as { readonly sources: readonly SourceReport[] });
  printed = reports.map((report) => sourceReportText(report, 120)).join("\n");
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function reportOf(id: string): SourceReport {
  const found = reports.find(({ source }) => source === id);
  if (found === undefined) throw new Error(`no report of ${id}`);
  return found;
}

describe("fixloop source test", () => {
  test("exits with 1, and leaves nothing in the folder", () => {
    expect(ran.code, ran.stderr).toBe(1);
    expect(readdirSync(folder).toSorted()).toEqual([
      "broken.csv",
      "pipeline.yaml",
      "reviews.jsonl",
      "tickets.csv",
      "users.csv",
    ]);
  });

  test("shows records as written and as mapped, personal data masked and personal values kept back", () => {
    const rows = reportOf("reviews").rows;
    expect(rows).toEqual([
      {
        file: "reviews.jsonl",
        position: 1,
        fields: [
          { field: "id", from: "meta.id", written: "r1", value: "r1" },
          { field: "at", from: "meta.at", written: "1767225600", value: "2026-01-01 00:00:00" },
          {
            field: "text",
            from: "text",
            written: "53 characters",
            value: "Es bleibt seit dem letzten Update beim Starten stehen",
          },
          { field: "rating", from: "stars", written: "8", value: "4" },
        ],
      },
    ]);
    expect(`${ran.stdout}${printed}`).not.toContain("jane.doe");
  });

  test("what a check of the project sets aside is counted, and what the reader refuses is explained", () => {
    const { setAside, refused } = reportOf("reviews");
    expect(setAside).toEqual([{ check: "authored.no-tests", pieces: 1 }]);
    expect(refused).toMatchObject([
      { reason: "missing_text", field: "text", records: 1, ofRecords: 3, samples: [{ position: 3 }] },
    ]);
  });

  test("profiles each field with what it fills", () => {
    expect(reportOf("help-desk").fields).toEqual([
      { path: "id", fills: ["id"], filled: 12, of: 12, distinct: 12, looksLike: "word or code" },
      {
        path: "created",
        fills: ["at"],
        filled: 12,
        of: 12,
        distinct: 12,
        looksLike: "time, dd.MM.yyyy HH:mm, no zone",
      },
      { path: "body", fills: ["text"], filled: 12, of: 12, distinct: 1, looksLike: "one value" },
      { path: "who", fills: ["author"], filled: 12, of: 12, distinct: 1, looksLike: "one value" },
      { path: "score", fills: ["rating"], filled: 12, of: 12, distinct: 1, looksLike: "number from 0 to 10" },
      { path: "version", fills: ["version"], filled: 12, of: 12, distinct: 1, looksLike: "version" },
    ]);
    expect(reportOf("reviews").fields.map(({ path: name, fills }) => [name, fills])).toEqual([
      ["meta.id", ["id"]],
      ["meta.at", ["at"]],
      ["text", ["text"]],
      ["stars", ["rating"]],
    ]);
  });

  test("a mapping that refuses every record would stop the loop, and the edit to paste is there", () => {
    const { contract, refused, dates } = reportOf("help-desk");
    expect(contract.map(({ check, severity }) => [check, severity])).toContainEqual([
      "ingest.schema_is_known",
      "error",
    ]);
    expect(dates).toBeNull();
    expect(refused.map(({ edit }) => edit)).toEqual([
      'map:\n  at: { from: "created", format: "dd.MM.yyyy HH:mm" }\nzone: Europe/Berlin',
    ]);
    expect(printed).toContain(
      "  would stop the loop: ingest.schema_is_known: not true: At most a fifth of the records",
    );
  });

  test("says what no rule refuses: lost ratings, a name that everyone has", () => {
    expect(reportOf("help-desk").doubts).toEqual([
      "author: one value is in 12 of 12 records, such as a placeholder or a shared account, which identifies no one",
      "rating: 12 of 12 values aren't a number from 1 to 5 and are lost; they look like a scale of 0-10: declare it with scale",
    ]);
  });

  test("languages and times of what comes through", () => {
    const { languages, dates } = reportOf("reviews");
    expect(languages).toEqual([{ language: "de", pieces: 1 }]);
    expect(dates).toEqual({ first: "2026-01-01 00:00:00", last: "2026-01-02 00:00:00" });
  });

  test("a pattern without a file, and a file that can't be read", () => {
    expect(reportOf("reviews").unmatched).toEqual(["lost-*.jsonl"]);
    expect(reportOf("broken").files).toEqual([
      {
        file: "broken.csv",
        records: 0,
        tried: 0,
        problem:
          'byte 0xFC in line 2 isn\'t UTF-8; the file looks like windows-1252: add "encoding: windows-1252"',
      },
    ]);
  });

  test("points are shown too, and a source in order needs nothing", () => {
    const users = reportOf("users");
    expect(users.rows[0]?.fields.map(({ value }) => value)).toEqual([
      "2026-01-01 00:00:00",
      "100.0000",
      "4.8.0",
    ]);
    expect(needsWork(users)).toBe(false);
  });
});

test("one source alone, and its versions compared with those in use", async () => {
  const fixed = pipeline
    .replace("at: created", 'at: { from: created, format: "dd.MM.yyyy HH:mm" }')
    .replace("rating: score, ", "");
  const other = mkdtempSync(path.join(tmpdir(), "fixloop-trial-"));
  try {
    for (const [file, content] of Object.entries(files)) writeFileSync(path.join(other, file), content);
    for (const [file, text] of yamlFiles({ "pipeline.yaml": fixed }))
      if (file === "pipeline.yaml") writeFileSync(path.join(other, file), text);
    const { code, stdout } = await fixloop(other, "source", "test", "help-desk", "--format", "json");
    const { sources } = JSON.parse(stdout) as { readonly sources: readonly SourceReport[] };
    expect(code).toBe(0);
    expect(sources.map(({ source }) => source)).toEqual(["help-desk"]);
    expect(sources[0]?.doubts).toContain("12 records name versions that usage doesn't have: 4.9.0");
    const check = await fixloop(other, "check", "--data");
    expect(check.code).toBe(1);
    expect(check.stdout).toContain(
      "refused-records: reviews: 1 of 3 records set aside: missing text in text, first in reviews.jsonl, record 3.",
    );
    expect(check.stdout).toContain(
      "doubtful-records: help-desk: 12 records name versions that usage doesn't have: 4.9.0.",
    );
    expect(check.stdout.match(/unreadable-file/g)).toHaveLength(1);
  } finally {
    rmSync(other, { recursive: true });
  }
});

test("a name that no source has", async () => {
  const { code, stderr } = await fixloop(folder, "source", "test", "helpdesk");
  expect(code).toBe(2);
  expect(stderr).toContain("There is no source helpdesk.\n  help: Did you mean help-desk?");
});

test("of a large file the start is tried, and it is read to its end", async () => {
  const large = mkdtempSync(path.join(tmpdir(), "fixloop-trial-"));
  const lines = Array.from(
    { length: 900 },
    (_, index) => `{"id":"${index}","date":"${index < 300 ? "2026-01-01" : "never"}","body":"It stops"}`,
  );
  writeFileSync(path.join(large, "reviews.jsonl"), lines.join("\n"));
  const { project } = loadYaml({
    "pipeline.yaml": soundPipeline.replace("reviews.csv", "reviews.jsonl"),
  });
  if (project === undefined) throw new Error("the project has errors");
  const plan = planOf(project);
  const trial = await trySources({
    plan,
    folder: large,
    sources: plan.sources,
    now: () => new Date(),
    most: 300,
  });
  try {
    const [report] = await trialReports(trial);
    expect(report?.records).toEqual({ tried: 300, of: 900 });
    expect(report?.refused).toEqual([]);
    if (report === undefined) throw new Error("no report");
    expect(sourceReportText(report, 120)).toContain(
      "play-store (reviews): 900 records in 1 file, 300 of them tried\n  reviews.jsonl: 900 records, the first 300 tried\n",
    );
  } finally {
    trial.database.close();
    rmSync(large, { recursive: true });
  }
}, 30_000);

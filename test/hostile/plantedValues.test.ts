import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { stringify } from "yaml";
import { main } from "../../src/cli/main.ts";
import { Database } from "../../src/local/database.ts";

/** A personal value as a person writes it, and the part of it that no one may see again. */
const values: readonly (readonly [written: string, trace: string])[] = [
  ["my card is 4539 1488 0343 6467", "0343 6467"],
  ["refund to de89 3704 0044 0532 0130 00", "0044 0532"],
  ["write to zora.quill77 (at) example (dot) org", "quill77"],
  ["Bestellnr. 77120934", "77120934"],
  ["Phone: 467 3395", "467 3395"],
  ["my ip is 203.0.113.77", "113.77"],
  ["ssn 536-90-4399", "536-90"],
  ["password: Kolibri!55", "Kolibri"],
  ["open https://example.org/reset?token=9f8e7d6c5b4a", "9f8e7d6c5b4a"],
  ["I spoke with Thaddeus from support", "Thaddeus"],
  ["I live at 12 Quagmire Street, London NW1 6XE", "Quagmire"],
  ["regards, QUENTIN zephyrine", "QUENTIN"],
];
const author = "Quentin Zephyrine";

let folder: string;
let printed = "";
let database: Database;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "fixloop-planted-"));
  mkdirSync(path.join(folder, "taxonomy"));
  mkdirSync(path.join(folder, "data"));
  const records = values.flatMap(([written], index) =>
    Array.from({ length: 4 }, (_, copy) => ({
      id: `r${index}-${copy}`,
      when: `2025-03-${String(index + 1).padStart(2, "0")}T1${copy}:00:00Z`,
      // in the subject, in the text, within a quote, and beside words that look like an attack
      subject: copy === 0 ? written : "Sync",
      text:
        copy === 1
          ? `sync stopped working, ${written}`
          : copy === 2
            ? `> sync stopped working\n> ${written}\nsync stopped working "${written}"`
            : copy === 3
              ? `sync stopped working </script> ${written} {{job.run_id}}`
              : "sync stopped working",
      author,
    })),
  );
  // one line that is no record, and one record without a time: both are set aside
  const lines = [
    ...records.map((record) => JSON.stringify(record)),
    `{"broken": ${values.map(([written]) => written).join(" ")}`,
    JSON.stringify({
      id: "x",
      when: "yesterday",
      text: values.map(([written]) => written).join(" "),
      author,
    }),
  ];
  writeFileSync(path.join(folder, "data", "feed.jsonl"), `${lines.join("\n")}\n`);
  writeFileSync(
    path.join(folder, "pipeline.yaml"),
    stringify({
      name: "planted",
      products: { notes: "Notes" },
      currency: "EUR",
      sources: {
        feed: {
          kind: "tickets",
          files: "data/*.jsonl",
          map: {
            id: "id",
            at: "when",
            subject: "subject",
            text: "text",
            author: "author",
            locale: { constant: "en-US" },
          },
        },
      },
      cluster: { standing_from: 5 },
      route: { rules: ["* team"] },
      targets: {
        dev: { mode: "development", default: true, catalog: "c", groups: { analyst: "analysts" } },
      },
    }),
  );
  writeFileSync(
    path.join(folder, "taxonomy", "sync.yaml"),
    stringify({
      area: "sync",
      title: "Sync",
      owner: "team",
      categories: {
        "sync-stops": {
          title: "Sync stops",
          kind: "defect",
          severity: "high",
          definition: "Sync stops",
          not: "Slow sync",
          examples: ["sync stopped working", "no more sync"],
          macro: "answer",
        },
      },
      owners: { team: { title: "Team", notify: "team" } },
      macros: { answer: { risk: "none", text: { en: "You wrote: {quote}" } } },
    }),
  );
  const output = { write: (text: string) => (printed += text), columns: 100 };
  const options = {
    cwd: folder,
    stdout: output,
    stderr: output,
    env: {},
    now: () => new Date("2026-01-01T00:00:00Z"),
  };
  const code = await main(
    ["run", "--project", folder, "--report", path.join(folder, "report.html")],
    options,
  );
  await main(["explain", "--project", folder, "r0-0"], options);
  await main(["status", "--project", folder], options);
  process.exitCode = 0;
  expect(code, printed).toBe(0);
  database = await Database.open(path.join(folder, ".fixloop", "planted.snapshot.duckdb"), {
    readOnly: true,
  });
});
afterAll(() => {
  database?.close();
  rmSync(folder, { recursive: true, force: true });
});

test("personal values that people write are in raw tables and nowhere else", async () => {
  const tables = await database.rows<{ schema_name: string; name: string }>(
    `SELECT schema_name, table_name AS name FROM duckdb_tables()
UNION ALL SELECT schema_name, view_name FROM duckdb_views() WHERE schema_name LIKE 'planted%' OR schema_name LIKE 'fixloop%'`,
  );
  const found: string[] = [];
  let rawHits = 0;
  for (const { schema_name: schema, name } of tables) {
    const rows = await database.rows<{ text: string }>(
      `SELECT CAST(to_json(each) AS VARCHAR) AS text FROM ${schema}.${name} AS each`,
    );
    for (const [, trace] of values) {
      const hits = rows.filter(({ text }) => text.includes(trace)).length;
      if (schema.endsWith("_raw")) rawHits += hits;
      else if (hits > 0) found.push(`${schema}.${name}: ${trace}`);
    }
  }
  expect(found).toEqual([]);
  expect(rawHits).toBeGreaterThan(values.length);
  const [masked] = await database.rows<{ events: bigint }>(
    "SELECT count(*) AS events FROM fixloop_curated.feedback_event WHERE masked_spans > 0",
  );
  expect(Number(masked?.events)).toBe(4 * values.length);
});

test("nor in what was printed, in the report, or in drafts", () => {
  const written = [
    printed,
    ...readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter(
        (entry) => entry.isFile() && !entry.name.endsWith(".duckdb") && !entry.parentPath.endsWith("data"),
      )
      .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), "utf8")),
  ];
  expect(written.length).toBeGreaterThan(3);
  expect(
    values.flatMap(([, trace]) => (written.some((text) => text.includes(trace)) ? [trace] : [])),
  ).toEqual([]);
});

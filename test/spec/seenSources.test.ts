import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { fixloop } from "../support/fixloop.ts";
import { soundTaxonomy, yamlFiles } from "../support/yamlProject.ts";

type Files = Readonly<Record<string, string | Buffer>>;

/** A project of one source with its data, in a folder. */
function projectWith(source: string, data: Files): string {
  const folder = mkdtempSync(path.join(tmpdir(), "fixloop-seen-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const yaml = yamlFiles({
    "pipeline.yaml": `name: notes\nsources:\n  reviews:\n    kind: reviews\n${source}`,
    "taxonomy/sync.yaml": soundTaxonomy,
  });
  for (const [file, content] of [...yaml, ...Object.entries(data)]) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), content);
  }
  return folder;
}

interface Found {
  readonly code: string;
  readonly message: string;
  readonly file: string;
  readonly span: { readonly start: { readonly line: number; readonly col: number } };
}

/** What `check` finds, as `code line:column message`. */
async function found(source: string, data: Files): Promise<readonly string[]> {
  const { stdout } = await fixloop(projectWith(source, data), "check", "--format", "json");
  const { diagnostics } = JSON.parse(stdout) as { readonly diagnostics: readonly Found[] };
  return diagnostics.map(
    ({ code, span: { start }, message }) => `${code} ${start.line}:${start.col} ${message}`,
  );
}

const table = "id,date,body\nr1,2026-01-01,it stops\n";
const mapped = "    map: { id: id, at: date, text: body }\n";

test("a project whose files are as it says has no problem", async () => {
  expect(await found(`    files: "*.csv"\n${mapped}`, { "a.csv": table })).toEqual([]);
});

test("each glob without a file is a warning at its place, and the exit code stays 0", async () => {
  const folder = projectWith(`    files: [a.csv, "b-*.csv"]\n${mapped}`, { "a.csv": table });
  const { code, stdout } = await fixloop(folder, "check");
  expect(code).toBe(0);
  expect(stdout).toContain('pipeline.yaml:6:20: warning no-matching-file: No file matches "b-*.csv".');
});

test("a column that differs by capitals is named with the fix, which writes it in quotes where it must", async () => {
  const folder = projectWith(
    "    files: a.csv\n    map: { id: id, at: date, text: Text, rating: my_stars }\n",
    { "a.csv": 'id;date;text;"My: Stars"\nr1;2026-01-01;it stops;1\n' },
  );
  const { code, stdout } = await fixloop(folder, "check");
  expect(code).toBe(1);
  expect(stdout).toContain(
    'error missing-column: There is no column "Text" in "a.csv". Did you mean "text"?',
  );
  expect(stdout).toContain('note: the columns are "id", "date", "text", "My: Stars"');
  await fixloop(folder, "check", "--fix");
  expect(readFileSync(path.join(folder, "pipeline.yaml"), "utf8")).toContain(
    'map: { id: id, at: date, text: text, rating: "My: Stars" }',
  );
  expect((await fixloop(folder, "check")).code).toBe(0);
});

test("a column that one of the files has is there", async () => {
  expect(
    await found(`    files: "*.csv"\n    map: { id: id, at: date, text: body, version: version }\n`, {
      "a.csv": table,
      "b.csv": "id,date,body,version\nr2,2026-01-02,it stops,4.8\n",
    }),
  ).toEqual([]);
});

test("a header is enough to know the columns, and a file without a record is a finding", async () => {
  expect(
    await found(`    files: a.csv\n    map: { id: id, at: when, text: body }\n`, {
      "a.csv": "id,date,body\n",
    }),
  ).toEqual([
    'empty-file 6:12 "a.csv" holds no record.',
    'missing-column 7:24 There is no column "when" in "a.csv".',
  ]);
});

test("keys of JSON lines, of paths, hashes and contracts; a key that few records have is a warning", async () => {
  expect(
    await found(
      `    files: a.jsonl
    require: [date, seen]
    map: { id: { hash: [date, who] }, at: date, text: { path: "Comment.text" } }
`,
      { "a.jsonl": '{"date":"2026-01-01","comment":{"text":"it stops"}}\n' },
    ),
  ).toEqual([
    'unseen-key 7:21 None of the first records of "a.jsonl" has the key "seen" (1 read).',
    'unseen-key 8:31 None of the first records of "a.jsonl" has the key "who" (1 read).',
    'unseen-key 8:63 None of the first records of "a.jsonl" has the key "Comment" (1 read). Did you mean "comment"?',
  ]);
});

test("the records of a document, and its path where it leads nowhere", async () => {
  const document = '{"data":{"items":[{"id":"r1","date":"2026-01-01","body":"it stops"}]}}';
  expect(
    await found(`    files: a.json\n    records: data.items\n${mapped}`, { "a.json": document }),
  ).toEqual([]);
  expect(await found(`    files: a.json\n    records: data.rows\n${mapped}`, { "a.json": document })).toEqual(
    ['unreadable-file 6:12 "a.json" can\'t be read: its JSON holds no array at "data.rows".'],
  );
});

test("a file in another encoding than declared, or of another kind, with what to do", async () => {
  expect(
    await found(`    files: "*.csv"\n${mapped}`, {
      "a.csv": Buffer.from("id,date,body\nr1,2026-01-01,schön für mich, grüße\n", "latin1"),
      "b.csv": Buffer.from("PK\u0003\u0004 a workbook", "latin1"),
    }),
  ).toEqual([
    'unreadable-file 6:12 "a.csv" can\'t be read: byte 0xF6 in line 2 isn\'t UTF-8; the file looks like windows-1252: add "encoding: windows-1252".',
    'unreadable-file 6:12 "b.csv" can\'t be read: it is an Excel workbook or another ZIP archive: save it as CSV (UTF-8), or unpack it.',
  ]);
});

test("mistakes of the spec and of the files are found in one pass", async () => {
  expect(
    (
      await found(`    files: a.csv\n    kund: x\n    map: { id: id, at: date, text: Body, bad: x }\n`, {
        "a.csv": table,
      })
    ).map((line) => line.split(" ").slice(0, 2).join(" ")),
  ).toEqual(["unknown-key 7:5", "missing-column 8:36", "unknown-field 8:42"]);
});

test("what a preset maps may be missing, except what its kind needs; what the source writes itself may not", async () => {
  const source = `    preset: jira-csv
    files: a.csv
    deleted: { from: Gone, is: ["yes"] }
`;
  const kind = (text: string): string => text.replace("kind: reviews", "kind: tickets");
  const folder = projectWith(source, { "a.csv": "Issue key,Created\nA-1,2026-01-01\n" });
  const pipeline = path.join(folder, "pipeline.yaml");
  writeFileSync(pipeline, kind(readFileSync(pipeline, "utf8")));
  const { stdout } = await fixloop(folder, "check", "--format", "json");
  const { diagnostics } = JSON.parse(stdout) as { readonly diagnostics: readonly Found[] };
  const named = diagnostics.map(({ code, message }) => `${code} ${/"([^"]*)"/.exec(message)?.[1] ?? ""}`);
  expect(named.toSorted()).toEqual(["missing-column Description", "missing-column Gone"]);
});

test("a column that differs by capitals isn't written into a file that isn't UTF-8", async () => {
  const folder = projectWith("    files: a.csv\n    map: { id: id, at: date, text: Body }\n", {
    "a.csv": table,
  });
  const file = path.join(folder, "pipeline.yaml");
  const saved = Buffer.concat([readFileSync(file), Buffer.from("# für alle\n", "latin1")]);
  writeFileSync(file, saved);
  const { code, stdout } = await fixloop(folder, "check", "--fix");
  expect(code).toBe(1);
  expect(stdout).toContain('no column "Body"');
  expect(readFileSync(file)).toEqual(saved);
});

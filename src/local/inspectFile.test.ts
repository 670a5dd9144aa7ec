import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Database } from "./database.ts";
import { inspectFile, stemOf, type InspectedFile } from "./inspectFile.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "fixloop-inspect-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function inspected(content: string | Buffer, name = "export.dat"): Promise<InspectedFile> {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return inspectFile(file);
}

const read = ({ format, encoding, delimiter, records, count, start }: InspectedFile): object => ({
  format,
  ...(encoding === undefined ? {} : { encoding: encoding.encoding }),
  ...(delimiter === undefined ? {} : { delimiter }),
  ...(records === undefined ? {} : { records }),
  count,
  start: start.slice(0, 1),
});

describe("a file is what its content is, whatever its name", () => {
  const record = { id: "1", text: "it stops" };
  test.each<[string, string | Buffer, object]>([
    ["a table", "id,text\n1,it stops\n2,again\n", { format: "csv", count: 2, start: [record] }],
    ["a table with sep=", "sep=;\nid;text\n1;it stops\n", { format: "csv", count: 1, start: [record] }],
    [
      "JSON lines",
      '{"id":"1","text":"it stops"}\n{"id":"2"}\n',
      { format: "jsonl", count: 2, start: [record] },
    ],
    ["one line of JSON", '{"id":"1","text":"it stops"}', { format: "jsonl", count: 1, start: [record] }],
    ["an array", '[{"id":"1","text":"it stops"}]', { format: "json", count: 1, start: [record] }],
    [
      "the longest list of a document",
      '{"meta":{"tags":[{"a":1}]},"data":{"items":[{"id":"1","text":"it stops"},{"id":"2"}]}}',
      { format: "json", records: "data.items", count: 2, start: [record] },
    ],
    [
      "a document over several lines",
      '{\n  "items": [\n    {"id":"1","text":"it stops"}\n  ]\n}\n',
      { format: "json", records: "items", count: 1, start: [record] },
    ],
    ["gzip", gzipSync("id,text\n1,it stops\n"), { format: "csv", count: 1, start: [record] }],
    [
      "UTF-16 with its mark",
      Buffer.from("\uFEFFid,text\n1,it stops\n", "utf16le"),
      { format: "csv", count: 1, start: [record] },
    ],
    [
      "UTF-16 without one",
      Buffer.from("id,text\n1,it stops\n", "utf16le"),
      { format: "csv", encoding: "utf-16le", count: 1, start: [record] },
    ],
  ])("%s", async (_, content, expected) => {
    expect(read(await inspected(content))).toEqual(expected);
  });

  test("the delimiter that the rows fit, where the header misleads", async () => {
    const rows = Array.from(
      { length: 20 },
      (_, index) => `${index}~it stops${", again".repeat(index % 4)}~3`,
    );
    const found = await inspected(`id~what you said, why, when~stars\n${rows.join("\n")}\n`);
    expect(found).toMatchObject({ format: "csv", delimiter: "~", count: 20 });
    expect(found.start[0]).toEqual({
      id: "0",
      "what you said, why, when": "it stops",
      stars: "3",
    });
  });

  test("columns of one name, as trackers export labels, are numbered", async () => {
    const found = await inspected("id,Labels,text,Labels\n1,sync,it stops,web\n");
    expect(found).toMatchObject({ format: "csv", delimiter: undefined, repeatedColumns: true, count: 1 });
    expect(found.start).toEqual([{ id: "1", Labels: "sync", text: "it stops", Labels_2: "web" }]);
  });

  test("an encoding is proposed by the bytes, also where the first of them is at the end", async () => {
    const lines = ["id,text", ...Array.from({ length: 50_000 }, (_, index) => `${index},it stops again`)];
    const text = `${lines.join("\n")}\n50000,schöne Grüße für alle\n`;
    const found = await inspected(Buffer.from(text, "latin1"));
    expect(found.encoding).toEqual({ encoding: "windows-1252", other: undefined });
    expect([found.count, found.start.length]).toEqual([50_001, 20_000]);
  });

  test("Parquet", async () => {
    const file = path.join(folder, "any.bin");
    const database = await Database.open(":memory:");
    await database.run(`COPY (SELECT 1 AS id, 'it stops' AS text) TO '${file}' (FORMAT parquet)`);
    database.close();
    expect(read(await inspectFile(file))).toEqual({
      format: "parquet",
      count: 1,
      start: [{ id: 1, text: "it stops" }],
    });
  });

  test.each<[string, string, string]>([
    ["a workbook", "PK\u0003\u0004", "it is an Excel workbook or another ZIP archive"],
    ["a web page", "<!doctype html><html>", "it is an HTML page"],
    ["a document without a list", '{\n"a": 1\n}', "its JSON isn't an array"],
    ["a header that isn't closed", 'id,"text\n1,2\n', "the quotes of its header don't close"],
  ])("%s is refused, with what to do", async (_, content, reason) => {
    await expect(inspected(content)).rejects.toThrow(reason);
  });
});

test("when it was last changed, and what it is called", async () => {
  const file = path.join(folder, "reviews.csv.gz");
  writeFileSync(file, "id,text\n1,it stops\n");
  utimesSync(file, 0, Date.parse("2026-03-01T12:00:00Z") / 1000);
  expect((await inspectFile(file)).modified.toISOString()).toBe("2026-03-01T12:00:00.000Z");
  expect(["a/reviews.csv.gz", "reviews", "b/My export.JSONL"].map(stemOf)).toEqual([
    "reviews",
    "reviews",
    "My export",
  ]);
});

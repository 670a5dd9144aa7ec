import { expect, test } from "vitest";
import { csvRecords } from "./csv.ts";
import { payloadOf } from "./landedRecord.ts";
import type { LineBatch } from "./textLines.ts";

async function records(text: string, linesPerBatch = 100): Promise<readonly string[]> {
  const lines = text.split("\n");
  async function* batches(): AsyncGenerator<LineBatch> {
    for (let at = 0; at < lines.length; at += linesPerBatch)
      yield { lines: lines.slice(at, at + linesPerBatch) };
  }
  const all: string[] = [];
  for await (const batch of csvRecords(batches())) all.push(...batch.map(payloadOf));
  return all;
}

test("a record is an object with the header's keys, and an empty field is null", async () => {
  expect(await records("id,text\n1,hello\n2,\n")).toEqual([
    '{"id":"1","text":"hello"}',
    '{"id":"2","text":null}',
  ]);
});

test.each([
  ["semicolons", "id;text\n1;a, b"],
  ["tabs", "id\ttext\n1\ta, b"],
  ["bars", "id|text\n1|a, b"],
])("the header tells the delimiter: %s", async (_title, text) => {
  expect(await records(text)).toEqual(['{"id":"1","text":"a, b"}']);
});

test("quoted fields hold delimiters, quotes, backslashes and line feeds, across batches too", async () => {
  expect(await records('id,text\n1,"a, ""b"" \\\nline two\n\nline four"\n2,c', 1)).toEqual([
    JSON.stringify({ id: "1", text: 'a, "b" \\\nline two\n\nline four' }),
    '{"id":"2","text":"c"}',
  ]);
});

test("a record that doesn't fit the header stays the line it was, and its neighbours don't suffer", async () => {
  expect(await records('id,text\n1,a,b\n2\n3,"x"y\n4,d')).toEqual([
    "1,a,b",
    "2",
    '3,"x"y',
    '{"id":"4","text":"d"}',
  ]);
});

test("a quote that never closes costs its own line only", async () => {
  expect(await records('id,text\n1,"open\n2,b\n3,c')).toEqual([
    '1,"open',
    '{"id":"2","text":"b"}',
    '{"id":"3","text":"c"}',
  ]);
});

test("half a surrogate pair and control characters become JSON escapes", async () => {
  expect(await records("id,text\n1,a\ud800b\u0001")).toEqual(['{"id":"1","text":"a\\ud800b\\u0001"}']);
});

test("a header that names a column twice is no table", async () => {
  await expect(records("id,text,id\n1,a,2")).rejects.toThrow(
    "columns 1 and 3 of its header have the same name",
  );
});

test("a file of nothing but a header, or of nothing, has no records", async () => {
  expect(await records("id,text\n")).toEqual([]);
  expect(await records("")).toEqual([]);
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { smallProject, source } from "../../test/support/project.ts";
import { StageDatabase } from "../../test/support/stageDatabase.ts";
import { landFiles } from "./land.ts";
import { PlainCsvScan, type PlainCsv } from "./plainCsv.ts";

function scanned(bytes: Buffer | string, chunk = 1 << 20): PlainCsv | undefined {
  const all = Buffer.from(bytes as string);
  const scan = new PlainCsvScan();
  for (let at = 0; at < all.length; at += chunk) scan.add(all.subarray(at, at + chunk));
  return scan.end();
}

test.each([
  ["a line feed at the end", "date;users\n2026-01-05;1\n2026-01-06;\n", ";", false],
  ["none at the end", "date,users\n2026-01-05,1\n2026-01-06,2", ",", false],
  ["tabs", "date\tusers\n2026-01-05\t1\n2026-01-06\t2\n", "\t", false],
  ["a space within a field", "date|name\n2026-01-05|a b\n2026-01-06|c\n", "|", false],
  ["a space at the start of a line", "date,users\n 2026-01-05,1\n2026-01-06,2\n", ",", true],
  ["a space after a delimiter", "date,users\n2026-01-05, 1\n2026-01-06,2\n", ",", true],
  ["a space at the end of the file", "date,users\n2026-01-05,1\n2026-01-06,2 ", ",", true],
])("lines that are one record each are counted: %s", (_title, text, delimiter, hasOuterSpaces) => {
  expect(scanned(text)).toMatchObject({ header: { delimiter }, records: 2n, hasOuterSpaces });
  // where it can't see both sides of a space it takes it for an outer one
  expect(scanned(text, 1)).toMatchObject({
    header: { delimiter },
    records: 2n,
    hasOuterSpaces: hasOuterSpaces || text.includes(" "),
  });
});

test.each([
  ["a quote", 'date,users\n2026-01-05,"1"\n'],
  ["a backslash", "date,users\n2026-01-05,\\N\n"],
  ["a carriage return", "date,users\r\n2026-01-05,1\r\n"],
  ["a letter that isn't ASCII", "date,users\n2026-01-05,é\n"],
  ["a byte order mark", "\uFEFFdate,users\n2026-01-05,1\n"],
  ["NUL", "date,users\n2026-01-05,\u0000\n"],
  ["a tab where commas delimit", "date,users\n2026-01-05,\t1\n"],
  ["a blank line", "date,users\n\n2026-01-05,1\n"],
  ["a blank first line", "\ndate,users\n2026-01-05,1\n"],
  ["a field too few", "date,users\n2026-01-05\n"],
  ["a field too many in the last line", "date,users\n2026-01-05,1\n2026-01-06,1,2"],
  ["a single column, where a blank line could be a record", "users\n1\n"],
  ["a line of a megabyte", `date,users\n2026-01-05,${"1".repeat(1 << 20)}\n`],
  ["no line at all", ""],
  ["no end of the header", "date,users"],
])("is read line by line: %s", (_title, text) => {
  expect(scanned(text)).toBeUndefined();
  expect(scanned(text, 1)).toBeUndefined();
});

test("gzip is read line by line", () => {
  expect(scanned(gzipSync("date,users\n2026-01-05,1\n"))).toBeUndefined();
});

test("two columns of one name are a problem of the file, not of the scan", () => {
  expect(scanned("date,date\n2026-01-05,1\n")).toBeUndefined();
});

test("a file that DuckDB reads whole lands the same rows as one that is read line by line", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "fixloop-plain-"));
  const lines = [
    "Day\tusers\tapp version\tnote",
    "2026-01-05\t12\t4.6.0\tx",
    " 2026-01-06T01:02:03Z\t13.50 \t 4.7 \t",
    "2026-01-07\t+14\t\ty",
    "2026-02-30\t15\t4.6.0\t",
    "\t16\t4.6.0\t   ",
    "2026-01-08\t\t4.6.0\tNULL",
    "2026-01-09\t17\tNULL\t'quoted'",
    "2026-01-10\t00018.000\t4.6.0\t#",
  ];
  // DuckDB takes these names for a glob, a partition and gzip
  mkdirSync(path.join(folder, "month=1"));
  writeFileSync(path.join(folder, "month=1", "whole[1].csv.gz"), `${lines.join("\n")}\n`);
  writeFileSync(path.join(folder, "lines.csv"), `${lines.join("\r\n")}\r\n`);
  const usage = (id: string, file: string) =>
    source({
      id,
      kind: "usage",
      format: "csv",
      files: [file],
      map: {
        at: { kind: "key", key: "Day" },
        value: { kind: "key", key: "users" },
        version: { kind: "key", key: "app version" },
        platform: { kind: "constant", value: "web" },
        region: { kind: "key", key: "country" },
      },
    });
  const project = smallProject({ sources: [usage("whole", "month=1/*"), usage("lines", "lines.csv")] });
  const db = await StageDatabase.open(project, { ownTransactions: true });
  await landFiles({
    plan: { ...db.plan, sources: project.sources },
    database: db.database,
    folder,
    asOf: undefined,
    now: () => new Date(0),
  });
  const rowsOf = async (id: string): Promise<readonly unknown[]> => [
    await db.rows(
      `SELECT * EXCLUDE (source, file) FROM fixloop_raw.landing_point WHERE source = '${id}' ORDER BY ALL`,
    ),
    await db.rows(
      `SELECT * EXCLUDE (source, file) FROM fixloop_raw.landing WHERE source = '${id}' ORDER BY ALL`,
    ),
    await db.rows(`SELECT records FROM fixloop_raw.landing_file WHERE source = '${id}'`),
  ];
  const whole = await rowsOf("whole");
  expect(whole).toEqual(await rowsOf("lines"));
  expect(whole[0]).toHaveLength(4);
  expect(whole[1]).toMatchObject([
    { record_position: 3n, payload: '{"Day":"2026-01-07","users":"+14","app version":null,"note":"y"}' },
    { record_position: 4n },
    { record_position: 5n, payload: '{"Day":null,"users":"16","app version":"4.6.0","note":"   "}' },
    { record_position: 6n },
  ]);
  db.close();
  rmSync(folder, { recursive: true });
});

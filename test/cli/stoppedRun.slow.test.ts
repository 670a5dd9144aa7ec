import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fixloop, type Ran } from "../support/fixloop.ts";
import { yamlFiles } from "../support/yamlProject.ts";

/** `status` and `query` on runs that did not end well: what they say has to be true, and exit 1 where a person is needed. */
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "fixloop-stopped-"));
  for (const [file, text] of yamlFiles()) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  }
  reviews();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const header = "id,date,body\n";
const rows = (date: (day: string) => string): string =>
  Array.from({ length: 12 }, (_, index) => {
    const day = String(index + 1).padStart(2, "0");
    return `r${index},${date(day)},it no longer syncs\n`;
  }).join("");
const reviews = (text = `${header}${rows((day) => `2025-11-${day}`)}`): void =>
  writeFileSync(path.join(folder, "reviews.csv"), text);
const german = `${header}${rows((day) => `${day}.11.2025`)}`;

async function succeeds(...words: readonly string[]): Promise<Ran> {
  const ran = await fixloop(folder, ...words);
  expect(ran.code, ran.stderr).toBe(0);
  return ran;
}

const needs = async (): Promise<readonly string[]> => {
  const { stdout } = await fixloop(folder, "status", "--format", "json");
  return (JSON.parse(stdout) as { readonly concerns: readonly string[] }).concerns;
};

test("a first run that a check stopped is shown, and its rows can be looked at", async () => {
  reviews(german);
  const run = await fixloop(folder, "run", "--report", "report.html");
  expect(run.code).toBe(1);
  const page = readFileSync(path.join(folder, "report.html"), "utf8");
  expect(page).toContain("Run 1 stopped after ingest");
  expect(page).toContain("No run has finished yet");
  expect(page).toContain("<bdi>01.11.2025</bdi>");
  const explained = `play-store: 12 of 12 records set aside: bad time in at (key "date")
    reviews.csv, record 1, id r0: 01.11.2025
    reviews.csv, record 2, id r1: 02.11.2025
    reviews.csv, record 3, id r2: 03.11.2025
    Its values look like "dd.MM.yyyy".`;
  expect(run.stderr).toContain(explained);
  const status = await fixloop(folder, "status");
  expect(status.stdout).toContain(explained);
  expect(status.code).toBe(1);
  expect(status.stdout).toMatch(/^ {2}The stage ingest failed in run 1\.$/m);
  expect(await needs()).toEqual([
    "The stage ingest failed in run 1.",
    "The check ingest.schema_is_known failed: 1 row.",
  ]);
  const reasons = await succeeds(
    "query",
    "--format",
    "json",
    "SELECT reason, count(*) AS records FROM fixloop_curated.quarantine GROUP BY ALL",
  );
  expect(JSON.parse(reasons.stdout)).toEqual([{ reason: "bad_time", records: 12 }]);
  expect(reasons.stderr).toBe(
    "Run 1 has not finished: these are the rows that it and earlier runs have written.\n",
  );
});

test("a run that stopped after one that finished: query reads either", async () => {
  await succeeds("run");
  writeFileSync(path.join(folder, "reviews.csv"), german);
  expect((await fixloop(folder, "run")).code).toBe(1);
  const count = "SELECT count(*) AS records FROM fixloop_curated.quarantine";
  const finished = await succeeds("query", "--format", "csv", count);
  expect(finished).toMatchObject({ stdout: "records\n0\n", stderr: "As of 2025-11-12 00:00 UTC, run 1.\n" });
  const unfinished = await succeeds("query", "--unfinished", "--format", "csv", count);
  expect(unfinished.stdout).toBe("records\n12\n");
  expect(unfinished.stderr).toContain("Run 2 has not finished");
  expect(await needs()).toContain("The stage ingest failed in run 2.");
});

test("a run that ended in the middle needs a person until it is taken up", async () => {
  await succeeds("run", "--stage", "normalize");
  const stopped = await fixloop(folder, "status");
  expect(stopped.code).toBe(1);
  expect(stopped.stdout).toContain(
    "Run 1 stopped after the stage normalize and has not finished: the next run goes on with it.",
  );
  await succeeds("run");
  expect((await succeeds("status")).stdout).toContain("all is well");
});

test.each([
  ["0 bytes", "", '"reviews.csv" holds no record'],
  ["the header alone", header, '"reviews.csv" holds no record'],
  ["a compressed beginning", "\u001F\u008B\u0008\u0000broken", '"reviews.csv" can\'t be read: '],
])("a file of %s needs a person, in every run", async (_, text, problem) => {
  await succeeds("run");
  writeFileSync(path.join(folder, "reviews.csv"), text, "latin1");
  const found: string[] = [];
  for (const run of ["first", "second"]) {
    await succeeds("run");
    const needed = await needs();
    expect(needed, run).toHaveLength(1);
    expect(needed[0], run).toContain(`Not all files were read: play-store: ${problem}`);
    expect((await fixloop(folder, "status")).code, run).toBe(1);
    found.push(...needed);
  }
  expect(found[0]?.includes("holds no record; when it was last read it held 12.")).toBe(
    problem.includes("no record"),
  );
});

test("an unfinished run is looked at locally only", async () => {
  const refused = await fixloop(folder, "query", "--unfinished", "-t", "dev", "SELECT 1");
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain("--unfinished only works on the local run");
});

test("a run that finishes explains what a source lost much of, also as JSON and in the report", async () => {
  reviews(`${header}${rows((day) => `2025-11-${day}`)}r12,31.11.2025 14:05,it no longer syncs\n`);
  const { stdout } = await succeeds("run", "--report", "report.html");
  expect(stdout).toContain(`play-store: 1 of 13 records set aside: bad time in at (key "date")
  reviews.csv, record 13, id r12: 31.11.2025 14:05`);
  expect(readFileSync(path.join(folder, "report.html"), "utf8")).toContain("1 of 13 records");
  const json = JSON.parse((await succeeds("run", "--format", "json")).stdout) as {
    readonly refusals: readonly { readonly source: string; readonly records: number }[];
  };
  expect(json.refusals.map(({ source, records }) => [source, records])).toEqual([["play-store", 1]]);
});

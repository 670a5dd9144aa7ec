import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { spawn } from "node:child_process";
import { afterEach, beforeEach, expect, test } from "vitest";
import { decisionOfPair, decisionOn } from "../../test/support/decisions.ts";
import { decisionLine } from "../contract/decision.ts";
import { appendDecision, journalPath, readJournal, rewriteJournal } from "./journal.ts";

let folder: string;
let journal: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "fixloop-journal-"));
  journal = journalPath(path.join(folder, "run.duckdb"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const event = "a".repeat(64);
const other = "b".repeat(64);
const first = decisionOn(event, "approve", "sync-stops", { why: 'two\nlines, "quotes" and 😀' });
const second = decisionOn(other, "reject", "sync-stops");

test("a journal holds what was appended, a line each, readable by its owner alone", () => {
  expect(readJournal(journal)).toEqual({ records: [], brokenLines: [] });
  appendDecision(journal, first);
  appendDecision(journal, second);
  expect(readJournal(journal)).toEqual({ records: [first, second], brokenLines: [] });
  expect(readFileSync(journal, "utf8").split("\n")).toHaveLength(3);
  expect(statSync(journal).mode & 0o777).toBe(0o600);
});

test.each([1, 40, 200])(
  "a line that a kill cut off after %i bytes is reported, and the next one is whole",
  (bytes) => {
    appendDecision(journal, first);
    appendFileSync(journal, decisionLine(second).slice(0, bytes));
    appendDecision(journal, second);
    expect(readJournal(journal)).toEqual({ records: [first, second], brokenLines: [2] });
  },
);

test("a whole line whose line feed a kill cut off counts", () => {
  writeFileSync(journal, decisionLine(first).trimEnd());
  appendDecision(journal, second);
  expect(readJournal(journal)).toEqual({ records: [first, second], brokenLines: [] });
});

test("blank lines and line ends of Windows are no decisions and break none", () => {
  writeFileSync(journal, `\r\n${decisionLine(first).trimEnd()}\r\n\n${decisionLine(second)}`);
  expect(readJournal(journal)).toEqual({ records: [first, second], brokenLines: [] });
});

test("what isn't a decision is a broken line", () => {
  const lines = [
    "[]",
    "null",
    "no json",
    JSON.stringify({ ...first, verb: "same" }),
    JSON.stringify({ ...first, subject_id: "short" }),
    JSON.stringify({ ...first, nonce: undefined }),
    JSON.stringify({ ...first, decided_at: "yesterday" }),
  ];
  writeFileSync(journal, `${lines.join("\n")}\n${decisionLine(second)}`);
  expect(readJournal(journal)).toEqual({ records: [second], brokenLines: [1, 2, 3, 4, 5, 6, 7] });
});

test("a rewritten journal lacks what was named and keeps every other byte, broken lines included", () => {
  const pair = decisionOfPair(event, other, "same");
  writeFileSync(journal, `${decisionLine(first)}{"cut\n${decisionLine(second)}${decisionLine(pair)}`);
  expect(rewriteJournal(journal, ({ subject_id }) => subject_id === event)).toBe(1);
  expect(readFileSync(journal, "utf8")).toBe(`{"cut\n${decisionLine(second)}${decisionLine(pair)}`);
  expect(rewriteJournal(journal, ({ subject_id }) => subject_id === event)).toBe(0);
  expect(rewriteJournal(journal, ({ left_record_id }) => left_record_id === event)).toBe(1);
  expect(rewriteJournal(path.join(folder, "none"), () => true)).toBe(0);
});

test("four writers at once lose and mix no line", async () => {
  const module = path.join(import.meta.dirname, "journal.ts");
  const perWriter = 50;
  await Promise.all(
    ["1", "2", "3", "4"].map(
      (digit) =>
        new Promise<void>((resolve, reject) => {
          const record = { ...first, nonce: digit.repeat(32), why: digit.repeat(1500) };
          const writer = spawn(
            process.execPath,
            [
              "--input-type=module",
              "-e",
              `import { appendDecision } from ${JSON.stringify(module)};
const record = ${JSON.stringify(record)};
for (let i = 0; i < ${perWriter}; i++) appendDecision(${JSON.stringify(journal)}, { ...record, decided_at: new Date(i).toISOString() });`,
            ],
            { stdio: ["ignore", "ignore", "inherit"] },
          );
          writer.on("exit", (code) =>
            code === 0 ? resolve() : reject(new Error(`writer ended with ${code}`)),
          );
        }),
    ),
  );
  const { records, brokenLines } = readJournal(journal);
  expect(brokenLines).toEqual([]);
  expect(new Set(records.map(({ nonce, decided_at }) => `${nonce} ${decided_at}`)).size).toBe(4 * perWriter);
});

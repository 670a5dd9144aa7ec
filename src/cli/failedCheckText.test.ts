import { expect, test } from "vitest";
import { failedCheckText } from "./failedCheckText.ts";

test("a failed check is one line, whatever its title holds", () => {
  const line = failedCheckText({
    check: "authored.fresh",
    severity: "warn",
    rows: 1n,
    title: `News\n\u001b[31m comes \u202edaily${"!".repeat(500)}`,
    observed: "31 h old",
  });
  expect(line).toMatch(
    /^Failed check: authored.fresh, 31 h old \(News \\u001b\[31m comes \\u202edaily!+…\)[.]$/,
  );
  expect(line.length).toBeLessThan(200);
});

test("of rows it says how many, and without a title nothing more", () => {
  const plain = { check: "authored.a", rows: 3n, title: null, observed: null };
  expect(failedCheckText({ ...plain, severity: "warn" })).toBe("Failed check: authored.a, 3 rows.");
  expect(failedCheckText({ ...plain, severity: "quarantine" })).toBe(
    "Failed check: authored.a, 3 rows set aside.",
  );
});

test("what to do about a file that can't be read is shown whole", () => {
  const observed =
    '"exports/2026/reviews.csv" can\'t be read: byte 0xFC in line 12 isn\'t UTF-8; the file looks like windows-1252: add "encoding: windows-1252"';
  expect(
    failedCheckText({ check: "ingest.sources_are_read", severity: "warn", rows: 1n, title: null, observed }),
  ).toBe(`Failed check: ingest.sources_are_read, ${observed}.`);
});

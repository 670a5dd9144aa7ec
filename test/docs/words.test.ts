import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { pageText, writtenPages } from "./pages.ts";
import { findingsIn, notOurs } from "./phrases.ts";
import { proseOf, withoutInlineCode } from "./prose.ts";

const root = path.resolve(import.meta.dirname, "..", "..");

/** Sources whose texts people read: help, errors, and the titles, reasons and comments of tables, steps and checks. */
const sources = ["cli", "workspace", "stages", "ledger", "checks", "plan", "governance", "databricks", "spec"]
  .flatMap((folder) =>
    readdirSync(path.join(root, "src", folder), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
      .map((file) => path.posix.join("src", folder, file)),
  )
  // files that are wrong on purpose, to provoke each message; names of mailboxes and words of customers, not ours
  .filter((file) => file !== "src/spec/diagnosticExamples.ts" && file !== "src/spec/identityRules.ts")
  .filter((file) => file !== "src/stages/enrich/noiseWords.ts" && !file.startsWith("src/spec/riskWords/"))
  .toSorted();

/** The string and template literals of a source, without comments. */
function literalsOf(source: string): string {
  const tokens =
    /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`/g;
  return [...source.matchAll(tokens)]
    .map(([, double, single, template]) => double ?? single ?? template ?? "")
    .filter((text) => text !== "")
    .join("\n\0\n");
}

const texts = (found: ReturnType<typeof findingsIn>): readonly string[] =>
  found.map(({ text, instead }) => `"${text}": write ${instead}`);

describe("phrases to avoid", () => {
  test.each(writtenPages)("%s has none", (page) => {
    expect(texts(findingsIn(withoutInlineCode(proseOf(pageText(page)))))).toEqual([]);
    expect(texts(findingsIn(pageText(page)).filter(({ name }) => name === notOurs))).toEqual([]);
  });

  test.each(sources)("the texts of %s have none", (file) => {
    expect(texts(findingsIn(literalsOf(readFileSync(path.join(root, file), "utf8"))))).toEqual([]);
  });
});

describe("the patterns", () => {
  test.each([
    ["30 days-ish is no duration.", "is no d"],
    ["Nothing is half-done that a second run does not mend.", "mend"],
    ["Somebody has to agree.", "has to agree"],
    ["It is taken\nup by the next run.", "taken up"],
    ["The moment that the run speaks of.", "moment that the run"],
    ["Votes a day", "Votes a day"],
    ["A row a file, and a task a stage.", "a task a stage"],
    ["Rows are judged anew, beside the others.", "beside"],
    ["A word weighs the more the rarer it is.", "the more the rarer"],
    ["Run npx fixloop.", "npx fixloop"],
  ])("%j is found", (text, expected) => {
    expect(findingsIn(text).map((finding) => finding.text)).toContain(expected);
  });

  test.each([
    "There is no such table, and 10,000 events a day come in.",
    "It is no longer kept. It is no more than a row.",
    "Besides, a run a second time changes nothing.",
  ])("%j is fine", (text) => {
    expect(findingsIn(text)).toEqual([]);
  });

  test("code comments are not texts that users read, strings are", () => {
    expect(literalsOf('// mend "it"\nconst a = "fix"; /* anew */ const b = `say ${a}`;')).toBe(
      "fix\n\0\nsay ${a}",
    );
  });
});

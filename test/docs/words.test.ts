import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { pageText, writtenPages } from "./pages.ts";
import { findingsIn, notOurs } from "./phrases.ts";
import { proseOf, withoutInlineCode } from "./prose.ts";

const root = path.resolve(import.meta.dirname, "..", "..");
const exceptionsFile = path.join(import.meta.dirname, "wordExceptions.json");

/** Sources whose texts people read: help, errors, and the titles, reasons and comments of tables, steps and checks. */
const sources = ["cli", "workspace", "stages", "ledger", "checks", "plan", "governance", "databricks", "spec"]
  .flatMap((folder) =>
    readdirSync(path.join(root, "src", folder), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
      .map((file) => path.posix.join("src", folder, file)),
  )
  // files that are wrong on purpose, to provoke each message
  .filter((file) => file !== "src/spec/diagnosticExamples.ts")
  .toSorted();

/** The string and template literals of a source, comments left out. */
function literalsOf(source: string): string {
  const tokens =
    /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`/g;
  return [...source.matchAll(tokens)]
    .map(([, double, single, template]) => double ?? single ?? template ?? "")
    .filter((text) => text !== "")
    .join("\n\0\n");
}

const findingsOf = (file: string): ReturnType<typeof findingsIn> =>
  findingsIn(literalsOf(readFileSync(path.join(root, file), "utf8")));

const texts = (found: ReturnType<typeof findingsIn>): readonly string[] =>
  found.map(({ text, instead }) => `"${text}": write ${instead}`);

describe("phrases to avoid", () => {
  test.each(writtenPages)("%s has none", (page) => {
    expect(texts(findingsIn(withoutInlineCode(proseOf(pageText(page)))))).toEqual([]);
    expect(texts(findingsIn(pageText(page)).filter(({ name }) => name === notOurs))).toEqual([]);
  });

  /**
   * How many each source still has. A file that has more fails, and so does one that has fewer than listed: lower the
   * number, or run `UPDATE_WORDS=1 vitest run test/docs/words.test.ts`, which lowers numbers and raises none.
   */
  test("sources have exactly the ones that are listed", () => {
    const listed = JSON.parse(readFileSync(exceptionsFile, "utf8")) as Readonly<Record<string, number>>;
    const found = new Map(sources.map((file) => [file, findingsOf(file)] as const));
    if (process.env["UPDATE_WORDS"] === "1") {
      const lowered = Object.entries(listed)
        .map(([file, count]) => [file, Math.min(count, found.get(file)?.length ?? 0)] as const)
        .filter(([, count]) => count > 0);
      writeFileSync(exceptionsFile, `${JSON.stringify(Object.fromEntries(lowered), undefined, 2)}\n`);
      return;
    }
    const differing = [...new Set([...sources, ...Object.keys(listed)])]
      .filter((file) => (found.get(file)?.length ?? 0) !== (listed[file] ?? 0))
      .map((file) => ({ file, listed: listed[file] ?? 0, found: texts(found.get(file) ?? []) }));
    expect(differing).toEqual([]);
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

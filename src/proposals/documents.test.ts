import { expect, test } from "vitest";
import { documentsOf } from "./documents.ts";

const wordsOf = (texts: readonly string[]): readonly string[] =>
  documentsOf(texts.map((text, index) => ({ id: String(index).padStart(3, "0"), text, language: "en" }))).map(
    ({ words }) => words.join(" "),
  );

test("the lines of a form, which begin alike in many texts, say nothing of one of them", () => {
  const texts = Array.from(
    { length: 12 },
    (_, index) =>
      `Export ${["fails", "hangs"][index % 2]} on page ${index}\nUser Agent: Mozilla/5.0 (rv:${60 + index}.0) build ${index}\nSteps to reproduce:\nopen page ${"abcdefghijkl"[index]}`,
  );
  expect(wordsOf(texts)[0]).toBe("export fails on page 0 open page a");
  expect(wordsOf(texts.slice(0, 9))[0]).toContain("user agent");
});

test("a first line stays, however many texts have it, and so does a text of one line", () => {
  const texts = Array.from(
    { length: 12 },
    (_, index) => `Great app\n${"abcdefghijkl"[index]} is what I like`,
  );
  expect(wordsOf(texts)[0]).toContain("great app");
  expect(wordsOf(Array.from({ length: 12 }, () => "Great app"))).toEqual(["great app"]);
});

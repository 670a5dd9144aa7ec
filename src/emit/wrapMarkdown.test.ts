import { expect, test } from "vitest";
import { wrapMarkdown } from "./wrapMarkdown.ts";

const words = (count: number): string => Array.from({ length: count }, () => "word").join(" ");

test("a paragraph breaks between words before 120 characters, and nothing is lost", () => {
  expect(wrapMarkdown(words(25))).toBe(`${words(24)}\nword`);
  expect(wrapMarkdown(words(24))).toBe(words(24));
});

test("a list item continues under its text", () => {
  expect(wrapMarkdown(`- ${words(25)}`)).toBe(`- ${words(23)}\n  word word`);
});

test("tables, headings, fenced blocks and a word too long for a line stay as they are", () => {
  const long = "x".repeat(130);
  const page = [`| ${words(30)} |`, `# ${words(30)}`, "````text", words(30), "```", "````", long, ""].join(
    "\n",
  );
  expect(wrapMarkdown(page)).toBe(page);
});

import { describe, expect, test } from "vitest";
import { pages, pageText, writtenPages } from "./pages.ts";
import { proseOf } from "./prose.ts";

const widest = 120;

/** Longest line without a blank in it: a link or a name can't be wrapped. */
const wrappable = (line: string): boolean => /\S +\S/.test(line.replace(/^[-*|\s]+/, ""));

/** A row of a table of a generated page: only its generator could make it shorter, and a reader looks one row up. */
const isGeneratedRow = (page: string, line: string): boolean =>
  !writtenPages.includes(page) && line.startsWith("|");

describe.each(pages)("%s", (page) => {
  test(`has lines of fewer than ${widest} characters`, () => {
    const lines = proseOf(pageText(page)).split("\n");
    expect(
      lines
        .map((line, index) => ({ line: index + 1, length: [...line].length, text: line }))
        .filter(({ length, text }) => length >= widest && wrappable(text) && !isGeneratedRow(page, text))
        .map(({ line, length }) => `line ${line}: ${length} characters`),
    ).toEqual([]);
  });
});

test.each(pages)("%s holds no mark of an unfinished merge", (page) => {
  expect(pageText(page)).not.toMatch(/^(?:<{7}|>{7}|\|{7}) |^={7}$/m);
});

/** What a page shows before a reader has to read: a table, a list of steps, code, an image. */
const isShown = (line: string): boolean => /^(?:\||```|!\[|[-*] |\d+\. )/.test(line);

/** Paragraphs of prose before the first table or example. */
function paragraphsBefore(page: string): number {
  let paragraphs = 0;
  let inside = false;
  for (const line of pageText(page).split("\n")) {
    if (isShown(line)) return paragraphs;
    const isProse = line.trim() !== "" && !line.startsWith("#") && !line.startsWith("<!--");
    if (isProse && !inside) paragraphs += 1;
    inside = isProse;
  }
  return paragraphs;
}

test.each(writtenPages.filter((page) => !page.startsWith("docs/decisions/")))(
  "%s shows a table or an example before its third paragraph",
  (page) => {
    expect(paragraphsBefore(page)).toBeLessThan(3);
  },
);

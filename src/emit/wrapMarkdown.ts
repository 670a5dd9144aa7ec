import { wrapLine } from "./wrapLine.ts";

/** Characters of a line. */
const widest = 119;

/**
 * Wraps the prose of a Markdown page: paragraphs and list items, whose continuation is indented. Tables, headings and
 * fenced blocks stay as they are, since a line break would change them. Pure.
 */
export function wrapMarkdown(page: string): string {
  let fence: string | undefined;
  return page
    .split("\n")
    .flatMap((line): readonly string[] => {
      const [opening] = /^`{3,}/.exec(line) ?? [];
      if (fence !== undefined) {
        if (line === fence) fence = undefined;
        return [line];
      }
      if (opening !== undefined) {
        fence = opening;
        return [line];
      }
      return /^[|#]/.test(line) ? [line] : wrapped(line);
    })
    .join("\n");
}

function wrapped(line: string): readonly string[] {
  const [start = ""] = /^ *(?:[-*] )?/.exec(line) ?? [];
  return wrapLine(line, { start, hanging: " ".repeat(start.length), columns: widest });
}

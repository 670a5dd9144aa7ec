/** Lines of a page have fewer characters than this. */
const widest = 120;

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
  if ([...line].length < widest) return [line];
  const [start = ""] = /^ *(?:[-*] )?/.exec(line) ?? [];
  const indent = " ".repeat(start.length);
  const lines: string[] = [];
  let current = start;
  for (const word of line.slice(start.length).split(" ")) {
    const longer = current.trim() === "" || current === start ? `${current}${word}` : `${current} ${word}`;
    if ([...longer].length < widest || current === start || current.trim() === "") {
      current = longer;
    } else {
      lines.push(current);
      current = `${indent}${word}`;
    }
  }
  return [...lines, current];
}

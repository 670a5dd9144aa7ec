/** Lines of a comment. Quotes and semicolons are kept out: tools that split files at them do not all know comments. */
export function sqlComment(label: string, text: string): readonly string[] {
  if (/\$\{|\{\{/.test(text)) throw new TypeError(`bundle: ${JSON.stringify(text)} holds a placeholder`);
  const words = text
    .replaceAll(/['"`]/g, "’")
    .replaceAll(";", ",")
    .split(/\s+/)
    .filter((word) => word !== "");
  const lines: string[] = [];
  let line = `-- ${label}`;
  let empty = true;
  for (const word of words) {
    if (!empty && line.length + 1 + word.length > 110) {
      lines.push(line);
      line = `-- ${" ".repeat(label.length)}`;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, line];
}

/** Where a line begins, how what follows is indented, and how many characters fit. */
export interface LineShape {
  /** Beginning of the line: it is neither broken nor counted as a word. */
  readonly start: string;
  readonly hanging: string;
  readonly columns: number;
}

/** Breaks a line at its spaces. A word that is longer than a line stands alone. Pure. */
export function wrapLine(line: string, { start, hanging, columns }: LineShape): readonly string[] {
  const lines: string[] = [];
  let current = start;
  for (const word of line.slice(start.length).split(" ")) {
    const isFirst = current === start;
    const longer = isFirst ? `${current}${word}` : `${current} ${word}`;
    if (isFirst || [...longer].length <= columns) {
      current = longer;
    } else {
      lines.push(current);
      current = `${hanging}${word}`;
    }
  }
  return [...lines, current];
}

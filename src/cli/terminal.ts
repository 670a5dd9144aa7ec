/**
 * Text from outside as it may reach a terminal or a log: control characters, escape sequences and marks that turn the
 * writing direction are shown as code points instead of taking effect.
 */
export function printable(text: string): string {
  return text.replace(
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** One line of it, cut to a number of characters with an ellipsis. */
export function oneLine(text: string, width: number): string {
  const flat = printable(text.replaceAll(/\s+/g, " ").trim());
  const characters = [...flat];
  return characters.length <= width ? flat : `${characters.slice(0, Math.max(0, width - 1)).join("")}…`;
}

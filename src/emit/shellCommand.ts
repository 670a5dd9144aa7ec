/** A command line to paste into a POSIX shell: every value stays one word, whatever it holds. */
export function shellCommand(parts: TemplateStringsArray, ...values: readonly string[]): string {
  return parts
    .map((part, index) => `${part}${index < values.length ? shellWord(values[index] ?? "") : ""}`)
    .join("");
}

/** Plain words stay as they are; all else is quoted, and what can't be seen is written as its bytes. */
export function shellWord(word: string): string {
  if (/^[A-Za-z0-9_@%+=:,./-]+$/.test(word)) return word;
  if (!/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(word)) return `'${word.replaceAll("'", String.raw`'\''`)}'`;
  const bytes = [...new TextEncoder().encode(word)];
  return `$'${bytes
    .map((byte) => {
      const letter = String.fromCharCode(byte);
      return /[A-Za-z0-9 _@%+=:,./-]/.test(letter) ? letter : `\\x${byte.toString(16).padStart(2, "0")}`;
    })
    .join("")}'`;
}

/** A path that no command takes for an option, for `shellCommand`. */
export const pathArgument = (path: string): string => (path.startsWith("-") ? `./${path}` : path);

/** Characters of a text that the letter model looks at, once only letters are left: enough to tell, whatever the length. */
export const letterLimit = 100;

const alphabet = "a-z\u00df-\u00f6\u00f8-\u024f\u0430-\u045f\u0490\u0491\u1ea0-\u1ef9";
const otherThanLetters = new RegExp(`[^${alphabet}]+`, "gu");

/** The words of a text as the letter model sees them: the twin of `language_letters`, without addresses and placeholders. */
export function lettersOf(text: string): string {
  const letters = text.replaceAll("İ", "i").toLowerCase().replace(otherThanLetters, " ").trim();
  return Array.from(letters).slice(0, letterLimit).join("").trim();
}

/**
 * Every three adjacent characters within a word with a space at both ends, and every word of four letters or more. SQL
 * takes three characters across words as well: no row of the table has those.
 */
export function featuresOf(letters: string): readonly string[] {
  if (letters === "") return [];
  const characters = Array.from(` ${letters} `);
  const features = letters.split(" ").filter((word) => Array.from(word).length >= 4);
  for (let first = 0; first + 3 <= characters.length; first++)
    if (characters[first + 1] !== " ") features.push(characters.slice(first, first + 3).join(""));
  return features;
}

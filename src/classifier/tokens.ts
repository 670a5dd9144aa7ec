import { foldTextOf } from "../sql/foldTable.ts";

// Scripts written without spaces: every character is a word of its own, and bigrams make the words.
const unspaced = /[\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff]/gu;

/** Letters of a word that its stem feature keeps: chosen on Banking77, where 3 and 5 were no better. */
export const stemLength = 4;

/** The words of a text exactly as `curated.feedback_event.folded_text` holds them: the classifier learns what SQL will see. */
export function tokenise(text: string): readonly string[] {
  return foldTextOf(text)
    .replace(/[^\p{L}\p{N}]/gu, " ")
    .replace(unspaced, " $& ")
    .split(" ")
    .filter((word) => word !== "");
}

/**
 * What the classifier sees of a text, each once: its words, pairs of adjacent words, and the first letters of longer
 * words with an asterisk (`sync*`), which lets inflected and compound words of any language share what was learnt.
 */
export function featuresOf(words: readonly string[]): readonly string[] {
  const features = new Set<string>(words);
  for (let index = 1; index < words.length; index++) features.add(`${words[index - 1]} ${words[index]}`);
  for (const word of words) {
    const letters = Array.from(word);
    if (letters.length > stemLength) features.add(`${letters.slice(0, stemLength).join("")}*`);
  }
  return [...features];
}

/** A word or phrase as seed tables hold it: folded, single spaces. Empty where it holds no letter and no digit. */
export function foldPhrase(phrase: string): string {
  return tokenise(phrase).join(" ");
}

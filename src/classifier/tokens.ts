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

/** What the classifier looks a text up by, each once: its words and its pairs of adjacent words. */
export function unitsOf(words: readonly string[]): readonly string[] {
  const units = new Set<string>(words);
  for (let index = 1; index < words.length; index++) units.add(`${words[index - 1]} ${words[index]}`);
  return [...units];
}

/** Lengths of the runs of letters that `subwordsOf` takes. */
export const runLengths = [3, 4] as const;

/** Shorter words have no subwords: they have nothing but themselves. */
export const shortestWithSubwords = 3;

/**
 * Letters at the start of a word that runs are taken of. Cutting a run from the middle costs the letters before it: a
 * picture pasted as one word of 130,000 letters took twenty seconds.
 */
export const lettersWithRuns = 100;

/**
 * The parts of a word by which it shares what was learnt with words that look like it: its first letters with an
 * asterisk (`sync*`), and every run of three and of four of its first hundred letters, with marks at their ends, after a
 * tilde (`~^sy`, `~ync$`).
 */
export function subwordsOf(word: string): readonly string[] {
  const letters = Array.from(word);
  if (letters.length < shortestWithSubwords) return [];
  const subwords = new Set<string>();
  if (letters.length > stemLength) subwords.add(`${letters.slice(0, stemLength).join("")}*`);
  const marked = ["^", ...letters.slice(0, lettersWithRuns), "$"];
  for (const length of runLengths) {
    for (let start = 0; start + length <= marked.length; start++)
      subwords.add(`~${marked.slice(start, start + length).join("")}`);
  }
  return [...subwords];
}

/** Whether a feature is part of a word. No word has a tilde or an asterisk. */
export const isSubword = (feature: string): boolean => feature.startsWith("~") || feature.endsWith("*");

/** A word or phrase as seed tables hold it: folded, single spaces. Empty where it holds no letter and no digit. */
export function foldPhrase(phrase: string): string {
  return tokenise(phrase).join(" ");
}

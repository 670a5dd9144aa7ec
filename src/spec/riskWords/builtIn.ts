import { riskClasses } from "../../contract/vocabulary.ts";
import { asianRiskWords } from "./asian.ts";
import { easternRiskWords } from "./eastern.ts";
import { northernRiskWords } from "./northern.ts";
import { phrasesOf, type WordedRisk } from "./phrases.ts";
import { westernRiskWords } from "./western.ts";

export const wordedRisks = riskClasses.filter((risk): risk is WordedRisk => risk !== "none");

const expanded = new Map<WordedRisk, readonly string[]>();

/**
 * Words that send a text to a person, besides those of the project. Rather too many than too few: a word too many costs a
 * look, a word too few sends a reply that a lawyer reads. Expanded once, and for who asks alone: most commands need none
 * of them.
 */
export function builtInRiskWords(riskClass: WordedRisk): readonly string[] {
  const known = expanded.get(riskClass);
  if (known !== undefined) return known;
  const languages = { ...westernRiskWords, ...northernRiskWords, ...easternRiskWords, ...asianRiskWords };
  const phrases = Object.entries(languages).flatMap(([language, words]) =>
    phrasesOf(words[riskClass], language),
  );
  expanded.set(riskClass, phrases);
  return phrases;
}

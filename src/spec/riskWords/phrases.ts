import type { RiskClass } from "../../contract/vocabulary.ts";

/** A class that words can signal. */
export type WordedRisk = Exclude<RiskClass, "none">;

/** Phrases by language and class, in the notation of `phrasesOf`. */
export type RiskWordsByLanguage = Readonly<Record<string, Readonly<Record<WordedRisk, string>>>>;

/**
 * Phrases between commas; braces hold alternatives, of which one may be empty: `{close|delete} my account` is two
 * phrases. Where people type without the signs of a language, and folding doesn't take them off, that spelling is added.
 */
export function phrasesOf(list: string, language: string): readonly string[] {
  const phrases = list
    .split(",")
    .flatMap(alternatives)
    .map((phrase) => phrase.replace(/\s+/gu, " ").trim());
  return [...new Set(phrases.flatMap((phrase) => spellings(phrase, language)))].filter(
    (phrase) => phrase !== "",
  );
}

function alternatives(pattern: string): readonly string[] {
  const braces = /^([^{]*)\{([^}]*)\}(.*)$/su.exec(pattern);
  if (braces === null) return [pattern];
  const [, before = "", choices = "", after = ""] = braces;
  const rest = alternatives(after);
  return choices.split("|").flatMap((choice) => rest.map((end) => `${before}${choice}${end}`));
}

const bareLetters: Readonly<Record<string, string>> = {
  ł: "l",
  Ł: "L",
  ı: "i",
  đ: "d",
  Đ: "D",
  ø: "o",
  Ø: "O",
  æ: "ae",
  ة: "ه",
};
const umlauts: Readonly<Record<string, string>> = { ä: "ae", ö: "oe", ü: "ue", Ä: "Ae", Ö: "Oe", Ü: "Ue" };

function spellings(phrase: string, language: string): readonly string[] {
  if (language === "de") return [phrase, phrase.replace(/[äöüÄÖÜ]/gu, (letter) => umlauts[letter] ?? letter)];
  const bare = phrase.replace(/[łŁıđĐøØæة]/gu, (letter) => bareLetters[letter] ?? letter);
  // folding takes accents off Latin letters up to U+017F, but not off those of Vietnamese and Arabic
  if (language !== "vi" && language !== "ar") return [phrase, bare];
  return [phrase, bare.normalize("NFD").replace(/\p{M}/gu, "")];
}

import type { Language, PhraseBank } from "./language.ts";
import { phraseBanks } from "./language.ts";
import type { Random } from "./random.ts";

/** A phrase with its choices made and its slots filled. */
export function fill(random: Random, phrase: string, bank: PhraseBank): string {
  return phrase
    .replace(/\(([^()]*\|[^()]*)\)/g, (_whole, choices: string) => random.pick(choices.split("|")))
    .replaceAll("{device}", () => random.pick(bank.devices))
    .replaceAll("{number}", () => String(random.integer(2, 40)))
    .replaceAll("{hour}", () => String(random.integer(7, 20)))
    .replaceAll("  ", " ");
}

/** The point itself, said once or in several ways: capital letters, some punctuation, mistakes as people make them. */
export function statements(random: Random, category: string, language: Language, ways: number): string[] {
  const bank = phraseBanks[language];
  const phrases = bank.categories[category];
  if (phrases === undefined) throw new Error(`Nobody knows how to speak of ${category} in ${language}.`);
  const mood = category === "praise" ? gladEndings : angryEndings;
  return random
    .shuffle(phrases)
    .slice(0, ways)
    .map((phrase) =>
      punctuate(random, withMistakes(random, fill(random, phrase, bank), language), language, mood),
    );
}

type Endings = readonly (readonly [ending: string, weight: number])[];
const angryEndings: Endings = [
  [".", 6],
  ["", 2],
  ["!", 2],
  ["!!!", 1],
  ["...", 1],
  [" 😡", 0.3],
  [" 🙄", 0.2],
];
const gladEndings: Endings = [
  [".", 6],
  ["", 2],
  ["!", 3],
  ["!!!", 1],
  [" ❤️", 0.3],
  [" 👍🏽", 0.2],
];

function punctuate(random: Random, text: string, language: Language, endings: Endings): string {
  if (language === "ja") return text;
  const started = random.chance(0.75) ? text.slice(0, 1).toUpperCase() + text.slice(1) : text;
  return /[.!?]$/.test(started) ? started : started + random.weighted(endings);
}

function withMistakes(random: Random, text: string, language: Language): string {
  if (language === "ja") return text;
  let written = text;
  if (random.chance(0.14)) written = mistype(random, written);
  if (random.chance(0.05)) written = mistype(random, written);
  if (random.chance(0.06)) written = written.normalize("NFD").replace(/[\u0300-\u036f]/g, "");
  if (random.chance(0.02)) written = written.toUpperCase();
  if (random.chance(0.08)) written = written.toLowerCase();
  return written;
}

/** Two letters change places, one is missing, or one is typed twice. */
function mistype(random: Random, text: string): string {
  const at = random.integer(1, Math.max(1, text.length - 3));
  const pair = text.slice(at, at + 2);
  if (!/^[a-zà-ü]{2}$/i.test(pair)) return text;
  const first = pair.slice(0, 1);
  const second = pair.slice(1);
  const typed = random.pick([second + first, first, first + first + second]);
  return text.slice(0, at) + typed + text.slice(at + 2);
}

/** Sentences side by side, in scripts that need no space without one. */
export const joinSentences = (language: Language, sentences: readonly string[]): string =>
  sentences.filter((sentence) => sentence !== "").join(language === "ja" ? "" : " ");

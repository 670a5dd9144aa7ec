import { stopWordLanguages, stopWordsOf } from "../contract/stopWords.ts";
import { tokenise } from "../classifier/tokens.ts";

/** A text to find a category for. Personal data is masked before it comes here. */
export interface ProposalText {
  /** Unique among the texts. */
  readonly id: string;
  readonly text: string;
  /** 1 to 5, where the source has one. */
  readonly rating?: number | undefined;
  /** ISO 8601 day or moment. */
  readonly at?: string | undefined;
  /** ISO 639-1. */
  readonly language?: string | undefined;
}

/** Texts that say the same in the same words, as one: a hundred times "great app" must not be the neighbours of each other. */
export interface TextDocument {
  readonly words: readonly string[];
  /** Of the text, or the one whose stop words it has most of; `und` where it has none. */
  readonly language: string;
  /** Indexes into the texts, lowest first. */
  readonly texts: readonly number[];
}

/** Characters of a text that are read: what a text is about is said at its beginning, and a dump of a log says nothing. */
const charactersRead = 1_500;

/** Texts by what they say, those without a word left out; `texts` are in an order of their own, which decides all ties. */
export function documentsOf(texts: readonly ProposalText[]): readonly TextDocument[] {
  const said = withoutForms(texts.map(({ text }) => text));
  const found = new Map<string, { words: readonly string[]; language: string; texts: number[] }>();
  for (const [index, { language }] of texts.entries()) {
    const words = tokenise((said[index] ?? "").slice(0, charactersRead).toWellFormed().normalize("NFC"));
    if (!words.some((word) => /\p{L}/u.test(word))) continue;
    const key = words.join(" ");
    const known = found.get(key);
    if (known) known.texts.push(index);
    else found.set(key, { words, language: language ?? languageOfWords(words), texts: [index] });
  }
  return [...found.values()];
}

/** Texts that share a line, from which on the line belongs to a form: share of all, and at least so many. */
const [shareOfForm, fewestOfForm] = [0.02, 10];
/** Characters by which lines begin alike. */
const charactersOfForm = 24;

/**
 * Texts without the lines of a form, such as `Steps to reproduce:` or that of a browser: what many texts have below their
 * first line says nothing of one of them. Lines that begin alike, whatever their numbers, count as the same.
 */
function withoutForms(texts: readonly string[]): readonly string[] {
  const lines = texts.map((text) => text.split("\n"));
  const counts = new Map<string, number>();
  for (const own of lines)
    for (const line of new Set(own.slice(1).map(formOf))) counts.set(line, (counts.get(line) ?? 0) + 1);
  const most = Math.max(fewestOfForm, shareOfForm * texts.length);
  return lines.map((own) =>
    own.filter((line, index) => index === 0 || (counts.get(formOf(line)) ?? 0) < most).join("\n"),
  );
}

const formOf = (line: string): string =>
  line.trim().toLowerCase().replaceAll(/\d+/g, "0").slice(0, charactersOfForm);

/** The language with the most stop words in a text: near enough to keep one language's function words apart from another's. */
function languageOfWords(words: readonly string[]): string {
  let [best, most] = ["und", 0];
  for (const language of stopWordLanguages) {
    const stops = stopWordsOf(language);
    const count = words.filter((word) => stops.has(word)).length;
    if (count > most) [best, most] = [language, count];
  }
  return best;
}

import { tokenise } from "../classifier/tokens.ts";
import type { Project } from "../spec/project.ts";

/** A labelled text that the classifier is asked about. */
export interface MeasuredText {
  readonly text: string;
  /** Its words as the classifier sees them: what reads the same must not be taught and asked. */
  readonly words: string;
  /** The label; null for a text of no category. */
  readonly category: string | null;
  /** ISO 639-1; null where no one wrote it. */
  readonly language: string | null;
}

/** The labelled texts of a project, each once, in an order that doesn't depend on the files'. */
export function measuredTexts({
  taxonomy,
  labelled,
}: Pick<Project, "taxonomy" | "labelled">): readonly MeasuredText[] {
  const known = new Set(taxonomy.categories.map(({ id }) => id));
  const texts = labelled
    .filter(({ category }) => category === undefined || known.has(category))
    .map(({ text, category, language }) => ({
      text,
      words: wordsOf(text),
      category: category ?? null,
      language: language ?? null,
    }));
  const order = ({ text, words, category, language }: MeasuredText): string =>
    `${category ?? ""}\0${words}\0${text}\0${language ?? ""}`;
  const sorted = texts
    .map((text) => [order(text), text] as const)
    .toSorted(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0));
  // Of texts that read the same and have one label the first stays.
  const distinct = new Map<string, MeasuredText>();
  for (const [, text] of sorted) {
    const key = `${text.category ?? ""}\0${text.words}`;
    if (!distinct.has(key)) distinct.set(key, text);
  }
  return [...distinct.values()];
}

export const wordsOf = (text: string): string => tokenise(text).join(" ");

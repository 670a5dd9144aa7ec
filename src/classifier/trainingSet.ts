import type { Sentiment } from "../contract/vocabulary.ts";
import type { Project } from "../spec/project.ts";

/** What a text says about a category. */
export interface TrainingText {
  readonly text: string;
  /** Category, or null for text that belongs to none. */
  readonly category: string | null;
  /** `example` counts whole and is what confidence is learnt from; `description` is our own wording; `counterexample` is text that does not belong. */
  readonly role: "example" | "description" | "counterexample";
}

export interface TrainingSet {
  readonly categories: readonly string[];
  readonly texts: readonly TrainingText[];
  /** What a person says that the customer feels, of some of the examples. Left out, none. */
  readonly feelings?: readonly { readonly text: string; readonly sentiment: Sentiment }[];
}

/** Everything in the spec that teaches the classifier, in an order that doesn't depend on the files'. */
export function trainingSet({ taxonomy, labelled }: Pick<Project, "taxonomy" | "labelled">): TrainingSet {
  const known = new Set(taxonomy.categories.map(({ id }) => id));
  const texts: readonly TrainingText[] = [
    ...taxonomy.categories.flatMap((category): TrainingText[] => [
      ...[category.title, category.definition, ...category.signals].map((text) => ({
        text,
        category: category.id,
        role: "description" as const,
      })),
      ...category.examples.map((text) => ({ text, category: category.id, role: "example" as const })),
      ...category.counterExamples.map((text) => ({
        text,
        category: category.id,
        role: "counterexample" as const,
      })),
    ]),
    ...labelled
      .filter(({ category }) => category === undefined || known.has(category))
      .map(({ text, category }): TrainingText => ({ text, category: category ?? null, role: "example" })),
  ];
  const feelings = labelled
    .filter(({ category }) => category === undefined || known.has(category))
    .flatMap(({ text, sentiment }) => (sentiment === undefined ? [] : [{ text, sentiment }]));
  const order = (text: TrainingText): string => `${text.category ?? ""}\0${text.role}\0${text.text}`;
  const sorted = new Map(texts.map((text) => [order(text), text]));
  return {
    categories: [...known].toSorted(byCode),
    texts: [...sorted].toSorted(([left], [right]) => byCode(left, right)).map(([, text]) => text),
    feelings: [...new Map(feelings.map((each) => [`${each.text}\0${each.sentiment}`, each]))]
      .toSorted(([left], [right]) => byCode(left, right))
      .map(([, each]) => each),
  };
}

/** Order by code units, not by locale. */
function byCode(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

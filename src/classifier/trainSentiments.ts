import { leastOfSentiment, sentimentClass } from "../contract/sentimentClass.ts";
import { sentiments } from "../contract/vocabulary.ts";
import { readCorpus } from "./corpus.ts";
import type { TrainingSet } from "./trainingSet.ts";
import { knownWord, trainTable, type WeightTable } from "./weightTable.ts";

/**
 * Weights of the sentiments that are labelled often enough, beside those of the categories. Words that a text teaches a
 * sentiment are known to the categories as well: the text is one of their examples.
 */
export function trainSentiments(feelings: NonNullable<TrainingSet["feelings"]>): WeightTable {
  const taught = sentiments.filter(
    (sentiment) => feelings.filter((each) => each.sentiment === sentiment).length >= leastOfSentiment,
  );
  if (taught.length < 2) return { categories: [], weights: [] };
  const corpus = readCorpus({
    categories: taught.map(sentimentClass),
    texts: feelings
      .filter(({ sentiment }) => taught.includes(sentiment))
      .map(({ text, sentiment }) => ({ text, category: sentimentClass(sentiment), role: "example" })),
  });
  const { categories, weights } = trainTable(corpus);
  return {
    categories: categories.map((each) => ({ ...each, isDefault: false })),
    weights: weights.filter(({ category }) => category !== knownWord),
  };
}

import { subwordsOf, tokenise, unitsOf } from "./tokens.ts";
import { sentiments, type Sentiment } from "../contract/vocabulary.ts";
import { isSentiment, sentimentClass } from "../contract/sentimentClass.ts";
import { knownWord, million, noCategory, type WeightTable } from "./weightTable.ts";

/** What the weights say of a text. Scores are millionths. */
export interface Scored {
  readonly category: string;
  readonly runnerUp: string | null;
  readonly score: number;
  /** Lead over the runner-up, or over none of the categories: below 0 where none is more likely. */
  readonly margin: number;
  /** Share of its words that the weights know, in millionths: a text of w words has about 2w - 1 words and pairs. */
  readonly knownShare: number;
  /** One divided by the number of its distinct words and pairs, in millionths: one word may mean anything. */
  readonly brevity: number;
}

/** Score of an alternative where no other category has anything speaking for or against it. */
export const scoreOfNothing = -million;

/** Words and pairs that the weights don't know, of which a text may hold so many before they count no more. */
export const unknownUnits = 4;

/** A lead beyond this says no more: that no other category fits is no sign that this one does. */
export const largestLead = 300_000;

/** What the weights say of a text, by category, and how many of its words and pairs count. */
interface Weighed {
  readonly sums: ReadonlyMap<string, number>;
  readonly unitCount: number;
  /** A sum shared out over the words and pairs that count. */
  readonly divided: (sum: number) => number;
}

/**
 * A table as looked up by feature: the same sums as `src/classifier/weightSumInSql.ts` takes in SQL, to the last digit.
 *
 * A sum is divided by the root of how many words and pairs there are, of which `unknownUnits` at most may be unknown: the
 * others say nothing, however many a long report holds. What parts of words say that no text taught is divided by the root
 * of how many such words there are, since they add up to noise.
 */
function weigher({ weights }: WeightTable): (text: string) => Weighed | null {
  const byFeature = new Map<string, { category: string; weight: number }[]>();
  for (const { feature, category, weight } of weights) {
    const rows = byFeature.get(feature);
    if (rows) rows.push({ category, weight });
    else byFeature.set(feature, [{ category, weight }]);
  }
  return (text) => {
    const units = unitsOf(tokenise(text));
    if (units.length === 0) return null;
    const sums = new Map<string, number>();
    const ofNewWords = new Map<string, number>();
    const add = (to: Map<string, number>, feature: string): void => {
      for (const { category, weight } of byFeature.get(feature) ?? [])
        to.set(category, (to.get(category) ?? 0) + weight);
    };
    let newWords = 0;
    let known = 0;
    for (const unit of units) {
      if (byFeature.has(unit)) {
        known++;
        add(sums, unit);
        continue;
      }
      if (unit.includes(" ")) continue;
      const subwords = subwordsOf(unit);
      if (subwords.length > 0) newWords++;
      for (const subword of subwords) add(ofNewWords, subword);
    }
    for (const [category, sum] of ofNewWords)
      sums.set(category, (sums.get(category) ?? 0) + Math.floor(sum / Math.sqrt(newWords) + 0.5));
    const counted = Math.min(units.length, known + unknownUnits);
    return {
      sums,
      unitCount: units.length,
      divided: (sum) => Math.floor(sum / Math.sqrt(counted) + 0.5),
    };
  };
}

/** The category that a table gives a text; null where nothing in the text says anything of one. */
export function scorer(table: WeightTable): (text: string) => Scored | null {
  const biases = new Map(table.categories.map(({ category, bias }) => [category, bias]));
  const byDefault = table.categories.find(({ isDefault }) => isDefault);
  const weigh = weigher(table);
  return (text) => {
    const weighed = weigh(text);
    if (weighed === null) return null;
    const { sums, unitCount, divided } = weighed;
    const scores = new Map(byDefault === undefined ? [] : [[byDefault.category, byDefault.bias]]);
    for (const [category, sum] of sums) {
      const counts = sum > 0 || category === noCategory || category === byDefault?.category;
      if (counts && category !== knownWord && !isSentiment(category))
        scores.set(category, biases.get(category)! + divided(sum));
    }
    const ranked = [...scores]
      .filter(([category]) => category !== noCategory)
      .toSorted(([left, ofLeft], [right, ofRight]) => ofRight - ofLeft || (left < right ? -1 : 1));
    const [best, second] = ranked;
    if (!best) return null;
    const [category, score] = best;
    const others = [second?.[1], scores.get(noCategory)].filter((other) => other !== undefined);
    return {
      category,
      runnerUp: second?.[0] ?? null,
      score,
      margin: Math.min(largestLead, score - Math.max(scoreOfNothing, ...others)),
      knownShare: Math.min(million, Math.floor((2 * (sums.get(knownWord) ?? 0)) / (unitCount + 1))),
      brevity: Math.floor(million / unitCount),
    };
  };
}

/** What the writer of a text feels, as labelled texts taught; null where they taught none, or nothing of this text. */
export function sentimentScorer(table: WeightTable): (text: string) => Sentiment | null {
  const biases = new Map(table.categories.map(({ category, bias }) => [category, bias]));
  const taught = sentiments.filter((sentiment) => biases.has(sentimentClass(sentiment)));
  const weigh = weigher(table);
  return (text) => {
    const weighed = weigh(text);
    if (!taught.some((sentiment) => weighed?.sums.has(sentimentClass(sentiment)))) return null;
    const scored = taught.map((sentiment) => {
      const category = sentimentClass(sentiment);
      return { sentiment, score: biases.get(category)! + weighed!.divided(weighed!.sums.get(category) ?? 0) };
    });
    return scored.reduce((best, each) => (each.score > best.score ? each : best)).sentiment;
  };
}

import { namesTopic, stopWordsOf } from "../contract/stopWords.ts";
import { tokenise } from "../classifier/tokens.ts";
import type { ProposalText, TextDocument } from "./documents.ts";

export interface DistinctiveTerm {
  /** One word or two, as most texts of the group write them. */
  readonly term: string;
  /** As `folded_text` holds it. */
  readonly folded: string;
  /** Documents of the group that hold it. */
  readonly documents: number;
  /** Standard errors of the log odds by which the group uses it more than the others. */
  readonly strength: number;
}

const termsKept = 10;
/** Documents that the prior counts for, and standard errors below which a term is left out: as in the audit's long tail. */
const [priorDocuments, leastStrength] = [100, 2];
/** One character of a script without spaces is a part of a word. */
const unspaced = /^[\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff]$/u;

/** Words and pairs of words that can name a topic, each once. */
function termsOf({ words, language }: TextDocument): ReadonlySet<string> {
  const stops = stopWordsOf(language);
  const terms = new Set<string>();
  const add = (term: string): void => {
    if (term.length > 1 && /\p{L}/u.test(term) && namesTopic(term, stops)) terms.add(term);
  };
  for (const [index, word] of words.entries()) {
    add(word);
    const next = words[index + 1];
    if (
      next !== undefined &&
      (word.length > 1 || unspaced.test(word)) &&
      (next.length > 1 || unspaced.test(next))
    )
      add(`${word} ${next}`);
  }
  return terms;
}

/**
 * The terms that each group uses more than all others do: the log-odds ratio with the whole as its prior (Monroe, Colaresi
 * and Quinn 2008, Fightin Words), strongest first. Documents of group -1, and those behind the end of `groupOf`, count with
 * the others.
 */
export function distinctiveTerms(
  documents: readonly TextDocument[],
  groupOf: ArrayLike<number>,
  groups: number,
  texts: readonly ProposalText[],
): readonly (readonly DistinctiveTerm[])[] {
  const sizes = new Float64Array(groups);
  const whole = new Map<string, number>();
  const within = Array.from({ length: groups }, () => new Map<string, number>());
  for (const [index, document] of documents.entries()) {
    const group = groupOf[index] ?? -1;
    if (group >= 0) sizes[group]!++;
    for (const term of termsOf(document)) {
      whole.set(term, (whole.get(term) ?? 0) + 1);
      if (group >= 0) within[group]!.set(term, (within[group]!.get(term) ?? 0) + 1);
    }
  }
  const all = documents.length;
  const members = Map.groupBy(documents.keys(), (index) => groupOf[index] ?? -1);
  return within.map((counts, group) => {
    const least = Math.min(3, Math.max(1, Math.floor(sizes[group]! / 2)));
    const scored = [...counts]
      .filter(([, count]) => count >= least)
      .map(([folded, count]) => {
        const prior = (priorDocuments * (whole.get(folded)! + 1)) / (all + 2);
        const inside = [count + prior, sizes[group]! - count + priorDocuments - prior] as const;
        const others = whole.get(folded)! - count;
        const outside = [others + prior, all - sizes[group]! - others + priorDocuments - prior] as const;
        const odds = Math.log(inside[0] / inside[1]) - Math.log(outside[0] / outside[1]);
        const error = Math.sqrt(1 / inside[0] + 1 / inside[1] + 1 / outside[0] + 1 / outside[1]);
        return { folded, documents: count, strength: odds / error };
      })
      .toSorted(
        (left, right) =>
          right.strength - left.strength ||
          right.documents - left.documents ||
          (left.folded < right.folded ? -1 : 1),
      );
    const strong = scored.filter(({ strength }) => strength >= leastStrength).slice(0, termsKept);
    return spelled(
      strong,
      (members.get(group) ?? []).map((index) => documents[index]!),
      texts,
    );
  });
}

/** The terms that most documents hold. */
export function commonTerms(
  documents: readonly TextDocument[],
  texts: readonly ProposalText[],
): readonly DistinctiveTerm[] {
  const counts = new Map<string, number>();
  for (const document of documents)
    for (const term of termsOf(document)) counts.set(term, (counts.get(term) ?? 0) + 1);
  const common = [...counts]
    .toSorted((left, right) => right[1] - left[1] || (left[0] < right[0] ? -1 : 1))
    .slice(0, termsKept)
    .map(([folded, count]) => ({ folded, documents: count, strength: 0 }));
  return spelled(common, documents, texts);
}

/** Share of documents that hold one of the terms. */
export function coverageOf(documents: readonly TextDocument[], terms: readonly DistinctiveTerm[]): number {
  const holds = (document: TextDocument): boolean => {
    const own = termsOf(document);
    return terms.some(({ folded }) => own.has(folded));
  };
  return documents.filter(holds).length / Math.max(1, documents.length);
}

function spelled(
  terms: readonly Omit<DistinctiveTerm, "term">[],
  documents: readonly TextDocument[],
  texts: readonly ProposalText[],
): readonly DistinctiveTerm[] {
  const spelling = spellings(
    terms.map(({ folded }) => folded),
    documents,
    texts,
  );
  return terms.map((term) => ({ ...term, term: spelling.get(term.folded) ?? term.folded }));
}

/** How most of the texts spell each folded term: accents and capitals are back, of equals the first in order of code. */
function spellings(
  terms: readonly string[],
  documents: readonly TextDocument[],
  texts: readonly ProposalText[],
): ReadonlyMap<string, string> {
  const wanted = new Map(terms.map((term) => [term, new Map<string, number>()]));
  for (const document of documents) {
    const text = texts[document.texts[0]!]!.text.toWellFormed().normalize("NFC");
    const inOrder = spelledWords(text);
    for (const [index, word] of document.words.entries()) {
      const next = document.words[index + 1];
      const [own, after] = [inOrder[index], inOrder[index + 1]];
      if (own === undefined || tokenise(own).join(" ") !== word) break;
      const count = (term: string, written: string): void => {
        const counts = wanted.get(term);
        counts?.set(written, (counts.get(written) ?? 0) + 1);
      };
      count(word, own);
      if (next !== undefined && after !== undefined)
        count(
          `${word} ${next}`,
          unspaced.test(own) && unspaced.test(after) ? own + after : `${own} ${after}`,
        );
    }
  }
  return new Map(
    [...wanted].map(([term, counts]) => {
      const [first] = [...counts].toSorted(
        (left, right) => right[1] - left[1] || (left[0] < right[0] ? -1 : 1),
      );
      return [term, first?.[0] ?? term];
    }),
  );
}

/** The words of `tokenise`, as they are written: folding changes letters and no place where a word ends. */
function spelledWords(text: string): readonly string[] {
  return text
    .replace(/[^\p{L}\p{N}]/gu, " ")
    .replace(/[\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff]/gu, " $& ")
    .split(" ")
    .filter((word) => word !== "");
}

/** Up to three terms that share no word; a pair that is nearly as strong stands for its word. */
export function titleTerms(terms: readonly DistinctiveTerm[]): readonly DistinctiveTerm[] {
  const chosen: DistinctiveTerm[] = [];
  const taken = new Set<string>();
  for (const one of terms) {
    if (chosen.length === 3) break;
    if (one.folded.split(" ").some((word) => taken.has(word))) continue;
    const pair = terms.find(
      ({ folded, strength }) =>
        folded.includes(" ") &&
        folded.split(" ").includes(one.folded) &&
        strength >= 0.75 * one.strength &&
        !folded.split(" ").some((word) => taken.has(word)),
    );
    const kept = pair ?? one;
    chosen.push(kept);
    for (const word of kept.folded.split(" ")) taken.add(word);
  }
  return chosen;
}

/** A title of terms, such as "Card delivery, track". */
export function titleOf(terms: readonly DistinctiveTerm[]): string {
  const title = titleTerms(terms)
    .map(({ term }) => (term === term.toUpperCase() ? term : lowerFirst(term)))
    .join(", ");
  return title.charAt(0).toUpperCase() + title.slice(1);
}

/** A word that only begins a sentence begins small within a title; words with capitals inside keep them. */
function lowerFirst(term: string): string {
  return /\p{Lu}/u.test(term.slice(1)) ? term : term.charAt(0).toLowerCase() + term.slice(1);
}

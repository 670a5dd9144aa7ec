import { stopWordsOf } from "../contract/stopWords.ts";
import { areasOf } from "./areas.ts";
import { categoryDescriber, meanOf, uniqueId, type CategoryParts } from "./describeCategory.ts";
import {
  commonTerms,
  distinctiveTerms,
  titleOf,
  titleTerms,
  type DistinctiveTerm,
} from "./distinctiveTerms.ts";
import { documentsOf, type ProposalText, type TextDocument } from "./documents.ts";
import { groupsOf, stabilityOf, type Groups } from "./grouping.ts";
import { dot } from "./matrix.ts";
import type { Proposal, ProposedArea } from "./proposal.ts";
import { approves, isPraise, saysLittle } from "./tone.ts";

export type { ProposalText } from "./documents.ts";
export type { Proposal, ProposedArea, ProposedCategory } from "./proposal.ts";

export interface ProposalOptions {
  /** Groups besides praise; by default the texts decide. Those that are too small are not proposed. */
  readonly groups?: number;
  /** Ids of areas and categories that are there already: no proposed one has them. */
  readonly taken?: readonly string[];
}

/** Documents below which nothing can be grouped. */
const fewestDocuments = 8;
/** Share of the likeness to its neighbours that a document must have within its group. */
const leastOwnShare = 0.25;

/** Texts that a category must have: 3 of 300, 17 of 10,000. */
const leastSize = (texts: number): number => Math.max(3, Math.round(Math.sqrt(texts) / 6));

/**
 * A first taxonomy from texts without labels. Texts of the same words count once for grouping and each for sizes. They are
 * placed by TF-IDF of words and letters in 150 dimensions, smoothed over their nearest neighbours, put into small groups
 * and merged by Ward's method; modularity of the graph of neighbours says how many remain. The same texts give the same
 * proposal, in whatever order they come.
 */
export function proposeCategories(given: readonly ProposalText[], options: ProposalOptions = {}): Proposal {
  const texts = given.toSorted((left, right) => compare(left.id, right.id) || compare(left.text, right.text));
  const documents = documentsOf(texts);
  const praise = documents.filter((document) => isGeneralPraise(document, texts));
  const others = documents.filter((document) => !isGeneralPraise(document, texts));
  const found = others.length >= fewestDocuments ? groupsOf(others, options.groups) : undefined;
  const settledIn = found ? settled(others, found, texts.length) : new Int32Array(0);
  const terms = found ? distinctiveTerms([...others, ...praise], settledIn, found.centres.rows, texts) : [];
  const groupOf = settledIn.map((group) => (group >= 0 && terms[group]!.length > 0 ? group : -1));
  const praising = praisingGroups(others, groupOf, terms);
  const allPraise = [...praise, ...others.filter((_, row) => praising.has(groupOf[row]!))];
  const topics = groupOf.map((group) => (praising.has(group) ? -1 : group));
  const ids = new Set<string>(options.taken);
  const praised = allPraise.reduce((sum, document) => sum + document.texts.length, 0);
  const areas = [
    ...(found ? areasFrom(found, others, { groupOf: topics, terms, texts, praise, ids }) : []),
    ...(praised >= leastSize(texts.length) ? [praiseArea(allPraise, { texts, ids })] : []),
  ].toSorted((left, right) => sizeOf(right) - sizeOf(left) || compare(left.id, right.id));
  const assigned = new Set(areas.flatMap(({ categories }) => categories.flatMap(({ members }) => members)));
  return {
    texts: texts.length,
    areas,
    unassigned: texts.map(({ id }) => id).filter((id) => !assigned.has(id)),
  };
}

const compare = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);
const sizeOf = ({ categories }: ProposedArea): number =>
  categories.reduce((sum, { members }) => sum + members.length, 0);

function isGeneralPraise(
  { words, language, texts: own }: TextDocument,
  texts: readonly ProposalText[],
): boolean {
  return isPraise(words, meanOf(own.map((index) => texts[index]!.rating)), stopWordsOf(language));
}

interface Around {
  readonly texts: readonly ProposalText[];
  readonly ids: Set<string>;
}

/** Groups whose title would say no more than that people like it. */
function praisingGroups(
  documents: readonly TextDocument[],
  groupOf: Int32Array,
  terms: readonly (readonly DistinctiveTerm[])[],
): ReadonlySet<number> {
  const rows = Map.groupBy(groupOf.keys(), (row) => groupOf[row]!);
  const praises = (group: number): boolean => {
    const own = rows.get(group) ?? [];
    const approving = own.filter((row) => {
      const { words, language } = documents[row]!;
      return approves(words, stopWordsOf(language));
    }).length;
    return approving * 2 >= own.length && titleTerms(terms[group]!).every(({ folded }) => saysLittle(folded));
  };
  return new Set([...rows.keys()].filter((group) => group >= 0 && praises(group)));
}

interface Found extends Around {
  /** Group of each document; -1 for none. */
  readonly groupOf: Int32Array;
  /** Terms of each group. */
  readonly terms: readonly (readonly DistinctiveTerm[])[];
  /** Documents that are in no group, and count with the others where words are compared. */
  readonly praise: readonly TextDocument[];
}

function areasFrom(
  found: Groups,
  documents: readonly TextDocument[],
  { groupOf, terms, texts, ids, praise }: Found,
): readonly ProposedArea[] {
  const kept = [...new Set(groupOf)].filter((group) => group >= 0).toSorted((left, right) => left - right);
  const describe = categoryDescriber(texts, kept.length + 1);
  const stability = stabilityOf(found);
  const partsOf = (group: number): CategoryParts => ({
    documents: nearestFirst(groupOf, found, group).map((row) => documents[row]!),
    terms: terms[group]!,
    title: titleOf(terms[group]!),
    stability: stability[group]!,
    isPraise: false,
  });
  const areas = areasOf(found.centres, kept);
  const areaOfGroup = new Map(areas.flatMap((groups, area) => groups.map((group) => [group, area] as const)));
  const areaOf = groupOf.map((group) => areaOfGroup.get(group) ?? -1);
  const areaTerms = distinctiveTerms([...documents, ...praise], areaOf, areas.length, texts);
  return areas.map((groups, area) => {
    const parts = groups.map(partsOf).toSorted((left, right) => sizeOfParts(right) - sizeOfParts(left));
    const title = parts.length === 1 ? parts[0]!.title : titleOf(areaTerms[area]!) || parts[0]!.title;
    return { id: uniqueId(title, ids), title, categories: parts.map((one) => describe(one, ids)) };
  });
}

const sizeOfParts = ({ documents }: CategoryParts): number =>
  documents.reduce((sum, { texts }) => sum + texts.length, 0);

/** The group of each document, or -1 where its neighbours are mostly elsewhere or its group is too small. */
function settled(
  documents: readonly TextDocument[],
  { graph, groupOf, centres }: Groups,
  texts: number,
): Int32Array {
  const result = groupOf.map((group, row) => {
    let [own, all] = [0, 0];
    for (let entry = graph.starts[row]!; entry < graph.starts[row + 1]!; entry++) {
      all += graph.values[entry]!;
      if (groupOf[graph.columns[entry]!] === group) own += graph.values[entry]!;
    }
    return all > 0 && own >= leastOwnShare * all ? group : -1;
  });
  const sizes = new Int32Array(centres.rows);
  for (const [row, group] of result.entries()) if (group >= 0) sizes[group]! += documents[row]!.texts.length;
  return result.map((group) => (group >= 0 && sizes[group]! >= leastSize(texts) ? group : -1));
}

function nearestFirst(groupOf: Int32Array, { points, centres }: Groups, group: number): readonly number[] {
  return [...groupOf.keys()]
    .filter((row) => groupOf[row] === group)
    .map((row) => ({ row, likeness: dot(points, row, centres, group) }))
    .toSorted((left, right) => right.likeness - left.likeness || left.row - right.row)
    .map(({ row }) => row);
}

/** Praise of nothing in particular: one area with one category, whose examples are what most texts say. */
function praiseArea(praise: readonly TextDocument[], { texts, ids }: Around): ProposedArea {
  const documents = praise.toSorted(
    (left, right) => right.texts.length - left.texts.length || left.texts[0]! - right.texts[0]!,
  );
  const describe = categoryDescriber(texts, 1);
  const title = "Praise";
  return {
    id: uniqueId(title, ids),
    title,
    categories: [
      describe(
        {
          documents,
          terms: commonTerms(documents, texts),
          title: "General praise",
          stability: 1,
          isPraise: true,
        },
        ids,
      ),
    ],
  };
}

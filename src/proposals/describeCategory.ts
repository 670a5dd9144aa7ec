import { stopWordsOf } from "../contract/stopWords.ts";
import type { CategoryKind, Severity } from "../contract/vocabulary.ts";
import { coverageOf, titleTerms, type DistinctiveTerm } from "./distinctiveTerms.ts";
import type { ProposalText, TextDocument } from "./documents.ts";
import type { ProposedCategory } from "./proposal.ts";
import { approves, wishesFor } from "./tone.ts";
import { trendOf, trendStart } from "./trend.ts";

export interface CategoryParts {
  /** Nearest to the centre first. */
  readonly documents: readonly TextDocument[];
  readonly terms: readonly DistinctiveTerm[];
  readonly title: string;
  readonly stability: number;
  /** Whether everything in it is praise of nothing in particular. */
  readonly isPraise: boolean;
}

/** Share of texts that hold a word of the title, from which the title speaks for them, and below which it doesn't. */
const [covered, uncovered] = [0.5, 0.25];
/** Overlap from which a group counts as found again, and below which it counts as dissolved (Hennig 2007). */
const [stable, dissolved] = [0.75, 0.5];
const examplesShown = 3;
/** Characters of an example, where enough of the nearest texts are as short: a person reads it at a glance. */
const shortExample = 280;
/** Documents nearest to the centre among which the examples are looked for. */
const nearestLookedAt = 30;

/** What a person needs to know of a group to keep, rename or drop it. `categories` is how many there are in all. */
export function categoryDescriber(
  texts: readonly ProposalText[],
  categories: number,
): (parts: CategoryParts, ids: Set<string>) => ProposedCategory {
  const moments = texts.map(({ at }) => momentOf(at));
  const since = trendStart(moments);
  return ({ documents, terms, title, stability, isPraise }, ids) => {
    const members = documents.flatMap((document) => document.texts).toSorted((left, right) => left - right);
    const coverage = coverageOf(documents, titleTerms(terms));
    const rating = meanOf(members.map((index) => texts[index]!.rating));
    const kind = isPraise ? "praise" : kindOf(documents, texts, rating);
    return {
      id: uniqueId(title, ids),
      title,
      kind,
      severity: severityOf(kind, rating),
      terms,
      members: members.map((index) => texts[index]!.id),
      share: members.length / texts.length,
      rating,
      trend:
        since === undefined
          ? undefined
          : trendOf(
              members.map((index) => moments[index]),
              moments,
              since,
              categories,
            ),
      examples: examplesOf(documents, texts),
      languages: languagesOf(documents),
      stability,
      coverage,
      certainty: certaintyOf(stability, isPraise ? 1 : coverage),
    };
  };
}

function certaintyOf(stability: number, coverage: number): ProposedCategory["certainty"] {
  if (stability < dissolved || coverage < uncovered) return "low";
  return stability >= stable && coverage >= covered ? "high" : "medium";
}

function momentOf(at: string | undefined): number | undefined {
  const moment = at === undefined ? Number.NaN : Date.parse(at);
  return Number.isFinite(moment) ? moment : undefined;
}

/** Mean of the numbers among the values; undefined without any. */
export function meanOf(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value): value is number => value !== undefined && Number.isFinite(value));
  return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0) / known.length;
}

function kindOf(
  documents: readonly TextDocument[],
  texts: readonly ProposalText[],
  rating: number | undefined,
): CategoryKind {
  const share = (holds: (document: TextDocument) => boolean): number =>
    documents.filter(holds).length / documents.length;
  const isApproval = ({ words, language }: TextDocument): boolean => approves(words, stopWordsOf(language));
  const asks = ({ texts: own }: TextDocument): boolean => /[?？؟]\s*$/u.test(texts[own[0]!]!.text);
  if ((rating === undefined || rating >= 4.3) && share(isApproval) >= 0.6) return "praise";
  if (share(asks) >= 0.5) return "question";
  if (share(({ words }) => wishesFor(words)) >= 0.5) return "request";
  return "defect";
}

function severityOf(kind: CategoryKind, rating: number | undefined): Severity {
  if (kind !== "defect") return "low";
  return rating !== undefined && rating < 2 ? "high" : "medium";
}

function examplesOf(
  documents: readonly TextDocument[],
  texts: readonly ProposalText[],
): ProposedCategory["examples"] {
  const nearest = documents.slice(0, nearestLookedAt).map((document) => texts[document.texts[0]!]!);
  const short = nearest.filter(({ text }) => text.length <= shortExample);
  return [...short, ...nearest.filter((one) => !short.includes(one))]
    .slice(0, examplesShown)
    .map(({ id, text }) => ({ id, text }));
}

function languagesOf(documents: readonly TextDocument[]): ProposedCategory["languages"] {
  const counts = new Map<string, number>();
  for (const { language, texts } of documents)
    counts.set(language, (counts.get(language) ?? 0) + texts.length);
  return [...counts].toSorted((left, right) => right[1] - left[1] || (left[0] < right[0] ? -1 : 1));
}

/** An id made of a title's Latin letters and digits; a number where another has it, `topic` where it has none. */
export function uniqueId(title: string, taken: Set<string>): string {
  const base =
    title
      .replaceAll("ß", "ss")
      .normalize("NFKD")
      .replace(/\p{M}/gu, "")
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^[^a-z]+|-+$/g, "")
      .slice(0, 50)
      .replace(/-+$/, "") || "topic";
  let id = base;
  for (let number = 2; taken.has(id); number++) id = `${base}-${number}`;
  taken.add(id);
  return id;
}

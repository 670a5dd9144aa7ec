import type { CategoryKind, Severity } from "../contract/vocabulary.ts";
import type { DistinctiveTerm } from "./distinctiveTerms.ts";
import type { Trend } from "./trend.ts";

export interface ProposedCategory {
  /** Fit for the taxonomy: small letters, digits and hyphens, unique in the proposal. */
  readonly id: string;
  readonly title: string;
  /** Told from the tone of the texts and their ratings: a person decides. */
  readonly kind: CategoryKind;
  readonly severity: Severity;
  /** Strongest first. Of praise, its commonest. */
  readonly terms: readonly DistinctiveTerm[];
  /** Ids of its texts, in their order. */
  readonly members: readonly string[];
  /** Share of all texts, 0 to 1. */
  readonly share: number;
  /** Mean rating of those that have one. */
  readonly rating: number | undefined;
  readonly trend: Trend | undefined;
  /** Texts as given, nearest to the centre first: at most three, no two of the same words. */
  readonly examples: readonly { readonly id: string; readonly text: string }[];
  /** Language → texts, most first; `und` where it isn't known. */
  readonly languages: readonly (readonly [language: string, texts: number])[];
  /** Overlap (Jaccard, 0 to 1) with the most similar group of a second grouping, of four fifths of the texts. */
  readonly stability: number;
  /** Share of its texts, 0 to 1, that hold a word of its title: the others are in it for what is near to those. */
  readonly coverage: number;
  readonly certainty: "high" | "medium" | "low";
}

export interface ProposedArea {
  readonly id: string;
  readonly title: string;
  /** Largest first. */
  readonly categories: readonly ProposedCategory[];
}

export interface Proposal {
  readonly texts: number;
  /** Largest first. */
  readonly areas: readonly ProposedArea[];
  /** Ids of texts that fit no category, in their order. */
  readonly unassigned: readonly string[];
}

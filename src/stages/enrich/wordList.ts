import { foldPhrase } from "../../classifier/tokens.ts";
import { feelings } from "./feelings.ts";
import { linkWords, noiseWords } from "./noiseWords.ts";
import { riskOrder } from "./risk.ts";
import { phrasesOf } from "../../spec/riskWords/phrases.ts";
import type { Routing } from "../../spec/project.ts";
import type { SeedRow } from "../../contract/seed.ts";

/** Two words at most: what one feature of a text can find, before the rest of a phrase is compared. */
function lookup(word: string): string {
  return word.split(" ").slice(0, 2).join(" ");
}

/** Rows of `curated.sentiment_word`. A word that two languages share with other points counts for the first listed. */
export function sentimentWords(): readonly SeedRow[] {
  return (sentimentRows ??= foldedFeelings());
}

let sentimentRows: readonly SeedRow[] | undefined;

function foldedFeelings(): readonly SeedRow[] {
  const rows = new Map<string, { sentiment_points: number; urgency_points: number }>();
  const listed = Object.entries(feelings);
  for (const [language, { points: byPoints }] of listed) {
    for (const [points, phrases] of Object.entries(byPoints)) {
      for (const word of foldedPhrases(phrases, language)) {
        if (!rows.has(word)) rows.set(word, { sentiment_points: Number(points), urgency_points: 0 });
      }
    }
  }
  for (const [language, { urgent }] of listed) {
    for (const word of foldedPhrases(urgent, language)) {
      rows.set(word, { sentiment_points: rows.get(word)?.sentiment_points ?? 0, urgency_points: 1 });
    }
  }
  return sorted([...rows].map(([word, points]) => ({ word, feature: lookup(word), ...points })));
}

const riskRows = new WeakMap<Routing["riskWords"], readonly SeedRow[]>();

/** Rows of `curated.risk_word`: the words of the spec, folded as the texts are. */
export function riskWords({ riskWords: authored }: Pick<Routing, "riskWords">): readonly SeedRow[] {
  const known = riskRows.get(authored) ?? foldedRiskWords(authored);
  riskRows.set(authored, known);
  return known;
}

function foldedRiskWords(authored: Routing["riskWords"]): readonly SeedRow[] {
  const rows = authored
    .map(({ word, riskClass }) => ({ word: foldPhrase(word), riskClass }))
    .filter(({ word }) => word !== "")
    .map(
      ({ word, riskClass }) =>
        [
          `${word}\0${riskOrder.indexOf(riskClass)}`,
          { word, feature: lookup(word), risk_class: riskClass },
        ] as const,
    );
  return sorted([...new Map(rows).values()]);
}

/** What a word shows of a text: that it links somewhere, offers something, asks for an answer, or nothing. */
export const noiseRoles = ["link", "offer", "nudge", "filler"] as const;

/** Rows of `curated.noise_word`. A word of two roles has the first of them. */
export function noiseWordRows(): readonly SeedRow[] {
  return (noiseRows ??= foldedNoise());
}

let noiseRows: readonly SeedRow[] | undefined;

function foldedNoise(): readonly SeedRow[] {
  const rows = new Map<string, SeedRow & { readonly word: string }>();
  const add = (phrases: string, language: string, role: (typeof noiseRoles)[number]): void => {
    for (const word of foldedPhrases(phrases, language))
      if (!rows.has(word)) rows.set(word, { word, feature: lookup(word), role });
  };
  add(linkWords, "en", "link");
  for (const [language, { lures }] of Object.entries(noiseWords)) add(lures, language, "offer");
  for (const [language, { nudges }] of Object.entries(noiseWords)) add(nudges, language, "nudge");
  for (const [language, { fillers }] of Object.entries(noiseWords)) add(fillers, language, "filler");
  return sorted([...rows.values()]);
}

function foldedPhrases(phrases: string, language: string): readonly string[] {
  return phrasesOf(phrases, language)
    .map(foldPhrase)
    .filter((word) => word !== "");
}

function sorted<T extends { readonly word: string }>(rows: readonly T[]): readonly T[] {
  return rows.toSorted((left, right) => (left.word < right.word ? -1 : left.word > right.word ? 1 : 0));
}

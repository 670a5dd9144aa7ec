import { visible } from "../emit/visible.ts";
import type { UncategorisedText } from "./uncoveredGroups.ts";

/** So many are labelled in ten minutes. */
export const labelsAsked = 20;

/** The percentage of confidence at which a suggestion is as likely to be right as wrong. */
const evenOdds = 50;

/**
 * The texts whose labels teach most: of every pair of best and second best category those whose suggestion is nearest to
 * even odds, one pair after the other, the largest first. No two texts of the same words.
 */
export function labelsWanted(texts: readonly UncategorisedText[]): readonly UncategorisedText[] {
  const distinct = [...new Map(texts.toSorted(byId).map((text) => [wordsOf(text), text])).values()];
  const groups = [...Map.groupBy(distinct, ({ category, runnerUp }) => JSON.stringify([category, runnerUp]))]
    .map(([key, of]) => ({
      key,
      of: of.toSorted(
        (one, other) =>
          Math.abs(one.confidence - evenOdds) - Math.abs(other.confidence - evenOdds) || byId(one, other),
      ),
    }))
    .toSorted((one, other) => other.of.length - one.of.length || (one.key < other.key ? -1 : 1));
  const chosen: UncategorisedText[] = [];
  for (let place = 0; chosen.length < Math.min(labelsAsked, distinct.length); place++)
    for (const { of } of groups) {
      const text = of[place];
      if (text !== undefined && chosen.length < labelsAsked) chosen.push(text);
    }
  return chosen;
}

const byId = (one: UncategorisedText, other: UncategorisedText): number =>
  one.eventId < other.eventId ? -1 : one.eventId > other.eventId ? 1 : 0;
const wordsOf = ({ text }: UncategorisedText): string => text.toLowerCase().replaceAll(/\s+/g, " ").trim();

/**
 * Lines for `labelled:` in evals/labelled.yaml. The category of each is a word that no category has, so that `fixloop check`
 * reports what nobody has chosen yet; what is likely stands behind it.
 */
export function labelsYaml(texts: readonly UncategorisedText[]): string {
  return texts
    .map(({ text, language, category, runnerUp }) => {
      const likely = [category, runnerUp].filter((id) => id !== null);
      const parts = [
        `text: ${visible(JSON.stringify(text.toWellFormed()))}`,
        "category: choose",
        ...(language !== null && /^[a-z]{2}$/.test(language) ? [`language: ${language}`] : []),
      ];
      return `  - { ${parts.join(", ")} } # ${[...likely, "null"].join(" or ")}?`;
    })
    .join("\n");
}

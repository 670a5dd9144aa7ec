import {
  proposeCategories,
  type ProposedArea,
  type ProposedCategory,
} from "../proposals/proposeCategories.ts";
import { taxonomyYaml } from "../proposals/taxonomyYaml.ts";
import type { Taxonomy } from "../spec/project.ts";
import { deviateInNumbers, ratioInNumbers, shareInNumbers } from "../statistics/shares.ts";
import type { Change, FeedbackReading } from "./categoryReading.ts";
import type { Quote } from "./quote.ts";

/** A text without an accepted category, masked. */
export interface UncategorisedText extends Quote {
  /** Id of the category with the highest score, and of the second; null where there is none. */
  readonly category: string | null;
  readonly runnerUp: string | null;
  /** Percent. */
  readonly confidence: number;
}

/** What the taxonomy doesn't cover, by what the texts share. */
export interface UncoveredReading {
  /** Texts that were grouped: the newest without a category. */
  readonly texts: number;
  /** All texts without a category in the period. */
  readonly ofTexts: number;
  /** Largest first. */
  readonly groups: readonly UncoveredGroup[];
  /** Texts that are like too few others. */
  readonly unlike: number;
}

/** An area that would cover them, of one topic or several that share words. */
export interface UncoveredGroup {
  readonly title: string;
  readonly texts: number;
  /** The category that is suggested for most of them, below the threshold. */
  readonly nearest: { readonly title: string; readonly texts: number } | null;
  /** Largest first. */
  readonly topics: readonly UncoveredTopic[];
  /** A file of the taxonomy that would cover it: path and text. */
  readonly file: string;
  readonly yaml: string;
}

export interface UncoveredTopic {
  readonly title: string;
  readonly texts: number;
  /** Mean stars; null without ratings. */
  readonly rating: number | null;
  /** Of its texts, each once a day, in the same two parts of the period and held against the same votes as categories. */
  readonly change: Change;
  readonly examples: readonly UncategorisedText[];
}

/** Of each topic. */
const examplesShown = 2;
/** Fewer texts than this are read one by one. */
const leastTexts = 10;

/**
 * Groups texts without a category. The same texts give the same groups, in whatever order they come.
 * @param taxonomy says which ids are taken and who may own a new area
 */
export function uncoveredGroups(
  texts: readonly UncategorisedText[],
  feedback: FeedbackReading,
  taxonomy: Taxonomy,
): UncoveredReading {
  const ofTexts = feedback.uncategorised?.texts ?? texts.length;
  if (texts.length < leastTexts) return { texts: texts.length, ofTexts, groups: [], unlike: texts.length };
  const proposal = proposeCategories(
    texts.map(({ eventId, text, rating, date, language }) => ({
      id: eventId,
      text,
      at: date,
      rating: rating ?? undefined,
      language: language ?? undefined,
    })),
    { taken: [...taxonomy.areas, ...taxonomy.categories].map(({ id }) => id) },
  );
  const byId = new Map(texts.map((text) => [text.eventId, text]));
  const titles = new Map(taxonomy.categories.map(({ id, title }) => [id, title]));
  const [owner] = taxonomy.owners;
  // of a part of the texts the older ones are missing, which would look like growth
  const compared = texts.length < ofTexts ? undefined : feedback;
  const topics = proposal.areas.reduce((sum, { categories }) => sum + categories.length, 0);
  const topicOf = ({ title, members, rating, examples }: ProposedCategory): UncoveredTopic => ({
    title,
    texts: members.length,
    rating: rating ?? null,
    change: changeOf(
      members.map((id) => byId.get(id)!),
      compared,
      topics,
    ),
    examples: examples.slice(0, examplesShown).map(({ id }) => byId.get(id)!),
  });
  const groupOf = (area: ProposedArea): UncoveredGroup => {
    const members = area.categories.flatMap((one) => one.members.map((id) => byId.get(id)!));
    const files = taxonomyYaml(
      { ...proposal, areas: [area] },
      owner === undefined ? {} : { owner: owner.id, title: owner.title },
    );
    const [file = "", yaml = ""] = [...files].find(([path]) => path !== "taxonomy/owners.yaml") ?? [];
    return {
      title: area.title,
      texts: members.length,
      nearest: nearestCategory(members, titles),
      topics: area.categories.map(topicOf),
      file,
      yaml,
    };
  };
  return {
    texts: texts.length,
    ofTexts,
    groups: proposal.areas.map(groupOf),
    unlike: proposal.unassigned.length,
  };
}

/** Votes below which a part of the period, and below which a group, is not compared: as `serving.category_overview` does. */
const leastOfPart = 20;
const leastVotes = 5;

/** @param feedback undefined where the texts can't be compared */
function changeOf(
  members: readonly UncategorisedText[],
  feedback: FeedbackReading | undefined,
  topics: number,
): Change {
  const since = feedback?.since ?? null;
  const days = [
    ...new Map(members.map((text) => [`${text.date} ${text.text.toLowerCase()}`, text.date])).values(),
  ];
  const later = since === null ? 0 : days.filter((date) => date >= since).length;
  const before = since === null ? 0 : days.length - later;
  const uncompared = {
    direction: "not compared",
    later,
    before,
    ratio: null,
    low: null,
    high: null,
  } as const;
  if (feedback === undefined || since === null) return uncompared;
  if (Math.min(feedback.later, feedback.before) < leastOfPart || days.length < leastVotes) return uncompared;
  const deviate = deviateInNumbers(topics);
  const [one, other] = [
    shareInNumbers(Math.min(later, feedback.later), feedback.later, deviate),
    shareInNumbers(Math.min(before, feedback.before), feedback.before, deviate),
  ];
  const bounds = ratioInNumbers(one, other);
  const [low, high] = [bounds.low.toFixed(2), bounds.high === Infinity ? null : bounds.high.toFixed(2)];
  return {
    direction:
      Number(low) > 1
        ? before === 0
          ? "new"
          : "growing"
        : high !== null && Number(high) < 1
          ? "shrinking"
          : "unclear",
    later,
    before,
    ratio: before === 0 ? null : (one.share / other.share).toFixed(2),
    low,
    high,
  };
}

/** The category that is suggested for at least half of the texts. */
function nearestCategory(
  texts: readonly UncategorisedText[],
  titles: ReadonlyMap<string, string>,
): UncoveredGroup["nearest"] {
  const [most] = [...Map.groupBy(texts, ({ category }) => category)]
    .map(([category, of]) => ({ category, texts: of.length }))
    .toSorted(
      (one, other) => other.texts - one.texts || (String(one.category) < String(other.category) ? -1 : 1),
    );
  if (most === undefined || most.category === null || 2 * most.texts < texts.length) return null;
  return { title: titles.get(most.category) ?? most.category, texts: most.texts };
}

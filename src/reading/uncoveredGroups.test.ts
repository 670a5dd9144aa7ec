import { beforeAll, describe, expect, test } from "vitest";
import { reviews } from "../../test/support/reviewWorld.ts";
import { category, smallProject } from "../../test/support/project.ts";
import { loadYaml } from "../../test/support/yamlProject.ts";
import { isRising, type FeedbackReading } from "./categoryReading.ts";
import {
  uncoveredGroups,
  type UncategorisedText,
  type UncoveredReading,
  type UncoveredTopic,
} from "./uncoveredGroups.ts";

/** The world's texts on its two topics that no category covers: 52 on photos, and 42 on signing in, 38 of them late. */
const texts = reviews()
  .filter(({ topic }) => topic === "photos" || topic === "login")
  .map(({ id, text, date, stars, topic }): UncategorisedText => ({
    eventId: id,
    text,
    source: "reviews",
    date,
    language: "en",
    rating: stars,
    category: topic === "photos" ? "how-to" : null,
    runnerUp: null,
    confidence: 30,
  }));
const feedback: FeedbackReading = {
  first: "2025-01-01",
  last: "2025-04-01",
  since: "2025-03-05",
  texts: 300,
  later: 117,
  before: 183,
  weeks: [],
  categories: [],
  uncategorised: undefined,
};
const { taxonomy } = smallProject({
  taxonomy: {
    ...smallProject().taxonomy,
    categories: [category({ id: "how-to", area: "sync", title: "How to" })],
  },
});

const topicOf = new Map(reviews().map(({ id, topic }) => [id, topic]));

describe("texts on two topics that no category covers", () => {
  let found: UncoveredReading;
  beforeAll(() => void (found = uncoveredGroups(texts, feedback, taxonomy)));

  const topics = (): readonly UncoveredTopic[] => found.groups.flatMap((group) => group.topics);
  const isAboutLogin = ({ examples }: UncoveredTopic): boolean =>
    topicOf.get(examples[0]!.eventId) === "login";

  test("form topics of one subject each, and count all texts", () => {
    expect(topics().reduce((sum, topic) => sum + topic.texts, 0) + found.unlike).toBe(94);
    for (const { examples } of topics())
      expect(new Set(examples.map(({ eventId }) => topicOf.get(eventId))).size).toBe(1);
  });

  test("grow where they begin in the last weeks, and not where they are as old as the texts", () => {
    const growing = topics().filter(({ change }) => isRising(change));
    expect(growing.length).toBeGreaterThan(1);
    expect(growing.every(isAboutLogin)).toBe(true);
    for (const { change } of growing) expect(Number(change.low)).toBeGreaterThan(1);
  });

  test("say which category was suggested for most", () => {
    const photos = found.groups.filter(({ topics: of }) => !of.some(isAboutLogin));
    expect(photos.length).toBeGreaterThan(0);
    expect(photos.map(({ nearest, texts: all }) => [nearest?.title, nearest?.texts === all])).toEqual(
      photos.map(() => ["How to", true]),
    );
  });

  test("come with a file each that the project can load beside its own", () => {
    for (const { file, yaml } of found.groups) {
      expect(file).toMatch(/^taxonomy\/[a-z0-9-]+\.yaml$/);
      const { diagnostics } = loadYaml({ [file]: yaml });
      expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    }
  });
});

test("ids that the taxonomy has are given to no group", () => {
  const before = uncoveredGroups(texts, feedback, taxonomy);
  const [file = ""] = before.groups.map((group) => group.file);
  const taken = file.replace(/^taxonomy\/|\.yaml$/g, "");
  const after = uncoveredGroups(texts, feedback, {
    ...taxonomy,
    areas: [{ ...taxonomy.areas[0]!, id: taken }],
  });
  expect(after.groups.map((group) => group.file)).not.toContain(file);
});

test("of a part of the texts nothing is compared: the older ones would be missing", () => {
  const { groups, ofTexts } = uncoveredGroups(texts, { ...feedback, uncategorised: figures(900) }, taxonomy);
  expect(ofTexts).toBe(900);
  expect(new Set(groups.flatMap(({ topics }) => topics.map(({ change }) => change.direction)))).toEqual(
    new Set(["not compared"]),
  );
});

test("a handful is not grouped", () => {
  expect(uncoveredGroups(texts.slice(0, 9), feedback, taxonomy)).toEqual({
    texts: 9,
    ofTexts: 9,
    groups: [],
    unlike: 9,
  });
});

function figures(count: number): NonNullable<FeedbackReading["uncategorised"]> {
  return {
    category: "-",
    title: "Texts without a category",
    area: null,
    kind: null,
    texts: count,
    share: { value: 30, low: 25, high: 35 },
    rated: 0,
    rating: null,
    weekly: [],
    quotes: [],
    change: { direction: "unclear", later: 0, before: 0, ratio: null, low: null, high: null },
  };
}

import { describe, expect, test } from "vitest";
import { stopWordsOf } from "../contract/stopWords.ts";
import { tokenise } from "../classifier/tokens.ts";
import { proposeCategories, type Proposal, type ProposalText } from "./proposeCategories.ts";

/** Beginnings that every topic shares, and what is said about each: which texts belong together is certain. */
const beginnings: Readonly<Record<string, readonly string[]>> = {
  en: ["since yesterday", "again and again", "on my phone", "at work"],
  de: ["seit gestern", "immer wieder", "auf meinem Handy", "bei der Arbeit"],
};
const topics: readonly {
  readonly language: string;
  readonly subjects: readonly string[];
  readonly ends: readonly string[];
}[] = [
  {
    language: "en",
    subjects: ["the battery", "battery power", "my battery"],
    ends: ["drains fast", "is empty by noon", "drains overnight", "gets hot and drains"],
  },
  {
    language: "en",
    subjects: ["the invoice", "my invoice", "invoice download"],
    ends: ["shows wrong tax", "has wrong totals", "lists tax twice", "charges tax wrongly"],
  },
  {
    language: "en",
    subjects: ["the camera", "camera preview", "camera focus"],
    ends: ["stays black", "shows a black picture", "is blurry", "makes blurry pictures"],
  },
  {
    language: "de",
    subjects: ["die Anmeldung", "Anmeldung mit Passwort", "meine Anmeldung"],
    ends: ["schlägt fehl", "lehnt das Passwort ab", "verlangt ein neues Passwort", "vergisst mein Passwort"],
  },
  {
    language: "de",
    subjects: ["die Rechnung", "Rechnung zum Abo", "meine Rechnung"],
    ends: [
      "zeigt falsche Steuer",
      "nennt einen falschen Betrag",
      "enthält zweimal Steuer",
      "kommt ohne Steuer",
    ],
  },
];

function topicTexts(count = topics.length): readonly (ProposalText & { readonly topic: number })[] {
  return topics.slice(0, count).flatMap(({ language, subjects, ends }, topic) =>
    (beginnings[language] ?? []).flatMap((beginning, b) =>
      subjects.flatMap((subject, s) =>
        ends.map((end, e) => ({
          id: `${topic}-${b}-${s}-${e}`,
          topic,
          language,
          text: `${beginning} ${subject} ${end}`,
        })),
      ),
    ),
  );
}

const categoriesOf = (proposal: Proposal): Proposal["areas"][number]["categories"] =>
  proposal.areas.flatMap(({ categories }) => categories);

describe("groups", () => {
  const proposal = proposeCategories(topicTexts());
  const categories = categoriesOf(proposal);

  test("hold texts of one topic each, and every topic has one: a language with two has no group of its own", () => {
    const found = new Set<string>();
    for (const { members } of categories) {
      const own = new Set(members.map((id) => id.split("-")[0]!));
      expect([...own]).toHaveLength(1);
      for (const topic of own) found.add(topic);
    }
    expect(found).toEqual(new Set(["0", "1", "2", "3", "4"]));
  });

  test("count every text once: in one category or unassigned", () => {
    const all = [...categories.flatMap(({ members }) => members), ...proposal.unassigned];
    expect(all.toSorted()).toEqual(
      topicTexts()
        .map(({ id }) => id)
        .toSorted(),
    );
    expect(categories.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(
      1 - proposal.unassigned.length / proposal.texts,
      12,
    );
  });

  test("are named by words of their topic", () => {
    const named = proposeCategories(topicTexts(), { groups: 5 });
    const titleOfTopic = new Map(
      categoriesOf(named).map(({ title, members }) => [members[0]!.split("-")[0], title.toLowerCase()]),
    );
    expect(titleOfTopic.get("0")).toContain("battery");
    expect(titleOfTopic.get("1")).toContain("invoice");
    expect(titleOfTopic.get("2")).toContain("camera");
    expect(titleOfTopic.get("3")).toMatch(/anmeldung|passwort/);
    expect(titleOfTopic.get("4")).toMatch(/rechnung|steuer/);
    expect(categoriesOf(named).every(({ certainty }) => certainty === "high")).toBe(true);
  });

  test("show three different texts of their own, word for word", () => {
    const texts = new Map(topicTexts().map(({ id, text }) => [id, text]));
    for (const { examples, members } of categories) {
      expect(new Set(examples.map(({ text }) => text)).size).toBe(3);
      for (const { id, text } of examples) {
        expect(texts.get(id)).toBe(text);
        expect(members).toContain(id);
      }
    }
  });

  test("are the same in every order of the texts, and every time", () => {
    const backwards = topicTexts().toReversed();
    expect(proposeCategories(backwards)).toEqual(proposal);
    expect(JSON.stringify(proposeCategories(topicTexts()))).toBe(JSON.stringify(proposal));
  });
});

test("no title, term or id is made of stop words", () => {
  const texts = Array.from({ length: 120 }, (_, index) => ({
    id: `${index}`,
    text: `${["to the in of it", "is it on or off", "was this for you", "in to it"][index % 4]!} ${index % 3 === 0 ? "printer jams" : "and so on"}`,
  }));
  const proposal = proposeCategories(texts);
  for (const { title, terms, languages } of categoriesOf(proposal)) {
    expect(title).not.toBe("");
    const stops = stopWordsOf(languages[0]?.[0]);
    for (const { folded } of terms) expect(folded.split(" ").every((word) => stops.has(word))).toBe(false);
    expect(tokenise(title).every((word) => stops.has(word))).toBe(false);
  }
  expect(proposeCategories(texts.map(({ id }) => ({ id, text: "to the in of it" })))).toMatchObject({
    areas: [],
  });
});

test("praise of nothing in particular is one category, whatever its words; praise of a feature stays with it", () => {
  const praise = [
    "great app",
    "Love it!",
    "super App",
    "très bien, merci",
    "muy buena aplicación",
    "ottima app",
    "harika uygulama",
    "bardzo dobra aplikacja",
    "最高のアプリ",
    "geweldige app",
  ];
  const proposal = proposeCategories([
    ...topicTexts(),
    ...praise.map((text, index) => ({ id: `praise-${index}`, text, rating: 5 })),
    { id: "low-praise", text: "perfect app", rating: 1 },
    { id: "praise-battery", text: "great battery, never drains", rating: 5 },
  ]);
  const general = categoriesOf(proposal).filter(({ kind }) => kind === "praise");
  expect(general.map(({ title }) => title)).toEqual(["General praise"]);
  expect(general[0]!.members).toEqual(praise.map((_, index) => `praise-${index}`));
  expect(general[0]).toMatchObject({ rating: 5, certainty: "high", severity: "low" });
});

test("a rating is the mean of the texts that have one, and a bad one is severe", () => {
  const rated = topicTexts().map((one, index) => ({
    ...one,
    rating: one.topic === 0 ? (index % 2 === 0 ? 1 : 2) : one.topic === 1 ? 3 : undefined,
  }));
  const categories = categoriesOf(proposeCategories(rated, { groups: 5 }));
  const of = (topic: string): (typeof categories)[number] =>
    categories.find(({ members }) => members[0]!.startsWith(topic))!;
  expect(of("0")).toMatchObject({ rating: 1.5, severity: "high" });
  expect(of("1")).toMatchObject({ rating: 3, severity: "medium" });
  expect(of("2").rating).toBeUndefined();
});

test("a topic that grows is called growing with its interval, and steady ones are not", () => {
  const moment = (day: number): string => new Date(Date.UTC(2026, 0, 1 + day)).toISOString();
  const dated = topicTexts().map((one, index) => ({
    ...one,
    // Topic 0 comes up in the last of the 126 days; the others are spread.
    at: moment(one.topic === 0 ? 110 + (index % 15) : index % 126),
  }));
  const categories = categoriesOf(proposeCategories(dated, { groups: 5 }));
  for (const { members, trend } of categories) {
    expect(trend?.since).toBe("2026-04-08");
    expect(trend!.low).toBeLessThan(trend!.ratio);
    expect(trend!.high).toBeGreaterThan(trend!.ratio);
    if (members[0]!.startsWith("0")) expect(trend).toMatchObject({ direction: "growing" });
    else expect(trend!.direction).not.toBe("growing");
  }
  expect(categoriesOf(proposeCategories(topicTexts())).every(({ trend }) => trend === undefined)).toBe(true);
});

test("texts that say the same are one voice for grouping and each counted", () => {
  const [first] = topicTexts();
  const proposal = proposeCategories([
    ...topicTexts(),
    ...Array.from({ length: 200 }, (_, index) => ({ ...first!, id: `again-${index}` })),
  ]);
  const holding = categoriesOf(proposal).find(({ members }) => members.includes("again-7"));
  expect(holding?.members.filter((id) => id.startsWith("again-"))).toHaveLength(200);
  expect(new Set(holding?.members.filter((id) => !id.startsWith("again-")).map((id) => id[0]))).toEqual(
    new Set(["0"]),
  );
  expect(new Set(holding?.examples.map(({ text }) => text)).size).toBe(3);
});

test.each([
  ["no texts", []],
  ["empty ones", ["", " ", "\n\t", "\u200b"]],
  ["emoji and signs alone", ["😀", "👍👍👍", "!!!", "???", "12345", "⭐️⭐️⭐️⭐️⭐️"]],
  [
    "control characters, lone surrogates and marks of direction",
    ["\0\u0001", "\ud800", "a\u202eb", "\ufeff", "\u0007 bell"],
  ],
  ["one text", ["the sync stops"]],
  ["one text many times", Array.from({ length: 60 }, () => "sync stops")],
  [
    "names of what objects have",
    Array.from({ length: 40 }, (_, index) => `__proto__ constructor toString ${index % 7}`),
  ],
  ["no space for 200,000 letters", ["x".repeat(200_000), "ab ".repeat(100_000)]],
])("%s are neither lost nor a fault", (_name, texts) => {
  const given = texts.map((text, index) => ({ id: `${index}`, text, rating: Number.NaN, at: "yesterday" }));
  const proposal = proposeCategories(given);
  const all = [...categoriesOf(proposal).flatMap(({ members }) => members), ...proposal.unassigned];
  expect(all.toSorted()).toEqual(given.map(({ id }) => id).toSorted());
});

test("hostile texts among others leave the topics as they are", () => {
  const hostile = ["", "😀😀", "\ud800\0", "x".repeat(100_000), "12 34", "\u202e\u200f"];
  const proposal = proposeCategories([
    ...topicTexts(),
    ...hostile.map((text, index) => ({ id: `hostile-${index}`, text })),
  ]);
  expect(proposal.unassigned.filter((id) => id.startsWith("hostile-"))).toHaveLength(hostile.length);
  const topicsFound = categoriesOf(proposal).map(({ members }) =>
    [...new Set(members.map((id) => id[0]))].join(),
  );
  expect(new Set(topicsFound)).toEqual(new Set(["0", "1", "2", "3", "4"]));
});

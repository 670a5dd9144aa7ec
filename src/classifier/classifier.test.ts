import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { category, smallProject } from "../../test/support/project.ts";
import { primeClassifierCache, saveClassifierCache } from "./cacheFolder.ts";
import { calibrate } from "./calibration.ts";
import { trainClassifier } from "./classifier.ts";
import { fixedSequence } from "./fixedSequence.ts";
import { trainBinary } from "./linear.ts";
import { classifierOf, rememberClassifier, rememberedClassifiers, trainingKey } from "./memory.ts";
import { suggester } from "./suggestion.ts";
import { foldPhrase, subwordsOf, tokenise, unitsOf } from "./tokens.ts";
import { trainingSet, type TrainingSet } from "./trainingSet.ts";

const two = smallProject({
  taxonomy: {
    ...smallProject().taxonomy,
    categories: [
      category({
        id: "late",
        area: "sync",
        title: "Late",
        definition: "Arrives late.",
        examples: ["arrives late", "too late again"],
        signals: ["delay_seconds"],
      }),
      category({
        id: "lost",
        area: "sync",
        title: "Lost",
        definition: "Never arrives.",
        examples: ["lost", "gone for good"],
        counterExamples: ["found it again"],
      }),
    ],
  },
  labelled: [
    { text: "still waiting, late", category: "late", language: "en" },
    { text: "what is the weather", category: undefined, language: "en" },
    { text: "of a category that is gone", category: "gone", language: "en" },
  ],
});

describe("tokens", () => {
  test("are folded words; a character of an unspaced script is one", () => {
    expect(tokenise("Über-Sync: 5.10.0, 同期 ok")).toEqual([
      "uber",
      "sync",
      "5",
      "10",
      "0",
      "同",
      "期",
      "ok",
    ]);
  });

  test("give words and adjacent pairs, each once", () => {
    expect(unitsOf(["sync", "stops", "sync", "stops"])).toEqual([
      "sync",
      "stops",
      "sync stops",
      "stops sync",
    ]);
  });

  test("join to a phrase as seed tables hold it", () => {
    expect(foldPhrase("  Rück-Erstattung! ")).toBe("ruck erstattung");
  });
});

describe("the training set", () => {
  test("holds titles, definitions, signals, examples, counter-examples and labels, sorted, without unknown categories", () => {
    expect(trainingSet(two)).toEqual({
      categories: ["late", "lost"],
      texts: [
        { category: null, role: "example", text: "what is the weather" },
        { category: "late", role: "description", text: "Arrives late." },
        { category: "late", role: "description", text: "Late" },
        { category: "late", role: "description", text: "delay_seconds" },
        { category: "late", role: "example", text: "arrives late" },
        { category: "late", role: "example", text: "still waiting, late" },
        { category: "late", role: "example", text: "too late again" },
        { category: "lost", role: "counterexample", text: "found it again" },
        { category: "lost", role: "description", text: "Lost" },
        { category: "lost", role: "description", text: "Never arrives." },
        { category: "lost", role: "example", text: "gone for good" },
        { category: "lost", role: "example", text: "lost" },
      ],
      feelings: [],
    });
  });

  test("does not depend on the order of files", () => {
    const { taxonomy, labelled } = two;
    const reversed = {
      taxonomy: { ...taxonomy, categories: taxonomy.categories.toReversed() },
      labelled: labelled.toReversed(),
    };
    expect(trainingSet(reversed)).toEqual(trainingSet(two));
  });
});

describe("training", () => {
  test("of one separable problem puts its texts on their sides", () => {
    const texts = [
      [0, 1],
      [0, 2],
      [3, 1],
      [3, 2],
    ].map((features) => ({
      features: Int32Array.from(features),
      values: Float64Array.from([Math.SQRT1_2, Math.SQRT1_2]),
      squares: 1,
    }));
    const { weights, bias } = trainBinary({
      texts,
      targets: Int8Array.from([1, 1, -1, -1]),
      costs: Float64Array.from([10, 10, 10, 10]),
      featureCount: 4,
    });
    const scores = texts.map(
      ({ features, values }) =>
        bias + features.reduce((sum, feature, place) => sum + weights[feature]! * values[place]!, 0),
    );
    expect(scores.map((score) => Math.sign(score))).toEqual([1, 1, -1, -1]);
    expect(weights[1]! + weights[2]!).toBeLessThan(0.1);
  });

  test("gives the same whole numbers every time, on every machine", () => {
    const classifier = trainClassifier(trainingSet(two));
    expect(trainClassifier(trainingSet(two))).toEqual(classifier);
    expect(classifier.weights.every(({ weight }) => Number.isSafeInteger(weight))).toBe(true);
    // pinned: a changed figure means that trainerVersion has to change too
    expect(trainingKey(trainingSet(two)).slice(0, 8)).toBe("6c4c7e58");
    expect({
      categories: classifier.categories,
      calibration: classifier.calibration,
      late: classifier.weights.filter(({ feature }) => feature === "late"),
    }).toMatchInlineSnapshot(`
      {
        "calibration": {
          "brevityCost": 1571000,
          "knownWeight": 1359000,
          "marginWeight": 1315000,
          "offset": -1284000,
          "scoreWeight": 1627000,
        },
        "categories": [
          {
            "bias": 129988,
            "category": "late",
            "isDefault": false,
          },
          {
            "bias": -281014,
            "category": "lost",
            "isDefault": false,
          },
          {
            "bias": -788555,
            "category": "none:of_them",
            "isDefault": false,
          },
        ],
        "late": [
          {
            "category": "known:word",
            "feature": "late",
            "weight": 1000000,
          },
          {
            "category": "late",
            "feature": "late",
            "weight": 1846865,
          },
          {
            "category": "lost",
            "feature": "late",
            "weight": -526159,
          },
        ],
      }
    `);
  });

  test("works without a single labelled text, and without categories", () => {
    const suggest = suggester(trainClassifier(trainingSet({ ...two, labelled: [] })));
    expect(suggest("is it lost?")?.category).toBe("lost");
    const none = trainClassifier(
      trainingSet({ taxonomy: { ...two.taxonomy, categories: [] }, labelled: [] }),
    );
    expect(none.weights).toEqual([]);
    expect(suggester(none)("anything")).toBeNull();
  });

  test("suggests the only category for texts like its examples, and for no other", () => {
    const suggest = suggester(
      trainClassifier({
        categories: ["late"],
        texts: ["arrives late", "too late again", "my parcel came late"].map((text) => ({
          text,
          category: "late",
          role: "example",
        })),
      }),
    );
    expect(suggest("arrives too late every time")?.category).toBe("late");
    expect(suggest("what is the weather")).toBeNull();
  });

  test("heeds counter-examples", () => {
    const withCounterExample = (counterExamples: readonly string[]): number =>
      suggester(
        trainClassifier(
          trainingSet({
            taxonomy: {
              ...two.taxonomy,
              categories: two.taxonomy.categories.map((one) =>
                one.id === "late" ? { ...one, counterExamples } : one,
              ),
            },
            labelled: [],
          }),
        ),
      )("the latest news arrives late")?.score ?? -1_000_000;
    expect(withCounterExample(["the latest news arrives late"])).toBeLessThan(
      withCounterExample([]) - 100_000,
    );
  });
});

describe("words and their parts", () => {
  test("are what a text is looked up by: words and pairs once, and the runs of letters of a word", () => {
    expect(unitsOf(["sync", "stops", "sync", "stops"])).toEqual([
      "sync",
      "stops",
      "sync stops",
      "stops sync",
    ]);
    expect(subwordsOf("syncs")).toEqual([
      "sync*",
      "~^sy",
      "~syn",
      "~ync",
      "~ncs",
      "~cs$",
      "~^syn",
      "~sync",
      "~yncs",
      "~ncs$",
    ]);
    expect(subwordsOf("ok")).toEqual([]);
    expect(subwordsOf("同")).toEqual([]);
  });

  test("are runs of the first hundred letters of a long word: a pasted picture is one word", () => {
    const start = "ab".repeat(50);
    expect(subwordsOf(`${start}xyz`)).toEqual(subwordsOf(start));
    expect(subwordsOf(`${"ab".repeat(49)}axyz`)).not.toEqual(subwordsOf(start));
  });

  test("of many words that no text taught say less than as many words: in a long report they are noise", () => {
    const suggest = suggester(trainClassifier(trainingSet(two)));
    const like = (count: number): string =>
      Array.from({ length: count }, (_, index) => `los${String.fromCodePoint(97 + index)}q`).join(" ");
    expect(suggest(`late ${like(1)}`)?.category).toBe("late");
    expect(suggest(`arrives late ${like(8)}`)?.category).toBe("late");
  });

  test("let a word that no text taught share what words like it taught", () => {
    const suggest = suggester(trainClassifier(trainingSet(two)));
    for (const misspelt of ["arives lately", "lateness", "arrivs laate", "lates", "later arrivals"])
      expect(suggest(misspelt)?.category).toBe("late");
    for (const misspelt of ["losst", "losted", "loster"]) expect(suggest(misspelt)?.category).toBe("lost");
  });
});

/** `usual` makes up `share` of 200 labels and has no words of its own; the rest goes to three with words. */
function unbalanced(share: number): TrainingSet {
  const filler = ["alpha", "beta", "gamma", "delta", "omega", "sigma", "kappa", "theta"];
  const own: Readonly<Record<string, string>> = { crash: "crashes", bill: "invoice", slow: "sluggish" };
  const names = Object.keys(own);
  const next = fixedSequence(3);
  const word = (): string => filler[next(filler.length)]!;
  return {
    categories: [...names, "usual"].toSorted(),
    texts: Array.from({ length: 200 }, (_, index) => {
      const label = index < 200 * share ? "usual" : names[index % names.length]!;
      const words = Array.from({ length: 5 }, word);
      return {
        text: [...words, ...(label === "usual" ? [] : [own[label]!])].join(" "),
        category: label,
        role: "example" as const,
      };
    }),
  };
}

describe("an unbalanced taxonomy", () => {
  test("suggests the usual category where no word speaks for another, as surely as it is usual", () => {
    for (const share of [0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95]) {
      const classifier = trainClassifier(unbalanced(share));
      const suggest = suggester(classifier);
      expect(classifier.categories.filter((one) => one.isDefault).map((one) => one.category)).toEqual([
        "usual",
      ]);
      expect(suggest("nothing that was seen before")?.category).toBe("usual");
      expect(suggest("alpha beta gamma delta")?.category).toBe("usual");
      expect(suggest("")).toBeNull();
    }
  });

  test("is at least as often right as always saying the usual category, and finds the others", () => {
    for (const share of [0.5, 0.6, 0.7, 0.8]) {
      const { categories, texts } = unbalanced(share);
      const taught = texts.filter((_, index) => index % 4 !== 0);
      const asked = texts.filter((_, index) => index % 4 === 0);
      const suggest = suggester(trainClassifier({ categories, texts: taught }));
      const right = asked.filter((one) => suggest(one.text)?.category === one.category);
      const usual = asked.filter((one) => one.category === "usual");
      expect(right.length).toBeGreaterThanOrEqual(usual.length);
      const rare = asked.filter((one) => one.category !== "usual");
      expect(rare.filter((one) => right.includes(one)).length).toBeGreaterThan(rare.length * 0.9);
    }
  });

  test("has no usual category where labels are even, and suggests none where no word is known", () => {
    const classifier = trainClassifier(trainingSet(two));
    expect(classifier.categories.some(({ isDefault }) => isDefault)).toBe(false);
    expect(suggester(classifier)("qqq 999 zzz")).toBeNull();
  });
});

describe("calibration", () => {
  const observations = (right: number, wrong: number, score: number, brevity = 0) => {
    const scored = {
      score: score * 1e6,
      margin: Math.max(0, score) * 1e6,
      knownShare: 1e6,
      brevity: brevity * 1e6,
    };
    return [
      ...Array.from({ length: right }, () => ({ scored, right: true, weight: 1 })),
      ...Array.from({ length: wrong }, () => ({ scored, right: false, weight: 1 })),
    ];
  };
  const confidence = (
    { scoreWeight, marginWeight, knownWeight, brevityCost, offset }: ReturnType<typeof calibrate>,
    score: number,
    brevity = 0,
  ): number =>
    1 /
    (1 +
      Math.exp(
        -(
          scoreWeight * score +
          marginWeight * Math.max(0, score) +
          knownWeight -
          brevityCost * brevity +
          offset
        ) / 1_000_000,
      ));

  test("gives the shares that were observed", () => {
    const calibration = calibrate([...observations(200, 800, -0.5), ...observations(900, 100, 0.5)]);
    expect(confidence(calibration, -0.5)).toBeCloseTo(0.2, 1);
    expect(confidence(calibration, 0.5)).toBeCloseTo(0.9, 1);
  });

  test("never lets more score mean less confidence", () => {
    const calibration = calibrate([...observations(9, 1, -0.5), ...observations(1, 9, 0.5)]);
    for (const weight of [calibration.scoreWeight, calibration.marginWeight, calibration.knownWeight])
      expect(weight).toBeGreaterThanOrEqual(0);
  });

  test("learns from pieces what being short costs, and leaves whole texts as they are", () => {
    const whole = [...observations(200, 800, -0.5), ...observations(900, 100, 0.5)];
    const calibration = calibrate(whole, observations(20, 80, 0.5, 1));
    expect(confidence(calibration, 0.5)).toBeCloseTo(0.9, 1);
    expect(confidence(calibration, 0.5, 1)).toBeCloseTo(0.2, 1);
    expect(calibrate(whole, observations(100, 0, 0.5, 1)).brevityCost).toBe(0);
  });

  test("without observations trusts a text like the examples, and not one in between", () => {
    const calibration = calibrate([]);
    expect(confidence(calibration, 1)).toBeGreaterThan(0.9);
    expect(confidence(calibration, -0.8)).toBeLessThan(0.3);
  });
});

describe("the cache", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "fixloop-classifier-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  test("gives back what was trained, in the same order, and trains nothing for known texts", async () => {
    const labelled = ["2024", "10", "__proto__"].map((text) => ({
      text,
      category: "late",
      language: undefined,
    }));
    const project = { ...two, labelled };
    const trained = classifierOf(project);
    await saveClassifierCache(folder);
    const key = trainingKey(trainingSet(project));
    rememberClassifier(key, { categories: [], weights: [], calibration: trained.calibration });
    expect(classifierOf(project).weights).toEqual([]);
    (rememberedClassifiers() as Map<string, unknown>).delete(key);
    await primeClassifierCache(folder);
    expect(JSON.stringify(rememberedClassifiers().get(key))).toBe(JSON.stringify(trained));
  });

  test("survives a missing folder and a torn file, and drops files that nobody used", async () => {
    await primeClassifierCache(join(folder, "missing"));
    const torn = `classifier-${"0".repeat(64)}.json`;
    await writeFile(join(folder, torn), '{"categories":');
    await primeClassifierCache(folder);
    classifierOf(two);
    await saveClassifierCache(folder);
    const names = await readdir(folder);
    expect(names).toContain(`classifier-${trainingKey(trainingSet(two))}.json`);
    expect(names).not.toContain(torn);
  });
});

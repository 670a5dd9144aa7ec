import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { category, smallProject } from "../../test/support/project.ts";
import { primeClassifierCache, saveClassifierCache } from "./cacheFolder.ts";
import { calibrate } from "./calibration.ts";
import { trainClassifier } from "./classifier.ts";
import { trainBinary } from "./linear.ts";
import { classifierOf, rememberClassifier, rememberedClassifiers, trainingKey } from "./memory.ts";
import { suggester } from "./suggestion.ts";
import { featuresOf, foldPhrase, tokenise } from "./tokens.ts";
import { trainingSet } from "./trainingSet.ts";

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

  test("give features for words, adjacent pairs and stems, each once", () => {
    expect(featuresOf(["sync", "stops", "sync", "stops"])).toEqual([
      "sync",
      "stops",
      "sync stops",
      "stops sync",
      "stop*",
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
    ].map((features) => ({ features: Int32Array.from(features), value: Math.SQRT1_2 }));
    const { weights, bias } = trainBinary({
      texts,
      targets: Int8Array.from([1, 1, -1, -1]),
      costs: Float64Array.from([10, 10, 10, 10]),
      featureCount: 4,
    });
    const scores = texts.map(
      ({ features, value }) => bias + value * features.reduce((sum, feature) => sum + weights[feature]!, 0),
    );
    expect(scores.map((score) => Math.sign(score))).toEqual([1, 1, -1, -1]);
    expect(weights[1]! + weights[2]!).toBeLessThan(0.1);
  });

  test("gives the same whole numbers every time, on every machine", () => {
    const classifier = trainClassifier(trainingSet(two));
    expect(trainClassifier(trainingSet(two))).toEqual(classifier);
    expect(classifier.weights.every(({ weight }) => Number.isSafeInteger(weight))).toBe(true);
    // pinned: a changed figure means that trainerVersion has to change too
    expect(trainingKey(trainingSet(two)).slice(0, 8)).toBe("c62b18cf");
    expect({
      categories: classifier.categories,
      calibration: classifier.calibration,
      late: classifier.weights.filter(({ feature }) => feature === "late"),
    }).toMatchInlineSnapshot(`
      {
        "calibration": {
          "marginWeight": 1137000,
          "offset": 1106000,
          "scoreWeight": 3031000,
        },
        "categories": [
          {
            "bias": -65132,
            "category": "late",
          },
          {
            "bias": -239390,
            "category": "lost",
          },
        ],
        "late": [
          {
            "category": "late",
            "feature": "late",
            "weight": 941318,
          },
          {
            "category": "lost",
            "feature": "late",
            "weight": -678682,
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

describe("calibration", () => {
  const observations = (right: number, wrong: number, score: number) => [
    ...Array.from({ length: right }, () => ({ score, margin: score + 1, right: true, weight: 1 })),
    ...Array.from({ length: wrong }, () => ({ score, margin: score + 1, right: false, weight: 1 })),
  ];
  const confidence = (
    { scoreWeight, marginWeight, offset }: ReturnType<typeof calibrate>,
    score: number,
  ): number => 1 / (1 + Math.exp(-(scoreWeight * score + marginWeight * (score + 1) + offset) / 1_000_000));

  test("gives the shares that were observed", () => {
    const calibration = calibrate([...observations(200, 800, -0.5), ...observations(900, 100, 0.5)]);
    expect(confidence(calibration, -0.5)).toBeCloseTo(0.2, 1);
    expect(confidence(calibration, 0.5)).toBeCloseTo(0.9, 1);
  });

  test("never lets more score mean less confidence", () => {
    const calibration = calibrate([...observations(9, 1, -0.5), ...observations(1, 9, 0.5)]);
    expect(calibration.scoreWeight).toBeGreaterThan(0);
    expect(calibration.marginWeight).toBeGreaterThanOrEqual(0);
  });

  test("without observations trusts a text like the examples, and not one in between", () => {
    const calibration = calibrate([]);
    expect(confidence(calibration, 0.5)).toBeGreaterThan(0.9);
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

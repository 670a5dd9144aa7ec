import { catalogue } from "../../src/stages/catalogue.ts";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { defectCategories, habitWords, outageCategories } from "../../src/samples/habits/words/habitWords.ts";
import type { PhraseBank } from "../../src/samples/language.ts";
import { languages, phraseBanks } from "../../src/samples/language.ts";
import {
  backgroundPerDay,
  brigade,
  canonicalDefects,
  drawDefects,
  question,
} from "../../src/samples/story.ts";
import { metricNames } from "../../src/samples/telemetry.ts";
import { loadProject, readProjectFiles } from "../../src/spec/load.ts";
import type { Project } from "../../src/spec/project.ts";

const loaded = loadProject(readProjectFiles(path.join(import.meta.dirname, "../..")), catalogue);

function referenceProject(): Project {
  if (loaded.project === undefined) throw new Error("The reference project has errors.");
  return loaded.project;
}

describe("the reference project", () => {
  it("has nothing to report", () => {
    expect(loaded.diagnostics).toEqual([]);
  });

  it("shows a category of every kind, and a boundary for most", () => {
    const { categories } = referenceProject().taxonomy;
    expect(new Set(categories.map(({ kind }) => kind)).size).toBe(6);
    expect(new Set(categories.map(({ riskClass }) => riskClass))).toEqual(
      new Set(["none", "account_closure", "legal", "refund", "safety"]),
    );
    expect(categories.filter(({ boundary }) => boundary !== undefined).length).toBeGreaterThan(
      categories.length / 2,
    );
  });

  it("labels at least six texts of every category, and some of none", () => {
    const { labelled, taxonomy } = referenceProject();
    const labelsOf = (id: string | undefined): number =>
      labelled.filter(({ category }) => category === id).length;
    expect(taxonomy.categories.map(({ id }) => id).filter((id) => labelsOf(id) < 6)).toEqual([]);
    expect(labelsOf(undefined)).toBeGreaterThanOrEqual(20);
    expect(
      languages.filter((language) => labelled.filter((item) => item.language === language).length < 30),
    ).toEqual([]);
  });

  it("names signals that the sample telemetry delivers", () => {
    const signals = referenceProject().taxonomy.categories.flatMap((category) => category.signals);
    expect(signals.length).toBeGreaterThan(5);
    expect(signals.filter((signal) => !metricNames.includes(signal))).toEqual([]);
  });
});

describe("the phrase banks", () => {
  const known = new Set(referenceProject().taxonomy.categories.map(({ id }) => id));

  it("speak of every category of the taxonomy, in every language, and of no other", () => {
    const spoken = languages.map((language) => new Set(Object.keys(phraseBanks[language].categories)));
    expect(spoken).toEqual(languages.map(() => known));
    expect(new Set([...Object.keys(backgroundPerDay), question.category])).toEqual(known);
    for (const { category } of [...canonicalDefects, ...drawDefects(1), brigade, question])
      expect(known).toContain(category);
  });

  it("have words of habits for every category that a defect or an outage can have", () => {
    const drawn = Array.from({ length: 40 }, (_, seed) => drawDefects(seed)).flat();
    for (const { category } of [...canonicalDefects, ...drawn]) expect(defectCategories).toContain(category);
    for (const category of [...defectCategories, ...outageCategories]) expect(known).toContain(category);
  });

  it("share no run of five words with the taxonomy's examples or with the labelled texts, which would prove nothing then", () => {
    const { taxonomy, labelled } = referenceProject();
    const authored = [
      ...taxonomy.categories.flatMap(({ examples }) => examples),
      ...labelled.map(({ text }) => text),
    ];
    const runs = new Map(authored.flatMap((text) => runsOf(text).map((run) => [run, text] as const)));
    const shared = languages.flatMap((language) =>
      [...allPhrases(phraseBanks[language]), ...textsOf(habitWords[language])].flatMap((phrase) =>
        variantsOf(phrase).flatMap((variant) =>
          runsOf(variant)
            .filter((run) => runs.has(run))
            .map((run) => `${run} | ${phrase}`),
        ),
      ),
    );
    expect([...new Set(shared)]).toEqual([]);
  });
});

/** Every text in a bank of words, however deep it lies. */
const textsOf = (words: unknown): string[] => {
  if (typeof words === "string") return [words];
  return typeof words === "object" && words !== null ? Object.values(words).flatMap(textsOf) : [];
};

const allPhrases = (bank: PhraseBank): string[] => Object.values(bank.categories).flat();

/** Every text that a phrase can become. */
function variantsOf(phrase: string): string[] {
  const choice = /\(([^()]*\|[^()]*)\)/.exec(phrase);
  if (choice === null) return [phrase];
  const [whole, options = ""] = choice;
  return options.split("|").flatMap((option) => variantsOf(phrase.replace(whole, () => option)));
}

/** Runs of five words, and of ten signs where words are not written apart. */
function runsOf(text: string): string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const isJapanese = /[\u3040-\u30ff\u4e00-\u9fff]/.test(text);
  const signs = isJapanese ? Array.from(words.join("")) : words;
  const length = isJapanese ? 10 : 5;
  const runs: string[] = [];
  for (let start = 0; start + length <= signs.length; start++)
    runs.push(signs.slice(start, start + length).join(isJapanese ? "" : " "));
  return runs;
}

import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parse } from "yaml";
import { modelledLanguages, promisedLanguages, undetermined } from "../../src/contract/languages.ts";
import { csvRecords } from "../../src/local/csv.ts";
import { payloadOf } from "../../src/local/landedRecord.ts";
import { linesOf } from "../../src/local/textLines.ts";
import { languagesOf } from "../../test/support/languagesOf.ts";
import { sharedData } from "../../test/support/sharedData.ts";
import { writtenTexts, type LanguageText } from "./corpus.ts";

/**
 * How often the language of a text is told from the text alone: the stage normalize beside detectors of the npm registry,
 * on the same texts in one run. From five words on it prints the share that is right, below five words the share that is
 * right of those answered and the share that is answered. A detector that takes a list of languages gets ours; one that
 * says when it is unsure is taken at its word below five words. Run:
 *
 *   folder=$(mktemp -d) && npm install --ignore-scripts --prefix $folder eld@2.1.0 tinyld@1.3.4 franc-min@6.2.0 \
 *     cld3-asm@4.0.0 fasttext.wasm.js@1.0.0 typescript@5.6.3
 *   npx node bench/language/compare.ts $folder
 */
const folder = resolve(process.argv[2] ?? ".");

/** A language, and whether the detector is sure of it. */
interface Answer {
  readonly language: string;
  readonly isSure: boolean;
}
type Detector = (text: string) => Promise<Answer> | Answer;

const known: readonly string[] = [
  ...new Set([...promisedLanguages, ...modelledLanguages, "ko", "zh", "el", "he", "ar", "fa", "hi", "th"]),
];

const packageEntry = (path: string): Promise<Record<string, unknown>> =>
  import(pathToFileURL(join(folder, "node_modules", path)).href) as Promise<Record<string, unknown>>;

/** The detectors, each at its best model for Node. */
async function detectors(): Promise<ReadonlyMap<string, Detector>> {
  const { eld } = (await packageEntry("eld/src/entries/static.large.js")) as unknown as {
    eld: {
      dynamicLangSubset: (languages: readonly string[]) => unknown;
      detect: (text: string) => { language: string; isReliable: () => boolean };
    };
  };
  eld.dynamicLangSubset(known);
  const tinyld = (await packageEntry("tinyld/dist/tinyld.heavy.node.mjs")) as unknown as {
    detect: (text: string, options: { only: readonly string[] }) => string;
  };
  const { franc } = (await packageEntry("franc-min/index.js")) as unknown as {
    franc: (text: string, options: { minLength: number }) => string;
  };
  const cld = (await packageEntry("cld3-asm/dist/cjs/index.js")) as unknown as {
    loadModule: () => Promise<{
      create: (
        fewestBytes: number,
        mostBytes: number,
      ) => {
        findLanguage: (text: string) => { language: string; is_reliable: boolean };
      };
    }>;
  };
  const { getLIDModel } = (await packageEntry("fasttext.wasm.js/dist/main/node.mjs")) as unknown as {
    getLIDModel: () => Promise<{
      load: () => Promise<unknown>;
      identify: (text: string) => Promise<{ alpha2: string; possibility: number }>;
    }>;
  };
  const identifier = (await cld.loadModule()).create(0, 1000);
  const fastText = await getLIDModel();
  await fastText.load();
  return new Map<string, Detector>([
    [
      "eld",
      (text) => {
        const found = eld.detect(text);
        return { language: found.language, isSure: found.isReliable() };
      },
    ],
    ["tinyld", (text) => certain(tinyld.detect(text, { only: known }))],
    ["franc-min", (text) => certain(shortCode(franc(text, { minLength: 1 })))],
    [
      "cld3",
      (text) => {
        const { language, is_reliable: isSure } = identifier.findLanguage(text);
        return { language: alias(language), isSure };
      },
    ],
    [
      "fastText lid.176",
      async (text) => {
        const { alpha2, possibility } = await fastText.identify(text.replaceAll("\n", " "));
        return { language: alias(alpha2), isSure: possibility >= 0.5 };
      },
    ],
  ]);
}

const certain = (language: string): Answer => ({
  language: alias(language),
  isSure: language !== "" && language !== undetermined,
});

const alias = (language: string): string => ({ nb: "no", iw: "he" })[language] ?? language;

/** ISO 639-3 as ISO 639-1, as Node's own data has it. */
const shortCode = (code: string): string =>
  code === "cmn" ? "zh" : code === "nob" ? "no" : new Intl.Locale(code).language;

/** Each set of texts; those of outside the repository where they are there. */
async function sets(): Promise<ReadonlyMap<string, readonly LanguageText[]>> {
  const found = new Map<string, readonly LanguageText[]>();
  found.set("held out", writtenTexts(new URL("../../test/language/heldOut.yaml", import.meta.url)));
  const labelled = parse(readFileSync(new URL("../../evals/labelled.yaml", import.meta.url), "utf8")) as {
    labelled: readonly { text: string; language?: string }[];
  };
  found.set(
    "evals/labelled.yaml",
    labelled.labelled.flatMap(({ text, language }) => (language === undefined ? [] : [{ text, language }])),
  );
  for (const { name, file, column, language } of [
    { name: "prdect_id", file: "prdect_id/reviews_first300.csv", column: "Customer Review", language: "id" },
    { name: "banking77", file: "banking77/train.csv", column: "text", language: "en" },
    { name: "dabrowski", file: "dabrowski_app_reviews/reviews_8_apps.csv", column: "text", language: "en" },
  ]) {
    const path = sharedData("data", file);
    if (!existsSync(path)) continue;
    const texts: LanguageText[] = [];
    for await (const batch of csvRecords(linesOf(path, { format: "csv", encoding: undefined })))
      for (const record of batch) {
        const text = (JSON.parse(payloadOf(record)) as Record<string, string | null>)[column];
        if (texts.length < 2000 && typeof text === "string") texts.push({ text, language });
      }
    found.set(name, texts);
  }
  const messages = ["de", "es", "fr", "it", "ja", "pl", "pt-br", "tr", "cs", "ru", "ko"].flatMap((language) =>
    compilerMessages(language),
  );
  if (messages.length > 0) found.set("TypeScript messages", messages);
  return found;
}

/** Every eighth message of TypeScript in a language, without what a program puts in. */
function compilerMessages(language: string): readonly LanguageText[] {
  const file = join(folder, "node_modules/typescript/lib", language, "diagnosticMessages.generated.json");
  if (!existsSync(file)) return [];
  const messages = JSON.parse(readFileSync(file, "utf8")) as Record<string, string>;
  return Object.values(messages)
    .filter((_, position) => position % 8 === 0)
    .map((text) => ({ language: language.slice(0, 2), text: text.replaceAll(/'[^']*'|\{\d\}/g, " ") }));
}

const isLong = ({ text, language }: LanguageText): boolean =>
  language === "ja" ? text.length >= 10 : text.split(/\s+/u).filter((word) => word !== "").length >= 5;

const share = (part: number, whole: number): string => (whole === 0 ? "-" : (part / whole).toFixed(3));

function figures(texts: readonly LanguageText[], answers: readonly Answer[]): string {
  const count = (wanted: (text: LanguageText, answer: Answer) => boolean): number =>
    texts.filter((text, position) => wanted(text, answers[position]!)).length;
  const long = count((text) => isLong(text));
  const short = texts.length - long;
  const right = count((text, { language }) => isLong(text) && language === text.language);
  const answered = count((text, { isSure }) => !isLong(text) && isSure);
  const rightShort = count(
    (text, { language, isSure }) => !isLong(text) && isSure && language === text.language,
  );
  return `${share(right, long)} of ${long} long; short: ${share(rightShort, answered)} right, ${share(answered, short)} of ${short} answered`;
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const found = await detectors();
for (const [name, texts] of await sets()) {
  say(`\n${name}`);
  const own = (await languagesOf(texts.map(({ text }) => text))).map((language) => ({
    language,
    isSure: language !== undetermined,
  }));
  const all = new Map<string, readonly Answer[]>([["fixloop", own]]);
  for (const [detector, detect] of found) {
    const answers: Answer[] = [];
    for (const { text } of texts) answers.push(await detect(text));
    all.set(detector, answers);
  }
  for (const [detector, answers] of all) say(`  ${detector.padEnd(18)}${figures(texts, answers)}`);
  const spoken = [...new Set(texts.map(({ language }) => language))];
  if (spoken.length === 1) continue;
  for (const language of spoken) {
    const places = texts.flatMap((text, place) => (text.language === language ? [place] : []));
    const of = <T>(values: readonly T[]): readonly T[] => places.map((place) => values[place]!);
    say(`  ${language}`);
    for (const [detector, answers] of all)
      say(`    ${detector.padEnd(16)}${figures(of(texts), of(answers))}`);
  }
}

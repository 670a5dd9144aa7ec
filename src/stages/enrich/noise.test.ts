import { afterEach, beforeEach, expect, test } from "vitest";
import { category, smallProject, source } from "../../../test/support/project.ts";
import { StageDatabase } from "../../../test/support/stageDatabase.ts";

/** What says nothing of its own is marked, and counts for no category. */
const project = smallProject({
  sources: [
    source({
      id: "desk",
      kind: "tickets",
      files: ["unused"],
      map: {
        text: { kind: "key", key: "text" },
        rating: { kind: "key", key: "rating" },
        parent: { kind: "key", key: "parent" },
      },
    }),
  ],
  taxonomy: {
    ...smallProject().taxonomy,
    categories: [
      category({
        id: "no-answer",
        area: "sync",
        title: "Support does not answer",
        examples: [
          "still waiting for an answer from support",
          "support does not answer",
          "no reply for weeks",
        ],
      }),
      category({
        id: "praise",
        area: "sync",
        kind: "praise",
        title: "Praise",
        examples: ["great app, I love it", "best app ever", "nice and good, thank you"],
      }),
    ],
  },
  enrichment: { minConfidence: 0.01, defaultLanguage: "en" },
});

let db: StageDatabase;
beforeEach(async () => {
  db = await StageDatabase.open(project);
});
afterEach(() => {
  db.close();
});

interface Said {
  readonly text: string;
  readonly rating?: number;
  /** Said in a thread that another record began. */
  readonly continues?: boolean;
}

/** What each of the texts is marked as, in their order. */
async function noiseOf(said: readonly Said[]): Promise<readonly (string | null)[]> {
  await db.insert(
    "raw.feedback_payload",
    said.map(({ text, rating, continues }, place) => ({
      event_id: `e${String(place).padStart(3, "0")}`,
      source: "desk",
      kind: "tickets",
      source_record_id: String(place),
      payload: JSON.stringify({
        text,
        rating: rating === undefined ? undefined : String(rating),
        parent: continues === true ? "first" : undefined,
      }),
      payload_hash: String(place),
      occurred_at: "2025-01-02 10:00:00",
      received_at: "2025-01-02 12:00:00",
      file: "file",
      record_position: place,
      schema_fingerprint: "x",
      run_id: 1,
    })),
  );
  await db.stage("normalize");
  await db.stage("enrich");
  const rows = await db.rows(
    "SELECT event_id, noise, votes FROM fixloop_curated.point WHERE is_main ORDER BY event_id",
  );
  for (const row of rows) if (row["noise"] !== null) expect(row["votes"]).toBe(false);
  return rows.map((row) => row["noise"] as string | null);
}

/** The texts with what they are marked as, one a line. */
const marked = async (said: readonly Said[]): Promise<readonly string[]> => {
  const found = await noiseOf(said);
  return said.map(({ text }, place) => `${found[place]}: ${text}`);
};
const all = (noise: string, said: readonly Said[]): readonly string[] =>
  said.map(({ text }) => `${noise}: ${text}`);

test("offers with a link, or several of them, are spam", async () => {
  const said: readonly Said[] = [
    "Make money online, 900 dollars a day! https://rich.example/start",
    "Congratulations you have won a prize, click the link https://prize.example",
    "Online casino with free spins, best bonus",
    "Use my code AB12 for free gift cards https://x.example",
    "Schnell abnehmen ohne Sport, jetzt klicken https://pille.example",
    "Kredit ohne Schufa, Sofortkredit in einer Stunde",
    "Gagnez de l'argent à la maison, offre limitée : https://gain.example",
    "Préstamo rápido sin papeles, escríbeme por WhatsApp",
    "Empréstimo aprovado na hora, chama no grupo https://wa.example renda extra",
    "Guadagna soldi da casa, clicca qui https://oro.example",
    "在宅で稼げる副業です https://fuku.example",
    "Verdien geld thuis, gratis volgers https://volg.example",
    "Zarabiaj pieniądze online, darmowi obserwujący https://zysk.example",
    "Evden para kazan, canlı bahis bonusu https://bahis.example",
    "Slot gacor hari ini, daftar https://slot.example judi online",
    "Заработок дома без вложений, переходи https://rub.example",
    "免费粉丝,加微信 https://fen.example",
    "집에서 돈 버는 재택 부업 https://won.example",
  ].map((text) => ({ text, rating: 5 }));
  expect(await marked(said)).toEqual(all("spam", said));
});

test("praise without a word on what is praised is empty, in words or signs", async () => {
  const said: readonly Said[] = [
    "good",
    "Very good app!",
    "I love it",
    "👍👍",
    "sehr gut",
    "Tolle App",
    "très bien",
    "Excelente app",
    "muito bom",
    "molto bene, perfetta",
    "最高",
    "便利",
    "Prima app",
    "bardzo dobra aplikacja",
    "çok iyi uygulama",
    "bagus banget",
    "отличное приложение",
    "非常好",
    "mycket bra app",
  ].map((text) => ({ text, rating: 5 }));
  expect(await marked(said)).toEqual(all("empty_praise", said));
});

test("a message that only asks for the answer of its thread is a reminder", async () => {
  const said: readonly Said[] = [
    "Any news?",
    "I am still waiting for an answer.",
    "Hello, have you forgotten me? Still no answer.",
    "Ich warte noch immer auf eine Antwort.",
    "Noch keine Rückmeldung erhalten",
    "J'attends toujours une réponse.",
    "Sigo esperando una respuesta.",
    "Alguma novidade?",
    "Sono ancora in attesa.",
    "まだお返事を待っています。",
    "Ik wacht nog steeds op antwoord.",
    "Nadal czekam na odpowiedź.",
    "Hâlâ cevap alamadım.",
    "Belum ada jawaban?",
    "Есть новости?",
    "还没有回复吗",
    "아직 답변이 없네요",
  ].map((text) => ({ text, continues: true }));
  expect(await marked(said)).toEqual(all("reminder", said));
});

test("what says something of its own is marked as nothing", async () => {
  const said: readonly Said[] = [
    { text: "I am still waiting for an answer from support." },
    { text: "My code for the gift card does not work, see https://shop.example/help", rating: 1 },
    { text: "Your limited offer was a lie, I paid the full price.", rating: 1 },
    { text: "Simple, fast, reliable.", rating: 5 },
    { text: "Great app, sync is fast on my tablet and the dark mode too", rating: 5 },
    { text: "not good", rating: 1 },
    { text: "Good app but it crashes", rating: 3 },
    {
      text: "Still waiting, and now it crashes as well: the export ends with an error every time I try it on my phone.",
      continues: true,
    },
    { text: "👎", rating: 1 },
    { text: "App crashes", rating: 1 },
    { text: "Die App ist gut, aber langsam", rating: 3 },
    { text: "落ちる", rating: 1 },
  ];
  expect(await marked(said)).toEqual(all("null", said));
});

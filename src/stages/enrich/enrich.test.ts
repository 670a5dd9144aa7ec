import { planOf } from "../../../test/support/planOf.ts";
import { afterEach, describe, expect, test } from "vitest";
import { sentimentScorer } from "../../classifier/scoring.ts";
import { suggester } from "../../classifier/suggestion.ts";
import { fixedSequence } from "../../classifier/fixedSequence.ts";
import { classifierOf } from "../../classifier/memory.ts";
import { shortestWithSubwords, subwordsOf, tokenise, unitsOf } from "../../classifier/tokens.ts";
import { duckdb } from "../../sql/duckdb.ts";
import { render, sql } from "../../sql/sql.ts";
import { category, smallProject } from "../../../test/support/project.ts";
import { StageDatabase } from "../../../test/support/stageDatabase.ts";
import { finishRun, openRun } from "../../ledger/ledger.ts";
import { loadSeeds } from "../../local/seeds.ts";
import type { Project } from "../../spec/project.ts";
import { passages } from "./passages.ts";
import { unitsOfWords, runsOfWord } from "../../classifier/featuresInSql.ts";
import { foldedWords } from "../../sql/functions/foldedWords.ts";

/** Three categories whose texts share no word, in three languages. */
const project = smallProject({
  taxonomy: {
    ...smallProject().taxonomy,
    areas: [
      { id: "sync", title: "Sync", owner: undefined, conversionStep: 0.2 },
      { id: "billing", title: "Billing", owner: undefined, conversionStep: 0.9 },
    ],
    categories: [
      category({
        id: "sync-stops",
        area: "sync",
        title: "Sync stops",
        definition: "Changes no longer reach another device.",
        examples: [
          "sync stopped after the update",
          "my notes do not sync any more",
          "keine Synchronisation mehr seit dem Update",
          "Abgleich funktioniert nicht",
          "同期できません",
          "同期が止まりました",
        ],
      }),
      category({
        id: "charged-twice",
        area: "billing",
        title: "Charged twice",
        definition: "The same payment was taken two times.",
        riskClass: "refund",
        examples: [
          "charged twice this month",
          "you took the payment two times",
          "doppelt abgebucht",
          "zweimal bezahlt für ein Abo",
          "二重請求されました",
          "料金が二回引き落とされた",
        ],
      }),
      category({
        id: "praise",
        area: "sync",
        kind: "praise",
        severity: "low",
        title: "Praise",
        definition: "Happy customer.",
        examples: [
          "great app",
          "love it",
          "tolle App",
          "bin sehr zufrieden",
          "最高のアプリ",
          "とても便利です",
        ],
      }),
    ],
  },
  routing: {
    ...smallProject().routing,
    riskWords: [
      { word: "lawyer", riskClass: "legal" },
      { word: "Rückerstattung", riskClass: "refund" },
      { word: "訴えます", riskClass: "legal" },
      { word: "caught fire", riskClass: "safety" },
      { word: "delete my account now", riskClass: "account_closure" },
    ],
  },
});

interface Suggested extends Record<string, unknown> {
  event_id: string;
  category: string | null;
  runner_up: string | null;
  confidence_bp: number;
  sentiment: string;
  urgency: string;
  risk_class: string;
  quote: string | null;
  accepted: boolean;
}

const open: StageDatabase[] = [];
afterEach(() => {
  for (const db of open.splice(0)) db.close();
});

async function opened(
  of: Project = project,
  options: { readonly ownTransactions?: boolean } = {},
): Promise<StageDatabase> {
  const db = await StageDatabase.open(of, options);
  open.push(db);
  return db;
}

interface Feedback {
  readonly text: string;
  readonly subject?: string;
  readonly rating?: number;
  readonly priority?: string;
}

async function insertFeedback(db: StageDatabase, feedback: readonly Feedback[], runId = 1): Promise<void> {
  await db.insert(
    "curated.feedback_event",
    feedback.map(({ text, subject = "", rating, priority }, index) => {
      const folded = tokenise(`${subject} ${text}`).join(" ");
      return {
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
        rating: rating ?? null,
        priority: priority ?? null,
        masked_subject: subject,
        masked_text: text,
        folded_text: folded,
        content_hash: `hash of ${folded}`,
        masked_spans: 0,
        revisions: 1,
        run_id: runId,
      };
    }),
  );
}

async function enriched(db: StageDatabase): Promise<readonly Suggested[]> {
  await db.stage("enrich");
  return db.rows<Suggested>(
    "SELECT * FROM fixloop_curated.enrichment ORDER BY CAST(substring(event_id, 7) AS INTEGER)",
  );
}

async function suggestions(
  feedback: readonly Feedback[],
  of: Project = project,
): Promise<readonly Suggested[]> {
  const db = await opened(of);
  await insertFeedback(db, feedback);
  return enriched(db);
}

async function failingChecks(db: StageDatabase): Promise<readonly unknown[]> {
  return (
    await db.rows<{ check_id: string }>(
      "SELECT check_id FROM fixloop_curated.check_result WHERE failing_rows > 0",
    )
  ).map(({ check_id }) => check_id);
}

const nastyTexts = [
  "",
  "   ",
  "😀🎉",
  "It's 5.10.0 – déjà-vu! (ÄÖÜ ß ẞ)",
  "İstanbul ΑΣ ς Ёж",
  "同期できません。update後にsync停止",
  "한국어 텍스트 입니다",
  "العربية हिन्दी ไทย",
  "don't\tstop\nme\r\nnow  ok",
  "'; DROP TABLE x; -- ${spark.driver.memory} {{job.id}} \\ \" </script>",
  "a a a b a b",
  "ｆｕｌｌｗｉｄｔｈ １２３ ﾊﾝｶｸ ー",
  "e\u0301 zero\u200bwidth soft\u00adhyphen non\u00a0breaking \u202eright-to-left",
  "𝒳 mathematical 𠮷野家 supplementary",
];

describe("what SQL sees of a text", () => {
  test("folded words in SQL are the words the classifier is trained on, whatever the text", async () => {
    const db = await opened();
    const rows = await db.database.rows<{ folded: string }>(
      render(
        sql`SELECT ${foldedWords(sql`text`)} AS folded FROM (SELECT unnest(CAST(json($texts) AS VARCHAR[])) AS text)`,
        "fixloop",
      ),
      { texts: JSON.stringify(nastyTexts) },
    );
    expect(rows.map(({ folded }) => folded)).toEqual(nastyTexts.map((text) => tokenise(text).join(" ")));
  });

  test("words and pairs in SQL are those that the classifier looks a text up by", async () => {
    const db = await opened();
    const rows = await db.database.rows<{ units: readonly string[] }>(
      render(
        sql`SELECT ${unitsOfWords(duckdb, duckdb.words(foldedWords(sql`text`)))} AS units FROM (SELECT unnest(CAST(json($texts) AS VARCHAR[])) AS text)`,
        "fixloop",
      ),
      { texts: JSON.stringify(nastyTexts) },
    );
    expect(rows.map(({ units }) => units.toSorted())).toEqual(
      nastyTexts.map((text) => unitsOf(tokenise(text)).toSorted()),
    );
  });

  test("runs of letters in SQL are those the classifier is trained on, whatever the word", async () => {
    const words = [
      ...new Set(nastyTexts.flatMap((text) => tokenise(text))),
      "ab".repeat(50),
      `${"ab".repeat(50)}xyz`,
      "𠮷".repeat(101),
    ].filter((word) => Array.from(word).length >= shortestWithSubwords);
    const db = await opened();
    const rows = await db.database.rows<{ runs: readonly string[] }>(
      render(
        sql`SELECT ${runsOfWord(duckdb, sql`word`)} AS runs FROM (SELECT unnest(CAST(json($words) AS VARCHAR[])) AS word)`,
        "fixloop",
      ),
      { words: JSON.stringify(words) },
    );
    expect(rows.map(({ runs }) => runs.map((run) => `~${run}`).toSorted())).toEqual(
      words.map((word) =>
        subwordsOf(word)
          .filter((subword) => subword.startsWith("~"))
          .toSorted(),
      ),
    );
  });

  test("scores in SQL equal the scores in TypeScript on texts of random words", async () => {
    const words = [
      ...new Set(
        project.taxonomy.categories.flatMap(({ examples }) => examples.flatMap((text) => tokenise(text))),
      ),
      "unknown",
      "zzz",
      "42",
    ];
    const next = fixedSequence(7);
    const texts = Array.from({ length: 400 }, () =>
      Array.from({ length: next(25) }, () => words[next(words.length)]).join(" "),
    );
    const suggest = suggester(classifierOf(project));
    const rows = await suggestions(texts.map((text) => ({ text })));
    expect(
      rows.map(({ category: found, runner_up, confidence_bp }) => ({ found, runner_up, confidence_bp })),
    ).toEqual(
      texts.map((text) => {
        const expected = suggest(text);
        return {
          found: expected?.category ?? null,
          runner_up: expected?.runnerUp ?? null,
          confidence_bp: expected?.confidenceBp ?? 0,
        };
      }),
    );
    expect(new Set(rows.map((row) => row.category)).size).toBe(4);
  });
});

describe("a suggestion", () => {
  test("is the obvious category in three languages, none of the texts being an example", async () => {
    const rows = await suggestions([
      { text: "since the update nothing syncs, sync stopped" },
      { text: "Synchronisation geht nicht mehr" },
      { text: "今日も同期できない" },
      { text: "I was charged two times!" },
      { text: "wurde doppelt abgebucht" },
      { text: "請求が二重です" },
      { text: "I love this great app" },
      { text: "sehr zufrieden, tolle Sache" },
      { text: "最高です" },
    ]);
    expect(rows.map((row) => row.category)).toEqual([
      "sync-stops",
      "sync-stops",
      "sync-stops",
      "charged-twice",
      "charged-twice",
      "charged-twice",
      "praise",
      "praise",
      "praise",
    ]);
    expect(rows[0]).toMatchObject({ accepted: true });
  });

  test("is none where no word is known: empty text, emoji, another script, numbers alone", async () => {
    const rows = await suggestions([
      { text: "" },
      { text: "😀🎉" },
      { text: "Привет мир" },
      { text: "1234 5678" },
    ]);
    expect(
      rows.map(({ category: found, confidence_bp, quote, accepted, risk_class, sentiment }) => ({
        found,
        confidence_bp,
        quote,
        accepted,
        risk_class,
        sentiment,
      })),
    ).toEqual(
      Array.from({ length: 4 }, () => ({
        found: null,
        confidence_bp: 0,
        quote: null,
        accepted: false,
        risk_class: "none",
        sentiment: "neutral",
      })),
    );
  });

  test("waits for review below the threshold of the spec", async () => {
    const text = "the update of my payment";
    const [lenient] = await suggestions([{ text }], {
      ...project,
      enrichment: { ...project.enrichment, minConfidence: 0.01 },
    });
    const [strict] = await suggestions([{ text }], {
      ...project,
      enrichment: { ...project.enrichment, minConfidence: 0.99 },
    });
    expect(lenient).toMatchObject({ accepted: true });
    expect(strict).toMatchObject({
      accepted: false,
      category: lenient?.category,
      confidence_bp: lenient?.confidence_bp,
    });
  });

  test("of two categories with the same score is the first by name", async () => {
    const twins = ["b-twin", "a-twin"].map((id) =>
      category({ id, area: "sync", title: "x", definition: "x", examples: ["same words here"] }),
    );
    const db = await opened({ ...project, taxonomy: { ...project.taxonomy, categories: twins } });
    await db.database.run(
      "INSERT INTO fixloop_curated.classifier_weight VALUES ('tie', 'b-twin', 500000), ('tie', 'a-twin', 500000)",
    );
    await db.database.run("UPDATE fixloop_curated.classifier_category SET bias = -900000");
    await insertFeedback(db, [{ text: "tie" }]);
    const [row] = await enriched(db);
    expect(row).toMatchObject({ category: "a-twin", runner_up: "b-twin", accepted: false });
  });

  test("survives a text of 200 kB", async () => {
    const [row] = await suggestions([
      { text: `${"lorem ipsum dolor ".repeat(11_000)} sync stopped after the update` },
    ]);
    expect(row?.category).toBe("sync-stops");
    expect(row?.quote?.length).toBeLessThanOrEqual(200);
  });

  test("is made anew for every event when the taxonomy changes, and only rows that differ are written", async () => {
    const db = await opened(project, { ownTransactions: true });
    await insertFeedback(db, [{ text: "sync stopped" }, { text: "charged twice" }]);
    await db.stage("enrich");
    await db.execute(finishRun(duckdb));
    const [first, ...others] = project.taxonomy.categories;
    const changed = {
      ...project,
      taxonomy: { ...project.taxonomy, categories: [{ ...first!, kind: "request" as const }, ...others] },
    };
    await loadSeeds(db.database, planOf(changed));
    await db.execute(openRun(duckdb));
    await db.stage("enrich");
    expect(
      await db.rows("SELECT event_id, kind, run_id FROM fixloop_curated.enrichment ORDER BY event_id"),
    ).toEqual([
      { event_id: "event-0", kind: "request", run_id: 2n },
      { event_id: "event-1", kind: "defect", run_id: 1n },
    ]);
    expect(await failingChecks(db)).toEqual([]);
  });
});

describe("a quote", () => {
  test("is the sentence that speaks for the category", async () => {
    const rows = await suggestions([
      { text: "Hello team. I have 5.10.0 on a phone. Sync stopped after the update! Thanks for looking" },
      { text: "いつも使っています。同期が止まりました。お願いします。" },
      { text: "line one\r\ncharged twice this month\r\nline three" },
    ]);
    expect(rows.map(({ quote }) => quote)).toEqual([
      "Sync stopped after the update!",
      "同期が止まりました。",
      "charged twice this month",
    ]);
  });

  test("is a window of at most 200 characters of one long sentence", async () => {
    const text = `${"well you know how it goes and so on ".repeat(10)}charged twice this month ${"and then some more words follow ".repeat(10)}`;
    const [row] = await suggestions([{ text }]);
    expect(row?.quote).toContain("twice this month");
    expect(row?.quote?.length).toBeLessThanOrEqual(200);
    expect(text).toContain(row?.quote);
  });

  test("that is not in the text fails the check", async () => {
    const db = await opened();
    await insertFeedback(db, [{ text: "Sync stopped." }]);
    await db.stage("enrich");
    expect(await failingChecks(db)).toEqual([]);
    await db.database.run("UPDATE fixloop_curated.point SET quote = 'sync stopped.'");
    // the check looks at the window of the stage that is running
    await db.database.run("UPDATE fixloop_curated.stage_run SET status = 'running' WHERE stage = 'enrich'");
    const check = db.plan.stages
      .flatMap(({ checks }) => checks)
      .find(({ id }) => id === "enrich.quote_is_verbatim");
    expect(await db.rows(render(check!.failing(duckdb), "fixloop"))).toEqual([{ event_id: "event-0" }]);
  });

  test("is verbatim whatever the text is made of", async () => {
    const db = await opened();
    await insertFeedback(
      db,
      nastyTexts.map((text) => ({ text: `${text} sync stopped. ${text}` })),
    );
    const rows = await enriched(db);
    expect(await failingChecks(db)).toEqual([]);
    expect(rows.every(({ quote }) => quote !== null && quote !== "")).toBe(true);
  });

  test("passages leave nothing but separators out", async () => {
    const db = await opened();
    const [row] = await db.rows<{ passages: readonly string[] }>(
      render(sql`SELECT ${passages(duckdb, sql`'One 1.2.3 two. Three!? Four'`)} AS passages`, "x"),
    );
    expect(row?.passages).toEqual(["One 1.2.3 two.", "Three!?", "Four"]);
  });
});

describe("sentiment, urgency and risk", () => {
  test("sentiment follows rating and words in any of the languages, and words decide without rating", async () => {
    const rows = await suggestions([
      { text: "sync", rating: 1 },
      { text: "sync", rating: 3 },
      { text: "sync", rating: 5 },
      { text: "great, but sync stopped", rating: 1 },
      { text: "this is awful" },
      { text: "not good" },
      { text: "das ist hervorragend" },
      { text: "C'est génial" },
      { text: "es pésimo" },
      { text: "muito ruim" },
      { text: "ottimo" },
      { text: "本当に使えない" },
      { text: "a plain sentence" },
    ]);
    expect(rows.map(({ sentiment }) => sentiment)).toEqual([
      "negative",
      "neutral",
      "positive",
      "negative",
      "negative",
      "negative",
      "positive",
      "positive",
      "negative",
      "negative",
      "positive",
      "negative",
      "neutral",
    ]);
  });

  test("stars say it outright, and the text where they are three or missing", async () => {
    const rows = await suggestions([
      { text: "awful, it never works", rating: 5 },
      { text: "great, love it", rating: 2 },
      { text: "awful, it never works", rating: 3 },
      { text: "great, love it", rating: 3 },
    ]);
    expect(rows.map(({ sentiment }) => sentiment)).toEqual(["positive", "negative", "negative", "positive"]);
  });

  describe("with sentiments among the labelled texts", () => {
    // Icelandic, of which the built-in lists have no word
    const felt = {
      negative: [
        "ömurleg þjónusta",
        "ömurleg forrit",
        "sóun á peningum",
        "peningar út um gluggann",
        "vonlaus og ömurleg",
      ],
      positive: [
        "frábær forrit",
        "frábær og fljótleg",
        "virkilega frábær upplifun",
        "ég elska það",
        "elska fljótlega hjálp",
      ],
      neutral: ["eitt forrit", "forrit fyrir punkta", "punktar og listar", "listar", "fyrir vinnu"],
    } as const;
    const labelled = (of: readonly (keyof typeof felt)[]): Project => ({
      ...project,
      labelled: of.flatMap((sentiment) =>
        felt[sentiment].map((text) => ({ text, category: undefined, language: "is", sentiment })),
      ),
    });
    const texts = [
      "ömurleg upplifun",
      "frábær hjálp",
      "punktar fyrir vinnu",
      "ömurlegt sóun",
      "this is awful",
      "zzz",
      "",
      ...nastyTexts,
    ];

    test("they decide before the words do, in SQL as in TypeScript", async () => {
      const of = labelled(["negative", "positive", "neutral"]);
      const feel = sentimentScorer(classifierOf(of));
      const db = await opened(of);
      await insertFeedback(
        db,
        texts.map((text) => ({ text })),
      );
      const rows = await enriched(db);
      expect(rows.slice(0, 5).map(({ sentiment }) => sentiment)).toEqual([
        "negative",
        "positive",
        "neutral",
        "negative",
        "negative",
      ]);
      const scored = await db.rows<{ text: string; sentiment: string | null }>(
        `SELECT event.masked_text AS text, score.sentiment FROM fixloop_curated.feedback_event AS event
JOIN fixloop_curated.text_score AS score USING (content_hash)`,
      );
      expect(scored.map(({ text, sentiment }) => [text, sentiment])).toEqual(
        scored.map(({ text }) => [text, feel(text)]),
      );
    });

    test("categories are suggested as without them", async () => {
      const some = ["charged twice this month", "ömurleg forrit", "sync", ...nastyTexts].map((text) => ({
        text,
      }));
      const of = labelled(["negative", "positive"]);
      const without: Project = {
        ...of,
        labelled: of.labelled.map((each) => ({ ...each, sentiment: undefined })),
      };
      const found = async (given: Project): Promise<readonly unknown[]> =>
        (await suggestions(some, given)).map(({ category: suggested }) => suggested);
      expect(await found(of)).toEqual(await found(without));
    });

    test("one sentiment alone teaches nothing, nor do four texts of the other", async () => {
      const four = labelled(["negative", "positive"]);
      for (const of of [labelled(["negative"]), { ...four, labelled: four.labelled.slice(0, -1) }])
        expect(
          (await suggestions([{ text: "ömurleg upplifun" }], of)).map(({ sentiment }) => sentiment),
        ).toEqual(["neutral"]);
    });
  });

  test("urgency comes from the priority or from words", async () => {
    const rows = await suggestions([
      { text: "sync", priority: "urgent" },
      { text: "sync", priority: "low" },
      { text: "please help immediately", priority: "low" },
      { text: "bitte so schnell wie möglich" },
      { text: "so schnell" },
      { text: "sync" },
    ]);
    expect(rows.map(({ urgency }) => urgency)).toEqual(["high", "low", "high", "high", "normal", "normal"]);
  });

  test("the worst risk of category and words decides, and phrases count only whole", async () => {
    const rows = await suggestions([
      { text: "charged twice this month" },
      { text: "charged twice this month, my lawyer will call" },
      { text: "the phone caught fire and my lawyer will call" },
      { text: "ich will eine RÜCKERSTATTUNG" },
      { text: "訴えます" },
      { text: "訴え" },
      { text: "Delete my account, now!" },
      { text: "delete my account later" },
      { text: "sync stopped" },
    ]);
    expect(rows.map(({ risk_class }) => risk_class)).toEqual([
      "refund",
      "legal",
      "safety",
      "refund",
      "legal",
      "none",
      "account_closure",
      "none",
      "none",
    ]);
  });
});

test("risk is read from every point, and from a suggestion that is more likely right than wrong", async () => {
  const rows = await suggestions([
    { text: "Sync stopped after the update. I was charged twice this month and want it back." },
    { text: "hello there" },
  ]);
  expect(rows.map(({ risk_class }) => risk_class)).toEqual(["refund", "none"]);
});

interface Pointed extends Record<string, unknown> {
  event_id: string;
  position: number;
  category: string | null;
  stance: string;
  votes: boolean;
  quote: string | null;
}

async function pointsOf(texts: readonly string[]): Promise<readonly (readonly Pointed[])[]> {
  const db = await opened();
  await insertFeedback(
    db,
    texts.map((text) => ({ text })),
  );
  await db.stage("enrich");
  expect(await failingChecks(db)).toEqual([]);
  const rows = await db.rows<Pointed>(
    "SELECT event_id, position, category, stance, votes, quote FROM fixloop_curated.point ORDER BY event_id, position",
  );
  return texts.map((_, index) => rows.filter(({ event_id }) => event_id === `event-${index}`));
}

describe("points", () => {
  const two = [
    ["Sync stopped after the update. Also I was charged twice this month.", "sync-stops", "charged-twice"],
    ["I was charged twice this month. And sync stopped after the update.", "charged-twice", "sync-stops"],
    ["My notes do not sync any more! You took the payment two times!", "sync-stops", "charged-twice"],
    [
      "Keine Synchronisation mehr seit dem Update. Außerdem doppelt abgebucht.",
      "sync-stops",
      "charged-twice",
    ],
    ["Der Abgleich funktioniert nicht.\nZweimal bezahlt für ein Abo.", "sync-stops", "charged-twice"],
    ["同期が止まりました。二重請求されました。", "sync-stops", "charged-twice"],
    ["料金が二回引き落とされた。同期できません。", "charged-twice", "sync-stops"],
    [
      "Hello team. Sync stopped after the update. I was charged twice this month. Thanks.",
      "sync-stops",
      "charged-twice",
    ],
    [
      "It is raining here. Sync stopped after the update. Charged twice this month.",
      "sync-stops",
      "charged-twice",
    ],
    ["charged twice this month?! my notes do not sync any more", "charged-twice", "sync-stops"],
  ] as const;

  test("two sentences about different things are two points, each with its category and its quote", async () => {
    const found = await pointsOf(two.map(([text]) => text));
    expect(found.map((points) => points.map((point) => point.category))).toEqual(
      two.map(([, ...categories]) => categories),
    );
    expect(found.flat().every(({ votes, stance }) => votes && stance === "complains")).toBe(true);
    for (const [index, points] of found.entries()) {
      expect(points[0]?.quote).not.toBe(points[1]?.quote);
      for (const { quote } of points) expect(two[index]?.[0]).toContain(quote);
    }
  });

  test("kind words around two complaints are neither of the two points", async () => {
    const text =
      "Great app. Love it. Sync stopped after the update. My notes do not sync any more. Charged twice this month.";
    const db = await opened();
    await insertFeedback(db, [{ text }]);
    await db.stage("enrich");
    expect(await db.rows("SELECT category, runner_up, third FROM fixloop_curated.text_score")).toEqual([
      { category: "sync-stops", runner_up: "praise", third: "charged-twice" },
    ]);
    expect(await db.rows("SELECT category, quote FROM fixloop_curated.point ORDER BY position")).toEqual([
      { category: "sync-stops", quote: "My notes do not sync any more." },
      { category: "charged-twice", quote: "Charged twice this month." },
    ]);
  });

  const one = [
    "Sync stopped after the update.",
    "Sync stopped after the update. My notes do not sync any more.",
    "Sync stopped after the update and I was charged twice this month.",
    "Hello. Sync stopped after the update. Kind regards.",
    "Sync stopped after the update. My order is [number].",
    "Sync stopped after the update. Great app.",
    "Charged twice this month. You took the payment two times.",
    "同期できません。同期が止まりました。",
    "Keine Synchronisation mehr seit dem Update. Abgleich funktioniert nicht.",
    "What is this?",
  ];

  test("anything else is one, with the category of the whole text", async () => {
    const found = await pointsOf(one);
    expect(found.map((points) => points.length)).toEqual(one.map(() => 1));
    expect(found.map(([point]) => point?.position)).toEqual(one.map(() => 1));
  });

  test("the event has what its newest statement is mainly about", async () => {
    const db = await opened();
    await insertFeedback(db, [{ text: two[0][0] }]);
    await db.stage("enrich");
    expect(
      await db.rows(`SELECT enrichment.category = point.category AS same, enrichment.quote = point.quote AS quoted
      FROM fixloop_curated.enrichment AS enrichment
      JOIN fixloop_curated.point AS point ON point.event_id = enrichment.event_id AND point.is_main`),
    ).toEqual([{ same: true, quoted: true }]);
  });

  test("of a statement that is gone, or was set aside, nothing is left", async () => {
    const db = await opened();
    await insertFeedback(db, [{ text: two[0][0] }, { text: one[0] ?? "" }]);
    await db.stage("enrich");
    await db.execute(finishRun(duckdb));
    await db.execute(openRun(duckdb));
    // edited: another statement in place of the one that was
    await db.database.run(`UPDATE fixloop_curated.statement
      SET statement_id = 'edited', run_id = 2 WHERE event_id = 'event-0'`);
    await db.database.run("DELETE FROM fixloop_curated.feedback_event WHERE event_id = 'event-1'");
    await db.database.run("UPDATE fixloop_curated.statement SET run_id = 2 WHERE event_id = 'event-1'");
    await db.stage("enrich");
    expect(await db.rows("SELECT DISTINCT statement_id FROM fixloop_curated.point")).toEqual([
      { statement_id: "edited" },
    ]);
    expect(await db.rows("SELECT event_id FROM fixloop_curated.enrichment")).toEqual([
      { event_id: "event-0" },
    ]);
  });
});

import { afterEach, describe, expect, test } from "vitest";
import { enrichment, event } from "../../../test/support/upstreamRows.ts";
import { smallProject } from "../../../test/support/project.ts";
import { StageDatabase } from "../../../test/support/stageDatabase.ts";
import { duckdb } from "../../sql/duckdb.ts";
import { finishRun, openRun } from "../../ledger/ledger.ts";

const opened: StageDatabase[] = [];
afterEach(() => {
  for (const db of opened.splice(0)) db.close();
});

async function open(asOf = "2026-05-10T00:00:00Z"): Promise<StageDatabase> {
  const db = await StageDatabase.open(smallProject(), { asOf });
  opened.push(db);
  await db.execute(openRun(duckdb, "audit"), asOf);
  return db;
}

interface Feedback {
  readonly day: string;
  readonly category?: string | null;
  readonly accepted?: boolean;
  readonly confidence?: number;
  readonly language?: string;
  readonly version?: string | null;
  readonly customer?: string;
  readonly text?: string;
}

let feedbackCount = 0;
/** As many pieces of feedback as asked for, alike but for their customers. */
async function write(db: StageDatabase, count: number, feedback: Feedback): Promise<readonly string[]> {
  const ids = Array.from({ length: count }, () => `e${String(++feedbackCount).padStart(6, "0")}`);
  const { day, category = "sync-stops", accepted = category !== null, confidence = 8000 } = feedback;
  await db.insert(
    "curated.feedback_event",
    ids.map((event_id) =>
      event({
        event_id,
        event_date: day,
        occurred_at: `${day} 10:00:00`,
        language: feedback.language ?? "en",
        product_version: feedback.version === undefined ? "2.0.0" : feedback.version,
        customer_record_id: feedback.customer ?? `customer of ${event_id}`,
        folded_text: feedback.text ?? "it does not sync",
      }),
    ),
  );
  await db.insert(
    "curated.enrichment",
    ids.map((event_id) => enrichment({ event_id, category, accepted, confidence_bp: confidence })),
  );
  return ids;
}

interface Drift extends Record<string, unknown> {
  readonly item: string;
  readonly level: string;
  readonly flagged: boolean;
  readonly stability_millionths: bigint;
}

async function driftOf(db: StageDatabase, measure: string, month = "2026-04-01"): Promise<readonly Drift[]> {
  return db.rows<Drift>(
    `SELECT * FROM fixloop_curated.drift WHERE measure = '${measure}' AND audited_month = DATE '${month}' ORDER BY item`,
  );
}

async function flagged(db: StageDatabase): Promise<readonly unknown[]> {
  const rows = await db.rows<{ line: string }>(
    "SELECT concat(measure, ' ', item) AS line FROM fixloop_curated.drift WHERE flagged ORDER BY line",
  );
  return rows.map(({ line }) => line);
}

async function failing(db: StageDatabase): Promise<readonly unknown[]> {
  const rows = await db.rows<{ check_id: string }>(
    "SELECT check_id FROM fixloop_curated.check_result WHERE failing_rows > 0 ORDER BY check_id",
  );
  return rows.map(({ check_id }) => check_id);
}

/** Three months of two categories, three to one, and a month of the given numbers. */
async function months(db: StageDatabase, sync: number, billing: number): Promise<void> {
  for (const day of ["2026-01-15", "2026-02-15", "2026-03-15"]) {
    await write(db, 150, { day, category: "sync-stops" });
    await write(db, 50, { day, category: "billing" });
  }
  await write(db, sync, { day: "2026-04-15", category: "sync-stops" });
  await write(db, billing, { day: "2026-04-15", category: "billing" });
}

describe("drift", () => {
  test("is not flagged where the month is made up as the three before", async () => {
    const db = await open();
    await months(db, 150, 50);
    await db.stage("audit");
    expect(await flagged(db)).toEqual([]);
    expect(await failing(db)).toEqual([]);
    const [whole] = await driftOf(db, "category");
    expect(whole).toMatchObject({ item: "*", level: "stable", month_events: 200n, reference_total: 600n });
    expect(Number(whole?.stability_millionths)).toBeLessThan(100);
  });

  test("is flagged where a category takes over, with the items that carry it and the index that a hand works out", async () => {
    const db = await open();
    await months(db, 100, 100);
    await db.stage("audit");
    expect(await flagged(db)).toEqual(["category *", "category billing", "category sync-stops"]);
    expect(await failing(db)).toEqual(["audit.nothing_drifted"]);
    const share = (events: number, total: number): number => (events + 0.5) / (total + 1);
    const index = ([month, before]: readonly [number, number]): number =>
      (month - before) * Math.log(month / before);
    const billing = index([share(100, 200), share(150, 600)]);
    const sync = index([share(100, 200), share(450, 600)]);
    expect(await driftOf(db, "category")).toMatchObject([
      { item: "*", level: "major", stability_millionths: BigInt(Math.round((billing + sync) * 1e6)) },
      {
        item: "billing",
        events: 100n,
        share_bp: 5000,
        reference_share_bp: 2500,
        stability_millionths: BigInt(Math.round(billing * 1e6)),
      },
      { item: "sync-stops", share_bp: 5000, reference_share_bp: 7500 },
    ]);
  });

  test("that chance alone gives is not flagged: few events in many categories", async () => {
    const db = await open();
    // every month its own draw from 40 categories that are equally likely in all of them
    let state = 11;
    const draw = (): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 4294967296) * 40);
    };
    for (const month of ["01", "02", "03", "04"]) {
      const counts = Map.groupBy(Array.from({ length: 110 }, draw), (category) => category);
      for (const [category, drawn] of counts)
        await write(db, drawn.length, { day: `2026-${month}-15`, category: `category-${category}` });
    }
    await db.stage("audit");
    const [whole] = await driftOf(db, "category");
    expect(Number(whole?.stability_millionths)).toBeGreaterThan(100_000);
    expect(whole?.["chance_millionths"]).toBeGreaterThan(whole?.stability_millionths ?? 0n);
    expect(await flagged(db)).toEqual([]);
  });

  test("says nothing of a month or a reference of fewer than a hundred", async () => {
    const db = await open();
    await months(db, 0, 99);
    await db.stage("audit");
    expect(await driftOf(db, "category")).toMatchObject([
      { level: "too_few", flagged: false },
      { level: "too_few", flagged: false },
      { level: "too_few", flagged: false },
    ]);
  });

  test("is seen in coverage, languages, versions and confidence, whose mean stands beside it", async () => {
    const db = await open();
    await write(db, 300, { day: "2026-02-15" });
    await write(db, 60, { day: "2026-04-15" });
    await write(db, 60, { day: "2026-04-15", category: null, confidence: 0, language: "de", version: null });
    await write(db, 60, { day: "2026-04-15", accepted: false, confidence: 2500 });
    await db.stage("audit");
    expect((await flagged(db)).filter((line) => String(line).endsWith("*"))).toEqual([
      "confidence *",
      "coverage *",
      "language *",
      "version *",
    ]);
    expect(await failing(db)).toEqual(["audit.feedback_is_covered", "audit.nothing_drifted"]);
    expect(
      (await driftOf(db, "coverage")).map(({ item, share_bp }) => `${item} ${String(share_bp)}`),
    ).toEqual(["* 10000", "accepted 3333", "unaccepted 3333", "uncategorised 3333"]);
    expect(await driftOf(db, "confidence")).toMatchObject([
      { item: "*", mean_bp: 3500, reference_mean_bp: 8000 },
      { item: "0000", mean_bp: null },
      { item: "2000" },
      { item: "8000" },
    ]);
  });

  test("looks at whole months: not at the running one, nor at the fourth before", async () => {
    const db = await open("2026-05-31T23:59:59Z");
    await write(db, 1, { day: "2025-12-31" });
    await write(db, 2, { day: "2026-01-01" });
    await write(db, 4, { day: "2026-03-31" });
    await write(db, 8, { day: "2026-04-01" });
    await write(db, 16, { day: "2026-04-30" });
    await write(db, 32, { day: "2026-05-01" });
    await db.stage("audit");
    expect(await driftOf(db, "channel")).toMatchObject([
      { item: "*", month_events: 24n, reference_total: 6n },
      { item: "tickets" },
    ]);
  });

  test.each([
    ["2026-01-05", "2025-12-01", "2025-09-01"],
    ["2026-03-01", "2026-02-01", "2025-11-01"],
    ["2024-04-30", "2024-03-01", "2023-12-01"],
    ["2026-12-31", "2026-11-01", "2026-08-01"],
  ])("as of %s audits the month of %s against those from %s on", async (moment, month, reference) => {
    const db = await open(`${moment}T12:00:00Z`);
    const before = new Date(Date.parse(reference) - 86_400_000).toISOString().slice(0, 10);
    await write(db, 1, { day: before });
    await write(db, 2, { day: reference });
    await write(db, 4, { day: month });
    await db.stage("audit");
    expect(await driftOf(db, "channel", month)).toMatchObject([
      { month_events: 4n, reference_total: 2n },
      { item: "tickets" },
    ]);
  });

  test("keeps what earlier audits found, also when their feedback is gone, and finds the same when it runs again", async () => {
    const db = await open("2026-04-10T00:00:00Z");
    await months(db, 100, 100);
    await db.stage("audit");
    const march = await driftOf(db, "category", "2026-03-01");
    expect(march.length).toBe(3);
    await db.execute(finishRun(duckdb));
    await db.database.run("DELETE FROM fixloop_curated.feedback_event WHERE event_date < DATE '2026-02-01'");
    await db.execute(openRun(duckdb, "audit"), "2026-05-10T00:00:00Z");
    await db.stage("audit");
    const all = await db.rows("SELECT * FROM fixloop_curated.drift ORDER BY ALL");
    expect(await driftOf(db, "category", "2026-03-01")).toEqual(march);
    expect((await driftOf(db, "category")).length).toBe(3);
    await db.stage("audit");
    expect(await db.rows("SELECT * FROM fixloop_curated.drift ORDER BY ALL")).toEqual(all);
  });

  test("is one of a product: another one's feedback does not count", async () => {
    const db = await open();
    await months(db, 100, 100);
    await db.database.run(
      "UPDATE fixloop_curated.feedback_event SET product = 'other' WHERE event_date >= DATE '2026-04-01'",
    );
    await db.stage("audit");
    expect(await flagged(db)).toEqual([]);
  });

  test("of the newest month is what stewards read, in percent and with the name of the category", async () => {
    const db = await open();
    await months(db, 100, 100);
    await db.insert("curated.category", [
      {
        category: "billing",
        area: "billing",
        kind: "defect",
        severity: "high",
        severity_points: 4,
        risk_class: "none",
        title: "Billing is wrong",
        definition: "",
      },
    ]);
    await db.stage("audit");
    expect(
      await db.rows(
        "SELECT title, CAST(share_percent AS VARCHAR) AS share, CAST(reference_share_percent AS VARCHAR) AS before, flagged FROM fixloop_serving.taxonomy_audit WHERE measure = 'category' AND item = 'billing'",
      ),
    ).toEqual([{ title: "Billing is wrong", share: "50.0", before: "25.0", flagged: true }]);
  });
});

describe("the long tail", () => {
  const covered = async (db: StageDatabase): Promise<unknown> =>
    write(db, 200, { day: "2026-04-20", text: "the app does not sync" });
  const terms = (db: StageDatabase): Promise<readonly Record<string, unknown>[]> =>
    db.rows("SELECT * FROM fixloop_curated.long_tail ORDER BY product, tail_rank");

  test("is what uncovered customers write and covered ones don't, strongest first, with its newest events", async () => {
    const db = await open();
    await covered(db);
    const ids = [
      ...(await write(db, 30, { day: "2026-04-01", accepted: false, text: "the dark mode is gone" })),
      ...(await write(db, 2, { day: "2026-05-02", accepted: false, text: "dark mode" })),
    ];
    await db.stage("audit");
    const found = await terms(db);
    expect(found.map(({ term }) => term).slice(0, 3)).toEqual(["dark", "dark mode", "mode"]);
    expect(found.map(({ term }) => term)).not.toContain("the");
    expect(found[1]).toMatchObject({
      product: "notes",
      language: "en",
      tail_rank: 2,
      events: 32n,
      customers: 32n,
      covered_customers: 0n,
      first_date: "2026-04-01",
      last_date: "2026-05-02",
    });
    // the two newest, then the first by id of the day before
    expect(found[1]?.["sample_event_ids"]).toEqual([ids[0], ids[30], ids[31]]);
    expect(await failing(db)).toEqual([]);
  });

  test("holds no word of fewer than five customers, however often they write it", async () => {
    const db = await open();
    await covered(db);
    for (const person of ["one", "two", "three", "four"])
      await write(db, 40, {
        day: "2026-04-20",
        accepted: false,
        text: "erika mustermann of 12 long lane",
        customer: person,
      });
    await db.stage("audit");
    expect(await terms(db)).toEqual([]);
    await write(db, 1, { day: "2026-04-20", accepted: false, text: "erika mustermann", customer: "five" });
    await db.stage("audit");
    expect((await terms(db)).map(({ term, customers }) => `${String(term)} ${String(customers)}`)).toEqual([
      "erika 5",
      "erika mustermann 5",
      "mustermann 5",
    ]);
  });

  test("counts identities that are one customer once", async () => {
    const db = await open();
    await covered(db);
    for (let n = 0; n < 10; n++) {
      await write(db, 1, { day: "2026-04-20", accepted: false, text: "secret word", customer: `alias-${n}` });
      await db.insert("curated.customer", [{ customer_record_id: `alias-${n}`, customer_id: "alias-0" }]);
    }
    await db.stage("audit");
    expect(await terms(db)).toEqual([]);
  });

  test("compares a language with itself: one that is never covered has no words of its own", async () => {
    const db = await open();
    await covered(db);
    await write(db, 100, {
      day: "2026-04-20",
      accepted: false,
      language: "de",
      text: "die app ist nicht gut",
    });
    await db.stage("audit");
    expect(await terms(db)).toEqual([]);
  });

  test("leaves out figures, single signs, and what is older than ninety days or later than the moment", async () => {
    const db = await open();
    await covered(db);
    await write(db, 50, { day: "2026-04-20", accepted: false, text: "5 10 期 widget" });
    await write(db, 50, { day: "2026-02-09", accepted: false, text: "ancient" });
    await write(db, 50, { day: "2026-05-11", accepted: false, text: "future" });
    await db.stage("audit");
    expect(new Set((await terms(db)).map(({ term }) => term))).toEqual(
      new Set(["10 期", "widget", "期 widget"]),
    );
  });

  test("offers no stop words: of their language, and of all languages where theirs has no list", async () => {
    const db = await open();
    await covered(db);
    await write(db, 100, { day: "2026-04-20", text: "synchronisierung", language: "de" });
    await write(db, 100, { day: "2026-04-20", text: "sync", language: "sv" });
    await write(db, 50, { day: "2026-04-20", accepted: false, text: "i want to export in to the cloud" });
    await write(db, 50, { day: "2026-04-20", accepted: false, text: "not delivered to me" });
    await write(db, 50, {
      day: "2026-04-20",
      accepted: false,
      language: "de",
      text: "der drucker druckt nicht to",
    });
    await write(db, 50, {
      day: "2026-04-20",
      accepted: false,
      language: "sv",
      text: "skrivare to the und der",
    });
    await db.stage("audit");
    expect(
      (await terms(db)).map(({ language, term }) => `${String(language)} ${String(term)}`).toSorted(),
    ).toEqual([
      "de drucker",
      "de drucker druckt",
      "de druckt",
      "de druckt nicht",
      // no stop word of German
      "de nicht to",
      "de to",
      "en cloud",
      "en delivered",
      "en export",
      "en not delivered",
      "sv skrivare",
    ]);
  });

  test("has fifty terms a product at most, and forgets what is covered by now", async () => {
    const db = await open();
    await covered(db);
    const words = Array.from(
      { length: 80 },
      (_, n) => `word${String.fromCharCode(97 + (n % 26))}${"x".repeat(1 + Math.floor(n / 26))}`,
    );
    const ids = await write(db, 30, { day: "2026-04-20", accepted: false, text: words.join(" ") });
    await db.stage("audit");
    const found = await terms(db);
    expect(found.map(({ tail_rank }) => tail_rank)).toEqual(
      Array.from({ length: 50 }, (_, index) => index + 1),
    );
    await db.database.run(
      `UPDATE fixloop_curated.enrichment SET accepted = true WHERE event_id IN (${ids.map((id) => `'${id}'`).join(", ")})`,
    );
    await db.stage("audit");
    expect(await terms(db)).toEqual([]);
  });
});

test("before the first run of the loop there is nothing to audit, and nothing is taken away", async () => {
  const db = await StageDatabase.open(smallProject());
  opened.push(db);
  await db.execute(openRun(duckdb, "audit"));
  await db.insert("curated.drift", [
    {
      product: "notes",
      audited_month: "2026-03-01",
      measure: "channel",
      item: "*",
      events: 1,
      month_events: 1,
      reference_events: 1,
      reference_total: 1,
      share_bp: 10000,
      reference_share_bp: 10000,
      stability_millionths: 0,
      chance_millionths: 0,
      level: "too_few",
      flagged: false,
    },
  ]);
  await write(db, 10, { day: "2026-04-15" });
  await db.stage("audit");
  expect(await db.rows("SELECT count(*) AS rows FROM fixloop_curated.drift")).toEqual([{ rows: 1n }]);
});

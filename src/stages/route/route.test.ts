import { afterEach, describe, expect, test } from "vitest";
import type { OwnerRule, Project } from "../../spec/project.ts";
import { smallProject } from "../../../test/support/project.ts";
import { StageDatabase } from "../../../test/support/stageDatabase.ts";
import {
  areaSeed,
  categorySeed,
  enrichment,
  event,
  issue,
  member,
  replaceRows,
  trackerEvent,
} from "../../../test/support/upstreamRows.ts";

const anyRule = {
  area: undefined,
  category: undefined,
  kind: undefined,
  severity: undefined,
  product: undefined,
  platform: undefined,
  segment: undefined,
} as const;
const rule = (text: string, owner: string, conditions: Partial<OwnerRule> = {}): OwnerRule => ({
  ...anyRule,
  text,
  owner,
  ...conditions,
});

const small = smallProject();
const project: Project = smallProject({
  products: [{ id: "notes", title: "Kite Notes" }],
  taxonomy: {
    ...small.taxonomy,
    owners: [
      { id: "team-sync", title: "Sync", escalation: "lead", destination: "#sync" },
      { id: "team-apple", title: "Apple", escalation: undefined, destination: "#apple" },
      { id: "lead", title: "Lead", escalation: undefined, destination: "#lead" },
    ],
    macros: [
      {
        id: "restart",
        riskClass: "none",
        article: "KB-7",
        bodies: {
          en: "About {quote} in {product}: see {article} ({title}).",
          de: "Zu {quote}: siehe {article}.",
        },
      },
      { id: "money-back", riskClass: "refund", article: undefined, bodies: { de: "Geld zurück." } },
    ],
  },
});
const withRules = (...rules: readonly OwnerRule[]): Project => ({
  ...project,
  routing: { ...project.routing, rules },
});

let db: StageDatabase;
async function open(spec: Project = project, asOf = "2026-03-21T00:00:00Z"): Promise<void> {
  db = await StageDatabase.open(spec, { asOf });
  await replaceRows(db, "curated.area", [
    areaSeed({ area: "sync" }),
    areaSeed({ area: "search", owner: "team-search" }),
  ]);
  await replaceRows(db, "curated.category", [
    categorySeed({ category: "sync-stops" }),
    categorySeed({ category: "sync-slow", severity: "low", severity_points: 1, owner: "team-slow" }),
    categorySeed({ category: "search-wrong", area: "search" }),
    categorySeed({ category: "how-to-sync", kind: "question", macro: "restart", title: "How to sync" }),
    categorySeed({ category: "data-lost", risk_class: "safety" }),
  ]);
}
const owners = async (): Promise<readonly Record<string, unknown>[]> =>
  db.rows(
    "SELECT issue_id, owner, rule_position, explanation, candidates FROM fixloop_curated.assignment ORDER BY issue_id",
  );
const outbox = async (): Promise<readonly Record<string, unknown>[]> =>
  db.rows("SELECT action, destination, risk_class, status FROM fixloop_curated.outbox ORDER BY ALL");
const allTables = ["issue_ticket", "assignment", "reply_draft", "outbox", "review_item"];
const everything = async (): Promise<unknown> =>
  Promise.all(allTables.map(async (name) => db.rows(`SELECT * FROM fixloop_curated.${name} ORDER BY ALL`)));
/** Opens the next run at a later moment. */
async function nextRun(asOf: string): Promise<void> {
  await db.database.run("UPDATE fixloop_curated.pipeline_run SET status = 'finished'");
  await db.database.run(
    `INSERT INTO fixloop_curated.pipeline_run SELECT * REPLACE (run_id + 1 AS run_id, TIMESTAMP '${asOf}' AS as_of, 'running' AS status, NULL AS finished_at) FROM fixloop_curated.pipeline_run`,
  );
}

afterEach(() => db.close());

describe("assignment", () => {
  test("the last rule that matches wins, and the explanation names it, its place and how many matched", async () => {
    await open(
      withRules(
        rule("*", "lead"),
        rule("area:sync", "team-sync", { area: "sync" }),
        rule("area:search", "team-apple", { area: "search" }),
      ),
    );
    await db.insert("curated.issue", [issue({ issue_id: "i1" })]);
    await db.stage("route");
    expect(await owners()).toEqual([
      {
        issue_id: "i1",
        owner: "team-sync",
        rule_position: 2,
        explanation: "rule 2 of 3, the last of 2 that match: area:sync",
        candidates: 2,
      },
    ]);
  });

  test("a rule needs all its conditions", async () => {
    await open(
      withRules(
        rule("*", "lead"),
        rule("severity:critical,area:sync", "team-sync", { severity: "critical", area: "sync" }),
        rule("kind:question", "team-apple", { kind: "question" }),
        rule("product:tasks", "team-apple", { product: "tasks" }),
        rule("category:sync-slow", "team-apple", { category: "sync-slow" }),
      ),
    );
    await db.insert("curated.issue", [
      issue({ issue_id: "i1" }),
      issue({ issue_id: "i2", severity: "critical" }),
    ]);
    await db.stage("route");
    expect((await owners()).map(({ owner }) => owner)).toEqual(["lead", "team-sync"]);
  });

  test("without a rule the category names the owner, then the area, then nobody, which a person must see", async () => {
    await open();
    await db.insert("curated.issue", [
      issue({ issue_id: "i1", category: "sync-slow" }),
      issue({ issue_id: "i2", category: "search-wrong", area: "search" }),
      issue({ issue_id: "i3" }),
      issue({ issue_id: "i4", category: "how-to-sync", kind: "question", origin: "standing" }),
    ]);
    await db.stage("route");
    expect((await owners()).filter(({ issue_id }) => issue_id !== "i4")).toEqual([
      {
        issue_id: "i1",
        owner: "team-slow",
        rule_position: null,
        explanation: "no rule matches; category sync-slow names its owner",
        candidates: 0,
      },
      {
        issue_id: "i2",
        owner: "team-search",
        rule_position: null,
        explanation: "no rule matches; area search names its owner",
        candidates: 0,
      },
      {
        issue_id: "i3",
        owner: "unassigned",
        rule_position: null,
        explanation: "no rule matches, and neither category nor area names an owner",
        candidates: 0,
      },
    ]);
    // i4 is a question: a topic, which needs no owner
    expect(
      await db.rows(
        "SELECT subject_kind, subject_id FROM fixloop_curated.review_item WHERE reason = 'no_owner'",
      ),
    ).toEqual([{ subject_kind: "issue", subject_id: "i3" }]);
  });

  test("platform and segment are those that most members name; a tie goes to the first by name", async () => {
    await open(
      withRules(
        rule("platform:iOS", "team-apple", { platform: "iOS" }),
        rule("segment:Pro", "lead", { segment: "Pro" }),
      ),
    );
    await db.insert("curated.issue", [
      issue({ issue_id: "i1" }),
      issue({ issue_id: "i2" }),
      issue({ issue_id: "i3" }),
    ]);
    await db.insert("curated.feedback_event", [
      event({ event_id: "a", platform: "ios" }),
      event({ event_id: "b", platform: "android" }),
      event({ event_id: "c", platform: "ios" }),
      event({ event_id: "d", platform: "android" }),
      event({ event_id: "e", platform: "ios" }),
      event({ event_id: "f", customer_record_id: "pro" }),
    ]);
    await db.insert("curated.customer", [{ customer_record_id: "pro", customer_id: "pro", segment: "PRO" }]);
    await db.insert("curated.issue_member", [
      member("a", "i1"),
      member("b", "i1"),
      member("c", "i1"),
      member("d", "i2"),
      member("e", "i2"),
      member("f", "i3"),
    ]);
    await db.stage("route");
    expect((await owners()).map(({ owner }) => owner)).toEqual(["team-apple", "unassigned", "lead"]);
  });

  test("the time of assignment stays until the owner changes", async () => {
    await open();
    const assignedAt = async (): Promise<unknown> =>
      (await db.rows("SELECT assigned_at FROM fixloop_curated.assignment"))[0]?.["assigned_at"];
    await db.insert("curated.issue", [issue({ issue_id: "i1" })]);
    await db.stage("route");
    await nextRun("2026-04-01 00:00:00");
    await db.stage("route");
    expect(await assignedAt()).toBe("2026-03-21 00:00:00");
    await replaceRows(db, "curated.owner_rule", [{ rule_position: 1, rule_text: "*", owner: "lead" }]);
    await db.stage("route");
    expect(await assignedAt()).toBe("2026-04-01 00:00:00");
  });

  test("an issue counts as owned from its detection, or from the run that first names an owner", async () => {
    await open();
    const ownedFrom = async (): Promise<unknown> =>
      (await db.rows("SELECT owner, owned_from FROM fixloop_curated.assignment ORDER BY issue_id")).map(
        (row) => Object.values(row),
      );
    await db.insert("curated.issue", [
      issue({ issue_id: "i1", detected_at: "2026-03-05 00:00:00", area: "search", category: "search-wrong" }),
      issue({ issue_id: "i2", detected_at: "2026-03-06 00:00:00" }),
    ]);
    await db.stage("route");
    expect(await ownedFrom()).toEqual([
      ["team-search", "2026-03-05 00:00:00"],
      ["unassigned", null],
    ]);
    await nextRun("2026-04-01 00:00:00");
    await replaceRows(db, "curated.owner_rule", [{ rule_position: 1, rule_text: "*", owner: "lead" }]);
    await db.stage("route");
    expect(await ownedFrom()).toEqual([
      ["lead", "2026-03-05 00:00:00"],
      ["lead", "2026-04-01 00:00:00"],
    ]);
  });

  test("a defect from a release or a spike, severe enough, blocks a release", async () => {
    await open();
    await db.insert("curated.issue", [
      issue({ issue_id: "release" }),
      issue({ issue_id: "spike", origin: "spike" }),
      issue({ issue_id: "standing", origin: "standing" }),
      issue({ issue_id: "mild", category: "sync-slow" }),
      issue({ issue_id: "question", category: "how-to-sync", kind: "question" }),
    ]);
    await db.stage("route");
    expect(
      await db.rows("SELECT issue_id FROM fixloop_curated.assignment WHERE release_blocker ORDER BY 1"),
    ).toEqual([{ issue_id: "release" }, { issue_id: "spike" }]);
  });
});

describe("outbox", () => {
  const owned = withRules(rule("*", "team-sync"));

  test("a detected defect opens a ticket, tells its owner, and is escalated where nobody took it up in time", async () => {
    await open(owned);
    await db.insert("curated.issue", [issue({ issue_id: "i1" })]);
    await db.stage("route");
    expect(await outbox()).toEqual([
      { action: "escalation", destination: "#lead", risk_class: "none", status: "ready" },
      { action: "notification", destination: "#sync", risk_class: "none", status: "ready" },
      { action: "ticket", destination: "tracker", risk_class: "none", status: "ready" },
    ]);
  });

  test("within the hours of the SLA, and after a month of silence, nothing is escalated", async () => {
    await open(owned, "2026-03-05T03:59:00Z");
    await db.insert("curated.issue", [
      issue({ issue_id: "new", last_event_at: "2026-03-05 00:00:00" }),
      issue({ issue_id: "silent", detected_at: "2025-10-01 00:00:00", last_event_at: "2026-01-01 00:00:00" }),
    ]);
    await db.stage("route");
    expect((await outbox()).map(({ action }) => action)).toEqual([
      "notification",
      "notification",
      "ticket",
      "ticket",
    ]);
  });

  test("an issue that has a ticket gets no second one and is not escalated", async () => {
    await open(owned);
    await db.insert("curated.issue", [issue({ issue_id: "i1" })]);
    await db.insert("curated.feedback_event", [event({ event_id: "a" })]);
    await db.insert("curated.issue_member", [member("a", "i1")]);
    await db.insert("raw.tracker_event", [
      trackerEvent({
        ticket_key: "T-1",
        changed_at: "2026-03-04 00:00:00",
        to_status: "Open",
        feedback_record_id: "record-a",
      }),
    ]);
    await db.stage("route");
    expect((await outbox()).map(({ action }) => action)).toEqual(["notification"]);
  });

  test("standing issues and other kinds send nothing", async () => {
    await open(owned);
    await db.insert("curated.issue", [
      issue({ issue_id: "i1", origin: "standing" }),
      issue({ issue_id: "i2", category: "how-to-sync", kind: "question" }),
    ]);
    await db.stage("route");
    expect(await outbox()).toEqual([]);
  });

  test("a category that carries risk waits for a human with everything about it", async () => {
    await open(owned);
    await db.insert("curated.issue", [issue({ issue_id: "i1", category: "data-lost" })]);
    await db.stage("route");
    expect(
      new Set((await outbox()).map(({ status, risk_class }) => `${String(risk_class)} ${String(status)}`)),
    ).toEqual(new Set(["safety waiting"]));
    expect(
      await db.rows(
        "SELECT count(*) AS items FROM fixloop_curated.review_item WHERE subject_kind = 'outbox' AND reason = 'risk'",
      ),
    ).toEqual([{ items: 3n }]);
  });

  test("what is ready stays when it is no longer wanted, what waits is withdrawn, and a known row keeps its time", async () => {
    await open(owned);
    await db.insert("curated.issue", [
      issue({ issue_id: "calm" }),
      issue({ issue_id: "risky", category: "data-lost" }),
    ]);
    await db.stage("route");
    await nextRun("2026-03-22 00:00:00");
    await db.database.run("DELETE FROM fixloop_curated.issue WHERE issue_id = 'risky'");
    await db.stage("route");
    expect(
      await db.rows("SELECT issue_id, action, created_at FROM fixloop_curated.outbox ORDER BY action"),
    ).toEqual([
      { issue_id: "calm", action: "escalation", created_at: "2026-03-21 00:00:00" },
      { issue_id: "calm", action: "notification", created_at: "2026-03-21 00:00:00" },
      { issue_id: "calm", action: "ticket", created_at: "2026-03-21 00:00:00" },
    ]);
  });

  test("a new owner is told under a key of their own; the ticket keeps its key", async () => {
    await open(owned);
    await db.insert("curated.issue", [issue({ issue_id: "i1" })]);
    await db.stage("route");
    await replaceRows(db, "curated.owner_rule", [{ rule_position: 1, rule_text: "*", owner: "team-apple" }]);
    await db.stage("route");
    expect(
      (await outbox()).map(({ action, destination }) => `${String(action)} ${String(destination)}`),
    ).toEqual(["escalation #lead", "notification #apple", "notification #sync", "ticket tracker"]);
  });
});

const drafts = async (): Promise<readonly Record<string, unknown>[]> =>
  db.rows("SELECT event_id, language, body, risk_class FROM fixloop_curated.reply_draft ORDER BY event_id");
const question = (
  event_id: string,
  more: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> => ({
  ...enrichment({ event_id, category: "how-to-sync", kind: "question", quote: "how do I sync" }),
  ...more,
});

describe("reply drafts", () => {
  test("an accepted question is answered in its language, and where the macro lacks it in the default one", async () => {
    await open();
    await db.insert("raw.article", [
      { article_id: "KB-7", product: "notes", title: "Restart sync", body: "" },
    ]);
    await db.insert("curated.feedback_event", [
      event({ event_id: "a" }),
      event({ event_id: "b", language: "de" }),
      event({ event_id: "c", language: "fr" }),
    ]);
    await db.insert("curated.enrichment", [question("a"), question("b"), question("c")]);
    await db.stage("route");
    expect(await drafts()).toEqual([
      {
        event_id: "a",
        language: "en",
        body: "About how do I sync in Kite Notes: see Restart sync (How to sync).",
        risk_class: "none",
      },
      { event_id: "b", language: "de", body: "Zu how do I sync: siehe Restart sync.", risk_class: "none" },
      {
        event_id: "c",
        language: "en",
        body: "About how do I sync in Kite Notes: see Restart sync (How to sync).",
        risk_class: "none",
      },
    ]);
    expect(await outbox()).toEqual(
      Array.from({ length: 3 }, () => ({
        action: "reply",
        destination: "helpdesk",
        risk_class: "none",
        status: "waiting",
      })),
    );
  });

  test("what a customer wrote stays text, placeholders and quotes included", async () => {
    await open();
    const hostile = "'; DROP TABLE x;-- {article} {{title}} ${product} \\1 $1 </script>\n‮😀";
    await db.insert("curated.feedback_event", [event({ event_id: "a", language: "de" })]);
    await db.insert("curated.enrichment", [question("a", { quote: hostile })]);
    await db.stage("route");
    expect((await drafts())[0]?.["body"]).toBe(`Zu ${hostile}: siehe KB-7.`);
  });

  test("risk comes from the text, then from the macro, then from the answer being public", async () => {
    await open();
    await replaceRows(db, "curated.category", [
      categorySeed({ category: "how-to-sync", kind: "question", macro: "restart" }),
      categorySeed({ category: "refund", kind: "question", macro: "money-back" }),
    ]);
    await db.insert("curated.feedback_event", [
      event({ event_id: "a", channel: "reviews" }),
      event({ event_id: "b" }),
      event({ event_id: "c", channel: "reviews" }),
    ]);
    await db.insert("curated.enrichment", [
      question("a"),
      question("b", { category: "refund" }),
      question("c", { risk_class: "legal", category: "refund" }),
    ]);
    await db.stage("route");
    expect((await drafts()).map(({ risk_class }) => risk_class)).toEqual(["public_reply", "refund", "legal"]);
  });

  test("uncertain, old and macro-less feedback gets no draft, and a draft that has aged is withdrawn", async () => {
    await open();
    await db.insert("curated.feedback_event", [
      event({ event_id: "old", event_date: "2026-02-19" }),
      event({ event_id: "recent", event_date: "2026-02-20" }),
      event({ event_id: "unsure" }),
      event({ event_id: "defect" }),
    ]);
    await db.insert("curated.enrichment", [
      question("old"),
      question("recent"),
      question("unsure", { accepted: false }),
      enrichment({ event_id: "defect" }),
    ]);
    await db.stage("route");
    expect((await drafts()).map(({ event_id }) => event_id)).toEqual(["recent"]);
    await nextRun("2026-03-22 00:00:00");
    await db.stage("route");
    expect(await drafts()).toEqual([]);
    expect(await outbox()).toEqual([]);
  });
});

describe("review queue", () => {
  test("holds uncertain suggestions and identities, newest and likeliest first, as many as people can read", async () => {
    await open();
    const many = Array.from({ length: 503 }, (_, index) => `e${String(index).padStart(4, "0")}`);
    await db.insert(
      "curated.feedback_event",
      many.map((event_id, index) =>
        event({ event_id, occurred_at: index === 502 ? "2026-03-03 00:00:00" : "2026-03-02 00:00:00" }),
      ),
    );
    await db.insert(
      "curated.enrichment",
      many.map((event_id) => enrichment({ event_id, accepted: false, confidence_bp: 3000 })),
    );
    await db.insert("curated.customer_link", [
      { left_record_id: "l", right_record_id: "r", rule: "email", match_weight: 1000, decision: "review" },
      { left_record_id: "l", right_record_id: "s", rule: "email", match_weight: 9000, decision: "merge" },
    ]);
    await db.stage("route");
    expect(
      await db.rows(
        "SELECT reason, count(*) AS items FROM fixloop_curated.review_item GROUP BY reason ORDER BY reason",
      ),
    ).toEqual([
      { reason: "identity", items: 1n },
      { reason: "low_confidence", items: 500n },
    ]);
    const missing = await db.rows(
      "SELECT event_id FROM fixloop_curated.enrichment WHERE event_id NOT IN (SELECT subject_id FROM fixloop_curated.review_item) ORDER BY 1",
    );
    expect(missing.map(({ event_id }) => event_id)).toEqual(["e0499", "e0500", "e0501"]);
  });

  test("holds every text with risk, whatever its age and category, until a person has decided about what was said last", async () => {
    await open();
    const risks = {
      old: { occurred_at: "2024-01-02 10:00:00", risk_class: "legal" },
      uncategorised: { risk_class: "safety", category: null, accepted: false },
      unlikely: { risk_class: "refund", accepted: false },
      praise: { risk_class: "account_closure", kind: "praise" },
      decided: { risk_class: "legal" },
      "decided before": { risk_class: "legal" },
      harmless: {},
    };
    await db.insert(
      "curated.feedback_event",
      Object.entries(risks).map(([event_id, given]) =>
        event({ event_id, ...("occurred_at" in given ? { occurred_at: given.occurred_at } : {}) }),
      ),
    );
    await db.insert(
      "curated.enrichment",
      Object.entries(risks).map(([event_id, { ...given }]) => enrichment({ event_id, ...given })),
    );
    const decision = (event_id: string, decided_at: string, sequence_number: number) => ({
      subject_kind: "event",
      subject_id: event_id,
      event_id,
      verb: "approve",
      category: "sync-stops",
      decided_at,
      decision_id: event_id,
      sequence_number,
    });
    await db.insert("curated.decision_in_force", [
      decision("decided", "2026-03-04 00:00:00", 1),
      decision("decided before", "2026-03-01 00:00:00", 2),
    ]);
    await db.stage("route");
    expect(
      await db.rows("SELECT subject_id, reason FROM fixloop_curated.review_item ORDER BY subject_id"),
    ).toEqual(
      ["decided before", "old", "praise", "uncategorised", "unlikely"].map((subject_id) => ({
        subject_id,
        reason: "risk",
      })),
    );
  });

  test("keeps the moment an item was raised, and drops it once its cause is gone", async () => {
    await open();
    await db.insert("curated.feedback_event", [event({ event_id: "a" }), event({ event_id: "b" })]);
    await db.insert("curated.enrichment", [
      enrichment({ event_id: "a", accepted: false }),
      enrichment({ event_id: "b", accepted: false }),
    ]);
    await db.stage("route");
    await nextRun("2026-03-25 00:00:00");
    await db.database.run("UPDATE fixloop_curated.enrichment SET accepted = TRUE WHERE event_id = 'a'");
    await db.stage("route");
    expect(await db.rows("SELECT subject_id, raised_at FROM fixloop_curated.review_item")).toEqual([
      { subject_id: "b", raised_at: "2026-03-21 00:00:00" },
    ]);
  });
});

test("running the stage again, in the same run or the next, changes nothing", async () => {
  await open(withRules(rule("*", "team-sync")));
  await db.insert("curated.issue", [
    issue({ issue_id: "i1" }),
    issue({ issue_id: "i2", category: "data-lost" }),
  ]);
  await db.insert("curated.feedback_event", [event({ event_id: "a" }), event({ event_id: "b" })]);
  await db.insert("curated.issue_member", [member("a", "i1")]);
  await db.insert("curated.enrichment", [
    enrichment({ event_id: "a", category: "how-to-sync" }),
    enrichment({ event_id: "b", accepted: false }),
  ]);
  await db.insert("raw.tracker_event", [
    trackerEvent({
      ticket_key: "T-1",
      changed_at: "2026-03-04 00:00:00",
      to_status: "Open",
      feedback_record_id: "record-a",
    }),
  ]);
  await db.stage("route");
  const first = await everything();
  await db.stage("route");
  expect(await everything()).toEqual(first);
  await nextRun("2026-03-21 00:00:00");
  await db.stage("route");
  expect(await everything()).toEqual(first);
});

test("the stage finishes with its checks held, and an outbox row of risk that is ready fails one", async () => {
  await open();
  await db.insert("curated.issue", [issue({ issue_id: "i1", category: "sync-slow" })]);
  await db.stage("route");
  expect(
    await db.rows(
      "SELECT check_id FROM fixloop_curated.check_result WHERE severity = 'error' AND failing_rows > 0",
    ),
  ).toEqual([]);
  await db.insert("curated.outbox", [
    {
      outbox_id: "x",
      action: "reply",
      destination: "d",
      risk_class: "legal",
      status: "ready",
      created_at: "2026-03-01 00:00:00",
    },
  ]);
  await db.stage("route");
  expect(
    await db.rows(
      "SELECT check_id, failing_rows FROM fixloop_curated.check_result WHERE severity = 'error' AND failing_rows > 0",
    ),
  ).toEqual([{ check_id: "route.risk_waits_for_a_human", failing_rows: 1n }]);
});

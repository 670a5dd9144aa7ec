import { afterEach, describe, expect, test } from "vitest";
import { explain } from "./explain.ts";
import { explainNumber } from "./explainNumber.ts";
import type { Hop } from "./explanation.ts";
import { explanationText } from "./explanationText.ts";
import { catalogue } from "../../stages/catalogue.ts";
import { viewLineage } from "../../lineage/planLineage.ts";
import { finishRun } from "../../ledger/ledger.ts";
import { duckdb } from "../../sql/duckdb.ts";
import type { TableName } from "../../sql/sql.ts";
import { contractOf } from "../../stages/tables.ts";
import { smallProject } from "../../../test/support/project.ts";
import { StageDatabase } from "../../../test/support/stageDatabase.ts";
import {
  asideEvent,
  enrichment,
  event,
  issue,
  member,
  replaceRows,
  trackerEvent,
} from "../../../test/support/upstreamRows.ts";

let db: StageDatabase;
afterEach(() => db.close());

const payload = (event_id: string, record_position: number): Readonly<Record<string, unknown>> => ({
  event_id,
  source: "helpdesk",
  kind: "tickets",
  source_record_id: `record-${event_id}`,
  payload: '{"body": "secret body"}',
  payload_hash: `payload-${event_id}`,
  occurred_at: "2026-03-02 10:00:00",
  received_at: "2026-03-02 10:05:00",
  file: "samples/tickets.jsonl",
  record_position,
  schema_fingerprint: "f",
});

async function open(): Promise<void> {
  db = await StageDatabase.open(smallProject(), { asOf: "2026-06-01T00:00:00Z" });
  await db.insert("curated.issue", [issue({ issue_id: "aaaaaaaa-issue" })]);
  await db.insert("curated.detection", [
    {
      detection_id: "dddddddd-detection",
      product: "notes",
      category: "sync-stops",
      origin: "release",
      version: "2.0.0",
      onset_date: "2026-03-01",
      alarm_date: "2026-03-05",
      end_date: "2026-03-09",
      level: "page",
      log_e_milli: 7100,
      observed: 9,
      expected_milli: 1500,
    },
  ]);
  await db.insert("curated.feedback_event", [
    event({ event_id: "eeeeeeee-1" }),
    event({ event_id: "eeeeeeee-2" }),
  ]);
  await db.insert("curated.enrichment", [enrichment({ event_id: "eeeeeeee-1" })]);
  await db.insert("raw.feedback_payload", [payload("eeeeeeee-1", 7), payload("eeeeeeee-2", 8)]);
  await db.insert("curated.issue_member", [
    member("eeeeeeee-1", "aaaaaaaa-issue"),
    member("eeeeeeee-2", "aaaaaaaa-issue"),
  ]);
  await db.insert("curated.assignment", [
    {
      issue_id: "aaaaaaaa-issue",
      owner: "team-sync",
      rule_position: 1,
      explanation: "rule 1",
      candidates: 1,
      release_blocker: true,
      assigned_at: "2026-03-06 00:00:00",
    },
  ]);
  await replaceRows(db, "curated.owner_rule", [
    { rule_position: 1, rule_text: "area:sync team-sync", owner: "team-sync" },
  ]);
}

const walked = async (id: string): Promise<readonly Hop[]> => {
  const explanation = await explain(db.runner, "fixloop", id);
  if (explanation.outcome !== "found") throw new Error(`${id}: ${explanation.outcome}`);
  return explanation.hops;
};
const named = (hops: readonly Hop[], relation: string): Hop => {
  const hop = hops.find((candidate) => candidate.relation === relation);
  if (hop === undefined)
    throw new Error(`no hop ${relation} among ${hops.map((each) => each.relation).join(", ")}`);
  return hop;
};
const below = (hop: Hop, row = 0): readonly Hop[] => hop.rows[row]?.hops ?? [];
const everyHop = (hops: readonly Hop[]): readonly Hop[] =>
  hops.flatMap((hop) => [hop, ...hop.rows.flatMap((row) => everyHop(row.hops))]);

describe("the walk", () => {
  test("leads from an issue to its detection, its rule and, by its members, to file and position of the source records", async () => {
    await open();
    const [root] = await walked("aaaaaaaa-issue");
    const ways = below(root!);
    expect(named(ways, "detection").rows[0]?.values["detection_id"]).toBe("dddddddd-detection");
    expect(below(named(ways, "owner")).map(({ rows }) => rows[0]?.values)).toEqual([
      { rule_position: 1, rule_text: "area:sync team-sync", owner: "team-sync" },
    ]);
    const members = named(ways, "members");
    expect(members.total).toBe(2);
    expect(named(below(members, 1), "source records").rows[0]?.values).toEqual({
      source: "helpdesk",
      file: "samples/tickets.jsonl",
      record_position: 8n,
      received_at: "2026-03-02 10:05:00",
      payload_hash: "payload-eeeeeeee-2",
      schema_fingerprint: "f",
      mark: null,
    });
    expect(members.rows[0]?.provenance).toEqual({ runId: 1, codeVersion: "test", taxonomyVersion: "test" });
  });

  test("shows below a suggestion what belongs to its category, and what belongs elsewhere", async () => {
    const taxonomy = smallProject().taxonomy;
    const boundary = "A slow first sync (sync-slow).";
    db = await StageDatabase.open(
      smallProject({
        taxonomy: { ...taxonomy, categories: taxonomy.categories.map((leaf) => ({ ...leaf, boundary })) },
      }),
    );
    await db.insert("curated.feedback_event", [event({ event_id: "eeeeeeee-1" })]);
    await db.insert("curated.enrichment", [enrichment({ event_id: "eeeeeeee-1" })]);
    const suggestion = named(await walked("eeeeeeee-1"), "suggestion");
    expect(named(below(suggestion), "category").rows[0]?.values).toEqual({
      category: "sync-stops",
      title: "sync-stops",
      definition: "Complaints about sync-stops.",
      boundary,
    });
  });

  test("of an event that was set aside gives every check that it fails and its record, by the id of either", async () => {
    await open();
    await db.insert("raw.feedback_payload", [payload("aside-event", 9)]);
    await replaceRows(db, "curated.check_rule", [
      {
        check_id: "authored.rated",
        title: "It has stars",
        kind: "not_null",
        checked_table: "curated.feedback_event",
        severity: "quarantine",
      },
    ]);
    await db.insert("curated.set_aside_event", [
      asideEvent({ event_id: "aside-event", reasons: ["authored.gone", "authored.rated"] }),
    ]);
    const hops = await walked("aside-event");
    expect(await walked("record-aside-event")).toEqual(hops);
    expect(named(hops, "event").total).toBe(0);
    const aside = named(hops, "set aside");
    expect(aside.rows[0]?.values["reasons"]).toEqual(["authored.gone", "authored.rated"]);
    expect(named(below(aside), "check that it fails").rows.map(({ values }) => values)).toEqual([
      { check_id: "authored.rated", title: "It has stars", kind: "not_null" },
    ]);
    expect(named(hops, "source records").rows[0]?.values["record_position"]).toBe(9n);
  });

  test("gives with every hop a query that returns the same rows", async () => {
    await open();
    const hops = everyHop(await walked("aaaaaaaa-issue"));
    expect(hops.length).toBeGreaterThan(15);
    for (const { sql, rows } of hops) {
      const again = await db.rows(sql);
      expect(
        again.map((row) =>
          Object.fromEntries(Object.keys(rows[0]?.values ?? {}).map((name) => [name, row[name]])),
        ),
      ).toEqual(rows.map(({ values }) => values));
    }
  });

  test("shows ten members of many, and says how many there are", async () => {
    await open();
    await db.insert(
      "curated.issue_member",
      Array.from({ length: 55 }, (_, index) => member(`m${index}`, "aaaaaaaa-issue")),
    );
    const members = named(below((await walked("aaaaaaaa-issue"))[0]!), "members");
    expect([members.rows.length, members.total]).toEqual([10, 57]);
    expect(explanationText(await explain(db.runner, "fixloop", "aaaaaaaa-issue"))).toContain(
      "members (10 of 57) · curated.issue_member",
    );
  });

  test("shows nothing personal, no payload, and no text of the customer beyond the masked quote", async () => {
    await open();
    const explanation = await explain(db.runner, "fixloop", "record-eeeeeeee-1");
    if (explanation.outcome !== "found") throw new Error(explanation.outcome);
    const { hops, subject } = explanation;
    expect(subject).toEqual({ kind: "event", id: "eeeeeeee-1" });
    for (const { table, rows } of everyHop([...hops, ...(await walked("aaaaaaaa-issue"))])) {
      for (const name of Object.keys(rows[0]?.values ?? {})) {
        expect(["public", "internal"], `${table}.${name}`).toContain(
          contractOf(table as TableName).columns[name]?.class,
        );
      }
    }
    const shown = JSON.stringify({ hops, issue: await walked("aaaaaaaa-issue") }, (_key, value: unknown) =>
      typeof value === "bigint" ? String(value) : value,
    );
    for (const secret of ["secret body", "record-eeeeeeee", "person-eeeeeeee"])
      expect(shown).not.toContain(secret);
  });

  test("leads from an outbox row, a review item and a step of history to what they are about", async () => {
    await open();
    await db.insert("curated.outbox", [
      {
        outbox_id: "oooooooo-1",
        action: "ticket",
        destination: "tracker",
        issue_id: "aaaaaaaa-issue",
        risk_class: "safety",
        status: "waiting",
        created_at: "2026-03-06 00:00:00",
      },
      {
        outbox_id: "oooooooo-2",
        action: "reply",
        destination: "helpdesk",
        event_id: "eeeeeeee-1",
        risk_class: "none",
        status: "waiting",
        created_at: "2026-03-06 00:00:00",
      },
    ]);
    await db.insert("curated.review_item", [
      {
        review_item_id: "rrrrrrrr-1",
        subject_kind: "outbox",
        subject_id: "oooooooo-1",
        reason: "risk",
        raised_at: "2026-03-06 00:00:00",
      },
    ]);
    await db.insert("curated.issue_event", [
      {
        issue_event_id: "ssssssss-1",
        issue_id: "aaaaaaaa-issue",
        state: "detected",
        happened_at: "2026-03-05 00:00:00",
        cause: "detection",
      },
    ]);
    expect(below((await walked("oooooooo-1"))[0]!).map(({ relation }) => relation)).toEqual(["issue"]);
    expect(below((await walked("oooooooo-2"))[0]!)[0]?.relation).toBe("event");
    expect(everyHop(await walked("rrrrrrrr-1")).some(({ table }) => table === "raw.feedback_payload")).toBe(
      true,
    );
    expect(below((await walked("ssssssss-1"))[0]!)[0]?.relation).toBe("issue");
  });

  test("leads from a pair of identities, named as review items name it, to the events of both and names neither", async () => {
    await open();
    await db.insert("curated.customer_link", [
      {
        left_record_id: "person-eeeeeeee-1",
        right_record_id: "person-eeeeeeee-2",
        rule: "email",
        match_weight: 1500,
        decision: "review",
      },
    ]);
    await db.insert("curated.issue", [issue({ issue_id: "unowned" })]);
    await db.stage("route");
    const [item] = await db.rows<{ id: string }>(
      "SELECT subject_id AS id FROM fixloop_curated.review_item WHERE reason = 'identity'",
    );
    const hops = await walked(item!.id);
    expect(
      hops.map(({ relation, rows }) => [relation, rows[0]?.values["event_id"] ?? rows[0]?.values["rule"]]),
    ).toEqual([
      ["pair of identities", "email"],
      ["decision of a reviewer", undefined],
      ["events of the left identity", "eeeeeeee-1"],
      ["events of the right identity", "eeeeeeee-2"],
    ]);
    expect(hops.map(({ sql }) => sql).join("\n")).not.toContain("person-");
  });

  test("leads from a detection to the days it counted, and to its issue", async () => {
    await open();
    await db.insert("curated.daily_count", [
      {
        product: "notes",
        category: "sync-stops",
        channel: "tickets",
        version: "2.0.0",
        platform: "-",
        event_date: "2026-03-02",
        events: 3,
        voters: 2,
      },
      {
        product: "notes",
        category: "sync-stops",
        channel: "tickets",
        version: "1.0.0",
        platform: "-",
        event_date: "2026-03-02",
        events: 3,
        voters: 2,
      },
    ]);
    const ways = below((await walked("dddddddd-detection"))[0]!);
    expect(named(ways, "counted days").rows.map(({ values }) => values["version"])).toEqual(["2.0.0"]);
    expect(named(ways, "issues").rows.map(({ values }) => values["issue_id"])).toEqual(["aaaaaaaa-issue"]);
  });

  test("an issue names the tickets that may be about it, and the ticket what it may be about, with the evidence", async () => {
    await open();
    const pair = {
      issue_id: "aaaaaaaa-issue",
      product: "notes",
      main_key: "T-7",
      origin_place: 1,
      days_apart: 4,
      area_agrees: true,
      similarity_bp: 3000,
      text_milli: 700,
      category_milli: 600,
      time_milli: 2200,
    };
    await db.insert("raw.tracker_event", [
      trackerEvent({ ticket_key: "T-7", changed_at: "2026-03-06 00:00:00", to_status: "Open" }),
    ]);
    await db.insert("curated.ticket_similarity", [
      { ...pair, ticket_key: "T-7", probability_bp: 5400 },
      { ...pair, ticket_key: "T-8", probability_bp: 1999 },
    ]);
    const tickets = named(below((await walked("aaaaaaaa-issue"))[0]!), "probable tickets");
    expect(tickets.rows.map(({ values }) => [values["ticket_key"], values["probability_bp"]])).toEqual([
      ["T-7", 5400],
    ]);
    expect(named(await walked("T-7"), "probable issues").rows[0]?.values["issue_id"]).toBe("aaaaaaaa-issue");
  });

  test("takes any key of the tracker for text", async () => {
    await open();
    const key = "T'; DROP TABLE x; --\\ ${a} {curated.issue} {{b}}\n\"😀";
    await db.insert("raw.tracker_event", [
      trackerEvent({
        ticket_key: key,
        changed_at: "2026-03-06 00:00:00",
        to_status: "Open",
        summary: "a\u001b[31mred",
      }),
    ]);
    await db.insert("curated.issue_ticket", [
      {
        issue_id: "aaaaaaaa-issue",
        ticket_key: key,
        link_reason: "feedback_record",
        similarity_bp: 10000,
        leads: true,
      },
    ]);
    const ticket = await walked(key);
    expect(named(ticket, "changes in the tracker").total).toBe(1);
    expect(named(ticket, "linked issues").rows[0]?.values["issue_id"]).toBe("aaaaaaaa-issue");
    expect(ticket[0]?.sql).not.toMatch(/\\|\$\{|\{\{|\n/);
    const text = explanationText(await explain(db.runner, "fixloop", "aaaaaaaa-issue"));
    expect(text).not.toContain("\u001b");
  });
});

describe("the id", () => {
  test("may be its first eight characters where only one begins so", async () => {
    await open();
    expect(await explain(db.runner, "fixloop", " aaaaaaaa ")).toMatchObject({
      outcome: "found",
      asked: "aaaaaaaa",
      subject: { kind: "issue", id: "aaaaaaaa-issue" },
    });
    expect(await explain(db.runner, "fixloop", "aaaaaaa")).toEqual({
      outcome: "unknown",
      asked: "aaaaaaa",
      near: [],
    });
  });

  test("that is nearly one that is there is asked back, and never one of a source", async () => {
    await open();
    const near = await explain(db.runner, "fixloop", "AAAAAAab");
    expect(near).toEqual({ outcome: "unknown", asked: "AAAAAAab", near: ["aaaaaaaa"] });
    expect(explanationText(near)).toMatch(/ Did you mean "aaaaaaaa"\?$/);
    // a record of the helpdesk, whose id may be an address
    expect(await explain(db.runner, "fixloop", "rekord-eeeeeeee-1")).toMatchObject({ near: [] });
  });

  test("that several begin with gives the list of them; a whole one goes before its continuations", async () => {
    await open();
    const ambiguous = await explain(db.runner, "fixloop", "eeeeeeee");
    expect(ambiguous).toEqual({
      outcome: "ambiguous",
      asked: "eeeeeeee",
      subjects: [
        { kind: "event", id: "eeeeeeee-1" },
        { kind: "event", id: "eeeeeeee-2" },
      ],
    });
    expect(explanationText(ambiguous)).toBe(
      "eeeeeeee is the beginning of several ids, or the id of several rows:\n  event eeeeeeee-1\n  event eeeeeeee-2",
    );
    await db.insert("curated.feedback_event", [event({ event_id: "eeeeeeee-11" })]);
    expect(await explain(db.runner, "fixloop", "eeeeeeee-1")).toMatchObject({
      outcome: "found",
      subject: { id: "eeeeeeee-1" },
    });
  });

  test("that nothing has is unknown, and so is none, a wildcard and a statement", async () => {
    await open();
    for (const id of ["", "%%%%%%%%", "' OR 1 = 1 --", "____________"]) {
      expect(await explain(db.runner, "fixloop", id)).toEqual({ outcome: "unknown", asked: id, near: [] });
    }
    expect(explanationText({ outcome: "unknown", asked: "x", near: [] })).toBe(
      "x: no row has this id, or an id that begins with it (at least 8 characters).",
    );
  });
});

describe("a number of a view", () => {
  /** As the last stage and the ledger do: readers see the rows of a finished run. */
  const publish = async (): Promise<void> => {
    await db.stage("measure");
    await db.execute(finishRun(duckdb));
  };
  const numbered = async (
    view: `serving.${string}`,
    column: string,
    row: Readonly<Record<string, string>>,
  ): Promise<readonly Hop[]> => {
    const lineage = viewLineage(catalogue, view);
    if (lineage === undefined) throw new Error(`no view ${view}`);
    const explanation = await explainNumber(db.runner, "fixloop", lineage, { view, column, row });
    return explanation.outcome === "found" ? explanation.hops : [];
  };
  const again = async ({ sql, rows }: Hop): Promise<void> => {
    const found = await db.rows(sql);
    const names = Object.keys(rows[0]?.values ?? {});
    expect(found.map((values) => Object.fromEntries(names.map((name) => [name, values[name]])))).toEqual(
      rows.map(({ values }) => values),
    );
  };

  test("leads to the rows of every table it comes from that have its keys, and on to the source records", async () => {
    await open();
    await db.insert("curated.issue", [issue({ issue_id: "bbbbbbbb-issue" })]);
    await publish();
    const [cell] = await numbered("serving.issue_overview", "events", { issue_id: "aaaaaaaa-issue" });
    const behind = below(cell!);
    expect(behind.map(({ table, total }) => [table, total])).toEqual([["curated.issue", 1]]);
    expect(behind[0]?.rows[0]?.values["events"]).toEqual(cell?.rows[0]?.values["events"]);
    const hops = everyHop([cell!]);
    expect(hops.some(({ table, rows }) => table === "raw.feedback_payload" && rows.length > 0)).toBe(true);
    for (const each of hops) await again(each);
  });

  test("that is a count lists what it counts through the keys that its joins take for equal", async () => {
    await open();
    await db.insert("raw.feedback_payload", [{ ...payload("eeeeeeee-3", 9), source: "store" }]);
    await replaceRows(db, "curated.source", [
      {
        source: "helpdesk",
        kind: "tickets",
        product: "notes",
        reader: "r",
        required_keys: [],
        record_paths: [],
        local_offsets: [],
        allowed_reasons: [],
      },
    ]);
    await publish();
    const [cell] = await numbered("serving.source_coverage", "records", { source: "helpdesk" });
    const behind = below(cell!);
    const delivered = behind.find(({ table }) => table === "raw.feedback_payload");
    expect([delivered?.total, cell?.rows[0]?.values["records"]]).toEqual([2, 2n]);
    for (const each of everyHop([cell!])) await again(each);
  });

  test("of several rows shows their cells and no more, and of none nothing", async () => {
    await open();
    await db.insert("curated.issue", [issue({ issue_id: "bbbbbbbb-issue" })]);
    await publish();
    const [cells] = await numbered("serving.issue_overview", "events", {});
    expect([cells?.total, below(cells!)]).toEqual([2, []]);
    expect(await numbered("serving.issue_overview", "events", { issue_id: "' OR '' = '" })).toEqual([]);
  });
});

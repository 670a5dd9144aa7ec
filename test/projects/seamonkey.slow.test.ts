import { planOf } from "../support/planOf.ts";
import { catalogue } from "../../src/stages/catalogue.ts";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { Database } from "../../src/local/database.ts";
import { runLocal } from "../../src/local/run.ts";
import { loadProject, readProjectFiles } from "../../src/spec/load.ts";
import type { Project } from "../../src/spec/project.ts";
import { describeWithData, sharedData } from "../support/sharedData.ts";
import { differences, dumpTables } from "../support/tableDump.ts";

// SeaMonkey's public bug reports through the whole loop. docs/explanation/real-data.md tells what the figures mean.
// Floors lie a little below what was measured; they are there to notice a loss, not to praise.

const print = (line: string): void => void process.stdout.write(`${line}\n`);

const folder = path.join(import.meta.dirname, "seamonkey");
const data = sharedData("data", "gitbugs_duplicates");
const present = existsSync(path.join(data, "seamonkey_bugs.csv"));

/** A report whose category a person has read, beside what the classifier suggests. */
interface ReadReport {
  readonly report: string;
  readonly category: string;
  readonly suggested: string | null;
  readonly confidenceBp: number;
}

describeWithData("the loop on SeaMonkey's bug reports", { data, present }, () => {
  let project: Project;
  let database: Database;

  beforeAll(async () => {
    const loaded = loadProject(readProjectFiles(folder), catalogue).project;
    if (loaded === undefined) throw new Error("the project has errors");
    project = loaded;
    database = await Database.open(":memory:");
    await runLoop();
    // The same file, read without the project's mapping, landing or SQL.
    const [bugs, pairs] = ["seamonkey_bugs.csv", "seamonkey_duplicate_pairs.csv"].map((name) =>
      path.join(data, name).replaceAll("'", "''"),
    );
    await database.run(`CREATE TEMP TABLE bug AS
SELECT
  "Issue id" AS bug, Summary AS summary, Description AS description, Status AS status, Resolution AS resolution,
  CAST(CAST(Created AS TIMESTAMPTZ) AT TIME ZONE 'UTC' AS TIMESTAMP) AS created,
  CAST(CAST(Resolved AS TIMESTAMPTZ) AT TIME ZONE 'UTC' AS TIMESTAMP) AS changed
FROM read_csv('${bugs}', all_varchar = true)`);
    await database.run(`CREATE TEMP TABLE duplicate_pair AS
SELECT DISTINCT least("Issue id", "Duplicate id") AS one, greatest("Issue id", "Duplicate id") AS other
FROM read_csv('${pairs}', all_varchar = true)
WHERE both_present = 'True'`);
  });
  afterAll(() => database.close());

  async function runLoop(into: Database = database, asOf?: string): Promise<void> {
    await runLocal({
      plan: planOf(project),
      database: into,
      folder,
      asOf,
      now: () => new Date("2026-01-01T00:00:00Z"),
    });
  }

  /** The one row of a query, its numbers as numbers. */
  async function figures<Name extends string>(query: string): Promise<Readonly<Record<Name, number>>> {
    const [row] = await database.rows<Record<Name, bigint | number | null>>(query);
    if (row === undefined) throw new Error("a query of figures gives one row");
    return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, Number(value)])) as Record<
      Name,
      number
    >;
  }

  async function readReports(file: string): Promise<readonly ReadReport[]> {
    const labels = parse(readFileSync(path.join(folder, file), "utf8")) as Readonly<Record<string, string>>;
    const suggestions = await database.rows<{
      report: string;
      suggested: string | null;
      confidence_bp: number;
    }>(
      `SELECT event.source_record_id AS report, enrichment.category AS suggested, enrichment.confidence_bp
FROM fixloop_curated.feedback_event AS event
JOIN fixloop_curated.enrichment AS enrichment ON enrichment.event_id = event.event_id`,
    );
    const byReport = new Map(suggestions.map((row) => [row.report, row]));
    return Object.entries(labels).map(([report, category]) => {
      const found = byReport.get(report);
      if (found === undefined) throw new Error(`report ${report} is not among the events`);
      return { report, category, suggested: found.suggested, confidenceBp: found.confidence_bp };
    });
  }

  test("every report becomes an event and every ticket has its opening and its last change; nothing is set aside", async () => {
    const reports = await figures<"reports">("SELECT count(*) AS reports FROM bug");
    const landed = await figures<"events" | "openings" | "changes" | "quarantined">(`SELECT
  (SELECT count(DISTINCT source_record_id) FROM fixloop_curated.feedback_event) AS events,
  (SELECT count(DISTINCT ticket_key) FROM fixloop_raw.tracker_event WHERE to_status = 'Open') AS openings,
  (SELECT count(DISTINCT ticket_key) FROM fixloop_raw.tracker_event WHERE to_status <> 'Open') AS changes,
  (SELECT count(*) FROM fixloop_curated.quarantine) AS quarantined`);
    expect(landed).toEqual({
      events: reports.reports,
      openings: reports.reports,
      changes: reports.reports,
      quarantined: 0,
    });
  });

  test("running again changes nothing", async () => {
    const before = await dumpTables(database, "fixloop", { provenance: true });
    await runLoop();
    expect(differences(before, await dumpTables(database, "fixloop", { provenance: true }))).toEqual([]);
  });

  test("five years in three runs end as in one, but for when the loop first knew of something", async () => {
    const inParts = await Database.open(":memory:");
    try {
      for (const asOf of ["2021-07-01T00:00:00Z", "2023-12-31T00:00:00Z", undefined])
        await runLoop(inParts, asOf);
      const found = differences(
        await dumpTables(database, "fixloop", { provenance: false }),
        await dumpTables(inParts, "fixloop", { provenance: false }),
      );
      expect(found.map((difference) => difference.split(":")[0])).toEqual([
        "curated.assignment",
        "curated.review_item",
        "curated.issue_event",
      ]);
      const owners = "SELECT issue_id, owner, explanation FROM fixloop_curated.assignment ORDER BY issue_id";
      expect(await inParts.rows(owners)).toEqual(await database.rows(owners));
      const waiting =
        "SELECT review_item_id, reason FROM fixloop_curated.review_item ORDER BY review_item_id";
      expect(await inParts.rows(waiting)).toEqual(await database.rows(waiting));
    } finally {
      inParts.close();
    }
  }, 180_000);

  test("every issue has the owner that the last matching rule names", async () => {
    const owned = await database.rows<{ area: string; owner: string | null }>(
      `SELECT DISTINCT issue.area, assignment.owner
FROM fixloop_curated.issue AS issue
LEFT JOIN fixloop_curated.assignment AS assignment ON assignment.issue_id = issue.issue_id
ORDER BY issue.area`,
    );
    expect(owned).toEqual([
      { area: "browser", owner: "team-seamonkey" },
      { area: "build", owner: "team-release" },
      { area: "documentation", owner: "team-documentation" },
      { area: "mail", owner: "team-mail" },
      { area: "websites", owner: "team-compatibility" },
    ]);
  });

  test("a fix is a ticket that the file calls FIXED, out when it was closed, never before its issue began", async () => {
    const wrong = await database.rows(
      `SELECT fix.ticket_key, fix.released_at, bug.resolution, bug.changed
FROM fixloop_curated.fix AS fix
JOIN fixloop_curated.issue AS issue ON issue.issue_id = fix.issue_id
LEFT JOIN bug ON bug.bug = fix.ticket_key
WHERE bug.resolution IS DISTINCT FROM 'FIXED' OR fix.released_at <> bug.changed OR CAST(fix.released_at AS DATE) < issue.onset_date`,
    );
    expect(wrong).toEqual([]);
  });

  test("a bug is linked to the issue of its own report: the loop's count of fixed ones is the file's", async () => {
    const { linked } = await figures<"linked">(
      `SELECT count(DISTINCT event.ticket_key) AS linked
FROM fixloop_curated.issue_ticket AS ticket
JOIN fixloop_raw.tracker_event AS event ON event.ticket_key = ticket.ticket_key AND event.resolution = 'FIXED'
WHERE ticket.link_reason = 'feedback_record'`,
    );
    const { fixed, members } = await figures<"fixed" | "members">(
      `SELECT
  (SELECT count(*) FROM bug WHERE resolution = 'FIXED') AS fixed,
  count(DISTINCT bug.bug) AS members
FROM bug
JOIN fixloop_curated.feedback_event AS event ON event.source_record_id = bug.bug
JOIN fixloop_curated.issue_member AS member ON member.event_id = event.event_id
WHERE bug.resolution = 'FIXED'`,
    );
    print(`bugs that were FIXED: ${fixed}, of which reported in an issue and linked to it: ${linked}`);
    expect(linked).toBe(members);
    // tasks such as "Port Bug 1729862 to SeaMonkey" complain about nothing: 186 while every report of a category counted
    expect(linked).toBeGreaterThanOrEqual(168);
  });

  test("the time from report to fix is that of the file, and only what was FIXED counts as fixed", async () => {
    // What the loop landed, through mapping and tracker events ...
    const loop = await figures<"fixed" | "median_hours">(
      `SELECT count(*) AS fixed, median(date_diff('hour', opened.changed_at, closed.changed_at)) AS median_hours
FROM fixloop_raw.tracker_event AS closed
JOIN fixloop_raw.tracker_event AS opened ON opened.ticket_key = closed.ticket_key AND opened.to_status = 'Open'
WHERE closed.to_status <> 'Open' AND closed.resolution = 'FIXED'`,
    );
    // ... against the two columns of the file.
    const file = await figures<"fixed" | "median_hours">(
      "SELECT count(*) AS fixed, median(date_diff('hour', created, changed)) AS median_hours FROM bug WHERE resolution = 'FIXED'",
    );
    print(
      `from report to last change of a FIXED bug: median ${(file.median_hours / 24).toFixed(1)} days over ${file.fixed} bugs`,
    );
    expect(loop).toEqual(file);
  });

  test("what maintainers called duplicates gets one category and one issue, as far as it goes", async () => {
    const pairs = await figures<
      "pairs" | "same_suggestion" | "both_accepted" | "same_accepted" | "same_issue"
    >(
      `WITH report AS (
  SELECT event.source_record_id AS bug, enrichment.category, enrichment.accepted, list(DISTINCT member.issue_id) AS issues
  FROM fixloop_curated.feedback_event AS event
  JOIN fixloop_curated.enrichment AS enrichment ON enrichment.event_id = event.event_id
  LEFT JOIN fixloop_curated.issue_member AS member ON member.event_id = event.event_id
  GROUP BY ALL
)
SELECT
  count(*) AS pairs,
  count(*) FILTER (one.category = other.category) AS same_suggestion,
  count(*) FILTER (one.accepted AND other.accepted) AS both_accepted,
  count(*) FILTER (one.accepted AND other.accepted AND one.category = other.category) AS same_accepted,
  count(*) FILTER (list_has_any(one.issues, other.issues)) AS same_issue
FROM duplicate_pair
JOIN report AS one ON one.bug = duplicate_pair.one
JOIN report AS other ON other.bug = duplicate_pair.other`,
    );
    print(`duplicate pairs: ${JSON.stringify(pairs)}`);
    expect(pairs.same_suggestion / pairs.pairs).toBeGreaterThan(0.5);
    expect(pairs.same_accepted / pairs.both_accepted).toBeGreaterThan(0.7);
    expect(pairs.same_issue / pairs.pairs).toBeGreaterThan(0.3);
  });

  test("reports of 2024 and 2025 that were held out get the category that a person gives them", async () => {
    const read = await readReports("heldOut.yaml");
    expect(read).toHaveLength(120);
    const { late } = await figures<"late">(
      `SELECT count(*) AS late FROM bug WHERE created >= '2024-01-01' AND bug IN (${read
        .map(({ report }) => Number(report))
        .map((id) => `'${id}'`)
        .join(", ")})`,
    );
    expect(late).toBe(120);

    const accepted = read.filter(({ confidenceBp }) => confidenceBp >= countsFromBp(project));
    print(`held out: ${share(read)} right, ${accepted.length} accepted, of them ${share(accepted)} right`);
    expect(rightShare(read)).toBeGreaterThanOrEqual(0.7);
    expect(accepted.length / read.length).toBeGreaterThanOrEqual(0.8);
    expect(rightShare(accepted)).toBeGreaterThanOrEqual(0.75);

    const categories = Map.groupBy(read, ({ category }) => category);
    print([...categories].map(([category, reports]) => `${category} ${share(reports)}`).join(", "));
    // categories with ten reports or more, of which a share means something
    const floors = { "site-layout-broken": 0.75, "site-blank": 0.8, "site-controls-dead": 0.65 };
    expect(
      [...categories]
        .filter(([, reports]) => reports.length >= 10)
        .map(([category]) => category)
        .toSorted(),
    ).toEqual(Object.keys(floors).toSorted());
    for (const [category, floor] of Object.entries(floors)) {
      expect(rightShare(categories.get(category) ?? []), category).toBeGreaterThanOrEqual(floor);
    }
  });

  test("the confidence that counts is the smallest multiple of 5 % from which four of five are right on the reports it was chosen on", async () => {
    const read = await readReports("calibration.yaml");
    const { early } = await figures<"early">(
      `SELECT count(*) AS early FROM bug WHERE created < '2024-01-01' AND bug IN (${read
        .map(({ report }) => Number(report))
        .map((id) => `'${id}'`)
        .join(", ")})`,
    );
    expect(early).toBe(read.length);
    const rightFrom = (confidence: number): number =>
      rightShare(read.filter(({ confidenceBp }) => confidenceBp >= confidence));
    const steps = Array.from({ length: 19 }, (_, index) => (index + 1) * 500);
    print(
      `calibration: ${share(read)} right; ${steps
        .map((step) => `from ${step / 100} % ${rightFrom(step).toFixed(2)}`)
        .join(", ")}`,
    );
    expect(steps.find((step) => rightFrom(step) >= 0.8)).toBe(countsFromBp(project));
  });

  test("the labelled texts are our own words: none stands in the reports", async () => {
    const taken: string[] = [];
    // the first sentence is what a text says; what may follow is the form that reporters fill in
    const sentences = project.labelled
      .filter(({ category }) => category !== undefined)
      .map(({ text }) => text.split(". ")[0] ?? "");
    for (const text of sentences.filter((sentence) => sentence.split(" ").length >= 5)) {
      const [found] = await database.rows<{ bug: string }>(
        "SELECT bug FROM bug WHERE contains(lower(concat_ws(' ', summary, description)), lower($text)) LIMIT 1",
        { text },
      );
      if (found !== undefined) taken.push(`${found.bug}: ${text}`);
    }
    expect(taken).toEqual([]);
  });
});

/** From which confidence on a suggestion counts, in basis points. */
const countsFromBp = ({ enrichment }: Project): number => Math.round(enrichment.minConfidence * 10_000);

const rightShare = (reports: readonly ReadReport[]): number =>
  reports.filter(({ category, suggested }) => category === suggested).length / reports.length;

const share = (reports: readonly ReadReport[]): string =>
  `${reports.filter(({ category, suggested }) => category === suggested).length}/${reports.length}`;

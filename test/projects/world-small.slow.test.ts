import { planOf } from "../support/planOf.ts";
import { catalogue } from "../../src/stages/catalogue.ts";
import { existsSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { describeWithData, sharedData } from "../support/sharedData.ts";
import { Database } from "../../src/local/database.ts";
import { runLocal } from "../../src/local/run.ts";
import { loadProject, readProjectFiles } from "../../src/spec/load.ts";

/**
 * The loop on the simulated world beside the project, held against its truth, which only this test reads. The world is
 * no part of the repository.
 */
const folder = path.join(import.meta.dirname, "world-small");
const world = sharedData("world-small");
const present = existsSync(path.join(world, "truth", "defects.csv"));

interface Outcome {
  readonly defect: string;
  readonly symptom: string;
  readonly area: string;
  readonly quality: string;
  readonly expected: string;
  readonly items: number;
  /** The raised issue in which this defect has more members than any other, if it has one. */
  readonly issue: string | null;
  readonly category: string | null;
  readonly issueArea: string | null;
  /** Share of the issue's members that belong to the defect. */
  readonly purity: number | null;
  /** Share of the defect's items that are in the issue. */
  readonly coverage: number | null;
  readonly delay: number | null;
  readonly verdicts: readonly string[];
}

describeWithData("the simulated world", { data: world, present }, () => {
  test("its defects become issues in the right area, and no verdict is too kind", async () => {
    const { project, diagnostics } = loadProject(readProjectFiles(folder), catalogue);
    if (project === undefined) throw new Error(JSON.stringify(diagnostics, null, 2));
    const database = await Database.open(":memory:");
    await runLocal({
      plan: planOf(project),
      database,
      folder,
      asOf: undefined,
      now: () => new Date("2026-01-01T00:00:00Z"),
    });
    const outcomes = await outcomesOf(database);
    const brigade = await database.rows<{
      issue_id: string;
      category: string;
      kind: string;
      share: number;
    }>(`WITH member AS (
  SELECT issue.issue_id, issue.category, issue.kind, item.brigade
  FROM fixloop_curated.issue AS issue
  JOIN fixloop_curated.issue_member AS member USING (issue_id)
  JOIN fixloop_curated.feedback_event AS event USING (event_id)
  JOIN truth_item AS item ON item.item_id = event.source_record_id
  WHERE issue.origin <> 'standing'
)
SELECT issue_id, category, kind, avg(CAST(brigade AS DOUBLE)) AS share FROM member GROUP BY ALL HAVING avg(CAST(brigade AS DOUBLE)) > 0.2`);
    const [totals] = await database.rows<{
      raised: bigint;
      others: bigint;
      events: bigint;
      accepted: bigint;
    }>(`SELECT
  (SELECT count(*) FROM fixloop_curated.issue WHERE origin <> 'standing' AND kind = 'defect') AS raised,
  (SELECT count(*) FROM fixloop_curated.issue WHERE origin <> 'standing' AND kind <> 'defect') AS others,
  (SELECT count(*) FROM fixloop_curated.feedback_event) AS events,
  (SELECT count(*) FROM fixloop_curated.enrichment WHERE accepted) AS accepted`);
    database.close();

    const own = outcomes.filter(({ issue }) => issue !== null);
    const right = own.filter(({ area, issueArea }) => area === issueArea);
    const judged = own.filter(({ expected }) => expected !== "no_fix");
    const rightVerdicts = judged.filter(({ verdicts, expected }) => verdicts[0] === expected);
    console.info(table(outcomes));
    console.info(
      `${own.length} of ${outcomes.length} defects became an issue of their own, ${right.length} in the right area; ` +
        `${rightVerdicts.length} of ${judged.length} verdicts are right; raised issues: ${totals?.raised} of kind defect, ${totals?.others} of other kinds; ` +
        `${totals?.accepted} of ${totals?.events} events have a category; brigade: ${brigade.map(({ category, kind }) => `${category} (${kind})`).join(", ") || "no raised issue"}`,
    );

    expect(right.length).toBeGreaterThanOrEqual(6);
    for (const { defect, quality, verdicts } of outcomes) {
      if (quality !== "true_fix" && quality !== "regressed")
        expect(verdicts, `${defect}, ${quality}`).not.toContain("fixed");
    }
    expect(brigade.filter(({ kind }) => kind === "defect")).toEqual([]);
  }, 300_000);
});

async function outcomesOf(database: Database): Promise<readonly Outcome[]> {
  await database.run(
    `CREATE TABLE truth_item AS SELECT * FROM read_csv('${path.join(world, "truth", "items.csv")}', all_varchar = true)`,
  );
  await database.run(
    `CREATE TABLE truth_defect AS SELECT * FROM read_csv('${path.join(world, "truth", "defects.csv")}', all_varchar = true)`,
  );
  const rows = await database.rows<
    Omit<Outcome, "verdicts"> & { readonly verdicts: string | null }
  >(`WITH member AS (
  SELECT member.issue_id, item.defect_id, count(*) AS members
  FROM fixloop_curated.issue_member AS member
  JOIN fixloop_curated.issue AS issue USING (issue_id)
  JOIN fixloop_curated.feedback_event AS event USING (event_id)
  JOIN truth_item AS item ON item.item_id = event.source_record_id
  WHERE issue.origin <> 'standing' AND issue.kind = 'defect'
  GROUP BY ALL
), main_defect AS (
  -- what an issue is about: the defect with the most members, if a third of the issue at least is defects' items
  SELECT issue_id, defect_id, members, sum(members) OVER (PARTITION BY issue_id) AS issue_members
  FROM member
  QUALIFY row_number() OVER (PARTITION BY issue_id ORDER BY defect_id IS NULL, members DESC, defect_id) = 1
), main_issue AS (
  SELECT * FROM main_defect WHERE defect_id IS NOT NULL AND members * 3 >= issue_members
  QUALIFY row_number() OVER (PARTITION BY defect_id ORDER BY members DESC, issue_id) = 1
), verdict AS (
  SELECT issue_id, string_agg(verdict, ',' ORDER BY fix_position) AS verdicts FROM fixloop_curated.validation GROUP BY issue_id
)
SELECT defect.defect_id AS defect, defect.symptom, replace(defect.product_area, '_', '-') AS area, defect.quality,
  CASE defect.verdict WHEN 'fixed_then_regressed' THEN 'regressed' ELSE defect.verdict END AS expected, CAST(defect.items AS INTEGER) AS items,
  main_issue.issue_id AS issue, issue.category, issue.area AS "issueArea",
  CAST(main_issue.members AS DOUBLE) / main_issue.issue_members AS purity,
  CAST(main_issue.members AS DOUBLE) / CAST(defect.items AS DOUBLE) AS coverage,
  date_diff('day', CAST(defect.onset_date AS DATE), CAST(issue.detected_at AS DATE)) AS delay, verdict.verdicts
FROM truth_defect AS defect
LEFT JOIN main_issue ON main_issue.defect_id = defect.defect_id
LEFT JOIN fixloop_curated.issue AS issue ON issue.issue_id = main_issue.issue_id
LEFT JOIN verdict ON verdict.issue_id = main_issue.issue_id
ORDER BY defect.defect_id`);
  return rows.map((row) => ({ ...row, verdicts: row.verdicts === null ? [] : row.verdicts.split(",") }));
}

function table(outcomes: readonly Outcome[]): string {
  const share = (value: number | null): string => (value === null ? "–" : `${Math.round(value * 100)} %`);
  return [
    "defect   symptom        quality    items  issue              area            own  covered  days  verdicts (expected)",
    ...outcomes.map((row) =>
      [
        row.defect.padEnd(8),
        row.symptom.padEnd(14),
        row.quality.padEnd(10),
        String(row.items).padStart(5),
        ` ${(row.category ?? "none").padEnd(18)}`,
        `${row.issueArea ?? "–"} (${row.area})`.padEnd(24),
        share(row.purity).padStart(5),
        share(row.coverage).padStart(6),
        String(row.delay ?? "–").padStart(5),
        ` ${row.verdicts.join(", ") || "none"} (${row.expected})`,
      ].join(" "),
    ),
  ].join("\n");
}

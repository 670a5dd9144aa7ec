import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Database } from "../../src/local/database.ts";
import { memoryDatabase } from "../../src/local/memoryDatabase.ts";
import { runLocal } from "../../src/local/run.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { languages, phraseBanks } from "../../src/samples/language.ts";
import type { DefectTruth, Truth } from "../../src/samples/truth.ts";
import { writeWorld } from "../../src/samples/world.ts";
import {
  drawWorld,
  type DrawnDefect,
  type DrawnWave,
  type DrawnWorld,
  type RiskKind,
  type WorldDraw,
} from "./drawnStory.ts";
import { planOf } from "./planOf.ts";
import { copyReference, projectIn } from "./referenceProject.ts";

/** The wave that an issue overlaps, complaints of a defect that were sorted into another category, or nothing known. */
export type FalseCause = DrawnWave["cause"] | "spillover" | "unknown";

/** An issue that an alarm raised, and what is behind it in truth. Days are those of the world. */
export interface JudgedIssue {
  readonly issueId: string;
  readonly category: string;
  readonly area: string;
  readonly kind: string;
  readonly origin: string;
  readonly owner: string | null;
  readonly version: string | null;
  /** Platforms that it is said to be limited to; undefined while the pipeline has no column for that. */
  readonly platforms: readonly string[] | undefined;
  readonly onsetDay: number;
  /** Day of the alarm. */
  readonly detectedDay: number;
  readonly events: number;
  /**
   * Place of the defect that more of its members complain of than of any other, if at least a third do, or a tenth where
   * it also has the defect's category and began with it.
   */
  readonly defect: number | undefined;
  /** Share of its members that complain of that defect, else of any. */
  readonly purity: number;
  /** Why many complained, where no defect is behind it. */
  readonly cause: FalseCause | undefined;
}

/** A verdict on one fix of an issue. Days are those of the world. */
export interface JudgedFix {
  readonly position: number;
  readonly ticket: string;
  readonly version: string | null;
  readonly releasedDay: number;
  readonly scope: string;
  readonly verdict: string | null;
  readonly reason: string | null;
  readonly decidedDay: number | null;
  readonly recurrenceDay: number | null;
}

/** What became of one defect. */
export interface JudgedDefect extends DrawnDefect {
  readonly id: string;
  /** Records that complain of it. */
  readonly complaints: number;
  readonly tickets: readonly string[];
  /** The raised issue with most of its complaints, of those about it; one from before its return, where there is one. */
  readonly issue: JudgedIssue | undefined;
  /** Further raised issues about it. */
  readonly others: readonly JudgedIssue[];
  /** Share of its complaints in its issue. */
  readonly coverage: number;
  /** Share of its complaints with its category, accepted. */
  readonly labelled: number;
  /** Loudest alarm in its category from ten days before its onset on, and the number of its complaints in ongoing issues. */
  readonly alarm: string | undefined;
  readonly inOngoing: number;
  /** Tickets linked to its issue. */
  readonly linked: readonly { readonly key: string; readonly reason: string; readonly leads: boolean }[];
  /** The accepted signal that explains most. */
  readonly signal: { readonly metric: string; readonly area: string } | undefined;
  readonly fixes: readonly JudgedFix[];
}

/** A text that a person has to see. `planted` are texts of the class, the others are told by their category or a threat. */
export interface JudgedRisk {
  readonly risk: RiskKind;
  readonly planted: boolean;
  readonly language: string;
  readonly isOpen: boolean;
}

/** What the loop made of a drawn world. */
export interface JudgedWorld {
  readonly seed: number;
  readonly items: number;
  readonly days: number;
  readonly seconds: number;
  readonly defects: readonly JudgedDefect[];
  /** Raised issues without a defect behind them. */
  readonly falseIssues: readonly JudgedIssue[];
  /** Tickets linked to issues that no defect is behind. */
  readonly ticketsOfFalseIssues: number;
  /** Verdicts on fixes of raised issues that no defect is behind, by verdict. */
  readonly verdictsOfFalseIssues: Readonly<Record<string, number>>;
  readonly risks: readonly JudgedRisk[];
}

/** The reference project on drawn worlds. */
export class DrawnWorlds {
  readonly #folder: string;
  readonly #plan: Plan;

  constructor() {
    this.#folder = mkdtempSync(path.join(tmpdir(), "fixloop-worlds-"));
    copyReference(this.#folder);
    this.#plan = planOf(projectIn(this.#folder));
  }

  dispose(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Draws a world, runs the loop over it once and judges what came out. */
  async run(draw: WorldDraw): Promise<JudgedWorld> {
    const began = performance.now();
    const drawn = drawWorld(draw);
    const folder = mkdtempSync(path.join(this.#folder, "world-"));
    const samples = path.join(folder, "samples");
    const truth = await writeWorld(samples, drawn.options);
    const database = await memoryDatabase(this.#plan);
    try {
      await runLocal({
        plan: this.#plan,
        database,
        folder,
        asOf: undefined,
        now: () => new Date("2027-01-01T00:00:00Z"),
      });
      const judge = new Judge({ drawn, truth, database, prefix: this.#plan.schemaPrefix, samples });
      return {
        seed: draw.seed,
        items: Object.values(truth.records).reduce((sum, records) => sum + records, 0),
        days: drawn.options.days,
        ...(await judge.judged()),
        seconds: Math.round((performance.now() - began) / 100) / 10,
      };
    } finally {
      database.close();
      rmSync(folder, { recursive: true });
    }
  }
}

interface IssueRow {
  readonly issueId: string;
  readonly category: string;
  readonly area: string;
  readonly kind: string;
  readonly origin: string;
  readonly owner: string | null;
  readonly version: string | null;
  readonly platforms: string | null;
  readonly onset: string;
  readonly detected: string;
  readonly events: number;
}

/** Members of an issue up to its alarm, by day and true category. */
interface EarlyMembers {
  readonly issueId: string;
  readonly category: string | null;
  /** ISO date. */
  readonly said: string;
  readonly isWave: boolean;
  readonly isDefect: boolean;
  readonly members: number;
}

/** Reads the tables of a run beside the truth of its world. */
class Judge {
  readonly #drawn: DrawnWorld;
  readonly #truth: Truth;
  readonly #database: Database;
  readonly #prefix: string;
  readonly #samples: string;

  constructor(given: {
    readonly drawn: DrawnWorld;
    readonly truth: Truth;
    readonly database: Database;
    readonly prefix: string;
    readonly samples: string;
  }) {
    this.#drawn = given.drawn;
    this.#truth = given.truth;
    this.#database = given.database;
    this.#prefix = given.prefix;
    this.#samples = given.samples;
  }

  async judged(): Promise<Omit<JudgedWorld, "seed" | "items" | "days" | "seconds">> {
    await this.#rows(`CREATE TEMP TABLE truth_item AS
SELECT item.*, event.event_id
FROM read_csv('${path.join(this.#samples, "truth-items.csv")}', all_varchar = true) AS item
JOIN curated.feedback_event AS event
  ON event.source = item.source AND event.source_record_id = item.record_id`);
    const issues = await this.#issues();
    const links = await this.#rows<{ issueId: string; key: string; reason: string; leads: boolean }>(
      `SELECT issue_id AS "issueId", ticket_key AS key, link_reason AS reason, leads
FROM curated.issue_ticket ORDER BY ALL`,
    );
    const fixes = await this.#fixes();
    const signals = await this.#rows<{ issueId: string; metric: string; area: string }>(
      `SELECT issue_id AS "issueId", metric, area FROM curated.issue_signal WHERE accepted
QUALIFY row_number() OVER (PARTITION BY issue_id ORDER BY link_rank) = 1`,
    );
    const alarms = await this.#rows<{ category: string; alarm: string; level: string }>(
      `SELECT category, CAST(alarm_date AS VARCHAR) AS alarm, level FROM curated.detection ORDER BY ALL`,
    );
    const shares = await this.#rows<{
      defect: string;
      labelled: number;
      ongoing: number;
      issueId: string | null;
      members: number;
    }>(`WITH item AS (
  SELECT truth_item.defect, truth_item.event_id,
    max(CASE WHEN point.category = truth_item.category AND enrichment.accepted THEN 1 ELSE 0 END) AS is_labelled,
    min(issue.issue_id) FILTER (issue.origin <> 'standing') AS issue_id,
    max(CASE WHEN issue.origin = 'standing' THEN 1 ELSE 0 END) AS is_ongoing
  FROM truth_item
  LEFT JOIN curated.enrichment AS enrichment ON enrichment.event_id = truth_item.event_id
  LEFT JOIN curated.point AS point ON point.event_id = truth_item.event_id
  LEFT JOIN curated.issue_member AS member ON member.event_id = truth_item.event_id
  LEFT JOIN curated.issue AS issue ON issue.issue_id = member.issue_id
  WHERE truth_item.defect IS NOT NULL AND truth_item.origin = 'defect'
  GROUP BY ALL
)
SELECT defect, issue_id AS "issueId", CAST(count(*) AS INTEGER) AS members,
  CAST(sum(is_labelled) AS INTEGER) AS labelled, CAST(sum(is_ongoing) AS INTEGER) AS ongoing
FROM item GROUP BY ALL ORDER BY ALL`);

    const defects = this.#drawn.defects.map((defect, place): JudgedDefect => {
      const truth = this.#truth.defects[place] as DefectTruth;
      const own = shares.filter((row) => row.defect === truth.id);
      const membersIn = (issueId: string): number => own.find((row) => row.issueId === issueId)?.members ?? 0;
      const isOfReturn = ({ onsetDay }: JudgedIssue): boolean =>
        onsetDay >= (defect.relapseDay ?? Infinity) - 7;
      const [issue, ...others] = issues
        .filter((candidate) => candidate.defect === place)
        .toSorted(
          (left, right) =>
            Number(isOfReturn(left)) - Number(isOfReturn(right)) ||
            membersIn(right.issueId) - membersIn(left.issueId),
        );
      const sum = (of: "labelled" | "ongoing" | "members"): number =>
        own.reduce((total, row) => total + row[of], 0);
      const inCategory = alarms.filter(
        ({ category, alarm }) =>
          category === defect.plan.category && this.#day(alarm) >= defect.onsetDay - 10,
      );
      const levels = inCategory.map(({ level }) => level);
      return {
        ...defect,
        id: truth.id,
        complaints: truth.complaints,
        tickets: truth.tickets,
        issue,
        others,
        coverage: issue === undefined ? 0 : membersIn(issue.issueId) / sum("members"),
        labelled: sum("labelled") / Math.max(1, sum("members")),
        alarm: levels.includes("page") ? "page" : levels[0],
        inOngoing: sum("ongoing"),
        linked: links.filter(({ issueId }) => issueId === issue?.issueId),
        signal: signals.find(({ issueId }) => issueId === issue?.issueId),
        fixes: issue === undefined ? [] : (fixes.get(issue.issueId) ?? []),
      };
    });
    const falseIssues = issues.filter(({ defect }) => defect === undefined);
    const verdictsOfFalseIssues: Record<string, number> = {};
    for (const { issueId } of falseIssues)
      for (const { verdict } of fixes.get(issueId) ?? []) {
        const name = verdict ?? "none";
        verdictsOfFalseIssues[name] = (verdictsOfFalseIssues[name] ?? 0) + 1;
      }
    return {
      defects,
      falseIssues,
      ticketsOfFalseIssues: links.filter((link) =>
        falseIssues.some(({ issueId }) => issueId === link.issueId),
      ).length,
      verdictsOfFalseIssues,
      risks: await this.#risks(),
    };
  }

  /** Raised issues with the defect behind each. */
  async #issues(): Promise<readonly JudgedIssue[]> {
    const [column] = await this.#rows<{ name: string }>(
      `SELECT column_name AS name FROM information_schema.columns
WHERE table_schema = '${this.#prefix}_curated' AND table_name = 'issue' AND column_name LIKE '%platform%'
ORDER BY ALL`,
    );
    const platforms = column === undefined ? "NULL" : `CAST(issue.${column.name} AS VARCHAR)`;
    const rows = await this.#rows<IssueRow>(`SELECT issue.issue_id AS "issueId", issue.category, issue.area,
  issue.kind, issue.origin, assignment.owner, issue.scope_version AS version, ${platforms} AS platforms,
  CAST(issue.onset_date AS VARCHAR) AS onset, CAST(issue.detected_at AS VARCHAR) AS detected,
  CAST(issue.events AS INTEGER) AS events
FROM curated.issue AS issue
LEFT JOIN curated.assignment AS assignment ON assignment.issue_id = issue.issue_id
WHERE issue.origin <> 'standing'
ORDER BY ALL`);
    const members = await this.#rows<{ issueId: string; defect: string | null; members: number }>(
      `SELECT member.issue_id AS "issueId", truth_item.defect, CAST(count(*) AS INTEGER) AS members
FROM curated.issue_member AS member
JOIN truth_item ON truth_item.event_id = member.event_id
GROUP BY ALL ORDER BY ALL`,
    );
    const early = await this.#rows<EarlyMembers>(
      `SELECT member.issue_id AS "issueId", truth_item.category, CAST(event.occurred_at AS DATE)::VARCHAR AS said,
  truth_item.origin IN ('wave', 'habit', 'brigade') AS "isWave", truth_item.defect IS NOT NULL AS "isDefect",
  CAST(count(*) AS INTEGER) AS members
FROM curated.issue_member AS member
JOIN curated.issue AS issue ON issue.issue_id = member.issue_id
JOIN truth_item ON truth_item.event_id = member.event_id
JOIN curated.feedback_event AS event ON event.event_id = member.event_id
WHERE issue.origin <> 'standing' AND event.occurred_at <= issue.detected_at
GROUP BY ALL ORDER BY ALL`,
    );
    return rows.map((row) => {
      const own = members.filter(({ issueId }) => issueId === row.issueId);
      const total = own.reduce((sum, entry) => sum + entry.members, 0);
      const [main] = own
        .filter(({ defect }) => defect !== null)
        .toSorted((left, right) => right.members - left.members);
      const onsetDay = this.#day(row.onset);
      const detectedDay = this.#day(row.detected) - 1;
      const place = Number(main?.defect?.slice(1)) - 1;
      const defect = this.#drawn.defects[place];
      const beganWithIt =
        defect?.plan.category === row.category && Math.abs(onsetDay - defect.onsetDay) <= 14;
      const isMain = main !== undefined && main.members * (beganWithIt ? 10 : 3) >= total;
      const cause = this.#causeOf(
        { category: row.category, onsetDay, detectedDay },
        early.filter(({ issueId }) => issueId === row.issueId),
      );
      return {
        issueId: row.issueId,
        category: row.category,
        area: row.area,
        kind: row.kind,
        origin: row.origin,
        owner: row.owner,
        version: row.version,
        platforms: column === undefined ? undefined : (row.platforms?.match(/[a-z]+/g) ?? []),
        onsetDay,
        detectedDay,
        events: row.events,
        defect: isMain ? place : undefined,
        purity: (main?.members ?? 0) / Math.max(1, total),
        cause: isMain ? undefined : cause,
      };
    });
  }

  /** What a third of the members up to the alarm belong to, else a wave of the category at that time. */
  #causeOf(
    { category, onsetDay, detectedDay }: Pick<JudgedIssue, "category" | "onsetDay" | "detectedDay">,
    early: readonly EarlyMembers[],
  ): FalseCause {
    const size = early.reduce((sum, { members }) => sum + members, 0);
    const shareOf = (wave: DrawnWave): number =>
      early
        .filter(({ isWave, said, ...row }) => {
          const day = this.#day(said);
          return isWave && row.category === wave.category && day >= wave.from && day <= wave.to;
        })
        .reduce((sum, { members }) => sum + members, 0) / Math.max(1, size);
    const { waves } = this.#drawn;
    const ofDefects = early.filter(({ isDefect }) => isDefect).reduce((sum, { members }) => sum + members, 0);
    const behind = waves.find((wave) => shareOf(wave) >= 1 / 3);
    if (behind !== undefined) return behind.cause;
    if (ofDefects * 3 >= size && size > 0) return "spillover";
    const atThatTime = waves.find(
      (wave) => wave.category === category && detectedDay >= wave.from - 1 && onsetDay <= wave.to + 3,
    );
    return atThatTime?.cause ?? "unknown";
  }

  async #fixes(): Promise<ReadonlyMap<string, readonly JudgedFix[]>> {
    const rows = await this.#rows<{
      issueId: string;
      position: number;
      ticket: string;
      version: string | null;
      scope: string;
      released: string;
      verdict: string | null;
      reason: string | null;
      decided: string | null;
      recurrence: string | null;
    }>(`SELECT fix.issue_id AS "issueId", fix.fix_position AS position, fix.ticket_key AS ticket,
  fix.fix_version AS version, fix.scope, CAST(fix.released_at AS VARCHAR) AS released, validation.verdict,
  validation.reason, CAST(validation.decided_date AS VARCHAR) AS decided,
  CAST(validation.recurrence_date AS VARCHAR) AS recurrence
FROM curated.fix AS fix
LEFT JOIN curated.validation AS validation USING (issue_id, fix_position)
ORDER BY ALL`);
    const fixes = new Map<string, JudgedFix[]>();
    for (const { issueId, released, decided, recurrence, ...row } of rows) {
      const list = fixes.get(issueId) ?? [];
      fixes.set(issueId, list);
      list.push({
        ...row,
        releasedDay: this.#day(released),
        decidedDay: decided === null ? null : this.#day(decided),
        recurrenceDay: recurrence === null ? null : this.#day(recurrence),
      });
    }
    return fixes;
  }

  /** Texts with risk that are still there, and whether one of them waits for a person. */
  async #risks(): Promise<readonly JudgedRisk[]> {
    const rows = await this.#rows<{
      origin: string;
      category: string | null;
      own: string;
      language: string;
      isOpen: boolean;
    }>(`WITH stated AS (
  SELECT source, "recordId" AS record_id, own
  FROM read_json('${path.join(this.#samples, "truth-statements.jsonl")}', format = 'newline_delimited',
    columns = {source: 'VARCHAR', "recordId": 'VARCHAR', revision: 'INTEGER', own: 'VARCHAR', habits: 'VARCHAR[]'})
  WHERE revision = 1 AND NOT list_has_any(habits, ['deleted', 'redacted'])
),
waiting AS (
  SELECT subject_id AS event_id FROM curated.review_item WHERE subject_kind = 'event' AND reason = 'risk'
  UNION
  SELECT outbox.event_id
  FROM curated.review_item AS item
  JOIN curated.outbox AS outbox ON outbox.outbox_id = item.subject_id
  WHERE item.subject_kind = 'outbox' AND item.reason = 'risk' AND outbox.event_id IS NOT NULL
)
SELECT item.origin, item.category, stated.own, item.language, waiting.event_id IS NOT NULL AS "isOpen"
FROM truth_item AS item
JOIN stated ON stated.source = item.source AND stated.record_id = item.record_id
LEFT JOIN waiting ON waiting.event_id = item.event_id
ORDER BY ALL`);
    const threats = languages.flatMap((language) => phraseBanks[language].legalThreats);
    return rows.flatMap(({ origin, category, own, language, isOpen }): JudgedRisk[] => {
      const planted =
        origin === "planted" ? this.#drawn.risks.find(({ text }) => own.includes(text)) : undefined;
      if (planted !== undefined) return [{ risk: planted.risk, planted: true, language, isOpen }];
      const risk =
        riskOfCategory[category ?? ""] ??
        (threats.some((threat) => own.includes(threat)) ? "legal" : undefined);
      return risk === undefined ? [] : [{ risk, planted: false, language, isOpen }];
    });
  }

  /** Rows of a query whose tables are named by schema and name. */
  async #rows<Row extends object>(text: string): Promise<readonly Row[]> {
    return this.#database.rows<Row & Record<string, unknown>>(
      text.replaceAll(/\b(raw|curated|serving)\./g, `${this.#prefix}_$1.`),
    );
  }

  /** Day of the world of a date or time. */
  #day(text: string): number {
    return (Date.parse(text.slice(0, 10)) - Date.parse(this.#truth.from)) / 86_400_000;
  }
}

const riskOfCategory: Readonly<Record<string, RiskKind>> = {
  "refund-request": "refund",
  "close-account": "account_closure",
  "data-protection-request": "legal",
  "safety-concern": "safety",
};

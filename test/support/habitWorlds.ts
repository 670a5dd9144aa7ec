import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Database } from "../../src/local/database.ts";
import { memoryDatabase } from "../../src/local/memoryDatabase.ts";
import { runLocal } from "../../src/local/run.ts";
import type { Plan } from "../../src/plan/plan.ts";
import type { HabitName, TrueStatement } from "../../src/samples/habits/statement.ts";
import { drawDefects } from "../../src/samples/story.ts";
import type { Truth } from "../../src/samples/truth.ts";
import { writeWorld } from "../../src/samples/world.ts";
import { render, sql, table } from "../../src/sql/sql.ts";
import { countedColumns } from "../../src/stages/cluster/dailyCount.ts";
import { categoryVote, countedVote, type VoteColumn } from "../../src/stages/cluster/relations.ts";
import { essence } from "./essence.ts";
import { planOf } from "./planOf.ts";
import { copyReference, projectIn } from "./referenceProject.ts";

/** A line of `truth-statements.jsonl`. */
export interface StatedTruth extends Omit<TrueStatement, "day"> {
  readonly source: string;
  readonly recordId: string;
  readonly revision: number;
  /** ISO date. */
  readonly saidOn: string;
  readonly person: number;
}

/** A vote that counted, and the record that it was cast in. */
export interface CountedVote {
  readonly source: string;
  readonly recordId: string;
  readonly category: string;
  readonly saidOn: string;
}

/** The verdict on one fix of one category. */
export interface FixVerdict {
  readonly category: string;
  readonly version: string | null;
  readonly verdict: string;
  /** ISO date; null while inconclusive. */
  readonly decidedOn: string | null;
}

/** What the loop made of a world. */
export interface WorldOutcome {
  readonly truth: Truth;
  readonly statements: readonly StatedTruth[];
  readonly votes: readonly CountedVote[];
  readonly verdicts: readonly FixVerdict[];
  /** By record: what readers see of it, all revisions together. */
  readonly masked: ReadonlyMap<string, string>;
  /** Records of feedback: the customer that the loop found, and the person in truth. */
  readonly speakers: readonly {
    readonly source: string;
    readonly customer: string;
    readonly person: number;
  }[];
  /** Categories with an alarm, and the first day of each. */
  readonly alarms: readonly { readonly category: string; readonly onset: string; readonly alarm: string }[];
}

export interface WorldSize {
  readonly seed: number;
  readonly scale: number;
  readonly days: number;
}

export const recordKey = (source: string, recordId: string): string => `${source} ${recordId}`;

/** The reference project on worlds of one's own. */
export class HabitWorlds {
  readonly #folder: string;
  readonly #plan: Plan;

  constructor() {
    this.#folder = mkdtempSync(path.join(tmpdir(), "fixloop-habits-"));
    copyReference(this.#folder);
    this.#plan = planOf(projectIn(this.#folder));
  }

  dispose(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Draws a world with defects of its own, runs the loop over it and reads what came out. */
  async run({ seed, scale, days }: WorldSize, habits: boolean): Promise<WorldOutcome> {
    const folder = mkdtempSync(path.join(this.#folder, "world-"));
    const samples = path.join(folder, "samples");
    const truth = await writeWorld(samples, { seed, scale, days, defects: drawDefects(seed), habits });
    const database = await memoryDatabase(this.#plan);
    try {
      await runLocal({
        plan: this.#plan,
        database,
        folder,
        asOf: undefined,
        now: () => new Date("2027-01-01T00:00:00Z"),
      });
      return {
        truth,
        statements: statementsIn(samples, habits),
        ...(await outcomeIn(database, this.#plan.schemaPrefix, samples)),
      };
    } finally {
      database.close();
      rmSync(folder, { recursive: true });
    }
  }
}

function statementsIn(samples: string, habits: boolean): readonly StatedTruth[] {
  if (!habits) return [];
  return readFileSync(path.join(samples, "truth-statements.jsonl"), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as StatedTruth);
}

async function outcomeIn(
  database: Database,
  prefix: string,
  samples: string,
): Promise<Omit<WorldOutcome, "truth" | "statements">> {
  const votes = await database.rows<CountedVote>(
    render(
      sql`WITH category_vote AS (
  ${categoryVote([...new Set<VoteColumn>([...countedColumns, "event_id"])])}
),
${countedVote("category_vote")}
SELECT event.source, event.source_record_id AS "recordId", counted_vote.category,
  CAST(counted_vote.event_date AS VARCHAR) AS "saidOn"
FROM counted_vote
JOIN ${table("curated.feedback_event")} AS event ON event.event_id = counted_vote.event_id
WHERE counted_vote.counts`,
      prefix,
    ),
  );
  const verdicts = await database.rows<FixVerdict>(`SELECT issue.category, fix.fix_version AS version,
  validation.verdict, CAST(validation.decided_date AS VARCHAR) AS "decidedOn"
FROM ${prefix}_curated.validation AS validation
JOIN ${prefix}_curated.issue AS issue USING (issue_id)
JOIN ${prefix}_curated.fix AS fix USING (issue_id, fix_position)
ORDER BY ALL`);
  const texts = await database.rows<{ source: string; recordId: string; text: string }>(
    `SELECT source, source_record_id AS "recordId",
  string_agg(masked_subject || chr(10) || masked_text, chr(10) ORDER BY revision) AS text
FROM ${prefix}_curated.statement
GROUP BY ALL`,
  );
  const speakers = await database.rows<{ source: string; customer: string; person: string }>(
    `SELECT event.source, customer.customer_id AS customer, item.person
FROM ${prefix}_curated.feedback_event AS event
JOIN ${prefix}_curated.customer AS customer USING (customer_record_id)
JOIN read_csv('${path.join(samples, "truth-items.csv")}', all_varchar = true) AS item
  ON item.source = event.source AND item.record_id = event.source_record_id`,
  );
  const alarms = await database.rows<{ category: string; onset: string; alarm: string }>(
    `SELECT category, CAST(onset_date AS VARCHAR) AS onset, CAST(alarm_date AS VARCHAR) AS alarm
FROM ${prefix}_curated.detection ORDER BY ALL`,
  );
  return {
    votes,
    verdicts,
    masked: new Map(texts.map(({ source, recordId, text }) => [recordKey(source, recordId), text])),
    speakers: speakers.map(({ person, ...speaker }) => ({ ...speaker, person: Number(person) })),
    alarms,
  };
}

/** What the loop counted of the statements of one kind. */
export interface KindCount {
  readonly statements: number;
  /** Points that should vote. */
  readonly due: number;
  /** Of those, the ones that did, each in its category. */
  readonly counted: number;
  /** Of those, the ones whose record did in the same world without habits. */
  readonly countedWithout: number;
  /** Statements that cast a vote which they should not: for a category in which they have none. */
  readonly wrong: number;
}

/**
 * Votes held against the truth, by kind of statement. A vote of a record with several statements belongs to the newest one
 * that was said by its day. Votes of the kind praise are harmless, so they are none here.
 */
export function countsByKind(
  { statements, votes, truth }: WorldOutcome,
  without: WorldOutcome,
): ReadonlyMap<string, KindCount> {
  const before = new Set(
    without.votes.map(({ source, recordId, category }) => `${recordKey(source, recordId)} ${category}`),
  );
  const byRecord = new Map<string, StatedTruth[]>();
  for (const statement of statements) {
    const key = recordKey(statement.source, statement.recordId);
    const list = byRecord.get(key);
    if (list === undefined) byRecord.set(key, [statement]);
    else list.push(statement);
  }
  const cast = new Map<StatedTruth, Set<string>>();
  for (const { source, recordId, category, saidOn } of votes) {
    const said = byRecord.get(recordKey(source, recordId)) ?? [];
    const statement = said.findLast((candidate) => candidate.saidOn <= saidOn) ?? said[0];
    if (statement === undefined || category === "praise") continue;
    cast.set(statement, (cast.get(statement) ?? new Set()).add(category));
  }
  const kinds = new Map<string, KindCount>();
  const defects = new Set(truth.defects.map(({ category }) => category));
  for (const statement of statements) {
    const categories = cast.get(statement) ?? new Set<string>();
    const points = statement.points.filter(({ category }) => category !== "praise");
    const due = points.filter(({ votes: should }) => should === true);
    const may = new Set(
      points.filter(({ votes: should }) => should !== false).map(({ category }) => category),
    );
    const counted = due.filter(({ category }) => categories.has(category)).length;
    const key = recordKey(statement.source, statement.recordId);
    const countedWithout = due.filter(({ category }) => before.has(`${key} ${category}`)).length;
    // a text of the base may be sorted into a neighbouring category: that is the classifier's matter
    const wrong =
      may.size === 0
        ? categories.size > 0
        : statement.habits.length > 0 && [...categories].some((name) => !may.has(name) && defects.has(name));
    for (const kind of kindsOf(statement))
      addCount(kinds, kind, {
        statements: 1,
        due: due.length,
        counted,
        countedWithout,
        wrong: wrong ? 1 : 0,
      });
  }
  return kinds;
}

/** Adds figures, name by name, to those that a map has under a key. */
export function addCount<Key, Count extends Readonly<Record<keyof Count, number>>>(
  into: Map<Key, Count>,
  key: Key,
  count: Count,
): void {
  const known = into.get(key);
  if (known === undefined) into.set(key, count);
  else {
    const sums = Object.keys(count).map((name) => [
      name,
      known[name as keyof Count] + count[name as keyof Count],
    ]);
    into.set(key, Object.fromEntries(sums) as Count);
  }
}

function kindsOf({
  habits,
  campaign,
  points,
}: StatedTruth): readonly (HabitName | "brigade" | "plain" | "nothing")[] {
  if (habits.length > 0) return habits;
  if (campaign === "brigade") return ["brigade"];
  return points.length === 0 ? ["nothing"] : ["plain"];
}

/** Planted personal values by kind and spelling: how many there are, and how many no reader sees. */
export function maskedByKind({
  statements,
  masked,
}: WorldOutcome): ReadonlyMap<string, { readonly planted: number; readonly hidden: number }> {
  const counts = new Map<string, { planted: number; hidden: number }>();
  for (const { source, recordId, planted } of statements) {
    const text = masked.get(recordKey(source, recordId));
    if (text === undefined) continue;
    const seen = essence(text);
    for (const { kind, value, spelling } of planted) {
      const key = `${kind} ${spelling === "plain" ? "plain" : "respelled"}`;
      addCount(counts, key, { planted: 1, hidden: seen.includes(essence(value)) ? 0 : 1 });
    }
  }
  return counts;
}

export interface PairQuality {
  readonly precision: number;
  readonly recall: number;
}

/** Precision and recall of pairs of records that are one customer, of the sources given. */
export function pairQuality({ speakers }: WorldOutcome, sources: readonly string[]): PairQuality {
  const chosen = speakers.filter(({ source }) => sources.includes(source));
  const pairs = (keys: readonly string[]): number => {
    const sizes = new Map<string, number>();
    for (const key of keys) sizes.set(key, (sizes.get(key) ?? 0) + 1);
    return [...sizes.values()].reduce((sum, size) => sum + (size * (size - 1)) / 2, 0);
  };
  const both = pairs(chosen.map(({ customer, person }) => `${customer} ${person}`));
  const found = pairs(chosen.map(({ customer }) => customer));
  const there = pairs(chosen.map(({ person }) => String(person)));
  return { precision: found === 0 ? 1 : both / found, recall: there === 0 ? 1 : both / there };
}

/** A category's verdicts in a world without and one with habits, where they differ in more than the day. */
export function verdictDifferences(
  without: WorldOutcome,
  having: WorldOutcome,
): {
  readonly same: number;
  readonly different: readonly string[];
  /** Days that the verdict came later with habits, of verdicts that are the same. */
  readonly later: readonly number[];
} {
  const key = ({ category, version }: FixVerdict): string => `${category} ${version ?? "-"}`;
  const others = new Map(having.verdicts.map((verdict) => [key(verdict), verdict]));
  const defects = new Set(without.truth.defects.map(({ category }) => category));
  let same = 0;
  const different: string[] = [];
  const later: number[] = [];
  for (const verdict of without.verdicts.filter(({ category }) => defects.has(category))) {
    const other = others.get(key(verdict));
    if (other?.verdict !== verdict.verdict) {
      different.push(`${key(verdict)}: ${verdict.verdict} becomes ${other?.verdict ?? "no verdict"}`);
      continue;
    }
    same += 1;
    if (verdict.decidedOn !== null && other.decidedOn !== null)
      later.push((Date.parse(other.decidedOn) - Date.parse(verdict.decidedOn)) / 86_400_000);
  }
  return { same, different, later };
}

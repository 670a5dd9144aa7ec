/**
 * Watch of fixes that held, through its own SQL on DuckDB: how many returns are found and when, by the age of the fix, its
 * volume and the kind of return; and how many fixes that hold for good are ever called returned.
 *
 *   node bench/returns.ts [--worlds=60] [--null=300] [--days=400] [--seed=1]
 *
 * Days are those after the release that are simulated.
 */
import { parseArgs } from "node:util";
import { estimateShare } from "../src/evals/wilson.ts";
import { dateOf, fixDay, simulateFixes, trueFix, type FixScenario } from "../test/support/fixWorld.ts";
import { smallProject } from "../test/support/project.ts";
import { StageDatabase } from "../test/support/stageDatabase.ts";

const { values } = parseArgs({
  options: {
    worlds: { type: "string", default: "60" },
    null: { type: "string", default: "300" },
    days: { type: "string", default: "400" },
    seed: { type: "string", default: "1" },
  },
});
const batch = 60;
const write = (line: string): void => void process.stdout.write(`${line}\n`);

interface Judged extends Record<string, unknown> {
  readonly held: boolean;
  /** Days from the release to the day on which the return was noticed. */
  readonly returned: number | null;
  readonly notice: number | null;
}

const ages = [28, 60, 120, 240];
const kinds: readonly (readonly [string, Partial<FixScenario>])[] = [
  ["in full", {}],
  ["in full, no telemetry", { telemetry: false }],
  ["in full, low volume, no telemetry", { telemetry: false, complaintsPerDay: 0.5 }],
  ["half, no telemetry", { telemetry: false, returnsTo: 0.55 }],
  ["in full within 60 days, no telemetry", { telemetry: false, returnsWithin: 60 }],
];
let seed = Number(values.seed) * 100_000;

write("| return | after days | held | found % | median day | 90th day |");
write("|---|---|---|---|---|---|");
for (const [name, kind] of kinds)
  for (const returnsAfter of ages) {
    const judged = await judge({ ...trueFix, ...kind, returnsAfter }, Number(values.worlds));
    const held = judged.filter((fix) => fix.held);
    const found = held.flatMap(({ returned }) =>
      returned !== null && returned >= returnsAfter ? [returned - returnsAfter] : [],
    );
    write(
      `| ${name} | ${returnsAfter} | ${held.length} | ${percent(found.length, held.length)} | ${quantile(found, 0.5)} | ${quantile(found, 0.9)} |`,
    );
  }

write(
  "\n| fix that holds | held | ever called returned | 95 % interval | median days to notice at the end |",
);
write("|---|---|---|---|---|");
for (const [name, kind] of [
  ["with telemetry", {}],
  ["no telemetry", { telemetry: false }],
  ["its metric returns after 60 days, unheard", { returnsAfter: 60, returnsUnheard: true }],
  ["background 40 %, no telemetry", { telemetry: false, backgroundShare: 0.4 }],
  ["a fifth is left, no telemetry", { telemetry: false, complaintsLeft: 0.2 }],
] as const) {
  const judged = await judge({ ...trueFix, ...kind }, Number(values.null));
  const held = judged.filter((fix) => fix.held);
  const mistaken = held.filter(({ returned }) => returned !== null).length;
  const { lowBp, highBp } = estimateShare(mistaken, held.length);
  write(
    `| ${name} | ${held.length} | ${mistaken} | ${((lowBp ?? 0) / 100).toFixed(1)} to ${((highBp ?? 10_000) / 100).toFixed(1)} % | ${quantile(
      held.flatMap(({ notice }) => (notice === null ? [] : [notice])),
      0.5,
    )} |`,
  );
}

async function judge(scenario: FixScenario, worlds: number): Promise<readonly Judged[]> {
  const judged: Judged[] = [];
  const days = fixDay + Number(values.days);
  for (let first = 0; first < worlds; first += batch) {
    const db = await StageDatabase.open(smallProject(), { asOf: `${dateOf(days)}T00:00:00Z` });
    const simulated = simulateFixes(scenario, Math.min(batch, worlds - first), seed++, days);
    await db.insert("curated.issue", simulated.issue);
    await db.insert("curated.fix", simulated.fix);
    await db.insert("curated.issue_signal", simulated.issueSignal);
    for (const [name, rows] of [
      ["curated.daily_count", simulated.dailyCount],
      ["raw.telemetry_point", simulated.telemetryPoint],
    ] as const)
      for (let row = 0; row < rows.length; row += 50_000)
        await db.insert(name, rows.slice(row, row + 50_000));
    await db.stage("validate");
    judged.push(
      ...(await db.rows<Judged>(`SELECT decided_date IS NOT NULL AND verdict <> 'not_fixed' AS held,
  CAST(recurrence_date - CAST(released_at AS DATE) AS INTEGER) AS returned, notice_days AS notice
FROM fixloop_curated.validation JOIN fixloop_curated.fix USING (issue_id, fix_position)`)),
    );
    db.close();
  }
  return judged;
}

function percent(part: number, whole: number): string {
  return whole === 0 ? "" : ((100 * part) / whole).toFixed(1);
}

function quantile(given: readonly number[], share: number): string {
  const sorted = given.toSorted((left, right) => left - right);
  return sorted.length === 0 ? "" : String(sorted[Math.floor(share * (sorted.length - 1))]);
}

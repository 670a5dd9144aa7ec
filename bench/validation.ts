/**
 * Error rates of validate on simulated fixes, through its own SQL on DuckDB: one line a scenario.
 * `node bench/validation.ts [worlds a scenario] [first seed] [scenario ...]`
 */
import {
  fixScenarios,
  lastDay,
  dateOf,
  simulateFixes,
  type FixScenarioName,
} from "../test/support/fixWorld.ts";
import { smallProject } from "../test/support/project.ts";
import { StageDatabase } from "../test/support/stageDatabase.ts";

const worlds = Number(process.argv[2] ?? 300);
const firstSeed = Number(process.argv[3] ?? 1);
const asked = process.argv.slice(4);
const names = Object.keys(fixScenarios).filter(
  (name) => asked.length === 0 || asked.includes(name),
) as FixScenarioName[];
const batch = 150;

const write = (line: string): void => void process.stdout.write(`${line}\n`);
write(
  "| scenario | worlds | fixed % | median day | not_fixed % | median day | inconclusive % | returns found % | median day |",
);
write("|---|---|---|---|---|---|---|---|---|");
let judging = 0;
for (const [position, name] of names.entries()) {
  const verdicts: { verdict: string; day: number | null; returned: number | null }[] = [];
  for (let first = 0; first < worlds; first += batch) {
    const db = await StageDatabase.open(smallProject(), { asOf: `${dateOf(lastDay)}T00:00:00Z` });
    const simulated = simulateFixes(
      fixScenarios[name],
      Math.min(batch, worlds - first),
      firstSeed + position * 1000 + first,
    );
    await db.insert("curated.issue", simulated.issue);
    await db.insert("curated.fix", simulated.fix);
    await db.insert("curated.issue_signal", simulated.issueSignal);
    for (let row = 0; row < simulated.dailyCount.length; row += 50_000)
      await db.insert("curated.daily_count", simulated.dailyCount.slice(row, row + 50_000));
    for (let row = 0; row < simulated.telemetryPoint.length; row += 50_000)
      await db.insert("raw.telemetry_point", simulated.telemetryPoint.slice(row, row + 50_000));
    const started = performance.now();
    await db.stage("validate");
    judging += performance.now() - started;
    verdicts.push(
      ...(await db.rows<{ verdict: string; day: number | null; returned: number | null }>(`
SELECT verdict, CAST(decided_date - CAST(released_at AS DATE) AS INTEGER) AS day, CAST(recurrence_date - CAST(released_at AS DATE) AS INTEGER) AS returned
FROM fixloop_curated.validation JOIN fixloop_curated.fix USING (issue_id, fix_position)`)),
    );
    db.close();
  }
  const held = verdicts.filter(({ verdict }) => verdict === "fixed" || verdict === "regressed");
  const failed = verdicts.filter(({ verdict }) => verdict === "not_fixed");
  const back = verdicts.filter(({ verdict }) => verdict === "regressed");
  const returnsAfter = "returnsAfter" in fixScenarios[name] ? (fixScenarios[name].returnsAfter ?? 0) : 0;
  write(
    `| ${name} | ${worlds} | ${share(held.length)} | ${median(held.map(({ day }) => day ?? 0))} | ${share(failed.length)} | ${median(failed.map(({ day }) => day ?? 0))} | ${share(worlds - held.length - failed.length)} | ${held.length === 0 ? "" : ((100 * back.length) / held.length).toFixed(1)} | ${median(back.map(({ returned }) => (returned ?? 0) - returnsAfter))} |`,
  );
}
write(`\n${Math.round(judging)} ms in validate for ${names.length * worlds} fixes`);

function share(count: number): string {
  return ((100 * count) / worlds).toFixed(1);
}

function median(values: readonly number[]): string {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted.length === 0 ? "" : String(sorted[Math.floor(sorted.length / 2)]);
}

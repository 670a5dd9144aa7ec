import { writesOf } from "../contract/step.ts";
import type { ViewContract } from "../contract/view.ts";
import type { Stage } from "../stages/stage.ts";
import { servingQuery } from "../stages/measure/published.ts";
import { views as allViews } from "../stages/views.ts";
import type { TableName } from "../sql/sql.ts";
import { contractOf, tableNames } from "../stages/tables.ts";
import { stepReads } from "./plan.ts";
import { databricks } from "../sql/databricks.ts";
import { tablesIn } from "../sql/sql.ts";

/**
 * What is wrong with the stages as a whole: a stage that writes what another owns, reads what nothing has written
 * yet, or says other than its SQL does. Empty on a sound plan; our own test holds it there.
 */
export function planProblems(
  stages: readonly Stage[],
  views: Readonly<Record<string, ViewContract>> = allViews,
): readonly string[] {
  const problems: string[] = viewProblems(stages, views);
  const written = new Set<TableName>();
  for (const name of tableNames) {
    const { kind, owner } = contractOf(name);
    if (kind === "seed" || kind === "ledger") written.add(name);
    const expected =
      owner === "ledger" || owner === "setup" ? [] : stages.filter((stage) => stage.name === owner);
    const writers = stages.filter(({ writes }) => writes.includes(name));
    if (expected.length > 0 && writers.length === 0)
      problems.push(`${name} is owned by ${owner}, which does not write it`);
  }
  for (const stage of stages) {
    for (const name of stage.writes) {
      if (contractOf(name).owner !== stage.name)
        problems.push(`${stage.name} writes ${name}, which ${contractOf(name).owner} owns`);
    }
    const stepWrites = new Set<TableName>(
      stage.steps.flatMap((step) => {
        return step.kind === "statement" ? [] : writesOf(step);
      }),
    );
    const alters = stage.alters ?? [];
    const altered = new Set(
      stage.steps.flatMap((step) =>
        step.kind === "statement" && !stage.writes.includes(step.writes) ? [step.writes] : [],
      ),
    );
    for (const name of alters)
      if (!altered.has(name))
        problems.push(`${stage.name} declares that it alters ${name}, but no step does`);
    for (const name of altered)
      if (!alters.includes(name)) problems.push(`${stage.name} alters ${name} without declaring it`);
    for (const name of stage.writes)
      if (!stepWrites.has(name))
        problems.push(`${stage.name} declares that it writes ${name}, but no step does`);
    for (const name of stepWrites) {
      if (!stage.writes.includes(name)) problems.push(`${stage.name} writes ${name} without declaring it`);
    }
    const read = new Set<string>(["curated.pipeline_run", "curated.stage_run"]);
    for (const step of stage.steps) {
      if (step.kind === "effect") {
        for (const name of step.writes) written.add(name);
        continue;
      }
      const reads = stepReads(step, databricks);
      for (const name of reads) {
        read.add(name);
        const recalled = step.recalls === name;
        if (
          !name.startsWith("serving.") &&
          !written.has(name as TableName) &&
          name !== step.writes &&
          !recalled
        ) {
          problems.push(`${step.id} reads ${name}, which nothing has written yet`);
        }
      }
      if (step.recalls !== undefined && (!reads.includes(step.recalls) || written.has(step.recalls)))
        problems.push(
          `${step.id} says that it recalls ${step.recalls}, but does not read it before it is written`,
        );
      if (step.kind === "sql") {
        const readsItself = reads.includes(step.writes);
        if (readsItself && step.keeps === undefined)
          problems.push(`${step.id} reads ${step.writes}, which it writes, without saying what it keeps`);
        if (!readsItself && step.keeps !== undefined)
          problems.push(`${step.id} says that it keeps ${step.keeps}, but does not read ${step.writes}`);
        written.add(step.writes);
      }
    }
    for (const check of stage.checks) for (const name of tablesIn(check.failing(databricks))) read.add(name);
    const own = new Set<string>([...stage.writes, ...alters]);
    const needed = [...read].filter((name) => !own.has(name) && !isLedger(name));
    for (const name of needed) {
      if (!stage.reads.includes(name as TableName))
        problems.push(`${stage.name} reads ${name} without declaring it`);
    }
    for (const name of stage.reads) {
      if (!needed.includes(name) && !isLedger(name))
        problems.push(`${stage.name} declares that it reads ${name}, but nothing does`);
    }
  }
  return problems;
}

/**
 * A run changes its tables statement by statement. So a view reads what is published for it and the ledger; a live one
 * may also read seeds, and one table that a single statement writes: of that no one sees a half.
 */
function viewProblems(stages: readonly Stage[], views: Readonly<Record<string, ViewContract>>): string[] {
  return Object.entries(views).flatMap(([name, view]) => {
    const changing = tablesIn(servingQuery(name, view, databricks)).filter((read) => {
      if (isLedger(read)) return false;
      if (read.startsWith("serving.")) return true;
      const { kind } = contractOf(read as TableName);
      return view.shows === "finished"
        ? read !== `curated.published_${name.replace(/^serving[.]/, "")}`
        : kind !== "seed" && kind !== "ledger";
    });
    const steps = stages
      .flatMap((stage) => stage.steps)
      .filter((step) => step.kind === "sql" && changing.includes(step.writes));
    const whole = view.shows === "live" && changing.length === 1 && steps.length === 1;
    return whole
      ? []
      : changing.map((read) => `${name} reads ${read}, which a run changes while ${name} is read`);
  });
}

function isLedger(name: string): boolean {
  return name === "curated.pipeline_run" || name === "curated.stage_run" || name === "curated.check_result";
}

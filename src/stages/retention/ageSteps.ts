import type { StatementStep, StatementTask } from "../../contract/step.ts";
import { retentionRules, retentionStatement } from "./pastRetention.ts";

const past: StatementTask = {
  id: "past_retention",
  title: "Rows and personal values past their retention leave",
  why: "How old a row is and what goes first is derived from the contract of its table, how many days it stays is a setting. Without the moment of a run nothing is past anything.",
};

/** A statement a rule, in the order of the rules. */
export function ageSteps(): readonly StatementStep[] {
  return retentionRules().map((rule) => ({
    kind: "statement",
    id: rule.id,
    stage: "retention",
    title:
      rule.action === "delete"
        ? `Rows of ${rule.table} past their time leave`
        : `Personal values of ${rule.table} past their time leave`,
    why: past.why,
    writes: rule.table,
    mode: rule.action === "delete" ? "delete" : "update",
    window: "due",
    task: past,
    statement: (dialect) => retentionStatement(rule, dialect),
  }));
}

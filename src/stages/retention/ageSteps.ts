import type { StatementStep, StatementTask } from "../../contract/step.ts";
import { retentionRules, retentionStatement } from "./pastRetention.ts";

const past: StatementTask = {
  id: "past_retention",
  title: "Delete rows and personal values past their retention",
  why: "The contract of a table defines the age of its rows and the order of deletion; the spec sets how many days rows are kept. Without a reference time (as_of), nothing is deleted.",
};

/** One statement per rule, in the order of the rules. */
export function ageSteps(): readonly StatementStep[] {
  return retentionRules().map((rule) => ({
    kind: "statement",
    id: rule.id,
    stage: "retention",
    title:
      rule.action === "delete"
        ? `Delete rows of ${rule.table} past their retention`
        : `Clear personal values of ${rule.table} past their retention`,
    why: past.why,
    writes: rule.table,
    mode: rule.action === "delete" ? "delete" : "update",
    window: "due",
    task: past,
    statement: (dialect) => retentionStatement(rule, dialect),
  }));
}

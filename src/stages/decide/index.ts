import type { Stage } from "../stage.ts";
import { newTo } from "../../contract/window.ts";
import { sql, table } from "../../sql/sql.ts";
import { checks } from "./checks.ts";
import { decisionInForce } from "./decisionInForce.ts";
import { reviewDecision } from "./reviewDecision.ts";

export const decide: Stage = {
  name: "decide",
  title: "Take in what reviewers decided",
  input: "raw.decision",
  reads: ["curated.stage_run", "raw.decision"],
  writes: ["curated.review_decision", "curated.decision_note", "curated.decision_in_force"],
  steps: [
    {
      kind: "sql",
      id: "decide.review_decision",
      stage: "decide",
      title: "Append decisions to the chain",
      why: "Each row holds a hash of the row before it and of itself, so that no decision can be changed, removed from the middle or inserted without trace. Names, reasons and ids of subjects are salted digests: they can be erased without breaking the chain.",
      writes: "curated.review_decision",
      keeps: "the place and the hash of every decision that is in the chain",
      oneRowPerKey: "the decisions come from a table with the same key, and are joined with one place each",
      mode: "append",
      window: "new",
      query: reviewDecision,
    },
    {
      kind: "sql",
      id: "decide.decision_note",
      stage: "decide",
      title: "Note who decided, and why",
      why: "Kept apart from the chain, so that an erasure and the retention can take it away.",
      writes: "curated.decision_note",
      oneRowPerKey: "the decisions come from a table with the same key",
      mode: "upsert",
      window: "new",
      query: () => sql`SELECT
  decision.decision_id,
  decision.subject_kind,
  decision.subject_id,
  decision.reviewer,
  decision.why,
  decision.nonce,
  decision.decided_at
FROM ${table("raw.decision")} AS decision
WHERE ${newTo("decide", sql`decision.run_id`)}`,
    },
    {
      kind: "sql",
      id: "decide.decision_in_force",
      stage: "decide",
      title: "The decision in force about each subject",
      why: "The newest decision counts, whatever the order of arrival. Later stages read this table, and no run reverts what it says.",
      writes: "curated.decision_in_force",
      keeps: "the decision that was in force, unless a newer one has come",
      oneRowPerKey: "of the decisions about a subject the query keeps the newest",
      mode: "upsert",
      window: "new",
      query: decisionInForce,
    },
  ],
  checks,
  seeds: () => [],
};

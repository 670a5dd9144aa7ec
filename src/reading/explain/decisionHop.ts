import type { DecisionSubject } from "../../contract/vocabulary.ts";
import { allOf, by, where, type HopQuery } from "./hopQuery.ts";

/**
 * What a reviewer decided about a subject: that which counts, below it its place in the chain. Who it was and why are
 * personal; the digest leads to `curated.decision_note` for those who may read it.
 */
export const decisionHop = (kind: DecisionSubject, subjectId: string): HopQuery => ({
  relation: "decision of a reviewer",
  table: "curated.decision_in_force",
  columns: ["verb", "category", "stance", "decided_at", "decision_id"],
  where: allOf([where("subject_kind", kind), where("subject_id", subjectId)]),
  order: by("decision_id"),
  below: ({ decision_id }) => [
    {
      relation: "in the chain",
      table: "curated.review_decision",
      columns: ["sequence_number", "reviewer_digest", "why_digest", "row_hash"],
      where: where("decision_id", decision_id),
      order: by("decision_id"),
    },
  ],
});

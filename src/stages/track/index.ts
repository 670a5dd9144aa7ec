import { fix } from "./fix.ts";
import type { SeedRow } from "../../contract/seed.ts";
import type { Stage } from "../stage.ts";
import { asOf } from "../../contract/window.ts";
import { foldText } from "../../sql/functions/foldText.ts";
import { foldTextOf } from "../../sql/foldTable.ts";
import { sql, table } from "../../sql/sql.ts";
import type { Project } from "../../spec/project.ts";

export const track: Stage = {
  name: "track",
  title: "Find released fixes in the tracker",
  input: "raw.tracker_event",
  reads: [
    "curated.pipeline_run",
    "curated.stage_run",
    "curated.tracker_state",
    "raw.tracker_event",
    "raw.release",
    "curated.issue",
    "curated.issue_ticket",
    "curated.daily_count",
  ],
  writes: ["curated.fix"],
  steps: [fix],
  checks: [
    {
      id: "track.fix_follows_onset",
      stage: "track",
      table: "curated.fix",
      title: "No fix was released before its issue began or after the reference time of the run (as_of).",
      severity: "error",
      failing: () => sql`SELECT fix.issue_id, fix.fix_position
FROM ${table("curated.fix")} AS fix
JOIN ${table("curated.issue")} AS issue ON issue.issue_id = fix.issue_id
WHERE CAST(fix.released_at AS DATE) < issue.onset_date OR fix.released_at > ${asOf}`,
    },
    {
      id: "track.status_is_mapped",
      stage: "track",
      table: "raw.tracker_event",
      title: "Every status of the tracker, or its resolution, is mapped to a state by the spec.",
      severity: "warn",
      failing: () => sql`SELECT DISTINCT tracker_event.to_status
FROM ${table("raw.tracker_event")} AS tracker_event
LEFT JOIN ${table("curated.tracker_state")} AS by_status
  ON by_status.status_folded = ${foldText(sql`trim(BOTH ' ' FROM tracker_event.to_status)`)}
LEFT JOIN ${table("curated.tracker_state")} AS by_resolution
  ON by_resolution.status_folded = ${foldText(sql`trim(BOTH ' ' FROM tracker_event.resolution)`)}
WHERE by_status.state IS NULL AND by_resolution.state IS NULL`,
    },
  ],
  seeds: (project) => [{ table: "curated.tracker_state", rows: trackerStates(project) }],
};

/** Words that differ only by case or accents are one; the first as written wins. */
function trackerStates(project: Project): readonly SeedRow[] {
  const byWord = new Map<string, string>();
  for (const { status, state } of project.tracking.states) {
    const word = foldTextOf(status.trim());
    if (!byWord.has(word)) byWord.set(word, state);
  }
  return [...byWord].map(([status_folded, state]) => ({ status_folded, state }));
}

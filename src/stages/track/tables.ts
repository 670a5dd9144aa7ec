import { optional, required } from "../../contract/columns.ts";
import type { AuthoredTable } from "../../contract/table.ts";
import { issueStates } from "../../contract/vocabulary.ts";
import type { TableName } from "../../sql/sql.ts";

/** Tables of the stage track, and its seeds. */
export const trackTables = {
  "curated.tracker_state": {
    comment: "What each status word of a tracker means for an issue.",
    kind: "seed",
    owner: "setup",
    class: "internal",
    readers: ["analyst", "platform"],
    key: ["status_folded"],
    retention: "forever",
    columns: {
      status_folded: required("string", "Status or resolution as the tracker writes it, folded."),
      state: required("string", "State of the issue that it stands for.", { values: issueStates }),
    },
  },
  "curated.fix": {
    comment: "Released fixes of issues, according to trackers and releases.",
    kind: "state",
    owner: "track",
    class: "internal",
    readers: ["analyst", "reviewer"],
    key: ["issue_id", "fix_position"],
    retention: "forever",
    columns: {
      issue_id: required("string", "The issue."),
      fix_position: required("int", "1 for the first fix, 2 for the next after a return."),
      ticket_key: required("string", "Ticket that reports the fix; - of an apparent fix."),
      fix_version: optional("string", "Version that contains it; null if the tracker names none."),
      fix_version_key: optional(
        "string",
        "That version as a text that sorts as numbers; null without version.",
      ),
      released_at: required(
        "timestamp",
        "When it was released (UTC): the release of the version, otherwise the status change.",
      ),
      scope: required(
        "string",
        "version: active for users of that version; date: active for all users from that day.",
        { values: ["version", "date"] },
      ),
      claimed_by: optional(
        "string",
        "ticket, or evidence: no ticket claims it, complaints dropped with a release (an apparent fix).",
        { values: ["ticket", "evidence"] },
      ),
      choice_milli: optional(
        "bigint",
        "Evidence that the choice of this release among others costs, times 1000; 0 where a ticket names it.",
      ),
    },
  },
} as const satisfies Readonly<Record<TableName, AuthoredTable>>;

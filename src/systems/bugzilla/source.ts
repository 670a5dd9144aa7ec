import type { SourcePreset } from "../sourcePreset.ts";

/**
 * A list of bugs has no descriptions, only summaries. `Opened` is no default column: add it to the list before a source
 * of tickets exports it. Times are those of the zone in the user's preferences.
 */
export const bugzillaCsv: SourcePreset = {
  id: "bugzilla-csv",
  title: "Bugs of Bugzilla (CSV of a bug list: ctype=csv&human=1)",
  shape: "bugzilla.readthedocs.io/en/latest/using/finding.html",
  kinds: {
    tracker: {
      format: "csv",
      map: {
        key: "Bug ID",
        at: "Changed",
        status: "Status",
        resolution: "Resolution",
        summary: "Summary",
        area: "Component",
      },
    },
    tickets: {
      format: "csv",
      map: {
        id: "Bug ID",
        at: "Opened",
        received: "Changed",
        text: "Summary",
        version: "Version",
        priority: "Priority",
        status: "Status",
      },
    },
  },
};

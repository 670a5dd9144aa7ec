import type { SourcePreset } from "../sourcePreset.ts";

/** Jira's default form of times; an administrator may have set another one. */
const time = (column: string) => ({ from: column, format: "dd/MMM/yy h:mm a" });

export const jiraCsv: SourcePreset = {
  id: "jira-csv",
  title: "Issues of Jira (CSV, Export > Export CSV, all or current fields)",
  shape: "support.atlassian.com/jira-software-cloud/docs/export-issues-to-csv",
  kinds: {
    tracker: {
      format: "csv",
      // Labels, Watchers, Comment and others come once for each value
      repeated_columns: true,
      map: {
        key: "Issue key",
        created: time("Created"),
        resolved: time("Resolved"),
        status: "Status",
        resolution: "Resolution",
        summary: "Summary",
        fix_version: "Fix versions",
        area: "Components",
        duplicate_of: "Outward issue link (Duplicate)",
      },
    },
    tickets: {
      format: "csv",
      repeated_columns: true,
      map: {
        id: "Issue key",
        at: time("Created"),
        text: "Description",
        subject: "Summary",
        author: "Reporter",
        version: "Affects versions",
        priority: "Priority",
        status: "Status",
      },
    },
  },
};

import { textLiteral } from "../../sql/textLiteral.ts";
import { sql } from "../../sql/sql.ts";
import type { HopRow } from "./explanation.ts";
import { allOf, by, where, type HopQuery } from "./hopQuery.ts";

/** From an alarm to the counts it was raised on, and the issues it started. */
export const detectionHops = (id: string): readonly HopQuery[] => [
  {
    relation: "detection",
    table: "curated.detection",
    columns: detectionColumns(),
    where: where("detection_id", id),
    order: by("detection_id"),
    below: (detection) => [
      {
        relation: "counted days",
        table: "curated.daily_count",
        columns: ["event_date", "version", "platform", "channel", "events", "voters"],
        where: allOf([
          where("product", detection["product"]),
          where("category", detection["category"]),
          sql`event_date BETWEEN DATE ${textLiteral(detection["onset_date"])} AND DATE ${textLiteral(detection["end_date"])}`,
          ...(detection["version"] === null ? [] : [where("version", detection["version"])]),
        ]),
        order: by("event_date", "version", "platform", "channel"),
      },
      {
        relation: "issues",
        table: "curated.issue",
        columns: ["issue_id", "origin", "scope_version", "onset_date", "events"],
        where: allOf([
          where("product", detection["product"]),
          where("category", detection["category"]),
          where("origin", detection["origin"]),
          detection["version"] === null
            ? sql`onset_date = DATE ${textLiteral(detection["onset_date"])}`
            : where("scope_version", detection["version"]),
        ]),
        order: by("issue_id"),
        leadsTo: ({ issue_id }) => ({ kind: "issue", id: String(issue_id) }),
      },
    ],
  },
];

/** What an issue was raised by; nothing of an ongoing one. */
export function detectionOf(issue: HopRow): readonly HopQuery[] {
  if (issue["origin"] === "standing") return [];
  const version = issue["scope_version"];
  return [
    {
      relation: "detection",
      table: "curated.detection",
      columns: detectionColumns(),
      where: allOf([
        where("product", issue["product"]),
        where("category", issue["category"]),
        where("origin", issue["origin"]),
        version === null
          ? sql`onset_date = DATE ${textLiteral(issue["onset_date"])}`
          : where("version", version),
      ]),
      order: by("onset_date", "detection_id"),
    },
  ];
}

function detectionColumns(): readonly string[] {
  return [
    "detection_id",
    "product",
    "category",
    "origin",
    "version",
    "onset_date",
    "alarm_date",
    "end_date",
    "level",
    "log_e_milli",
    "observed",
    "expected_milli",
  ];
}

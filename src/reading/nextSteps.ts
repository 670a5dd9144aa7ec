import { profileRecords, type SourceRecord } from "../profile/fieldProfile.ts";
import { proposedMapping } from "../profile/proposedMapping.ts";
import type { Source } from "../spec/project.ts";
import { isFeedbackKind } from "../spec/sourceFields.ts";
import { sql, table } from "../sql/sql.ts";
import { text } from "./column.ts";
import type { Evidence } from "./evidence.ts";
import type { FeedbackFigures } from "./categoryReading.ts";
import { labelsAsked, labelsYaml } from "./labelsWanted.ts";
import { query, readRows } from "./query.ts";
import type { QueryRunner } from "./queryRunner.ts";
import type { UncategorisedText, UncoveredReading } from "./uncoveredGroups.ts";

/** Something that makes the next run say more, with what to write where. */
export interface NextStep {
  readonly title: string;
  readonly why: string;
  /** Where the edit belongs, such as `pipeline.yaml, below reviews`; null where there is none to paste. */
  readonly place: string | null;
  readonly edit: string | null;
}

/** Records of a source that say which of its columns holds what. */
const sampled = 200;

const sourceSamples = query({
  name: "source_samples",
  title: "Records of sources as they were delivered",
  acrossProducts: "a source is asked for its columns, whatever product its records are of",
  columns: { source: text, payload: text },
  // chosen by their keys alone: the texts of all others are never read
  sql: () => sql`WITH chosen AS (
  SELECT event_id, payload_hash
  FROM ${table("raw.feedback_payload")}
  QUALIFY row_number() OVER (PARTITION BY source ORDER BY event_id, payload_hash) <= ${sampled}
)
SELECT payload.source, payload.payload
FROM chosen
JOIN ${table("raw.feedback_payload")} AS payload
  ON payload.event_id = chosen.event_id AND payload.payload_hash = chosen.payload_hash
ORDER BY payload.source, payload.event_id, payload.payload_hash`,
});

/** Source → the column that seems to hold a field of it. It reads raw text: only who may read `raw` can ask. */
export async function columnsLike(field: string, runner: QueryRunner): Promise<ReadonlyMap<string, string>> {
  const bySource = Map.groupBy(await readRows(runner, sourceSamples), ({ source }) => source);
  return new Map(
    [...bySource].flatMap(([source, rows]) => {
      const records = rows.flatMap(({ payload }) => recordOf(payload));
      const found = proposedMapping(profileRecords(records)).fields.find((each) => each.field === field);
      return found === undefined ? [] : [[source, found.path] as const];
    }),
  );
}

function recordOf(payload: string): readonly SourceRecord[] {
  try {
    const parsed: unknown = JSON.parse(payload);
    return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)
      ? [parsed as SourceRecord]
      : [];
  } catch {
    return [];
  }
}

export interface KnownOfProduct {
  readonly evidence: Evidence;
  /** Sources of the product. */
  readonly sources: readonly Source[];
  /** Source → the column that seems to hold its version. */
  readonly versionColumns: ReadonlyMap<string, string>;
  readonly uncovered: UncoveredReading;
  readonly labels: readonly UncategorisedText[];
}

/** What would make the next answer better, the cheapest for what it gives first. */
export function nextSteps(known: KnownOfProduct): readonly NextStep[] {
  const { evidence, uncovered, labels, sources } = known;
  if (evidence.feedback === 0) return [];
  const feedbackSources = sources.filter(({ kind }) => isFeedbackKind(kind));
  const covering = uncovered.groups.reduce((sum, { texts }) => sum + texts, 0);
  const steps: (NextStep | readonly NextStep[] | false)[] = [
    covering > 0 && {
      title: "Name what the taxonomy doesn't cover",
      why: `${covering} of ${uncovered.texts} texts without a category form ${uncovered.groups.length} ${uncovered.groups.length === 1 ? "group" : "groups"}. Their files are above, ready to edit.`,
      place: null,
      edit: null,
    },
    labels.length > 0 && {
      title: `Label ${labels.length} ${labels.length === 1 ? "text" : "texts"}`,
      why: "The classifier is least sure of these, so that their labels teach it most. Choose a category for each, or null where none fits.",
      place: "evals/labelled.yaml, below labelled",
      edit: labelsYaml(labels),
    },
    evidence.versioned === 0 && feedbackSources.map((source) => versionStep(source, known.versionColumns)),
    evidence.usageDays === 0 && {
      title: "Add active users",
      why: "With a number of users a day, complaints are counted per user, and a rise in users is no rise in complaints.",
      place: "pipeline.yaml, below sources",
      edit: "  active-users:\n    kind: usage\n    files: active-users.csv # a row per day and version\n    map: { at: date, value: active_users, version: version }",
    },
    evidence.releases === 0 && {
      title: "Add releases",
      why: "With the dates of releases, a problem is tied to the version that brought it, and a fix to the day it came out.",
      place: "pipeline.yaml, below sources",
      edit: "  releases:\n    kind: releases\n    files: releases.csv # a row per version\n    map: { version: version, at: released_at }",
    },
    evidence.ticketChanges === 0 && {
      title: "Add tickets",
      why: "With the export of your tracker, issues get their ticket, and after its release a verdict whether it helped.",
      place: "pipeline.yaml, below sources",
      edit: "  tickets:\n    kind: tracker\n    files: tickets.csv # a row per ticket\n    map: { key: key, created: created, status: status, resolved: resolved, fix_version: fix_version, summary: summary }",
    },
  ];
  return steps.flat().filter((each) => each !== false);
}

/** The same as words, for who has no report before them: nothing is grouped and no raw text is read for it. */
export function stepsInBrief(evidence: Evidence, { uncategorised }: FeedbackFigures): readonly string[] {
  const without = uncategorised?.texts ?? 0;
  const steps: (string | false)[] = [
    without > 0 && `look at ${without} texts without a category`,
    without > 0 && `label ${Math.min(labelsAsked, without)} of them`,
    evidence.versioned === 0 && "map version",
    evidence.usageDays === 0 && "add active users",
    evidence.releases === 0 && "add releases",
    evidence.ticketChanges === 0 && "add tickets",
  ];
  return steps.filter((each) => each !== false);
}

function versionStep({ id, map }: Source, columns: ReadonlyMap<string, string>): NextStep {
  const why = "With versions, a problem is tied to the release that brought it.";
  if (Object.hasOwn(map, "version"))
    return {
      title: `Fill the version of ${id}`,
      why: `${why} It is mapped, and empty in all records.`,
      place: null,
      edit: null,
    };
  const column = columns.get(id);
  if (column === undefined)
    return {
      title: `Export the version of ${id}`,
      why: `${why} No column of its records looks like one.`,
      place: null,
      edit: null,
    };
  return {
    title: `Map the version of ${id}`,
    why,
    place: `pipeline.yaml, below ${id}`,
    edit: `map:\n  version: ${/^[A-Za-z][\w]*$/.test(column) ? column : JSON.stringify(column)}`,
  };
}

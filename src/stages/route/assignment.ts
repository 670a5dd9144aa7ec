import { detectedOrigins } from "../../contract/vocabulary.ts";
import { foldText } from "../../sql/functions/foldText.ts";
import type { SqlStep } from "../../contract/step.ts";
import { asOf, thisRun } from "../../contract/window.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { memberVote } from "../cluster/relations.ts";
import { constants, identifier, sql, table, type Sql } from "../../sql/sql.ts";

/** Stands in the column `owner` of an issue that no one is named for; a review item of reason no_owner goes with it. */
export const unassigned: Sql = sql`'unassigned'`;

export const assignment: SqlStep = {
  kind: "sql",
  id: "route.assignment",
  stage: "route",
  title: "Owners of issues",
  why: "The last matching rule wins. Without one, the owner of the category, then of the area; without either, a person decides.",
  writes: "curated.assignment",
  keeps: "since when an owner has it, and since when it had one",
  mode: "sync",
  window: "all",
  query: (dialect) => sql`    WITH platform_votes AS (
      ${votes("platform")}
    ),
    issue_platform AS (
      SELECT issue_id, platform
      FROM platform_votes
      QUALIFY row_number() OVER (PARTITION BY issue_id ORDER BY votes DESC, platform NULLS LAST) = 1
    ),
    segment_votes AS (
      ${votes("segment")}
    ),
    issue_segment AS (
      SELECT issue_id, segment
      FROM segment_votes
      QUALIFY row_number() OVER (PARTITION BY issue_id ORDER BY votes DESC, segment NULLS LAST) = 1
    ),
    described_issue AS (
      SELECT
        issue.issue_id, issue.product, issue.area, issue.category, issue.kind, issue.severity, issue.origin,
        issue.detected_at,
        issue_platform.platform, issue_segment.segment
      FROM ${table("curated.issue")} AS issue
      LEFT JOIN issue_platform ON issue_platform.issue_id = issue.issue_id
      LEFT JOIN issue_segment ON issue_segment.issue_id = issue.issue_id
    ),
    matching_rule AS (
      SELECT described_issue.issue_id, owner_rule.rule_position, owner_rule.rule_text, owner_rule.owner
      FROM described_issue
      JOIN ${table("curated.owner_rule")} AS owner_rule
        ON (owner_rule.match_area IS NULL OR owner_rule.match_area = described_issue.area)
        AND (owner_rule.match_category IS NULL OR owner_rule.match_category = described_issue.category)
        AND (owner_rule.match_kind IS NULL OR owner_rule.match_kind = described_issue.kind)
        AND (owner_rule.match_severity IS NULL OR owner_rule.match_severity = described_issue.severity)
        AND (owner_rule.match_product IS NULL OR owner_rule.match_product = described_issue.product)
        AND (owner_rule.match_platform IS NULL OR ${foldText(sql`owner_rule.match_platform`)} = described_issue.platform)
        AND (owner_rule.match_segment IS NULL OR ${foldText(sql`owner_rule.match_segment`)} = described_issue.segment)
    ),
    deciding_rule AS (
      SELECT
        issue_id, rule_position, rule_text, owner,
        count(*) OVER (PARTITION BY issue_id) AS candidates
      FROM matching_rule
      QUALIFY row_number() OVER (PARTITION BY issue_id ORDER BY rule_position DESC) = 1
    ),
    decided AS (
      SELECT
        described_issue.issue_id, described_issue.detected_at,
        coalesce(deciding_rule.owner, category.owner, area.owner, ${unassigned}) AS owner,
        deciding_rule.rule_position,
        CASE
          WHEN deciding_rule.owner IS NOT NULL THEN concat(
            'rule ', ${text(dialect, sql`deciding_rule.rule_position`)},
            ' of ', ${text(dialect, sql`(SELECT count(*) FROM ${table("curated.owner_rule")})`)},
            ', the last of ', ${text(dialect, sql`deciding_rule.candidates`)}, ' that match: ', deciding_rule.rule_text)
          WHEN category.owner IS NOT NULL THEN concat('no rule matches; category ', category.category, ' names its owner')
          WHEN area.owner IS NOT NULL THEN concat('no rule matches; area ', area.area, ' names its owner')
          ELSE 'no rule matches, and neither category nor area names an owner'
        END AS explanation,
        CAST(coalesce(deciding_rule.candidates, 0) AS INT) AS candidates,
        coalesce(
          described_issue.kind = 'defect'
            AND described_issue.origin IN ${constants(detectedOrigins)}
            AND category.severity_points >= (SELECT max(block_release_points) FROM ${table("curated.setting")}),
          FALSE
        ) AS release_blocker
      FROM described_issue
      LEFT JOIN deciding_rule ON deciding_rule.issue_id = described_issue.issue_id
      LEFT JOIN ${table("curated.category")} AS category ON category.category = described_issue.category
      LEFT JOIN ${table("curated.area")} AS area ON area.area = described_issue.area
    )
    SELECT
      decided.issue_id, decided.owner, decided.rule_position, decided.explanation, decided.candidates,
      decided.release_blocker,
      CASE WHEN known.owner = decided.owner THEN known.assigned_at ELSE ${asOf} END AS assigned_at,
      -- not the time of a run, so that one run over a year and a run a day tell the same story of an issue
      CASE
        WHEN known.owned_from IS NOT NULL THEN known.owned_from
        WHEN decided.owner = ${unassigned} THEN NULL
        -- what this run wrote before it stopped, and its author corrected, is not known
        WHEN known.owner = ${unassigned} AND known.run_id <> ${thisRun} THEN ${asOf}
        ELSE decided.detected_at
      END AS owned_from
    FROM decided
    LEFT JOIN ${table("curated.assignment")} AS known ON known.issue_id = decided.issue_id`,
};

/**
 * How many votes of an issue name each platform or segment; those that name none have no vote. Most projects have no rule
 * that asks, and then nothing is counted. Counted as written first: folding every event's would cost the most.
 */
function votes(condition: "platform" | "segment"): Sql {
  const asked = condition === "platform" ? sql`match_platform` : sql`match_segment`;
  const name = identifier(condition);
  const folded = foldText(sql`written.named`);
  return sql`      SELECT written.issue_id, ${folded} AS ${name}, sum(written.votes) AS votes
      FROM (
        SELECT member.issue_id, member.${name} AS named, count(*) AS votes
        FROM (
          ${memberVote([condition])}
        ) AS member
        WHERE member.${name} IS NOT NULL
          AND (SELECT count(${asked}) FROM ${table("curated.owner_rule")}) > 0
        GROUP BY member.issue_id, member.${name}
      ) AS written
      GROUP BY written.issue_id, ${folded}`;
}

const text = (dialect: Dialect, number: Sql): Sql => sql`CAST(${number} AS ${dialect.type("string")})`;

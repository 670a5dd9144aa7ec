import { detectedOrigins } from "../../contract/vocabulary.ts";
import { versionKey } from "../../sql/functions/versionKey.ts";
import type { SqlStep } from "../../contract/step.ts";
import { asOf } from "../../contract/window.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { constants, sql, table, type Sql } from "../../sql/sql.ts";

/** Days before the onset that show the usual rate of a platform, and days after it that show which ones are affected. */
const daysBefore = 28;
const daysAfter = 60;

/** Nats by which "these platforms alone" must explain the complaints better than "all platforms". */
const narrowerNats = 3;

/**
 * Complaints of a platform: c in scope among n other votes, and the usual rate u from before the onset and from versions
 * before the one affected (drawn by one complaint towards that of all platforms). If the rate is m times the usual one on
 * the platforms of a set S, and the usual one elsewhere, the Poisson log-likelihood beyond "nothing happened" is
 *
 *     LL(S) = C ln(C / E) - (C - E),   C = sum of c, E = sum of n u over S, for C > E
 *
 * and largest for a set of the platforms with the largest c / (n u), so those are tried in this order.
 */
function query(dialect: Dialect): Sql {
  const double = (value: Sql): Sql => sql`CAST(${value} AS DOUBLE)`;
  return sql`WITH scoped_issue AS (
  SELECT issue_id, product, category, onset_date, ${versionKey(sql`scope_version`)} AS scope_key,
    ${dialect.addDays(sql`onset_date`, sql`-${daysBefore}`)} AS from_date,
    least(
      ${dialect.addDays(sql`onset_date`, sql`${daysAfter - 1}`)},
      ${dialect.addDays(sql`CAST(${asOf} AS DATE)`, sql`-1`)}
    ) AS until_date
  FROM ${table("curated.issue")}
  WHERE origin IN ${constants(detectedOrigins)}
),
known_version AS (
  SELECT version, CASE WHEN version <> '-' THEN ${versionKey(sql`version`)} END AS version_key
  FROM (SELECT DISTINCT version FROM ${table("curated.daily_count")}) AS named_version
),
platform_day AS (
  SELECT count_row.product, count_row.platform, count_row.event_date, count_row.category, known_version.version_key,
    sum(count_row.voters) AS votes
  FROM ${table("curated.daily_count")} AS count_row
  JOIN known_version ON known_version.version = count_row.version
  WHERE count_row.platform <> '-'
  GROUP BY count_row.product, count_row.platform, count_row.event_date, count_row.category, known_version.version_key
),
sided_day AS (
  SELECT scoped_issue.issue_id, platform_day.platform,
    CASE WHEN platform_day.category = scoped_issue.category THEN platform_day.votes ELSE 0 END AS complaints,
    CASE WHEN platform_day.category = scoped_issue.category THEN 0 ELSE platform_day.votes END AS other_votes,
    CASE
      WHEN scoped_issue.scope_key IS NOT NULL AND platform_day.version_key IS NULL THEN NULL
      WHEN platform_day.event_date >= scoped_issue.onset_date
        AND coalesce(platform_day.version_key >= scoped_issue.scope_key, scoped_issue.scope_key IS NULL) THEN 'in_scope'
      ELSE 'usual'
    END AS side
  FROM scoped_issue
  JOIN platform_day
    ON platform_day.product = scoped_issue.product
    AND platform_day.event_date BETWEEN scoped_issue.from_date AND scoped_issue.until_date
),
counted AS (
  SELECT issue_id, platform,
    CAST(sum(CASE WHEN side = 'in_scope' THEN complaints ELSE 0 END) AS BIGINT) AS complaints,
    CAST(sum(CASE WHEN side = 'in_scope' THEN other_votes ELSE 0 END) AS BIGINT) AS other_votes,
    CAST(sum(CASE WHEN side = 'usual' THEN complaints ELSE 0 END) AS BIGINT) AS usual_complaints,
    CAST(sum(CASE WHEN side = 'usual' THEN other_votes ELSE 0 END) AS BIGINT) AS usual_others
  FROM sided_day
  WHERE side IS NOT NULL
  GROUP BY issue_id, platform
),
totalled AS (
  SELECT counted.*,
    sum(usual_complaints) OVER of_issue + 1 AS all_complaints,
    sum(usual_others) OVER of_issue + 1 AS all_others
  FROM counted
  WINDOW of_issue AS (PARTITION BY issue_id)
),
expected AS (
  SELECT issue_id, platform, complaints, other_votes,
    CAST(${dialect.quantise(
      sql`1000 * ${double(sql`other_votes`)} * (${double(sql`usual_complaints`)} + 1)
        / (${double(sql`usual_others`)} + ${double(sql`all_others`)} / ${double(sql`all_complaints`)})`,
      0,
    )} AS BIGINT) + 1 AS expected_milli
  FROM totalled
),
ranked AS (
  SELECT expected.*,
    row_number() OVER (
      PARTITION BY issue_id
      ORDER BY ${dialect.quantise(sql`1000000 * ${double(sql`complaints`)} / ${double(sql`expected_milli`)}`, 0)} DESC, platform
    ) AS place,
    count(*) OVER (PARTITION BY issue_id) AS platforms
  FROM expected
),
summed AS (
  SELECT ranked.*,
    sum(complaints) OVER so_far AS set_complaints,
    sum(expected_milli) OVER so_far AS set_expected_milli
  FROM ranked
  WINDOW so_far AS (PARTITION BY issue_id ORDER BY place ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
),
weighed AS (
  SELECT issue_id, place,
    CASE
      WHEN 1000 * set_complaints > set_expected_milli THEN CAST(${dialect.quantise(
        sql`1000 * (${double(sql`set_complaints`)} * ln(1000 * ${double(sql`set_complaints`)} / ${double(sql`set_expected_milli`)})
          - (${double(sql`set_complaints`)} - ${double(sql`set_expected_milli`)} / 1000))`,
        0,
      )} AS BIGINT)
      ELSE 0
    END AS likelihood_milli,
    CASE WHEN place = platforms THEN ${1000 * narrowerNats} ELSE 0 END AS preference_milli
  FROM summed
),
best AS (
  SELECT issue_id, place AS best_place
  FROM weighed
  QUALIFY row_number() OVER (PARTITION BY issue_id ORDER BY likelihood_milli + preference_milli DESC, place DESC) = 1
)
SELECT ranked.issue_id, ranked.platform, ranked.complaints, ranked.other_votes, ranked.expected_milli,
  ranked.place <= best.best_place AS in_scope
FROM ranked
JOIN best ON best.issue_id = ranked.issue_id`;
}

export const issuePlatform: SqlStep = {
  kind: "sql",
  id: "cluster.issue_platform",
  stage: "cluster",
  title: "Platforms of issues",
  why: "A defect of one platform is judged on that platform: the first users of a fix are often elsewhere. Platforms are left out if those that remain explain the complaints better by a factor of 20.",
  writes: "curated.issue_platform",
  mode: "sync",
  window: "all",
  query,
};

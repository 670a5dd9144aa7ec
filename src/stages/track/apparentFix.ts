import { detectedOrigins } from "../../contract/vocabulary.ts";
import { versionKey } from "../../sql/functions/versionKey.ts";
import { asOf } from "../../contract/window.ts";
import { twoRates } from "../../statistics/twoRates.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { constants, sql, table, type Sql } from "../../sql/sql.ts";

/** Days from the onset in which a release may heal an issue without anyone having said so. */
const horizonDays = 180;

/** Complaints that must be expected after a release at the rate before it. */
const fewestExpected = 5;

/**
 * CTEs up to `apparent_fix`: releases with which complaints of a defect dropped though no ticket claims to have fixed it.
 * Takes `daily_fix` (issue_id) and `version_release` (product, version_key, released_at, is_client).
 *
 * Of the releases after the onset the one is chosen that splits the votes of the issue best (Poisson likelihood of two
 * rates against one, other feedback as exposure), if the rate halved at least and, where older versions were used at the same
 * time, theirs did not. The choice is made on the data that prove it: the k-th release after the onset has 1 / (k (k + 1))
 * of the error rate, which sums to one, so it needs ln(k (k + 1)) more evidence (`choice_milli`).
 */
export function apparentFix(dialect: Dialect): Sql {
  const yesterday = dialect.addDays(sql`CAST(${asOf} AS DATE)`, sql`-1`);
  const double = (value: Sql): Sql => sql`CAST(${value} AS DOUBLE)`;
  const rate = (hits: Sql, exposure: Sql): Sql => sql`((${double(hits)} + 0.5) / (${double(exposure)} + 1))`;
  return sql`unclaimed_issue AS (
      SELECT
        issue.issue_id, issue.product, issue.category, issue.onset_date, ${versionKey(sql`issue.scope_version`)} AS scope_key,
        least(${yesterday}, ${dialect.addDays(sql`issue.onset_date`, sql`${horizonDays}`)}) AS until_date
      FROM ${table("curated.issue")} AS issue
      LEFT JOIN daily_fix ON daily_fix.issue_id = issue.issue_id
      WHERE daily_fix.issue_id IS NULL AND issue.kind = 'defect' AND issue.origin IN ${constants(detectedOrigins)}
    ),
    later_release AS (
      SELECT
        unclaimed_issue.issue_id, version_release.version, version_release.version_key, version_release.released_at,
        version_release.is_client = 1 AS is_client,
        CAST(version_release.released_at AS DATE) AS released_date,
        row_number() OVER (
          PARTITION BY unclaimed_issue.issue_id ORDER BY version_release.released_at, version_release.version_key
        ) AS place
      FROM unclaimed_issue
      JOIN version_release
        ON version_release.product = unclaimed_issue.product
        AND CAST(version_release.released_at AS DATE) > unclaimed_issue.onset_date
        AND CAST(version_release.released_at AS DATE) < unclaimed_issue.until_date
        AND (version_release.is_client = 0 OR coalesce(version_release.version_key > unclaimed_issue.scope_key, TRUE))
    ),
    voted_version AS (
      SELECT version, ${versionKey(sql`version`)} AS version_key
      FROM (SELECT DISTINCT version FROM ${table("curated.daily_count")} WHERE version <> '-') AS known_version
    ),
    issue_day AS (
      SELECT
        unclaimed_issue.issue_id, voted_version.version_key, count_row.event_date,
        sum(CASE WHEN count_row.category = unclaimed_issue.category THEN count_row.voters ELSE 0 END) AS hits,
        sum(CASE WHEN count_row.category = unclaimed_issue.category THEN 0 ELSE count_row.voters END) AS exposure
      FROM unclaimed_issue
      JOIN ${table("curated.daily_count")} AS count_row
        ON count_row.product = unclaimed_issue.product
        AND count_row.event_date BETWEEN unclaimed_issue.onset_date AND unclaimed_issue.until_date
      LEFT JOIN voted_version ON voted_version.version = count_row.version
      WHERE coalesce(voted_version.version_key >= unclaimed_issue.scope_key, unclaimed_issue.scope_key IS NULL)
      GROUP BY unclaimed_issue.issue_id, voted_version.version_key, count_row.event_date
    ),
    sided_day AS (
      SELECT
        later_release.issue_id, later_release.place, issue_day.hits, issue_day.exposure,
        CASE
          WHEN later_release.is_client AND issue_day.version_key IS NULL THEN NULL
          WHEN issue_day.event_date < later_release.released_date THEN 'before'
          WHEN NOT later_release.is_client THEN CASE WHEN issue_day.event_date > later_release.released_date THEN 'after' END
          WHEN issue_day.version_key >= later_release.version_key THEN 'after'
          ELSE 'meanwhile'
        END AS side
      FROM later_release
      JOIN issue_day ON issue_day.issue_id = later_release.issue_id
    ),
    split_votes AS (
      SELECT
        issue_id, place,
        sum(CASE WHEN side = 'before' THEN hits ELSE 0 END) AS before_hits,
        sum(CASE WHEN side = 'before' THEN exposure ELSE 0 END) AS before_exposure,
        sum(CASE WHEN side = 'meanwhile' THEN hits ELSE 0 END) AS meanwhile_hits,
        sum(CASE WHEN side = 'meanwhile' THEN exposure ELSE 0 END) AS meanwhile_exposure,
        sum(CASE WHEN side = 'after' THEN hits ELSE 0 END) AS after_hits,
        sum(CASE WHEN side = 'after' THEN exposure ELSE 0 END) AS after_exposure
      FROM sided_day
      WHERE side IS NOT NULL
      GROUP BY issue_id, place
    ),
    split AS (
      SELECT
        issue_id, place,
        ${dialect.quantise(
          twoRates(
            {
              hits: sql`(before_hits + meanwhile_hits)`,
              exposure: sql`(before_exposure + meanwhile_exposure)`,
            },
            { hits: sql`after_hits`, exposure: sql`after_exposure` },
            {
              hits: sql`(before_hits + meanwhile_hits + after_hits)`,
              exposure: sql`(before_exposure + meanwhile_exposure + after_exposure)`,
            },
          ),
          3,
        )} AS likelihood_ratio,
        ${dialect.quantise(sql`${rate(sql`before_hits`, sql`before_exposure`)} * ${double(sql`after_exposure`)}`, 3)} AS expected,
        ${dialect.quantise(sql`${rate(sql`before_hits`, sql`before_exposure`)} * ${double(sql`meanwhile_exposure`)}`, 3)} AS expected_meanwhile,
        ${dialect.quantise(sql`${rate(sql`after_hits`, sql`after_exposure`)} / ${rate(sql`before_hits`, sql`before_exposure`)}`, 3)} AS rate_left,
        ${dialect.quantise(sql`${rate(sql`meanwhile_hits`, sql`meanwhile_exposure`)} / ${rate(sql`before_hits`, sql`before_exposure`)}`, 3)} AS rate_meanwhile
      FROM split_votes
    ),
    best_split AS (
      SELECT issue_id, place
      FROM split
      WHERE expected >= ${fewestExpected} AND 2 * rate_left <= 1
        AND (expected_meanwhile < ${fewestExpected} OR 2 * rate_meanwhile > 1)
      QUALIFY row_number() OVER (PARTITION BY issue_id ORDER BY likelihood_ratio DESC, place) = 1
    ),
    apparent_fix AS (
      SELECT
        later_release.issue_id, later_release.version AS fix_version, later_release.version_key AS fix_version_key,
        later_release.released_at,
        CASE WHEN later_release.is_client THEN 'version' ELSE 'date' END AS scope,
        CAST(${dialect.quantise(sql`1000 * ln(CAST(later_release.place * (later_release.place + 1) AS DOUBLE))`, 0)} AS BIGINT) AS choice_milli
      FROM best_split
      JOIN later_release
        ON later_release.issue_id = best_split.issue_id AND later_release.place = best_split.place
    )`;
}

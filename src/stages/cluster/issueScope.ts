import { versionKey } from "../../sql/functions/versionKey.ts";
import { asOf } from "../../contract/window.ts";
import { twoRates } from "../../statistics/twoRates.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { sql, table, type Sql } from "../../sql/sql.ts";

/** Weeks before and after the onset of the alarm whose votes tell what an issue is tied to. */
const weeksBefore = 4;
const weeksAfter = 9;

/** A version that came into use within these days of the onset of the alarm may be the one. */
const nearDays = 28;

/** Nats by which another version, or a day instead of a version, must explain the votes better than what the alarm says. */
const otherVersionNats = 2;
const otherKindNats = 3;

/**
 * CTEs up to `scope_estimate` (product, category, episode_number, tied_to, version, first_date): whether an episode is
 * tied to a version or to a day by all evidence so far, to which version, and the first day of its use. The alarm that is
 * first to pass its threshold is often that of a neighbour: the version before has been in use for longer, a spike
 * passes before a version that few have.
 *
 * Takes `scope_episode`: product, category, episode_number, origin, version (of the alarm; null for a day), onset_date.
 *
 * Votes are Poisson with one rate where the issue is in force and one where it isn't, all other votes as exposure.
 * Compared are starts with a version and starts with a week, each with every end: a later version, a later week (a fix on
 * the server), or none. Feedback without a version counts for neither.
 */
export function scopeEstimate(dialect: Dialect): Sql {
  /** 1000 times the log-likelihood of two rates against one, where the rate rose; columns of the row. */
  const likelihoodMilli = sql`CAST(${dialect.quantise(
    sql`1000 * (${twoRates(
      { hits: sql`hits`, exposure: sql`exposure` },
      { hits: sql`(all_hits - hits)`, exposure: sql`(all_exposure - exposure)` },
      { hits: sql`all_hits`, exposure: sql`all_exposure` },
    )})`,
    0,
  )} AS BIGINT)`;
  const string = dialect.type("string");
  const rose = sql`hits * (all_exposure - exposure) > (all_hits - hits) * exposure`;
  const episode = sql`product, category, episode_number`;
  const sameEpisode = (left: Sql, right: Sql): Sql =>
    sql`${left}.product = ${right}.product AND ${left}.category = ${right}.category AND ${left}.episode_number = ${right}.episode_number`;
  return sql`scope_version_day AS (
  SELECT count_row.product, count_row.category, count_row.event_date, ${versionKey(sql`count_row.version`)} AS version_key,
    sum(count_row.voters) AS votes
  FROM ${table("curated.daily_count")} AS count_row
  WHERE count_row.version <> '-' AND count_row.event_date < CAST(${asOf} AS DATE)
  GROUP BY count_row.product, count_row.category, count_row.event_date, count_row.version
),
scope_cell AS (
  SELECT scope_episode.product, scope_episode.category, scope_episode.episode_number, day.version_key,
    CAST(floor(${dialect.divide(dialect.daysBetween(sql`scope_episode.onset_date`, sql`day.event_date`), sql`7`)}) AS INTEGER) AS week,
    CAST(sum(CASE WHEN day.category = scope_episode.category THEN day.votes ELSE 0 END) AS BIGINT) AS hits,
    CAST(sum(CASE WHEN day.category = scope_episode.category THEN 0 ELSE day.votes END) AS BIGINT) AS exposure
  FROM scope_episode
  JOIN scope_version_day AS day
    ON day.product = scope_episode.product
    AND day.event_date >= ${dialect.addDays(sql`scope_episode.onset_date`, sql`-${7 * weeksBefore}`)}
    AND day.event_date < ${dialect.addDays(sql`scope_episode.onset_date`, sql`${7 * weeksAfter}`)}
  GROUP BY scope_episode.product, scope_episode.category, scope_episode.episode_number, day.version_key,
    CAST(floor(${dialect.divide(dialect.daysBetween(sql`scope_episode.onset_date`, sql`day.event_date`), sql`7`)}) AS INTEGER)
),
scope_total AS (
  SELECT ${episode}, CAST(sum(hits) AS BIGINT) AS all_hits, CAST(sum(exposure) AS BIGINT) AS all_exposure
  FROM scope_cell
  GROUP BY ${episode}
),
used_version AS (
  SELECT product, version, ${versionKey(sql`version`)} AS version_key, min(event_date) AS first_date
  FROM ${table("curated.exposure_daily")}
  WHERE version <> '-' AND exposure > 0
  GROUP BY product, version
),
near_version AS (
  SELECT scope_episode.product, scope_episode.category, scope_episode.episode_number,
    min(used_version.version) AS version, used_version.version_key, min(used_version.first_date) AS first_date
  FROM scope_episode
  JOIN used_version
    ON used_version.product = scope_episode.product
    AND abs(${dialect.daysBetween(sql`scope_episode.onset_date`, sql`used_version.first_date`)}) <= ${nearDays}
  GROUP BY scope_episode.product, scope_episode.category, scope_episode.episode_number, used_version.version_key
),
scope_key AS (
  SELECT DISTINCT ${episode}, version_key FROM scope_cell
),
scope_week AS (
  SELECT DISTINCT ${episode}, week FROM scope_cell
),
scope_start AS (
  SELECT ${episode}, version, version_key AS from_key, CAST(NULL AS INTEGER) AS from_week FROM near_version
  UNION ALL
  SELECT ${episode}, CAST(NULL AS ${string}) AS version, CAST(NULL AS ${string}) AS from_key, week AS from_week
  FROM scope_week
  WHERE week BETWEEN -2 AND 4
),
scope_end AS (
  SELECT ${episode}, version_key AS until_key, CAST(NULL AS INTEGER) AS until_week FROM scope_key
  UNION ALL
  SELECT ${episode}, CAST(NULL AS ${string}) AS until_key, week AS until_week FROM scope_week WHERE week > -2
  UNION ALL
  SELECT ${episode}, CAST(NULL AS ${string}) AS until_key, CAST(NULL AS INTEGER) AS until_week FROM scope_episode
),
scope_range AS (
  SELECT began.product, began.category, began.episode_number, began.version, began.from_key, began.from_week,
    ended.until_key, ended.until_week
  FROM scope_start AS began
  JOIN scope_end AS ended
    ON ${sameEpisode(sql`ended`, sql`began`)}
    AND (ended.until_key IS NULL OR began.from_key IS NULL OR ended.until_key > began.from_key)
    AND (ended.until_week IS NULL OR began.from_week IS NULL OR ended.until_week > began.from_week)
),
range_votes AS (
  SELECT span.product, span.category, span.episode_number, span.version, span.from_key, span.from_week,
    sum(scope_cell.hits) AS hits, sum(scope_cell.exposure) AS exposure
  FROM scope_range AS span
  JOIN scope_cell
    ON ${sameEpisode(sql`scope_cell`, sql`span`)}
    AND (span.from_key IS NULL OR scope_cell.version_key >= span.from_key)
    AND (span.from_week IS NULL OR scope_cell.week >= span.from_week)
    AND (span.until_key IS NULL OR scope_cell.version_key < span.until_key)
    AND (span.until_week IS NULL OR scope_cell.week < span.until_week)
  GROUP BY span.product, span.category, span.episode_number, span.version, span.from_key, span.from_week,
    span.until_key, span.until_week
),
start_likelihood AS (
  SELECT votes.product, votes.category, votes.episode_number, votes.version, votes.from_key AS version_key,
    max(CASE WHEN ${rose} THEN ${likelihoodMilli} ELSE 0 END) AS likelihood_milli
  FROM range_votes AS votes
  JOIN scope_total ON ${sameEpisode(sql`scope_total`, sql`votes`)}
  GROUP BY votes.product, votes.category, votes.episode_number, votes.version, votes.from_key
),
version_likelihood AS (
  SELECT * FROM start_likelihood WHERE version_key IS NOT NULL
),
week_likelihood AS (
  SELECT * FROM start_likelihood WHERE version_key IS NULL
),
-- the version of the alarm has a start in this race
version_place AS (
  SELECT likelihood.*,
    row_number() OVER (
      PARTITION BY likelihood.product, likelihood.category, likelihood.episode_number
      ORDER BY
        likelihood.likelihood_milli + CASE WHEN likelihood.version = scope_episode.version THEN ${1000 * otherVersionNats} ELSE 0 END DESC,
        likelihood.version_key
    ) AS place
  FROM version_likelihood AS likelihood
  JOIN scope_episode ON ${sameEpisode(sql`scope_episode`, sql`likelihood`)}
),
scope_estimate AS (
  SELECT scope_episode.product, scope_episode.category, scope_episode.episode_number,
    CASE
      WHEN scope_episode.origin = 'release'
        AND week_likelihood.likelihood_milli - coalesce(version_place.likelihood_milli, 0) >= ${1000 * otherKindNats} THEN 'day'
      WHEN scope_episode.origin = 'release' THEN 'version'
      WHEN version_place.likelihood_milli - week_likelihood.likelihood_milli >= ${1000 * otherKindNats} THEN 'version'
      ELSE 'day'
    END AS tied_to,
    version_place.version, near_version.first_date
  FROM scope_episode
  LEFT JOIN version_place ON ${sameEpisode(sql`version_place`, sql`scope_episode`)} AND version_place.place = 1
  LEFT JOIN near_version
    ON ${sameEpisode(sql`near_version`, sql`version_place`)} AND near_version.version_key = version_place.version_key
  LEFT JOIN week_likelihood ON ${sameEpisode(sql`week_likelihood`, sql`scope_episode`)}
)`;
}

import { detectedOrigins } from "../../contract/vocabulary.ts";
import { versionKey } from "../../sql/functions/versionKey.ts";
import type { SqlStep } from "../../contract/step.ts";
import { categoryVote } from "./relations.ts";
import { scopeEstimate } from "./issueScope.ts";
import { referenceDays } from "./stepUp.ts";
import { hashKey } from "../../sql/hash.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { type Sql, constants, sql, table } from "../../sql/sql.ts";

/**
 * Days of quiet after which a category counts as settled: an alarm whose rise began within them belongs to the same
 * issue (it came back), a later one founds a new issue. Longer than the 42 days a version is tested for, so that
 * evidence which arrives day by day makes the same episodes as evidence seen at once.
 */
const settledDays = 60;

/** A spike that began this many days after the alarm of a release is something else that happened later. */
const sameCauseDays = 7;

function query(dialect: Dialect): Sql {
  // Of two versions that alarm on one day the later one has the rise: in the test of the earlier it is diluted.
  const alarmOrder = sql`alarm_date, origin, onset_date DESC, detection_id`;
  const ofCategory = sql`PARTITION BY product, category ORDER BY ${alarmOrder}`;
  return sql`WITH page AS (
  SELECT detection_id, product, category, origin, version, ${versionKey(sql`version`)} AS version_key,
    onset_date, alarm_date, end_date, log_e_milli,
    max(end_date) OVER (${ofCategory} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS evidence_until
  FROM ${table("curated.detection")}
  WHERE level = 'page'
),
episode_alarm AS (
  SELECT page.*,
    sum(CASE WHEN onset_date <= ${dialect.addDays(sql`evidence_until`, sql`${settledDays}`)} THEN 0 ELSE 1 END)
      OVER (${ofCategory} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS episode_number
  FROM page
),
founding_alarm AS (
  SELECT *
  FROM episode_alarm
  QUALIFY row_number() OVER (PARTITION BY product, category, episode_number ORDER BY ${alarmOrder}) = 1
),
first_release AS (
  SELECT *
  FROM episode_alarm
  WHERE origin = 'release'
  QUALIFY row_number() OVER (PARTITION BY product, category, episode_number ORDER BY ${alarmOrder}) = 1
),
first_spike AS (
  SELECT *
  FROM episode_alarm
  WHERE origin = 'spike'
  QUALIFY row_number() OVER (PARTITION BY product, category, episode_number ORDER BY ${alarmOrder}) = 1
),
rivals AS (
  SELECT first_release.product, first_release.category, first_release.episode_number, first_release.version,
    first_release.version_key, first_release.onset_date AS release_onset, first_spike.onset_date AS spike_onset,
    ${dialect.addDays(sql`first_release.onset_date`, sql`-${referenceDays}`)} AS reference_date,
    greatest(first_release.alarm_date, first_spike.alarm_date) AS until_date
  FROM first_release
  JOIN first_spike
    ON first_spike.product = first_release.product
    AND first_spike.category = first_release.category
    AND first_spike.episode_number = first_release.episode_number
  WHERE first_release.onset_date <= first_spike.alarm_date
    AND first_spike.onset_date <= ${dialect.addDays(sql`first_release.alarm_date`, sql`${sameCauseDays}`)}
),
exposure_of_day AS (
  SELECT product, version, ${versionKey(sql`version`)} AS version_key, event_date, sum(exposure) AS exposure
  FROM ${table("curated.exposure_daily")}
  WHERE version <> '-' AND exposure > 0
  GROUP BY product, version, event_date
),
votes_of_day AS (
  SELECT product, category, version, event_date, sum(voters) AS votes
  FROM ${table("curated.daily_count")}
  WHERE version <> '-'
  GROUP BY product, category, version, event_date
),
rival_cell AS (
  SELECT rivals.product, rivals.category, rivals.episode_number,
    CASE
      WHEN exposure_of_day.event_date < rivals.release_onset THEN 'reference'
      WHEN exposure_of_day.version = rivals.version AND exposure_of_day.event_date < rivals.spike_onset THEN 'version_before'
      WHEN exposure_of_day.version = rivals.version THEN 'version_after'
      WHEN exposure_of_day.event_date >= rivals.spike_onset THEN 'older_after'
    END AS cell,
    CAST(exposure_of_day.exposure AS DOUBLE) AS exposure,
    CAST(coalesce(votes_of_day.votes, 0) AS DOUBLE) AS votes
  FROM rivals
  JOIN exposure_of_day
    ON exposure_of_day.product = rivals.product
    AND exposure_of_day.event_date BETWEEN rivals.reference_date AND rivals.until_date
    AND exposure_of_day.version_key <= rivals.version_key
  LEFT JOIN votes_of_day
    ON votes_of_day.product = exposure_of_day.product
    AND votes_of_day.category = rivals.category
    AND votes_of_day.version = exposure_of_day.version
    AND votes_of_day.event_date = exposure_of_day.event_date
),
rival_total AS (
  SELECT product, category, episode_number,
    (sum(CASE WHEN cell = 'reference' THEN votes ELSE 0 END) + 0.5)
      / (sum(CASE WHEN cell = 'reference' THEN exposure ELSE 0 END) + 1) AS reference_rate,
    (sum(CASE WHEN cell = 'version_after' THEN votes ELSE 0 END) + 0.5)
      / (sum(CASE WHEN cell = 'version_after' THEN exposure ELSE 0 END) + 1) AS raised_rate,
    sum(CASE WHEN cell = 'version_before' THEN votes ELSE 0 END) AS version_before,
    sum(CASE WHEN cell = 'version_before' THEN exposure ELSE 0 END) AS version_before_exposure,
    sum(CASE WHEN cell = 'older_after' THEN votes ELSE 0 END) AS older_after,
    sum(CASE WHEN cell = 'older_after' THEN exposure ELSE 0 END) AS older_after_exposure
  FROM rival_cell
  GROUP BY product, category, episode_number
),
-- Poisson log-likelihood of "raised from a day on, whatever the version" less that of "raised in the version".
day_not_version AS (
  SELECT product, category, episode_number
  FROM rival_total
  WHERE ${dialect.quantise(
    sql`(older_after - version_before) * ln(greatest(raised_rate / reference_rate, 1.5))
      - (greatest(raised_rate / reference_rate, 1.5) - 1) * reference_rate * (older_after_exposure - version_before_exposure)`,
    6,
  )} > 0
),
episode AS (
  SELECT founding_alarm.product, founding_alarm.category, founding_alarm.episode_number,
    founding_alarm.alarm_date,
    CASE
      WHEN rivals.episode_number IS NULL THEN founding_alarm.origin
      WHEN day_not_version.episode_number IS NULL THEN 'release'
      ELSE 'spike'
    END AS origin
  FROM founding_alarm
  LEFT JOIN rivals
    ON rivals.product = founding_alarm.product
    AND rivals.category = founding_alarm.category
    AND rivals.episode_number = founding_alarm.episode_number
  LEFT JOIN day_not_version
    ON day_not_version.product = founding_alarm.product
    AND day_not_version.category = founding_alarm.category
    AND day_not_version.episode_number = founding_alarm.episode_number
),
scope_episode AS (
  SELECT episode.*,
    CASE WHEN episode.origin = 'release' THEN first_release.version END AS version,
    CASE WHEN episode.origin = 'release' THEN first_release.onset_date ELSE first_spike.onset_date END AS onset_date
  FROM episode
  LEFT JOIN first_release
    ON first_release.product = episode.product
    AND first_release.category = episode.category
    AND first_release.episode_number = episode.episode_number
  LEFT JOIN first_spike
    ON first_spike.product = episode.product
    AND first_spike.category = episode.category
    AND first_spike.episode_number = episode.episode_number
),
${scopeEstimate(dialect)},
scoped_episode AS (
  SELECT scope_episode.product, scope_episode.category, scope_episode.episode_number, scope_episode.alarm_date,
    CASE WHEN estimate.tied_to = 'version' THEN 'release' ELSE 'spike' END AS origin,
    CASE WHEN estimate.tied_to = 'version' THEN coalesce(estimate.version, scope_episode.version) END AS scope_version,
    CASE
      WHEN estimate.tied_to = 'version' AND estimate.version <> coalesce(scope_episode.version, '') THEN estimate.first_date
      ELSE scope_episode.onset_date
    END AS onset_date
  FROM scope_episode
  JOIN scope_estimate AS estimate
    ON estimate.product = scope_episode.product
    AND estimate.category = scope_episode.category
    AND estimate.episode_number = scope_episode.episode_number
),
largest_evidence AS (
  SELECT product, category, episode_number, max(log_e_milli) AS log_e_milli
  FROM episode_alarm
  GROUP BY product, category, episode_number
),
possible_match AS (
  SELECT scoped_episode.product, scoped_episode.category, scoped_episode.episode_number, issue.issue_id,
    abs(${dialect.daysBetween(sql`issue.onset_date`, sql`scoped_episode.onset_date`)}) AS days_apart
  FROM scoped_episode
  JOIN ${table("curated.issue")} AS issue
    ON issue.product = scoped_episode.product
    AND issue.category = scoped_episode.category
    AND issue.origin IN ${constants(detectedOrigins)}
    AND abs(${dialect.daysBetween(sql`issue.onset_date`, sql`scoped_episode.onset_date`)}) <= ${settledDays}
),
known_issue AS (
  SELECT product, category, episode_number, issue_id
  FROM possible_match
  QUALIFY row_number() OVER (PARTITION BY product, category, episode_number ORDER BY days_apart, issue_id) = 1
    AND row_number() OVER (PARTITION BY issue_id ORDER BY days_apart, episode_number) = 1
),
vote AS (
  ${categoryVote(["vote_id", "event_id", "founding_id", "product", "category", "event_date", "said_at", "version_key"])}
),
founding_vote AS (
  SELECT founding_alarm.product, founding_alarm.category, founding_alarm.episode_number,
    vote.founding_id, vote.event_id, vote.said_at
  FROM founding_alarm
  JOIN vote
    ON vote.product = founding_alarm.product
    AND vote.category = founding_alarm.category
    AND vote.event_date >= founding_alarm.onset_date
    AND (founding_alarm.origin = 'spike' OR vote.version_key >= founding_alarm.version_key)
  QUALIFY row_number() OVER (
    PARTITION BY founding_alarm.product, founding_alarm.category, founding_alarm.episode_number
    ORDER BY vote.said_at, vote.event_id, vote.vote_id
  ) = 1
)
SELECT
  coalesce(issue.issue_id, ${hashKey(dialect, [sql`founding_vote.founding_id`, sql`'alarm'`])}) AS issue_id,
  scoped_episode.product, scoped_episode.category, category.area, category.kind, category.severity,
  scoped_episode.origin,
  coalesce(issue.founding_event_id, founding_vote.event_id) AS founding_event_id,
  scoped_episode.scope_version,
  scoped_episode.onset_date,
  coalesce(issue.detected_at, CAST(${dialect.addDays(sql`scoped_episode.alarm_date`, sql`1`)} AS TIMESTAMP)) AS detected_at,
  largest_evidence.log_e_milli AS alarm_log_e_milli,
  coalesce(issue.events, 0) AS events,
  coalesce(issue.customers, 0) AS customers,
  coalesce(issue.revenue_at_risk, 0) AS revenue_at_risk,
  coalesce(issue.last_event_at, founding_vote.said_at) AS last_event_at,
  coalesce(issue.priority, 0) AS priority
FROM scoped_episode
JOIN ${table("curated.category")} AS category ON category.category = scoped_episode.category
JOIN largest_evidence
  ON largest_evidence.product = scoped_episode.product
  AND largest_evidence.category = scoped_episode.category
  AND largest_evidence.episode_number = scoped_episode.episode_number
JOIN founding_vote
  ON founding_vote.product = scoped_episode.product
  AND founding_vote.category = scoped_episode.category
  AND founding_vote.episode_number = scoped_episode.episode_number
LEFT JOIN known_issue
  ON known_issue.product = scoped_episode.product
  AND known_issue.category = scoped_episode.category
  AND known_issue.episode_number = scoped_episode.episode_number
LEFT JOIN ${table("curated.issue")} AS issue ON issue.issue_id = known_issue.issue_id`;
}

export const alarmIssue: SqlStep = {
  kind: "sql",
  id: "cluster.alarm_issue",
  stage: "cluster",
  title: "Issues founded by alarms",
  why: "Consecutive alarms of one product and category are one issue. It is tied to a version or to a day, whichever explains all of its votes better, as evidence comes in. A known issue keeps its id, its founding event and its detection time. A later step adds the counts.",
  writes: "curated.issue",
  keeps: "issues that were founded before, and since when",
  mode: "upsert",
  window: "all",
  query,
};

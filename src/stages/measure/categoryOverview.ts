import { shown } from "../../contract/columns.ts";
import type { FinishedView } from "../../contract/view.ts";
import { constant, sql, table, type Sql } from "../../sql/sql.ts";
import { jointDeviates, ratioHigh, ratioLow, shareIntervals } from "../../statistics/shares.ts";
import { vote } from "../cluster/relations.ts";
import { feedbackPeriod } from "./feedbackPeriod.ts";
import { percent } from "./issueMilestone.ts";

/** Votes of both parts of the period below which a category is not compared: so few can't show a change. */
const leastVotes = 5;
/** Votes that each part must hold, of all categories, before shares are compared. */
const leastOfPart = 20;

const inPart = (later: boolean): Sql =>
  sql`CAST(sum(CASE WHEN daily_count.event_date ${later ? sql`>=` : sql`<`} feedback_period.later_from THEN daily_count.voters ELSE 0 END) AS BIGINT)`;

/** Rows of the CTE `measured`: hits among trials, each with the deviate of its interval. */
const measured = (part: "all" | "later" | "before", hits: Sql, trials: Sql, deviate: Sql): Sql =>
  sql`SELECT
    product, category, ${constant(part)} AS part,
    CAST(${hits} AS DOUBLE) AS hits, CAST(${trials} AS DOUBLE) AS trials, CAST(${deviate} AS DOUBLE) AS deviate
  FROM compared`;

export const categoryOverview: FinishedView = {
  comment:
    "What customers write about: every category of the last sixteen weeks with its share, its rating, and how its share changed.",
  owner: "measure",
  readers: ["product", "analyst", "executive", "reviewer", "support"],
  shows: "finished",
  key: ["product", "category"],
  columns: {
    product: shown("string", "Product."),
    category: shown("string", "Category, or - for feedback without an accepted one."),
    title: shown("string", "Title of the category; null for feedback without one."),
    area: shown("string", "Product area; null for feedback without a category."),
    kind: shown("string", "What feedback of this category is; null for feedback without one."),
    severity: shown("string", "How bad one case is; null for feedback without a category."),
    first_date: shown(
      "date",
      "First day of the period (UTC): sixteen weeks before its last, or the first feedback.",
    ),
    last_date: shown("date", "Last day of the period (UTC): that of the newest feedback of the product."),
    texts: shown("bigint", "Feedback events of the category in the period."),
    of_texts: shown("bigint", "Feedback events of the product in the period."),
    share_percent: shown("decimal(38,1)", "Share of the category."),
    share_low_percent: shown("decimal(38,1)", "Lower end of its 95 percent interval (Wilson)."),
    share_high_percent: shown("decimal(38,1)", "Upper end of that interval."),
    rated: shown("bigint", "Feedback events of the category with a rating."),
    average_rating: shown("decimal(38,2)", "Mean of their stars; null without ratings."),
    later_from: shown(
      "date",
      "First day of the later part of the period (UTC): at most four weeks; null where it is too short to compare.",
    ),
    later_votes: shown("bigint", "Votes in the later part: one per customer, text and day."),
    later_of: shown("bigint", "Votes of all categories in the later part."),
    before_votes: shown("bigint", "Votes in the part before."),
    before_of: shown("bigint", "Votes of all categories in the part before."),
    share_ratio: shown(
      "decimal(38,2)",
      "Share of votes in the later part to that before; null if not compared, or with no vote before.",
    ),
    share_ratio_low: shown(
      "decimal(38,2)",
      "Lower end of its interval, which holds for all categories together in 95 of 100 cases; null if not compared.",
    ),
    share_ratio_high: shown(
      "decimal(38,2)",
      "Upper end of that interval; null if not compared, or where it is unbounded.",
    ),
    direction: shown(
      "string",
      "new, growing or shrinking where the interval excludes 1, else unclear; null if not compared. New: no vote before.",
    ),
  },
  query: (dialect) => sql`WITH ${feedbackPeriod(dialect)},
counted AS (
  SELECT
    daily_count.product,
    daily_count.category,
    CAST(sum(daily_count.events) AS BIGINT) AS texts,
    ${inPart(true)} AS later_votes,
    ${inPart(false)} AS before_votes
  FROM ${table("curated.daily_count")} AS daily_count
  JOIN feedback_period
    ON feedback_period.product = daily_count.product
    AND daily_count.event_date BETWEEN feedback_period.first_date AND feedback_period.last_date
  GROUP BY daily_count.product, daily_count.category
),
total AS (
  SELECT
    product,
    CAST(sum(texts) AS BIGINT) AS of_texts,
    CAST(sum(later_votes) AS BIGINT) AS later_of,
    CAST(sum(before_votes) AS BIGINT) AS before_of,
    count(CASE WHEN later_votes + before_votes >= ${leastVotes} THEN 1 END) AS intervals
  FROM counted
  GROUP BY product
),
${jointDeviates(dialect, "total")},
rating AS (
  SELECT vote.product, coalesce(vote.category, '-') AS category, count(vote.rating) AS rated, sum(vote.rating) AS stars
  FROM (
    ${vote(["product", "category", "event_date", "rating"])}
  ) AS vote
  JOIN feedback_period
    ON feedback_period.product = vote.product
    AND vote.event_date BETWEEN feedback_period.first_date AND feedback_period.last_date
  GROUP BY vote.product, coalesce(vote.category, '-')
),
compared AS (
  SELECT
    counted.*,
    joint_deviate.of_texts,
    joint_deviate.later_of,
    joint_deviate.before_of,
    joint_deviate.deviate,
    feedback_period.first_date,
    feedback_period.last_date,
    feedback_period.later_from,
    joint_deviate.later_of >= ${leastOfPart}
      AND joint_deviate.before_of >= ${leastOfPart}
      AND counted.later_votes + counted.before_votes >= ${leastVotes} AS is_compared
  FROM counted
  JOIN joint_deviate ON joint_deviate.product = counted.product
  JOIN feedback_period ON feedback_period.product = counted.product
),
measured AS (
  ${measured("all", sql`texts`, sql`of_texts`, sql`1.96`)}
  UNION ALL
  ${measured("later", sql`later_votes`, sql`later_of`, sql`deviate`)}
  WHERE is_compared
  UNION ALL
  ${measured("before", sql`before_votes`, sql`before_of`, sql`deviate`)}
  WHERE is_compared
),
${shareIntervals("measured")},
change AS (
  SELECT
    later.product,
    later.category,
    ${dialect.quantise(dialect.divide(sql`later.share`, sql`before.share`), 2)} AS share_ratio,
    ${dialect.quantise(ratioLow("later", "before"), 2)} AS share_ratio_low,
    ${dialect.quantise(ratioHigh(dialect, "later", "before"), 2)} AS share_ratio_high
  FROM share_interval AS later
  JOIN share_interval AS before
    ON before.product = later.product AND before.category = later.category AND before.part = 'before'
  WHERE later.part = 'later'
)
SELECT
  compared.product,
  compared.category,
  CASE WHEN compared.category <> '-' THEN coalesce(category.title, compared.category) END AS title,
  CASE WHEN compared.category <> '-' THEN coalesce(area.title, category.area) END AS area,
  category.kind,
  category.severity,
  compared.first_date,
  compared.last_date,
  compared.texts,
  compared.of_texts,
  ${percent(dialect, sql`compared.texts`, sql`compared.of_texts`)} AS share_percent,
  ${dialect.quantise(sql`100 * share_interval.low`, 1)} AS share_low_percent,
  ${dialect.quantise(sql`100 * share_interval.high`, 1)} AS share_high_percent,
  coalesce(rating.rated, 0) AS rated,
  ${dialect.quantise(dialect.divide(sql`rating.stars`, sql`rating.rated`), 2)} AS average_rating,
  compared.later_from,
  compared.later_votes,
  compared.later_of,
  compared.before_votes,
  compared.before_of,
  change.share_ratio,
  change.share_ratio_low,
  change.share_ratio_high,
  CASE
    WHEN NOT compared.is_compared THEN CAST(NULL AS ${dialect.type("string")})
    WHEN change.share_ratio_low > 1 AND compared.before_votes = 0 THEN 'new'
    WHEN change.share_ratio_low > 1 THEN 'growing'
    WHEN change.share_ratio_high < 1 THEN 'shrinking'
    ELSE 'unclear'
  END AS direction
FROM compared
JOIN share_interval
  ON share_interval.product = compared.product
  AND share_interval.category = compared.category
  AND share_interval.part = 'all'
LEFT JOIN change ON change.product = compared.product AND change.category = compared.category
LEFT JOIN rating ON rating.product = compared.product AND rating.category = compared.category
LEFT JOIN ${table("curated.category")} AS category ON category.category = compared.category
LEFT JOIN ${table("curated.area")} AS area ON area.area = category.area`,
};

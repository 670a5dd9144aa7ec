import { everyProblem } from "../../checks/everyProblem.ts";
import type { Check } from "../../contract/check.ts";
import { newTo } from "../../contract/window.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { sql, table, type Sql } from "../../sql/sql.ts";

/** Percent of the feedback with a version from which on names that nothing else knows are reported. */
const reportedPercent = 1;
/** What no customer's words look like. */
const plainVersion = "^[0-9]{1,9}([.][0-9]{1,9}){2,3}(-[a-z]{2,8}([.][0-9]{1,4})?)?$";
/** Names that are told; the others are counted. */
const toldNames = 3;

/**
 * Versions that feedback of the window names and that usage of its product, or its releases, never do, from the first
 * day that these know of. Only names in the form of `given_version` are told, since a customer may have typed any other.
 */
function unknownVersions(dialect: Dialect): Sql {
  const text = dialect.type("string");
  return sql`  WITH known_version AS (
    SELECT product, 'usage' AS witness, version, min(measured_date) AS first_date
    FROM ${table("raw.telemetry_point")}
    WHERE metric = 'active_users' AND version IS NOT NULL
    GROUP BY product, version
    UNION ALL
    SELECT product, 'the releases' AS witness, version, min(CAST(released_at AS DATE)) AS first_date
    FROM ${table("raw.release")}
    WHERE release_kind = 'client'
    GROUP BY product, version
  ),
  witness AS (
    SELECT product, witness, min(first_date) AS first_date FROM known_version GROUP BY product, witness
  ),
  named_version AS (
    SELECT event.product, witness.witness, event.product_version, count(*) AS events
    FROM ${table("curated.feedback_event")} AS event
    JOIN witness ON witness.product = event.product AND event.event_date >= witness.first_date
    WHERE ${newTo("normalize", sql`event.run_id`)} AND event.product_version IS NOT NULL
    GROUP BY event.product, witness.witness, event.product_version
  ),
  judged_version AS (
    SELECT
      named_version.*,
      known_version.version IS NULL AS is_unknown,
      ${dialect.regexMatches(sql`named_version.product_version`, plainVersion)} AS is_plain,
      sum(named_version.events) OVER (PARTITION BY named_version.product, named_version.witness) AS all_events
    FROM named_version
    LEFT JOIN known_version
      ON known_version.product = named_version.product
      AND known_version.witness = named_version.witness
      AND known_version.version = named_version.product_version
  ),
  ranked_version AS (
    SELECT
      judged_version.*,
      sum(events) OVER (PARTITION BY product, witness) AS unknown_events,
      count(*) OVER (PARTITION BY product, witness) AS unknown_names,
      row_number() OVER (
        PARTITION BY product, witness
        ORDER BY CASE WHEN is_plain THEN 1 ELSE 2 END, events DESC, product_version
      ) AS place
    FROM judged_version
    WHERE is_unknown
  ),
  problem AS (
    SELECT
      product,
      concat(
        product, ': ', CAST(max(unknown_events) AS ${text}), ' of ', CAST(max(all_events) AS ${text}),
        ' pieces of feedback name ', CAST(max(unknown_names) AS ${text}),
        CASE WHEN max(unknown_names) = 1 THEN ' version that ' ELSE ' versions that ' END, witness, ' never named',
        CASE WHEN max(CASE WHEN is_plain THEN 1 ELSE 0 END) = 1 THEN ', such as ' ELSE '' END,
        ${dialect.arrayJoin(
          dialect.collectDistinct(
            sql`CASE WHEN is_plain AND place <= ${toldNames} THEN concat(product_version, ' (', CAST(events AS ${text}), ')') END`,
          ),
          ", ",
        )}
      ) AS problem
    FROM ranked_version
    GROUP BY product, witness
    HAVING 100 * max(unknown_events) >= ${reportedPercent} * max(all_events)
  ),
  ${everyProblem(dialect, ["product"], "; ")}`;
}

export const versionNames: Check = {
  id: "normalize.versions_have_one_name",
  stage: "normalize",
  table: "curated.feedback_event",
  title:
    "Versions that feedback names are known from usage and releases, for 99 % of the feedback of the window.",
  severity: "warn",
  observes: true,
  failing: unknownVersions,
};

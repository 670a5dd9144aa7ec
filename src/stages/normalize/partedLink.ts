import type { Dialect } from "../../sql/dialect.ts";
import { identifier, join, sql, table, type Sql } from "../../sql/sql.ts";

/** Links from one identity to another that a decision is followed along: as many as `customer` follows. */
const rounds = 8;

/**
 * Merge links that may not connect, since the customer that they make would hold two identities that a person called
 * distinct. Only pairs count that links connect: both within `rounds` links of one identity, as they must be to be one
 * customer. Every identity belongs to the nearest identity of such a pair, its cell; `same` counts as no distance, and
 * those that it unites are one. Of the links between cells only those stay whose cells are distinct from the same others,
 * so that no way is left from one side of a pair to the other: on it all cells would be distinct from the same ones, and so
 * from themselves. The result doesn't depend on the order in which anything came. It may part more than it must where
 * pairs overlap; `same` joins again.
 *
 * Where decisions contradict each other (`same` along a way between distinct ones), distinct wins: of those that it would
 * unite each stands for itself, and each `same` is a link as any other.
 *
 * Spark repeats a CTE for each place that reads it, so each round reads the one before it once, and the directions of a
 * link are rows that it is exploded to rather than queries of their own.
 */
export function partedLink(dialect: Dialect): Sql {
  const round = (place: number): Sql => identifier(`reach_${place}`);
  const links = table("curated.customer_link");
  const isDistinct = sql`reason = 'person' AND decision = 'distinct'`;
  const both = sql`${dialect.explode(dialect.numbersTo(2))} AS direction`;
  return sql`WITH distinct_pair AS (
  SELECT
    CASE direction WHEN 1 THEN left_record_id ELSE right_record_id END AS one,
    CASE direction WHEN 1 THEN right_record_id ELSE left_record_id END AS other
  FROM (SELECT left_record_id, right_record_id, ${both} FROM ${links} WHERE ${isDistinct}) AS directed
),
-- each link in both directions and its ends to themselves; none without a pair that is distinct, since nothing is parted then
edge AS (
  SELECT
    CASE WHEN direction IN (1, 3) THEN left_record_id ELSE right_record_id END AS one,
    CASE WHEN direction IN (1, 4) THEN right_record_id ELSE left_record_id END AS other,
    CASE WHEN direction > 2 OR is_same THEN 0 ELSE 1 END AS distance,
    CASE WHEN direction > 2 THEN 0 ELSE 1 END AS links
  FROM (
    SELECT
      left_record_id,
      right_record_id,
      coalesce(reason = 'person', FALSE) AS is_same,
      ${dialect.explode(dialect.numbersTo(4))} AS direction
    FROM ${links}
    WHERE (decision = 'merge' OR reason = 'contested') AND (SELECT count(*) FROM ${links} WHERE ${isDistinct}) > 0
  ) AS directed
),
reach_start AS (
  SELECT DISTINCT one AS id, one AS source, 0 AS distance, 0 AS links FROM distinct_pair
),
${join(
  Array.from(
    { length: rounds },
    (_, index) => sql`${round(index + 1)} AS (
  SELECT
    edge.one AS id,
    reached.source,
    min(reached.distance + edge.distance) AS distance,
    min(reached.links + edge.links) AS links
  FROM edge
  JOIN ${index === 0 ? sql`reach_start` : round(index)} AS reached ON reached.id = edge.other
  GROUP BY edge.one, reached.source
)`,
  ),
  sql`,
`,
)},
united AS (
  SELECT
    reached.id,
    ${dialect.collectDistinct(sql`reached.source`)} AS sources,
    ${dialect.collectDistinct(sql`distinct_pair.other`)} AS others
  FROM ${round(rounds)} AS reached
  JOIN distinct_pair ON distinct_pair.one = reached.source
  WHERE reached.distance = 0
  GROUP BY reached.id
),
united_source AS (
  SELECT
    id,
    ${dialect.explode(sql`sources`)} AS source,
    ${dialect.arraySize(dialect.filterArray(sql`others`, (other) => sql`array_contains(sources, ${other})`))} > 0 AS is_contradicted
  FROM united
),
-- whom an identity of a pair stands for: all that are the same, or itself
person AS (
  SELECT
    source,
    max(CASE WHEN is_contradicted THEN 1 ELSE 0 END) AS contradictions,
    CASE WHEN max(CASE WHEN is_contradicted THEN 1 ELSE 0 END) = 1 THEN source ELSE min(id) END AS person
  FROM united_source
  GROUP BY source
),
person_reach AS (
  SELECT
    reached.id,
    person.person,
    min(CASE
      WHEN reached.id = reached.source THEN 0
      WHEN person.contradictions = 1 THEN 1 + reached.links
      ELSE 1 + reached.distance
    END) AS distance
  FROM ${round(rounds)} AS reached
  JOIN person ON person.source = reached.source
  GROUP BY reached.id, person.person
),
partner AS (
  SELECT DISTINCT one.person AS one, other.person AS other
  FROM distinct_pair
  JOIN person AS one ON one.source = distinct_pair.one
  JOIN person AS other ON other.source = distinct_pair.other
),
met AS (
  SELECT DISTINCT ${dialect.explode(sql`persons`)} AS person, persons
  FROM (
    SELECT id, ${dialect.collectDistinct(sql`person`)} AS persons
    FROM person_reach
    GROUP BY id
    HAVING count(*) > 1
  ) AS meeting
),
-- pairs that links connect: the others are apart as it is
connected AS (
  SELECT partner.one, ${dialect.arrayJoin(dialect.collectDistinct(sql`partner.other`), ",")} AS partners
  FROM partner
  JOIN met ON met.person = partner.one
  WHERE array_contains(met.persons, partner.other)
  GROUP BY partner.one
),
nearest AS (
  SELECT
    reached.id,
    min(concat(CAST(reached.distance AS ${dialect.type("string")}), reached.person, ' ', connected.partners)) AS cell_and_partners
  FROM person_reach AS reached
  JOIN connected ON connected.one = reached.person
  GROUP BY reached.id
),
link_end AS (
  SELECT
    left_record_id,
    right_record_id,
    CASE direction WHEN 1 THEN left_record_id ELSE right_record_id END AS id
  FROM (
    SELECT left_record_id, right_record_id, ${both} FROM ${links} WHERE decision = 'merge' OR reason = 'contested'
  ) AS directed
)
SELECT link_end.left_record_id, link_end.right_record_id
FROM link_end
JOIN (
  SELECT
    id,
    substring(split_part(cell_and_partners, ' ', 1), 2) AS cell,
    split_part(cell_and_partners, ' ', 2) AS partners
  FROM nearest
) AS belonging ON belonging.id = link_end.id
GROUP BY link_end.left_record_id, link_end.right_record_id
HAVING min(belonging.cell) <> max(belonging.cell) AND min(belonging.partners) <> max(belonging.partners)`;
}

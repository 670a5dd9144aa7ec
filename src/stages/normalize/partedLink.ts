import type { Dialect } from "../../sql/dialect.ts";
import { identifier, join, sql, table, type Sql } from "../../sql/sql.ts";
import { decidedPair } from "./decidedPair.ts";

/** Links from one identity to another that a decision is followed along: as many as `customer` follows. */
const rounds = 8;

/**
 * Merge links that may not connect, since the customer that they make would hold two identities that a person called
 * distinct. Every identity belongs to the nearest identity of a distinct pair, its cell; `same` counts as no distance. Of
 * the links between cells only those stay whose cells are distinct from the same others, so that no way is left from one
 * side of a pair to the other: on it all cells would be distinct from the same ones, and so from themselves. The result
 * doesn't depend on the order in which anything came. It may part more than it must where pairs overlap; `same` joins again.
 *
 * Where decisions contradict each other (`same` along a way between distinct ones), distinct wins.
 */
export function partedLink(dialect: Dialect): Sql {
  const near = (name: string, round: number): Sql => identifier(`${name}_${round}`);
  /** CTEs `<name>_1` to `<name>_8`: the smallest label of an id and its neighbours, over edges with themselves. */
  const spread = (name: string, edge: Sql, start: Sql): Sql =>
    join(
      Array.from(
        { length: rounds },
        (_, index) => sql`${near(name, index + 1)} AS (
  SELECT edge.one AS id, min(neighbour.label) AS label
  FROM ${edge} AS edge
  JOIN ${index === 0 ? start : near(name, index)} AS neighbour ON neighbour.id = edge.other
  GROUP BY edge.one
)`,
      ),
      sql`,
`,
    );
  /** The same, where an id keeps the label that reached it first: a label begins with the round that gave it. */
  const spreadNearest = (name: string, edge: Sql, start: Sql): Sql =>
    join(
      Array.from(
        { length: rounds },
        (_, index) => sql`${near(name, index + 1)} AS (
  SELECT edge.one AS id,
    min(CASE WHEN edge.one = edge.other THEN neighbour.label ELSE concat('${index + 1}', substring(neighbour.label, 2)) END) AS label
  FROM ${edge} AS edge
  JOIN ${index === 0 ? start : near(name, index)} AS neighbour ON neighbour.id = edge.other
  GROUP BY edge.one
)`,
      ),
      sql`,
`,
    );
  return sql`WITH ${decidedPair(dialect)},
distinct_pair AS (
  SELECT left_record_id, right_record_id FROM decided_pair WHERE verb = 'distinct'
),
-- without a pair that is distinct nothing is parted, and no link is read
link AS (
  SELECT link.left_record_id, link.right_record_id, decided_pair.verb IS NOT NULL AS is_decided
  FROM ${table("curated.customer_link")} AS link
  LEFT JOIN decided_pair
    ON decided_pair.left_record_id = link.left_record_id AND decided_pair.right_record_id = link.right_record_id
  WHERE (link.decision = 'merge' OR link.reason = 'contested') AND (SELECT count(*) FROM distinct_pair) > 0
),
same_edge AS (
  SELECT left_record_id AS one, right_record_id AS other FROM link WHERE is_decided
  UNION
  SELECT right_record_id, left_record_id FROM link WHERE is_decided
  UNION
  SELECT left_record_id, left_record_id FROM link WHERE is_decided
  UNION
  SELECT right_record_id, right_record_id FROM link WHERE is_decided
),
same_start AS (
  SELECT DISTINCT one AS id, one AS label FROM same_edge
),
${spread("same", sql`same_edge`, sql`same_start`)},
contradiction AS (
  SELECT DISTINCT one.label
  FROM distinct_pair
  JOIN ${near("same", rounds)} AS one ON one.id = distinct_pair.left_record_id
  JOIN ${near("same", rounds)} AS other ON other.id = distinct_pair.right_record_id
  WHERE other.label = one.label
),
united AS (
  SELECT united.id, united.label AS person
  FROM ${near("same", rounds)} AS united
  LEFT JOIN contradiction ON contradiction.label = united.label
  WHERE contradiction.label IS NULL
),
person_link AS (
  SELECT
    link.left_record_id,
    link.right_record_id,
    coalesce(one.person, link.left_record_id) AS one,
    coalesce(other.person, link.right_record_id) AS other
  FROM link
  LEFT JOIN united AS one ON one.id = link.left_record_id
  LEFT JOIN united AS other ON other.id = link.right_record_id
),
person_edge AS (
  SELECT one, other FROM person_link
  UNION
  SELECT other, one FROM person_link
  UNION
  SELECT one, one FROM person_link
  UNION
  SELECT other, other FROM person_link
),
parted AS (
  SELECT
    coalesce(one.person, distinct_pair.left_record_id) AS one,
    coalesce(other.person, distinct_pair.right_record_id) AS other
  FROM distinct_pair
  LEFT JOIN united AS one ON one.id = distinct_pair.left_record_id
  LEFT JOIN united AS other ON other.id = distinct_pair.right_record_id
),
partner AS (
  SELECT one, other FROM parted
  UNION
  SELECT other, one FROM parted
),
cell_start AS (
  SELECT DISTINCT one AS id, concat('0', one) AS label FROM partner
),
${spreadNearest("cell", sql`person_edge`, sql`cell_start`)},
cell AS (
  SELECT id, substring(label, 2) AS cell FROM ${near("cell", rounds)}
),
cell_link AS (
  SELECT person_link.left_record_id, person_link.right_record_id, one.cell AS one, other.cell AS other
  FROM person_link
  JOIN cell AS one ON one.id = person_link.one
  JOIN cell AS other ON other.id = person_link.other
  WHERE one.cell <> other.cell
),
cell_edge AS (
  SELECT one, other FROM cell_link
  UNION
  SELECT other, one FROM cell_link
  UNION
  SELECT one, one FROM cell_link
  UNION
  SELECT other, other FROM cell_link
),
group_start AS (
  SELECT DISTINCT one AS id, one AS label FROM cell_edge
),
${spread("group", sql`cell_edge`, sql`group_start`)},
-- pairs that links connect: the others are apart as it is
connected_partner AS (
  SELECT partner.one, partner.other
  FROM partner
  JOIN ${near("group", rounds)} AS one ON one.id = partner.one
  JOIN ${near("group", rounds)} AS other ON other.id = partner.other
  WHERE other.label = one.label
),
side_start AS (
  SELECT DISTINCT one AS id, concat('0', one) AS label FROM connected_partner
),
${spreadNearest("side", sql`cell_edge`, sql`side_start`)},
side AS (
  SELECT side.id, side.cell, partners.partners
  FROM (SELECT id, substring(label, 2) AS cell FROM ${near("side", rounds)}) AS side
  JOIN (
    SELECT one, ${dialect.arrayJoin(dialect.collectDistinct(sql`other`), " ")} AS partners
    FROM connected_partner
    GROUP BY one
  ) AS partners ON partners.one = side.cell
)
SELECT DISTINCT cell_link.left_record_id, cell_link.right_record_id
FROM cell_link
JOIN side AS one ON one.id = cell_link.one
JOIN side AS other ON other.id = cell_link.other
WHERE one.cell <> other.cell AND one.partners <> other.partners`;
}

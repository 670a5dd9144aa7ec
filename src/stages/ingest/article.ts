import { sourceKind } from "../../contract/words.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { sql, table, type Sql } from "../../sql/sql.ts";
import { latestDelivery } from "./latestDelivery.ts";

/** Articles of the knowledge base as last given. */
export function article(_dialect: Dialect): Sql {
  return sql`WITH delivered AS (
  SELECT
    source,
    file,
    record_position,
    given_id AS article_id,
    product,
    given_title AS title,
    given_body AS body,
    given_language AS language,
    happened_at AS updated_at
  FROM ${table("raw.landing_record")}
  WHERE outcome = 'landed' AND kind = ${sourceKind("articles")}
)
SELECT
  article_id,
  product,
  title,
  body,
  language,
  updated_at
${latestDelivery(sql`delivered`, sql`article_id`)}`;
}

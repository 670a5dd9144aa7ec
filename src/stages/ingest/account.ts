import { sourceKind } from "../../contract/words.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { sql, table, type Sql } from "../../sql/sql.ts";
import { latestDelivery } from "./latestDelivery.ts";

/** Accounts as the billing or CRM system last gave them. */
export function account(_dialect: Dialect): Sql {
  return sql`WITH delivered AS (
  SELECT
    source,
    file,
    record_position,
    given_id AS account_id,
    product,
    given_user AS user_id,
    given_name AS name,
    given_email AS email,
    given_locale AS locale,
    given_segment AS segment,
    revenue_month,
    happened_at AS created_at
  FROM ${table("raw.landing_record")}
  WHERE outcome = 'landed' AND kind = ${sourceKind("accounts")}
)
SELECT
  account_id,
  product,
  user_id,
  name,
  email,
  locale,
  segment,
  revenue_month,
  created_at
${latestDelivery(sql`delivered`, sql`account_id`)}`;
}

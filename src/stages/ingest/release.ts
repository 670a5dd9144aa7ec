import { sourceKind } from "../../contract/words.ts";
import { versionKey } from "../../sql/functions/versionKey.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { hashKey } from "../../sql/hash.ts";
import { sql, table, type Sql } from "../../sql/sql.ts";
import { foldedWord } from "../../sql/functions/foldedWord.ts";
import { latestDelivery } from "./latestDelivery.ts";
import { givenVersion, writtenVersion } from "../../sql/functions/givenVersion.ts";

/** Releases, of which one may have words for a name: client unless the source says server or the version starts with `srv-`; a platform of all is none. */
export function release(dialect: Dialect): Sql {
  return sql`WITH delivered AS (
  SELECT
    source,
    file,
    record_position,
    product,
    ${givenVersion(sql`given_version`)} AS version,
    ${writtenVersion(sql`given_version`)} AS written_version,
    ${foldedWord(sql`given_release_kind`)} AS release_kind,
    ${foldedWord(sql`given_platform`)} AS platform,
    happened_at AS released_at,
    given_body AS notes
  FROM ${table("raw.landing_record")}
  WHERE outcome = 'landed' AND kind = ${sourceKind("releases")}
),
scoped_release AS (
  SELECT
    source,
    file,
    record_position,
    product,
    coalesce(version, written_version) AS version,
    written_version,
    CASE WHEN release_kind = 'server' OR ${dialect.regexMatches(sql`written_version`, "^(srv|server)-")} THEN 'server' ELSE 'client' END AS release_kind,
    CASE WHEN platform IN ('all', 'any') THEN NULL ELSE platform END AS platform,
    released_at,
    notes
  FROM delivered
),
keyed_release AS (
  SELECT
    scoped_release.*,
    ${hashKey(dialect, [sql`scoped_release.product`, sql`scoped_release.written_version`, sql`scoped_release.platform`])} AS release_id
  FROM scoped_release
)
SELECT
  release_id,
  product,
  version,
  ${versionKey(sql`version`)} AS version_key,
  release_kind,
  platform,
  released_at,
  notes
${latestDelivery(sql`keyed_release`, sql`release_id`)}`;
}

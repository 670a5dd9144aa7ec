import type { Dialect } from "../../sql/dialect.ts";
import { languageOfText } from "../../sql/functions/languageOfText.ts";
import { sql, type Sql } from "../../sql/sql.ts";

/** Language of the record, else of its locale, else of its text; null where nothing speaks for one. */
export function language(
  dialect: Dialect,
  given: { readonly language: Sql; readonly locale: Sql; readonly folded: Sql },
): Sql {
  const code = (text: Sql): Sql =>
    sql`nullif(lower(${dialect.regexExtract(text, "^([A-Za-z]{2})(?:[-_].*)?$", 1)}), '')`;
  return sql`coalesce(
  ${code(given.language)},
  ${code(given.locale)},
  ${languageOfText(given.folded)}
)`;
}

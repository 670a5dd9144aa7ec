import type { Dialect } from "../dialect.ts";
import { decimalPattern, timestampPattern } from "../patterns.ts";
import { sql, type Sql } from "../sql.ts";

/**
 * `text` where it has the form that a cast takes, else what it is mended to. Nearly every text has it; DuckDB works out
 * what a statement says twice once for every row, so the mending may stand in one place alone to be done only where it is needed.
 */
function mended(dialect: Dialect, text: Sql, form: string, mend: (text: Sql) => Sql): Sql {
  return sql`CASE WHEN ${dialect.regexMatches(text, form)} THEN ${text} ELSE ${mend(text)} END`;
}

/**
 * Text to a timestamp. Beside what `tryTimestamp` takes: times without seconds, offsets such as `+00` (DuckDB and
 * PostgreSQL) and `+0000` (app stores), fractions finer than microseconds.
 */
export function givenTime(dialect: Dialect, text: Sql): Sql {
  const mend = (given: Sql): Sql => {
    const withSeconds = dialect.regexReplace(
      given,
      "^([0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2})(Z|[+-][0-9]{2}:?[0-9]{2})?$",
      "$1:00$2",
    );
    const microseconds = dialect.regexReplace(withSeconds, "(:[0-9]{2}[.][0-9]{6})[0-9]+", "$1");
    const wholeOffset = dialect.regexReplace(microseconds, "(:[0-9]{2}(?:[.][0-9]+)?[+-][0-9]{2})$", "$1:00");
    return dialect.regexReplace(wholeOffset, "(:[0-9]{2}(?:[.][0-9]+)?[+-][0-9]{2})([0-9]{2})$", "$1:$2");
  };
  return dialect.tryTimestamp(mended(dialect, text, timestampPattern, mend));
}

/** Text to DECIMAL(18, scale). What Python prints of a float may have more decimals than `tryDecimal` takes: cut. */
export function givenDecimal(dialect: Dialect, text: Sql, scale: number): Sql {
  const shorten = (given: Sql): Sql => dialect.regexReplace(given, "^([+-]?[0-9]+[.][0-9]{17})[0-9]+$", "$1");
  return dialect.tryDecimal(mended(dialect, text, decimalPattern, shorten), 18, scale);
}

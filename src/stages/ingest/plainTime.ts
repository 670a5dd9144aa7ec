import type { Dialect } from "../../sql/dialect.ts";
import { sql, type Sql } from "../../sql/sql.ts";

/** The time of a row of `raw.landing_point`. */
export const plainTime = (dialect: Dialect, at: Sql): Sql => sql`CAST(${at} AS ${dialect.type("timestamp")})`;

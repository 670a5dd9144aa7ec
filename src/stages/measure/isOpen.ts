import { settledStates } from "../../ledger/reportedRun.ts";
import { sql, type Sql } from "../../sql/sql.ts";

/** Whether an issue in a state asks for something: all but a settled one do, also one whose state is not known yet. */
export const isOpen = (state: Sql): Sql => sql`coalesce(${state}, 'detected') NOT IN ${settledStates}`;

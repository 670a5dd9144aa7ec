import type { Dialect } from "../sql/dialect.ts";
import { bareHashKey } from "../sql/hash.ts";
import { constant, type Sql } from "../sql/sql.ts";

/** Events, accounts, decisions and rejected records by their id; a record by the id that its source gave it, as tickets name it. */
export type ErasedKind = "event" | "account" | "record" | "rejected" | "decision";

/** Key under which a thing that was erased is known: nothing but a hash of its kind and id is kept. */
export const erasedKey = (dialect: Dialect, kind: ErasedKind, id: Sql): Sql =>
  bareHashKey(dialect, [constant(`erased-${kind}`), id]);

/** What stands for a request where the source of a record has taken it back. */
export const takenBackRequest = "source";

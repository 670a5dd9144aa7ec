import { optional, required } from "../contract/columns.ts";
import type { AuthoredTable } from "../contract/table.ts";
import { checkSeverities } from "../contract/vocabulary.ts";
import type { TableName } from "../sql/sql.ts";

/** What the authors of checks wrote. */
export const checksTables = {
  "curated.check_rule": {
    comment: "The checks that the spec declares, with their limits.",
    kind: "seed",
    owner: "setup",
    class: "internal",
    readers: ["analyst", "platform"],
    key: ["check_id"],
    retention: "forever",
    columns: {
      check_id: required("string", "The check, as check_result names it."),
      title: optional("string", "What holds when it passes."),
      kind: required("string", "Kind of the check."),
      checked_table: required("string", "The table."),
      severity: required(
        "string",
        "error stops the run, warn is recorded, quarantine has set the rows aside.",
        { values: checkSeverities },
      ),
      at_most_hours: optional("int", "fresh: greatest age of the newest value."),
      at_least_percent: optional("int", "volume: least rows of a day, of the median of the days before."),
      at_most_percent: optional("int", "volume: most rows of a day, of the median of the days before."),
      of_last_days: optional("int", "volume and distribution: days to compare with."),
      psi_millionths: optional("bigint", "distribution: stability index from which it has shifted."),
    },
  },
  "curated.check_value": {
    comment: "Values that the authored checks compare with: literals of rules, and accepted values.",
    kind: "seed",
    owner: "setup",
    class: "internal",
    readers: ["analyst", "platform"],
    key: ["check_id", "part", "position"],
    retention: "forever",
    columns: {
      check_id: required("string", "The check."),
      part: required("int", "Place of the column within the check, from 0."),
      position: required("int", "Place of the value, from 0."),
      value: required("string", "The value as text."),
    },
  },
} as const satisfies Readonly<Record<TableName, AuthoredTable>>;

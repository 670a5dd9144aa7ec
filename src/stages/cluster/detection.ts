import type { SqlStep } from "../../contract/step.ts";
import { releaseAlarm } from "./releaseAlarm.ts";
import { spikeAlarm } from "./spikeAlarm.ts";
import { identifier, join, sql } from "../../sql/sql.ts";
import { clusterTables } from "./tables.ts";

const columns = join(Object.keys(clusterTables["curated.detection"].columns).map(identifier));

export const detection: SqlStep = {
  kind: "sql",
  id: "cluster.detection",
  stage: "cluster",
  title: "Detection by release and by day",
  why: "Two sequential tests with a stated false alarm rate (docs/explanation/statistics.md), over complete days before the reference time of the run (as_of). Every run computes all alarms from the daily counts: late feedback may move them.",
  writes: "curated.detection",
  mode: "sync",
  window: "all",
  query: (dialect) => sql`SELECT ${columns}
FROM (
  ${releaseAlarm(dialect)}
) AS release_alarm
UNION ALL
SELECT ${columns}
FROM (
  ${spikeAlarm(dialect)}
) AS spike_alarm`,
};

import { detection } from "../../src/stages/cluster/detection.ts";
import { duckdb } from "../../src/sql/duckdb.ts";
import { mergeStatement } from "../../src/plan/merge.ts";
import type { ComplaintWorld, WorldDefect } from "./complaintWorld.ts";
import { smallProject } from "./project.ts";
import { StageDatabase } from "./stageDatabase.ts";

const start = Date.UTC(2024, 0, 1);
const dateOf = (day: number): string => new Date(start + day * 86_400_000).toISOString().slice(0, 10);

export interface Alarm {
  readonly product: string;
  readonly category: string;
  readonly origin: "release" | "spike";
  readonly version: string | null;
  /** Days of the world. */
  readonly onsetDay: number;
  readonly alarmDay: number;
  readonly level: "page" | "watch";
}

export interface SimulatedAlarms {
  readonly alarms: readonly Alarm[];
  /** Rows of daily counts that the detection step read, and how long it took. */
  readonly counts: number;
  readonly milliseconds: number;
}

/** Runs the detection step's own SQL over simulated worlds, each a product, at the end of their last day. */
export async function simulatedAlarms(worlds: ReadonlyMap<string, ComplaintWorld>): Promise<SimulatedAlarms> {
  const days = Math.max(...[...worlds.values()].map((world) => world.days));
  const topics = Math.max(...[...worlds.values()].map((world) => world.topicRates.length));
  const database = await StageDatabase.open(smallProject(), { asOf: `${dateOf(days)}T12:00:00Z` });
  await database.database.run("DELETE FROM fixloop_curated.category");
  await database.insert(
    "curated.category",
    Array.from({ length: topics }, (_, topic) => ({
      category: `topic-${topic}`,
      area: "sync",
      kind: "defect",
      severity: "high",
      severity_points: 4,
      risk_class: "none",
      title: "t",
      definition: "d",
    })),
  );
  for (const [product, world] of worlds) {
    await database.insert(
      "curated.daily_count",
      world.counts.map(({ topic, version, day, complaints }) => ({
        product,
        category: `topic-${topic}`,
        channel: "reviews",
        version: world.versions[version]?.version ?? "-",
        platform: "-",
        event_date: dateOf(day),
        events: complaints,
        voters: complaints,
      })),
    );
    await database.insert(
      "curated.exposure_daily",
      world.exposures.map(({ version, day, users }) => ({
        product,
        version,
        platform: "-",
        event_date: dateOf(day),
        exposure: users,
        basis: "active_users",
      })),
    );
  }
  const began = performance.now();
  await database.execute(mergeStatement(detection, duckdb));
  const milliseconds = performance.now() - began;
  const rows = await database.rows<{
    readonly product: string;
    readonly category: string;
    readonly origin: "release" | "spike";
    readonly version: string | null;
    readonly onset_date: string;
    readonly alarm_date: string;
    readonly level: "page" | "watch";
  }>(
    "SELECT product, category, origin, version, onset_date, alarm_date, level FROM fixloop_curated.detection ORDER BY alarm_date, origin, onset_date DESC, detection_id",
  );
  database.close();
  const dayOf = (date: string): number => Math.round((Date.parse(date) - start) / 86_400_000);
  return {
    alarms: rows.map(({ onset_date, alarm_date, ...row }) => ({
      ...row,
      onsetDay: dayOf(onset_date),
      alarmDay: dayOf(alarm_date),
    })),
    counts: [...worlds.values()].reduce((sum, world) => sum + world.counts.length, 0),
    milliseconds,
  };
}

/** Whether an alarm speaks of the defect: its topic, while it was in force or its evidence still in the window. */
export function belongs(alarm: Alarm, defect: WorldDefect): boolean {
  return (
    alarm.category === `topic-${defect.topic}` &&
    alarm.alarmDay >= defect.onsetDay &&
    alarm.alarmDay <= defect.fixDay + 42
  );
}

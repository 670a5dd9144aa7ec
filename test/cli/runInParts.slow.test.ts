import { rmSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Database } from "../../src/local/database.ts";
import { writeWorld } from "../../src/samples/world.ts";
import { fixloop } from "../support/fixloop.ts";
import { referenceFolder } from "../support/referenceProject.ts";
import { differences, dumpTables } from "../support/tableDump.ts";

const databaseFile = ".fixloop/kite-notes.duckdb";
let folder: string;

beforeAll(async () => {
  folder = referenceFolder("parts");
  await writeWorld(path.join(folder, "samples"), { seed: 21, scale: 0.3 });
  // the second run is that of `commands.test.ts`, which changes nothing
  for (const run of [1, 2]) {
    const { code, stderr } = await fixloop(folder, "run");
    if (code !== 0) throw new Error(`run ${run}: ${stderr}`);
  }
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function tables(): Promise<ReadonlyMap<string, readonly string[]>> {
  const database = await Database.open(path.join(folder, databaseFile));
  const dump = await dumpTables(database, "fixloop", { provenance: true });
  database.close();
  return dump;
}

describe("fixloop run", () => {
  test("gives the same tables when it stops after a stage and goes on later", async () => {
    const before = await tables();
    const db = ["--db", path.join(folder, "halves.duckdb")] as const;
    const half = await fixloop(folder, "run", ...db, "--stage", "enrich");
    expect(half.code).toBe(0);
    expect(half.stderr).toContain("Stopped after enrich");
    expect((await fixloop(folder, "query", ...db, "SELECT 1")).stderr).toContain("Run 1 has not finished");
    expect((await fixloop(folder, "run", ...db)).code).toBe(0);
    const database = await Database.open(path.join(folder, "halves.duckdb"));
    expect(differences(before, await dumpTables(database, "fixloop", { provenance: true }))).toEqual([]);
    database.close();
  }, 180_000);

  test("speaks of an earlier moment when it is told to, and reads the rest later", async () => {
    const before = await tables();
    const db = ["--db", path.join(folder, "past.duckdb")] as const;
    const past = await fixloop(folder, "run", ...db, "--as-of", "2026-04-01", "--format", "json");
    expect(past.code, past.stderr).toBe(0);
    expect(JSON.parse(past.stdout)).toMatchObject({ asOf: "2026-04-01 00:00" });
    const newest = await fixloop(
      folder,
      "query",
      ...db,
      "--format",
      "json",
      "SELECT max(received_at) < TIMESTAMP '2026-04-01 00:00:01' AS past FROM fixloop_raw.feedback_payload",
    );
    expect(JSON.parse(newest.stdout)).toEqual([{ past: true }]);
    expect((await fixloop(folder, "run", ...db)).code).toBe(0);
    const database = await Database.open(path.join(folder, "past.duckdb"));
    const after = await dumpTables(database, "fixloop", { provenance: false });
    database.close();
    // what a state table says does not depend on how the records were split into runs
    for (const name of [
      "raw.feedback_payload",
      "raw.telemetry_point",
      "curated.feedback_event",
      "curated.enrichment",
      "curated.quarantine",
      "curated.daily_count",
      "curated.exposure_daily",
      "curated.detection",
    ]) {
      const whole = await (async () => {
        const other = await Database.open(path.join(folder, databaseFile));
        const dump = await dumpTables(other, "fixloop", { provenance: false });
        other.close();
        return dump.get(name);
      })();
      expect(differences(new Map([[name, whole ?? []]]), after), name).toEqual([]);
    }
    expect(before.size).toBeGreaterThan(30);
  }, 180_000);
});

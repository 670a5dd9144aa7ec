import { expect, test } from "vitest";
import { packageVersion } from "../plan/packageVersion.ts";
import { Database } from "./database.ts";
import { NewerDatabase } from "./databaseFault.ts";
import { compareVersions, refuseNewer } from "./newerVersion.ts";

test("versions are in the order of semver.org", () => {
  const inOrder = [
    "not-a-version",
    "0.1.0",
    "0.9.9",
    "0.10.0",
    "1.0.0-alpha",
    "1.0.0-alpha.1",
    "1.0.0-alpha.beta",
    "1.0.0-beta",
    "1.0.0-beta.2",
    "1.0.0-beta.11",
    "1.0.0-rc.1",
    "1.0.0",
  ];
  expect(inOrder.toReversed().toSorted(compareVersions)).toEqual(inOrder);
  expect(compareVersions("1.2.3", "1.2.3")).toBe(0);
});

async function refusalOf(...versions: readonly string[]): Promise<unknown> {
  const database = await Database.open(":memory:");
  try {
    await database.run("CREATE SCHEMA kite_curated");
    await database.run("CREATE TABLE kite_curated.pipeline_run (run_id BIGINT, code_version VARCHAR)");
    for (const version of versions)
      await database.run("INSERT INTO kite_curated.pipeline_run VALUES (1, $version)", { version });
    return await refuseNewer(database, "x.duckdb").catch((error: unknown) => error);
  } finally {
    database.close();
  }
}

test("the newest version that wrote a database decides, whatever the SQL of its code", async () => {
  expect(
    await refusalOf(`${packageVersion}+0123456789ab`, "0.0.9+ffffffffffff", "no version"),
  ).toBeUndefined();
  expect(await refusalOf(`${packageVersion}+0123456789ab`, "12.0.0+0123456789ab", "3.1.0")).toEqual(
    new NewerDatabase("x.duckdb", "12.0.0", packageVersion),
  );
});

test("a database without a run is not refused", async () => {
  expect(await refusalOf()).toBeUndefined();
});

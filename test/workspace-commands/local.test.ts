import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { reviews, TargetWorld } from "./targetWorld.ts";
import { writeFileSync } from "node:fs";
import path from "node:path";

/** Without a target the same verbs look at the local run: no CLI, no workspace. */
let world: TargetWorld;
beforeAll(async () => {
  world = await TargetWorld.open();
  world.installCli("exit 9");
  world.env = { DATABRICKS_HOST: "http://127.0.0.1:9", PATH: "/nonexistent" };
}, 60_000);
afterAll(async () => world.close());

test("before the first run there is nothing to look at, which is no error", async () => {
  expect(await world.fixloop("status")).toEqual({
    code: 0,
    stdout: "No run has started here: start one with `fixloop run`.\n",
    stderr: "",
  });
  expect((await world.fixloop("plan")).stdout).toBe(
    "No run has finished here: the first run processes everything.\n",
  );
});

describe("after a run", () => {
  beforeAll(async () => {
    const { code, stderr } = await world.fixloop("run");
    expect(code, stderr).toBe(0);
  }, 60_000);

  test("status shows the run, its stages and what it found", async () => {
    const { code, stdout } = await world.fixloop("status");
    expect(stdout).toContain("notes, local run: all is well\n  ran with what is here now\n");
    expect(stdout).toMatch(/^ {2}run 1 is finished, as of 2026-02-09 08:00 UTC/m);
    expect(stdout).toMatch(/^ {2}enrich +finished run +1 .* 40 in +80 out$/m);
    expect(code).toBe(0);
  });

  test("plan says that nothing is done again", async () => {
    const { code, stdout } = await world.fixloop("plan");
    expect(stdout).toMatch(
      /^The next run continues where the last one ended: code \S+, taxonomy [0-9a-f]{12}\.\n$/,
    );
    expect(code).toBe(0);
  });

  test("plan shows what an edit of the taxonomy does again, and status that it has not run yet", async () => {
    await world.edit("taxonomy/sync.yaml", (text) => text.replace("severity: medium", "severity: critical"));
    const { stdout } = await world.fixloop("plan", "--format", "json");
    expect(JSON.parse(stdout)).toMatchObject({
      planVersion: 1,
      seeds: {
        authored: [
          {
            table: "curated.category",
            added: [],
            removed: [],
            changed: [{ id: "sync-slow", fields: [{ name: "severity", from: "medium", to: "critical" }] }],
          },
        ],
        derived: [],
      },
      reprocessing: { because: ["taxonomy"] },
      model: { calls: 0, cost: 0 },
      tables: [],
    });
    expect((await world.fixloop("plan")).stdout).toContain("The next run reprocesses rows.");
    expect((await world.fixloop("status")).stdout).toContain(
      "the spec or the code has changed since: `fixloop plan` shows",
    );
  });

  test("plan counts the records of a file that its source maps otherwise now", async () => {
    await world.edit("pipeline.yaml", (text) => text.replace(", version: version", ""));
    const { stdout } = await world.fixloop("plan");
    expect(stdout).toMatch(/^ {2}ingest +40 rows of files of the sources$/m);
    writeFileSync(path.join(world.folder, "reviews.csv"), reviews(40));
  });

  test("the set-up is no job of its own here: every run sets itself up", async () => {
    const unknown = await world.fixloop("run", "--job", "setup");
    expect(unknown).toMatchObject({ code: 2, stdout: "" });
  });
});

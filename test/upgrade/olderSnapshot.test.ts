import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Database } from "../../src/local/database.ts";
import { databasePath } from "../../src/local/files.ts";
import { snapshotPath } from "../../src/local/snapshotPath.ts";
import { projectIn } from "../support/referenceProject.ts";
import { fixloop } from "../support/fixloop.ts";
import { beforeJobs, rowsBeforeJobs, writeOlderDatabase } from "./olderDatabase.ts";

/** Commands that read the last finished run, where an older version of fixloop made it and none of this one has run yet. */
const root = path.resolve(import.meta.dirname, "..", "..");
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "fixloop-older-"));
  cpSync(path.join(import.meta.dirname, "project"), folder, { recursive: true });
  cpSync(path.join(root, "taxonomy"), path.join(folder, "taxonomy"), { recursive: true });
  cpSync(path.join(root, "evals", "labelled.yaml"), path.join(folder, "evals", "labelled.yaml"));
  const snapshot = snapshotPath(databasePath(folder, projectIn(folder).name, undefined));
  mkdirSync(path.dirname(snapshot));
  const made = await Database.open(snapshot);
  await writeOlderDatabase(made, beforeJobs, rowsBeforeJobs);
  await made.run("CHECKPOINT");
  made.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([["status"], ["explain", "some-event"]])(
  "%s says which tables and columns an older database lacks, and what brings them",
  async (...words) => {
    const { code, stdout, stderr } = await fixloop(folder, ...words);
    expect(stderr).toMatch(
      /The last run was made by an older version of fixloop: its database lacks curated\.[a-z_.]+, curated\.[a-z_.]+, curated\.[a-z_.]+ and \d+ more\.$/m,
    );
    expect(stderr).toContain("`fixloop run` brings the tables to this version");
    expect([code, stdout]).toEqual([2, ""]);
  },
);

test("plan reads it all the same, and says what the next run adds", async () => {
  const { code, stdout, stderr } = await fixloop(folder, "plan");
  expect(code, stderr).toBe(0);
  expect(stdout).toContain("curated.check_result.sample_keys");
});

import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeWorld } from "../../src/samples/world.ts";
import { fixloop, type Ran } from "../support/fixloop.ts";
import { referenceFolder } from "../support/referenceProject.ts";

// One process runs the loop and is held in the middle of it; this one is the other.
const root = path.resolve(import.meta.dirname, "..", "..");
let folder: string;
let writer: ChildProcess;
let errors = "";

const here = (...words: readonly string[]): Promise<Ran> => fixloop(folder, ...words);

beforeAll(async () => {
  folder = referenceFolder("writers");
  await writeWorld(path.join(folder, "samples"), { seed: 11, scale: 0.2, days: 30 });
  expect(await here("run", "--as-of", "2026-01-25")).toMatchObject({ code: 0 });
  const order = {
    words: ["run", "--project", folder],
    place: "MERGE INTO fixloop_curated.stage_run AS existing #8",
    manner: "wait",
  };
  writer = spawn(process.execPath, [
    path.join(root, "test", "support", "killedProcess.ts"),
    JSON.stringify(order),
  ]);
  writer.stderr?.setEncoding("utf8").on("data", (text: string) => (errors += text));
  const [said] = (await Promise.race([
    once(writer.stdout!.setEncoding("utf8"), "data"),
    once(writer, "close").then(([code]) => [`ended with ${String(code)}: ${errors}`]),
  ])) as [string];
  expect(said).toBe("waiting\n");
}, 120_000);
afterAll(() => {
  writer.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

test.each([
  ["run"],
  ["run", "--job", "audit"],
  ["run", "--job", "retention"],
  ["erase", "--customer", "0123456789abcdef"],
  ["erase", "--customer", "0123456789abcdef", "--confirm", "0123456789abcdef"],
])(
  "while a run writes, `%s %s %s` stops, names the process that holds the file, and says what to do",
  async (...words) => {
    const { code, stdout, stderr } = await here(...words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(
      `.fixloop/kite-notes.duckdb is being written by the process ${writer.pid}: one run at a time.`,
    );
    expect(stderr).toContain("choose another file with --db");
    expect(stderr).not.toContain(folder);
  },
);

test("while a run writes, query, explain and status read the last finished run and say of which moment it is", async () => {
  const query = await here(
    "query",
    "SELECT event_id FROM fixloop_curated.feedback_event ORDER BY event_id LIMIT 1",
    "--format",
    "csv",
  );
  expect(query.stderr).toMatch(/^As of 2026-01-25 00:00 UTC, run 1\.\n$/);
  const id = query.stdout.split("\n")[1] ?? "";
  const explain = await here("explain", id);
  expect(explain).toMatchObject({ code: 0 });
  expect(explain.stdout).toContain(id);
  expect(explain.stderr).toBe(query.stderr);
  const status = await here("status");
  expect(status.stdout).toContain("run 1 is finished, as of 2026-01-25 00:00 UTC");
  const newest = await here(
    "query",
    "SELECT max(run_id) AS run, max(received_at) <= TIMESTAMP '2026-01-25' AS old FROM fixloop_raw.feedback_payload",
    "--format",
    "csv",
  );
  expect(newest.stdout).toBe("run,old\n1,true\n");
});

test("a writer that was asked to stop by nobody ends as if it had been alone, and readers see it then", async () => {
  writer.stdin?.end();
  const [code] = (await once(writer, "close")) as [number | null];
  expect(code, errors).toBe(0);
  const query = await here(
    "query",
    "SELECT count(*) > 0 AS newer FROM fixloop_raw.feedback_payload WHERE run_id = 2",
    "--format",
    "csv",
  );
  expect(query.stdout).toBe("newer\ntrue\n");
  expect(query.stderr).toMatch(/^As of 2026-02-03 .* UTC, run 2\.\n$/);
  expect(await here("run")).toMatchObject({ code: 0 });
});

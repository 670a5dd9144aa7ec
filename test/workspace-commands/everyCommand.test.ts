import { afterAll, beforeAll, expect, test } from "vitest";
import type { DeploymentPlan } from "../../src/workspace/plan.ts";
import { TargetWorld } from "./targetWorld.ts";

/**
 * Each command once on a target that has what it needs, in this order. What goes wrong and what changes in between is told
 * by `deploy.slow.test.ts` and `faults.slow.test.ts`.
 */
let world: TargetWorld;
beforeAll(async () => {
  world = await TargetWorld.open();
  await world.compile();
}, 300_000);
afterAll(async () => world.close());

async function plan(): Promise<DeploymentPlan> {
  const { code, stdout, stderr } = await world.fixloop("plan", "-t", "dev", "--format", "json");
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as DeploymentPlan;
}

test("deploy makes, sets up, tests and records what plan had said, and then plan has nothing more to say", async () => {
  const { verdict, deployed, tables, resources } = await plan();
  expect({ verdict, deployed }).toEqual({ verdict: "safe", deployed: null });
  expect(tables.every(({ kind }) => kind === "add_table")).toBe(true);
  expect(resources.map(({ name, action }) => `${action} ${name}`)).toContain("create schema curated");
  expect(world.loopback.catalog.names("schemas")).toEqual([]);

  const { code, stdout, stderr } = await world.fixloop("deploy", "-t", "dev");
  expect(code, stderr).toBe(0);
  expect(stdout).toMatch(/Set-up run \d+ succeeded; \d+ smoke tests passed; recorded as [0-9a-f]{8}\./);
  expect(world.loopback.catalog.names("schemas")).toHaveLength(3);
  expect(world.loopback.unhandled).toEqual([]);

  expect(await plan()).toMatchObject({ verdict: "safe", resources: [], tables: [], statements: [] });
}, 300_000);

test("run starts the loop and follows it to its end, status shows it, query reads what it made", async () => {
  const run = await world.fixloop("run", "-t", "dev", "--format", "json");
  expect(run.code, run.stderr).toBe(0);
  expect(JSON.parse(run.stdout)).toMatchObject({ target: "dev", job: "loop", state: "succeeded" });

  const status = await world.fixloop("status", "-t", "dev");
  expect(status.code, status.stderr).toBe(0);
  expect(status.stdout).toContain("all is well");
  expect(status.stdout).toMatch(/^ {2}run 1 is finished/m);
  expect(status.stdout).not.toContain("Slowest steps");
  const steps = await world.fixloop("status", "-t", "dev", "--steps");
  expect(steps.stdout).toMatch(/^Slowest steps\n {2}[a-z]+\.[a-z_]+ +\d+\.\d\d s +\d+ %$/m);

  const events = "SELECT count(*) AS events FROM fixloop_curated.feedback_event";
  expect(await world.fixloop("query", "-t", "dev", "--format", "csv", events)).toEqual({
    code: 0,
    stdout: "events\n40\n",
    stderr: "",
  });
}, 300_000);

test("decide leaves one file in the landing volume, by who is signed in, and says what is decided already", async () => {
  const { loopback } = world;
  // a file whose folder isn't there yet is sent once more after the folder is made
  const written = () => [
    ...new Set(
      loopback.requests
        .filter(({ method, path }) => method === "PUT" && path.includes("/decisions/"))
        .map(({ path }) => path),
    ),
  ];
  const dry = await world.fixloop("decide", "-t", "dev", "r5", "reject", "--dry-run");
  expect([dry.code, dry.stderr]).toEqual([0, expect.stringContaining("Dry run: nothing was recorded.")]);
  expect(written()).toEqual([]);

  const { code, stdout, stderr } = await world.fixloop(
    "decide",
    "-t",
    "dev",
    "r5",
    "refine",
    "--category",
    "sync-stops",
    "--why",
    "stops",
    "--format",
    "json",
  );
  expect(code, stderr).toBe(0);
  const shown = JSON.parse(stdout) as { place: string; decisionId: string; reviewer: string };
  expect(shown.place).toMatch(
    /^\/Volumes\/insights_dev\/fixloop_raw\/landing_files\/decisions\/\d{8}T\d{9}Z-[0-9a-f]{16}\.jsonl$/,
  );
  const [file] = written();
  expect(file).toContain(shown.place);

  const refused = await world.fixloop("decide", "-t", "dev", "r5", "approve", "--as", "someone");
  expect([refused.code, refused.stderr]).toEqual([
    2,
    expect.stringContaining("--as only works on the local run"),
  ]);
  const pair = await world.fixloop("decide", "-t", "dev", "aaaaaaaa,bbbbbbbb", "same");
  expect([pair.code, pair.stderr]).toEqual([2, expect.stringContaining("identities are pseudonyms")]);
  expect(written()).toHaveLength(1);
  expect(loopback.unhandled).toEqual([]);
}, 300_000);

test("erase finds the customer of an address, shows whom it means, and never sends, stores or prints the address", async () => {
  const { database, loopback } = world;
  const identities = await database.rows<{ id: string }>(
    "SELECT customer_record_id AS id FROM fixloop_curated.customer_record ORDER BY id LIMIT 2",
  );
  for (const { id } of identities)
    await database.run(
      `UPDATE fixloop_curated.customer_record SET email_key = 'ann@example.org' WHERE customer_record_id = '${id}'`,
    );
  const customers = await database.rows<{ id: string }>(
    "SELECT DISTINCT customer_id AS id FROM fixloop_curated.customer JOIN fixloop_curated.customer_record USING (customer_record_id) WHERE email_key = 'ann@example.org' ORDER BY id",
  );
  const [first, second] = customers.map(({ id }) => id);
  const erase = (...words: readonly string[]) =>
    world.fixloop("erase", "-t", "dev", "--customer", "Ann@Example.org", ...words);

  const both = await erase("--confirm", "Ann@Example.org");
  expect(both).toMatchObject({ code: 2, stdout: `Customer ${first}\nCustomer ${second}\n` });
  expect(both.stderr).toContain("error: 2 customers have this e-mail address; nothing was erased.");

  await database.run(
    `UPDATE fixloop_curated.customer_record SET email_key = NULL WHERE customer_record_id = '${identities[1]?.id}'`,
  );
  const seen = await erase();
  expect(seen).toMatchObject({ code: 2, stdout: "" });
  expect(seen.stderr).toContain(`nothing was requested. The address is that of the customer ${first}.`);
  expect(await database.rows("SELECT customer_id FROM fixloop_raw.erasure_request")).toEqual([]);

  const requested = await erase("--confirm", "Ann@Example.org");
  expect(requested.code, requested.stderr).toBe(0);
  expect(requested.stderr).toContain(`fixloop erase -t dev --customer ${first} --confirm ${first}`);
  expect(await database.rows("SELECT customer_id FROM fixloop_raw.erasure_request")).toEqual([
    { customer_id: first },
  ]);
  const shown = [both, seen, requested].flatMap(({ stdout, stderr }) => [stdout, stderr]).join("");
  expect(shown).not.toMatch(/ann@example/i);
  const sent = JSON.stringify(
    loopback.requests.map(({ body }) => body),
    (_key, value: unknown) => (typeof value === "bigint" ? String(value) : value),
  );
  expect(sent).toContain(first);
  expect(sent).not.toMatch(/ann@example/i);
}, 300_000);

test("destroy leaves nothing", async () => {
  const { code, stdout, stderr } = await world.fixloop("destroy", "-t", "dev", "--confirm", "notes/dev");
  expect(code, stderr).toBe(0);
  expect(stdout).toContain("Destroyed notes/dev");
  expect(world.loopback.catalog.names("schemas")).toEqual([]);
  expect(world.loopback.jobs.jobs.size).toBe(0);
}, 300_000);

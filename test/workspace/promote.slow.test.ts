import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Ran } from "../support/fixloop.ts";
import { faults } from "../support/loopback/faults.ts";
import { SqlFailure } from "../support/loopback/services/statements.ts";
import { newKey, PromotionWorld } from "./promotionWorld.ts";

let world: PromotionWorld;
const seen: Ran[] = [];

const promotion = ["promote", "--from", "staging", "--to", "prod"] as const;
const staged = "/Workspace/Users/pipeline-staging@example.com/.bundle/notes/staging/files";
const produced = "/Workspace/Users/pipeline@example.com/.bundle/notes/prod/files";

async function promote(...words: readonly string[]): Promise<Ran> {
  return promoteWith({}, ...words);
}

async function promoteWith(env: Readonly<Record<string, string>>, ...words: readonly string[]): Promise<Ran> {
  const ran = await world.fixloopWith(env, ...promotion, ...words);
  seen.push(ran);
  return ran;
}

interface Refused {
  readonly outcome: string;
  readonly refusals: readonly { readonly id: string; readonly details: readonly string[] }[];
}

/** Ids of the reasons for which it is refused, with what they name. */
async function refusals(
  env: Readonly<Record<string, string>> = {},
): Promise<Record<string, readonly string[]>> {
  const { code, stdout, stderr } = await promoteWith(env, "--format", "json");
  expect(code, stderr).toBe(1);
  const { outcome, refusals: all } = JSON.parse(stdout) as Refused;
  expect(outcome).toBe("refused");
  return Object.fromEntries(all.map(({ id, details }) => [id, details]));
}

const deployments = (target: string) =>
  world.rows(
    `SELECT deployment_id, action, manifest_hash, signature FROM fixloop_curated.deployment WHERE target = '${target}' ORDER BY deployed_at`,
  );

const recordFolder = (): string => path.join(world.folder, ".fixloop", "promotions");

function records(): readonly string[] {
  return existsSync(recordFolder()) ? readdirSync(recordFolder()) : [];
}

/** Does something to the project or the workspace for one test, and takes it back after it. */
const undo: (() => unknown)[] = [];

function rewrite(file: string, change: (text: string) => string): void {
  const before = world.text(file);
  writeFileSync(path.join(world.folder, file), change(before));
  undo.push(() => writeFileSync(path.join(world.folder, file), before));
}

function rewriteInWorkspace(file: string, change: (text: string) => string): void {
  const before = world.loopback.files.text(file) ?? "";
  world.loopback.files.write(file, change(before));
  undo.push(() => world.loopback.files.write(file, before));
}

/** An UPDATE whose old values come back after the test. */
async function alterTable(table: string, assignment: string, where = "true"): Promise<void> {
  await world.rows(`CREATE OR REPLACE TEMP TABLE kept AS SELECT * FROM ${table}`);
  await world.database.run(`UPDATE ${table} SET ${assignment} WHERE ${where}`);
  undo.push(async () => {
    await world.database.run(`DELETE FROM ${table}`);
    await world.database.run(`INSERT INTO ${table} SELECT * FROM kept`);
  });
}

beforeAll(async () => {
  world = await PromotionWorld.proved();
}, 240_000);

afterEach(async () => {
  for (const take of undo.splice(0).toReversed()) await take();
});

afterAll(async () => {
  await world.close();
});

const time = { timeout: 120_000 };

describe("before anything was promoted", () => {
  const event = "bundle/sql/03-normalize";
  let first = "";
  let second = "";
  let third = "";
  let fourth = "";
  beforeAll(() => {
    [first = "", second = "", third = "", fourth = ""] = readdirSync(path.join(world.folder, event))
      .toSorted()
      .map((name) => `${event}/${name}`);
  });
  afterEach(async () => {
    expect(await deployments("prod")).toEqual([]);
    expect(world.loopback.files.paths.filter((file) => file.startsWith(produced))).toEqual([]);
    expect(records()).toEqual([]);
  });

  test(
    "an edited, a truncated and a swapped SQL file are named, and a seed, and what is surplus",
    time,
    async () => {
      rewrite(first, (text) => text.replace("SELECT", "SELECT DISTINCT"));
      rewrite(second, (text) => text.slice(0, -40));
      const swapped = world.text(fourth);
      rewrite(third, () => swapped);
      rewrite("bundle/seeds/curated.category.jsonl", (text) => text.replace("sync-slow", "sync-fast"));
      world.write("bundle/sql/99-mine.sql", "SELECT 1;\n");
      undo.push(() => rmSync(path.join(world.folder, "bundle/sql/99-mine.sql")));
      expect(await refusals()).toEqual({
        "local-files": [
          "bundle/seeds/curated.category.jsonl: edited",
          `${first}: edited`,
          `${second}: truncated`,
          `${third}: holds the bytes of ${fourth}`,
          "bundle/sql/99-mine.sql: surplus",
        ].toSorted(),
      });
    },
  );

  test("an edited databricks.yml is named, and nothing is asked where it leads", time, async () => {
    rewrite("databricks.yml", (text) => text.replaceAll("/Workspace/Users/", "/Workspace/Shared/"));
    const before = world.loopback.requests.length;
    expect(await refusals()).toEqual({ "local-files": ["databricks.yml: edited"] });
    expect(world.loopback.requests.length).toBe(before);
  });

  test("files that somebody edited, swapped, deleted or added in the workspace are named", time, async () => {
    const swapped = world.loopback.files.text(`${staged}/${third}`) ?? "";
    rewriteInWorkspace(`${staged}/${first}`, (text) => `${text}-- edited\n`);
    rewriteInWorkspace(`${staged}/${second}`, () => swapped);
    rewriteInWorkspace(`${staged}/notebooks-gen/seeds.py`, (text) => `${text}# edited\n`);
    world.loopback.files.write(`${staged}/bundle/sql/99.sql`, "");
    undo.push(() => world.loopback.files.remove(`${staged}/bundle/sql/99.sql`));
    expect(await refusals()).toEqual({
      "workspace-files": [
        `${first}: edited`,
        `${second}: holds the bytes of ${third}`,
        "bundle/sql/99.sql: surplus",
        "notebooks-gen/seeds.py: edited",
      ].toSorted(),
    });
  });

  test.each([
    ["never deployed to", ["promote", "--from", "dev", "--to", "prod", "--format", "json"], undefined],
    ["without a ledger yet", [...promotion, "--format", "json"], "TABLE_OR_VIEW_NOT_FOUND"],
  ])("a target that was %s has proved nothing", time, async (_, words, condition) => {
    if (condition !== undefined) {
      world.statement = (text) =>
        text.includes("_curated.deployment")
          ? Promise.reject(new SqlFailure(condition, "The table or view cannot be found.", "42P01"))
          : Promise.resolve();
      undo.push(() => (world.statement = undefined));
    }
    const { code, stdout, stderr } = await world.fixloop(...words);
    expect(code, stderr).toBe(1);
    for (const take of undo.splice(0)) take();
    expect((JSON.parse(stdout) as Refused).refusals.map(({ id }) => id)).toEqual(["not-deployed"]);
  });

  test("what is configured otherwise than the files say is named", time, async () => {
    rewriteInWorkspace(staged.replace(/files$/, "state/resources.json"), (text) =>
      text.replace(/"max_retries":\d+/, '"max_retries":9'),
    );
    const refused = await refusals();
    expect(Object.keys(refused)).toEqual(["drift"]);
    expect(refused["drift"]).toEqual([expect.stringMatching(/^jobs\.\w+: update \(tasks\)$/)]);
  });

  test("a run that ended before the deployment proves nothing", time, async () => {
    await alterTable("fixloop_curated.pipeline_run", "finished_at = TIMESTAMP '2025-12-31'");
    expect(Object.keys(await refusals())).toEqual(["no-run"]);
  });

  test("a run of another version proves nothing", time, async () => {
    await alterTable("fixloop_curated.pipeline_run", "code_version = '0.0.9+old'");
    const refused = await refusals();
    expect(Object.keys(refused)).toEqual(["no-run"]);
    expect(refused["no-run"]?.[1]).toMatch(/^run 1 code 0\.0\.9\+old, taxonomy /);
  });

  test("a run of which one stage ran before the deployment proves nothing", time, async () => {
    await alterTable("fixloop_curated.stage_run", "taxonomy_version = 'old'", "stage = 'route'");
    expect((await refusals())["no-run"]?.at(-1)).toBe("without these versions: route");
  });

  test(
    "a check of severity error that did not hold is named with its rows; one of severity warn is not",
    time,
    async () => {
      const [check] = await world.rows(
        "SELECT check_id FROM fixloop_curated.check_result WHERE severity = 'error' ORDER BY check_id LIMIT 1",
      );
      await alterTable(
        "fixloop_curated.check_result",
        "failing_rows = 3",
        `check_id = '${String(check?.["check_id"])}' OR severity = 'warn'`,
      );
      expect(await refusals()).toEqual({ "failed-check": [`${String(check?.["check_id"])}: 3 rows`] });
    },
  );

  test("a ledger that somebody wrote into is not believed", time, async () => {
    await alterTable("fixloop_curated.deployment", "deployed_at = TIMESTAMP '2025-12-31'");
    expect(Object.keys(await refusals())).toEqual(["altered-record"]);
  });

  test("a gate that fails is named with its figure, whatever staging was deployed with", time, async () => {
    rewrite("evals/gates.yaml", (text) => text.replace("1%", "99%"));
    const refused = await refusals();
    expect(Object.keys(refused)).toEqual(["gates", "recorded-gates"]);
    expect(refused["gates"]).toEqual([
      expect.stringMatching(/^accuracy: \d+\.\d\d %, must be at least 99\.00 %/),
    ]);
  });

  test("files that staging does not have are refused, whatever runs there", time, async () => {
    rewrite("taxonomy/sync.yaml", (text) => text.replace("Sync is slow", "Sync takes long"));
    expect((await world.fixloop("compile")).code).toBe(0);
    const refused = await refusals();
    expect(Object.keys(refused)).toEqual(["other-manifest", "drift", "workspace-files", "no-run"]);
    // jobs name the set-up that they need, and seeds are part of it
    expect(refused["drift"]).toEqual(
      ["audit", "loop", "retention", "setup"].map((job) => `jobs.${job}: update (parameters)`),
    );
    expect(refused["workspace-files"]).toContain("bundle/seeds/curated.category.jsonl: edited");
    for (const take of undo.splice(0)) take();
    expect((await world.fixloop("compile")).code).toBe(0);
  });

  test("without a key it says how to make one", time, async () => {
    const { code, stdout } = await promoteWith({ FIXLOOP_SIGNING_KEY: "" });
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /^Not promoted from staging to prod; nothing was changed\. The reason:\n\n1\. The promotion needs a signing key/,
    );
    expect(stdout).toContain("openssl genpkey -algorithm ed25519");
  });

  test("with a key that is no signer's it says whose it would have to be", time, async () => {
    const other = newKey();
    expect(await refusals({ FIXLOOP_SIGNING_KEY: other.pem })).toEqual({
      "signing-key": [`its public half: ${other.publicKey}`],
    });
  });

  test("with something that is no key it stops, and shows nothing of it", time, async () => {
    const { code, stdout, stderr } = await promoteWith({ FIXLOOP_SIGNING_KEY: "hunter2-hunter2" });
    expect(code).toBe(2);
    expect(stderr).toContain("FIXLOOP_SIGNING_KEY holds no Ed25519 private key");
    expect(stdout + stderr).not.toContain("hunter2");
  });

  test("all reasons are given at once", time, async () => {
    rewrite(first, (text) => text.replace("SELECT", "SELECT DISTINCT"));
    rewriteInWorkspace(`${staged}/${second}`, () => "");
    rewrite("evals/gates.yaml", (text) => text.replace("1%", "99%"));
    await alterTable("fixloop_curated.pipeline_run", "finished_at = TIMESTAMP '2025-12-31'");
    expect(Object.keys(await refusals({ FIXLOOP_SIGNING_KEY: "" }))).toEqual([
      "local-files",
      "gates",
      "signing-key",
      "recorded-gates",
      "workspace-files",
      "no-run",
    ]);
  });

  test("a loop that failed since stands in the way, until it has run again", time, async () => {
    world.failing = (task) => (task.key === "cluster" ? { error: "boom" } : undefined);
    await world.runLoop("staging");
    world.failing = undefined;
    expect(Object.keys(await refusals())).toEqual(["failed-run"]);
    await world.runLoop("staging");
    expect((await promote("--dry-run")).code).toBe(0);
  });

  test("a dry run says what would be done, and does nothing", time, async () => {
    const { code, stdout } = await promote("--dry-run");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^notes → prod/m);
    expect(stdout).toMatch(/staging proved these files with run \d+, finished .*\. Nothing was changed\.\n$/);
  });

  test.each([
    [["promote", "--from", "staging"], "promote needs --to"],
    [
      ["promote", "--from", "staging", "--to", "nowhere"],
      "There is no target nowhere; there are dev, staging, prod",
    ],
    [["promote", "--from", "prod", "--to", "prod"], "--from and --to are both prod"],
    [[...promotion, "--confirm", "notes/staging"], "--confirm notes/staging is not the name"],
  ])(
    "%j is refused as usage",
    async (words, said) => {
      const { code, stderr } = await world.fixloop(...words);
      expect(code).toBe(2);
      expect(stderr).toContain(said);
    },
    120_000,
  );
});

describe("a promotion", () => {
  const row = async () => (await deployments("prod")).at(-1);

  test("that was killed before its record leaves none, and the next one mends it", time, async () => {
    const killed = await world.killed("before", ...promotion);
    expect(killed.how, killed.said).toBe("SIGKILL");
    expect(await deployments("prod")).toEqual([]);
    expect(records()).toEqual([]);
    expect(world.loopback.files.text(`${produced}/bundle/manifest.json`)).toBe(
      world.text("bundle/manifest.json"),
    );
    // a killed deployment may hold its lock; that of the CLI has been given back by then
    const { code, stderr, stdout } = await promote();
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/^Promoted from staging to prod\.\n/);
    expect(await deployments("prod")).toHaveLength(1);
    expect(records()).toHaveLength(1);
  });

  test("brings exactly the bytes that staging has proved", () => {
    const below = (root: string): readonly (readonly [string, string | undefined])[] =>
      world.loopback.files.paths
        .filter((file) => file.startsWith(`${root}/`))
        .map((file) => [file.slice(root.length), world.loopback.files.text(file)] as const);
    expect(below(produced)).toEqual(below(staged));
    expect(below(produced).length).toBeGreaterThan(60);
  });

  test("again changes nothing, and gives back the same record although its file was lost", time, async () => {
    const [name = ""] = records();
    const file = path.join(recordFolder(), name);
    const before = readFileSync(file, "utf8");
    rmSync(file);
    const { code, stdout, stderr } = await promote();
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/^These files were promoted from staging to prod before/);
    expect(readFileSync(file, "utf8")).toBe(before);
    expect(await deployments("prod")).toHaveLength(1);
  });

  test(
    "that was killed after its record was written is found by the next one, which writes no second",
    time,
    async () => {
      // somebody rolled back by deploying older files: what is in force is no promotion of these
      rewriteInWorkspace(`${produced}/bundle/land/sources.json`, (text) => `${text}\n`);
      undo.length = 0;
      rmSync(path.join(world.folder, ".databricks"), { recursive: true, force: true });
      const killed = await world.killed("after", ...promotion);
      expect(killed.how, killed.said).toBe("SIGKILL");
      expect(await deployments("prod")).toHaveLength(2);
      expect(records()).toHaveLength(1);
      const { code, stdout, stderr } = await promote("--record", "promotion.json");
      expect(code, stderr).toBe(0);
      expect(stdout).toMatch(/^These files were promoted/);
      expect(await deployments("prod")).toHaveLength(2);
      expect((await world.fixloop("promote", "--verify", "promotion.json", "-t", "prod")).code).toBe(0);
    },
  );

  test(
    "survives an unavailable workspace, lost answers and a limit on calls, with one record",
    time,
    async () => {
      rewriteInWorkspace(`${produced}/bundle/land/sources.json`, (text) => `${text}\n`);
      undo.length = 0;
      rmSync(path.join(world.folder, ".databricks"), { recursive: true, force: true });
      const statements = /^\/api\/2\.0\/sql\/statements/;
      world.loopback.fail({
        path: "/api/2.0/workspace/export",
        does: faults.unavailable,
        times: 3,
        after: 20,
      });
      world.loopback.fail({ path: "/api/2.2/jobs/run-now", does: faults.resetAfter });
      world.loopback.fail({ path: "/api/2.2/jobs/runs/get", does: faults.resetBefore });
      world.loopback.fail({
        method: "POST",
        path: statements,
        does: faults.tooManyRequests("0"),
        times: 2,
        after: 3,
      });
      world.loopback.fail({ method: "POST", path: statements, does: faults.resetAfter, times: 2, after: 12 });
      const { code, stderr } = await promote();
      expect(code, stderr).toBe(0);
      expect(world.loopback.unspentFaults).toEqual([]);
      expect(await deployments("prod")).toHaveLength(3);
    },
  );

  test(
    "stops where the workspace stays unavailable, says so, and leaves nothing that isn't recorded as done",
    time,
    async () => {
      const before = await deployments("prod");
      world.loopback.fail({ path: "/api/2.0/workspace/list", does: faults.permissionDenied, times: 1 });
      const { code, stderr, stdout } = await promote();
      expect(code).toBe(2);
      expect(stdout).toBe("");
      expect(stderr).toContain("PERMISSION_DENIED");
      expect(await deployments("prod")).toEqual(before);
    },
  );

  test("writes down who promoted what on which grounds, signed", time, async () => {
    const verified = await world.fixloop("promote", "--verify", "promotion.json", "--format", "json");
    expect(verified.code).toBe(0);
    expect(JSON.parse(verified.stdout)).toMatchObject({
      verified: true,
      signer: "release-bot",
      promotion: {
        action: "promote",
        target: "prod",
        from_target: "staging",
        deployed_by: "tester@example.com",
        gates: [{ id: "accuracy", status: "passed", thresholdBp: 100, examples: 7 }],
        evidence: {
          project: "notes",
          cli_version: "1.14.0",
          commit: null,
          signed_by: "release-bot",
          deployed_by_kind: "user",
          proved: { stages_finished: 9, checks_warned: 0 },
        },
      },
    });
  });

  test("shows in the ledger as promoted, with its signature", async () => {
    expect(await row()).toMatchObject({
      action: "promote",
      signature: expect.stringMatching(/^[\w+/]{86}==$/) as string,
    });
  });
});

describe("a promotion's record", () => {
  const verify = (...words: readonly string[]): Promise<Ran> =>
    world.fixloop("promote", "--verify", ...words);

  test("is verified without a workspace, and says what it says", async () => {
    const { code, stdout } = await verify("promotion.json");
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^promotion\.json is what release-bot signed\.\n {2}what {7}manifest [0-9a-f]{64} \(\d+ files\)\n/,
    );
  });

  test.each<[string, (text: string) => string, RegExp]>([
    ["cut off", (text) => text.slice(0, 200), /doesn't end in a line feed/],
    ["reformatted", (text) => `${JSON.stringify(JSON.parse(text), undefined, 2)}\n`, /isn't canonical JSON/],
    [
      "changed in its payload",
      (text) => {
        const envelope = JSON.parse(text) as { payload: string };
        const payload = Buffer.from(envelope.payload, "base64")
          .toString()
          .replace('"target":"prod"', '"target":"dev"');
        return text.replace(envelope.payload, Buffer.from(payload).toString("base64"));
      },
      /isn't what release-bot signed/,
    ],
  ])("that was %s is refused and named", async (_, change, problem) => {
    world.write("tampered.json", change(world.text("promotion.json")));
    const { code, stdout } = await verify("tampered.json");
    expect(code).toBe(1);
    expect(stdout).toMatch(/^tampered\.json /);
    expect(stdout).toMatch(problem);
  });

  test("of a signer who was removed is refused", async () => {
    rewrite("pipeline.yaml", (text) => text.replace(world.key.publicKey, newKey().publicKey));
    const { code, stdout } = await verify("promotion.json");
    expect(code).toBe(1);
    expect(stdout).toContain("which belongs to no signer in pipeline.yaml");
  });

  test("that is not there is no finding", async () => {
    const { code, stderr } = await verify("nowhere.json");
    expect(code).toBe(2);
    expect(stderr).toContain("nowhere.json can't be read");
  });

  test("is held against the ledger of its target", time, async () => {
    expect((await verify("promotion.json", "-t", "prod")).stdout).toMatch(
      /and the ledger of prod holds the same/,
    );
    const staging = await verify("promotion.json", "-t", "staging");
    expect([staging.code, staging.stdout]).toEqual([
      1,
      "promotion.json is a promotion to prod, not to staging.\n",
    ]);
    await alterTable("fixloop_curated.deployment", "deployed_by = 'somebody-else'");
    const altered = await verify("promotion.json", "-t", "prod");
    expect(altered.code).toBe(1);
    expect(altered.stdout).toContain("is not what the ledger of prod holds: deployed_by");
  });

  test("that the ledger has lost is missed", time, async () => {
    await alterTable("fixloop_curated.deployment", "target = 'elsewhere'", "target = 'prod'");
    expect((await verify("promotion.json", "-t", "prod")).stdout).toContain("holds: no record of it");
  });
});

test("the signing key reaches neither the official CLI nor anything that is printed, sent or written", () => {
  expect(world.cliSawTheKey).toBe(false);
  const secret = world.key.pem.split("\n")[1]?.slice(24) ?? "";
  expect(secret).toHaveLength(40);
  for (const { stdout, stderr } of seen) expect(stdout + stderr).not.toContain(secret);
  for (const { text } of world.loopback.requests) expect(text).not.toContain(secret);
  for (const name of records())
    expect(readFileSync(path.join(recordFolder(), name), "utf8")).not.toContain(secret);
});

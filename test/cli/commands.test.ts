import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { Database } from "../../src/local/database.ts";
import { writeWorld } from "../../src/samples/world.ts";
import { fixloop, type Ran } from "../support/fixloop.ts";
import { referenceFolder } from "../support/referenceProject.ts";
import { differences, dumpTables } from "../support/tableDump.ts";

const root = path.resolve(import.meta.dirname, "..", "..");
const databaseFile = ".fixloop/kite-notes.duckdb";
let folder: string;
let first: Ran;

beforeAll(async () => {
  folder = referenceFolder("commands");
  await writeWorld(path.join(folder, "samples"), { seed: 21, scale: 0.3 });
  first = await fixloop(folder, "run", "--report", "report.html");
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function tables(): Promise<ReadonlyMap<string, readonly string[]>> {
  const database = await Database.open(path.join(folder, databaseFile));
  const dump = await dumpTables(database, "fixloop", { provenance: true });
  database.close();
  return dump;
}

describe("fixloop run", () => {
  test("prints what matters on stdout and its progress on stderr", () => {
    expect(first.code, first.stderr).toBe(0);
    expect(first.stdout).toMatch(
      /^\nAs of 20\d\d-\d\d-\d\d \d\d:\d\d UTC, run 1: [\d,]+ pieces of feedback, \d+ % with a category\.$/m,
    );
    expect(first.stdout).toContain("Waits for a human:");
    expect(first.stdout).toContain("Set aside:");
    for (const stage of [
      "ingest",
      "decide",
      "normalize",
      "enrich",
      "cluster",
      "route",
      "track",
      "validate",
      "measure",
    ]) {
      expect(first.stderr).toMatch(new RegExp(`^${stage} +\\d+\\.\\d s$`, "m"));
    }
  });

  test("writes the report and the snapshot, and leaves no half-written file", () => {
    expect(readFileSync(path.join(folder, "report.html"), "utf8")).toContain(
      "Kite Notes: from feedback to verified fixes",
    );
    expect(existsSync(path.join(folder, ".fixloop/kite-notes.snapshot.duckdb"))).toBe(true);
    expect(existsSync(path.join(folder, ".fixloop/kite-notes.snapshot.duckdb.new"))).toBe(false);
  });

  test("again changes nothing in any table", async () => {
    const before = await tables();
    const again = await fixloop(folder, "run", "--format", "json");
    expect(again.code, again.stderr).toBe(0);
    expect(JSON.parse(again.stdout)).toMatchObject({ runId: 2 });
    expect(differences(before, await tables())).toEqual([]);
  });

  test.each([
    ["pipeline.yaml", "is not the name of an .html file"],
    ["link.html", "is a symbolic link"],
  ])("writes no report to %s, and says so before it runs anything", async (named, why) => {
    const link = path.join(folder, "link.html");
    symlinkSync("pipeline.yaml", link);
    const spec = readFileSync(path.join(folder, "pipeline.yaml"), "utf8");
    const { code, stdout, stderr } = await fixloop(folder, "run", "--report", named);
    rmSync(link);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(`error: --report ${named} ${why}.`);
    expect(stderr).not.toMatch(/^ingest/m);
    expect(readFileSync(path.join(folder, "pipeline.yaml"), "utf8")).toBe(spec);
  });

  test("refuses what is no time, and a database that is in use", async () => {
    const wrong = await fixloop(folder, "run", "--as-of", "yesterday");
    expect(wrong).toMatchObject({ code: 2, stdout: "" });
    expect(wrong.stderr).toContain("--as-of yesterday isn't a valid time");
    writeFileSync(
      path.join(folder, "not-a.duckdb"),
      "this is a text of more than a few bytes, and no database at all",
    );
    expect((await fixloop(folder, "run", "--db", path.join(folder, "not-a.duckdb"))).stderr).toContain(
      "can't be opened as a DuckDB database",
    );
  });

  test("names the source and the files where a glob matches nothing", async () => {
    const empty = mkdtempSync(path.join(tmpdir(), "fixloop-empty-"));
    for (const part of ["pipeline.yaml", "taxonomy", "evals"])
      cpSync(path.join(root, part), path.join(empty, part), { recursive: true });
    const { code, stderr } = await fixloop(empty, "run");
    rmSync(empty, { recursive: true, force: true });
    expect(code).toBe(2);
    expect(stderr).toMatch(/source [a-z-]+: .*samples\//);
  });

  test("stops on a spec with errors, with their places", async () => {
    const broken = mkdtempSync(path.join(tmpdir(), "fixloop-broken-"));
    cpSync(path.join(root, "taxonomy"), path.join(broken, "taxonomy"), { recursive: true });
    writeFileSync(
      path.join(broken, "pipeline.yaml"),
      readFileSync(path.join(root, "pipeline.yaml"), "utf8").replace("kind: reviews", "kind: reviewz"),
    );
    const { code, stderr, stdout } = await fixloop(broken, "run");
    rmSync(broken, { recursive: true, force: true });
    expect(code).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/pipeline\.yaml:\d+:\d+: error/);
  });
});

describe("fixloop query", () => {
  test("prints rows as a table, JSON or CSV", async () => {
    const sql = "SELECT 'a\"b,c' AS text, 9007199254740993 AS big, NULL AS nothing";
    expect((await fixloop(folder, "query", "--format", "csv", sql)).stdout).toBe(
      'text,big,nothing\n"a""b,c",9007199254740993,\n',
    );
    expect(JSON.parse((await fixloop(folder, "query", "--format", "json", sql)).stdout)).toEqual([
      { text: 'a"b,c', big: "9007199254740993", nothing: null },
    ]);
    expect((await fixloop(folder, "query", sql)).stdout).toContain("9007199254740993");
  });

  test("can neither write, nor reach files, nor lift its own limits", async () => {
    for (const sql of [
      "DELETE FROM fixloop_curated.issue",
      "CREATE TABLE t AS SELECT 1",
      `COPY (SELECT 1) TO '${path.join(folder, "out.csv")}'`,
      `SELECT * FROM read_text('${path.join(folder, "pipeline.yaml")}')`,
      "SET enable_external_access = true",
      `ATTACH '${path.join(folder, "other.duckdb")}'`,
    ]) {
      expect((await fixloop(folder, "query", sql)).code, sql).toBe(2);
    }
    expect(existsSync(path.join(folder, "out.csv"))).toBe(false);
  });

  test("says what is wrong with a query and where to look", async () => {
    const { code, stderr } = await fixloop(folder, "query", "SELECT nothing FROM fixloop_curated.issue");
    expect(code).toBe(2);
    expect(stderr).toContain("fixloop show");
  });
});

describe("fixloop explain", () => {
  test("walks from an issue to its source records, with versions, and shows no personal data", async () => {
    const [issue] = JSON.parse(
      (
        await fixloop(
          folder,
          "query",
          "--format",
          "json",
          "SELECT issue_id FROM fixloop_curated.issue ORDER BY events DESC LIMIT 1",
        )
      ).stdout,
    ) as readonly { issue_id: string }[];
    const { code, stdout } = await fixloop(folder, "explain", issue?.issue_id.slice(0, 12) ?? "");
    expect(code).toBe(0);
    expect(stdout).toContain(issue?.issue_id);
    expect(stdout).toMatch(/samples\/[a-z-]+/);
    expect(stdout).not.toMatch(/@example\./);
  });

  test("says so where an id is unknown", async () => {
    const { code, stdout, stderr } = await fixloop(folder, "explain", "ffffffffffffffff");
    expect([code, stdout + stderr]).toEqual([2, expect.stringContaining("ffffffffffffffff")]);
  });
});

describe("fixloop status --steps", () => {
  test("shows the steps of the newest loop, the slowest first", async () => {
    const { code, stdout } = await fixloop(folder, "status", "--steps");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Slowest steps\n {2}[a-z]+\.[a-z_]+ +\d+\.\d\d s +\d+ %$/m);
    expect(stdout).toMatch(/^ {2}and \d+ more: `--format json` lists every step$/m);
  });

  test("gives all of them as JSON, and none unless they are asked for", async () => {
    interface Shown {
      readonly health: {
        readonly steps: readonly { readonly step: string; readonly milliseconds: number }[] | null;
      };
    }
    const shown = async (...words: readonly string[]): Promise<Shown["health"]["steps"]> =>
      (JSON.parse((await fixloop(folder, "status", "--format", "json", ...words)).stdout) as Shown).health
        .steps;
    const steps = (await shown("--steps")) ?? [];
    const names = steps.map(({ step }) => step);
    expect(names).toContain("ingest.land");
    expect(names).toContain("cluster.issue_member");
    expect(names).toContain("measure.checks");
    expect(new Set(names).size).toBe(names.length);
    const times = steps.map(({ milliseconds }) => milliseconds);
    expect(times).toEqual(times.toSorted((one, other) => other - one));
    expect(await shown()).toBeNull();
  });
});

describe("a spec that was broken after a run", () => {
  const warning =
    /^warning: the spec has \d+ errors? \(`fixloop check` lists them\); this reads the last finished run\.$/m;
  let spec: string;
  beforeAll(() => {
    spec = readFileSync(path.join(folder, "pipeline.yaml"), "utf8");
  });
  afterEach(() => writeFileSync(path.join(folder, "pipeline.yaml"), spec));
  const write = (text: string): void => writeFileSync(path.join(folder, "pipeline.yaml"), text);

  test.each([
    ["a key that isn't known", (text: string) => `${text}\nnonsense: true\n`],
    ["no YAML at all", (text: string) => `${text}\n}{ [`],
    ["no name", (text: string) => text.replace(/^name: .*$/m, "name: [")],
    ["a name that leads elsewhere", (text: string) => text.replace(/^name: .*$/m, "name: ../../etc/passwd")],
  ])(
    "hides its database from no reader: %s",
    async (_what, broken) => {
      write(broken(spec));
      const count = await fixloop(
        folder,
        "query",
        "--format",
        "json",
        "SELECT count(*) > 0 AS any FROM fixloop_curated.issue",
      );
      expect(count).toMatchObject({ code: 0, stdout: '[\n  {\n    "any": true\n  }\n]\n' });
      expect(count.stderr).toMatch(warning);

      const status = await fixloop(folder, "status", "--format", "json");
      expect(status.stderr).toMatch(warning);
      expect(JSON.parse(status.stdout)).toMatchObject({
        bundle: "kite-notes",
        local: null,
        health: { versions: { codeVersion: expect.any(String) as unknown } },
      });
      expect((await fixloop(folder, "status")).stdout).toContain("the spec has errors now");

      const [issue] = JSON.parse(
        (
          await fixloop(
            folder,
            "query",
            "--format",
            "json",
            "SELECT issue_id FROM fixloop_curated.issue LIMIT 1",
          )
        ).stdout,
      ) as readonly { issue_id: string }[];
      const explained = await fixloop(folder, "explain", issue?.issue_id ?? "");
      expect([explained.code, explained.stdout]).toEqual([
        0,
        expect.stringContaining(issue?.issue_id ?? "none"),
      ]);
      expect(explained.stderr).toMatch(warning);
    },
    60_000,
  );

  test("still stops what works with the spec itself", async () => {
    write(`${spec}\nnonsense: true\n`);
    for (const command of ["plan", "compile", "run"])
      expect((await fixloop(folder, command)).code, command).toBe(1);
  });

  test("of two databases neither is guessed", async () => {
    const other = path.join(folder, ".fixloop", "other.snapshot.duckdb");
    cpSync(path.join(folder, ".fixloop", "kite-notes.snapshot.duckdb"), other);
    write(spec.replace(/^name: .*$/m, "name: ["));
    const { code, stderr } = await fixloop(folder, "status");
    rmSync(other);
    expect(code).toBe(2);
    expect(stderr).toContain("--db .fixloop/kite-notes.duckdb, --db .fixloop/other.duckdb");
  });
});

describe("fixloop show", () => {
  test("lists the stages in order, those of the other jobs last", async () => {
    const shown = JSON.parse((await fixloop(folder, "show", "--format", "json")).stdout) as readonly {
      name: string;
    }[];
    expect(shown.map(({ name }) => name)).toEqual([
      "ingest",
      "decide",
      "normalize",
      "enrich",
      "cluster",
      "route",
      "track",
      "validate",
      "measure",
      "audit",
      "retention",
    ]);
  });

  test("shows a table with its columns, who writes it and who reads it", async () => {
    const { stdout } = await fixloop(folder, "show", "curated.issue");
    expect(stdout).toContain("founding_event_id");
    expect(stdout).toMatch(/read by .*route\./);
  });

  test("prints a step's SQL in either dialect", async () => {
    expect((await fixloop(folder, "show", "cluster.issue_member")).stdout).toContain(
      "MERGE INTO fixloop_curated.issue_member",
    );
  });

  test("shows the pipeline of the project that it is told: its schemas and its own checks", async () => {
    const other = mkdtempSync(path.join(tmpdir(), "fixloop show "));
    onTestFinished(() => rmSync(other, { recursive: true, force: true }));
    for (const part of ["pipeline.yaml", "taxonomy", "evals", "tests"])
      cpSync(path.join(root, part), path.join(other, "demo", part), { recursive: true });
    const spec = path.join(other, "demo", "pipeline.yaml");
    writeFileSync(spec, `${readFileSync(spec, "utf8")}\nschema_prefix: kite\n`);
    const step = await fixloop(other, "show", "cluster.issue_member", "--project", "demo");
    expect(step.stdout).toContain("MERGE INTO kite_curated.issue_member");
    const stage = await fixloop(other, "show", "normalize", "--project", "demo");
    expect(stage.stdout).toContain("A rating is 1 to 5 stars");
    // where there is no project, the pipeline is that of every project
    const none = await fixloop(other, "show", "normalize");
    expect([none.code, none.stderr]).toEqual([0, ""]);
    expect(none.stdout).not.toContain("A rating is 1 to 5 stars");
    expect(await fixloop(other, "show", "--project", "dmo")).toMatchObject({ code: 2, stdout: "" });
  });

  test("suggests the nearest name", async () => {
    const { code, stderr } = await fixloop(folder, "show", "clustr");
    expect(code).toBe(2);
    expect(stderr).toContain('Did you mean "cluster"?');
  });
});

describe("fixloop run --job", () => {
  const db = (): readonly string[] => ["--db", path.join(folder, "jobs.duckdb")];
  beforeAll(() => cpSync(path.join(folder, databaseFile), path.join(folder, "jobs.duckdb")));

  test("audit says what drifted and what the taxonomy does not cover", async () => {
    const audit = await fixloop(folder, "run", ...db(), "--job", "audit");
    expect(audit.code, audit.stderr).toBe(0);
    expect(audit.stderr).toMatch(/^audit +\d+\.\d s$/m);
    expect(audit.stdout).toMatch(/^20\d\d-\d\d against the three months before/m);
    for (const measure of ["category", "coverage", "confidence", "language", "channel", "version"])
      expect(audit.stdout).toMatch(new RegExp(`^ {2}kite-notes ${measure} +\\d\\.\\d{3} `, "m"));
  });

  test("retention says what has left, and its health stands beside that of the loop", async () => {
    const file = path.join(folder, "jobs.duckdb");
    const untouched = statSync(file);
    const early = await fixloop(folder, "run", ...db(), "--job", "retention");
    expect(early.stdout).toMatch(/^Nothing was deleted/m);
    expect(statSync(file).ino).toBe(untouched.ino);
    const late = await fixloop(folder, "run", ...db(), "--job", "retention", "--as-of", "2028-01-01");
    // deleted rows stay in the pages of a file that is not written again
    expect(statSync(file).ino).not.toBe(untouched.ino);
    expect(statSync(file).size).toBeLessThan(untouched.size);
    expect(late.code, late.stderr).toBe(0);
    expect(late.stdout).toMatch(/^As of 2028-01-01 00:00 UTC, retention in run \d+\.$/m);
    expect(late.stdout).toMatch(/^Deleted: .*\d+ rows of raw\.feedback_payload/m);
    const seen = await fixloop(
      folder,
      "query",
      ...db(),
      "--format",
      "json",
      "SELECT CAST(max(as_of) AS VARCHAR) AS moment FROM fixloop_serving.stage_health WHERE stage = 'retention'",
    );
    expect(seen.stdout).toContain("2028-01-01 00:00:00");
  });

  test("without a finished loop there is nothing to look at, and a stage is the loop's alone", async () => {
    const nothing = await fixloop(
      folder,
      "run",
      "--job",
      "audit",
      "--db",
      path.join(folder, "nothing.duckdb"),
    );
    expect(nothing.code).toBe(2);
    expect(nothing.stderr).toContain("needs a finished run of the loop, and there is none");
    const stage = await fixloop(folder, "run", ...db(), "--job", "audit", "--stage", "enrich");
    expect(stage.code).toBe(2);
    expect(stage.stderr).toContain("--stage is an option of the loop");
  });
});

describe("the command line", () => {
  test("explains itself", async () => {
    const { code, stdout } = await fixloop(folder, "--help");
    expect(code).toBe(0);
    for (const command of ["init", "check", "compile", "run", "show", "query", "explain"])
      expect(stdout).toContain(`\n  ${command}`);
  });

  test.each([
    [["nonsense"]],
    [["run", "--nonsense"]],
    [["constructor"]],
    [["query"]],
    [["run", "--stage", "nonsense"]],
    [["run", "--job", "nonsense"]],
  ])("answers %j with its usage and exit code 2", async (words) => {
    const { code, stdout, stderr } = await fixloop(folder, ...words);
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain("error:");
  });

  test("without a project says how to get one", async () => {
    const empty = mkdtempSync(path.join(tmpdir(), "fixloop-none-"));
    const { code, stderr } = await fixloop(empty, "run");
    rmSync(empty, { recursive: true, force: true });
    expect(code).toBe(2);
    expect(stderr).toContain("fixloop init");
  });
});

import { spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Database } from "../../src/local/database.ts";
import { fixloop } from "../support/fixloop.ts";

const root = path.resolve(import.meta.dirname, "..", "..");
/** A project that takes a second: one source with one record, no labelled texts. */
let folder: string;
let base: string;

beforeAll(async () => {
  base = mkdtempSync(path.join(tmpdir(), "fixloop-environment-"));
  folder = path.join(base, "project");
  mkdirSync(path.join(folder, "taxonomy"), { recursive: true });
  writeFileSync(
    path.join(folder, "pipeline.yaml"),
    `name: tiny
sources:
  reviews: { kind: reviews, files: reviews.jsonl, map: { id: id, at: at, text: text } }
route: { rules: ["* team"] }
`,
  );
  writeFileSync(
    path.join(folder, "taxonomy", "sync.yaml"),
    `area: sync
title: Sync
owner: team
owners: { team: { title: Team } }
categories:
  stops: { title: Sync stops, kind: defect, severity: high, definition: Sync stops., examples: [it stops] }
`,
  );
  writeFileSync(
    path.join(folder, "reviews.jsonl"),
    `{"id":"1","at":"2026-01-01T00:00:00Z","text":"sync stops"}\n`,
  );
  const ran = await fixloop(folder, "run");
  expect(ran.code, ran.stderr).toBe(0);
}, 60_000);
afterAll(() => rmSync(base, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly stderr: string;
}

/** Runs a line of sh, with namespaces of its own where it mounts something; `fixloop` is the command of this checkout. */
function sh(line: string, { mounts = false } = {}): Ended {
  const script = `fixloop() { "$NODE" "$FIXLOOP" "$@"; }\n${line}`;
  const words = mounts
    ? ["unshare", "--map-root-user", "--mount", "bash", "-c", script]
    : ["bash", "-c", script];
  const { status, stderr } = spawnSync(words[0] ?? "", words.slice(1), {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, NODE: process.execPath, FIXLOOP: path.join(root, "bin", "fixloop.cjs") },
  });
  return { code: status, stderr };
}

const disk = (): string => {
  const place = path.join(base, "disk");
  mkdirSync(place, { recursive: true });
  return place;
};

/** What the user reads: an error in one line and a help line, exit code 2, no stack, no bug of ours. */
function sentenceOf({ code, stderr }: Ended): string {
  const isOne = code === 2 && /^ {2}help: \S/m.test(stderr) && !/^\s+at |bug of its own/m.test(stderr);
  return isOne ? stderr : `not one sentence with exit code 2, but ${code}: ${stderr.replaceAll(/^/gm, "| ")}`;
}

describe("a full disk", () => {
  test("under the database", () => {
    expect(
      sentenceOf(
        sh(`mount -t tmpfs -o size=2m tmpfs ${disk()} && fixloop run --db ${disk()}/x.duckdb`, {
          mounts: true,
        }),
      ),
    ).toMatch(/^error: .*disk\/x\.duckdb can't be written: no space left on device\.$/m);
  });

  test("under the snapshot of a run", () => {
    // room for the database, and not for a copy of it
    expect(
      sentenceOf(
        sh(
          `mount -t tmpfs -o size=40m tmpfs ${disk()} && cp .fixloop/tiny.duckdb ${disk()}/x.duckdb && { dd if=/dev/zero of=${disk()}/filler bs=256k 2>/dev/null; truncate -s -6M ${disk()}/filler; } ; fixloop run --db ${disk()}/x.duckdb`,
          { mounts: true },
        ),
      ),
    ).toMatch(/^error: .*disk\/x(\.snapshot)?\.duckdb(\.new)? can't be written: no space left on device\.$/m);
  });

  test("under the report", () => {
    expect(
      sentenceOf(
        sh(`mount -t tmpfs -o size=4k tmpfs ${disk()} && fixloop run --report ${disk()}/report.html`, {
          mounts: true,
        }),
      ),
    ).toMatch(/^error: .*disk\/report\.html can't be written: no space left on device\.$/m);
  });

  test("under the generated files and a new project", () => {
    expect(
      sentenceOf(
        sh(
          `mount -t tmpfs -o size=200k tmpfs ${disk()} && cp -r pipeline.yaml taxonomy ${disk()}/ && fixloop compile --project ${disk()}`,
          {
            mounts: true,
          },
        ),
      ),
    ).toMatch(/^error: \S+ can't be written: no space left on device\.$/m);
    expect(
      sentenceOf(
        sh(`mount -t tmpfs -o size=200k tmpfs ${disk()} && fixloop init ${disk()}/demo`, { mounts: true }),
      ),
    ).toMatch(/^error: .* can't be written: no space left on device\.$/m);
  });
});

describe("a folder that can only be read", () => {
  const readOnly = (line: string): Ended =>
    sh(`mount --bind ${folder} ${folder} && mount -o remount,bind,ro ${folder} && cd ${folder} && ${line}`, {
      mounts: true,
    });

  test("stops a run and a compilation", () => {
    expect(sentenceOf(readOnly("fixloop run"))).toMatch(
      /^error: \.fixloop\/tiny\.duckdb can't be opened: read-only file system\.$/m,
    );
    expect(sentenceOf(readOnly("fixloop compile"))).toMatch(
      /^error: \S+ can't be written: the file system is read-only\.$/m,
    );
  });

  test("is enough for those who read, with a database that they name or without", () => {
    for (const line of [
      "fixloop check",
      "fixloop status",
      'fixloop query "SELECT 1"',
      "fixloop plan",
      "fixloop status --db .fixloop/tiny.duckdb",
      'fixloop query --db .fixloop/tiny.duckdb "SELECT 1"',
      'fixloop query --db .fixloop/tiny.duckdb --unfinished "SELECT 1"',
      "fixloop explain --db .fixloop/tiny.duckdb serving.source_coverage.records",
    ])
      expect(readOnly(line), line).toMatchObject({ code: 0 });
  });

  test("is enough for a run with its database elsewhere", () => {
    const elsewhere = path.join(base, "elsewhere.duckdb");
    expect(readOnly(`fixloop run --db ${elsewhere} && fixloop status --db ${elsewhere}`)).toMatchObject({
      code: 0,
    });
    expect(existsSync(path.join(base, "elsewhere.snapshot.duckdb"))).toBe(true);
  });
});

describe("a limit of the system", () => {
  test("on the size of files", () => {
    expect(sentenceOf(sh(`trap "" XFSZ; ulimit -f 1500; fixloop run --db ${base}/limited.duckdb`))).toMatch(
      /^error: .*limited\.duckdb can't be written: the file is larger than the limit of the system\.$/m,
    );
  });
});

describe("a damaged file", () => {
  const snapshot = (): string => path.join(folder, ".fixloop", "tiny.snapshot.duckdb");

  test.each([["query", "SELECT count(*) FROM fixloop_curated.issue"], ["explain", "abcdefgh"], ["plan"]])(
    "a snapshot that was cut off stops %s, which says how to get it back",
    async (...words) => {
      const whole = readFileSync(snapshot());
      writeFileSync(snapshot(), whole.subarray(0, 20_000));
      const ended = await fixloop(folder, ...words);
      writeFileSync(snapshot(), whole);
      expect(sentenceOf(ended)).toMatch(
        /^error: \.fixloop\/tiny\.snapshot\.duckdb is damaged: DuckDB can't read all of it\.$/m,
      );
      expect(ended.stderr).toContain("Run `fixloop run`: it writes the snapshot again");
    },
  );

  test("status reads the database itself, whatever became of the snapshot", async () => {
    const whole = readFileSync(snapshot());
    writeFileSync(snapshot(), whole.subarray(0, 20_000));
    const ended = await fixloop(folder, "status");
    writeFileSync(snapshot(), whole);
    expect(ended.stdout).toMatch(/^ {2}run \d is finished/m);
  });

  /** A copy of the database and its snapshot in a folder whose name has to be quoted. */
  function copied(name: string): string {
    const inside = path.join(base, `it's ${name}`);
    mkdirSync(inside);
    for (const file of ["tiny.duckdb", "tiny.snapshot.duckdb"])
      copyFileSync(path.join(folder, ".fixloop", file), path.join(inside, file));
    return path.join(inside, "tiny.duckdb");
  }
  const cutOff = (file: string): void => writeFileSync(file, readFileSync(file).subarray(0, 20_000));

  test.each([
    ["run"],
    ["run", "--job", "audit"],
    ["status"],
    ["query", "--unfinished", "SELECT 1"],
    ["erase", "--customer", "c-1"],
    ["erase", "--customer", "c-1", "--confirm", "c-1"],
  ])("a damaged database stops %s %s %s, and names the finished run beside it", async (...words) => {
    const damaged = copied(words.join(" "));
    cutOff(damaged);
    const ended = await fixloop(folder, ...words, "--db", damaged);
    expect(sentenceOf(ended)).toContain("is damaged: DuckDB can't read all of it.");
    const [, command = ""] = /Put it in its place: `(.+?)`\. Then run `fixloop run`/.exec(ended.stderr) ?? [];
    writeFileSync(`${damaged}.wal`, "what a killed run left");
    expect(sh(command)).toEqual({ code: 0, stderr: "" });
    expect(await fixloop(folder, "run", "--db", damaged)).toMatchObject({ code: 0 });
  });

  test.each([["query", "SELECT count(*) FROM fixloop_curated.issue"], ["plan"]])(
    "a damaged database doesn't matter to %s, which reads the finished run",
    async (...words) => {
      const damaged = copied(`read by ${words[0]}`);
      cutOff(damaged);
      expect(await fixloop(folder, ...words, "--db", damaged)).toMatchObject({ code: 0 });
    },
  );

  test("a damaged snapshot isn't named as a way back", async () => {
    const damaged = copied("both");
    cutOff(damaged);
    const snapshotOfIt = damaged.replace(/\.duckdb$/, ".snapshot.duckdb");
    const bytes = readFileSync(snapshotOfIt);
    for (let at = 200_000; at < bytes.length; at += 1000) bytes[at] = (bytes[at] ?? 0) ^ 0xff;
    writeFileSync(snapshotOfIt, bytes);
    expect(sentenceOf(await fixloop(folder, "run", "--db", damaged))).toContain(
      "Restore the file from a backup",
    );
  });

  test.each([["run"], ["erase", "--customer", "c-1"]])(
    "a database that was cut off stops %s",
    async (...words) => {
      const damaged = path.join(base, "damaged.duckdb");
      writeFileSync(damaged, readFileSync(path.join(folder, ".fixloop", "tiny.duckdb")).subarray(0, 20_000));
      expect(sentenceOf(await fixloop(folder, ...words, "--db", damaged))).toMatch(
        /^error: .*damaged\.duckdb is damaged: DuckDB can't read all of it\.$/m,
      );
    },
  );
});

describe("a database that a newer version of fixloop wrote", () => {
  let newer: string;
  beforeAll(async () => {
    newer = path.join(base, "newer.duckdb");
    copyFileSync(path.join(folder, ".fixloop", "tiny.duckdb"), newer);
    const database = await Database.open(newer);
    await database.run("UPDATE fixloop_curated.setting SET code_version = '7.0.1+0123456789ab'");
    database.close();
    copyFileSync(newer, path.join(base, "newer.snapshot.duckdb"));
    writeFileSync(path.join(base, "newer.before-0.1.0+0123456789ab-run-1.duckdb"), "");
  });

  test.each([
    ["run"],
    ["run", "--job", "audit"],
    ["run", "--job", "retention"],
    ["status"],
    ["plan"],
    ["query", "SELECT 1"],
    ["query", "--unfinished", "SELECT 1"],
    ["explain", "abcdefgh"],
    ["erase", "--customer", "c-1"],
    ["erase", "--customer", "c-1", "--confirm", "c-1"],
  ])("is refused by %s %s %s with the version that reads it, and stays as it is", async (...words) => {
    const before = readFileSync(newer);
    const refused = sentenceOf(await fixloop(folder, ...words, "--db", newer));
    expect(refused).toMatch(
      /^error: \.\.\/newer(?:\.snapshot)?\.duckdb was written by fixloop 7\.0\.1; this is fixloop \d+\.\d+\.\d+, which can't read it\. Nothing was changed\.$/m,
    );
    expect(refused).toContain(
      "Use fixloop 7.0.1 or newer, or choose another file with --db. The database from before an upgrade is kept: --db ../newer.before-0.1.0+0123456789ab-run-1.duckdb.",
    );
    expect(readFileSync(newer).equals(before)).toBe(true);
  });
});

test("a database of an older version is copied before the first run, since the older one refuses it afterwards", async () => {
  const older = path.join(base, "older.duckdb");
  copyFileSync(path.join(folder, ".fixloop", "tiny.duckdb"), older);
  const database = await Database.open(older);
  for (const table of ["setting", "pipeline_run"])
    await database.run(`UPDATE fixloop_curated.${table} SET code_version = '0.0.9+0123456789ab'`);
  database.close();
  const before = readFileSync(older);
  const ended = await fixloop(folder, "run", "--db", older);
  expect(ended.code, ended.stderr).toBe(0);
  // the number is that of the newest run, which depends on the tests before
  const [, copy = ""] =
    /A copy of the database from before the upgrade is in \.\.\/(older\.before-0\.0\.9\+0123456789ab-run-\d+\.duckdb):/.exec(
      ended.stderr,
    ) ?? [];
  expect(readFileSync(path.join(base, copy)).equals(before)).toBe(true);
  expect((await fixloop(folder, "run", "--db", older)).stderr).not.toContain("A copy of the database");
});

describe("a path that can't be used", () => {
  test("below a file, or a folder where a file belongs", async () => {
    expect(sentenceOf(await fixloop(folder, "run", "--db", "pipeline.yaml/x.duckdb"))).toMatch(
      /^error: pipeline\.yaml(\/x\.duckdb)? can't be (opened|written): /m,
    );
    expect(sentenceOf(await fixloop(folder, "run", "--db", "taxonomy"))).toMatch(
      /^error: taxonomy is a folder, not a database file\.$/m,
    );
    expect(sentenceOf(await fixloop(folder, "init", "pipeline.yaml"))).toMatch(
      /^error: pipeline\.yaml is a file\.$/m,
    );
  });

  test("a link is neither run nor erased through", async () => {
    const link = path.join(base, "link.duckdb");
    copyFileSync(path.join(folder, ".fixloop", "tiny.duckdb"), path.join(base, "real.duckdb"));
    symlinkSync("real.duckdb", link);
    for (const words of [["run"], ["erase", "--customer", "c-1", "--confirm", "c-1"]])
      expect(sentenceOf(await fixloop(folder, ...words, "--db", link))).toMatch(
        /^error: .*link\.duckdb is a symbolic link, not a database file\.$/m,
      );
    expect(existsSync(path.join(base, "link.snapshot.duckdb"))).toBe(false);
  });

  test("a spec that is a folder, or an authored file that can't be read", async () => {
    const other = path.join(base, "unreadable");
    mkdirSync(path.join(other, "taxonomy"), { recursive: true });
    copyFileSync(path.join(folder, "pipeline.yaml"), path.join(other, "pipeline.yaml"));
    symlinkSync("loop.yaml", path.join(other, "taxonomy", "loop.yaml"));
    chmodSync(path.join(other, "pipeline.yaml"), 0o644);
    for (const command of ["check", "compile", "run"])
      expect(sentenceOf(await fixloop(other, command))).toMatch(
        /^error: taxonomy\/loop\.yaml can't be opened: its symbolic links form a loop\.$/m,
      );
  });
});

test("a database in use is one sentence that names the process", async () => {
  const database = await Database.open(path.join(folder, ".fixloop", "tiny.duckdb"));
  const ended = sh("fixloop run");
  database.close();
  expect(sentenceOf(ended)).toMatch(
    /^error: \.fixloop\/tiny\.duckdb is being written by the process \d+: one run at a time\.$/m,
  );
});

import { mkdtemp, mkdir, readFile, rm, symlink, unlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import {
  deployedFileProblems,
  fileProblemText,
  localFileProblems,
} from "../../src/workspace/fileProblems.ts";
import { Loopback } from "../support/loopback/loopback.ts";
import { connected } from "./connected.ts";

const notebook = `# Databricks notebook source
# MAGIC %md Seeds

# COMMAND ----------

load("seeds")
`;
const wanted = new Map(
  Object.entries({
    "databricks.yml": "bundle: {}\n",
    "bundle/sql/01-ingest/01-event.sql": "SELECT 1;\nSELECT 2;\n",
    "bundle/sql/01-ingest/02-check.sql": "SELECT 3;\n",
    "bundle/seeds/curated.category.jsonl": '{"category":"sync"}\n',
    "bundle/dashboards/health.lvdash.json": '{\n  "pages": []\n}\n',
    "notebooks-gen/seeds.py": notebook,
  }).map(([name, text]) => [name, new Uint8Array(Buffer.from(text))]),
);
const owned = ["bundle/", "notebooks-gen/", "databricks.yml"];

async function projectFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "fixloop-files-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [name, bytes] of wanted) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), bytes);
  }
  return folder;
}

async function problemsAfter(change: (folder: string) => Promise<unknown>): Promise<readonly string[]> {
  const folder = await projectFolder();
  await change(folder);
  return (await localFileProblems(folder, wanted, owned)).map(fileProblemText);
}

const event = "bundle/sql/01-ingest/01-event.sql";
const check = "bundle/sql/01-ingest/02-check.sql";

describe("generated files on disk", () => {
  test("have no problem where they are what the project compiles to", async () => {
    expect(await problemsAfter(async () => undefined)).toEqual([]);
  });

  test.each<[string, (folder: string) => Promise<unknown>, readonly string[]]>([
    [
      "one byte of a file is another",
      (folder) => writeFile(path.join(folder, event), "SELECT 1;\nSELECT 9;\n"),
      [`${event}: edited`],
    ],
    [
      "a line was added",
      (folder) => writeFile(path.join(folder, event), "SELECT 1;\nSELECT 2;\n--\n"),
      [`${event}: edited`],
    ],
    [
      "the last byte is gone",
      (folder) => writeFile(path.join(folder, event), "SELECT 1;\nSELECT 2;"),
      [`${event}: truncated`],
    ],
    [
      "a statement is gone from its end",
      (folder) => writeFile(path.join(folder, event), "SELECT 1;\n"),
      [`${event}: truncated`],
    ],
    ["a file is empty", (folder) => writeFile(path.join(folder, event), ""), [`${event}: truncated`]],
    ["a file is gone", (folder) => unlink(path.join(folder, event)), [`${event}: missing`]],
    [
      "there is a file more",
      (folder) => writeFile(path.join(folder, "bundle/sql/99.sql"), ""),
      ["bundle/sql/99.sql: surplus"],
    ],
    [
      "the bundle's own file was edited",
      (folder) => writeFile(path.join(folder, "databricks.yml"), "bundle: { x: 1 }\n"),
      ["databricks.yml: edited"],
    ],
    [
      "two files have changed places",
      async (folder) => {
        const [first, second] = [
          await readFile(path.join(folder, event)),
          await readFile(path.join(folder, check)),
        ];
        await writeFile(path.join(folder, event), second);
        await writeFile(path.join(folder, check), first);
      },
      [`${event}: holds the bytes of ${check}`, `${check}: holds the bytes of ${event}`],
    ],
    [
      "line ends were turned into those of Windows",
      (folder) => writeFile(path.join(folder, event), "SELECT 1;\r\nSELECT 2;\r\n"),
      [`${event}: edited`],
    ],
  ])("show that %s", async (_, change, problems) => {
    expect(await problemsAfter(change)).toEqual(problems);
  });

  test("are not looked for behind a link that leads out of the project", async () => {
    const folder = await projectFolder();
    const elsewhere = path.join(await projectFolder(), event);
    await unlink(path.join(folder, event));
    await symlink(elsewhere, path.join(folder, event));
    await expect(localFileProblems(folder, wanted, owned)).rejects.toThrow(/leads out of the project/);
  });
});

describe("files in the workspace", () => {
  const root = "/Workspace/Users/pipeline/.bundle/notes/staging/files";
  const synced = ["bundle", "notebooks-gen"];

  async function deployed(): Promise<Awaited<ReturnType<typeof connected>>> {
    const at = await connected();
    for (const [name, bytes] of wanted) {
      if (name !== "databricks.yml")
        at.loopback.files.write(`${root}/${name}`, Buffer.from(bytes).toString());
    }
    return at;
  }

  async function found(change: (files: Loopback["files"]) => void): Promise<readonly string[]> {
    const { loopback, workspace } = await deployed();
    change(loopback.files);
    const problems = await deployedFileProblems(workspace.files, { root, wanted, synced });
    return problems.map(fileProblemText);
  }

  test("have no problem where they are what the project compiles to, notebooks without their ending", async () => {
    expect(await found((files) => expect(files.paths).toContain(`${root}/notebooks-gen/seeds`))).toEqual([]);
  });

  test.each<[string, (files: Loopback["files"]) => void, readonly string[]]>([
    [
      "somebody edited one",
      (files) => files.write(`${root}/${event}`, "SELECT 1;\nSELECT 9;\n"),
      [`${event}: edited`],
    ],
    ["one was cut off", (files) => files.write(`${root}/${event}`, "SELECT 1;\n"), [`${event}: truncated`]],
    ["one is gone", (files) => files.remove(`${root}/${event}`), [`${event}: missing`]],
    [
      "there is one more",
      (files) => files.write(`${root}/bundle/sql/99.sql`, ""),
      ["bundle/sql/99.sql: surplus"],
    ],
    [
      "one holds another",
      (files) => files.write(`${root}/${event}`, "SELECT 3;\n"),
      [`${event}: holds the bytes of ${check}`],
    ],
    [
      "a cell of a notebook was edited",
      (files) => files.write(`${root}/notebooks-gen/seeds.py`, notebook.replace("seeds", "leads")),
      ["notebooks-gen/seeds.py: edited"],
    ],
    [
      "a cell was added",
      (files) =>
        files.write(`${root}/notebooks-gen/seeds.py`, `${notebook}\n# COMMAND ----------\n\nsteal()\n`),
      ["notebooks-gen/seeds.py: edited"],
    ],
    [
      "a value of a dashboard is another",
      (files) => files.write(`${root}/bundle/dashboards/health.lvdash.json`, '{"pages":[1]}'),
      ["bundle/dashboards/health.lvdash.json: edited"],
    ],
  ])("show that %s", async (_, change, problems) => {
    expect(await found(change)).toEqual(problems);
  });

  test("are the same where the workspace gives a notebook back without its last line feed", async () => {
    expect(await found((files) => files.write(`${root}/notebooks-gen/seeds.py`, notebook.trimEnd()))).toEqual(
      [],
    );
  });

  test("are the same where the workspace writes the JSON of a dashboard in its own way", async () => {
    expect(
      await found((files) => files.write(`${root}/bundle/dashboards/health.lvdash.json`, '{"pages":[]}')),
    ).toEqual([]);
  });

  test("are all missing where nothing is deployed", async () => {
    const { workspace } = await connected();
    const problems = await deployedFileProblems(workspace.files, { root, wanted, synced });
    expect(problems.map(({ kind }) => kind)).toEqual(Array.from({ length: 5 }, () => "missing"));
  });

  test("are read although the service is unavailable in between", async () => {
    const { loopback, workspace } = await deployed();
    const unavailable = {
      kind: "answer",
      status: 503,
      body: { error_code: "TEMPORARILY_UNAVAILABLE" },
    } as const;
    loopback.fail({ path: "/api/2.0/workspace/list", does: unavailable, times: 2 });
    loopback.fail({ path: "/api/2.0/workspace/export", does: unavailable, times: 3, after: 1 });
    expect(await deployedFileProblems(workspace.files, { root, wanted, synced })).toEqual([]);
    expect(loopback.unspentFaults).toEqual([]);
  });

  describe("that are larger than the workspace gives out", () => {
    const tooLarge = {
      kind: "answer",
      status: 400,
      body: { error_code: "MAX_NOTEBOOK_SIZE_EXCEEDED", message: "content size exceeds the limit of 10 MB" },
    } as const;

    async function readWith(fails: readonly string[]): Promise<readonly string[]> {
      const { loopback, workspace } = await deployed();
      loopback.files.write(`${root}/bundle/seeds/curated.category.jsonl`, '{"category":"sync!"}\n');
      let before: Promise<unknown> = Promise.resolve();
      // one after the other, so that the fault meets the file that it is meant for
      const read: typeof workspace.files.read = async (file, call) => {
        const turn = before.then(async () => {
          if (fails.some((name) => file.endsWith(name)))
            loopback.fail({ method: "GET", path: "/api/2.0/workspace/export", does: tooLarge });
          return workspace.files.read(file, call);
        });
        before = turn.catch(() => undefined);
        return turn;
      };
      const problems = await deployedFileProblems({ ...workspace.files, read }, { root, wanted, synced });
      return problems.map(fileProblemText);
    }

    test("are compared by size where they are seeds, whose hash another file holds", async () => {
      expect(await readWith(["curated.category.jsonl"])).toEqual([
        "bundle/seeds/curated.category.jsonl: edited",
      ]);
    });

    test("are an error where they are anything else", async () => {
      await expect(readWith([".sql"])).rejects.toMatchObject({ code: "MAX_NOTEBOOK_SIZE_EXCEEDED" });
    });
  });
});

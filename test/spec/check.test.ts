import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { checkCommand, type CheckOptions } from "../../src/cli/check.ts";
import { soundPipeline, soundTaxonomy, yamlFiles } from "../support/yamlProject.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function folderOf(files: ReadonlyMap<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), "fixloop-check-"));
  folders.push(folder);
  // the data of the sound project
  writeFileSync(join(folder, "reviews.csv"), "id,date,body\nr1,2026-01-01,it no longer syncs\n");
  for (const [file, text] of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  return folder;
}

async function check(
  folder: string,
  options: Partial<CheckOptions> = {},
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  let stdout = "";
  let stderr = "";
  const code = await checkCommand({
    folder,
    format: "human",
    fix: false,
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    ...options,
  });
  return { code, stdout, stderr };
}

describe("fixloop check", () => {
  test("a sound project: exit code 0, nothing on stdout", async () => {
    expect(await check(folderOf(yamlFiles()))).toEqual({
      code: 0,
      stdout: "",
      stderr: "No problems in 2 files.\n",
    });
  });

  test("a mistake is shown with its place, its lines, and how to mend it; exit code 1", async () => {
    const { code, stdout } = await check(
      folderOf(yamlFiles({ "taxonomy/sync.yaml": soundTaxonomy.replace("severity", "severty") })),
    );
    expect(code).toBe(1);
    expect(stdout).toMatchInlineSnapshot(`
      "taxonomy/sync.yaml:8:5: error unknown-key: Unknown key "severty" in categories.sync-stops. Did you mean "severity"?
           6 |     title: Sync stops
           7 |     kind: defect
        >  8 |     severty: high
             |     ^^^^^^^
           9 |     definition: Changes no longer reach another device.
          10 |     examples: [it no longer syncs]
        help: Correct or remove it. docs/reference/spec-reference.md lists every key.
        fix: Replace it with severity (fixloop check --fix)

      1 error, 0 warnings
      "
    `);
  });

  test("warnings alone leave the exit code 0", async () => {
    const { code, stdout } = await check(
      folderOf(yamlFiles({ "taxonomy/a.yaml": "area: a\nowner: team-sync\n" })),
    );
    expect(code).toBe(0);
    expect(stdout).toContain("warning empty-area");
  });

  test("a folder without a project: exit code 2, nothing on stdout", async () => {
    const { code, stdout, stderr } = await check(folderOf(new Map()));
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/^error: There is no pipeline.yaml in /);
  });

  test("colours on a terminal only, and not where the user wants none", async () => {
    const folder = folderOf(yamlFiles({ "taxonomy/a.yaml": "area: a\n" }));
    const terminal = (): {
      readonly output: { write(text: string): unknown; readonly isTTY: boolean };
      readonly text: () => string;
    } => {
      let text = "";
      return { output: { isTTY: true, write: (more) => (text += more) }, text: () => text };
    };
    const [colored, plain] = [terminal(), terminal()];
    await check(folder, { stdout: colored.output });
    await check(folder, { stdout: plain.output, noColor: "1" });
    expect(colored.text()).toContain("\u001B[");
    expect(plain.text()).not.toContain("\u001B");
    expect((await check(folder)).stdout).not.toContain("\u001B");
  });

  test("nothing authored acts on the terminal, or is hidden", async () => {
    const evil = "\u001B[2J\u001B]0;owned\u0007 \u202Etxt\u2066 \u009B31m \u200F";
    const folder = folderOf(
      yamlFiles({ "taxonomy/e.yaml": `area: "A${evil}"\nowner: 'x${evil}'\n"k${evil}": "\u2028"\n` }),
    );
    const { stdout } = await check(folder);
    // oxlint-disable-next-line no-control-regex -- exactly these must not come through
    expect(stdout).not.toMatch(/[\0-\x08\x0B-\x1F\x7F-\x9F\u200E\u200F\u2028-\u202E\u2066-\u2069]/);
    expect(stdout).toContain("␛[2J␛]0;owned␇");
    const json = (await check(folder, { format: "json" })).stdout;
    // oxlint-disable-next-line no-control-regex -- exactly these must not come through
    expect(json).not.toMatch(/[\0-\x08\x0B-\x1F\x7F-\x9F\u200E\u200F\u2028-\u202E\u2066-\u2069]/);
    expect(JSON.stringify(JSON.parse(json))).toContain(JSON.stringify(evil).slice(1, 20));
  });

  test("a mistake far out in a line of a megabyte is shown with its surroundings only", async () => {
    const long = `labelled: [${"{ text: aaaaaaaaaaaaaaa, category: null }, ".repeat(20_000)}{ txet: b, category: null }]\n`;
    const { stdout } = await check(folderOf(yamlFiles({ "evals/a.yaml": long })), {});
    const frame = stdout.split("\n").find((line) => line.includes("txet: b")) ?? "";
    expect(frame.length).toBeLessThan(300);
  });
});

describe("fixloop check --format", () => {
  const folder = (): string =>
    folderOf(yamlFiles({ "taxonomy/a b.yaml": "area: search\nowner: team-sinc\n" }));

  test("json holds code, place, notes and edits", async () => {
    const { code, stdout } = await check(folder(), { format: "json" });
    const result = JSON.parse(stdout) as { diagnostics: unknown[]; errors: number; warnings: number };
    expect(code).toBe(1);
    expect([result.errors, result.warnings]).toEqual([1, 1]);
    expect(result.diagnostics[1]).toMatchObject({
      code: "unknown-reference",
      severity: "error",
      file: "taxonomy/a b.yaml",
      span: { start: { line: 3, col: 8 }, end: { line: 3, col: 17 } },
      notes: [],
      fix: { title: "Replace it with team-sync", edits: [{ text: "team-sync" }] },
    });
  });

  test("sarif names rules, regions and fixes", async () => {
    const { stdout } = await check(folder(), { format: "sarif" });
    const log = JSON.parse(stdout) as {
      version: string;
      runs: { tool: { driver: { rules: { id: string }[] } }; results: Record<string, unknown>[] }[];
    };
    expect(log.version).toBe("2.1.0");
    expect(log.runs[0]?.tool.driver.rules.map(({ id }) => id).toSorted()).toEqual([
      "empty-area",
      "unknown-reference",
    ]);
    expect(log.runs[0]?.results[1]).toMatchObject({
      ruleId: "unknown-reference",
      level: "error",
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: "taxonomy/a%20b.yaml" },
            region: { startLine: 3, startColumn: 8, endLine: 3, endColumn: 17 },
          },
        },
      ],
      fixes: [
        {
          artifactChanges: [
            { replacements: [{ deletedRegion: { startColumn: 8 }, insertedContent: { text: "team-sync" } }] },
          ],
        },
      ],
    });
  });
});

test("an owner that isn't declared is said with where owners are", async () => {
  const { stdout } = await check(
    folderOf(
      yamlFiles({ "taxonomy/sync.yaml": soundTaxonomy.replace("owner: team-sync", "owner: everyone") }),
    ),
  );
  expect(stdout).toContain(
    'unknown-reference: There is no owner "everyone" in `owners:` of a file in taxonomy/.\n',
  );
});

describe("fixloop check --fix", () => {
  test("writes the line that names a schema only where the schema is", async () => {
    const bare = (...schemas: readonly string[]): string =>
      folderOf(
        new Map([
          ["pipeline.yaml", soundPipeline],
          ["taxonomy/deep/sync.yaml", soundTaxonomy],
          ["tests/route.yaml", "tests: {}\n"],
          ...schemas.map((name): [string, string] => [`schemas/${name}.schema.json`, "{}"]),
        ]),
      );
    const lines = (folder: string): readonly string[] =>
      ["pipeline.yaml", "taxonomy/deep/sync.yaml", "tests/route.yaml"].map(
        (file) => readFileSync(join(folder, file), "utf8").split("\n", 1)[0] ?? "",
      );
    const without = bare();
    expect((await check(without, { fix: true })).stdout).not.toContain("missing-schema-line");
    expect(lines(without)).toEqual(["name: notes", "area: sync", "tests: {}"]);
    const some = bare("taxonomy", "tests");
    await check(some, { fix: true });
    expect(lines(some)).toEqual([
      "name: notes",
      "# yaml-language-server: $schema=../../schemas/taxonomy.schema.json",
      "# yaml-language-server: $schema=../schemas/tests.schema.json",
    ]);
  });

  test("a file in another encoding than UTF-8 is an error, and is not written", async () => {
    const folder = folderOf(yamlFiles());
    const text = yamlFiles({ "taxonomy/sync.yaml": soundTaxonomy.replace("severity", "severty") });
    const saved = Buffer.from(
      (text.get("taxonomy/sync.yaml") ?? "").replace("Sync stops", "Gerät steht"),
      "latin1",
    );
    writeFileSync(join(folder, "taxonomy/sync.yaml"), saved);
    const { code, stdout } = await check(folder, { fix: true });
    expect(code).toBe(1);
    expect(stdout).toContain("taxonomy/sync.yaml:6:15: error not-utf8: The file isn't UTF-8 here.");
    expect(readFileSync(join(folder, "taxonomy/sync.yaml"))).toEqual(saved);
  });

  test("mends what is sure, keeps every comment and everything else as it is, and checks again", async () => {
    const folder = folderOf(
      new Map([
        ["schemas/pipeline.schema.json", "{}"],
        ["pipeline.yaml", `\uFEFF# our pipeline\r\n${soundPipeline.replaceAll("\n", "\r\n")}`],
        [
          "taxonomy/sync.yaml",
          `# yaml-language-server: $schema=../schemas/taxonomy.schema.json
# Sync, as the team sees it.
area: sync # the area
ownr:   'team-sinc'   # who
categories:
  sync-stops:
    title: 404 # a number that is a title
    kind: "defct"
    severity:   hgih # really
    definition: Changes no longer reach another device.
    examples:
      - it no longer syncs
      # the same, said twice
      - it no longer syncs
      - stuck
    not_examples: [ slow,  slow ]
owners:
  team-sync: { title: Sync team }
macros:
  hello:
    text:
      en: |
        You wrote:
          {qoute} — {quote}
`,
        ],
      ]),
    );
    const { code, stdout, stderr } = await check(folder, { fix: true });
    expect(stdout).toBe("");
    expect(code).toBe(0);
    expect(stderr.split("\n").filter((line) => line.startsWith("fixed "))).toHaveLength(9);
    expect(readFileSync(join(folder, "pipeline.yaml"), "utf8")).toBe(
      `\uFEFF# yaml-language-server: $schema=schemas/pipeline.schema.json\r\n# our pipeline\r\n${soundPipeline.replaceAll("\n", "\r\n")}`,
    );
    expect(readFileSync(join(folder, "taxonomy/sync.yaml"), "utf8"))
      .toBe(`# yaml-language-server: $schema=../schemas/taxonomy.schema.json
# Sync, as the team sees it.
area: sync # the area
owner:   team-sync   # who
categories:
  sync-stops:
    title: "404" # a number that is a title
    kind: defect
    severity:   high # really
    definition: Changes no longer reach another device.
    examples:
      - it no longer syncs
      # the same, said twice
      - stuck
    not_examples: [ slow ]
owners:
  team-sync: { title: Sync team }
macros:
  hello:
    text:
      en: |
        You wrote:
          {quote} — {quote}
`);
    expect(readdirSync(folder).toSorted()).toEqual(["pipeline.yaml", "reviews.csv", "schemas", "taxonomy"]);
    expect(readdirSync(join(folder, "taxonomy"))).toEqual(["sync.yaml"]);
  });

  test("leaves what could have meant several things", async () => {
    const files = yamlFiles({
      "taxonomy/more.yaml": "owners:\n  team-a: { escalate_to: team-x }\n  team-b: {}\n",
    });
    const folder = folderOf(files);
    const { code, stdout } = await check(folder, { fix: true });
    expect(code).toBe(1);
    expect(stdout).toContain("unknown-reference");
    expect(readFileSync(join(folder, "taxonomy/more.yaml"), "utf8")).toBe(files.get("taxonomy/more.yaml"));
  });

  test("repairs a rule inside of its text, and removes the earlier of two equal ones", async () => {
    const rules =
      'route:\n  rules:\n    - area:sync   team-sync # first\n    - kind:defect team-sync\n    - "arae:sync  team-sinc"\n    - kind:defect team-sync\n';
    const folder = folderOf(yamlFiles({ "pipeline.yaml": `${soundPipeline}${rules}` }));
    await check(folder, { fix: true });
    expect(readFileSync(join(folder, "pipeline.yaml"), "utf8").split("rules:\n")[1]).toBe(
      '    - area:sync   team-sync # first\n    - "area:sync  team-sync"\n    - kind:defect team-sync\n',
    );
  });
});

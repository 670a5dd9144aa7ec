import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { fixloop } from "../support/fixloop.ts";
import { referenceFolder, settingAside } from "../support/referenceProject.ts";

const root = path.resolve(import.meta.dirname, "..", "..");
let folder: string;

beforeAll(() => {
  folder = referenceFolder("test");
});
beforeEach(() => {
  rmSync(path.join(folder, "tests"), { recursive: true, force: true });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function writeTests(name: string, text: string): void {
  mkdirSync(path.join(folder, "tests"), { recursive: true });
  writeFileSync(
    path.join(folder, "tests", name),
    `# yaml-language-server: $schema=../schemas/tests.schema.json\n${text}`,
  );
}

const routed = (expected: string): string => `tests:
  - name: a rule decides
    stages: route
    as_of: 2026-05-02T00:00:00Z
    rows:
      curated.issue:
        - { issue_id: i1, category: sync-stops-after-update, area: sync, kind: defect, severity: high }
        - { issue_id: i2, category: data-protection-request, area: account, kind: operations, severity: high }
    expect:
      curated.assignment: ${expected}
`;

test("the reference project's own tests pass", async () => {
  cpSync(path.join(root, "tests"), path.join(folder, "tests"), { recursive: true });
  const { code, stdout, stderr } = await fixloop(folder, "test");
  expect(code, `${stdout}${stderr}`).toBe(0);
  expect(stdout).toMatch(/^\d+ passed, 0 failed$/m);
});

test("a row that is missing, one that differs and one too many are told apart, and the test fails", async () => {
  writeTests(
    "route.yaml",
    routed(
      "[{ issue_id: i1, owner: team-editor }, { issue_id: i9, owner: nobody, assigned_at: 2020-01-01 }]",
    ),
  );
  const { code, stdout } = await fixloop(folder, "test");
  expect(code).toBe(1);
  expect(stdout).toBe(`tests/route.yaml
  ✗ a rule decides (line 3)
      curated.assignment: 1 missing, 1 different, 1 too many
        - { issue_id: i9, owner: nobody, assigned_at: "2020-01-01 00:00:00" }
        ~ { issue_id: i1 }
            owner: expected team-editor, found team-sync
        + { issue_id: i2, owner: legal, assigned_at: "2026-05-02 00:00:00" }

0 passed, 1 failed
`);
});

test("one test leaves nothing behind for the next", async () => {
  const one = routed("[{ issue_id: i1 }, { issue_id: i2 }]");
  writeTests(
    "route.yaml",
    `${one}  - name: nothing is left\n    stages: route\n    as_of: 2026-05-02T00:00:00Z\n    count: { curated.issue: 0, curated.assignment: 0 }\n    failing_checks: []\n`,
  );
  const { code, stdout } = await fixloop(folder, "test");
  expect(code, stdout).toBe(0);
  expect(stdout).toContain("2 passed, 0 failed");
});

test("JUnit names file, test and what differs, and hostile names stay text", async () => {
  writeTests(
    "route.yaml",
    routed('[{ issue_id: i1, owner: "<b>\'&\\u0007" }, { issue_id: i2 }]').replace(
      "a rule decides",
      `"]]><script>alert('x')</script>"`,
    ),
  );
  const { code, stdout } = await fixloop(folder, "test", "--format", "junit");
  expect(code).toBe(1);
  expect(stdout).toContain(
    '<testsuite name="tests/route.yaml" tests="1" failures="1" errors="0" skipped="0">',
  );
  expect(stdout).toContain("owner: expected &quot;&lt;b&gt;&apos;&amp;");
  expect(stdout).not.toContain("<script");
  expect(stdout).not.toContain("\u0007");
});

test("JSON holds every row of a difference", async () => {
  writeTests("route.yaml", routed("[{ issue_id: i1, owner: team-editor }, { issue_id: i2 }]"));
  const { stdout } = await fixloop(folder, "test", "--format", "json");
  expect(JSON.parse(stdout)).toMatchObject({
    passed: 0,
    failed: 1,
    tests: [
      {
        file: "tests/route.yaml",
        line: 3,
        passed: false,
        problems: [
          { kind: "rows", table: "curated.assignment", changed: [{ columns: ["owner"] }], surplus: [] },
        ],
      },
    ],
  });
});

test("checks that should fail do, and are named where they don't", async () => {
  writeTests(
    "checks.yaml",
    `tests:
  - name: nobody owns it
    stages: route
    as_of: 2026-05-02T00:00:00Z
    failing_checks: [route.no_such_check]
`,
  );
  const { code, stdout } = await fixloop(folder, "test");
  expect(code).toBe(1);
  expect(stdout).toContain("checks: route.no_such_check does not fail");
});

test("words choose tests, and words that choose none are told", async () => {
  writeTests("route.yaml", routed("[{ issue_id: i1 }, { issue_id: i2 }]"));
  expect((await fixloop(folder, "test", "RULE")).stdout).toContain("1 passed, 0 failed");
  expect((await fixloop(folder, "test", "Rulle")).stderr).toContain('Did you mean "rule"?');
  const none = await fixloop(folder, "test", "no-such-word");
  expect(none.code).toBe(2);
  expect(none.stderr).toContain("None of the 1 tests has these words");
});

test("a project without tests is told where they go", async () => {
  const { code, stderr } = await fixloop(folder, "test");
  expect(code).toBe(2);
  expect(stderr).toContain("docs/how-to/test-a-project.md");
});

test("a mistake in a test is shown in its line, and nothing runs", async () => {
  writeTests("route.yaml", routed("[{ issue_id: i1, ownr: team-sync }]"));
  const { code, stdout, stderr } = await fixloop(folder, "test");
  expect(code).toBe(1);
  expect(stdout).toBe("");
  expect(stderr).toContain('curated.assignment has no column "ownr". Did you mean "owner"?');
  expect(readFileSync(path.join(folder, "tests", "route.yaml"), "utf8")).toContain("ownr");
});

test("what a check of severity quarantine sets aside is expected as rows", async () => {
  const spec = path.join(folder, "pipeline.yaml");
  const before = readFileSync(spec, "utf8");
  writeFileSync(spec, settingAside(before));
  writeTests(
    "aside.yaml",
    `tests:
  - name: what nobody reads is set aside
    stages: [ingest, normalize]
    records:
      in-app-widget:
        - { response_id: w1, submitted_at: 2026-05-01T08:00:00Z, answer: Works fine, score: 5, language: en }
        - { response_id: w2, submitted_at: 2026-05-01T08:00:00Z, answer: 同期できない, score: 2, language: ja }
    expect:
      curated.set_aside_event:
        - { source: in-app-widget, reasons: [authored.rated, authored.readable], record_position: 2 }
    count: { curated.feedback_event: 1 }
`,
  );
  try {
    const { code, stdout } = await fixloop(folder, "test");
    expect(stdout).toContain("1 passed, 0 failed");
    expect(code).toBe(0);
  } finally {
    writeFileSync(spec, before);
  }
});

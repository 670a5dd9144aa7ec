import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { fixloop } from "../../test/support/fixloop.ts";
import { workflowFile, workflowText } from "./workflow.ts";

test("init writes the workflow for CI, keeps what a run leaves out of the repository, and says what is next", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "fixloop-init-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const { code, stdout } = await fixloop(folder, "init", "demo");
  expect(code).toBe(0);
  expect(readFileSync(path.join(folder, "demo", workflowFile), "utf8")).toBe(workflowText());
  expect(readFileSync(path.join(folder, "demo", ".gitignore"), "utf8")).toBe(".fixloop/\n.databricks/\n");
  expect(stdout)
    .toBe(`Made demo: pipeline.yaml, taxonomy/, evals/, tests/, samples/, .github/workflows/fixloop.yml.

Next:
  fixloop check --project demo
  fixloop test --project demo
  fixloop run --project demo --report demo/report.html

For CI: push the folder to a GitHub repository, with the files that \`fixloop compile\` writes, and set what the head of
.github/workflows/fixloop.yml lists. It checks every change, deploys main to staging, runs it there and promotes it to prod.
`);
});

test("init prints commands that can be pasted, whatever the folder is called", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "fixloop-init-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const { stdout } = await fixloop(folder, "init", "--", "-it's my demo");
  const folderOf = String.raw`'./-it'\''s my demo'`;
  expect(stdout).toContain(`  fixloop check --project ${folderOf}\n`);
  expect(stdout).toContain(String.raw`--report './-it'\''s my demo/report.html'`);
});

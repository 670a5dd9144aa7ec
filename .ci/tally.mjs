// Counts the tests of one suite: node .ci/tally.mjs EXIT_CODE [REPORT]. Prints "PASSED FAILED SKIPPED".
// REPORT is the JSON report of Vitest, or the output of a suite that ends with "N passed, N failed". Without one, the
// suite counts as one test. A suite that ended badly has at least one failure, whatever its report says.
import { readFileSync } from "node:fs";

const [exitCode, file] = process.argv.slice(2);

function textOf(name) {
  try {
    return readFileSync(name, "utf8");
  } catch {
    return "";
  }
}

function ofVitest(report) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const { status, assertionResults } of report.testResults) {
    const failures = counts.failed;
    for (const { status: result } of assertionResults) {
      if (result === "passed") counts.passed++;
      // where a set-up failed, the tests behind it didn't run
      else if (result === "failed" || status === "failed") counts.failed++;
      else counts.skipped++;
    }
    if (status === "failed" && counts.failed === failures) counts.failed++;
  }
  return counts;
}

function counted() {
  if (file === undefined) return { passed: exitCode === "0" ? 1 : 0, failed: 0, skipped: 0 };
  const text = textOf(file);
  if (text.startsWith("{")) return ofVitest(JSON.parse(text));
  const line = [...text.matchAll(/^(\d+) passed, (\d+) failed$/gm)].at(-1);
  // a report without counts is that of a suite that did not run to its end
  return { passed: Number(line?.[1] ?? 0), failed: Number(line?.[2] ?? 1), skipped: 0 };
}

const { passed, failed, skipped } = counted();
process.stdout.write(`${passed} ${exitCode === "0" ? failed : Math.max(failed, 1)} ${skipped}\n`);

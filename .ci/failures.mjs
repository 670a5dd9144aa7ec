// Names what failed in the reports of suites, a line each: node .ci/failures.mjs REPORT... Reports are Vitest's JSON, or
// the output of the engine suite with its lines FAILED. Of a message the first line is shown, cut at 200 characters.
import { readFileSync } from "node:fs";
import { relative } from "node:path";

const cut = (text) => text.split("\n")[0].slice(0, 200);

function textOf(name) {
  try {
    return readFileSync(name, "utf8");
  } catch {
    return "";
  }
}

function ofVitest({ testResults }) {
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = relative(process.cwd(), name);
    const tests = assertionResults.filter((result) => result.status === "failed");
    if (tests.length === 0) return status === "failed" ? [`${file}: ${cut(message ?? "")}`] : [];
    return tests.map(
      ({ fullName, failureMessages }) => `${file} > ${fullName}: ${cut(failureMessages[0] ?? "")}`,
    );
  });
}

for (const report of process.argv.slice(2)) {
  const text = textOf(report);
  const failures = text.startsWith("{")
    ? ofVitest(JSON.parse(text))
    : [...text.matchAll(/^FAILED (.*)$/gm)].map(([, what]) => cut(what));
  for (const failure of failures) process.stdout.write(`FAILED ${failure}\n`);
}

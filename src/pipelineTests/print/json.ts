import { jsonOutput } from "../../emit/jsonOutput.ts";
import type { TestOutcome } from "../outcome.ts";

/** Every test with its place and problems, for programs. */
export function formatJson(outcomes: readonly TestOutcome[]): string {
  const failed = outcomes.filter(({ problems }) => problems.length > 0).length;
  return jsonOutput({
    passed: outcomes.length - failed,
    failed,
    tests: outcomes.map(({ test, problems }) => ({
      file: test.place.file,
      line: test.place.span.start.line,
      name: test.name,
      stages: test.stages,
      passed: problems.length === 0,
      problems,
    })),
  });
}

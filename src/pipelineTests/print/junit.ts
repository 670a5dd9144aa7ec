import { attributes, xmlLines } from "../../spec/print/xml.ts";
import type { TestOutcome } from "../outcome.ts";
import { rowLines, sentence } from "./words.ts";

/**
 * JUnit XML, one suite per file, in the form that Jenkins, GitLab and Azure DevOps read. A test that the engine refused
 * is an error, one whose rows differ a failure. No times and no host: the same project gives the same bytes.
 */
export function formatJunit(outcomes: readonly TestOutcome[]): string {
  const files = [...new Set(outcomes.map(({ test }) => test.place.file))];
  return `${[
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: "fixloop test", ...totals(outcomes) })}>`,
    ...files.flatMap((file) => {
      const own = outcomes.filter(({ test }) => test.place.file === file);
      return [
        `  <testsuite${attributes({ name: file, ...totals(own) })}>`,
        ...own.flatMap((outcome) => testCase(outcome).map((line) => `    ${line}`)),
        "  </testsuite>",
      ];
    }),
    "</testsuites>",
  ].join("\n")}\n`;
}

const isStopped = ({ problems }: TestOutcome): boolean => problems.some(({ kind }) => kind === "stopped");

function totals(outcomes: readonly TestOutcome[]): Readonly<Record<string, number>> {
  const errors = outcomes.filter(isStopped).length;
  const failed = outcomes.filter(({ problems }) => problems.length > 0).length;
  return { tests: outcomes.length, failures: failed - errors, errors, skipped: 0 };
}

function testCase(outcome: TestOutcome): readonly string[] {
  const { test, problems } = outcome;
  const opening = `<testcase${attributes({ name: test.name, classname: test.place.file, file: test.place.file, line: test.place.span.start.line })}`;
  if (problems.length === 0) return [`${opening}/>`];
  const element = isStopped(outcome) ? "error" : "failure";
  const message = problems.map(sentence).join("; ");
  const body = problems.flatMap((problem) => [sentence(problem), ...rowLines(problem)]).join("\n");
  return [
    `${opening}>`,
    `  <${element}${attributes({ type: problems[0]?.kind ?? "", message })}>${xmlLines(body)}</${element}>`,
    "</testcase>",
  ];
}

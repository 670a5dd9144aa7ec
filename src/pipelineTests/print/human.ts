import { neutralLine } from "../../spec/print/neutral.ts";
import type { TestOutcome } from "../outcome.ts";
import { rowLines, sentence } from "./words.ts";

/** Every test in a line, what is wrong with it below, and how many passed. */
export function formatHuman(
  outcomes: readonly TestOutcome[],
  { color }: { readonly color: boolean },
): string {
  const paint = (code: number, text: string): string => (color ? `\u001B[${code}m${text}\u001B[0m` : text);
  const files = [...new Set(outcomes.map(({ test }) => test.place.file))];
  const lines = files.flatMap((file) => [
    neutralLine(file),
    ...outcomes
      .filter(({ test }) => test.place.file === file)
      .flatMap((outcome) => testLines(outcome, paint)),
    "",
  ]);
  const failed = outcomes.filter(({ problems }) => problems.length > 0).length;
  const total = `${outcomes.length - failed} passed, ${failed} failed`;
  return `${[...lines, failed === 0 ? paint(32, total) : paint(31, total)].join("\n")}\n`;
}

function testLines(
  { test, problems }: TestOutcome,
  paint: (code: number, text: string) => string,
): readonly string[] {
  const name = neutralLine(test.name);
  if (problems.length === 0) return [`  ${paint(32, "✓")} ${name}`];
  return [
    `  ${paint(31, "✗")} ${name} ${paint(2, `(line ${test.place.span.start.line})`)}`,
    ...problems.flatMap((problem) => [
      `      ${sentence(problem)}`,
      ...rowLines(problem).map(
        (line) =>
          `        ${line.startsWith("-") ? paint(31, line) : line.startsWith("+") ? paint(32, line) : line}`,
      ),
    ]),
  ];
}

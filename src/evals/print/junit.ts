import { attributes, xmlText } from "../../spec/print/xml.ts";
import type { EvalReport, GateResult } from "../report.ts";
import { gateSentence } from "./words.ts";

/**
 * The gates as JUnit XML, a test case each, in the form that Jenkins, GitLab and Azure DevOps read (testsuites, testsuite,
 * testcase with failure or skipped). No times and no host: the same project gives the same bytes.
 */
export function formatJunit(report: EvalReport): string {
  const { gates } = report;
  const totals = {
    tests: gates.length,
    failures: gates.filter(({ blocks }) => blocks).length,
    errors: 0,
    skipped: gates.filter(isSkipped).length,
  };
  const properties = {
    taxonomyVersion: report.taxonomyVersion,
    classifierVersion: report.classifierVersion,
    labelled: report.labelled,
    folds: report.folds,
  };
  return `${[
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: "fixloop eval", ...totals })}>`,
    `  <testsuite${attributes({ name: "gates", ...totals })}>`,
    "    <properties>",
    ...Object.entries(properties).map(([name, value]) => `      <property${attributes({ name, value })}/>`),
    "    </properties>",
    ...gates.flatMap((gate) => testCase(gate).map((line) => `    ${line}`)),
    "  </testsuite>",
    "</testsuites>",
  ].join("\n")}\n`;
}

/** Nothing was measured, and the spec lets that pass. */
const isSkipped = ({ status, blocks }: GateResult): boolean => status === "not_measured" && !blocks;

function testCase(gate: GateResult): readonly string[] {
  const sentence = gateSentence(gate);
  const opening = `<testcase${attributes({ name: gate.id, classname: "fixloop.eval" })}>`;
  const outcome = gate.blocks
    ? `<failure${attributes({ type: gate.status, message: sentence })}/>`
    : isSkipped(gate)
      ? `<skipped${attributes({ message: sentence })}/>`
      : `<system-out>${xmlText(sentence)}</system-out>`;
  return [opening, `  ${outcome}`, "</testcase>"];
}

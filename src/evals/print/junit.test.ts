import { describe, expect, test } from "vitest";
import type { EvalReport, GateResult } from "../report.ts";
import { formatJunit } from "./junit.ts";

const gate = (overrides: Partial<GateResult> = {}): GateResult => ({
  id: "accuracy",
  metric: "accuracy",
  category: null,
  direction: "at_least",
  thresholdBp: 6500,
  minExamples: 20,
  hits: 15,
  examples: 20,
  figureBp: 7500,
  lowBp: 5313,
  highBp: 8881,
  status: "passed",
  blocks: false,
  categoriesBelow: [],
  missing: null,
  ...overrides,
});
const report = (gates: readonly GateResult[], overrides: Partial<EvalReport> = {}): EvalReport => ({
  reportVersion: 1,
  taxonomyVersion: "0123456789ab",
  classifierVersion: "ba9876543210",
  folds: 5,
  labelled: 20,
  labelledOfNone: 0,
  minConfidenceBp: 5000,
  passed: gates.every(({ blocks }) => !blocks),
  gates,
  figures: [],
  languages: [],
  macroRecallBp: null,
  calibrationErrorBp: null,
  overconfidenceBp: null,
  categories: [],
  confusions: [],
  ...overrides,
});

test("a gate is a test case: passed, failed with the figure and the threshold, or skipped", () => {
  const unmeasured = {
    status: "not_measured",
    figureBp: null,
    lowBp: null,
    highBp: null,
    examples: 3,
    missing: "It needs 20 labelled texts of a category, and there are 3.",
  } as const;
  expect(
    formatJunit(
      report([
        gate(),
        gate({
          id: "category_recall",
          metric: "category_recall",
          category: "slow",
          status: "failed",
          blocks: true,
          categoriesBelow: ["slow", "stops"],
        }),
        gate({ ...unmeasured, id: "accepted_share" }),
        gate({ ...unmeasured, id: "recall_of.slow", blocks: true }),
      ]),
    ),
  ).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="fixloop eval" tests="4" failures="2" errors="0" skipped="1">
  <testsuite name="gates" tests="4" failures="2" errors="0" skipped="1">
    <properties>
      <property name="taxonomyVersion" value="0123456789ab"/>
      <property name="classifierVersion" value="ba9876543210"/>
      <property name="labelled" value="20"/>
      <property name="folds" value="5"/>
    </properties>
    <testcase name="accuracy" classname="fixloop.eval">
      <system-out>accuracy is 75.0 % (53.1–88.8 %, 15 of 20 texts), and the gate wants at least 65 %.</system-out>
    </testcase>
    <testcase name="category_recall" classname="fixloop.eval">
      <failure type="failed" message="category_recall (slow) is 75.0 % (53.1–88.8 %, 15 of 20 texts), and the gate wants at least 65 %. Below it: slow, stops."/>
    </testcase>
    <testcase name="accepted_share" classname="fixloop.eval">
      <skipped message="accepted_share is not measured. It needs 20 labelled texts of a category, and there are 3."/>
    </testcase>
    <testcase name="recall_of.slow" classname="fixloop.eval">
      <failure type="not_measured" message="recall_of.slow is not measured. It needs 20 labelled texts of a category, and there are 3."/>
    </testcase>
  </testsuite>
</testsuites>
`);
});

describe("hostile names stay text, and the XML stays well-formed", () => {
  const hostile = [
    `quotes ' " and <tags/> & &amp; ]]>`,
    `"/><testcase name="smuggled"/>`,
    "nul \0 bell \u0007 escape \u001B[31m",
    "half of a character \uD83D and U+FFFE \uFFFE \uFFFF",
    "right to left \u202E and \u2028 line",
    "a\nnewline\r\nand a\ttab",
    "<!--<![CDATA[<?xml ",
    "👩‍👩‍👧 full",
  ];
  test.each(hostile)("%j", (name) => {
    const xml = formatJunit(
      report([
        gate({ id: name }),
        gate({ id: name, status: "failed", blocks: true, categoriesBelow: [name] }),
        gate({ id: name, status: "not_measured", missing: name }),
      ]),
    );
    const cases = elementsOf(xml).filter((element) => element === "testcase");
    expect(cases).toHaveLength(3);
  });
});

/** Names of the elements of a document, in order. Throws where it isn't well-formed by XML 1.0, as far as JUnit goes. */
function elementsOf(xml: string): readonly string[] {
  // Section 2.2: the characters that a document may hold, escaped or not.
  if (/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u.test(xml))
    throw new Error("a character that XML has not");
  const references = /^(?:[^&<]|&(?:amp|lt|gt|quot|apos);)*$/u;
  const token =
    /<\?xml version="1\.0" encoding="UTF-8"\?>|<(\/?)([a-z-]+)((?:\s+[a-z]+="[^"<]*")*)\s*(\/?)>|([^<]+)/giuy;
  const open: string[] = [];
  const names: string[] = [];
  let end = 0;
  for (const match of xml.matchAll(token)) {
    end = match.index + match[0].length;
    const [, closing, name, attributes = "", empty, text] = match;
    if (text !== undefined && (!references.test(text) || text.includes("]]>")))
      throw new Error(`bad text ${text}`);
    for (const [, value = ""] of attributes.matchAll(/="([^"]*)"/g))
      if (!references.test(value)) throw new Error(`bad attribute ${value}`);
    if (name === undefined) continue;
    if (closing === "/") {
      if (open.pop() !== name) throw new Error(`</${name}> closes something else`);
      continue;
    }
    names.push(name);
    if (empty !== "/") open.push(name);
  }
  if (end !== xml.length) throw new Error(`no XML from ${JSON.stringify(xml.slice(end, end + 40))}`);
  if (open.length > 0) throw new Error(`${open.join(", ")} left open`);
  return names;
}

test("the reader of this test refuses what isn't XML", () => {
  for (const broken of [
    "<a><b></a></b>",
    "<a>&nbsp;</a>",
    "<a",
    '<a b="<"/>',
    "<a>\u0007</a>",
    "<a>",
    "<a>]]></a>",
  ])
    expect(() => elementsOf(broken), broken).toThrow(/./);
});

import { describe, expect, test } from "vitest";
import { loadYaml, soundPipeline, told } from "../support/yamlProject.ts";

const load = (check: string) =>
  loadYaml({
    "pipeline.yaml": `${soundPipeline}checks:\n  a: { table: curated.feedback_event, ${check} }\n`,
  });

describe("authored checks", () => {
  test.each<[string, string, readonly string[]]>([
    ["no kind", "severity: warn", ["pipeline.yaml:9:3 ambiguous-check"]],
    ["two kinds", "not_null: [rating], unique: [rating]", ["pipeline.yaml:9:3 ambiguous-check"]],
    ["a column that is not there", "unique: [raiting]", ["pipeline.yaml:9:48 unknown-column"]],
    [
      "accepted values of a number",
      "accepted: { rating: [five] }",
      ["pipeline.yaml:9:51 uncheckable-column"],
    ],
    [
      "a table that it refers to and that is not there",
      "references: { source: curated.sauce.source }",
      ["pipeline.yaml:9:61 unknown-table"],
    ],
    [
      "a reference between two types",
      "references: { rating: curated.source.source }",
      ["pipeline.yaml:9:61 uncheckable-column"],
    ],
    ["freshness by a text", "fresh: 26h, column: channel", ["pipeline.yaml:9:59 uncheckable-column"]],
    ["freshness of nothing", "fresh: 26h", ["pipeline.yaml:9:3 missing-key"]],
    ["a volume without a limit", "volume: {}, column: event_date", ["pipeline.yaml:9:39 missing-key"]],
    [
      "a rule with a misspelt column, at its character",
      'rule: "rating > 0 and raing < 6"',
      ["pipeline.yaml:9:61 bad-check-rule"],
    ],
    ["a rule that compares different types", "rule: rating > 'a'", ["pipeline.yaml:9:54 bad-check-rule"]],
    ["a key of another kind", "unique: [event_id], of_last: 28d", ["pipeline.yaml:9:59 idle-key"]],
    [
      "a severity that there is not",
      "not_null: [rating], severity: fatal",
      ["pipeline.yaml:9:69 bad-choice"],
    ],
    [
      "setting rows aside for what the whole table lacks",
      "unique: [event_id], severity: quarantine",
      ["pipeline.yaml:9:69 quarantine-kind"],
    ],
    [
      "setting rows aside by a table that is written later",
      "references: { event_id: curated.issue_member.event_id }, severity: quarantine",
      ["pipeline.yaml:9:63 quarantine-reference"],
    ],
    [
      "setting rows aside by the table they leave",
      "references: { parent_record_id: curated.feedback_event.source_record_id }, severity: quarantine",
      ["pipeline.yaml:9:71 quarantine-reference"],
    ],
    ["setting rows aside", "references: { source: curated.source.source }, severity: quarantine", []],
    [
      "setting rows aside by what a source delivered",
      "references: { product_version: raw.release.version }, severity: quarantine",
      [],
    ],
    ["a sound one", "distribution: language, column: event_date, of_last: 4w", []],
  ])("%s", (_, check, expected) => {
    expect(load(check).diagnostics.map(told)).toEqual(expected);
  });

  test("of a seed, which the spec fills itself, are refused", () => {
    const { diagnostics } = loadYaml({
      "pipeline.yaml": `${soundPipeline}checks:\n  a: { table: curated.owner, not_null: [title] }\n`,
    });
    expect(diagnostics.map(told)).toEqual(["pipeline.yaml:9:15 unchecked-table"]);
  });

  test("set rows aside of feedback alone", () => {
    const { diagnostics } = loadYaml({
      "pipeline.yaml": `${soundPipeline}checks:\n  a: { table: curated.customer_record, not_null: [name], severity: quarantine }\n`,
    });
    expect(diagnostics.map(told)).toEqual(["pipeline.yaml:9:68 quarantine-table"]);
  });

  test("are resolved with their defaults", () => {
    expect(load("volume: { at_least: 50% }, column: event_date").project?.checks).toEqual([
      {
        id: "a",
        title: undefined,
        table: "curated.feedback_event",
        severity: "warn",
        promise: {
          kind: "volume",
          column: "event_date",
          days: 28,
          atLeastPercent: 50,
          atMostPercent: undefined,
        },
      },
    ]);
  });
});

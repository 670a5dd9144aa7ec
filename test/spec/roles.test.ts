import { describe, expect, test } from "vitest";
import { loadYaml, soundPipeline, told } from "../support/yamlProject.ts";

const problems = (text: string): readonly string[] =>
  loadYaml({ "pipeline.yaml": `${soundPipeline}${text}` }).diagnostics.map(told);

describe("roles", () => {
  test.each<[string, string, readonly string[]]>([
    [
      "a view that is not there",
      "roles:\n  a: { only: [issue_overveiw] }",
      ["pipeline.yaml:9:15 unknown-reference"],
    ],
    [
      "a product that is not there",
      "roles:\n  a: { products: [other] }",
      ["pipeline.yaml:9:19 unknown-reference"],
    ],
    ["like a role that is not there", "roles:\n  a: { like: everybody }", ["pipeline.yaml:9:14 bad-choice"]],
    ["like the pipeline", "roles:\n  a: { like: pipeline }", ["pipeline.yaml:9:14 bad-choice"]],
    ["a narrowed pipeline", "roles:\n  pipeline: { regions: [DE] }", ["pipeline.yaml:9:15 fixed-role"]],
    [
      "a group that is the principal of the jobs",
      "targets:\n  dev: { mode: development, catalog: dev, run_as: jobs, groups: { analyst: jobs } }",
      ["pipeline.yaml:9:76 people-read-raw"],
    ],
    ["a built-in role, narrowed", "roles:\n  support: { only: [support_queue], regions: [DE, '419'] }", []],
    ["a role of its own", "roles:\n  auditor: { reads: curated, like: reviewer, products: [notes] }", []],
  ])("%s", (_, text, expected) => {
    expect(problems(text)).toEqual(expected);
  });
});

describe("retention of personal columns", () => {
  test.each<[string, string, readonly string[]]>([
    [
      "shorter than payloads are kept",
      "retention: { raw: 90d, personal: 30d }",
      ["pipeline.yaml:8:19 impossible-thresholds"],
    ],
    ["longer than their rows", "retention: { personal: 900d }", ["pipeline.yaml:8:24 impossible-thresholds"]],
    [
      "rows that go before their payloads",
      "retention: { raw: 800d }",
      ["pipeline.yaml:8:19 impossible-thresholds"],
    ],
    ["between the two", "retention: { raw: 90d, personal: 120d }", []],
  ])("%s", (_, text, expected) => {
    expect(problems(text)).toEqual(expected);
  });
});

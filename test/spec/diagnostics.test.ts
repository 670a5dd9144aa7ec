import { catalogue } from "../../src/stages/catalogue.ts";
import { describe, expect, test } from "vitest";
import { looksPersonal } from "../../src/spec/checks/sources.ts";
import { exampleFiles } from "../../src/spec/diagnosticExamples.ts";
import { loadProject, withSeenSources } from "../../src/spec/load.ts";
import { codes, severityOf } from "../../src/spec/messages.ts";
import { didYouMean, nearest } from "../../src/spec/nearest.ts";
import { loadYaml, soundPipeline, soundTaxonomy, told, type YamlTexts } from "../support/yamlProject.ts";

test("a sound project has no diagnostics", () => {
  expect(loadYaml().diagnostics).toEqual([]);
});

describe("every code of the catalogue is provoked by its documented example, alone and at its place", () => {
  test.each(codes)("%s", (code) => {
    const { files, seen, file, start, end } = exampleFiles(code);
    const before = (files.get(file) ?? "").slice(0, start).split("\n");
    const { project, diagnostics } = withSeenSources(loadProject(files, catalogue), seen);
    expect(diagnostics.map(told)).toEqual([
      `${file}:${before.length}:${(before.at(-1) ?? "").length + 1} ${code}`,
    ]);
    expect(diagnostics[0]?.span.end.offset).toBe(end);
    expect(project === undefined).toBe(severityOf(code) === "error");
  });
});

const pipeline = (text: string): YamlTexts => ({ "pipeline.yaml": `${soundPipeline}${text}` });
const taxonomy = (text: string): YamlTexts => ({ "taxonomy/sync.yaml": `${soundTaxonomy}${text}` });
const category = (text: string): YamlTexts => ({
  "taxonomy/sync.yaml": soundTaxonomy.replace("owners:", `${text}\nowners:`),
});
const source = (text: string): YamlTexts => pipeline(`  more:\n    kind: survey\n${text}`);

test.each(["/abs/a.csv", "~/a.csv", "C:/a.csv", "data\\a.csv", "a\0.csv"])(
  "files outside of what every machine has: %j",
  (file) => {
    const { diagnostics } = loadYaml(
      source(`    files: ${JSON.stringify(file)}\n    map: { id: i, at: a, text: t }`),
    );
    expect(diagnostics.map(told)).toEqual(["pipeline.yaml:10:12 bad-pattern"]);
  },
);

describe("references to what nobody wrote down", () => {
  test.each<[string, YamlTexts, readonly string[]]>([
    [
      "owner of an area",
      { "taxonomy/a.yaml": "area: a\nowner: nobody\n" },
      ["taxonomy/a.yaml:2:7 empty-area", "taxonomy/a.yaml:3:8 unknown-reference"],
    ],
    ["owner of a category", category("    owner: nobody"), ["taxonomy/sync.yaml:11:12 unknown-reference"]],
    [
      "owner that is escalated to",
      taxonomy("  team-b: { escalate_to: nobody }"),
      ["taxonomy/sync.yaml:13:26 unknown-reference"],
    ],
    ["macro of a category", category("    macro: nothing"), ["taxonomy/sync.yaml:11:12 unknown-reference"]],
    [
      "product of a source",
      source("    files: a.csv\n    product: nothing\n    map: { id: i, at: a, text: t }"),
      ["pipeline.yaml:11:14 unknown-reference"],
    ],
    [
      "product as a constant",
      source("    files: a.csv\n    map: { id: i, at: a, text: t, product: { constant: other } }"),
      ["pipeline.yaml:11:56 unknown-reference"],
    ],
    ["tracker", pipeline("route: { tracker: nowhere }"), ["pipeline.yaml:8:19 unknown-reference"]],
    [
      "a tracker that is another kind of source",
      pipeline("route: { tracker: play-store }"),
      ["pipeline.yaml:8:19 unknown-reference"],
    ],
    [
      "role of a group",
      pipeline("targets: { dev: { mode: development, catalog: dev, groups: { anlyst: people } } }"),
      ["pipeline.yaml:8:62 unknown-reference"],
    ],
    [
      "category of labelled text",
      { "evals/l.yaml": "labelled:\n  - { text: a, category: nothing }\n" },
      ["evals/l.yaml:3:26 unknown-reference"],
    ],
    [
      "owner of a rule",
      pipeline("route:\n  rules:\n    - area:sync nobody"),
      ["pipeline.yaml:10:17 unknown-reference"],
    ],
    [
      "area of a rule",
      pipeline("route:\n  rules:\n    - area:nowhere team-sync"),
      ["pipeline.yaml:10:12 unknown-reference"],
    ],
    [
      "category of a rule",
      pipeline("route:\n  rules:\n    - category:nothing-* team-sync"),
      ["pipeline.yaml:10:16 unknown-reference"],
    ],
    [
      "kind of a rule",
      pipeline("route:\n  rules:\n    - kind:bug team-sync"),
      ["pipeline.yaml:10:12 unknown-reference"],
    ],
    [
      "product of a rule",
      pipeline("route:\n  rules:\n    - product:other team-sync"),
      ["pipeline.yaml:10:15 unknown-reference"],
    ],
  ])("%s", (_, texts, expected) => {
    expect(loadYaml(texts).diagnostics.map(told)).toEqual(expected);
  });
});

describe("owner rules that can't be read", () => {
  // Each is in quotes, which stand at column 7.
  test.each([
    ["team-sync", 8],
    ["area:sync,arae:sync team-sync", 18],
    ["area:sync,area:sync team-sync", 18],
    ["area: team-sync", 8],
    ["category:sync*stops team-sync", 8],
    ["platform:ios* team-sync", 8],
    ["* kind:defect team-sync", 8],
  ])("%s", (rule, column) => {
    const { diagnostics } = loadYaml(pipeline(`route:\n  rules:\n    - "${rule}"`));
    expect(diagnostics.map(told)).toEqual([`pipeline.yaml:10:${column} bad-rule`]);
  });
});

describe("owner rules that can never decide", () => {
  const rules = (...texts: readonly string[]): readonly string[] =>
    loadYaml(
      pipeline(`route:\n  rules:\n${texts.map((text) => `    - "${text}"\n`).join("")}`),
    ).diagnostics.map(told);

  test("a later rule that asks for less shadows an earlier one", () => {
    expect(rules("area:sync,severity:high team-sync", "area:sync team-sync")).toEqual([
      "pipeline.yaml:10:7 shadowed-rule",
    ]);
  });
  test("a later rule for the area shadows an earlier one for its category", () => {
    expect(rules("category:sync-stops team-sync", "area:sync team-sync")).toEqual([
      "pipeline.yaml:10:7 shadowed-rule",
    ]);
  });
  test("a later rule for everything shadows all", () => {
    expect(rules("platform:ios team-sync", "kind:defect team-sync", "* team-sync")).toEqual([
      "pipeline.yaml:10:7 shadowed-rule",
      "pipeline.yaml:11:7 shadowed-rule",
    ]);
  });
  test("a general rule before its exceptions is fine, even where they are complete", () => {
    expect(rules("* team-sync", "area:sync team-sync", "category:sync-stops,platform:ios team-sync")).toEqual(
      [],
    );
  });
  test("rules that meet without one holding the other are decided by their order", () => {
    expect(rules("area:sync team-sync", "kind:defect team-sync")).toEqual([]);
  });
});

describe("shapes", () => {
  test.each<[string, YamlTexts, readonly string[]]>([
    ["a list where keys are meant", pipeline("identity: [6, -2]"), ["pipeline.yaml:8:11 wrong-type"]],
    ["nothing where keys are meant", pipeline("identity:"), ["pipeline.yaml:8:1 wrong-type"]],
    [
      "a list of files with a number in it",
      { "pipeline.yaml": soundPipeline.replace("reviews.csv", "[reviews.csv, 7]") },
      ["pipeline.yaml:6:26 wrong-type"],
    ],
    [
      "an unknown key beside a constant",
      { "pipeline.yaml": soundPipeline.replace("text: body", "text: { constant: a, other: b }") },
      ["pipeline.yaml:7:51 unknown-key"],
    ],
    [
      "a constant that is a number",
      { "pipeline.yaml": soundPipeline.replace("text: body", "text: body, version: { constant: 1.10 }") },
      ["pipeline.yaml:7:63 wrong-type"],
    ],
    [
      "mistakes behind a refused key",
      pipeline("roles:\n  A.B: { reads: everything, personal: 1 }"),
      ["pipeline.yaml:9:3 bad-id", "pipeline.yaml:9:17 bad-choice", "pipeline.yaml:9:39 wrong-type"],
    ],
    [
      "mistakes behind a misspelt key",
      pipeline("valdate: { watch: soon }"),
      ["pipeline.yaml:8:1 unknown-key", "pipeline.yaml:8:19 bad-duration"],
    ],
    [
      "keys that every object has are no keys",
      pipeline("constructor: 1\ntoString: 2\nhasOwnProperty: 3"),
      ["pipeline.yaml:8:1 unknown-key", "pipeline.yaml:9:1 unknown-key", "pipeline.yaml:10:1 unknown-key"],
    ],
    ["half a day", pipeline("retention: { raw: 12h }"), ["pipeline.yaml:8:19 bad-duration"]],
    ["a share above one", pipeline("roi: { churn: 1.5 }"), ["pipeline.yaml:8:15 out-of-range"]],
    [
      "a share in percent above a hundred",
      pipeline("roi: { churn: 101% }"),
      ["pipeline.yaml:8:15 bad-share"],
    ],
    [
      "false fixes that never happen",
      pipeline("validate: { false_fixed: 0% }"),
      ["pipeline.yaml:8:26 bad-share"],
    ],
    [
      "watching more evidence than paging",
      pipeline("cluster: { watch_evidence: 5000 }"),
      ["pipeline.yaml:8:28 impossible-thresholds"],
    ],
    [
      "a page before what is watched by default",
      pipeline("cluster: { page_evidence: 20 }"),
      ["pipeline.yaml:8:27 impossible-thresholds"],
    ],
    [
      "an end of waiting after the end of watching",
      pipeline("validate: { watch: 5d }"),
      ["pipeline.yaml:8:20 impossible-thresholds"],
    ],
    [
      "watching longer than data is kept",
      pipeline("validate: { watch: 100w }"),
      ["pipeline.yaml:8:20 short-retention"],
    ],
    [
      "several trackers and none chosen",
      pipeline(
        "  a: { kind: tracker, files: a.csv, map: { key: k, at: t, status: s } }\n  b: { kind: tracker, files: b.csv, map: { key: k, at: t, status: s } }",
      ),
      ["pipeline.yaml:1:1 missing-key"],
    ],
    [
      "a tracker without a time",
      pipeline("  a: { kind: tracker, files: a.csv, map: { key: k, status: s } }"),
      ["pipeline.yaml:8:37 unmapped-field"],
    ],
    [
      "categories without an area",
      { "taxonomy/b.yaml": "categories: {}\n" },
      ["taxonomy/b.yaml:1:1 missing-key"],
    ],
    [
      "a product that several products need",
      { "pipeline.yaml": soundPipeline.replace("name: notes", "name: notes\nproducts: [a, b]") },
      ["pipeline.yaml:5:3 missing-key"],
    ],
    [
      "two metrics that differ by a letter",
      {
        "pipeline.yaml": `${soundPipeline}  t: { kind: telemetry, files: t.csv, map: { at: a, value: v, metric: { constant: sync_errors }, metric_kind: { constant: cuont } } }`,
        ...category("    signals: [sync_error]"),
      },
      ["pipeline.yaml:8:123 bad-choice", "taxonomy/sync.yaml:11:15 undeliverable-metric"],
    ],
    [
      "text that is and isn't an example",
      category("    not_examples: [It no  longer syncs]"),
      ["taxonomy/sync.yaml:11:20 contradicting-example"],
    ],
  ])("%s", (_, texts, expected) => {
    expect(loadYaml(texts).diagnostics.map(told)).toEqual(expected);
  });
});

test("behind several keys that are refused every value is looked at", () => {
  const { diagnostics } = loadYaml({
    "taxonomy/macros.yaml":
      "macros:\n  reset: { text: { en: Hello., one language: [a], another one: [b] } }\n",
  });
  expect(diagnostics.map(told)).toEqual([
    "taxonomy/macros.yaml:3:32 bad-language",
    "taxonomy/macros.yaml:3:46 wrong-type",
    "taxonomy/macros.yaml:3:51 bad-language",
    "taxonomy/macros.yaml:3:64 wrong-type",
  ]);
});

describe("YAML that the parser stumbles over", () => {
  test("the rest of the project is still checked, and what may have been lost is not called missing", () => {
    const { project, diagnostics } = loadYaml({
      "taxonomy/broken.yaml": 'area: "search\nowners:\n  team-lost: {}\n',
      ...pipeline("validate: { watch: soon }\nroute:\n  rules:\n    - area:search team-lost"),
    });
    expect(project).toBeUndefined();
    expect(new Set(diagnostics.map(({ code }) => code))).toEqual(new Set(["bad-duration", "yaml-syntax"]));
    expect(diagnostics.map(told)).toContain("pipeline.yaml:8:20 bad-duration");
  });
  test.each<[string, string]>([
    ["a tab as indentation", "identity:\n\tmerge_above: 6\n"],
    ["two documents", "---\nname: other\n"],
    ["an unknown tag", "identity: !weights { merge_above: 6 }\n"],
    ["an alias to nothing", "identity: *nothing\n"],
    ["an alias to itself", "identity: &a { merge_above: *a }\n"],
    ["a list as a key", "? [a]\n: 1\n"],
    ["an escape that is none", 'currency: "\\q"\n'],
  ])("%s", (_, text) => {
    expect(loadYaml(pipeline(text)).diagnostics.map(({ code }) => code)).toContain("yaml-syntax");
  });
  test("aliases that unfold to a billion nodes are stopped", () => {
    const levels = Array.from(
      { length: 12 },
      (_, level) =>
        `l${level}: &l${level} [${
          level === 0
            ? "a"
            : Array(10)
                .fill(`*l${level - 1}`)
                .join(",")
        }]`,
    );
    const { diagnostics } = loadYaml({ "evals/bomb.yaml": `${levels.join("\n")}\n` });
    expect(
      diagnostics.filter(({ message }) => message === "The aliases expand to too many values."),
    ).toHaveLength(1);
  });
  test("a file of ten thousand brackets gives one diagnostic for them", () => {
    const { diagnostics } = loadYaml({ "evals/deep.yaml": "[".repeat(10_000) });
    expect(diagnostics.filter(({ code }) => code === "yaml-syntax")).toHaveLength(1);
  });
  test.each([
    ["lists", (levels: number) => `${"[".repeat(levels)}1${"]".repeat(levels)}`],
    ["mappings", (levels: number) => `${"{ a: ".repeat(levels)}1${" }".repeat(levels)}`],
    [
      "mappings in blocks",
      (levels: number) => Array.from({ length: levels }, (_, level) => `${" ".repeat(level)}a:`).join("\n"),
    ],
  ])("%s are read to a hundred levels, and deeper ones give one diagnostic", (_, nested) => {
    const syntax = (levels: number): readonly string[] =>
      loadYaml({ "evals/deep.yaml": nested(levels) })
        .diagnostics.filter(({ code }) => code === "yaml-syntax")
        .map(({ message }) => message);
    expect(syntax(100)).toEqual([]);
    for (const levels of [101, 800, 2_500])
      expect(syntax(levels), String(levels)).toEqual(["Nested too deeply."]);
  });
  test("what is nested in aliases of aliases counts as nested", () => {
    const levels = Array.from(
      { length: 300 },
      (_, level) => `a${level}: &a${level} [${level === 0 ? 1 : `*a${level - 1}`}]`,
    );
    const { diagnostics } = loadYaml({ "evals/deep.yaml": `${levels.join("\n")}\n` });
    expect(diagnostics.filter(({ code }) => code === "yaml-syntax").map(({ message }) => message)).toEqual([
      "Nested too deeply.",
    ]);
  });
  test("no fix writes a file anew that isn't UTF-8", () => {
    const { diagnostics } = loadYaml(pipeline("currency: eur # \uFFFD\nvalidate: { wach: 30d }"));
    expect(diagnostics.map(told)).toContain("pipeline.yaml:8:17 not-utf8");
    expect(diagnostics.filter(({ fix }) => fix !== undefined)).toEqual([]);
  });
  test("an empty file lacks its keys", () => {
    expect(loadYaml({ "pipeline.yaml": "" }).diagnostics.map(told)).toEqual([
      "pipeline.yaml:1:1 missing-key",
      "pipeline.yaml:1:1 missing-key",
    ]);
  });
});

describe("keys that look personal", () => {
  test.each([
    ["customer_email", "reviews", true],
    ["userName", "reviews", true],
    ["contact.phone", "tickets", true],
    ["ip", "survey", true],
    ["name", "accounts", true],
    ["name", "telemetry", false],
    ["author_id", "reviews", false],
    ["device_name", "reviews", false],
    ["app_version", "reviews", false],
    ["shipping_region", "accounts", false],
  ] as const)("%s of %s: %s", (key, kind, expected) => {
    expect(looksPersonal(key, kind)).toBe(expected);
  });
});

describe("the nearest word", () => {
  test.each([
    ["qoute", ["quote", "title"], "quote", true],
    ["Team_Sync", ["team-sync", "team-search"], "team-sync", true],
    ["aip", ["api", "app"], "api", false],
    ["team-x", ["team-a", "team-b"], "team-a", false],
    ["ownr", ["owner", "title"], "owner", true],
  ])("%s of %s is %s, for sure: %s", (word, candidates, expected, sure) => {
    expect(nearest(word, candidates)).toEqual({ word: expected, sure });
  });
  test("nothing is near to another word", () => {
    expect(nearest("colour", ["owner", "title", "kind"])).toBeUndefined();
    // capitals alone, however short the word
    expect(nearest("id", ["ID", "date"])).toEqual({ word: "ID", sure: true });
  });
  test.each([
    [
      "issue",
      ["curated.issue", "curated.issue_member", "curated.open_issue"],
      ' Did you mean "curated.issue"?',
    ],
    ["id", ["a.id", "b.id"], ' Did you mean "a.id" or "b.id"?'],
    ["id", ["a.id", "b.id", "c.id", "d.id"], ""],
    ["ownr", ["owner", "title"], ' Did you mean "owner"?'],
    ["colour", ["owner", "title"], ""],
    ["", ["owner"], ""],
  ])("asks whether %j of %j was meant", (word, known, question) => {
    expect(didYouMean(word, known)).toBe(question);
  });
});

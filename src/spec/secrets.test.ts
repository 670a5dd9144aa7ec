import { expect, test } from "vitest";
import { loadYaml, soundPipeline, yamlFiles } from "../../test/support/yamlProject.ts";
import { formatHuman, formatJson, formatSarif } from "./diagnostics.ts";
import { secretsIn, withoutSecrets } from "./secrets.ts";

const hex = "0123456789abcdef".repeat(2);
/** Put together here, so that no scan takes this file for one that holds a key. */
const keys = [
  ["sk-", "proj-", hex],
  ["dapi", hex],
  ["ghp_", hex, "abcd"],
  ["glpat-", hex],
  ["xoxb-", hex],
  ["AKIA", "ABCDEFGHIJKLMNOP"],
  ["ATATT", hex],
  ["eyJ", hex, ".eyJ", hex, ".", hex],
  ["-----BEGIN RSA ", "PRIVATE KEY-----"],
].map((parts) => parts.join(""));

test.each(keys)("a key is found wherever it stands, and is never printed whole: %#", (key) => {
  const text = `${soundPipeline}# see ${key}\n`;
  const { project, diagnostics } = loadYaml({ "pipeline.yaml": text });
  expect(project).toBeUndefined();
  expect(diagnostics.map(({ code }) => code)).toEqual(["plain-secret"]);
  const files = yamlFiles({ "pipeline.yaml": text });
  for (const printed of [
    formatHuman(diagnostics, files, { color: false }),
    formatJson(diagnostics),
    formatSarif(diagnostics, "0"),
  ])
    expect(typeof printed === "string" ? printed : JSON.stringify(printed)).not.toContain(key.slice(4));
});

test("another mistake on the same line doesn't print it either", () => {
  const text = `${soundPipeline}unknown: ${["dapi", hex].join("")}\n`;
  const { diagnostics } = loadYaml({ "pipeline.yaml": text });
  expect(diagnostics.map(({ code }) => code).toSorted()).toEqual(["plain-secret", "unknown-key"]);
  expect(formatHuman(diagnostics, yamlFiles({ "pipeline.yaml": text }), { color: false })).not.toContain(hex);
});

test("where the name of a secret belongs, a long value of letters and digits is none", () => {
  expect(secretsIn(`secret: ${hex}`)).toEqual([{ start: 8, end: 40 }]);
  expect(secretsIn(`secret: "${hex}"`)).toHaveLength(1);
  expect(secretsIn("secret: azure-openai-key-of-the-insights-team-2")).toEqual([]);
  expect(secretsIn(`warehouse: ${hex}`)).toEqual([]);
});

test("a hidden key keeps its length and its first four characters", () => {
  const key = ["dapi", hex].join("");
  expect(withoutSecrets(`a ${key} b`)).toBe(`a dapi${"•".repeat(32)} b`);
  expect(withoutSecrets("no key")).toBe("no key");
});

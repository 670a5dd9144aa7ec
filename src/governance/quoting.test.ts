import { governedBy } from "../../test/support/planOf.ts";
import { describe, expect, test } from "vitest";
import { smallProject, target } from "../../test/support/project.ts";
import { effectivePrivileges } from "../../test/governance/effectivePrivileges.ts";
import { defaultRoles } from "../spec/defaults.ts";
import { governanceFiles } from "./governanceFiles.ts";
import { quotedName, quotedText } from "./quoting.ts";

describe("names of the spec in SQL", () => {
  test.each([
    ["plain", "`plain`", "'plain'"],
    ["it's", "`it's`", String.raw`'it\'s'`],
    ["back`tick", "`back``tick`", "'back`tick'"],
    ["back\\slash", "`back\\slash`", String.raw`'back\\slash'`],
    ["\\' OR 1=1 --", "`\\' OR 1=1 --`", String.raw`'\\\' OR 1=1 --'`],
    ["a; DROP TABLE b --", "`a; DROP TABLE b --`", "'a; DROP TABLE b --'"],
    ["日本語 😀", "`日本語 😀`", "'日本語 😀'"],
    ["$ { { no", "`$ { { no`", "'$ { { no'"],
  ])("%s stays what it is", (name, asName, asText) => {
    expect(quotedName(name)).toBe(asName);
    expect(quotedText(name)).toBe(asText);
  });

  test.each([
    "",
    "${var.x}",
    "{{catalog}}",
    "two\nlines",
    "null\0",
    "\u202egnp",
    "half \ud83d",
    "line\u2028",
  ])("%j is refused, since Databricks or a reader would take it for something else", (name) => {
    expect(() => quotedName(name)).toThrow(TypeError);
    expect(() => quotedText(name)).toThrow(TypeError);
  });
});

test.each([
  "analysts; GRANT SELECT ON SCHEMA fixloop_raw TO x",
  "-- comment",
  "/* open",
  "団体 😀 groupe",
  "a) OR (1 = 1",
  "`; REVOKE SELECT ON TABLE fixloop_curated.issue FROM `y",
  "O'Brien's \\ team",
])("a group called %s holds what its role holds, and nobody else anything", (group) => {
  const project = smallProject({
    roles: defaultRoles,
    targets: [target({ id: "prod", runAs: "jobs", groups: { executive: group } })],
  });
  const files = governanceFiles(governedBy(project));
  const text = new Map(files.map((file) => [file.path, file.text]));
  const { idle } = effectivePrivileges({
    files: new Map([
      ...text,
      ["databricks.yml", "targets: { prod: {} }"],
      ["bundle/resources/storage.yml", "{}"],
    ]),
    target: "prod",
  });
  // without the YAML of the bundle no one gets into a schema, so every grant of the SQL is idle: all are the group's
  expect(idle.length).toBe(10);
  expect(idle.every((line) => line.startsWith(`${group}: SELECT on fixloop_serving.`))).toBe(true);
  for (const { text: sql, statements } of files) {
    // each statement ends its line with a semicolon, and no name made one more
    const ends = withoutLiterals(sql).match(/;$/gm) ?? [];
    const inScripts = statements.flatMap((statement) =>
      statement.includes("\nBEGIN\n") ? (withoutLiterals(statement).match(/;$/gm) ?? []) : [],
    );
    expect(ends.length).toBe(1 + statements.length + inScripts.length);
  }
});

/** SQL with every literal, quoted name and comment emptied, by Spark's rules. */
function withoutLiterals(text: string): string {
  return text.replaceAll(/'(?:[^'\\]|\\[\s\S])*'|`(?:[^`]|``)*`|--[^\n]*/g, (found) =>
    found.startsWith("--") ? "" : "''",
  );
}
